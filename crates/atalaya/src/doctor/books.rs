//! The journal: how it was found, what waits in it, what it lost, its anchors and its encryption.

use super::{Check, Patient, days};
use crate::data::{anchors, faults};
use crate::units::{moment, size};
use atalaya_journal::{Journal, Recovery, Tally};
use atalaya_messages::grouped;
use atalaya_model::Message;

/// Days after which an anchor is old.
const ANCHOR_DAYS_MAX: u64 = 7;

/// How opening found the journal; one that a centre has open was looked at when it began.
pub(super) fn opened(journal: &Journal, recovery: Option<&Recovery>) -> Check {
    let status = journal.status();
    if let Some(fault) = recovery.and_then(|recovery| recovery.damaged.first()) {
        return Check::bad("journal", Message::new("doctor-journal-damaged").with("fault", faults::fault(fault)));
    }
    let mended = recovery.filter(|recovery| recovery.recovered_entries > 0 || recovery.torn.is_some());
    let message = match mended {
        Some(recovery) => Message::new("doctor-journal-recovered").with("entries", grouped(recovery.recovered_entries)),
        None => Message::new("doctor-journal-good").with("entries", grouped(status.head - status.first)),
    };
    Check::good("journal", message.with("size", size(status.bytes)))
}

/// The record of imported files, of which so many lines are damaged or missing.
pub(super) fn inputs(damaged: u64) -> Check {
    match damaged {
        0 => Check::good("inputs", Message::new("doctor-inputs-good")),
        _ => Check::look("inputs", Message::new("doctor-inputs-damaged").with("lines", damaged)),
    }
}

pub(super) fn checks(patient: &Patient<'_>, journal: &Journal) -> Vec<Check> {
    let tallies = journal.tallies();
    let mut checks = vec![pending(&tallies), anchor(patient, journal), encryption(patient, journal)];
    checks.extend(losses(&tallies));
    checks
}

fn pending(tallies: &[Tally]) -> Check {
    match tallies.iter().map(|tally| tally.pending).sum::<u64>() {
        0 => Check::good("pending", Message::new("doctor-pending-none")),
        entries => Check::look("pending", Message::new("doctor-pending-some").with("entries", entries)),
    }
}

/// What a source lost or could not bring.
fn losses(tallies: &[Tally]) -> Vec<Check> {
    let sum = |number: fn(&Tally) -> u64| tallies.iter().map(number).sum::<u64>();
    let (lost, unkept) = (sum(|tally| tally.counts.lost), sum(|tally| tally.counts.unkept));
    let (refused, expired) = (sum(|tally| tally.counts.refused), sum(|tally| tally.counts.expired_unread));
    let unreadable = sum(|tally| tally.counts.unreadable);
    let said = [
        (lost, Check::bad("losses", Message::new("doctor-losses-lost").with("entries", lost))),
        (unreadable, Check::look("losses", Message::new("doctor-losses-unreadable").with("records", unreadable))),
        (unkept, Check::look("losses", Message::new("doctor-losses-unkept").with("entries", unkept))),
        (refused, Check::look("losses", Message::new("doctor-losses-refused").with("entries", refused))),
        (expired, Check::look("losses", Message::new("doctor-losses-expired").with("entries", expired))),
    ];
    let found: Vec<Check> = said.into_iter().filter(|(count, _)| *count > 0).map(|(_, check)| check).collect();
    if found.is_empty() { vec![Check::good("losses", Message::new("doctor-losses-none"))] } else { found }
}

fn anchor(patient: &Patient<'_>, journal: &Journal) -> Check {
    let kept = match anchors::kept(patient.owned.folder()) {
        Ok(kept) => kept,
        Err(failure) => return Check::look("anchors", failure.message().clone()),
    };
    let last = kept.last().and_then(|anchor| Some((anchors::made(anchor)?, anchor.offset)));
    let Some((time, offset)) = last else {
        return Check::look("anchors", Message::new("doctor-anchors-none"));
    };
    let since = journal.head().saturating_sub(offset);
    let told = |id| Message::new(id).with("time", moment(time)).with("entries", since);
    if days(time, patient.now) > ANCHOR_DAYS_MAX && since > 0 {
        Check::look("anchors", told("doctor-anchors-old"))
    } else {
        Check::good("anchors", told("doctor-anchors-good"))
    }
}

fn encryption(patient: &Patient<'_>, journal: &Journal) -> Check {
    let status = journal.status();
    let active = status.active_key.unwrap_or(0);
    let others: usize = status.segments_by_key.iter().filter(|(key, _)| **key != active).map(|(_, count)| count).sum();
    if others > 0 {
        return Check::look("encryption", Message::new("doctor-encryption-mixed").with("segments", others));
    }
    // Where the lake does not open, that is told elsewhere.
    let files = match patient.contents.as_ref().map(|contents| &contents.keys) {
        Ok(Ok(keys)) => keys.others(),
        Ok(Err(why)) => return Check::look("encryption", why.clone()),
        Err(_) => 0,
    };
    if files > 0 {
        return Check::look("encryption", Message::new("doctor-encryption-lake").with("files", files));
    }
    if active == 0 && patient.owned.keys().is_some() {
        return Check::look("encryption", Message::new("doctor-encryption-unused"));
    }
    Check::good(
        "encryption",
        match status.active_key {
            Some(key) => Message::new("doctor-encryption-on").with("key", u64::from(key)),
            None => Message::new("doctor-encryption-off"),
        },
    )
}
