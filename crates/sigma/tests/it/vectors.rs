//! What the specification says of rules, worked out by hand: rule, event, and whether it fires.
//!
//! The tables are data so that every evaluator can be held against them.

use atalaya_sigma::parse::parse;

use crate::naive::{self, Event, Placeholders, Value};

/// A value of an event, short to write.
#[derive(Debug, Clone, Copy)]
pub(crate) enum V {
    Null,
    Bool(bool),
    /// A number as the sender wrote it.
    N(&'static str),
    /// Text.
    T(&'static str),
    /// An array or object without elements.
    Empty,
}

use V::{Empty, N, Null, T};

/// A rule, an event, and whether the rule fires for it.
#[derive(Debug, Clone)]
pub(crate) struct Vector {
    pub(crate) name: String,
    /// A file: the rule first, then filters where there are any.
    pub(crate) rule_yaml: String,
    pub(crate) event: Event,
    pub(crate) matches: bool,
}

type Fields = &'static [(&'static str, V)];

/// The detection of a rule (`;` ends a line), the events for which it fires, and those for which it does not.
type Case = (&'static str, &'static [Fields], &'static [Fields]);

/// All vectors of rules and filters.
pub(crate) fn vectors() -> Vec<Vector> {
    let tables: [(&str, &[Case]); 9] = [
        ("value", VALUES),
        ("wildcard", WILDCARDS),
        ("modifier", MODIFIERS),
        ("encoding", ENCODINGS),
        ("number", NUMBERS),
        ("time", TIMES),
        ("regex", REGEXES),
        ("keyword", KEYWORDS),
        ("condition", CONDITIONS),
    ];
    let mut vectors = Vec::new();
    for (table, cases) in tables {
        for (detection, yes, no) in cases {
            push(&mut vectors, table, &rule_yaml(detection), detection, yes, no);
        }
    }
    for (filters, yes, no) in FILTERS {
        let rule = format!(
            "id: 0e95725d-7320-415d-80f7-004da920fc11\nname: the_rule\n{}",
            rule_yaml("s: {a: x}; condition: s").replace("logsource: {product: p}", LOGSOURCE)
        );
        let documents: String = filters.split(" && ").map(filter_yaml).collect();
        push(&mut vectors, "filter", &format!("{rule}{documents}"), filters, yes, no);
    }
    vectors
}

/// The placeholders that the vectors count on.
pub(crate) fn placeholders() -> Placeholders {
    let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    Placeholders::from([
        ("servers".to_owned(), values(&["srv*", "dc01"])),
        ("admin".to_owned(), values(&["root"])),
        ("nets".to_owned(), values(&["10.0.0.0/8", "192.168.0.0/16"])),
        ("no-values".to_owned(), Vec::new()),
    ])
}

pub(crate) fn event(fields: &[(&str, V)]) -> Event {
    let value = |value: V| match value {
        V::Null => Value::Null,
        V::Bool(value) => Value::Bool(value),
        V::N(text) => Value::Number(text.to_owned()),
        V::T(text) => Value::Text(text.to_owned()),
        V::Empty => Value::Empty,
    };
    fields.iter().map(|(name, held)| ((*name).to_owned(), value(*held))).collect()
}

pub(crate) fn rule_yaml(detection: &str) -> String {
    let lines: String = detection.split("; ").map(|line| format!("  {line}\n")).collect();
    format!("title: T\nlogsource: {{product: p}}\ndetection:\n{lines}")
}

fn filter_yaml(filter: &str) -> String {
    let (logsource, rest) = filter.split_once(" | ").unwrap();
    let lines: String = rest.split("; ").map(|line| format!("  {line}\n")).collect();
    format!("---\ntitle: F\nlogsource: {logsource}\nfilter:\n{lines}")
}

fn push(vectors: &mut Vec<Vector>, table: &str, rule_yaml: &str, text: &str, yes: &[Fields], no: &[Fields]) {
    let cases = yes.iter().map(|fields| (fields, true)).chain(no.iter().map(|fields| (fields, false)));
    for (fields, matches) in cases {
        let name = format!("{table}: {text} on {fields:?}");
        vectors.push(Vector { name, rule_yaml: rule_yaml.to_owned(), event: event(fields), matches });
    }
}

const VALUES: &[Case] = &[
    (
        "s: {a: x}; condition: s",
        &[&[("a", T("x"))], &[("a", T("X"))], &[("b", T("y")), ("a", T("x"))]],
        &[&[("a", T("xy"))], &[("b", T("x"))], &[], &[("a", Null)], &[("a", Empty)], &[("a", T(""))], &[("A", T("x"))]],
    ),
    ("s: {a: [x, y]}; condition: s", &[&[("a", T("y"))]], &[&[("a", T("z"))]]),
    ("s: {a: x, b: y}; condition: s", &[&[("a", T("x")), ("b", T("y"))]], &[&[("a", T("x"))], &[("b", T("y"))]]),
    ("s: [{a: x}, {b: y}]; condition: s", &[&[("a", T("x"))], &[("b", T("y"))]], &[&[("a", T("y"))]]),
    // Several entries of one name are several values; any of them may match.
    ("s: {a: x}; condition: s", &[&[("a", T("y")), ("a", T("x"))]], &[&[("a", T("y")), ("a", T("z"))]]),
    // Null and empty.
    (
        "s: {a: null}; condition: s",
        &[&[("a", Null)], &[], &[("b", T("x"))], &[("a", T("x")), ("a", Null)]],
        &[&[("a", T(""))], &[("a", T("null"))], &[("a", Empty)], &[("a", N("0"))]],
    ),
    ("s: {a: ''}; condition: s", &[&[("a", T(""))]], &[&[("a", Null)], &[], &[("a", Empty)], &[("a", T(" "))]]),
    ("s: {a: ['', null]}; condition: s", &[&[("a", T(""))], &[("a", Null)], &[]], &[&[("a", T("x"))]]),
    (
        "s: {a: x}; f: {b: null}; condition: s and not f",
        &[&[("a", T("x")), ("b", T("y"))]],
        &[&[("a", T("x"))], &[("a", T("x")), ("b", Null)]],
    ),
    // Existence looks at the field, not at its value.
    (
        "s: {a|exists: true}; condition: s",
        &[&[("a", T(""))], &[("a", Null)], &[("a", Empty)], &[("a", N("0"))]],
        &[&[], &[("b", T("x"))]],
    ),
    (
        "s: {a|exists: false}; condition: s",
        &[&[], &[("b", T("x"))]],
        &[&[("a", T(""))], &[("a", Null)], &[("a", Empty)]],
    ),
    // Types.
    (
        "s: {a: 4624}; condition: s",
        &[&[("a", N("4624"))], &[("a", T("4624"))], &[("a", N("4624.0"))], &[("a", N("4.624e3"))]],
        &[&[("a", T("04624x"))], &[("a", T("4624 "))], &[("a", N("46240"))], &[("a", Null)], &[("a", T("0x1210"))]],
    ),
    ("s: {a: '4624'}; condition: s", &[&[("a", N("4624"))], &[("a", T("4624"))]], &[&[("a", N("4624.0"))]]),
    (
        "s: {a: 1.50}; condition: s",
        &[&[("a", N("1.5"))], &[("a", T("1.500"))]],
        &[&[("a", N("1.51"))], &[("a", T("one"))]],
    ),
    (
        "s: {a: 1}; condition: s",
        &[&[("a", N("1.0"))], &[("a", T("+1"))], &[("a", T("01"))]],
        &[&[("a", V::Bool(true))]],
    ),
    ("s: {a: 0x1410}; condition: s", &[&[("a", T("0x1410"))], &[("a", T("0X1410"))]], &[&[("a", N("5136"))]]),
    (
        "s: {a: 9223372036854775807}; condition: s",
        &[&[("a", N("9223372036854775807"))]],
        &[&[("a", N("9223372036854775806"))]],
    ),
    (
        "s: {a: 123456789012345678901234567890}; condition: s",
        &[&[("a", N("123456789012345678901234567890"))]],
        &[&[("a", N("123456789012345678901234567891"))]],
    ),
    (
        "s: {a: true}; condition: s",
        &[&[("a", V::Bool(true))], &[("a", T("true"))], &[("a", T("TRUE"))]],
        &[&[("a", V::Bool(false))], &[("a", N("1"))], &[("a", T("yes"))], &[]],
    ),
    ("s: {a: 'true'}; condition: s", &[&[("a", V::Bool(true))], &[("a", T("True"))]], &[&[("a", V::Bool(false))]]),
    // Case of letters beyond ASCII.
    ("s: {a: 'ÑANDÚ'}; condition: s", &[&[("a", T("ñandú"))]], &[&[("a", T("nandu"))]]),
    ("s: {a: 'ΟΔΟΣ'}; condition: s", &[&[("a", T("οδος"))], &[("a", T("οδοσ"))]], &[]),
    ("s: {a: 'kiss'}; condition: s", &[&[("a", T("\u{212a}i\u{17f}S"))]], &[]),
    ("s: {a: 'straße'}; condition: s", &[&[("a", T("STRAßE"))]], &[&[("a", T("STRASSE"))]]),
    ("s: {a: 'İ'}; condition: s", &[&[("a", T("İ"))]], &[&[("a", T("i"))], &[("a", T("I"))]]),
    // A field whose name has blanks, dots or dashes.
    ("s: {'a b.c-d': x}; condition: s", &[&[("a b.c-d", T("x"))]], &[&[("a", T("x"))]]),
];

const WILDCARDS: &[Case] = &[
    ("s: {a: 'x*'}; condition: s", &[&[("a", T("x"))], &[("a", T("xyz"))], &[("a", T("X\ny"))]], &[&[("a", T("yx"))]]),
    ("s: {a: '*x'}; condition: s", &[&[("a", T("x"))], &[("a", T("yx"))]], &[&[("a", T("xy"))]]),
    ("s: {a: 'x*z'}; condition: s", &[&[("a", T("xz"))], &[("a", T("xyyz"))]], &[&[("a", T("x"))], &[("a", T("xzy"))]]),
    ("s: {a: 'x*y*z'}; condition: s", &[&[("a", T("xyz"))], &[("a", T("x-y-z"))]], &[&[("a", T("xzy"))]]),
    ("s: {a: 'x*x'}; condition: s", &[&[("a", T("xx"))]], &[&[("a", T("x"))]]),
    (
        "s: {a: '*'}; condition: s",
        &[&[("a", T(""))], &[("a", T("x"))], &[("a", N("1"))], &[("a", V::Bool(true))]],
        &[&[], &[("a", Null)], &[("a", Empty)]],
    ),
    (
        "s: {a: 'x?z'}; condition: s",
        &[&[("a", T("xyz"))], &[("a", T("xñz"))], &[("a", T("x\nz"))], &[("a", T("x界z"))]],
        &[&[("a", T("xz"))], &[("a", T("xyyz"))]],
    ),
    ("s: {a: '?'}; condition: s", &[&[("a", T("x"))], &[("a", N("5"))]], &[&[("a", T(""))], &[("a", T("xy"))]]),
    ("s: {a: '?*'}; condition: s", &[&[("a", T("x"))], &[("a", T("xy"))]], &[&[("a", T(""))]]),
    // Backslashes: one or two before an ordinary character are one.
    (r"s: {a: 'C:\x'}; condition: s", &[&[("a", T(r"C:\x"))]], &[&[("a", T(r"C:\\x"))], &[("a", T("C:x"))]]),
    (r"s: {a: 'C:\\x'}; condition: s", &[&[("a", T(r"C:\x"))]], &[&[("a", T(r"C:\\x"))]]),
    (r"s: {a: '\\\\x'}; condition: s", &[&[("a", T(r"\\x"))]], &[&[("a", T(r"\x"))], &[("a", T(r"\\\\x"))]]),
    (r"s: {a: '\\\x'}; condition: s", &[&[("a", T(r"\\x"))]], &[&[("a", T(r"\x"))]]),
    (r"s: {a: 'x\'}; condition: s", &[&[("a", T(r"x\"))]], &[&[("a", T("x"))]]),
    (
        r"s: {a: 'x\*'}; condition: s",
        &[&[("a", T("x*"))]],
        &[&[("a", T("xy"))], &[("a", T(r"x\y"))], &[("a", T(r"x\*"))]],
    ),
    (r"s: {a: 'x\?'}; condition: s", &[&[("a", T("x?"))]], &[&[("a", T("xy"))]]),
    (r"s: {a: 'x\\*'}; condition: s", &[&[("a", T(r"x\"))], &[("a", T(r"x\yz"))]], &[&[("a", T("xyz"))]]),
    (r"s: {a: 'x\\\*'}; condition: s", &[&[("a", T(r"x\*"))]], &[&[("a", T(r"x\y"))]]),
    (r"s: {a: 'x\\\\*'}; condition: s", &[&[("a", T(r"x\\y"))]], &[&[("a", T(r"x\y"))]]),
    // Wildcards within modifiers that look at parts.
    ("s: {a|contains: 'x*z'}; condition: s", &[&[("a", T("-xyz-"))]], &[&[("a", T("-zx-"))]]),
    (r"s: {a|contains: 'x\*z'}; condition: s", &[&[("a", T("-x*z-"))]], &[&[("a", T("-xyz-"))]]),
    ("s: {a|startswith: 'x?z'}; condition: s", &[&[("a", T("xyz-"))]], &[&[("a", T("xz-"))]]),
    ("s: {a|endswith: 'x?z'}; condition: s", &[&[("a", T("-xyz"))]], &[&[("a", T("-xz"))], &[("a", T("xyz-"))]]),
    (
        r"s: {a|endswith: '\x.exe'}; condition: s",
        &[&[("a", T(r"C:\x.exe"))]],
        &[&[("a", T(r"C:\yx.exe"))], &[("a", T("x.exe"))]],
    ),
];

const MODIFIERS: &[Case] = &[
    ("s: {a|contains: x}; condition: s", &[&[("a", T("axb"))], &[("a", T("X"))]], &[&[("a", T("ab"))], &[]]),
    ("s: {a|contains: ''}; condition: s", &[&[("a", T("axb"))], &[("a", T(""))]], &[&[("a", Null)], &[]]),
    ("s: {a|contains: 62}; condition: s", &[&[("a", N("4624"))]], &[&[("a", N("4642"))]]),
    ("s: {a|contains: [x, y]}; condition: s", &[&[("a", T("-y-"))]], &[&[("a", T("z"))]]),
    (
        "s: {a|contains|all: [x, y]}; condition: s",
        &[&[("a", T("y-x"))], &[("a", T("x")), ("a", T("y"))]],
        &[&[("a", T("x"))]],
    ),
    ("s: {a|all: [x, y]}; condition: s", &[&[("a", T("x")), ("a", T("y"))]], &[&[("a", T("x"))], &[("a", T("xy"))]]),
    (
        "s: {a|startswith: x}; condition: s",
        &[&[("a", T("xa"))], &[("a", T("XA"))]],
        &[&[("a", T("ax"))], &[("a", T(""))]],
    ),
    ("s: {a|endswith: x}; condition: s", &[&[("a", T("ax"))]], &[&[("a", T("xa"))]]),
    ("s: {a|cased: x}; condition: s", &[&[("a", T("x"))]], &[&[("a", T("X"))]]),
    ("s: {a|contains|cased: xY}; condition: s", &[&[("a", T("axYb"))]], &[&[("a", T("axyb"))]]),
    ("s: {a|cased|startswith: xY}; condition: s", &[&[("a", T("xYb"))]], &[&[("a", T("Xyb"))]]),
    // `neq` is the item negated: no value is the same, and an absent field is not the same either.
    (
        "s: {a|neq: x}; condition: s",
        &[&[("a", T("y"))], &[], &[("a", Null)]],
        &[&[("a", T("x"))], &[("a", T("X"))], &[("a", T("y")), ("a", T("x"))]],
    ),
    ("s: {a|neq: [x, y]}; condition: s", &[&[("a", T("z"))]], &[&[("a", T("x"))], &[("a", T("y"))]]),
    ("s: {a|neq: 5}; condition: s", &[&[("a", N("6"))], &[("a", T("x"))]], &[&[("a", N("5"))], &[("a", T("5.0"))]]),
    ("s: {a|contains|neq: x}; condition: s", &[&[("a", T("y"))]], &[&[("a", T("axb"))]]),
    ("s: {a|contains|all|neq: [x, y]}; condition: s", &[&[("a", T("x"))], &[]], &[&[("a", T("xy"))]]),
    ("s: {a|neq: null}; condition: s", &[&[("a", T("x"))], &[("a", T(""))]], &[&[], &[("a", Null)]]),
    ("s: {a|neq: ''}; condition: s", &[&[("a", T("x"))], &[]], &[&[("a", T(""))]]),
    // Networks.
    (
        "s: {a|cidr: 10.0.0.0/8}; condition: s",
        &[&[("a", T("10.255.0.1"))], &[("a", T("::ffff:10.1.2.3"))]],
        &[&[("a", T("11.0.0.1"))], &[("a", T("10.0.0"))], &[("a", T("host"))], &[("a", T("::10.1.2.3"))], &[]],
    ),
    (
        "s: {a|cidr: [192.168.0.0/23, 10.0.0.1]}; condition: s",
        &[&[("a", T("192.168.1.9"))], &[("a", T("10.0.0.1"))]],
        &[&[("a", T("192.168.2.9"))], &[("a", T("10.0.0.2"))]],
    ),
    ("s: {a|cidr: 0.0.0.0/0}; condition: s", &[&[("a", T("1.2.3.4"))]], &[&[("a", T("2001:db8::1"))]]),
    (
        "s: {a|cidr: '2001:db8::/32'}; condition: s",
        &[&[("a", T("2001:DB8:1::5"))]],
        &[&[("a", T("2001:db9::1"))], &[("a", T("1.2.3.4"))]],
    ),
    (
        "s: {a|cidr: '::1/128'}; condition: s",
        &[&[("a", T("::1"))], &[("a", T("0:0:0:0:0:0:0:1"))]],
        &[&[("a", T("::2"))]],
    ),
    ("s: {a|cidr: 10.9.8.7/8}; condition: s", &[&[("a", T("10.1.1.1"))]], &[]),
    ("s: {a|cidr|neq: 10.0.0.0/8}; condition: s", &[&[("a", T("8.8.8.8"))], &[]], &[&[("a", T("10.1.1.1"))]]),
    // Fields compared with fields.
    (
        "s: {a|fieldref: b}; condition: s",
        &[
            &[("a", T("x")), ("b", T("X"))],
            &[("a", N("5")), ("b", T("5"))],
            &[("a", T("x")), ("a", T("y")), ("b", T("z")), ("b", T("y"))],
        ],
        &[
            &[("a", T("x")), ("b", T("y"))],
            &[("a", T("x"))],
            &[("b", T("x"))],
            &[("a", Null), ("b", Null)],
            &[("a", T("b"))],
        ],
    ),
    (
        "s: {a|fieldref|neq: b}; condition: s",
        &[&[("a", T("x")), ("b", T("y"))], &[]],
        &[&[("a", T("x")), ("b", T("x"))]],
    ),
    ("s: {a|fieldref|cased: b}; condition: s", &[&[("a", T("x")), ("b", T("x"))]], &[&[("a", T("x")), ("b", T("X"))]]),
    (
        "s: {a|fieldref|startswith: b}; condition: s",
        &[&[("a", T("xyz")), ("b", T("XY"))]],
        &[&[("a", T("xyz")), ("b", T("yz"))]],
    ),
    (
        "s: {a|fieldref|endswith: b}; condition: s",
        &[&[("a", T("xyz")), ("b", T("yz"))]],
        &[&[("a", T("xyz")), ("b", T("xy"))]],
    ),
    (
        "s: {a|fieldref|contains: b}; condition: s",
        &[&[("a", T("xyz")), ("b", T("y"))], &[("a", T("x")), ("b", T(""))]],
        &[&[("a", T("xyz")), ("b", T("*"))]],
    ),
    (
        "s: {a|fieldref|gt: b}; condition: s",
        &[&[("a", N("10")), ("b", N("9"))]],
        &[&[("a", N("9")), ("b", N("10"))], &[("a", T("b")), ("b", T("a"))]],
    ),
    // Placeholders.
    (
        "s: {a|expand: '%servers%'}; condition: s",
        &[&[("a", T("SRV01"))], &[("a", T("dc01"))]],
        &[&[("a", T("dc02"))], &[("a", T("%servers%"))]],
    ),
    ("s: {a: '%servers%'}; condition: s", &[&[("a", T("%servers%"))]], &[&[("a", T("dc01"))]]),
    ("s: {a|expand: '%admin%@%servers%'}; condition: s", &[&[("a", T("root@dc01"))]], &[&[("a", T("root"))]]),
    ("s: {a|expand|contains: '-%admin%-'}; condition: s", &[&[("a", T("x-root-y"))]], &[&[("a", T("root"))]]),
    ("s: {a|contains|expand: '%admin%'}; condition: s", &[&[("a", T("xrooty"))]], &[&[("a", T("admin"))]]),
    ("s: {a|cidr|expand: '%nets%'}; condition: s", &[&[("a", T("192.168.3.4"))]], &[&[("a", T("8.8.8.8"))]]),
    ("s: {a|expand: '%unknown%'}; condition: s", &[], &[&[("a", T("%unknown%"))], &[("a", T(""))], &[]]),
    ("s: {a|expand: '%no-values%'}; condition: s", &[], &[&[("a", T("x"))], &[]]),
    (
        "s: {a: x}; f: {b|expand: '%unknown%'}; condition: s and not f",
        &[],
        &[&[("a", T("x")), ("b", T("y"))], &[("a", T("x"))]],
    ),
    ("s: {a: x}; f: {b|expand: ['%unknown%', y]}; condition: s and not f", &[], &[&[("a", T("x")), ("b", T("z"))]]),
    ("s: {a|expand|neq: '%unknown%'}; condition: s", &[], &[&[("a", T("x"))]]),
    (
        "s: {a: x}; f: {b|expand: '%admin%'}; condition: s and not f",
        &[&[("a", T("x")), ("b", T("y"))]],
        &[&[("a", T("x")), ("b", T("root"))]],
    ),
    ("s: {a|expand: ['%unknown%', x]}; condition: s", &[&[("a", T("x"))]], &[&[("a", T("%unknown%"))]]),
    ("s: {a|expand: '100%'}; condition: s", &[&[("a", T("100%"))]], &[]),
    ("s: {a|expand: '50% of %admin%'}; condition: s", &[&[("a", T("50% of root"))]], &[]),
    (r"s: {a|expand: '\%admin%'}; condition: s", &[&[("a", T("%admin%"))]], &[&[("a", T("root"))]]),
    (r"s: {a|expand: '\%plain%admin%'}; condition: s", &[&[("a", T("%plainroot"))]], &[&[("a", T("%plain%admin%"))]]),
    (r"s: {a|expand: 'x\\%admin%'}; condition: s", &[&[("a", T(r"x\root"))]], &[]),
];

const ENCODINGS: &[Case] = &[
    (
        "s: {a|base64: foobar}; condition: s",
        &[&[("a", T("Zm9vYmFy"))], &[("a", T("zm9vymfy"))]],
        &[&[("a", T("foobar"))], &[("a", T("xZm9vYmFy"))]],
    ),
    ("s: {a|base64|cased: foobar}; condition: s", &[&[("a", T("Zm9vYmFy"))]], &[&[("a", T("zm9vymfy"))]]),
    ("s: {a|base64|contains: foobar}; condition: s", &[&[("a", T("-Zm9vYmFy-"))]], &[&[("a", T("Zm9vYmF"))]]),
    ("s: {a|base64: f}; condition: s", &[&[("a", T("Zg=="))]], &[&[("a", T("Zg"))]]),
    // The letters of `foobar` behind zero, one and two other bytes.
    (
        "s: {a|base64offset|contains: foobar}; condition: s",
        &[
            &[("a", T("Zm9vYmFy"))],
            &[("a", T("eGZvb2Jhcg=="))],
            &[("a", T("eHhmb29iYXI="))],
            &[("a", T("eHh4Zm9vYmFyeA=="))],
        ],
        &[&[("a", T("foobar"))], &[("a", T("Zm9vYmF6"))]],
    ),
    (
        "s: {a|base64offset: foobar}; condition: s",
        &[&[("a", T("Zvb2Jhc"))], &[("a", T("mb29iYX"))]],
        &[&[("a", T("eGZvb2Jhcg=="))]],
    ),
    // Wildcards are characters like any other here; escapes are resolved.
    ("s: {a|base64: 'a*b'}; condition: s", &[&[("a", T("YSpi"))]], &[&[("a", T("YXhi"))]]),
    (r"s: {a|base64: 'a\*b'}; condition: s", &[&[("a", T("YSpi"))]], &[]),
    (r"s: {a|base64: 'a\b'}; condition: s", &[&[("a", T("YVxi"))]], &[]),
    ("s: {a|wide|base64: ab}; condition: s", &[&[("a", T("YQBiAA=="))]], &[&[("a", T("YWI="))]]),
    ("s: {a|utf16le|base64: ab}; condition: s", &[&[("a", T("YQBiAA=="))]], &[&[("a", T("AGEAYg=="))]]),
    ("s: {a|utf16be|base64: ab}; condition: s", &[&[("a", T("AGEAYg=="))]], &[&[("a", T("YQBiAA=="))]]),
    ("s: {a|utf16|base64: ab}; condition: s", &[&[("a", T("//5hAGIA"))]], &[&[("a", T("YQBiAA=="))]]),
    (
        "s: {a|wide|base64offset|contains: foo}; condition: s",
        &[&[("a", T("ZgBvAG8A"))], &[("a", T("AGYAbwBvAA=="))]],
        &[&[("a", T("Zm9v"))]],
    ),
    ("s: {a|wide: ab}; condition: s", &[&[("a", T("a\0b\0"))]], &[&[("a", T("ab"))]]),
    ("s: {a|base64|contains|all: [foo, bar]}; condition: s", &[&[("a", T("Zm9v-YmFy"))]], &[&[("a", T("Zm9v"))]]),
    // Dashes that begin an option, each as each of five.
    (
        "s: {a|windash: '-f'}; condition: s",
        &[&[("a", T("-f"))], &[("a", T("/f"))], &[("a", T("–f"))], &[("a", T("—f"))], &[("a", T("―F"))]],
        &[&[("a", T("f"))], &[("a", T("‐f"))]],
    ),
    ("s: {a|windash|contains: ' -f'}; condition: s", &[&[("a", T("x /f"))]], &[&[("a", T("x/f"))]]),
    ("s: {a|contains|windash: ' /f'}; condition: s", &[&[("a", T("x -f"))], &[("a", T("x —f"))]], &[]),
    ("s: {a|windash: '–f'}; condition: s", &[&[("a", T("-f"))], &[("a", T("–f"))]], &[]),
    ("s: {a|windash: '-f -g'}; condition: s", &[&[("a", T("-f /g"))], &[("a", T("–f ―g"))]], &[]),
    // A dash within a word or before a blank begins no option.
    ("s: {a|windash: 'x-f'}; condition: s", &[&[("a", T("x-f"))]], &[&[("a", T("x/f"))]]),
    ("s: {a|windash: '- f'}; condition: s", &[&[("a", T("- f"))]], &[&[("a", T("/ f"))]]),
    ("s: {a|windash: '--f'}; condition: s", &[&[("a", T("--f"))], &[("a", T("-/f"))]], &[&[("a", T("//f"))]]),
    ("s: {a|windash: '*-f*'}; condition: s", &[&[("a", T("x/fy"))]], &[]),
    ("s: {a|windash|contains|all: [' -f', ' -g']}; condition: s", &[&[("a", T("x /g -f"))]], &[&[("a", T("x -f"))]]),
    ("s: {a|windash|base64: '-f'}; condition: s", &[&[("a", T("LWY="))], &[("a", T("L2Y="))]], &[&[("a", T("-f"))]]),
];

const NUMBERS: &[Case] = &[
    (
        "s: {a|lt: 5}; condition: s",
        &[&[("a", N("4"))], &[("a", T("4.9"))], &[("a", N("-10"))]],
        &[&[("a", N("5"))], &[("a", T("x"))], &[], &[("a", Null)], &[("a", T(""))]],
    ),
    ("s: {a|lte: 5}; condition: s", &[&[("a", N("5"))], &[("a", N("5.0"))]], &[&[("a", N("5.1"))]]),
    ("s: {a|gt: 5}; condition: s", &[&[("a", N("10"))], &[("a", N("1e2"))]], &[&[("a", N("5"))], &[("a", T("50x"))]]),
    ("s: {a|gte: 5}; condition: s", &[&[("a", N("5"))]], &[&[("a", N("4"))]]),
    ("s: {a|gt: 1.5}; condition: s", &[&[("a", N("1.6"))]], &[&[("a", N("1.5"))]]),
    ("s: {a|gt: '5'}; condition: s", &[&[("a", N("10"))]], &[&[("a", N("4"))]]),
    (
        "s: {a|gt: 9223372036854775806}; condition: s",
        &[&[("a", N("9223372036854775807"))]],
        &[&[("a", N("9223372036854775806"))]],
    ),
    ("s: {a|gt: [100, 5]}; condition: s", &[&[("a", N("6"))]], &[&[("a", N("5"))]]),
    ("s: {a|gt|all: [100, 5]}; condition: s", &[&[("a", N("101"))]], &[&[("a", N("6"))]]),
    ("s: {a|gt|neq: 5}; condition: s", &[&[("a", N("5"))], &[("a", T("x"))], &[]], &[&[("a", N("6"))]]),
    ("s: {a|gt: 5, a|lt: 8}; condition: s", &[&[("a", N("6"))]], &[&[("a", N("9"))]]),
    ("s: {a|gt: 5}; condition: s", &[&[("a", N("1")), ("a", N("9"))]], &[&[("a", V::Bool(true))]]),
];

const TIMES: &[Case] = &[
    (
        "s: {a|hour: 23}; condition: s",
        &[
            &[("a", T("2026-03-14T23:05:09Z"))],
            &[("a", T("2026-03-14 23:05:09.123456"))],
            &[("a", T("2026-03-14T18:05:09-05:00"))],
        ],
        &[&[("a", T("2026-03-14T22:05:09Z"))], &[("a", T("23"))], &[("a", T("x"))], &[]],
    ),
    (
        "s: {a|hour|gte: 20}; condition: s",
        &[&[("a", T("2026-03-14T20:00:00Z"))]],
        &[&[("a", T("2026-03-14T19:59:59Z"))]],
    ),
    (
        "s: {a|hour|lt: 6}; condition: s",
        &[&[("a", T("2026-03-14T05:59:59Z"))]],
        &[&[("a", T("2026-03-14T06:00:00Z"))], &[("a", T("5"))]],
    ),
    ("s: {a|minute: 5}; condition: s", &[&[("a", T("2026-03-14T23:05:09Z"))]], &[&[("a", T("2026-03-14T23:06:00Z"))]]),
    (
        "s: {a|day: 14}; condition: s",
        &[&[("a", T("2026-03-14T23:05:09Z"))]],
        &[&[("a", T("2026-03-14T23:05:09-02:00"))]],
    ),
    (
        "s: {a|week: [1, 53]}; condition: s",
        &[&[("a", T("2026-01-01T00:00:00Z"))], &[("a", T("2021-01-03T00:00:00Z"))]],
        &[&[("a", T("2021-01-11T00:00:00Z"))]],
    ),
    (
        "s: {a|month: 12}; condition: s",
        &[&[("a", T("2025-12-31T23:59:59Z"))]],
        &[&[("a", T("2025-12-31T23:59:59-01:00"))]],
    ),
    (
        "s: {a|year: 2026}; condition: s",
        &[
            &[("a", T("2026-03-14T23:05:09Z"))],
            &[("a", N("1773529509"))],
            &[("a", N("1773529509123"))],
            &[("a", T("1773529509.5"))],
        ],
        &[&[("a", N("1588205199"))], &[("a", N("2026"))]],
    ),
    (
        "s: {a|hour|neq: 23}; condition: s",
        &[&[("a", T("2026-03-14T22:05:09Z"))], &[]],
        &[&[("a", T("2026-03-14T23:05:09Z"))]],
    ),
];

const REGEXES: &[Case] = &[
    (
        "s: {a|re: 'x.z'}; condition: s",
        &[&[("a", T("-xyz-"))]],
        &[&[("a", T("XYZ"))], &[("a", T("xz"))], &[("a", T("x\nz"))]],
    ),
    ("s: {a|re: '^x$'}; condition: s", &[&[("a", T("x"))]], &[&[("a", T("xy"))], &[("a", T("a\nx"))]]),
    ("s: {a|re|i: 'x.z'}; condition: s", &[&[("a", T("XyZ"))]], &[&[("a", T("XZ"))]]),
    ("s: {a|re|m: '^x$'}; condition: s", &[&[("a", T("a\nx\nb"))]], &[&[("a", T("ax"))]]),
    ("s: {a|re|s: 'x.z'}; condition: s", &[&[("a", T("x\nz"))]], &[&[("a", T("xz"))]]),
    ("s: {a|re|i|m|s: '^X.Z$'}; condition: s", &[&[("a", T("a\nx\nz\nb"))]], &[]),
    (r"s: {a|re: '\\x\*'}; condition: s", &[&[("a", T(r"-\x*-"))]], &[&[("a", T("x"))]]),
    ("s: {a|re: ['x+', 'y+']}; condition: s", &[&[("a", T("yy"))]], &[&[("a", T("z"))]]),
    ("s: {a|re|all: ['x', 'y']}; condition: s", &[&[("a", T("yx"))]], &[&[("a", T("x"))]]),
    ("s: {a|re: '[0-9]{4}'}; condition: s", &[&[("a", N("4624"))]], &[&[("a", N("462"))], &[("a", Null)], &[]]),
    ("s: {a|re|neq: 'x'}; condition: s", &[&[("a", T("y"))], &[]], &[&[("a", T("x"))]]),
    ("s: {a|re: ''}; condition: s", &[&[("a", T(""))], &[("a", T("x"))]], &[&[]]),
    ("s: {a|re: 'ñ'}; condition: s", &[&[("a", T("ñ"))]], &[&[("a", T("Ñ"))]]),
];

const KEYWORDS: &[Case] = &[
    (
        "s: [x, y]; condition: s",
        &[&[("a", T("-X-"))], &[("a", T("z")), ("b", T("y"))]],
        &[&[("x", T("z"))], &[], &[("a", Null)]],
    ),
    ("s: x; condition: s", &[&[("a", T("axb"))]], &[&[("a", T("b"))]]),
    ("s: [4624]; condition: s", &[&[("a", N("4624"))], &[("a", T("id=4624!"))]], &[&[("a", N("462"))]]),
    ("s: ['x*z']; condition: s", &[&[("a", T("-xyz-"))]], &[&[("a", T("x")), ("b", T("z"))]]),
    ("s: {'|all': [x, y]}; condition: s", &[&[("a", T("x")), ("b", T("y"))], &[("a", T("yx"))]], &[&[("a", T("x"))]]),
    ("s: {'|contains|all': [x, y]}; condition: s", &[&[("a", T("-x-")), ("b", T("-y-"))]], &[&[("a", T("x"))]]),
    ("s: {'': x}; condition: s", &[&[("a", T("axb"))]], &[&[("a", T("b"))]]),
    ("s: {'|re': '^x'}; condition: s", &[&[("a", T("xy"))]], &[&[("a", T("yx"))]]),
    ("s: {'|startswith': x}; condition: s", &[&[("a", T("y")), ("b", T("xa"))]], &[&[("a", T("ax"))]]),
    ("s: {'|cased': x}; condition: s", &[&[("a", T("axb"))]], &[&[("a", T("aXb"))]]),
    ("s: {'|base64offset': foobar}; condition: s", &[&[("a", T("eGZvb2Jhcg=="))]], &[&[("a", T("foobar"))]]),
    ("s: {'|neq': x}; condition: s", &[&[("a", T("y"))], &[]], &[&[("a", T("y")), ("b", T("axb"))]]),
    ("s: [x, {a: y}]; condition: s", &[&[("b", T("x"))], &[("a", T("y"))]], &[&[("b", T("y"))]]),
    (
        "s: {a: y, '|all': [x, z]}; condition: s",
        &[&[("a", T("y")), ("b", T("xz"))]],
        &[&[("a", T("y")), ("b", T("x"))]],
    ),
    ("s: [true]; condition: s", &[&[("a", V::Bool(true))], &[("a", T("untrue"))]], &[&[("a", V::Bool(false))]]),
];

const CONDITIONS: &[Case] = &[
    ("s: {a: x}; t: {b: y}; condition: s and t", &[&[("a", T("x")), ("b", T("y"))]], &[&[("a", T("x"))]]),
    ("s: {a: x}; t: {b: y}; condition: s or t", &[&[("a", T("x"))], &[("b", T("y"))]], &[&[("a", T("y"))]]),
    ("s: {a: x}; t: {b: y}; condition: s and not t", &[&[("a", T("x"))]], &[&[("a", T("x")), ("b", T("y"))]]),
    ("s: {a: x}; condition: not s", &[&[], &[("a", T("y"))]], &[&[("a", T("x"))]]),
    (
        "s: {a: x}; t: {b: y}; u: {c: z}; condition: s or t and u",
        &[&[("a", T("x"))], &[("b", T("y")), ("c", T("z"))]],
        &[&[("b", T("y"))]],
    ),
    (
        "s: {a: x}; t: {b: y}; u: {c: z}; condition: (s or t) and u",
        &[&[("a", T("x")), ("c", T("z"))]],
        &[&[("a", T("x"))]],
    ),
    ("s: {a: x}; t: {b: y}; condition: not s and t", &[&[("b", T("y"))]], &[&[("a", T("x")), ("b", T("y"))], &[]]),
    ("s: {a: x}; t: {b: y}; condition: not (s and t)", &[&[("a", T("x"))], &[]], &[&[("a", T("x")), ("b", T("y"))]]),
    (
        "s1: {a: x}; s2: {b: y}; t: {c: z}; condition: 1 of s*",
        &[&[("a", T("x"))], &[("b", T("y"))]],
        &[&[("c", T("z"))]],
    ),
    (
        "s1: {a: x}; s2: {b: y}; t: {c: z}; condition: all of s*",
        &[&[("a", T("x")), ("b", T("y"))]],
        &[&[("a", T("x")), ("c", T("z"))]],
    ),
    ("s1: {a: x}; s2: {b: y}; condition: any of s*", &[&[("b", T("y"))]], &[&[]]),
    ("s1: {a: x}; s2: {b: y}; s3: {c: z}; condition: 2 of s*", &[&[("a", T("x")), ("c", T("z"))]], &[&[("b", T("y"))]]),
    ("s1: {a: x}; s2: {b: y}; condition: 3 of s*", &[], &[&[("a", T("x")), ("b", T("y"))]]),
    ("s: {a: x}; _t: {b: y}; condition: 1 of them", &[&[("a", T("x"))]], &[&[("b", T("y"))]]),
    ("s: {a: x}; _t: {b: y}; condition: all of them", &[&[("a", T("x"))]], &[&[("b", T("y"))]]),
    ("s: {a: x}; _t: {b: y}; condition: 1 of _*", &[&[("b", T("y"))]], &[&[("a", T("x"))]]),
    ("a_s_1: {a: x}; b_s_2: {b: y}; s: {c: z}; condition: 1 of *_s_*", &[&[("b", T("y"))]], &[&[("c", T("z"))]]),
    (
        "s: {a: x}; f1: {b: y}; f2: {c: z}; condition: s and not 1 of f*",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("c", T("z"))]],
    ),
    ("s: {a: x}; t: {b: y}; condition: [s, t]", &[&[("a", T("x"))], &[("b", T("y"))]], &[&[]]),
    ("s: {a: x}; t: {b: y}; condition: s AND NOT t", &[&[("a", T("x"))]], &[&[("a", T("x")), ("b", T("y"))]]),
    ("sel-1_x: {a: x}; condition: sel-1_x", &[&[("a", T("x"))]], &[&[]]),
];

const LOGSOURCE: &str = "logsource: {product: windows, category: process_creation}";

/// The log source of each filter, and what stands under `filter`; several filters stand side by side.
const FILTERS: &[Case] = &[
    (
        "{product: windows} | rules: any; f: {b: y}; condition: not f",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))], &[("b", T("z"))]],
    ),
    (
        "{product: windows} | rules: [the_rule]; f: {b: y}; condition: not f",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))]],
    ),
    (
        "{product: windows} | rules: [0E95725D-7320-415d-80f7-004da920fc11]; f: {b: y}; condition: not f",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))]],
    ),
    (
        "{product: windows} | rules: the_rule; f: {b: y}; condition: not f",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))]],
    ),
    // A filter for other rules or other logs changes nothing.
    ("{product: windows} | rules: [another]; f: {b: y}; condition: not f", &[&[("a", T("x")), ("b", T("y"))]], &[]),
    ("{product: linux} | rules: any; f: {b: y}; condition: not f", &[&[("a", T("x")), ("b", T("y"))]], &[]),
    (
        "{product: windows, service: sysmon} | rules: any; f: {b: y}; condition: not f",
        &[&[("a", T("x")), ("b", T("y"))]],
        &[],
    ),
    (
        "{category: process_creation} | rules: any; f: {b: y}; condition: not f",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))]],
    ),
    // The condition is what must hold besides, as written.
    (
        "{product: windows} | rules: any; f: {b: y}; condition: f",
        &[&[("a", T("x")), ("b", T("y"))]],
        &[&[("a", T("x"))]],
    ),
    (
        "{product: windows} | rules: any; f1: {b: y}; f2: {c: z}; condition: not 1 of f*",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("c", T("z"))]],
    ),
    // Names within filter and rule are their own.
    (
        "{product: windows} | rules: any; s: {b: y}; condition: not s",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))]],
    ),
    // Several filters all apply.
    (
        "{product: windows} | rules: any; f: {b: y}; condition: not f && {product: windows} | rules: any; f: {c: z}; condition: not f",
        &[&[("a", T("x"))]],
        &[&[("a", T("x")), ("b", T("y"))], &[("a", T("x")), ("c", T("z"))]],
    ),
];

#[test]
fn the_reference_evaluator_does_what_the_specification_says() {
    let (placeholders, vectors) = (placeholders(), vectors());
    let mut wrong = Vec::new();
    for vector in &vectors {
        let (documents, diagnostics) = parse("vector.yml", &vector.rule_yaml);
        let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == atalaya_model::Severity::Error);
        if errors || documents.is_empty() {
            wrong.push(format!("{}: {diagnostics:?}", vector.name));
        } else if naive::matches_documents(&documents, &vector.event, &placeholders) != vector.matches {
            wrong.push(format!("{}: should be {}", vector.name, vector.matches));
        }
    }
    assert!(wrong.is_empty(), "{} of {} vectors:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}
