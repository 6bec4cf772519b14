//! How case is ignored: one character becomes one character, so that lengths of matches keep their meaning.

/// Appends `text` to `out` with case folded.
///
/// ASCII letters and letters whose lower case is one character are lowered; long s, final sigma and
/// the Kelvin sign become the letters they stand for. Folding is per character, so a text occurs in
/// another only if its folded form occurs in the other's.
#[inline]
pub(crate) fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
    } else {
        out.extend(text.chars().map(fold_char));
    }
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
