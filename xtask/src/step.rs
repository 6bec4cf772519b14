//! Steps: what each is called, how long it took, whether it held.

use std::fmt::Display;
use std::io::Write as _;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

/// Writes a line for the person who watches. Nobody may be watching: a closed pipe is no error.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The steps of a run.
#[derive(Default)]
pub(crate) struct Steps {
    failed: Vec<String>,
}

impl Steps {
    /// Takes a step. One that fails does not keep the later ones from being taken: all faults show in one run.
    pub(crate) fn take(&mut self, name: &str, step: impl FnOnce() -> Result<()>) {
        say(format_args!("---- {name}"));
        let started = Instant::now();
        let outcome = step();
        let seconds = started.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => say(format_args!("---- {name}: ok in {seconds:.1} s")),
            Err(error) => {
                say(format_args!("{error:#}\n---- {name}: FAILED in {seconds:.1} s"));
                self.failed.push(name.to_owned());
            }
        }
    }

    /// Fails when a step did, naming it.
    pub(crate) fn finish(self) -> Result<()> {
        if !self.failed.is_empty() {
            bail!("failed: {}", self.failed.join(", "));
        }
        Ok(())
    }
}

/// Takes one step alone.
pub(crate) fn one(name: &str, step: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut steps = Steps::default();
    steps.take(name, step);
    steps.finish()
}

/// Runs a command whose output the person sees.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if !status.success() {
        bail!("{} ended with {status}", command.get_program().display());
    }
    Ok(())
}

/// Fails with all that is wrong, a line each.
pub(crate) fn none(wrong: &[String]) -> Result<()> {
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}
