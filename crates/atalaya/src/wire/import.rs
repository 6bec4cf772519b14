//! What an import came to, as JSON.

use super::Text;
use crate::arguments::ImportTask;
use crate::import::{Account, List};
use crate::voice::Voice;
use atalaya_model::Message;
use serde::Serialize;
use std::collections::BTreeMap;

/// What an import came to.
#[derive(Serialize)]
pub(crate) struct Import<'a> {
    organization: &'a str,
    source: &'a str,
    stopped: bool,
    inputs: u64,
    known: Listed<&'a str>,
    resumed: u64,
    record_damaged: u64,
    entries: Entries,
    events: Events<'a>,
    quarantine: Vec<Reason>,
    damages: Listed<Damage<'a>>,
    skipped: Listed<Skipped<'a>>,
    empty: Listed<&'a str>,
    changed: Listed<&'a str>,
    patterns_unused: &'a [String],
    balanced: bool,
}

#[derive(Serialize)]
struct Listed<T> {
    total: u64,
    first: Vec<T>,
}

#[derive(Serialize)]
struct Entries {
    acknowledged: u64,
    acknowledged_bytes: u64,
    before: u64,
    left_over: u64,
    decoded: u64,
    quarantined: u64,
    lost: u64,
    recoded: u64,
    repetitions_unknown: u64,
}

#[derive(Serialize)]
struct Events<'a> {
    stored: u64,
    unrecognised: u64,
    without_time: u64,
    unreadable: u64,
    kinds: &'a BTreeMap<String, u64>,
}

/// Why entries could not be decoded.
#[derive(Serialize)]
pub(crate) struct Reason {
    entries: u64,
    reason: Text,
}

#[derive(Serialize)]
struct Damage<'a> {
    input: &'a str,
    offset: u64,
    message: Text,
}

#[derive(Serialize)]
struct Skipped<'a> {
    input: &'a str,
    message: Text,
}

fn listed<'a, T, W>(list: &'a List<T>, entry: impl Fn(&'a T) -> W) -> Listed<W> {
    Listed { total: list.total, first: list.first.iter().map(entry).collect() }
}

impl Reason {
    pub(crate) fn all(reasons: &[(Message, u64)], voice: Voice) -> Vec<Reason> {
        reasons.iter().map(|(reason, entries)| Reason { entries: *entries, reason: Text::new(reason, voice) }).collect()
    }
}

impl<'a> Import<'a> {
    pub(crate) fn new(account: &'a Account, task: &'a ImportTask, voice: Voice) -> Import<'a> {
        let (imported, drained) = (&account.kept.imported, &account.kept.drained);
        let seen = &drained.seen;
        Import {
            organization: &task.organization,
            source: &task.source,
            stopped: imported.stopped,
            inputs: imported.inputs,
            known: listed(&account.known, String::as_str),
            resumed: imported.resumed,
            record_damaged: account.record_damaged,
            entries: Entries {
                acknowledged: imported.acknowledged.frames,
                acknowledged_bytes: imported.acknowledged.bytes,
                before: imported.frames_before,
                left_over: account.left_over,
                decoded: seen.frames,
                quarantined: seen.quarantined,
                lost: drained.lost,
                recoded: seen.recoded,
                repetitions_unknown: imported.occurrences_beyond,
            },
            events: Events {
                stored: seen.events,
                unrecognised: seen.unrecognised,
                without_time: seen.without_time,
                unreadable: seen.unreadable,
                kinds: &account.kept.kinds,
            },
            quarantine: Reason::all(&account.kept.reasons, voice),
            damages: listed(&account.damages, |(input, offset, message)| Damage {
                input,
                offset: *offset,
                message: Text::new(message, voice),
            }),
            skipped: listed(&account.skipped, |(input, message)| Skipped { input, message: Text::new(message, voice) }),
            empty: listed(&account.empty, String::as_str),
            changed: listed(&account.changed, String::as_str),
            patterns_unused: &account.patterns_unused,
            balanced: account.kept.balanced,
        }
    }
}
