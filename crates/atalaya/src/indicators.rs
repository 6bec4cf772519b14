//! `atalaya indicators`: what others say is bad, taken, shown and removed.

mod import;
mod list;
mod past;
mod remove;
mod watchlist;

pub(crate) use import::{Account, Refused};
pub(crate) use past::Looked;
pub(crate) use watchlist::Watchlist;

use crate::arguments::{IndicatorsGoal, IndicatorsTask};
use crate::data::{Books, Kept, Owned, ledger};
use crate::outcome::{Failure, Status};
use crate::voice::Voice;
use crate::{kinds, local, stop};
use atalaya_indicators::Indicator;
use atalaya_journal::{Disk, Journal};
use atalaya_lake::Lake;
use atalaya_ledger::{IndicatorQuestion, KeptIndicator, LEDGER_FOLDER, Ledger};
use atalaya_model::Message;

/// What a command about indicators works on.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'g> {
    /// The ledger.
    pub(crate) books: &'g Books,
    /// What is stored; none: nothing yet.
    pub(crate) lake: Option<&'g Lake>,
    /// The running centre's; none: no centre runs.
    pub(crate) watchlist: Option<&'g Watchlist>,
    /// Bytes of memory that looking at what is stored may hold.
    pub(crate) memory_bytes_max: usize,
}

pub(crate) fn run(task: &IndicatorsTask, voice: Voice) -> Result<Status, Failure> {
    if let Some(answered) = local::ask(&task.data, voice) {
        return answered;
    }
    match &task.goal {
        IndicatorsGoal::Import(incoming) => {
            // What is wrong with the files is known before anything is made.
            let files = import::files(incoming)?;
            let owned = Owned::made(&task.data)?;
            let schema = kinds::load(&incoming.kinds)?;
            let kept = match Journal::is_there(owned.lock(), &Disk).unwrap_or(true) {
                true => Some(Kept::open(&owned, schema, &stop::on_signal(), voice)?),
                false => None,
            };
            let books = owned.books()?;
            let lake = kept.as_ref().map(Kept::lake);
            let ground = Ground { books: &books, lake, watchlist: None, memory_bytes_max: usize::MAX };
            let status = import::run(task, incoming, files, ground, voice);
            books.close();
            let closed = kept.map_or(Ok(()), Kept::close);
            status.and_then(|status| closed.map(|()| status))
        }
        IndicatorsGoal::List(_) | IndicatorsGoal::Remove(_) => {
            // Indicators may be there before anything else is.
            let owned = match task.data.folder.join(LEDGER_FOLDER).is_dir() {
                true => Owned::made(&task.data)?,
                false => Owned::existing(&task.data)?,
            };
            if !Ledger::is_there(owned.lock()) {
                return Err(Message::new("indicators-fail-none").into());
            }
            let books = owned.books()?;
            let ground = Ground { books: &books, lake: None, watchlist: None, memory_bytes_max: usize::MAX };
            let status = on(task, ground, voice);
            books.close();
            status
        }
    }
}

/// The same with stores that are open.
pub(crate) fn on(task: &IndicatorsTask, ground: Ground<'_>, voice: Voice) -> Result<Status, Failure> {
    match &task.goal {
        IndicatorsGoal::Import(incoming) => import::run(task, incoming, import::files(incoming)?, ground, voice),
        IndicatorsGoal::List(listed) => list::run(task, listed, ground.books, voice),
        IndicatorsGoal::Remove(removed) => remove::run(task, removed, ground, voice),
    }
}

/// Every indicator that is asked for, one after the other, as long as `see` wants more. Returns how many cannot be read.
pub(crate) fn each(
    books: &Books,
    question: &IndicatorQuestion,
    see: &mut dyn FnMut(KeptIndicator, Indicator) -> Result<bool, Failure>,
) -> Result<u64, Failure> {
    let (mut from, mut unread) = (Some(0), 0);
    while let Some(number) = from {
        let page = books.ask(books.ledger().indicators(question, number)).map_err(|error| ledger::read(&error))?;
        (from, unread) = (page.next, unread + page.unread);
        for kept in page.indicators {
            match serde_json::from_str(&kept.body) {
                Ok(indicator) => {
                    if !see(kept, indicator)? {
                        return Ok(unread);
                    }
                }
                Err(_) => unread += 1,
            }
        }
    }
    Ok(unread)
}
