//! The table that people read, in Markdown, and what in it cannot be right.

use std::fmt::Write as _;

use super::options::{MB, Options};
use super::published::PUBLISHED;
use super::regression::Outcome;
use super::rows::{LOADING, Row};

/// Columns of a Markdown table: heading, and whether numbers stand in it.
pub(super) type Column = (&'static str, bool);

const MEASURED: &[Column] = &[
    ("program", false),
    ("input", false),
    ("events", true),
    ("MB", true),
    ("wall s", true),
    ("CPU s", true),
    ("system s", true),
    ("cores", true),
    ("events/s per core", true),
    ("best", true),
    ("MB/s", true),
    ("peak MB", true),
    ("findings", true),
];

const COMPARED: &[Column] = &[
    ("engine", false),
    ("input", false),
    ("rules", true),
    ("events/s per core", true),
    ("peak MB", true),
    ("of 202 regression cases", true),
];

/// Everything that was measured.
pub(super) fn text(machine: &str, options: &Options, rows: &[Row], regression: &Outcome) -> String {
    let mut text = format!("\n{machine}; the median of {} run(s) and the best\n\n", options.runs());
    if options.quick {
        text.push_str("**Small inputs, one run each: this shows that it works, not how fast it is.**\n\n");
    }
    text.push_str(&markdown(MEASURED, &rows.iter().map(cells).collect::<Vec<_>>()));
    for row in rows {
        notes(row, &mut text);
    }
    let Outcome { cases, fired, untested, silent } = regression;
    let _ = writeln!(text, "\nRegression cases: {fired} of {cases} fire, {} cannot be tested.", untested.len());
    silent.iter().chain(untested).for_each(|case| _ = writeln!(text, "- {case}"));
    text.push_str("\nPublished measurements on a comparable machine, not run here:\n\n");
    let compared = PUBLISHED
        .iter()
        .map(|row| [row.engine, row.input, row.rules, row.speed, row.peak_mb, row.cases].map(str::to_owned).to_vec());
    text.push_str(&markdown(COMPARED, &compared.collect::<Vec<_>>()));
    text
}

/// What cannot be right: programs that saw different numbers of events in the same input.
pub(super) fn doubts(rows: &[Row]) -> Vec<String> {
    let pairs = rows.iter().filter_map(|row| Some((rows.iter().find(|first| first.input == row.input)?, row)));
    let unequal = pairs.filter(|(first, row)| first.events != row.events);
    let doubt = |(first, row): (&Row, &Row)| {
        let (first_events, row_events) = (grouped(first.events), grouped(row.events));
        format!("doubtful: {}: {} saw {first_events} events, {} saw {row_events}", row.input, first.name, row.name)
    };
    unequal.map(doubt).collect()
}

fn cells(row: &Row) -> Vec<String> {
    let (wall, cpu) = (row.median(|run| run.wall_s), row.median(|run| run.cpu_s));
    let only = |text: String| if row.is_start() { "–".to_owned() } else { text };
    vec![
        row.name.to_owned(),
        row.input.to_owned(),
        grouped(row.events),
        only(format!("{:.0}", row.bytes as f64 / MB as f64)),
        format!("{wall:.2}"),
        format!("{cpu:.2}"),
        format!("{:.2}", row.median(|run| run.system_s)),
        format!("{:.2}", cpu / wall.max(0.001)),
        only(grouped(row.speed() as u64)),
        only(grouped(row.speed_best() as u64)),
        only(format!("{:.0}", row.megabytes_per_s())),
        megabytes(row.peak_bytes()),
        row.findings.map_or_else(|| "–".to_owned(), grouped),
    ]
}

fn notes(row: &Row, text: &mut String) {
    if row.name == LOADING {
        let cpu = row.median(|run| run.cpu_s);
        let _ =
            writeln!(text, "\n- {}: {cpu:.2} s of processor time, subtracted below where rules are applied.", row.name);
    }
    if row.failed > 0 {
        let _ = writeln!(text, "- {}, {}: {} could not be decoded.", row.name, row.input, grouped(row.failed));
    }
    for run in &row.runs {
        if let Some(early) = run.peak_early_bytes {
            let (early, end) = (megabytes(early), megabytes(run.peak_bytes));
            let _ = writeln!(text, "- {}: peak {early} MB when a third was read, {end} MB at the end.", row.input);
        }
    }
}

/// A table in Markdown, lined up.
pub(super) fn markdown(columns: &[Column], rows: &[Vec<String>]) -> String {
    let width = |index: usize| {
        let cells = rows.iter().map(|row| row[index].chars().count());
        cells.chain([columns[index].0.len(), 3]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let mut text = String::new();
    let mut line = |cells: Vec<String>| {
        let padded = cells.iter().zip(columns).zip(&widths).map(|((cell, (_, number)), width)| {
            if *number { format!(" {cell:>width$} ") } else { format!(" {cell:<width$} ") }
        });
        let _ = writeln!(text, "|{}|", padded.collect::<Vec<_>>().join("|"));
    };
    line(columns.iter().map(|(name, _)| (*name).to_owned()).collect());
    let rule = |(width, (_, number)): (&usize, &Column)| match number {
        true => format!("{}:", "-".repeat(width - 1)),
        false => "-".repeat(*width),
    };
    line(widths.iter().zip(columns).map(rule).collect());
    rows.iter().cloned().for_each(line);
    text
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / MB as f64)
}

/// The number with commas.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::{grouped, markdown};

    #[test]
    fn tables_line_up() {
        let rows = [vec!["a".to_owned(), grouped(1234)], vec!["long".to_owned(), grouped(5)]];
        let expected = "\
| name |     n |
| ---- | ----: |
| a    | 1,234 |
| long |     5 |
";
        assert_eq!(markdown(&[("name", false), ("n", true)], &rows), expected);
    }

    #[test]
    fn numbers_are_grouped() {
        let check = |number, expected: &str| assert_eq!(grouped(number), expected);
        let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        cases.iter().for_each(|(number, text)| check(*number, text));
    }
}
