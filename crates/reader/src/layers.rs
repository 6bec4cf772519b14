//! Layers around a stream of records: compression and archives, told by their magic.

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use atalaya_model::Message;
use flate2::bufread::MultiGzDecoder;

use crate::archive::{tar, zip};
use crate::budget::{Budget, Expanded};
use crate::session::{Flow, Session};
use crate::stored::Stored;
use crate::stream::{self, Ended, Origin};
use crate::window::Window;
use crate::{Closed, failure, modified};

/// Bytes that tell every kind of layer: a header of tar.
const MAGIC_BYTES: usize = 512;

/// The largest window that a zstd stream may ask for, as a power of two: what its own tool allows.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// How many layers lie around a stream, and what the input may still expand to.
#[derive(Clone)]
pub(crate) struct Nest {
    pub(crate) layers: u32,
    pub(crate) archives: u32,
    pub(crate) budget: Rc<Budget>,
}

impl Nest {
    pub(crate) fn new(budget: Rc<Budget>) -> Self {
        Nest { layers: 0, archives: 0, budget }
    }

    fn deeper(&self) -> Nest {
        Nest { layers: self.layers + 1, ..self.clone() }
    }

    fn in_archive(&self) -> Nest {
        Nest { archives: self.archives + 1, ..self.deeper() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Gzip,
    Zstd,
    Zip,
    Tar,
}

impl Layer {
    /// The layer that begins with `head`.
    pub(crate) fn of(head: &[u8]) -> Option<Layer> {
        match head {
            [0x1F, 0x8B, 8, ..] => Some(Layer::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Layer::Zstd),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Layer::Zip),
            _ if tar::is_header(head) => Some(Layer::Tar),
            _ => None,
        }
    }
}

/// Reads a file or a member of an archive, whatever is in it, and closes it.
pub(crate) fn member(session: &mut Session<'_>, origin: &Origin<'_>, bytes: &mut dyn Read, nest: &Nest) -> Flow {
    let mut stored = Stored::new(bytes, session.limits.hashing);
    let ended = peel(session, origin, &mut Window::new(&mut stored), nest)?;
    let Some(Ended { input, complete, malformed }) = ended else { return ControlFlow::Continue(()) };
    let (bytes, sha256) = stored.finish();
    session.close(Closed { input, bytes, sha256, complete, malformed })
}

/// Peels layers until there is a stream of records. What is in an archive is closed there.
fn peel(session: &mut Session<'_>, origin: &Origin<'_>, window: &mut Window<'_>, nest: &Nest) -> Flow<Option<Ended>> {
    let Some(layer) = Layer::of(window.peek(MAGIC_BYTES)) else { return stream::read(session, origin, window) };
    if nest.layers >= session.limits.layers_max {
        session.skip(origin.name, Message::new("reader-layers").with("max", u64::from(session.limits.layers_max)))?;
        return ControlFlow::Continue(None);
    }
    match layer {
        Layer::Gzip => {
            let decoder = MultiGzDecoder::new(window);
            // What was packed is older than the package.
            let packed = decoder.header().and_then(|header| modified::of_epoch(u64::from(header.mtime())));
            let modified = [packed, origin.modified].into_iter().flatten().min();
            expand(session, &Origin { modified, ..*origin }, decoder, nest)
        }
        Layer::Zstd => match zstd::Decoder::with_buffer(window) {
            Ok(mut decoder) => {
                // The library's own default is the same; it is named since memory depends on it.
                let _ = decoder.window_log_max(ZSTD_WINDOW_LOG_MAX);
                expand(session, origin, decoder, nest)
            }
            Err(error) => skip(session, origin, failure::message(&error)),
        },
        Layer::Zip | Layer::Tar => archive(session, origin, window, layer, nest),
    }
}

fn expand(session: &mut Session<'_>, origin: &Origin<'_>, decoder: impl Read, nest: &Nest) -> Flow<Option<Ended>> {
    let mut expanded = Expanded { inner: decoder, budget: Rc::clone(&nest.budget) };
    peel(session, origin, &mut Window::new(&mut expanded), &nest.deeper())
}

fn archive(
    session: &mut Session<'_>,
    origin: &Origin<'_>,
    window: &mut Window<'_>,
    layer: Layer,
    nest: &Nest,
) -> Flow<Option<Ended>> {
    if nest.archives >= session.limits.archives_max {
        let message = Message::new("reader-archives").with("max", u64::from(session.limits.archives_max));
        return skip(session, origin, message);
    }
    let nest = nest.in_archive();
    match layer {
        Layer::Tar => tar::read(session, origin.name, window, &nest)?,
        _ => spooled(session, origin, window, &nest)?,
    }
    ControlFlow::Continue(None)
}

/// A zip archive must be sought in: from a stream it is kept, in memory or in a temporary file.
fn spooled(session: &mut Session<'_>, origin: &Origin<'_>, window: &mut Window<'_>, nest: &Nest) -> Flow {
    let mut spool = tempfile::SpooledTempFile::new(session.limits.spool_memory_bytes);
    let max = session.limits.spool_bytes_max;
    let copied = std::io::copy(&mut window.take(max), &mut spool);
    match copied {
        Ok(copied) if copied == max => {
            session.skip(origin.name, Message::new("reader-spool").with("max", max))?;
        }
        Ok(_) => {}
        Err(error) => session.skip(origin.name, failure::message(&error))?,
    }
    match spool.seek(SeekFrom::Start(0)) {
        Ok(_) => zip::read(session, origin.name, &mut spool, nest),
        Err(error) => session.skip(origin.name, failure::message(&error)),
    }
}

fn skip(session: &mut Session<'_>, origin: &Origin<'_>, message: Message) -> Flow<Option<Ended>> {
    session.skip(origin.name, message)?;
    ControlFlow::Continue(None)
}
