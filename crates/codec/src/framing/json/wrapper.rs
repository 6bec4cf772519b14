//! Whether an object is only a wrapper around an array of records.

use super::super::{Scan, scan_value, scanner};

/// The keys whose array holds the records.
const KEYS: [&[u8]; 7] = [b"Records", b"records", b"Events", b"events", b"value", b"logs", b"items"];

/// How far into an object its array of records may begin.
const HEAD_BYTES_MAX: usize = 64 << 10;

/// What an object turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrapper {
    /// A wrapper; its array of records begins after this many bytes.
    Array(usize),
    /// A record.
    No,
    /// More bytes will tell.
    Incomplete,
}

/// A member of an object, from its key on.
pub(super) enum Member {
    /// An array of records begins after this many bytes.
    Records(usize),
    /// Something else, which ends before this byte.
    Other(usize),
    Incomplete,
    Damaged,
}

/// Whether the object that begins `bytes` is a wrapper: before the array it holds only scalars.
pub(crate) fn wrapper(bytes: &[u8]) -> Wrapper {
    let head = &bytes[..bytes.len().min(HEAD_BYTES_MAX)];
    let beyond = if bytes.len() < HEAD_BYTES_MAX { Wrapper::Incomplete } else { Wrapper::No };
    let (mut at, mut first) = (1, true);
    loop {
        at = blanks(head, at);
        match head.get(at) {
            Some(b'"') => {}
            Some(b',') => {
                at += 1;
                continue;
            }
            Some(_) => return Wrapper::No,
            None => return beyond,
        }
        match scalar_or_records(head, at, first) {
            Member::Records(length) => return Wrapper::Array(at + length),
            Member::Other(length) => (at, first) = (at + length, false),
            Member::Incomplete => return beyond,
            Member::Damaged => return Wrapper::No,
        }
    }
}

/// The member that begins with the key at `at`, where its value is a scalar or the records.
fn scalar_or_records(bytes: &[u8], at: usize, first: bool) -> Member {
    let (value, names_records) = match key(&bytes[at..]) {
        Ok(Some((length, names_records))) => (at + length, names_records),
        Ok(None) => return Member::Incomplete,
        Err(Damage) => return Member::Damaged,
    };
    match bytes.get(value) {
        Some(b'[') if names_records => records(bytes, value, first).shifted(at),
        Some(b'{' | b'[') => Member::Damaged,
        Some(_) => ended(scan_value(&bytes[value..], false), value).shifted(at),
        None => Member::Incomplete,
    }
}

/// The member whose key begins `bytes`, whatever its value.
pub(super) fn member(bytes: &[u8], max: usize, last: bool) -> Member {
    let bytes = &bytes[..bytes.len().min(max)];
    let (value, names_records) = match key(bytes) {
        Ok(Some(key)) => key,
        Ok(None) => return Member::Incomplete,
        Err(Damage) => return Member::Damaged,
    };
    if names_records && bytes.get(value) == Some(&b'[') {
        let found = records(bytes, value, false);
        if !matches!(found, Member::Damaged) {
            return found;
        }
    }
    ended(scan_value(&bytes[value..], last), value)
}

impl Member {
    /// The same, counted from `start` instead of from the beginning.
    fn shifted(self, start: usize) -> Member {
        match self {
            Member::Records(end) => Member::Records(end - start),
            Member::Other(end) => Member::Other(end - start),
            other => other,
        }
    }
}

struct Damage;

/// The length of the key that begins `bytes`, up to its value, and whether it is one of [`KEYS`].
fn key(bytes: &[u8]) -> Result<Option<(usize, bool)>, Damage> {
    let Some(end) = scanner::string(bytes, 0).map_err(|_| Damage)? else { return Ok(None) };
    let colon = blanks(bytes, end);
    match bytes.get(colon) {
        Some(b':') => Ok(Some((blanks(bytes, colon + 1), KEYS.contains(&&bytes[1..end - 1])))),
        Some(_) => Err(Damage),
        None => Ok(None),
    }
}

/// Whether the array at `at` holds objects. An empty one does only where it is all that its object
/// holds: beside other members it may be a field of a record.
fn records(bytes: &[u8], at: usize, alone: bool) -> Member {
    let element = blanks(bytes, at + 1);
    match bytes.get(element) {
        Some(b'{') => Member::Records(at + 1),
        Some(b']') if alone => match bytes.get(blanks(bytes, element + 1)) {
            Some(b'}') => Member::Records(at + 1),
            Some(_) => Member::Damaged,
            None => Member::Incomplete,
        },
        Some(_) => Member::Damaged,
        None => Member::Incomplete,
    }
}

fn ended(scan: Scan, start: usize) -> Member {
    match scan {
        Scan::Complete(length) => Member::Other(start + length),
        Scan::Incomplete => Member::Incomplete,
        Scan::Damaged(_) => Member::Damaged,
    }
}

fn blanks(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
}
