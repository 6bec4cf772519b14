//! The bounds of a question: rows, memory, time, and somebody who cancels it.

use crate::archive::{Archive, ask, head, kind};
use atalaya_lake::{Bounds, QueryError, Scope, Session, Sheet};
use atalaya_model::ValueRef;
use std::time::{Duration, Instant};

const ROWS: u64 = 40_000;

fn session(archive: &Archive, bounds: Bounds) -> Session {
    archive.lake.session(Scope::All, Bounds { threads: 2, ..bounds })
}

/// Many rows with different values, in files.
fn many() -> Archive {
    let mut archive = Archive::empty();
    let mut sheet = Sheet::new("north", &kind("zeek.conn"));
    for row in 0..ROWS {
        sheet.row(&head(0, crate::archive::TEN + row as i64));
        let column = sheet.column(Some("value"), "value");
        sheet.put(column, ValueRef::Text(&format!("{row:0>200}")));
    }
    archive.append(vec![sheet.take()]);
    archive.lake.flush().unwrap();
    archive
}

#[test]
fn rows_beyond_the_bound_are_told_and_those_before_are_given() {
    let archive = many();
    let session = session(&archive, Bounds { rows_max: Some(1000), ..Bounds::default() });
    let mut answer = session.query("SELECT value FROM zeek.conn").unwrap();
    let mut rows = 0;
    let error = loop {
        match answer.next() {
            Ok(Some(batch)) => rows += batch.num_rows(),
            Ok(None) => panic!("nobody told that there are more"),
            Err(error) => break error,
        }
    };
    assert_eq!(rows, 1000);
    assert!(matches!(error, QueryError::Rows { rows_max: 1000 }), "{error:?}");
    assert!(answer.next().unwrap().is_none());
    assert_eq!(ask(&session, "SELECT value FROM zeek.conn LIMIT 1000").unwrap().len(), 1000);
    assert_eq!(ask(&session, "SELECT count(*) FROM zeek.conn").unwrap(), [ROWS.to_string()]);
}

#[test]
fn a_question_that_needs_more_memory_ends_alone() {
    let archive = many();
    let session = session(&archive, Bounds { memory_bytes: 2 << 20, ..Bounds::default() });
    for sql in [
        "SELECT value, count(*) FROM zeek.conn GROUP BY value",
        "SELECT value FROM zeek.conn ORDER BY value DESC, time",
        "SELECT count(*) FROM zeek.conn a JOIN zeek.conn b ON a.value = b.value",
    ] {
        assert!(matches!(ask(&session, sql), Err(QueryError::Memory { bytes_max }) if bytes_max == 2 << 20), "{sql}");
    }
    assert_eq!(ask(&session, "SELECT count(*) FROM zeek.conn").unwrap(), [ROWS.to_string()]);
}

/// A question that does not end in any time that somebody would wait.
const ENDLESS: &str =
    "SELECT count(*) FROM zeek.conn a, zeek.conn b, zeek.conn c WHERE a.value || b.value > c.value || 'x'";

#[test]
fn time_ends_a_question() {
    let archive = many();
    let session = session(&archive, Bounds { time: Duration::from_millis(300), ..Bounds::default() });
    let began = Instant::now();
    assert!(matches!(ask(&session, ENDLESS), Err(QueryError::Time { .. })));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn a_question_is_cancelled_from_another_thread() {
    let archive = many();
    let session = session(&archive, Bounds::default());
    let mut answer = session.query(ENDLESS).unwrap();
    let canceller = answer.canceller();
    let thread = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        let progress = canceller.progress();
        canceller.cancel();
        progress
    });
    let began = Instant::now();
    assert!(matches!(answer.next(), Err(QueryError::Cancelled)));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(thread.join().unwrap().files > 0);
}

#[test]
fn an_answer_that_is_dropped_ends_its_question() {
    let archive = many();
    let session = session(&archive, Bounds { rows_max: None, ..Bounds::default() });
    let mut answer = session.query("SELECT a.value FROM zeek.conn a, zeek.conn b").unwrap();
    assert!(answer.next().unwrap().is_some());
    drop(answer);
    assert_eq!(ask(&session, "SELECT count(*) FROM zeek.conn").unwrap(), [ROWS.to_string()]);
}

#[test]
fn progress_ends_with_all_files_and_rows() {
    let archive = many();
    let session = session(&archive, Bounds::default());
    let mut answer = session.query("SELECT count(*) FROM zeek.conn WHERE value LIKE '%7'").unwrap();
    while answer.next().unwrap().is_some() {}
    let progress = answer.progress();
    assert_eq!((progress.files, progress.files_done, progress.rows_read), (1, 1, ROWS));
}
