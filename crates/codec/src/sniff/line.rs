//! Which of the line formats a single line has.

use memchr::{memchr, memmem};

use crate::Format;
use crate::framing::{Scan, scan_value};

/// The formats a line can have by itself, in the order in which ties are decided.
pub(super) const FORMATS: [Format; 7] =
    [Format::JsonLines, Format::Auditd, Format::Cef, Format::Leef, Format::Syslog, Format::WebAccess, Format::KeyValue];

/// How far into a line its format must show.
const VIEW_BYTES: usize = 2048;

/// The format of one line, or nothing in particular.
pub(super) fn format(line: &[u8]) -> Option<Format> {
    if line.starts_with(b"{") {
        return matches!(scan_value(line, true), Scan::Complete(end) if end == line.trim_ascii_end().len())
            .then_some(Format::JsonLines);
    }
    let line = &line[..line.len().min(VIEW_BYTES)];
    match line {
        line if is_auditd(line) => Some(Format::Auditd),
        line if is_versioned(line, b"CEF:") => Some(Format::Cef),
        line if is_versioned(line, b"LEEF:") => Some(Format::Leef),
        line if is_syslog(line) => Some(Format::Syslog),
        line if is_web_access(line) => Some(Format::WebAccess),
        line if is_key_value(line) => Some(Format::KeyValue),
        _ => None,
    }
}

fn is_auditd(line: &[u8]) -> bool {
    let line = match line.strip_prefix(b"node=") {
        Some(rest) => after_word(rest),
        None => line,
    };
    let Some(rest) = line.strip_prefix(b"type=") else { return false };
    let rest = after_word(rest);
    let rest = rest.strip_prefix(b"msg=").unwrap_or(rest);
    rest.strip_prefix(b"audit(").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit))
}

/// What follows the first blank.
fn after_word(text: &[u8]) -> &[u8] {
    memchr(b' ', text).map_or(&[], |blank| text[blank + 1..].trim_ascii_start())
}

fn is_versioned(line: &[u8], name: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(name) else { return false };
    rest.first().is_some_and(u8::is_ascii_digit) && rest.iter().filter(|byte| **byte == b'|').count() >= 4
}

fn is_syslog(line: &[u8]) -> bool {
    has_priority(line) || has_old_date(line) || has_iso_time_host_tag(line) || has_cisco_mnemonic(line)
}

fn has_priority(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"<") else { return false };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (1..=3).contains(&digits) && rest.get(digits) == Some(&b'>')
}

/// `Mmm dd hh:mm:ss`, with or without a year behind the day, and something after it.
fn has_old_date(line: &[u8]) -> bool {
    let Some(rest) = month(line) else { return false };
    let rest = rest.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=2).contains(&digits) || rest.get(digits) != Some(&b' ') {
        return false;
    }
    let rest = rest[digits..].trim_ascii_start();
    let year = shape(rest, b"dddd dd:dd:dd");
    (year || shape(rest, b"dd:dd:dd")) && rest.len() > if year { 14 } else { 9 }
}

fn month(line: &[u8]) -> Option<&[u8]> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let (name, rest) = line.split_at_checked(3)?;
    let known = MONTHS.chunks(3).any(|month| month == name);
    (known && rest.first() == Some(&b' ')).then_some(rest)
}

/// An ISO time, a host and a tag that ends with a colon: more than what any application writes.
fn has_iso_time_host_tag(line: &[u8]) -> bool {
    if !shape(line, b"dddd-dd-ddTdd:dd:dd") {
        return false;
    }
    let mut words = line.split(|byte| *byte == b' ').skip(1).filter(|word| !word.is_empty());
    let host = words.next().is_some_and(|host| !host.ends_with(b":") && !host.starts_with(b"["));
    let tag = words.next().unwrap_or_default();
    let named = tag.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'(' | b'_'));
    host && named && (tag.ends_with(b":") || memmem::find(tag, b"]:").is_some())
}

/// `%FACILITY-SEVERITY-MNEMONIC:` as network equipment writes it.
fn has_cisco_mnemonic(line: &[u8]) -> bool {
    let head = &line[..line.len().min(200)];
    memchr::memchr_iter(b'%', head).any(|percent| {
        let word = head[percent + 1..].split(|byte| matches!(byte, b':' | b' ')).next().unwrap_or_default();
        let mut parts = word.split(|byte| *byte == b'-');
        let name = |part: Option<&[u8]>| {
            part.is_some_and(|p| {
                p.len() > 1 && p.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
            })
        };
        name(parts.next())
            && parts.any(|part| matches!(part, [b'0'..=b'7']))
            && name(parts.next())
            && head.get(percent + 1 + word.len()) == Some(&b':')
    })
}

/// `[10/Oct/2000:13:55:36 -0700] "` within the line.
fn is_web_access(line: &[u8]) -> bool {
    let time = memmem::find_iter(line, b" [").find(|at| shape(&line[at + 2..], b"dd/aaa/dddd:dd:dd:dd"));
    time.is_some_and(|at| {
        let rest = &line[at + 2..];
        let before = line[..at].split(|byte| *byte == b' ').count();
        before >= 2 && memchr(b']', rest).is_some_and(|end| rest[end..].starts_with(b"] \""))
    })
}

/// At least three `key=value` pairs, which make up most of the line.
fn is_key_value(line: &[u8]) -> bool {
    let (mut pairs, mut other, mut rest) = (0usize, 0usize, line);
    while !rest.is_empty() {
        let key = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.@".contains(byte)).count();
        let length = match rest.get(key) {
            Some(b'=') if key > 0 => {
                pairs += 1;
                key + 1 + value_length(&rest[key + 1..])
            }
            _ => {
                let word = rest.iter().position(|byte| b" ,;\t".contains(byte)).unwrap_or(rest.len());
                other += usize::from(word > 0);
                word
            }
        };
        let separators = rest[length..].iter().take_while(|byte| b" ,;\t".contains(byte)).count();
        rest = &rest[length + separators..];
    }
    pairs >= 3 && pairs >= other * 2
}

fn value_length(value: &[u8]) -> usize {
    match value.first() {
        Some(quote @ (b'"' | b'\'')) => {
            let mut escaped = false;
            let end = value[1..].iter().position(|byte| {
                let ends = byte == quote && !escaped;
                escaped = *byte == b'\\' && !escaped;
                ends
            });
            end.map_or(value.len(), |end| end + 2)
        }
        _ => value.iter().position(|byte| b" ,;\t".contains(byte)).unwrap_or(value.len()),
    }
}

/// Whether `text` begins as `pattern`: `d` is a digit, `a` a letter, all else itself.
fn shape(text: &[u8], pattern: &[u8]) -> bool {
    text.len() >= pattern.len()
        && text.iter().zip(pattern).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            b'a' => byte.is_ascii_alphabetic(),
            wanted => byte == wanted,
        })
}
