//! `atalaya exceptions`: where rules find nothing, why, until when, and what that has kept from being found.

use crate::answer::Answer;
use crate::arguments::{Deed, ExceptionsTask, NewException};
use crate::data::{Books, Owned, ledger};
use crate::findings::Titles;
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::proof::Logs;
use crate::serve::Known;
use crate::table::Table;
use crate::voice::{Voice, printable};
use crate::{local, wire};
use atalaya_ingest::is_protected;
use atalaya_journal::{Clock as _, SystemClock};
use atalaya_ledger::{EXCEPTIONS_MAX, Exception, Judging, Ledger};
use atalaya_messages::grouped;
use atalaya_model::{LogSource, Message, Time};
use atalaya_scan::live::selection_faults;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Rules that are named where none is called as was asked.
const NEAR_MAX: usize = 5;
/// Bytes of chance in an identifier.
const UID_BYTES: usize = 8;

pub(crate) fn run(task: &ExceptionsTask, voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(&task.data, voice) {
        return answered;
    }
    let owned = Owned::existing(&task.data)?;
    if !Ledger::is_there(owned.lock()) {
        return Err(Message::new("proof-fail-none").into());
    }
    let books = owned.books()?;
    let done = on(task, &books, None, voice);
    books.close();
    done
}

/// The same with a ledger that is open; a centre takes what is new at once.
pub(crate) fn on(
    task: &ExceptionsTask,
    books: &Books,
    centre: Option<&Known<'_>>,
    voice: Voice,
) -> Result<Status, Failure> {
    let answer = Answer { json: task.data.json, voice };
    match &task.deed {
        Deed::List => list(books, answer),
        Deed::Add(new) => add(new, books, centre, answer),
        Deed::Remove(uid) => remove(uid, books, centre, answer),
    }
    .map(|()| Status::Done)
}

/// What has become of an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Holds,
    Over,
    Removed,
}

impl State {
    /// Of this exception now.
    pub(crate) fn of(exception: &Exception, now: Time) -> State {
        match exception {
            Exception { removed: Some(_), .. } => State::Removed,
            Exception { until, .. } if *until <= now => State::Over,
            _ => State::Holds,
        }
    }
}

fn list(books: &Books, answer: Answer) -> Result<(), Failure> {
    let now = SystemClock.now();
    let all = books.ask(books.ledger().exceptions()).map_err(|error| ledger::read(&error))?;
    answer.give(&wire::exceptions::Exceptions::new(&all, now), |page| write(page, &all, now, answer))
}

fn write(page: &mut Page, all: &[Exception], now: Time, answer: Answer) {
    page.heading(&Message::new("exceptions-heading").with("count", all.len() as u64));
    let header = answer.header(&[
        Message::new("exceptions-column-exception"),
        Message::new("cli-column-rules"),
        Message::new("data-column-organization"),
        Message::new("exceptions-column-where"),
        Message::new("cli-column-reason"),
        Message::new("exceptions-column-until"),
        Message::new("exceptions-column-suppressed"),
        Message::new("sources-column-state"),
    ]);
    let mut table = Table::new(header).numbers(&[6]).whole(&[0]);
    let titles = Titles::new(answer.voice);
    for exception in all {
        let (paint, state) = match State::of(exception, now) {
            State::Holds => (Paint::Good, Message::new("exceptions-holds")),
            State::Over => (Paint::Faint, Message::new("exceptions-over")),
            State::Removed => (Paint::Faint, Message::new("exceptions-removed")),
        };
        let everybody = || answer.voice.say(&Message::new("exceptions-everybody"));
        let title = titles.of_rule(&exception.rule).unwrap_or_else(|| exception.rule.clone());
        let cells = vec![
            exception.uid.clone(),
            title,
            exception.organization.as_deref().map_or_else(everybody, printable),
            printable(&exception.selection.lines().collect::<Vec<_>>().join("; ")),
            printable(&exception.reason),
            exception.until.to_string(),
            grouped(exception.suppressed),
            answer.voice.say(&state),
        ];
        table.painted_row(paint, cells);
    }
    if !table.is_empty() {
        page.table(&table);
    }
}

fn add(new: &NewException, books: &Books, centre: Option<&Known<'_>>, answer: Answer) -> Result<(), Failure> {
    let organization = new.organization.clone();
    if organization.as_deref().is_some_and(|organization| !is_protected(organization) || organization.is_empty()) {
        return Err(Message::new("lake-fail-name").into());
    }
    let judging = books.ask(books.ledger().judging()).map_err(|error| ledger::read(&error))?;
    if judging.is_empty() {
        return Err(Message::new("proof-fail-none").into());
    }
    let titles = Titles::new(answer.voice);
    let rule = chosen(&judging, &new.rule, &titles)?;
    let is_everything = new.conditions.iter().all(|(_, value)| value.chars().all(|char| matches!(char, '*' | '?')));
    let seen = books.ask(books.ledger().sources_seen()).map_err(|error| ledger::read(&error))?;
    let is_of = |organization: &String| seen.iter().any(|source| source.organization == *organization);
    let nobody = organization.clone().filter(|organization| !is_of(organization));
    let selection = selection(&new.conditions);
    let logsource = LogSource { category: Some("exception".to_owned()), ..LogSource::default() };
    if let Some(fault) = selection_faults(&selection, &logsource).into_iter().next() {
        return Err(fault.message.into());
    }
    let now = SystemClock.now();
    let until = Time(now.0.saturating_add(i64::try_from(new.holds_for.as_micros()).unwrap_or(i64::MAX)));
    let exception = Exception {
        uid: uid()?,
        organization,
        rule: rule.rule.clone(),
        selection,
        reason: new.reason.clone(),
        added: now,
        until,
        removed: None,
        suppressed: 0,
        latest: None,
    };
    let added = books.ask(books.ledger().add_exception(&exception));
    if !added.map_err(|error| Failure::from(ledger::record(&error)))? {
        return Err(Message::new("exceptions-fail-full").with("limit", EXCEPTIONS_MAX.to_string()).into());
    }
    take_up(centre)?;
    answer.give(&wire::exceptions::One::new(&exception, now), |page| {
        let title = titles.of_rule(&rule.rule).unwrap_or_else(|| printable(&rule.title));
        let message = Message::new("exceptions-added").with("title", title).with("exception", exception.uid.as_str());
        page.say(&message.with("until", exception.until.to_string()));
        if is_everything {
            page.say_as(Paint::Warning, &Message::new("exceptions-everything"));
        }
        if let Some(nobody) = nobody {
            page.say_as(Paint::Warning, &Message::new("exceptions-nobody").with("organization", nobody));
        }
    })
}

fn remove(uid: &str, books: &Books, centre: Option<&Known<'_>>, answer: Answer) -> Result<(), Failure> {
    let removed = books.ask(books.ledger().remove_exception(uid, SystemClock.now()));
    if !removed.map_err(|error| Failure::from(ledger::record(&error)))? {
        return Err(Message::new("exceptions-fail-unknown").with("exception", uid).into());
    }
    take_up(centre)?;
    answer.give(&wire::exceptions::Removed::new(uid), |page| {
        page.say(&Message::new("exceptions-is-removed").with("exception", uid));
    })
}

fn take_up(centre: Option<&Known<'_>>) -> Result<(), Failure> {
    centre.map_or(Ok(()), |centre| centre.except_anew().map(drop))
}

/// The rule that is called so, by identifier or by its title in its author's language or the person's.
fn chosen<'j>(judging: &'j [Judging], name: &str, titles: &Titles) -> Result<&'j Judging, Failure> {
    let of_id = judging.iter().find(|rule| rule.rule == name);
    let folded = name.to_lowercase();
    let called = |rule: &Judging| {
        [Some(rule.title.clone()), titles.of_rule(&rule.rule)].into_iter().flatten().map(|title| title.to_lowercase())
    };
    let of_title: Vec<_> = judging.iter().filter(|rule| { called(rule) }.any(|title| title == folded)).collect();
    let found = of_id.or_else(|| of_title.first().filter(|_| of_title.len() == 1).copied());
    let found = found.ok_or_else(|| {
        let near = judging.iter().filter(|rule| { called(rule) }.any(|title| title.contains(&folded)));
        match near.take(NEAR_MAX).map(|rule| near_name(rule, titles)).collect::<Vec<_>>() {
            near if near.is_empty() => Message::new("exceptions-fail-rule").with("rule", name),
            near => Message::new("exceptions-fail-rule-near").with("rule", name).with("near", near.join("; ")),
        }
    })?;
    let logs: Logs = serde_json::from_str(&found.kinds).unwrap_or_default();
    // What a correlation finds is no event; the rules that it refers to find those.
    if logs.logsource.is_empty() {
        return Err(Message::new("exceptions-fail-correlation").with("rule", name).into());
    }
    Ok(found)
}

fn near_name(rule: &Judging, titles: &Titles) -> String {
    let title = titles.of_rule(&rule.rule).unwrap_or_else(|| printable(&rule.title));
    format!("{title} ({})", printable(&rule.rule))
}

/// The conditions as a selection of Sigma: all of the fields, and of a field that is named more than once any of the values.
fn selection(conditions: &[(String, String)]) -> String {
    let mut fields: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (field, value) in conditions {
        fields.entry(field).or_default().push(value);
    }
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let mut text = String::new();
    for (field, values) in fields {
        // That a field is there is no text.
        let is_truth = |value: &str| field.ends_with("|exists") && matches!(value, "true" | "false");
        let written = |value: &str| if is_truth(value) { value.to_owned() } else { quoted(value) };
        let values = values.into_iter().map(written).collect::<Vec<_>>().join(", ");
        // Writing to a text cannot fail.
        let _ = match field.ends_with("|exists") {
            true => writeln!(text, "{}: {values}", quoted(field)),
            false => writeln!(text, "{}: [{values}]", quoted(field)),
        };
    }
    text
}

fn uid() -> Result<String, Failure> {
    let mut bytes = [0; UID_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| Message::new("cli-fail-chance"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_a_selection_whatever_stands_in_them() {
        let check = |conditions: &[(&str, &str)], expected: &str| {
            let owned: Vec<_> =
                conditions.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect();
            assert_eq!(selection(&owned), expected);
            let logsource = LogSource { category: Some("c".to_owned()), ..LogSource::default() };
            assert_eq!(selection_faults(&selection(&owned), &logsource), []);
        };
        check(&[("Image|endswith", "\\a.exe")], "'Image|endswith': ['\\a.exe']\n");
        check(&[("User", "x"), ("Image", "a: b"), ("User", "it's")], "'Image': ['a: b']\n'User': ['x', 'it''s']\n");
        check(&[("f'g", "]\", &x *y {z} # c")], "'f''g': [']\", &x *y {z} # c']\n");
        check(&[("c-uri|exists", "true")], "'c-uri|exists': true\n");
        let logsource = LogSource { category: Some("c".to_owned()), ..LogSource::default() };
        assert!(!selection_faults("'f|nonsense': ['x']\n", &logsource).is_empty());
    }
}
