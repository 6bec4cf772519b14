//! Events that were kept are judged as they were when they came: the same findings, correlations included.

use crate::scanning::{NOW, Scanned, folder, options, rules, scan};
use atalaya_codec::Header;
use atalaya_codec::evtx::{Rendered, render};
use atalaya_codec::framing::{Frames, lines};
use atalaya_event::Recognizer;
use atalaya_model::{Level, Time, ValueRef};
use atalaya_reader::{Input, Limits, Piece, Unit, read};
use atalaya_scan::past::{self, Past, PastEvent, PastOptions};
use atalaya_scan::{Provenance, builtin_rules, load_rules};
use atalaya_schema::{Binder, Schema, ZoneRules};
use atalaya_sigma::narrow::Narrow;
use atalaya_sigma::{Placeholders, RuleSet};
use atalaya_testkit::corpus;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An event as a store would keep it.
struct Kept {
    kind: String,
    time: Option<Time>,
    chunk: u64,
    record: u64,
    fields: Vec<(String, Value)>,
}

enum Value {
    Null,
    Empty,
    Bool(bool),
    Number(String),
    Text(String),
}

impl Kept {
    fn values(&self) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        self.fields.iter().map(|(name, value)| {
            let value = match value {
                Value::Null => ValueRef::Null,
                Value::Empty => ValueRef::Empty,
                Value::Bool(value) => ValueRef::Bool(*value),
                Value::Number(text) => ValueRef::Number(text),
                Value::Text(text) => ValueRef::Text(text),
            };
            (name.as_str(), value)
        })
    }

    /// Fields without regard to where they are kept: data that are called like a header go by its name.
    fn plain(&self) -> Vec<(&str, ValueRef<'_>)> {
        self.values().map(|(name, value)| (name.strip_prefix("??").unwrap_or(name), value)).collect()
    }
}

/// Decodes files as the scan does and keeps what is in them.
struct Keeper {
    schema: Arc<Schema>,
    eye: Recognizer,
    kept: Vec<Kept>,
}

impl Keeper {
    /// Calls `each` for every file and member, with its name, its digest and its events.
    fn read(inputs: &[PathBuf], mut each: impl FnMut(&str, [u8; 32], &[Kept])) {
        let schema = Schema::builtin();
        let binder = Binder::new(Arc::clone(&schema), ZoneRules::utc(NOW));
        let mut keeper = Keeper { schema, eye: Recognizer::new(binder), kept: Vec::new() };
        let (mut names, mut clocks, mut waiting) = (HashMap::new(), HashMap::new(), HashMap::<u32, Vec<Kept>>::new());
        let inputs: Vec<Input> = inputs.iter().cloned().map(Input::Path).collect();
        read(&inputs, &Limits::default(), &mut |piece| {
            match piece {
                Piece::Open(info) => {
                    let reference = info.modified.map_or(NOW, |modified| modified.min(NOW));
                    clocks.insert(info.id, ZoneRules::utc(NOW).with_reference(reference));
                    names.insert(info.id, info.name);
                }
                Piece::Unit(unit) => {
                    keeper.eye.binder.set_zones(clocks[&unit.input].clone());
                    keeper.unit(&unit);
                    waiting.entry(unit.input).or_default().append(&mut keeper.kept);
                }
                Piece::Close(closed) => {
                    let kept = waiting.remove(&closed.input).unwrap_or_default();
                    each(&names[&closed.input], closed.sha256.unwrap(), &kept);
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
    }

    fn unit(&mut self, unit: &Unit) {
        let text = |bytes| atalaya_event::text(bytes);
        match &unit.frames {
            Frames::EvtxChunks => render(&unit.bytes, &mut |rendered| {
                if let Rendered::Record { chunk_offset, record_id, json } = rendered {
                    self.frame(&unit.header, json, unit.offset + chunk_offset, record_id);
                }
            }),
            Frames::Lines => {
                for (index, _, line) in lines(&unit.bytes) {
                    self.frame(&unit.header, &text(line), 0, unit.first_record + index as u64);
                }
            }
            Frames::Ranges(ranges) => {
                for (record, range) in (unit.first_record..).zip(ranges) {
                    let frame = &unit.bytes[range.start as usize..range.end as usize];
                    self.frame(&unit.header, &text(frame), 0, record);
                }
            }
        }
    }

    fn frame(&mut self, header: &Header, frame: &str, chunk: u64, record: u64) {
        self.eye.renew();
        if self.eye.decoder.decode(header, frame).is_err() {
            return;
        }
        let Some(identity) = self.eye.identify(frame, header) else { return };
        let (decoded, paths) = (self.eye.decoder.record(frame), self.eye.decoder.paths());
        let fields = decoded.fields().iter().map(|field| {
            let (name, path) = self.schema.kept(identity.dialect, paths.name(field.path));
            let value = match decoded.value(field) {
                ValueRef::Null => Value::Null,
                ValueRef::Empty => Value::Empty,
                ValueRef::Bool(value) => Value::Bool(value),
                ValueRef::Number(text) => Value::Number(text.to_owned()),
                ValueRef::Text(text) => Value::Text(text.to_owned()),
            };
            (name.map_or_else(|| format!("?{path}"), |name| name.into_owned()), value)
        });
        let fields = fields.collect();
        let time = self.eye.binder.time(&identity, paths, &decoded);
        let kind = self.schema.kind(identity.kind).name.clone();
        self.kept.push(Kept { kind, time, chunk, record, fields });
    }
}

fn past_options(output: &Path) -> PastOptions {
    PastOptions {
        level: Level::Informational,
        since: None,
        until: None,
        outputs: vec![output.to_owned()],
        detailed: None,
        redact: None,
        stop: Arc::default(),
        now: NOW,
    }
}

/// Judges the events of the files, backwards and by two judges in turns.
fn judge(inputs: &[PathBuf], rules: &RuleSet, each: &mut dyn FnMut(&str, &Kept)) -> Scanned {
    let (folder, schema) = (tempfile::tempdir().unwrap(), Schema::builtin());
    let output = folder.path().join("findings.jsonl");
    let mut past = Past::new(&past_options(&output), rules, &schema).unwrap();
    let mut other = past.judge();
    Keeper::read(inputs, |source, sha256, kept| {
        for (number, event) in kept.iter().enumerate().rev() {
            each(source, event);
            let provenance = Provenance::File { sha256, chunk: event.chunk, record: event.record };
            let known = PastEvent { kind: &event.kind, time: event.time, provenance, source };
            match number % 3 {
                0 => other.examine(&known, event.values()).unwrap(),
                _ => past.examine(&known, event.values()).unwrap(),
            }
        }
    });
    past.take(other).unwrap();
    let report = past.finish().unwrap();
    Scanned { report, bytes: std::fs::read(output).unwrap() }
}

/// What the rules find in the files when they are scanned they find in what was kept of them, byte for byte.
fn check(inputs: &[PathBuf], rules: &RuleSet) -> (Scanned, BTreeMap<String, (u64, u64)>) {
    let scanned = scan(options(inputs), rules);
    let mut found: BTreeMap<(String, u64), BTreeSet<String>> = BTreeMap::new();
    for finding in scanned.findings() {
        found.entry((finding.file, finding.record)).or_default().insert(finding.rule);
    }
    let mut narrows = Narrows { rules, schema: Schema::builtin(), of: HashMap::new(), admitted: BTreeMap::new() };
    let mut numbers: BTreeMap<(String, u64), u64> = BTreeMap::new();
    Keeper::read(inputs, |file, _, kept| {
        kept.iter().for_each(|event| *numbers.entry((file.to_owned(), event.record)).or_default() += 1);
    });
    let judged = judge(inputs, rules, &mut |file, event| {
        let place = (file.to_owned(), event.record);
        // Where a file has two records of one number nothing tells whose the findings are.
        let matched = found.get(&place).filter(|_| numbers[&place] == 1);
        narrows.check(event, matched.into_iter().flatten());
    });
    assert_eq!(judged.report.tally.examined, scanned.report.tally.examined);
    assert_eq!(judged.report.found.by_level, scanned.report.found.by_level);
    assert_eq!(judged.report.blind.limits, scanned.report.blind.limits);
    assert_eq!(judged.report.blind.mute_fields.len(), scanned.report.blind.mute_fields.len());
    let sorted = |scanned: &Scanned| {
        let mut lines: Vec<String> = scanned.lines().iter().map(ToString::to_string).collect();
        lines.sort();
        lines
    };
    let (is, was) = (sorted(&judged), sorted(&scanned));
    assert_eq!(is.len(), was.len());
    is.iter().zip(&was).for_each(|(is, was)| assert_eq!(is, was));
    (scanned, narrows.admitted)
}

/// What rules are narrowed to, by kind.
struct Narrows<'r> {
    rules: &'r RuleSet,
    schema: Arc<Schema>,
    of: HashMap<(String, String), Narrow>,
    /// Events, and those that what all rules are narrowed to admits, by kind.
    admitted: BTreeMap<String, (u64, u64)>,
}

impl Narrows<'_> {
    fn check<'f>(&mut self, event: &Kept, matched: impl Iterator<Item = &'f String>) {
        let fields = event.plain();
        for rule in matched {
            let Some(loaded) = self.rules.rules.iter().find(|loaded| loaded.id == *rule) else { continue };
            let narrow = self.of.entry((rule.clone(), event.kind.clone())).or_insert_with(|| {
                let alone = RuleSet { rules: vec![loaded.clone()], ..RuleSet::default() };
                past::narrow(&alone, &self.schema, &event.kind)
            });
            assert!(narrow.admits(&fields), "{rule}: {narrow:?}: {fields:?}");
            let counts = self.admitted.entry(rule.clone()).or_default();
            counts.0 += 1;
            counts.1 += u64::from(*narrow == Narrow::True);
        }
    }
}

#[test]
fn what_was_kept_of_our_samples_is_judged_as_the_samples_are() {
    let root = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../content");
    let rules = builtin_rules(&Placeholders::new());
    let (scanned, _) = check(&[root.join("kinds/samples"), root.join("rules/examples")], &rules);
    assert!(scanned.report.found.total > 100, "{:?}", scanned.report.found);
}

#[test]
fn what_was_kept_of_the_corpus_is_judged_as_the_corpus_is() {
    let Some(corpus) = corpus() else { return };
    let mut rules = load_rules(&[corpus.root().join("sigma")], &Placeholders::new()).unwrap();
    rules.diagnostics.clear();
    let mut inputs = vec![corpus.root().join("regression_data"), corpus.root().join("evtx")];
    if std::env::var_os("ATALAYA_EQUALITY").is_some_and(|word| word == "full") {
        inputs.extend([corpus.root().join("json"), corpus.root().join("zeek")]);
    }
    let (scanned, narrowed) = check(&inputs, &rules);
    assert!(scanned.report.found.total > 1000, "{:?}", scanned.report.found.total);
    let nothing: Vec<&String> = narrowed.iter().filter(|(_, (_, open))| *open > 0).map(|(rule, _)| rule).collect();
    assert!(nothing.len() * 10 < narrowed.len(), "{} of {} rules: {nothing:?}", nothing.len(), narrowed.len());
}

const WORD: &str = "\
title: A word
name: word
id: word-id
level: low
logsource:
  product: zeek
  service: dns
detection:
  selection:
    query: one
  condition: selection
";

const TOGETHER: &str = "\
title: Together
id: together-id
level: high
correlation:
  type: event_count
  rules: [word]
  group-by: [id.orig_h]
  timespan: 1m
  condition:
    gte: 3
";

#[test]
fn events_of_one_time_are_in_the_order_of_their_provenance_however_they_are_read() {
    let rules = rules(&[WORD, TOGETHER]);
    let line =
        |user: &str| format!(r#"{{"_path":"dns","ts":1700000000.25,"uid":"C1","id.orig_h":"{user}","query":"one"}}"#);
    let text = |users: &[&str]| users.iter().map(|user| line(user) + "\n").collect::<String>();
    let folder = folder(&[
        ("a.log", &text(&["192.0.2.1", "192.0.2.2", "192.0.2.1"])),
        ("b.log", &text(&["192.0.2.1", "192.0.2.2"])),
        ("c.log", &text(&["192.0.2.2", "192.0.2.1", "192.0.2.1"])),
    ]);
    let named = |names: [&str; 3]| names.map(|name| folder.path().join(name));
    let (forth, _) = check(&named(["a.log", "b.log", "c.log"]), &rules);
    let (back, _) = check(&named(["c.log", "b.log", "a.log"]), &rules);
    assert_eq!(forth.findings().len(), 2);
    assert_eq!(forth.uids(), back.uids());
}

#[test]
fn rules_are_asked_of_the_kinds_that_they_are_for() {
    let rules = rules(&[WORD]);
    let schema = Schema::builtin();
    let kinds = past::applicable(&rules, &schema);
    assert!(kinds.iter().any(|(kind, numbers)| kind == "zeek.dns" && *numbers == [0]), "{kinds:?}");
    assert!(!kinds.iter().any(|(kind, _)| kind == "zeek.conn"));
    assert_eq!(past::narrow(&rules, &schema, "zeek.conn"), Narrow::False);
    assert!(past::narrow(&rules, &schema, "zeek.dns").fields().contains("query"));
}

#[test]
fn events_that_cannot_be_judged_are_counted_and_a_judge_that_is_away_is_missed() {
    let (folder, schema, rules) = (tempfile::tempdir().unwrap(), Schema::builtin(), rules(&[WORD]));
    let output = folder.path().join("findings.jsonl");
    let provenance = Provenance::Stream { frame: [1; 32], occurrence: 1 };
    let event = |kind| PastEvent { kind, time: None, provenance, source: "inlet" };
    let fields = || [("query", ValueRef::Text("one"))];
    let mut past = Past::new(&past_options(&output), &rules, &schema).unwrap();
    past.examine(&event("zeek.dns"), fields()).unwrap();
    past.examine(&event("no.such.kind"), fields()).unwrap();
    let many = (0..=atalaya_model::FIELDS_MAX).map(|_| ("query", ValueRef::Null));
    past.examine(&event("zeek.dns"), many).unwrap();
    let report = past.finish().unwrap();
    let tally = report.tally;
    assert_eq!((tally.frames, tally.examined, tally.without_kind, tally.quarantined), (3, 1, 1, 1));
    assert_eq!((tally.without_time, report.found.total), (1, 1));

    let past = Past::new(&past_options(&output), &rules, &schema).unwrap();
    let away = past.judge();
    assert!(past.finish().is_err());
    drop(away);

    let options = past_options(&output);
    let mut past = Past::new(&options, &rules, &schema).unwrap();
    options.stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(past.examine(&event("zeek.dns"), fields()).is_err());
}
