//! How long the other side is waited for: a stream whose reads and writes end when that is over, and work that is left behind then.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::Fault;

/// Within this the other side takes a message, or answers.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// The same, in total, when it is over.
const LAST_WITHIN: Duration = Duration::from_secs(1);
/// Within this the other side's system takes what was sent; less than [`crate::Pace::sure`].
#[cfg(target_os = "linux")]
const TAKEN_WITHIN: Duration = Duration::from_secs(20);
/// How often it is looked whether it is over.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long is waited: some seconds for each step, and not much more than one once it is over.
#[derive(Clone)]
pub(crate) struct Patience<'o> {
    over: &'o AtomicBool,
    over_since: Option<Instant>,
    until: Instant,
}

impl<'o> Patience<'o> {
    pub(crate) fn new(over: &'o AtomicBool) -> Patience<'o> {
        Patience { over, over_since: None, until: Instant::now() + ANSWER_WITHIN }
    }

    /// The next step begins. An error: it is not waited any more.
    pub(crate) fn step(&mut self) -> io::Result<()> {
        self.until = Instant::now() + ANSWER_WITHIN;
        self.check()
    }

    /// An error: the step has taken too long.
    fn check(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if self.over_since.is_none() && self.over.load(Ordering::Relaxed) {
            self.over_since = Some(now);
        }
        let is_left = now < self.until && self.over_since.is_none_or(|since| now < since + LAST_WITHIN);
        if is_left { Ok(()) } else { Err(io::ErrorKind::TimedOut.into()) }
    }

    /// Work that nothing can interrupt: a name that is asked for, an address that does not answer. Where it is not waited for any
    /// more, its thread is left behind; it ends when the system gives up.
    pub(crate) fn wait_for<T: Send + 'static>(
        &mut self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (say, said) = mpsc::sync_channel(1);
        thread::Builder::new().spawn(move || say.send(work()))?;
        loop {
            match said.recv_timeout(LOOK_EVERY) {
                Ok(done) => return done,
                Err(RecvTimeoutError::Timeout) => self.check()?,
                Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("a thread failed").into()),
            }
        }
    }
}

/// A connection that is waited for with patience.
pub(crate) struct Wire<'o> {
    pub(crate) tcp: TcpStream,
    pub(crate) patience: Patience<'o>,
}

impl<'o> Wire<'o> {
    pub(crate) fn new(tcp: TcpStream, patience: Patience<'o>) -> io::Result<Wire<'o>> {
        tcp.set_read_timeout(Some(LOOK_EVERY))?;
        tcp.set_write_timeout(Some(LOOK_EVERY))?;
        // Where the network took nothing for this long, the stream breaks before what was sent is taken for arrived.
        #[cfg(target_os = "linux")]
        socket2::SockRef::from(&tcp).set_tcp_user_timeout(Some(TAKEN_WITHIN))?;
        Ok(Wire { tcp, patience })
    }

    fn patiently<T>(&mut self, mut act: impl FnMut(&mut TcpStream) -> io::Result<T>) -> io::Result<T> {
        loop {
            // Also of a side that says one byte after the other.
            self.patience.check()?;
            match act(&mut self.tcp) {
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                done => return done,
            }
        }
    }
}

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.patiently(|tcp| tcp.read(buffer))
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.patiently(|tcp| tcp.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
