//! The headers that RFC 3164 describes, those of Cisco, and what relays make of both.

use super::{add, stamp};
use crate::Malformed;
use crate::text::path;
use atalaya_model::{PathId, Sink};
use memchr::memchr;

/// Bytes a tag may have; the RFC says 32, senders say more.
const TAG_BYTES_MAX: usize = 128;
/// Bytes a host may have: a name of the DNS, or a chain of relays.
const HOST_BYTES_MAX: usize = 255;
/// What AIX puts in front of a host.
const FORWARDED: &str = "Message forwarded from ";
/// How bodies begin that have no header of their own kind in front.
const BODIES: [&str; 6] = ["CEF:", "LEEF:", "{", "<Event", "type=", "@cee:"];

/// Decodes the header and returns the message. Without a priority there must be a time or a Cisco mnemonic.
pub(super) fn decode<'t>(
    sink: &mut Sink<'_>,
    syslog: PathId,
    text: &'t str,
    has_priority: bool,
) -> Result<&'t str, Malformed> {
    let text = text.trim_start_matches(' ');
    let header = match stamp::split(text) {
        Some((time, rest)) => behind_time(time, rest),
        None => match without_time(text) {
            None if has_priority => tagged(Header::default(), text),
            found => found.ok_or(Malformed::Syntax(0))?,
        },
    };
    add(sink, syslog, "timestamp", header.timestamp)?;
    add(sink, syslog, "hostname", header.hostname)?;
    add(sink, syslog, "appname", header.tag.map(|tag| tag.name))?;
    add(sink, syslog, "procid", header.tag.and_then(|tag| tag.process))?;
    if let Some(cisco) = header.cisco {
        let below = path(sink, PathId::ROOT, "cisco")?;
        add(sink, below, "sequence", cisco.sequence)?;
        add(sink, below, "timestamp", cisco.timestamp)?;
        sink.text(below, "facility", cisco.facility)?;
        sink.number(below, "severity", cisco.severity)?;
        sink.text(below, "mnemonic", cisco.mnemonic)?;
    }
    Ok(header.message)
}

#[derive(Default)]
struct Header<'t> {
    timestamp: Option<&'t str>,
    hostname: Option<&'t str>,
    tag: Option<Tag<'t>>,
    cisco: Option<Cisco<'t>>,
    message: &'t str,
}

#[derive(Clone, Copy)]
struct Tag<'t> {
    name: &'t str,
    process: Option<&'t str>,
}

/// What Cisco devices write between host and text.
struct Cisco<'t> {
    sequence: Option<&'t str>,
    /// The device's own time, where a relay wrote one in front.
    timestamp: Option<&'t str>,
    facility: &'t str,
    severity: &'t str,
    mnemonic: &'t str,
}

fn behind_time<'t>(time: &'t str, rest: &'t str) -> Header<'t> {
    let header = Header { timestamp: Some(time), ..Header::default() };
    if let Some(cisco) = cisco(rest) {
        return behind_relay(header, cisco);
    }
    let rest = rest.trim_start_matches([' ', ':']);
    let forwarded =
        rest.strip_prefix(FORWARDED).and_then(|rest| rest.split_once(": ")).filter(|(host, _)| !host.contains(' '));
    let Some((host, after)) = forwarded.or_else(|| host(rest)) else { return tagged(header, rest) };
    let header = Header { hostname: Some(host), ..header };
    match cisco(after) {
        Some(cisco) => behind_relay(header, cisco),
        None => tagged(header, after),
    }
}

/// A line that begins with Cisco's header, or with a host in front of it.
fn without_time(text: &str) -> Option<Header<'_>> {
    if let Some(cisco) = cisco(text) {
        return Some(behind_relay(Header::default(), cisco));
    }
    let (host, after) = host(text)?;
    Some(behind_relay(Header { hostname: Some(host), ..Header::default() }, cisco(after)?))
}

/// The relay's host and time come first; where it has none, the device's own.
fn behind_relay<'t>(outer: Header<'t>, inner: Header<'t>) -> Header<'t> {
    let (timestamp, device_time) = match outer.timestamp {
        None => (inner.timestamp, None),
        relay_time => (relay_time, inner.timestamp),
    };
    let cisco = inner.cisco.map(|cisco| Cisco { timestamp: device_time, ..cisco });
    Header { timestamp, cisco, hostname: outer.hostname.or(inner.hostname), tag: inner.tag, message: inner.message }
}

fn tagged<'t>(header: Header<'t>, text: &'t str) -> Header<'t> {
    let text = text.trim_start_matches(' ');
    let (tag, message) = tag(text).map_or((None, text), |(tag, rest)| (Some(tag), rest));
    Header { tag, message: message.trim_start_matches(' '), ..header }
}

/// The word that is a host, and what follows it; a tag and the beginning of a body are none.
fn host(text: &str) -> Option<(&str, &str)> {
    let end = memchr(b' ', text.as_bytes())?;
    let word = &text[..end];
    let is_host_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || b".-_:/@[]".contains(&byte);
    let is_host = (1..=HOST_BYTES_MAX).contains(&end) && word.bytes().all(is_host_byte) && !word.starts_with('[');
    let is_body = BODIES.iter().any(|body| text.starts_with(body));
    (is_host && !is_body && tag(text).is_none()).then_some((word.trim_end_matches(':'), &text[end..]))
}

/// `name:`, `name[process]:` or `name[process]`, and what follows it.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    if BODIES.iter().any(|body| text.starts_with(body)) {
        return None;
    }
    let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !b":[]{}<>|\"',;=%".contains(byte);
    let len = text.bytes().take(TAG_BYTES_MAX).take_while(is_name).count();
    let (name, mut rest) = text.split_at_checked(len).filter(|(name, _)| !name.is_empty())?;
    let mut process = None;
    if let Some(inner) = rest.strip_prefix('[') {
        let end = memchr(b']', &inner.as_bytes()[..inner.len().min(TAG_BYTES_MAX)])?;
        process = Some(&inner[..end]).filter(|process| !process.is_empty());
        rest = &inner[end + 1..];
    }
    let after = match rest.strip_prefix(':') {
        Some(after) => after,
        None if process.is_some() => rest,
        None => return None,
    };
    let ends = after.is_empty() || after.starts_with([' ', '\t', '{', '<', '[']);
    ends.then_some((Tag { name, process }, after))
}

/// `: 6705: host: *Feb 17 13:40:03.673 UTC: process[1]: %FACILITY-5-MNEMONIC: text`, of which only the mnemonic must be.
fn cisco(text: &str) -> Option<Header<'_>> {
    let rest = text.trim_start_matches([' ', ':']);
    let (sequence, rest) = sequence(rest).map_or((None, rest), |(sequence, rest)| (Some(sequence), rest));
    let (hostname, rest) = origin(rest).map_or((None, rest), |(host, rest)| (Some(host), rest));
    let (timestamp, rest) = stamp::split(rest).map_or((None, rest), |(time, rest)| (Some(time), rest));
    let rest = rest.trim_start_matches([' ', ':']);
    let (tag, rest) = tag(rest).map_or((None, rest), |(tag, rest)| (Some(tag), rest.trim_start_matches(' ')));
    let (facility, severity, mnemonic) = mnemonic(rest)?;
    let cisco = Cisco { sequence, timestamp: None, facility, severity, mnemonic };
    Some(Header { timestamp, hostname, tag, cisco: Some(cisco), message: rest })
}

fn sequence(text: &str) -> Option<(&str, &str)> {
    let len = text.bytes().take(20).take_while(u8::is_ascii_digit).count();
    let rest = text[len..].strip_prefix(": ").filter(|_| len > 0)?;
    Some((&text[..len], rest.trim_start_matches(' ')))
}

/// The name that a device gives itself in front of its time or its mnemonic, and what follows it.
fn origin(text: &str) -> Option<(&str, &str)> {
    let end = memchr(b':', &text.as_bytes()[..text.len().min(HOST_BYTES_MAX)])?;
    let (name, rest) = (text[..end].trim_end_matches(' '), text[end + 1..].trim_start_matches(' '));
    let is_name = !name.is_empty() && !name.contains([' ', '%', '=', '[']);
    (is_name && (rest.starts_with('%') || stamp::split(rest).is_some())).then_some((name, rest))
}

/// The parts of `%FACILITY-5-MNEMONIC:`. A facility may have a part behind a dash.
fn mnemonic(text: &str) -> Option<(&str, &str, &str)> {
    let inner = text.strip_prefix('%')?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    let len = inner.bytes().take(TAG_BYTES_MAX).take_while(is_part).count();
    let (name, rest) = inner.split_at(len);
    let (front, mnemonic) = name.rsplit_once('-')?;
    let (facility, severity) = front.rsplit_once('-')?;
    let is_severity = severity.len() == 1 && matches!(severity.as_bytes(), [b'0'..=b'7']);
    let is_whole = is_severity && !facility.is_empty() && !mnemonic.is_empty();
    (is_whole && rest.trim_start_matches(' ').starts_with(':')).then_some((facility, severity, mnemonic))
}
