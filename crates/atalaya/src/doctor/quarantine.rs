//! The quarantine: how much is in it, and why.

use super::Check;
use atalaya_journal::{Filter, Journal, Quarantined, ReadError};
use atalaya_model::Message;
use std::collections::BTreeMap;

/// Frames that are looked through for their reasons.
const FRAMES_MAX: u64 = 200_000;
/// Reasons that are told, the most frequent first.
const REASONS_MAX: usize = 5;

pub(super) fn checks(journal: &Journal) -> Vec<Check> {
    let (first, next) = journal.status().quarantine;
    if next == first {
        return vec![Check::good("quarantine", Message::new("doctor-quarantine-none"))];
    }
    let mut checks =
        vec![Check::look("quarantine", Message::new("doctor-quarantine-some").with("entries", next - first))];
    let Ok(reasons) = reasons(journal) else {
        checks.push(Check::bad("quarantine", Message::new("doctor-quarantine-unreadable")));
        return checks;
    };
    let mut reasons: Vec<(String, u64)> = reasons.into_iter().collect();
    reasons.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    checks.extend(reasons.into_iter().take(REASONS_MAX).map(|(reason, entries)| {
        let message = Message::new("doctor-quarantine-reason").with("entries", entries);
        Check::look("quarantine", message.with("reason", told(&reason)))
    }));
    checks
}

fn reasons(journal: &Journal) -> Result<BTreeMap<String, u64>, ReadError> {
    let mut reasons = BTreeMap::new();
    let mut seen = 0;
    let mut reader = journal.quarantined(Filter::All)?;
    while let Some(batch) = reader.next(None)? {
        for frame in batch.entries().filter_map(Quarantined::of) {
            *reasons.entry(frame.reason.to_owned()).or_default() += 1;
            seen += 1;
        }
        if seen >= FRAMES_MAX {
            break;
        }
    }
    Ok(reasons)
}

/// The reason in words. It is kept as a message of the catalogue; what is none is shown as it is.
fn told(reason: &str) -> Message {
    serde_json::from_str(reason).unwrap_or_else(|_| Message::new("doctor-quarantine-raw").with("reason", reason))
}
