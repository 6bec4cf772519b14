//! Tables: columns aligned by what characters are wide, without lines between them.

use crate::look::{Look, Paint};
use crate::voice::printable;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, presets};

/// Columns between two columns.
const SPACE: u16 = 2;
/// Columns of the terminal that a text which may be broken needs, or it is broken too often.
const FLEXIBLE_COLUMNS_MIN: u16 = 10;

/// A table in the making.
pub(crate) struct Table {
    header: Vec<String>,
    numbers: Vec<usize>,
    whole: Vec<usize>,
    rows: Vec<Vec<String>>,
    painted: Vec<Option<Paint>>,
}

impl Table {
    /// A table with these headings.
    pub(crate) fn new(header: Vec<String>) -> Table {
        Table { header, numbers: Vec::new(), whole: Vec::new(), rows: Vec::new(), painted: Vec::new() }
    }

    /// The columns that hold numbers: aligned at the right and never broken.
    pub(crate) fn numbers(mut self, columns: &[usize]) -> Table {
        self.numbers = columns.to_vec();
        self
    }

    /// The columns whose texts are not broken where there is room, the most important first: names and times.
    pub(crate) fn whole(mut self, columns: &[usize]) -> Table {
        self.whole = columns.to_vec();
        self
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
        self.painted.push(None);
    }

    /// Adds a row whose first cell is painted.
    pub(crate) fn painted_row(&mut self, paint: Paint, cells: Vec<String>) {
        self.rows.push(cells);
        self.painted.push(Some(paint));
    }

    /// Whether there is no row.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines of the table, set in.
    pub(crate) fn lines(&self, look: Look, indent: usize) -> Vec<String> {
        let margin = " ".repeat(indent);
        let rendered = self.rendered(look, indent);
        let mut lines: Vec<String> = rendered.lines().map(|line| line.trim_end().to_owned()).collect();
        if let Some(first) = lines.first_mut() {
            *first = look.paint(Paint::Faint, first);
        }
        lines.iter().map(|line| format!("{margin}{}", self.paint(look, line))).collect()
    }

    fn rendered(&self, look: Look, indent: usize) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(self.header.iter().map(|cell| printable(cell)));
        table.add_rows(self.rows.iter().map(|row| row.iter().map(|cell| printable(cell))));
        if let Some(width) = look.width() {
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(u16::try_from(width.saturating_sub(indent)).unwrap_or(u16::MAX));
        }
        let unbroken = self.unbroken(&table.column_max_content_widths(), look, indent);
        for (number, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, SPACE));
            if self.numbers.contains(&number) {
                column.set_cell_alignment(CellAlignment::Right);
            }
            if unbroken.contains(&number) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        table.trim_fmt()
    }

    /// The columns that can stay unbroken: numbers, and of the others, in the order given, as many as there is room for.
    fn unbroken(&self, widths: &[u16], look: Look, indent: usize) -> Vec<usize> {
        let mut unbroken = self.numbers.clone();
        for column in &self.whole {
            unbroken.push(*column);
            let needed = |(column, width): (usize, &u16)| {
                let room = if unbroken.contains(&column) { *width } else { (*width).min(FLEXIBLE_COLUMNS_MIN) };
                usize::from(room + SPACE)
            };
            let needed: usize = widths.iter().enumerate().map(needed).sum();
            if look.width().is_some_and(|width| needed + indent > width) {
                unbroken.pop();
            }
        }
        unbroken
    }

    /// Paints the first cell where the line begins with it. A table knows no colour, so that it can count columns.
    fn paint(&self, look: Look, line: &str) -> String {
        let first = self.rows.iter().zip(&self.painted).find_map(|(row, paint)| {
            let word = row.first().filter(|word| !word.is_empty() && line.starts_with(word.as_str()))?;
            Some((word, (*paint)?))
        });
        match first {
            Some((word, paint)) => format!("{}{}", look.paint(paint, word), &line[word.len()..]),
            None => line.to_owned(),
        }
    }
}
