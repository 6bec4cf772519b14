//! Other people's engines, from the Python packages that `bench/python/requirements.txt` names, in an environment of their own
//! under the target directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::workspace::{metadata, root};

/// Bytes of an error that are shown.
const ERROR_BYTES_MAX: usize = 2000;

/// The environment.
pub(crate) struct Python {
    program: PathBuf,
}

impl Python {
    /// The environment, made where it is not there or not of these packages. Needs the network then.
    pub(crate) fn prepared() -> Result<Python> {
        let metadata = metadata(&["--no-deps"])?;
        let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;
        let folder = Path::new(target).join("bench-venv");
        let program = folder.join("bin").join("python");
        let wanted = fs::read(root().join("bench/python/requirements.txt"))?;
        let made_of = folder.join("requirements.txt");
        if fs::read(&made_of).ok() != Some(wanted.clone()) {
            run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            let mut pip = Command::new(&program);
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
            run(pip.arg(root().join("bench/python/requirements.txt")))?;
            fs::write(&made_of, wanted)?;
        }
        Ok(Python { program })
    }

    /// Runs a script of `bench/python`, which writes JSON.
    pub(crate) fn json(&self, script: &str, words: &[&str]) -> Result<Value> {
        let mut command = Command::new(&self.program);
        command.arg(root().join("bench/python").join(script)).args(words);
        let output = run(&mut command)?;
        serde_json::from_slice(&output).with_context(|| format!("{script} wrote no JSON"))
    }
}

/// Runs to the end and answers what was written.
fn run(command: &mut Command) -> Result<Vec<u8>> {
    let name = command.get_program().to_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", name.display()))?;
    let error =
        String::from_utf8_lossy(&output.stderr[output.stderr.len().saturating_sub(ERROR_BYTES_MAX)..]).into_owned();
    ensure!(output.status.success(), "{} ended with {}: {error}", name.display(), output.status);
    Ok(output.stdout)
}
