//! Senders that others wrote, beside rsyslog and logger.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::program::text;
use crate::serve::{Centre, LAST_LINE, assert_sound, judged, kept, of, sender, settings};

/// syslog-ng, installed or only unpacked, and the folder of its libraries where it is unpacked.
fn syslog_ng() -> Option<(PathBuf, Option<PathBuf>)> {
    let unpacked = std::env::var_os("ATALAYA_SYSLOG_NG").map(PathBuf::from);
    match unpacked.filter(|folder| folder.join("usr/sbin/syslog-ng").exists()) {
        Some(folder) => Some((folder.join("usr/sbin/syslog-ng"), Some(folder.join("usr/lib/syslog-ng")))),
        None => sender("syslog-ng").map(|program| (program, None)),
    }
}

/// The version that its settings begin with: the first two numbers of its own.
fn version(program: &mut Command) -> String {
    let told = program.arg("--version").output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    let mut words = told.split(|word: char| word.is_whitespace() || word == '(');
    let is_whole = |word: &&str| word.starts_with(char::is_numeric) && word.contains('.');
    let whole = words.find(is_whole).unwrap();
    whole.split('.').take(2).collect::<Vec<_>>().join(".")
}

fn command(program: &Path, libraries: Option<&Path>) -> Command {
    let mut command = Command::new(program);
    if let Some(libraries) = libraries {
        command.env("LD_LIBRARY_PATH", libraries);
    }
    command
}

/// Sends the lines of a file to this destination, and ends when the last of them has been found.
fn send(centre: &mut Centre, destination: &str, lines: usize) -> bool {
    let Some((program, libraries)) = syslog_ng() else { return false };
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    let numbered: String = (1..lines).map(|number| format!("number {number}\n")).collect();
    fs::write(place("lines.log"), numbered + LAST_LINE + "\n").unwrap();
    let version = version(&mut command(&program, libraries.as_deref()));
    let words = format!(
        "@version: {version}\noptions {{ stats-freq(0); }};\n\
         source lines {{ file(\"{}\" flags(no-parse) follow-freq(1) program-override(\"test\")); }};\n\
         destination centre {{ {destination} }};\nlog {{ source(lines); destination(centre); }};\n",
        text(&place("lines.log"))
    );
    fs::write(place("syslog-ng.conf"), words).unwrap();
    let mut run = command(&program, libraries.as_deref());
    for (flag, name) in [("-f", "syslog-ng.conf"), ("-R", "persist"), ("-p", "pid"), ("-c", "control")] {
        run.args([flag, text(&place(name))]);
    }
    if let Some(libraries) = &libraries {
        let mut modules =
            fs::read_dir(libraries).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
        run.args(["--module-path", text(&modules.next().unwrap())]);
    }
    let run = run.args(["-F", "--no-caps"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = run.spawn().unwrap();
    let found = centre.finding();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    assert_eq!(found["finding"]["message"], "The last of them", "{found:#}");
    true
}

#[test]
fn syslog_ng_delivers_by_tcp_in_both_forms() {
    const LINES: usize = 2000;
    let mut centre = Centre::begin(judged(settings(&[("lines", "syslog-tcp", ""), ("counted", "syslog-tcp", "")])));
    let to =
        |name: &str, source: &str| format!("{name}(\"127.0.0.1\" port({}) transport(\"tcp\"));", centre.port(source));
    // Lines of RFC 3164, and octets that are counted, of RFC 5424.
    let destinations = [to("network", "lines"), to("syslog", "counted")];
    for destination in &destinations {
        if !send(&mut centre, destination, LINES) {
            return;
        }
    }
    let (told, folder) = centre.end();
    for source in ["lines", "counted"] {
        assert_eq!(of(&told, source)["durable"], LINES, "{told:#}");
        let kept = kept(&folder, source);
        assert_eq!(kept.len(), LINES);
        (1..LINES).for_each(|number| assert!(kept.contains(&format!("number {number}")), "{source}: {number}"));
    }
    assert_sound(&folder);
}
