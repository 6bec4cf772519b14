//! `atalaya import`: logs in, events kept; what was taken, what was not, and what is safe by now.

mod account;
mod faults;
mod receipts;
mod summary;

pub(crate) use account::{Account, List};

use crate::answer::Answer;
use crate::arguments::{ImportTask, is_stdin};
use crate::data::Owned;
use crate::outcome::{Failure, Status, complain_of, unreadable};
use crate::voice::Voice;
use crate::{addresses, data, kinds, progress, scan, stop, wire};
use atalaya_ingest::header::{Clock, Year};
use atalaya_ingest::{House, ImportOptions, News};
use atalaya_model::{Message, Time};
use atalaya_reader::{Input, Limits};
use atalaya_scan::report::YearReference;
use atalaya_scan::{Clocks, Progress};
use receipts::Receipts;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) fn run(task: &ImportTask, voice: Voice) -> Result<Status, Failure> {
    let schema = addresses::bring(kinds::load(&task.kinds)?, &task.addresses)?;
    anything(task)?;
    let owned = Owned::made(&task.data)?;
    // Those of an import that has the directory now, or had it before, stay.
    let mut receipts = Receipts::open(task.acknowledged.as_deref())?;
    let stop = stop::on_signal();
    let (house, opened) = owned.house(schema, Some(task.threads), &stop)?;
    owned.settled(&house)?;
    let mut account = Account::new(task, &house, &opened);
    let clocks = clocks(task);
    let imported = imported(task, &owned, &house, (&clocks, &stop, voice), &mut |news| {
        account.hear(&news);
        receipts.hear(&news)
    });
    receipts.end()?;
    account.patterns_unused = clocks.unused().map(str::to_owned).collect();
    match imported {
        Ok((imported, drained)) => account.close(imported, drained, &house)?,
        Err(error) => {
            // What was acknowledged stays, whatever becomes of the stores that are closed here.
            let message = faults::keep(&error);
            let frames = account.frames;
            drop(house);
            complain_of(&[message, Message::new("import-interrupted").with("entries", frames)], voice);
            return Ok(Status::Failed);
        }
    }
    house.close().map_err(|error| data::faults::close(&error))?;
    told(task, &account, voice)?;
    Ok(account.status())
}

/// Refuses where nothing of what is to be read is there: no data directory is made for a mistyped name.
fn anything(task: &ImportTask) -> Result<(), Failure> {
    let missing = |path: &PathBuf| match path.symlink_metadata() {
        Err(error) if !is_stdin(path) && error.kind() == ErrorKind::NotFound => Some(unreadable(path, &error)),
        _ => None,
    };
    match task.logs.iter().map(missing).collect::<Option<Vec<_>>>() {
        Some(all) => all.into_iter().next().map_or(Ok(()), |first| Err(first.into())),
        None => Ok(()),
    }
}

/// Imports, while a bar tells how far it is.
fn imported(
    task: &ImportTask,
    owned: &Owned,
    house: &House<'_>,
    (clocks, stop, voice): (&Clocks, &AtomicBool, Voice),
    hear: &mut (dyn FnMut(News<'_>) + Send),
) -> Result<(atalaya_ingest::Imported, atalaya_ingest::Drained), atalaya_ingest::KeepError> {
    let inputs: Vec<Input> = scan::inputs(&task.logs);
    let counters = Progress::default();
    let mut limits = Limits { bytes_read: Arc::clone(&counters.bytes), ..Limits::default() };
    // What is being written is not read.
    limits.own_files.extend(owned.folder().canonicalize());
    limits
        .own_files
        .extend(task.acknowledged.iter().filter(|path| !is_stdin(path)).flat_map(|path| path.canonicalize()));
    let total = atalaya_reader::size(&inputs, &limits);
    let clock = |name: &str, modified: Option<Time>| clock(clocks, name, modified);
    let options = ImportOptions {
        organization: &task.organization,
        source: &task.source,
        inputs: &inputs,
        limits,
        clocks: &clock,
        stop,
    };
    progress::watched(&counters, total, progress::Tells::Entries, voice, || {
        house.import(&options, &mut |news| {
            if let News::Acknowledged { part, .. } = &news {
                counters.events.fetch_add(part.frames, Ordering::Relaxed);
            }
            hear(news);
        })
    })
}

fn clock(clocks: &Clocks, name: &str, modified: Option<Time>) -> Clock {
    let (zone, year) = clocks.told(name, modified);
    let year = match year {
        YearReference::Given(year) => Year::Given(year),
        YearReference::Modified(time) | YearReference::Scan(time) => Year::Before(time),
    };
    Clock { zone, year }
}

/// The zones and years as given; that they are some was seen when they were read.
fn clocks(task: &ImportTask) -> Clocks {
    let mut clocks = Clocks::new(scan::now());
    let zones = task.zones.iter().all(|(pattern, zone)| clocks.add_zone(pattern.as_deref(), zone));
    let years = task.years.iter().all(|(pattern, year)| clocks.add_year(pattern, *year));
    debug_assert!(zones && years, "the command line refuses what is no zone");
    clocks
}

fn told(task: &ImportTask, account: &Account, voice: Voice) -> Result<(), Failure> {
    let answer = Answer { json: task.data.json, voice };
    // Standard output belongs to what is acknowledged, where that is asked for.
    if task.acknowledged.as_deref().is_some_and(is_stdin) {
        if account.kept.imported.stopped {
            complain_of(&[Message::new("import-next-stopped")], voice);
        }
        return Ok(());
    }
    answer.give(&wire::import::Import::new(account, task, voice), |page| summary::write(page, account, task, answer))
}
