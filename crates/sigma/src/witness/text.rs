//! Texts that may satisfy several tests at once: what the tests name, put together in many ways.

use crate::expr::{Number, Op, RegexText, TimePart};
use crate::pattern::{Piece, Shape};
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// Characters of an example.
const EXAMPLE_CHARS_MAX: usize = 4096;
/// Repetitions that an example shows at the most.
const REPETITIONS_MAX: u32 = 2048;
/// Examples that are made of one expression.
const EXAMPLES: usize = 4;
/// What stands between the parts.
const BETWEEN: [&str; 3] = ["", " ", "/"];
/// What stands before and behind the parts that may stand anywhere.
const AROUND: [&str; 6] = ["", "witness", " ", "c:\\witness\\", "x", " witness "];

/// Texts without a meaning, for fields of which it is only asked what they should not be.
pub(super) const PLAIN: [&str; 12] = [
    "witness",
    "w",
    "7",
    "c:\\witness\\w.exe",
    "\\w.exe",
    "x:\\w.w",
    "203.0.113.7",
    "2001:db8::7",
    "w.example.com",
    "true",
    "false",
    "witness witness",
];

/// Where a part of a text may stand.
enum Part {
    Whole(Vec<String>),
    Start(String),
    End(String),
    Middle(Vec<String>),
}

/// Texts to try, likely ones first.
pub(super) fn candidates(wanted: &[&Op]) -> Box<dyn Iterator<Item = String>> {
    let parts: Vec<Part> = wanted.iter().flat_map(|op| parts(op)).collect();
    let mut wholes = Vec::new();
    let (mut start, mut end, mut middles) = (String::new(), String::new(), Vec::new());
    for part in parts {
        match part {
            Part::Whole(texts) => wholes.extend(texts),
            Part::Start(text) if text.len() > start.len() => start = text,
            Part::End(text) if text.len() > end.len() => end = text,
            Part::Start(_) | Part::End(_) => {}
            Part::Middle(texts) => middles.push(texts),
        }
    }
    if !wholes.is_empty() {
        return Box::new(wholes.into_iter());
    }
    let alone = middles.iter().flatten().map(|middle| format!("{start}{middle}{end}")).collect::<Vec<_>>();
    Box::new(alone.into_iter().chain(assembled(start, middles, end)))
}

fn assembled(start: String, middles: Vec<Vec<String>>, end: String) -> impl Iterator<Item = String> {
    let orders = middles.len().max(1) + 1;
    let examples = middles.iter().map(Vec::len).max().unwrap_or(1);
    let joined = (0..examples).flat_map(move |example| {
        let texts: Vec<String> = middles.iter().map(|texts| texts[example % texts.len()].clone()).collect();
        (0..orders).flat_map(move |order| {
            let mut texts = texts.clone();
            if order + 1 == orders {
                texts.reverse()
            } else {
                texts.rotate_left(order)
            }
            BETWEEN.map(|between| texts.join(between))
        })
    });
    let around = move |middle: String| {
        let (start, end) = (start.clone(), end.clone());
        AROUND.into_iter().flat_map(move |before| {
            let (start, end, middle) = (start.clone(), end.clone(), middle.clone());
            AROUND.into_iter().map(move |behind| format!("{start}{before}{middle}{behind}{end}"))
        })
    };
    joined.flat_map(around)
}

fn parts(op: &Op) -> Vec<Part> {
    let part = match op {
        Op::Text(pattern) => match &pattern.shape {
            Shape::Exact(text) => Part::Whole(vec![text.clone()]),
            Shape::Prefix(text) => Part::Start(text.clone()),
            Shape::Suffix(text) => Part::End(text.clone()),
            Shape::Contains(text) => Part::Middle(vec![text.clone()]),
            Shape::Glob(pieces) => return of_glob(pieces),
        },
        Op::Regex(regex) => return of_regex(regex).into_iter().collect(),
        Op::Number(number) => Part::Whole(vec![written(*number)]),
        Op::Bool(value) => Part::Whole(vec![value.to_string()]),
        Op::Cidr(cidr) => Part::Whole(vec![cidr.example()]),
        Op::Compare(_, number) => {
            Part::Whole([0.0, 1.0, -1.0].map(|step| written(Number::from_float(number.float() + step))).into())
        }
        Op::TimePart(part, _, number) => {
            Part::Whole([0, 1, -1].map(|step| time(*part, number.float() as i64 + step)).into())
        }
        Op::Null | Op::Exists | Op::Field { .. } => return Vec::new(),
    };
    vec![part]
}

/// The pieces with the shortest runs, and with some text in each run.
fn of_glob(pieces: &[Piece]) -> Vec<Part> {
    let written = |run: &str| -> String {
        let text = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Run => run.to_owned(),
            Piece::One => "a".to_owned(),
            Piece::Dash => "-".to_owned(),
        };
        pieces.iter().map(text).collect()
    };
    let both = || vec![written(""), written("w")];
    match (pieces.first(), pieces.last()) {
        (Some(Piece::Run), Some(Piece::Run)) => vec![Part::Middle(both())],
        (Some(Piece::Run), _) => vec![Part::End(written(""))],
        (_, Some(Piece::Run)) => vec![Part::Start(written(""))],
        _ => of_fixed(pieces, both()),
    }
}

/// A pattern with both ends: of these texts one as it is, or its ends with anything between.
fn of_fixed(pieces: &[Piece], both: Vec<String>) -> Vec<Part> {
    match pieces {
        [Piece::Literal(start), Piece::Run, Piece::Literal(end)] => {
            vec![Part::Start(start.clone()), Part::End(end.clone())]
        }
        _ => vec![Part::Whole(both)],
    }
}

fn written(number: Number) -> String {
    match number {
        Number::Integer(integer) => integer.to_string(),
        Number::Float(float) => float.to_string(),
    }
}

/// A time that has this in that part.
fn time(part: TimePart, value: i64) -> String {
    match part {
        TimePart::Minute => format!("2026-01-04T00:{value:02}:00Z"),
        TimePart::Hour => format!("2026-01-04T{value:02}:00:00Z"),
        TimePart::Day => format!("2026-01-{value:02}T00:00:00Z"),
        TimePart::Week => (1_767_225_600 + (value - 1) * 7 * 86_400).to_string(),
        TimePart::Month => format!("2026-{value:02}-04T00:00:00Z"),
        TimePart::Year => format!("{value:04}-01-04T00:00:00Z"),
    }
}

/// Texts in which the expression occurs; none if none is found.
fn of_regex(regex: &RegexText) -> Option<Part> {
    let hir = crate::regex_text::parsed(regex)?;
    let mut examples: Vec<String> = (0..EXAMPLES)
        .filter_map(|number| {
            let mut out = String::new();
            write(&hir, number, &mut out)?;
            Some(out)
        })
        .collect();
    examples.dedup();
    let (starts, ends) = (hir.properties().look_set_prefix(), hir.properties().look_set_suffix());
    let first = examples.first()?.clone();
    Some(match (starts.contains(Look::Start), ends.contains(Look::End)) {
        (true, true) => Part::Whole(examples),
        (true, false) => Part::Start(first),
        (false, true) => Part::End(first),
        (false, false) => Part::Middle(examples),
    })
}

/// Writes example `number`: later ones take other branches and more repetitions.
fn write(hir: &Hir, number: usize, out: &mut String) -> Option<()> {
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
            out.push(printable(class, number)?);
            Some(())
        }
        HirKind::Repetition(repetition) => {
            let optional = u32::from(repetition.min == 0 && repetition.max == Some(1) && number.is_multiple_of(2));
            let more = u32::from(number >= 2 && repetition.max.is_none_or(|max| max > repetition.min));
            let count = repetition.min + optional.max(more);
            (count <= REPETITIONS_MAX).then_some(())?;
            (0..count).try_for_each(|_| write(&repetition.sub, number, out))
        }
        HirKind::Capture(capture) => write(&capture.sub, number, out),
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| write(part, number, out)),
        HirKind::Alternation(parts) => (0..parts.len()).find_map(|at| {
            let mut longer = out.clone();
            write(&parts[(at + number) % parts.len()], number, &mut longer)?;
            *out = longer;
            Some(())
        }),
    }
}

/// A character of the class that logs are likely to hold.
fn printable(class: &Class, number: usize) -> Option<char> {
    let Class::Unicode(class) = class else { return None };
    let has = |wanted: char| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&wanted));
    let usual = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain([' ', '-', '_', '.', '/', '\\']);
    let mut fitting = usual.chain('!'..='~').filter(|wanted| has(*wanted));
    let first = fitting.next();
    fitting
        .nth(number.wrapping_sub(1))
        .filter(|_| number > 0)
        .or(first)
        .or_else(|| class.ranges().first().map(|range| range.start()))
}
