//! A text as a cell that no spreadsheet executes.

use crate::hidden::is_hidden;
use std::borrow::Cow;

/// What begins a formula in some spreadsheet, the full-width forms included.
const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The text as a cell.
///
/// - One that begins with `=`, `+`, `-`, `@`, their full-width forms, a tab or a carriage return gets an apostrophe in front;
///   blanks and quotation marks before the sign do not hide it.
/// - The same goes for what follows a semicolon, a tab or a line break within the text: where a spreadsheet divides columns by
///   semicolons, as in many Spanish-speaking countries, the rest would be a cell of its own.
/// - Control characters, and those that turn or hide text, are written as `\u{1b}`; tabs and line breaks stay: whoever
///   writes the table quotes them.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !is_hidden(c) && !FORMULA.contains(&c);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut cell = String::with_capacity(text.len() + 8);
    if text.starts_with(['\t', '\r', '\n']) {
        cell.push('\'');
    }
    // Whether a formula could begin here.
    let mut begins = true;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if begins && FORMULA.contains(&c) {
            cell.push('\'');
        }
        begins = match c {
            ';' | '\t' | '\n' | '\r' => true,
            ' ' | '"' | '\'' | '\u{a0}' | '\u{3000}' => begins,
            _ => is_hidden(c) && begins,
        };
        match c {
            '\t' | '\n' => cell.push(c),
            '\r' if rest.peek() == Some(&'\n') => cell.push(c),
            _ if is_hidden(c) => cell.extend(c.escape_unicode()),
            _ => cell.push(c),
        }
    }
    Cow::Owned(cell)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_texts() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected);
        check("whoami", "whoami");
        check("", "");
        check("10-20", "10-20");
        check("=1+1", "'=1+1");
        check("+1", "'+1");
        check("-x", "'-x");
        check("@SUM(A1)", "'@SUM(A1)");
        check("＝1", "'＝1");
        check("－1", "'－1");
        check("\t=1", "'\t'=1");
        check("\r=1", "'\\u{d}'=1");
        check("  =1", "  '=1");
        check("\"=1", "\"'=1");
        check("a;=1", "a;'=1");
        check("a; \"=1", "a; \"'=1");
        check("a\n=1", "a\n'=1");
        check("a\r\n@x", "a\r\n'@x");
        check("a=b", "a=b");
        check("\u{1b}[31m=1", "\\u{1b}[31m=1");
        check("\u{0}=1", "\\u{0}'=1");
        check("a\u{202e}b\u{200b}", "a\\u{202e}b\\u{200b}");
    }

    proptest! {
        #[test]
        fn no_piece_between_separators_begins_a_formula(text in "[-=+@＝ ;\"'a\t\r\n\u{0}]{0,24}") {
            for piece in cell(&text).split([';', '\t', '\n']) {
                let bare = piece.trim_start_matches([' ', '"', '\u{a0}', '\u{3000}']);
                prop_assert!(!bare.starts_with(FORMULA), "{:?} in {:?}", piece, text);
            }
            prop_assert!(!cell(&text).starts_with(['\t', '\r', '=', '+', '-', '@']));
        }
    }
}
