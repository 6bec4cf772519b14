//! Both sums of every source. Frames: accepted = decoded + quarantined + pending + expired unread + lost. Events: decoded =
//! stored + expired, and those of canaries are stored nowhere. What is pending is counted in the journal, not taken from the sum itself.

use super::{Check, Patient, Stores};
use crate::answer::Answer;
use crate::page::Page;
use crate::table::Table;
use atalaya_ingest::{Balance, House, is_protected};
use atalaya_journal::{Counts, DECODE_CURSOR, Filter, Journal, ReadError, SourceId};
use atalaya_lake::Stored;
use atalaya_messages::grouped;
use atalaya_model::Message;
use std::collections::BTreeMap;

/// Sources that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 50;

/// Tells whether a sum balances; `None` where it cannot be told.
type Holds = fn(&Sum) -> Option<bool>;

/// The sums of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Whose it is.
    pub(crate) organization: String,
    /// The source.
    pub(crate) source: String,
    /// What the journal counts.
    pub(crate) counts: Counts,
    /// Entries that wait for the decoder, as counted in the journal; `None` where it could not be read.
    pub(crate) pending: Option<u64>,
    /// Events that the lake has; `None` where it could not be opened.
    pub(crate) stored: Option<u64>,
    /// Events that expired from it.
    pub(crate) expired: Option<u64>,
    /// Whether the lake has no event of an entry that waits.
    pub(crate) settled: bool,
}

impl Sum {
    /// Whether the entries balance; `None` where it cannot be told.
    pub(crate) fn frames_balance(&self) -> Option<bool> {
        Some(self.counts.pending() == Some(self.pending?))
    }

    /// Whether the events balance; `None` where it cannot be told, or not yet: what the lake has of pending entries after
    /// a crash is counted once they are decoded again.
    pub(crate) fn events_balance(&self) -> Option<bool> {
        let there = self.stored?.checked_add(self.expired?);
        if !is_protected(&self.organization) {
            return Some(there == Some(0));
        }
        match self.pending? {
            _ if self.settled => Some(there == Some(self.counts.events)),
            0 => Some(there == Some(self.counts.events)),
            _ if there.is_some_and(|there| there < self.counts.events) => Some(false),
            _ => None,
        }
    }

    /// Whether the lake has fewer events than it was given: what is gone with all that told of it leaves no other trace.
    fn misses_events(&self) -> bool {
        let there = self.stored.zip(self.expired).and_then(|(stored, expired)| stored.checked_add(expired));
        is_protected(&self.organization)
            && self.events_balance() == Some(false)
            && there.is_some_and(|there| there < self.counts.events)
    }
}

/// The sums of all sources of the journal, and of those that only the lake knows.
pub(super) fn of(patient: &Patient<'_>) -> Vec<Sum> {
    if let Stores::Centre(house) = patient.stores {
        return of_centre(patient, house);
    }
    let Ok((journal, _)) = patient.stores.journal() else { return Vec::new() };
    let pending = pending(journal).ok();
    // What a damaged table has, nobody knows.
    let whole = patient.contents.as_ref().ok().filter(|lake| lake.damaged.is_empty());
    let mut stored: Option<BTreeMap<(&str, &str), &Stored>> = whole.map(|lake| {
        lake.sources.iter().map(|stored| ((stored.organization.as_str(), stored.source.as_str()), stored)).collect()
    });
    let tallies = journal.tallies();
    let mut sums: Vec<Sum> = tallies
        .iter()
        .map(|tally| {
            let key = (tally.organization_name.as_str(), tally.source_name.as_str());
            let found =
                stored.as_mut().map(|stored| stored.remove(&key).map(|of| (of.stored + of.buffered, of.expired)));
            let found = found.map(Option::unwrap_or_default);
            Sum {
                organization: tally.organization_name.clone(),
                source: tally.source_name.clone(),
                counts: tally.counts,
                pending: pending.as_ref().map(|pending| pending.get(&tally.source).copied().unwrap_or(0)),
                stored: found.map(|(stored, _)| stored),
                expired: found.map(|(_, expired)| expired),
                settled: false,
            }
        })
        .collect();
    sums.extend(stored.into_iter().flatten().map(|(_, stored)| Sum {
        organization: stored.organization.clone(),
        source: stored.source.clone(),
        counts: Counts::default(),
        pending: Some(0),
        stored: Some(stored.stored + stored.buffered),
        expired: Some(stored.expired),
        settled: false,
    }));
    sums
}

/// The sums of a centre that runs, at one moment between two runs of what it decodes.
fn of_centre(patient: &Patient<'_>, house: &House<'_>) -> Vec<Sum> {
    let is_whole = patient.contents.as_ref().is_ok_and(|lake| lake.damaged.is_empty());
    let sum = |balance: Balance| Sum {
        counts: Counts { events: balance.events, ..balance.frames },
        pending: Some(balance.frames_pending.unwrap_or(0)),
        stored: is_whole.then_some(balance.events_stored + balance.events_pending),
        expired: is_whole.then_some(balance.events_expired),
        organization: balance.organization,
        source: balance.source,
        settled: true,
    };
    house.balance().into_iter().map(sum).collect()
}

/// Entries that the decoder has not passed, by source.
fn pending(journal: &Journal) -> Result<BTreeMap<SourceId, u64>, ReadError> {
    let at = journal.status().cursors.get(DECODE_CURSOR).copied().unwrap_or(0).max(journal.first());
    let mut pending = BTreeMap::new();
    let mut reader = journal.read(at, Filter::All)?;
    while let Some(batch) = reader.next(None)? {
        for entry in batch.entries() {
            *pending.entry(entry.source).or_default() += 1;
        }
    }
    Ok(pending)
}

pub(super) fn checks(sums: &[Sum]) -> Vec<Check> {
    let wrong = |holds: Holds| sums.iter().filter(|sum| holds(sum) == Some(false)).count();
    let missing = sums.iter().filter(|sum| sum.misses_events()).count();
    let wrong = [
        (wrong(Sum::frames_balance), Message::new("doctor-sums-frames")),
        (missing, Message::new("doctor-sums-missing")),
        (wrong(Sum::events_balance) - missing, Message::new("doctor-sums-events")),
    ];
    let unknown = sums.iter().filter(|sum| sum.frames_balance().is_none() || sum.events_balance().is_none()).count();
    let mut checks: Vec<Check> = wrong
        .into_iter()
        .filter(|(sources, _)| *sources > 0)
        .map(|(sources, message)| Check::bad("sums", message.with("sources", sources)))
        .collect();
    if unknown > 0 {
        checks.push(Check::look("sums", Message::new("doctor-sums-unknown").with("sources", unknown)));
    }
    if checks.is_empty() {
        checks.push(Check::good("sums", Message::new("doctor-sums-good").with("sources", sums.len())));
    }
    checks
}

/// The sums in numbers.
pub(super) fn tables(page: &mut Page, sums: &[Sum], answer: Answer) {
    if sums.is_empty() {
        return;
    }
    let shown = &sums[..sums.len().min(SHOWN_MAX)];
    page.topic(&Message::new("doctor-sums-of-frames"));
    page.table(&frames(shown, answer));
    page.rest(shown.len(), sums.len() as u64);
    page.topic(&Message::new("doctor-sums-of-events"));
    page.table(&events(shown, answer));
    page.rest(shown.len(), sums.len() as u64);
}

fn frames(sums: &[Sum], answer: Answer) -> Table {
    let header = answer.header(&[
        Message::new("data-column-source"),
        Message::new("journal-column-accepted"),
        Message::new("journal-column-decoded"),
        Message::new("journal-column-quarantined"),
        Message::new("journal-column-pending"),
        Message::new("doctor-column-lost"),
    ]);
    let mut table = Table::new(header).numbers(&[1, 2, 3, 4, 5]).whole(&[0]);
    for sum in sums {
        let counts = &sum.counts;
        let lost = counts.expired_unread + counts.lost;
        let numbers = [Some(counts.accepted), Some(counts.decoded), Some(counts.quarantined), sum.pending, Some(lost)];
        table.row(row(sum, &numbers));
    }
    table
}

fn events(sums: &[Sum], answer: Answer) -> Table {
    let header = answer.header(&[
        Message::new("data-column-source"),
        Message::new("journal-column-decoded"),
        Message::new("lake-column-stored"),
        Message::new("lake-column-expired"),
    ]);
    let mut table = Table::new(header).numbers(&[1, 2, 3]).whole(&[0]);
    for sum in sums {
        table.row(row(sum, &[Some(sum.counts.events), sum.stored, sum.expired]));
    }
    table
}

fn row(sum: &Sum, numbers: &[Option<u64>]) -> Vec<String> {
    let name = format!("{}/{}", sum.organization, sum.source);
    let cell = |number: &Option<u64>| number.map_or_else(|| "?".to_owned(), grouped);
    std::iter::once(name).chain(numbers.iter().map(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_balance_or_not_or_cannot_be_told() {
        let check =
            |accepted, decoded, events, pending, stored: Option<u64>, frames: Option<bool>, balance: Option<bool>| {
                let counts = Counts { accepted, decoded, events, ..Counts::default() };
                let (organization, source) = (String::new(), String::new());
                let expired = stored.map(|_| 1);
                let sum = Sum { organization, source, counts, pending, stored, expired, settled: false };
                assert_eq!((sum.frames_balance(), sum.events_balance()), (frames, balance), "{sum:?}");
            };
        check(10, 10, 30, Some(0), Some(29), Some(true), Some(true));
        check(10, 10, 30, Some(0), Some(28), Some(true), Some(false));
        check(10, 8, 30, Some(2), Some(29), Some(true), None);
        check(10, 8, 30, Some(2), Some(40), Some(true), None);
        check(10, 8, 30, Some(2), Some(3), Some(true), Some(false));
        check(10, 8, 30, Some(1), Some(29), Some(false), None);
        check(8, 10, 30, Some(0), Some(29), Some(false), Some(true));
        check(10, 10, 30, None, Some(29), None, None);
        check(10, 10, 30, Some(0), None, Some(true), None);
    }
}
