//! Questions that would take memory or time without measure: they are refused, and what is only long is answered.

use crate::archive::{Archive, ask};
use crate::questions::{check, refused};
use atalaya_lake::{QueryError, SQL_BYTES_MAX};
use std::time::{Duration, Instant};

/// Common table expressions, each of which reads the one before twice.
fn doubled(times: usize) -> String {
    (1..=times).map(|n| format!(", a{n} AS (SELECT * FROM a{0} UNION ALL SELECT * FROM a{0})", n - 1)).collect()
}

#[test]
fn hostile_questions_are_refused_soon() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    let long = "x".repeat(SQL_BYTES_MAX);
    let cases = [
        format!("SELECT {}1{}", "(".repeat(50_000), ")".repeat(50_000)),
        format!("SELECT {}1", "- ".repeat(20_000)),
        format!("SELECT {}1", "NOT ".repeat(20_000)),
        format!("SELECT 1 {}", "UNION ALL SELECT 1 ".repeat(9_000)),
        format!("{}SELECT 1{}", "SELECT * FROM (".repeat(5_000), ")".repeat(5_000)),
        format!("SELECT '{long}'"),
        format!("SELECT {}", "1,".repeat(30_000)),
        format!("SELECT {}1", "CASE WHEN 1 = 1 THEN ".repeat(5_000)),
        format!("SELECT {}1 FROM events", "CAST(".repeat(40)),
        format!("SELECT {}1", "EXTRACT(".repeat(300)),
        format!("SELECT {}1", "INTERVAL ".repeat(300)),
        format!("SELECT {}1", "EXISTS (SELECT ".repeat(300)),
        format!("SELECT * FROM {}x", "(".repeat(5_000)),
        format!("SELECT CAST(1 AS {}INT)", "ARRAY<".repeat(5_000)),
        format!("SELECT {}'aaaaaaaaaa'{}", "replace(".repeat(12), ", 'a', 'aaaaaaaaaa')".repeat(12)),
        format!("SELECT {}'a'{}", "encode(".repeat(40), ", 'hex')".repeat(40)),
        format!("WITH a0 AS (SELECT host FROM events){} SELECT * FROM a30", doubled(30)),
        "SELECT \u{0}".to_owned(),
        "SELECT '".to_owned(),
    ];
    for sql in cases {
        let began = Instant::now();
        let answered = ask(&session, &sql);
        assert!(answered.is_err(), "{}", &sql[..40.min(sql.len())]);
        assert!(began.elapsed() < Duration::from_secs(300), "{} took {:?}", &sql[..20.min(sql.len())], began.elapsed());
    }
}

/// Queries, each of which makes its column of that of the one before.
fn chained(times: usize, column: &str) -> String {
    let queries = (1..=times).map(|n| format!(", c{n} AS (SELECT {column} AS x FROM c{})", n - 1));
    format!("WITH c0 AS (SELECT process_id AS x FROM events){}", queries.collect::<String>())
}

#[test]
fn expressions_that_the_planner_would_multiply_are_refused_before() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    let cube = |columns: usize| (0..columns).map(|n| format!("process_id + {n}")).collect::<Vec<_>>().join(", ");
    for sql in [
        format!("{} SELECT x FROM c30 WHERE x > 0", chained(30, "x + x")),
        format!("{} SELECT x FROM c30 WHERE x > 0", chained(30, "coalesce(x, 1)")),
        format!("{} SELECT x FROM c30 WHERE x > 0", chained(30, "CAST(x BETWEEN 0 AND 1 AS INT)")),
        format!("{} SELECT x FROM (SELECT x FROM c30 ORDER BY x) WHERE x > 0", chained(30, "x + x")),
        format!("{} SELECT 1 FROM events WHERE EXISTS (SELECT 1 FROM c30 WHERE x > 0)", chained(30, "x * x")),
        format!("SELECT process_id{} FROM events", " BETWEEN false AND true".repeat(40)),
        format!("SELECT {}process_id{} FROM events", "coalesce(".repeat(20), ", 1)".repeat(20)),
        format!("SELECT count(*) FROM events GROUP BY CUBE({})", cube(30)),
        format!("SELECT count(*) FROM events GROUP BY CUBE({}), CUBE({})", cube(8), cube(8)),
        format!("SELECT count(*) FROM events GROUP BY ROLLUP({})", cube(300)),
    ] {
        let began = Instant::now();
        assert!(matches!(refused(&session, &sql), QueryError::TooComplex), "{}", &sql[..60]);
        assert!(began.elapsed() < Duration::from_secs(300), "{:?} {}", began.elapsed(), &sql[..60]);
    }
    check(&session, &format!("{} SELECT count(x) FROM c8 WHERE x > 0", chained(8, "x + x")), &["0"]);
    check(&session, &format!("{} SELECT count(x) FROM c30 WHERE x > 0", chained(30, "x + 1")), &["0"]);
}

#[test]
fn numbers_that_the_engine_would_set_memory_aside_for_are_refused() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for sql in [
        "SELECT approx_percentile_cont(process_id, 0.5, 400000000) FROM events",
        "SELECT approx_percentile_cont(process_id, 0.5, 18446744073709551615) FROM events",
        "SELECT approx_percentile_cont(0.5, 400000000) WITHIN GROUP (ORDER BY process_id) FROM events",
        "SELECT approx_percentile_cont(0.5, 20000 * 20000) WITHIN GROUP (ORDER BY process_id) FROM events",
        "SELECT approx_percentile_cont_with_weight(process_id, 1, 0.5, 400000000) FROM events",
        "SELECT string_agg(user, concat(user, host)) FROM events",
        "SELECT CAST(make_array(1, 2) AS INT[500000000])",
        "SELECT make_array(make_array(1, 2))::INT[5][500000000]",
        "SELECT TRY_CAST(make_array(1, 2) AS ARRAY<INT[500000000]>)",
        "SELECT arrow_cast(make_array(1, 2), 'FixedSizeList(500000000, Int64)')",
        "SELECT arrow_try_cast(make_array(1, 2), 'FixedSizeList(500000000, Int64)')",
    ] {
        let error = refused(&session, sql);
        let expected = matches!(
            error,
            QueryError::Misplaced { .. }
                | QueryError::TooComplex
                | QueryError::UnknownFunction { .. }
                | QueryError::Syntax { .. }
        );
        assert!(expected, "{sql}: {error:?}");
    }
    check(&session, "SELECT approx_percentile_cont(dst_port, 0.5, 200) FROM zeek.conn", &["441.0"]);
    check(
        &session,
        "SELECT string_agg(user, ', ') FROM (SELECT DISTINCT user FROM events WHERE user = 'ana')",
        &["ana"],
    );
    check(&session, "SELECT array_element(CAST(make_array('1') AS ARRAY<INT>), 1)", &["1"]);
    // Room for the first groups is never set aside for as many as the question says.
    let first = "SELECT dst_port FROM (SELECT dst_port, max(time) AS last FROM zeek.conn GROUP BY dst_port ORDER BY last DESC \
                 LIMIT 4000000000000) ORDER BY dst_port LIMIT 1";
    check(&session, first, &["440"]);
    check(
        &session,
        "SELECT count(*) FROM (SELECT user, max(time) AS m FROM events GROUP BY user ORDER BY m LIMIT 4000000000000)",
        &["4"],
    );
}

#[test]
fn a_long_question_is_answered() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    let terms: Vec<String> =
        (0..1_500).map(|number| format!("(CommandLine LIKE '%word{number}%' AND EventID = {number})")).collect();
    check(
        &session,
        &format!("SELECT count(*) FROM windows.sysmon WHERE {} OR EventID = 4", terms.join(" OR ")),
        &["3"],
    );
}
