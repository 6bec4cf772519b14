//! A child stays within its limits, or ends.

use std::process::Command;
use std::time::Duration;

use atalaya_testkit::child::{End, Limits, Run, run, run_fed};

const GENEROUS: Limits = Limits { memory_bytes: 1 << 30, cpu_seconds: 60, wall: Duration::from_secs(60) };

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn check(script: &str, limits: Limits, end: End) -> Run {
    let run = run(&shell(script), limits).unwrap();
    assert_eq!(run.end, end, "{script}: {}", run.stderr.text());
    run
}

#[test]
fn what_a_child_says_and_how_it_ends_is_known() {
    let run = check("echo out; echo err >&2; sleep 0.1; exit 3", GENEROUS, End::Exited(Some(3)));
    assert_eq!((run.stdout.text().as_str(), run.stderr.text().as_str()), ("out\n", "err\n"));
    assert!(run.memory_peak_bytes > 0);
}

#[test]
fn input_is_fed_and_need_not_be_read() {
    let fed = run_fed(&shell("wc -c"), GENEROUS, |input| input.write_all(&vec![b'x'; 1 << 20])).unwrap();
    assert_eq!(fed.stdout.text().trim(), "1048576");
    let unread = run_fed(&shell("exit 0"), GENEROUS, |input| input.write_all(&vec![b'x'; 1 << 20])).unwrap();
    assert_eq!(unread.end, End::Exited(Some(0)));
}

#[test]
fn a_child_that_sleeps_too_long_is_killed() {
    let run = check("exec sleep 30", Limits { wall: Duration::from_millis(100), ..GENEROUS }, End::Wall);
    assert!(run.wall < Duration::from_secs(10));
}

#[test]
fn a_child_that_spins_too_long_is_ended() {
    check("while :; do :; done", Limits { cpu_seconds: 1, ..GENEROUS }, End::Exited(None));
}

#[test]
fn a_child_that_swells_is_killed() {
    let limits = Limits { memory_bytes: 64 << 20, ..GENEROUS };
    let swollen = run_fed(&shell("exec tail -c 900000000"), limits, |input| {
        loop {
            input.write_all(&[b'x'; 1 << 16])?;
        }
    });
    assert_eq!(swollen.unwrap().end, End::Memory);
}

#[test]
fn the_command_keeps_its_environment_and_folder() {
    let mut command = shell("echo $WORD; pwd");
    command.env("WORD", "torre").current_dir("/");
    assert_eq!(run(&command, GENEROUS).unwrap().stdout.text(), "torre\n/\n");
}
