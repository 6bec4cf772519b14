//! What a scan read, found and could not see, in words that a beginner understands.
//!
//! In the order in which people ask: what was read, what was found, what could not be seen, what to do next.
//! Nothing here changes between two runs over the same input; only a person at a terminal is told how long it took.

mod blind;
mod found;
mod next;
mod read;

pub(crate) use found::section as found;

use crate::arguments::ScanTask;
use crate::handover::Written;
use crate::look::{Look, Paint};
use crate::page::Page;
use crate::units::{duration, size};
use crate::voice::Voice;
use atalaya_messages::grouped;
use atalaya_model::Message;
use atalaya_scan::report::Report;

/// Entries of each list that are shown; the rest is counted.
const SHOWN_MAX: usize = 10;

/// The summary as text.
pub(crate) fn text(report: &Report, task: &ScanTask, written: &[Written], voice: Voice, look: Look) -> String {
    let mut page = Page::new(voice, look);
    read::section(&mut page, report);
    if !task.decode_only {
        found::section(&mut page, report, task.level.unwrap_or_default(), written);
    }
    blind::section(&mut page, report, task);
    next::section(&mut page, report, task);
    if look.is_terminal() {
        page.gap();
        page.say_as(Paint::Faint, &pace(report));
    }
    page.into_text()
}

/// How long it took and how fast that was.
fn pace(report: &Report) -> Message {
    let millis = report.elapsed_ms.max(1);
    Message::new("cli-summary-pace")
        .with("time", duration(report.elapsed_ms))
        .with("events", grouped(report.tally.decoded.saturating_mul(1000) / millis))
        .with("size", size(report.bytes.saturating_mul(1000) / millis))
}
