//! `atalaya doctor`: how everything is at this moment, what is wrong, and what to do about it.
//!
//! Nothing is remembered from an earlier run: what cannot be read now is said to be unknown, and unknown is never good.

mod books;
mod clock;
mod disk;
mod limits;
mod quarantine;
mod silence;
mod stores;
mod sums;
mod words;

pub(crate) use sums::Sum;

use crate::answer::Answer;
use crate::arguments::Data;
use crate::data::{Owned, faults, lake_faults};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::voice::Voice;
use crate::{scan, wire};
use atalaya_journal::{Journal, Recovery};
use atalaya_lake::{Stored, TableStatus};
use atalaya_model::{Message, Time};

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// As it should be.
    Good,
    /// Worth a look.
    Look,
    /// Wrong.
    Bad,
}

/// One thing that was looked at.
pub(crate) struct Check {
    /// What was looked at, a word that does not change.
    pub(crate) name: &'static str,
    /// How it is.
    pub(crate) state: State,
    /// What was seen, with a remedy where there is something to do.
    pub(crate) message: Message,
}

impl Check {
    fn good(name: &'static str, message: Message) -> Check {
        Check { name, state: State::Good, message }
    }

    fn look(name: &'static str, message: Message) -> Check {
        Check { name, state: State::Look, message }
    }

    fn bad(name: &'static str, message: Message) -> Check {
        Check { name, state: State::Bad, message }
    }
}

/// What is looked at: the machine, and the stores as far as they open.
struct Patient {
    owned: Owned,
    now: Time,
    journal: Result<(Journal, Recovery), Failure>,
    lake: Result<Contents, Failure>,
}

/// What the lake says of itself.
struct Contents {
    tables: Vec<TableStatus>,
    sources: Vec<Stored>,
}

/// All that was found.
pub(crate) struct Findings {
    /// When.
    pub(crate) now: Time,
    /// What was looked at, in order.
    pub(crate) checks: Vec<Check>,
    /// Both sums of every source.
    pub(crate) sums: Vec<Sum>,
}

impl Findings {
    /// How the worst of it is.
    pub(crate) fn state(&self) -> State {
        self.checks.iter().map(|check| check.state).max().unwrap_or(State::Bad)
    }
}

pub(crate) fn run(data: &Data, voice: Voice) -> Result<Status, Failure> {
    let owned = Owned::existing(data)?;
    let answer = Answer { json: data.json, voice };
    let patient = Patient { now: scan::now(), journal: owned.journal(), lake: contents(&owned), owned };
    let sums = sums::of(&patient);
    let findings = Findings { now: patient.now, checks: checks(&patient, &sums), sums };
    if let Ok((journal, _)) = patient.journal {
        journal.close().map_err(|error| faults::state(&error))?;
    }
    answer.give(&wire::doctor::Findings::new(&findings, voice), |page| write(page, &findings, answer))?;
    Ok(if findings.state() == State::Bad { Status::Found } else { Status::Done })
}

fn contents(owned: &Owned) -> Result<Contents, Failure> {
    let lake = owned.lake()?;
    let contents = Contents { tables: lake.tables(), sources: lake.tallies() };
    lake.close().map_err(|error| lake_faults::lake(&error))?;
    Ok(contents)
}

fn checks(patient: &Patient, sums: &[Sum]) -> Vec<Check> {
    let mut checks = disk::checks(patient);
    checks.extend(clock::checks(patient));
    checks.extend(limits::checks());
    match &patient.journal {
        Err(failure) => checks.push(Check::bad("journal", failure.message().clone())),
        Ok((journal, recovery)) => {
            checks.push(books::opened(journal, recovery));
            checks.extend(books::checks(patient, journal));
            checks.extend(quarantine::checks(journal));
            checks.push(silence::check(journal, patient.now));
        }
    }
    match &patient.lake {
        Err(failure) => checks.push(Check::bad("lake", failure.message().clone())),
        Ok(contents) => checks.extend(stores::checks(contents)),
    }
    checks.extend(sums::checks(sums));
    checks
}

fn write(page: &mut Page, findings: &Findings, answer: Answer) {
    page.heading(&Message::new("doctor-title").with("time", crate::units::moment(findings.now)));
    for check in &findings.checks {
        let (word, paint) = words::state(check.state);
        let text = Message::new("doctor-line").with("state", word).with("what", words::check(check.name));
        page.advise(paint, &text.with("message", check.message.clone()));
        page.remedy(&check.message);
    }
    sums::tables(page, &findings.sums, answer);
    page.gap();
    let verdict = match findings.state() {
        State::Good => (Paint::Good, Message::new("doctor-verdict-good")),
        State::Look => (Paint::Warning, Message::new("doctor-verdict-look")),
        State::Bad => (Paint::Bad, Message::new("doctor-verdict-bad")),
    };
    page.say_as(verdict.0, &verdict.1);
}
