//! Texts that patterns and regular expressions match.

use crate::expr::RegexText;
use crate::pattern::{Pattern, Piece, Shape};
use regex_syntax::hir::{Class, Hir, HirKind};

/// Characters of an example.
const EXAMPLE_CHARS_MAX: usize = 4096;
/// Repetitions that an example shows at the most.
const REPETITIONS_MAX: u32 = 512;

/// One text that all patterns match; `None` if none is found.
pub(super) fn of_patterns(patterns: &[Pattern]) -> Option<String> {
    let fits = |text: &String| patterns.iter().all(|pattern| matches(pattern, text));
    let exact = patterns.iter().filter(|pattern| !matches!(pattern.shape, Shape::Prefix(_) | Shape::Suffix(_) | Shape::Contains(_)));
    if let Some(text) = exact.map(example).find(fits) {
        return Some(text);
    }
    let (mut start, mut middle, mut end) = (String::new(), Vec::new(), String::new());
    for pattern in patterns {
        match &pattern.shape {
            Shape::Prefix(text) if text.len() > start.len() => start.clone_from(text),
            Shape::Suffix(text) if text.len() > end.len() => end.clone_from(text),
            Shape::Prefix(_) | Shape::Suffix(_) => {}
            _ => middle.push(example(pattern)),
        }
    }
    let spaced = [start.as_str(), &middle.join(" "), &end].join(" ");
    let tight = [start.as_str(), &middle.concat(), &end].concat();
    let reversed = [start.as_str(), &middle.iter().rev().cloned().collect::<Vec<_>>().join(" "), &end].concat();
    let bare = [start.clone(), end.clone()].concat();
    let trimmed = format!("{start}{}{end}", middle.join(" "));
    [tight, trimmed, spaced, reversed, bare].into_iter().find(fits)
}

fn matches(pattern: &Pattern, text: &str) -> bool {
    if pattern.cased { pattern.matches(text) } else { pattern.matches(&crate::fold::fold(text)) }
}

fn example(pattern: &Pattern) -> String {
    match &pattern.shape {
        Shape::Exact(text) | Shape::Prefix(text) | Shape::Suffix(text) | Shape::Contains(text) => text.clone(),
        Shape::Glob(pieces) => pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(text) => text.as_str(),
                Piece::Run => "",
                Piece::One => "a",
                Piece::Dash => "-",
            })
            .collect(),
    }
}

/// Texts in which the expression occurs; none if none is found.
pub(super) fn of_regex(regex: &RegexText) -> Option<String> {
    let hir = crate::regex_text::parsed(regex)?;
    let mut out = String::new();
    write(&hir, &mut out)?;
    Some(out)
}

fn write(hir: &Hir, out: &mut String) -> Option<()> {
    if out.len() > EXAMPLE_CHARS_MAX {
        return None;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(()),
        HirKind::Literal(literal) => {
            out.push_str(std::str::from_utf8(&literal.0).ok()?);
            Some(())
        }
        HirKind::Class(class) => {
            out.push(printable(class)?);
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let count = repetition.min.max(u32::from(repetition.min == 0 && repetition.max == Some(1)));
            (count <= REPETITIONS_MAX).then_some(())?;
            (0..count).try_for_each(|_| write(&repetition.sub, out))
        }
        HirKind::Capture(capture) => write(&capture.sub, out),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, out)),
        HirKind::Alternation(parts) => parts.iter().find_map(|part| {
            let mut longer = out.clone();
            write(part, &mut longer)?;
            *out = longer;
            Some(())
        }),
    }
}

/// A character of the class that logs are likely to hold.
fn printable(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let has = |wanted: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&wanted));
    let usual = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain([' ', '-', '_', '.', '/', '\\']);
    usual.chain('!'..='~').find(|wanted| has(*wanted)).or_else(|| class.ranges().first().map(|range| range.start()))
}
