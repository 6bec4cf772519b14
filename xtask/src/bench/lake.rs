//! `cargo xtask bench lake`: what storing and asking costs, beside the engines of others on the same files.
//!
//! Each part stands alone: one that fails says so in its place, and the others go on.

mod data;
mod disk;
mod hunts;
mod import;
mod many;
mod options;
mod part;
mod word;
mod writing;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::child::Measured;
use super::{Programs, machine};
use crate::step::say;
use data::Data;
pub(super) use options::Options;
use part::Part;

/// A part, by the name that `--only` knows.
type Measure = fn(&Bench<'_>) -> Result<Part>;

/// All parts, in the order in which they are shown.
const PARTS: &[(&str, Measure)] = &[
    ("hunts", hunts::measure),
    ("writing", writing::measure),
    ("disk", disk::measure),
    ("import", import::measure),
    ("files", many::files),
    ("word", word::measure),
    ("tables", many::tables),
];

/// What all parts need.
struct Bench<'a> {
    options: &'a Options,
    programs: &'a Programs,
    data: Data,
}

impl Bench<'_> {
    /// Runs the bench's own example of the lake, which writes JSON.
    fn ours(&self, words: &[&str]) -> Result<(Measured, Value)> {
        let mut command = std::process::Command::new(&self.programs.ours);
        let measured = Measured::run(command.args(words), self.programs)?;
        let told = measured.json()?;
        Ok((measured, told))
    }
}

pub(super) fn run(options: &Options) -> Result<ExitCode> {
    let programs = Programs::build()?;
    let data = Data::new(&programs, options)?;
    let bench = Bench { options, programs: &programs, data };
    let mut parts = Vec::new();
    for (name, measure) in PARTS.iter().filter(|(name, _)| options.wants(name)) {
        say(format_args!("---- {name}"));
        parts.push(measure(&bench).unwrap_or_else(|error| Part::failed(name, &error)));
    }
    let machine = machine();
    say(format_args!(
        "\n{machine}{}",
        if options.quick { "; **small: this shows that it works, not how fast**" } else { "" }
    ));
    parts.iter().for_each(|part| say(part.text()));
    if let Some(path) = &options.json {
        let all: serde_json::Map<String, Value> =
            parts.iter().map(|part| (part.name.to_owned(), part.json())).collect();
        let report = json!({"machine": machine, "rows": options.rows(), "quick": options.quick, "parts": all});
        fs::write(path, format!("{report:#}\n")).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let good = parts.iter().all(|part| part.doubts.is_empty());
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
