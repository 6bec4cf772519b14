//! `atalaya lake status`: the tables, how large they are and of when, and what each source has in them.

use crate::answer::Answer;
use crate::data::{LakeKeys, lake_faults};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::units::{day_or_dash, size};
use crate::wire;
use atalaya_journal::KeyRing;
use atalaya_lake::{Fault, Held, Lake, Scope, Stored, TableStatus};
use atalaya_messages::grouped;
use atalaya_model::Message;
use std::collections::BTreeMap;

/// Tables that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 200;
/// So many files that were not compacted make compaction worth it.
pub(crate) const FILES_SMALL_MIN: u64 = 8;

pub(super) fn run(lake: &Lake, ring: Option<&KeyRing>, answer: Answer) -> Result<Status, Failure> {
    let (tables, sources) = (lake.tables(), lake.tallies());
    let holds = lake.holds().map_err(|error| lake_faults::hold(&error))?;
    let damaged = lake.damaged(&Scope::All, None);
    let keys = LakeKeys::of(lake, ring);
    answer.give(&wire::lake::Status::new(&tables, &damaged, &sources, &holds, &keys, answer.voice), |page| {
        write(page, &tables, &sources, answer);
        self::damaged(page, &damaged);
        self::keys(page, &keys);
        self::holds(page, &holds, answer);
    })?;
    Ok(Status::Done)
}

fn write(page: &mut Page, tables: &[TableStatus], sources: &[Stored], answer: Answer) {
    page.heading(&Message::new("lake-status"));
    let sum = |number: fn(&TableStatus) -> u64| tables.iter().map(number).sum::<u64>();
    let totals = Message::new("lake-status-totals")
        .with("tables", tables.len())
        .with("events", sum(|table| table.rows + table.rows_buffered))
        .with("files", sum(|table| table.files))
        .with("size", size(sum(|table| table.bytes)));
    page.say(&totals);
    let mut shown = 0;
    for of_one in tables.chunk_by(|left, right| left.organization == right.organization) {
        let some = &of_one[..of_one.len().min(SHOWN_MAX - shown)];
        if !some.is_empty() {
            page.topic(&Message::new("lake-status-organization").with("organization", some[0].organization.as_str()));
            page.table(&table(some, answer));
        }
        shown += some.len();
    }
    page.rest(shown, tables.len() as u64);
    notes(page, tables);
    self::sources(page, sources, answer);
}

fn table(tables: &[TableStatus], answer: Answer) -> Table {
    let header = answer.header(&[
        Message::new("cli-column-kind"),
        Message::new("cli-column-files"),
        Message::new("cli-column-events"),
        Message::new("lake-column-size"),
        Message::new("lake-column-first"),
        Message::new("lake-column-last"),
    ]);
    let mut table = Table::new(header).numbers(&[1, 2, 3]).whole(&[4, 5, 0]);
    for of_kind in tables {
        table.row(vec![
            of_kind.kind.clone(),
            grouped(of_kind.files),
            grouped(of_kind.rows + of_kind.rows_buffered),
            size(of_kind.bytes),
            day_or_dash(of_kind.first),
            day_or_dash(of_kind.last),
        ]);
    }
    table
}

/// What is worth knowing beside the numbers, and what can be done.
fn notes(page: &mut Page, tables: &[TableStatus]) {
    let small = tables.iter().filter(|table| table.files_small >= FILES_SMALL_MIN).count();
    let misfits: u64 = tables.iter().map(|table| table.misfits).sum();
    let notes = [
        (Message::new("lake-status-small").with("tables", small), small as u64),
        (Message::new("lake-status-misfits").with("values", misfits), misfits),
    ];
    if notes.iter().any(|(_, count)| *count > 0) {
        page.gap();
    }
    for (message, _) in notes.iter().filter(|(_, count)| *count > 0) {
        page.advise(None, message);
    }
}

fn sources(page: &mut Page, sources: &[Stored], answer: Answer) {
    if sources.is_empty() {
        return;
    }
    page.topic(&Message::new("lake-status-sources"));
    let header = answer.header(&[
        Message::new("data-column-organization"),
        Message::new("data-column-source"),
        Message::new("lake-column-stored"),
        Message::new("lake-column-expired"),
    ]);
    let mut table = Table::new(header).numbers(&[2, 3]).whole(&[1, 0]);
    for source in sources {
        let counts = [source.stored + source.buffered, source.expired].map(grouped);
        table.row([source.organization.clone(), source.source.clone()].into_iter().chain(counts).collect());
    }
    page.table(&table);
}

pub(super) fn damaged(page: &mut Page, faults: &[Fault]) {
    if faults.is_empty() {
        return;
    }
    page.gap();
    for fault in faults.iter().take(SHOWN_MAX) {
        page.advise(Some(Paint::Bad), &lake_faults::damaged(fault));
    }
    page.rest(faults.len().min(SHOWN_MAX), faults.len() as u64);
}

/// Which keys the files need, and which one is for what comes.
fn keys(page: &mut Page, keys: &Result<LakeKeys, Message>) {
    page.topic(&Message::new("journal-status-encryption"));
    let keys = match keys {
        Ok(keys) => keys,
        Err(why) => return page.advise(Some(Paint::Bad), why),
    };
    page.advise(
        None,
        &match keys.active {
            0 => Message::new("lake-keys-off"),
            key => Message::new("lake-keys-on").with("key", u64::from(key)),
        },
    );
    for (key, files) in &keys.files {
        let id = if *key == 0 { "lake-keys-plain" } else { "lake-keys-needed" };
        page.advise(None, &Message::new(id).with("files", *files).with("key", u64::from(*key)));
    }
    if keys.others() > 0 {
        page.advise(Some(Paint::Warning), &Message::new("doctor-encryption-lake").with("files", keys.others()));
    }
}

fn holds(page: &mut Page, holds: &BTreeMap<String, Held>, answer: Answer) {
    if holds.is_empty() {
        return;
    }
    page.topic(&Message::new("lake-status-holds"));
    let header = answer.header(&[
        Message::new("lake-column-hold"),
        Message::new("data-column-organization"),
        Message::new("cli-column-kind"),
        Message::new("lake-column-first"),
        Message::new("lake-column-last"),
    ]);
    let mut table = Table::new(header).whole(&[3, 4, 0]);
    for (name, held) in holds.iter().take(SHOWN_MAX) {
        let kind = held.kind.clone().unwrap_or_else(|| "*".to_owned());
        let days = [day_or_dash(Some(held.from)), day_or_dash(Some(held.to))];
        table.row([name.clone(), held.organization.clone(), kind].into_iter().chain(days).collect());
    }
    page.table(&table);
    page.rest(holds.len().min(SHOWN_MAX), holds.len() as u64);
}
