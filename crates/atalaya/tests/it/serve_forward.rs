//! Findings are forwarded to the systems of others, in order, and across links that break and centres that are killed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, LAST_LINE, Relp, judged, sender, settings};
use crate::serve_tls::Authority;

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
fn next(stream: &mut impl Read) -> Option<String> {
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
        ("to = \"ftp://siem:80\"", "TRANSPORT://HOST:PORT"),
        ("to = \"tls://siem:6514\"", "need ca"),
        ("to = \"tcp://siem:514\"\nca = \"x.pem\"", "without TLS"),
        ("to = \"tcp://siem:514\"\nformat = \"leef\"", "cef, ocsf"),
        ("to = \"tcp://siem:514\"\nlevel = \"loud\"", "critical"),
        ("to = \"https://siem/s3cret\"", "https:// need ca"),
        ("to = \"http://siem/x\"\ntoken_file = \"x\"", "others could read it"),
        ("to = \"tcp://siem:514\"\norganization = \"minstry\"", "no source is of the organization minstry"),
        ("to = \"tcp://a:1\"\n[[forwards]]\nname = \"siem\"\nto = \"tcp://b:1\"", "there is a forward siem already"),
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

/// The other side of RELP: what it is sent goes to `take`, which says the answer.
fn answer(stream: TcpStream, mut take: impl FnMut(&str) -> Option<String>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        for _ in 0..3 {
            if reader.read_until(b' ', &mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let words = String::from_utf8(head).unwrap();
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut data = vec![0; words[2].parse::<usize>().unwrap() + 1];
        if reader.read_exact(&mut data).is_err() {
            return;
        }
        let said = if words[1] == "open" { Some("200 OK".to_owned()) } else { take(&String::from_utf8_lossy(&data)) };
        let Some(said) = said else { return };
        if writeln!(reader.get_mut(), "{} rsp {} {said}", words[0], said.len()).is_err() {
            return;
        }
    }
}

#[test]
fn what_the_other_side_refuses_again_and_again_holds_up_nothing_else() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("relp://{}", listener.local_addr().unwrap());
    let (say, said) = mpsc::channel();
    let receiving = thread::spawn(move || {
        let mut received = Vec::new();
        for stream in listener.incoming() {
            let (mut has_refused, mut has_last) = (false, false);
            answer(stream.unwrap(), |message| {
                if message.contains("failure 3") {
                    has_refused = true;
                    return Some("500 not\u{1b}[31m this one".to_owned());
                }
                received.push(message.to_owned());
                if message.contains(LAST_LINE) && !has_refused {
                    has_last = true;
                    say.send(()).unwrap();
                }
                Some("200 OK".to_owned())
            });
            if has_last {
                break;
            }
        }
        received
    });
    let centre = Centre::begin(forwarding(&to, "format = \"ocsf\""));
    send(&centre, 0..10);
    let mut relp = Relp::open(&centre.address("relp"));
    relp.send("syslog", &format!("<13>1 2026-01-02T03:04:06Z fw01 su 77 - - {LAST_LINE}"));
    drop(relp.answer().unwrap());
    said.recv().unwrap();
    let (end, _folder) = centre.end();
    let received = receiving.join().unwrap();
    let count = |number: usize| received.iter().filter(|one| one.contains(&format!("failure {number}"))).count();
    assert_eq!((count(0), count(2), count(3)), (1, 1, 0), "what was answered for is sent once: {received:?}");
    assert!((4..10).all(|number| count(number) > 0), "{received:?}");
    assert_eq!((&end["forwarded"][0]["unsent"], &end["forwarded"][0]["sent"]), (&1.into(), &10.into()), "{end:#}");
}

#[test]
fn a_receiver_that_never_finishes_its_answer_holds_up_neither_a_reload_nor_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("relp://{}", listener.local_addr().unwrap());
    let (say, said) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let (say, mut dripping) = (say.clone(), stream.try_clone().unwrap());
            thread::spawn(move || {
                answer(stream, |_| None);
                // The answer to the first finding never ends.
                let _ = dripping.write_all(b"2 rsp 9999 200 ");
                let _ = say.send(());
                while dripping.write_all(b".").is_ok() {
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
    });
    let mut centre = Centre::begin(forwarding(&to, ""));
    send(&centre, 0..10);
    said.recv().unwrap();
    let data = centre.folder.path().join("data");
    let run = atalaya(&["reload", "--data", text(&data)]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    // The next shift judges.
    send(&centre, 10..11);
    (0..11).for_each(|_| drop(centre.finding()));
    let (end, folder) = centre.end();
    assert_eq!((&end["forwarded"][0]["sent"], uids(&folder).len()), (&0.into(), 11), "{end:#}");
}

/// The other side of TLS.
fn secret(authority: &Authority) -> Arc<ServerConfig> {
    let server = authority.certify("localhost");
    let chain = CertificateDer::pem_slice_iter(server.certificate.as_bytes()).collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(server.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(builder.with_no_client_auth().with_single_cert(chain, key).unwrap())
}

#[test]
fn a_link_of_tls_that_was_ended_while_it_lay_idle_is_opened_anew() {
    let authority = Authority::new("Receivers");
    let config = secret(&authority);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("tls://localhost:{}", listener.local_addr().unwrap().port());
    let folder = forwarding(&to, "ca = \"receivers.pem\"");
    fs::write(folder.path().join("receivers.pem"), authority.pem()).unwrap();
    let centre = Centre::begin(folder);
    let accept = || {
        let stream = listener.accept().unwrap().0;
        StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream)
    };
    send(&centre, 0..1);
    let mut first = accept();
    let one = uid(&next(&mut first).unwrap());
    // It ends without a word; before that stand tickets that nobody has read.
    drop(first);
    send(&centre, 1..2);
    let mut second = accept();
    let mut received = BTreeSet::from([one]);
    while received.len() < 2 {
        received.insert(uid(&next(&mut second).unwrap()));
    }
    drop(second);
    let (_, folder) = centre.end();
    assert_eq!(received, uids(&folder));
}

/// The next request of HTTP: its head and its body; none at the end.
fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, String)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).ok()?;
    Some((head, String::from_utf8(body).unwrap()))
}

#[test]
fn a_webhook_is_given_each_finding_until_it_takes_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = forwarding(&format!("http://127.0.0.1:{port}/hook?key=s3cret"), "token_file = \"siem.token\"");
    let token = folder.path().join("siem.token");
    fs::write(&token, "t0ken\n").unwrap();
    fs::set_permissions(&token, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let (say, said) = mpsc::channel();
    thread::spawn(move || {
        let mut asked = 0;
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            while let Some((head, body)) = request(&mut stream) {
                asked += 1;
                let refused = body.contains("failure 2");
                // Not now; then without a length, which ends the connection; then as one would expect.
                let answer = match asked {
                    1 => "HTTP/1.1 503 Later\r\nContent-Length: 5\r\n\r\nlater",
                    2 => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    _ if refused => "HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n",
                    _ => "HTTP/1.1 204 Taken\r\n\r\n",
                };
                if asked > 1 && !refused {
                    let _ = say.send((head, body));
                }
                if stream.get_mut().write_all(answer.as_bytes()).is_err() || answer.contains("chunked") {
                    break;
                }
            }
        }
    });
    let centre = Centre::begin(folder);
    send(&centre, 0..5);
    let received: Vec<(String, String)> = (0..4).map(|_| said.recv().unwrap()).collect();
    let (end, folder) = centre.end();
    assert_eq!((&end["forwarded"][0]["sent"], &end["forwarded"][0]["unsent"]), (&4.into(), &1.into()), "{end:#}");
    let (head, _) = &received[0];
    assert!(head.starts_with("POST /hook?key=s3cret HTTP/1.1\r\nHost: 127.0.0.1:"), "{head}");
    assert!(head.contains("Authorization: Bearer t0ken\r\n") && head.contains("Content-Type: application/json\r\n"));
    let sent: BTreeSet<String> = received
        .iter()
        .map(|(head, body)| {
            let finding: Value = serde_json::from_str(body).unwrap();
            let uid = finding["finding_info"]["uid"].as_str().unwrap().to_owned();
            assert!(head.contains(&format!("Idempotency-Key: \"{uid}\"\r\n")), "{head}");
            uid
        })
        .collect();
    assert_eq!((sent.len(), sent.is_subset(&uids(&folder))), (4, true));
}

#[test]
fn what_a_webhook_has_not_answered_for_when_the_centre_ends_is_sent_after_the_next_start() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("http://{}/", listener.local_addr().unwrap());
    let centre = Centre::begin(forwarding(&to, ""));
    send(&centre, 0..1);
    let mut first = BufReader::new(listener.accept().unwrap().0);
    // It is asked, and says nothing.
    let (_, asked) = request(&mut first).unwrap();
    let (end, folder) = centre.end();
    assert_eq!(end["forwarded"][0]["sent"], 0, "{end:#}");
    let centre = Centre::begin(folder);
    let mut second = BufReader::new(listener.accept().unwrap().0);
    assert_eq!(request(&mut second).unwrap().1, asked);
    second.get_mut().write_all(b"HTTP/1.1 204 Taken\r\n\r\n").unwrap();
    let (end, _folder) = centre.end();
    assert_eq!(end["forwarded"][0]["sent"], 1, "{end:#}");
}
