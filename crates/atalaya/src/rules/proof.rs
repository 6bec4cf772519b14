//! `atalaya rules proof`: which rules are proven to find what they must find, which are not, and which cannot fire on what is sent.

use crate::answer::Answer;
use crate::arguments::{ProofTask, Wanted};
use crate::data::{Books, Owned};
use crate::findings::Titles;
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::proof::{self, Count, Doubt, Hindrance, Missing, Ruled, Standing};
use crate::table::Table;
use crate::voice::{Voice, printable};
use crate::{local, wire, words};
use atalaya_journal::{Clock as _, SystemClock};
use atalaya_ledger::Ledger;
use atalaya_model::Message;
use atalaya_schema::remedy_called;
use std::collections::BTreeMap;

/// Rules, and reasons, that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 20;

pub(crate) fn run(task: &ProofTask, voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(&task.data, voice) {
        return answered;
    }
    let owned = Owned::existing(&task.data)?;
    if !Ledger::is_there(owned.lock()) {
        return Err(Message::new("proof-fail-none").into());
    }
    let books = owned.books()?;
    let shown = on(task, &books, voice);
    books.close();
    shown
}

/// The same with a ledger that is open.
pub(crate) fn on(task: &ProofTask, books: &Books, voice: Voice) -> Result<Status, Failure> {
    let now = SystemClock.now();
    let all = proof::ruled(books, task.organization.as_deref(), now)?;
    if all.is_empty() {
        return Err(Message::new("proof-fail-none").into());
    }
    let count = Count::of(&all);
    let is_wanted = |one: &&Ruled| match task.wanted {
        Wanted::All => true,
        Wanted::NotProven => !matches!(one.standing, Standing::Proven(_)),
    };
    let wanted: Vec<&Ruled> = all.iter().filter(is_wanted).collect();
    let answer = Answer { json: task.data.json, voice };
    answer.give(&wire::proof::Proof::new(now, count, &wanted), |page| write(page, &wanted, count, answer))?;
    Ok(Status::Done)
}

fn write(page: &mut Page, ruled: &[&Ruled], count: Count, answer: Answer) {
    let Count { proven, unproven, unable } = count;
    let heading = Message::new("proof-heading").with("proven", proven).with("rules", proven + unproven + unable);
    page.heading(&heading);
    if unproven + unable == 0 {
        return page.say_as(Paint::Good, &Message::new("proof-all"));
    }
    write_unproven(page, ruled, answer);
    write_unable(page, ruled);
}

fn write_unproven(page: &mut Page, ruled: &[&Ruled], answer: Answer) {
    let titles = Titles::new(answer.voice);
    let unproven: Vec<_> = ruled
        .iter()
        .filter_map(|one| match &one.standing {
            Standing::Unproven(since, doubt) => Some((*one, *since, doubt)),
            _ => None,
        })
        .collect();
    if unproven.is_empty() {
        return;
    }
    page.topic(&Message::new("proof-unproven").with("count", unproven.len() as u64));
    let header = answer.header(&[
        Message::new("cli-column-level"),
        Message::new("proof-column-since"),
        Message::new("cli-column-title"),
        Message::new("cli-column-reason"),
    ]);
    let mut table = Table::new(header).whole(&[0, 1]);
    for (one, since, doubt) in unproven.iter().take(SHOWN_MAX) {
        let title = titles.of_rule(&one.rule).unwrap_or_else(|| printable(&one.title));
        let level = answer.voice.say(&words::level(one.level));
        let since = since.map_or_else(|| "-".to_owned(), |since| since.to_string());
        let cells = vec![level, since, title, answer.voice.say(&of_doubt(doubt))];
        table.painted_row(words::level_paint(one.level), cells);
    }
    page.table(&table);
    page.rest(SHOWN_MAX, unproven.len() as u64);
}

/// Why a rule is not proven.
fn of_doubt(doubt: &Doubt) -> Message {
    match doubt {
        Doubt::Untried => Message::new("proof-untried"),
        Doubt::Failed(kind) if kind.is_empty() => Message::new("proof-no-finding"),
        Doubt::Failed(kind) => Message::new("proof-no-finding-of").with("kind", kind.as_str()),
        Doubt::Old => Message::new("proof-old"),
        Doubt::Fields(fields) => Message::new("proof-no-sample").with("fields", fields.join(", ")),
        Doubt::NoWitness => Message::new("proof-no-witness"),
    }
}

/// What keeps rules from firing, what hinders most of them first.
fn write_unable(page: &mut Page, ruled: &[&Ruled]) {
    let mut reasons: BTreeMap<Reason<'_>, u64> = BTreeMap::new();
    let mut unable: u64 = 0;
    for one in ruled {
        if let Standing::Unable(hindrance) = &one.standing {
            unable += 1;
            for reason in reasons_of(one, hindrance) {
                *reasons.entry(reason).or_default() += 1;
            }
        }
    }
    if unable == 0 {
        return;
    }
    page.topic(&Message::new("proof-unable").with("count", unable));
    let total = reasons.len() as u64;
    let mut reasons: Vec<(Reason<'_>, u64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, rules)| std::cmp::Reverse(*rules));
    for (reason, rules) in reasons.into_iter().take(SHOWN_MAX) {
        reason.write(page, rules);
    }
    page.rest(SHOWN_MAX, total);
}

/// What keeps rules from firing.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason<'r> {
    Source { logsource: &'r str, kinds: &'r [String], enable: &'r [String] },
    Field(&'r Missing),
    Placeholder(&'r str),
    Table(&'r str),
    Kind(&'r str),
    Correlated,
}

fn reasons_of<'r>(one: &'r Ruled, hindrance: &'r Hindrance) -> Vec<Reason<'r>> {
    let logs = &one.logs;
    match hindrance {
        Hindrance::NoKind => vec![Reason::Kind(&logs.logsource)],
        Hindrance::Placeholders(names) => names.iter().map(|name| Reason::Placeholder(name)).collect(),
        Hindrance::Tables(remedies) => remedies.iter().map(|remedy| Reason::Table(remedy)).collect(),
        Hindrance::NoSource(_) if logs.logsource.is_empty() => vec![Reason::Correlated],
        Hindrance::NoSource(_) => {
            vec![Reason::Source { logsource: &logs.logsource, kinds: &logs.kinds, enable: &logs.enable }]
        }
        Hindrance::Fields(missing) if missing.is_empty() => vec![Reason::Correlated],
        Hindrance::Fields(missing) => missing.iter().map(Reason::Field).collect(),
    }
}

impl Reason<'_> {
    fn write(&self, page: &mut Page, rules: u64) {
        let with = |id: &'static str| Message::new(id).with("rules", rules);
        match self {
            Reason::Source { logsource, kinds, enable } => {
                let message = with("proof-no-source").with("logsource", *logsource);
                page.advise(Some(Paint::Warning), &message.with("kinds", kinds.join(", ")));
                enable.iter().filter_map(|id| remedy_called(id)).for_each(|remedy| page.hint(&remedy));
            }
            Reason::Field(Missing { kind, field, remedy }) => {
                let message = with("proof-no-field").with("field", field.as_str()).with("kind", kind.as_str());
                page.advise(Some(Paint::Warning), &message);
                remedy.as_deref().and_then(remedy_called).iter().for_each(|remedy| page.hint(remedy));
            }
            Reason::Placeholder(name) => page.advise(None, &with("proof-no-value").with("name", *name)),
            Reason::Table(remedy) => {
                page.advise(None, &with("proof-no-table"));
                remedy_called(remedy).iter().for_each(|remedy| page.hint(remedy));
            }
            Reason::Kind(logsource) => page.advise(None, &with("proof-no-kind").with("logsource", *logsource)),
            Reason::Correlated => page.advise(None, &with("proof-no-rules")),
        }
    }
}
