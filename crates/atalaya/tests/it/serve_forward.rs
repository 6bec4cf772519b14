//! Findings are forwarded to the systems of others, in order, and across links that break and centres that are killed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, Read as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, Relp, judged, sender, settings};

fn failed(number: usize) -> String {
    format!("<13>1 2026-01-02T03:04:05Z fw01 su 77 - - authentication failure {number}")
}

/// A centre's settings that forward.
fn forwarding(to: &str, more: &str) -> TempDir {
    let folder = judged(settings(&[("relp", "relp", "")]));
    let file = folder.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{words}\n[[forwards]]\nname = \"siem\"\nto = \"{to}\"\n{more}\n")).unwrap();
    folder
}

/// The identifiers of all findings that the ledger has.
fn uids(folder: &TempDir) -> BTreeSet<String> {
    let data = folder.path().join("data");
    let run = atalaya(&["findings", "--json", "--limit", "100000", "--data", text(&data)]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let found = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    found.map(|found| found["finding"]["finding_info"]["uid"].as_str().unwrap().to_owned()).collect()
}

fn uid(message: &str) -> String {
    let (_, rest) = message.split_once("externalId=").unwrap();
    rest.split(' ').next().unwrap().to_owned()
}

/// The next message of a stream, by octet counting; none at its end.
fn next(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut length = String::new();
    loop {
        let mut byte = [0];
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return None;
        }
        match byte[0] {
            b' ' => break,
            digit => length.push(char::from(digit)),
        }
    }
    let mut message = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut message).ok()?;
    Some(String::from_utf8(message).unwrap())
}

/// Findings that are sent through the centre; waits until each is answered.
fn send(centre: &Centre, numbers: std::ops::Range<usize>) {
    let mut relp = Relp::open(&centre.address("relp"));
    let count = numbers.len();
    numbers.for_each(|number| relp.send("syslog", &failed(number)));
    (0..count).for_each(|_| drop(relp.answer().unwrap()));
}

#[test]
fn a_link_that_breaks_loses_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("tcp://{}", listener.local_addr().unwrap());
    let centre = Centre::begin(forwarding(&to, "level = \"high\""));
    send(&centre, 0..20);
    let mut received = Vec::new();
    let mut first = BufReader::new(listener.accept().unwrap().0);
    (0..3).for_each(|_| received.push(next(&mut first).unwrap()));
    assert!(received[0].starts_with("<107>1 20") && received[0].contains("CEF:0|Atalaya|Atalaya|"), "{}", received[0]);
    assert!(received[0].contains("|A log-on failed|8|") && received[0].contains("cs1=ministry"), "{}", received[0]);
    // The other side is gone before it has read the rest.
    drop(first);
    let mut second = BufReader::new(listener.accept().unwrap().0);
    let all: BTreeSet<String> = (0..20).map(|_| uid(&next(&mut second).unwrap())).collect();
    assert_eq!(all.len(), 20);
    // Killed, it goes on where it was sure to have been.
    let folder = centre.kill();
    drop(second);
    let centre = Centre::begin(folder);
    send(&centre, 20..25);
    let mut third = BufReader::new(listener.accept().unwrap().0);
    let reading = thread::spawn(move || {
        std::iter::from_fn(|| next(&mut third)).map(|message| uid(&message)).collect::<BTreeSet<_>>()
    });
    thread::sleep(Duration::from_millis(50));
    let (told, folder) = centre.end();
    let last = reading.join().unwrap();
    let everything: BTreeSet<String> = all.union(&last).cloned().collect();
    assert_eq!((everything.len(), &everything), (25, &uids(&folder)));
    let (sent, unsent) = (told["forwarded"][0]["sent"].as_u64().unwrap(), &told["forwarded"][0]["unsent"]);
    assert!(sent >= 25 && *unsent == 0, "{told:#}");
}

/// Ends what it began.
struct Receiver(Child);

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn receiver(program: &Path, place: &Path, port: u16) -> Receiver {
    let words = format!(
        "global(workDirectory=\"{0}\")\nmodule(load=\"imrelp\")\ninput(type=\"imrelp\" port=\"{port}\" maxDataSize=\"64k\")\n\
         template(name=\"all\" type=\"string\" string=\"%rawmsg%\\n\")\naction(type=\"omfile\" file=\"{0}/received\" template=\"all\")\n",
        place.display()
    );
    let file = place.join("rsyslog.conf");
    fs::write(&file, words).unwrap();
    let child = Command::new(program)
        .args(["-n", "-f", text(&file), "-i", text(&place.join("pid"))])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Receiver(child)
}

#[test]
fn rsyslog_receives_by_relp_what_waited_for_it() {
    let Some(program) = sender("rsyslogd") else { return };
    if !["/usr/lib/x86_64-linux-gnu/rsyslog/imrelp.so", "/usr/lib/rsyslog/imrelp.so"]
        .iter()
        .any(|path| Path::new(path).exists())
    {
        return eprintln!("rsyslog's RELP is not on this machine: nothing is tested with it");
    }
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let centre = Centre::begin(forwarding(&format!("relp://127.0.0.1:{port}"), ""));
    // Nobody is there yet.
    send(&centre, 0..30);
    let place = tempfile::tempdir().unwrap();
    let _receiver = receiver(&program, place.path(), port);
    let received = || fs::read_to_string(place.path().join("received")).unwrap_or_default();
    for _ in 0..1200 {
        if received().lines().count() >= 30 {
            break;
        }
        thread::sleep(Duration::from_millis(25));
    }
    let (told, folder) = centre.end();
    let all: Vec<String> = received().lines().map(uid).collect();
    assert_eq!(all.iter().cloned().collect::<BTreeSet<_>>(), uids(&folder));
    assert_eq!((all.len(), &told["forwarded"][0]["sent"]), (30, &30.into()), "{told:#}");
}

#[test]
fn forwards_that_mean_nothing_are_refused_with_their_line() {
    for (more, words) in [
        ("to = \"http://siem:80\"", "TRANSPORT://HOST:PORT"),
        ("to = \"tls://siem:6514\"", "need ca"),
        ("to = \"tcp://siem:514\"\nca = \"x.pem\"", "without TLS"),
        ("to = \"tcp://siem:514\"\nformat = \"leef\"", "cef, ocsf"),
        ("to = \"tcp://siem:514\"\nlevel = \"loud\"", "critical"),
    ] {
        let folder = judged(settings(&[("relp", "relp", "")]));
        let file = folder.path().join("atalaya.toml");
        let own = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("{own}\n[[forwards]]\nname = \"siem\"\n{more}\n")).unwrap();
        let data = folder.path().join("data");
        let run = atalaya(&["serve", "--config", text(&file), "--data", text(&data)]);
        assert!(run.status != 0 && run.stderr.contains(words), "{more}: {}", run.stderr);
    }
}
