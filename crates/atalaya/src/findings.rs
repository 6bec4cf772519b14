//! `atalaya findings`: what rules found while the centre ran.

use crate::arguments::{FindingsTask, Shown, Superseded};
use crate::data::{Books, Owned, ledger};
use crate::look::Look;
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::{Voice, printable};
use crate::{local, stop, wire, words};
use atalaya_ledger::{FINDINGS_PAGE_MAX, Kept, Ledger, Question, RuleCount};
use atalaya_model::{Finding, Message};
use atalaya_scan::builtin_rules;
use atalaya_sigma::{Placeholders, RuleSet};
use serde::Deserialize;
use std::sync::atomic::Ordering;

pub(crate) fn run(task: &FindingsTask, voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(&task.data, voice) {
        return answered;
    }
    let owned = Owned::existing(&task.data)?;
    if !Ledger::is_there(owned.lock()) {
        return Err(Message::new("findings-fail-none").into());
    }
    let books = owned.books()?;
    let shown = on(task, &books, voice);
    books.close();
    shown
}

/// The same with a ledger that is open.
pub(crate) fn on(task: &FindingsTask, books: &Books, voice: Voice) -> Result<Status, Failure> {
    match task.shown {
        Shown::Each => each(task, books, voice),
        Shown::ByRule => by_rule(task, books, voice),
    }
    .map(|()| Status::Done)
}

fn each(task: &FindingsTask, books: &Books, voice: Voice) -> Result<(), Failure> {
    let mut question = question(task);
    let titles = Titles::new(voice);
    let mut table = table(voice);
    // One more than is wanted tells whether there are more.
    let mut wanted = task.limit + 1;
    let mut shown = 0;
    let stop = stop::on_signal();
    while wanted > 0 {
        if stop.load(Ordering::Relaxed) {
            return Err(Message::new("cli-fail-stopped").into());
        }
        let limit = u32::try_from(wanted).unwrap_or(u32::MAX).min(FINDINGS_PAGE_MAX);
        let page = books.ask(books.ledger().findings(&question, limit)).map_err(|error| ledger::read(&error))?;
        let Some(last) = page.last() else { break };
        question.before = Some(last.number);
        wanted -= page.len() as u64;
        for kept in page.iter().take((task.limit - shown) as usize) {
            shown += 1;
            match task.data.json {
                true => outcome::print(&wire::line(&wire::findings::Found::kept(kept)))?,
                false => row(&mut table, kept, &titles, voice),
            }
        }
    }
    if task.data.json {
        if wanted == 0 {
            remark_more(voice);
        }
        return Ok(());
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("findings-heading").with("count", shown));
    if !table.is_empty() {
        page.table(&table);
    }
    if wanted == 0 {
        page.say(&Message::new("findings-more"));
    }
    outcome::print(&page.into_text())
}

/// Says beside what a program reads that it is not all.
fn remark_more(voice: Voice) {
    outcome::remark(&format!("{}\n", voice.say(&Message::new("findings-more"))));
}

/// What is asked of the ledger.
fn question(task: &FindingsTask) -> Question {
    Question {
        organization: task.organization.clone(),
        rule: task.rule.clone(),
        level: task.level,
        since: task.period.since,
        until: task.period.until,
        superseded: task.superseded == Superseded::Too,
        ..Question::default()
    }
}

/// The title that the finding of this number has.
fn title_of(books: &Books, number: i64, voice: Voice) -> Result<Option<String>, Failure> {
    let one = Question {
        before: Some(number.saturating_add(1)),
        after: Some(number.saturating_sub(1)),
        superseded: true,
        ..Question::default()
    };
    let found = books.ask(books.ledger().findings(&one, 1)).map_err(|error| ledger::read(&error))?;
    let title = |finding: &Finding| match words::indicator(finding) {
        Some(message) => voice.say(&message),
        None => Facts::of(finding).title,
    };
    Ok(found.first().map(|kept| printable(&title(&kept.finding))))
}

fn table(voice: Voice) -> Table {
    let header = [
        Message::new("cli-column-level"),
        Message::new("cli-column-time"),
        Message::new("data-column-organization"),
        Message::new("cli-column-host"),
        Message::new("cli-column-title"),
    ];
    Table::new(header.iter().map(|message| voice.say(message)).collect()).whole(&[0, 1, 2])
}

fn row(table: &mut Table, kept: &Kept, titles: &Titles, voice: Voice) {
    let finding = &kept.finding;
    let Facts { host, title } = Facts::of(finding);
    let cells = vec![
        voice.say(&words::level(finding.level)),
        finding.time.unwrap_or(finding.received).to_string(),
        finding.organization.clone(),
        host.unwrap_or_else(|| "-".to_owned()),
        titles.of(finding, title),
    ];
    table.painted_row(words::level_paint(finding.level), cells);
}

fn by_rule(task: &FindingsTask, books: &Books, voice: Voice) -> Result<(), Failure> {
    let limit = u32::try_from(task.limit).unwrap_or(u32::MAX).min(FINDINGS_PAGE_MAX - 1);
    let counts = books.ask(books.ledger().rule_counts(&question(task), limit + 1));
    let mut counts: Vec<RuleCount> = counts.map_err(|error| ledger::read(&error))?;
    let are_more = counts.len() > limit as usize;
    counts.truncate(limit as usize);
    if task.data.json {
        if are_more {
            remark_more(voice);
        }
        return counts.iter().try_for_each(|count| outcome::print(&wire::line(&wire::findings::Counted::new(count))));
    }
    let titles = Titles::new(voice);
    let header = [
        Message::new("cli-column-level"),
        Message::new("cli-column-findings"),
        Message::new("findings-column-beyond"),
        Message::new("data-column-organization"),
        Message::new("cli-column-title"),
        Message::new("findings-column-latest"),
    ];
    let header = header.iter().map(|message| voice.say(message)).collect();
    let mut table = Table::new(header).numbers(&[1, 2]).whole(&[0, 3, 5]);
    for RuleCount { organization, rule, level, findings, beyond, latest, number } in &counts {
        let title = titles.of_rule(rule).map_or_else(|| title_of(books, *number, voice), |title| Ok(Some(title)))?;
        let title = title.unwrap_or_else(|| rule.clone());
        let [findings, beyond] = [*findings, *beyond].map(atalaya_messages::grouped);
        let level_word = voice.say(&words::level(*level));
        let cells = vec![level_word, findings, beyond, organization.clone(), title, latest.to_string()];
        table.painted_row(words::level_paint(*level), cells);
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("findings-rules-heading").with("count", counts.len() as u64));
    if !table.is_empty() {
        page.table(&table);
    }
    if are_more {
        page.say(&Message::new("findings-more"));
    }
    outcome::print(&page.into_text())
}

/// What is shown of a finding beside what the ledger has in columns.
pub(crate) struct Facts {
    /// The machine.
    pub(crate) host: Option<String>,
    /// The rule's title as its author wrote it.
    pub(crate) title: String,
}

/// What is read of OCSF's object.
#[derive(Deserialize)]
struct Ocsf {
    finding_info: Info,
    device: Option<Device>,
}

#[derive(Deserialize)]
struct Info {
    title: String,
}

#[derive(Deserialize)]
struct Device {
    hostname: Option<String>,
}

impl Facts {
    pub(crate) fn of(finding: &Finding) -> Facts {
        match serde_json::from_str::<Ocsf>(&finding.ocsf) {
            Ok(Ocsf { finding_info, device }) => {
                Facts { host: device.and_then(|device| device.hostname), title: finding_info.title }
            }
            Err(_) => Facts { host: None, title: finding.rule.clone() },
        }
    }
}

/// The titles of our own rules in the language that is spoken.
pub(crate) struct Titles {
    rules: RuleSet,
    voice: Voice,
}

impl Titles {
    pub(crate) fn new(voice: Voice) -> Titles {
        Titles { rules: builtin_rules(&Placeholders::new()), voice }
    }

    fn of(&self, finding: &Finding, title: String) -> String {
        let indicator = words::indicator(finding).map(|message| printable(&self.voice.say(&message)));
        indicator.or_else(|| self.of_rule(&finding.rule)).unwrap_or(title)
    }

    /// The title of the rule with this identifier, where it is one of those that are shipped, or says what is wrong with a source.
    pub(crate) fn of_rule(&self, id: &str) -> Option<String> {
        let sign = words::sign(id).map(|sign| self.voice.say(&sign));
        sign.or_else(|| self.rules.about(id).map(|about| self.voice.title(about)))
    }
}
