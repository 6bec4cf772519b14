//! Damage: what is not as it was written is told, and never made into something that looks whole.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_lake::{
    Depth, ExpireError, Expiry, ExportError, ExportRequest, Held, HoldError, Lake, LakeError, OpenError, Scope, Wrong,
};
use atalaya_model::Time;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::objects::{filled, flipped, objects, put, read};
use crate::river::{Shore, append, compact, durable, rows, runtime, small, stored, verify};
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
        let error = Lake::open(&shore.lock, small(&store)).unwrap_err();
        assert!(matches!(&error, OpenError::Damaged { table, .. } if table == FOLDER), "{gone}: {error:?}");
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
    let open = || Lake::open(&shore.lock, small(&store)).map(drop);
    let mut random = Random::new(4);
    for _ in 0..30 {
        let opened = flipped(&store, last, &mut random, open);
        assert!(matches!(opened, Err(OpenError::Damaged { .. })), "{opened:?}");
    }
    let opened = flipped(&store, digest, &mut random, open);
    assert!(matches!(opened, Err(OpenError::Damaged { .. })), "{opened:?}");
    open().unwrap();
    remove(&store, &digests);
    let opened = open();
    assert!(matches!(opened, Err(OpenError::Damaged { .. })), "{opened:?}");
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
