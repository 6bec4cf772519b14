//! A forward at work: it reads the ledger behind where it stands, sends, and keeps where it stands.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use atalaya_ledger::{Forwarded, Kept, Ledger, Question, ReadError, RecordError};
use tokio::runtime::Handle;

use crate::fault::Fault;
use crate::link::{ClientTls, Link, Speech, Target, Transport};
use crate::patience::Patience;
use crate::syslog::Format;

/// Findings that are read and sent at once.
const PAGE: u32 = 200;
/// Pages that are sent when it is over.
const LAST_PAGES_MAX: u32 = 10;
/// Times that the other side refuses a finding before it is passed over, and counted.
const REFUSALS_MAX: u32 = 3;
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
    /// What the other side knows us by, over HTTP; nobody is ever shown it.
    pub token: Option<String>,
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
    Broken(&'a Fault),
    /// Where it stands cannot be read or kept; it is tried again.
    Unread(&'a ReadError),
    /// The same, for what is to be written.
    Unkept(&'a RecordError),
    /// It goes on.
    GoesOn,
    /// One more finding could not be sent: damaged, too long for a datagram, or refused by the other side again and again.
    Unsent,
}

/// Sends findings on until it is over.
pub struct Forwarder<'t> {
    forward: Forward,
    with: Forwarding,
    pace: Pace,
    tell: &'t dyn Fn(News<'_>),
    over: &'t AtomicBool,
    link: Option<(Link<'t>, Instant)>,
    /// Where it stands.
    kept: Forwarded,
    /// The same, as the ledger has it.
    noted: Forwarded,
    /// Up to which finding everything was sent over the present link, or is not for it.
    at: i64,
    /// Sent over a link that answers nothing: when, and the finding's number.
    unsure: VecDeque<(Instant, i64)>,
    /// The finding that the other side refused last, and how often.
    refused: (i64, u32),
    /// A link is to be had even where there is nothing to send.
    is_wanted: bool,
    /// It was told that there is none.
    is_broken: bool,
}

/// Why a round ended.
enum Stop {
    Link(Fault),
    Read(ReadError),
    Keep(RecordError),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Link(fault)
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
        let (link, unsure, refused, noted) = (None, VecDeque::new(), (0, 0), kept);
        let (is_wanted, is_broken) = (false, false);
        Forwarder { forward, with, pace, tell, over, link, kept, noted, at: 0, unsure, refused, is_wanted, is_broken }
    }

    /// Sends on; how many findings were sent, ever, by the end.
    pub fn run(mut self) -> Forwarded {
        let mut retry = self.pace.retry.0;
        let mut began = false;
        while !self.is_over() {
            let round = if began { self.round() } else { self.begin() };
            began |= round.is_ok();
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
            if self.holds() {
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
            if self.link.is_none() {
                break;
            }
            match self.round() {
                Ok(0) => break,
                Ok(_) => {}
                // What was under way then has not arrived, however the link ends.
                Err(stop) => self.break_off(&stop),
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

    /// Goes on where it stood; one that is new begins behind what is there. That nobody is there is said before there is
    /// something to send.
    fn begin(&mut self) -> Result<usize, Stop> {
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
        (self.noted, self.at) = (self.kept, self.kept.number);
        self.is_wanted = true;
        Ok(1)
    }

    /// Sends what is there, up to a page; how much that was.
    fn round(&mut self) -> Result<usize, Stop> {
        if let Some((link, _)) = &mut self.link
            && let Err(fault) = link.is_there()
        {
            if !self.unsure.is_empty() || self.is_broken || !fault.is_end() {
                return Err(fault.into());
            }
            // The other side ends what lies idle, as it may.
            self.link = None;
        }
        if self.is_wanted {
            self.connect()?;
        }
        // What was sent over it before has not broken it.
        if self.holds() && std::mem::take(&mut self.is_broken) {
            (self.tell)(News::GoesOn);
        }
        let (page, reach) = self.page()?;
        if !page.is_empty() {
            self.connect()?;
            self.send(&page)?;
        }
        self.at = self.at.max(reach);
        self.settle()?;
        Ok(page.len())
    }

    /// Whether there is a link that has not only just been had.
    fn holds(&self) -> bool {
        self.link.as_ref().is_some_and(|(_, since)| since.elapsed() >= self.pace.retry.0)
    }

    /// The next findings, and up to which number there are no others; one that is damaged is passed over, and counted.
    fn page(&mut self) -> Result<(Vec<Kept>, i64), Stop> {
        let Forwarding { ledger, runtime } = &self.with;
        let question = &self.forward.question;
        let last = runtime.block_on(ledger.last_finding())?;
        if last <= self.at {
            return Ok((Vec::new(), self.at));
        }
        let read = runtime.block_on(ledger.findings_behind(self.at, question, PAGE));
        if !matches!(read, Err(ReadError::Damaged { .. })) {
            let page = read?;
            let reach = if page.len() < PAGE as usize { last } else { self.at };
            return Ok((page, reach));
        }
        // Those before it go first.
        match runtime.block_on(ledger.findings_behind(self.at, question, 1)) {
            Err(ReadError::Damaged { number }) => {
                self.leave();
                Ok((Vec::new(), number))
            }
            one => Ok((one?, self.at)),
        }
    }

    /// Sees to it that there is a link.
    fn connect(&mut self) -> Result<(), Stop> {
        if self.link.is_none() {
            let Forward { target, tls, token, .. } = &self.forward;
            let speech = Speech { target, tls: tls.as_ref(), token: token.as_deref() };
            let link = Link::open(speech, Patience::new(self.over))?;
            self.link = Some((link, Instant::now()));
        }
        self.is_wanted = false;
        Ok(())
    }

    fn send(&mut self, page: &[Kept]) -> Result<(), Stop> {
        let sent = self.send_all(page);
        // Of a link that answers nothing and broke, nothing is sure.
        if sent.is_ok() || !matches!(self.forward.target.transport, Transport::Tcp | Transport::Tls) {
            self.settle()?;
        }
        if let Err(fault) = sent {
            self.note_refusal(&fault);
            return Err(fault.into());
        }
        Ok(())
    }

    fn send_all(&mut self, page: &[Kept]) -> Result<(), Fault> {
        for Kept { number, finding, .. } in page {
            let Some((link, _)) = &mut self.link else { break };
            self.unsure.push_back((Instant::now(), *number));
            if !link.send(finding, self.forward.format)? {
                self.unsure.pop_back();
                self.leave();
            }
            self.at = *number;
        }
        self.link.as_mut().map_or(Ok(()), |(link, _)| link.settle())
    }

    /// What the other side refuses again and again does not keep up what is behind it.
    fn note_refusal(&mut self, fault: &Fault) {
        let (Fault::Refused(_), Some((_, number))) = (fault, self.unsure.front()) else { return };
        let times = if self.refused.0 == *number { self.refused.1 + 1 } else { 1 };
        self.refused = (*number, times);
        if times >= REFUSALS_MAX {
            self.kept.number = self.kept.number.max(*number);
            self.leave();
        }
    }

    /// A finding cannot be sent.
    fn leave(&mut self) {
        self.kept.unsent += 1;
        (self.tell)(News::Unsent);
    }

    /// Keeps where it stands, as far as that is sure.
    fn settle(&mut self) -> Result<(), Stop> {
        let answered = self.link.as_mut().and_then(|(link, _)| link.take_answered());
        let is_datagram = self.forward.target.transport == Transport::Udp;
        let is_sure = |(sent, _): &(Instant, i64)| is_datagram || sent.elapsed() >= self.pace.sure;
        let sure = match answered {
            Some(answered) => answered.min(self.unsure.len()),
            None => {
                let beyond = self.unsure.len().saturating_sub(UNSURE_MAX);
                beyond.max(self.unsure.iter().take_while(|one| is_sure(one)).count())
            }
        };
        self.unsure.drain(..sure);
        self.kept.sent += sure as u64;
        let reached = self.unsure.front().map_or(self.at, |(_, first)| first - 1);
        self.kept.number = self.kept.number.max(reached);
        let Forwarded { number, sent, unsent } = self.noted;
        let is_far = self.kept.number - number >= i64::from(PAGE);
        if is_far || (self.kept.sent, self.kept.unsent) != (sent, unsent) { self.keep() } else { Ok(()) }
    }

    fn keep(&mut self) -> Result<(), Stop> {
        let Forwarding { ledger, runtime } = &self.with;
        runtime.block_on(ledger.note_forwarded(&self.forward.name, self.kept))?;
        self.noted = self.kept;
        Ok(())
    }

    /// The link is given up: what is not sure is sent again.
    fn break_off(&mut self, stop: &Stop) {
        self.link = None;
        self.is_wanted = true;
        self.unsure.clear();
        self.at = self.kept.number;
        if !std::mem::replace(&mut self.is_broken, true) {
            (self.tell)(match stop {
                Stop::Link(fault) => News::Broken(fault),
                Stop::Read(error) => News::Unread(error),
                Stop::Keep(error) => News::Unkept(error),
            });
        }
    }

    /// Ends the link so that it is known what has arrived, and keeps that. What is not known is sent again after the next start.
    fn end(&mut self) {
        let ended = self.link.take().is_some_and(|(link, _)| link.end());
        if ended {
            self.kept.sent += self.unsure.len() as u64;
            self.unsure.clear();
            self.kept.number = self.kept.number.max(self.at);
        }
        if self.kept != self.noted {
            // What cannot be kept is sent again.
            let _ = self.keep();
        }
    }
}
