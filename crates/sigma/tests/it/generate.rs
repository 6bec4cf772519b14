//! Random rules of every modifier, and random events that are likely to touch them.
//!
//! Both draw from a few field names and from texts made of a few characters, so that hits are common.

use atalaya_model::{LogSource, Place};
use atalaya_sigma::ast::{About, Condition, Detection, Item, Literal, Modifier, Quantity, Rule, Search};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::naive::{Event, Placeholders, Value};

const FIELDS: [&str; 4] = ["a", "b", "c", "A"];

/// The placeholders that generated rules use; `none` has no values.
pub(crate) fn placeholders() -> Placeholders {
    let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    Placeholders::from([("one".to_owned(), values(&["a*", "-b"])), ("two".to_owned(), values(&["A", "b\\*", ""]))])
}

/// Texts in which little is left to chance: letters of both cases, dashes, wildcards, escapes, other scripts.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "a", "A", "b", "B", "ab", "ñ", "Ñ", "ſ", "ς", "\u{212a}", "K", "界", " ", "-", "/", "–", "-a", " /b", "\\",
        "*", "?", "\n", "1", "0", ".", "%one%", "%", "YWI", "YQBi", "\0", "true", "x",
    ]);
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn number() -> impl Strategy<Value = String> {
    select(vec![
        "0",
        "1",
        "1.0",
        "01",
        "+1",
        "-1",
        "1e0",
        "4624",
        "4624.5",
        "9223372036854775807",
        "9.5",
        "1.",
        "0x1",
        "-0",
    ])
    .prop_map(str::to_owned)
}

fn time() -> impl Strategy<Value = String> {
    let parts = (1969..2032i32, 1..=12u8, 1..=28u8, 0..24u8, 0..60u8);
    let calendar = (parts, select(vec!["Z", "", "+05:30", "-0300", ".123456Z"]))
        .prop_map(|((y, m, d, h, min), zone)| format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}:07{zone}"));
    prop_oneof![calendar, (100_000_000..2_000_000_000i64).prop_map(|seconds| seconds.to_string())]
}

fn address() -> impl Strategy<Value = String> {
    select(vec![
        "10.0.0.1",
        "10.200.1.1",
        "11.0.0.1",
        "::ffff:10.0.0.1",
        "2001:db8::1",
        "2001:db9::1",
        "::1",
        "10.0.0",
        "127.0.0.1",
    ])
    .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => Just(Value::Empty),
        1 => any::<bool>().prop_map(Value::Bool),
        3 => number().prop_map(Value::Number),
        6 => text().prop_map(Value::Text),
        1 => number().prop_map(Value::Text),
        1 => time().prop_map(Value::Text),
        1 => address().prop_map(Value::Text),
        1 => (text(), text()).prop_map(|(a, b)| Value::Text(base64_of(&format!("{a}{b}")))),
    ]
}

fn base64_of(text: &str) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, text)
}

/// An event of up to six fields; names may come several times.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    prop::collection::vec((select(FIELDS.to_vec()).prop_map(str::to_owned), value()), 0..6)
}

/// A rule of up to four searches.
pub(crate) fn rule() -> impl Strategy<Value = Rule> {
    prop::collection::vec(search(), 1..5).prop_flat_map(|searches| {
        let names: Vec<String> =
            (0..searches.len()).map(|at| format!("{}s{at}", if at == 3 { "_" } else { "" })).collect();
        let searches: Vec<(String, Search)> = names.iter().cloned().zip(searches).collect();
        prop::collection::vec(condition(names), 1..3).prop_map(move |conditions| Rule {
            about: About { title: "generated".to_owned(), ..About::default() },
            logsource: LogSource { product: Some("p".to_owned()), ..LogSource::default() },
            detection: Detection { searches: searches.clone(), conditions },
        })
    })
}

fn condition(names: Vec<String>) -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        3 => select(names).prop_map(Condition::Search),
        1 => (quantity(), select(vec![None, Some("s*"), Some("*s*")]))
            .prop_map(|(quantity, pattern)| Condition::Of { quantity, pattern: pattern.map(str::to_owned) }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts.clone().prop_map(Condition::And),
            parts.prop_map(Condition::Or),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

fn quantity() -> impl Strategy<Value = Quantity> {
    select(vec![Quantity::All, Quantity::Any, Quantity::AtLeast(2)])
}

fn search() -> impl Strategy<Value = Search> {
    let map = || prop::collection::vec(item(), 1..4).prop_map(Search::Map);
    let keyword = || prop::collection::vec(text().prop_map(Literal::Text), 1..3);
    let keyword = move || keyword().prop_map(|values| Search::Keyword(new_item(None, Vec::new(), values)));
    prop_oneof![
        5 => map(),
        1 => keyword(),
        1 => prop::collection::vec(prop_oneof![map(), keyword()], 1..3).prop_map(Search::List),
    ]
}

fn new_item(field: Option<&str>, modifiers: Vec<Modifier>, values: Vec<Literal>) -> Item {
    Item { field: field.map(str::to_owned), modifiers, values, place: Place::default() }
}

fn item() -> impl Strategy<Value = Item> {
    let field = || select(FIELDS.to_vec());
    let plain = (field(), joins(), values(plain_literal()))
        .prop_map(|(field, joins, values)| new_item(Some(field), joins, values));
    let shaped = (prop::option::weighted(0.8, field()), text_modifiers(), values(text().prop_map(Literal::Text)))
        .prop_map(|(field, modifiers, values)| new_item(field, modifiers, values));
    prop_oneof![3 => plain, 6 => shaped, 4 => special()]
}

fn values(literal: impl Strategy<Value = Literal>) -> impl Strategy<Value = Vec<Literal>> {
    prop::collection::vec(literal, 1..4)
}

fn plain_literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        6 => text().prop_map(Literal::Text),
        1 => Just(Literal::Null),
        1 => any::<bool>().prop_map(Literal::Bool),
        1 => select(vec![0, 1, -1, 4624, i64::MAX]).prop_map(Literal::Integer),
        1 => select(vec![1.0, 4624.5, 9.5]).prop_map(Literal::Float),
    ]
}

fn joins() -> impl Strategy<Value = Vec<Modifier>> {
    subsequence(vec![Modifier::All, Modifier::Neq], 0..=2)
}

/// Modifiers that change text, in an order that makes sense.
fn text_modifiers() -> impl Strategy<Value = Vec<Modifier>> {
    let shape = select(vec![None, Some(Modifier::Contains), Some(Modifier::StartsWith), Some(Modifier::EndsWith)]);
    let wide = select(vec![None, None, None, Some(Modifier::Utf16Le), Some(Modifier::Utf16Be), Some(Modifier::Utf16)]);
    let base = select(vec![None, None, None, Some(Modifier::Base64), Some(Modifier::Base64Offset)]);
    let front = subsequence(vec![Modifier::Expand, Modifier::WinDash, Modifier::Cased], 0..=3);
    (front, wide, base, shape, joins()).prop_map(|(mut modifiers, wide, base, shape, joins)| {
        modifiers.extend([wide, base, shape].into_iter().flatten());
        modifiers.extend(joins);
        modifiers
    })
}

/// Modifiers that change what a value is.
fn special() -> impl Strategy<Value = Item> {
    let field = || select(FIELDS.to_vec());
    let build = |field, mut modifiers: Vec<Modifier>, joins, values| {
        modifiers.extend::<Vec<Modifier>>(joins);
        new_item(Some(field), modifiers, values)
    };
    let network = select(vec!["10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "2001:db8::/32", "::/0", "::ffff:0:0/96"]);
    let network = network.prop_map(|network| Literal::Text(network.to_owned()));
    let regex = select(vec!["a", "^a", "b$", "a.b", "[ab]+", "(?i)ñ", "", "a{2}", "\\d+", "^$", "a|b", "\\\\"]);
    let regex = regex.prop_map(|regex| Literal::Text(regex.to_owned()));
    let flags = subsequence(vec![Modifier::I, Modifier::M, Modifier::S], 0..=3);
    let order = || select(vec![Modifier::Lt, Modifier::Lte, Modifier::Gt, Modifier::Gte]);
    let part =
        select(vec![Modifier::Minute, Modifier::Hour, Modifier::Day, Modifier::Week, Modifier::Month, Modifier::Year]);
    let small = || select(vec![Literal::Integer(1), Literal::Integer(30), Literal::Float(9.5), Literal::Integer(2020)]);
    let how = select(vec![
        vec![],
        vec![Modifier::Cased],
        vec![Modifier::Contains],
        vec![Modifier::StartsWith],
        vec![Modifier::EndsWith],
        vec![Modifier::Lt],
    ]);
    prop_oneof![
        (field(), any::<bool>()).prop_map(move |(f, exists)| new_item(
            Some(f),
            vec![Modifier::Exists],
            vec![Literal::Bool(exists)]
        )),
        (field(), joins(), values(network)).prop_map(move |(f, j, v)| build(f, vec![Modifier::Cidr], j, v)),
        (field(), flags, joins(), values(regex)).prop_map(move |(f, flags, j, v)| build(
            f,
            [vec![Modifier::Re], flags].concat(),
            j,
            v
        )),
        (field(), order(), joins(), values(small())).prop_map(move |(f, order, j, v)| build(f, vec![order], j, v)),
        (field(), part, prop::option::of(order()), joins(), values(small()))
            .prop_map(move |(f, part, order, j, v)| build(f, [vec![part], order.into_iter().collect()].concat(), j, v)),
        (field(), how, joins(), values(field().prop_map(|other| Literal::Text(other.to_owned()))))
            .prop_map(move |(f, how, j, v)| build(f, [vec![Modifier::FieldRef], how].concat(), j, v)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_reference_evaluator_judges_every_generated_rule(rule in rule(), event in event()) {
        let first = crate::naive::matches(&rule, &event, &placeholders());
        prop_assert_eq!(first, crate::naive::matches(&rule, &event, &placeholders()));
    }
}
