//! Parts of a plan that have nothing to do with each other, for those who correlate as events come.

use std::sync::Arc;

use super::Hit;
use super::measure::number;
use super::plan::{Plan, Step, value};
use super::resolve::Target;

/// Correlations that refer to each other, or one that stands alone.
#[derive(Debug, Clone)]
pub struct Part {
    /// The plan of these alone; its numbers of correlations and rules are those of the whole plan.
    pub plan: Plan,
    /// The rules whose hits it takes.
    pub rules: Vec<u32>,
    /// How far back, in microseconds, what it says of an event depends on others.
    pub span: i64,
    /// Whether more events can only make more of a finding, never unmake it.
    pub grows: bool,
}

/// Where a hit belongs in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In the group of these values; in a part of several correlations there is one, without values.
    Group(Vec<Arc<str>>),
    /// Nowhere: it has no value to group by, or none to count or sum.
    Nowhere,
}

impl Plan {
    /// The plan, taken apart: what the parts find of the hits of their rules is together what the plan finds of all.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Vec<&Step>> = Vec::new();
        for step in &self.steps {
            let refers_to = |number: usize| step.inputs.iter().any(|input| input.target == Target::Correlation(number));
            let is_beside = |part: &Vec<&Step>| part.iter().any(|other| refers_to(other.correlation));
            // What a step refers to stands before it.
            let (beside, apart): (Vec<_>, Vec<_>) = parts.into_iter().partition(is_beside);
            parts = apart;
            parts.push(beside.into_iter().flatten().chain([step]).collect());
        }
        parts.into_iter().map(|steps| self.part(&steps)).collect()
    }

    fn part(&self, steps: &[&Step]) -> Part {
        let numbers: Vec<usize> = steps.iter().map(|step| step.correlation).collect();
        let plan = self.only(&numbers);
        let mut rules: Vec<u32> = plan.steps.iter().flat_map(rules_of).collect();
        rules.sort_unstable();
        rules.dedup();
        let span = plan.steps.iter().map(|step| step.reach).max().unwrap_or(0);
        // What was found of others can become less as events come: two findings are one then.
        let of_findings = |step: &Step| !step.judge.is_temporal() && rules_of(step).count() < step.inputs.len();
        let grows = plan.steps.iter().all(|step| step.judge.only_grows(step.inputs.len()) && !of_findings(step));
        Part { plan, rules, span, grows }
    }
}

impl Part {
    /// Whether its groups have nothing to do with each other: a part of one correlation, over rules.
    #[must_use]
    pub fn is_split(&self) -> bool {
        self.plan.steps.len() == 1
    }

    /// Where the hit of one of its rules belongs: hits of different groups have nothing to do with each other.
    #[must_use]
    pub fn place(&self, hit: &Hit) -> Place {
        let [step] = &self.plan.steps[..] else { return Place::Group(Vec::new()) };
        let Some(input) = step.inputs.iter().find(|input| input.target == Target::Rule(hit.rule)) else {
            return Place::Nowhere;
        };
        let mut values = input.values.iter().map(|source| value(source, hit, &[]));
        let counts = |value: Option<&Arc<str>>| value.is_some_and(|value| !step.judge.is_numeric() || is_number(value));
        let group: Option<Vec<Arc<str>>> = input.group.iter().map(|source| value(source, hit, &[]).cloned()).collect();
        group.filter(|_| values.all(counts)).map_or(Place::Nowhere, Place::Group)
    }
}

fn is_number(value: &Arc<str>) -> bool {
    number(value).is_some()
}

fn rules_of(step: &Step) -> impl Iterator<Item = u32> {
    step.inputs.iter().filter_map(|input| match input.target {
        Target::Rule(rule) => Some(rule),
        Target::Correlation(_) => None,
    })
}
