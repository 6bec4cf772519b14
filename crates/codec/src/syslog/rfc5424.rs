//! The header of RFC 5424: `1 TIME HOST APP PROCID MSGID [structured data] message`.

use super::{BYTE_ORDER_MARK, add, stamp};
use crate::Malformed;
use crate::text::{path, written};
use atalaya_model::{PathId, Sink, Value};
use memchr::{memchr, memchr2};

/// Bytes that the name of an element or a parameter may have; the RFC says 32, senders say more.
const NAME_BYTES_MAX: usize = 128;

/// Decodes the header and returns the message. `None` if the line has no such header.
pub(super) fn decode<'t>(sink: &mut Sink<'_>, syslog: PathId, text: &'t str) -> Result<Option<&'t str>, Malformed> {
    let Some((version, [time, host, app, process, id], rest)) = header(text) else { return Ok(None) };
    sink.text(syslog, "version", version)?;
    let fields = [("timestamp", time), ("hostname", host), ("appname", app), ("procid", process), ("msgid", id)];
    for (key, value) in fields {
        add(sink, syslog, key, Some(value).filter(|value| *value != "-"))?;
    }
    let rest = match data_len(rest) {
        Some(len) => {
            structured_data(sink, syslog, &rest[..len])?;
            &rest[len..]
        }
        // Data that is cut off or missing: all of it is message.
        None => rest.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')).unwrap_or(rest),
    };
    let message = rest.strip_prefix(' ').unwrap_or(rest);
    Ok(Some(message.strip_prefix(BYTE_ORDER_MARK).unwrap_or(message)))
}

type Header<'t> = (&'t str, [&'t str; 5], &'t str);

fn header(text: &str) -> Option<Header<'_>> {
    let (version, mut rest) = text.split_once(' ')?;
    if !matches!(version.len(), 1..=2) || !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut words = [""; 5];
    for (number, word) in words.iter_mut().enumerate() {
        let end = memchr(b' ', rest.as_bytes()).or((number == 4).then_some(rest.len()))?;
        *word = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    let is_time = words[0] == "-" || stamp::iso(words[0]) == Some(words[0].len());
    (is_time && words.iter().all(|word| !word.is_empty())).then_some((version, words, rest))
}

/// How long the elements are that `text` begins with. `None` if there are none, or one is broken.
fn data_len(text: &str) -> Option<usize> {
    let mut at = 0;
    while text.as_bytes().get(at) == Some(&b'[') {
        at += Element::new(&text[at..])?.end()?;
    }
    (at > 0).then_some(at)
}

fn structured_data(sink: &mut Sink<'_>, syslog: PathId, text: &str) -> Result<(), Malformed> {
    let data = path(sink, syslog, "sd")?;
    let mut at = 0;
    while let Some(mut element) = Element::new(&text[at..]) {
        let below = path(sink, data, element.id)?;
        let mut is_empty = true;
        while let Some((name, value)) = element.next() {
            is_empty = false;
            let path = path(sink, below, name)?;
            if memchr(b'\\', value.as_bytes()).is_some() {
                written(sink, path, |out| unescape(value, out))?;
            } else {
                sink.text_at(path, value)?;
            }
        }
        if is_empty {
            sink.buf.push(below, Value::Empty)?;
        }
        at += element.end().unwrap_or(text.len() - at);
    }
    Ok(())
}

/// An element and how far it was read.
struct Element<'t> {
    text: &'t str,
    at: usize,
    id: &'t str,
}

impl<'t> Element<'t> {
    /// The element at the beginning of `text`, if one begins there.
    fn new(text: &'t str) -> Option<Self> {
        let inner = text.strip_prefix('[')?;
        let end = memchr2(b' ', b']', inner.as_bytes())?;
        let is_id = (1..=NAME_BYTES_MAX).contains(&end) && memchr2(b'=', b'"', &inner.as_bytes()[..end]).is_none();
        is_id.then(|| Element { text, at: end + 1, id: &inner[..end] })
    }

    /// The next parameter, escaped.
    fn next(&mut self) -> Option<(&'t str, &'t str)> {
        let rest = self.text[self.at..].trim_start_matches(' ');
        let (name, quoted) = rest.split_at(memchr(b'=', rest.as_bytes())?);
        let is_name = (1..=NAME_BYTES_MAX).contains(&name.len()) && !name.contains([' ', '"', ']']);
        let value = quoted.strip_prefix("=\"").filter(|_| is_name)?;
        let end = value_len(value)?;
        self.at = self.text.len() - value.len() + end + 1;
        Some((name, &value[..end]))
    }

    /// Reads what is left and returns where the element ends, with its bracket. `None` if it does not.
    fn end(&mut self) -> Option<usize> {
        while self.next().is_some() {}
        let rest = &self.text[self.at..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        rest[blanks..].starts_with(']').then_some(self.at + blanks + 1)
    }
}

fn value_len(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

/// Resolves `\"`, `\\` and `\]`; any other backslash is one.
fn unescape(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let escaped = rest.as_bytes().get(at + 1).filter(|byte| matches!(byte, b'"' | b'\\' | b']'));
        out.push(escaped.map_or('\\', |byte| *byte as char));
        rest = &rest[at + 1 + usize::from(escaped.is_some())..];
    }
    out.push_str(rest);
}
