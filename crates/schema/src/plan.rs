//! Where time and record number stand in records of one kind and dialect, by path.

use crate::{Identity, Kind, Schema};
use atalaya_model::{PathId, Paths};

/// Texts that all places of a kind's time together may have.
pub(crate) const TIME_TEXTS_MAX: usize = 16;

const NOTHING: u8 = 0;
const UNRESOLVED: u8 = u8::MAX;
/// Roles from here on are texts of the time, in the order of the kind's rules.
pub(crate) const TIME: u8 = 1;
/// The role of the record number.
pub(crate) const NUMBER: u8 = 100;
/// Roles from here on are the fields that tell sequences apart.
pub(crate) const PER: u8 = 101;

/// The roles of paths in records of one kind and dialect.
pub(crate) struct Plan {
    of: Identity,
    roles: Vec<u8>,
}

impl Plan {
    pub(crate) fn new(of: Identity) -> Plan {
        Plan { of, roles: Vec::new() }
    }

    /// Whether the plan is for records such as `identity`.
    #[inline]
    pub(crate) fn is_for(&self, identity: &Identity) -> bool {
        (self.of.kind, self.of.dialect) == (identity.kind, identity.dialect)
    }

    /// The role of a path; 0: none.
    #[inline]
    pub(crate) fn role(&mut self, path: PathId, schema: &Schema, paths: &Paths) -> u8 {
        match self.roles.get(path.index()) {
            Some(&role) if role != UNRESOLVED => role,
            _ => self.resolve(path, schema, paths),
        }
    }

    #[cold]
    fn resolve(&mut self, path: PathId, schema: &Schema, paths: &Paths) -> u8 {
        if self.roles.len() <= path.index() {
            self.roles.resize(paths.len().max(path.index() + 1), UNRESOLVED);
        }
        let name = schema.dialect(self.of.dialect).fields.essential(paths.name(path));
        let role = name.map_or(NOTHING, |name| role_of(schema.kind(self.of.kind), &name));
        self.roles[path.index()] = role;
        role
    }
}

fn role_of(kind: &Kind, name: &str) -> u8 {
    let mut texts = kind.time.iter().flat_map(|rule| &rule.fields);
    if let Some(at) = texts.position(|field| field == name).filter(|at| *at < TIME_TEXTS_MAX) {
        return TIME + at as u8;
    }
    let Some(sequence) = &kind.sequence else { return NOTHING };
    if sequence.field == name {
        return NUMBER;
    }
    sequence.per.iter().position(|field| field == name).map_or(NOTHING, |at| PER + at as u8)
}
