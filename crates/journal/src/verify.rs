//! Verification: everything is read and compared, and what is not as it was written is told with its place.
//!
//! Changes nothing. On a directory that is not open it goes to the end of every file; on an open journal to where the
//! journal was when the verification began.

mod points;
mod walk;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::anchor::Anchor;
use crate::bytes::unhex;
use crate::expiry::{self, Checkpoint};
use crate::fault::{Damage, Fault};
use crate::files::{Files, read_document};
use crate::inputs::{self, INPUTS_FILE};
use crate::journal::{CHECKPOINTS_FOLDER, JOURNAL_FOLDER, Journal, SIGNING_KEY_FILE, UNFINISHED};
use crate::keys::KeyRing;
use crate::lock::DataLock;
use crate::mark::{self, MARK_FILE};
use crate::segment::{FORMAT_VERSION, Kind, Reading, first_of, list, unreadable};
use crate::signing::{Key, open_document};
use crate::state::{DOCUMENT_KIND, STATE_COPY_FILE, STATE_FILE, State, StoredHead};
use crate::tally::DECODE_CURSOR;
use crate::watch::{SegmentProgress, Watch};

use points::Points;
use walk::{Bounds, Walk};

/// Faults that are listed; more are counted.
pub const FAULTS_MAX: usize = 1000;

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verification {
    /// Segments that were read.
    pub segments: u64,
    /// Blocks that were read and are whole.
    pub blocks: u64,
    /// Entries in them.
    pub entries: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// The offset of the first entry that is kept, and the one after the last that was found.
    pub range: (u64, u64),
    /// Anchors that the history agrees with.
    pub anchors_confirmed: usize,
    /// Anchors from before the history that is kept: nothing can be said of them.
    pub anchors_expired: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Faults beyond [`FAULTS_MAX`].
    pub faults_beyond: u64,
    /// How far it was when it was stopped; `None` where everything was read.
    pub stopped: Option<SegmentProgress>,
}

impl Verification {
    /// Whether everything was read and nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.stopped.is_none()
    }

    pub(crate) fn found(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        } else {
            self.faults_beyond += 1;
        }
    }
}

/// Verifies a journal that is not open, until it is done or `stop` is on.
#[must_use]
pub fn verify(
    lock: &DataLock,
    files: &Arc<dyn Files>,
    keys: Option<&KeyRing>,
    anchors: &[Anchor],
    stop: &AtomicBool,
    progress: &dyn Fn(SegmentProgress),
) -> Verification {
    let root = lock.path().join(JOURNAL_FOLDER);
    let watch = Watch::new(stop, progress);
    Inspection { files: files.as_ref(), root: &root, keys, whole: Extent::Files, watch }.run(anchors)
}

impl Journal {
    /// Verifies the open journal, while it is used.
    #[must_use]
    pub fn verify(&self, anchors: &[Anchor]) -> Verification {
        self.verify_until(anchors, &AtomicBool::new(false), &|_| {})
    }

    /// The same until it is done or `stop` is on.
    #[must_use]
    pub fn verify_until(
        &self,
        anchors: &[Anchor],
        stop: &AtomicBool,
        progress: &dyn Fn(SegmentProgress),
    ) -> Verification {
        // The state must be as new as the anchors, also where a segment was begun since it was written.
        self.core.books().generation += 1;
        if let Err(error) = self.checkpoint() {
            let kind = error.to_string();
            let fault = Damage::Unreadable { kind }.at(STATE_FILE, 0);
            return Verification { faults: vec![fault], ..Verification::default() };
        }
        let place = &self.core.place;
        let inspection = Inspection {
            files: place.files.as_ref(),
            root: &place.root,
            keys: place.keys.as_ref(),
            whole: Extent::State,
            watch: Watch::new(stop, progress),
        };
        let mut verification = inspection.run(anchors);
        // What has expired since the verification began is not missing.
        let first = [Kind::Journal, Kind::Quarantine].map(|kind| {
            let stream = if kind == Kind::Journal { &self.core.journal } else { &self.core.quarantine };
            (kind.folder(), stream.view().first())
        });
        let expired = |fault: &Fault| {
            let (folder, name) = fault.file.split_once('/').unwrap_or_default();
            let segment = first_of(name).filter(|_| fault.damage == Damage::Missing);
            segment.is_some_and(|segment| first.iter().any(|(known, first)| *known == folder && segment < *first))
        };
        verification.faults.retain(|fault| !expired(fault));
        let kept = self.first();
        let from = verification.range.0;
        let before =
            |fault: &Fault| matches!(fault.damage, Damage::Anchor { offset } if (from..kept).contains(&offset));
        verification.anchors_expired += verification.faults.extract_if(.., |fault| before(fault)).count();
        verification
    }
}

/// How far the files are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// To their ends.
    Files,
    /// As far as the state says: behind that, a journal is being written.
    State,
}

struct Inspection<'a> {
    files: &'a dyn Files,
    root: &'a Path,
    keys: Option<&'a KeyRing>,
    whole: Extent,
    watch: Watch<'a>,
}

impl Inspection<'_> {
    fn run(&self, anchors: &[Anchor]) -> Verification {
        let mut verification = Verification::default();
        match self.documents() {
            Err(fault) => verification.found(fault),
            Ok((state, public)) => self.history(&state, &public, anchors, &mut verification),
        }
        verification
    }

    /// The state and the public key.
    fn documents(&self) -> Result<(State, String), Fault> {
        let key = Key::read(self.files, &self.root.join(SIGNING_KEY_FILE));
        let key = key.ok().flatten().ok_or_else(|| Damage::Document.at(SIGNING_KEY_FILE, 0))?;
        let document = self.document(STATE_FILE)?;
        let state: Option<State> = open_document(DOCUMENT_KIND, &document, &key.public());
        let state = state.filter(|state| state.format == FORMAT_VERSION && unhex::<16>(&state.journal).is_some());
        let state = state.ok_or_else(|| Damage::Document.at(STATE_FILE, 0))?;
        let copy: Option<State> = open_document(DOCUMENT_KIND, &self.document(STATE_COPY_FILE)?, &key.public());
        // The copy may be newer by one writing, and not older.
        let sound = copy.is_some_and(|copy| copy.journal == state.journal && copy.head.offset >= state.head.offset);
        if !sound {
            return Err(Damage::Document.at(STATE_COPY_FILE, 0));
        }
        Ok((state, key.public()))
    }

    fn document(&self, name: &str) -> Result<Vec<u8>, Fault> {
        let read = read_document(self.files, &self.root.join(name));
        let read = read.map_err(|error| unreadable(&error).at(name, 0))?;
        read.ok_or_else(|| Damage::Missing.at(name, 0))
    }

    fn history(&self, state: &State, public: &str, anchors: &[Anchor], out: &mut Verification) {
        let mut points = Points::new(state, public, anchors, out);
        self.checkpoints(state, public, out);
        self.inputs(state, out);
        self.mark(public, out);
        let journal = unhex(&state.journal).unwrap_or_default();
        let reading = Reading { files: self.files, root: self.root, keys: self.keys, journal };
        let live = self.whole == Extent::State;
        let decoder = state.cursors.get(DECODE_CURSOR).copied().unwrap_or(0);
        let bounds = |head: &StoredHead, to_head_only| Bounds { head: head.head(), decoder, to_head_only };
        let (first, base) = (state.first, state.base.0);
        let quarantine = &state.quarantine;
        self.watch.further(|far| {
            far.segments =
                segments(&reading, Kind::Journal, first) + segments(&reading, Kind::Quarantine, quarantine.kept)
        });
        let walk = Walk::new(&reading, Kind::Journal, bounds(&state.head, live), &mut points, &self.watch, out);
        let sources = walk.run(first, base);
        if out.stopped.is_some() {
            // Of what was not read nothing can be said, nor of sums over all of it.
            return;
        }
        sources.compare(state, points.end(), out);
        points.close(state, out);
        // The quarantine ends where the state says; what a crash left behind that does not count.
        let open = live || !state.closed;
        let mut none = Points::of_quarantine(quarantine);
        let walk = Walk::new(&reading, Kind::Quarantine, bounds(&quarantine.head, open), &mut none, &self.watch, out);
        walk.run(quarantine.kept, quarantine.base.0);
        if out.stopped.is_none() {
            none.close_quarantine(quarantine, out);
        }
    }

    fn checkpoints(&self, state: &State, public: &str, out: &mut Verification) {
        let names = match self.files.list(&self.root.join(CHECKPOINTS_FOLDER)) {
            Ok(names) => names,
            Err(error) => return out.found(unreadable(&error).at(CHECKPOINTS_FOLDER, 0)),
        };
        let wanted = format!("{:016x}.json", state.first);
        if state.first > 0 && !names.contains(&wanted) {
            out.found(Damage::Missing.at(format!("{CHECKPOINTS_FOLDER}/{wanted}"), 0));
        }
        for name in names.iter().filter(|name| !UNFINISHED.iter().any(|end| name.ends_with(end))) {
            let file = format!("{CHECKPOINTS_FOLDER}/{name}");
            if let Err(fault) = self.checkpoint(&file, state, public) {
                out.found(fault);
            }
        }
    }

    /// The record of imported files, which is beside the journal's folder.
    fn inputs(&self, state: &State, out: &mut Verification) {
        let file = format!("../{INPUTS_FILE}");
        let folder = self.root.parent().unwrap_or(self.root);
        match inputs::damage(self.files, folder, state.inputs) {
            Ok(None) => {}
            Ok(Some(damage)) => out.found(damage.at(file, 0)),
            Err(error) => out.found(unreadable(&error).at(file, 0)),
        }
    }

    /// The mark of a replay, which is there too.
    fn mark(&self, public: &str, out: &mut Verification) {
        let file = format!("../{MARK_FILE}");
        match mark::is_sound(self.files, self.root.parent().unwrap_or(self.root), public) {
            Ok(true) => {}
            Ok(false) => out.found(Damage::Document.at(file, 0)),
            Err(error) => out.found(unreadable(&error).at(file, 0)),
        }
    }

    fn checkpoint(&self, file: &str, state: &State, public: &str) -> Result<(), Fault> {
        let document = self.document(file)?;
        let checkpoint: Option<Checkpoint> = open_document(expiry::DOCUMENT_KIND, &document, public);
        let anchor = checkpoint.ok_or_else(|| Damage::Document.at(file, 0))?.anchor;
        let named = file.ends_with(&format!("/{:016x}.json", anchor.offset));
        if anchor.journal != state.journal || !named {
            return Err(Damage::Foreign.at(file, 0));
        }
        let here = anchor.offset == state.first;
        if here && unhex(&anchor.hash) != Some(state.base.0) {
            return Err(Damage::Anchor { offset: anchor.offset }.at(file, 0));
        }
        Ok(())
    }
}

/// How many segments there are to read. What cannot be listed is told by the walk.
fn segments(reading: &Reading<'_>, kind: Kind, first: u64) -> u64 {
    let listed = list(reading.files, &reading.root.join(kind.folder())).map(|(segments, _)| segments);
    listed.unwrap_or_default().iter().filter(|segment| **segment >= first).count() as u64
}
