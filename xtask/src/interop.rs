//! (begun)
use std::process::ExitCode;
pub(crate) fn run(_words: &[&str]) -> anyhow::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
