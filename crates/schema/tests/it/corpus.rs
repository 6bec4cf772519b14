//! Every event of the corpus has a kind and a time.

use crate::decoded::{Bench, corpus, evtx_records, files};
use std::collections::BTreeMap;
use std::io::Read;

/// Of the events of the corpus one in so many is kept and looked at again.
const KEPT_STRIDE: u64 = 40;

#[derive(Default)]
struct Seen {
    events: u64,
    kinds: BTreeMap<String, u64>,
    unknown: BTreeMap<String, u64>,
    untimed: BTreeMap<String, u64>,
}

impl Seen {
    fn take(&mut self, bench: &mut Bench, format: &'static str, text: &str, from: &str) {
        let Some(id) = bench.identify_json(format, text) else {
            *self.unknown.entry(from.to_owned()).or_default() += 1;
            return;
        };
        let schema = bench.binder.schema().clone();
        let kind = schema.kind(id.kind);
        let (Bench { paths, buf, binder }, from) = (&mut *bench, from.to_owned());
        let record = buf.record(text);
        let channel = binder.text(&id, "Channel", paths, &record).unwrap_or("?");
        let shown = if kind.name == "windows.other" { format!("windows.other: {channel}") } else { kind.name.clone() };
        *self.kinds.entry(format!("{shown} ({})", schema.dialect(id.dialect).name)).or_default() += 1;
        if binder.time(&id, paths, &record).is_none() {
            *self.untimed.entry(format!("{from} {}", kind.name)).or_default() += 1;
        }
        assert!(binder.text(&id, "Computer", paths, &record).is_some(), "{from}: {text}");
        assert_ne!(id.serves, 0, "{from}: {text}");
        self.events += 1;
        if self.events % KEPT_STRIDE == 1 {
            crate::kept::check(bench, &id, text);
        }
    }

    fn check(&self, what: &str) {
        println!("{what}: {} events, {:#?}", self.kinds.values().sum::<u64>(), self.kinds);
        assert!(self.unknown.is_empty(), "without a kind: {:#?}", self.unknown);
        assert!(self.untimed.is_empty(), "without a time: {:#?}", self.untimed);
    }
}

#[test]
fn every_event_of_the_evtx_files_has_a_kind_and_a_time() {
    let Some(corpus) = corpus() else { return };
    let (mut bench, mut seen) = (Bench::new(), Seen::default());
    for folder in ["evtx", "regression_data"] {
        for file in files(&corpus.join(folder), ".evtx") {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            evtx_records(&std::fs::read(&file).unwrap(), |json| seen.take(&mut bench, "evtx", json, &name));
        }
    }
    seen.check("EVTX");
}

#[test]
fn every_event_of_the_windows_ndjson_has_a_kind_and_a_time() {
    let Some(corpus) = corpus() else { return };
    let (mut bench, mut seen) = (Bench::new(), Seen::default());
    for file in files(&corpus.join("json/windows"), ".zip") {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
        for member in 0..zip.len() {
            let mut member = zip.by_index(member).unwrap();
            let name = member.name().unwrap_or_default().into_owned();
            if name.starts_with("__MACOSX") || !name.ends_with(".json") {
                continue;
            }
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            text.lines().for_each(|line| seen.take(&mut bench, "json", line, &name));
        }
    }
    seen.check("NDJSON");
}
