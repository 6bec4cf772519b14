//! The tables' logs, as other programs read them.

use std::sync::Arc;

use atalaya_lake::{Lake, Scope, Wrong};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::river::{Shore, append, delta_table, durable, rows, runtime, small, stored};
use crate::sim::Sim;

const FOLDER: &str = "north/windows.sysmon";

fn commit(store: &Arc<dyn ObjectStore>, version: u64) -> Option<Vec<u8>> {
    let path = Path::parse(format!("{FOLDER}/_delta_log/{version:020}.json")).unwrap();
    let read = async { store.get(&path).await?.bytes().await };
    runtime().block_on(read).ok().map(|bytes| bytes.to_vec())
}

fn actions(bytes: &[u8], name: &str) -> Vec<Value> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines = lines.map(|line| serde_json::from_slice::<Value>(line).unwrap());
    lines.filter_map(|line| line.get(name).cloned()).collect()
}

#[test]
fn commits_say_where_they_come_from_and_what_was_before() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) =
        Lake::open(&shore.lock, atalaya_lake::Options { checkpoint_commits: 100, ..small(&store) }).unwrap();
    for at in (0..300).step_by(100) {
        append(&lake, at..at + 100);
        lake.flush().unwrap();
    }
    let commits: Vec<_> = (0..3).map(|version| commit(&store, version).unwrap()).collect();
    assert_eq!(commit(&store, 3), None);
    let info: Vec<_> = commits.iter().map(|commit| actions(commit, "commitInfo").remove(0)).collect();
    assert_eq!(info[0]["previous"], Value::Null);
    for (version, before) in commits[..2].iter().enumerate() {
        let hash: String = Sha256::digest(before).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(info[version + 1]["previous"], Value::String(hash));
    }
    assert_eq!(info[1]["operation"], "WRITE");
    assert!(info[1]["engineInfo"].as_str().unwrap().starts_with("Atalaya/"));
    assert_eq!(actions(&commits[1], "txn")[0]["appId"], "atalaya-lake");
    assert_eq!(actions(&commits[1], "txn")[0]["version"], 200);
    assert_eq!(actions(&commits[0], "protocol").len(), 1);
    assert_eq!(actions(&commits[1], "protocol").len(), 0);
    // The rows of the first minute are of one day, those behind it of another.
    assert_eq!(actions(&commits[0], "add").len(), 2);
    let add = &actions(&commits[0], "add")[0];
    assert_eq!(add["partitionValues"]["day"], "2024-01-31");
    assert!(add["path"].as_str().unwrap().starts_with("day=2024-01-31/"));
    assert!(add["stats"].as_str().unwrap().contains("\"numRecords\""));
    let sources: std::collections::BTreeMap<String, u64> =
        serde_json::from_str(add["tags"]["atalaya.sources"].as_str().unwrap()).unwrap();
    let is = |row: &crate::river::Row| row.0 == "north" && row.1 == "windows.sysmon" && row.3 < 60;
    assert_eq!(sources.values().sum::<u64>(), rows(0..100).iter().filter(|row| is(row)).count() as u64);
    let file = Path::parse(format!("{FOLDER}/{}", add["path"].as_str().unwrap())).unwrap();
    let bytes = runtime().block_on(async { store.get(&file).await.unwrap().bytes().await.unwrap() });
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(add["tags"]["atalaya.sha256"], Value::String(hash));
    assert_eq!(add["size"], bytes.len());
}

#[test]
fn the_delta_library_reads_the_tables() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 0..300);
    lake.close().unwrap();
    let table = runtime().block_on(delta_table(&store, FOLDER));
    let state = table.snapshot().unwrap();
    assert_eq!(state.metadata().partition_columns(), &["day"]);
    let version = runtime().block_on(state.snapshot().transaction_version(table.log_store().as_ref(), "atalaya-lake"));
    assert_eq!(version.unwrap(), Some(300));
    let columns: Vec<_> = state.schema().fields().map(|field| field.name().clone()).collect();
    assert_eq!(columns[..3], ["day", "time", "received"]);
    assert!(columns.contains(&"r_Field11".to_owned()), "{columns:?}");
}

#[test]
fn logs_stay_short_and_whole() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    for at in (0..600).step_by(20) {
        append(&lake, at..at + 20);
        lake.flush().unwrap();
    }
    assert_eq!(lake.failures(), 0);
    drop(lake);
    let kept = (0..40).filter(|version| commit(&store, *version).is_some()).count();
    assert!((4..=10).contains(&kept), "{kept} commits are kept");
    assert_eq!(stored(&store), rows(0..600));
    let (lake, opened) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert_eq!(opened.read_in_full, 6);
    append(&lake, 600..620);
    lake.close().unwrap();
    assert_eq!(stored(&store), rows(0..620));
}

#[test]
fn a_commit_that_was_changed_is_told_when_the_lake_is_opened() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    for at in (0..90).step_by(30) {
        append(&lake, at..at + 30);
        lake.flush().unwrap();
    }
    drop(lake);
    let path = Path::parse(format!("{FOLDER}/_delta_log/{:020}.json", 0)).unwrap();
    let text = String::from_utf8(commit(&store, 0).unwrap()).unwrap();
    runtime().block_on(store.put(&path, text.replace("WRITE", "WROTE").into())).unwrap();
    let wrong = || {
        let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
        let damaged = lake.damaged(&Scope::All, None);
        damaged.into_iter().map(|fault| (fault.table, fault.file, fault.what)).collect::<Vec<_>>()
    };
    let of_first = |what| [(FOLDER.to_owned(), format!("_delta_log/{:020}.json", 0), what)];
    assert_eq!(wrong(), of_first(Wrong::Digest));
    runtime().block_on(store.delete(&path)).unwrap();
    assert_eq!(wrong(), of_first(Wrong::Missing));
}
