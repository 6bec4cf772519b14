//! `atalaya sources`: what every source has brought, and which of them are silent.

use crate::answer::Answer;
use crate::arguments::SourcesTask;
use crate::data::{Books, Owned, faults, ledger};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::{local, wire};
use atalaya_ingest::is_protected;
use atalaya_journal::Tally;
use atalaya_ledger::{Ledger, SourceSeen};
use atalaya_messages::grouped;
use atalaya_model::Message;

/// A source: what the journal has of it, and what a centre last saw.
pub(crate) struct Known {
    /// What became of what it sent.
    pub(crate) tally: Tally,
    /// What was last seen; none: no centre receives it.
    pub(crate) seen: Option<SourceSeen>,
}

pub(crate) fn run(task: &SourcesTask, voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(&task.data, voice) {
        return answered;
    }
    let owned = Owned::existing(&task.data)?;
    let (journal, _) = owned.journal()?;
    let tallies = journal.tallies();
    journal.close().map_err(|error| faults::state(&error))?;
    let books = if Ledger::is_there(owned.lock()) { Some(owned.books()?) } else { None };
    let shown = on(task, &tallies, books.as_ref(), voice);
    books.into_iter().for_each(Books::close);
    shown
}

/// The same of stores that are open.
pub(crate) fn on(
    task: &SourcesTask,
    tallies: &[Tally],
    books: Option<&Books>,
    voice: Voice,
) -> Result<Status, Failure> {
    let seen = match books {
        Some(books) => books.ask(books.ledger().sources_seen()).map_err(|error| ledger::read(&error))?,
        None => Vec::new(),
    };
    let asked = |tally: &&Tally| {
        let organization = &tally.organization_name;
        is_protected(organization) && task.organization.as_ref().is_none_or(|own| own == organization)
    };
    let known = |tally: &Tally| {
        let is_it =
            |seen: &&SourceSeen| (&seen.organization, &seen.name) == (&tally.organization_name, &tally.source_name);
        Known { tally: tally.clone(), seen: seen.iter().find(is_it).cloned() }
    };
    let known: Vec<Known> = tallies.iter().filter(asked).map(known).collect();
    let answer = Answer { json: task.data.json, voice };
    answer.give(&wire::sources::Sources::new(&known), |page| write(page, &known, answer))?;
    Ok(Status::Done)
}

fn write(page: &mut Page, known: &[Known], answer: Answer) {
    page.heading(&Message::new("sources-heading").with("count", known.len() as u64));
    let header = answer.header(&[
        Message::new("data-column-organization"),
        Message::new("sources-column-source"),
        Message::new("sources-column-received"),
        Message::new("sources-column-latest"),
        Message::new("journal-column-pending"),
        Message::new("journal-column-quarantined"),
        Message::new("sources-column-lost"),
        Message::new("sources-column-state"),
    ]);
    let mut table = Table::new(header).numbers(&[2, 4, 5, 6]).whole(&[0, 1, 3]);
    for Known { tally, seen } in known {
        let latest = seen.as_ref().and_then(|seen| seen.latest).map_or_else(|| "-".to_owned(), |time| time.to_string());
        let (paint, state) = state(seen.as_ref());
        let lost = seen.as_ref().map_or(0, |seen| seen.lost) + tally.counts.lost;
        let cells = vec![
            tally.organization_name.clone(),
            tally.source_name.clone(),
            grouped(tally.counts.accepted),
            latest,
            grouped(tally.pending),
            grouped(tally.counts.quarantined),
            grouped(lost),
            answer.voice.say(&state),
        ];
        table.painted_row(paint, cells);
    }
    if !table.is_empty() {
        page.table(&table);
    }
}

fn state(seen: Option<&SourceSeen>) -> (Paint, Message) {
    match seen {
        None => (Paint::Faint, Message::new("sources-not-received")),
        Some(SourceSeen { silent_since: Some(since), .. }) => {
            (Paint::Bad, Message::new("sources-silent").with("since", since.to_string()))
        }
        Some(SourceSeen { latest: None, .. }) => (Paint::Warning, Message::new("sources-never")),
        Some(_) => (Paint::Good, Message::new("sources-heard")),
    }
}
