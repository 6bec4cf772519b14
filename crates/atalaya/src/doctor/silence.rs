//! Sources that have not been heard of for long.

use super::{Check, days};
use crate::data::faults;
use atalaya_ingest::is_protected;
use atalaya_journal::{Filter, Journal, ReadError, SourceId};
use atalaya_model::{Message, Time};
use std::collections::BTreeMap;

/// Entries at the end of the journal that are looked through.
const ENTRIES_MAX: u64 = 500_000;
/// Days after which silence is worth a look.
const SILENT_DAYS_MAX: u64 = 7;
/// Sources that are named.
const NAMED_MAX: usize = 5;

pub(super) fn checks(journal: &Journal, now: Time) -> Vec<Check> {
    let (heard, begin) = match heard(journal) {
        Ok(heard) => heard,
        Err(error) => return vec![Check::bad("journal", faults::read(&error).message().clone())],
    };
    let mut tallies = journal.tallies();
    tallies.retain(|tally| is_protected(&tally.organization_name));
    let last = |source: &SourceId| heard.get(source).copied().or(begin);
    let silent: Vec<String> = tallies
        .iter()
        .filter(|tally| last(&tally.source).is_some_and(|time| days(time, now) > SILENT_DAYS_MAX))
        .map(|tally| format!("{}/{}", tally.organization_name, tally.source_name))
        .collect();
    let gone = tallies.iter().filter(|tally| last(&tally.source).is_none()).count();
    let mut checks = Vec::new();
    if !silent.is_empty() {
        checks.push(self::silent(&silent));
    }
    if gone > 0 {
        checks.push(Check::look("sources", Message::new("doctor-sources-gone").with("sources", gone)));
    }
    if checks.is_empty() {
        checks.push(Check::good("sources", Message::new("doctor-sources-good").with("sources", tallies.len())));
    }
    checks
}

fn silent(silent: &[String]) -> Check {
    let mut names = silent[..silent.len().min(NAMED_MAX)].join(", ");
    if silent.len() > NAMED_MAX {
        names.push('…');
    }
    let message = Message::new("doctor-sources-silent").with("sources", silent.len()).with("names", names);
    Check::look("sources", message.with("days", SILENT_DAYS_MAX))
}

/// When each source was last heard of among the entries looked through, and when the first of those was received.
fn heard(journal: &Journal) -> Result<(BTreeMap<SourceId, Time>, Option<Time>), ReadError> {
    let from = journal.first().max(journal.head().saturating_sub(ENTRIES_MAX));
    let (mut heard, mut begin) = (BTreeMap::new(), None);
    let mut reader = journal.read(from, Filter::All)?;
    while let Some(batch) = reader.next(None)? {
        for entry in batch.entries() {
            begin.get_or_insert(entry.received);
            heard.insert(entry.source, entry.received);
        }
    }
    Ok((heard, begin))
}
