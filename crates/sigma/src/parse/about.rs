//! What every document may say of itself: title, identifiers, level and so on.

use atalaya_model::{Language, Level};
use atalaya_stdx::yaml::{Node, Position};

use super::report::{Report, message};
use super::{Entries, take};
use crate::ast::{About, Translation};

/// The words of `status`.
const STATUSES: [&str; 5] = ["stable", "test", "experimental", "deprecated", "unsupported"];

/// Reads what a document says of itself. Keys that the specification does not know are custom fields and left alone.
pub(super) fn about(position: Position, entries: &mut Entries, report: &mut Report) -> Option<About> {
    let title = title(position, entries, report);
    let about = About {
        id: id(entries, report),
        name: text(entries, "name", report),
        title: title.clone().unwrap_or_default(),
        status: status(entries, report),
        level: level(entries, report),
        description: text(entries, "description", report),
        author: author(entries, report),
        license: text(entries, "license", report),
        date: date(entries, "date", report),
        modified: date(entries, "modified", report),
        references: texts(entries, "references", report),
        tags: texts(entries, "tags", report),
        falsepositives: texts(entries, "falsepositives", report),
        checks: custom_texts(entries, "checks"),
        fields: texts(entries, "fields", report),
        translations: translations(entries),
        place: report.place(position),
    };
    title.map(|_| about)
}

/// The custom key `translations`: language → title, description, innocent causes and first checks. What is not of this shape is a
/// custom field of somebody else's and left alone.
fn translations(entries: &mut Entries) -> Vec<(Language, Translation)> {
    let Some((_, node)) = take(entries, "translations") else { return Vec::new() };
    let languages = Language::ALL.into_iter().filter_map(|language| Some((language, node.get(language.tag())?)));
    let translation = |node: &Node| {
        Some(Translation {
            title: node.get("title")?.text()?.to_owned(),
            description: node.get("description").and_then(Node::text).map(str::to_owned),
            falsepositives: node.get("falsepositives").map(owned_texts).unwrap_or_default(),
            checks: node.get("checks").map(owned_texts).unwrap_or_default(),
        })
    };
    languages.filter_map(|(language, node)| Some((language, translation(node)?))).collect()
}

/// The texts of a custom key; what is not of this shape is somebody else's and left alone.
fn custom_texts(entries: &mut Entries, key: &str) -> Vec<String> {
    take(entries, key).map(|(_, node)| owned_texts(&node)).unwrap_or_default()
}

fn owned_texts(node: &Node) -> Vec<String> {
    node.texts().unwrap_or_default().into_iter().map(str::to_owned).collect()
}

fn title(position: Position, entries: &mut Entries, report: &mut Report) -> Option<String> {
    let Some((_, node)) = take(entries, "title") else { return report.missing(position, "title") };
    match node.text().filter(|text| !text.trim().is_empty()) {
        Some(text) => Some(text.to_owned()),
        None => report.wrong_type(node.position, "title", "text"),
    }
}

fn id(entries: &mut Entries, report: &mut Report) -> Option<String> {
    let (id, at) = text_at(entries, "id", report)?;
    if !is_uuid(&id) {
        report.warning(at, message("rule-id-not-uuid").with("id", id.as_str()));
        return Some(id);
    }
    Some(id.to_ascii_lowercase())
}

fn status(entries: &mut Entries, report: &mut Report) -> Option<String> {
    let (status, at) = text_at(entries, "status", report)?;
    if !STATUSES.contains(&status.as_str()) {
        report.warning(at, message("rule-status-unknown").with("status", status.as_str()));
    }
    Some(status)
}

fn level(entries: &mut Entries, report: &mut Report) -> Level {
    let Some((word, at)) = text_at(entries, "level", report) else { return Level::default() };
    word.parse().unwrap_or_else(|_| {
        report.warning(at, message("rule-level-unknown").with("level", word.as_str()));
        Level::default()
    })
}

fn date(entries: &mut Entries, key: &str, report: &mut Report) -> Option<String> {
    let (date, at) = text_at(entries, key, report)?;
    if !is_date(&date) {
        report.warning(at, message("rule-date-invalid").with("key", key).with("date", date.as_str()));
    }
    Some(date)
}

/// The author, or several of them joined by commas.
fn author(entries: &mut Entries, report: &mut Report) -> Option<String> {
    let authors = texts(entries, "author", report);
    (!authors.is_empty()).then(|| authors.join(", "))
}

fn text(entries: &mut Entries, key: &str, report: &mut Report) -> Option<String> {
    text_at(entries, key, report).map(|(text, _)| text)
}

fn text_at(entries: &mut Entries, key: &str, report: &mut Report) -> Option<(String, Position)> {
    let (_, node) = take(entries, key)?;
    let Some(scalar) = node.scalar() else {
        report.warning(node.position, message("rule-key-ignored").with("key", key).with("expected", "text"));
        return None;
    };
    (!scalar.text.is_empty()).then(|| (scalar.text.clone(), node.position))
}

fn texts(entries: &mut Entries, key: &str, report: &mut Report) -> Vec<String> {
    let Some((_, node)) = take(entries, key) else { return Vec::new() };
    let one = |node: &Node| node.text().map(str::to_owned);
    match node.list() {
        None if node.scalar().is_some() => one(&node).into_iter().collect(),
        Some(list) if list.iter().all(|node| node.scalar().is_some()) => list.iter().filter_map(one).collect(),
        _ => {
            report.warning(node.position, message("rule-key-ignored").with("key", key).with("expected", "list"));
            Vec::new()
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    text.len() == 36 && text.bytes().enumerate().all(|(at, b)| if dash(at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// Whether the text is a date, `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let number =
        |range: std::ops::Range<usize>| text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let within =
        |range, max: u8| number(range).and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| (1..=max).contains(&n));
    let bytes = text.as_bytes();
    text.len() == 10
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && number(0..4).is_some()
        && within(5..7, 12)
        && within(8..10, 31)
}
