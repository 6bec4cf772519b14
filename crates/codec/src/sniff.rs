//! Which format a stream has, from its first bytes alone and never from a name.

mod line;
mod table;

use memchr::memmem;

use crate::Format;
use crate::framing::{CHUNK_MAGIC, FILE_HEADER_BYTES, FILE_MAGIC, Scan, Wrapper, lines, scan_value, wrapper};

/// Bytes of a stream that are looked at.
pub const HEAD_BYTES_MAX: usize = 64 << 10;

/// Lines that vote on a line format.
const LINES_MAX: usize = 40;

/// The format of the stream that begins with `head`, decompressed and in UTF-8.
#[must_use]
pub fn sniff(head: &[u8]) -> Format {
    let head = &head[..head.len().min(HEAD_BYTES_MAX)];
    if is_evtx(head) {
        return Format::Evtx;
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match text.first() {
        Some(b'{') => object(text),
        Some(b'[') if opens_array(text) => Format::Json,
        Some(b'#') => directives(text).or_else(|| vote(text)).unwrap_or(Format::Text),
        Some(b'<') if is_windows_xml(text) => Format::WindowsXml,
        Some(_) => vote(text).or_else(|| table(text, head.len())).unwrap_or(Format::Text),
        None => Format::Text,
    }
}

/// A file or a bare chunk; where the header of the file is damaged, the magic of a first chunk in its
/// place, or of any chunk among bytes that are no text.
fn is_evtx(head: &[u8]) -> bool {
    head.starts_with(FILE_MAGIC)
        || head.starts_with(CHUNK_MAGIC)
        || head.get(FILE_HEADER_BYTES..).is_some_and(|chunks| chunks.starts_with(CHUNK_MAGIC))
        || head.iter().take(512).filter(|byte| **byte == 0).count() > 64 && memmem::find(head, CHUNK_MAGIC).is_some()
}

/// The stream begins with an object: one a line, or anything else of objects.
fn object(text: &[u8]) -> Format {
    if matches!(wrapper(text), Wrapper::Array(_)) {
        return Format::Json;
    }
    match scan_value(text, false) {
        Scan::Complete(end) if stands_alone(text, end) => Format::JsonLines,
        Scan::Complete(_) => Format::Json,
        Scan::Incomplete | Scan::Damaged(_) => match vote(text) {
            Some(Format::JsonLines) => Format::JsonLines,
            _ if starts_like_object(text) => Format::Json,
            other => other.unwrap_or(Format::Text),
        },
    }
}

/// Whether the value that ends before `end` is all there is on its one line.
fn stands_alone(text: &[u8], end: usize) -> bool {
    let blanks = text[end..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    !text[..end].contains(&b'\n') && matches!(text.get(end + blanks), None | Some(b'\n'))
}

fn starts_like_object(text: &[u8]) -> bool {
    matches!(text[1..].trim_ascii_start().first(), None | Some(b'"' | b'}'))
}

/// Whether a bracket opens an array of values, and not a time or a level as text logs begin with.
fn opens_array(text: &[u8]) -> bool {
    match text[1..].trim_ascii_start().first() {
        Some(b'{' | b'[' | b'"') | None => true,
        Some(b']') => text[1..].trim_ascii() == b"]",
        Some(_) => false,
    }
}

/// A full head cuts its last record off; that one says nothing.
fn table(text: &[u8], head_bytes: usize) -> Option<Format> {
    let last_newline = memchr::memrchr(b'\n', text).filter(|_| head_bytes == HEAD_BYTES_MAX);
    table::is_csv(&text[..last_newline.unwrap_or(text.len())]).then_some(Format::Csv)
}

fn directives(text: &[u8]) -> Option<Format> {
    for (_, _, line) in lines(text).take(LINES_MAX).take_while(|(_, _, line)| line.starts_with(b"#")) {
        let starts = |name: &[u8]| line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if starts(b"#separator ") || starts(b"#fields\t") || starts(b"#set_separator\t") {
            return Some(Format::ZeekTsv);
        }
        if starts(b"#Fields:") || starts(b"#Software:") || starts(b"#Version:") {
            return Some(Format::W3c);
        }
    }
    None
}

fn is_windows_xml(text: &[u8]) -> bool {
    let event =
        memmem::find_iter(text, b"<Event").find(|at| matches!(text.get(at + 6), Some(b' ' | b'>' | b'\r' | b'\n')));
    let declared = text.starts_with(b"<?xml") || text.starts_with(b"<Event");
    event.is_some_and(|at| {
        let after = &text[at..];
        declared
            && (memmem::find(after, b"<System>").is_some() || memmem::find(after, b"/win/2004/08/events/").is_some())
    })
}

/// The format that most of the first lines have, if most have one.
fn vote(text: &[u8]) -> Option<Format> {
    let (mut votes, mut total) = ([0usize; line::FORMATS.len()], 0usize);
    for (_, start, line) in lines(text).take(LINES_MAX) {
        let whole = text.get(start + line.len()).is_some() || total == 0;
        if !whole || line.starts_with(b"#") {
            continue;
        }
        total += 1;
        if let Some(format) = line::format(line) {
            votes[line::FORMATS.iter().position(|known| *known == format)?] += 1;
        }
    }
    // The last of equals wins in `max_by_key`, so the order is turned around.
    let (winner, count) = votes.into_iter().enumerate().rev().max_by_key(|(_, count)| *count)?;
    (count * 2 >= total && count > 0).then(|| line::FORMATS[winner])
}
