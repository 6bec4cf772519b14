//! The prose ahead of the columns in the audit log of Windows DHCP servers, `DhcpSrvLog-*.log`.
//!
//! The file explains its event numbers before it names its columns, all in the language of the server. The
//! order of the columns is the same everywhere, so that they get the names of the English ones.

use memchr::{memchr_iter, memmem};

/// Lines of prose that are stepped over.
pub(crate) const PROSE_LINES_MAX: usize = 80;
/// Columns that the oldest servers write.
const COLUMNS_MIN: usize = 7;
/// Bytes that the first column's name has at most.
const NAME_BYTES_MAX: usize = 24;

const COLUMNS: [&str; 19] = [
    "ID",
    "Date",
    "Time",
    "Description",
    "IP Address",
    "Host Name",
    "MAC Address",
    "User Name",
    "TransactionID",
    "QResult",
    "Probationtime",
    "CorrelationID",
    "Dhcid",
    "VendorClass(Hex)",
    "VendorClass(ASCII)",
    "UserClass(Hex)",
    "UserClass(ASCII)",
    "RelayAgentInformation",
    "DnsRegError",
];

/// Of addresses of version 6, which have a log of their own.
const COLUMNS_V6: [&str; 12] = [
    "ID",
    "Date",
    "Time",
    "Description",
    "IPv6 Address",
    "Host Name",
    "Error Code",
    "Duid Length",
    "Duid Bytes(Hex)",
    "User Name",
    "Dhcid",
    "Subnet Prefix",
];

/// Whether the first line of a stream begins such prose.
pub(crate) fn begins(line: &[u8]) -> bool {
    line.len() <= 256 && memmem::find(line, b"DHCP").is_some() && !line.contains(&b',')
}

/// Whether a line behind the prose names the columns.
pub(crate) fn names_columns(line: &[u8]) -> bool {
    let mut commas = memchr_iter(b',', line);
    let first = commas.next().filter(|_| commas.count() + 2 >= COLUMNS_MIN);
    first.is_some_and(|end| {
        let name = line[..end].trim_ascii();
        name.len() <= NAME_BYTES_MAX && name.first().is_some_and(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
    })
}

/// Gives the columns the names that they have in English.
pub(super) fn rename(names: &mut [String]) {
    let known: &[&str] = if names.len() == COLUMNS_V6.len() { &COLUMNS_V6 } else { &COLUMNS };
    for (name, known) in names.iter_mut().zip(known) {
        (*known).clone_into(name);
    }
}
