//! The quarantine: how much is in it, and why.

use super::Check;
use crate::data::quarantine;
use atalaya_journal::Journal;
use atalaya_model::Message;

/// Reasons that are told, the most frequent first.
const REASONS_MAX: usize = 5;

pub(super) fn checks(journal: &Journal) -> Vec<Check> {
    let (first, next) = journal.status().quarantine;
    if next == first {
        return vec![Check::good("quarantine", Message::new("doctor-quarantine-none"))];
    }
    let some = Message::new("doctor-quarantine-some").with("entries", next - first);
    let mut checks = vec![Check::look("quarantine", some)];
    match quarantine::reasons(journal, first) {
        Err(_) => checks.push(Check::bad("quarantine", Message::new("doctor-quarantine-unreadable"))),
        Ok(reasons) => checks.extend(reasons.into_iter().take(REASONS_MAX).map(|(reason, entries)| {
            let message = Message::new("doctor-quarantine-reason").with("entries", entries);
            Check::look("quarantine", message.with("reason", reason))
        })),
    }
    checks
}
