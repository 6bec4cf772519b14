//! Encrypting old segments with the present key, or with none where there is none.
//!
//! The hash chain is over what is inside, so it stays the same, and so do anchors. A segment is written beside the old one
//! and takes its name at once.

use std::io;
use std::sync::atomic::AtomicBool;

use crate::block::Sealer;
use crate::core::{Core, lock};
use crate::error::{ReadError, StateError};
use crate::fault::Fault;
use crate::files::write_all;
use crate::journal::Journal;
use crate::keys::{KeyId, KeyRing};
use crate::log::{Place, Stream};
use crate::segment::{Kind, SEGMENT_HEADER_BYTES, Segment, SegmentHeader, file_name};
use crate::watch::{SegmentProgress, Watch};

/// What was encrypted anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rekeyed {
    /// Segments.
    pub segments: usize,
    /// Their bytes now.
    pub bytes: u64,
    /// How far it was when it was stopped; `None` where nothing is left to do.
    pub stopped: Option<SegmentProgress>,
    /// Why segments were left as they are: they are damaged, or cannot be read. One fault for each.
    pub left: Vec<Fault>,
}

/// Why a segment could not be written anew.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RewriteError {
    #[error(transparent)]
    Damaged(#[from] Fault),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<RewriteError> for StateError {
    fn from(error: RewriteError) -> StateError {
        match error {
            RewriteError::Damaged(fault) => StateError::Read(ReadError::Damaged(fault)),
            RewriteError::Io(error) => StateError::Io(error),
        }
    }
}

impl From<RewriteError> for crate::error::OpenError {
    fn from(error: RewriteError) -> Self {
        match error {
            RewriteError::Damaged(fault) => Self::Damaged(fault),
            RewriteError::Io(error) => Self::Io(error),
        }
    }
}

impl Journal {
    /// Encrypts every ended segment with the present key that is encrypted with another one, or not at all. After a crash
    /// each segment is the old one or the new one, and this can be called again; so it can when `stop` ended it. What cannot
    /// be read is left as it is, and told; an error where the disk has no room for one segment more beside its reserve.
    pub fn rekey(&self, stop: &AtomicBool, progress: &dyn Fn(SegmentProgress)) -> Result<Rekeyed, StateError> {
        if let Some(error) = self.core.failure() {
            return Err(StateError::Failed(error));
        }
        // The state names a place in the last segment; it must not be one that is about to be written anew.
        self.core.books().generation += 1;
        self.core.persist()?;
        let (mut rekeyed, watch) = (Rekeyed::default(), Watch::new(stop, progress));
        let outdated = [&self.core.journal, &self.core.quarantine].map(|stream| (stream, outdated(&self.core, stream)));
        watch.further(|far| far.segments = outdated.iter().map(|(_, segments)| segments.len() as u64).sum());
        for (stream, first) in outdated.iter().flat_map(|(stream, all)| all.iter().map(move |first| (stream, *first))) {
            rekeyed.stopped = watch.stopped();
            if rekeyed.stopped.is_some() {
                break;
            }
            match self.rekey_segment(stream, first) {
                Ok(bytes) => {
                    rekeyed.segments += usize::from(bytes > 0);
                    rekeyed.bytes += bytes;
                    watch.further(|far| far.bytes += bytes);
                }
                Err(RewriteError::Damaged(fault)) => rekeyed.left.push(fault),
                Err(error) => return Err(error.into()),
            }
            watch.further(|far| far.segments_done += 1);
        }
        Ok(rekeyed)
    }

    /// The bytes of the new segment; 0 if the old one has expired meanwhile.
    fn rekey_segment(&self, stream: &Stream, first: u64) -> Result<u64, RewriteError> {
        let place = &self.core.place;
        let before = stream.view().segments.iter().find(|segment| segment.first == first).map(|segment| segment.bytes);
        let Some(before) = before else { return Ok(0) };
        self.core.ask_for_room(before)?;
        let bytes = write_beside(place, stream.kind, first)?;
        let _expiry_waits = lock(&self.core.quarantine_log);
        let mut view = stream.view();
        let Some(segment) = view.segments.iter_mut().find(|segment| segment.first == first) else {
            let (_, beside) = paths(place, stream.kind, first);
            place.files.remove(&beside)?;
            return Ok(0);
        };
        take_over(place, stream.kind, first)?;
        (segment.bytes, segment.key) = (bytes, place.active_key().unwrap_or(0));
        Ok(bytes)
    }
}

/// The ended segments with another key.
fn outdated(core: &Core, stream: &Stream) -> Vec<u64> {
    let active: KeyId = core.place.active_key().unwrap_or(0);
    let view = stream.view();
    let ended = view.segments.iter().rev().skip(1).rev();
    ended.filter(|segment| segment.key != active).map(|segment| segment.first).collect()
}

/// Writes the segment anew, with the present key, and puts it in place of the old one.
pub(crate) fn rewrite(place: &Place, kind: Kind, first: u64) -> Result<u64, RewriteError> {
    let bytes = write_beside(place, kind, first)?;
    take_over(place, kind, first)?;
    Ok(bytes)
}

fn paths(place: &Place, kind: Kind, first: u64) -> (std::path::PathBuf, std::path::PathBuf) {
    let path = place.root.join(kind.folder()).join(file_name(first));
    let beside = path.with_extension("rekey");
    (path, beside)
}

fn take_over(place: &Place, kind: Kind, first: u64) -> io::Result<()> {
    let (path, beside) = paths(place, kind, first);
    place.files.rename(&beside, &path)?;
    place.files.sync_folder(&place.root.join(kind.folder()))
}

/// Writes the segment anew beside the old one; where that fails, nothing is left of it.
fn write_beside(place: &Place, kind: Kind, first: u64) -> Result<u64, RewriteError> {
    let written = write_anew(place, kind, first);
    if written.is_err() {
        // There may be none; and what cannot be removed now goes when the journal is opened again.
        let _ = place.files.remove(&paths(place, kind, first).1);
    }
    written
}

fn write_anew(place: &Place, kind: Kind, first: u64) -> Result<u64, RewriteError> {
    let old = Segment::open(&place.reading(), kind, first)?;
    let key = place.keys.as_ref().and_then(KeyRing::active_key);
    let sealer = Sealer::new(key.as_ref().map(|(_, secret)| secret), old.header.seed());
    let key = key.map_or((0, [0; 8]), |(id, secret)| (id, secret.check()));
    let file = place.files.create(&paths(place, kind, first).1)?;
    write_all(file.as_ref(), &SegmentHeader { key, ..old.header.clone() }.encode(), 0)?;
    let (mut from, mut to) = (SEGMENT_HEADER_BYTES as u64, SEGMENT_HEADER_BYTES as u64);
    let mut out = Vec::new();
    while let Some(mut header) = old.block(from)? {
        let packed = old.packed(from, &header)?;
        from += header.block_bytes();
        out.clear();
        sealer.seal(&mut header, &packed, &mut out)?;
        write_all(file.as_ref(), &out, to)?;
        to += out.len() as u64;
    }
    file.sync()?;
    Ok(to)
}
