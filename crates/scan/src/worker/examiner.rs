//! One thread's judgement: events in, whatever they were decoded from, findings and counts out.

use super::finder::Finder;
use super::{Shared, UnitResult};
use crate::lane::Lane;
use crate::leases::LeaseSeen;
use crate::provenance::Provenance;
use crate::stats::{ClearedAt, Stats};
use atalaya_model::{Paths, Record, Time};
use atalaya_schema::{Answers, Binder, Identity};
use atalaya_sigma::Slots;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Lanes one thread keeps. Events that would need more are not examined, counted, and told as a limit.
const LANES_MAX: usize = 4096;
/// Bytes of a host's name by which findings are counted; no name in the DNS is longer.
const HOST_BYTES_MAX: usize = 255;
/// Names of fields by which an event of no kind is told.
const FIELDS_TOLD: usize = 12;

/// An event whose kind and time are known.
pub(crate) struct Event<'e> {
    pub(crate) identity: Identity,
    pub(crate) record: Record<'e>,
    pub(crate) paths: &'e Paths,
    pub(crate) time: Option<Time>,
    pub(crate) at: At<'e>,
}

/// Where an event is from.
#[derive(Clone, Copy)]
pub(crate) struct At<'e> {
    pub(crate) input: u32,
    /// The input as people know it.
    pub(crate) name: &'e str,
    pub(crate) record: u64,
    /// Offset of the EVTX chunk; 0 for other formats.
    pub(crate) chunk: u64,
    pub(crate) known: Known,
    /// When it is judged: the time of its findings' creation.
    pub(crate) now: Time,
    /// Whether records are numbered by the log, so that a jump betrays missing ones.
    pub(crate) numbered: bool,
}

/// What is known of an event's provenance while it is examined.
#[derive(Clone, Copy)]
pub(crate) enum Known {
    /// Its input, whose digest is known when it is read.
    Input,
    /// Its frame, of a stream.
    Frame,
    /// All.
    Whole(Provenance),
}

/// What one thread knows that judges events.
pub(crate) struct Examiner<'s> {
    pub(super) shared: Arc<Shared<'s>>,
    lanes: FxHashMap<Identity, Lane>,
    pub(crate) stats: Stats,
    slots: Slots,
    answers: Answers,
    matches: Vec<u32>,
}

impl<'s> Examiner<'s> {
    pub(crate) fn new(shared: &Arc<Shared<'s>>) -> Self {
        Examiner {
            shared: Arc::clone(shared),
            lanes: FxHashMap::default(),
            stats: Stats::default(),
            slots: Slots::default(),
            answers: Answers::default(),
            matches: Vec::new(),
        }
    }

    /// What all threads share.
    pub(crate) fn shared(&self) -> Arc<Shared<'s>> {
        Arc::clone(&self.shared)
    }

    /// The thread's table of paths was replaced.
    pub(crate) fn forget_paths(&mut self) {
        self.lanes.values_mut().for_each(Lane::forget_paths);
    }

    /// Counts an event of no kind.
    pub(crate) fn of_no_kind(&mut self, paths: &Paths, record: &Record<'_>, at: At<'_>) {
        self.stats.unrecognised(at.input, || {
            record.fields().iter().take(FIELDS_TOLD).map(|field| paths.name(field.path).to_owned()).collect()
        });
    }

    /// Judges an event that `binder` identified.
    #[inline]
    pub(crate) fn event(&mut self, binder: &mut Binder, event: &Event<'_>, result: &mut UnitResult) {
        let (identity, time, shared) = (event.identity, event.time, &self.shared);
        if time.is_none() {
            self.stats.tally.without_time += 1;
        }
        // Also of events outside the time asked for: who has an address within it was given it before.
        if identity.leases != 0 {
            note_leases(shared, binder, event, result);
        }
        let outside = |time: Time| shared.since.is_some_and(|s| time < s) || shared.until.is_some_and(|u| time >= u);
        if time.is_some_and(outside) {
            self.stats.tally.outside_time += 1;
            return;
        }
        self.stats.kinds.entry(identity.kind).or_default().add(event.at.input, time);
        watch(binder, &mut self.stats, event, result);
        if shared.decode_only {
            return;
        }
        if self.lanes.len() >= LANES_MAX && !self.lanes.contains_key(&identity) {
            self.stats.lanes_beyond += 1;
            return;
        }
        self.stats.tally.examined += 1;
        self.judge(binder, event, result);
    }

    #[inline]
    fn judge(&mut self, binder: &mut Binder, event: &Event<'_>, result: &mut UnitResult) {
        let (identity, partitions) = (event.identity, &self.shared.partitions);
        let lane = self.lanes.entry(identity).or_insert_with(|| Lane::new(identity, partitions.of(identity)));
        let mut matches = std::mem::take(&mut self.matches);
        matches.clear();
        let (slots, answers) = (&mut self.slots, &mut self.answers);
        lane.examine(partitions.schema, event.paths, &event.record, slots, answers, &mut matches);
        if !matches.is_empty() {
            let (shared, stats, slots) = (&*self.shared, &mut self.stats, &self.slots);
            Finder { shared, binder, stats, slots }.matched(lane, &matches, event, result);
        }
        self.matches = matches;
    }

    /// The lane that judged an event of this identity just now, and the values of its slots.
    pub(crate) fn judged(&self, identity: Identity) -> Option<(&Lane, &Slots)> {
        self.lanes.get(&identity).map(|lane| (lane, &self.slots))
    }

    /// What the lanes of this thread saw: identity, the rules' slots and in how many events each had a value.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.values()
    }
}

/// Notes who was given an address.
fn note_leases(shared: &Shared<'_>, binder: &Binder, event: &Event<'_>, result: &mut UnitResult) {
    let notes = binder.leases(&event.identity, event.paths, &event.record);
    let seen = notes.iter().filter_map(|note| {
        let user = note.user.map(|user| shared.masked("User", user));
        Some((event.at.input, LeaseSeen::new(note, user.as_deref(), event.time?, event.at.record)?))
    });
    result.leases.extend(seen);
}

/// Notes record numbers and cleared logs.
fn watch(binder: &mut Binder, stats: &mut Stats, event: &Event<'_>, result: &mut UnitResult) {
    let Event { identity, record, paths, time, at } = event;
    if at.numbered
        && let Some(sequence) = binder.sequence(identity, paths, record)
    {
        result.sequences.add(&sequence.per, sequence.number);
    }
    if identity.cleared && stats.cleared.len() >= crate::report::LIST_MAX {
        stats.cleared_beyond += 1;
    } else if identity.cleared {
        let host = binder.envelope(identity, paths, record).host.map(host_name);
        stats.cleared.push(ClearedAt { input: at.input, kind: identity.kind, host, time: *time });
    }
}

/// The name of a host as far as it is kept: [`HOST_BYTES_MAX`].
pub(super) fn host_name(value: &str) -> String {
    value[..value.floor_char_boundary(HOST_BYTES_MAX)].to_owned()
}
