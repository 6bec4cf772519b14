//! Entries of the journal to rows: what one decoding thread does.
//!
//! A frame yields events or the reason why it yields none. Rows are collected by organization and kind in sheets; what is
//! known of paths is kept by their number, so that no name is looked up for a value.

mod guarded;
mod lane;
mod senders;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use atalaya_codec::evtx::{Rendered, render};
use atalaya_codec::{Format, Malformed};
use atalaya_event::Recognizer;
use atalaya_journal::{Entry, Journal, SourceId};
use atalaya_lake::{Chunk, Head};
use atalaya_model::Time;
use atalaya_schema::{Binder, Identity, Schema, ZoneRules};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::detect::{Detect, Observed, Watch};
use crate::header::{self, Origin, Shared};
use crate::reason::Reason;
pub(crate) use guarded::{Decoded, Placed};
use lane::Lanes;
use senders::{Sender, Senders};

pub use lane::UNRECOGNISED;

/// Headers that are remembered; when they are more, all are forgotten.
const HEADERS_MAX: usize = 256;

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It was decoded.
    Decoded {
        /// Into so many events.
        events: u64,
        /// So many records beside them could not be read.
        unreadable: u64,
    },
    /// It was not.
    Quarantined(Reason),
}

impl Fate {
    /// The same of a canary: one that cannot be decoded is kept nowhere, there will be others.
    pub(crate) fn of_canary(self) -> Fate {
        match self {
            Fate::Quarantined(_) => Fate::Decoded { events: 0, unreadable: 1 },
            decoded => decoded,
        }
    }
}

/// What is counted beside the journal's own sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// Frames that were decoded.
    pub frames: u64,
    /// Their events.
    pub events: u64,
    /// Frames that were not.
    pub quarantined: u64,
    /// Events of no kind that is known.
    pub unrecognised: u64,
    /// Events whose time is not known.
    pub without_time: u64,
    /// Records in chunks of Windows event logs that could not be read, beside others that could.
    pub unreadable: u64,
    /// Frames that are not UTF-8 and were read as Windows-1252.
    pub recoded: u64,
    /// Canaries, which are counted here alone.
    pub canaries: u64,
}

impl std::ops::AddAssign for Seen {
    fn add_assign(&mut self, other: Seen) {
        self.frames += other.frames;
        self.events += other.events;
        self.quarantined += other.quarantined;
        self.unrecognised += other.unrecognised;
        self.without_time += other.without_time;
        self.unreadable += other.unreadable;
        self.recoded += other.recoded;
        self.canaries += other.canaries;
    }
}

/// What frames of a stretch share, ready for use.
struct Known {
    shared: Shared,
    zones: ZoneRules,
}

/// Where rows go: under which offset, and whether they are late.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) late: bool,
}

/// The decoder of one thread.
pub(crate) struct Decoding<'w> {
    eye: Recognizer,
    lanes: Lanes,
    senders: Senders,
    headers: FxHashMap<Box<[u8]>, Arc<Known>>,
    /// The header of the frame before, and what it says.
    last: Option<(Box<[u8]>, Arc<Known>)>,
    /// Looks at the events, where somebody wants to.
    watch: Option<Box<dyn Watch + 'w>>,
    /// Who wants to.
    detect: Option<&'w dyn Detect>,
    pub(crate) seen: Seen,
}

/// Where an event of a frame is from.
#[derive(Clone, Copy)]
struct Origins {
    digest: [u8; 32],
    record: u64,
    chunk: u64,
    stream: bool,
    ordinal: u32,
}

impl<'w> Decoding<'w> {
    pub(crate) fn new(schema: Arc<Schema>, detect: Option<&'w dyn Detect>) -> Decoding<'w> {
        Decoding {
            lanes: Lanes::new(schema.clone()),
            eye: Recognizer::new(Binder::new(schema, ZoneRules::utc(Time(0)))),
            senders: Senders::default(),
            headers: FxHashMap::default(),
            last: None,
            watch: detect.map(Detect::watch),
            detect,
            seen: Seen::default(),
        }
    }

    /// Begins anew: what a fault left behind is not to be trusted.
    fn renew(&mut self) {
        *self = Decoding::new(self.eye.binder.schema().clone(), self.detect);
    }

    /// Decodes the frame into rows.
    pub(crate) fn frame(&mut self, journal: &Journal, entry: &Entry<'_>, place: Place) -> Fate {
        let sender = self.senders.get(journal, entry.source);
        let before = self.seen;
        let fate = match header::split(entry.header).ok().and_then(|(number, rest)| Some((number, self.known(rest)?))) {
            Some((number, known)) => {
                let mut frame = Frame { decoding: self, known: &known, sender: &sender, entry, place };
                frame.decode(number)
            }
            None => Fate::Quarantined(Reason::Header),
        };
        if sender.is_canary {
            self.seen = Seen { canaries: before.canaries + 1, ..before };
            return fate.of_canary();
        }
        match fate {
            Fate::Decoded { events, unreadable } => {
                self.seen.frames += 1;
                self.seen.events += events;
                self.seen.unreadable += unreadable;
            }
            Fate::Quarantined(_) => self.seen.quarantined += 1,
        }
        fate
    }

    /// Whether canaries come from this source.
    pub(crate) fn is_canary(&mut self, journal: &Journal, source: SourceId) -> bool {
        self.senders.get(journal, source).is_canary
    }

    /// The rows so far. What was found in them is handed over.
    pub(crate) fn take(&mut self) -> Vec<Chunk> {
        if let Some(watch) = &mut self.watch {
            watch.hand_over();
        }
        self.lanes.take()
    }

    fn forget_paths(&mut self) {
        self.lanes.forget_paths();
        if let Some(watch) = &mut self.watch {
            watch.forget_paths();
        }
    }

    /// What the bytes behind a frame's number say.
    fn known(&mut self, shared: &[u8]) -> Option<Arc<Known>> {
        if let Some((bytes, known)) = &self.last
            && **bytes == *shared
        {
            return Some(known.clone());
        }
        let known = match self.headers.get(shared) {
            Some(known) => known.clone(),
            None => self.learn(shared)?,
        };
        self.eye.binder.set_zones(known.zones.clone());
        self.last = Some((shared.into(), known.clone()));
        Some(known)
    }

    fn learn(&mut self, bytes: &[u8]) -> Option<Arc<Known>> {
        let shared = Shared::decode(bytes).ok()?;
        let zones = shared.clock.rules().0;
        let known = Arc::new(Known { shared, zones });
        if self.headers.len() >= HEADERS_MAX {
            self.headers.clear();
        }
        self.headers.insert(bytes.into(), known.clone());
        Some(known)
    }
}

/// A frame that is being decoded.
struct Frame<'d, 'e, 'w> {
    decoding: &'d mut Decoding<'w>,
    known: &'d Known,
    sender: &'d Sender,
    entry: &'d Entry<'e>,
    place: Place,
}

impl Frame<'_, '_, '_> {
    fn decode(&mut self, number: u64) -> Fate {
        let (digest, stream) = match self.known.shared.origin {
            Origin::File(sha256) => (sha256, false),
            Origin::Stream | Origin::Followed(_) => (Sha256::digest(self.entry.frame).into(), true),
        };
        let origins = Origins { digest, record: number, chunk: 0, stream, ordinal: 0 };
        if self.known.shared.header.format == Format::Evtx {
            return self.chunk(origins);
        }
        if self.known.shared.is_nameless() {
            return Fate::Quarantined(Reason::Columns);
        }
        let text = atalaya_event::text(self.entry.frame);
        self.decoding.seen.recoded += u64::from(matches!(text, Cow::Owned(_)));
        match self.event(&text, origins) {
            Ok(()) => Fate::Decoded { events: 1, unreadable: 0 },
            Err(reason) => Fate::Quarantined(reason),
        }
    }

    /// The records of a chunk of a Windows event log. By stream, its number is no place in a file, and each record is known
    /// by its own digest.
    fn chunk(&mut self, origins: Origins) -> Fate {
        let chunk = if origins.stream { 0 } else { origins.record };
        let (mut events, mut unreadable) = (0, 0);
        render(self.entry.frame, &mut |rendered| match rendered {
            Rendered::Record { record_id, json, .. } => {
                let record = if origins.stream { origins.record } else { record_id };
                let digest = if origins.stream { Sha256::digest(json).into() } else { origins.digest };
                match self.event(json, Origins { digest, record, chunk, ordinal: events, ..origins }) {
                    Ok(()) => events += 1,
                    Err(_) => unreadable += 1,
                }
            }
            Rendered::Damage(damage) => unreadable += u64::from(damage.loses_records()),
        });
        if events == 0 && unreadable > 0 {
            return Fate::Quarantined(Reason::Chunk);
        }
        Fate::Decoded { events: u64::from(events), unreadable }
    }

    fn event(&mut self, text: &str, origins: Origins) -> Result<(), Reason> {
        if self.decoding.eye.renew() {
            self.decoding.forget_paths();
        }
        let identity = self.recognize(text)?;
        let Decoding { eye, lanes, seen, watch, .. } = &mut *self.decoding;
        let (paths, record) = (eye.decoder.paths(), eye.decoder.record(text));
        let time = identity.and_then(|identity| eye.binder.time(&identity, paths, &record));
        seen.unrecognised += u64::from(identity.is_none());
        seen.without_time += u64::from(time.is_none());
        let head = Head {
            time,
            received: self.entry.received,
            source: &self.sender.source,
            class_uid: identity.and_then(|identity| lanes.class_uid(&identity)),
            severity_id: None,
            origin: origins.digest,
            origin_record: origins.record,
            origin_chunk: origins.chunk,
            origin_stream: origins.stream,
            late: self.place.late,
            offset: self.place.offset,
            ordinal: origins.ordinal,
        };
        if !self.sender.is_canary {
            lanes.put(self.sender, identity.as_ref(), &head, paths, &record);
        }
        if let (Some(watch), Some(identity)) = (watch, identity) {
            let Origins { digest, record: number, chunk, stream, .. } = origins;
            let (organization, source) = (&*self.sender.organization, &*self.sender.source);
            let (record, received, is_canary) = (&record, self.entry.received, self.sender.is_canary);
            let observed = Observed {
                identity,
                paths,
                record,
                time,
                received,
                organization,
                source,
                digest,
                number,
                chunk,
                stream,
                is_canary,
            };
            watch.event(&mut eye.binder, &observed);
        }
        Ok(())
    }

    /// Decodes the text and tells what it is. A fault of the decoders takes nothing but the frame with it.
    fn recognize(&mut self, text: &str) -> Result<Option<Identity>, Reason> {
        let header = &self.known.shared.header;
        let eye = &mut self.decoding.eye;
        let recognized = catch_unwind(AssertUnwindSafe(|| {
            eye.decoder.decode(header, text)?;
            Ok(eye.identify(text, header))
        }));
        match recognized {
            Ok(identity) => identity.map_err(|malformed: Malformed| Reason::Malformed(malformed)),
            Err(_) => {
                // What it left behind is not to be trusted.
                let schema = self.decoding.eye.binder.schema().clone();
                self.decoding.eye = Recognizer::new(Binder::new(schema, self.known.zones.clone()));
                self.decoding.forget_paths();
                Err(Reason::Panic)
            }
        }
    }
}

/// What became of the frames of one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counted {
    pub(crate) decoded: u64,
    pub(crate) events: u64,
    pub(crate) unreadable: u64,
    pub(crate) quarantined: u64,
}

impl Counted {
    pub(crate) fn add(&mut self, fate: Fate) {
        match fate {
            Fate::Decoded { events, unreadable } => {
                self.decoded += 1;
                self.events += events;
                self.unreadable += unreadable;
            }
            Fate::Quarantined(_) => self.quarantined += 1,
        }
    }

    pub(crate) fn outcome(&self, source: SourceId) -> atalaya_journal::Outcome {
        let Counted { decoded, events, unreadable, quarantined } = *self;
        atalaya_journal::Outcome { source, decoded, events, unreadable, quarantined }
    }
}
