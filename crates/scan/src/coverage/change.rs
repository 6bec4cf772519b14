//! Changes values in a frame, in the sender's format, and nothing else.

use atalaya_codec::Format;
use serde_json::Value;
use std::ops::Range;

/// Where a value stands.
pub(super) struct Place {
    /// The path in the record.
    pub(super) path: String,
    /// The bytes of the frame, where the value stands there unescaped.
    pub(super) range: Option<Range<usize>>,
}

/// A new value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum New {
    /// This text, or the number or truth value that it says where one stood.
    Text(String),
    /// No field, where the format can be without it.
    Absent,
}

/// The JSON object with other values.
pub(super) fn json(frame: &str, changes: &[(&Place, &New)]) -> Option<String> {
    let mut document: Value = serde_json::from_str(frame).ok()?;
    for (place, new) in changes {
        let mut done = false;
        set(&mut document, "", &place.path, new, &mut done);
        if !done && **new != New::Absent {
            return None;
        }
    }
    Some(document.to_string())
}

/// Sets the first leaf whose dotted path is `wanted`; further ones of an array keep their values.
fn set(node: &mut Value, path: &str, wanted: &str, new: &New, done: &mut bool) {
    if *done || !wanted.starts_with(path) {
        return;
    }
    match node {
        Value::Object(map) => {
            if *new == New::Absent && removed(map, path, wanted) {
                *done = true;
                return;
            }
            for (key, value) in map.iter_mut() {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                set(value, &below, wanted, new, done);
            }
        }
        Value::Array(list) if !list.is_empty() => list.iter_mut().for_each(|value| set(value, path, wanted, new, done)),
        leaf if path == wanted => {
            *leaf = match new {
                New::Absent => Value::Null,
                New::Text(text) => typed(leaf, text),
            };
            *done = true;
        }
        _ => {}
    }
}

/// Takes the value whose dotted path is `wanted` out of an object at `path`.
fn removed(map: &mut serde_json::Map<String, Value>, path: &str, wanted: &str) -> bool {
    let below =
        if path.is_empty() { Some(wanted) } else { wanted.strip_prefix(path).and_then(|rest| rest.strip_prefix('.')) };
    below.is_some_and(|key| map.remove(key).is_some())
}

/// The text as the type that stood there before, if it can be one.
fn typed(old: &Value, text: &str) -> Value {
    let parsed = serde_json::from_str::<Value>(text).ok();
    let same = |new: &Value| (old.is_number() && new.is_number()) || (old.is_boolean() && new.is_boolean());
    parsed.filter(same).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The line with other values. `None` where a value does not stand in it as it is.
pub(super) fn text(frame: &str, format: Format, changes: &[(&Place, &New)]) -> Option<String> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::with_capacity(changes.len());
    for (place, new) in changes {
        if let New::Text(text) = new {
            edits.push((place.range.clone()?, written(format, text)));
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(frame.len() + 64);
    let mut at = 0;
    for (range, text) in edits {
        if range.start < at {
            return None;
        }
        out.push_str(&frame[at..range.start]);
        out.push_str(&text);
        at = range.end;
    }
    out.push_str(&frame[at..]);
    Some(out)
}

/// The text as the format writes it. What a format cannot hold stays, and the run will tell.
fn written(format: Format, text: &str) -> String {
    match format {
        Format::WindowsXml => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        Format::Csv => text.replace('"', "\"\""),
        Format::ZeekTsv => text.replace('\\', "\\\\"),
        _ => text.to_owned(),
    }
}
