//! Values that a rule asks for and the sender gives in another form: joined, translated, or a part of a value.

use crate::addresses::{AddressTable, address};
use std::net::IpAddr;

/// The number of a derivation in its [`crate::Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DerivationIx(pub(crate) u16);

impl DerivationIx {
    /// The number, for tables indexed by derivation and names made of it.
    #[must_use]
    pub fn number(self) -> usize {
        usize::from(self.0)
    }
}

/// How a value is made of canonical fields. The steps apply in the order of the members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Derivation {
    /// The canonical fields it is made of. Values that are absent, empty or `-` are left out.
    pub inputs: Vec<String>,
    /// Only the first input that has a value counts.
    pub first: bool,
    /// All values of each input are joined, not only its first: the arguments of a program, given as a list.
    pub all: bool,
    /// The first input is the type of the second, which is the value. For these types (in ASCII lower case) a
    /// decimal number is written in hexadecimal, eight digits at least, between these texts.
    pub typed: Option<Vec<(String, [String; 2])>>,
    /// The text between joined inputs.
    pub with: String,
    /// Takes the value of this key out of `KEY=value,KEY=value`.
    pub part: Option<String>,
    /// Translates whole values; a value without a translation stays. Keys in ASCII lower case.
    pub map: Vec<(String, String)>,
    /// Translates the beginnings of values; the first that fits is taken. Keys in ASCII lower case.
    pub prefixes: Vec<(String, String)>,
    /// Writes hexadecimal numbers (`0x1f4`) as decimal ones.
    pub decimal: bool,
    /// What a table says of the address that the value is. [`Derivation::derive`] makes nothing of such; see
    /// [`Derivation::address`].
    pub table: Option<AddressTable>,
}

impl Derivation {
    /// Appends the value made of `inputs`, in the order of [`Derivation::inputs`], to `out`; with
    /// [`Derivation::all`] an input may come several times or not at all. False, and nothing appended, where
    /// there is none.
    pub fn derive(&self, inputs: &[Option<&str>], out: &mut String) -> bool {
        if self.table.is_some() {
            return false;
        }
        if let Some(types) = &self.typed {
            return typed(types, inputs, out);
        }
        let mut given = inputs.iter().flatten().copied().filter(|value| !value.is_empty() && *value != "-");
        let Some(first) = given.next() else { return false };
        let start = out.len();
        match &self.part {
            Some(key) => match part(first, key) {
                Some(value) => out.push_str(value),
                None => return false,
            },
            None => out.push_str(first),
        }
        for value in given.filter(|_| !self.first) {
            out.push_str(&self.with);
            out.push_str(value);
        }
        self.translate(start, out);
        true
    }

    /// The address that a table is asked about: of the inputs the first that holds one.
    #[must_use]
    pub fn address(&self, inputs: &[Option<&str>]) -> Option<IpAddr> {
        inputs.iter().flatten().find_map(|text| address(text))
    }

    /// Values of the inputs from which `value` would be made, if that can be told: for proving that rules can fire.
    #[must_use]
    pub fn inputs_for(&self, value: &str) -> Vec<String> {
        let translated = self.map.iter().find(|(_, to)| to.eq_ignore_ascii_case(value)).map(|(from, _)| from.clone());
        let begins = |to: &str| value.get(..to.len()).is_some_and(|start| start.eq_ignore_ascii_case(to));
        let prefixed = || {
            let (from, to) = self.prefixes.iter().find(|(_, to)| begins(to))?;
            Some(format!("{from}{}", &value[to.len()..]))
        };
        let mut whole = translated.or_else(prefixed).unwrap_or_else(|| value.to_owned());
        if let Some(key) = &self.part {
            whole = format!("{key}={whole}");
        }
        let mut inputs = vec!["-".to_owned(); self.inputs.len()];
        let split = whole.rsplit_once(self.with.as_str()).filter(|_| !self.with.is_empty() && inputs.len() > 1);
        match (split, inputs.as_mut_slice()) {
            (Some((before, behind)), [first, second, ..]) => (*first, *second) = (before.to_owned(), behind.to_owned()),
            (_, [first, ..]) => *first = whole,
            (_, []) => {}
        }
        inputs
    }

    fn translate(&self, start: usize, out: &mut String) {
        let value = &out[start..];
        if let Some((_, to)) = self.map.iter().find(|(from, _)| from.eq_ignore_ascii_case(value)) {
            out.truncate(start);
            out.push_str(to);
            return;
        }
        if self.decimal
            && let Some(number) = hexadecimal(value)
        {
            out.truncate(start);
            out.push_str(&number.to_string());
            return;
        }
        let begins =
            |from: &str| value.as_bytes().get(..from.len()).is_some_and(|b| b.eq_ignore_ascii_case(from.as_bytes()));
        if let Some((from, to)) = self.prefixes.iter().find(|(from, _)| begins(from)) {
            out.replace_range(start..start + from.len(), to);
        }
    }
}

fn typed(types: &[(String, [String; 2])], inputs: &[Option<&str>], out: &mut String) -> bool {
    let [of, Some(value)] = inputs else { return false };
    let format = types.iter().find(|(name, _)| of.is_some_and(|of| of.eq_ignore_ascii_case(name)));
    match (format, value.parse::<u64>()) {
        (Some((_, [before, after])), Ok(number)) => out.push_str(&format!("{before}{number:08x}{after}")),
        _ => out.push_str(value),
    }
    true
}

fn hexadecimal(value: &str) -> Option<u64> {
    u64::from_str_radix(value.strip_prefix("0x").or(value.strip_prefix("0X"))?, 16).ok()
}

/// The value of `key` in `KEY=value,KEY=value`.
fn part<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.split(',').filter_map(|pair| pair.split_once('=')).find_map(|(name, value)| {
        (name.trim().eq_ignore_ascii_case(key) && !value.trim().is_empty()).then_some(value.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(derivation: &Derivation, inputs: &[Option<&str>], expected: Option<&str>) {
        let mut out = String::from("kept ");
        let derived = derivation.derive(inputs, &mut out);
        assert_eq!(derived.then(|| &out["kept ".len()..]), expected);
        assert!(derived || out == "kept ");
    }

    #[test]
    fn inputs_are_joined_and_missing_ones_left_out() {
        let join = Derivation { with: "\\".into(), ..Derivation::default() };
        check(&join, &[Some("MOF"), Some("ana")], Some("MOF\\ana"));
        check(&join, &[Some("-"), Some("ana")], Some("ana"));
        check(&join, &[None, Some("")], None);
        let all = Derivation { with: " ".into(), all: true, ..Derivation::default() };
        check(&all, &[Some("ls"), Some("-l"), Some("/srv")], Some("ls -l /srv"));
        let first = Derivation { first: true, ..Derivation::default() };
        check(&first, &[None, Some("a"), Some("b")], Some("a"));
    }

    #[test]
    fn values_are_translated_and_others_stay() {
        let map = Derivation { map: vec![("s-1-16-12288".into(), "High".into())], ..Derivation::default() };
        check(&map, &[Some("S-1-16-12288")], Some("High"));
        check(&map, &[Some("S-1-16-1")], Some("S-1-16-1"));
        let prefixes = vec![(r"\registry\machine\".into(), r"HKLM\".into())];
        let registry = Derivation { prefixes, with: "\\".into(), ..Derivation::default() };
        check(&registry, &[Some(r"\REGISTRY\MACHINE\SAM"), Some("x")], Some(r"HKLM\SAM\x"));
        let decimal = Derivation { decimal: true, ..Derivation::default() };
        check(&decimal, &[Some("0x1f4")], Some("500"));
        check(&decimal, &[Some("500")], Some("500"));
    }

    #[test]
    fn numbers_of_some_types_are_written_in_hexadecimal() {
        let types = vec![("%%1876".into(), ["DWORD (0x".into(), ")".into()])];
        let typed = Derivation { typed: Some(types), ..Derivation::default() };
        check(&typed, &[Some("%%1876"), Some("4")], Some("DWORD (0x00000004)"));
        check(&typed, &[Some("%%1873"), Some("4")], Some("4"));
        check(&typed, &[None, Some("text")], Some("text"));
        check(&typed, &[Some("%%1876"), None], None);
    }

    #[test]
    fn a_part_is_taken_out_of_pairs() {
        let part = Derivation { part: Some("imphash".into()), ..Derivation::default() };
        check(&part, &[Some("MD5=00,IMPHASH=11")], Some("11"));
        check(&part, &[Some("MD5=00")], None);
    }
}
