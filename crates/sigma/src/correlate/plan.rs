//! What a set of correlations needs, in which order they run, and the run.

use std::sync::Arc;

use atalaya_model::{Diagnostic, Message, Severity};
use rustc_hash::FxHashMap;

use super::events::{self, Derived};
use super::measure::Judge;
use super::resolve::{Directory, Logic, Target, aliased, refused};
use super::stretch;
use super::{HITS_MAX, Hit, Outcome, Overflow};
use crate::ast::{About, Correlation, CorrelationCondition};

/// Correlations resolved against the rules they refer to.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    correlations: Vec<Correlation>,
    /// In the order in which they run: what is referred to comes first.
    pub(super) steps: Vec<Step>,
    /// The fields that each rule must deliver.
    fields: FxHashMap<u32, Vec<String>>,
    /// For each rule that is referred to, whether it still has findings of its own.
    generated: FxHashMap<u32, bool>,
}

/// A correlation ready to run.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) correlation: usize,
    pub(super) inputs: Vec<Input>,
    pub(super) timespan: i64,
    /// How far back what it says of an event depends on others, in microseconds.
    pub(super) reach: i64,
    pub(super) judge: Judge,
    /// Whether it has findings for people.
    pub(super) reported: bool,
    /// Whether a temporal correlation wants every moment at which it is satisfied.
    pub(super) wants_moments: bool,
}

/// A rule that a correlation refers to, and where its values are found.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) target: Target,
    pub(super) group: Vec<Source>,
    pub(super) values: Vec<Source>,
}

/// Where a value is found.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Among the group's values of the correlation referred to.
    Group(usize),
    /// Among the values of the event's hit: for each rule, which.
    Event(Vec<(u32, usize)>),
}

impl Plan {
    /// The plan of these correlations over these rules, which are numbered in the order given. Correlations that
    /// cannot run are refused, each with a diagnostic of severity error.
    #[must_use]
    pub fn new(correlations: Vec<Correlation>, rules: &[&About]) -> (Plan, Vec<Diagnostic>) {
        let mut builder =
            Builder { correlations: &correlations, rules, diagnostics: Vec::new(), fields: FxHashMap::default() };
        let resolved = builder.resolved();
        let order = builder.order(&resolved);
        let steps = order.iter().filter_map(|number| builder.step(*number, &resolved)).collect();
        let (fields, diagnostics) = (builder.fields, builder.diagnostics);
        let mut plan = Plan { correlations, steps, fields, generated: FxHashMap::default() };
        plan.mark();
        (plan, diagnostics)
    }

    /// The correlations, refused ones included.
    #[must_use]
    pub fn correlations(&self) -> &[Correlation] {
        &self.correlations
    }

    /// Whether the correlation of this number runs.
    #[must_use]
    pub fn runs(&self, correlation: usize) -> bool {
        self.steps.iter().any(|step| step.correlation == correlation)
    }

    /// Whether hits of the rule are wanted.
    #[must_use]
    pub fn concerns(&self, rule: u32) -> bool {
        self.generated.contains_key(&rule)
    }

    /// The fields whose first value each hit of the rule must bring, in this order.
    #[must_use]
    pub fn fields(&self, rule: u32) -> &[String] {
        self.fields.get(&rule).map_or(&[], Vec::as_slice)
    }

    /// Whether the rule has findings of its own: no correlation refers to it, or one with `generate` does.
    #[must_use]
    pub fn is_reported(&self, rule: u32) -> bool {
        self.generated.get(&rule).copied().unwrap_or(true)
    }

    /// The plan without other correlations than these.
    pub(super) fn only(&self, correlations: &[usize]) -> Plan {
        let mut plan = self.clone();
        plan.steps.retain(|step| correlations.contains(&step.correlation));
        plan
    }

    /// The findings over all hits of an input, in whatever order they come.
    #[must_use]
    pub fn run(&self, hits: Vec<Hit>) -> Outcome {
        self.run_after(hits, i64::MIN)
    }

    /// The findings where hits up to this time, in microseconds since 1970, may be missing: nothing is said of events whose
    /// windows reach so far back.
    #[must_use]
    pub fn run_after(&self, mut hits: Vec<Hit>, missing: i64) -> Outcome {
        hits.sort_unstable_by_key(|hit| (hit.time, hit.order, hit.rule));
        let overflow =
            hits.get(HITS_MAX).map(|first| Overflow { hits: (hits.len() - HITS_MAX) as u64, from: first.time });
        hits.truncate(HITS_MAX);
        let none = vec![0; self.correlations.len()];
        let mut outcome = Outcome { findings: Vec::new(), ungrouped: none.clone(), valueless: none, overflow };
        let mut derived: Vec<Derived> = Vec::new();
        derived.resize_with(self.correlations.len(), Derived::default);
        let of_rule = events::of_rule(&hits);
        for step in &self.steps {
            let grouped = events::gather(step, &hits, &of_rule, &derived, &mut outcome);
            derived[step.correlation] = stretch::find(step, &grouped, &hits, missing, &mut outcome);
        }
        outcome.findings.sort_by(|a, b| (a.correlation, a.anchor, &a.group).cmp(&(b.correlation, b.anchor, &b.group)));
        outcome
    }

    /// Marks what is reported and what is wanted, once it is known who refers to whom.
    fn mark(&mut self) {
        let mut referred: FxHashMap<usize, bool> = FxHashMap::default();
        let mut moments = Vec::new();
        for step in &self.steps {
            let generate = self.correlations[step.correlation].generate;
            for input in &step.inputs {
                match input.target {
                    Target::Rule(rule) => *self.generated.entry(rule).or_default() |= generate,
                    Target::Correlation(number) => {
                        *referred.entry(number).or_default() |= generate;
                        if step.judge.is_temporal() {
                            moments.push(number);
                        }
                    }
                }
            }
        }
        self.mark_reach();
        for step in &mut self.steps {
            step.reported = referred.get(&step.correlation).copied().unwrap_or(true);
            step.wants_moments = moments.contains(&step.correlation);
        }
    }
}

impl Plan {
    /// Marks how far back each step reaches; what it refers to stands before it.
    fn mark_reach(&mut self) {
        let mut reaches: FxHashMap<usize, i64> = FxHashMap::default();
        for step in &mut self.steps {
            let of_input = |input: &Input| match input.target {
                Target::Rule(_) => 0,
                Target::Correlation(number) => reaches.get(&number).copied().unwrap_or(0),
            };
            let below = step.inputs.iter().map(of_input).max().unwrap_or(0);
            step.reach = step.timespan.saturating_add(below);
            reaches.insert(step.correlation, step.reach);
        }
    }
}

/// What the names in a correlation stand for.
struct Resolved {
    /// What it refers to, in the order of its `rules`.
    targets: Vec<Target>,
    /// Its condition over these, if it has one.
    logic: Option<Logic>,
}

struct Builder<'a> {
    correlations: &'a [Correlation],
    rules: &'a [&'a About],
    diagnostics: Vec<Diagnostic>,
    fields: FxHashMap<u32, Vec<String>>,
}

impl Builder<'_> {
    /// What each correlation refers to; `None` for those that are refused.
    fn resolved(&mut self) -> Vec<Option<Resolved>> {
        let directory = Directory::new(self.rules, self.correlations);
        let correlations = self.correlations;
        correlations.iter().map(|correlation| self.resolve(correlation, &directory)).collect()
    }

    fn resolve(&mut self, correlation: &Correlation, directory: &Directory<'_>) -> Option<Resolved> {
        let mut targets = Vec::with_capacity(correlation.rules.len());
        let refusals = self.diagnostics.len();
        for word in &correlation.rules {
            match directory.find(word) {
                Ok(target) => targets.push(target),
                Err(message) => self.diagnostics.push(refused(correlation, message)),
            }
        }
        let whole = self.diagnostics.len() == refusals;
        let logic = match &correlation.condition {
            CorrelationCondition::Rules(condition) if whole => {
                let written = |name: &str| correlation.rules.iter().position(|rule| rule == name);
                let position = |name: &str| written(name).or_else(|| self.named(&targets, name));
                match Logic::new(condition, &position, &correlation.rules) {
                    Ok(logic) => Some(logic),
                    Err(message) => return self.refuse(correlation, message),
                }
            }
            _ => None,
        };
        whole.then_some(Resolved { targets, logic })
    }

    fn refuse<T>(&mut self, correlation: &Correlation, message: Message) -> Option<T> {
        self.diagnostics.push(refused(correlation, message));
        None
    }

    /// Numbers of the correlations that can run, what is referred to before what refers to it.
    fn order(&mut self, all: &[Option<Resolved>]) -> Vec<usize> {
        let refers = |number: usize| {
            let targets = all[number].iter().flat_map(|resolved| &resolved.targets);
            targets.filter_map(|target| if let Target::Correlation(to) = target { Some(*to) } else { None })
        };
        let mut order = Vec::new();
        let mut placed = vec![false; all.len()];
        // Each round places what refers only to what was placed; the rest goes in a circle or refers to what was refused.
        loop {
            let before = order.len();
            for number in 0..all.len() {
                if !placed[number] && all[number].is_some() && refers(number).all(|to| placed[to]) {
                    placed[number] = true;
                    order.push(number);
                }
            }
            if order.len() == before {
                break;
            }
        }
        let stuck = (0..all.len()).filter(|number| !placed[*number] && all[*number].is_some());
        for number in stuck {
            let title = |number: usize| self.correlations[number].about.title.as_str();
            let message = match circle(number, &refers) {
                Some(circle) => {
                    let titles: Vec<&str> = circle.into_iter().map(title).collect();
                    Message::new("correlation-cycle").with("rules", titles.join(" → "))
                }
                None => {
                    let to = refers(number).find(|to| !placed[*to]).unwrap_or(number);
                    Message::new("correlation-refers-refused").with("rule", title(to))
                }
            };
            self.diagnostics.push(refused(&self.correlations[number], message));
        }
        order
    }

    fn step(&mut self, number: usize, all: &[Option<Resolved>]) -> Option<Step> {
        let correlation = &self.correlations[number];
        let own = all[number].as_ref()?;
        self.check_aliases(correlation, &own.targets);
        let inputs = own.targets.iter().enumerate();
        let inputs = inputs.map(|(position, target)| self.input(correlation, position, *target, all)).collect();
        Some(Step {
            correlation: number,
            inputs,
            timespan: correlation.timespan_us,
            reach: correlation.timespan_us,
            judge: Judge::new(correlation, own.logic.clone(), own.targets.len()),
            reported: true,
            wants_moments: false,
        })
    }

    fn input(&mut self, correlation: &Correlation, position: usize, target: Target, all: &[Option<Resolved>]) -> Input {
        let mut sources = |fields: &[String]| -> Vec<Source> {
            let about = self.about(target);
            let fields: Vec<&str> = fields.iter().map(|field| aliased(correlation, position, about, field)).collect();
            fields.into_iter().map(|field| self.source(target, field, all)).collect()
        };
        Input { target, group: sources(&correlation.group_by), values: sources(&correlation.value_fields) }
    }

    fn about(&self, target: Target) -> &About {
        match target {
            Target::Rule(rule) => self.rules[rule as usize],
            Target::Correlation(number) => &self.correlations[number].about,
        }
    }

    /// The position among `own` of the rule whose id or name is `name`.
    fn named(&self, own: &[Target], name: &str) -> Option<usize> {
        own.iter().position(|target| {
            let about = self.about(*target);
            about.name.as_deref() == Some(name) || about.id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(name))
        })
    }

    fn source(&mut self, target: Target, field: &str, all: &[Option<Resolved>]) -> Source {
        if let Target::Correlation(number) = target
            && let Some(at) = self.correlations[number].group_by.iter().position(|group| group == field)
        {
            return Source::Group(at);
        }
        let mut slots = Vec::new();
        let mut seen = vec![target];
        let mut next = 0;
        while let Some(target) = seen.get(next).copied() {
            next += 1;
            match target {
                Target::Rule(rule) => slots.push((rule, self.slot(rule, field))),
                Target::Correlation(number) => {
                    for target in all[number].iter().flat_map(|resolved| &resolved.targets) {
                        if !seen.contains(target) {
                            seen.push(*target);
                        }
                    }
                }
            }
        }
        Source::Event(slots)
    }

    fn slot(&mut self, rule: u32, field: &str) -> usize {
        let fields = self.fields.entry(rule).or_default();
        fields.iter().position(|known| known == field).unwrap_or_else(|| {
            fields.push(field.to_owned());
            fields.len() - 1
        })
    }

    /// Warns of aliases for rules that the correlation does not refer to.
    fn check_aliases(&mut self, correlation: &Correlation, own: &[Target]) {
        for (alias, fields) in &correlation.aliases {
            for (rule, _) in fields {
                if !correlation.rules.contains(rule) && self.named(own, rule).is_none() {
                    let message = Message::new("correlation-alias-rule-unknown");
                    let message = message.with("alias", alias.as_str()).with("rule", rule.as_str());
                    let severity = Severity::Warning;
                    self.diagnostics.push(Diagnostic { severity, place: correlation.about.place.clone(), message });
                }
            }
        }
    }
}

/// The circle that `number` is part of, if it is.
fn circle<I: Iterator<Item = usize>>(number: usize, refers: &dyn Fn(usize) -> I) -> Option<Vec<usize>> {
    let mut from: FxHashMap<usize, usize> = FxHashMap::default();
    let mut open = vec![number];
    while let Some(at) = open.pop() {
        for to in refers(at) {
            if to == number {
                let mut names = vec![number, at];
                while let Some(last) = names.last().copied().filter(|last| *last != number) {
                    names.push(from[&last]);
                }
                names.reverse();
                return Some(names);
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(to) {
                entry.insert(at);
                open.push(to);
            }
        }
    }
    None
}

/// The value of `source` for an event whose hit is `hit` and that came with the group `group`.
pub(super) fn value<'h>(source: &Source, hit: &'h Hit, group: &'h [Arc<str>]) -> Option<&'h Arc<str>> {
    match source {
        Source::Group(at) => group.get(*at),
        Source::Event(slots) => {
            let (_, slot) = slots.iter().find(|(rule, _)| *rule == hit.rule)?;
            hit.values.get(*slot)?.as_ref()
        }
    }
}
