//! The centre while it runs: what senders deliver is kept, what was acknowledged most of all.
//!
//! Nothing here depends on how long something takes: an end is asked for when the senders have handed over, and the program
//! takes what has been handed over. Senders that others wrote are used where the machine has them, and it is said where not.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{atalaya, text};

/// A centre that runs. It is gone when this is.
pub(crate) struct Centre {
    child: Child,
    stdout: BufReader<ChildStdout>,
    pub(crate) folder: TempDir,
    pub(crate) listening: Value,
}

/// A folder with the settings of these sources: name, protocol, and further lines.
pub(crate) fn settings(sources: &[(&str, &str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut words = String::new();
    for (name, protocol, more) in sources {
        let head = format!("organization = \"ministry\"\nname = \"{name}\"\nprotocol = \"{protocol}\"");
        writeln!(words, "[[sources]]\n{head}\nlisten = \"127.0.0.1:0\"\n{more}\n").unwrap();
    }
    fs::write(folder.path().join("atalaya.toml"), words).unwrap();
    folder
}

/// What a rule of [`judged`] matches.
pub(crate) const LAST_LINE: &str = "this is the last of them";

/// The same settings, with rules of the test's own: of the last line, and of log-ons that failed.
pub(crate) fn judged(folder: TempDir) -> TempDir {
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    let rule = |name: &str, level: &str, words: &str| {
        let id = format!("00000000-0000-4000-8000-{:012}", name.len());
        let rule = format!(
            "title: {name}\nid: {id}\nstatus: test\nlevel: {level}\nlogsource:\n  service: syslog\n\
             detection:\n  words:\n    - '{words}'\n  condition: words\n"
        );
        fs::write(rules.join(format!("{}.yml", name.replace(' ', "_"))), rule).unwrap();
    };
    rule("The last of them", "low", LAST_LINE);
    rule("A log-on failed", "high", "authentication failure");
    let file = folder.path().join("atalaya.toml");
    let words = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("[detection]\nrules = [\"rules\"]\n\n{words}")).unwrap();
    folder
}

impl Centre {
    /// The next finding. Waits for it.
    pub(crate) fn finding(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// The memory that it holds now.
    pub(crate) fn resident_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().strip_suffix("kB").unwrap().trim().parse::<u64>().unwrap() * 1024
    }

    pub(crate) fn begin(folder: TempDir) -> Centre {
        Centre::begin_with(folder, &[])
    }

    /// The same with further words.
    pub(crate) fn begin_with(folder: TempDir, more: &[&str]) -> Centre {
        let mut child = Command::new(env!("CARGO_BIN_EXE_atalaya"))
            .args(["serve", "--json", "--config", text(&folder.path().join("atalaya.toml"))])
            .args(["--data", text(&folder.path().join("data"))])
            .args(more)
            .env_clear()
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let listening = serde_json::from_str(&line).unwrap();
        Centre { child, stdout, folder, listening }
    }

    /// Where a source is received.
    pub(crate) fn address(&self, source: &str) -> String {
        let inlets = self.listening["listening"].as_array().unwrap();
        let inlet = inlets.iter().find(|inlet| inlet["source"] == source).unwrap();
        inlet["address"].as_str().unwrap().to_owned()
    }

    /// What is said of a source at the start.
    pub(crate) fn cautions(&self, source: &str) -> Value {
        let inlets = self.listening["listening"].as_array().unwrap();
        inlets.iter().find(|inlet| inlet["source"] == source).unwrap()["cautions"].clone()
    }

    pub(crate) fn port(&self, source: &str) -> String {
        self.address(source).rsplit_once(':').unwrap().1.to_owned()
    }

    /// Asks it to end; what it tells then, and its folder.
    pub(crate) fn end(self) -> (Value, TempDir) {
        self.end_with(0)
    }

    /// The same, where it is to end with this status.
    pub(crate) fn end_with(mut self, status: i32) -> (Value, TempDir) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let mut told = String::new();
        self.stdout.read_to_string(&mut told).unwrap();
        assert_eq!(self.child.wait().unwrap().code(), Some(status), "{told}");
        // Before it stand the findings.
        let told = told.lines().last().unwrap();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        (serde_json::from_str(told).unwrap(), folder)
    }

    /// Kills it; its folder.
    pub(crate) fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn of<'t>(told: &'t Value, source: &str) -> &'t Value {
    told["received"].as_array().unwrap().iter().find(|inlet| inlet["source"] == source).unwrap()
}

/// The messages of a source that a hunt finds.
pub(crate) fn kept(folder: &TempDir, source: &str) -> Vec<String> {
    let data = folder.path().join("data");
    let sql = format!("SELECT message FROM events WHERE source = '{source}'");
    let run = atalaya(&["hunt", &sql, "--json", "--limit", "100000", "--data", text(&data)]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let rows = run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| row["message"].as_str().unwrap_or_default().to_owned()).collect()
}

pub(crate) fn assert_sound(folder: &TempDir) {
    let data = folder.path().join("data");
    for command in [&["journal", "verify"][..], &["lake", "verify"], &["doctor"]] {
        let run = atalaya(&[command, &["--data", text(&data)]].concat());
        assert_eq!(run.status, 0, "{command:?}: {}{}", run.stdout, run.stderr);
    }
}

pub(crate) fn message(number: usize) -> String {
    format!("<13>1 2026-01-02T03:04:05Z fw01 kernel 77 - - connection {number} refused")
}

/// A sender that speaks RELP as its specification says.
pub(crate) struct Relp {
    stream: BufReader<TcpStream>,
    transaction: u32,
}

impl Relp {
    pub(crate) fn open(address: &str) -> Relp {
        let mut relp = Relp { stream: BufReader::new(TcpStream::connect(address).unwrap()), transaction: 0 };
        relp.send("open", "relp_version=0\nrelp_software=test\ncommands=syslog");
        let answer = relp.answer().unwrap();
        assert!(answer.starts_with("1 rsp ") && answer.contains("200 OK"), "{answer}");
        // What is offered stands on further lines.
        let mut offers = String::new();
        while !offers.contains("commands=syslog") {
            offers = relp.answer().unwrap();
        }
        relp
    }

    pub(crate) fn send(&mut self, command: &str, data: &str) {
        self.transaction += 1;
        let blank = if data.is_empty() { "" } else { " " };
        let frame = format!("{} {command} {}{blank}{data}\n", self.transaction, data.len());
        // The other side may be gone.
        let _ = self.stream.get_mut().write_all(frame.as_bytes());
    }

    pub(crate) fn answer(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).ok()?;
        (read > 0 && line.ends_with('\n')).then_some(line)
    }
}

#[test]
fn what_is_delivered_is_kept_and_counted() {
    let centre = Centre::begin(settings(&[
        ("udp", "syslog-udp", ""),
        ("tcp", "syslog-tcp", "zone = \"America/Guatemala\""),
        ("relp", "relp", "from = [\"127.0.0.0/8\"]"),
    ]));
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    for number in 0..20 {
        udp.send_to(message(number).as_bytes(), centre.address("udp")).unwrap();
    }
    udp.send_to(b"\n", centre.address("udp")).unwrap();
    // Lines, counted messages and one without its end, over several connections.
    let lines: String = (0..30).map(|number| message(number) + "\n").collect();
    let counted: String = (30..60).map(|number| format!("{} {}", message(number).len(), message(number))).collect();
    for bytes in [lines, counted, message(60)] {
        TcpStream::connect(centre.address("tcp")).unwrap().write_all(bytes.as_bytes()).unwrap();
    }
    let mut relp = Relp::open(&centre.address("relp"));
    (0..10).for_each(|number| relp.send("syslog", &message(number)));
    for transaction in 2..12 {
        assert_eq!(relp.answer().unwrap(), format!("{transaction} rsp 6 200 OK\n"));
    }
    relp.send("close", "");
    assert_eq!((relp.answer().unwrap().as_str(), relp.answer().unwrap().as_str()), ("12 rsp 0\n", "0 serverclose 0\n"));
    let (told, folder) = centre.end();
    for (source, messages) in [("udp", 20), ("tcp", 61), ("relp", 10)] {
        let inlet = of(&told, source);
        assert_eq!((&inlet["messages"], &inlet["durable"]), (&json!(messages), &json!(messages)), "{told:#}");
        let mut kept = kept(&folder, source);
        kept.sort();
        let mut expected: Vec<String> = (0..messages).map(|number| format!("connection {number} refused")).collect();
        expected.sort();
        assert_eq!(kept, expected, "{source}");
    }
    assert_eq!((&of(&told, "udp")["empty"], &of(&told, "tcp")["connections"]), (&json!(1), &json!(3)), "{told:#}");
    assert_sound(&folder);
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let mut folder = settings(&[("relp", "relp", "")]);
    let mut acknowledged = Vec::new();
    for round in 0..4 {
        let centre = Centre::begin(folder);
        let mut relp = Relp::open(&centre.address("relp"));
        let numbers = round * 1000..round * 1000 + 300;
        numbers.clone().for_each(|number| relp.send("syslog", &message(number)));
        for number in numbers.take(100 + round * 50) {
            assert!(relp.answer().unwrap().ends_with(" rsp 6 200 OK\n"));
            acknowledged.push(format!("connection {number} refused"));
        }
        folder = centre.kill();
    }
    let (_, folder) = Centre::begin(folder).end();
    let kept = kept(&folder, "relp");
    let mut once = kept.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), kept.len(), "nothing is there twice");
    assert!(acknowledged.iter().all(|message| once.binary_search(message).is_ok()), "{} kept", kept.len());
    assert_sound(&folder);
}

#[test]
fn what_cannot_be_decoded_is_received_all_the_same() {
    let send = |centre: &Centre, words: &str| {
        let mut relp = Relp::open(&centre.address("relp"));
        (0..5).for_each(|number| relp.send("syslog", &message(number).replace("refused", words)));
        (0..5).for_each(|_| assert!(relp.answer().unwrap().ends_with(" rsp 6 200 OK\n")));
    };
    let centre = Centre::begin(judged(settings(&[("relp", "relp", "")])));
    send(&centre, "refused");
    let (_, folder) = centre.end();
    // A table's log that is damaged takes no rows.
    let tables = fs::read_dir(folder.path().join("data/lake/ministry")).unwrap().map(|entry| entry.unwrap().path());
    let logs: Vec<PathBuf> = tables.map(|table| table.join("_delta_log/00000000000000000000.json")).collect();
    let whole: Vec<Vec<u8>> = logs.iter().map(|log| fs::read(log).unwrap()).collect();
    logs.iter().for_each(|log| fs::write(log, "{").unwrap());
    let centre = Centre::begin(folder);
    send(&centre, "authentication failure");
    let (told, folder) = centre.end_with(2);
    assert_eq!(of(&told, "relp")["durable"], 5, "{told:#}");
    logs.iter().zip(whole).for_each(|(log, bytes)| fs::write(log, bytes).unwrap());
    // What waits is left to a centre, whose rules judge it: others say so, and what would pass it over is refused.
    let data = folder.path().join("data");
    assert_eq!(kept(&folder, "relp").len(), 5);
    let run = atalaya(&["hunt", "refused", "--data", text(&data)]);
    assert!(run.stderr.contains(" entries wait"), "{}", run.stderr);
    let log = folder.path().join("more.log");
    fs::write(&log, "<13>Jan  2 03:04:05 fw01 test: more\n").unwrap();
    let run = atalaya(&["import", text(&log), "--organization", "ministry", "--source", "x", "--data", text(&data)]);
    assert!(run.status == 2 && run.stderr.contains(" entries wait"), "{}{}", run.stdout, run.stderr);
    let (_, folder) = Centre::begin(folder).end();
    assert_eq!(kept(&folder, "relp").len(), 10, "what waited is decoded when it can be");
    let run = atalaya(&["findings", "--json", "--data", text(&folder.path().join("data"))]);
    assert_eq!(run.stdout.lines().count(), 5, "and judged: {}", run.stderr);
    assert_sound(&folder);
}

#[test]
fn who_may_not_send_is_refused_and_what_is_broken_ends() {
    let centre = Centre::begin(settings(&[
        ("far-udp", "syslog-udp", "from = [\"192.0.2.0/24\"]"),
        ("far-tcp", "syslog-tcp", "from = [\"192.0.2.1\", \"2001:db8::/32\"]"),
        ("relp", "relp", ""),
    ]));
    let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
    udp.send_to(message(1).as_bytes(), centre.address("far-udp")).unwrap();
    let mut stream = TcpStream::connect(centre.address("far-tcp")).unwrap();
    let _ = stream.write_all((message(1) + "\n").as_bytes());
    // It is closed without an answer.
    assert!(matches!(stream.read(&mut [0; 8]), Ok(0) | Err(_)));
    for bytes in ["GET / HTTP/1.1\r\n\r\n", "1 syslog 5 <13>a\n", "1 open 99999999999 a\n"] {
        let mut stream = TcpStream::connect(centre.address("relp")).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    let (told, folder) = centre.end();
    assert_eq!(
        (&of(&told, "far-udp")["foreign"], &of(&told, "far-tcp")["foreign"]),
        (&json!(1), &json!(1)),
        "{told:#}"
    );
    assert_eq!((&of(&told, "relp")["broken"], &of(&told, "relp")["messages"]), (&json!(3), &json!(0)), "{told:#}");
    assert_eq!(told["decoded"], 0, "{told:#}");
    assert_sound(&folder);
}

#[test]
fn settings_are_checked_whole() {
    let folder = settings(&[("a", "syslog-smoke", "from = []"), ("a", "relp", "zone = \"Moon/Base\"")]);
    let (file, data) = (folder.path().join("atalaya.toml"), folder.path().join("data"));
    let run = atalaya(&["serve", "--config", text(&file), "--data", text(&data)]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    for line in ["line 4: syslog-smoke", "line 6: from", "line 13: Moon/Base"] {
        assert!(run.stderr.contains(line), "{line}: {}", run.stderr);
    }
    assert!(!data.exists(), "nothing is made");
    let run = atalaya(&["serve", "--config", "nowhere.toml", "--data", text(&data)]);
    assert!(run.status == 2 && run.stderr.contains("nowhere.toml"), "{}", run.stderr);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    fs::write(&file, fs::read_to_string(settings(&[("a", "relp", "")]).path().join("atalaya.toml")).unwrap()).unwrap();
    let words = fs::read_to_string(&file).unwrap().replace("127.0.0.1:0", &address);
    fs::write(&file, words).unwrap();
    let run = atalaya(&["serve", "--config", text(&file), "--data", text(&data)]);
    assert!(run.status == 2 && run.stderr.contains(&format!("line 1: {address} cannot")), "{}", run.stderr);
}

/// The program of this name, where the machine has it.
#[allow(clippy::print_stderr, reason = "that nothing was tested is to be seen")]
pub(crate) fn sender(name: &str) -> Option<PathBuf> {
    let found =
        ["/usr/sbin", "/usr/bin"].map(|folder| Path::new(folder).join(name)).into_iter().find(|path| path.exists());
    if found.is_none() {
        eprintln!("{name} is not on this machine: nothing is tested with it");
    }
    found
}

#[test]
fn logger_delivers_by_both_transports() {
    let Some(logger) = sender("logger") else { return };
    let centre = Centre::begin(settings(&[("udp", "syslog-udp", ""), ("tcp", "syslog-tcp", "")]));
    for (source, transport, framing) in [("udp", "--udp", "--rfc5424"), ("tcp", "--tcp", "--octet-count")] {
        for number in 0..5 {
            let words = [transport, "--server", "127.0.0.1", "--port", &centre.port(source), "--tag", "test"];
            let sent = Command::new(&logger).args(words).arg(format!("number {number}")).status().unwrap();
            assert!(sent.success());
        }
        let words = [framing, "--rfc5424", transport, "--server", "127.0.0.1", "--port", &centre.port(source)];
        assert!(Command::new(&logger).args(words).arg("number 5").status().unwrap().success());
    }
    let (told, folder) = centre.end();
    for source in ["udp", "tcp"] {
        assert_eq!(of(&told, source)["durable"], 6, "{told:#}");
        let kept = kept(&folder, source);
        (0..6).for_each(|number| assert!(kept.contains(&format!("number {number}")), "{source}: {kept:?}"));
    }
    assert_sound(&folder);
}

/// Sends the lines of a file with rsyslog, and ends it when the last of them has been found.
pub(crate) fn rsyslog(program: &Path, centre: &mut Centre, action: &str, lines: usize) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    let pipe = place.join("pipe.log");
    let numbered: String = (1..lines).map(|number| format!("number {number}\n")).collect();
    fs::write(&pipe, numbered + LAST_LINE + "\n").unwrap();
    let settings = format!(
        "global(workDirectory=\"{0}\")\nmodule(load=\"imfile\" pollingInterval=\"1\")\nmodule(load=\"omrelp\")\n\
         input(type=\"imfile\" file=\"{1}\" tag=\"test:\" readMode=\"0\")\n{action}\n",
        text(place),
        text(&pipe)
    );
    let file = place.join("rsyslog.conf");
    fs::write(&file, settings).unwrap();
    let mut child = Command::new(program)
        .args(["-n", "-f", text(&file), "-i", text(&place.join("pid"))])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // One connection delivers in order.
    let found = centre.finding();
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    child.wait().unwrap();
    assert_eq!(found["finding"]["message"], "The last of them", "{found:#}");
}

#[test]
fn rsyslog_delivers_by_tcp_and_relp() {
    let Some(program) = sender("rsyslogd") else { return };
    const LINES: usize = 2000;
    let mut centre = Centre::begin(judged(settings(&[("tcp", "syslog-tcp", ""), ("relp", "relp", "")])));
    let target = |source| format!("target=\"127.0.0.1\" port=\"{}\"", centre.port(source));
    let tcp = format!("action(type=\"omfwd\" {} protocol=\"tcp\" TCP_Framing=\"octet-counted\")", target("tcp"));
    let relp = format!("action(type=\"omrelp\" {})", target("relp"));
    rsyslog(&program, &mut centre, &tcp, LINES);
    rsyslog(&program, &mut centre, &relp, LINES);
    let (told, folder) = centre.end();
    for source in ["tcp", "relp"] {
        assert_eq!(of(&told, source)["durable"], LINES, "{told:#}");
        let kept = kept(&folder, source);
        assert_eq!(kept.len(), LINES);
        (1..LINES).for_each(|number| assert!(kept.contains(&format!("number {number}")), "{source}: {number}"));
        assert!(kept.iter().any(|message| message == LAST_LINE), "{source}");
    }
    assert_sound(&folder);
}
