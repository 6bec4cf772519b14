//! The events of a correlation, by group and in order, from hits and from what other correlations found.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::measure::{Values, number};
use super::plan::{Input, Source, Step, value};
use super::resolve::Target;
use super::{Hit, Outcome};

/// What a correlation gives to those that refer to it.
#[derive(Debug, Default)]
pub(super) struct Derived {
    /// The groups of its findings.
    pub(super) groups: Vec<Vec<Arc<str>>>,
    /// Each finding, at the event at which it fired: (hit, group).
    pub(super) fired: Vec<(u32, u32)>,
    /// Each event at which the condition was satisfied, for temporal correlations: (hit, group).
    pub(super) moments: Vec<(u32, u32)>,
}

/// All events of a correlation.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// The groups, by number.
    pub(super) groups: Vec<Vec<Arc<str>>>,
    /// The events, by group, time and order key; each event stands once.
    pub(super) events: Vec<Event>,
    /// What the events' values are.
    pub(super) values: Values,
}

/// An event in one group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub(super) group: u32,
    pub(super) time: i64,
    pub(super) order: u64,
    /// The hit that stands for the event.
    pub(super) hit: u32,
    /// The rules that fired, each a bit.
    pub(super) rules: u64,
    /// The rank of the number or the number of the text, where the correlation looks at one.
    pub(super) value: u32,
}

/// The hits of each rule, by index.
pub(super) fn of_rule(hits: &[Hit]) -> FxHashMap<u32, Vec<u32>> {
    let mut of_rule: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (hit, index) in hits.iter().zip(0..) {
        of_rule.entry(hit.rule).or_default().push(index);
    }
    of_rule
}

/// Gathers the events of `step`. Hits without a value to group by, or without the value to count, are counted and left out.
pub(super) fn gather(
    step: &Step,
    hits: &[Hit],
    of_rule: &FxHashMap<u32, Vec<u32>>,
    derived: &[Derived],
    outcome: &mut Outcome,
) -> Grouped {
    let mut gatherer = Gatherer::new(step, hits);
    for (position, input) in step.inputs.iter().enumerate() {
        match input.target {
            Target::Rule(rule) => {
                let own = of_rule.get(&rule).into_iter().flatten();
                own.for_each(|hit| gatherer.add(position, input, *hit, &[]));
            }
            Target::Correlation(number) => {
                let derived = &derived[number];
                let entries = if step.judge.is_temporal() { &derived.moments } else { &derived.fired };
                entries
                    .iter()
                    .for_each(|(hit, group)| gatherer.add(position, input, *hit, &derived.groups[*group as usize]));
            }
        }
    }
    outcome.ungrouped[step.correlation] += gatherer.ungrouped;
    outcome.valueless[step.correlation] += gatherer.valueless;
    gatherer.finish()
}

struct Gatherer<'a> {
    step: &'a Step,
    hits: &'a [Hit],
    groups: FxHashMap<Vec<Arc<str>>, u32>,
    texts: FxHashMap<Vec<Arc<str>>, u32>,
    /// The number of each event, in parallel to `events`, where numbers are looked at.
    numbers: Vec<i128>,
    events: Vec<Event>,
    ungrouped: u64,
    valueless: u64,
}

impl<'a> Gatherer<'a> {
    fn new(step: &'a Step, hits: &'a [Hit]) -> Self {
        let (groups, texts) = (FxHashMap::default(), FxHashMap::default());
        Gatherer { step, hits, groups, texts, numbers: Vec::new(), events: Vec::new(), ungrouped: 0, valueless: 0 }
    }

    fn add(&mut self, position: usize, input: &Input, hit: u32, group: &[Arc<str>]) {
        let at = &self.hits[hit as usize];
        let all = |sources: &[Source]| -> Option<Vec<Arc<str>>> {
            sources.iter().map(|source| value(source, at, group).cloned()).collect()
        };
        let Some(key) = all(&input.group) else {
            self.ungrouped += 1;
            return;
        };
        let mut rank = 0;
        if !input.values.is_empty() {
            let Some(values) = all(&input.values) else {
                self.valueless += 1;
                return;
            };
            if self.step.judge.is_numeric() {
                let Some(number) = number(&values[0]) else {
                    self.valueless += 1;
                    return;
                };
                self.numbers.push(number);
            } else {
                rank = interned(&mut self.texts, values);
            }
        }
        let group = interned(&mut self.groups, key);
        let (time, order) = (at.time, at.order);
        self.events.push(Event { group, time, order, hit, rules: 1 << position, value: rank });
    }

    fn finish(mut self) -> Grouped {
        let values = Values::ranked(&self.numbers);
        for (event, number) in self.events.iter_mut().zip(&self.numbers) {
            event.value = values.rank(*number);
        }
        self.events.sort_unstable_by_key(|event| (event.group, event.time, event.order, event.rules, event.hit));
        self.events.dedup_by(|again, event| {
            let same = (again.group, again.time, again.order) == (event.group, event.time, event.order);
            event.rules |= if same { again.rules } else { 0 };
            same
        });
        let mut groups: Vec<(Vec<Arc<str>>, u32)> = self.groups.into_iter().collect();
        groups.sort_unstable_by_key(|(_, number)| *number);
        Grouped { groups: groups.into_iter().map(|(key, _)| key).collect(), events: self.events, values }
    }
}

fn interned(table: &mut FxHashMap<Vec<Arc<str>>, u32>, key: Vec<Arc<str>>) -> u32 {
    let next = u32::try_from(table.len()).expect("there are no more keys than hits, which are bounded");
    *table.entry(key).or_insert(next)
}
