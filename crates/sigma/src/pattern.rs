//! Text patterns: literals, `*` for any run, `?` for any one character, and dashes of Windows options.

use crate::fold::{fold, fold_char};

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// This text.
    Literal(String),
    /// Any run of characters, also an empty one.
    Run,
    /// Any one character.
    One,
    /// A character that Windows takes for the dash of an option: one of `DASHES`.
    Dash,
}

/// The characters that Windows programs take for the dash that begins an option.
pub(crate) const DASHES: [char; 5] = ['-', '/', '\u{2013}', '\u{2014}', '\u{2015}'];

/// A pattern over a whole value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// Whether upper and lower case differ. If not, the literals are folded already.
    pub cased: bool,
    /// What the pattern is made of.
    pub shape: Shape,
}

/// The shapes of patterns, the frequent ones apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The value is this text.
    Exact(String),
    /// The value begins with this text.
    Prefix(String),
    /// The value ends with this text.
    Suffix(String),
    /// This text occurs in the value.
    Contains(String),
    /// Anything else; the pieces cover the whole value.
    Glob(Vec<Piece>),
}

impl Pattern {
    /// A pattern of pieces, adjacent literals joined and case folded unless `cased`.
    #[must_use]
    pub fn new(pieces: Vec<Piece>, cased: bool) -> Self {
        let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (Some(Piece::Literal(last)), Piece::Literal(next)) => last.push_str(&next),
                (Some(Piece::Run), Piece::Run) => {}
                (_, Piece::Literal(text)) if text.is_empty() => {}
                (_, piece) => joined.push(piece),
            }
        }
        if !cased {
            for piece in &mut joined {
                if let Piece::Literal(text) = piece {
                    *text = fold(text);
                }
            }
        }
        Pattern { cased, shape: shape(joined) }
    }

    /// Whether the pattern covers `value`, which is folded unless the pattern is cased.
    #[must_use]
    #[inline]
    pub fn matches(&self, value: &str) -> bool {
        match &self.shape {
            Shape::Exact(text) => value == text,
            Shape::Prefix(text) => value.starts_with(text.as_str()),
            Shape::Suffix(text) => value.ends_with(text.as_str()),
            Shape::Contains(text) => memchr::memmem::find(value.as_bytes(), text.as_bytes()).is_some(),
            Shape::Glob(pieces) => glob(pieces, value),
        }
    }

    /// The longest literal that every matching value contains, folded; `None` if there is none.
    #[must_use]
    pub fn longest_literal(&self) -> Option<String> {
        let text = match &self.shape {
            Shape::Exact(text) | Shape::Prefix(text) | Shape::Suffix(text) | Shape::Contains(text) => Some(text),
            Shape::Glob(pieces) => pieces
                .iter()
                .filter_map(|piece| if let Piece::Literal(text) = piece { Some(text) } else { None })
                .max_by_key(|text| text.len()),
        };
        text.filter(|text| !text.is_empty()).map(|text| text.chars().map(fold_char).collect())
    }
}

fn shape(mut pieces: Vec<Piece>) -> Shape {
    use Piece::{Literal, Run};
    match pieces.as_mut_slice() {
        [] => Shape::Exact(String::new()),
        [Literal(text)] => Shape::Exact(std::mem::take(text)),
        [Literal(text), Run] => Shape::Prefix(std::mem::take(text)),
        [Run, Literal(text)] => Shape::Suffix(std::mem::take(text)),
        [Run, Literal(text), Run] => Shape::Contains(std::mem::take(text)),
        _ => Shape::Glob(pieces),
    }
}

/// Matches pieces from the left; after each run the next fixed stretch is taken where it first fits, which is
/// enough because a later place leaves less to the pieces behind it.
fn glob(pieces: &[Piece], value: &str) -> bool {
    let mut stretches = pieces.split(|piece| *piece == Piece::Run);
    let first = stretches.next().unwrap_or(&[]);
    let Some(mut rest) = fixed(first, value) else { return false };
    let mut last: Option<&[Piece]> = None;
    for stretch in stretches {
        if let Some(stretch) = last {
            match search(stretch, rest) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        last = Some(stretch);
    }
    match last {
        None => rest.is_empty(),
        Some(stretch) => fixed_at_end(stretch, rest),
    }
}

/// What is left of `value` behind the fixed pieces that it begins with.
fn fixed<'v>(pieces: &[Piece], value: &'v str) -> Option<&'v str> {
    let mut rest = value;
    for piece in pieces {
        rest = match piece {
            Piece::Literal(text) => rest.strip_prefix(text.as_str())?,
            Piece::Dash => rest.strip_prefix(DASHES)?,
            Piece::One | Piece::Run => {
                let mut chars = rest.chars();
                chars.next()?;
                chars.as_str()
            }
        };
    }
    Some(rest)
}

fn fixed_at_end(pieces: &[Piece], value: &str) -> bool {
    let mut rest = value;
    for piece in pieces.iter().rev() {
        let shorter = match piece {
            Piece::Literal(text) => rest.strip_suffix(text.as_str()),
            Piece::Dash => rest.strip_suffix(DASHES),
            Piece::One | Piece::Run => {
                let mut chars = rest.chars();
                chars.next_back().map(|_| chars.as_str())
            }
        };
        match shorter {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
    true
}

/// What is left of `value` behind the first place where the fixed pieces stand.
fn search<'v>(pieces: &[Piece], value: &'v str) -> Option<&'v str> {
    if let [Piece::Literal(text)] = pieces {
        let at = memchr::memmem::find(value.as_bytes(), text.as_bytes())?;
        return Some(&value[at + text.len()..]);
    }
    let mut rest = value;
    loop {
        if let Some(behind) = fixed(pieces, rest) {
            return Some(behind);
        }
        let mut chars = rest.chars();
        chars.next()?;
        rest = chars.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        let pieces = text.chars().map(|c| match c {
            '*' => Piece::Run,
            '?' => Piece::One,
            c => Piece::Literal(c.to_string()),
        });
        Pattern::new(pieces.collect(), false)
    }

    #[test]
    fn patterns_cover_whole_values() {
        let check = |text: &str, value: &str, expected: bool| {
            assert_eq!(pattern(text).matches(&fold(value)), expected, "{text} over {value}");
        };
        check("", "", true);
        check("*", "", true);
        check("Abc", "aBC", true);
        check("abc", "abcd", false);
        check("*\\cmd.exe", r"C:\CMD.EXE", true);
        check("a*b*c", "a-b-b-c", true);
        check("a*b*c", "a-c-b", false);
        check("a??d", "añéd", true);
        check("a?", "a", false);
        check("*a?c*", "xxabxabcx", true);
        check("*a?", "aab", true);
        check("ab*ba", "aba", false);
        check("*x*x*", "x", false);
        check("?*?", "ab", true);
        check("?*?", "a", false);
    }
}
