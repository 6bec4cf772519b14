//! One thread's work: units in, findings out, everything counted.

mod examiner;
mod finder;
mod sequences;

use crate::leases::LeaseSeen;
use crate::partitions::Partitions;
use crate::provenance::Provenance;
use crate::redact::{People, Redactor};
use crate::run::InputName;
use atalaya_codec::evtx::{ChunkDamage, ChunkFault, Rendered, render};
use atalaya_codec::framing::{Frames, lines};
use atalaya_codec::{Format, Header, Malformed};
use atalaya_event::Recognizer;
use atalaya_model::{Level, Message, Time};
use atalaya_reader::Unit;
use atalaya_schema::{Binder, Identity};
pub(crate) use examiner::{At, Event, Examiner, Known};
pub(crate) use sequences::Sequences;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

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
    /// Who was given an address, as records of these inputs say.
    pub(crate) leases: Vec<(u32, LeaseSeen)>,
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
    /// Where the event is from, unless that waits for the digest of its input.
    pub(crate) provenance: Option<Provenance>,
}

impl LineKey {
    /// Bytes of a key as it waits in a file: a line whose provenance is known does not wait.
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
        LineKey { len: half(0), tail: half(24), rule: half(4), record: whole(8), chunk: whole(16), provenance: None }
    }

    /// Bytes that the finding takes where it waits: line and event.
    pub(crate) fn bytes(&self) -> usize {
        self.len as usize + self.tail as usize
    }
}

/// A match that correlations asked for.
pub(crate) struct Hit {
    pub(crate) input: u32,
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
    /// Where the event is from, unless that waits for the digest of its input.
    pub(crate) provenance: Option<Provenance>,
    /// The values of the fields that correlations ask this rule for, in the order asked.
    pub(crate) values: Vec<Option<String>>,
}

/// One thread of a scan.
pub(crate) struct Worker<'s> {
    eye: Recognizer,
    pub(crate) examiner: Examiner<'s>,
}

/// Where a frame is from.
#[derive(Clone, Copy)]
struct Origin<'u> {
    header: &'u Header,
    at: At<'u>,
}

impl<'u> Origin<'u> {
    /// The record of that number of the same unit.
    fn record(self, record: u64) -> Origin<'u> {
        Origin { at: At { record, ..self.at }, ..self }
    }
}

impl<'s> Worker<'s> {
    pub(crate) fn new(shared: &Arc<Shared<'s>>, binder: Binder) -> Self {
        Worker { eye: Recognizer::new(binder), examiner: Examiner::new(shared) }
    }

    /// Decodes and examines the frames of a unit of that input.
    pub(crate) fn unit(&mut self, unit: &Unit, input: &InputName) -> UnitResult {
        let known = if input.from_stdin { Known::Frame } else { Known::Input };
        self.eye.binder.set_zones(input.clock.rules.clone());
        let mut result = UnitResult { input: unit.input, ..UnitResult::default() };
        let header = &unit.header;
        let numbered = header.format == Format::Evtx;
        let (record, now) = (unit.first_record, self.examiner.shared.now);
        let at = At { input: unit.input, name: &input.name, record, chunk: 0, known, now, numbered };
        let origin = Origin { header, at };
        match &unit.frames {
            Frames::EvtxChunks => self.chunks(unit, origin, &mut result),
            Frames::Lines => {
                let text = std::str::from_utf8(&unit.bytes).ok();
                for (index, start, line) in lines(&unit.bytes) {
                    let origin = origin.record(unit.first_record + index as u64);
                    match text {
                        Some(text) => self.frame(&text[start..start + line.len()], origin, &mut result),
                        None => self.bytes(line, origin, &mut result),
                    }
                }
            }
            Frames::Ranges(ranges) => {
                for (number, range) in ranges.iter().enumerate() {
                    let origin = origin.record(unit.first_record + number as u64);
                    self.bytes(&unit.bytes[range.start as usize..range.end as usize], origin, &mut result);
                }
            }
        }
        result
    }

    fn chunks(&mut self, unit: &Unit, origin: Origin<'_>, result: &mut UnitResult) {
        render(&unit.bytes, &mut |rendered| match rendered {
            Rendered::Record { chunk_offset, record_id, json } => {
                let at = At { record: record_id, chunk: unit.offset + chunk_offset, ..origin.at };
                let origin = Origin { at, ..origin };
                self.frame(json, origin, result);
            }
            Rendered::Damage(damage) => {
                result.damages.push((unit.offset + damage.chunk_offset, None, damage_message(&damage)));
                if damage.fault == ChunkFault::Record {
                    result.frames += 1;
                    self.examiner.stats.tally.frames += 1;
                    self.examiner.stats.quarantine(Malformed::Syntax(0));
                }
            }
        });
    }

    /// A frame as bytes: bytes that are not UTF-8 are read as Windows-1252, which gives every byte a character.
    fn bytes(&mut self, bytes: &[u8], origin: Origin<'_>, result: &mut UnitResult) {
        let text = atalaya_event::text(bytes);
        self.examiner.stats.tally.recoded += u64::from(matches!(text, Cow::Owned(_)));
        self.frame(&text, origin, result);
    }

    #[inline]
    fn frame(&mut self, frame: &str, origin: Origin<'_>, result: &mut UnitResult) {
        result.frames += 1;
        self.examiner.stats.tally.frames += 1;
        if self.eye.renew() {
            self.examiner.forget_paths();
        }
        if let Err(reason) = self.eye.decoder.decode(origin.header, frame) {
            return self.examiner.stats.quarantine(reason);
        }
        self.examiner.stats.tally.decoded += 1;
        result.events += 1;
        match self.eye.identify(frame, origin.header) {
            Some(identity) => self.event(identity, frame, origin.at, result),
            None => self.of_no_kind(frame, origin.at),
        }
    }

    fn of_no_kind(&mut self, frame: &str, at: At<'_>) {
        let (paths, record) = (self.eye.decoder.paths(), self.eye.decoder.record(frame));
        self.examiner.of_no_kind(paths, &record, at);
    }

    #[inline]
    fn event(&mut self, identity: Identity, frame: &str, at: At<'_>, result: &mut UnitResult) {
        let record = self.eye.decoder.record(frame);
        let paths = self.eye.decoder.paths();
        let time = self.eye.binder.time(&identity, paths, &record);
        let assumed = self.eye.binder.assumed();
        result.without_zone += u64::from(assumed.zone);
        result.without_year += u64::from(assumed.year);
        let event = Event { identity, record, paths, time, at };
        self.examiner.event(&mut self.eye.binder, &event, result);
    }
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
