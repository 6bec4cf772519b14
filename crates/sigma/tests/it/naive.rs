//! The reference evaluator: Sigma straight from the specification, slow and obvious.
//!
//! It reads rules as written (`ast`) and shares nothing with the engine. Every decision it makes where
//! the specification leaves room stands in `docs/sigma.md`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::rc::Rc;

use atalaya_sigma::ast::{Condition, Detection, Document, Filter, Item, Literal, Modifier, Quantity, Rule, Search};
use base64::Engine as _;

/// What stands for `%name%`.
pub(crate) type Placeholders = BTreeMap<String, Vec<String>>;

/// What a field of an event holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Empty,
}

/// The fields of an event in order; a name that comes several times has several values.
pub(crate) type Event = Vec<(String, Value)>;

/// Whether the rule fires for the event.
pub(crate) fn matches(rule: &Rule, event: &Event, placeholders: &Placeholders) -> bool {
    detected(&rule.detection, event, placeholders)
}

/// Whether the first rule of the documents fires for the event, the filters among them applied.
pub(crate) fn matches_documents(documents: &[Document], event: &Event, placeholders: &Placeholders) -> bool {
    let rule =
        documents.iter().find_map(|document| if let Document::Rule(rule) = document { Some(rule) } else { None });
    let rule = rule.expect("a vector has a rule");
    let let_pass = |document: &Document| match document {
        Document::Filter(filter) if concerns(filter, rule) => detected(&filter.detection, event, placeholders),
        _ => true,
    };
    matches(rule, event, placeholders) && documents.iter().all(let_pass)
}

/// Whether a filter is to be added to a rule.
pub(crate) fn concerns(filter: &Filter, rule: &Rule) -> bool {
    let is_rule = |name: &String| {
        rule.about.id.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(name)) || rule.about.name.as_ref() == Some(name)
    };
    let same = |filter: &Option<String>, rule: &Option<String>| filter.is_none() || filter == rule;
    filter.rules.as_ref().is_none_or(|rules| rules.iter().any(is_rule))
        && same(&filter.logsource.product, &rule.logsource.product)
        && same(&filter.logsource.category, &rule.logsource.category)
        && same(&filter.logsource.service, &rule.logsource.service)
}

fn detected(detection: &Detection, event: &Event, placeholders: &Placeholders) -> bool {
    let holds = |name: &str, assumed: bool| {
        let (_, search) =
            detection.searches.iter().find(|(candidate, _)| candidate == name).expect("the parser resolved it");
        search_holds(search, event, placeholders, assumed)
    };
    let names: Vec<&str> = detection.searches.iter().map(|(name, _)| name.as_str()).collect();
    detection.conditions.iter().any(|condition| condition_holds(condition, &names, &holds, false))
}

/// Whether a condition over the searches `names` holds, where `holds` says it of each, given whether what is unknown
/// is taken to match: below a `not` the contrary is taken, so that what is unknown makes no condition hold.
pub(crate) fn condition_holds(
    condition: &Condition,
    names: &[&str],
    holds: &dyn Fn(&str, bool) -> bool,
    assumed: bool,
) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().all(|part| condition_holds(part, names, holds, assumed)),
        Condition::Or(parts) => parts.iter().any(|part| condition_holds(part, names, holds, assumed)),
        Condition::Not(part) => !condition_holds(part, names, holds, !assumed),
        Condition::Search(name) => holds(name, assumed),
        Condition::Of { quantity, pattern } => {
            let meant: Vec<_> = names.iter().filter(|name| is_meant(name, pattern.as_deref())).collect();
            let holding = meant.iter().filter(|name| holds(name, assumed)).count();
            match quantity {
                Quantity::All => holding == meant.len(),
                Quantity::Any => holding > 0,
                Quantity::AtLeast(number) => holding >= *number as usize,
            }
        }
    }
}

fn is_meant(name: &str, pattern: Option<&str>) -> bool {
    let Some(pattern) = pattern else { return !name.starts_with('_') };
    let parts: Vec<Part> = pattern.chars().map(|c| if c == '*' { Part::Run } else { Part::One(vec![c]) }).collect();
    covers(&parts, &name.chars().collect::<Vec<_>>())
}

fn search_holds(search: &Search, event: &Event, placeholders: &Placeholders, assumed: bool) -> bool {
    match search {
        Search::Map(items) => items.iter().all(|item| item_holds(item, event, placeholders, assumed)),
        Search::List(list) => list.iter().any(|search| search_holds(search, event, placeholders, assumed)),
        Search::Keyword(item) => item_holds(item, event, placeholders, assumed),
    }
}

/// Whether an item holds for the event.
pub(crate) fn item_holds(item: &Item, event: &Event, placeholders: &Placeholders, assumed: bool) -> bool {
    let has = |modifier| item.modifiers.contains(&modifier);
    let unknown = assumed != has(Modifier::Neq);
    let one = |literal: &Literal| literal_holds(item, literal, event, placeholders, unknown);
    let joined = if has(Modifier::All) { item.values.iter().all(one) } else { item.values.iter().any(one) };
    joined != has(Modifier::Neq)
}

fn literal_holds(item: &Item, literal: &Literal, event: &Event, placeholders: &Placeholders, unknown: bool) -> bool {
    let has = |modifier| item.modifiers.contains(&modifier);
    let values: Vec<&Value> = event
        .iter()
        .filter(|(name, _)| item.field.as_ref().is_none_or(|field| field == name))
        .map(|(_, value)| value)
        .collect();
    if has(Modifier::Exists) {
        return values.is_empty() != (*literal == Literal::Bool(true));
    }
    if *literal == Literal::Null {
        return values.is_empty() || values.contains(&&Value::Null);
    }
    let texts: Vec<String> = values.iter().filter_map(|value| text_of(value)).collect();
    if has(Modifier::FieldRef) {
        let Literal::Text(other) = literal else { unreachable!("the parser takes text only") };
        let others: Vec<String> =
            event.iter().filter(|(name, _)| name == other).filter_map(|(_, v)| text_of(v)).collect();
        return texts.iter().any(|text| others.iter().any(|other| fields_compare(item, text, other)));
    }
    let variants = expanded(item, literal, placeholders);
    if variants.is_empty() {
        return unknown;
    }
    texts.iter().any(|text| variants.iter().any(|literal| value_holds(item, literal, text)))
}

/// The text of a value. Null and containers without elements have none.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Empty => None,
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text.clone()),
    }
}

fn fields_compare(item: &Item, text: &str, other: &str) -> bool {
    if let Some(order) = order(item) {
        return compare(text, other).is_some_and(order);
    }
    let [text, other] = [text, other].map(|text| folded(text, item.modifiers.contains(&Modifier::Cased)));
    match shape(item) {
        Some(Modifier::StartsWith) => text.starts_with(&other),
        Some(Modifier::EndsWith) => text.ends_with(&other),
        Some(Modifier::Contains) => other.is_empty() || text.windows(other.len()).any(|window| window == other),
        _ => text == other,
    }
}

/// `contains`, `startswith` or `endswith`; keywords are `contains` where nothing else is said.
fn shape(item: &Item) -> Option<Modifier> {
    let shapes = [Modifier::Contains, Modifier::StartsWith, Modifier::EndsWith];
    let written = shapes.into_iter().find(|shape| item.modifiers.contains(shape));
    written.or(item.field.is_none().then_some(Modifier::Contains))
}

fn order(item: &Item) -> Option<fn(std::cmp::Ordering) -> bool> {
    item.modifiers.iter().find_map(|modifier| match modifier {
        Modifier::Lt => Some(std::cmp::Ordering::is_lt as fn(_) -> _),
        Modifier::Lte => Some(std::cmp::Ordering::is_le as fn(_) -> _),
        Modifier::Gt => Some(std::cmp::Ordering::is_gt as fn(_) -> _),
        Modifier::Gte => Some(std::cmp::Ordering::is_ge as fn(_) -> _),
        _ => None,
    })
}

fn value_holds(item: &Item, literal: &Literal, text: &str) -> bool {
    let has = |modifier| item.modifiers.contains(&modifier);
    let part = item.modifiers.iter().find_map(|modifier| time_part(*modifier, text));
    let timed = item.modifiers.iter().any(|modifier| TIME_PARTS.contains(modifier));
    if timed || order(item).is_some() {
        let text = if timed { part } else { Some(text.to_owned()) };
        let ordering = text.and_then(|text| compare(&text, &written(literal)));
        return ordering.is_some_and(order(item).unwrap_or(std::cmp::Ordering::is_eq));
    }
    match literal {
        Literal::Integer(_) | Literal::Float(_) => {
            compare(text, &written(literal)).is_some_and(std::cmp::Ordering::is_eq)
        }
        Literal::Bool(value) => text.eq_ignore_ascii_case(&value.to_string()),
        Literal::Null => unreachable!("told apart before"),
        Literal::Text(value) if has(Modifier::Cidr) => in_network(text, value),
        Literal::Text(value) if has(Modifier::Re) => {
            let [i, m, s] = [Modifier::I, Modifier::M, Modifier::S].map(has);
            let mut regex = regex::RegexBuilder::new(value);
            regex.case_insensitive(i).multi_line(m).dot_matches_new_line(s).build().unwrap().is_match(text)
        }
        Literal::Text(value) => text_holds(item, value, text),
    }
}

fn text_holds(item: &Item, value: &str, text: &str) -> bool {
    let cased = item.modifiers.contains(&Modifier::Cased);
    let text = &folded_once(text, cased);
    let holds = |mut parts: Vec<Part>| {
        for part in &mut parts {
            if let Part::One(choices) = part {
                choices.iter_mut().for_each(|c| *c = if cased { *c } else { fold(*c) });
            }
        }
        if matches!(shape(item), Some(Modifier::Contains | Modifier::EndsWith)) {
            parts.insert(0, Part::Run);
        }
        if matches!(shape(item), Some(Modifier::Contains | Modifier::StartsWith)) {
            parts.push(Part::Run);
        }
        covers(&parts, text)
    };
    let parts = unescaped(value);
    if item.modifiers.iter().any(|modifier| ENCODINGS.contains(modifier)) {
        return encoded(item, &parts).iter().any(|text| holds(text.chars().map(|c| Part::One(vec![c])).collect()));
    }
    holds(if item.modifiers.contains(&Modifier::WinDash) { any_dash(&parts) } else { parts })
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// One of these characters.
    One(Vec<char>),
    /// Any one character.
    Any,
    /// Any run of characters.
    Run,
}

/// A value with its wildcards told from its characters.
fn unescaped(value: &str) -> Vec<Part> {
    let chars: Vec<char> = value.chars().collect();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let escaped = chars[at] == '\\' && chars.get(at + 1).is_some_and(|next| ['*', '?', '\\'].contains(next));
        at += usize::from(escaped);
        parts.push(match chars[at] {
            '*' if !escaped => Part::Run,
            '?' if !escaped => Part::Any,
            char => Part::One(vec![char]),
        });
        at += 1;
    }
    parts
}

/// Whether the parts cover the text from end to end: each run takes as little as it can, and one character more
/// each time that what follows it does not fit.
fn covers(parts: &[Part], text: &[char]) -> bool {
    let fits = |part: &Part, at: usize| match (part, text.get(at)) {
        (_, None) | (Part::Run, _) => false,
        (Part::Any, Some(_)) => true,
        (Part::One(choices), Some(char)) => choices.contains(char),
    };
    let (mut part, mut at) = (0, 0);
    // The part behind the last run, and where that run ends for now. Runs before it never need to take more.
    let mut run: Option<(usize, usize)> = None;
    loop {
        match (parts.get(part), run) {
            (Some(Part::Run), _) => {
                part += 1;
                run = Some((part, at));
            }
            (Some(one), _) if fits(one, at) => (part, at) = (part + 1, at + 1),
            (None, _) if at == text.len() => return true,
            (_, Some((behind, end))) if end < text.len() => {
                run = Some((behind, end + 1));
                (part, at) = (behind, end + 1);
            }
            _ => return false,
        }
    }
}

const DASHES: [char; 5] = ['-', '/', '\u{2013}', '\u{2014}', '\u{2015}'];

/// Each dash that begins an option: a word follows it and none precedes it.
fn any_dash(parts: &[Part]) -> Vec<Part> {
    let char_at = |at: Option<usize>| match at.and_then(|at| parts.get(at)) {
        Some(Part::One(chars)) => Some(chars[0]),
        _ => None,
    };
    let is_word = |char: Option<char>| char.is_some_and(|char| char.is_alphanumeric() || char == '_');
    let begins = |at: usize| {
        char_at(Some(at)).is_some_and(|char| DASHES.contains(&char))
            && !is_word(char_at(at.checked_sub(1)))
            && is_word(char_at(Some(at + 1)))
    };
    let dashed = |(at, part): (usize, &Part)| if begins(at) { Part::One(DASHES.to_vec()) } else { part.clone() };
    parts.iter().enumerate().map(dashed).collect()
}

const ENCODINGS: [Modifier; 5] =
    [Modifier::Utf16Le, Modifier::Utf16Be, Modifier::Utf16, Modifier::Base64, Modifier::Base64Offset];

/// The texts that a literal becomes, its encodings applied in the order written.
fn encoded(item: &Item, parts: &[Part]) -> Vec<String> {
    let parts = if item.modifiers.contains(&Modifier::WinDash) { any_dash(parts) } else { parts.to_vec() };
    let mut texts = vec![String::new()];
    for part in parts {
        let choices = match part {
            Part::One(choices) => choices,
            Part::Any => vec!['?'],
            Part::Run => vec!['*'],
        };
        texts = texts.iter().flat_map(|text| choices.iter().map(move |choice| format!("{text}{choice}"))).collect();
    }
    let mut texts: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    for modifier in &item.modifiers {
        let encode = |bytes: Vec<u8>| match modifier {
            Modifier::Utf16Le => vec![utf16(&bytes, u16::to_le_bytes)],
            Modifier::Utf16Be => vec![utf16(&bytes, u16::to_be_bytes)],
            Modifier::Utf16 => vec![[vec![0xff, 0xfe], utf16(&bytes, u16::to_le_bytes)].concat()],
            Modifier::Base64 => vec![base64::engine::general_purpose::STANDARD.encode(bytes).into_bytes()],
            Modifier::Base64Offset => {
                (0..3).map(|offset| determined(&bytes, offset)).filter(|text| !text.is_empty()).collect()
            }
            _ => vec![bytes],
        };
        texts = texts.into_iter().flat_map(encode).collect();
    }
    texts.iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

fn utf16(bytes: &[u8], order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    String::from_utf8_lossy(bytes).encode_utf16().flat_map(order).collect()
}

/// The characters of a base64 text that are the same whatever stands before and behind `bytes`.
fn determined(bytes: &[u8], offset: usize) -> Vec<u8> {
    let around = |filler: u8| {
        let whole = [vec![filler; offset], bytes.to_vec(), vec![filler; 2]].concat();
        base64::engine::general_purpose::STANDARD.encode(whole).into_bytes()
    };
    let (zeros, ones) = (around(0x00), around(0xff));
    let start = (offset * 8).div_ceil(6);
    let end = ((offset + bytes.len()) * 8 / 6).max(start);
    assert!(zeros[start..end] == ones[start..end], "the bits of these characters are all of `bytes`");
    zeros[start..end].to_vec()
}

/// The literals that a value with placeholders stands for; none where one has no values.
fn expanded(item: &Item, literal: &Literal, placeholders: &Placeholders) -> Vec<Literal> {
    let Literal::Text(text) = literal else { return vec![literal.clone()] };
    if !item.modifiers.contains(&Modifier::Expand) {
        return vec![literal.clone()];
    }
    replaced(&text.chars().collect::<Vec<_>>(), placeholders).into_iter().map(Literal::Text).collect()
}

fn replaced(text: &[char], placeholders: &Placeholders) -> Vec<String> {
    let prefixed = |prefix: &str, rest: &[char]| {
        replaced(rest, placeholders).into_iter().map(|rest| format!("{prefix}{rest}")).collect::<Vec<_>>()
    };
    match text {
        [] => vec![String::new()],
        ['\\', '%', rest @ ..] => prefixed("%", rest),
        ['\\', '\\', rest @ ..] => prefixed("\\\\", rest),
        ['%', rest @ ..] => {
            let end = rest.iter().position(|char| !(char.is_alphanumeric() || ['_', '-', '.'].contains(char)));
            match end {
                Some(end) if end > 0 && rest[end] == '%' => {
                    let name: String = rest[..end].iter().collect();
                    let values = placeholders.get(&name).cloned().unwrap_or_default();
                    values.iter().flat_map(|value| prefixed(value, &rest[end + 1..])).collect()
                }
                _ => prefixed("%", rest),
            }
        }
        [char, rest @ ..] => prefixed(&char.to_string(), rest),
    }
}

/// [`folded`], remembering the last: the literals of an item are held against the same text one after the other.
fn folded_once(text: &str, cased: bool) -> Rc<Vec<char>> {
    type Last = (String, bool, Rc<Vec<char>>);
    thread_local!(static LAST: RefCell<Last> = RefCell::default());
    LAST.with_borrow_mut(|last| {
        if last.0 != text || last.1 != cased {
            *last = (text.to_owned(), cased, Rc::new(folded(text, cased)));
        }
        Rc::clone(&last.2)
    })
}

fn folded(text: &str, cased: bool) -> Vec<char> {
    text.chars().map(|char| if cased { char } else { fold(char) }).collect()
}

fn fold(char: char) -> char {
    match char {
        _ if char.is_ascii() => char.to_ascii_lowercase(),
        'ſ' => 's',
        'ς' => 'σ',
        '\u{212a}' => 'k',
        _ => {
            let lower: Vec<char> = char.to_lowercase().collect();
            if lower.len() == 1 { lower[0] } else { char }
        }
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

/// How two decimal numbers compare; `None` where one is none.
fn compare(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    let decimal = |text: &str| {
        text.chars().all(|char| char.is_ascii_digit() || "+-.eE".contains(char))
            && text.parse::<f64>().is_ok_and(f64::is_finite)
    };
    match (a.parse::<i64>(), b.parse::<i64>()) {
        _ if !decimal(a) || !decimal(b) => None,
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => a.parse::<f64>().ok()?.partial_cmp(&b.parse::<f64>().ok()?),
    }
}

fn in_network(text: &str, network: &str) -> bool {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => format!("{:0128b}", address.to_ipv6_mapped().to_bits()),
        IpAddr::V6(address) => format!("{:0128b}", address.to_bits()),
    };
    let (network, length) = match network.split_once('/') {
        Some((network, length)) => (network, length.parse::<usize>().ok()),
        None => (network, None),
    };
    let (Ok(address), Ok(network)) = (text.parse::<IpAddr>(), network.parse::<IpAddr>()) else { return false };
    let length = match (network, length) {
        (IpAddr::V4(_), length) => 96 + length.unwrap_or(32),
        (IpAddr::V6(_), length) => length.unwrap_or(128),
    };
    bits(address)[..length] == bits(network)[..length]
}

const TIME_PARTS: [Modifier; 6] =
    [Modifier::Minute, Modifier::Hour, Modifier::Day, Modifier::Week, Modifier::Month, Modifier::Year];

/// The part of the time that a text tells, in UTC.
fn time_part(modifier: Modifier, text: &str) -> Option<String> {
    if !TIME_PARTS.contains(&modifier) {
        return None;
    }
    let time = epoch(text).or_else(|| calendar(text))?;
    let (year, month, day) = date(time.div_euclid(86_400));
    let second = time.rem_euclid(86_400);
    let part = match modifier {
        Modifier::Minute => second / 60 % 60,
        Modifier::Hour => second / 3600,
        Modifier::Day => day,
        Modifier::Month => month,
        Modifier::Year => year,
        _ => week(time.div_euclid(86_400)),
    };
    Some(part.to_string())
}

/// Seconds since 1970 from a run of nine digits and more: seconds, milliseconds or microseconds by size.
fn epoch(text: &str) -> Option<i64> {
    let digits = text.split('.').next()?;
    if text.len() < 9 || !text.chars().all(|char| char.is_ascii_digit() || char == '.') {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    Some(if number < 100_000_000_000 {
        number
    } else if number < 100_000_000_000_000 {
        number / 1000
    } else {
        number / 1_000_000
    })
}

/// Seconds since 1970 from `YYYY-MM-DD`, `T` or a blank, `HH:MM:SS`, a fraction and an offset.
fn calendar(text: &str) -> Option<i64> {
    let form = r"^(\d{4})[-/](\d\d)[-/](\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d*)? *(?:Z|z|UTC|([+-])(\d\d):?(\d\d)?)?$";
    let form = regex::Regex::new(&form.replace(r"\d", "[0-9]")).unwrap();
    let found = form.captures(text)?;
    let number = |group: usize| found.get(group).map_or(0, |part| part.as_str().parse::<i64>().unwrap());
    let (year, month, day) = (number(1), number(2), number(3));
    let (hour, minute, second) = (number(4), number(5), number(6));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let offset = number(8) * 3600 + number(9) * 60;
    let offset = if found.get(7).is_some_and(|sign| sign.as_str() == "-") { -offset } else { offset };
    // Days beyond the end of a month run on into the next one.
    Some((days_before(year, month) + day - 1) * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && year % 100 != 0 || year % 400 == 0
}

fn month_lengths(year: i64) -> [i64; 12] {
    [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// Days from 1970-01-01 to the first of a month, counted one year at a time.
fn days_before(year: i64, month: i64) -> i64 {
    let length = |year: i64| if is_leap(year) { 366 } else { 365 };
    let years: i64 = if year >= 1970 { (1970..year).map(length).sum() } else { -(year..1970).map(length).sum::<i64>() };
    years + month_lengths(year)[..month as usize - 1].iter().sum::<i64>()
}

fn date(day: i64) -> (i64, i64, i64) {
    let mut year = 1970 + day.div_euclid(366);
    while days_before(year + 1, 1) <= day {
        year += 1;
    }
    while days_before(year, 1) > day {
        year -= 1;
    }
    let month = (1..=12).rev().find(|month| days_before(year, *month) <= day).unwrap();
    (year, month, day - days_before(year, month) + 1)
}

/// The ISO 8601 week: week 1 is the one with the year's first Thursday.
fn week(day: i64) -> i64 {
    let thursday = day - (day + 3).rem_euclid(7) + 3;
    let (year, ..) = date(thursday);
    (thursday - days_before(year, 1)) / 7 + 1
}
