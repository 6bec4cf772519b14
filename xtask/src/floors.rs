//! The floors of the architecture: a crate depends on lower floors only, and the pure floors on nothing of the machine.
//!
//! The table is the one of ARCHITECTURE.md. A crate that is not in it fails: its floor is a decision.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::step::none;
use crate::workspace::{self, File};

/// The floor of each crate, by the folder's noun. Crates that do not exist yet have their place already.
const FLOORS: &[(u8, &[&str])] = &[
    (6, &["atalaya"]),
    (5, &["report", "api", "console-assets"]),
    (4, &["scan", "ingest", "detection", "hunt", "triage", "cases", "constituency", "notify", "identity", "scenario"]),
    (4, &["exposure", "assessment", "sharing", "training"]),
    (3, &["journal", "lake", "ledger", "reader", "event"]),
    (2, &["codec", "schema", "sigma", "explain", "indicators"]),
    (1, &["model", "messages"]),
    (0, &["stdx"]),
];

/// Edges within a floor: the catalogue of texts turns the messages of the nouns into text, and needs their type; lake and ledger
/// are opened under the lock of the data directory, with the keys and the reserve of the journal.
const BESIDE: &[(&str, &str)] = &[("messages", "model"), ("lake", "journal"), ("ledger", "journal")];

/// What a test may use beside the floors.
const TESTKIT: &str = "testkit";

/// What is beside the floors: on top of everything, and nothing depends on it.
const CHORES: &str = "xtask";

/// The bench's program, beside the floors too: it knows none of our crates.
const BENCH: &str = "bench";

/// The highest floor whose crates are pure: bytes and values in, values out.
const PURE: u8 = 2;

/// What pure crates do not touch: the clock, the disk, the network, the environment, other processes.
const MACHINE: &[&str] = &[
    "std::fs",
    "TcpListener",
    "TcpStream",
    "UdpSocket",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "std::thread::spawn",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
];

/// A dependency of one of our crates on another.
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    /// Whether only tests need it.
    tests_only: bool,
}

/// Checks the manifests and the sources of the workspace.
pub(crate) fn check() -> Result<()> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let mut wrong: Vec<String> = packages
        .iter()
        .map(noun)
        .filter(|name| ![TESTKIT, CHORES, BENCH].contains(name) && floor(name).is_none())
        .map(|name| format!("{name} has no floor: give it one in ARCHITECTURE.md and xtask/src/floors.rs"))
        .collect();
    wrong.extend(packages.iter().flat_map(edges).filter_map(|edge| fault(&edge)));
    wrong.extend(workspace::files(&["crates"], &["rs"])?.iter().flat_map(impurities));
    none(&wrong)
}

/// The folder's noun: the package's name without the prefix.
fn noun(package: &Value) -> &str {
    let name = package["name"].as_str().unwrap_or_default();
    name.strip_prefix("atalaya-").unwrap_or(name)
}

fn edges(package: &Value) -> Vec<Edge<'_>> {
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours = dependencies.iter().filter(|dependency| dependency["path"].is_string());
    ours.map(|to| Edge { from: noun(package), to: noun(to), tests_only: to["kind"] == "dev" }).collect()
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(_, crates)| crates.contains(&name)).map(|(floor, _)| *floor)
}

/// Why the edge must not be.
fn fault(edge: &Edge<'_>) -> Option<String> {
    let Edge { from, to, tests_only } = *edge;
    let arrow = format!("{from} -> {to}");
    if from == CHORES || BESIDE.contains(&(from, to)) {
        return None;
    }
    if to == TESTKIT {
        return (!tests_only).then(|| format!("{arrow}: testkit is for tests only"));
    }
    // The testkit stands on the ground and the nouns.
    let from_floor = if from == TESTKIT { 2 } else { floor(from)? };
    let Some(to_floor) = floor(to) else { return Some(format!("{arrow}: nothing depends on {to}")) };
    // A test may use a crate of its own floor, as a second opinion or as a source of input.
    let down = to_floor < from_floor || (tests_only && to_floor == from_floor);
    (!down).then(|| format!("{arrow}: floor {from_floor} depends on floor {to_floor}, which is not lower"))
}

/// The lines of a pure crate that touch the machine.
fn impurities(file: &File) -> Vec<String> {
    let mut parts = file.path.split('/');
    let (Some(_), Some(name), Some("src")) = (parts.next(), parts.next(), parts.next()) else { return Vec::new() };
    if floor(name).is_none_or(|floor| floor > PURE) {
        return Vec::new();
    }
    let lines = file.shipped().lines().enumerate();
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.flat_map(|(index, line)| {
        let touched = MACHINE.iter().filter(move |word| line.contains(*word));
        touched.map(move |word| format!("{}:{}: {name} is pure and touches {word}", file.path, index + 1))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_of_the_workspace_stand_on_their_floors() {
        check().unwrap();
    }

    #[test]
    fn edges_point_down() {
        let check = |from, to, tests_only, good: bool| {
            let fault = fault(&Edge { from, to, tests_only });
            assert_eq!(fault.is_none(), good, "{from} -> {to}: {fault:?}");
        };
        check("codec", "model", false, true);
        check("atalaya", "stdx", false, true);
        check("messages", "model", false, true);
        check("model", "messages", false, false);
        check("codec", "sigma", false, false);
        check("schema", "codec", true, true);
        check("codec", "reader", true, false);
        check("stdx", "model", false, false);
        check("scan", "testkit", true, true);
        check("scan", "testkit", false, false);
        check("testkit", "model", false, true);
        check("testkit", "codec", false, false);
        check("scan", "xtask", false, false);
        check("xtask", "scan", false, true);
    }

    #[test]
    fn pure_crates_that_touch_the_machine_are_named() {
        let file = |path: &str| File { path: path.to_owned(), text: "//! x\nuse std::fs;\n// std::env\n".to_owned() };
        assert_eq!(impurities(&file("crates/codec/src/a.rs")).len(), 1);
        assert_eq!(impurities(&file("crates/reader/src/a.rs")).len(), 0);
        assert_eq!(impurities(&file("crates/codec/tests/it/a.rs")).len(), 0);
    }
}
