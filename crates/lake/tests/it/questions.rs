//! Questions and their answers: names, kinds, the view over all, what is shown of them, and what is refused.

use crate::archive::{Archive, ask};
use atalaya_lake::{QueryError, Session};

#[track_caller]
pub(crate) fn check(session: &Session, sql: &str, expected: &[&str]) {
    match ask(session, sql) {
        Ok(lines) => assert_eq!(lines, expected, "{sql}"),
        Err(error) => panic!("{sql}: {error:?}"),
    }
}

#[track_caller]
pub(crate) fn refused(session: &Session, sql: &str) -> QueryError {
    match ask(session, sql) {
        Ok(lines) => panic!("{sql} was answered: {lines:?}"),
        Err(error) => error,
    }
}

#[test]
fn files_and_memory_are_one_table() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    check(&session, "SELECT count(*) FROM windows.sysmon", &["12"]);
    check(&session, "SELECT count(*) FROM events", &["15"]);
    check(
        &session,
        "SELECT kind, count(*) FROM events GROUP BY kind ORDER BY kind",
        &["windows.sysmon|12", "zeek.conn|3"],
    );
    check(&session, "SELECT min(time), max(time) FROM events", &["2024-01-31T10:00:00Z|2024-01-31T12:03:00Z"]);
    check(
        &session,
        "SELECT date_trunc('hour', time) AS hour, count(*) FROM events GROUP BY hour ORDER BY hour",
        &["2024-01-31T10:00:00Z|5", "2024-01-31T11:00:00Z|5", "2024-01-31T12:00:00Z|5"],
    );
    check(&session, "SELECT DISTINCT organization, day FROM events", &["north|2024-01-31"]);
    check(
        &session,
        "SELECT user, count(*) n FROM events WHERE user IS NOT NULL GROUP BY user ORDER BY n DESC, user",
        &["ana|6", "SYSTEM|3", "luis|3"],
    );
}

#[test]
fn names_are_found_without_regard_to_case_and_by_their_canonical_names() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for sql in [
        "SELECT CommandLine FROM windows.sysmon WHERE EventID = 4 LIMIT 1",
        "select commandline from WINDOWS.Sysmon where eventid = 4 limit 1",
        "SELECT \"CommandLine\" FROM \"windows\".\"sysmon\" WHERE \"EventID\" = 4 LIMIT 1",
        "SELECT \"CommandLine\" FROM \"windows.sysmon\" WHERE r_EventID = 4 LIMIT 1",
        "SELECT s.CommandLine FROM windows.sysmon AS s WHERE S.eventid = 4 LIMIT 1",
        "SELECT sysmon.CommandLine FROM windows.sysmon WHERE windows.sysmon.EventID = 4 LIMIT 1",
        "WITH Late AS (SELECT CommandLine, EventID FROM windows.sysmon) SELECT commandline FROM late WHERE eventid = 4 LIMIT 1",
        "SELECT x.CommandLine FROM (SELECT * FROM windows.sysmon WHERE EventID = 4) x LIMIT 1",
        "SELECT command_line FROM events WHERE user = 'luis' LIMIT 1",
        "WITH events AS (SELECT * FROM events WHERE user = 'luis') SELECT command_line FROM events LIMIT 1",
    ] {
        check(&session, sql, &["notepad.exe"]);
    }
    check(&session, "SELECT DISTINCT id.orig_h FROM zeek.conn", &["192.0.2.7"]);
    check(&session, "SELECT DISTINCT z.id.orig_h, \"id.resp_h\" FROM zeek.conn z", &["192.0.2.7|www.example.com"]);
    check(
        &session,
        "SELECT a.user, b.host FROM windows.sysmon a JOIN zeek.conn b USING (organization) WHERE a.EventID = 4 LIMIT 1",
        &["luis|sensor"],
    );
    check(&session, "SELECT User AS Who FROM windows.sysmon WHERE EventID = 1 GROUP BY who ORDER BY WHO", &["ana"]);
    check(
        &session,
        "SELECT 1 FROM windows.sysmon s WHERE EXISTS (SELECT 1 FROM zeek.conn z WHERE z.time = s.TIME) LIMIT 1",
        &["1"],
    );
    let answer = session.query("SELECT commandline, TIME, count(*) AS N FROM windows.sysmon GROUP BY 1, 2").unwrap();
    let headed: Vec<_> = answer.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(headed, ["CommandLine", "time", "N"]);
}

#[test]
fn a_star_leaves_out_what_is_computed_and_hidden() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    let columns = |sql: &str| -> Vec<String> {
        session.query(sql).unwrap().schema().fields().iter().map(|field| field.name().clone()).collect()
    };
    for sql in ["SELECT * FROM windows.sysmon", "SELECT s.* FROM windows.sysmon s", "SELECT * FROM events"] {
        let columns = columns(sql);
        assert_eq!(columns[..4], ["time", "received", "organization", "kind"], "{sql}");
        for absent in ["uid", "record", "offset_", "ordinal_"] {
            assert!(!columns.iter().any(|column| column == absent), "{sql}: {absent}");
        }
    }
    check(&session, "SELECT count(DISTINCT uid) FROM events", &["15"]);
    let uid = ask(&session, "SELECT uid FROM windows.sysmon ORDER BY time LIMIT 1").unwrap().remove(0);
    check(&session, &format!("SELECT user FROM windows.sysmon WHERE uid = '{uid}'"), &["ana"]);
    check(
        &session,
        "SELECT record FROM zeek.conn ORDER BY time LIMIT 2",
        &[
            r#"{"id.orig_h":"192.0.2.7","id.resp_h":"www.example.com","note":null}"#,
            r#"{"id.orig_h":"192.0.2.7","id.resp_h":"www.example.com","note":"Suspicious Powershell download"}"#,
        ],
    );
}

#[test]
fn a_word_is_searched_in_all_fields_of_every_kind() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    check(
        &session,
        "SELECT kind, count(*) FROM events WHERE matches_word(record, 'POWERSHELL') GROUP BY kind ORDER BY kind",
        &["windows.sysmon|3", "zeek.conn|2"],
    );
    check(&session, "SELECT count(*) FROM events WHERE matches_word(host, record, 'dc01')", &["12"]);
    check(&session, "SELECT count(*) FROM windows.sysmon WHERE NOT matches_word(user, 'system')", &["9"]);
    check(&session, "SELECT count(*) FROM events WHERE NOT matches_word(user, 'system')", &["12"]);
    check(&session, "SELECT count(*) FROM events WHERE matches_word(record, 'note')", &["3"]);
}

#[test]
fn rare_values_are_those_seen_few_times() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    check(&session, "SELECT DISTINCT user FROM windows.sysmon WHERE rare(user) ORDER BY user", &["SYSTEM", "luis"]);
    check(&session, "SELECT count(*) FROM windows.sysmon WHERE rare(user, 2)", &["0"]);
    check(
        &session,
        "SELECT count(*) FROM windows.sysmon WHERE time < '2024-01-31T11:00:00Z' AND (rare(user, 1))",
        &["2"],
    );
    for sql in [
        "SELECT rare(user) FROM events",
        "SELECT 1 FROM events WHERE rare(user) OR 1 = 1",
        "SELECT 1 FROM events WHERE rare()",
    ] {
        assert!(matches!(refused(&session, sql), QueryError::Misplaced { function: "rare" }), "{sql}");
    }
}

#[test]
fn only_questions_are_answered() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    for sql in [
        "DROP TABLE events",
        "INSERT INTO events SELECT * FROM events",
        "DELETE FROM events",
        "UPDATE events SET host = 'x'",
        "CREATE TABLE t AS SELECT 1",
        "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '/etc'",
        "COPY events TO '/tmp/out.parquet'",
        "COPY (SELECT 1) TO '/tmp/out.parquet'",
        "SET datafusion.execution.batch_size = 1",
        "RESET datafusion.execution.batch_size",
        "EXPLAIN COPY events TO '/tmp/out.parquet'",
        "EXPLAIN DELETE FROM events",
        "SELECT 1; SELECT 2",
        "SELECT * INTO t FROM events",
        "SHOW ALL",
        "SHOW search_path",
        "PREPARE p AS SELECT 1",
        "BEGIN",
        "SELECT * FROM events FOR UPDATE",
        "WITH x AS (INSERT INTO events SELECT 1) SELECT * FROM x",
        "",
        "-- nothing",
    ] {
        assert!(matches!(refused(&session, sql), QueryError::NotAQuestion | QueryError::Syntax { .. }), "{sql}");
    }
    for sql in [
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM x.y.z.w",
    ] {
        assert!(matches!(refused(&session, sql), QueryError::UnknownTable { .. }), "{sql}");
    }
    for sql in [
        "SELECT repeat('x', 1000000000)",
        "SELECT lpad('x', 1000000000)",
        "SELECT nothing_of_this(1)",
        "SELECT * FROM read_parquet('/x')",
    ] {
        assert!(matches!(refused(&session, sql), QueryError::UnknownFunction { .. }), "{sql}");
    }
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest_and_where_they_are() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    match refused(&session, "SELECT ComandLine FROM windows.sysmon") {
        QueryError::UnknownColumn { name, near, kinds } => {
            assert_eq!((name.as_str(), near[0].as_str()), ("ComandLine", "CommandLine"));
            assert_eq!(kinds[0], ("CommandLine".to_owned(), vec!["windows.sysmon".to_owned()]));
        }
        other => panic!("{other:?}"),
    }
    match refused(&session, "SELECT CommandLine FROM zeek.conn") {
        QueryError::UnknownColumn { kinds, .. } => {
            assert_eq!(kinds[0], ("CommandLine".to_owned(), vec!["windows.sysmon".to_owned()]));
        }
        other => panic!("{other:?}"),
    }
    match refused(&session, "SELECT 1 FROM windows.sismon") {
        QueryError::UnknownTable { name, near } => {
            assert_eq!((name.as_str(), &near[..]), ("windows.sismon", &["windows.sysmon".to_owned()][..]))
        }
        other => panic!("{other:?}"),
    }
    match refused(&session, "SELECT entrpy(user) FROM events") {
        QueryError::UnknownFunction { name, near } => {
            assert_eq!((name.as_str(), near[0].as_str()), ("entrpy", "entropy"))
        }
        other => panic!("{other:?}"),
    }
    match refused(&session, "SELECT\n  time FRM events") {
        QueryError::Syntax { position, .. } => assert_eq!(position, Some((2, 12))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_there_is_can_be_asked() {
    let archive = Archive::of(&["north"]);
    let session = archive.session(&["north"]);
    let tables = ask(&session, "SHOW TABLES").unwrap();
    assert_eq!(
        tables.iter().map(|line| line.split('|').take(2).collect::<Vec<_>>().join("|")).collect::<Vec<_>>(),
        ["events|15", "windows.sysmon|12", "zeek.conn|3"]
    );
    let columns = ask(&session, "DESCRIBE zeek.conn").unwrap();
    assert!(columns.contains(&"r_id_x2eorig_h|id.orig_h|text".to_owned()), "{columns:?}");
    assert!(columns.contains(&"time|time|timestamp".to_owned()) && columns.contains(&"day|day|date".to_owned()));
    let kinds = session.kinds();
    assert_eq!(
        kinds.iter().map(|kind| (kind.kind.as_str(), kind.rows)).collect::<Vec<_>>(),
        [("events", 15), ("windows.sysmon", 12), ("zeek.conn", 3)]
    );
}

#[test]
fn it_makes_no_difference_whether_rows_are_in_files_or_in_memory() {
    let (stored, mixed) = (Archive::of(&["north", "south"]), Archive::of(&["north", "south"]));
    stored.lake.flush().unwrap();
    let (stored, mixed) = (stored.session(&["north", "south"]), mixed.session(&["north", "south"]));
    let conditions = [
        "true",
        "user = 'ana'",
        "user <> 'ana'",
        "user IS NULL",
        "NOT (user = 'ana')",
        "user IN ('ana', 'luis') AND time > '2024-01-31T11:00:30Z'",
        "command_line LIKE '%svchost%' OR dst_port > 440",
        "command_line ILIKE '%POWERSHELL%'",
        "organization = 'north' OR dst_port = 441",
        "kind = 'zeek.conn' AND day = '2024-01-31'",
        "kind LIKE 'zeek%' OR user = 'SYSTEM'",
        "dst_port BETWEEN 441 AND 442",
        "dst_port IS NULL AND src_ip IS NULL",
        "matches_word(record, 'suspicious')",
        "cidr_match(src_ip, '192.0.2.0/24')",
        "uid IN (SELECT uid FROM events WHERE user = 'luis')",
        "time = (SELECT max(time) FROM events)",
        "length(coalesce(user, '')) = 3",
        "late OR day_assumed",
        "rest IS NOT NULL",
    ];
    for condition in conditions {
        for what in ["count(*), count(user), min(time)", "sum(dst_port), count(DISTINCT record)"] {
            let sql = format!("SELECT {what} FROM events WHERE {condition}");
            assert_eq!(ask(&stored, &sql).unwrap(), ask(&mixed, &sql).unwrap(), "{sql}");
        }
        let sql =
            format!("SELECT time, uid, user, record, organization FROM events WHERE {condition} ORDER BY time, uid");
        assert_eq!(ask(&stored, &sql).unwrap(), ask(&mixed, &sql).unwrap(), "{sql}");
        let sql = format!("SELECT count(*) FROM events WHERE {condition} AND {condition} IS TRUE");
        assert_eq!(ask(&stored, &sql).unwrap(), ask(&mixed, &sql).unwrap(), "{sql}");
    }
}

#[test]
fn a_column_with_a_type_here_and_another_there_is_text() {
    let mut archive = Archive::of(&["north"]);
    let mut sheet = atalaya_lake::Sheet::new("south", &crate::river::kind("windows.sysmon"));
    sheet.row(&crate::archive::head(archive.offset(), crate::archive::TEN));
    let column = sheet.column(Some("EventID"), "EventID");
    sheet.put(column, atalaya_model::ValueRef::Text("four"));
    archive.append(vec![sheet.take()]);
    for _ in 0..2 {
        let session = archive.session(&["north", "south"]);
        check(&session, "SELECT count(*) FROM windows.sysmon WHERE EventID = '4'", &["3"]);
        check(&session, "SELECT organization FROM windows.sysmon WHERE EventID = 'four'", &["south"]);
        check(&session, "SELECT count(DISTINCT EventID) FROM windows.sysmon", &["5"]);
        check(&archive.session(&["north"]), "SELECT sum(EventID) FROM windows.sysmon", &["30"]);
        archive.lake.flush().unwrap();
    }
}

/// The files that EXPLAIN shows.
fn files(session: &Session, sql: &str) -> usize {
    let plan = ask(session, &format!("EXPLAIN VERBOSE {sql}")).unwrap().join("\n");
    let physical = plan.rsplit_once("\nphysical_plan|").unwrap_or_else(|| panic!("{plan}")).1;
    let physical = physical.split("\nphysical_plan_with").next().unwrap();
    physical.matches(".parquet").count()
}

#[test]
fn a_question_about_one_hour_touches_the_files_of_that_hour() {
    let archive = Archive::of(&["north"]);
    archive.lake.flush().unwrap();
    let session = archive.session(&["north"]);
    for (sql, expected) in [
        ("SELECT host FROM events", 6),
        ("SELECT host FROM windows.sysmon", 3),
        ("SELECT host FROM events WHERE time >= '2024-01-31T11:00:00Z' AND time < '2024-01-31T12:00:00Z'", 2),
        ("SELECT host FROM windows.sysmon WHERE time BETWEEN '2024-01-31T11:00:00Z' AND '2024-01-31T11:30:00Z'", 1),
        ("SELECT host FROM events WHERE day = '2024-02-01'", 0),
        ("SELECT host FROM events WHERE organization = 'south'", 0),
        ("SELECT host FROM events WHERE kind = 'zeek.conn'", 3),
        ("SELECT host FROM events WHERE dst_port = 441", 1),
        ("SELECT host FROM zeek.conn WHERE note = 'x'", 2),
        ("SELECT user FROM events WHERE user = 'luis'", 3),
    ] {
        assert_eq!(files(&session, sql), expected, "{sql}");
    }
    check(
        &session,
        "SELECT count(*) FROM events WHERE time >= '2024-01-31T11:00:00Z' AND time < '2024-01-31T12:00:00Z'",
        &["5"],
    );
    check(&session, "SELECT dst_port FROM events WHERE dst_port = 441", &["441"]);
}

/// Without what differs from run to run.
fn normalized(lines: Result<Vec<String>, QueryError>) -> String {
    let text = match lines {
        Ok(lines) => lines.join("\n"),
        Err(error) => format!("{error:?}"),
    };
    let parts = text.split(['/', ' ', '[', ']', '{', '}', ',', '=']).map(|part| {
        let varies = part.ends_with(".parquet") || part.ends_with("µs") || part.ends_with("ms") || part.ends_with("ns");
        if varies { "…" } else { part }
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[test]
fn nobody_can_tell_whether_another_organization_has_data() {
    let alone = Archive::of(&["south"]);
    let mut together = Archive::of(&["north", "south"]);
    // The same records are the same events whoever else is there: offsets differ, origins must not.
    let fields = [("Secret", atalaya_model::ValueRef::Text("x"))];
    together.add("north", ("north.only", crate::archive::TEN, &[("user", "secret")], &fields));
    let (alone, together) = (alone.session(&["south"]), together.session(&["south"]));
    for sql in [
        "SELECT time, host, user, command_line, kind, organization FROM events ORDER BY time, kind, command_line",
        "SELECT count(*), min(time), max(time) FROM events",
        "SELECT organization, count(*) FROM events GROUP BY organization",
        "SELECT count(*) FROM events WHERE organization = 'north'",
        "SELECT count(*) FROM windows.sysmon WHERE matches_word(record, 'powershell')",
        "SELECT user FROM windows.sysmon WHERE rare(user) ORDER BY time",
        "SHOW TABLES",
        "DESCRIBE events",
        "DESCRIBE windows.sysmon",
        "SELECT * FROM lake.columns ORDER BY kind, place",
        "SELECT * FROM lake.kinds ORDER BY kind",
        "EXPLAIN SELECT count(*) FROM events",
        "EXPLAIN VERBOSE SELECT host FROM events WHERE time > '2024-01-31T11:30:00Z'",
        "EXPLAIN SELECT user FROM windows.sysmon WHERE CommandLine LIKE '%x%'",
        "SELECT Secret FROM events",
        "SELECT Secrt FROM windows.sysmon",
        "SELECT 1 FROM north.only",
        "SELECT 1 FROM \"north.only\"",
        "SELECT 1 FROM north.onli",
        "SELECT 1 FROM \"north\".\"only\"",
        "DESCRIBE north.only",
        "SELECT 1 FROM information_schema.columns",
        "SELECT nosuchfunction(1)",
    ] {
        assert_eq!(normalized(ask(&alone, sql)), normalized(ask(&together, sql)), "{sql}");
    }
    assert_eq!(alone.kinds(), together.kinds());
}
