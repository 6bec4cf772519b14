//! `cargo xtask fuzz`: runs the targets in `fuzz/` where the nightly compiler is present.
//!
//! The targets are ordinary libFuzzer programs, so `cargo fuzz run <target>` works on them too; this chore needs no more
//! than the compiler, since it passes the flags itself.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::step::{Steps, run as show, say};
use crate::workspace;

/// How long each target runs unless told otherwise.
pub(crate) const SECONDS_DEFAULT: u64 = 60;

/// Memory a target may hold, in MiB.
const MEMORY_MIB: u64 = 1024;

/// How long one input may take, in seconds.
const INPUT_SECONDS: u64 = 10;

/// The compiler's flags that libFuzzer needs to see which code an input reaches.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
                     -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Ccodegen-units=1";

/// Runs every target for `seconds`. Exit status 2 where this machine cannot fuzz.
pub(crate) fn run(seconds: u64) -> Result<ExitCode> {
    let Some(host) = nightly_host() else {
        say("cannot fuzz: no nightly compiler. Install one with `rustup toolchain install nightly`.");
        return Ok(ExitCode::from(2));
    };
    // Naming the target keeps the flags away from build scripts, which do not link with libFuzzer.
    show(nightly("cargo").args(["build", "--release", "--bins", "--target", &host]).env("RUSTFLAGS", FLAGS))?;
    let programs = workspace::root().join("fuzz/target").join(&host).join("release");
    let mut steps = Steps::default();
    for target in targets()? {
        steps.take(&target, || fuzz(&programs, &target, seconds));
    }
    steps.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// The platform that the nightly compiler is on, where there is one.
fn nightly_host() -> Option<String> {
    let output =
        nightly("rustc").arg("-vV").stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

/// A program of the nightly toolchain, in the folder of the targets.
fn nightly(program: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", program]).current_dir(workspace::root().join("fuzz"));
    // These name the toolchain that runs us; the other one must find its own.
    command.env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO_TARGET_DIR");
    command
}

/// The names of the targets: the files in `fuzz/fuzz_targets`.
fn targets() -> Result<Vec<String>> {
    let files = workspace::files(&["fuzz/fuzz_targets"], &["rs"])?;
    let name = |path: &str| Some(path.rsplit('/').next()?.strip_suffix(".rs")?.to_owned());
    let targets: Vec<String> = files.iter().filter_map(|file| name(&file.path)).collect();
    ensure!(!targets.is_empty(), "there are no fuzz targets");
    Ok(targets)
}

/// Runs a target. Its corpus is kept between runs; an input that breaks it is left in `fuzz/artifacts`.
fn fuzz(programs: &Path, target: &str, seconds: u64) -> Result<()> {
    let folder = workspace::root().join("fuzz");
    let (corpus, artifacts) = (folder.join("corpus").join(target), folder.join("artifacts").join(target));
    std::fs::create_dir_all(&corpus).context("cannot make the corpus' folder")?;
    std::fs::create_dir_all(&artifacts).context("cannot make the artifacts' folder")?;
    show(
        Command::new(programs.join(target))
            .arg(corpus)
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
            .arg(format!("-timeout={INPUT_SECONDS}"))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg("-print_final_stats=1"),
    )
}
