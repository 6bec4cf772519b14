//! How case is ignored: one character becomes one character, so that lengths of matches keep their meaning.

/// Appends `text` to `out` with case folded.
///
/// ASCII letters and letters whose lower case is one character are lowered; long s, final sigma and
/// the Kelvin sign become the letters they stand for. Folding is per character, so a text occurs in
/// another only if its folded form occurs in the other's.
#[inline]
pub(crate) fn fold_into(text: &str, out: &mut String) {
    let mut rest = text;
    loop {
        let plain = ascii_len(rest.as_bytes());
        let start = out.len();
        out.push_str(&rest[..plain]);
        out[start..].make_ascii_lowercase();
        rest = &rest[plain..];
        let mut chars = rest.chars();
        match chars.next() {
            None => return,
            Some(other) => out.push(fold_char(other)),
        }
        rest = chars.as_str();
    }
}

/// How many bytes from the beginning are ASCII; looked at in blocks, which the machine compares at once.
#[inline]
fn ascii_len(bytes: &[u8]) -> usize {
    const BLOCK: usize = 64;
    if bytes.is_ascii() {
        return bytes.len();
    }
    let blocks = bytes.chunks(BLOCK).take_while(|block| block.is_ascii()).count() * BLOCK;
    let rest = &bytes[blocks.min(bytes.len())..];
    blocks + rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len())
}

/// `text` with case folded.
#[must_use]
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// One character with case folded.
#[must_use]
pub(crate) fn fold_char(character: char) -> char {
    match character {
        'ſ' => 's',
        'ς' => 'σ',
        '\u{212a}' => 'k',
        ascii if ascii.is_ascii() => ascii.to_ascii_lowercase(),
        other => {
            let mut lower = other.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                _ => other,
            }
        }
    }
}
