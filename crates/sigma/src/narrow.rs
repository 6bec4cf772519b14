//! What every event that a rule matches must satisfy, said so simply that a database can look for it.
//!
//! A narrowing is wider than its rule, never stricter: whoever asks a store for the events that it admits and judges
//! those by the rule finds what judging all would have found. What cannot be said simply is left out: it admits
//! everything there.

use crate::ast::Comparison;
use crate::expr::{Cidr, Expr, Number, Op, RegexText, Test};
use crate::fold::fold;
use crate::pattern::{Pattern, Piece, Shape};
use atalaya_model::ValueRef;
use std::collections::{BTreeMap, BTreeSet};

/// Tests and values that one narrowing has; what would need more admits everything.
pub const NARROW_NODES_MAX: usize = 512;
/// Bytes of the texts in one narrowing; what would need more admits everything.
pub const NARROW_BYTES_MAX: usize = 64 << 10;

/// A condition over the fields of an event, by canonical names.
#[derive(Debug, Clone, PartialEq)]
pub enum Narrow {
    /// Every event.
    True,
    /// No event.
    False,
    /// Events that satisfy one of these; at least two.
    Any(Vec<Narrow>),
    /// Events that satisfy all of these; at least two.
    All(Vec<Narrow>),
    /// Events of which a value of this field is such.
    Test {
        /// The field.
        field: String,
        /// What is asked of its values; one of several suffices.
        op: NarrowOp,
    },
    /// Events in which this text occurs in any value.
    Anywhere(String),
}

/// What is asked of the values of a field. Texts have their case folded, and case does not matter: every character is
/// the same as its lower case, long s as s, final sigma as sigma, the Kelvin sign as k. Whoever takes more characters
/// for the same is wider still, and that is right.
#[derive(Debug, Clone, PartialEq)]
pub enum NarrowOp {
    /// The value is one of these texts; sorted.
    In(Vec<String>),
    /// The text occurs in the value.
    Contains(String),
    /// The value begins with the text.
    StartsWith(String),
    /// The value ends with the text.
    EndsWith(String),
    /// The value is a number, written in any way, that compares so with this one.
    Compare(Comparison, Number),
    /// The value is an address in the network. An IPv4 address is the same as the IPv6 address that stands for it.
    Cidr(Cidr),
    /// There is a value, be it empty or null.
    Exists,
    /// There is no value, or null is among them.
    Null,
}

/// What every event must satisfy for which `expr` holds. `name` gives the canonical name of a field of the rule; `None`:
/// its value is made of others, and nothing is said of it.
#[must_use]
pub fn narrow(expr: &Expr, name: &dyn Fn(&str) -> Option<String>) -> Narrow {
    of(expr, name).bounded(NARROW_NODES_MAX, NARROW_BYTES_MAX)
}

impl Narrow {
    /// What satisfies all of `parts`.
    #[must_use]
    pub fn all(parts: impl IntoIterator<Item = Narrow>) -> Narrow {
        let mut all: Vec<Narrow> = Vec::new();
        for part in parts {
            match part {
                Narrow::True => {}
                Narrow::False => return Narrow::False,
                Narrow::All(inner) => inner.into_iter().for_each(|part| add(&mut all, part)),
                part => add(&mut all, part),
            }
        }
        match all.len() {
            0 => Narrow::True,
            1 => all.remove(0),
            _ => Narrow::All(all),
        }
    }

    /// What satisfies one of `parts`.
    #[must_use]
    pub fn any(parts: impl IntoIterator<Item = Narrow>) -> Narrow {
        let (mut any, mut texts): (Vec<Narrow>, BTreeMap<String, BTreeSet<String>>) = Default::default();
        let mut open: Vec<Narrow> = parts.into_iter().collect();
        open.reverse();
        while let Some(part) = open.pop() {
            match part {
                Narrow::True => return Narrow::True,
                Narrow::False => {}
                Narrow::Any(inner) => open.extend(inner.into_iter().rev()),
                Narrow::Test { field, op: NarrowOp::In(more) } => texts.entry(field).or_default().extend(more),
                part => add(&mut any, part),
            }
        }
        let is = |(field, texts): (String, BTreeSet<String>)| Narrow::Test {
            field,
            op: NarrowOp::In(texts.into_iter().collect()),
        };
        let mut any: Vec<Narrow> = texts.into_iter().map(is).chain(any).collect();
        match any.len() {
            0 => Narrow::False,
            1 => any.remove(0),
            _ => Narrow::Any(any),
        }
    }

    /// The value of the field is this text.
    #[must_use]
    pub fn is(field: &str, text: &str) -> Narrow {
        Narrow::test(field, NarrowOp::In(vec![fold(text)]))
    }

    /// The value of the field begins with this text.
    #[must_use]
    pub fn begins(field: &str, text: &str) -> Narrow {
        Narrow::test(field, NarrowOp::StartsWith(fold(text)))
    }

    /// The value of the field is such.
    #[must_use]
    pub fn test(field: &str, op: NarrowOp) -> Narrow {
        Narrow::Test { field: field.to_owned(), op }
    }

    /// A wider one within these bounds of tests and bytes: of conditions that must all hold some are left out, and
    /// anything else that is too much admits everything.
    #[must_use]
    pub fn bounded(self, nodes_max: usize, bytes_max: usize) -> Narrow {
        let (nodes, bytes) = self.size();
        if nodes <= nodes_max && bytes <= bytes_max {
            return self;
        }
        let Narrow::All(mut parts) = self else { return Narrow::True };
        parts.sort_by_key(|part| part.size().0);
        let (mut nodes, mut bytes) = (1, 0);
        Narrow::all(parts.into_iter().filter(|part| {
            let size = part.size();
            let fits = nodes + size.0 <= nodes_max && bytes + size.1 <= bytes_max;
            if fits {
                (nodes, bytes) = (nodes + size.0, bytes + size.1);
            }
            fits
        }))
    }

    /// How many tests and values it has, and how many bytes their texts.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        match self {
            Narrow::True | Narrow::False => (1, 0),
            Narrow::Any(parts) | Narrow::All(parts) => parts.iter().map(Narrow::size).fold((1, 0), sum),
            Narrow::Anywhere(text) => (1, text.len()),
            Narrow::Test { field, op } => {
                let (nodes, bytes) = match op {
                    NarrowOp::In(texts) => (texts.len(), texts.iter().map(String::len).sum()),
                    NarrowOp::Contains(text) | NarrowOp::StartsWith(text) | NarrowOp::EndsWith(text) => (1, text.len()),
                    NarrowOp::Compare(..) | NarrowOp::Cidr(_) | NarrowOp::Exists | NarrowOp::Null => (1, 0),
                };
                (nodes, bytes + field.len())
            }
        }
    }

    /// The fields that it asks for.
    #[must_use]
    pub fn fields(&self) -> BTreeSet<&str> {
        let mut fields = BTreeSet::new();
        self.note_fields(&mut fields);
        fields
    }

    fn note_fields<'n>(&'n self, fields: &mut BTreeSet<&'n str>) {
        match self {
            Narrow::True | Narrow::False | Narrow::Anywhere(_) => {}
            Narrow::Any(parts) | Narrow::All(parts) => parts.iter().for_each(|part| part.note_fields(fields)),
            Narrow::Test { field, .. } => drop(fields.insert(field)),
        }
    }

    /// Whether it admits an event of these fields, several values of one field each by itself.
    #[must_use]
    pub fn admits(&self, fields: &[(&str, ValueRef<'_>)]) -> bool {
        match self {
            Narrow::True => true,
            Narrow::False => false,
            Narrow::Any(parts) => parts.iter().any(|part| part.admits(fields)),
            Narrow::All(parts) => parts.iter().all(|part| part.admits(fields)),
            Narrow::Anywhere(text) => {
                fields.iter().filter_map(|(_, value)| value.text()).any(|value| fold(value).contains(text))
            }
            Narrow::Test { field, op } => {
                let mut values = fields.iter().filter(|(name, _)| name == field).map(|(_, value)| *value).peekable();
                match op {
                    NarrowOp::Exists => values.peek().is_some(),
                    NarrowOp::Null => values.peek().is_none() || values.any(|value| value == ValueRef::Null),
                    op => values.filter_map(ValueRef::text).any(|text| op.admits(text)),
                }
            }
        }
    }
}

impl NarrowOp {
    fn admits(&self, text: &str) -> bool {
        match self {
            NarrowOp::In(texts) => texts.contains(&fold(text)),
            NarrowOp::Contains(part) => fold(text).contains(part),
            NarrowOp::StartsWith(start) => fold(text).starts_with(start),
            NarrowOp::EndsWith(end) => fold(text).ends_with(end),
            NarrowOp::Compare(comparison, number) => {
                Number::parse(text).is_some_and(|value| value.compares(*comparison, *number))
            }
            NarrowOp::Cidr(cidr) => cidr.contains(text),
            NarrowOp::Exists | NarrowOp::Null => true,
        }
    }
}

fn sum(left: (usize, usize), right: (usize, usize)) -> (usize, usize) {
    (left.0 + right.0, left.1 + right.1)
}

fn add(parts: &mut Vec<Narrow>, part: Narrow) {
    if !parts.contains(&part) {
        parts.push(part);
    }
}

type Namer<'n> = &'n dyn Fn(&str) -> Option<String>;

fn of(expr: &Expr, name: Namer<'_>) -> Narrow {
    match expr {
        Expr::And(parts) => Narrow::all(parts.iter().map(|part| of(part, name))),
        Expr::Or(parts) => Narrow::any(parts.iter().map(|part| of(part, name))),
        Expr::AtLeast(0, _) => Narrow::True,
        Expr::AtLeast(count, parts) if *count as usize > parts.len() => Narrow::False,
        Expr::AtLeast(count, parts) if *count as usize == parts.len() => {
            Narrow::all(parts.iter().map(|part| of(part, name)))
        }
        Expr::AtLeast(_, parts) => Narrow::any(parts.iter().map(|part| of(part, name))),
        Expr::Not(inner) => of_not(inner, name),
        Expr::Test(test) => of_test(test, name),
    }
}

/// What holds where `expr` does not. That no value of a field is such says nothing simple of it.
fn of_not(expr: &Expr, name: Namer<'_>) -> Narrow {
    match expr {
        Expr::And(parts) => Narrow::any(parts.iter().map(|part| of_not(part, name))),
        Expr::Or(parts) => Narrow::all(parts.iter().map(|part| of_not(part, name))),
        Expr::Not(inner) => of(inner, name),
        Expr::AtLeast(0, _) => Narrow::False,
        Expr::AtLeast(..) => Narrow::True,
        Expr::Test(Test { field: Some(field), op }) => match (name(field), op) {
            (Some(field), Op::Null) => Narrow::test(&field, NarrowOp::Exists),
            (Some(field), Op::Exists) => Narrow::test(&field, NarrowOp::Null),
            _ => Narrow::True,
        },
        Expr::Test(_) => Narrow::True,
    }
}

fn of_test(test: &Test, name: Namer<'_>) -> Narrow {
    let Some(field) = &test.field else { return of_keyword(&test.op) };
    let Some(field) = name(field) else { return Narrow::True };
    let is = |op| Narrow::test(&field, op);
    match &test.op {
        Op::Text(pattern) => of_pattern(&field, pattern),
        Op::Number(number) => is(NarrowOp::Compare(Comparison::Eq, *number)),
        Op::Bool(value) => Narrow::is(&field, if *value { "true" } else { "false" }),
        Op::Null => is(NarrowOp::Null),
        Op::Exists | Op::TimePart(..) => is(NarrowOp::Exists),
        Op::Regex(regex) => match literals(regex) {
            Some(literals) => Narrow::any(literals.into_iter().map(|literal| is(NarrowOp::Contains(literal)))),
            None => is(NarrowOp::Exists),
        },
        Op::Cidr(cidr) => is(NarrowOp::Cidr(*cidr)),
        Op::Compare(comparison, number) => is(NarrowOp::Compare(*comparison, *number)),
        Op::Field { other, .. } => {
            let other = name(other).map_or(Narrow::True, |other| Narrow::test(&other, NarrowOp::Exists));
            Narrow::all([is(NarrowOp::Exists), other])
        }
    }
}

fn of_keyword(op: &Op) -> Narrow {
    match op {
        Op::Text(pattern) => pattern.longest_literal().map_or(Narrow::True, Narrow::Anywhere),
        Op::Regex(regex) => match literals(regex) {
            Some(literals) => Narrow::any(literals.into_iter().map(Narrow::Anywhere)),
            None => Narrow::True,
        },
        _ => Narrow::True,
    }
}

/// Texts of which each value that matches holds one.
fn literals(regex: &RegexText) -> Option<Vec<String>> {
    crate::regex_text::required(regex)
}

fn of_pattern(field: &str, pattern: &Pattern) -> Narrow {
    let is = |op| Narrow::test(field, op);
    let pieces = match &pattern.shape {
        Shape::Exact(text) => return Narrow::is(field, text),
        Shape::Prefix(text) => return is(NarrowOp::StartsWith(fold(text))),
        Shape::Suffix(text) => return is(NarrowOp::EndsWith(fold(text))),
        Shape::Contains(text) => return is(NarrowOp::Contains(fold(text))),
        Shape::Glob(pieces) => pieces,
    };
    let text = |(at, piece): (usize, &Piece)| match piece {
        Piece::Literal(text) if at == 0 => Some(is(NarrowOp::StartsWith(fold(text)))),
        Piece::Literal(text) if at + 1 == pieces.len() => Some(is(NarrowOp::EndsWith(fold(text)))),
        Piece::Literal(text) => Some(is(NarrowOp::Contains(fold(text)))),
        Piece::Run | Piece::One | Piece::Dash => None,
    };
    match Narrow::all(pieces.iter().enumerate().filter_map(text)) {
        Narrow::True => is(NarrowOp::Exists),
        narrow => narrow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Placeholders, RuleSet};

    fn check(detection: &str, expected: &str) {
        let rule = format!("title: T\nlogsource:\n  product: x\ndetection:\n{detection}\n");
        let rules = RuleSet::load([("x.yml", rule.as_str())], &Placeholders::new());
        assert_eq!(rules.refused, 0, "{:?}", rules.diagnostics);
        let name = |field: &str| match field {
            "Alias" => Some("Image".to_owned()),
            "Made" => None,
            other => Some(other.to_owned()),
        };
        assert_eq!(shown(&narrow(&rules.rules[0].expr, &name)), expected, "{detection}");
    }

    fn shown(narrow: &Narrow) -> String {
        let list = |parts: &[Narrow], with: &str| parts.iter().map(shown).collect::<Vec<_>>().join(with);
        match narrow {
            Narrow::True => "true".to_owned(),
            Narrow::False => "false".to_owned(),
            Narrow::Any(parts) => format!("({})", list(parts, " or ")),
            Narrow::All(parts) => format!("({})", list(parts, " and ")),
            Narrow::Anywhere(text) => format!("anywhere {text}"),
            Narrow::Test { field, op } => match op {
                NarrowOp::In(texts) => format!("{field} = {}", texts.join("|")),
                NarrowOp::Contains(text) => format!("{field} = *{text}*"),
                NarrowOp::StartsWith(text) => format!("{field} = {text}*"),
                NarrowOp::EndsWith(text) => format!("{field} = *{text}"),
                NarrowOp::Compare(comparison, number) => format!("{field} {comparison:?} {}", number.float()),
                NarrowOp::Cidr(cidr) => format!("{field} in {cidr}"),
                NarrowOp::Exists => format!("{field} exists"),
                NarrowOp::Null => format!("{field} null"),
            },
        }
    }

    #[test]
    fn rules_are_narrowed_by_canonical_names() {
        check(
            "  a:\n    Alias|endswith: ['\\CMD.exe', '\\x.exe']\n  condition: a",
            "(Image = *\\cmd.exe or Image = *\\x.exe)",
        );
        check("  a:\n    f: [One, two, ONE]\n  condition: a", "f = one|two");
        check("  a:\n    f: x\n    Made: y\n  condition: a", "f = x");
        check("  a:\n    f|contains|all: [ab, cd]\n  condition: a", "(f = *ab* and f = *cd*)");
        check("  a:\n    f: 'a*b?c*d'\n  condition: a", "(f = a* and f = *b* and f = *c* and f = *d)");
        check("  a:\n    f: '*'\n  condition: a", "f exists");
        check("  a:\n    f: 4688\n  condition: a", "f Eq 4688");
        check("  a:\n    f|gte: 5\n  condition: a", "f Gte 5");
        check(
            "  a:\n    f|cidr: [10.0.0.0/8, '2001:db8::/32']\n  condition: a",
            "(f in 10.0.0.0/8 or f in 2001:db8::/32)",
        );
        check("  a:\n    f|re: '(?i)whoami.*\\d'\n  condition: a", "f = *whoami*");
        check("  a:\n    f|re: '\\d+'\n  condition: a", "f exists");
        check("  a:\n    f: null\n  condition: a", "f null");
        check("  a:\n    f|exists: false\n  condition: a", "f null");
        check("  a:\n    - Alpha\n    - Beta\n  condition: a", "(anywhere alpha or anywhere beta)");
    }

    #[test]
    fn what_must_not_be_says_little() {
        check("  a:\n    f: x\n  b:\n    g: y\n  condition: a and not b", "f = x");
        check("  a:\n    f: x\n  condition: not a", "true");
        check("  a:\n    f: x\n  b:\n    g: null\n  condition: a and not b", "(f = x and g exists)");
        check("  a:\n    f: x\n  b:\n    Made: y\n  condition: a or b", "true");
        check("  a:\n    f: x\n  b:\n    g: y\n  c:\n    h: z\n  condition: 2 of them", "(f = x or g = y or h = z)");
    }

    #[test]
    fn what_is_too_much_admits_everything() {
        let many: Vec<String> = (0..NARROW_NODES_MAX + 1).map(|number| format!("v{number}")).collect();
        let many = many.join(", ");
        check(&format!("  a:\n    f: [{many}]\n  condition: a"), "true");
        check(&format!("  a:\n    f: [{many}]\n    g: x\n    h: y\n  condition: a"), "(g = x and h = y)");
    }
}
