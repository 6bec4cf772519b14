//! What `journal` answers, as JSON.

use super::Text;
use crate::data::faults;
use crate::journal::{Facts, advice};
use crate::voice::Voice;
use atalaya_ingest::{Recognition, Replay};
use atalaya_journal::{Anchor, KeptBy, Tally};
use atalaya_model::Message;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is in the journal.
#[derive(Serialize)]
pub(crate) struct Status<'f> {
    segments: usize,
    bytes: u64,
    entries: u64,
    first_received: Option<String>,
    last_received: Option<String>,
    head: Value,
    encryption: Encryption<'f>,
    quarantine: Quarantine,
    sources: Vec<Source<'f>>,
    readers: Vec<Named<'f>>,
    holds: Vec<Named<'f>>,
    disk: Disk,
    failed: bool,
    recovery: Recovery,
}

#[derive(Serialize)]
struct Encryption<'f> {
    key: Option<u32>,
    segments_by_key: &'f BTreeMap<u32, usize>,
}

#[derive(Serialize)]
struct Quarantine {
    frames: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct Named<'f> {
    name: &'f str,
    entries: u64,
}

#[derive(Serialize)]
struct Disk {
    free_bytes: Option<u64>,
    reserve_bytes: u64,
}

#[derive(Serialize)]
struct Recovery {
    recovered_entries: u64,
    torn_bytes: u64,
    faults: Vec<Value>,
}

/// A source and its counts.
#[derive(Serialize)]
pub(crate) struct Source<'t> {
    organization: &'t str,
    source: &'t str,
    accepted: u64,
    decoded: u64,
    events: u64,
    unreadable: u64,
    quarantined: u64,
    pending: u64,
    expired_unread: u64,
    lost: u64,
    unkept: u64,
    refused: u64,
    balanced: bool,
}

impl<'t> Source<'t> {
    pub(crate) fn new(tally: &'t Tally) -> Source<'t> {
        let counts = tally.counts;
        Source {
            organization: &tally.organization_name,
            source: &tally.source_name,
            accepted: counts.accepted,
            decoded: counts.decoded,
            events: counts.events,
            unreadable: counts.unreadable,
            quarantined: counts.quarantined,
            pending: tally.pending,
            expired_unread: counts.expired_unread,
            lost: counts.lost,
            unkept: counts.unkept,
            refused: counts.refused,
            balanced: counts.pending().is_some(),
        }
    }
}

impl<'f> Status<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Status<'f> {
        let status = &facts.status;
        let behind = |at: &u64| status.head.saturating_sub(*at);
        let held = |(from, to): &(u64, u64)| (*to).min(status.head).saturating_sub((*from).max(status.first));
        Status {
            segments: status.segments,
            bytes: status.bytes,
            entries: facts.entries(),
            first_received: facts.received.map(|(first, _)| first.to_string()),
            last_received: facts.received.map(|(_, last)| last.to_string()),
            head: json!({ "journal": facts.anchor.journal, "hash": facts.anchor.hash, "key": facts.anchor.key }),
            encryption: Encryption { key: status.active_key, segments_by_key: &status.segments_by_key },
            quarantine: Quarantine {
                frames: status.quarantine.1 - status.quarantine.0,
                bytes: status.quarantine_bytes,
            },
            sources: facts.tallies.iter().map(Source::new).collect(),
            readers: status.cursors.iter().map(|(name, at)| Named { name, entries: behind(at) }).collect(),
            holds: status.holds.iter().map(|(name, range)| Named { name, entries: held(range) }).collect(),
            disk: Disk { free_bytes: facts.room.0, reserve_bytes: facts.room.1 },
            failed: status.failed,
            recovery: Recovery {
                recovered_entries: facts.recovery.recovered_entries,
                torn_bytes: facts.recovery.torn.as_ref().map_or(0, |torn| torn.bytes),
                faults: facts.recovery.damaged.iter().map(|fault| json!(fault)).collect(),
            },
        }
    }
}

/// What a verification found.
#[derive(Serialize)]
pub(crate) struct Verification {
    whole: bool,
    stopped: bool,
    segments_left: u64,
    segments: u64,
    blocks: u64,
    entries: u64,
    bytes: u64,
    anchors: usize,
    anchors_confirmed: usize,
    anchors_expired: usize,
    faults: Vec<Fault>,
    faults_beyond: u64,
    advice: Option<Text>,
}

#[derive(Serialize)]
struct Fault {
    file: String,
    position: u64,
    message: Text,
}

impl Verification {
    pub(crate) fn new(found: &atalaya_journal::Verification, anchors: usize, voice: Voice) -> Verification {
        let fault = |fault: &atalaya_journal::Fault| Fault {
            file: fault.file.clone(),
            position: fault.position,
            message: Text::new(&faults::fault(fault), voice),
        };
        Verification {
            whole: found.is_whole(),
            stopped: found.stopped.is_some(),
            segments_left: found.stopped.map_or(0, |far| far.segments - far.segments_done),
            segments: found.segments,
            blocks: found.blocks,
            entries: found.entries,
            bytes: found.bytes,
            anchors,
            anchors_confirmed: found.anchors_confirmed,
            anchors_expired: found.anchors_expired,
            faults: found.faults.iter().map(fault).collect(),
            faults_beyond: found.faults_beyond,
            advice: (!found.faults.is_empty()).then(|| Text::new(&advice(found), voice)),
        }
    }
}

/// An anchor, as it is in its file.
pub(crate) fn anchor(anchor: &Anchor) -> Value {
    serde_json::to_value(anchor).expect("numbers and texts are JSON")
}

/// What went.
#[derive(Serialize)]
pub(crate) struct Expired<'e> {
    segments: usize,
    bytes: u64,
    entries: u64,
    unread: u64,
    kept_by_hold: Option<&'e str>,
    kept_by_reader: Option<&'e str>,
}

impl<'e> Expired<'e> {
    pub(crate) fn new(expired: &'e atalaya_journal::Expired) -> Expired<'e> {
        let (hold, reader) = match &expired.kept_by {
            Some(KeptBy::Hold(name)) => (Some(name.as_str()), None),
            Some(KeptBy::Cursor(name)) => (None, Some(name.as_str())),
            None => (None, None),
        };
        Expired {
            segments: expired.segments,
            bytes: expired.bytes,
            entries: expired.entries,
            unread: expired.unread,
            kept_by_hold: hold,
            kept_by_reader: reader,
        }
    }
}

/// What could be decoded by now, and what could be recognised.
#[derive(Serialize)]
pub(crate) struct Replayed<'r> {
    decoded: u64,
    events: u64,
    still: u64,
    stopped: bool,
    quarantine: Vec<super::import::Reason>,
    unrecognised: Unrecognised<'r>,
}

/// Events of no kind that was known.
#[derive(Serialize)]
struct Unrecognised<'r> {
    events: u64,
    recognised: u64,
    kinds: &'r BTreeMap<String, u64>,
    still: u64,
    gone: u64,
    held: u64,
}

impl<'r> Replayed<'r> {
    pub(crate) fn new(
        replay: &Replay,
        recognition: &'r Recognition,
        reasons: &[(Message, u64)],
        voice: Voice,
    ) -> Replayed<'r> {
        Replayed {
            decoded: replay.seen.frames,
            events: replay.seen.events,
            still: replay.seen.quarantined,
            stopped: replay.stopped,
            quarantine: super::import::Reason::all(reasons, voice),
            unrecognised: Unrecognised {
                events: recognition.looked,
                recognised: recognition.recognised(),
                kinds: &recognition.kinds,
                still: recognition.stay(),
                gone: recognition.gone,
                held: recognition.held,
            },
        }
    }
}
