//! What has a name in the journal: organizations and their sources, cursors, holds.

use crate::core::{Books, lock};
use crate::entry::{OrganizationId, SourceId};
use crate::error::StateError;
use crate::journal::Journal;
use crate::state::SourceState;
use crate::tally::{Counts, DECODE_CURSOR};

/// Bytes that a name may have.
pub const NAME_BYTES_MAX: usize = 256;
/// Organizations that a journal may know.
pub const ORGANIZATIONS_MAX: usize = 4096;
/// Sources that a journal may know.
pub const SOURCES_MAX: usize = 16_384;
/// Cursors that a journal may keep.
pub const CURSORS_MAX: usize = 64;
/// Holds that a journal may keep.
pub const HOLDS_MAX: usize = 1024;

impl Journal {
    /// Whether something may have this name: it is not blank, not too long, and has no control character.
    #[must_use]
    pub fn takes_name(name: &str) -> bool {
        checked(name).is_ok()
    }

    /// The source of that name of that organization; registers both if they are new. Durable when it returns.
    pub fn source(&self, organization: &str, name: &str) -> Result<SourceId, StateError> {
        checked(organization)?;
        checked(name)?;
        let mut books = self.core.books();
        let id = known(&books, organization, name);
        let id = match id {
            Some(id) => id,
            None => register(&mut books, organization, name)?,
        };
        let registered = books.registered;
        drop(books);
        // One that is known may still not be durable: its own registration may have failed to write it.
        if *lock(&self.core.persisting) < registered {
            self.checkpoint()?;
        }
        Ok(SourceId(id as u32))
    }

    /// The organization of that name, where there is one.
    #[must_use]
    pub fn organization(&self, name: &str) -> Option<OrganizationId> {
        let books = self.core.books();
        books.organizations.iter().position(|known| known == name).map(|id| OrganizationId(id as u32))
    }

    /// Makes a cursor of that name at the first entry that is kept, or finds the one there is; tells where it is. What a
    /// cursor has not passed does not expire.
    pub fn cursor(&self, name: &str) -> Result<u64, StateError> {
        checked(name)?;
        let _expiry_waits = lock(&self.core.quarantine_log);
        let mut books = self.core.books();
        if let Some(at) = books.cursors.get(name) {
            return Ok(*at);
        }
        if books.cursors.len() >= CURSORS_MAX {
            return Err(StateError::Full { what: "cursors" });
        }
        let first = self.core.journal.view().first();
        books.cursors.insert(name.to_owned(), first);
        books.generation += 1;
        Ok(first)
    }

    /// Moves a cursor forward: everything before `to` is done with. Durable with the next [`Journal::checkpoint`]; after a
    /// crash the cursor may be where it was then. The decoder's own cursor moves with [`Journal::progress`] only.
    pub fn advance(&self, name: &str, to: u64) -> Result<(), StateError> {
        let mut books = self.core.books();
        let head = self.core.journal.view().head.offset;
        let at = books.cursors.get_mut(name).filter(|_| name != DECODE_CURSOR);
        let at = at.ok_or(StateError::Unknown { what: "cursor" })?;
        if to < *at || to > head {
            return Err(StateError::Cursor { at: *at, to, head });
        }
        *at = to;
        books.generation += 1;
        Ok(())
    }

    /// Forgets a cursor, whose reader will not come back.
    pub fn forget_cursor(&self, name: &str) -> Result<(), StateError> {
        let mut books = self.core.books();
        if name == DECODE_CURSOR || books.cursors.remove(name).is_none() {
            return Err(StateError::Unknown { what: "cursor" });
        }
        books.generation += 1;
        drop(books);
        self.checkpoint()
    }

    /// Keeps the entries from `from` up to but not with `to`, whatever expires; `to` may be where nothing is yet. A name that
    /// holds something is refused. Durable when it returns.
    pub fn hold(&self, name: &str, from: u64, to: u64) -> Result<(), StateError> {
        checked(name)?;
        let expiry_waits = lock(&self.core.quarantine_log);
        let mut books = self.core.books();
        if books.holds.contains_key(name) {
            return Err(StateError::HoldExists(name.to_owned()));
        }
        if books.holds.len() >= HOLDS_MAX {
            return Err(StateError::Full { what: "holds" });
        }
        books.holds.insert(name.to_owned(), (from, to));
        books.generation += 1;
        drop((books, expiry_waits));
        self.checkpoint()
    }

    /// Lets go of what a hold kept. Durable when it returns.
    pub fn release(&self, name: &str) -> Result<(), StateError> {
        let mut books = self.core.books();
        books.holds.remove(name).ok_or(StateError::Unknown { what: "hold" })?;
        books.generation += 1;
        drop(books);
        self.checkpoint()
    }
}

pub(crate) fn checked(name: &str) -> Result<(), StateError> {
    let good = !name.trim().is_empty() && name.len() <= NAME_BYTES_MAX && !name.contains(char::is_control);
    if good { Ok(()) } else { Err(StateError::Name) }
}

fn known(books: &Books, organization: &str, name: &str) -> Option<usize> {
    let organization = books.organizations.iter().position(|known| known == organization)? as u32;
    books.sources.iter().position(|source| source.organization == organization && source.name == name)
}

fn register(books: &mut Books, organization: &str, name: &str) -> Result<usize, StateError> {
    if books.sources.len() >= SOURCES_MAX {
        return Err(StateError::Full { what: "sources" });
    }
    let known = books.organizations.iter().position(|known| known == organization);
    if known.is_none() && books.organizations.len() >= ORGANIZATIONS_MAX {
        return Err(StateError::Full { what: "organizations" });
    }
    let organization_id = known.unwrap_or_else(|| {
        books.organizations.push(organization.to_owned());
        books.organizations.len() - 1
    });
    let source = SourceState { organization: organization_id as u32, name: name.to_owned(), counts: Counts::default() };
    books.sources.push(source);
    books.generation += 1;
    books.registered = books.generation;
    Ok(books.sources.len() - 1)
}
