//! The project's own chores, `cargo xtask <chore>`: what continuous integration runs and what a developer runs
//! before a commit. No part of the program.

mod bench;
mod floors;
mod fuzz;
mod gate;
mod interop;
mod leftovers;
mod licences;
mod limits;
mod noise;
mod python;
mod step;
mod workspace;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

use step::say;

const HELP: &str = "\
cargo xtask <chore>

  test              what must hold before a commit: formatting, lints, floors, leftovers, limits, documentation, tests
  check             the same, and the licences of all dependencies
  floors            crates depend downwards only, and the pure ones on nothing of the machine
  leftovers         nothing unfinished and nothing of this machine in the sources
  licences          every dependency may be used under a licence we accept
  limits [--check]  writes docs/limits.md from the bounds in the sources, or checks that it is current
  fuzz [SECONDS]    runs every fuzz target so long (60 each); needs a nightly compiler
  bench scan [...]  measures the scan beside bare decoders and published figures (docs/bench.md)
  bench lake [...]  measures the lake and hunts beside other engines (docs/bench.md)
  interop           reads our tables with DuckDB, ClickHouse and Python's deltalake, and compares (docs/lake.md)
  noise LOGS... [--rules RULES]...
                    counts findings for each 100,000 events by level and rule (docs/noise.md)";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match chore(&words) {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn chore(words: &[&str]) -> Result<ExitCode> {
    match words {
        [] | ["help" | "--help" | "-h"] => say(HELP),
        ["test"] => return gate::test(),
        ["check"] => return gate::check(),
        ["floors"] => step::one("floors", floors::check)?,
        ["leftovers"] => step::one("leftovers", leftovers::check)?,
        ["licences"] => step::one("licences", licences::check)?,
        ["limits"] => limits::write()?,
        ["limits", "--check"] => step::one("limits", limits::check)?,
        ["fuzz"] => return fuzz::run(fuzz::SECONDS_DEFAULT),
        ["fuzz", seconds] => return fuzz::run(seconds.parse()?),
        ["noise", rest @ ..] => return noise::run(rest),
        ["interop", rest @ ..] => return interop::run(rest),
        ["bench", what, rest @ ..] => return bench::run(what, rest),
        _ => bail!("no such chore: {}\n\n{HELP}", words.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
