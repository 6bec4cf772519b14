//! The values of an event as STIX cyber observables.
//!
//! Only what has the form that STIX asks for; a value of another form stays in the sighting's description.

use super::id;
use crate::spool::Line;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Characters of a value in an observable; a longer one is no observable.
const VALUE_CHARS_MAX: usize = 8192;

/// An observable with its identifier.
pub(super) struct Observable {
    pub(super) id: String,
    pub(super) object: Value,
}

/// The observables of a finding, each once; what another refers to comes before it.
pub(super) fn of(line: &Line) -> Vec<Observable> {
    let mut found = Found { line, list: Vec::new() };
    let user = found.account();
    let file = found.files();
    found.process(user, file);
    found.traffic();
    found.domain();
    found.url();
    found.list
}

struct Found<'l> {
    line: &'l Line,
    list: Vec<Observable>,
}

impl<'l> Found<'l> {
    fn entity(&self, name: &str) -> Option<&'l str> {
        let value = self.line.entity(name)?.trim();
        let fits = !matches!(value, "" | "-" | "**") && value.chars().count() <= VALUE_CHARS_MAX;
        fits.then_some(value)
    }

    /// Adds an observable, unless it is there, and answers with its identifier.
    fn add(&mut self, kind: &str, id: String, properties: Map<String, Value>) -> String {
        if !self.list.iter().any(|observable| observable.id == id) {
            let mut object = Value::Object(properties);
            object["type"] = kind.into();
            object["spec_version"] = "2.1".into();
            object["id"] = id.as_str().into();
            self.list.push(Observable { id: id.clone(), object });
        }
        id
    }

    /// Adds one whose properties all contribute to its identifier.
    fn add_whole(&mut self, kind: &str, properties: Map<String, Value>) -> String {
        let contributing = properties.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        let id = id::observable(kind, &contributing);
        self.add(kind, id, properties)
    }

    fn value(&mut self, kind: &str, value: &str) -> String {
        self.add_whole(kind, Map::from_iter([("value".to_owned(), Value::from(value))]))
    }

    fn account(&mut self) -> Option<String> {
        let user = self.entity("user")?;
        let property = if user.starts_with("S-1-") { "user_id" } else { "account_login" };
        Some(self.add_whole("user-account", Map::from_iter([(property.to_owned(), Value::from(user))])))
    }

    /// The file that is acted on, and the program's; answers with the program's.
    fn files(&mut self) -> Option<String> {
        let hashes = self.entity("hash").map(hashes).unwrap_or_default();
        let acted_on = self.entity("file");
        if let Some(path) = acted_on {
            self.file(path, &hashes);
        }
        // Hashes of an event that names no other file are those of the program.
        let own = if acted_on.is_none() { hashes } else { BTreeMap::new() };
        self.entity("process").map(|path| self.file(path, &own))
    }

    fn file(&mut self, path: &str, hashes: &BTreeMap<&'static str, String>) -> String {
        let (folder, name) = path.rsplit_once(['\\', '/']).map_or((None, path), |(folder, name)| (Some(folder), name));
        let mut properties = Map::new();
        let name = if name.is_empty() { path } else { name };
        properties.insert("name".to_owned(), name.into());
        if let Some(folder) = folder.filter(|folder| !folder.is_empty()) {
            let folder = self.add_whole("directory", Map::from_iter([("path".to_owned(), Value::from(folder))]));
            properties.insert("parent_directory_ref".to_owned(), folder.into());
        }
        let mut contributing: BTreeMap<&str, Value> =
            properties.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        // Of several hashes one contributes, in this order.
        let preferred = ["MD5", "SHA-1", "SHA-256", "SHA-512"].into_iter().find(|name| hashes.contains_key(name));
        if let Some(preferred) = preferred {
            contributing.insert("hashes", json!({preferred: hashes[preferred]}));
        }
        let id = id::observable("file", &contributing);
        if !hashes.is_empty() {
            properties.insert("hashes".to_owned(), json!(hashes));
        }
        self.add("file", id, properties)
    }

    fn process(&mut self, user: Option<String>, image: Option<String>) {
        let command = self.entity("command_line");
        let pid = self.entity("process_id").and_then(number);
        if command.is_none() && (pid.is_none() || image.is_none()) {
            return;
        }
        let parent = self.parent();
        let mut properties = Map::new();
        let mut put = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                properties.insert(name.to_owned(), value);
            }
        };
        put("command_line", command.map(Value::from));
        put("pid", pid.map(Value::from));
        put("image_ref", image.map(Value::from));
        put("creator_user_ref", user.map(Value::from));
        put("parent_ref", parent.map(Value::from));
        let id = id::process(&properties);
        self.add("process", id, properties);
    }

    fn parent(&mut self) -> Option<String> {
        let image = self.entity("parent_process").map(|path| self.file(path, &BTreeMap::new()));
        let command = self.entity("parent_command_line");
        let mut properties = Map::new();
        properties.extend(image.map(|image| ("image_ref".to_owned(), image.into())));
        properties.extend(command.map(|command| ("command_line".to_owned(), command.into())));
        if properties.is_empty() {
            return None;
        }
        let id = id::process(&properties);
        Some(self.add("process", id, properties))
    }

    fn address(&mut self, name: &str) -> Option<(IpAddr, String)> {
        let address: IpAddr = self.entity(name)?.parse().ok()?;
        let address = address.to_canonical();
        let kind = if address.is_ipv4() { "ipv4-addr" } else { "ipv6-addr" };
        Some((address, self.value(kind, &address.to_string())))
    }

    /// Both addresses, and the connection between them.
    fn traffic(&mut self) {
        let source = self.address("src_ip");
        let destination = self.address("dst_ip");
        let (Some((address, source)), Some((_, destination))) = (source, destination) else { return };
        let port = |name| self.entity(name).and_then(number).filter(|port| *port <= 65_535);
        let (source_port, destination_port) = (port("src_port"), port("dst_port"));
        let mut protocols = vec![if address.is_ipv4() { "ipv4".to_owned() } else { "ipv6".to_owned() }];
        protocols.extend(self.entity("protocol").and_then(protocol));
        let mut properties = Map::new();
        properties.insert("src_ref".to_owned(), source.into());
        properties.insert("dst_ref".to_owned(), destination.into());
        properties.insert("protocols".to_owned(), protocols.into());
        properties.extend(source_port.map(|port| ("src_port".to_owned(), port.into())));
        properties.extend(destination_port.map(|port| ("dst_port".to_owned(), port.into())));
        self.add_whole("network-traffic", properties);
    }

    fn domain(&mut self) {
        let Some(domain) = self.entity("domain") else { return };
        let domain = domain.trim_end_matches('.').to_ascii_lowercase();
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        if domain.contains('.') && domain.split('.').all(label) && domain.parse::<IpAddr>().is_err() {
            self.value("domain-name", &domain);
        }
    }

    /// Whole addresses only: what a web server logs is the part after the name.
    fn url(&mut self) {
        let Some(url) = self.entity("url") else { return };
        let begins =
            ["http://", "https://", "ftp://"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
        if begins && url.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.value("url", url);
        }
    }
}

/// Decimal, or hexadecimal as Windows writes it.
fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(hexadecimal) => u64::from_str_radix(hexadecimal, 16).ok(),
        None => text.parse().ok(),
    }
    // Whole numbers above this are not the same for every reader of JSON.
    .filter(|number| *number < 1 << 53)
}

/// The name of a protocol, from a name or its number.
fn protocol(text: &str) -> Option<String> {
    let name = match text {
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmp6",
        name => name,
    };
    let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (named && name.bytes().any(|byte| byte.is_ascii_alphabetic())).then(|| name.to_ascii_lowercase())
}

/// `SHA1=…,MD5=…`, or a single hash, by the names of STIX. What is no hash of that length is left out.
fn hashes(text: &str) -> BTreeMap<&'static str, String> {
    let parts = text.split(',').take(16);
    let named = parts.filter_map(|part| {
        let (name, hash) = part.split_once('=').map_or(("", part), |(name, hash)| (name.trim(), hash));
        let hash = hash.trim();
        let by_length = match hash.len() {
            32 => "MD5",
            40 => "SHA-1",
            64 => "SHA-256",
            128 => "SHA-512",
            _ => return None,
        };
        let named = name.is_empty() || name.replace('-', "").eq_ignore_ascii_case(&by_length.replace('-', ""));
        (named && hash.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| (by_length, hash.to_ascii_lowercase()))
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_have_the_names_of_stix() {
        let check = |text: &str, names: &[&str]| assert_eq!(hashes(text).into_keys().collect::<Vec<_>>(), names);
        let (md5, sha256) = ("a".repeat(32), "B".repeat(64));
        check(&format!("MD5={md5},SHA256={sha256},IMPHASH={md5}"), &["MD5", "SHA-256"]);
        check(&sha256, &["SHA-256"]);
        check(&format!("SHA1={md5}"), &[]);
        check("MD5=xyz", &[]);
        assert_eq!(hashes(&sha256)["SHA-256"], "b".repeat(64));
    }

    #[test]
    fn numbers_and_protocols_are_read_as_senders_write_them() {
        assert_eq!(number("0x9f8"), Some(2552));
        assert_eq!(number("443"), Some(443));
        assert_eq!(number("x"), None);
        assert_eq!(protocol("6").as_deref(), Some("tcp"));
        assert_eq!(protocol("TCP").as_deref(), Some("tcp"));
        assert_eq!(protocol("200"), None);
    }
}
