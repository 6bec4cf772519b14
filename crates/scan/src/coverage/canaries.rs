//! Canaries: events that rules must find, in a sender's own format, so that who lets them in sees whether the rules do.

use super::samples::each_frame;
use super::{Outcome, Prover, Tried};
use crate::correlation::plan;
use crate::live::{Judging, Live, LiveEvent};
use crate::load::builtin_rules;
use crate::provenance::Provenance;
use crate::run::roles;
use atalaya_codec::Header;
use atalaya_event::Recognizer;
use atalaya_model::Time;
use atalaya_schema::{Binder, KindIx, Schema, ZoneRules};
use atalaya_sigma::Placeholders;
use atalaya_sigma::ast::Correlation;
use atalaya_sigma::witness::proposals;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Longer than any correlation waits for more.
const LONG: Duration = Duration::from_secs(10 * 365 * 86_400);

/// An event as its sender would write it.
#[derive(Debug, Clone)]
pub struct CanaryEvent {
    /// What is needed to decode it.
    pub header: Header,
    /// Its bytes.
    pub frame: String,
}

/// Events that a rule must find.
#[derive(Debug, Clone)]
pub struct Canary {
    /// The identifier of the rule or correlation.
    pub rule: String,
    /// The kind of the events, where findings of the rule tell it: not those of correlations, and what only correlations
    /// look at has none.
    pub kind: Option<String>,
    /// The events, in the order in which they are to come; none where they come for another rule before it.
    pub events: Vec<CanaryEvent>,
}

/// The canaries of rules.
#[derive(Debug, Clone, Default)]
pub struct Canaries {
    /// For each rule and each kind that feeds it one, and one for each correlation.
    pub all: Vec<Canary>,
    /// Rules and correlations for which there is none, and why.
    pub without: Vec<(String, Outcome)>,
}

/// Canaries of all rules that `live` judges with, for the kinds of its schema: of correlations those that are shipped with them, of rules changed samples of the kinds that feed
/// them.
#[must_use]
pub fn canaries(live: &Live<'_>, schema: &Arc<Schema>) -> Canaries {
    let partitions = live.partitions();
    let rules = partitions.rules;
    let roles = roles(rules, &plan(rules));
    // What it compiles is what events are judged with.
    let mut prover = Prover::new(partitions, schema);
    let mut canaries = Canaries::default();
    for (number, role) in roles.iter().enumerate() {
        prover.put_canaries(number, role.finds, &mut canaries);
    }
    put_examples(live, schema, &mut canaries);
    canaries
}

impl Prover<'_> {
    fn put_canaries(&mut self, number: usize, finds: bool, canaries: &mut Canaries) {
        let rule = &self.rules.rules[number];
        let feeds = self.feeds(rule);
        let proposals = proposals(&rule.expr);
        let mut kinds: Vec<KindIx> = feeds.iter().map(|feed| feed.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let before = canaries.all.len();
        for kind in kinds {
            if let Tried::Fires(at, frame) = self.witness(number, rule, &proposals, &|own| own == kind) {
                let header = self.samples[at].header.clone();
                let kind = finds.then(|| self.schema.kind(kind).name.clone());
                let events = vec![CanaryEvent { header, frame }];
                canaries.all.push(Canary { rule: rule.id.clone(), kind, events });
                // What is told without a kind is proven by any.
                if !finds {
                    break;
                }
            }
        }
        if canaries.all.len() == before {
            canaries.without.push((rule.id.clone(), self.outcome(number, rule, &feeds)));
        }
    }
}

/// The examples that are shipped with correlations, for those that find something in them: what is let in for one of a file
/// is for the others of it too. A correlation that finds nothing on its own, because others refer to it, has none.
fn put_examples(live: &Live<'_>, schema: &Arc<Schema>, canaries: &mut Canaries) {
    let correlations = &live.partitions().rules.correlations;
    if correlations.is_empty() {
        return;
    }
    let builtin = builtin_rules(&Placeholders::new());
    let file_of = |id: &str| {
        let known = |known: &&Correlation| known.about.id.as_deref() == Some(id);
        builtin.correlations.iter().find(known).map(|known| known.about.place.file.as_str())
    };
    let mut of_file: BTreeMap<&str, (Vec<CanaryEvent>, BTreeSet<String>)> = BTreeMap::new();
    for correlation in correlations.iter().filter(|correlation| finds(correlation, correlations)) {
        let id = correlation.about.id.clone().unwrap_or_else(|| correlation.about.title.clone());
        let example = file_of(&id).map(|file| {
            of_file.entry(file).or_insert_with(|| {
                let events = events_of(file);
                let found = found_in(live, schema, &events);
                (events, found)
            })
        });
        match example.filter(|(_, found)| found.contains(&id)) {
            Some((events, _)) => canaries.all.push(Canary { rule: id, kind: None, events: std::mem::take(events) }),
            None => canaries.without.push((id, Outcome::NoWitness)),
        }
    }
}

/// Whether the correlation has findings of its own.
fn finds(correlation: &Correlation, all: &[Correlation]) -> bool {
    let about = &correlation.about;
    let is_own = |name: &String| about.id.as_ref() == Some(name) || about.name.as_ref() == Some(name);
    let mut referring = all.iter().filter(|other| other.rules.iter().any(is_own)).peekable();
    referring.peek().is_none() || referring.any(|other| other.generate)
}

/// The events of all examples of a file of rules.
fn events_of(file: &str) -> Vec<CanaryEvent> {
    let mut events = Vec::new();
    for (_, bytes) in EXAMPLES.iter().filter(|(of, _)| *of == file) {
        each_frame(bytes, &mut |header, frame| {
            events.push(CanaryEvent { header: header.clone(), frame: frame.to_owned() });
        });
    }
    events
}

/// The correlations that find something in the events.
fn found_in(live: &Live<'_>, schema: &Arc<Schema>, events: &[CanaryEvent]) -> BTreeSet<String> {
    let mut eye = Recognizer::new(Binder::new(Arc::clone(schema), ZoneRules::utc(Time(0))));
    let (mut judge, mut correlator, mut latest) = (live.judge(), live.correlator(), Time(0));
    for (number, CanaryEvent { header, frame }) in events.iter().enumerate() {
        if eye.renew() {
            judge.forget_paths();
        }
        if eye.decoder.decode(header, frame).is_err() {
            continue;
        }
        let Some(identity) = eye.identify(frame, header) else { continue };
        let (paths, record) = (eye.decoder.paths(), &eye.decoder.record(frame));
        let time = eye.binder.time(&identity, paths, record);
        latest = time.map_or(latest, |time| latest.max(time));
        let provenance = Provenance::Stream { frame: [0; 32], occurrence: number as u64 };
        let (received, organization, source, counts) = (time.unwrap_or(latest), "", "", false);
        let event = LiveEvent { identity, paths, record, time, received, organization, source, provenance, counts };
        judge.examine(&mut eye.binder, &event);
    }
    correlator.take(judge.take().matches);
    let mut stretches = correlator.judge(Judging::All).stretches;
    stretches.extend(correlator.idle(LONG, Time(latest.0.saturating_add(LONG.as_micros() as i64))).stretches);
    stretches.into_iter().map(|stretch| stretch.finding.rule).collect()
}
