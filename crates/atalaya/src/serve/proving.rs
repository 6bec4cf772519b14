//! Canaries: let in every few hours, so that it is known which rules find what they must find on the way that events go.

use super::telling::Teller;
use super::vitals::Vitals;
use crate::data::{Books, ledger};
use crate::outcome::Failure;
use crate::proof::{self, Count, Logs, Missing, RECENT, Ruled, Standing, Without};
use atalaya_detection::{Desk, Prove};
use atalaya_ingest::{Cage, CanaryError, CanaryFrame};
use atalaya_journal::{Clock, Journal};
use atalaya_ledger::{Ability, Judging, Proven};
use atalaya_model::{Finding, Match, Message, Time};
use atalaya_scan::live::{self, Correlator, Exceptions, Live, Seen, Sights};
use atalaya_scan::{Canaries, Canary, canaries};
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How often canaries are let in.
const ROUND_EVERY: Duration = Duration::from_secs(6 * 3600);
/// After how long it is tried again where they could not be.
const RETRY_AFTER: Duration = Duration::from_secs(60);
/// How often what organizations send is noted.
const NOTE_EVERY: Duration = Duration::from_secs(60);
/// How often it is looked whether something is done, or to end.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// Canaries that are let in together, so that what comes meanwhile need not wait for them.
const TOGETHER: usize = 64;
/// How much later something is to be seen again before that is kept, in microseconds.
const NOTED_AGAIN: i64 = 10 * 60 * 1_000_000;
/// Rules that are named when they are not proven any more.
const NAMED_MAX: usize = 5;
/// How long after the last canary of a round nothing can follow: longer than any correlation waits.
const AFTER: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

/// Correlations over canaries, with a state of their own, behind the recorder's port.
pub(super) struct Proving<'r> {
    live: &'r Live<'r>,
    correlator: Correlator<'r>,
    latest: Time,
}

impl<'r> Proving<'r> {
    pub(super) fn new(live: &'r Live<'r>) -> Proving<'r> {
        Proving { live, correlator: live.correlator(), latest: Time(0) }
    }

    fn correlated(&self, correlated: atalaya_model::Correlated) -> Vec<Proven> {
        let found = correlated.stretches.into_iter().map(|stretch| stretch.finding.rule);
        found.map(|rule| Proven { rule, kind: String::new(), time: self.latest }).collect()
    }
}

impl Prove for Proving<'_> {
    fn take(&mut self, findings: &[Finding], matches: Vec<Match>) -> Vec<Proven> {
        let received =
            findings.iter().map(|finding| finding.received).chain(matches.iter().map(|found| found.received));
        self.latest = received.max().unwrap_or(self.latest).max(self.latest);
        let own = findings.iter().map(|Finding { rule, kind, received, .. }| Proven {
            rule: rule.clone(),
            kind: kind.clone(),
            time: *received,
        });
        let mut proven: Vec<Proven> = own.collect();
        // What only correlations look at tells no kind.
        proven.extend(matches.iter().map(|found| Proven {
            rule: found.key.rule.clone(),
            kind: String::new(),
            time: found.received,
        }));
        self.correlator.take(matches);
        let correlated = self.correlator.judge(live::Judging::All);
        proven.extend(self.correlated(correlated));
        proven
    }

    fn end(&mut self) -> Vec<Proven> {
        let now = Time(self.latest.0.saturating_add(AFTER.as_micros() as i64));
        let correlated = self.correlator.idle(AFTER, now);
        let proven = self.correlated(correlated);
        self.correlator = self.live.correlator();
        proven
    }
}

/// What organizations send, as far as rules ask for it.
pub(crate) struct Known<'k> {
    live: &'k Live<'k>,
    books: &'k Books,
    clock: &'k dyn Clock,
    sights: Mutex<Sights>,
    /// What is kept of it, by organization and rule.
    noted: Mutex<HashMap<(String, String), Ability>>,
    rules: &'k RuleSet,
    /// Where rules find nothing.
    exceptions: Mutex<Arc<Exceptions>>,
    /// How often these have changed.
    changes: AtomicU64,
}

impl<'k> Known<'k> {
    /// Goes on with what the ledger has.
    pub(super) fn new(
        live: &'k Live<'k>,
        rules: &'k RuleSet,
        books: &'k Books,
        clock: &'k dyn Clock,
    ) -> Result<Known<'k>, Failure> {
        books.ask(books.ledger().forget_tries()).map_err(|error| Failure::from(ledger::record(&error)))?;
        let kept = books.ask(books.ledger().abilities()).map_err(|error| ledger::read(&error))?;
        let noted = kept.into_iter().map(|ability| ((ability.organization.clone(), ability.rule.clone()), ability));
        let noted = Mutex::new(noted.collect());
        let known = Known {
            live,
            books,
            clock,
            sights: Mutex::default(),
            noted,
            rules,
            exceptions: Mutex::default(),
            changes: AtomicU64::new(0),
        };
        known.except_anew()?;
        Ok(known)
    }

    /// Takes the exceptions that the ledger has by now; how many hold that are of no rule that judges.
    pub(crate) fn except_anew(&self) -> Result<u64, Failure> {
        let now = self.clock.now();
        let kept = self.books.ask(self.books.ledger().exceptions()).map_err(|error| ledger::read(&error))?;
        let holding = kept.into_iter().filter(|exception| exception.removed.is_none() && now < exception.until);
        let all = holding.map(|exception| live::Exception {
            id: exception.uid,
            organization: exception.organization,
            rule: exception.rule,
            selection: exception.selection,
            until: exception.until,
        });
        let (exceptions, left_out) = Exceptions::new(all.collect(), self.rules);
        *lock(&self.exceptions) = Arc::new(exceptions);
        self.changes.fetch_add(1, Ordering::Release);
        Ok(left_out)
    }

    /// How often exceptions have changed.
    pub(super) fn exception_changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    /// Where rules find nothing.
    pub(super) fn exceptions(&self) -> Arc<Exceptions> {
        Arc::clone(&lock(&self.exceptions))
    }

    /// Adds what a thread saw.
    pub(super) fn add(&self, seen: Vec<Seen>) {
        if !seen.is_empty() {
            lock(&self.sights).add(seen);
        }
    }

    /// Keeps what is known by now, as far as it has changed.
    pub(crate) fn note(&self) -> Result<(), Failure> {
        let since = Time(self.clock.now().0.saturating_sub(RECENT));
        let mut noted = lock(&self.noted);
        let abilities = self.live.abilities(&lock(&self.sights), since);
        let known = |ability: &live::Ability| noted.get(&(ability.organization.clone(), ability.rule.clone()));
        let changed: Vec<Ability> = abilities
            .iter()
            .filter_map(|ability| {
                let before = known(ability);
                let now = joined(ability, before, since);
                before.is_none_or(|before| is_worth_noting(before, &now)).then_some(now)
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let kept = self.books.ask(self.books.ledger().note_abilities(&changed));
        kept.map_err(|error| Failure::from(ledger::record(&error)))?;
        noted.extend(changed.into_iter().map(|now| ((now.organization.clone(), now.rule.clone()), now)));
        Ok(())
    }
}

/// What is known of an ability now, with what was known before the centre began.
fn joined(ability: &live::Ability, before: Option<&Ability>, since: Time) -> Ability {
    let able = ability.able.max(before.and_then(|before| before.able));
    let missing: Vec<Missing> = match able >= Some(since) {
        true => Vec::new(),
        false => ability.missing.iter().map(Missing::of).collect(),
    };
    Ability {
        organization: ability.organization.clone(),
        rule: ability.rule.clone(),
        seen: before.map_or(ability.seen, |before| before.seen.max(ability.seen)),
        able,
        missing: serde_json::to_string(&missing).unwrap_or_default(),
    }
}

fn is_worth_noting(before: &Ability, now: &Ability) -> bool {
    let later = |before: Option<Time>, now: Option<Time>| match (before, now) {
        (Some(before), Some(now)) => now.0.saturating_sub(before.0) >= NOTED_AGAIN,
        (before, now) => before != now,
    };
    now.missing != before.missing || later(Some(before.seen), Some(now.seen)) || later(before.able, now.able)
}

/// Lets canaries in and tells what came of them.
pub(super) struct Prover<'p> {
    pub(super) rules: &'p RuleSet,
    pub(super) schema: &'p Arc<Schema>,
    pub(super) journal: &'p Journal,
    pub(super) known: &'p Known<'p>,
    pub(super) desk: Desk,
    pub(super) vitals: &'p Vitals,
    pub(super) teller: &'p Teller,
    pub(super) over: &'p AtomicBool,
}

/// Why a round has no result.
enum Broken {
    /// The centre ends.
    Over,
    /// Something stands in the way.
    Fails(Message),
}

impl Prover<'_> {
    /// Until it is over.
    pub(super) fn keep(self) {
        let canaries = canaries(self.known.live, self.schema);
        let mut told = Told::default();
        let mut begun = false;
        let mut next = Instant::now();
        let mut noted = Instant::now();
        while !self.is_over() {
            if Instant::now() >= next {
                let result = match begun {
                    true => self.round(&canaries),
                    false => self.begin(&canaries).and_then(|()| {
                        begun = true;
                        self.round(&canaries)
                    }),
                };
                next = Instant::now() + if result.is_ok() { ROUND_EVERY } else { RETRY_AFTER };
                match result {
                    Ok(left_out) => self.tell(&mut told, left_out),
                    Err(Broken::Over) => break,
                    Err(Broken::Fails(message)) => self.complain(&mut told, message),
                }
            }
            if noted.elapsed() >= NOTE_EVERY {
                noted = Instant::now();
                // A ledger that cannot be written says so when the next finding comes.
                let _ = self.known.note();
                self.count();
            }
            thread::sleep(LOOK_EVERY);
        }
        let _ = self.known.note();
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Keeps which rules judge, and which canaries there are.
    fn begin(&self, canaries: &Canaries) -> Result<(), Broken> {
        let judging = judging(self.rules, self.schema, canaries);
        let of = |canary: &Canary| (canary.rule.clone(), canary.kind.clone().unwrap_or_default());
        let all: BTreeSet<(String, String)> = canaries.all.iter().map(of).collect();
        let all: Vec<(String, String)> = all.into_iter().collect();
        let Known { books, clock, .. } = self.known;
        let begun = books.ask(books.ledger().begin_proofs(&judging, &all, clock.now()));
        begun.map_err(|error| Broken::Fails(ledger::record(&error)))
    }

    /// Lets all canaries in, and waits until it is kept what came of them; how many could not be.
    fn round(&self, canaries: &Canaries) -> Result<u64, Broken> {
        let clock = self.known.clock;
        let mut cage = Cage::open(self.journal).map_err(|error| Broken::Fails(refused(&error)))?;
        let tried = clock.now();
        let frames: Vec<CanaryFrame<'_>> = canaries
            .all
            .iter()
            .flat_map(|canary| &canary.events)
            .map(|event| CanaryFrame { header: &event.header, bytes: event.frame.as_bytes() })
            .collect();
        let (mut end, mut left_out) = (0, 0);
        for some in frames.chunks(TOGETHER) {
            let (head, out) = cage.let_in(some, clock.now()).map_err(|error| Broken::Fails(refused(&error)))?;
            (end, left_out) = (head, left_out + out);
            self.wait_until(|| self.desk.durable() + JUDGED_BEHIND >= end)?;
        }
        self.wait_until(|| self.desk.durable() >= end)?;
        let rounds = self.desk.rounds();
        self.desk.end_round(tried);
        self.wait_until(|| self.desk.rounds() > rounds)?;
        Ok(left_out)
    }

    fn wait_until(&self, is_so: impl Fn() -> bool) -> Result<(), Broken> {
        while !is_so() {
            if self.is_over() {
                return Err(Broken::Over);
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Counts how it stands with the rules; what cannot be read now is counted the next time.
    fn count(&self) -> Option<Vec<Ruled>> {
        let ruled = proof::ruled(self.known.books, None, self.known.clock.now()).ok()?;
        self.vitals.set_rules(Count::of(&ruled));
        Some(ruled)
    }

    /// Tells how many rules are proven, where that has changed, and which are not any more.
    fn tell(&self, told: &mut Told, left_out: u64) {
        let _ = self.known.note();
        let Some(ruled) = self.count() else { return };
        let failed = |one: &&Ruled| matches!(one.standing, Standing::Unproven(_, proof::Doubt::Failed(_)));
        let failed: BTreeMap<String, String> =
            ruled.iter().filter(failed).map(|one| (one.rule.clone(), one.title.clone())).collect();
        let new: Vec<&str> = failed
            .iter()
            .filter(|(rule, _)| !told.failed.contains_key(*rule))
            .map(|(_, title)| title.as_str())
            .collect();
        if !new.is_empty() {
            let named = new.iter().take(NAMED_MAX).copied().collect::<Vec<_>>().join("; ");
            let message = Message::new("proof-failed").with("count", new.len() as u64);
            self.teller.complain_of(&[message.with("titles", named)]);
        }
        let come = canary_count(&ruled);
        if told.come != Some(come) {
            let message = Message::new("proof-round").with("proven", come.0).with("rules", come.1);
            self.teller.remark(&message);
        }
        if left_out > 0 && !told.is_left_out {
            self.teller.complain_of(&[Message::new("proof-left-out").with("count", left_out)]);
        }
        *told = Told { failed, come: Some(come), is_left_out: left_out > 0, is_broken: false };
    }

    /// Tells once that no canaries can be let in.
    fn complain(&self, told: &mut Told, message: Message) {
        if !std::mem::replace(&mut told.is_broken, true) {
            self.teller.complain_of(&[message, Message::new("proof-none")]);
        }
    }
}

/// Entries by which the recorder may be behind before more canaries are let in.
const JUDGED_BEHIND: u64 = 4096;

/// What was told.
#[derive(Default)]
struct Told {
    /// Rules whose canaries did not come through, and their titles.
    failed: BTreeMap<String, String>,
    /// Rules whose canaries came through, and all.
    come: Option<(u64, u64)>,
    is_left_out: bool,
    is_broken: bool,
}

/// Of how many rules all canaries have come through, and of how many there are any; whatever is sent.
fn canary_count(ruled: &[Ruled]) -> (u64, u64) {
    let with = ruled.iter().filter(|one| !one.proofs.is_empty());
    let has_come = |one: &&Ruled| one.proofs.iter().all(|proof| proof.tried.is_some() && proof.proven >= proof.tried);
    (with.clone().filter(has_come).count() as u64, with.count() as u64)
}

fn refused(error: &CanaryError) -> Message {
    match error {
        CanaryError::State(error) => crate::data::faults::state(error).message().clone(),
        CanaryError::Append(error) => crate::data::faults::append(error),
    }
}

/// What is kept of all rules.
fn judging(rules: &RuleSet, schema: &Schema, canaries: &Canaries) -> Vec<Judging> {
    let with: HashSet<&str> = canaries.all.iter().map(|canary| canary.rule.as_str()).collect();
    let without: HashMap<&str, String> = canaries
        .without
        .iter()
        .map(|(rule, outcome)| (rule.as_str(), serde_json::to_string(&Without::of(outcome)).unwrap_or_default()))
        .collect();
    let of = |rule: String, about: &atalaya_sigma::ast::About, logs: &Logs| Judging {
        level: about.level,
        title: about.title.clone(),
        kinds: serde_json::to_string(logs).unwrap_or_default(),
        without: without.get(rule.as_str()).cloned(),
        rule,
    };
    let mut all: Vec<Judging> =
        rules.rules.iter().map(|rule| of(rule.id.clone(), &rule.about, &logs(&rule.logsource, schema))).collect();
    let correlations = rules.correlations.iter().map(|correlation| &correlation.about);
    let correlations = correlations.map(|about| (about.id.clone().unwrap_or_else(|| about.title.clone()), about));
    // Those that find nothing on their own are parts of others.
    let finding = correlations.filter(|(id, _)| with.contains(id.as_str()) || without.contains_key(id.as_str()));
    all.extend(finding.map(|(id, about)| of(id, about, &Logs::default())));
    all
}

/// The kinds that feed rules of a log source, and how to have senders write it.
fn logs(logsource: &atalaya_model::LogSource, schema: &Schema) -> Logs {
    let mut logs = Logs { logsource: logsource.to_string(), ..Logs::default() };
    for (_, kind) in schema.kind_ixs() {
        let mut serves = kind.serves.iter().filter(|serve| logsource.applies_to(&serve.logsource)).peekable();
        if serves.peek().is_some() {
            logs.kinds.push(kind.name.clone());
        }
        logs.enable.extend(serves.filter_map(|serve| serve.enable).map(str::to_owned));
    }
    logs.enable.dedup();
    logs
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
