//! Expiry: days that are old enough leave their tables.
//!
//! What expires is a day, the one in whose partition a row is, and only when all of it is over before the limit: so files
//! go whole, and a row stays a day longer at most. What goes is counted by source, in the commit that takes it out. Rows in
//! memory stay until they are written.

use std::collections::BTreeMap;
use std::sync::Arc;

use atalaya_model::Time;

use crate::error::LakeError;
use crate::file_entry::FileEntry;
use crate::flush::keep_log_short;
use crate::hold::{self, Held, HoldError};
use crate::lake::Lake;
use crate::log::{Change, Operation};
use crate::snapshot::Scope;

const DAY_MICROS: i64 = 86_400_000_000;

/// What expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// Whose rows; all where there is none.
    pub organization: Option<String>,
    /// Of which kind; all where there is none.
    pub kind: Option<String>,
    /// Days that end before or at this time.
    pub before: Time,
}

/// What expired, and what did not because it is held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expired {
    /// Files that are no longer in their table.
    pub files: u64,
    /// Their rows.
    pub rows: u64,
    /// Their bytes; they are on the disk until [`crate::Lake::vacuum`].
    pub bytes: u64,
    /// Rows that stay, by the name of a hold that wants them.
    pub held: BTreeMap<String, u64>,
}

/// Why not everything expired. What expired before stays expired.
#[derive(Debug, thiserror::Error)]
pub enum ExpireError {
    /// Nobody knows what is held.
    #[error(transparent)]
    Holds(#[from] HoldError),
    /// A table could not be written.
    #[error(transparent)]
    Lake(#[from] LakeError),
}

impl Lake {
    /// Takes days that are over before the limit out of their tables, unless they are held. A commit for each table.
    pub fn expire(&self, expiry: &Expiry) -> Result<Expired, ExpireError> {
        let _turn = self.shared.quiet_turn()?;
        let holds = hold::read(&self.shared)?;
        let tables: Vec<_> = self.shared.tables().seen(&Scope::All).cloned().collect();
        let mut expired = Expired::default();
        for table in tables {
            table.settle(&self.shared)?;
            let state = table.state();
            let wanted = expiry.organization.as_deref().is_none_or(|name| *state.organization == *name)
                && expiry.kind.as_deref().is_none_or(|name| *state.kind == *name);
            if !wanted {
                continue;
            }
            let old = state.files.iter().filter(|file| end_of(file.day) <= expiry.before.micros());
            let mut change = Change::new(Operation::Delete);
            for file in old {
                match holder(&holds, &state.organization, &state.kind, file.day) {
                    Some(name) => *expired.held.entry(name.to_owned()).or_default() += file.rows,
                    None => expired.take(file, &mut change),
                }
            }
            if !change.removed.is_empty() {
                table.commit(&self.shared, change).map_err(LakeError::from)?;
                keep_log_short(&self.shared, &table);
                self.shared.keep_catalogue();
            }
        }
        Ok(expired)
    }
}

impl Expired {
    fn take(&mut self, file: &Arc<FileEntry>, change: &mut Change) {
        self.files += 1;
        self.rows += file.rows;
        self.bytes += file.size;
        for (source, rows) in &file.sources {
            *change.expired.entry(source.clone()).or_default() += rows;
        }
        change.removed.push(file.clone());
    }
}

/// When a day is over.
fn end_of(day: i32) -> i64 {
    (i64::from(day) + 1) * DAY_MICROS
}

/// The name of a hold that wants a table's day.
fn holder<'a>(holds: &'a BTreeMap<String, Held>, organization: &str, kind: &str, day: i32) -> Option<&'a str> {
    holds.iter().find(|(_, held)| held.holds(organization, kind, day)).map(|(name, _)| name.as_str())
}
