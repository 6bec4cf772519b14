//! Events judged as they come, in whatever order and with whatever interruptions: in the end the findings of a scan.

use crate::correlating::{base, correlation, log};
use crate::scanning::{NOW, folder, options, rules, scan};
use atalaya_codec::framing::{Frames, lines};
use atalaya_event::Recognizer;
use atalaya_model::{Correlated, Finding, Match, MatchKey, Time};
use atalaya_reader::{Input, Limits, Piece, read};
use atalaya_scan::Provenance;
use atalaya_scan::live::{Correlator, Judging, Live, LiveEvent};
use atalaya_schema::{Binder, Schema, ZoneRules};
use atalaya_sigma::RuleSet;
use atalaya_testkit::Random;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The lateness of these tests, in seconds.
const LATE: u64 = 600;
const SECOND: i64 = 1_000_000;
/// How far clocks are ahead, in seconds.
const AHEAD: i64 = 200;

/// What correlations wait for in a file.
fn matches(live: &Live<'_>, schema: &Arc<Schema>, path: &Path) -> Vec<Match> {
    let sha256: [u8; 32] = Sha256::digest(std::fs::read(path).unwrap()).into();
    let mut eye = Recognizer::new(Binder::new(Arc::clone(schema), ZoneRules::utc(NOW)));
    let (mut judge, mut found) = (live.judge(), Vec::new());
    read(&[Input::Path(path.to_owned())], &Limits::default(), &mut |piece| {
        if let Piece::Unit(unit) = piece {
            assert!(matches!(unit.frames, Frames::Lines));
            for (index, _, line) in lines(&unit.bytes) {
                let text = std::str::from_utf8(line).unwrap();
                eye.decoder.decode(&unit.header, text).unwrap();
                let identity = eye.identify(text, &unit.header).unwrap();
                let (record, paths) = (eye.decoder.record(text), eye.decoder.paths());
                let time = eye.binder.time(&identity, paths, &record);
                let provenance = Provenance::File { sha256, chunk: 0, record: unit.first_record + index as u64 };
                let (received, organization, source) = (Time(0), "north", path.to_str().unwrap());
                let (record, counts) = (&record, true);
                let event =
                    LiveEvent { identity, paths, record, time, received, organization, source, provenance, counts };
                judge.examine(&mut eye.binder, &event);
            }
            found.extend(judge.take().matches);
        }
        ControlFlow::Continue(())
    });
    found
}

/// What a ledger would keep.
#[derive(Default)]
struct Kept {
    matches: BTreeMap<MatchKey, Match>,
    /// Findings with their states, where they may still change.
    findings: BTreeMap<String, (Finding, Option<String>)>,
    superseded: u64,
    swept: Option<Time>,
}

impl Kept {
    fn keep(&mut self, correlated: Correlated) {
        self.swept = correlated.swept.or(self.swept);
        for stretch in correlated.stretches {
            for uid in stretch.supersedes {
                self.superseded += 1;
                assert!(self.findings.remove(&uid).is_some(), "{uid} was not told");
            }
            self.findings.insert(stretch.finding.uid.clone(), (stretch.finding, Some(stretch.state)));
        }
        for key in correlated.forgotten {
            self.matches.remove(&key);
        }
        for (_, uid) in correlated.settled {
            if let Some((_, state)) = self.findings.get_mut(&uid) {
                *state = None;
            }
        }
    }

    /// What another process finds.
    fn wake<'s>(&self, live: &Live<'s>) -> Correlator<'s> {
        let mut correlator = live.correlator().with_lateness(Duration::from_secs(LATE));
        self.swept.into_iter().for_each(|swept| correlator.go_on(swept, Time(i64::MAX)));
        for (finding, state) in self.findings.values() {
            state.iter().for_each(|state| correlator.stand(finding.clone(), state));
        }
        let again = correlator.take(self.matches.values().cloned().collect());
        assert_eq!(again.len(), self.matches.len());
        correlator
    }

    fn told(&self, says: Says) -> BTreeSet<String> {
        let findings = self.findings.values().map(|(finding, _)| serde_json::from_str(&finding.ocsf).unwrap());
        findings.map(|line| said(&line, says)).collect()
    }
}

/// What is compared of a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    All,
    /// Of several correlations the count is about right only, where a finding lasts longer than its events are held.
    AllButCount,
}

/// Everything that a finding says but for when it was made.
fn said(line: &serde_json::Value, says: Says) -> String {
    let info = &line["finding_info"];
    let (uid, from, to) = (&info["uid"], &info["first_seen_time"], &info["last_seen_time"]);
    let data = &line["evidences"][0]["data"];
    let records: Vec<u64> =
        data["related"].as_array().unwrap().iter().map(|at| at["record"].as_u64().unwrap()).collect();
    let count = line.get("count").and_then(serde_json::Value::as_u64).unwrap_or(1);
    let count = if says == Says::All { count } else { 0 };
    format!("{from} {to} {uid} {count} {} {records:?} {} {}", data["file"], data["matched"], data["entities"])
}

/// Lets the matches come in the order given by `received`, some at a time, some of them twice, with restarts.
fn flow(live: &Live<'_>, all: &[Match], random: &mut Random) -> Kept {
    let mut order: Vec<Match> = all.to_vec();
    for found in &mut order {
        // Some clocks are ahead.
        let late = random.below(LATE * 9 / 10) as i64 - AHEAD;
        found.received = Time(found.time.0 + late * SECOND);
    }
    order.sort_by_key(|found| found.received);
    let (mut kept, mut at) = (Kept::default(), 0);
    let mut correlator = kept.wake(live);
    while at < order.len() {
        let end = order.len().min(at + 1 + random.below(40) as usize);
        // What was taken before is taken again after a crash.
        let from = if random.once_in(5) { at.saturating_sub(15) } else { at };
        for found in correlator.take(order[from..end].to_vec()) {
            kept.matches.insert(found.key.clone(), found);
        }
        kept.keep(correlator.pass(order[end - 1].received));
        if random.once_in(8) {
            correlator = kept.wake(live);
        }
        at = end;
    }
    kept.keep(correlator.idle(Duration::from_secs(86_400), Time(i64::MAX)));
    kept.keep(correlator.judge(Judging::All));
    kept
}

/// Events of three hours: quiet times, bursts, and one who never stops.
fn events(random: &mut Random) -> Vec<(u64, &'static str, &'static str)> {
    let mut events = Vec::new();
    for second in (0..10_800).step_by(15) {
        if random.once_in(2) {
            events.push((second + random.below(15), "192.0.2.9", "one"));
        }
    }
    for user in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] {
        for _ in 0..6 {
            let begin = random.below(10_700);
            for _ in 0..1 + random.below(8) {
                events.push((begin + random.below(90), user, ["one", "two"][random.below(2) as usize]));
            }
        }
    }
    events.sort_unstable();
    events
}

fn check(correlated: &str, seeds: std::ops::Range<u64>) -> u64 {
    check_all(&[correlation(correlated)], seeds, Says::All)
}

fn check_all(correlations: &[String], seeds: std::ops::Range<u64>, says: Says) -> u64 {
    let (first, second) = (base("first", "one"), base("second", "two"));
    let texts: Vec<&str> = [&first, &second].into_iter().chain(correlations).map(String::as_str).collect();
    let rules: RuleSet = rules(&texts);
    let schema = Schema::builtin();
    let live = Live::new(&rules, &schema);
    let mut superseded = 0;
    for seed in seeds {
        let mut random = Random::new(seed);
        let folder = folder(&[("dns.log", &log(&events(&mut random)))]);
        let path = folder.path().join("dns.log");
        let scanned = scan(options(std::slice::from_ref(&path)), &rules);
        let of_correlation = |line: &serde_json::Value| line["finding_info"]["analytic"]["category"] == "correlation";
        let expected: BTreeSet<String> =
            scanned.lines().iter().filter(|line| of_correlation(line)).map(|line| said(line, says)).collect();
        let all = matches(&live, &schema, &path);
        for turn in 0..5 {
            let kept = flow(&live, &all, &mut random);
            let told = kept.told(says);
            let (more, missing) = (told.difference(&expected).next(), expected.difference(&told).next());
            assert_eq!(more, missing, "seed {seed}, turn {turn}: {correlations:?}");
            assert!(kept.matches.is_empty(), "nothing waits for ever");
            superseded += kept.superseded;
        }
    }
    superseded
}

const HEAD: &str = "  group-by: [id.orig_h]\n  timespan: 1m\n";

#[test]
fn counted_events_in_any_order_end_in_the_findings_of_a_scan() {
    let count = format!("  type: event_count\n  rules: [first]\n{HEAD}  condition:\n    gte: 3\n");
    assert!(check(&count, 0..60) > 0, "some windows have moved");
}

#[test]
fn counted_values_in_any_order_end_in_the_findings_of_a_scan() {
    let values = "  type: value_count\n  rules: [first, second]\n  group-by: [id.orig_h]\n  timespan: 1m\n";
    check(&format!("{values}  condition:\n    gte: 2\n    field: query\n"), 100..150);
}

#[test]
fn what_stands_together_or_in_order_ends_in_the_findings_of_a_scan() {
    check(&format!("  type: temporal\n  rules: [first, second]\n{HEAD}"), 200..250);
    check(&format!("  type: temporal_ordered\n  rules: [first, second]\n{HEAD}"), 300..340);
}

#[test]
fn what_more_events_can_unmake_is_told_when_nothing_comes_any_more() {
    let few = format!("  type: event_count\n  rules: [first]\n{HEAD}  condition:\n    lte: 2\n");
    assert_eq!(check(&few, 400..440), 0, "nothing that was told was taken back");
}

#[test]
fn correlations_of_correlations_end_in_the_findings_of_a_scan() {
    let inner = format!("  type: event_count\n  rules: [first]\n{HEAD}  condition:\n    gte: 3\n  generate: true\n");
    let inner =
        correlation(&inner).replace("together-id", "inner-id").replace("level: high", "name: inner\nlevel: low");
    let outer = "  type: temporal\n  rules: [inner, second]\n  group-by: [id.orig_h]\n  timespan: 5m\n";
    check_all(&[inner, correlation(outer)], 500..540, Says::AllButCount);
}
