//! A log: segments in a folder, appended to by one thread and read by many.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use atalaya_model::Time;

use crate::block::{Builder, Hash, Sealer};
use crate::clock::Clock;
use crate::fault::Fault;
use crate::files::{Files, OpenFile, write_all};
use crate::keys::{KeyId, KeyRing};
use crate::segment::{Kind, Reading, SEGMENT_HEADER_BYTES, SegmentHeader, file_name, peek};

/// What both logs of a journal, its readers and its chores share.
pub(crate) struct Place {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The journal's folder.
    pub(crate) root: PathBuf,
    pub(crate) keys: Option<KeyRing>,
    pub(crate) journal: [u8; 16],
}

impl Place {
    pub(crate) fn reading(&self) -> Reading<'_> {
        Reading { files: self.files.as_ref(), root: &self.root, keys: self.keys.as_ref(), journal: self.journal }
    }

    pub(crate) fn active_key(&self) -> Option<KeyId> {
        self.keys.as_ref().and_then(KeyRing::active)
    }
}

/// Where a log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// The offset that the next entry will have.
    pub(crate) offset: u64,
    /// The hash of the last block, or of the segment's header where it has none yet.
    pub(crate) hash: Hash,
    /// Where the active segment begins, and how many bytes it has.
    pub(crate) segment: u64,
    pub(crate) bytes: u64,
}

/// A segment as readers know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) first: u64,
    pub(crate) created: Time,
    pub(crate) bytes: u64,
    pub(crate) key: KeyId,
    /// The hash before it.
    pub(crate) previous: Hash,
}

/// What readers see: the segments, and how far they are durable.
pub(crate) struct View {
    pub(crate) segments: Vec<Extent>,
    pub(crate) head: Head,
    pub(crate) closed: bool,
}

impl View {
    /// The offset of the first entry that is kept.
    pub(crate) fn first(&self) -> u64 {
        self.segments.first().map_or(self.head.offset, |segment| segment.first)
    }

    /// The hash before that.
    pub(crate) fn base(&self) -> Hash {
        self.segments.first().map_or([0; 32], |segment| segment.previous)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.bytes).sum()
    }
}

/// The shared side of a log.
pub(crate) struct Stream {
    pub(crate) kind: Kind,
    view: Mutex<View>,
    pub(crate) grown: Condvar,
}

impl Stream {
    pub(crate) fn new(kind: Kind, view: View) -> Stream {
        Stream { kind, view: Mutex::new(view), grown: Condvar::new() }
    }

    pub(crate) fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows readers how far the log goes.
    pub(crate) fn publish(&self, head: Head) {
        let mut view = self.view();
        view.head = head;
        if let Some(last) = view.segments.last_mut().filter(|last| last.first == head.segment) {
            last.bytes = head.bytes;
        }
        drop(view);
        self.grown.notify_all();
    }
}

/// The writing side of a log.
pub(crate) struct Log {
    pub(crate) place: Arc<Place>,
    pub(crate) stream: Arc<Stream>,
    file: Arc<dyn OpenFile>,
    pub(crate) sealer: Sealer,
    pub(crate) builder: Builder,
    /// How far it is written; readers see what was published.
    pub(crate) head: Head,
}

impl Log {
    /// Continues the last segment, which ends at `head`.
    pub(crate) fn resume(place: Arc<Place>, stream: Arc<Stream>, head: Head, builder: Builder) -> Result<Log, Fault> {
        let (_, file, header) = peek(&place.reading(), stream.kind, head.segment)?;
        let secret = place.keys.as_ref().and_then(|keys| keys.get(header.key.0));
        let sealer = Sealer::new(secret, header.seed());
        Ok(Log { place, stream, file, sealer, builder, head })
    }

    /// Writes blocks after the last one. If that fails, the file is as it was, or the log must not be used again.
    pub(crate) fn write(&mut self, blocks: &[u8]) -> Result<(), WriteFailure> {
        let Err(source) = write_all(self.file.as_ref(), blocks, self.head.bytes) else { return Ok(()) };
        let mended = self.file.set_len(self.head.bytes).and_then(|()| self.file.sync());
        Err(if mended.is_ok() { WriteFailure::Mended(source) } else { WriteFailure::Broken(source) })
    }

    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync()
    }

    /// Begins another segment, durable before this returns. What was written before must be durable already.
    pub(crate) fn roll(&mut self) -> Result<(), WriteFailure> {
        // A segment without entries would have the name of the one after it.
        if self.head.offset == self.head.segment {
            return Ok(());
        }
        let (file, head, extent, sealer) = match begin(&self.place, self.stream.kind, self.head) {
            Ok(begun) => begun,
            Err(source) => {
                let mended = abandon(&self.place, self.stream.kind, self.head.offset);
                return Err(if mended.is_ok() { WriteFailure::Mended(source) } else { WriteFailure::Broken(source) });
            }
        };
        let sealed = std::mem::replace(&mut self.head, head);
        (self.file, self.sealer) = (file, sealer);
        let mut view = self.stream.view();
        if let Some(last) = view.segments.last_mut() {
            last.bytes = sealed.bytes;
        }
        view.segments.push(extent);
        // How far the quarantine goes is what the state says, once that is written.
        if self.stream.kind == Kind::Journal {
            view.head = head;
        }
        Ok(())
    }
}

/// A write that failed.
#[derive(Debug)]
pub(crate) enum WriteFailure {
    /// The log is as it was.
    Mended(io::Error),
    /// Nobody knows what is in the file now; only opening it again will tell.
    Broken(io::Error),
}

impl WriteFailure {
    pub(crate) fn into_error(self) -> io::Error {
        match self {
            WriteFailure::Mended(error) | WriteFailure::Broken(error) => error,
        }
    }
}

type Begun = (Arc<dyn OpenFile>, Head, Extent, Sealer);

/// Makes the segment that follows `head`: its content first, then its name.
pub(crate) fn begin(place: &Place, kind: Kind, head: Head) -> io::Result<Begun> {
    let folder = place.root.join(kind.folder());
    let key = place.keys.as_ref().and_then(KeyRing::active_key);
    let header = SegmentHeader {
        kind,
        first: head.offset,
        created: place.clock.now(),
        journal: place.journal,
        previous: head.hash,
        key: key.as_ref().map_or((0, [0; 8]), |(id, secret)| (*id, secret.check())),
    };
    let file = place.files.create(&folder.join(file_name(head.offset)))?;
    write_all(file.as_ref(), &header.encode(), 0)?;
    file.sync()?;
    place.files.sync_folder(&folder)?;
    let bytes = SEGMENT_HEADER_BYTES as u64;
    let extent = Extent { first: header.first, created: header.created, bytes, key: header.key.0, previous: head.hash };
    let head = Head { offset: head.offset, hash: header.hash(), segment: head.offset, bytes };
    let sealer = Sealer::new(key.as_ref().map(|(_, secret)| secret), header.seed());
    Ok((file, head, extent, sealer))
}

/// Takes away a segment that could not be begun.
fn abandon(place: &Place, kind: Kind, first: u64) -> io::Result<()> {
    let folder = place.root.join(kind.folder());
    match place.files.remove(&folder.join(file_name(first))) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed?,
    }
    place.files.sync_folder(&folder)
}
