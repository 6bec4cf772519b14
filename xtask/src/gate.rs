//! `cargo xtask test` and `check`: the steps, and the tests last, so that their summary is what remains on the screen.

use std::io::{self, BufRead as _, BufReader, Read};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Result, ensure};

use crate::step::{Steps, run, say};
use crate::workspace::cargo;
use crate::{floors, leftovers, licences, limits};

/// Everything that must hold before a commit.
pub(crate) fn test() -> Result<ExitCode> {
    all(Steps::default())
}

/// The same, and the licences.
pub(crate) fn check() -> Result<ExitCode> {
    let mut steps = Steps::default();
    steps.take("licences", licences::check);
    all(steps)
}

fn all(mut steps: Steps) -> Result<ExitCode> {
    steps.take("format", || run(cargo().args(["fmt", "--all", "--check"])));
    steps.take("floors", floors::check);
    steps.take("leftovers", leftovers::check);
    steps.take("limits", limits::check);
    steps.take("lints", || run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])));
    steps.take("documentation", || {
        run(cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"))
    });
    let mut summary = String::new();
    steps.take("tests", || tests(&mut summary));
    let code = match steps.finish() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    };
    say(summary);
    Ok(code)
}

/// Runs the tests of the whole workspace with `cargo nextest` or, where that is not installed, with `cargo test`.
fn tests(summary: &mut String) -> Result<()> {
    let nextest = cargo().args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if nextest.is_ok_and(|status| status.success()) {
        with_nextest(summary)
    } else {
        say("cargo-nextest is not installed: using cargo test");
        with_cargo_test(summary)
    }
}

fn with_nextest(summary: &mut String) -> Result<()> {
    let mut command = cargo();
    command.args(["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"]);
    command.args(["--final-status-level", "slow", "--no-tests", "fail"]);
    let good = watch(command.stderr(Stdio::piped()), |line| {
        if line.trim_start().starts_with("Summary [") {
            line.trim().clone_into(summary);
        }
    })?;
    ensure!(good, "tests failed");
    Ok(())
}

fn with_cargo_test(summary: &mut String) -> Result<()> {
    let mut counts = [0_u64; 3];
    let mut command = cargo();
    command.args(["test", "--workspace", "--all-targets", "--no-fail-fast", "--quiet"]);
    let good = watch(command.stdout(Stdio::piped()), |line| {
        for (count, word) in counts.iter_mut().zip([" passed", " failed", " ignored"]) {
            *count += counted(line, word);
        }
    })?;
    let [passed, failed, ignored] = counts;
    *summary = format!("Summary {} tests run: {passed} passed, {failed} failed, {ignored} skipped", passed + failed);
    ensure!(good, "tests failed");
    ensure!(passed > 0, "no tests ran");
    Ok(())
}

/// The number before `word` in a line `test result: ok. 3 passed; 0 failed; …`.
fn counted(line: &str, word: &str) -> u64 {
    let Some(result) = line.strip_prefix("test result:") else { return 0 };
    let number = result.split(word).next().and_then(|before| before.rsplit(' ').next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Runs the command, passes the piped stream on line by line and shows each line to `look`. Whether it succeeded.
fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<bool> {
    let mut child = command.spawn()?;
    let piped: Box<dyn Read> = match (child.stdout.take(), child.stderr.take()) {
        (Some(stdout), _) => Box::new(stdout),
        (None, Some(stderr)) => Box::new(stderr),
        (None, None) => Box::new(io::empty()),
    };
    for line in BufReader::new(piped).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        say(&line);
        look(&line);
    }
    Ok(child.wait()?.success())
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn results_of_cargo_test_are_counted() {
        let line = "test result: FAILED. 12 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        let check = |word, count| assert_eq!(counted(line, word), count, "{word}");
        check(" passed", 12);
        check(" failed", 1);
        check(" ignored", 3);
        assert_eq!(counted("test x ... 9 passed", " passed"), 0);
    }
}
