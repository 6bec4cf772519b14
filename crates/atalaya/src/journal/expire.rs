//! `atalaya journal expire`: whole segments go, the oldest first.

use crate::answer::Answer;
use crate::arguments::JournalExpiry;
use crate::data::{Owned, Reach, faults, lake_faults};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::scan::now;
use crate::units::size;
use crate::wire;
use atalaya_journal::{DECODE_CURSOR, Expired, Journal, KeptBy, Retention, Unread};
use atalaya_model::Message;
use std::time::Duration;

pub(super) fn run(reach: Reach<'_>, expiry: &JournalExpiry, answer: Answer) -> Result<Status, Failure> {
    let at_hand = reach.journal()?;
    let journal = at_hand.journal();
    if expiry.unread {
        check_unread(reach.owned, journal)?;
    }
    let expired = journal.expire(&retention(expiry)).map_err(|error| faults::state(&error))?;
    at_hand.leave()?;
    answer.give(&wire::journal::Expired::new(&expired), |page| write(page, &expired))?;
    Ok(Status::Done)
}

/// Refuses to lose what the lake has: after a crash it may be ahead of what the journal counts.
fn check_unread(owned: &Owned, journal: &Journal) -> Result<(), Failure> {
    let lake = owned.lake()?;
    let cursor = journal.cursor(DECODE_CURSOR).map_err(|error| faults::state(&error))?;
    if lake.covered() > cursor {
        return Err(Message::new("data-fail-ahead").into());
    }
    lake.close().map_err(|error| lake_faults::lake(&error))
}

fn retention(expiry: &JournalExpiry) -> Retention {
    // A time to come is as good as now: everything that has ended is older.
    let since = |before: atalaya_model::Time| u64::try_from(now().0.saturating_sub(before.0)).unwrap_or(0);
    Retention {
        age_max: expiry.older_than.or(expiry.before.map(|before| Duration::from_micros(since(before)))),
        bytes_max: expiry.keep_bytes,
        unread: if expiry.unread { Unread::Expire } else { Unread::Keep },
    }
}

fn write(page: &mut Page, expired: &Expired) {
    page.heading(&Message::new("journal-expire"));
    if expired.segments == 0 {
        page.say(&Message::new("journal-expire-nothing"));
    } else {
        let went = Message::new("journal-expire-went")
            .with("segments", expired.segments)
            .with("entries", expired.entries)
            .with("size", size(expired.bytes));
        page.say(&went);
    }
    if expired.unread > 0 {
        page.say_as(Paint::Warning, &Message::new("journal-expire-unread").with("entries", expired.unread));
    }
    let kept = match &expired.kept_by {
        None => return,
        Some(KeptBy::Hold(name)) => Message::new("journal-expire-held").with("name", name.as_str()),
        Some(KeptBy::Cursor(name)) if name == DECODE_CURSOR => Message::new("journal-expire-pending"),
        Some(KeptBy::Cursor(name)) => Message::new("journal-expire-reader").with("name", name.as_str()),
    };
    page.advise(None, &kept);
}
