//! The lake: how much there is, which tables need compaction, and what is of no known kind.

use super::{Check, Contents};
use crate::data::lake_faults;
use crate::lake::FILES_SMALL_MIN;
use crate::units::size;
use atalaya_ingest::UNRECOGNISED;
use atalaya_lake::Fault;
use atalaya_messages::grouped;
use atalaya_model::Message;

/// Faults that are named, the rest is counted; verification lists all.
const SHOWN_MAX: usize = 20;

pub(super) fn checks(contents: &Contents) -> Vec<Check> {
    let tables = &contents.tables;
    let rows: u64 = tables.iter().map(|table| table.rows).sum();
    let message = Message::new("doctor-lake-good").with("events", grouped(rows)).with("tables", tables.len());
    let message = message.with("size", size(tables.iter().map(|table| table.bytes).sum()));
    let small = tables.iter().filter(|table| table.files_small >= FILES_SMALL_MIN).count();
    let files = match small {
        0 => Check::good("files", Message::new("doctor-files-good")),
        _ => Check::look("files", Message::new("doctor-files-small").with("tables", small)),
    };
    let unknown: u64 = tables.iter().filter(|table| table.kind == UNRECOGNISED).map(|table| table.rows).sum();
    let unrecognised = match unknown {
        0 => Check::good("unrecognised", Message::new("doctor-unrecognised-none")),
        _ => Check::look("unrecognised", Message::new("doctor-unrecognised-some").with("events", unknown)),
    };
    let faults = contents.damaged.iter().map(damaged).chain(contents.wrong.iter().map(wrong));
    let mut lake: Vec<Check> = faults.take(SHOWN_MAX).collect();
    let unsaid = contents.damaged.len() + contents.wrong.len() - lake.len();
    if lake.is_empty() {
        lake.push(Check::good("lake", message));
    } else if unsaid > 0 {
        lake.push(Check::bad("lake", Message::new("doctor-lake-more").with("faults", unsaid)));
    }
    lake.into_iter().chain([files, unrecognised]).collect()
}

fn wrong(fault: &Fault) -> Check {
    Check::bad("lake", Message::new("doctor-lake-wrong").with("fault", lake_faults::fault(fault)))
}

fn damaged(fault: &Fault) -> Check {
    Check::bad("lake", lake_faults::damaged(fault))
}
