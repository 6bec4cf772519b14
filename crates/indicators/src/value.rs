//! One value that can be looked for, in the one form in which equal values are equal.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use atalaya_model::Message;

/// Bytes of a name in the DNS.
pub(crate) const DOMAIN_BYTES_MAX: usize = 253;
/// Bytes of a URL that is looked for.
pub(crate) const URL_BYTES_MAX: usize = 2048;
/// Bytes of a mail address that is looked for.
pub(crate) const EMAIL_BYTES_MAX: usize = 320;
/// Bytes of a file's name that is looked for.
pub(crate) const FILE_BYTES_MAX: usize = 255;
/// Bytes before the `@` of a mail address.
pub(crate) const LOCAL_BYTES_MAX: usize = 64;
/// The lengths of hashes in bytes, with their names.
const HASHES: [(usize, Sort); 4] = [(16, Sort::Md5), (20, Sort::Sha1), (32, Sort::Sha256), (64, Sort::Sha512)];
/// Bits of an IPv6 address before the IPv4 address that stands in it.
const MAPPED_BITS: u8 = 96;

/// What sort of value it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// An address.
    Ip,
    /// A network.
    Network,
    /// A name in the DNS, and what is below it.
    Domain,
    /// The address of a web resource.
    Url,
    /// A mail address.
    Email,
    /// A file's name.
    File,
    /// A hash by MD5.
    Md5,
    /// A hash by SHA-1.
    Sha1,
    /// A hash by SHA-256.
    Sha256,
    /// A hash by SHA-512.
    Sha512,
}

impl Sort {
    /// All of them.
    pub const ALL: [Sort; 10] = [
        Sort::Ip,
        Sort::Network,
        Sort::Domain,
        Sort::Url,
        Sort::Email,
        Sort::File,
        Sort::Md5,
        Sort::Sha1,
        Sort::Sha256,
        Sort::Sha512,
    ];

    /// The word for it on the command line and in CSV.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Sort::Ip => "ip",
            Sort::Network => "network",
            Sort::Domain => "domain",
            Sort::Url => "url",
            Sort::Email => "email",
            Sort::File => "file",
            Sort::Md5 => "md5",
            Sort::Sha1 => "sha1",
            Sort::Sha256 => "sha256",
            Sort::Sha512 => "sha512",
        }
    }

    /// The sort of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.as_str() == word)
    }

    /// What people call it.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Sort::Ip => Message::new("indicator-sort-ip"),
            Sort::Network => Message::new("indicator-sort-network"),
            Sort::Domain => Message::new("indicator-sort-domain"),
            Sort::Url => Message::new("indicator-sort-url"),
            Sort::Email => Message::new("indicator-sort-email"),
            Sort::File => Message::new("indicator-sort-file"),
            Sort::Md5 => Message::new("indicator-sort-hash").with("method", "MD5"),
            Sort::Sha1 => Message::new("indicator-sort-hash").with("method", "SHA-1"),
            Sort::Sha256 => Message::new("indicator-sort-hash").with("method", "SHA-256"),
            Sort::Sha512 => Message::new("indicator-sort-hash").with("method", "SHA-512"),
        }
    }
}

/// A value in its one form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// An address; one of IPv4 as IPv6 maps it.
    Ip(u128),
    /// The first address of a network, and how many bits are the network's, counted in an address of IPv6.
    Network(u128, u8),
    /// A name in the DNS: small letters, in ASCII, without a dot at its end.
    Domain(String),
    /// Host in small letters, port unless it is the scheme's, path, question. The scheme is left out: what is fetched over HTTP is
    /// the same over HTTPS.
    Url(String),
    /// A mail address in small letters.
    Email(String),
    /// A file's name in small letters, without its folder.
    File(String),
    /// A hash.
    Hash(Vec<u8>),
}

impl Value {
    /// A value of this sort; `None` where the text is none.
    #[must_use]
    pub fn of(sort: Sort, text: &str) -> Option<Value> {
        let value = match sort {
            Sort::Ip | Sort::Network => network(text),
            Sort::Domain => domain(text).map(Value::Domain),
            Sort::Url => url(text).map(Value::Url),
            Sort::Email => email(text).map(Value::Email),
            Sort::File => file(text).map(Value::File),
            Sort::Md5 | Sort::Sha1 | Sort::Sha256 | Sort::Sha512 => hash(text),
        }?;
        let is_address = |sort| matches!(sort, Sort::Ip | Sort::Network);
        (value.sort() == sort || is_address(sort)).then_some(value)
    }

    /// What the text is by its shape; `None` where it could be anything.
    #[must_use]
    pub fn guessed(text: &str) -> Option<Value> {
        if let Some(value) = network(text).or_else(|| hash(text)) {
            return Some(value);
        }
        // A network that is none is not the address of a resource either.
        let is_digits = |bits: &str| bits.bytes().all(|byte| byte.is_ascii_digit());
        if text.split_once('/').is_some_and(|(ip, bits)| is_digits(bits) && ip.parse::<IpAddr>().is_ok()) {
            return None;
        }
        if text.contains("://") || (text.contains('/') && !text.starts_with('/')) {
            return url(text).map(Value::Url);
        }
        if text.contains('@') {
            return email(text).map(Value::Email);
        }
        let has_letters =
            |name: &String| name.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()));
        domain(text).filter(|name| name.contains('.') && has_letters(name)).map(Value::Domain)
    }

    /// What sort it is.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self {
            Value::Ip(_) => Sort::Ip,
            Value::Network(..) => Sort::Network,
            Value::Domain(_) => Sort::Domain,
            Value::Url(_) => Sort::Url,
            Value::Email(_) => Sort::Email,
            Value::File(_) => Sort::File,
            Value::Hash(bytes) => {
                HASHES.iter().find(|(len, _)| *len == bytes.len()).map_or(Sort::Sha512, |(_, sort)| *sort)
            }
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Ip(ip) => write!(f, "{}", address(*ip)),
            Value::Network(ip, bits) => match address(*ip) {
                IpAddr::V4(v4) if *bits >= MAPPED_BITS => write!(f, "{v4}/{}", bits - MAPPED_BITS),
                _ => write!(f, "{}/{bits}", Ipv6Addr::from(*ip)),
            },
            Value::Domain(text) | Value::Url(text) | Value::Email(text) | Value::File(text) => f.write_str(text),
            Value::Hash(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

/// The address as people write it.
fn address(ip: u128) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from(ip)).to_canonical()
}

/// An address of IPv4 as IPv6 maps it.
pub(crate) fn mapped(ip: Ipv4Addr) -> u128 {
    u128::from(ip.to_ipv6_mapped())
}

/// The bits of a network of so many.
pub(crate) fn mask(bits: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0)
}

/// Whether the address is one of IPv4.
pub(crate) fn is_v4(ip: u128) -> bool {
    ip >> 32 == 0xffff
}

fn network(text: &str) -> Option<Value> {
    let (text, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let (ip, whole) = match bare.parse::<IpAddr>().ok()? {
        IpAddr::V4(v4) => (mapped(v4), 32),
        IpAddr::V6(v6) => (u128::from(v6), 128),
    };
    let Some(bits) = bits else { return Some(Value::Ip(ip)) };
    let digits = !bits.is_empty() && bits.len() <= 3 && bits.bytes().all(|byte| byte.is_ascii_digit());
    let bits: u8 = bits.parse().ok().filter(|bits| digits && *bits <= whole)?;
    let bits = bits + (128 - whole);
    Some(if bits == 128 { Value::Ip(ip) } else { Value::Network(ip & mask(bits), bits) })
}

/// A name in the DNS, as it is compared.
pub(crate) fn domain(text: &str) -> Option<String> {
    let text = text.strip_prefix("*.").unwrap_or(text).trim_end_matches('.');
    let ascii = if text.is_ascii() { text.to_ascii_lowercase() } else { idna::domain_to_ascii(text).ok()? };
    let is_label = |label: &str| {
        let fits = !label.is_empty() && label.len() <= 63;
        fits && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    (ascii.len() <= DOMAIN_BYTES_MAX && ascii.split('.').all(is_label)).then_some(ascii)
}

/// A URL as it is compared; see [`Value::Url`].
pub(crate) fn url(text: &str) -> Option<String> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => (String::new(), text),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let host = domain(host).filter(|host| host.contains('.') && !host.starts_with('.'))?;
    let port = match port {
        None | Some("") => None,
        Some(port) => Some(port.parse::<u16>().ok()?),
    };
    let path = path.split('#').next().unwrap_or_default();
    let whole = compose(&host, port.filter(|port| Some(*port) != default_port(&scheme)), path);
    let is_whole = !whole.bytes().any(|byte| byte <= b' ' || byte == 0x7f);
    (whole.len() <= URL_BYTES_MAX && is_whole).then_some(whole)
}

fn compose(host: &str, port: Option<u16>, path: &str) -> String {
    let slash = if path.starts_with('/') { "" } else { "/" };
    match port {
        Some(port) => format!("{host}:{port}{slash}{path}"),
        None => format!("{host}{slash}{path}"),
    }
}

/// The port that a scheme has where none is named.
pub(crate) fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "ftp" => Some(21),
        _ => None,
    }
}

fn email(text: &str) -> Option<String> {
    let (local, host) = text.rsplit_once('@')?;
    let host = domain(host).filter(|host| host.contains('.'))?;
    let is_local = !local.is_empty() && local.len() <= LOCAL_BYTES_MAX && local.bytes().all(is_local);
    let whole = format!("{}@{host}", local.to_ascii_lowercase());
    (is_local && whole.len() <= EMAIL_BYTES_MAX).then_some(whole)
}

/// What stands before the `@` of a mail address. More is allowed by its standard, and nobody can tell it from what stands beside it.
pub(crate) fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
}

fn file(text: &str) -> Option<String> {
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text).to_lowercase();
    let is_name = !name.is_empty() && !name.chars().any(char::is_control) && name.trim() == name;
    (is_name && name.len() <= FILE_BYTES_MAX).then_some(name)
}

fn hash(text: &str) -> Option<Value> {
    let bytes = text.as_bytes();
    let is_hash = HASHES.iter().any(|(len, _)| len * 2 == bytes.len()) && bytes.iter().all(u8::is_ascii_hexdigit);
    is_hash.then(|| Value::Hash(unhex(bytes)))
}

/// The bytes of hexadecimal digits, two each.
pub(crate) fn unhex(digits: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or(0) as u8;
    digits.as_chunks::<2>().0.iter().map(|[high, low]| digit(*high) << 4 | digit(*low)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_one_form() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let value = Value::guessed(text).map(|value| (value.sort().as_str(), value.to_string()));
            assert_eq!(value.as_ref().map(|(sort, text)| (*sort, text.as_str())), expected, "{text}");
        };
        check("192.0.2.7", Some(("ip", "192.0.2.7")));
        check("::ffff:192.0.2.7", Some(("ip", "192.0.2.7")));
        check("[2001:DB8::1]", Some(("ip", "2001:db8::1")));
        check("192.0.2.7/24", Some(("network", "192.0.2.0/24")));
        check("2001:db8::/32", Some(("network", "2001:db8::/32")));
        check("192.0.2.7/32", Some(("ip", "192.0.2.7")));
        check("192.0.2.7/33", None);
        check("Evil.Example.", Some(("domain", "evil.example")));
        check("*.evil.example", Some(("domain", "evil.example")));
        check("bücher.example", Some(("domain", "xn--bcher-kva.example")));
        check("1.2.3", None);
        check("http://Evil.Example", Some(("url", "evil.example/")));
        check("https://user@Evil.example:443/A?b#c", Some(("url", "evil.example/A?b")));
        check("http://evil.example:8080?x", Some(("url", "evil.example:8080/?x")));
        check("evil.example/a.exe", Some(("url", "evil.example/a.exe")));
        check("Some.One@Evil.example", Some(("email", "some.one@evil.example")));
        check("D41D8CD98F00B204E9800998ECF8427F", Some(("md5", "d41d8cd98f00b204e9800998ecf8427f")));
        check("word", None);
        check("", None);
    }
}
