//! Exceptions: where rules find nothing, from the moment they are added, counted, until they are over or removed.

use std::path::Path;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::program::{atalaya, text};
use crate::serve::{Centre, Relp, assert_sound, judged, settings};
use crate::serve_proof::{proof, ruled, state};

fn failed(host: &str, number: usize) -> String {
    format!("<13>1 2026-01-02T03:04:05Z {host} su 77 - - authentication failure {number}")
}

fn except(data: &Path, more: &[&str]) -> Value {
    let run = atalaya(&[&["exceptions", "add", "--json", "--data", text(data)], more].concat());
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.json()
}

/// How much the exception has kept from being found, once that is so much at least.
fn suppressed(data: &Path, exception: &Value, least: u64) -> u64 {
    for _ in 0..200 {
        let all = atalaya(&["exceptions", "list", "--json", "--data", text(data)]).json();
        let of = |one: &&Value| one["exception"] == exception["exception"];
        let one = all["exceptions"].as_array().unwrap().iter().find(of).unwrap().clone();
        if one["suppressed"].as_u64().unwrap() >= least {
            return one["suppressed"].as_u64().unwrap();
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("nothing is counted");
}

#[test]
fn an_exception_holds_at_once_is_counted_and_can_be_removed() {
    let mut centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let data = centre.folder.path().join("data");
    proof(&data, &[]);
    let added = except(
        &data,
        &["a log-on FAILED", "--where", "hostname=fw0*", "--reason", "probes of ours", "--organization", "ministry"],
    );
    assert_eq!((&added["state"], &added["suppressed"]), (&"holds".into(), &0.into()), "{added:#}");
    let of_bank =
        except(&data, &["A log-on failed", "--where", "hostname=*", "--reason", "x", "--organization", "bank"]);
    let mut relp = Relp::open(&centre.address("relp"));
    // The threads that decode take it up with what they hand over next.
    relp.send("syslog", &failed("db02", 0));
    assert_eq!(centre.finding()["finding"]["device"]["hostname"], "db02");
    (1..=5).for_each(|number| relp.send("syslog", &failed("fw01", number)));
    relp.send("syslog", &failed("db01", 6));
    assert_eq!(centre.finding()["finding"]["device"]["hostname"], "db01");
    assert_eq!(suppressed(&data, &added, 5), 5);
    let words = atalaya(&["exceptions", "list", "--data", text(&data)]);
    assert!(words.stdout.contains("probes of ours") && words.stdout.contains("ministry"), "{}", words.stdout);
    let id = added["exception"].as_str().unwrap();
    let add = |rule: &str, condition: &str| {
        let more = ["--where", condition, "--reason", "x", "--organization", "nobody", "--data", text(&data)];
        atalaya(&[&["exceptions", "add", rule][..], &more].concat())
    };
    let near = add("log-on", "User|exists=true");
    assert!(near.status == 2 && near.stderr.contains("A log-on failed (00000000-"), "{}", near.stderr);
    let broad = add("A log-on failed", "User=*");
    assert!(broad.status == 0 && broad.stdout.contains("nearly every event"), "{}{}", broad.stdout, broad.stderr);
    assert!(broad.stdout.contains("organization nobody"), "{}", broad.stdout);
    let exists = add("A log-on failed", "User|exists=true");
    assert_eq!(exists.status, 0, "{}", exists.stderr);
    assert_eq!(atalaya(&["exceptions", "remove", id, "--data", text(&data)]).status, 0);
    assert_ne!(atalaya(&["exceptions", "remove", id, "--data", text(&data)]).status, 0);
    relp.send("syslog", &failed("db03", 7));
    centre.finding();
    relp.send("syslog", &failed("fw01", 8));
    assert_eq!(centre.finding()["finding"]["device"]["hostname"], "fw01");
    let (told, folder) = centre.end();
    assert_eq!(told["findings"], 4, "{told:#}");
    assert_sound(&folder);
    // They are kept, and what they did; also without a centre.
    let data = folder.path().join("data");
    assert_eq!((suppressed(&data, &added, 5), suppressed(&data, &of_bank, 0)), (5, 0));
}

#[test]
fn an_exception_that_takes_a_canary_leaves_its_rule_unproven() {
    let centre = Centre::begin(ruled(settings(&[("relp", "relp", "")])));
    let data = centre.folder.path().join("data");
    proof(&data, &[]);
    except(&data, &["process", "--where", "CommandLine|contains=evil", "--reason", "too broad"]);
    let (_, folder) = centre.end();
    let data = folder.path().join("data");
    except(&data, &["file", "--where", "TargetFilename|endswith=.nothing", "--reason", "harmless"]);
    let centre = Centre::begin(folder);
    let told = proof(&data, &[]);
    assert_eq!(state(&told, "process"), ("unproven", "no-finding"), "{told:#}");
    assert_eq!(state(&told, "file"), ("cannot-fire", "no-source"), "{told:#}");
    centre.end();
}

#[test]
fn exceptions_that_mean_nothing_are_refused() {
    let centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    let data = centre.folder.path().join("data");
    proof(&data, &[]);
    let check = |more: &[&str], words: &str| {
        let run = atalaya(&[&["exceptions", "add", "--data", text(&data)], more].concat());
        assert!(run.status != 0 && run.stderr.contains(words), "{more:?}: {}", run.stderr);
    };
    check(&["A log-on failed", "--where", "a=b"], "--reason");
    check(&["A log-on failed", "--reason", "x"], "--where");
    check(&["A log-on failed", "--reason", "x", "--where", "a"], "is no condition");
    check(&["A log-on failed", "--reason", "x", "--where", "a|nonsense=b"], "nonsense");
    check(&["A log-on failed", "--reason", "x", "--where", "a=b", "--for", "500d"], "400");
    check(&["nobody", "--reason", "x", "--where", "a=b"], "nobody");
    check(&["A log-on failed", "--reason", "x", "--where", "a=b", "--organization", "(atalaya)"], "canaries");
    centre.end();
}
