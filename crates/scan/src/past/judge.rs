//! One thread's part in judging events of the past.

use super::Common;
use crate::options::ScanError;
use crate::provenance::Provenance;
use crate::worker::{At, Event, Examiner, Known, UnitResult};
use atalaya_codec::Malformed;
use atalaya_model::{PathId, Paths, Record, RecordBuf, RecordFull, Time, Value, ValueRef};
use atalaya_schema::{Binder, KindIx, ZoneRules};
use rustc_hash::FxHashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

/// Bytes of findings after which a thread hands over what it found.
const FOUND_BYTES: usize = 1 << 20;
/// Matches for correlations and leases after which it does.
const FOUND_MAX: usize = 4096;
/// Events after which it says how many they are.
const EVENTS_MAX: u64 = 65_536;

/// What is known of an event of the past beside its fields.
#[derive(Debug, Clone, Copy)]
pub struct PastEvent<'e> {
    /// The name of its kind. One that the schema does not know is counted and not judged.
    pub kind: &'e str,
    /// When it happened.
    pub time: Option<Time>,
    /// Where it is from.
    pub provenance: Provenance,
    /// The name of its source, which findings give for the file.
    pub source: &'e str,
}

/// One thread's part in judging events of the past.
pub struct Judge<'s> {
    common: Arc<Common<'s>>,
    examiner: Examiner<'s>,
    binder: Binder,
    paths: Paths,
    buf: RecordBuf,
    found: UnitResult,
    kinds: FxHashMap<Box<str>, Option<KindIx>>,
    /// Number and name, as it may be shown, by name.
    sources: FxHashMap<Box<str>, (u32, Arc<str>)>,
}

/// Kinds whose names a thread remembers; names of none that the schema knows count too.
const KINDS_MAX: usize = 8192;
/// Sources whose numbers a thread remembers.
const SOURCES_REMEMBERED_MAX: usize = 4096;

impl<'s> Judge<'s> {
    pub(super) fn new(common: &Arc<Common<'s>>) -> Self {
        Judge {
            examiner: Examiner::new(&common.shared),
            binder: Binder::new(Arc::clone(&common.schema), ZoneRules::utc(common.shared.now)),
            common: Arc::clone(common),
            paths: Paths::new(),
            buf: RecordBuf::default(),
            found: UnitResult::default(),
            kinds: FxHashMap::default(),
            sources: FxHashMap::default(),
        }
    }

    /// Judges an event. Its fields are by the names of [`atalaya_schema::Schema::kept`], several values of one field
    /// one behind the other. An error says that findings cannot be written, or that it is time to stop.
    pub fn examine<'e>(
        &mut self,
        event: &PastEvent<'_>,
        fields: impl IntoIterator<Item = (&'e str, ValueRef<'e>)>,
    ) -> Result<(), ScanError> {
        if self.common.stop.load(Ordering::Relaxed) {
            return Err(ScanError::Stopped);
        }
        self.found.frames += 1;
        self.examiner.stats.tally.frames += 1;
        match self.fill(fields) {
            Ok(()) => self.judge(event),
            Err(full) => self.examiner.stats.quarantine(Malformed::from(full)),
        }
        self.tell_when_enough()
    }

    fn fill<'e>(&mut self, fields: impl IntoIterator<Item = (&'e str, ValueRef<'e>)>) -> Result<(), RecordFull> {
        if self.paths.is_nearly_full() {
            self.paths = Paths::new();
            self.binder.reset();
            self.examiner.forget_paths();
        }
        self.buf.clear();
        for (name, value) in fields {
            let path = self.paths.child(PathId::ROOT, name)?;
            let mut copied = |text: &str| self.buf.scratch(|scratch| scratch.push_str(text));
            let value = match value {
                ValueRef::Null => Value::Null,
                ValueRef::Empty => Value::Empty,
                ValueRef::Bool(value) => Value::Bool(value),
                ValueRef::Number(number) => Value::Number(copied(number)?),
                ValueRef::Text(text) => Value::Text(copied(text)?),
            };
            self.buf.push(path, value)?;
        }
        Ok(())
    }

    fn judge(&mut self, event: &PastEvent<'_>) {
        self.examiner.stats.tally.decoded += 1;
        self.found.events += 1;
        let (input, name) = self.source(event.source);
        let (record, chunk) = (event.provenance.record(), event.provenance.chunk());
        let known = Known::Whole(event.provenance);
        let now = self.common.shared.now;
        let at = At { input, name: &name, record, chunk, known, now, numbered: false };
        let kind = self.kind(event.kind);
        let record: Record<'_> = self.buf.record("");
        match kind {
            None => self.examiner.of_no_kind(&self.paths, &record, at),
            Some(kind) => {
                let identity = self.binder.identify_as(kind, &self.paths, &record);
                let event = Event { identity, record, paths: &self.paths, time: event.time, at };
                self.examiner.event(&mut self.binder, &event, &mut self.found);
            }
        }
    }

    fn kind(&mut self, name: &str) -> Option<KindIx> {
        if let Some(known) = self.kinds.get(name) {
            return *known;
        }
        if self.kinds.len() >= KINDS_MAX {
            self.kinds.clear();
        }
        let kind = self.common.schema.kind_named(name);
        self.kinds.insert(name.into(), kind);
        kind
    }

    fn source(&mut self, name: &str) -> (u32, Arc<str>) {
        if let Some(known) = self.sources.get(name) {
            return known.clone();
        }
        if self.sources.len() >= SOURCES_REMEMBERED_MAX {
            self.sources.clear();
        }
        let shown: Arc<str> = self.common.shared.masked("", name).into();
        let number = self.common.assembly.lock().unwrap_or_else(PoisonError::into_inner).source(&shown);
        self.sources.insert(name.into(), (number, Arc::clone(&shown)));
        (number, shown)
    }

    fn tell_when_enough(&mut self) -> Result<(), ScanError> {
        let UnitResult { lines, hits, leases, events, .. } = &self.found;
        let enough = lines.len() >= FOUND_BYTES || hits.len() + leases.len() >= FOUND_MAX || *events >= EVENTS_MAX;
        if enough { self.tell() } else { Ok(()) }
    }

    fn tell(&mut self) -> Result<(), ScanError> {
        let found = std::mem::take(&mut self.found);
        self.common.progress.add(found.events, found.findings);
        self.common.assembly.lock().unwrap_or_else(PoisonError::into_inner).found_in(found)
    }

    /// Hands over what is left.
    pub(super) fn finish(mut self) -> Result<(), ScanError> {
        self.tell()?;
        let Judge { common, examiner, .. } = self;
        common.assembly.lock().unwrap_or_else(PoisonError::into_inner).worker(examiner);
        Ok(())
    }
}
