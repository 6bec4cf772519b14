//! The names of sources and of their organizations, by the journal's numbers.

use std::sync::Arc;

use atalaya_journal::{Journal, SourceId, Tally};

use crate::canary::is_protected;

/// A source, and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    pub(crate) organization: Arc<str>,
    pub(crate) source: Arc<str>,
    /// The organization's number.
    pub(crate) organization_id: u32,
    /// Whether what it sends are canaries.
    pub(crate) is_canary: bool,
}

impl Sender {
    fn of(tally: Tally) -> Sender {
        Sender {
            is_canary: !is_protected(&tally.organization_name),
            organization: tally.organization_name.into(),
            source: tally.source_name.into(),
            organization_id: tally.organization.0,
        }
    }
}

/// The sources that are known so far.
#[derive(Default)]
pub(crate) struct Senders {
    known: Vec<Arc<Sender>>,
}

impl Senders {
    /// The source of this number. The journal knows all that its entries are of.
    pub(crate) fn get(&mut self, journal: &Journal, source: SourceId) -> Arc<Sender> {
        let at = source.0 as usize;
        if self.known.len() <= at {
            self.known = journal.tallies().into_iter().map(|tally| Arc::new(Sender::of(tally))).collect();
        }
        self.known[at].clone()
    }
}
