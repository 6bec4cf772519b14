//! The journal, the lake and the doctor are asked beside a centre that runs, while it is sent to.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::program::{Run, atalaya, atalaya_in, text};
use crate::serve::{Centre, Relp, assert_sound, judged, kept, message, settings};

fn beside(data: &Path, words: &[&str]) -> Run {
    atalaya(&[words, &["--data", text(data)]].concat())
}

fn good(data: &Path, words: &[&str]) -> Run {
    let run = beside(data, words);
    assert_eq!(run.status, 0, "{words:?}: {}{}", run.stdout, run.stderr);
    run
}

/// That both sums of every source are known and hold.
fn assert_balanced(told: &Value) {
    for source in told["sources"].as_array().unwrap() {
        let held = (&source["frames"]["balanced"], &source["events"]["balanced"]);
        assert_eq!(held, (&true.into(), &true.into()), "{source:#}");
    }
}

/// Says that it is over when it is dropped, also where a test fails.
struct Over<'o>(&'o AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Sends until it is told to end; how much was acknowledged.
fn stream(address: &str, over: &AtomicBool) -> usize {
    let mut relp = Relp::open(address);
    let mut number = 0;
    while !over.load(Ordering::Relaxed) {
        for _ in 0..100 {
            relp.send("syslog", &message(number));
            number += 1;
        }
        (0..100).for_each(|_| drop(relp.answer().unwrap()));
    }
    number
}

#[test]
fn sums_hold_at_every_moment_and_history_is_whole_while_it_grows() {
    let centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let data = centre.folder.path().join("data");
    let (address, over) = (centre.address("relp"), AtomicBool::new(false));
    let sent = thread::scope(|scope| {
        let ending = Over(&over);
        let sending = scope.spawn(|| stream(&address, &over));
        for _ in 0..12 {
            let told = good(&data, &["doctor", "--json"]).json();
            assert_balanced(&told);
            assert_eq!(good(&data, &["journal", "verify", "--json"]).json()["whole"], true);
            let verified = good(&data, &["lake", "verify", "--json"]).json();
            assert_eq!(verified["whole"], true, "{verified:#}");
            good(&data, &["lake", "compact"]);
        }
        let anchor = centre.folder.path().join("anchor.json");
        good(&data, &["journal", "anchor", "--output", text(&anchor)]);
        good(&data, &["journal", "verify", "--anchor", text(&anchor)]);
        good(&data, &["journal", "hold", "inquiry"]);
        assert!(good(&data, &["journal", "status"]).stdout.contains("inquiry"));
        good(&data, &["journal", "expire", "--older-than", "1d"]);
        good(&data, &["journal", "release", "inquiry"]);
        drop(ending);
        sending.join().unwrap()
    });
    let (told, folder) = centre.end();
    assert_eq!(told["events"], sent, "{told:#}");
    assert_eq!(kept(&folder, "relp").len(), sent);
    assert_sound(&folder);
}

#[test]
fn what_is_stored_is_exported_and_what_needs_a_journal_that_stands_still_is_refused() {
    let centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let data = centre.folder.path().join("data");
    let mut relp = Relp::open(&centre.address("relp"));
    for number in 0..10 {
        relp.send("syslog", &message(number));
        relp.answer().unwrap();
    }
    let decoded = || good(&data, &["doctor", "--json"]).json()["sources"][0]["events"]["decoded"] == 10;
    assert!((0..200).any(|_| decoded()), "nothing is decoded");
    assert!(good(&data, &["lake", "status"]).stdout.contains("relp"));
    let folder = centre.folder.path().join("taken");
    good(&data, &["lake", "export", "--output", text(&folder)]);
    assert!(fs::read_dir(&folder).unwrap().count() > 0);
    for words in [
        &["journal", "replay"][..],
        &["journal", "rekey"],
        &["journal", "expire", "--older-than", "1d", "--unread"],
        &["lake", "rekey"],
    ] {
        let run = beside(&data, words);
        assert!(
            run.status == 2 && run.stderr.contains("does not carry out"),
            "{words:?}: {}{}",
            run.stdout,
            run.stderr
        );
    }
    let wrong = beside(&data, &["journal", "release", "nothing"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("nothing"), "{}", wrong.stderr);
    // In the language of whoever asks.
    let asked = atalaya_in("es", &["doctor", "--data", text(&data)]);
    assert!(asked.stdout.contains("organización") || asked.stdout.contains("fuente"), "{}", asked.stdout);
    centre.end();
}
