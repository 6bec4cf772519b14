//! `atalaya doctor`: how everything is at this moment, what is wrong, and what to do about it.
//!
//! Nothing is remembered from an earlier run: what cannot be read now is said to be unknown, and unknown is never good.

mod books;
mod clock;
mod disk;
mod ledger;
mod limits;
mod quarantine;
mod silence;
mod sums;
mod tables;
mod words;

pub(crate) use sums::Sum;

use crate::answer::Answer;
use crate::arguments::Data;
use crate::data::{Books, LakeKeys, Owned, Reach, faults, lake_faults};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::voice::Voice;
use crate::{kinds, local, scan, stop, wire};
use atalaya_ingest::{House, Opened};
use atalaya_journal::{Journal, Recovery};
use atalaya_lake::{Fault, Lake, Scope, Stored, TableStatus};
use atalaya_model::{Message, Time};
use std::path::PathBuf;

/// Microseconds of a day.
const DAY_MICROS: u64 = 86_400_000_000;

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
struct Patient<'a> {
    owned: &'a Owned,
    now: Time,
    stores: Stores<'a>,
    contents: Result<Contents, Message>,
    /// The ledger, where it is open.
    books: Option<&'a Books>,
}

/// The stores: those of the centre that runs; together, with nothing left to decode; or, where that is not possible, each as far
/// as it opens.
enum Stores<'a> {
    Centre(&'a House<'a>),
    Together(Box<(House<'a>, Opened)>),
    Apart { why: Message, journal: Result<Box<(Journal, Recovery)>, Message> },
}

impl Stores<'_> {
    /// The journal, and what opening it for the doctor mended.
    fn journal(&self) -> Result<(&Journal, Option<&Recovery>), &Message> {
        match self {
            Stores::Centre(house) => Ok((house.journal(), None)),
            Stores::Together(stores) => Ok((stores.0.journal(), Some(&stores.1.recovery))),
            Stores::Apart { journal, .. } => journal.as_ref().map(|opened| (&opened.0, Some(&opened.1))),
        }
    }

    fn close(self) -> Result<(), Failure> {
        match self {
            Stores::Together(stores) => stores.0.close().map_err(|error| faults::close(&error)),
            Stores::Apart { journal: Ok(opened), .. } => opened.0.close().map_err(|error| faults::state(&error)),
            Stores::Centre(_) | Stores::Apart { .. } => Ok(()),
        }
    }
}

/// What the lake says of itself.
struct Contents {
    tables: Vec<TableStatus>,
    /// What is wrong with tables that cannot be read.
    damaged: Vec<Fault>,
    /// What else is seen to be wrong without reading files.
    wrong: Vec<Fault>,
    sources: Vec<Stored>,
    keys: Result<LakeKeys, Message>,
}

impl Contents {
    fn of(lake: &Lake, owned: &Owned) -> Contents {
        Contents {
            tables: lake.tables(),
            damaged: lake.damaged(&Scope::All, None),
            wrong: lake.glance(),
            sources: lake.tallies(),
            keys: LakeKeys::of(lake, owned.keys()),
        }
    }
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

pub(crate) fn run(data: &Data, folders: &[PathBuf], voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(data, voice) {
        return answered;
    }
    let owned = Owned::existing(data)?.reading()?;
    let answer = Answer { json: data.json, voice };
    let stores = stores(&owned, folders)?;
    let contents = contents(&owned, &stores);
    examine(Patient { owned: &owned, now: scan::now(), stores, contents, books: None }, answer)
}

/// The same of a centre that runs.
pub(crate) fn on(reach: Reach<'_>, house: &House<'_>, books: &Books, answer: Answer) -> Result<Status, Failure> {
    let contents = Ok(Contents::of(house.lake(), reach.owned));
    let (owned, stores) = (reach.owned, Stores::Centre(house));
    examine(Patient { owned, now: scan::now(), stores, contents, books: Some(books) }, answer)
}

fn examine(patient: Patient<'_>, answer: Answer) -> Result<Status, Failure> {
    let sums = sums::of(&patient);
    let findings = Findings { now: patient.now, checks: checks(&patient, &sums), sums };
    patient.stores.close()?;
    answer.give(&wire::doctor::Findings::new(&findings, answer.voice), |page| write(page, &findings, answer))?;
    Ok(if findings.state() == State::Bad { Status::Found } else { Status::Done })
}

fn stores<'a>(owned: &'a Owned, folders: &[PathBuf]) -> Result<Stores<'a>, Failure> {
    let together = owned.house(kinds::load(folders)?, None, &stop::on_signal());
    Ok(match together {
        Ok(stores) => Stores::Together(Box::new(stores)),
        Err(why) => {
            let journal = owned.journal().map(Box::new).map_err(|failure| failure.message().clone());
            Stores::Apart { why: why.message().clone(), journal }
        }
    })
}

fn contents(owned: &Owned, stores: &Stores<'_>) -> Result<Contents, Message> {
    if let Stores::Together(stores) = stores {
        return Ok(Contents::of(stores.0.lake(), owned));
    }
    let lake = owned.lake().map_err(|failure| failure.message().clone())?;
    let contents = Contents::of(&lake, owned);
    lake.close().map_err(|error| lake_faults::lake(&error).message().clone())?;
    Ok(contents)
}

fn checks(patient: &Patient<'_>, sums: &[Sum]) -> Vec<Check> {
    let mut checks = disk::checks(patient);
    checks.extend(clock::checks(patient));
    checks.extend(limits::checks());
    if let Stores::Apart { why, journal: Ok(_) } = &patient.stores {
        checks.push(Check::bad("opening", why.clone()));
    }
    if let Stores::Together(stores) = &patient.stores {
        checks.push(books::inputs(stores.1.inputs_damaged));
    }
    match patient.stores.journal() {
        Err(message) => checks.push(Check::bad("journal", message.clone())),
        Ok((journal, recovery)) => {
            checks.push(books::opened(journal, recovery));
            checks.extend(books::checks(patient, journal));
            checks.extend(quarantine::checks(journal));
            checks.extend(silence::checks(journal, patient.now));
        }
    }
    match &patient.contents {
        Err(message) => checks.push(Check::bad("lake", message.clone())),
        Ok(contents) => checks.extend(tables::checks(contents)),
    }
    checks.extend(ledger::checks(patient));
    match patient.stores.journal() {
        Ok(_) => checks.extend(sums::checks(sums)),
        Err(_) => checks.push(Check::look("sums", Message::new("doctor-sums-unread"))),
    }
    checks
}

/// Whole days from one time to another; none where the first is later.
fn days(from: Time, to: Time) -> u64 {
    u64::try_from(to.0.saturating_sub(from.0)).unwrap_or(0) / DAY_MICROS
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
