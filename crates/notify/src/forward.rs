//! A forward at work: it reads the ledger behind where it stands, sends, and keeps where it stands.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use atalaya_ledger::{Forwarded, Kept, Ledger, Question, ReadError, RecordError};
use tokio::runtime::Handle;

use crate::link::{ClientTls, Link, Target, Transport};
use crate::syslog::{Format, message};

/// Findings that are read and sent at once.
const PAGE: u32 = 200;
/// Pages that are sent when it is over.
const LAST_PAGES_MAX: u32 = 10;
/// Findings of plain streams whose arrival is not sure yet; when they are more, the oldest are taken for arrived.
const UNSURE_MAX: usize = 100_000;

/// Findings that go to another system.
#[derive(Clone)]
pub struct Forward {
    /// Its name, under which it is kept how far it is.
    pub name: String,
    /// Where they go.
    pub target: Target,
    /// What is spoken there for TLS; needed where the target's transport is secret.
    pub tls: Option<ClientTls>,
    /// How they are written.
    pub format: Format,
    /// Of which organization and from which level on; the rest is not looked at.
    pub question: Question,
}

/// What a forward works with.
#[derive(Clone)]
pub struct Forwarding {
    /// The ledger that it reads.
    pub ledger: Ledger,
    /// The runtime that the ledger's connections live in.
    pub runtime: Handle,
}

/// How long a forward waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Before it looks for new findings again.
    pub look: Duration,
    /// Before a link that could not be had is tried again: at first, and at most.
    pub retry: (Duration, Duration),
    /// Until what was sent over a link that answers nothing is taken for arrived, while the link is there.
    pub sure: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            look: Duration::from_millis(250),
            retry: (Duration::from_secs(1), Duration::from_secs(60)),
            sure: Duration::from_secs(30),
        }
    }
}

/// What is told of a forward.
#[derive(Debug)]
pub enum News<'a> {
    /// Its link cannot be had, or broke; findings wait in the ledger.
    Broken(&'a io::Error),
    /// Where it stands cannot be read or kept; it is tried again.
    Unread(&'a ReadError),
    /// The same, for what is to be written.
    Unkept(&'a RecordError),
    /// It goes on.
    GoesOn,
    /// So many findings more could not be sent: damaged, or too long for a datagram.
    Unsent(u64),
}

/// Sends findings on until it is over.
pub struct Forwarder<'t> {
    forward: Forward,
    with: Forwarding,
    pace: Pace,
    tell: &'t dyn Fn(News<'_>),
    over: &'t AtomicBool,
    link: Option<Link>,
    /// Where it stands, as the ledger has it.
    kept: Forwarded,
    /// Up to which finding something was sent over the present link.
    at: i64,
    /// Sent over a link that answers nothing: when, and the finding's number.
    unsure: VecDeque<(Instant, i64)>,
    is_broken: bool,
}

/// Why a round ended.
enum Stop {
    Link(io::Error),
    Read(ReadError),
    Keep(RecordError),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Link(error)
    }
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Stop {
        Stop::Read(error)
    }
}

impl From<RecordError> for Stop {
    fn from(error: RecordError) -> Stop {
        Stop::Keep(error)
    }
}

impl<'t> Forwarder<'t> {
    /// A forwarder that tells what happens, until it is `over`.
    #[must_use]
    pub fn new(
        forward: Forward,
        with: Forwarding,
        pace: Pace,
        tell: &'t dyn Fn(News<'_>),
        over: &'t AtomicBool,
    ) -> Forwarder<'t> {
        let kept = Forwarded { number: 0, sent: 0, unsent: 0 };
        let (link, unsure) = (None, VecDeque::new());
        Forwarder { forward, with, pace, tell, over, link, kept, at: 0, unsure, is_broken: false }
    }

    /// Sends on; how many findings were sent, ever, by the end.
    pub fn run(mut self) -> Forwarded {
        let mut retry = self.pace.retry.0;
        let mut began = false;
        while !self.is_over() {
            let round = match began {
                true => self.round(),
                false => self.begin().map(|()| {
                    began = true;
                    1
                }),
            };
            let wait = match round {
                Ok(0) => self.pace.look,
                Ok(_) => Duration::ZERO,
                Err(stop) => {
                    self.break_off(&stop);
                    let wait = retry;
                    retry = (retry * 2).min(self.pace.retry.1);
                    wait
                }
            };
            if self.link.is_some() {
                retry = self.pace.retry.0;
            }
            self.wait(wait);
        }
        self.last_rounds();
        self.end();
        self.kept
    }

    /// What was recorded at the last moment goes too, where there is a link; the rest goes after the next start.
    fn last_rounds(&mut self) {
        for _ in 0..LAST_PAGES_MAX {
            if self.link.is_none() || !matches!(self.round(), Ok(1..)) {
                break;
            }
        }
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn wait(&self, wait: Duration) {
        let until = Instant::now() + wait;
        while !self.is_over() && Instant::now() < until {
            std::thread::sleep(self.pace.look.min(until - Instant::now().min(until)));
        }
    }

    /// Goes on where it stood; one that is new begins behind what is there.
    fn begin(&mut self) -> Result<(), Stop> {
        let Forwarding { ledger, runtime } = &self.with;
        self.kept = match runtime.block_on(ledger.forwarded(&self.forward.name))? {
            Some(kept) => kept,
            None => {
                let number = runtime.block_on(ledger.last_finding())?;
                let kept = Forwarded { number, sent: 0, unsent: 0 };
                runtime.block_on(ledger.note_forwarded(&self.forward.name, kept))?;
                kept
            }
        };
        self.at = self.kept.number;
        Ok(())
    }

    /// Sends what is there, up to a page; how much that was.
    fn round(&mut self) -> Result<usize, Stop> {
        if let Some(link) = &self.link {
            link.is_there()?;
            // What was sent over it before has not broken it.
            if std::mem::take(&mut self.is_broken) {
                (self.tell)(News::GoesOn);
            }
        }
        let page = self.page()?;
        if !page.is_empty() {
            self.send(&page)?;
        }
        self.settle()?;
        Ok(page.len())
    }

    /// The next findings; one that is damaged is passed over, and counted.
    fn page(&mut self) -> Result<Vec<Kept>, Stop> {
        let Forwarding { ledger, runtime } = &self.with;
        let question = &self.forward.question;
        let read = runtime.block_on(ledger.findings_behind(self.at, question, PAGE));
        let Err(ReadError::Damaged { .. }) = read else { return Ok(read?) };
        // Those before it go first.
        match runtime.block_on(ledger.findings_behind(self.at, question, 1)) {
            Err(ReadError::Damaged { number }) => {
                self.at = number;
                self.leave(number);
                Ok(Vec::new())
            }
            one => Ok(one?),
        }
    }

    fn send(&mut self, page: &[Kept]) -> Result<(), Stop> {
        let link = match &mut self.link {
            Some(link) => link,
            None => self.link.insert(Link::open(&self.forward.target, self.forward.tls.as_ref())?),
        };
        let mut too_long = Vec::new();
        for Kept { number, finding, .. } in page {
            if !link.send(&message(finding, self.forward.format))? {
                too_long.push(*number);
            }
        }
        link.settle()?;
        let now = Instant::now();
        self.unsure.extend(page.iter().map(|kept| (now, kept.number)).filter(|(_, number)| !too_long.contains(number)));
        too_long.into_iter().for_each(|number| self.leave(number));
        self.at = page.last().map_or(self.at, |kept| kept.number);
        Ok(())
    }

    /// A finding cannot be sent.
    fn leave(&mut self, number: i64) {
        self.kept.unsent += 1;
        self.kept.number = self.kept.number.max(number.min(self.unsure.front().map_or(number, |(_, first)| first - 1)));
        (self.tell)(News::Unsent(1));
    }

    /// Keeps where it stands, as far as that is sure.
    fn settle(&mut self) -> Result<(), Stop> {
        let transport = self.forward.target.transport;
        let at_once = transport.answers() || transport == Transport::Udp;
        let before = self.kept;
        while let Some((sent, number)) = self.unsure.front() {
            if !(at_once || sent.elapsed() >= self.pace.sure || self.unsure.len() > UNSURE_MAX) {
                break;
            }
            (self.kept.number, self.kept.sent) = (self.kept.number.max(*number), self.kept.sent + 1);
            self.unsure.pop_front();
        }
        if self.kept == before { Ok(()) } else { self.keep() }
    }

    fn keep(&self) -> Result<(), Stop> {
        let Forwarding { ledger, runtime } = &self.with;
        Ok(runtime.block_on(ledger.note_forwarded(&self.forward.name, self.kept))?)
    }

    /// The link is given up: what is not sure is sent again.
    fn break_off(&mut self, stop: &Stop) {
        self.link = None;
        self.unsure.clear();
        self.at = self.kept.number;
        if !std::mem::replace(&mut self.is_broken, true) {
            (self.tell)(match stop {
                Stop::Link(error) => News::Broken(error),
                Stop::Read(error) => News::Unread(error),
                Stop::Keep(error) => News::Unkept(error),
            });
        }
    }

    /// Ends the link so that it is known what has arrived, and keeps that. What is not known is sent again after the next start.
    fn end(&mut self) {
        let Some(link) = self.link.take() else { return };
        if link.end() {
            let last = self.unsure.iter().map(|(_, number)| *number).max();
            self.kept.number = last.map_or(self.kept.number, |last| last.max(self.kept.number));
            self.kept.sent += self.unsure.len() as u64;
            // What cannot be kept is sent again.
            let _ = self.keep();
        }
    }
}
