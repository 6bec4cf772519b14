//! `cargo xtask bench <what>`: dispatches to the benches. Measures nothing itself.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::step::say;

/// Runs the bench named `what`.
pub(crate) fn run(what: &str, _arguments: &[&str]) -> Result<ExitCode> {
    match what {
        "scan" => {
            say("the bench of the scan is not part of this checkout");
            Ok(ExitCode::from(2))
        }
        _ => bail!("no such bench: {what}; there is: scan"),
    }
}
