//! For whom a command works: the person at this process's terminal, or one at another whose command the running centre
//! carries out.
//!
//! Where a command writes, what it looks like there, from which folder its files are named, and what ends it: all of this is
//! its caller's. It is kept by thread; a command asks on the thread that it began on.

use crate::look::Look;
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// One of the two streams that a command writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Error,
}

/// What sends what is said on a stream.
pub(crate) type Send = dyn Fn(Stream, &[u8]) -> io::Result<()>;

/// A caller elsewhere.
pub(crate) struct Caller {
    /// Where what is said goes.
    pub(crate) send: Box<Send>,
    /// What standard output looks like there.
    pub(crate) look: Look,
    /// The folder from which files are named there.
    pub(crate) folder: PathBuf,
    /// Turned on when nobody waits for the answer any more.
    pub(crate) stop: Arc<AtomicBool>,
}

thread_local! {
    static CALLER: RefCell<Option<Rc<Caller>>> = const { RefCell::new(None) };
}

/// Does the work for this caller.
pub(crate) fn working_for<T>(caller: Caller, work: impl FnOnce() -> T) -> T {
    struct Back;
    impl Drop for Back {
        fn drop(&mut self) {
            CALLER.with(|known| known.replace(None));
        }
    }
    CALLER.with(|known| known.replace(Some(Rc::new(caller))));
    let _back = Back;
    work()
}

fn elsewhere() -> Option<Rc<Caller>> {
    CALLER.with(|known| known.borrow().clone())
}

/// Writes to a stream of the caller.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing(pub(crate) Stream);

impl Write for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match (elsewhere(), self.0) {
            (Some(caller), stream) => (caller.send)(stream, bytes).map(|()| bytes.len()),
            (None, Stream::Out) => io::stdout().lock().write(bytes),
            (None, Stream::Error) => io::stderr().lock().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match (elsewhere(), self.0) {
            (Some(_), _) => Ok(()),
            (None, Stream::Out) => io::stdout().lock().flush(),
            (None, Stream::Error) => io::stderr().lock().flush(),
        }
    }
}

/// What a stream looks like to a caller elsewhere; `None`: the caller is here.
pub(crate) fn look(stream: Stream) -> Option<Look> {
    elsewhere().map(|caller| if stream == Stream::Out { caller.look } else { Look::default() })
}

/// What ends the work of a caller elsewhere.
pub(crate) fn stop() -> Option<Arc<AtomicBool>> {
    elsewhere().map(|caller| caller.stop.clone())
}

/// A file as the caller names it.
pub(crate) fn file(path: PathBuf) -> PathBuf {
    elsewhere().map_or_else(|| path.clone(), |caller| caller.folder.join(&path))
}

/// The same where the word may be something else than a file: it is one where one is there.
pub(crate) fn file_if_there(path: PathBuf) -> PathBuf {
    let found = file(path.clone());
    if Path::exists(&found) { found } else { path }
}
