//! What would match half the world: values that are refused unless somebody insists.

use atalaya_model::Message;

use crate::value::{Value, is_v4, mask};

/// Bits of the smallest number by which a network is still told from the rest: IPv4, and IPv6.
const BITS_MIN: [u8; 2] = [96 + 16, 32];
/// Addresses that everybody asks for names.
const RESOLVERS: [&str; 16] = [
    "1.0.0.1",
    "1.1.1.1",
    "8.8.4.4",
    "8.8.8.8",
    "9.9.9.9",
    "149.112.112.112",
    "208.67.220.220",
    "208.67.222.222",
    "101.101.101.101",
    "168.95.1.1",
    "2001:4860:4860::8844",
    "2001:4860:4860::8888",
    "2606:4700:4700::1001",
    "2606:4700:4700::1111",
    "2620:fe::9",
    "2620:fe::fe",
];
/// Networks that are no place on the Internet.
const LOCAL: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "64:ff9b:1::/48",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];
/// Hashes of nothing, by MD5, SHA-1, SHA-256 and SHA-512, and of a byte that ends a line.
const EMPTY: [&str; 7] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    "68b329da9893e34099c7d8ad5cb9c940",
    "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc",
    "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b",
];
/// Names of files that are everywhere.
const FILES: [&str; 12] = [
    "cmd.exe",
    "explorer.exe",
    "powershell.exe",
    "rundll32.exe",
    "svchost.exe",
    "regsvr32.exe",
    "index.html",
    "index.php",
    "desktop.ini",
    "bash",
    "sh",
    "python",
];

/// Why a value would match too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broad {
    /// The network is too large.
    Network,
    /// An address that every network has of its own, or none.
    Local,
    /// Everybody asks it for names.
    Resolver,
    /// Others' names stand below it.
    Suffix,
    /// It is the hash of an empty file, or of an empty line.
    Empty,
    /// Every machine has a file of this name.
    File,
}

impl Broad {
    /// What a person is told.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Broad::Network => Message::new("indicator-broad-network"),
            Broad::Local => Message::new("indicator-broad-local"),
            Broad::Resolver => Message::new("indicator-broad-resolver"),
            Broad::Suffix => Message::new("indicator-broad-suffix"),
            Broad::Empty => Message::new("indicator-broad-empty"),
            Broad::File => Message::new("indicator-broad-file"),
        }
    }
}

/// Why the value would match too much; `None`: it would not.
#[must_use]
pub fn breadth(value: &Value) -> Option<Broad> {
    match value {
        Value::Ip(ip) => address(*ip, 128),
        Value::Network(ip, bits) => {
            let least = BITS_MIN[usize::from(!is_v4(*ip) || *bits < 96)];
            if *bits < least { Some(Broad::Network) } else { address(*ip, *bits) }
        }
        Value::Domain(name) => {
            let local = ["localhost", "localdomain", "local", "lan", "internal", "in-addr.arpa", "ip6.arpa"];
            let is_suffix = psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.as_bytes().len() == name.len());
            if local.contains(&name.as_str()) {
                Some(Broad::Local)
            } else {
                (is_suffix || !name.contains('.')).then_some(Broad::Suffix)
            }
        }
        Value::Hash(bytes) => {
            let is_same = bytes.iter().all(|byte| *byte == bytes[0]);
            let text = value.to_string();
            (is_same || EMPTY.contains(&text.as_str())).then_some(Broad::Empty)
        }
        Value::File(name) => FILES.contains(&name.as_str()).then_some(Broad::File),
        Value::Url(_) | Value::Email(_) => None,
    }
}

fn address(ip: u128, bits: u8) -> Option<Broad> {
    let known = |text: &str| match Value::guessed(text) {
        Some(Value::Ip(known)) => (known, 128),
        Some(Value::Network(known, bits)) => (known, bits),
        _ => unreachable!("the lists are of addresses and networks"),
    };
    // One holds the other.
    let touches = |(known, known_bits): (u128, u8)| {
        let mask = mask(bits.min(known_bits));
        ip & mask == known & mask
    };
    if LOCAL.iter().map(|text| known(text)).any(touches) {
        return Some(Broad::Local);
    }
    let is_resolver = bits == 128 && RESOLVERS.iter().map(|text| known(text)).any(touches);
    is_resolver.then_some(Broad::Resolver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_half_the_world_is_known() {
        let check = |text: &str, expected: Option<Broad>| {
            assert_eq!(breadth(&Value::guessed(text).unwrap()), expected, "{text}");
        };
        check("0.0.0.0/0", Some(Broad::Network));
        check("::/0", Some(Broad::Network));
        check("203.0.0.0/15", Some(Broad::Network));
        check("203.0.0.0/16", None);
        check("2001:db8::/32", None);
        check("2001::/24", Some(Broad::Network));
        check("10.1.2.3", Some(Broad::Local));
        check("10.1.0.0/16", Some(Broad::Local));
        check("127.0.0.1", Some(Broad::Local));
        check("::1", Some(Broad::Local));
        check("fe80::1", Some(Broad::Local));
        check("8.8.8.8", Some(Broad::Resolver));
        check("203.0.113.9", None);
        check("co.uk", Some(Broad::Suffix));
        check("gov.tw", Some(Broad::Suffix));
        check("evil.co.uk", None);
        check("d41d8cd98f00b204e9800998ecf8427e", Some(Broad::Empty));
        check("00000000000000000000000000000000", Some(Broad::Empty));
        check("http://evil.example/", None);
        assert_eq!(breadth(&Value::of(Sort::Domain, "com").unwrap()), Some(Broad::Suffix));
        assert_eq!(breadth(&Value::of(Sort::File, "C:\\Windows\\CMD.exe").unwrap()), Some(Broad::File));
    }

    use crate::value::Sort;

    #[test]
    fn every_line_of_the_lists_is_understood() {
        assert!(LOCAL.iter().chain(&RESOLVERS).all(|text| Value::guessed(text).is_some()));
    }
}
