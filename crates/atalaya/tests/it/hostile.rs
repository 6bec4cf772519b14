//! Input made to do harm, or damaged: the program ends in time, within its memory, says what is wrong, and reads
//! what can be read around it. Each case runs as a child that is given no more than it names.

mod bombs;
mod damage;
mod folders;
mod made;
mod records;
mod rules;

use atalaya_testkit::child::{End, Limits, run};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What small inputs may take. The program is not optimized here, and runs beside other tests.
const SMALL: Limits = limits(128, 10);
/// What inputs of a hundred megabytes and more may take.
const LARGE: Limits = limits(384, 60);

const fn limits(memory_megabytes: u64, cpu_seconds: u64) -> Limits {
    Limits { memory_bytes: memory_megabytes << 20, cpu_seconds, wall: Duration::from_secs(4 * cpu_seconds) }
}

/// A folder for one case.
struct Case {
    folder: tempfile::TempDir,
    limits: Limits,
}

impl Case {
    fn new(limits: Limits) -> Case {
        Case { folder: tempfile::tempdir().unwrap(), limits }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the program to its end: exit status, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_atalaya"));
        command.args(arguments).env("LC_ALL", "en_US.UTF-8");
        let run = run(&command, self.limits).unwrap();
        let End::Exited(Some(status)) = run.end else {
            panic!("{:?} after {:?} with {} bytes: {arguments:?}", run.end, run.wall, run.memory_peak_bytes);
        };
        (status, run.stdout.text(), run.stderr.text())
    }

    /// Scans, and expects that something could be read.
    fn scan(&self, input: &Path, more: &[&str]) -> Summary {
        let (status, stdout, stderr) = self.run(&[&["scan", input.to_str().unwrap(), "--json"], more].concat());
        assert_eq!(status, 0, "{stdout}{stderr}");
        Summary::new(&stdout)
    }

    /// Scans a file of these bytes.
    fn scan_bytes(&self, bytes: &[u8]) -> Summary {
        self.scan(&self.file("input", bytes), &[])
    }
}

/// The summary of a scan; its sums balance.
#[derive(Debug)]
struct Summary(serde_json::Value);

impl Summary {
    fn new(json: &str) -> Summary {
        let summary = Summary(serde_json::from_str(json).unwrap());
        let tally = |name: &str| summary.0["tally"][name].as_u64().unwrap();
        assert_eq!(tally("frames"), tally("decoded") + tally("quarantined"), "{summary:?}");
        let (examined, outside) = (tally("examined"), tally("outside_time"));
        assert_eq!(tally("decoded"), examined + outside + tally("without_kind"), "{summary:?}");
        summary
    }

    fn tally(&self, name: &str) -> u64 {
        self.0["tally"][name].as_u64().unwrap()
    }

    fn decoded(&self) -> u64 {
        self.tally("decoded")
    }

    fn found(&self) -> u64 {
        self.0["found"]["total"].as_u64().unwrap()
    }

    /// The identifiers of what is said of damage, of what was skipped, and of frames that were quarantined; sorted,
    /// each once.
    fn said(&self) -> Vec<String> {
        let ids = |list: &serde_json::Value, of: &str| -> Vec<String> {
            list.as_array().unwrap().iter().map(|item| item[of]["id"].as_str().unwrap().to_owned()).collect()
        };
        let mut said = ids(&self.0["damages"]["first"], "message");
        said.extend(ids(&self.0["skipped"]["first"], "message"));
        said.extend(ids(&self.0["quarantined"], "reason"));
        said.sort();
        said.dedup();
        said
    }
}
