//! The fast seeker equals a naive one, written from what the documentation says, without anchors, filters and hashes.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use atalaya_indicators::{Builder, Indicator, Known, Seeker, Set, Sort, Value};
use atalaya_model::Time;
use proptest::prelude::*;

/// A set of these alternatives, each an indicator of everyone's.
fn set(terms: &[Vec<Value>]) -> Set {
    let mut builder = Builder::default();
    for (id, values) in (0..).zip(terms) {
        let indicator = Indicator { terms: vec![values.clone()], ..Indicator::default() };
        assert!(builder.add(&Known { id, organization: None, origin: "o", indicator: &indicator }));
    }
    builder.build()
}

fn fast(set: &Set, fields: &[String]) -> BTreeSet<u32> {
    let mut seeker = Seeker::default();
    let scope = set.scope("any").unwrap();
    for (number, field) in (0..).zip(fields) {
        seeker.look(set, scope, Time(0), number, field);
    }
    seeker.take().into_iter().map(|hit| hit.indicator).collect()
}

fn naive(terms: &[Vec<Value>], fields: &[String]) -> BTreeSet<u32> {
    let is_seen = |value: &Value| fields.iter().any(|field| has(field, value));
    let all = (0..).zip(terms).filter(|(_, values)| values.iter().all(is_seen));
    all.map(|(number, _)| number).collect()
}

/// The pieces of a text that are made of what fits, each with its beginning and end.
fn runs(text: &str, fits: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let (mut runs, mut start) = (Vec::new(), None);
    for (at, letter) in text.char_indices().chain([(text.len(), '\0')]) {
        match (at < text.len() && fits(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    runs
}

fn is_word(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| letter.is_ascii_alphanumeric())
}

fn has(text: &str, value: &Value) -> bool {
    match value {
        Value::Hash(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            runs(text, |letter| letter.is_ascii_hexdigit()).into_iter().any(|(from, to)| {
                let alone = !is_word(text[..from].chars().next_back()) && !is_word(text[to..].chars().next());
                alone && text[from..to].eq_ignore_ascii_case(&digits)
            })
        }
        Value::Ip(ip) => addresses(text).contains(ip),
        Value::Network(network, bits) => {
            let shift = 128 - u32::from(*bits);
            let same = |ip: &u128| ip.checked_shr(shift) == network.checked_shr(shift);
            // A network of IPv6 that is larger than all of IPv4 holds it.
            addresses(text).iter().any(same)
        }
        Value::Domain(name) => {
            names(text).iter().any(|(seen, ..)| *seen == *name || seen.ends_with(&format!(".{name}")))
        }
        Value::Email(address) => names(text).iter().any(|(name, from, _)| {
            let Some(before) = text[..*from].strip_suffix('@') else { return false };
            let local: String = {
                let is_local = |letter: &char| letter.is_ascii_alphanumeric() || "._%+-".contains(*letter);
                before.chars().rev().take_while(is_local).collect::<Vec<_>>().into_iter().rev().collect()
            };
            (1..=64).contains(&local.len()) && format!("{local}@{name}").eq_ignore_ascii_case(address)
        }),
        Value::File(name) => {
            let base = text.rsplit(['/', '\\']).next().unwrap().trim();
            base.to_lowercase() == *name || (name.contains('.') && names(text).iter().any(|(seen, ..)| seen == name))
        }
        Value::Url(url) => urls(text).contains(url),
    }
}

/// Names with a dot, in small letters, with where they stand, without the dots around them.
fn names(text: &str) -> Vec<(String, usize, usize)> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let runs = runs(text, fits).into_iter().filter_map(|(from, to)| {
        let run = &text[from..to];
        let start = from + (run.len() - run.trim_start_matches('.').len());
        let name = run.trim_matches('.').to_ascii_lowercase();
        name.contains('.').then_some((name, start, to))
    });
    runs.collect()
}

fn addresses(text: &str) -> Vec<u128> {
    let v4 = names(text).into_iter().filter_map(|(name, ..)| name.parse::<Ipv4Addr>().ok());
    let v4 = v4.map(|ip| u128::from(ip.to_ipv6_mapped()));
    let v6 = runs(text, |letter| letter.is_ascii_hexdigit() || ":.".contains(letter)).into_iter().filter_map(
        |(from, to)| {
            let (mut run, mut before, mut behind) =
                (text[from..to].trim_end_matches('.'), text[..from].chars().next_back(), text[to..].chars().next());
            if text[from..to].ends_with('.') {
                behind = Some('.');
            }
            if run.starts_with(':') && !run.starts_with("::") {
                (run, before) = (&run[1..], None);
            }
            if run.ends_with(':') && !run.ends_with("::") {
                (run, behind) = (&run[..run.len() - 1], None);
            }
            if is_word(before) || is_word(behind) { None } else { run.parse::<Ipv6Addr>().ok().map(u128::from) }
        },
    );
    v4.chain(v6).collect()
}

/// Every URL that may be meant.
fn urls(text: &str) -> BTreeSet<String> {
    let mut urls = BTreeSet::new();
    for (host, from, to) in names(text) {
        let mut before = &text[..from];
        if let Some(rest) = before.strip_suffix('@') {
            let is_user = |letter: char| letter.is_ascii_alphanumeric() || "._%+-:".contains(letter);
            let user = rest.chars().rev().take(64).take_while(|letter| is_user(*letter)).count();
            before = &rest[..rest.len() - user];
        }
        let scheme = before.strip_suffix("://").map(|before| {
            let letters = before.chars().rev().take_while(char::is_ascii_alphanumeric).count();
            before[before.len() - letters..].to_ascii_lowercase()
        });
        let mut rest = &text[to..];
        let mut port = None;
        if let Some(digits) = rest.strip_prefix(':') {
            let count = digits.chars().take_while(char::is_ascii_digit).count();
            if let Ok(number) = digits[..count].parse::<u16>() {
                (port, rest) = (Some(number), &digits[count..]);
            }
        }
        let has_path = rest.starts_with(['/', '?']);
        if scheme.is_none() && !has_path {
            continue;
        }
        let path = if has_path { rest } else { "" };
        let end = path.find(|letter: char| {
            letter.is_ascii_whitespace() || letter.is_control() || "#\"<>\\^`{|}".contains(letter)
        });
        let path = &path[..end.unwrap_or(path.len())];
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let cuts = path.char_indices().filter(|(_, letter)| !letter.is_ascii() || "'),;!:]*&.?".contains(*letter));
        for cut in cuts.map(|(at, _)| at).chain([path.len()]) {
            let slash = if path.starts_with('/') { "" } else { "/" };
            let scheme = scheme.as_deref().filter(|scheme| ["http", "https", "ftp"].contains(scheme)).unwrap_or("x");
            let whole = format!("{scheme}://{host}{port}{slash}{}", &path[..cut]);
            urls.extend(Value::of(Sort::Url, &whole).map(|value| value.to_string()));
        }
    }
    urls
}

/// Values of few letters, so that many are seen.
fn value() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        "[12]\\.[0-2]\\.0\\.[0-3]",
        "[12]\\.[0-2]\\.0\\.0/(8|16|24|31)",
        "(a|1)::[0-3]",
        "a::/(16|127)",
        "::/0",
        "::ffff:1\\.0\\.0\\.[0-3]",
        "[ab]\\.(aa|bb)",
        "[ab]\\.[ab]\\.(aa|bb)",
        "http://[ab]\\.aa/[ab]?(\\.b)?",
        "http://b\\.aa:80?/(\\?a)?",
        "[ab]@[ab]\\.aa",
        "([01]{32}|[0a]{4}(00000000){4}0000)",
    ];
    prop_oneof![
        4 => texts.prop_filter_map("no value", |text| Value::guessed(&text)),
        1 => "[ab](\\.aa)?".prop_filter_map("no file", |text| Value::of(Sort::File, &text)),
    ]
}

/// Pieces of texts, among them such as nearly say something.
fn field() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ab12.:/@ ]{1,6}",
        2 => value().prop_map(|value| value.to_string()),
        2 => value().prop_map(|value| value.to_string().to_uppercase()),
        1 => "(https?|ftp)://",
        1 => "[=,;()\\[\\]'\"#?\\\\_-]",
        1 => "[01]{30,33}",
        1 => "(:80|:443|\\?a|::ffff:|:)",
        1 => "失|“",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_seeker_equals_a_naive_one(
        values in prop::collection::vec(prop::collection::vec(value(), 1..3), 1..24),
        fields in prop::collection::vec(field(), 1..6),
    ) {
        let values: Vec<Vec<Value>> = values.into_iter().map(|mut term| { term.sort(); term.dedup(); term }).collect();
        prop_assert_eq!(fast(&set(&values), &fields), naive(&values, &fields));
    }
}
