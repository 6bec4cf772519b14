//! All tables of the lake, by whose they are and by number.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::LakeError;
use crate::log::Loaded;
use crate::names;
use crate::pool::Pool;
use crate::snapshot::Scope;
use crate::table::Table;
use crate::verify::Fault;

/// Tables that a lake may have.
pub const TABLES_MAX: usize = 100_000;

/// A table whose log is not as it was written: nothing is read from it, and nothing written to it.
#[derive(Debug)]
pub(crate) struct Damaged {
    pub(crate) organization: Arc<str>,
    pub(crate) kind: Arc<str>,
    /// The first thing that is wrong with it.
    pub(crate) fault: Fault,
    /// What reading its log said.
    pub(crate) what: String,
}

impl Damaged {
    /// That it is.
    pub(crate) fn error(&self) -> LakeError {
        LakeError::Damaged { table: self.fault.table.clone(), what: self.what.clone() }
    }
}

/// All tables. None is ever taken out.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// By organization and kind.
    by_name: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Arc<Table>>>,
    by_id: Vec<Arc<Table>>,
    /// Those that could not be read, by folder; they are none of the others.
    pub(crate) damaged: BTreeMap<String, Arc<Damaged>>,
}

impl Tables {
    pub(crate) fn by_id(&self, id: usize) -> Option<Arc<Table>> {
        self.by_id.get(id).cloned()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn find(&self, organization: &str, kind: &str) -> Option<Arc<Table>> {
        self.by_name.get(organization)?.get(kind).cloned()
    }

    /// The tables of the organizations that are seen, ordered by organization and kind.
    pub(crate) fn seen<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Arc<Table>> {
        let seen = self.by_name.iter().filter(|(organization, _)| scope.sees(organization));
        seen.flat_map(|(_, kinds)| kinds.values())
    }

    /// The damaged tables of the organizations that are seen, in the order of their folders.
    pub(crate) fn seen_damaged<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Arc<Damaged>> {
        self.damaged.values().filter(|damaged| scope.sees(&damaged.organization))
    }

    /// The table; made where it is not there.
    pub(crate) fn make(&mut self, organization: &str, kind: &str, pool: &mut Pool) -> Result<Arc<Table>, LakeError> {
        if let Some(table) = self.find(organization, kind) {
            return Ok(table);
        }
        if self.by_id.len() >= TABLES_MAX {
            return Err(LakeError::TooManyTables);
        }
        let folder = names::folder(organization, kind).ok_or(LakeError::NameTooLong)?;
        if let Some(damaged) = self.damaged.get(&folder) {
            return Err(damaged.error());
        }
        let mut loaded = Loaded::default();
        loaded.schema = pool.schema(&loaded.schema);
        Ok(self.insert(organization, kind, &folder, loaded, pool))
    }

    /// Puts in a table that was read.
    pub(crate) fn insert(
        &mut self,
        organization: &str,
        kind: &str,
        folder: &str,
        loaded: Loaded,
        pool: &mut Pool,
    ) -> Arc<Table> {
        let (organization, kind) = (pool.text(organization), pool.text(kind));
        let table = Table::new(self.by_id.len(), organization.clone(), kind.clone(), folder.into(), loaded);
        let table = Arc::new(table);
        self.by_id.push(table.clone());
        self.by_name.entry(organization).or_default().insert(kind, table.clone());
        table
    }
}
