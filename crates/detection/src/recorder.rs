//! The recorder: a queue of findings, and the thread that records them.
//!
//! Marks stand between the findings in the queue: a mark says that everything found before an offset stands before it. When
//! what stands before a mark is durable, its offset is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use atalaya_journal::Clock;
use atalaya_ledger::{Ledger, RECORD_FINDINGS_MAX, RecordError};
use atalaya_model::Finding;
use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, bounded};
use tokio::runtime::Handle;

/// Portions of findings, and marks, that wait to be recorded.
pub const PORTIONS_MAX: usize = 32;
/// Bytes of findings that are recorded at once, about.
const TOGETHER_BYTES: usize = 8 << 20;
/// After how long what could not be recorded is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How often it is looked whether somebody has given up.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What is handed in.
enum Portion {
    Findings(Vec<Finding>),
    /// Everything found before this offset was handed in before.
    Mark(u64),
}

/// What is told while findings are recorded.
#[derive(Debug)]
pub enum News<'a> {
    /// A finding that is new, and durable.
    Found(&'a Finding),
    /// The ledger cannot take anything for now; it is tried again.
    Blocked(&'a RecordError),
    /// It takes again.
    Resumed,
}

/// What was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recorded {
    /// Findings that were new.
    pub new: u64,
    /// Findings that were there already: their events were decoded before, or came twice in one file.
    pub known: u64,
}

/// What the recorder shares with those who hand in.
#[derive(Default)]
struct State {
    durable: AtomicU64,
    given_up: AtomicBool,
    unjudged: AtomicU64,
}

/// Where findings are handed in.
#[derive(Clone)]
pub struct Desk {
    portions: Sender<Portion>,
    state: Arc<State>,
}

/// Records what is handed in at its desk.
pub struct Recorder {
    portions: Receiver<Portion>,
    state: Arc<State>,
    ledger: Ledger,
    /// The runtime that the ledger's connections live in.
    runtime: Handle,
    clock: Arc<dyn Clock>,
    recorded: Recorded,
    blocked: bool,
}

impl Desk {
    /// Hands in findings. Waits for room, unless somebody has given up.
    pub fn hand_in(&self, findings: Vec<Finding>, unjudged: u64) {
        self.state.unjudged.fetch_add(unjudged, Ordering::Relaxed);
        if !findings.is_empty() {
            self.put(Portion::Findings(findings));
        }
    }

    /// Everything found before this offset was handed in.
    pub fn mark(&self, offset: u64) {
        self.put(Portion::Mark(offset));
    }

    /// The offset before which everything that was found is durable.
    #[must_use]
    pub fn durable(&self) -> u64 {
        self.state.durable.load(Ordering::Acquire)
    }

    /// Events that no rule could be asked about.
    #[must_use]
    pub fn unjudged(&self) -> u64 {
        self.state.unjudged.load(Ordering::Relaxed)
    }

    /// Nothing is waited for any more: what is not durable by now will be found again.
    pub fn give_up(&self) {
        self.state.given_up.store(true, Ordering::Relaxed);
    }

    fn put(&self, mut portion: Portion) {
        while !self.state.given_up.load(Ordering::Relaxed) {
            match self.portions.send_timeout(portion, LOOK_EVERY) {
                Err(SendTimeoutError::Timeout(again)) => portion = again,
                // Without a recorder nothing becomes durable, and so nothing is passed over.
                Ok(()) | Err(SendTimeoutError::Disconnected(_)) => return,
            }
        }
    }
}

impl Recorder {
    /// A recorder and its desk.
    #[must_use]
    pub fn new(ledger: Ledger, runtime: Handle, clock: Arc<dyn Clock>) -> (Desk, Recorder) {
        let (sender, portions) = bounded(PORTIONS_MAX);
        let state = Arc::new(State::default());
        let desk = Desk { portions: sender, state: state.clone() };
        let recorded = Recorded::default();
        (desk, Recorder { portions, state, ledger, runtime, clock, recorded, blocked: false })
    }

    /// Records until no desk is left, or somebody has given up.
    pub fn run(mut self, tell: &dyn Fn(News<'_>)) -> Recorded {
        let mut waiting: Vec<Finding> = Vec::new();
        loop {
            match self.portions.recv_timeout(LOOK_EVERY) {
                Ok(Portion::Findings(more)) => waiting.extend(more),
                Ok(Portion::Mark(offset)) => {
                    // What came with it goes in together.
                    let offset = self.gather(&mut waiting, offset);
                    if !self.record(&mut waiting, tell) {
                        return self.recorded;
                    }
                    self.state.durable.store(offset, Ordering::Release);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.recorded,
            }
            if is_enough(&waiting) && !self.record(&mut waiting, tell) {
                return self.recorded;
            }
            if self.state.given_up.load(Ordering::Relaxed) {
                return self.recorded;
            }
        }
    }

    /// What waits behind a mark, up to what is recorded at once; the last mark among it.
    fn gather(&mut self, waiting: &mut Vec<Finding>, mut offset: u64) -> u64 {
        while !is_enough(waiting) {
            match self.portions.try_recv() {
                Ok(Portion::Mark(later)) => offset = later,
                Ok(Portion::Findings(more)) => waiting.extend(more),
                Err(_) => break,
            }
        }
        offset
    }

    /// Records what waits, however often that fails; false where somebody has given up meanwhile.
    fn record(&mut self, waiting: &mut Vec<Finding>, tell: &dyn Fn(News<'_>)) -> bool {
        let all = std::mem::take(waiting);
        for findings in all.chunks(RECORD_FINDINGS_MAX) {
            loop {
                match self.runtime.block_on(self.ledger.record(findings, self.clock.now())) {
                    Ok(new) => {
                        self.recorded(findings, &new, tell);
                        break;
                    }
                    Err(error) if !self.pause(&error, tell) => return false,
                    Err(_) => {}
                }
            }
        }
        true
    }

    fn recorded(&mut self, findings: &[Finding], new: &[bool], tell: &dyn Fn(News<'_>)) {
        if std::mem::take(&mut self.blocked) {
            tell(News::Resumed);
        }
        for (finding, is_new) in findings.iter().zip(new) {
            self.recorded.new += u64::from(*is_new);
            self.recorded.known += u64::from(!*is_new);
            if *is_new {
                tell(News::Found(finding));
            }
        }
    }

    /// Waits before the next try; false where somebody has given up.
    fn pause(&mut self, error: &RecordError, tell: &dyn Fn(News<'_>)) -> bool {
        if !std::mem::replace(&mut self.blocked, true) {
            tell(News::Blocked(error));
        }
        let looks = (RETRY_AFTER.as_millis() / LOOK_EVERY.as_millis()) as u32;
        for _ in 0..looks {
            if self.state.given_up.load(Ordering::Relaxed) {
                return false;
            }
            std::thread::sleep(LOOK_EVERY);
        }
        true
    }
}

/// Whether so many wait that they are to be recorded.
fn is_enough(waiting: &[Finding]) -> bool {
    let bytes: usize = waiting.iter().map(|finding| finding.ocsf.len()).sum();
    waiting.len() >= RECORD_FINDINGS_MAX || bytes >= TOGETHER_BYTES
}
