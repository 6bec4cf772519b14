//! Damage: what is not as it was written is told, and never made into something that looks whole.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_lake::{
    Bounds, Depth, ExpireError, Expiry, ExportError, ExportRequest, Held, HoldError, Lake, LakeError, QueryError,
    Scope, Wrong,
};
use atalaya_model::Time;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::objects::{filled, flipped, objects, put, read};
use crate::river::{Shore, append, chunks, compact, durable, rows, runtime, small, stored, verify};
use crate::sim::Sim;
use atalaya_testkit::Random;

const FOLDER: &str = "north/windows.sysmon";

#[test]
fn a_file_with_a_flipped_bit_is_not_compacted() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 60);
    // Of one day, which are merged together: none of them is, as long as one is damaged.
    let (files, mut random) = (objects(&store, "north/windows.sysmon/day=2024-01-31"), Random::new(3));
    assert!(files.len() > 2, "{files:?}");
    for turn in 0..40 {
        let path = &files[turn % files.len()];
        let done = flipped(&store, path, &mut random, || compact(&lake));
        assert!(matches!(&done, Err(LakeError::Damaged { table, .. }) if table == FOLDER), "{path}: {done:?}");
    }
    assert_eq!(stored(&store), rows(0..60));
    compact(&lake).unwrap();
    assert!(verify(&lake, Depth::Rows).is_whole());
    assert_eq!(stored(&store), rows(0..60));
}

/// The commit with its own digest made anew.
fn sealed(mut lines: Vec<Value>) -> Vec<u8> {
    let text = |lines: &[Value]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    lines[0]["commitInfo"]["sha256"] = "0".repeat(64).into();
    let digest: String = Sha256::digest(text(&lines)).iter().map(|byte| format!("{byte:02x}")).collect();
    lines[0]["commitInfo"]["sha256"] = digest.into();
    text(&lines).into_bytes()
}

#[test]
fn a_merge_that_has_other_rows_than_the_log_says_is_not_committed() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    drop(filled(&shore, &store, 20));
    let path = Path::parse(format!("{FOLDER}/_delta_log/{:020}.json", 0)).unwrap();
    let commit = read(&store, &path);
    let lines = commit.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut lines: Vec<Value> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    assert_eq!(sealed(lines.clone()).len(), commit.len());
    for line in &mut lines {
        if let Some(tags) = line.pointer_mut("/add/tags") {
            tags["atalaya.sources"] = r#"{"nobody":1}"#.into();
        }
    }
    put(&store, &path, sealed(lines));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 20..40);
    lake.flush().unwrap();
    let error = compact(&lake).unwrap_err().to_string();
    assert_eq!(error, format!("table `{FOLDER}` is damaged: a merge has other rows than the log says of its files"));
    assert_eq!(stored(&store), rows(0..40));
}

fn remove(store: &Arc<dyn ObjectStore>, paths: &[Path]) {
    paths.iter().for_each(|path| runtime().block_on(store.delete(path)).unwrap());
}

#[test]
fn a_table_that_is_gone_is_missed_when_the_lake_is_opened_and_verified() {
    for gone in [FOLDER, "north/windows.sysmon/_delta_log"] {
        let (shore, store) = (Shore::new(), durable(Sim::default()));
        filled(&shore, &store, 60).close().unwrap();
        remove(&store, &objects(&store, gone));
        // Each time it is opened: what was known of the table is not forgotten.
        for _ in 0..2 {
            let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
            assert_eq!(damaged(&lake), [(FOLDER.to_owned(), "_delta_log".to_owned(), Wrong::Missing)], "{gone}");
            lake.close().unwrap();
        }
    }
    // Without the catalogue, files that have no log are what is left to tell it.
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    drop(filled(&shore, &store, 60));
    remove(&store, &objects(&store, "north/windows.sysmon/_delta_log"));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    let strangers = verify(&lake, Depth::Bytes).strangers;
    assert!(strangers.iter().any(|path| path.starts_with(FOLDER)), "{strangers:?}");
}

#[test]
fn a_checkpoint_that_was_changed_is_told_when_the_lake_is_opened() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    drop(filled(&shore, &store, 200));
    let (checkpoints, digests) = (objects(&store, ".checkpoint.parquet"), objects(&store, ".checkpoint.sha256"));
    let (last, digest) = (checkpoints.last().unwrap(), digests.last().unwrap());
    let open = || damaged(&Lake::open(&shore.lock, small(&store)).unwrap().0);
    let (folder, _) = last.as_ref().split_once("/_delta_log/").unwrap();
    let file = last.as_ref().strip_prefix(&format!("{folder}/")).unwrap();
    let changed = [(folder.to_owned(), file.to_owned(), Wrong::Digest)];
    let mut random = Random::new(4);
    for _ in 0..30 {
        assert_eq!(flipped(&store, last, &mut random, open), changed);
    }
    assert_eq!(flipped(&store, digest, &mut random, open), changed);
    assert_eq!(open(), []);
    remove(&store, &digests);
    let found = open();
    assert!(!found.is_empty() && found.iter().all(|(_, _, what)| *what == Wrong::Missing), "{found:?}");
}

#[test]
fn a_checkpoint_or_its_digest_that_is_gone_is_one_fault_of_a_verification() {
    for gone in ["checkpoint.parquet", "checkpoint.sha256"] {
        let (shore, store) = (Shore::new(), durable(Sim::default()));
        let lake = filled(&shore, &store, 200);
        assert!(verify(&lake, Depth::Bytes).is_whole());
        let path = objects(&store, gone).pop().unwrap();
        remove(&store, std::slice::from_ref(&path));
        let found = verify(&lake, Depth::Bytes).faults;
        let found: Vec<_> =
            found.iter().map(|fault| (format!("{}/{}", fault.table, fault.file), &fault.what)).collect();
        assert_eq!(found, [(path.to_string(), &Wrong::Missing)]);
        lake.close().unwrap();
        // What the catalogue knows of it is missed as well.
        let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
        assert!(verify(&lake, Depth::Bytes).fault_count > 0, "{gone}");
    }
}

/// What is said of the tables that cannot be read.
fn damaged(lake: &Lake) -> Vec<(String, String, Wrong)> {
    lake.damaged(&Scope::All, None).into_iter().map(|fault| (fault.table, fault.file, fault.what)).collect()
}

#[test]
fn a_damaged_commit_closes_its_table_and_no_other() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    filled(&shore, &store, 60).close().unwrap();
    let others: Vec<String> = {
        let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
        lake.tables().into_iter().map(|table| format!("{}/{}", table.organization, table.kind)).collect()
    };
    assert!(others.len() > 1, "{others:?}");
    let path = objects(&store, "north/windows.sysmon/_delta_log")
        .into_iter()
        .rfind(|path| path.as_ref().ends_with(".json"))
        .unwrap();
    let file = path.as_ref().strip_prefix("north/windows.sysmon/").unwrap().to_owned();
    let mut random = Random::new(5);
    for _ in 0..10 {
        flipped(&store, &path, &mut random, || {
            let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
            assert_eq!(damaged(&lake), [(FOLDER.to_owned(), file.clone(), Wrong::Digest)]);
            assert_eq!(lake.tables().len(), others.len() - 1);
            // Verification goes on with the others.
            let found = verify(&lake, Depth::Rows);
            assert_eq!(found.tables, others.len() as u64);
            assert!(found.faults.iter().all(|fault| fault.table == FOLDER), "{:?}", found.faults);
            assert!(found.faults.iter().any(|fault| fault.file == file), "{:?}", found.faults);
            // Questions that need it have no answer; others have theirs.
            let ask = |sql: &str| {
                let session = lake.session(Scope::All, Bounds::default());
                session.query(sql).and_then(|mut answer| answer.next()).map(|rows| rows.is_some())
            };
            for sql in [
                "SELECT count(*) FROM events",
                "SELECT count(*) FROM windows.sysmon",
                "SELECT count(*) FROM events WHERE organization = 'north'",
            ] {
                let refused = ask(sql);
                assert!(
                    matches!(&refused, Err(QueryError::Damaged { table }) if table == FOLDER),
                    "{sql}: {refused:?}"
                );
            }
            for sql in [
                "SELECT count(*) FROM events WHERE organization <> 'north'",
                "SELECT count(*) FROM events WHERE kind <> 'windows.sysmon'",
            ] {
                assert_eq!(ask(sql).ok(), Some(true), "{sql}");
            }
            // Rows for it are not taken; those of a call with them are none of them.
            let before = lake.buffered_bytes();
            let refused = lake.append(chunks(60..160), lake.appended()..160);
            assert!(matches!(&refused, Err(LakeError::Damaged { table, .. }) if table == FOLDER), "{refused:?}");
            assert_eq!(lake.buffered_bytes(), before);
        });
    }
    assert_eq!(stored(&store), rows(0..60));
}

#[test]
fn while_the_list_of_holds_is_changed_or_gone_nothing_expires() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 100);
    let held = Held { organization: "north".into(), kind: None, from: Time(0), to: Time(i64::MAX / 2) };
    lake.hold("case 1", held).unwrap();
    let all = Expiry { organization: None, kind: None, before: Time(i64::MAX / 2) };
    let path = Path::from("holds.json");
    let whole = String::from_utf8(read(&store, &path).to_vec()).unwrap();
    let wrong = || verify(&lake, Depth::Bytes).faults.into_iter().map(|fault| fault.what).collect::<Vec<_>>();
    for changed in [whole.replace("north", "nord"), "{}".to_owned(), String::new(), whole[..whole.len() - 1].to_owned()]
    {
        put(&store, &path, changed);
        let expired = lake.expire(&all);
        assert!(matches!(expired, Err(ExpireError::Holds(HoldError::Damaged))), "{expired:?}");
        assert_eq!(wrong(), [Wrong::Digest]);
    }
    remove(&store, std::slice::from_ref(&path));
    let expired = lake.expire(&all);
    assert!(matches!(expired, Err(ExpireError::Holds(HoldError::Missing))), "{expired:?}");
    assert_eq!(wrong(), [Wrong::Missing]);
    lake.close().unwrap();
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert!(matches!(lake.holds(), Err(HoldError::Missing)), "opening does not forget that there was a list");
    put(&store, &path, whole);
    let expired = lake.expire(&all).unwrap();
    assert!(expired.held["case 1"] > 0 && expired.rows > 0, "{expired:?}");
}

#[test]
fn the_empty_list_of_holds_is_the_one_of_the_guide() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert!(lake.holds().unwrap().is_empty());
    let list = String::from_utf8(read(&store, &Path::from("holds.json")).to_vec()).unwrap();
    assert!(include_str!("../../../../docs/lake.md").contains(&list), "{list}");
}

#[test]
fn a_file_with_a_flipped_bit_is_not_exported() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let lake = filled(&shore, &store, 100);
    let mut random = Random::new(8);
    // All rows of each file, and some rows of each: those from the first half of its seconds, 2024-02-01T00:00:10Z to :20Z.
    for (from, to) in [(None, None), (Some(Time(1_706_745_610_000_000)), Some(Time(1_706_745_620_000_000)))] {
        let request = ExportRequest { scope: Scope::All, kind: None, from, to };
        let export = || {
            let folder = tempfile::tempdir().unwrap();
            lake.export(&request, folder.path(), &AtomicBool::new(false), &|_| {}).map(|exported| exported.rows)
        };
        let all = export().unwrap();
        let mut refused = 0;
        for path in &objects(&store, "/day=") {
            match flipped(&store, path, &mut random, export) {
                Err(ExportError::Lake(LakeError::Damaged { .. })) => refused += 1,
                exported => assert!(from.is_some() && exported.as_ref().ok() == Some(&all), "{path}: {exported:?}"),
            }
        }
        assert!(refused > 3, "{refused}");
    }
}
