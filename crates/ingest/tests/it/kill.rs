//! SIGKILL at random moments: a child imports and tells what was acknowledged; whatever it said is stored, once, and the next
//! child goes on behind it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use atalaya_ingest::News;
use atalaya_journal::DataDir;

use crate::world::{assert_balanced, frames, import, import_until, ndjson, open, rows};
use atalaya_testkit::Random;

/// Kills in a run; `ATALAYA_INGEST_KILLS` asks for more.
const KILLS: u64 = 12;
/// The variable that makes a child of this test, and names its folder.
const CHILD: &str = "ATALAYA_INGEST_CHILD";

fn files(folder: &Path) -> Vec<PathBuf> {
    (0..3).map(|file| folder.join(format!("{file}.ndjson"))).collect()
}

/// The child's life, where this process is the child.
#[test]
fn child_of_the_kill_test() {
    let Some(folder) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
    let lock = DataDir::lock(folder.join("data")).unwrap();
    let (house, _) = open(&lock);
    assert_balanced(&house);
    let mut out = std::io::stdout();
    writeln!(out, "\nopened").unwrap();
    let _ = import_until(&house, "x", &files(&folder), &mut |news| {
        if let News::Acknowledged { part, .. } = news {
            let name = Path::new(&*part.name).file_stem().unwrap().to_str().unwrap();
            writeln!(out, "\nacknowledged {name} {} {}", part.first, part.last).unwrap();
            out.flush().unwrap();
        }
        false
    });
    house.close().unwrap();
    writeln!(out, "\nclosed").unwrap();
}

#[test]
fn after_sigkill_everything_acknowledged_is_stored_once() {
    let kills = std::env::var("ATALAYA_INGEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let mut random = Random::new(11);
    let mut done = 0;
    while done < kills {
        let folder = tempfile::tempdir().unwrap();
        let sizes = [30_000, 1 + random.below(50_000), 20_000];
        for ((seed, path), events) in (0..).zip(files(folder.path())).zip(sizes) {
            std::fs::write(path, ndjson(seed, events)).unwrap();
        }
        let mut acknowledged: Vec<(u64, u64, u64)> = Vec::new();
        for _ in 0..4 {
            done += 1;
            acknowledged.extend(live(folder.path(), Duration::from_millis(random.below(1500))));
            check(folder.path(), &acknowledged);
        }
        let lock = DataDir::lock(folder.path().join("data")).unwrap();
        let (house, _) = open(&lock);
        import(&house, "x", &files(folder.path()));
        assert_eq!(rows(&house)["windows.sysmon"], sizes.iter().sum::<u64>());
        assert_balanced(&house);
    }
}

/// Lets a child live for so long after it has opened, and returns what it said.
fn live(folder: &Path, long: Duration) -> Vec<(u64, u64, u64)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::child_of_the_kill_test", "--nocapture"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let opened = lines.by_ref().any(|line| line == "opened");
    let listener = std::thread::spawn(move || {
        let said = lines.filter_map(|line| {
            let numbers: Vec<u64> =
                line.strip_prefix("acknowledged ")?.split(' ').map(|number| number.parse().unwrap()).collect();
            Some((numbers[0], numbers[1], numbers[2]))
        });
        said.collect()
    });
    assert!(opened, "the child could not open what the one before left");
    std::thread::sleep(long);
    let _ = child.kill();
    child.wait().unwrap();
    listener.join().unwrap()
}

fn check(folder: &Path, acknowledged: &[(u64, u64, u64)]) {
    let lock = DataDir::lock(folder.join("data")).unwrap();
    let (house, _) = open(&lock);
    assert_balanced(&house);
    let all = frames(house.journal());
    assert!(all.values().all(|count| *count == 1));
    for (file, first, last) in acknowledged {
        let mark = format!("a{file}.exe");
        let there = |number: u64| {
            let of_number = |(_, _, found, frame): &(u32, Option<[u8; 32]>, u64, Vec<u8>)| {
                *found == number && String::from_utf8_lossy(frame).contains(&mark)
            };
            all.keys().any(of_number)
        };
        // Each in between is looked for by the sum.
        assert!(there(*first) && there(*last), "{file}: {first} to {last}");
    }
    let total: u64 = acknowledged.iter().map(|(_, first, last)| last - first + 1).sum();
    assert!(all.len() as u64 >= total);
    assert_eq!(rows(&house).values().sum::<u64>(), all.len() as u64);
}
