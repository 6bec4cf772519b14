//! Rows as a table on a terminal, page by page, as they come.
//!
//! A page has the columns that have values in it; where the next page needs others, its names are printed anew. What does
//! not fit is cut and counted: nothing is left out silently.

use super::cut::{cut, width};
use crate::look::{Look, Paint};
use atalaya_hunt::output::{Cells, OutputError, names};
use atalaya_lake::arrow::array::{Array, RecordBatch};
use atalaya_lake::arrow::datatypes::{DataType, Schema};
use std::collections::BTreeSet;

/// Rows for which columns are laid out at once.
const PAGE_ROWS: usize = 100;
/// Blanks between columns.
const SPACE: usize = 2;
/// Columns of the terminal that a column of the table gets at least, if its values are that wide.
const WIDTH_MIN: usize = 12;

/// A table in the making.
pub(super) struct Grid {
    look: Look,
    sought: Vec<String>,
    names: Vec<String>,
    numbers: Vec<bool>,
    /// Columns that say nothing when they are cut: times, numbers, kinds.
    whole: Vec<bool>,
    shown: Vec<Shown>,
    /// Columns with values that there was no room for.
    pub(super) no_room: BTreeSet<String>,
    /// Values that were cut.
    pub(super) cuts: u64,
}

/// A column that is shown.
struct Shown {
    column: usize,
    width: usize,
}

type Row = Vec<Option<String>>;

impl Grid {
    pub(super) fn new(schema: &Schema, look: Look, sought: &[String]) -> Grid {
        let is_number = |of: &DataType| of.is_numeric();
        let is_whole = |name: &str, of: &DataType| is_number(of) || of.is_temporal() || name == "kind";
        Grid {
            look,
            sought: sought.to_vec(),
            names: names(schema),
            numbers: schema.fields().iter().map(|field| is_number(field.data_type())).collect(),
            whole: schema.fields().iter().map(|field| is_whole(field.name(), field.data_type())).collect(),
            shown: Vec::new(),
            no_room: BTreeSet::new(),
            cuts: 0,
        }
    }

    /// The lines of these rows.
    pub(super) fn lines(&mut self, batch: &RecordBatch) -> Result<String, OutputError> {
        let columns = batch.columns().iter().map(Cells::new).collect::<Result<Vec<_>, _>>()?;
        let is_time = |column: usize| matches!(batch.column(column).data_type(), DataType::Timestamp(..));
        let mut lines = String::new();
        for first in (0..batch.num_rows()).step_by(PAGE_ROWS) {
            let last = batch.num_rows().min(first + PAGE_ROWS);
            let mut page = Vec::with_capacity(last - first);
            for row in first..last {
                let cell = |(number, column): (usize, &Cells<'_>)| {
                    let text = column.text(row)?;
                    Ok(text.map(|text| if is_time(number) { moment(&text) } else { text.into_owned() }))
                };
                page.push(columns.iter().enumerate().map(cell).collect::<Result<Row, OutputError>>()?);
            }
            self.page(&page, &mut lines);
        }
        Ok(lines)
    }

    fn page(&mut self, page: &[Row], lines: &mut String) {
        let filled: Vec<usize> = (0..self.names.len()).map(|column| filled(page, column)).collect();
        let is_new = |column: usize| filled[column] > 0 && !self.shown.iter().any(|shown| shown.column == column);
        let missing = (0..filled.len()).any(|column| is_new(column) && !self.no_room.contains(&self.names[column]));
        if self.shown.is_empty() || missing {
            self.lay_out(page, &filled);
            if !lines.is_empty() {
                lines.push('\n');
            }
            let header: Vec<String> = self.shown.iter().map(|shown| self.names[shown.column].clone()).collect();
            let header = self.line(|number| header[number].clone());
            lines.push_str(&self.look.paint(Paint::Faint, &header));
            lines.push('\n');
        }
        for row in page {
            let mut cuts = 0;
            let cells: Vec<String> = self
                .shown
                .iter()
                .map(|shown| {
                    let (text, was_cut) =
                        cut(row[shown.column].as_deref().unwrap_or_default(), shown.width, &self.sought);
                    cuts += u64::from(was_cut);
                    text
                })
                .collect();
            self.cuts += cuts;
            lines.push_str(&self.line(|number| cells[number].clone()));
            lines.push('\n');
        }
    }

    /// Chooses columns and their widths by what is in the page.
    fn lay_out(&mut self, page: &[Row], filled: &[usize]) {
        let any = filled.iter().any(|count| *count > 0);
        let mut columns: Vec<usize> = (0..filled.len()).filter(|column| !any || filled[*column] > 0).collect();
        let wanted = |column: usize| {
            let cells = page.iter().filter_map(|row| row[column].as_deref());
            cells.map(width).chain([width(&self.names[column])]).max().unwrap_or(1).max(1)
        };
        let mut wants: Vec<usize> = columns.iter().map(|column| wanted(*column)).collect();
        let Some(room) = self.look.width() else {
            self.shown = columns.into_iter().zip(wants).map(|(column, width)| Shown { column, width }).collect();
            return;
        };
        let least_of = |column: usize, want: usize| if self.whole[column] { want } else { want.min(WIDTH_MIN) };
        let least = |columns: &[usize], wants: &[usize]| {
            let widths = columns.iter().zip(wants).map(|(column, want)| least_of(*column, *want));
            widths.sum::<usize>() + SPACE * columns.len().saturating_sub(1)
        };
        while columns.len() > 1 && least(&columns, &wants) > room {
            let victim = (1..columns.len() - 1).rev().min_by_key(|number| filled[columns[*number]]);
            let victim = victim.unwrap_or(columns.len() - 1);
            self.no_room.insert(self.names[columns.remove(victim)].clone());
            wants.remove(victim);
        }
        let least: Vec<usize> = columns.iter().zip(&wants).map(|(column, want)| least_of(*column, *want)).collect();
        let widths = shared(&wants, least, room.saturating_sub(SPACE * (columns.len().saturating_sub(1))));
        self.shown = columns.into_iter().zip(widths).map(|(column, width)| Shown { column, width }).collect();
    }

    fn line(&self, cell: impl Fn(usize) -> String) -> String {
        let mut line = String::new();
        for (number, shown) in self.shown.iter().enumerate() {
            let (text, _) = cut(&cell(number), shown.width, &[]);
            let blanks = " ".repeat(shown.width.saturating_sub(width(&text)));
            let text = if self.numbers[shown.column] { blanks + &text } else { text + &blanks };
            line.push_str(&text);
            line.push_str(&" ".repeat(SPACE));
        }
        line.truncate(line.trim_end().len());
        line
    }
}

fn filled(page: &[Row], column: usize) -> usize {
    page.iter().filter(|row| row[column].as_deref().is_some_and(|text| !text.is_empty())).count()
}

/// The room shared out: each gets what it takes at least, none more than it wants, and what those that want little leave, the
/// others get.
fn shared(wants: &[usize], least: Vec<usize>, room: usize) -> Vec<usize> {
    let mut widths = least;
    let mut left = room.saturating_sub(widths.iter().sum());
    while left > 0 {
        let open: Vec<usize> = (0..wants.len()).filter(|number| widths[*number] < wants[*number]).collect();
        let share = left / open.len().max(1);
        if open.is_empty() {
            break;
        }
        for number in &open {
            let more = share.max(1).min(wants[*number] - widths[*number]).min(left);
            widths[*number] += more;
            left -= more;
        }
    }
    widths
}

/// A point in time for people: without what is zero, in UTC.
fn moment(text: &str) -> String {
    let text = text.trim_end_matches('Z').replacen('T', " ", 1);
    match text.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_shared_by_need() {
        assert_eq!(shared(&[4, 100, 20], vec![4, 8, 8], 60), [4, 36, 20]);
        assert_eq!(shared(&[4, 100, 100], vec![4, 8, 8], 60), [4, 28, 28]);
        assert_eq!(shared(&[4, 10], vec![4, 8], 60), [4, 10]);
        assert_eq!(shared(&[40, 40], vec![40, 8], 50), [40, 10]);
        assert_eq!(shared(&[40, 40], vec![8, 8], 11), [8, 8]);
    }

    #[test]
    fn times_are_shown_without_what_is_zero() {
        assert_eq!(moment("2024-05-01T10:00:00.000000Z"), "2024-05-01 10:00:00");
        assert_eq!(moment("2024-05-01T10:00:00.120000Z"), "2024-05-01 10:00:00.12");
    }
}
