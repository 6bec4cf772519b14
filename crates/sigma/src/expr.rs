//! What a rule asks of an event, modifiers resolved: a tree of tests of single fields.

use crate::ast::Comparison;
use crate::pattern::Pattern;
use std::net::IpAddr;

/// A condition over the fields of one event.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All hold; true where there are none.
    And(Vec<Expr>),
    /// Any holds; false where there are none.
    Or(Vec<Expr>),
    /// At least so many hold.
    AtLeast(u32, Vec<Expr>),
    /// Does not hold.
    Not(Box<Expr>),
    /// A test of one field holds.
    Test(Test),
}

impl Expr {
    /// Always true.
    pub const TRUE: Expr = Expr::And(Vec::new());
    /// Never true.
    pub const FALSE: Expr = Expr::Or(Vec::new());

    /// Calls `each` for every test in the tree.
    pub fn tests<'e>(&'e self, each: &mut dyn FnMut(&'e Test)) {
        match self {
            Expr::And(children) | Expr::Or(children) | Expr::AtLeast(_, children) => {
                children.iter().for_each(|child| child.tests(each))
            }
            Expr::Not(child) => child.tests(each),
            Expr::Test(test) => each(test),
        }
    }
}

/// A test of one field, or of every value of the event where `field` is `None` (keywords).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Test {
    /// The field as the rule names it.
    pub field: Option<String>,
    /// What is asked of its values; any of them may satisfy it.
    pub op: Op,
}

/// What is asked of a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    /// The pattern covers the text.
    Text(Pattern),
    /// The value is this number.
    Number(Number),
    /// The value is this truth value, or its word.
    Bool(bool),
    /// The field is absent or null.
    Null,
    /// The field is there, whatever it holds.
    Exists,
    /// The expression occurs in the text.
    Regex(RegexText),
    /// The address is in the network.
    Cidr(Cidr),
    /// The number compares so.
    Compare(Comparison, Number),
    /// The value compares so with a value of another field.
    Field {
        /// The other field, as the rule names it.
        other: String,
        /// How they compare.
        how: FieldMatch,
        /// Whether case matters.
        cased: bool,
    },
    /// This part of the time in the value compares so.
    TimePart(TimePart, Comparison, Number),
}

/// How two fields compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldMatch {
    /// The values are the same.
    Equal,
    /// The first begins with the second.
    StartsWith,
    /// The first ends with the second.
    EndsWith,
    /// The second occurs in the first.
    Contains,
    /// The first is a number less than (and so on) the second.
    Compare(Comparison),
}

/// A part of a time, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimePart {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// Day of the month, 1 to 31.
    Day,
    /// ISO 8601 week, 1 to 53.
    Week,
    /// 1 to 12.
    Month,
    /// The year.
    Year,
}

/// A regular expression in the syntax of the `regex` crate, and its flags.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegexText {
    /// The expression.
    pub pattern: String,
    /// Case does not matter.
    pub ignore_case: bool,
    /// `^` and `$` match at lines.
    pub multi_line: bool,
    /// `.` matches line breaks.
    pub dot_all: bool,
}

/// A number: an integer where it is one, so that large identifiers keep all digits.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// Any other finite number.
    Float(f64),
}

impl Number {
    /// The number that a float is.
    #[must_use]
    pub fn from_float(float: f64) -> Number {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if float.fract() == 0.0 && float.abs() <= EXACT { Number::Integer(float as i64) } else { Number::Float(float) }
    }

    /// The number that a text says, if it says one: decimal, with sign, fraction and exponent.
    #[must_use]
    #[inline]
    pub fn parse(text: &str) -> Option<Number> {
        let first = *text.as_bytes().first()?;
        if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
            return None;
        }
        if let Ok(integer) = text.parse() {
            return Some(Number::Integer(integer));
        }
        let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'));
        let float: f64 = plain.then(|| text.parse().ok()).flatten()?;
        float.is_finite().then(|| Number::from_float(float))
    }

    /// The nearest float.
    #[must_use]
    pub fn float(self) -> f64 {
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
        }
    }

    fn key(self) -> (bool, u64) {
        match self {
            Number::Integer(integer) => (true, integer as u64),
            Number::Float(float) => (false, float.to_bits()),
        }
    }

    /// Whether `self` compares so with `other`.
    #[must_use]
    pub fn compares(self, comparison: Comparison, other: Number) -> bool {
        let order = match (self, other) {
            (Number::Integer(left), Number::Integer(right)) => left.cmp(&right),
            _ => self.float().total_cmp(&other.float()),
        };
        match comparison {
            Comparison::Lt => order.is_lt(),
            Comparison::Lte => order.is_le(),
            Comparison::Gt => order.is_gt(),
            Comparison::Gte => order.is_ge(),
            Comparison::Eq => order.is_eq(),
            Comparison::Neq => order.is_ne(),
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Number {}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

/// A network: addresses that share the first bits. IPv4 is kept as IPv6-mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr {
    network: u128,
    bits: u8,
}

impl Cidr {
    /// Reads `10.0.0.0/8`, `2001:db8::/32` or a single address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Cidr> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let (offset, max) = if address.is_ipv4() { (96, 32) } else { (0, 128) };
        let bits = bits.unwrap_or(max);
        let bits = (bits <= max).then_some(bits + offset)?;
        Some(Cidr { network: mapped(address) & mask(bits), bits })
    }

    /// An address within the network.
    #[must_use]
    pub fn example(&self) -> String {
        let address = std::net::Ipv6Addr::from_bits(self.network | u128::from(self.bits < 127));
        address.to_ipv4_mapped().map_or_else(|| address.to_string(), |address| address.to_string())
    }

    /// Whether `text` is an address within the network.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        text.parse().is_ok_and(|address| mapped(address) & mask(self.bits) == self.network)
    }
}

impl std::fmt::Display for Cidr {
    /// As it is written: `10.0.0.0/8`, `2001:db8::/32`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let network = std::net::Ipv6Addr::from_bits(self.network);
        match network.to_ipv4_mapped().filter(|_| self.bits >= 96) {
            Some(network) => write!(f, "{network}/{}", self.bits - 96),
            None => write!(f, "{network}/{}", self.bits),
        }
    }
}

fn mask(bits: u8) -> u128 {
    if bits == 0 { 0 } else { u128::MAX << (128 - bits) }
}

fn mapped(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}
