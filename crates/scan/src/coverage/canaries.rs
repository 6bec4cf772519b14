//! Canaries: events that rules must find, in a sender's own format, so that who lets them in sees whether the rules do.

use super::samples::each_frame;
use super::{Outcome, Prover, Tried};
use crate::correlation::plan;
use crate::live::Live;
use crate::load::builtin_rules;
use crate::run::roles;
use atalaya_codec::Header;
use atalaya_schema::{KindIx, Schema};
use atalaya_sigma::witness::proposals;
use atalaya_sigma::{Placeholders, RuleSet};
use std::collections::BTreeMap;
use std::sync::Arc;

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

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
    /// The events, in the order in which they are to come.
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
    put_examples(rules, &mut canaries);
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

/// The examples that are shipped with correlations.
fn put_examples(rules: &RuleSet, canaries: &mut Canaries) {
    if rules.correlations.is_empty() {
        return;
    }
    let builtin = builtin_rules(&Placeholders::new());
    let files: BTreeMap<&str, &str> = builtin
        .correlations
        .iter()
        .filter_map(|correlation| Some((correlation.about.id.as_deref()?, correlation.about.place.file.as_str())))
        .collect();
    for correlation in &rules.correlations {
        let about = &correlation.about;
        let id = about.id.clone().unwrap_or_else(|| about.title.clone());
        let file = files.get(id.as_str());
        let example = file.and_then(|file| EXAMPLES.iter().find(|(of, _)| of == file));
        let mut events = Vec::new();
        if let Some((_, bytes)) = example {
            each_frame(bytes, &mut |header, frame| {
                events.push(CanaryEvent { header: header.clone(), frame: frame.to_owned() });
            });
        }
        match events.is_empty() {
            true => canaries.without.push((id, Outcome::NoWitness)),
            false => canaries.all.push(Canary { rule: id, kind: None, events }),
        }
    }
}
