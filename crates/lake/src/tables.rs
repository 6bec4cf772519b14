//! All tables of the lake, by whose they are and by number.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::LakeError;
use crate::log::Loaded;
use crate::names;
use crate::pool::Pool;
use crate::snapshot::Scope;
use crate::table::Table;

/// Tables that a lake may have.
pub const TABLES_MAX: usize = 100_000;

/// All tables. None is ever taken out.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// By organization and kind.
    by_name: BTreeMap<Arc<str>, BTreeMap<Arc<str>, Arc<Table>>>,
    by_id: Vec<Arc<Table>>,
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

    /// The table; made where it is not there.
    pub(crate) fn make(&mut self, organization: &str, kind: &str, pool: &mut Pool) -> Result<Arc<Table>, LakeError> {
        if let Some(table) = self.find(organization, kind) {
            return Ok(table);
        }
        if self.by_id.len() >= TABLES_MAX {
            return Err(LakeError::TooManyTables);
        }
        let folder = names::folder(organization, kind).ok_or(LakeError::NameTooLong)?;
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
