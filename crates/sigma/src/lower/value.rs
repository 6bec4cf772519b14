//! One value of an item under its modifiers.

use super::Lowering;
use super::text;
use crate::ast::{Comparison, Literal, Modifier};
use crate::expr::{Cidr, FieldMatch, Number, Op, RegexText, TimePart};
use crate::pattern::{Pattern, Piece};
use crate::regex_text;
use atalaya_model::Message;

/// A test of a value, perhaps negated.
pub(super) struct Lowered {
    pub(super) op: Op,
    pub(super) negated: bool,
}

impl From<Op> for Lowered {
    fn from(op: Op) -> Self {
        Lowered { op, negated: false }
    }
}

/// Where a value stands in the field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    Whole,
    Start,
    End,
    Anywhere,
}

/// How bytes of a value are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf16Le,
    Utf16Be,
    Utf16,
    Base64,
    Base64Offset,
}

/// Modifiers sorted by what they decide.
pub(super) struct Modifiers {
    pub(super) all: bool,
    pub(super) neq: bool,
    cased: bool,
    windash: bool,
    expand: bool,
    exists: bool,
    fieldref: bool,
    cidr: bool,
    regex: bool,
    flags: [bool; 3],
    anchor: Anchor,
    compare: Option<Comparison>,
    part: Option<TimePart>,
    encodings: Vec<Encoding>,
}

impl Modifiers {
    pub(super) fn of(modifiers: &[Modifier]) -> Self {
        let has = |modifier| modifiers.contains(&modifier);
        let first = |pairs: &[(Modifier, _)]| pairs.iter().find(|(m, _)| has(*m)).map(|(_, value)| *value);
        let anchors = [
            (Modifier::Contains, Anchor::Anywhere),
            (Modifier::StartsWith, Anchor::Start),
            (Modifier::EndsWith, Anchor::End),
        ];
        let anchor = anchors.iter().find(|(m, _)| has(*m)).map_or(Anchor::Whole, |(_, anchor)| *anchor);
        let parts = [
            (Modifier::Minute, TimePart::Minute),
            (Modifier::Hour, TimePart::Hour),
            (Modifier::Day, TimePart::Day),
            (Modifier::Week, TimePart::Week),
            (Modifier::Month, TimePart::Month),
            (Modifier::Year, TimePart::Year),
        ];
        Modifiers {
            all: has(Modifier::All),
            neq: has(Modifier::Neq),
            cased: has(Modifier::Cased),
            windash: has(Modifier::WinDash),
            expand: has(Modifier::Expand),
            exists: has(Modifier::Exists),
            fieldref: has(Modifier::FieldRef),
            cidr: has(Modifier::Cidr),
            regex: has(Modifier::Re),
            flags: [has(Modifier::I), has(Modifier::M), has(Modifier::S)],
            anchor,
            compare: first(&[
                (Modifier::Lt, Comparison::Lt),
                (Modifier::Lte, Comparison::Lte),
                (Modifier::Gt, Comparison::Gt),
                (Modifier::Gte, Comparison::Gte),
            ]),
            part: parts.iter().find(|(m, _)| has(*m)).map(|(_, part)| *part),
            encodings: modifiers.iter().filter_map(|modifier| encoding(*modifier)).collect(),
        }
    }

    /// Whether the value is text whatever its type in YAML.
    fn wants_text(&self) -> bool {
        self.anchor != Anchor::Whole || self.windash || self.expand || !self.encodings.is_empty()
    }
}

fn encoding(modifier: Modifier) -> Option<Encoding> {
    match modifier {
        Modifier::Utf16Le => Some(Encoding::Utf16Le),
        Modifier::Utf16Be => Some(Encoding::Utf16Be),
        Modifier::Utf16 => Some(Encoding::Utf16),
        Modifier::Base64 => Some(Encoding::Base64),
        Modifier::Base64Offset => Some(Encoding::Base64Offset),
        _ => None,
    }
}

/// The tests that a value comes to; any of them suffices.
pub(super) fn lower(
    literal: &Literal,
    modifiers: &Modifiers,
    keyword: bool,
    lowering: &mut Lowering<'_>,
) -> Result<Vec<Lowered>, Message> {
    if modifiers.exists {
        return exists(literal);
    }
    if modifiers.fieldref {
        return field(literal, modifiers);
    }
    if modifiers.compare.is_some() || modifiers.part.is_some() {
        return compare(literal, modifiers);
    }
    match literal {
        Literal::Null => Ok(vec![Op::Null.into()]),
        Literal::Text(value) => text(value, modifiers, keyword, lowering),
        other if keyword || modifiers.wants_text() => text(&written(other), modifiers, keyword, lowering),
        Literal::Integer(number) => Ok(vec![Op::Number(Number::Integer(*number)).into()]),
        Literal::Float(number) => Ok(vec![Op::Number(Number::from_float(*number)).into()]),
        Literal::Bool(value) => Ok(vec![Op::Bool(*value).into()]),
    }
}

fn written(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.clone(),
        Literal::Integer(number) => number.to_string(),
        Literal::Float(number) => number.to_string(),
        Literal::Bool(value) => value.to_string(),
        Literal::Null => String::new(),
    }
}

fn exists(literal: &Literal) -> Result<Vec<Lowered>, Message> {
    let wanted = match literal {
        Literal::Bool(wanted) => *wanted,
        Literal::Text(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes") => true,
        Literal::Text(text) if text.eq_ignore_ascii_case("false") || text.eq_ignore_ascii_case("no") => false,
        other => return Err(Message::new("rule-value-not-bool").with("value", written(other))),
    };
    Ok(vec![Lowered { op: Op::Exists, negated: !wanted }])
}

fn field(literal: &Literal, modifiers: &Modifiers) -> Result<Vec<Lowered>, Message> {
    let Literal::Text(other) = literal else {
        return Err(Message::new("rule-fieldref-not-text").with("value", written(literal)));
    };
    let how = match (modifiers.compare, modifiers.anchor) {
        (Some(comparison), _) => FieldMatch::Compare(comparison),
        (None, Anchor::Whole) => FieldMatch::Equal,
        (None, Anchor::Start) => FieldMatch::StartsWith,
        (None, Anchor::End) => FieldMatch::EndsWith,
        (None, Anchor::Anywhere) => FieldMatch::Contains,
    };
    Ok(vec![Op::Field { other: other.clone(), how, cased: modifiers.cased }.into()])
}

fn compare(literal: &Literal, modifiers: &Modifiers) -> Result<Vec<Lowered>, Message> {
    let number = match literal {
        Literal::Integer(number) => Some(Number::Integer(*number)),
        Literal::Float(number) => Some(Number::from_float(*number)),
        Literal::Text(text) => Number::parse(text),
        Literal::Bool(_) | Literal::Null => None,
    };
    let number = number.ok_or_else(|| Message::new("rule-compare-not-number").with("value", written(literal)))?;
    let comparison = modifiers.compare.unwrap_or(Comparison::Eq);
    Ok(vec![match modifiers.part {
        Some(part) => Op::TimePart(part, comparison, number).into(),
        None => Op::Compare(comparison, number).into(),
    }])
}

fn text(
    value: &str,
    modifiers: &Modifiers,
    keyword: bool,
    lowering: &mut Lowering<'_>,
) -> Result<Vec<Lowered>, Message> {
    if !modifiers.expand {
        return text_without_placeholders(value, modifiers, keyword);
    }
    let texts = match text::expand(value, lowering.placeholders) {
        Ok(texts) => texts,
        Err(text::Missing(name)) => {
            if !lowering.placeholders_missing.contains(&name) {
                lowering.placeholders_missing.push(name);
            }
            lowering.unknown = true;
            return Ok(Vec::new());
        }
    };
    if texts.len() > text::EXPANSIONS_MAX {
        return Err(Message::new("rule-expand-too-many").with("limit", text::EXPANSIONS_MAX));
    }
    let mut lowered = Vec::new();
    for text in texts {
        lowered.extend(text_without_placeholders(&text, modifiers, keyword)?);
    }
    Ok(lowered)
}

fn text_without_placeholders(value: &str, modifiers: &Modifiers, keyword: bool) -> Result<Vec<Lowered>, Message> {
    if modifiers.cidr {
        let cidr = Cidr::parse(value).ok_or_else(|| Message::new("rule-value-not-network").with("value", value))?;
        return Ok(vec![Op::Cidr(cidr).into()]);
    }
    if modifiers.regex {
        let [ignore_case, multi_line, dot_all] = modifiers.flags;
        let regex = RegexText { pattern: value.to_owned(), ignore_case, multi_line, dot_all };
        regex_text::check(&regex)?;
        return Ok(vec![Op::Regex(regex).into()]);
    }
    let anchor = if keyword && modifiers.anchor == Anchor::Whole { Anchor::Anywhere } else { modifiers.anchor };
    let pattern = |pieces| Op::Text(Pattern::new(anchored(pieces, anchor), modifiers.cased)).into();
    let pieces = text::pieces(value);
    let pieces = if modifiers.windash { text::any_dash(pieces) } else { pieces };
    if modifiers.encodings.is_empty() {
        return Ok(vec![pattern(pieces)]);
    }
    let literals = text::literals(pieces)
        .ok_or_else(|| Message::new("rule-expand-too-many").with("limit", text::EXPANSIONS_MAX))?;
    let texts = literals.iter().flat_map(|literal| encoded(literal, &modifiers.encodings));
    Ok(texts.map(|text| pattern(vec![Piece::Literal(text)])).collect())
}

fn anchored(mut pieces: Vec<Piece>, anchor: Anchor) -> Vec<Piece> {
    if matches!(anchor, Anchor::End | Anchor::Anywhere) {
        pieces.insert(0, Piece::Run);
    }
    if matches!(anchor, Anchor::Start | Anchor::Anywhere) {
        pieces.push(Piece::Run);
    }
    pieces
}

/// The texts that a literal becomes when the encodings are applied in order.
fn encoded(literal: &str, encodings: &[Encoding]) -> Vec<String> {
    let mut texts = vec![literal.as_bytes().to_vec()];
    for encoding in encodings {
        let encode = |bytes: &Vec<u8>| -> Vec<Vec<u8>> {
            let units = || String::from_utf8_lossy(bytes).encode_utf16().collect::<Vec<u16>>();
            match encoding {
                Encoding::Utf16Le => vec![units().iter().flat_map(|unit| unit.to_le_bytes()).collect()],
                Encoding::Utf16Be => vec![units().iter().flat_map(|unit| unit.to_be_bytes()).collect()],
                Encoding::Utf16 => {
                    let units = units();
                    let little = units.iter().flat_map(|unit| unit.to_le_bytes());
                    vec![[0xff, 0xfe].into_iter().chain(little).collect()]
                }
                Encoding::Base64 => vec![text::base64(bytes).into_bytes()],
                Encoding::Base64Offset => text::base64_offsets(bytes).into_iter().map(String::into_bytes).collect(),
            }
        };
        texts = texts.iter().flat_map(encode).collect();
    }
    texts.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}
