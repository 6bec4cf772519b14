//! Search words become SQL that can be read, or are refused with a reason.

use atalaya_hunt::{
    Field, FieldKind, Fields, KindFields, Note, Period, PeriodError, TERMS_MAX, Wants, Words, WordsError,
};
use atalaya_model::Time;
use proptest::prelude::*;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// 2023-11-14T22:13:20Z.
const NOW: Time = Time(1_700_000_000_000_000);

/// How deep the lake lets questions be nested.
const SQL_DEPTH_MAX: usize = 48;

fn fields() -> Fields {
    let field = |name: &str, of| Field { name: name.to_owned(), of };
    let kind = |kind: &str, fields: Vec<Field>| KindFields { kind: kind.to_owned(), fields };
    Fields {
        several: true,
        values: [("organization", ["ministry", "north"]), ("kind", ["windows.security", "zeek.conn"])]
            .map(|(field, values)| (field.to_owned(), values.map(str::to_owned).to_vec()))
            .to_vec(),
        envelope: vec![
            field("time", FieldKind::Time),
            field("day", FieldKind::Day),
            field("kind", FieldKind::Text),
            field("organization", FieldKind::Text),
            field("host", FieldKind::Text),
            field("host_ip", FieldKind::Address),
            field("user", FieldKind::Text),
            field("process", FieldKind::Text),
            field("src_ip", FieldKind::Address),
            field("dst_ip", FieldKind::Address),
            field("src_port", FieldKind::Number),
            field("dst_port", FieldKind::Number),
            field("late", FieldKind::Truth),
        ],
        kinds: vec![
            kind("windows.security", vec![field("EventID", FieldKind::Number), field("LogonType", FieldKind::Text)]),
            kind("windows.sysmon", vec![field("EventID", FieldKind::Number), field("CommandLine", FieldKind::Text)]),
            kind("zeek.conn", vec![field("id.orig_h", FieldKind::Address)]),
        ],
    }
}

fn read(text: &str) -> Result<Words, WordsError> {
    Words::read(text, &fields(), Period::default(), NOW)
}

/// The conditions, one for each table that is asked.
fn conditions(sql: &str) -> Vec<String> {
    let from = |part: &str| part.split_once(" FROM ").expect("a table is asked").1.to_owned();
    sql.split("\nUNION ALL\n").map(from).collect()
}

fn check(text: &str, expected: &[&str]) {
    let words = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(conditions(&words.sql), expected, "{text}");
    parses(&words.sql);
}

fn check_all(text: &str, condition: &str) {
    check(text, &[&format!("events WHERE {condition}")]);
}

fn parses(sql: &str) {
    let parser = Parser::new(&GenericDialect {}).with_recursion_limit(SQL_DEPTH_MAX).try_with_sql(sql);
    let statements = parser.and_then(|mut parser| parser.parse_statements());
    let statements = statements.unwrap_or_else(|error| panic!("{error}: {sql}"));
    assert_eq!(statements.len(), 1, "{sql}");
    assert!(matches!(statements[0], sqlparser::ast::Statement::Query(_)), "{sql}");
}

#[test]
fn words_are_looked_for_in_every_field() {
    check_all("powershell", "matches_word(record, 'powershell')");
    check_all("powershell mimikatz", "matches_word(record, 'powershell') AND matches_word(record, 'mimikatz')");
    check_all("\"two words\"", "matches_word(record, 'two words')");
    check_all("“two words”", "matches_word(record, 'two words')");
    check_all("\"say \"\"hi\"\"\"", "matches_word(record, 'say \"hi\"')");
    check_all("it's", "matches_word(record, 'it''s')");
    check_all("*shell*", "matches_word(record, 'shell')");
    check_all("index.php?id=1", "matches_word(record, 'index.php?id=1')");
    check_all("密碼", "matches_word(record, '密碼')");
    check_all("cmd(1)", "matches_word(record, 'cmd(1)')");
    check_all("-enc", "NOT matches_word(record, 'enc')");
    check_all("\"-enc\"", "matches_word(record, '-enc')");
}

#[test]
fn paths_addresses_and_times_are_words_although_they_have_colons() {
    for text in [
        "C:\\Windows\\Temp",
        "https://example.com/a?b=c",
        "fe80::1",
        "::1",
        "12:30:00",
        "00:1a:2b:3c:4d:5e",
        "192.0.2.1:443",
        "example.com:443",
        "HKLM:\\Software",
    ] {
        check_all(text, &format!("matches_word(record, '{text}')"));
    }
}

#[test]
fn parts_are_connected_as_they_say() {
    let word = |word: &str| format!("matches_word(record, '{word}')");
    let [a, b, c] = ["x1", "x2", "x3"].map(word);
    check_all("x1 AND x2", &format!("{a} AND {b}"));
    check_all("x1 OR x2 x3", &format!("({a} OR ({b} AND {c}))"));
    check_all("(x1 OR x2) x3", &format!("({a} OR {b}) AND {c}"));
    check_all("（x1 OR x2） x3", &format!("({a} OR {b}) AND {c}"));
    check_all("NOT (x1 x2)", &format!("(({a} AND {b}) IS NOT TRUE)"));
    check_all("-(x1 OR x2)", &format!("(({a} OR {b}) IS NOT TRUE)"));
    check_all("NOT x1 OR x2", &format!("(NOT {a} OR {b})"));
    check_all("- x1", &format!("matches_word(record, '-') AND {a}"));
}

#[test]
fn fields_are_asked_by_what_they_hold() {
    check_all("host:dc01", "matches_word(host, 'dc01')");
    check_all("HOST:dc01", "matches_word(host, 'dc01')");
    check_all("host：dc01", "matches_word(host, 'dc01')");
    check_all("user:SYSTEM", "matches_word(\"user\", 'SYSTEM')");
    check_all("-user:SYSTEM", "NOT matches_word(\"user\", 'SYSTEM')");
    check_all("host:\"a b\"", "matches_word(host, 'a b')");
    check_all("host:dc*", "host ILIKE 'dc%'");
    check_all("-host:dc*", "(host ILIKE 'dc%' IS NOT TRUE)");
    check_all("process:*\\po?er_shell.exe", "process ILIKE '%\\\\po_er\\_shell.exe'");
    check_all("process:\"50%*\"", "matches_word(process, '50%*')");
    check_all("host:=DC01", "host ILIKE 'DC01'");
    check_all("host:=\"a_*\"", "host ILIKE 'a\\_*'");
    check_all("host:*", "host <> ''");
    check_all("host:\"\"", "host = ''");
    check_all("host:(a1 OR b*)", "(matches_word(host, 'a1') OR host ILIKE 'b%')");
    check_all("-host:(a1 OR user:b)", "((matches_word(host, 'a1') OR matches_word(\"user\", 'b')) IS NOT TRUE)");
    check_all("dst_port:443", "dst_port = 443");
    check_all("dst_port:>=1024", "dst_port >= 1024");
    check_all("dst_port:44*", "CAST(dst_port AS VARCHAR) ILIKE '44%'");
    check_all("dst_port:*", "dst_port IS NOT NULL");
    check_all("host:>-1.5", "TRY_CAST(host AS DOUBLE) > -1.5");
    check_all("late:TRUE", "late = TRUE");
    check_all("time:>=2023-11-01", "time >= '2023-11-01T00:00:00.000000Z'");
    check_all("day:2023-11-01", "day = DATE '2023-11-01'");
    check_all("kind:windows.*", "kind ILIKE 'windows.%'");
}

#[test]
fn addresses_are_compared_as_addresses() {
    check_all("src_ip:192.0.2.1", "src_ip IN ('192.0.2.1', '::ffff:192.0.2.1')");
    check_all("src_ip:2001:db8::1", "cidr_match(src_ip, '2001:db8::1/128')");
    check_all("src_ip:10.0.0.0/8", "cidr_match(src_ip, '10.0.0.0/8')");
    check_all("src_ip:10.0.", "src_ip ILIKE '10.0.%'");
    check_all("host:10.0.0.0/8", "(cidr_match(host, '10.0.0.0/8') OR matches_word(host, '10.0.0.0/8'))");
    let either = |field: &str| format!("{field} IN ('192.0.2.1', '::ffff:192.0.2.1')");
    check_all("ip:192.0.2.1", &format!("({} OR {} OR {})", either("src_ip"), either("dst_ip"), either("host_ip")));
    check_all("port:22", "(src_port = 22 OR dst_port = 22)");
}

#[test]
fn fields_of_records_are_asked_of_the_kinds_that_have_them() {
    check("CommandLine:enc", &["\"windows.sysmon\" WHERE matches_word(\"CommandLine\", 'enc')"]);
    check("commandline:enc", &["\"windows.sysmon\" WHERE matches_word(\"CommandLine\", 'enc')"]);
    check("\"id.orig_h\":192.0.2.1", &["\"zeek.conn\" WHERE \"id.orig_h\" IN ('192.0.2.1', '::ffff:192.0.2.1')"]);
    check("id.orig_h:192.0.2.1", &["\"zeek.conn\" WHERE \"id.orig_h\" IN ('192.0.2.1', '::ffff:192.0.2.1')"]);
    check("EventID:1", &["\"windows.security\" WHERE \"EventID\" = 1", "\"windows.sysmon\" WHERE \"EventID\" = 1"]);
    check(
        "CommandLine:=a\\b",
        &["\"windows.sysmon\" WHERE (\"CommandLine\" ILIKE 'a\\\\b' OR \"CommandLine\" ILIKE '[\"a\\\\\\\\b\"%' \
           OR \"CommandLine\" ILIKE '[%,\"a\\\\\\\\b\"%')"],
    );
    check(
        "EventID:1 LogonType:3",
        &["\"windows.security\" WHERE \"EventID\" = 1 AND matches_word(\"LogonType\", '3')"],
    );
    check(
        "CommandLine:enc OR host:dc01",
        &[
            "\"windows.sysmon\" WHERE (matches_word(\"CommandLine\", 'enc') OR matches_word(host, 'dc01'))",
            "events WHERE kind NOT IN ('windows.sysmon') AND matches_word(host, 'dc01')",
        ],
    );
    check(
        "-CommandLine:enc",
        &[
            "\"windows.sysmon\" WHERE NOT matches_word(\"CommandLine\", 'enc')",
            "events WHERE kind NOT IN ('windows.sysmon')",
        ],
    );
    check("LogonType:3 id.orig_h:192.0.2.1", &["events WHERE FALSE"]);
}

#[test]
fn times_bound_what_is_asked() {
    check("last:1h", &["events WHERE time >= '2023-11-14T21:13:20.000000Z'"]);
    check_all("host:a1 last:1h", "matches_word(host, 'a1') AND time >= '2023-11-14T21:13:20.000000Z'");
    check_all(
        "x1 since:2023-11-01 until:2023-11-02",
        "matches_word(record, 'x1') AND time >= '2023-11-01T00:00:00.000000Z' AND time < '2023-11-03T00:00:00.000000Z'",
    );
    let period = Period { since: Some(Time(0)), until: Some(NOW) };
    let words = Words::read("", &fields(), period, NOW).unwrap();
    let expected = "events WHERE time >= '1970-01-01T00:00:00.000000Z' AND time < '2023-11-14T22:13:20.000000Z'";
    assert_eq!(conditions(&words.sql), [expected]);
    assert_eq!(read("").map(|words| conditions(&words.sql)), Ok(vec!["events".to_owned()]));
    assert_eq!(read("*").map(|words| conditions(&words.sql)), Ok(vec!["events".to_owned()]));
}

#[test]
fn what_cannot_be_understood_is_refused_with_the_reason() {
    let check = |text: &str, expected: WordsError| assert_eq!(read(text), Err(expected), "{text}");
    let unknown = |name: &str, near: &[&str]| WordsError::UnknownField {
        name: name.to_owned(),
        near: near.iter().map(|name| (*name).to_owned()).collect(),
    };
    let wrong =
        |field: &str, value: &str, wants| WordsError::WrongValue { field: field.into(), value: value.into(), wants };
    check("hots:dc01", unknown("hots", &["host"]));
    check("comandline:x", unknown("comandline", &["CommandLine"]));
    check("localhost:8080", unknown("localhost", &[]));
    check("\"two words", WordsError::Unclosed { at: 1 });
    check("añ host:\"x", WordsError::Unclosed { at: 9 });
    check("(x1", WordsError::Parenthesis { at: 1 });
    check("x1)", WordsError::Parenthesis { at: 3 });
    check("x1 OR", WordsError::Dangling { word: "OR".into(), at: 4 });
    check("OR x1", WordsError::Dangling { word: "OR".into(), at: 1 });
    check("()", WordsError::Dangling { word: ")".into(), at: 2 });
    check("host:", WordsError::NoValue { field: "host".into() });
    check("dst_port:https", wrong("dst_port", "https", Wants::Number));
    check("dst_port:1;DROP", wrong("dst_port", "1;DROP", Wants::Number));
    check("late:maybe", wrong("late", "maybe", Wants::Truth));
    check("time:>noon", wrong("time", "noon", Wants::Time));
    check("src_ip:>5", wrong("src_ip", "5", Wants::Order));
    check("host:>x", wrong("host", "x", Wants::Order));
    for network in ["10.0.0.0/33", "300.1.1.1/8", "10.0.0.0/"] {
        check(&format!("src_ip:{network}"), wrong("src_ip", network, Wants::Network));
        check(&format!("id.orig_h:={network}"), wrong("id.orig_h", network, Wants::Network));
    }
    let no_value = |field: &str, value: &str, near: &[&str]| WordsError::UnknownValue {
        field: field.to_owned(),
        value: value.to_owned(),
        near: near.iter().map(|name| (*name).to_owned()).collect(),
    };
    check("organization:minstry", no_value("organization", "minstry", &["ministry"]));
    check("-organization:=minist", no_value("organization", "minist", &["ministry"]));
    check("x1 OR kind:nix", no_value("kind", "nix", &[]));
    check("kind:win*sysmon", no_value("kind", "win*sysmon", &[]));
    check("kind:zeek.c?n", no_value("kind", "zeek.c?n", &["zeek.conn"]));
    for fits in ["organization:MINIS", "kind:windows", "kind:z*c?nn", "kind:*", "kind:=zeek.Conn"] {
        assert!(read(fits).is_ok(), "{fits}: {:?}", read(fits));
    }
    check("pow*shell", WordsError::Wildcard { word: "pow*shell".into() });
    check("last:soon", WordsError::Period(PeriodError::Length("soon".into())));
    check("since:2024-01-01 until:2023-01-01", WordsError::Period(PeriodError::Order));
    check(&"x".repeat(9000), WordsError::TooLong);
    check(&"x".repeat(2000), WordsError::LongWord { max: 1024 });
    check(&"x1 ".repeat(TERMS_MAX + 1), WordsError::TooMany);
    check(&format!("{}x", "(".repeat(1000)), WordsError::TooDeep);
    check(&format!("{}x", "-".repeat(1000)), WordsError::TooDeep);
}

#[test]
fn times_beyond_the_nanoseconds_of_the_engine_are_told_in_microseconds() {
    check_all("since:2300-01-01", "time >= to_timestamp_micros(10413792000000000)");
    check_all("until:1600-01-01T00:00:00Z", "time < to_timestamp_micros(-11676096000000000)");
    check_all("time:>2300-01-01", "time > to_timestamp_micros(10413792000000000)");
}

#[test]
fn a_time_that_does_not_bound_the_whole_search_is_refused() {
    assert_eq!(read("x1 OR last:1h"), Err(WordsError::Period(PeriodError::Place)));
    assert_eq!(read("NOT last:1h"), Err(WordsError::Period(PeriodError::Place)));
}

#[test]
fn what_may_have_been_meant_differently_is_noted() {
    let check =
        |text: &str, notes: &[Note]| assert_eq!(read(text).map(|words| words.notes), Ok(notes.to_vec()), "{text}");
    check("x1 or x2", &[Note::SmallLetters("or".into())]);
    check("powershell -enc", &[Note::LeavesOut("enc".into())]);
    check("10.0.0.0/8", &[Note::Network("10.0.0.0/8".into())]);
    check("x1 \"or\" -\"y\" -user:z", &[]);
}

#[test]
fn what_is_sought_can_be_pointed_out() {
    let check =
        |text: &str, sought: &[&str]| assert_eq!(read(text).map(|words| words.sought).unwrap(), sought, "{text}");
    check("power host:*dc01* \"two words\" power", &["power", "dc01", "two words"]);
    check("-out dst_port:5", &["5"]);
}

/// Characters that a lexer might stumble over, and words that mean something.
fn search() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("host:".to_owned()),
        Just("\"id.orig_h\":".to_owned()),
        Just("EventID:".to_owned()),
        Just("dst_port:>".to_owned()),
        Just("CommandLine:=".to_owned()),
        Just(" OR ".to_owned()),
        Just(" NOT ".to_owned()),
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("last:7d ".to_owned()),
        Just("'; DROP TABLE events; --".to_owned()),
        Just("/*".to_owned()),
        Just("5".to_owned()),
        "[ \\-\"'*?%_\\\\:;()a-c\u{0}\u{201c}é]{1,6}",
        "\\PC{1,4}",
    ];
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

/// Whether there is nothing but our own words outside literals and quoted names.
fn is_ours(sql: &str) -> bool {
    let outside: String = sql.split('\'').step_by(2).collect();
    let outside: String = outside.split('"').step_by(2).collect();
    outside.chars().all(|c| c.is_ascii_alphanumeric() || " \n_.,()<>=-".contains(c)) && !outside.contains("--")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_search_becomes_sql_that_parses_or_is_refused(text in search()) {
        if let Ok(words) = read(&text) {
            parses(&words.sql);
            prop_assert!(is_ours(&words.sql), "{}", words.sql);
        }
    }

    #[test]
    fn a_value_is_a_literal_whatever_it_is(value in "[^\"“”„＂]{1,40}") {
        let words = read(&format!("host:\"{value}\"")).unwrap();
        let literal = value.replace('\'', "''");
        prop_assert!(words.sql.ends_with(&format!("matches_word(host, '{literal}')")), "{}", words.sql);
        parses(&words.sql);
    }
}
