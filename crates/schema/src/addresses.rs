//! Country and network of an address, from tables that the user brings: files in the MaxMind DB format, as DB-IP,
//! IPinfo and MaxMind give them out. The tables come as bytes; nothing is asked of the network.

use atalaya_model::Message;
use maxminddb::{LookupResult, PathElement, Reader, WithinOptions};
use rustc_hash::FxHashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Bytes that a table of addresses may have.
pub const ADDRESS_TABLE_BYTES_MAX: u64 = 1 << 30;
/// Tables of addresses that one scan may use.
pub const ADDRESS_TABLES_MAX: usize = 16;
/// Networks of a table that are looked at to learn what it says of them.
const PROBED_NETWORKS_MAX: usize = 10_000;
/// Bytes of an answer that are kept: an organization's name may be long.
const ANSWER_BYTES_MAX: usize = 200;
/// Answers that each thread remembers; when they are more, all are forgotten.
const ANSWERS_MAX: usize = 65_536;

/// What is asked about an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressTable {
    /// The country: its code of two letters (ISO 3166-1), in upper case.
    Country,
    /// The number of the autonomous system: `AS64500`.
    Asn,
    /// The autonomous system's number and organization: `AS64500 Example Net`.
    Network,
}

impl AddressTable {
    /// The words for it in `content/kinds`.
    pub const WORDS: [(&'static str, AddressTable); 3] =
        [("country", AddressTable::Country), ("asn", AddressTable::Asn), ("network", AddressTable::Network)];

    /// The word for it in `content/kinds`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        AddressTable::WORDS[self as usize].0
    }

    /// Which file to bring so that such questions have an answer.
    #[must_use]
    pub fn remedy(self) -> Message {
        match self {
            AddressTable::Country => Message::new("schema-address-country"),
            AddressTable::Asn | AddressTable::Network => Message::new("schema-address-network"),
        }
    }
}

/// Why a file is no table of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressesError {
    /// It is larger than [`ADDRESS_TABLE_BYTES_MAX`].
    #[error("the table of addresses is too large")]
    TooLarge,
    /// It is not in the MaxMind DB format, or damaged.
    #[error("this is no table of addresses in the MaxMind DB format")]
    Malformed,
    /// It tells neither countries nor networks.
    #[error("the table of addresses tells neither countries nor networks")]
    Nothing,
    /// There are [`ADDRESS_TABLES_MAX`] already.
    #[error("there are too many tables of addresses")]
    TooMany,
}

/// Tables of addresses; of several that answer a question, the first.
#[derive(Default)]
pub struct Addresses {
    tables: Vec<Table>,
}

struct Table {
    reader: Reader<Vec<u8>>,
    countries: bool,
    networks: bool,
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addresses").field("tables", &self.tables.len()).finish()
    }
}

impl Addresses {
    /// Adds a table, given as the bytes of its file.
    pub fn add(&mut self, bytes: Vec<u8>) -> Result<(), AddressesError> {
        if self.tables.len() >= ADDRESS_TABLES_MAX {
            return Err(AddressesError::TooMany);
        }
        if bytes.len() as u64 > ADDRESS_TABLE_BYTES_MAX {
            return Err(AddressesError::TooLarge);
        }
        let reader = Reader::from_source(bytes).map_err(|_| AddressesError::Malformed)?;
        let (countries, networks) = probe(&reader)?;
        if !countries && !networks {
            return Err(AddressesError::Nothing);
        }
        self.tables.push(Table { reader, countries, networks });
        Ok(())
    }

    /// Whether a table answers such questions.
    #[must_use]
    pub fn has(&self, table: AddressTable) -> bool {
        self.tables.iter().any(|known| known.has(table))
    }

    /// What the tables say of the address. Private addresses have neither country nor network, whatever a table says.
    #[must_use]
    pub fn find(&self, table: AddressTable, address: IpAddr) -> Option<String> {
        let address = address.to_canonical();
        if is_private(address) {
            return None;
        }
        let mut answer = self.tables.iter().filter(|known| known.has(table)).find_map(|known| {
            let found = known.reader.lookup(address).ok()?;
            match table {
                AddressTable::Country => country(&found),
                AddressTable::Asn => asn(&found),
                AddressTable::Network => network(&found),
            }
        })?;
        answer.truncate(answer.floor_char_boundary(ANSWER_BYTES_MAX));
        Some(answer)
    }
}

impl Table {
    fn has(&self, table: AddressTable) -> bool {
        if table == AddressTable::Country { self.countries } else { self.networks }
    }
}

/// Whether the table tells countries, and whether it tells networks.
fn probe(reader: &Reader<Vec<u8>>) -> Result<(bool, bool), AddressesError> {
    let networks = reader.networks(WithinOptions::default()).map_err(|_| AddressesError::Malformed)?;
    let mut tells = (false, false);
    for found in networks.take(PROBED_NETWORKS_MAX) {
        let found = found.map_err(|_| AddressesError::Malformed)?;
        tells = (tells.0 || country(&found).is_some(), tells.1 || asn(&found).is_some());
        if tells == (true, true) {
            break;
        }
    }
    Ok(tells)
}

type Found<'r> = LookupResult<'r, Vec<u8>>;

fn text(found: &Found<'_>, path: &[&str]) -> Option<String> {
    let path: Vec<PathElement<'_>> = path.iter().copied().map(PathElement::Key).collect();
    let text: &str = found.decode_path(&path).ok()??;
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// MaxMind and DB-IP have `country.iso_code`, IPinfo `country_code`, or, in its older tables, the code as `country`.
fn country(found: &Found<'_>) -> Option<String> {
    let paths: [&[&str]; 3] = [&["country", "iso_code"], &["country_code"], &["country"]];
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    let codes = paths.into_iter().filter_map(|path| text(found, path)).filter(is_code);
    // ZZ is what some write for an unknown country.
    codes.map(|code| code.to_ascii_uppercase()).find(|code| code != "ZZ")
}

/// MaxMind and DB-IP have `autonomous_system_number`, IPinfo `asn`, with the letters.
fn asn(found: &Found<'_>) -> Option<String> {
    let path = [PathElement::Key("autonomous_system_number")];
    let number = found.decode_path::<u32>(&path).or_else(|_| found.decode_path::<u16>(&path).map(|n| n.map(u32::from)));
    let written = || text(found, &["asn"])?.trim_start_matches(['A', 'S', 'a', 's']).parse::<u32>().ok();
    number.ok().flatten().or_else(written).filter(|number| *number > 0).map(|number| format!("AS{number}"))
}

fn network(found: &Found<'_>) -> Option<String> {
    let number = asn(found)?;
    let organization =
        ["autonomous_system_organization", "as_name", "name"].into_iter().find_map(|key| text(found, &[key]));
    Some(organization.map_or(number.clone(), |organization| format!("{number} {organization}")))
}

/// Addresses that belong to nobody in particular.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            let shared = first == 100 && second & 0xc0 == 64;
            let local = address.is_private() || address.is_loopback() || address.is_link_local() || shared;
            local || first == 0 || first >= 224
        }
        IpAddr::V6(address) => {
            let local = address.is_unique_local() || address.is_unicast_link_local();
            local || address.is_loopback() || address.is_unspecified() || address.is_multicast()
        }
    }
}

/// The address that a field holds, with a port, brackets or a zone or without; one that stands for another protocol's
/// is that one.
#[must_use]
pub fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = || text.trim_start_matches('[').split([']', '%', '/']).next().unwrap_or_default().parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    // Of four numbers with a port behind a colon that is not one.
    let before_colon = || text.split(':').next()?.parse::<Ipv4Addr>().ok().map(IpAddr::V4);
    let address: Option<IpAddr> = plain().or_else(with_port).or_else(before_colon);
    address.map(|address| address.to_canonical())
}

/// What one thread asked before, and the answers.
#[derive(Default)]
pub struct Answers {
    known: FxHashMap<(AddressTable, IpAddr), Option<Box<str>>>,
}

impl Answers {
    /// What the tables say of the address.
    pub fn find(&mut self, addresses: Option<&Addresses>, table: AddressTable, address: IpAddr) -> Option<&str> {
        if self.known.len() >= ANSWERS_MAX {
            self.known.clear();
        }
        let ask = || addresses?.find(table, address).map(Into::into);
        self.known.entry((table, address)).or_insert_with(ask).as_deref()
    }

    /// These answers and no others were given: for proving that rules can fire.
    pub fn pretend(&mut self, answers: &[(AddressTable, IpAddr, Option<String>)]) {
        self.known.clear();
        self.known
            .extend(answers.iter().map(|(table, address, text)| ((*table, *address), text.as_deref().map(Into::into))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_senders_write_them() {
        let check = |text: &str, expected: &str| {
            let found = address(text).map(|address| address.to_string());
            assert_eq!(found.as_deref(), (!expected.is_empty()).then_some(expected), "{text}");
        };
        check("192.0.2.7", "192.0.2.7");
        check(" 192.0.2.7:443 ", "192.0.2.7");
        check("192.0.2.7:ephemeral", "192.0.2.7");
        check("192.0.2.7/32", "192.0.2.7");
        check("2001:db8::7", "2001:db8::7");
        check("[2001:db8::7]:443", "2001:db8::7");
        check("[2001:db8::7]", "2001:db8::7");
        check("fe80::1%eth0", "fe80::1");
        check("::ffff:192.0.2.7", "192.0.2.7");
        check("gw.example.com", "");
        check("", "");
        check("-", "");
    }

    #[test]
    fn addresses_of_nobody_in_particular_are_private() {
        let check = |text: &str, expected| assert_eq!(is_private(text.parse().unwrap()), expected, "{text}");
        for text in
            ["10.1.2.3", "172.31.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "255.255.255.255"]
        {
            check(text, true);
        }
        for text in ["::1", "fd00::1", "fe80::1", "ff02::1", "::"] {
            check(text, true);
        }
        for text in ["192.0.2.1", "100.128.0.1", "172.32.0.1", "2001:db8::1"] {
            check(text, false);
        }
    }
}
