//! Files that grow, as a source of the centre: what is written is kept once, however it is rotated and the centre is killed.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, LAST_LINE, assert_sound, judged, kept, message, of};

/// How long something may take until a test gives it up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a source of these files, and where the centre says how it is.
fn settings(paths: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let words = format!(
        "[centre]\nlisten = \"127.0.0.1:0\"\n[[sources]]\norganization = \"ministry\"\nname = \"files\"\nprotocol = \"files\"\npaths = {paths}\n"
    );
    fs::write(folder.path().join("atalaya.toml"), words).unwrap();
    fs::create_dir(folder.path().join("logs")).unwrap();
    folder
}

fn append(path: &Path, words: &str) {
    OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(words.as_bytes()).unwrap();
}

fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|number| message(number) + "\n").collect()
}

/// Waits until the centre has so many frames of the files.
fn has(centre: &Centre, frames: usize) {
    let address = centre.listening["asked_at"].as_str().unwrap();
    let wanted =
        format!("atalaya_source_frames_accepted_total{{organization=\"ministry\",source=\"files\"}} {frames}\n");
    let (begun, mut answer) = (Instant::now(), String::new());
    while !answer.contains(&wanted) {
        assert!(begun.elapsed() < PATIENCE, "{wanted}: {answer}");
        sleep(Duration::from_millis(20));
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: centre\r\n\r\n").unwrap();
        answer.clear();
        stream.read_to_string(&mut answer).unwrap();
    }
}

#[test]
fn lines_are_kept_once_while_logs_are_rotated_and_the_centre_is_killed() {
    let folder = judged(settings("[\"logs/*.log\"]"));
    let logs = folder.path().join("logs");
    let log = logs.join("app.log");
    append(&log, &lines(0..3000));
    let centre = Centre::begin(folder);
    assert_eq!(centre.listening["listening"][0]["protocol"], "files");
    assert_eq!(centre.address("files"), "logs/*.log");
    has(&centre, 3000);
    // Renamed, and written to on both sides.
    fs::rename(&log, logs.join("app.log.1")).unwrap();
    append(&log, &lines(3000..3100));
    append(&logs.join("app.log.1"), &lines(3100..3200));
    has(&centre, 3200);
    append(&log, &lines(3200..4000));
    let folder = centre.kill();
    append(&log, &lines(4000..4500));
    fs::rename(&log, logs.join("app.log.2")).unwrap();
    append(&log, &lines(4500..4600));
    let mut centre = Centre::begin(folder);
    has(&centre, 4600);
    // Cut off, and longer than before.
    fs::write(&log, lines(4600..4900)).unwrap();
    has(&centre, 4900);
    append(&log, &format!("<13>1 2026-01-02T03:04:05Z fw01 kernel 77 - - {LAST_LINE}\n"));
    let found = centre.finding();
    assert_eq!(found["finding"]["message"], "The last of them", "{found:#}");
    let (told, folder) = centre.end();
    let of_files = of(&told, "files");
    for (name, count) in [("truncated", 1), ("vanished", 0), ("cut", 0), ("torn", 0), ("beyond", 0)] {
        assert_eq!(of_files[name], count, "{told:#}");
    }
    let kept = kept(&folder, "files");
    let apart: BTreeSet<&String> = kept.iter().collect();
    assert_eq!((kept.len(), apart.len()), (4901, 4901));
    assert_sound(&folder);
}

#[test]
fn a_zeek_log_that_grows_is_what_it_is_and_what_is_no_log_keeps_nobody() {
    let folder = settings("[\"logs\"]");
    let logs = folder.path().join("logs");
    let made = std::process::Command::new("mkfifo").arg(logs.join("pipe")).status().unwrap();
    assert!(made.success());
    fs::write(logs.join("old.zip"), b"PK\x03\x04").unwrap();
    let log = logs.join("conn.log");
    append(
        &log,
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n\
         #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n\
         #types\ttime\tstring\taddr\tport\taddr\tport\tenum\n",
    );
    let row = |number: usize| format!("1767323045.{number:06}\tC{number}\t10.0.0.1\t1234\t10.0.0.2\t80\ttcp\n");
    let centre = Centre::begin(folder);
    append(&log, &(0..50).map(row).collect::<String>());
    has(&centre, 50);
    let centre = Centre::begin(centre.kill());
    append(&log, &(50..80).map(row).collect::<String>());
    has(&centre, 80);
    let (told, folder) = centre.end();
    assert_eq!(of(&told, "files")["passed"], 2, "{told:#}");
    let data = folder.path().join("data");
    let sql = "SELECT count(*) AS n, count(DISTINCT uid) AS uids FROM \"zeek.conn\"";
    let run = atalaya(&["hunt", sql, "--json", "--data", text(&data)]);
    let row: serde_json::Value = serde_json::from_str(run.stdout.trim()).unwrap();
    assert_eq!((&row["n"], &row["uids"]), (&80.into(), &80.into()), "{}{}", run.stdout, run.stderr);
    let run = atalaya(&["sources", "--json", "--data", text(&data)]);
    assert!(run.stdout.contains("80"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn settings_of_files_are_told_with_what_is_wrong_and_a_pipe_is_no_file_of_settings() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("atalaya.toml");
    fs::write(&config, "[[sources]]\norganization = \"a\"\nname = \"b\"\nprotocol = \"files\"\nlisten = \"[::1]:1\"\n")
        .unwrap();
    let data = folder.path().join("data");
    let run = atalaya(&["serve", "--config", text(&config), "--data", text(&data)]);
    assert!(run.status != 0 && run.stderr.contains("line 5") && run.stderr.contains("paths"), "{}", run.stderr);
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = atalaya(&["serve", "--config", text(&pipe), "--data", text(&data)]);
    assert!(run.status != 0 && run.stderr.contains("pipe"), "{}", run.stderr);
}
