//! The functions of the field, asked as questions: constants, columns, nulls, and what is not what it should be.

use crate::archive::{Archive, ask};
use atalaya_lake::{FUNCTIONS, QueryError};

#[test]
fn each_function_answers_for_constants_columns_and_nulls() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for (sql, expected) in [
        ("SELECT base64_decode('aG9sYQ==')", "hola"),
        ("SELECT base64_decode(NULL)", "null"),
        (
            "SELECT base64_decode(split_part(command_line, ' ', 3)) FROM events WHERE command_line LIKE '%-enc%' LIMIT 1",
            "hola",
        ),
        ("SELECT hex_decode('0x686f6c61'), url_decode('%2e%2e/')", "hola|../"),
        ("SELECT entropy('abcd'), entropy('')", "2.0|0.0"),
        ("SELECT DISTINCT registered_domain(domain) FROM events WHERE domain IS NOT NULL", "example.com"),
        (
            "SELECT cidr_match('10.1.2.3', '10.0.0.0/8'), cidr_match('x', '10.0.0.0/8'), cidr_match(NULL, '::/0')",
            "true|false|null",
        ),
        ("SELECT count(*) FROM events WHERE cidr_match(src_ip, '192.0.2.0/24')", "3"),
        ("SELECT count(*) FROM events WHERE cidr_match(src_ip, '198.51.100.0/24')", "0"),
        ("SELECT count(*) FROM events WHERE cidr_match(src_ip, concat('192.0.2.0', '/24'))", "3"),
        ("SELECT first_seen(time), last_seen(time) FROM zeek.conn", "2024-01-31T10:00:00Z|2024-01-31T12:00:00Z"),
        ("SELECT matches_word('PowerShell', 'power'), matches_word(NULL, 'x')", "true|false"),
        ("SELECT matches_word(4688, '46')", "true"),
        ("SELECT date_trunc('day', max(time)) FROM events", "2024-01-31T00:00:00Z"),
        ("SELECT date_bin(INTERVAL '15 minutes', max(time)) FROM events", "2024-01-31T12:00:00Z"),
        (
            "SELECT DISTINCT date_bin(INTERVAL '2 hours', time, TIMESTAMP '2024-01-31T00:00:00Z') FROM zeek.conn ORDER BY 1 LIMIT 1",
            "2024-01-31T10:00:00Z",
        ),
        ("SELECT DISTINCT date_trunc('month', time) FROM zeek.conn", "2024-01-01T00:00:00Z"),
    ] {
        match ask(&session, sql) {
            Ok(lines) => assert_eq!(lines, [expected], "{sql}"),
            Err(error) => panic!("{sql}: {error:?}"),
        }
    }
}

#[test]
fn whatever_sql_joins_is_joined() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for (sql, expected) in [
        ("SELECT 'a' || 'b' || 'c'", "abc"),
        ("SELECT 'a' || NULL", "null"),
        ("SELECT 'port ' || 443, 1.5 || 'x', true || '?'", "port 443|1.5x|true?"),
        ("SELECT DISTINCT src_ip || ':' || dst_port FROM zeek.conn WHERE dst_port = 441", "192.0.2.7:441"),
        ("SELECT make_array(1, 2) || make_array(3)", "[1, 2, 3]"),
        ("SELECT cardinality(make_array(dst_port) || make_array(1, 2)) FROM zeek.conn LIMIT 1", "3"),
    ] {
        match ask(&session, sql) {
            Ok(lines) => assert_eq!(lines, [expected], "{sql}"),
            Err(error) => panic!("{sql}: {error:?}"),
        }
    }
    assert!(matches!(ask(&session, "SELECT make_array(1) || 'x' || struct(1)"), Err(QueryError::Engine(_))));
}

#[test]
fn a_word_is_found_in_each_value_of_a_field_that_comes_several_times() {
    let mut archive = Archive::empty();
    let text = atalaya_model::ValueRef::Text;
    let many = [("File", text("C:\\Windows\\evil.exe")), ("File", text("say \"hi\"")), ("File", text("x"))];
    archive.add("north", ("windows.sysmon", crate::archive::TEN, &[], &many));
    for _ in 0..2 {
        let session = archive.session(&["north"]);
        for (word, expected) in
            [("windows\\EVIL.exe", "1"), ("evil.exe", "1"), ("say \"hi\"", "1"), ("windows\\good", "0")]
        {
            let sql = format!("SELECT count(*) FROM windows.sysmon WHERE matches_word(record, '{word}')");
            assert_eq!(ask(&session, &sql).unwrap(), [expected], "{sql}");
        }
        archive.lake.flush().unwrap();
    }
}

#[test]
fn a_word_is_found_in_a_field_without_a_column_however_its_letters_are_written() {
    let mut archive = Archive::empty();
    let lines = atalaya_model::ValueRef::Text("first line\nsecond \"line\"");
    archive.add("north", ("windows.sysmon", crate::archive::TEN, &[], &[("EventID", lines)]));
    let session = archive.session(&["north"]);
    let sql = "SELECT count(*) FROM windows.sysmon WHERE matches_word(record, 'line\nSECOND')";
    assert_eq!(ask(&session, sql).unwrap(), ["1"]);
}

#[test]
fn a_function_without_sense_is_an_error_and_no_panic() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for sql in [
        "SELECT matches_word('x')",
        "SELECT matches_word()",
        "SELECT matches_word(user, '') FROM events",
        "SELECT matches_word(user, host) FROM events",
        "SELECT base64_decode()",
        "SELECT entropy(1, 2)",
    ] {
        assert!(matches!(ask(&session, sql), Err(QueryError::Engine(_))), "{sql}");
    }
    for sql in [
        "SELECT cidr_match(src_ip, 'no network') FROM events",
        "SELECT cast(organization AS int) FROM events",
        "SELECT count(*) FROM events WHERE time > 'foo'",
    ] {
        let refused = ask(&session, sql).map(drop);
        assert!(matches!(refused, Err(QueryError::Value(_))), "{sql}: {refused:?}");
    }
    let refused = ask(&session, "SELECT 1 / 0 FROM events").map(drop);
    assert!(matches!(refused, Err(QueryError::Division)), "{refused:?}");
}

#[test]
fn every_function_of_the_list_is_known() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for function in FUNCTIONS {
        let asked = ask(&session, &format!("SELECT {}(user, host, time, 1) FROM events", function.name));
        assert!(!matches!(asked, Err(QueryError::UnknownFunction { .. })), "{}", function.name);
    }
}
