//! The file of settings: read whole, with everything that is wrong in it told at once, each with its line.

use crate::outcome::unreadable;
use atalaya_ingest::receive::{Network, Protocol};
use atalaya_model::{Message, Time};
use atalaya_schema::ZoneRules;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::path::Path;
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
const TOP: [&str; 1] = ["sources"];
const OF_SOURCE: [&str; 6] = ["organization", "name", "protocol", "listen", "from", "zone"];
/// What is spoken, by its word.
const PROTOCOLS: [(&str, Protocol); 3] =
    [("syslog-udp", Protocol::SyslogUdp), ("syslog-tcp", Protocol::SyslogTcp), ("relp", Protocol::Relp)];

/// The settings of a centre.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// The sources, in the order of the file.
    pub(super) sources: Vec<Source>,
}

/// A source, and where it is received.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) organization: String,
    pub(super) name: String,
    pub(super) protocol: Protocol,
    pub(super) listen: SocketAddr,
    pub(super) from: Vec<Network>,
    pub(super) zone: Option<String>,
    /// Where it stands in the file.
    pub(super) line: u64,
}

/// The word for what is spoken.
pub(super) fn word(protocol: Protocol) -> &'static str {
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
    let file = File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    file.map_err(|error| vec![unreadable(path, &error)])?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(vec![Message::new("serve-config-large").with("file", path.display().to_string())]);
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        vec![at(path, lines(before), Message::new("serve-config-utf8"))]
    })?;
    settings(&text).map_err(|problems| told(path, &text, problems))
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

fn settings(text: &str) -> Result<Settings, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let syntax = errors.iter().map(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        Problem { at, message: Message::new("serve-config-syntax") }
    });
    let mut reading = Reading { text, problems: syntax.collect() };
    let settings = reading.top(table.get_ref());
    if reading.problems.is_empty() { Ok(settings) } else { Err(reading.problems) }
}

struct Reading<'t> {
    text: &'t str,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn wrong(&mut self, span: &Range<usize>, message: Message) {
        self.problems.push(Problem { at: span.start.min(self.text.len()), message });
    }

    fn top(&mut self, table: &DeTable<'_>) -> Settings {
        self.known(table, &TOP);
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
        let sources: Vec<Source> = list.iter().take(SOURCES_MAX).filter_map(|source| self.source(source)).collect();
        let (mut names, mut places) = (BTreeSet::new(), BTreeSet::new());
        for (source, span) in sources.iter().zip(list.iter().map(Spanned::span)) {
            if !names.insert((&source.organization, &source.name)) {
                self.wrong(&span, Message::new("serve-config-twice").with("name", source.name.as_str()));
            }
            let is_udp = source.protocol == Protocol::SyslogUdp;
            if source.listen.port() > 0 && !places.insert((is_udp, source.listen)) {
                self.wrong(&span, Message::new("serve-config-taken").with("address", source.listen.to_string()));
            }
        }
        Settings { sources }
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
        let organization = self.needed(table, &span, "organization");
        let name = self.needed(table, &span, "name");
        let protocol = self.needed(table, &span, "protocol").and_then(|(word, span)| self.protocol(&word, &span));
        let listen = self.needed(table, &span, "listen").and_then(|(word, span)| self.address(&word, &span));
        let from = self.networks(table);
        let zone = self.text_of(table, "zone").and_then(|(word, span)| self.zone(word, &span));
        let (organization, name) = (organization?.0, name?.0);
        Some(Source { organization, name, protocol: protocol?, listen: listen?, from, zone, line })
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
            self.wrong(span, message.with("names", names));
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

    fn problems(text: &str) -> Vec<(u64, String)> {
        let mut problems = settings(text).err().unwrap_or_default();
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
    fn what_cannot_be_read_at_all_is_told_too() {
        assert_eq!(problems(""), [(1, "serve-config-none".to_owned())]);
        assert_eq!(problems("sources = 1"), [(1, "serve-config-sources".to_owned())]);
        assert!(problems("\n\n[[sources]\n").contains(&(3, "serve-config-syntax".to_owned())));
        let one = "[[sources]]\norganization = \"a\"\nname = \"b\"\nprotocol = \"relp\"\nlisten = \"127.0.0.1:1\"\n";
        assert!(problems(one).is_empty());
        let twice = [(6, "serve-config-twice".to_owned()), (6, "serve-config-taken".to_owned())];
        assert_eq!(problems(&one.repeat(2)), twice);
    }
}
