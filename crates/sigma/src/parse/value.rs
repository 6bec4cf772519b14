//! The values of an item: from typed scalars to literals, and whether the modifiers can use them.

use std::net::IpAddr;

use atalaya_model::Message;
use atalaya_stdx::yaml::{Content, Node, Position, Scalar, Typed};

use super::modifier::word;
use super::regex::unsupported;
use super::report::{Report, message};
use crate::ast::{Literal, Modifier};

/// Reads the values of an item: one scalar, or a list of scalars.
pub(super) fn values(node: Node, keyword: bool, modifiers: &[Modifier], report: &mut Report) -> Option<Vec<Literal>> {
    let position = node.position;
    let nodes = match node.content {
        Content::List(list) if list.is_empty() => return report.error(position, message("rule-values-missing")),
        Content::List(list) => list,
        _ => vec![node],
    };
    remarks(&nodes, position, modifiers, report);
    let mut literals = Vec::with_capacity(nodes.len());
    let mut whole = true;
    for node in nodes {
        let position = node.position;
        let literal = match node.content {
            Content::Scalar(scalar) => literal(scalar, keyword, modifiers),
            _ => Err(message("rule-value-not-scalar")),
        };
        match literal {
            Ok(literal) => literals.push(literal),
            Err(fault) => {
                report.error::<()>(position, fault);
                whole = false;
            }
        }
    }
    whole.then_some(literals)
}

/// What the specification asks of lists, said as warnings: such rules are in use and their meaning is clear.
fn remarks(nodes: &[Node], position: Position, modifiers: &[Modifier], report: &mut Report) {
    let is_null = |node: &Node| node.scalar().is_some_and(|scalar| scalar.typed() == Typed::Null);
    if nodes.len() > 1 && nodes.iter().any(is_null) {
        report.warning(position, message("rule-null-in-list"));
    }
    if nodes.len() == 1 && modifiers.contains(&Modifier::All) {
        report.warning(position, message("rule-all-single"));
    }
}

fn literal(scalar: Scalar, keyword: bool, modifiers: &[Modifier]) -> Result<Literal, Message> {
    let has = |modifier| modifiers.contains(&modifier);
    let any = |wanted: &[Modifier]| wanted.iter().copied().find(|modifier| has(*modifier));
    let typed = scalar.typed();
    if has(Modifier::Exists) {
        return match typed {
            Typed::Bool(exists) => Ok(Literal::Bool(exists)),
            _ => Err(message("rule-value-not-bool").with("value", scalar.text)),
        };
    }
    if let Some(reference) = any(&[Modifier::FieldRef]) {
        return match typed {
            Typed::Text(text) if !text.is_empty() => Ok(Literal::Text(scalar.text)),
            _ => Err(message("rule-value-not-text").with("modifier", word(reference)).with("value", scalar.text)),
        };
    }
    if let Some(numeric) = any(&NUMERIC) {
        return number(&scalar.text).ok_or_else(|| {
            message("rule-value-not-number").with("modifier", word(numeric)).with("value", scalar.text)
        });
    }
    if let Some(encoding) = any(&ENCODINGS).filter(|_| !matches!(typed, Typed::Text(_))) {
        return Err(message("rule-value-not-text").with("modifier", word(encoding)).with("value", scalar.text));
    }
    if keyword || any(&TEXTUAL).is_some() {
        return text(scalar, modifiers);
    }
    Ok(plain(scalar))
}

const NUMERIC: [Modifier; 10] = [
    Modifier::Lt,
    Modifier::Lte,
    Modifier::Gt,
    Modifier::Gte,
    Modifier::Minute,
    Modifier::Hour,
    Modifier::Day,
    Modifier::Week,
    Modifier::Month,
    Modifier::Year,
];

const ENCODINGS: [Modifier; 5] =
    [Modifier::Base64, Modifier::Base64Offset, Modifier::Utf16Le, Modifier::Utf16Be, Modifier::Utf16];

/// Modifiers whose value is text however it is typed.
const TEXTUAL: [Modifier; 12] = [
    Modifier::Contains,
    Modifier::StartsWith,
    Modifier::EndsWith,
    Modifier::Re,
    Modifier::Cidr,
    Modifier::WinDash,
    Modifier::Expand,
    Modifier::Base64,
    Modifier::Base64Offset,
    Modifier::Utf16Le,
    Modifier::Utf16Be,
    Modifier::Utf16,
];

/// A value that is text because keywords and the modifiers take text, written as the file has it.
fn text(scalar: Scalar, modifiers: &[Modifier]) -> Result<Literal, Message> {
    if scalar.typed() == Typed::Null {
        return Err(message("rule-value-null"));
    }
    let has = |modifier| modifiers.contains(&modifier);
    if let Some(feature) = unsupported(&scalar.text).filter(|_| has(Modifier::Re)) {
        return Err(message("rule-regex-unsupported").with("feature", feature).with("pattern", scalar.text));
    }
    if has(Modifier::Cidr) && !has(Modifier::Expand) && !is_network(&scalar.text) {
        return Err(message("rule-value-not-network").with("value", scalar.text));
    }
    Ok(Literal::Text(scalar.text))
}

/// A value of its own type. Numbers that would lose digits, and hexadecimal and octal ones, stay the
/// text that logs have.
fn plain(scalar: Scalar) -> Literal {
    match scalar.typed() {
        Typed::Null => Literal::Null,
        Typed::Bool(value) => Literal::Bool(value),
        Typed::Integer(integer) if !is_radix(&scalar.text) => Literal::Integer(integer),
        Typed::Float(float) if !scalar.text.bytes().all(|b| b.is_ascii_digit()) => Literal::Float(float),
        _ => Literal::Text(scalar.text),
    }
}

fn is_radix(text: &str) -> bool {
    text.starts_with("0x") || text.starts_with("0o")
}

/// A decimal number, also in quotes.
fn number(text: &str) -> Option<Literal> {
    match (Scalar { text: text.to_owned(), plain: true }).typed() {
        Typed::Integer(integer) if !is_radix(text) => Some(Literal::Integer(integer)),
        Typed::Float(float) => Some(Literal::Float(float)),
        _ => None,
    }
}

/// An address, or a network: address, slash, number of leading bits.
fn is_network(text: &str) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let bits_max = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| {
        bits.bytes().all(|b| b.is_ascii_digit()) && bits.parse::<u8>().is_ok_and(|bits| bits <= bits_max)
    })
}
