//! Where the values that a rule matched stand in a text.

use super::page::Page;
use crate::spool::{Pairs, Values};

/// Characters that a value needs to be worth marking: shorter ones stand everywhere.
const MARKED_LEN_MIN: usize = 3;
/// Marks in one text.
const MARKS_MAX: usize = 200;

/// The values to mark, as they are and as JSON writes them.
pub(crate) fn needles(matched: &Pairs<Values>) -> Vec<String> {
    let values = matched.0.iter().flat_map(|(_, values)| values.as_slice());
    let mut needles = Vec::new();
    for value in values.filter(|value| value.chars().count() >= MARKED_LEN_MIN) {
        let json = serde_json::to_string(value).unwrap_or_default();
        let json = json.trim_matches('"').to_owned();
        if json != *value {
            needles.push(json);
        }
        needles.push(value.clone());
    }
    needles
}

/// Writes the text with the values marked.
pub(crate) fn marked(page: &mut Page, text: &str, needles: &[String]) {
    let mut at = 0;
    for (start, end) in places(text, needles) {
        page.text(&text[at..start]).raw("<mark>").text(&text[start..end]).raw("</mark>");
        at = end;
    }
    page.text(&text[at..]);
}

/// Where the values stand, rising, none within another.
fn places(text: &str, needles: &[String]) -> Vec<(usize, usize)> {
    let found = |needle: &String| {
        let len = needle.len();
        text.match_indices(needle.as_str()).take(MARKS_MAX).map(|(at, _)| (at, at + len)).collect::<Vec<_>>()
    };
    let mut places: Vec<(usize, usize)> = needles.iter().filter(|needle| !needle.is_empty()).flat_map(found).collect();
    places.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (start, end) in places {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged.truncate(MARKS_MAX);
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_marked_once_and_also_as_json_writes_them() {
        let check = |text: &str, values: &[&str], expected: &str| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            let needles = needles(&Pairs(vec![("Field".to_owned(), Values::Many(values))]));
            let mut page = Page::new();
            marked(&mut page, text, &needles);
            assert_eq!(page.take(), expected);
        };
        check("a cmd.exe b", &["cmd.exe"], "a <mark>cmd.exe</mark> b");
        check(r"C:\\Windows\\cmd.exe", &[r"C:\Windows\cmd.exe", "cmd.exe"], r"<mark>C:\\Windows\\cmd.exe</mark>");
        check("11", &["1"], "11");
        check("<密碼>", &["<密碼>"], "<mark>&lt;密碼&gt;</mark>");
    }
}
