//! Files that are followed, as whoever writes them sees it: every line is in the journal once and in order, however they are
//! rotated, and whenever the centre ends.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use atalaya_codec::Format;
use atalaya_ingest::header::{Shared, followed_of, split};
use atalaya_ingest::receive::{Counts, FileNews, Followed, Inlets, News, Pace, Watch, receive};
use atalaya_journal::{Clock, Endless, Filter, Journal, Options, SystemClock};
use atalaya_reader::follow::Pattern;

use crate::world::World;

/// How long something may take until a test gives it up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of logs beside a data directory.
struct Scene {
    world: World,
    pattern: String,
    news: std::sync::Mutex<Vec<(PathBuf, FileNews)>>,
}

/// A line as the journal has it: of which file, where it ended there, and what it says.
type Line = ([u8; 16], u64, Vec<u8>, Format);

impl Scene {
    fn new(pattern: &str) -> Scene {
        let world = World::new();
        fs::create_dir(world.folder.path().join("logs")).unwrap();
        Scene { world, pattern: pattern.to_owned(), news: std::sync::Mutex::default() }
    }

    fn logs(&self) -> PathBuf {
        self.world.folder.path().join("logs")
    }

    fn journal(&self) -> Journal {
        let options = Options { space: Arc::new(Endless), ..Options::default() };
        Journal::open(&self.world.lock, options, Arc::new(SystemClock)).unwrap().0
    }

    /// Follows while the work is done; what was counted.
    fn follow(&self, pace: Pace, work: impl FnOnce(&Journal)) -> Arc<Counts> {
        let journal = self.journal();
        let source = journal.source("Ministry", "logs").unwrap();
        let patterns = vec![Pattern::new(&self.logs(), &self.pattern).unwrap()];
        let followed = Followed::new(Watch { name: "logs".to_owned(), source, zone: None, patterns, pace });
        let (counts, stop) = (followed.counts.clone(), AtomicBool::new(false));
        let inlets = Inlets { bound: Vec::new(), followed: vec![followed] };
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let tell = |news: News<'_>| {
            if let News::File(_, news) = news {
                self.news.lock().unwrap().push((news.path.clone(), news.what.clone()));
            }
        };
        thread::scope(|scope| {
            let receiving = scope.spawn(|| receive(&journal, &clock, inlets, &stop, &tell));
            let _stopping = Stopping(&stop);
            work(&journal);
            stop.store(true, Ordering::Relaxed);
            receiving.join().unwrap().unwrap();
        });
        journal.close().unwrap();
        counts
    }

    fn lines(&self) -> Vec<Line> {
        let journal = self.journal();
        let mut reader = journal.read(0, Filter::All).unwrap();
        let mut lines = Vec::new();
        while let Some(batch) = reader.next(None).unwrap() {
            lines.extend(batch.entries().map(|entry| {
                let (name, place) = followed_of(entry.header).unwrap();
                let shared = Shared::decode(split(entry.header).unwrap().1).unwrap();
                (name, place, entry.frame.to_vec(), shared.header.format)
            }));
        }
        lines
    }

    fn texts(&self) -> Vec<String> {
        self.lines().into_iter().map(|(_, _, text, _)| String::from_utf8(text).unwrap()).collect()
    }

    fn note(&self) -> PathBuf {
        self.world.lock.path().join("journal/followed.note")
    }
}

/// Ends what is followed, also where a test fails.
struct Stopping<'s>(&'s AtomicBool);

impl Drop for Stopping<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn quick() -> Pace {
    Pace {
        look_every: Duration::from_millis(5),
        settled_after: Duration::ZERO,
        unfinished_for: PATIENCE * 60,
        gone_for: Duration::from_millis(40),
        open_for: Duration::from_millis(30),
    }
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain: {what}");
        sleep(Duration::from_millis(2));
    }
}

fn has(journal: &Journal, lines: u64) {
    until(&format!("{lines} lines"), || journal.head() >= lines);
}

fn append(path: &Path, text: impl AsRef<[u8]>) {
    OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(text.as_ref()).unwrap();
}

/// Whoever writes the logs, by chance that can be had again.
struct Writer {
    logs: PathBuf,
    seed: u64,
    written: u64,
    lines: Vec<String>,
    /// Whether files that were rotated are followed under their new names, and copies of them.
    copies: bool,
    /// Whether what is at the place of the log now was seen there.
    is_seen: bool,
}

impl Writer {
    fn chance(&mut self, of: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % of
    }

    fn log(&self, number: u64) -> PathBuf {
        self.logs.join(if number == 0 { "app.log".to_owned() } else { format!("app.log.{number}") })
    }

    fn line(&mut self) -> String {
        let (number, length) = (self.written, self.chance(40) as usize);
        self.written += 1;
        let line = format!("line {number} {}", "x".repeat(length));
        self.lines.push(line.trim_end().to_owned());
        line.trim_end().to_owned()
    }

    /// Where only the log's own name is followed, it has to be seen there before it goes.
    fn write_seen(&mut self, journal: &Journal) {
        let app = self.log(0);
        self.write(&app);
        if !self.is_seen && !self.copies {
            has(journal, self.written);
        }
        self.is_seen = true;
    }

    fn write(&mut self, to: &Path) {
        for _ in 0..=self.chance(30) {
            let line = self.line();
            let (one, other) = line.split_at(self.chance(line.len() as u64) as usize);
            append(to, one);
            if self.chance(4) == 0 {
                sleep(Duration::from_millis(self.chance(9)));
            }
            append(to, format!("{other}\n"));
        }
    }

    /// Others move up, and the last of them goes.
    fn make_room(&self) {
        for number in (1..6).rev() {
            let _ = fs::rename(self.log(number), self.log(number + 1));
        }
    }

    fn step(&mut self, journal: &Journal) {
        let (app, copies) = (self.log(0), self.copies);
        match self.chance(9) {
            0 => {
                self.is_seen = false;
                self.make_room();
                let _ = fs::rename(&app, self.log(1));
                if copies && self.chance(2) == 0 {
                    // Whoever has it open writes on for a while.
                    let late: String = (0..self.chance(9)).map(|_| self.line() + "\n").collect();
                    append(&self.log(1), late);
                }
            }
            1 if copies && app.exists() => {
                self.make_room();
                fs::copy(&app, self.log(1)).unwrap();
                File::options().write(true).open(&app).unwrap().set_len(0).unwrap();
            }
            2 => {
                has(journal, self.written);
                self.is_seen = false;
                let _ = fs::remove_file(&app);
            }
            3 => {
                has(journal, self.written);
                self.is_seen = false;
                fs::write(&app, "").unwrap();
            }
            4 => sleep(Duration::from_millis(self.chance(60))),
            _ => self.write_seen(journal),
        }
        if self.log(6).exists() {
            has(journal, self.written);
            fs::remove_file(self.log(6)).unwrap();
        }
    }
}

/// The names of the files that a note has.
fn named(note: &[u8]) -> Vec<String> {
    let text = String::from_utf8(note.to_vec()).unwrap();
    let value: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let files = value["files"].as_array().unwrap().iter();
    let mut names: Vec<String> = files.map(|file| file["name"].as_str().unwrap().to_owned()).collect();
    names.sort_unstable();
    names
}

/// Writes, rotates and starts anew by chance; the journal has every line once, and those of a file in order.
fn check_chance(seed: u64, pattern: &str, copies: bool) {
    let scene = Scene::new(pattern);
    let mut writer =
        Writer { logs: scene.logs(), seed: seed * 2 + 1, written: 0, lines: Vec::new(), copies, is_seen: false };
    for _ in 0..20 {
        let _ = writer.chance(2);
    }
    for _ in 0..6 {
        let mut before = Vec::new();
        scene.follow(quick(), |journal| {
            for _ in 0..=writer.chance(8) {
                writer.step(journal);
            }
            before = fs::read(scene.note()).unwrap_or_default();
        });
        // As after a sudden end: the note is as it was, and the journal goes further.
        let after = fs::read(scene.note()).unwrap();
        if !before.is_empty() && named(&before) == named(&after) {
            fs::write(scene.note(), before).unwrap();
        }
        if writer.chance(2) == 0 && (copies || writer.is_seen) {
            writer.is_seen = false;
            let app = writer.log(0);
            writer.write(&app);
            writer.make_room();
            fs::rename(&app, writer.log(1)).unwrap();
        }
    }
    scene.follow(quick(), |journal| has(journal, writer.written));
    let lines = scene.lines();
    let mut found: Vec<String> = Vec::new();
    let mut last: BTreeMap<[u8; 16], u64> = BTreeMap::new();
    for (name, place, text, _) in lines {
        let before = last.insert(name, place);
        assert!(before.is_none_or(|before| before < place), "seed {seed}");
        found.push(String::from_utf8(text).unwrap());
    }
    let mut expected = writer.lines;
    found.sort_unstable();
    expected.sort_unstable();
    let missing: Vec<_> = expected.iter().filter(|line| found.binary_search(line).is_err()).collect();
    let twice: Vec<_> = found.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(found == expected, "seed {seed}: missing {missing:?}, twice {twice:?}, {:?}", scene.news.lock().unwrap());
}

#[test]
fn every_line_is_kept_once_however_files_are_rotated_and_the_centre_ends() {
    (1..=12).for_each(|seed| check_chance(seed, "**", true));
}

#[test]
fn what_was_renamed_to_a_name_that_is_not_followed_is_read_to_its_end() {
    (101..=112).for_each(|seed| check_chance(seed, "*.log", false));
}

#[test]
fn a_table_that_grows_has_its_columns_after_a_start_too() {
    let scene = Scene::new("*.log");
    let log = scene.logs().join("conn.log");
    let head = "#separator \\x09\n#set_separator\t,\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n";
    append(&log, head);
    scene.follow(quick(), |journal| {
        append(&log, "1.0\tC1\n2.0\tC2\n");
        has(journal, 2);
    });
    scene.follow(quick(), |journal| {
        append(&log, "3.0\tC3\n#close\t2026\n");
        has(journal, 3);
    });
    let journal = scene.journal();
    let mut reader = journal.read(0, Filter::All).unwrap();
    let mut count = 0;
    while let Some(batch) = reader.next(None).unwrap() {
        for entry in batch.entries() {
            let shared = Shared::decode(split(entry.header).unwrap().1).unwrap();
            let columns = shared.header.columns.unwrap();
            assert_eq!(
                (&columns.names[..], columns.stream.as_deref()),
                (&["ts".to_owned(), "uid".to_owned()][..], Some("conn"))
            );
            count += 1;
        }
    }
    assert_eq!(count, 3);
}

#[test]
fn lines_are_what_import_takes_them_for() {
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let long = "x".repeat(300 << 10);
    let check = |name: &str, pieces: &[&[u8]], expected: &[&str], format: Format| {
        let scene = Scene::new("*");
        let log = scene.logs().join(name);
        scene.follow(Pace { settled_after: Duration::from_millis(1), ..quick() }, |journal| {
            for piece in pieces {
                append(&log, piece);
                sleep(Duration::from_millis(15));
            }
            until(name, || journal.head() >= expected.len() as u64);
        });
        assert_eq!(scene.texts(), expected, "{name}");
        assert_eq!(scene.lines().last().unwrap().3, format, "{name}");
    };
    check("json", &[b"{\"a\":1}\n{\"a\"", b":2}\n"], &["{\"a\":1}", "{\"a\":2}"], Format::JsonLines);
    check(
        "crlf",
        &[b"type=SYSCALL msg=audit(1.0:1): a=1\r\n\r\n"],
        &["type=SYSCALL msg=audit(1.0:1): a=1"],
        Format::Auditd,
    );
    check("wide", &[&utf16("<13>Jan  2 03:04:05 fw01 a: ñ\r\n")], &["<13>Jan  2 03:04:05 fw01 a: ñ"], Format::Syslog);
    check("bom", &[b"\xEF\xBB\xBF{\"a\":1}\n"], &["{\"a\":1}"], Format::JsonLines);
    let pieces = [&long[..256 << 10], &long[256 << 10..], "rest"];
    check("long", &[long.as_bytes(), b"\nrest\n"], &pieces, Format::Text);
}

#[test]
fn columns_that_stand_alone_for_long_are_named_once_their_records_come() {
    let scene = Scene::new("*");
    let log = scene.logs().join("table");
    let lines = ["time,user,action", "2026-01-01,ana,log-on", "2026-01-02,ana,log-on"];
    scene.follow(quick(), |journal| {
        append(&log, format!("{}\n", lines[0]));
        has(journal, 1);
        append(&log, format!("{}\n{}\n", lines[1], lines[2]));
        has(journal, 3);
    });
    assert_eq!(scene.texts(), lines);
    assert_eq!(scene.lines().iter().map(|line| line.3).collect::<Vec<_>>(), [Format::Text, Format::Csv, Format::Csv]);
}

#[test]
fn what_is_no_file_that_grows_is_told_and_passed_over() {
    let scene = Scene::new("**");
    let logs = scene.logs();
    let made = std::process::Command::new("mkfifo").arg(logs.join("pipe")).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/etc", logs.join("folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", logs.join("link")).unwrap();
    fs::write(logs.join("old.gz"), [0x1F, 0x8B, 8, 0]).unwrap();
    fs::write(logs.join("binary"), [1_u8; 900]).unwrap();
    fs::write(logs.join(".hidden"), "not meant\n").unwrap();
    fs::write(logs.join("log"), "one\ntwo\n").unwrap();
    let counts = scene.follow(quick(), |journal| {
        has(journal, 2);
        until("all is told", || scene.news.lock().unwrap().len() >= 5);
    });
    assert_eq!((scene.texts(), counts.passed.get()), (vec!["one".to_owned(), "two".to_owned()], 5));
    let told = scene.news.lock().unwrap();
    let of = |name: &str| told.iter().filter(|(path, _)| path.ends_with(name)).map(|(_, what)| what.clone()).collect();
    let reason = |of: Vec<FileNews>| match &of[..] {
        [FileNews::Unread(message)] => message.id.to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(reason(of("pipe")), "reader-special");
    assert_eq!((reason(of("link")), reason(of("folder"))), ("reader-link".to_owned(), "reader-link".to_owned()));
    assert_eq!(reason(of("binary")), "reader-binary");
    assert_eq!(of("old.gz"), vec![FileNews::Whole]);
}

#[test]
fn what_is_cut_off_is_told_and_what_was_unread_when_it_went_is_counted() {
    let scene = Scene::new("*.log");
    let log = scene.logs().join("app.log");
    append(&log, "one is rather long\n");
    let counts = scene.follow(quick(), |journal| {
        has(journal, 1);
        fs::write(&log, "two\n").unwrap();
        has(journal, 2);
        // Longer than what was there, so that the size tells nothing.
        fs::write(&log, "three is longer than that was\nfour\n").unwrap();
        has(journal, 4);
    });
    assert_eq!((counts.truncated.get(), counts.vanished.get()), (2, 0));
    fs::remove_file(&log).unwrap();
    let counts = scene.follow(quick(), |_| until("it is told", || scene.news.lock().unwrap().len() >= 3));
    assert_eq!((counts.truncated.get(), counts.vanished.get()), (0, 1));
    assert_eq!(scene.texts(), ["one is rather long", "two", "three is longer than that was", "four"]);
}

#[test]
fn a_last_line_without_an_end_waits_and_is_taken_when_its_file_goes() {
    let scene = Scene::new("*.log");
    let log = scene.logs().join("app.log");
    append(&log, "one\nunfin");
    scene.follow(quick(), |journal| {
        has(journal, 1);
        sleep(Duration::from_millis(50));
        assert_eq!(journal.head(), 1);
    });
    // Not at an end of the centre.
    assert_eq!(scene.texts(), ["one"]);
    scene.follow(quick(), |journal| {
        append(&log, "ished\nlast");
        has(journal, 2);
        fs::rename(&log, scene.logs().join("old")).unwrap();
        has(journal, 3);
    });
    assert_eq!(scene.texts(), ["one", "unfinished", "last"]);
}
