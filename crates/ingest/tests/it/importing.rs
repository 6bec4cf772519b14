//! What an import takes, and what it does not take twice.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use atalaya_ingest::{ImportError, ImportOptions, Imported, KeepError, Reason, UNRECOGNISED};
use atalaya_journal::{Filter, Quarantined};
use atalaya_reader::{Input, Limits};

use crate::world::{World, assert_balanced, clock, frames, import, ndjson, rows};

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/kinds/samples")
}

#[test]
fn all_samples_are_stored_by_their_kinds_and_everything_is_there_after_closing() {
    let world = World::new();
    let (house, opened) = world.house();
    assert!(opened.recovery.created);
    let (imported, drained) = import(&house, "samples", &[samples()]);
    assert_eq!(imported.acknowledged.frames, drained.seen.frames + drained.seen.quarantined);
    assert_eq!(imported.acknowledged.frames, frames(house.journal()).values().sum::<u64>());
    assert!(drained.seen.frames > 500 && drained.seen.quarantined < 20, "{drained:?}");
    assert_balanced(&house);
    let stored = rows(&house);
    assert!(stored.len() > 80, "{stored:?}");
    assert!(["windows.sysmon", "zeek.conn", "linux.auditd"].iter().all(|kind| stored[*kind] > 0), "{stored:?}");
    assert_eq!(stored.values().sum::<u64>(), drained.seen.events);
    assert_eq!(stored.get(UNRECOGNISED).copied().unwrap_or(0), drained.seen.unrecognised);
    house.close().unwrap();
    let (house, opened) = world.house();
    assert_eq!(opened.drained.seen, Default::default());
    assert_eq!(rows(&house), stored);
    assert_balanced(&house);
    house.close().unwrap();
}

#[test]
fn the_same_content_is_taken_once_whatever_it_is_called_and_wherever_it_lies() {
    let world = World::new();
    let (first, second) = (ndjson(1, 300), ndjson(2, 200));
    let path = world.file("a.ndjson", &first);
    let copy = world.file("b.log", &first);
    let mut archive = zip::ZipWriter::new(std::fs::File::create(world.folder.path().join("c.zip")).unwrap());
    for (name, text) in [("x", &first), ("y", &second)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    let archive = world.folder.path().join("c.zip");
    let (house, _) = world.house();
    let check = |source: &str, paths: &[PathBuf], frames: u64, inputs: u64, known: u64| {
        let (imported, _) = import(&house, source, paths);
        let Imported { acknowledged, .. } = imported;
        assert_eq!((acknowledged.frames, imported.inputs, imported.known), (frames, inputs, known), "{imported:?}");
        assert_balanced(&house);
    };
    check("one", &[path.clone(), copy.clone(), path.clone()], 300, 1, 2);
    check("one", std::slice::from_ref(&path), 0, 0, 1);
    check("two", &[copy], 0, 0, 1);
    check("two", std::slice::from_ref(&archive), 200, 1, 1);
    check("two", &[archive, path], 0, 0, 3);
    assert_eq!(rows(&house)["windows.sysmon"], 500);
    assert!(frames(house.journal()).values().all(|count| *count == 1));
    house.close().unwrap();
    let (house, _) = world.house();
    assert_eq!((house.inputs(), rows(&house)["windows.sysmon"]), (2, 500));
}

#[test]
fn windows_event_logs_are_kept_by_chunk_and_stored_by_record() {
    let Some(corpus) = atalaya_testkit::corpus() else { return };
    let world = World::new();
    let (house, _) = world.house();
    let files: Vec<PathBuf> = corpus.evtx().into_iter().take(40).collect();
    let (imported, drained) = import(&house, "evtx", &files);
    assert!(imported.acknowledged.frames > 20);
    assert!(drained.seen.events > imported.acknowledged.frames, "{drained:?}");
    assert_eq!(rows(&house).values().sum::<u64>(), drained.seen.events);
    assert_balanced(&house);
    let (again, _) = import(&house, "again", &files);
    assert_eq!((again.acknowledged.frames, again.known), (0, files.len() as u64));
    house.close().unwrap();
}

#[test]
fn frames_whose_columns_do_not_fit_a_header_are_kept_in_the_quarantine() {
    let world = World::new();
    let columns = |of: &str| (0..4000).map(|number| format!("\t{of}{number}")).collect::<String>();
    let (fields, values) = (columns("a_column_with_a_long_name_"), columns(""));
    let head = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tx\n#fields";
    let line = values.trim_start();
    let path = world.file("x.log", format!("{head}{fields}\n{line}\n{line}\n"));
    let (house, _) = world.house();
    let short = world.file("y.log", format!("{head}\t{}\n{}", "n".repeat(5000), "x\n".repeat(3)));
    for (path, entries) in [(path, 2), (short, 3)] {
        let (imported, drained) = import(&house, "x", &[path]);
        assert_eq!((imported.acknowledged.frames, drained.seen.quarantined), (entries, entries));
    }
    assert!(frames(house.journal()).keys().all(|(_, _, _, text)| text == line.as_bytes() || text == b"x"));
    let mut reader = house.journal().quarantined(Filter::All).unwrap();
    let batch = reader.next(None).unwrap().unwrap();
    for entry in batch.entries() {
        let kept = Quarantined::of(entry).unwrap();
        assert_eq!(Reason::of_text(kept.reason), Some(Reason::Columns));
    }
    assert_balanced(&house);
}

#[test]
fn names_in_any_script_are_stored_and_one_that_is_too_long_is_refused_before_anything_is_taken() {
    let check = |organization: &str, taken: Option<u64>| {
        let world = World::new();
        let path = world.file("a.ndjson", ndjson(1, 3));
        let (house, _) = world.house();
        let (inputs, stop) = ([Input::Path(path)], AtomicBool::new(false));
        let (source, limits) = ("x", Limits::default());
        let options = ImportOptions { organization, source, inputs: &inputs, limits, clocks: &clock, stop: &stop };
        match house.import(&options, &mut |_| {}) {
            Ok((_, drained)) => assert_eq!(Some(drained.seen.events), taken, "{organization}"),
            Err(KeepError::Import(ImportError::Organization)) => assert_eq!(taken, None, "{organization}"),
            Err(error) => panic!("{organization}: {error}"),
        }
        assert_eq!(house.journal().head(), taken.unwrap_or(0));
        house.close().unwrap();
        let (house, _) = world.house();
        let stored = house.lake().tables();
        assert_eq!(stored.iter().map(|table| table.rows).sum::<u64>(), taken.unwrap_or(0));
        assert!(stored.iter().all(|table| table.organization == organization));
    };
    check("Ministry of Education", Some(3));
    check(&"部".repeat(64), Some(3));
    check(&"部".repeat(85), None);
    check(&"a".repeat(256), None);
}

#[test]
fn frames_that_cannot_be_decoded_are_kept_and_the_others_are_stored() {
    let world = World::new();
    let mut text = ndjson(3, 100);
    text.push_str("{\"broken\": \n{\"a\":{\"b\":[1,{\"c\":null}]},\"d\":\"\",\"e\":[],\"e2\":[\"x\",null]}\n");
    text.push_str(&ndjson(4, 100));
    let path = world.file("a.ndjson", text);
    let (house, _) = world.house();
    let (imported, drained) = import(&house, "x", &[path]);
    assert_eq!(imported.acknowledged.frames, 202);
    assert_eq!((drained.seen.events, drained.seen.quarantined, drained.seen.unrecognised), (201, 1, 1));
    let quarantine = house.journal().status().quarantine;
    assert_eq!(quarantine, (0, 1));
    assert_balanced(&house);
    house.close().unwrap();
}

#[test]
fn a_sender_that_invents_names_neither_grows_memory_nor_loses_events() {
    let world = World::new();
    let mut text = String::new();
    for event in 0..1500 {
        let fields: Vec<String> = (0..100).map(|field| format!("\"f{event}_{field}\":\"{field}\"")).collect();
        text.push_str(&format!("{{{}}}\n", fields.join(",")));
    }
    let path = world.file("a.ndjson", text);
    let (house, _) = world.house();
    let (_, drained) = import(&house, "x", &[path]);
    assert_eq!((drained.seen.events, drained.seen.unrecognised, drained.seen.quarantined), (1500, 1500, 0));
    assert_eq!(rows(&house)[UNRECOGNISED], 1500);
    let tables = house.lake().tables();
    assert!(tables.iter().all(|table| table.columns <= 600), "{tables:?}");
    assert_balanced(&house);
}
