//! One part of what was measured: a table for people, remarks, and everything as JSON.

use std::fmt::Write as _;

use anyhow::Error;
use serde_json::{Value, json};

use super::super::table::{Column, markdown};

/// A part.
pub(super) struct Part {
    /// As `--only` knows it.
    pub name: &'static str,
    /// What stands above the table.
    pub title: String,
    pub columns: &'static [Column],
    pub rows: Vec<Vec<String>>,
    /// What stands below it.
    pub notes: Vec<String>,
    /// What cannot be right, or was not reached at all.
    pub doubts: Vec<String>,
    /// Everything.
    pub measured: Value,
}

impl Part {
    /// A part without rows yet.
    pub(super) fn new(name: &'static str, title: impl Into<String>, columns: &'static [Column]) -> Part {
        let title = title.into();
        Part { name, title, columns, rows: Vec::new(), notes: Vec::new(), doubts: Vec::new(), measured: json!({}) }
    }

    /// A part that could not be measured.
    pub(super) fn failed(name: &'static str, error: &Error) -> Part {
        let mut part = Part::new(name, name, &[]);
        part.doubts.push(format!("not measured: {error:#}"));
        part
    }

    /// What people read, in Markdown.
    pub(super) fn text(&self) -> String {
        let mut text = format!("\n**{}**\n\n", self.title);
        if !self.columns.is_empty() {
            text.push_str(&markdown(self.columns, &self.rows));
        }
        self.notes.iter().for_each(|note| _ = writeln!(text, "- {note}"));
        self.doubts.iter().for_each(|doubt| _ = writeln!(text, "- DOUBTFUL: {doubt}"));
        text
    }

    /// What programs read.
    pub(super) fn json(&self) -> Value {
        json!({"measured": self.measured, "notes": self.notes, "doubts": self.doubts})
    }
}
