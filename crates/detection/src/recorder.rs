//! The recorder: the thread that records what is handed in at its desk, with what correlations make of it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use atalaya_journal::Clock;
use atalaya_ledger::{Entries, Ledger, Proven, RECORD_FINDINGS_MAX, RecordError, Standing, Suppression};
use atalaya_model::{Correlated, Finding, Match, Time};
use crossbeam_channel::{Receiver, RecvTimeoutError};
use tokio::runtime::Handle;

use crate::correlate::Correlate;
use crate::desk::{Desk, LOOK_EVERY, Portion, State, desk};
use crate::prove::Prove;

/// Bytes of what is recorded at once, about.
const TOGETHER_BYTES: usize = 8 << 20;
/// After how long what could not be recorded is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How often findings that were recorded long ago are removed.
const EXPIRE_EVERY: Duration = Duration::from_secs(60);
/// Rounds of removal at a time.
const EXPIRE_ROUNDS_MAX: u32 = 20;

/// What is told while findings are recorded.
#[derive(Debug)]
pub enum News<'a> {
    /// A finding that is new, and durable.
    Found(&'a Finding),
    /// A finding that is only counted.
    Beyond(&'a Finding),
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
    /// Findings that were new, and counted only.
    pub beyond: u64,
    /// Findings of correlations that took the place of earlier ones, because events had come late.
    pub superseded: u64,
}

impl std::ops::AddAssign for Recorded {
    fn add_assign(&mut self, other: Recorded) {
        self.new += other.new;
        self.known += other.known;
        self.beyond += other.beyond;
        self.superseded += other.superseded;
    }
}

/// What a recorder works with.
#[derive(Clone)]
pub struct Recording {
    /// The ledger that it records in.
    pub ledger: Ledger,
    /// The runtime that the ledger's connections live in.
    pub runtime: Handle,
    /// The clock that says when something is recorded.
    pub clock: Arc<dyn Clock>,
    /// How long findings are kept.
    pub keep: Duration,
}

/// Records what is handed in at its desk.
pub struct Recorder<C, P> {
    portions: Receiver<Portion>,
    state: Arc<State>,
    settings: Recording,
    correlate: C,
    prove: P,
    recorded: Recorded,
    blocked: bool,
    waiting: Waiting,
    /// What canaries have proven, and exceptions kept from being found, since the last mark.
    proven: Vec<Proven>,
    suppressed: Vec<Suppression>,
    expired: Instant,
}

/// What waits to be recorded.
#[derive(Default)]
struct Waiting {
    findings: Vec<Finding>,
    matches: Vec<Match>,
    correlated: Correlated,
}

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    /// Somebody has given up, or no desk is left.
    NoFurther,
}

impl<C: Correlate, P: Prove> Recorder<C, P> {
    /// A recorder and its desk.
    #[must_use]
    pub fn new(settings: Recording, correlate: C, prove: P) -> (Desk, Recorder<C, P>) {
        let (desk, portions, state) = desk();
        let (recorded, waiting, expired) = (Recorded::default(), Waiting::default(), Instant::now());
        (
            desk,
            Recorder {
                portions,
                state,
                settings,
                correlate,
                prove,
                recorded,
                blocked: false,
                waiting,
                proven: Vec::new(),
                suppressed: Vec::new(),
                expired,
            },
        )
    }

    /// Records until no desk is left, or somebody has given up.
    pub fn run(mut self, tell: &dyn Fn(News<'_>)) -> (Recorded, C) {
        while self.step(tell) == Goes::On {}
        (self.recorded, self.correlate)
    }

    fn step(&mut self, tell: &dyn Fn(News<'_>)) -> Goes {
        let began = Instant::now();
        match self.portions.recv_timeout(LOOK_EVERY) {
            Ok(Portion::Mark(offset, reached)) => {
                if self.mark(offset, reached, tell) == Goes::NoFurther {
                    return Goes::NoFurther;
                }
            }
            Ok(portion) => {
                if self.take(portion, tell) == Goes::NoFurther {
                    return Goes::NoFurther;
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let correlated = self.idle(began.elapsed());
                self.waiting.add(correlated);
                if self.record(tell) == Goes::NoFurther {
                    return Goes::NoFurther;
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                let correlated = self.correlate.end();
                self.waiting.add(correlated);
                self.record(tell);
                return Goes::NoFurther;
            }
        }
        if self.waiting.is_enough() && self.record(tell) == Goes::NoFurther {
            return Goes::NoFurther;
        }
        self.expire();
        if self.state.given_up.load(Ordering::Relaxed) { Goes::NoFurther } else { Goes::On }
    }

    /// Time goes by only while nothing waits to be decoded: what waits was received in time.
    fn idle(&mut self, since: Duration) -> Correlated {
        let waits = self.state.head.load(Ordering::Relaxed) > self.state.durable.load(Ordering::Relaxed);
        if waits { self.correlate.pass(None) } else { self.correlate.idle(since, self.settings.clock.now()) }
    }

    /// Takes what is no mark.
    fn take(&mut self, portion: Portion, tell: &dyn Fn(News<'_>)) -> Goes {
        match portion {
            Portion::Found(findings, matches) => {
                self.waiting.findings.extend(findings);
                self.waiting.matches.extend(self.correlate.take(matches));
            }
            Portion::Canaries(findings, matches) => self.proven.extend(self.prove.take(&findings, matches)),
            Portion::Suppressed(suppressed) => self.suppressed.extend(suppressed),
            Portion::Round(tried) => return self.end_round(tried, tell),
            Portion::Mark(..) => {}
        }
        Goes::On
    }

    /// Records what stands before a mark; what came with it goes in together, up to what is recorded at once.
    fn mark(&mut self, mut offset: u64, mut reached: Option<Time>, tell: &dyn Fn(News<'_>)) -> Goes {
        while !self.waiting.is_enough() {
            match self.portions.try_recv() {
                Ok(Portion::Mark(later, until)) => (offset, reached) = (later, reached.max(until)),
                Ok(portion) => {
                    if self.take(portion, tell) == Goes::NoFurther {
                        return Goes::NoFurther;
                    }
                }
                Err(_) => break,
            }
        }
        let correlated = self.correlate.pass(reached);
        self.waiting.add(correlated);
        let kept = [Self::record, Self::keep_proven, Self::keep_suppressed];
        if kept.into_iter().any(|keep| keep(self, tell) == Goes::NoFurther) {
            return Goes::NoFurther;
        }
        self.state.durable.store(offset, Ordering::Release);
        Goes::On
    }

    /// Keeps what is proven, however often that fails.
    fn keep_proven(&mut self, tell: &dyn Fn(News<'_>)) -> Goes {
        let proven = std::mem::take(&mut self.proven);
        if proven.is_empty() {
            return Goes::On;
        }
        self.write(tell, |Recording { ledger, runtime, .. }| runtime.block_on(ledger.prove(&proven)))
    }

    /// Counts what exceptions kept from being found, however often that fails.
    fn keep_suppressed(&mut self, tell: &dyn Fn(News<'_>)) -> Goes {
        let suppressed = std::mem::take(&mut self.suppressed);
        if suppressed.is_empty() {
            return Goes::On;
        }
        self.write(tell, |Recording { ledger, runtime, .. }| runtime.block_on(ledger.add_suppressed(&suppressed)))
    }

    /// Keeps what came of a round of canaries.
    fn end_round(&mut self, tried: Time, tell: &dyn Fn(News<'_>)) -> Goes {
        let proven = self.prove.end();
        self.proven.extend(proven);
        if self.keep_proven(tell) == Goes::NoFurther {
            return Goes::NoFurther;
        }
        let goes = self.write(tell, |Recording { ledger, runtime, clock, .. }| {
            runtime.block_on(ledger.end_proofs(tried, clock.now()))
        });
        self.state.rounds.fetch_add(1, Ordering::Release);
        goes
    }

    /// Writes what is neither finding nor match, however often that fails.
    fn write(&mut self, tell: &dyn Fn(News<'_>), write: impl Fn(&Recording) -> Result<(), RecordError>) -> Goes {
        while let Err(error) = write(&self.settings) {
            if self.pause(&error, tell) == Goes::NoFurther {
                return Goes::NoFurther;
            }
        }
        self.resume(tell);
        Goes::On
    }

    /// Records what waits, however often that fails.
    fn record(&mut self, tell: &dyn Fn(News<'_>)) -> Goes {
        let Waiting { findings, matches, correlated } = std::mem::take(&mut self.waiting);
        let mut correlated = correlated;
        self.forget_some(&mut correlated, tell);
        let (mut findings, mut matches, none) = (&findings[..], &matches[..], Correlated::default());
        while !(findings.is_empty() && matches.is_empty() && correlated == none) {
            let (some, further) = findings.split_at(findings.len().min(RECORD_FINDINGS_MAX));
            let (waits, waiting) = matches.split_at(matches.len().min(RECORD_FINDINGS_MAX));
            let is_last = further.is_empty() && waiting.is_empty();
            let entries =
                Entries { findings: some, matches: waits, correlated: if is_last { &correlated } else { &none } };
            if self.record_some(&entries, tell) == Goes::NoFurther {
                return Goes::NoFurther;
            }
            if is_last {
                break;
            }
            (findings, matches) = (further, waiting);
        }
        Goes::On
    }

    /// Removes what correlations do not wait for any longer, in portions, as long as there is more than one.
    fn forget_some(&mut self, correlated: &mut Correlated, tell: &dyn Fn(News<'_>)) {
        while correlated.forgotten.len() > RECORD_FINDINGS_MAX {
            let rest = correlated.forgotten.split_off(RECORD_FINDINGS_MAX);
            let forgotten = std::mem::replace(&mut correlated.forgotten, rest);
            let some = Correlated { forgotten, ..Correlated::default() };
            if self.record_some(&Entries { findings: &[], matches: &[], correlated: &some }, tell) == Goes::NoFurther {
                return;
            }
        }
    }

    fn record_some(&mut self, entries: &Entries<'_>, tell: &dyn Fn(News<'_>)) -> Goes {
        loop {
            let Recording { ledger, runtime, clock, .. } = &self.settings;
            match runtime.block_on(ledger.record(entries, clock.now())) {
                Ok(standings) => {
                    self.recorded(entries, &standings, tell);
                    return Goes::On;
                }
                Err(error) if self.pause(&error, tell) == Goes::NoFurther => return Goes::NoFurther,
                Err(_) => {}
            }
        }
    }

    fn recorded(&mut self, entries: &Entries<'_>, standings: &[Standing], tell: &dyn Fn(News<'_>)) {
        self.resume(tell);
        let stretches = &entries.correlated.stretches;
        self.recorded.superseded += stretches.iter().map(|stretch| stretch.supersedes.len() as u64).sum::<u64>();
        let all = entries.findings.iter().chain(stretches.iter().map(|stretch| &stretch.finding));
        for (finding, standing) in all.zip(standings) {
            match standing {
                Standing::New => {
                    self.recorded.new += 1;
                    tell(News::Found(finding));
                }
                Standing::Known => self.recorded.known += 1,
                Standing::Amended => {}
                Standing::Beyond => {
                    self.recorded.beyond += 1;
                    tell(News::Beyond(finding));
                }
            }
        }
    }

    /// Something was written again.
    fn resume(&mut self, tell: &dyn Fn(News<'_>)) {
        if std::mem::take(&mut self.blocked) {
            tell(News::Resumed);
        }
    }

    /// Waits before the next try.
    fn pause(&mut self, error: &RecordError, tell: &dyn Fn(News<'_>)) -> Goes {
        if !std::mem::replace(&mut self.blocked, true) {
            tell(News::Blocked(error));
        }
        // What is old may be what takes the room.
        self.expire();
        let looks = (RETRY_AFTER.as_millis() / LOOK_EVERY.as_millis()) as u32;
        for _ in 0..looks {
            if self.state.given_up.load(Ordering::Relaxed) {
                return Goes::NoFurther;
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Goes::On
    }

    /// Removes findings that were recorded long ago. What cannot be removed now is tried again; a ledger that cannot be
    /// written says so when the next finding comes.
    fn expire(&mut self) {
        if self.expired.elapsed() < EXPIRE_EVERY {
            return;
        }
        self.expired = Instant::now();
        let Recording { ledger, runtime, clock, keep } = &self.settings;
        let before = Time(clock.now().0.saturating_sub(i64::try_from(keep.as_micros()).unwrap_or(i64::MAX)));
        for _ in 0..EXPIRE_ROUNDS_MAX {
            if !matches!(runtime.block_on(ledger.expire_some(before)), Ok(1..)) {
                break;
            }
        }
    }
}

impl Waiting {
    fn add(&mut self, more: Correlated) {
        let Correlated { stretches, forgotten, settled, swept } = more;
        self.correlated.stretches.extend(stretches);
        self.correlated.forgotten.extend(forgotten);
        self.correlated.settled.extend(settled);
        self.correlated.swept = self.correlated.swept.max(swept);
    }

    /// Whether so much waits that it is to be recorded.
    fn is_enough(&self) -> bool {
        let bytes = self.findings.iter().map(|finding| finding.ocsf.len()).sum::<usize>()
            + self.matches.iter().map(|found| found.facts.len()).sum::<usize>();
        self.findings.len().max(self.matches.len()) >= RECORD_FINDINGS_MAX || bytes >= TOGETHER_BYTES
    }
}
