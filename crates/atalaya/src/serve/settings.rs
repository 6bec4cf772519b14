//! The file of settings: read whole, with everything that is wrong in it told at once, each with its line.

mod detection;
mod files;
mod forwards;
mod tls;

use crate::outcome::unreadable;
use atalaya_ingest::is_protected;
use atalaya_ingest::receive::{Network, Protocol, Tls};
use atalaya_journal::Journal;
use atalaya_lake::Lake;
use atalaya_model::{Message, Time};
use atalaya_notify::Forward;
use atalaya_reader::follow::{Pattern, Reach, Refusal, open};
use atalaya_schema::ZoneRules;
use detection::Detection;
use std::borrow::Cow;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::path::Path;
use std::time::Duration;
use tls::TlsFiles;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Bytes of a file of settings.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// Sources in it.
const SOURCES_MAX: usize = 1024;
/// Networks of a source.
const NETWORKS_MAX: usize = 1024;
/// Problems that are told; the rest is counted.
const PROBLEMS_MAX: usize = 50;
/// What may be set at all, and of a source.
const TOP: [&str; 4] = ["centre", "sources", "detection", "forwards"];
const OF_CENTRE: [&str; 1] = ["listen"];
const OF_SOURCE: [&str; 10] =
    ["organization", "name", "protocol", "listen", "paths", "from", "zone", "token_sha256", "tls", "silent_after"];
/// After how long without anything a source is silent, where nothing else is said.
const SILENT_AFTER: Duration = Duration::from_secs(3600);
/// The word for a source that is never silent.
const NEVER: &str = "never";
/// What is spoken, by its word.
const PROTOCOLS: [(&str, Protocol); 4] = [
    ("syslog-udp", Protocol::SyslogUdp),
    ("syslog-tcp", Protocol::SyslogTcp),
    ("relp", Protocol::Relp),
    ("http", Protocol::Http),
];

/// The settings of a centre.
#[derive(Default)]
pub(super) struct Settings {
    /// The sources, in the order of the file.
    pub(super) sources: Vec<Source>,
    /// What is judged.
    pub(super) detection: Detection,
    /// Where findings are forwarded to.
    pub(super) forwards: Vec<Forward>,
    /// Where programs of this machine ask how the centre is.
    pub(super) window: Option<SocketAddr>,
}

/// A source, and where it is received.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) organization: String,
    pub(super) name: String,
    pub(super) way: Way,
    pub(super) zone: Option<String>,
    /// After how long without anything it is silent; none: never.
    pub(super) silent_after: Option<Duration>,
    /// Where it stands in the file.
    pub(super) line: u64,
}

/// How what it reports comes.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// By wire.
    Wire(Wire),
    /// In files that are followed.
    Files(Vec<Pattern>),
}

impl PartialEq for Source {
    /// Whether both are received in the same way; where they stand in the file is nothing to them.
    fn eq(&self, other: &Source) -> bool {
        let same_way = match (&self.way, &other.way) {
            (Way::Wire(one), Way::Wire(other)) => one.is_like(other),
            (Way::Files(one), Way::Files(other)) => one == other,
            _ => false,
        };
        let named = |source: &Source| (source.organization.clone(), source.name.clone(), source.zone.clone());
        same_way && named(self) == named(other) && self.silent_after == other.silent_after
    }
}

/// What is spoken with a source, and where.
#[derive(Debug, Clone)]
pub(super) struct Wire {
    pub(super) protocol: Protocol,
    pub(super) listen: SocketAddr,
    pub(super) from: Vec<Network>,
    pub(super) token_sha256: Option<[u8; 32]>,
    pub(super) tls: Option<Tls>,
    /// The files that TLS is of.
    tls_files: Option<TlsFiles>,
}

impl Source {
    /// The word for how it comes.
    pub(super) fn word(&self) -> &'static str {
        match &self.way {
            Way::Wire(wire) => word(wire.protocol),
            Way::Files(_) => files::WORD,
        }
    }

    fn wire(&self) -> Option<&Wire> {
        match &self.way {
            Way::Wire(wire) => Some(wire),
            Way::Files(_) => None,
        }
    }
}

impl Wire {
    fn is_like(&self, other: &Wire) -> bool {
        let of =
            |wire: &Wire| (wire.protocol, wire.listen, wire.token_sha256, wire.tls_files.clone(), wire.from.clone());
        of(self) == of(other)
    }
}

/// The word for what is spoken.
fn word(protocol: Protocol) -> &'static str {
    PROTOCOLS.iter().find(|(_, known)| *known == protocol).map_or("", |(word, _)| word)
}

/// That something is wrong at a line of the file.
pub(super) fn at(path: &Path, line: u64, problem: Message) -> Message {
    let place = Message::new("serve-config-at").with("file", path.display().to_string());
    place.with("line", line.to_string()).with("problem", problem)
}

/// Reads the file; everything that is wrong with it where something is.
pub(super) fn read(path: &Path) -> Result<Settings, Vec<Message>> {
    let mut bytes = Vec::new();
    // Of what is no file, a pipe say, the end would be waited for.
    let regular = match open(path, Reach::Named) {
        Ok(regular) => regular,
        Err(Refusal::Gone) => return Err(vec![unreadable(path, &std::io::ErrorKind::NotFound.into())]),
        Err(Refusal::Told(_)) if path.is_dir() => {
            return Err(vec![unreadable(path, &std::io::ErrorKind::IsADirectory.into())]);
        }
        Err(Refusal::Told(reason)) => {
            let message = Message::new("cli-fail-read").with("path", path.display().to_string());
            return Err(vec![message.with("reason", reason)]);
        }
    };
    let read = regular.file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
    read.map_err(|error| vec![unreadable(path, &error)])?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(vec![Message::new("serve-config-large").with("file", path.display().to_string())]);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        vec![at(path, lines(before), Message::new("serve-config-utf8"))]
    })?;
    // What the file names stands beside it.
    let folder = path.parent().unwrap_or(Path::new(""));
    settings(&text, folder).map_err(|problems| told(path, &text, problems))
}

fn told(path: &Path, text: &str, mut problems: Vec<Problem>) -> Vec<Message> {
    problems.sort_by_key(|problem| problem.at);
    let rest = problems.len().saturating_sub(PROBLEMS_MAX);
    let shown = problems.into_iter().take(PROBLEMS_MAX);
    let mut messages: Vec<Message> =
        shown.map(|problem| at(path, lines(&text.as_bytes()[..problem.at]), problem.message)).collect();
    if rest > 0 {
        messages.push(Message::new("serve-config-rest").with("problems", rest as u64));
    }
    messages
}

/// The line that begins or goes on behind these bytes, from 1.
fn lines(before: &[u8]) -> u64 {
    1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// What is wrong, and at which byte.
#[derive(Debug)]
struct Problem {
    at: usize,
    message: Message,
}

fn settings(text: &str, folder: &Path) -> Result<Settings, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let syntax = errors.iter().map(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        Problem { at, message: Message::new("serve-config-syntax") }
    });
    let mut reading = Reading { text, folder, problems: syntax.collect() };
    let settings = reading.top(table.get_ref());
    if reading.problems.is_empty() { Ok(settings) } else { Err(reading.problems) }
}

struct Reading<'t> {
    text: &'t str,
    /// The folder of the file.
    folder: &'t Path,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn wrong(&mut self, span: &Range<usize>, message: Message) {
        self.problems.push(Problem { at: span.start.min(self.text.len()), message });
    }

    fn top(&mut self, table: &DeTable<'_>) -> Settings {
        self.known(table, &TOP);
        let detection = table.get("detection").map(|value| self.detection(value)).unwrap_or_default();
        let window = table.get("centre").and_then(|value| self.window(value));
        let Some(sources) = table.get("sources") else {
            self.wrong(&(0..0), Message::new("serve-config-none"));
            return Settings::default();
        };
        let Some(list) = sources.get_ref().as_array() else {
            self.wrong(&sources.span(), Message::new("serve-config-sources"));
            return Settings::default();
        };
        if list.len() > SOURCES_MAX {
            self.wrong(&sources.span(), Message::new("serve-config-many").with("limit", SOURCES_MAX as u64));
        }
        let given = list.iter().take(SOURCES_MAX);
        let sources: Vec<_> = given.filter_map(|source| Some((self.source(source)?, source.span()))).collect();
        self.apart(&sources);
        let organizations: Vec<&str> = sources.iter().map(|(source, _)| source.organization.as_str()).collect();
        let forwards = self.forwards(table, &organizations);
        Settings { sources: sources.into_iter().map(|(source, _)| source).collect(), detection, forwards, window }
    }

    /// Sources have different names and addresses; where they share an address, everything else that tells them apart.
    fn apart(&mut self, sources: &[(Source, Range<usize>)]) {
        for (number, (source, span)) in sources.iter().enumerate() {
            let before = || sources[..number].iter().map(|(before, _)| before);
            let is_named = |other: &Source| (&other.organization, &other.name) == (&source.organization, &source.name);
            if before().any(is_named) {
                self.wrong(span, Message::new("serve-config-twice").with("name", source.name.as_str()));
            }
            let Some(wire) = source.wire().filter(|wire| wire.listen.port() > 0) else { continue };
            let is_udp = |wire: &Wire| wire.protocol == Protocol::SyslogUdp;
            let is_there = |other: &&Wire| other.listen == wire.listen && is_udp(other) == is_udp(wire);
            let others = before().filter_map(Source::wire).filter(is_there);
            if let Some(problem) = { others }.find_map(|other| clash(other, wire)) {
                self.wrong(span, problem.with("address", wire.listen.to_string()));
            }
        }
    }

    /// An address of this machine alone: what is told there is nobody else's.
    fn window(&mut self, value: &Spanned<DeValue<'_>>) -> Option<SocketAddr> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(&value.span(), Message::new("serve-config-table").with("name", "centre"));
            return None;
        };
        self.known(table, &OF_CENTRE);
        let (word, span) = self.text_of(table, "listen")?;
        let address = self.address(&word, &span)?;
        if !address.ip().is_loopback() {
            self.wrong(&span, Message::new("serve-config-window").with("value", word));
            return None;
        }
        Some(address)
    }

    fn known(&mut self, table: &DeTable<'_>, names: &[&str]) {
        for name in table.keys().filter(|name| !names.contains(&&**name.get_ref())) {
            let message = Message::new("serve-config-unknown").with("name", name.get_ref().to_string());
            self.wrong(&name.span(), message.with("names", names.join(", ")));
        }
    }

    fn source(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Source> {
        let span = value.span();
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(&span, Message::new("serve-config-sources"));
            return None;
        };
        self.known(table, &OF_SOURCE);
        let line = lines(&self.text.as_bytes()[..span.start.min(self.text.len())]);
        let organization = self.needed(table, &span, "organization").and_then(|(word, span)| self.name(word, &span));
        let name = self.needed(table, &span, "name").and_then(|(word, span)| self.name(word, &span));
        let zone = self.text_of(table, "zone").and_then(|(word, span)| self.zone(word, &span));
        let silent_after = self.silent_after(table);
        let protocol = self.needed(table, &span, "protocol");
        let is_files = protocol.as_ref().is_some_and(|(word, _)| word == files::WORD);
        let way = match is_files {
            true => self.files(table, &span).map(Way::Files),
            false => self.wire(table, &span, protocol).map(Way::Wire),
        };
        Some(Source { organization: organization?, name: name?, way: way?, zone, silent_after, line })
    }

    fn wire(
        &mut self,
        table: &DeTable<'_>,
        span: &Range<usize>,
        protocol: Option<(String, Range<usize>)>,
    ) -> Option<Wire> {
        let protocol = protocol.and_then(|(word, span)| self.protocol(&word, &span));
        let listen = self.needed(table, span, "listen").and_then(|(word, span)| self.address(&word, &span));
        let from = self.networks(table);
        let token_sha256 = self.text_of(table, "token_sha256").and_then(|(word, span)| self.digest(&word, &span));
        let tls_files = table.get("tls").and_then(|value| self.tls_files(value));
        let tls = tls_files.as_ref().zip(table.get("tls")).and_then(|(files, at)| self.tls(files, &at.span()));
        self.only_of_files(table);
        let wire = Wire { protocol: protocol?, listen: listen?, from, token_sha256, tls, tls_files };
        self.fitting(&wire, table, span);
        Some(wire)
    }

    /// What a protocol needs is there, and what it has no use for is not.
    fn fitting(&mut self, wire: &Wire, table: &DeTable<'_>, span: &Range<usize>) {
        let is_http = wire.protocol == Protocol::Http;
        let problem = match wire.protocol {
            _ if is_http != table.contains_key("token_sha256") => Message::new("serve-config-token"),
            Protocol::SyslogUdp if table.contains_key("tls") => Message::new("serve-config-tls-udp"),
            Protocol::Http if !table.contains_key("tls") && !wire.listen.ip().is_loopback() => {
                Message::new("serve-config-plain")
            }
            _ => return,
        };
        self.wrong(span, problem);
    }

    fn silent_after(&mut self, table: &DeTable<'_>) -> Option<Duration> {
        let Some((word, span)) = self.text_of(table, "silent_after") else { return Some(SILENT_AFTER) };
        if word == NEVER {
            return None;
        }
        let after = crate::arguments::span(&word).filter(|after| !after.is_zero());
        if after.is_none() {
            self.wrong(&span, Message::new("serve-config-span").with("name", "silent_after").with("value", word));
        }
        after
    }

    fn digest(&mut self, word: &str, span: &Range<usize>) -> Option<[u8; 32]> {
        let digits = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !digits {
            self.wrong(span, Message::new("serve-config-digest"));
            return None;
        }
        let mut digest = [0; 32];
        for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&word[at..at + 2], 16).ok()?;
        }
        Some(digest)
    }

    /// A name that both stores take.
    fn name(&mut self, word: String, span: &Range<usize>) -> Option<String> {
        if Journal::takes_name(&word) && Lake::takes_name(&word) && is_protected(&word) {
            return Some(word);
        }
        self.wrong(span, Message::new("serve-config-name").with("value", word));
        None
    }

    /// The text of a setting, where it is there and a text.
    fn text_of(&mut self, table: &DeTable<'_>, name: &'static str) -> Option<(String, Range<usize>)> {
        let value = table.get(name)?;
        match value.get_ref().as_str() {
            Some(text) => Some((text.to_owned(), value.span())),
            None => {
                self.wrong(&value.span(), Message::new("serve-config-text").with("name", name));
                None
            }
        }
    }

    fn needed(&mut self, table: &DeTable<'_>, of: &Range<usize>, name: &'static str) -> Option<(String, Range<usize>)> {
        if !table.contains_key(name) {
            self.wrong(of, Message::new("serve-config-missing").with("name", name));
        }
        self.text_of(table, name)
    }

    fn protocol(&mut self, word: &str, span: &Range<usize>) -> Option<Protocol> {
        let known = PROTOCOLS.iter().find(|(known, _)| *known == word).map(|(_, protocol)| *protocol);
        if known.is_none() {
            let names = PROTOCOLS.map(|(word, _)| word).join(", ");
            let message = Message::new("serve-config-protocol").with("value", word.to_owned());
            self.wrong(span, message.with("names", format!("{names}, {}", files::WORD)));
        }
        known
    }

    fn address(&mut self, word: &str, span: &Range<usize>) -> Option<SocketAddr> {
        let address = word.parse().ok();
        if address.is_none() {
            self.wrong(span, Message::new("serve-config-address").with("value", word.to_owned()));
        }
        address
    }

    fn networks(&mut self, table: &DeTable<'_>) -> Vec<Network> {
        let Some(value) = table.get("from") else { return Vec::new() };
        let Some(list) = value.get_ref().as_array().filter(|list| !list.is_empty() && list.len() <= NETWORKS_MAX)
        else {
            self.wrong(&value.span(), Message::new("serve-config-from").with("limit", NETWORKS_MAX as u64));
            return Vec::new();
        };
        let mut networks = Vec::new();
        for one in list.iter() {
            match one.get_ref().as_str().and_then(network) {
                Some(network) => networks.push(network),
                None => {
                    let value = one.get_ref().as_str().map_or(Cow::Borrowed("?"), Cow::Borrowed);
                    self.wrong(&one.span(), Message::new("serve-config-network").with("value", value.into_owned()));
                }
            }
        }
        networks
    }

    fn zone(&mut self, word: String, span: &Range<usize>) -> Option<String> {
        if ZoneRules::named(&word, Time(0)).is_none() {
            self.wrong(span, Message::new("serve-config-zone").with("value", word.clone()));
        }
        Some(word)
    }
}

/// Why two sources cannot share an address.
fn clash(one: &Wire, other: &Wire) -> Option<Message> {
    match (one.protocol, other.protocol) {
        (Protocol::Http, Protocol::Http) if one.token_sha256 == other.token_sha256 => {
            Some(Message::new("serve-config-token-twice"))
        }
        (Protocol::Http, Protocol::Http) if one.tls_files != other.tls_files => {
            Some(Message::new("serve-config-tls-differs"))
        }
        (Protocol::Http, Protocol::Http) => None,
        _ => Some(Message::new("serve-config-taken")),
    }
}

/// An address, or one with the length of a prefix.
fn network(word: &str) -> Option<Network> {
    match word.split_once('/') {
        Some((address, prefix)) => Network::new(address.parse().ok()?, prefix.parse().ok()?),
        None => {
            let address: IpAddr = word.parse().ok()?;
            Network::new(address, if address.is_ipv4() { 32 } else { 128 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str =
        "[[sources]]\norganization = \"a\"\nname = \"b\"\nprotocol = \"relp\"\nlisten = \"127.0.0.1:1\"\n";

    fn problems(text: &str) -> Vec<(u64, String)> {
        let mut problems = settings(text, Path::new("")).err().unwrap_or_default();
        problems.sort_by_key(|problem| problem.at);
        let told = problems.into_iter();
        told.map(|problem| (lines(&text.as_bytes()[..problem.at]), problem.message.id.to_owned())).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_line() {
        let text = "colour = 1\n[[sources]]\nname = 3\nprotocol = \"smoke\"\nlisten = \"here\"\nzone = \"Moon/Base\"\n\
                    from = [\"10.0.0.0/40\", \"::1\"]\n\n[[sources]]\norganization = \"a\"\nname = \"b\"\n\
                    protocol = \"relp\"\nlisten = \"127.0.0.1:1\"\nmore = true\n";
        let expected = [
            (1, "serve-config-unknown"),
            (2, "serve-config-missing"),
            (3, "serve-config-text"),
            (4, "serve-config-protocol"),
            (5, "serve-config-address"),
            (6, "serve-config-zone"),
            (7, "serve-config-network"),
            (14, "serve-config-unknown"),
        ];
        assert_eq!(problems(text), expected.map(|(line, key)| (line, key.to_owned())));
    }

    #[test]
    fn what_http_and_tls_need_is_asked_for() {
        let http = ONE.replace("relp", "http");
        let with = |more: &str| format!("{http}{more}\n");
        let digest = format!("token_sha256 = \"{}\"", "0a".repeat(32));
        let key = |line: u64, key: &str| vec![(line, key.to_owned())];
        assert_eq!(problems(&http), key(1, "serve-config-token"));
        assert_eq!(problems(&format!("{ONE}{digest}\n")), key(1, "serve-config-token"));
        assert!(problems(&with(&digest)).is_empty());
        assert_eq!(problems(&with("token_sha256 = \"00\"")), key(6, "serve-config-digest"));
        assert_eq!(problems(&with(&digest).replace("127.0.0.1", "0.0.0.0")), key(1, "serve-config-plain"));
        let other = with(&digest).replace("\"b\"", "\"c\"");
        assert_eq!(problems(&(with(&digest) + &other)), key(7, "serve-config-token-twice"));
        assert!(problems(&(with(&digest) + &other.replace("0a", "0b"))).is_empty());
        assert_eq!(problems(&(with(&digest) + &ONE.replace("\"b\"", "\"c\""))), key(7, "serve-config-taken"));
        let missing = format!("{ONE}tls = {{ certificate = \"nowhere.pem\", key = \"nowhere.key\", more = 1 }}\n");
        assert_eq!(problems(&missing).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [6, 6, 6]);
        let udp = ONE.replace("relp", "syslog-udp") + "tls = {}\n";
        assert!(problems(&udp).contains(&(1, "serve-config-tls-udp".to_owned())));
    }

    #[test]
    fn what_cannot_be_read_at_all_is_told_too() {
        assert_eq!(problems(""), [(1, "serve-config-none".to_owned())]);
        assert_eq!(problems("sources = 1"), [(1, "serve-config-sources".to_owned())]);
        assert!(problems("\n\n[[sources]\n").contains(&(3, "serve-config-syntax".to_owned())));
        let detection = "[detection]\nrules = []\nplaceholders = 1\nmore = 1\nkeep_days = 0\nshare_mib = '1'\n";
        let expected = [
            (2, "serve-config-paths"),
            (3, "serve-config-text"),
            (4, "serve-config-unknown"),
            (5, "serve-config-number"),
            (6, "serve-config-number"),
        ];
        let found = problems(&format!("{detection}{ONE}"));
        assert_eq!(found, expected.map(|(line, key)| (line, key.to_owned())));
        assert_eq!(problems(&format!("detection = 1\n{ONE}")), [(1, "serve-config-table".to_owned())]);
        let centre = "[centre]\nlisten = \"0.0.0.0:80\"\n";
        assert_eq!(problems(&format!("{centre}{ONE}")), [(2, "serve-config-window".to_owned())]);
        assert!(problems(ONE).is_empty());
        let twice = [(6, "serve-config-twice".to_owned()), (6, "serve-config-taken".to_owned())];
        assert_eq!(problems(&ONE.repeat(2)), twice);
    }
}
