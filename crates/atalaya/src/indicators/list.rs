//! Shows what is looked for.

use super::each;
use crate::arguments::{IndicatorsTask, Listed, Taken};
use crate::data::Books;
use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status};
use crate::page::Page;
use crate::table::Table;
use crate::voice::Voice;
use crate::{scan, stop, wire, words};
use atalaya_indicators::{Indicator, Marking};
use atalaya_ledger::{IndicatorQuestion, KeptIndicator};
use atalaya_model::{Message, Time};
use std::sync::atomic::Ordering;

pub(super) fn run(task: &IndicatorsTask, listed: &Listed, books: &Books, voice: Voice) -> Result<Status, Failure> {
    let (now, stop) = (scan::now(), stop::on_signal());
    let (mut shown, mut more) = (0, false);
    let mut table = table(voice);
    let question = IndicatorQuestion {
        organization: listed.organization.clone().map(Some),
        origin: listed.origin.clone(),
        revoked: listed.removed == Taken::Too,
    };
    let unread = each(books, &question, &mut |kept, indicator| {
        if stop.load(Ordering::Relaxed) {
            return Err(Message::new("cli-fail-stopped").into());
        }
        let is_over = indicator.until.is_some_and(|until| until <= now);
        let is_of_sort = listed.sort.is_none_or(|sort| indicator.sorts().contains(&sort));
        if (is_over && listed.expired == Taken::Not) || !is_of_sort {
            return Ok(true);
        }
        more = shown == listed.limit;
        if more {
            return Ok(false);
        }
        shown += 1;
        match task.data.json {
            true => outcome::print(&wire::line(&wire::indicators::Shown::new(&kept, &indicator)))?,
            false => row(&mut table, &kept, &indicator, now, voice),
        }
        Ok(true)
    })?;
    let mut page = Page::new(voice, if task.data.json { Look::of_stderr() } else { Look::of_stdout() });
    if !task.data.json {
        page.heading(&Message::new("indicators-heading").with("count", shown));
    }
    if !table.is_empty() {
        page.table(&table);
    }
    if more {
        page.say(&Message::new("indicators-more"));
    }
    if unread > 0 {
        page.advise(Some(Paint::Bad), &Message::new("indicators-unread").with("count", unread));
    }
    match task.data.json {
        true => outcome::remark(&page.into_text()),
        false => outcome::print(&page.into_text())?,
    }
    Ok(Status::Done)
}

fn table(voice: Voice) -> Table {
    let header = [
        Message::new("cli-column-level"),
        Message::new("indicators-column-sought"),
        Message::new("indicators-column-origin"),
        Message::new("data-column-organization"),
        Message::new("indicators-column-marking"),
        Message::new("indicators-column-holds"),
        Message::new("indicators-column-name"),
    ];
    Table::new(header.iter().map(|message| voice.say(message)).collect()).whole(&[0, 2, 3, 4, 5])
}

fn row(table: &mut Table, kept: &KeptIndicator, indicator: &Indicator, now: Time, voice: Voice) {
    let holds = match (kept.revoked, indicator.until) {
        (Some(revoked), _) => Message::new("indicators-state-removed").with("time", revoked.to_string()),
        (None, Some(until)) if until <= now => Message::new("indicators-state-expired").with("time", until.to_string()),
        (None, Some(until)) => Message::new("indicators-state-until").with("time", until.to_string()),
        (None, None) => Message::new("indicators-state-open"),
    };
    let organization = kept.organization.clone();
    let cells = vec![
        voice.say(&words::level(indicator.level)),
        indicator.sought(),
        kept.origin.clone(),
        organization.unwrap_or_else(|| voice.say(&Message::new("indicators-everyone"))),
        indicator.marking.map_or("-", Marking::as_str).to_owned(),
        voice.say(&holds),
        indicator.name.clone().unwrap_or_else(|| "-".to_owned()),
    ];
    table.painted_row(words::level_paint(indicator.level), cells);
}
