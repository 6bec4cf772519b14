//! Sigma's text values: wildcards, escapes, placeholders, dashes, and texts as base64 and UTF-16.

use super::Placeholders;
use crate::pattern::{DASHES, Piece};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Texts that one value with placeholders may expand to.
pub(super) const EXPANSIONS_MAX: usize = 10_000;

/// The pieces of a value: `*` and `?` are wildcards unless a backslash stands before them; a backslash before
/// anything else but a backslash is itself.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut chars = text.chars().peekable();
    while let Some(character) = chars.next() {
        let wildcard = match character {
            '*' => Piece::Run,
            '?' => Piece::One,
            '\\' => {
                let escaped = chars.next_if(|next| matches!(next, '*' | '?' | '\\'));
                literal.push(escaped.unwrap_or('\\'));
                continue;
            }
            other => {
                literal.push(other);
                continue;
            }
        };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(std::mem::take(&mut literal)));
        }
        pieces.push(wildcard);
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    pieces
}

/// The texts that the value stands for when it is encoded: escapes resolved, wildcards taken literally, dashes of
/// options (where there are any) as each of their forms. `None` if they are more than [`EXPANSIONS_MAX`].
pub(super) fn literals(pieces: Vec<Piece>) -> Option<Vec<String>> {
    let mut texts = vec![String::new()];
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => texts.iter_mut().for_each(|text| text.push_str(&literal)),
            Piece::Run => texts.iter_mut().for_each(|text| text.push('*')),
            Piece::One => texts.iter_mut().for_each(|text| text.push('?')),
            Piece::Dash => {
                texts = texts.iter().flat_map(|text| DASHES.iter().map(move |dash| format!("{text}{dash}"))).collect();
            }
        }
        if texts.len() > EXPANSIONS_MAX {
            return None;
        }
    }
    Some(texts)
}

/// Every dash that begins an option (no word character before it, one behind it) becomes any dash.
pub(super) fn any_dash(pieces: Vec<Piece>) -> Vec<Piece> {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let Piece::Literal(text) = piece else {
            out.push(piece);
            continue;
        };
        let mut literal = String::new();
        let mut before: Option<char> = None;
        let mut chars = text.chars().peekable();
        while let Some(character) = chars.next() {
            let begins = DASHES.contains(&character)
                && !before.is_some_and(is_word)
                && chars.peek().copied().is_some_and(is_word);
            if begins {
                out.push(Piece::Literal(std::mem::take(&mut literal)));
                out.push(Piece::Dash);
            } else {
                literal.push(character);
            }
            before = Some(character);
        }
        out.push(Piece::Literal(literal));
    }
    out
}

/// A placeholder without values.
pub(super) struct Missing(pub(super) String);

/// The texts that `text` stands for when each `%name%` is replaced by each of its values; `\%` is a percent sign.
pub(super) fn expand(text: &str, placeholders: &Placeholders) -> Result<Vec<String>, Missing> {
    let mut texts = vec![String::new()];
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let before = &rest[..at];
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        if backslashes % 2 == 1 {
            texts.iter_mut().for_each(|text| text.extend([&before[..at - 1], "%"]));
            rest = &rest[at + 1..];
            continue;
        }
        texts.iter_mut().for_each(|text| text.push_str(before));
        rest = &rest[at + 1..];
        let Some(name) = rest.find('%').map(|end| &rest[..end]).filter(|name| is_name(name)) else {
            texts.iter_mut().for_each(|text| text.push('%'));
            continue;
        };
        rest = &rest[name.len() + 1..];
        let values = placeholders.get(name).filter(|values| !values.is_empty());
        let values = values.ok_or_else(|| Missing(name.to_owned()))?;
        let each = texts.iter().flat_map(|text| values.iter().map(move |value| format!("{text}{value}")));
        texts = each.take(EXPANSIONS_MAX + 1).collect();
    }
    texts.iter_mut().for_each(|text| text.push_str(rest));
    Ok(texts)
}

/// Whether a placeholder may be called so.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// The base64 of `bytes`.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The parts of a base64 text that `bytes` determine when zero, one or two bytes stand before them.
pub(super) fn base64_offsets(bytes: &[u8]) -> Vec<String> {
    const START: [usize; 3] = [0, 2, 3];
    const CUT: [usize; 3] = [0, 3, 2];
    (0..3)
        .filter_map(|offset| {
            let padded = [&[b' '; 2][..offset], bytes].concat();
            let encoded = STANDARD.encode(&padded);
            let end = encoded.len().checked_sub(CUT[padded.len() % 3])?;
            encoded.get(START[offset]..end).map(str::to_owned)
        })
        .filter(|text| !text.is_empty())
        .collect()
}
