//! What a command about the journal or the lake reaches: the data directory, and the stores of the centre that runs on it, where
//! one does.

use super::{Owned, faults};
use crate::outcome::Failure;
use atalaya_ingest::House;
use atalaya_journal::{Journal, Recovery};

/// A data directory, and the centre on it.
#[derive(Clone, Copy)]
pub(crate) struct Reach<'a> {
    /// The data directory.
    pub(crate) owned: &'a Owned,
    /// The stores of the centre that runs on it.
    pub(crate) centre: Option<&'a House<'a>>,
}

/// A journal that a command works on.
pub(crate) enum AtHand<'a> {
    /// Opened for the command, and what opening it mended.
    Opened(Box<(Journal, Recovery)>),
    /// The centre's.
    Centre(&'a Journal),
}

impl<'a> Reach<'a> {
    /// The journal. Where there is none, none is made.
    pub(crate) fn journal(self) -> Result<AtHand<'a>, Failure> {
        Ok(match self.centre {
            Some(house) => AtHand::Centre(house.journal()),
            None => AtHand::Opened(Box::new(self.owned.journal()?)),
        })
    }
}

impl AtHand<'_> {
    /// The journal.
    pub(crate) fn journal(&self) -> &Journal {
        match self {
            AtHand::Opened(opened) => &opened.0,
            AtHand::Centre(journal) => journal,
        }
    }

    /// What opening it mended for this command.
    pub(crate) fn recovery(&self) -> Recovery {
        match self {
            AtHand::Opened(opened) => opened.1.clone(),
            AtHand::Centre(_) => Recovery::default(),
        }
    }

    /// Makes its state durable; one that was opened for the command is closed.
    pub(crate) fn leave(self) -> Result<(), Failure> {
        let left = match self {
            AtHand::Opened(opened) => opened.0.close(),
            AtHand::Centre(journal) => journal.checkpoint(),
        };
        left.map_err(|error| faults::state(&error))
    }
}
