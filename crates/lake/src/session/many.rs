//! Thousands of tables cost a question no more than those that it names.

use super::{Bounds, Engine, Session};
use crate::column::stored_fields;
use crate::file_entry::FileEntry;
use crate::snapshot::{Snapshot, TableState};
use crate::weight::Weight;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use object_store::memory::InMemory;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ORGANIZATIONS: usize = 200;
const KINDS: usize = 20;
/// In development, beside other tests. A release takes a tenth of it.
const PLANNED_IN: Duration = Duration::from_secs(1);

fn file(day: i32) -> FileEntry {
    let midnight = i64::from(day) * 86_400_000_000;
    FileEntry {
        path: "day=2024-01-31/a.parquet".into(),
        size: 1000,
        rows: 10,
        day,
        times: Some((midnight, midnight + 1)),
        timeless: 0,
        offsets: 0..10,
        sources: Box::new([]),
        misfits: 0,
        sha256: [0; 32],
        compacted: false,
        present: Box::new([u64::MAX, u64::MAX]),
        bounds: Box::new([]),
        weight: Weight::default(),
    }
}

fn table(number: usize) -> Arc<TableState> {
    let record = (0..30).map(|field| Arc::new(Field::new(format!("r_Field{field}"), DataType::Utf8, true)));
    Arc::new(TableState {
        organization: format!("organization{}", number / KINDS).into(),
        kind: format!("kind.k{}", number % KINDS).into(),
        folder: format!("organization{}/kind.k{}", number / KINDS, number % KINDS).into(),
        schema: Arc::new(Schema::new(stored_fields().into_iter().chain(record).collect::<Vec<_>>())),
        version: Some(0),
        files: [Arc::new(file(19_753))].into(),
        chunks: Vec::new(),
    })
}

#[test]
fn thousands_of_tables_are_planned_at_once() {
    let tables: Vec<_> = (0..ORGANIZATIONS * KINDS).map(table).collect();
    let pin = move || Snapshot::whole(tables.clone());
    let session =
        Session::new(Engine::new(Arc::new(InMemory::new()), 2).map(Arc::new), Bounds::default(), Arc::new(pin));
    for sql in [
        "SELECT count(*) FROM events",
        "SELECT time, host, command_line FROM events WHERE host = 'dc01' ORDER BY time DESC LIMIT 10",
        "SELECT count(*) FROM events WHERE organization = 'organization7'",
        "SELECT host FROM events WHERE time > '2024-02-01T00:00:00Z'",
        "SELECT Field2 FROM kind.k3 WHERE Field1 = 'value'",
    ] {
        drop(session.query(sql).unwrap());
        let began = Instant::now();
        drop(session.query(sql).unwrap());
        let planned = began.elapsed();
        println!("{planned:?} {sql}");
        assert!(planned < PLANNED_IN, "{sql}: {planned:?}");
    }
}
