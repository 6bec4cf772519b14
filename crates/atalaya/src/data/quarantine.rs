//! Why entries are in the quarantine, counted.

use super::faults;
use crate::outcome::Failure;
use atalaya_ingest::Reason;
use atalaya_journal::{Filter, Journal, Quarantined, ReadError};
use atalaya_model::Message;
use std::collections::BTreeMap;

/// Entries that are looked through for their reasons.
const FRAMES_MAX: u64 = 200_000;

/// The reasons of the entries from this number on, the most frequent first. Bytes that a reason names are left out, so that
/// those of one reason stand together.
pub(crate) fn reasons(journal: &Journal, from: u64) -> Result<Vec<(Message, u64)>, Failure> {
    let counted = counted(journal, from).map_err(|error| faults::read(&error))?;
    let mut counted: Vec<(String, (Message, u64))> = counted.into_iter().collect();
    counted.sort_by(|left, right| right.1.1.cmp(&left.1.1).then_with(|| left.0.cmp(&right.0)));
    Ok(counted.into_iter().map(|(_, reason)| reason).collect())
}

fn counted(journal: &Journal, from: u64) -> Result<BTreeMap<String, (Message, u64)>, ReadError> {
    let mut reasons = BTreeMap::new();
    let mut seen = 0;
    let mut reader = journal.quarantined(Filter::All)?;
    loop {
        let damaged = reader.offset();
        let batch = match reader.next(None) {
            Ok(Some(batch)) => batch,
            Ok(None) => break,
            // What is behind it is told all the same, and of what is not readable the place.
            Err(ReadError::Damaged(fault)) => {
                let entries = reader.skip_damage()? - damaged;
                reasons.insert(fault.to_string(), (faults::fault(&fault), entries));
                continue;
            }
            Err(error) => return Err(error),
        };
        let frames = batch.entries().filter_map(Quarantined::of).filter(|frame| frame.number >= from);
        for frame in frames {
            let word = frame.reason.split(':').next().unwrap_or_default();
            let (_, entries) = reasons.entry(word.to_owned()).or_insert_with(|| (told(frame.reason), 0));
            *entries += 1;
            seen += 1;
        }
        if seen >= FRAMES_MAX {
            break;
        }
    }
    Ok(reasons)
}

/// The reason in words; what another version wrote is shown as it is.
fn told(reason: &str) -> Message {
    let known = Reason::of_text(reason).map(Reason::message);
    known.unwrap_or_else(|| Message::new("doctor-quarantine-raw").with("reason", reason))
}
