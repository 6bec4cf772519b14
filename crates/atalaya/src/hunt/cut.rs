//! Texts that are longer than there is room for: cut, marked, and so that what was looked for stays visible.

use crate::voice::printable;

/// What stands where something was cut off.
const MARK: char = '…';
/// Columns before what was looked for that are shown with it.
const BEFORE: usize = 8;
/// Bytes of a text that are looked at to show a part of it.
const LOOKED_AT_MAX: usize = 64 << 10;

/// The text within so many columns; the second is whether something was cut off.
pub(super) fn cut(text: &str, columns: usize, sought: &[String]) -> (String, bool) {
    let shown = printable(&text[..text.floor_char_boundary(LOOKED_AT_MAX)]);
    if shown.len() <= columns && text.len() <= LOOKED_AT_MAX || width(&shown) <= columns && text.len() <= LOOKED_AT_MAX
    {
        return (shown, false);
    }
    let from = start(&shown, columns, sought);
    let mut part = String::new();
    let mut room = columns;
    if from > 0 {
        part.push(MARK);
        room = room.saturating_sub(1);
    }
    let rest = &shown[from..];
    let fits = width_at_most(rest, room);
    if fits == rest.len() && text.len() <= LOOKED_AT_MAX {
        part.push_str(rest);
    } else {
        part.push_str(&rest[..width_at_most(rest, room.saturating_sub(1))]);
        part.push(MARK);
    }
    (part, true)
}

/// Where the shown part begins, in bytes: at the beginning, unless what is sought would not be seen then.
fn start(shown: &str, columns: usize, sought: &[String]) -> usize {
    let lower = shown.to_lowercase();
    // Where lower case has other lengths, places in it are none in the text.
    let places = if lower.len() == shown.len() { lower.as_str() } else { shown };
    let found = sought.iter().filter_map(|word| Some((places.find(&word.to_lowercase())?, word.len()))).min();
    let Some((at, len)) = found else { return 0 };
    let end = (at + len).min(shown.len());
    if width(&shown[..shown.floor_char_boundary(end)]) < columns {
        return 0;
    }
    let before = &shown[..shown.floor_char_boundary(at)];
    before.char_indices().rev().nth(BEFORE.min(columns / 4)).map_or(0, |(at, _)| at)
}

/// Bytes of the text that fit into so many columns.
fn width_at_most(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += width(c.encode_utf8(&mut [0; 4]));
        if used > columns {
            return at;
        }
    }
    text.len()
}

/// Columns that the text takes.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { console::measure_text_width(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_is_marked_and_what_was_sought_is_seen() {
        let check = |text: &str, columns, sought: &[&str], expected: &str| {
            let sought: Vec<String> = sought.iter().map(|word| (*word).to_owned()).collect();
            let (shown, was_cut) = cut(text, columns, &sought);
            assert_eq!((shown.as_str(), was_cut), (expected, shown != text), "{text}");
            assert!(width(&shown) <= columns, "{shown}");
        };
        check("short", 10, &[], "short");
        check("exactly ten", 11, &[], "exactly ten");
        check("a longer text", 8, &[], "a longe…");
        check("aaaaaaaaaaaaaaaaaaaa needle bbbbbbbbbb", 16, &["NEEDLE"], "…aaaa needle bb…");
        check("aaaaaaaaaaaaaaaaaaaaaaaa needle", 16, &["needle"], "…aaaa needle");
        check("needle first, then more", 12, &["needle"], "needle firs…");
        check("威脅獵捕威脅獵捕", 7, &[], "威脅獵…");
    }
}
