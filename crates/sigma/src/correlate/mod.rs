//! Correlations: findings over the hits of rules, in windows that slide.
//!
//! Pure: a [`Plan`] is built from the correlations and the rules that were loaded, says which fields of
//! which rule it needs, and turns the hits of a whole input into findings. No clock: time is the events'
//! own. Hits are of one organization; who has several runs the plan once for each.
//!
//! At each event the window holds the events of the last `timespan`, `(t − timespan, t]`, up to that
//! event in the order of time and then order key. It is judged then and only then. Consecutive events at
//! which it satisfies the condition, each less than a timespan behind the one before, are a stretch, and a
//! stretch is a finding. Its anchor is the first event of its first window; stretches with the same anchor
//! are one finding, so that an anchor identifies it.

mod events;
mod measure;
mod part;
mod plan;
mod resolve;
mod stretch;

pub use part::{Part, Place};
pub use plan::Plan;

use std::sync::Arc;

/// Hits that one run takes; those beyond, latest first, are left out and reported.
pub const HITS_MAX: usize = 1_000_000;
/// Hits that a finding lists; it counts all of its events.
pub const LISTED_HITS_MAX: usize = 100;

/// A rule fired for an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The rule, as numbered when the plan was built.
    pub rule: u32,
    /// The event's time in microseconds since 1970.
    pub time: i64,
    /// What orders events of the same time. Together with the time it identifies the event.
    pub order: u64,
    /// The first value of each field that [`Plan::fields`] asks of the rule, in that order.
    pub values: Box<[Option<Arc<str>>]>,
}

/// A hit as findings list it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HitRef {
    /// The event's time in microseconds since 1970.
    pub time: i64,
    /// The event's order key.
    pub order: u64,
    /// The rule that fired, as numbered when the plan was built.
    pub rule: u32,
}

/// A stretch in which a correlation's window satisfied its condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrelationFinding {
    /// The correlation, as numbered in [`Plan::correlations`].
    pub correlation: usize,
    /// The values of the `group-by` fields, in their order.
    pub group: Vec<Arc<str>>,
    /// The first event of the first window.
    pub anchor: HitRef,
    /// The time at which the condition was first satisfied, in microseconds since 1970.
    pub fired: i64,
    /// The time of the last event at which it was.
    pub last: i64,
    /// How many events stand between the anchor and the last event, both included.
    pub count: u64,
    /// The first of their hits, at most [`LISTED_HITS_MAX`].
    pub hits: Vec<HitRef>,
    /// Whether it is a finding for people; not if only other correlations use it.
    pub reported: bool,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The findings, by correlation, then time of anchor, then group.
    pub findings: Vec<CorrelationFinding>,
    /// For each correlation, how many hits lacked a value to group by and took no part.
    pub ungrouped: Vec<u64>,
    /// For each correlation, how many hits lacked the value to count or sum and took no part.
    pub valueless: Vec<u64>,
    /// What was left out for being more than [`HITS_MAX`], if anything.
    pub overflow: Option<Overflow>,
}

/// Hits that a run left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overflow {
    /// How many.
    pub hits: u64,
    /// The time of the first of them; findings from there on may be incomplete.
    pub from: i64,
}
