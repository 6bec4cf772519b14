//! Messages that are lines.

use atalaya_codec::Format;
use serde_json::json;

use super::call::Family;
use super::reply::{Answer, Refusal};
use super::{Cutter, Loads, More};

/// Cuts lines.
pub(super) struct Lines {
    loads: Loads,
    format: fn(&[u8]) -> Format,
}

impl Lines {
    /// Each line is a JSON object; one that is not is kept all the same, and its decoding says so.
    pub(super) fn json() -> Lines {
        Lines { loads: Loads::default(), format: |_| Format::JsonLines }
    }

    /// Each line is what it looks like.
    pub(super) fn sniffed() -> Lines {
        Lines { loads: Loads::default(), format: sniffed }
    }

    /// How many messages there were.
    pub(super) fn messages(&self) -> usize {
        self.loads.messages()
    }
}

fn sniffed(line: &[u8]) -> Format {
    match line.trim_ascii_start() {
        [b'{', ..] => Format::JsonLines,
        [b'<', b'0'..=b'9', ..] => Format::Syslog,
        _ => Format::Text,
    }
}

/// The answer to lines that are kept.
pub(super) fn answer(messages: usize) -> Answer {
    Answer::well(Family::Own, &json!({ "accepted": messages }))
}

impl Cutter for Lines {
    fn cut(&mut self, bytes: &[u8], more: More) -> Result<usize, Refusal> {
        let mut used = 0;
        while let Some((line, next)) = line(&bytes[used..], more) {
            let format = (self.format)(line);
            self.loads.add(format, line)?;
            used += next;
        }
        Ok(used)
    }

    fn loads(&mut self) -> &mut Loads {
        &mut self.loads
    }
}

/// The first line, and how many bytes it takes with its end. The last one may have no end.
pub(super) fn line(bytes: &[u8], more: More) -> Option<(&[u8], usize)> {
    let end = memchr::memchr(b'\n', bytes);
    match (end, more) {
        (Some(end), _) => Some((bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]), end + 1)),
        (None, More::Was) if !bytes.is_empty() => Some((bytes, bytes.len())),
        _ => None,
    }
}
