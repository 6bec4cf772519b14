//! Elasticsearch's `_bulk`: a line that says what is to be done, and for most of these a line with the document.
//!
//! Documents that are to be indexed or created are messages; their index and identifier mean nothing here. Updates and
//! deletions are refused each by itself, since what is kept is not changed, and so are documents that are too long.

use atalaya_codec::Format;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::call::Family;
use super::ndjson::line;
use super::reply::{Answer, Refusal};
use super::{Cutter, Loads, More};
use crate::receive::framing::MESSAGE_BYTES_MAX;

/// Bytes of the answer for each document.
const ITEM_BYTES: usize = 192;
/// Bytes that a line may have which says what is to be done.
const ACTION_BYTES_MAX: usize = 8 << 10;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Index,
    Create,
    Update,
    Delete,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Taken,
    /// It would change what is kept.
    Changing,
    /// The document is too long.
    Long,
}

/// The line that says it.
#[derive(Deserialize)]
struct Line {
    index: Option<IgnoredAny>,
    create: Option<IgnoredAny>,
    update: Option<IgnoredAny>,
    delete: Option<IgnoredAny>,
}

/// A request in the cutting.
pub(super) struct Bulk {
    loads: Loads,
    /// The action whose document is still to come.
    waiting: Option<Action>,
    /// Whether what comes is the rest of a line that is too long.
    passing: bool,
    items: Vec<(Action, Fate)>,
    index: String,
}

impl Bulk {
    /// A request to this index.
    pub(super) fn new(index: String) -> Bulk {
        Bulk { loads: Loads::default(), waiting: None, passing: false, items: Vec::new(), index }
    }

    /// How many were refused each by itself.
    pub(super) fn refused(&self) -> u64 {
        self.items.iter().filter(|(_, fate)| *fate != Fate::Taken).count() as u64
    }

    /// The answer: an item for each action, in order.
    pub(super) fn answer(&self) -> Answer {
        let mut body = String::with_capacity(64 + self.items.len() * ITEM_BYTES);
        let errors = self.refused() > 0;
        body.push_str(&format!("{{\"took\":0,\"errors\":{errors},\"items\":["));
        let index = serde_json::Value::from(self.index.as_str()).to_string();
        for (number, (action, fate)) in self.items.iter().enumerate() {
            if number > 0 {
                body.push(',');
            }
            let word = action.word();
            let rest = match fate {
                Fate::Taken => "\"_version\":1,\"result\":\"created\",\"status\":201",
                Fate::Changing => {
                    "\"status\":400,\"error\":{\"type\":\"illegal_argument_exception\",\
                     \"reason\":\"what is kept is not changed\"}"
                }
                Fate::Long => {
                    "\"status\":413,\"error\":{\"type\":\"illegal_argument_exception\",\
                     \"reason\":\"longer than 256 KiB\"}"
                }
            };
            body.push_str(&format!("{{\"{word}\":{{\"_index\":{index},\"_id\":\"{number}\",{rest}}}}}"));
        }
        body.push_str("]}");
        Answer::of_bytes(Family::Elastic, body.into_bytes())
    }

    fn take(&mut self, line: &[u8]) -> Result<(), Refusal> {
        match self.waiting.take() {
            Some(action) => {
                let fate = action.fate(line.len());
                if fate == Fate::Taken {
                    let before = self.loads.messages();
                    self.loads.add(Format::JsonLines, line)?;
                    if self.loads.messages() == before {
                        return Err(Refusal::Syntax(self.items.len()));
                    }
                }
                self.items.push((action, fate));
            }
            None if line.trim_ascii().is_empty() => {}
            None => {
                if self.items.len() >= super::HTTP_MESSAGES_MAX {
                    return Err(Refusal::Large);
                }
                let action = action(line).ok_or(Refusal::Syntax(self.items.len()))?;
                match action {
                    Action::Delete => self.items.push((action, Fate::Changing)),
                    _ => self.waiting = Some(action),
                }
            }
        }
        Ok(())
    }
}

impl Action {
    /// What becomes of it with a document of so many bytes.
    fn fate(self, bytes: usize) -> Fate {
        match self {
            Action::Update | Action::Delete => Fate::Changing,
            Action::Index | Action::Create if bytes > MESSAGE_BYTES_MAX => Fate::Long,
            Action::Index | Action::Create => Fate::Taken,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Action::Index => "index",
            Action::Create => "create",
            Action::Update => "update",
            Action::Delete => "delete",
        }
    }
}

fn action(line: &[u8]) -> Option<Action> {
    if line.len() > ACTION_BYTES_MAX {
        return None;
    }
    match serde_json::from_slice(line).ok()? {
        Line { index: Some(_), create: None, update: None, delete: None } => Some(Action::Index),
        Line { index: None, create: Some(_), update: None, delete: None } => Some(Action::Create),
        Line { index: None, create: None, update: Some(_), delete: None } => Some(Action::Update),
        Line { index: None, create: None, update: None, delete: Some(_) } => Some(Action::Delete),
        _ => None,
    }
}

impl Cutter for Bulk {
    fn cut(&mut self, bytes: &[u8], more: More) -> Result<usize, Refusal> {
        let mut used = 0;
        loop {
            let rest = &bytes[used..];
            if self.passing {
                let end = memchr::memchr(b'\n', rest);
                used += end.map_or(rest.len(), |end| end + 1);
                self.passing = end.is_none();
                if self.passing {
                    break;
                }
            } else if let Some((line, next)) = line(rest, more) {
                self.take(line)?;
                used += next;
            } else if rest.len() > MESSAGE_BYTES_MAX
                && let Some(action) = self.waiting.take()
            {
                self.items.push((action, action.fate(rest.len())));
                self.passing = true;
            } else {
                break;
            }
        }
        match (more, self.waiting) {
            (More::Was, Some(_)) => Err(Refusal::Syntax(self.items.len())),
            (More::Was, None) if self.items.is_empty() => Err(Refusal::Nothing),
            _ => Ok(used),
        }
    }

    fn loads(&mut self) -> &mut Loads {
        &mut self.loads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Result<(usize, &str), Refusal>) {
        for piece in [1, 7, body.len().max(1)] {
            let (mut bulk, mut at, mut found) = (Bulk::new("logs".to_owned()), 0, Ok(0));
            for end in (0..=body.len()).step_by(piece).chain([body.len()]) {
                let more = if end == body.len() { More::Was } else { More::Comes };
                found = bulk.cut(&body.as_bytes()[at..end], more);
                match found {
                    Ok(used) => at += used,
                    Err(_) => break,
                }
                if more == More::Was {
                    break;
                }
            }
            let items: Vec<&str> = bulk.items.iter().map(|(action, _)| action.word()).collect();
            let found = found.map(|_| (bulk.loads.messages(), items.join(" ")));
            assert_eq!(found, expected.map(|(messages, items)| (messages, items.to_owned())), "{body:?} by {piece}");
        }
    }

    #[test]
    fn documents_follow_what_is_to_be_done_with_them() {
        check("{\"index\":{}}\n{\"a\":1}\n", Ok((1, "index")));
        check(
            "{\"create\":{\"_index\":\"x\"}}\n{\"a\":1}\n{ \"index\" : {\"_id\":\"1\"} }\r\n{}",
            Ok((2, "create index")),
        );
        check("{\"delete\":{\"_id\":\"1\"}}\n{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{}}\n", Ok((0, "delete update")));
        check("\n{\"index\":{}}\n{\"a\":1}\n\n", Ok((1, "index")));
        check("{\"index\":{}}\n", Err(Refusal::Syntax(0)));
        check("{\"index\":{}}\n\n", Err(Refusal::Syntax(0)));
        check("{\"index\":{}}\n{}\n{\"a\":1}\n", Err(Refusal::Syntax(1)));
        check("{\"index\":{},\"create\":{}}\n{}\n", Err(Refusal::Syntax(0)));
        check("no\n", Err(Refusal::Syntax(0)));
        check("", Err(Refusal::Nothing));
    }

    #[test]
    fn a_document_that_is_too_long_is_refused_alone() {
        for length in [MESSAGE_BYTES_MAX - 8, MESSAGE_BYTES_MAX + 1, 3 * MESSAGE_BYTES_MAX] {
            let long = format!("{{\"a\":\"{}\"}}", "x".repeat(length));
            let body = format!("{{\"index\":{{}}}}\n{{}}\n{{\"create\":{{}}}}\n{long}\n{{\"index\":{{}}}}\n{{}}\n");
            for piece in [40_000, body.len()] {
                let (mut bulk, mut waiting) = (Bulk::new(String::new()), Vec::new());
                for (number, bytes) in body.as_bytes().chunks(piece).enumerate() {
                    waiting.extend_from_slice(bytes);
                    let more = if (number + 1) * piece >= body.len() { More::Was } else { More::Comes };
                    waiting.drain(..bulk.cut(&waiting, more).unwrap());
                    assert!(waiting.len() <= MESSAGE_BYTES_MAX);
                }
                let fates: Vec<Fate> = bulk.items.iter().map(|(_, fate)| *fate).collect();
                let middle = if long.len() > MESSAGE_BYTES_MAX { Fate::Long } else { Fate::Taken };
                assert_eq!(fates, [Fate::Taken, middle, Fate::Taken], "{length} by {piece}");
            }
        }
    }

    #[test]
    fn each_document_has_its_item() {
        let mut bulk = Bulk::new("a\"b".to_owned());
        bulk.cut(b"{\"index\":{}}\n{}\n{\"delete\":{}}\n", More::Was).unwrap();
        let response = String::from_utf8(bulk.answer().into_body()).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&response).unwrap();
        assert_eq!((&answer["errors"], &answer["items"][0]["index"]["status"]), (&true.into(), &201.into()));
        assert_eq!(answer["items"][0]["index"]["_index"], "a\"b");
        assert_eq!(answer["items"][1]["delete"]["status"], 400);
    }
}
