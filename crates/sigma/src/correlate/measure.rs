//! What a correlation computes over its window, kept up to date as events come and go.
//!
//! Numbers are decimals with six places behind the point, so that sums do not depend on their order.

use rustc_hash::FxHashMap;

use super::events::Event;
use super::resolve::Logic;
use crate::ast::{Comparison, Correlation, CorrelationCondition, CorrelationKind};

/// Millionths in one.
const UNIT: i128 = 1_000_000;
/// The largest number, either way, that takes part.
const NUMBER_MAX: f64 = 1e24;

/// The number that a text is, in millionths. `None` for what is no decimal number or out of range.
pub(super) fn number(text: &str) -> Option<i128> {
    if let Ok(integer) = text.parse::<i64>() {
        return Some(i128::from(integer) * UNIT);
    }
    let decimal = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    text.parse::<f64>().ok().filter(|_| decimal).and_then(millionths)
}

/// A float in millionths, rounded.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn millionths(float: f64) -> Option<i128> {
    (float.abs() <= NUMBER_MAX).then(|| (float * 1e6).round() as i128)
}

/// The different numbers of a correlation's events, in order.
#[derive(Debug, Default)]
pub(super) struct Values(Vec<i128>);

impl Values {
    pub(super) fn ranked(numbers: &[i128]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        Values(sorted)
    }

    /// The rank of a number that is among them.
    pub(super) fn rank(&self, number: i128) -> u32 {
        u32::try_from(self.0.partition_point(|other| *other < number)).unwrap_or(u32::MAX)
    }

    fn number(&self, rank: u32) -> i128 {
        self.0[rank as usize]
    }
}

/// When a window satisfies a correlation.
#[derive(Debug, Clone)]
pub(super) struct Judge {
    kind: CorrelationKind,
    comparisons: Vec<(Comparison, f64)>,
    logic: Option<Logic>,
    percentile: f64,
}

impl Judge {
    pub(super) fn new(correlation: &Correlation, logic: Option<Logic>, rules: usize) -> Self {
        let comparisons = match &correlation.condition {
            CorrelationCondition::Compare(comparisons) => comparisons.clone(),
            CorrelationCondition::Rules(_) => Vec::new(),
            #[expect(clippy::cast_precision_loss, reason = "a correlation has few rules")]
            CorrelationCondition::EveryRule => vec![(Comparison::Gte, rules as f64)],
        };
        Judge { kind: correlation.kind, comparisons, logic, percentile: correlation.percentile.unwrap_or(50.0) }
    }

    pub(super) fn is_temporal(&self) -> bool {
        matches!(self.kind, CorrelationKind::Temporal | CorrelationKind::TemporalOrdered)
    }

    /// Whether values are numbers.
    pub(super) fn is_numeric(&self) -> bool {
        use CorrelationKind::{ValueAvg, ValueMedian, ValuePercentile, ValueSum};
        matches!(self.kind, ValueSum | ValueAvg | ValuePercentile | ValueMedian)
    }

    /// Whether a window that satisfies it, of so many rules, still does when more events come into it.
    pub(super) fn only_grows(&self, rules: usize) -> bool {
        let mut comparisons = self.comparisons.iter();
        let asks_for_more = comparisons.clone().all(|(is, _)| matches!(is, Comparison::Gt | Comparison::Gte));
        let logic = self.logic.as_ref();
        match self.kind {
            CorrelationKind::EventCount | CorrelationKind::ValueCount => asks_for_more,
            CorrelationKind::Temporal => asks_for_more && logic.is_none_or(Logic::only_grows),
            // Where not all rules are needed, one more that fired can stand where the order does not want it.
            #[expect(clippy::cast_precision_loss, reason = "a correlation has few rules")]
            CorrelationKind::TemporalOrdered => {
                let needs_all = |(is, than): &(Comparison, f64)| match is {
                    Comparison::Gte => *than > rules as f64 - 1.0,
                    Comparison::Gt => *than >= rules as f64 - 1.0,
                    _ => false,
                };
                asks_for_more && logic.map_or_else(|| comparisons.any(needs_all), |logic| logic.needs_all(rules))
            }
            _ => false,
        }
    }

    /// Whether the comparisons hold for `number / divisor`, where `number` is in millionths.
    fn compares(&self, number: i128, divisor: i128) -> bool {
        self.comparisons.iter().all(|(comparison, threshold)| {
            let order = match millionths(*threshold) {
                Some(threshold) => number.cmp(&threshold.saturating_mul(divisor)),
                None if *threshold > 0.0 => std::cmp::Ordering::Less,
                None => std::cmp::Ordering::Greater,
            };
            match comparison {
                Comparison::Lt => order.is_lt(),
                Comparison::Lte => order.is_le(),
                Comparison::Gt => order.is_gt(),
                Comparison::Gte => order.is_ge(),
                Comparison::Eq => order.is_eq(),
                Comparison::Neq => order.is_ne(),
            }
        })
    }

    /// Whether a count satisfies the comparisons. Thresholds may have fractions.
    fn compares_count(&self, count: usize) -> bool {
        self.compares(count as i128 * UNIT, 1)
    }
}

/// The window over the events of one group.
pub(super) struct Window<'a> {
    judge: &'a Judge,
    values: &'a Values,
    events: &'a [Event],
    /// The events of each rule, for order.
    of_rule: Vec<Vec<usize>>,
    start: usize,
    end: usize,
    sum: i128,
    counts: FxHashMap<u32, u32>,
    fired: [u32; 64],
    ranks: Ranks,
}

impl<'a> Window<'a> {
    /// The empty window before the events of one group.
    pub(super) fn new(judge: &'a Judge, values: &'a Values, events: &'a [Event]) -> Self {
        let ranked = matches!(judge.kind, CorrelationKind::ValueMedian | CorrelationKind::ValuePercentile);
        let ranks = if ranked { Ranks::new(events) } else { Ranks::default() };
        let mut of_rule = Vec::new();
        if judge.kind == CorrelationKind::TemporalOrdered {
            of_rule.resize(64, Vec::new());
            for (at, event) in events.iter().enumerate() {
                bits(event.rules).for_each(|rule| of_rule[rule].push(at));
            }
        }
        Window {
            judge,
            values,
            events,
            of_rule,
            start: 0,
            end: 0,
            sum: 0,
            counts: FxHashMap::default(),
            fired: [0; 64],
            ranks,
        }
    }

    /// Takes in the next event and lets go of those at or before `horizon`; the index of the window's first event.
    pub(super) fn slide(&mut self, horizon: i64) -> usize {
        self.apply(self.end, true);
        self.end += 1;
        while self.events[self.start].time <= horizon {
            self.apply(self.start, false);
            self.start += 1;
        }
        self.start
    }

    fn apply(&mut self, at: usize, enters: bool) {
        let event = self.events[at];
        match self.judge.kind {
            CorrelationKind::EventCount => {}
            CorrelationKind::ValueCount => {
                let count = self.counts.entry(event.value).or_default();
                *count = if enters { *count + 1 } else { *count - 1 };
                if *count == 0 {
                    self.counts.remove(&event.value);
                }
            }
            CorrelationKind::ValueSum | CorrelationKind::ValueAvg => {
                let number = self.values.number(event.value);
                self.sum += if enters { number } else { -number };
            }
            CorrelationKind::ValueMedian | CorrelationKind::ValuePercentile => self.ranks.apply(event.value, enters),
            CorrelationKind::Temporal | CorrelationKind::TemporalOrdered => {
                for rule in bits(event.rules) {
                    let count = &mut self.fired[rule];
                    *count = if enters { *count + 1 } else { *count - 1 };
                }
            }
        }
    }

    /// Whether the window, which is not empty, satisfies the condition.
    pub(super) fn is_satisfied(&self) -> bool {
        let len = self.end - self.start;
        let judge = self.judge;
        match judge.kind {
            CorrelationKind::EventCount => judge.compares_count(len),
            CorrelationKind::ValueCount => judge.compares_count(self.counts.len()),
            CorrelationKind::ValueSum => judge.compares(self.sum, 1),
            CorrelationKind::ValueAvg => judge.compares(self.sum, len as i128),
            CorrelationKind::ValueMedian => {
                let [low, high] = [len.div_ceil(2), len / 2 + 1].map(|nth| self.values.number(self.ranks.nth(nth)));
                judge.compares(low + high, 2)
            }
            CorrelationKind::ValuePercentile => {
                let nth = nearest_rank(judge.percentile, len);
                judge.compares(self.values.number(self.ranks.nth(nth)), 1)
            }
            CorrelationKind::Temporal => self.fired_suffice(self.mask()),
            CorrelationKind::TemporalOrdered => {
                let mask = self.mask();
                self.fired_suffice(mask) && self.is_ordered(mask)
            }
        }
    }

    fn mask(&self) -> u64 {
        self.fired.iter().enumerate().fold(0, |mask, (rule, count)| mask | u64::from(*count > 0) << rule)
    }

    fn fired_suffice(&self, mask: u64) -> bool {
        match &self.judge.logic {
            Some(logic) => logic.holds(mask),
            None => self.judge.compares_count(mask.count_ones() as usize),
        }
    }

    /// Whether an event can be chosen for each rule that fired so that they stand in the order of the rules.
    fn is_ordered(&self, mask: u64) -> bool {
        let mut from = self.start;
        bits(mask).all(|rule| {
            let events = &self.of_rule[rule];
            let next = events.get(events.partition_point(|at| *at < from)).copied();
            from = next.map_or(from, |at| at + 1);
            next.is_some_and(|at| at < self.end)
        })
    }
}

/// The nearest rank: the smallest number of values that is at least `percentile` percent of `len`, and at least one.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 100 percent of a bounded count"
)]
fn nearest_rank(percentile: f64, len: usize) -> usize {
    ((percentile * len as f64 / 100.0).ceil() as usize).clamp(1, len)
}

fn bits(mask: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| mask >> bit & 1 == 1)
}

/// How many events of the window have each value: a Fenwick tree over the values of one group.
#[derive(Default)]
struct Ranks {
    /// The group's values as ranks among all, in order.
    own: Vec<u32>,
    tree: Vec<u32>,
}

impl Ranks {
    fn new(events: &[Event]) -> Self {
        let mut own: Vec<u32> = events.iter().map(|event| event.value).collect();
        own.sort_unstable();
        own.dedup();
        let tree = vec![0; own.len() + 1];
        Ranks { own, tree }
    }

    fn apply(&mut self, value: u32, enters: bool) {
        let mut at = self.own.partition_point(|other| *other < value) + 1;
        while at < self.tree.len() {
            self.tree[at] = if enters { self.tree[at] + 1 } else { self.tree[at] - 1 };
            at += at & at.wrapping_neg();
        }
    }

    /// The value that is the `nth` smallest, from 1.
    fn nth(&self, nth: usize) -> u32 {
        let (mut at, mut left) = (0, nth);
        let mut step = self.tree.len().next_power_of_two();
        while step > 0 {
            if at + step < self.tree.len() && (self.tree[at + step] as usize) < left {
                at += step;
                left -= self.tree[at] as usize;
            }
            step /= 2;
        }
        self.own[at]
    }
}
