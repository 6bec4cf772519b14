//! The modifiers behind a field's name: their words, and which of them contradict each other.

use atalaya_stdx::yaml::Position;

use super::report::{Report, message};
use crate::ast::Modifier;

/// Modifiers one item may have.
pub const MODIFIERS_MAX: usize = 16;

/// The words of all modifiers. `wide` is the same as `utf16le`.
const WORDS: [(&str, Modifier); 31] = [
    ("all", Modifier::All),
    ("contains", Modifier::Contains),
    ("startswith", Modifier::StartsWith),
    ("endswith", Modifier::EndsWith),
    ("exists", Modifier::Exists),
    ("cased", Modifier::Cased),
    ("neq", Modifier::Neq),
    ("re", Modifier::Re),
    ("i", Modifier::I),
    ("m", Modifier::M),
    ("s", Modifier::S),
    ("base64", Modifier::Base64),
    ("base64offset", Modifier::Base64Offset),
    ("utf16le", Modifier::Utf16Le),
    ("wide", Modifier::Utf16Le),
    ("utf16be", Modifier::Utf16Be),
    ("utf16", Modifier::Utf16),
    ("windash", Modifier::WinDash),
    ("cidr", Modifier::Cidr),
    ("lt", Modifier::Lt),
    ("lte", Modifier::Lte),
    ("gt", Modifier::Gt),
    ("gte", Modifier::Gte),
    ("fieldref", Modifier::FieldRef),
    ("expand", Modifier::Expand),
    ("minute", Modifier::Minute),
    ("hour", Modifier::Hour),
    ("day", Modifier::Day),
    ("week", Modifier::Week),
    ("month", Modifier::Month),
    ("year", Modifier::Year),
];

/// What a modifier is about. Modifiers of two families that do not go together contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    /// `all`, `neq`: how the results of several values are joined.
    Join,
    /// `contains`, `startswith`, `endswith`.
    Shape,
    /// `cased`.
    Case,
    /// Encodings and `windash`: the value becomes other text.
    Text,
    /// `expand`.
    Expand,
    /// `re`.
    Regex,
    /// `i`, `m`, `s`.
    Flag,
    /// `cidr`.
    Cidr,
    /// `lt` and so on.
    Order,
    /// `minute` and so on.
    Time,
    /// `fieldref`.
    Reference,
    /// `exists`.
    Existence,
}

fn family(modifier: Modifier) -> Family {
    match modifier {
        Modifier::All | Modifier::Neq => Family::Join,
        Modifier::Contains | Modifier::StartsWith | Modifier::EndsWith => Family::Shape,
        Modifier::Cased => Family::Case,
        Modifier::Base64 | Modifier::Base64Offset | Modifier::WinDash => Family::Text,
        Modifier::Utf16Le | Modifier::Utf16Be | Modifier::Utf16 => Family::Text,
        Modifier::Expand => Family::Expand,
        Modifier::Re => Family::Regex,
        Modifier::I | Modifier::M | Modifier::S => Family::Flag,
        Modifier::Cidr => Family::Cidr,
        Modifier::Lt | Modifier::Lte | Modifier::Gt | Modifier::Gte => Family::Order,
        Modifier::Minute | Modifier::Hour | Modifier::Day => Family::Time,
        Modifier::Week | Modifier::Month | Modifier::Year => Family::Time,
        Modifier::FieldRef => Family::Reference,
        Modifier::Exists => Family::Existence,
    }
}

impl Modifier {
    /// Whether the modifier asks something of a certain field and so cannot be used with keywords.
    pub(super) fn needs_field(self) -> bool {
        matches!(family(self), Family::Cidr | Family::Order | Family::Time | Family::Reference | Family::Existence)
    }
}

/// Whether modifiers of both families may stand in one item.
fn together(a: Family, b: Family) -> bool {
    use Family::{Case, Cidr, Existence, Expand, Flag, Join, Order, Reference, Regex, Shape, Text, Time};
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    match (a, b) {
        (Join, Existence) => false,
        (Join, _) => true,
        (Shape, Case | Text | Expand | Reference) => true,
        (Case, Text | Expand | Reference) => true,
        (Text, Text | Expand) => true,
        (Expand, Regex | Flag | Cidr) => true,
        (Regex, Flag) | (Flag, Flag) => true,
        (Order, Time | Reference) => true,
        _ => false,
    }
}

/// Reads the modifiers of an item, in the order written; `None` where one is unknown or two contradict.
pub(super) fn modifiers<'a>(
    words: impl Iterator<Item = &'a str>,
    position: Position,
    report: &mut Report,
) -> Option<Vec<Modifier>> {
    let mut modifiers = Vec::new();
    let mut known = true;
    for word in words {
        match WORDS.iter().find(|(candidate, _)| *candidate == word) {
            Some((_, modifier)) if modifiers.len() < MODIFIERS_MAX => modifiers.push(*modifier),
            Some(_) => return report.error(position, message("rule-modifier-limit").with("limit", MODIFIERS_MAX)),
            None => {
                let unknown = match nearest(word) {
                    Some(nearest) => message("rule-modifier-unknown").with("modifier", word).with("nearest", nearest),
                    None => message("rule-modifier-unlike").with("modifier", word),
                };
                report.error::<()>(position, unknown);
                known = false;
            }
        }
    }
    (known && consistent(&modifiers, position, report)).then_some(modifiers)
}

fn consistent(modifiers: &[Modifier], position: Position, report: &mut Report) -> bool {
    for (at, first) in modifiers.iter().enumerate() {
        for second in &modifiers[at + 1..] {
            if first == second {
                report.error::<()>(position, message("rule-modifier-twice").with("modifier", word(*first)));
                return false;
            }
            if !together(family(*first), family(*second)) || rival_encodings(*first, *second) {
                let conflict =
                    message("rule-modifier-conflict").with("first", word(*first)).with("second", word(*second));
                report.error::<()>(position, conflict);
                return false;
            }
        }
    }
    let flag = modifiers.iter().find(|modifier| family(**modifier) == Family::Flag);
    if let Some(flag) = flag.filter(|_| !modifiers.contains(&Modifier::Re)) {
        let needs = message("rule-modifier-needs").with("modifier", word(*flag)).with("needed", "re");
        report.error::<()>(position, needs);
        return false;
    }
    true
}

/// Two encodings of which only one can be meant.
fn rival_encodings(a: Modifier, b: Modifier) -> bool {
    let wide = |modifier| matches!(modifier, Modifier::Utf16Le | Modifier::Utf16Be | Modifier::Utf16);
    let narrow = |modifier| matches!(modifier, Modifier::Base64 | Modifier::Base64Offset);
    wide(a) && wide(b) || narrow(a) && narrow(b)
}

/// The word of a modifier.
pub(super) fn word(modifier: Modifier) -> &'static str {
    WORDS.iter().find(|(_, candidate)| *candidate == modifier).map_or("", |(word, _)| word)
}

/// The modifier that `word` may have been meant to be.
fn nearest(word: &str) -> Option<&'static str> {
    atalaya_stdx::near::nearest(word, WORDS.iter().map(|(word, _)| *word), 1).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_modifier_has_a_nearest_word() {
        assert_eq!(nearest("contain"), Some("contains"));
        assert_eq!(nearest("EndsWith"), Some("endswith"));
        assert_eq!(nearest("startwith"), Some("startswith"));
        assert_eq!(nearest("xyzzy"), None);
        assert_eq!(nearest("x"), None);
    }
}
