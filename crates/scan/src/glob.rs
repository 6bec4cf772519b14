//! Patterns for the names of inputs, as shells have them: `*` is any text, `?` one sign, `[a-z]` one of these.
//!
//! A pattern fits the whole name or what stands behind a slash of it; backslashes are slashes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A pattern.
#[derive(Debug, Clone)]
pub(crate) struct Glob {
    text: String,
    parts: Vec<Part>,
    /// Whether it ever fitted.
    fitted: Arc<AtomicBool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Any,
    One,
    Is(char),
    /// One within these bounds, or, if negated, one that is not.
    OneOf(bool, Vec<(char, char)>),
}

impl Glob {
    pub(crate) fn new(text: &str) -> Glob {
        let signs: Vec<char> = text.chars().map(slash).collect();
        let (mut parts, mut at) = (Vec::new(), 0);
        while at < signs.len() {
            let (part, length) = match signs[at] {
                '*' => (Part::Any, 1),
                '?' => (Part::One, 1),
                '[' => class(&signs[at..]).unwrap_or((Part::Is('['), 1)),
                sign => (Part::Is(sign), 1),
            };
            if part != Part::Any || parts.last() != Some(&Part::Any) {
                parts.push(part);
            }
            at += length;
        }
        Glob { text: text.to_owned(), parts, fitted: Arc::default() }
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it ever fitted a name.
    pub(crate) fn has_fitted(&self) -> bool {
        self.fitted.load(Ordering::Relaxed)
    }

    /// Whether it fits the name, or what stands behind a slash of it. All ways are followed at once: it takes as many
    /// steps as name and pattern have signs, multiplied, whatever stands in them.
    pub(crate) fn matches(&self, name: &str) -> bool {
        let end = self.parts.len();
        let mut ways = vec![false; end + 1];
        self.enter(&mut ways, 0);
        for sign in name.chars().map(slash) {
            let mut next = vec![false; end + 1];
            for (at, part) in self.parts.iter().enumerate().filter(|(at, _)| ways[*at]) {
                match part {
                    Part::Any => self.enter(&mut next, at),
                    one if one.accepts(sign) => self.enter(&mut next, at + 1),
                    _ => {}
                }
            }
            if sign == '/' {
                self.enter(&mut next, 0);
            }
            ways = next;
        }
        self.fitted.fetch_or(ways[end], Ordering::Relaxed);
        ways[end]
    }

    /// Marks a place in the pattern, and those behind any text that may be empty.
    fn enter(&self, ways: &mut [bool], mut at: usize) {
        while !ways[at] {
            ways[at] = true;
            if self.parts.get(at) != Some(&Part::Any) {
                break;
            }
            at += 1;
        }
    }
}

impl Part {
    fn accepts(&self, sign: char) -> bool {
        match self {
            Part::Any => false,
            Part::One => true,
            Part::Is(other) => *other == sign,
            Part::OneOf(negated, bounds) => bounds.iter().any(|(low, high)| (*low..=*high).contains(&sign)) != *negated,
        }
    }
}

/// A class such as `[a-z0]` or `[!a]` and how many signs it takes; `None` where it has no end.
fn class(signs: &[char]) -> Option<(Part, usize)> {
    let negated = matches!(signs.get(1), Some('!' | '^'));
    let first = 1 + usize::from(negated);
    // A closing bracket in the first place is one of the signs.
    let end = first + 1 + signs.get(first + 1..)?.iter().position(|sign| *sign == ']')?;
    let (mut bounds, mut at) = (Vec::new(), first);
    while at < end {
        if at + 2 < end && signs[at + 1] == '-' {
            bounds.push((signs[at], signs[at + 2]));
            at += 3;
        } else {
            bounds.push((signs[at], signs[at]));
            at += 1;
        }
    }
    Some((Part::OneOf(negated, bounds), end + 1))
}

fn slash(sign: char) -> char {
    if sign == '\\' { '/' } else { sign }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_in_a_shell() {
        let check = |pattern: &str, name: &str, expected| {
            assert_eq!(Glob::new(pattern).matches(name), expected, "{pattern} {name}");
        };
        check("*", "", true);
        check("*.log", "a/b.log", true);
        check("b.log", "a/b.log", true);
        check("b.log", "a/xb.log", false);
        check("a/*", "a/b/c", true);
        check("fw?.log", "fw1.log", true);
        check("fw?.log", "fw.log", false);
        check("fw[0-9].log", "fw7.log", true);
        check("fw[!0-9].log", "fw7.log", false);
        check("fw[]x].log", "fw].log", true);
        check("fw[.log", "fw[.log", true);
        check("a*b*c", "a-b-b-c", true);
        check("a*b*c", "a-b-b-d", false);
        check("x.zip!/*", "/in/x.zip!/m.log", true);
        check("/in/*", "/in/x.log", true);
        check("Á*", "Ágora.log", true);
        check("", "a/", true);
        check("", "a", false);
        check("[", "[", true);
        check("[]", "[]", true);
    }

    #[test]
    fn many_stars_end_soon() {
        let pattern = "a*".repeat(100) + "b";
        assert!(!Glob::new(&pattern).matches(&"a/".repeat(30_000)));
    }
}
