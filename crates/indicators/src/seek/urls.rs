//! URLs: a host, and what stands before and behind it.

use super::{At, Seeker};
use crate::filter::Quick;
use crate::set::{URL, URL_HOST, key};
use crate::value::{Sort, URL_BYTES_MAX, default_port, is_local};

/// Bytes of who is named before the host.
const USER_BYTES_MAX: usize = 64;
/// What may end a URL and may also stand in one: it is looked for both ways.
const ENDS: &[u8] = b"'),;!:]*&.?";
/// What stands in no URL.
const NEVER: &[u8] = b"\"<>\\^`{|}";

impl Seeker {
    /// The URL whose host stands here; behind it the field goes on at `after`.
    pub(super) fn url(&mut self, at: At<'_>, (start, end): (usize, usize), after: usize) {
        let bytes = at.text.as_bytes();
        let host = bytes[start..end].iter().map(u8::to_ascii_lowercase);
        if !at.set.may_have(host.clone().rev().fold(Quick::of(URL_HOST), Quick::after)) {
            return;
        }
        let scheme = scheme(&at.text[..start]);
        let (port, rest) = port(bytes, after);
        let rest_is_path = bytes.get(rest).is_some_and(|byte| matches!(byte, b'/' | b'?'));
        if scheme.is_none() && !rest_is_path {
            return;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.extend(host);
        let default = scheme.and_then(|scheme| default_port(&scheme.to_ascii_lowercase()));
        if let Some(port) = port.filter(|port| Some(*port) != default) {
            buffer.extend(format!(":{port}").bytes());
        }
        if bytes.get(rest) != Some(&b'/') {
            buffer.push(b'/');
        }
        let mut quick = buffer.iter().copied().fold(Quick::of(URL), Quick::after);
        let seen_from = scheme.map_or(start, |scheme| scheme.as_ptr() as usize - at.text.as_ptr() as usize);
        let path = if rest_is_path { &bytes[rest..] } else { &[] };
        let mut place = 0;
        loop {
            let byte = path.get(place).copied().filter(|byte| goes_on(*byte));
            let may_end = byte.is_none_or(|byte| byte >= 128 || ENDS.contains(&byte));
            if may_end && at.set.may_have(quick) {
                self.url_found(at, &buffer, seen_from, rest + place);
            }
            let Some(byte) = byte.filter(|_| buffer.len() < URL_BYTES_MAX) else { break };
            buffer.push(byte);
            quick = quick.after(byte);
            place += 1;
        }
        self.buffer = buffer;
    }

    fn url_found(&mut self, at: At<'_>, url: &[u8], from: usize, to: usize) {
        let Ok(value) = std::str::from_utf8(url) else { return };
        let observed = at.text.get(from..to).unwrap_or(value);
        self.found(at, key(URL, url), &|| (Sort::Url, value.to_owned(), observed.to_owned()));
    }
}

/// Whether a URL goes on with this byte.
fn goes_on(byte: u8) -> bool {
    byte > b' ' && byte != 0x7f && byte != b'#' && !NEVER.contains(&byte)
}

/// The scheme before a host, past who may be named between.
fn scheme(before: &str) -> Option<&str> {
    let before = match before.strip_suffix('@') {
        Some(rest) => {
            let user =
                rest.bytes().rev().take(USER_BYTES_MAX).take_while(|byte| is_local(*byte) || *byte == b':').count();
            &rest[..rest.len() - user]
        }
        None => before,
    };
    let before = before.strip_suffix("://")?;
    let letters = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    Some(&before[before.len() - letters..])
}

/// The port that is named here, and where the field goes on.
fn port(bytes: &[u8], at: usize) -> (Option<u16>, usize) {
    let digits =
        bytes.get(at + 1..).unwrap_or_default().iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.get(at) != Some(&b':') || digits == 0 {
        return (None, at);
    }
    let end = at + 1 + digits;
    let number = std::str::from_utf8(&bytes[at + 1..end]).ok().and_then(|text| text.parse().ok());
    number.map_or((None, at), |port| (Some(port), end))
}
