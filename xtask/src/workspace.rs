//! Where the workspace is and what is in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

/// Folders below folders that are read.
const DEPTH_MAX: usize = 16;

/// The workspace's folder.
pub(crate) fn root() -> &'static Path {
    // Where it is now: what was built in one checkout may run in another.
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let own = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| "xtask".into(), PathBuf::from);
        own.parent().map_or_else(|| ".".into(), Path::to_owned)
    });
    &ROOT
}

/// Cargo, the one that runs us.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    // What cargo says to the program that it runs is not for the next cargo: build scripts that look at it would run again
    // each time, and everything above them would be built again.
    let ours = |name: &str| ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|start| name.starts_with(start));
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_str().is_some_and(ours)) {
        cargo.env_remove(name);
    }
    cargo
}

/// What `cargo metadata` says.
pub(crate) fn metadata(arguments: &[&str]) -> Result<Value> {
    let output = cargo().args(["metadata", "--format-version", "1"]).args(arguments).output()?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("cargo metadata wrote no JSON")
}

/// A text file of the workspace.
pub(crate) struct File {
    /// Its path from the root, with slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl File {
    /// The code without the unit tests at its end.
    pub(crate) fn shipped(&self) -> &str {
        self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default()
    }
}

/// The text files below the folders that have one of the extensions, sorted by path. Build output is left out.
pub(crate) fn files(folders: &[&str], extensions: &[&str]) -> Result<Vec<File>> {
    let mut paths = Vec::new();
    for folder in folders {
        walk(&root().join(folder), DEPTH_MAX, &mut paths)?;
    }
    paths.retain(|path| path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted)));
    paths.sort();
    paths.into_iter().map(|path| read(&path)).collect()
}

fn read(path: &Path) -> Result<File> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let path = path.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
    Ok(File { path, text })
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_symlink() || name == "target" || name == ".git" {
            continue;
        }
        if !path.is_dir() {
            found.push(path);
        } else if depth > 0 {
            walk(&path, depth - 1, found)?;
        }
    }
    Ok(())
}
