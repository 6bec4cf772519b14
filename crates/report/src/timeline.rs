//! The timeline: a table with a row for each finding, in the order of time, for spreadsheets.
//!
//! RFC 4180 in UTF-8 with a byte order mark, the header and the words in the run's language. Values come from attackers, and
//! spreadsheets take some texts for formulas: such a cell gets an apostrophe in front, see [`cell`]. Times are
//! written so that spreadsheets recognize them.

use crate::rulebook::{self, Rulebook};
use crate::spool::{Line, Spool, Stand};
use crate::{Material, Outcome, ReportError};
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Level, Message, Time};
use atalaya_stdx::spreadsheet::cell;
use std::io::Write;
use std::path::Path;

/// Findings that are sorted by time; where there are more, they stay in the order of the input.
pub const SORTED_MAX: usize = 1_000_000;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes the timeline.
///
/// # Errors
///
/// Where the spool cannot be read or the file cannot be written.
pub fn timeline(material: &Material<'_>, out: &mut dyn Write) -> Result<Outcome, ReportError> {
    let order = order(SORTED_MAX, material.findings)?;
    let mut spool = Spool::open(material.findings)?;
    let mut table = Table::begin(material, out)?;
    match &order {
        Some(stands) => {
            for stand in stands {
                let line = spool.at(*stand)?;
                table.row(&line)?;
            }
        }
        None => {
            while let Some((_, line)) = spool.next()? {
                table.row(&line)?;
            }
        }
    }
    let findings = table.rows;
    table.end()?;
    Ok(Outcome { findings, sorted: order.is_some(), ..Outcome::default() })
}

/// Where the findings stand, in the order of time, those without one at the end; `None` where they are too many.
fn order(sorted_max: usize, spool: &Path) -> Result<Option<Vec<Stand>>, ReportError> {
    let mut spool = Spool::open(spool)?;
    let mut keys: Vec<(i64, Stand)> = Vec::new();
    while let Some((stand, line)) = spool.next()? {
        if keys.len() == sorted_max {
            return Ok(None);
        }
        keys.push((line.finding_info.first_seen_time.unwrap_or(i64::MAX), stand));
    }
    keys.sort_by_key(|(time, stand)| (*time, stand.number));
    Ok(Some(keys.into_iter().map(|(_, stand)| stand).collect()))
}

/// The table while it is written.
struct Table<'m, 'o> {
    writer: csv::Writer<&'o mut dyn Write>,
    rules: Rulebook<'m>,
    language: Language,
    rows: u64,
}

impl<'m, 'o> Table<'m, 'o> {
    fn begin(material: &Material<'m>, out: &'o mut dyn Write) -> Result<Self, ReportError> {
        out.write_all(BYTE_ORDER_MARK).map_err(ReportError::Write)?;
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let language = material.run.language;
        let mut table = Table { writer, rules: Rulebook::of(material.rules), language, rows: 0 };
        let header = columns().map(|message| table.text(&message));
        table.write(&header)?;
        Ok(table)
    }

    fn row(&mut self, line: &Line) -> Result<(), ReportError> {
        let info = &line.finding_info;
        let entity = |name| line.entity(name).unwrap_or_default().to_owned();
        let data = line.data();
        let row = [
            info.first_seen_time.map(time).unwrap_or_default(),
            self.text(&level(rulebook::level(line))),
            self.rules.title(line, self.language).to_owned(),
            info.analytic.uid.clone(),
            rulebook::technique_ids(self.rules.tags(line)).join(" "),
            entity("host"),
            entity("user"),
            entity("src_ip"),
            entity("dst_ip"),
            entity("process"),
            self.happened(line),
            data.map(|data| data.file.clone()).unwrap_or_default(),
            data.map(|data| data.record.to_string()).unwrap_or_default(),
            info.uid.clone(),
            line.count.to_string(),
        ];
        self.rows += 1;
        self.write(&row)
    }

    fn happened(&self, line: &Line) -> String {
        let told: Vec<String> = self.rules.happened(line).iter().map(|message| self.text(message)).collect();
        told.join(if self.language == Language::ZhTw { "" } else { " " })
    }

    fn write(&mut self, row: &[String; COLUMNS]) -> Result<(), ReportError> {
        self.writer.write_record(row.iter().map(|text| cell(text).into_owned())).map_err(fault)
    }

    fn text(&self, message: &Message) -> String {
        Catalogue::builtin().text(self.language, message)
    }

    fn end(mut self) -> Result<(), ReportError> {
        self.writer.flush().map_err(ReportError::Write)
    }
}

const COLUMNS: usize = 15;

fn columns() -> [Message; COLUMNS] {
    [
        Message::new("timeline-time"),
        Message::new("timeline-level"),
        Message::new("timeline-rule"),
        Message::new("timeline-rule-id"),
        Message::new("timeline-attack"),
        Message::new("timeline-host"),
        Message::new("timeline-user"),
        Message::new("timeline-source"),
        Message::new("timeline-destination"),
        Message::new("timeline-process"),
        Message::new("timeline-happened"),
        Message::new("timeline-file"),
        Message::new("timeline-record"),
        Message::new("timeline-uid"),
        Message::new("timeline-count"),
    ]
}

/// The word for a level.
pub(crate) fn level(level: Level) -> Message {
    match level {
        Level::Informational => Message::new("report-level-informational"),
        Level::Low => Message::new("report-level-low"),
        Level::Medium => Message::new("report-level-medium"),
        Level::High => Message::new("report-level-high"),
        Level::Critical => Message::new("report-level-critical"),
    }
}

/// `2026-03-14 01:21:05.000`, in UTC, as spreadsheets recognize it.
fn time(millis: i64) -> String {
    let text = Time(millis.saturating_mul(1000)).to_string();
    text.replace('T', " ").trim_end_matches("000Z").to_owned()
}

fn fault(error: csv::Error) -> ReportError {
    ReportError::Write(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_findings_stay_in_the_order_of_the_input() {
        let mut spool = tempfile::NamedTempFile::new().unwrap();
        for time in [3, 1, 2] {
            let info = format!(r#"{{"uid":"u","title":"t","analytic":{{"uid":"r"}},"first_seen_time":{time}}}"#);
            writeln!(spool, r#"{{"finding_info":{info},"severity_id":1,"evidences":[]}}"#).unwrap();
        }
        let numbers = |max| {
            let stands = order(max, spool.path()).unwrap()?;
            Some(stands.iter().map(|stand| stand.number).collect::<Vec<_>>())
        };
        assert_eq!(numbers(3), Some(vec![1, 2, 0]));
        assert_eq!(numbers(2), None);
    }

    #[test]
    fn times_are_written_for_spreadsheets() {
        let check = |millis, text: &str| assert_eq!(time(millis), text);
        check(1_773_451_265_000, "2026-03-14 01:21:05.000");
        check(1_773_451_265_120, "2026-03-14 01:21:05.120");
        check(0, "1970-01-01 00:00:00.000");
    }
}
