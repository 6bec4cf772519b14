//! One thread's work: units in, findings out, everything counted.

mod finder;
mod sequences;

use crate::lane::Lane;
use crate::leases::LeaseSeen;
use crate::partitions::Partitions;
use crate::redact::{People, Redactor};
use crate::run::InputName;
use crate::stats::{ClearedAt, Stats};
use atalaya_codec::evtx::{ChunkDamage, ChunkFault, Rendered, render};
use atalaya_codec::framing::{Frames, lines};
use atalaya_codec::{Format, Header, Malformed};
use atalaya_event::Recognizer;
use atalaya_model::{Level, Message, Paths, Record, Time};
use atalaya_reader::Unit;
use atalaya_schema::{Answers, Binder, Identity};
use atalaya_sigma::Slots;
use finder::{Event, Finder};
use rustc_hash::FxHashMap;
pub(crate) use sequences::Sequences;
use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

/// Lanes one thread keeps. Events that would need more are not examined, counted, and told as a limit.
const LANES_MAX: usize = 4096;
/// Bytes of a host's name by which findings are counted; no name in the DNS is longer.
const HOST_BYTES_MAX: usize = 255;

/// What all threads of a scan share.
pub(crate) struct Shared<'s> {
    pub(crate) partitions: Partitions<'s>,
    pub(crate) level: Level,
    pub(crate) since: Option<Time>,
    pub(crate) until: Option<Time>,
    pub(crate) decode_only: bool,
    /// Whether findings are written, not only counted.
    pub(crate) writes: bool,
    /// Whether findings are to carry their events.
    pub(crate) detailed: bool,
    /// Whether there is room for more of them.
    pub(crate) details: AtomicBool,
    pub(crate) now: Time,
    /// Masks personal data, if that is asked for.
    pub(crate) redactor: Option<Redactor>,
    /// For each rule, whether it makes findings of its own and whether a correlation asks for its matches.
    pub(crate) roles: Vec<Role>,
}

impl<'s> Shared<'s> {
    /// The identifier of a rule or, numbered behind the rules, of a correlation, and what it says of itself.
    pub(crate) fn about(&self, number: u32) -> (&'s str, &'s atalaya_sigma::ast::About) {
        let rules = self.partitions.rules;
        match rules.rules.get(number as usize) {
            Some(rule) => (&rule.id, &rule.about),
            None => {
                let correlation = &rules.correlations[number as usize - rules.rules.len()];
                (correlation.about.id.as_deref().unwrap_or(&correlation.about.title), &correlation.about)
            }
        }
    }
}

impl Shared<'_> {
    /// The value of a field that stands without its event, masked if that is asked for.
    pub(crate) fn masked<'t>(&self, field: &str, value: &'t str) -> Cow<'t, str> {
        match &self.redactor {
            Some(redactor) => redactor.field(field, value, &People::default()),
            None => Cow::Borrowed(value),
        }
    }

    /// The number under which a correlation's findings are counted, behind those of the rules.
    pub(crate) fn number_of(&self, correlation: &atalaya_sigma::ast::Correlation) -> u32 {
        let rules = self.partitions.rules;
        let place = rules.correlations.iter().position(|known| known.about.place == correlation.about.place);
        (rules.rules.len() + place.expect("the plan was made of these correlations")) as u32
    }
}

/// What becomes of a rule's matches.
#[derive(Clone, Copy, Default)]
pub(crate) struct Role {
    /// They are findings.
    pub(crate) finds: bool,
    /// They are handed to correlations.
    pub(crate) feeds: bool,
}

/// What a unit came to.
#[derive(Default)]
pub(crate) struct UnitResult {
    pub(crate) input: u32,
    pub(crate) frames: u64,
    pub(crate) events: u64,
    /// Events whose stamp names no zone, and no year.
    pub(crate) without_zone: u64,
    pub(crate) without_year: u64,
    pub(crate) findings: u64,
    /// Findings as lines, their identifiers blank.
    pub(crate) lines: Vec<u8>,
    /// For each line what its identifier is made of.
    pub(crate) keys: Vec<LineKey>,
    /// Bytes of events that the findings carry, and findings for whose event there was no room.
    pub(crate) detail_bytes: usize,
    pub(crate) details_beyond: u64,
    pub(crate) damages: Vec<(u64, Option<u64>, Message)>,
    pub(crate) hits: Vec<Hit>,
    /// Who was given an address, as its records say.
    pub(crate) leases: Vec<LeaseSeen>,
    pub(crate) sequences: Sequences,
}

/// What the identifier of a finding is made of.
pub(crate) struct LineKey {
    /// Bytes of the line without its event.
    pub(crate) len: u32,
    /// Bytes of the event behind it.
    pub(crate) tail: u32,
    pub(crate) rule: u32,
    pub(crate) record: u64,
    /// Offset of the EVTX chunk; 0 for other formats.
    pub(crate) chunk: u64,
    /// The frame's digest, where the input has none of its own (standard input).
    pub(crate) frame: Option<[u8; 32]>,
}

impl LineKey {
    /// Bytes of a key as it waits in a file, without a frame's digest: a line that has one does not wait.
    pub(crate) const BYTES: usize = 28;

    pub(crate) fn to_bytes(&self) -> [u8; LineKey::BYTES] {
        let mut bytes = [0; LineKey::BYTES];
        bytes[..4].copy_from_slice(&self.len.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.rule.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.record.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.chunk.to_le_bytes());
        bytes[24..].copy_from_slice(&self.tail.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8; LineKey::BYTES]) -> LineKey {
        let half = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let whole = |at: usize| u64::from(half(at)) | u64::from(half(at + 4)) << 32;
        LineKey { len: half(0), tail: half(24), rule: half(4), record: whole(8), chunk: whole(16), frame: None }
    }

    /// Bytes that the finding takes where it waits: line and event.
    pub(crate) fn bytes(&self) -> usize {
        self.len as usize + self.tail as usize
    }
}

/// A match that correlations asked for.
pub(crate) struct Hit {
    pub(crate) rule: u32,
    pub(crate) record: u64,
    /// Offset of the EVTX chunk; 0 for other formats.
    pub(crate) chunk: u64,
    pub(crate) time: Option<Time>,
    pub(crate) host: Option<String>,
    /// Who acted, and from which address.
    pub(crate) user: Option<String>,
    pub(crate) src_ip: Option<String>,
    pub(crate) kind: atalaya_schema::KindIx,
    /// The frame's digest, where the input has none of its own.
    pub(crate) frame: Option<[u8; 32]>,
    /// The values of the fields that correlations ask this rule for, in the order asked.
    pub(crate) values: Vec<Option<String>>,
}

/// One thread of a scan.
pub(crate) struct Worker<'s> {
    shared: &'s Shared<'s>,
    eye: Recognizer,
    lanes: FxHashMap<Identity, Lane>,
    pub(crate) stats: Stats,
    slots: Slots,
    answers: Answers,
    matches: Vec<u32>,
}

/// Where a frame is from.
#[derive(Clone, Copy)]
struct Origin<'u> {
    input: u32,
    name: &'u str,
    header: &'u Header,
    record: u64,
    chunk: u64,
    digest_frames: bool,
}

impl<'s> Worker<'s> {
    pub(crate) fn new(shared: &'s Shared<'s>, binder: Binder) -> Self {
        Worker {
            shared,
            eye: Recognizer::new(binder),
            lanes: FxHashMap::default(),
            stats: Stats::default(),
            slots: Slots::default(),
            answers: Answers::default(),
            matches: Vec::new(),
        }
    }

    /// Decodes and examines the frames of a unit of that input.
    pub(crate) fn unit(&mut self, unit: &Unit, input: &InputName) -> UnitResult {
        let (name, digest_frames) = (&*input.name, input.from_stdin);
        self.eye.binder.set_zones(input.clock.rules.clone());
        let mut result = UnitResult { input: unit.input, ..UnitResult::default() };
        let header = &unit.header;
        let origin = Origin { input: unit.input, name, header, record: unit.first_record, chunk: 0, digest_frames };
        match &unit.frames {
            Frames::EvtxChunks => self.chunks(unit, origin, &mut result),
            Frames::Lines => {
                let text = std::str::from_utf8(&unit.bytes).ok();
                for (index, start, line) in lines(&unit.bytes) {
                    let origin = Origin { record: unit.first_record + index as u64, ..origin };
                    match text {
                        Some(text) => self.frame(&text[start..start + line.len()], origin, &mut result),
                        None => self.bytes(line, origin, &mut result),
                    }
                }
            }
            Frames::Ranges(ranges) => {
                for (number, range) in ranges.iter().enumerate() {
                    let origin = Origin { record: unit.first_record + number as u64, ..origin };
                    self.bytes(&unit.bytes[range.start as usize..range.end as usize], origin, &mut result);
                }
            }
        }
        result
    }

    fn chunks(&mut self, unit: &Unit, origin: Origin<'_>, result: &mut UnitResult) {
        render(&unit.bytes, &mut |rendered| match rendered {
            Rendered::Record { chunk_offset, record_id, json } => {
                let origin = Origin { record: record_id, chunk: unit.offset + chunk_offset, ..origin };
                self.frame(json, origin, result);
            }
            Rendered::Damage(damage) => {
                result.damages.push((unit.offset + damage.chunk_offset, None, damage_message(&damage)));
                if damage.fault == ChunkFault::Record {
                    result.frames += 1;
                    self.stats.tally.frames += 1;
                    self.stats.quarantine(Malformed::Syntax(0));
                }
            }
        });
    }

    /// A frame as bytes: bytes that are not UTF-8 are read as Windows-1252, which gives every byte a character.
    fn bytes(&mut self, bytes: &[u8], origin: Origin<'_>, result: &mut UnitResult) {
        let text = atalaya_event::text(bytes);
        self.stats.tally.recoded += u64::from(matches!(text, Cow::Owned(_)));
        self.frame(&text, origin, result);
    }

    #[inline]
    fn frame(&mut self, frame: &str, origin: Origin<'_>, result: &mut UnitResult) {
        result.frames += 1;
        self.stats.tally.frames += 1;
        if self.eye.renew() {
            self.lanes.values_mut().for_each(Lane::forget_paths);
        }
        if let Err(reason) = self.eye.decoder.decode(origin.header, frame) {
            return self.stats.quarantine(reason);
        }
        self.stats.tally.decoded += 1;
        result.events += 1;
        match self.eye.identify(frame, origin.header) {
            Some(identity) => self.event(identity, frame, origin, result),
            None => self.of_no_kind(frame, origin),
        }
    }

    fn of_no_kind(&mut self, frame: &str, origin: Origin<'_>) {
        let (decoder, record) = (&self.eye.decoder, self.eye.decoder.record(frame));
        self.stats.unrecognised(origin.input, || {
            record.fields().iter().take(12).map(|field| decoder.paths().name(field.path).to_owned()).collect()
        });
    }

    #[inline]
    fn event(&mut self, identity: Identity, frame: &str, origin: Origin<'_>, result: &mut UnitResult) {
        let record = self.eye.decoder.record(frame);
        let paths = self.eye.decoder.paths();
        let time = self.eye.binder.time(&identity, paths, &record);
        if time.is_none() {
            self.stats.tally.without_time += 1;
        }
        let assumed = self.eye.binder.assumed();
        result.without_zone += u64::from(assumed.zone);
        result.without_year += u64::from(assumed.year);
        let shared = self.shared;
        // Also of events outside the time asked for: who has an address within it was given it before.
        if identity.leases != 0 {
            self.note_leases(&identity, frame, time, origin.record, result);
        }
        let outside = |time: Time| shared.since.is_some_and(|s| time < s) || shared.until.is_some_and(|u| time >= u);
        if time.is_some_and(outside) {
            self.stats.tally.outside_time += 1;
            return;
        }
        self.stats.kinds.entry(identity.kind).or_default().add(origin.input, time);
        watch(&mut self.eye.binder, &mut self.stats, paths, &identity, origin, time, &record, result);
        if shared.decode_only {
            return;
        }
        if self.lanes.len() >= LANES_MAX && !self.lanes.contains_key(&identity) {
            self.stats.lanes_beyond += 1;
            return;
        }
        self.stats.tally.examined += 1;
        let partitions = &shared.partitions;
        let lane = self.lanes.entry(identity).or_insert_with(|| Lane::new(identity, partitions.of(identity)));
        let mut matches = std::mem::take(&mut self.matches);
        matches.clear();
        lane.examine(
            partitions.schema,
            self.eye.decoder.paths(),
            &record,
            &mut self.slots,
            &mut self.answers,
            &mut matches,
        );
        if !matches.is_empty() {
            let event = Event { identity, record, time, origin };
            Finder {
                shared,
                decoder: &self.eye.decoder,
                binder: &mut self.eye.binder,
                stats: &mut self.stats,
                slots: &self.slots,
            }
            .matched(lane, &matches, &event, result);
        }
        self.matches = matches;
    }

    /// Notes who was given an address.
    fn note_leases(&self, identity: &Identity, frame: &str, time: Option<Time>, record: u64, result: &mut UnitResult) {
        let notes = self.eye.binder.leases(identity, self.eye.decoder.paths(), &self.eye.decoder.record(frame));
        let seen = notes.iter().filter_map(|note| {
            let user = note.user.map(|user| self.shared.masked("User", user));
            LeaseSeen::new(note, user.as_deref(), time?, record)
        });
        result.leases.extend(seen);
    }

    /// What the lanes of this thread saw: identity, the rules' slots and in how many events each had a value.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.values()
    }
}

/// Notes record numbers and cleared logs.
#[allow(clippy::too_many_arguments)] // The parts of a worker that it touches, apart from those it must not.
fn watch(
    binder: &mut Binder,
    stats: &mut Stats,
    paths: &Paths,
    identity: &Identity,
    origin: Origin<'_>,
    time: Option<Time>,
    record: &Record<'_>,
    result: &mut UnitResult,
) {
    if origin.header.format == Format::Evtx
        && let Some(sequence) = binder.sequence(identity, paths, record)
    {
        result.sequences.add(&sequence.per, sequence.number);
    }
    if identity.cleared && stats.cleared.len() >= crate::report::LIST_MAX {
        stats.cleared_beyond += 1;
    } else if identity.cleared {
        let host = binder.envelope(identity, paths, record).host.map(host_name);
        stats.cleared.push(ClearedAt { input: origin.input, kind: identity.kind, host, time });
    }
}

/// The name of a host as far as it is kept: [`HOST_BYTES_MAX`].
fn host_name(value: &str) -> String {
    value[..value.floor_char_boundary(HOST_BYTES_MAX)].to_owned()
}

fn damage_message(damage: &ChunkDamage) -> Message {
    match (damage.fault, damage.record_id) {
        (ChunkFault::Chunk, _) => Message::new("damage-evtx-chunk"),
        (ChunkFault::Record, Some(record)) => Message::new("damage-evtx-record").with("record", record),
        (ChunkFault::Record, None) => Message::new("damage-evtx-record-unknown"),
        (ChunkFault::Checksum, _) => Message::new("damage-evtx-checksum"),
        (ChunkFault::Panic, _) => Message::new("damage-evtx-chunk"),
    }
}
