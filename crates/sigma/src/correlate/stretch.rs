//! Stretches in which the window satisfies the condition, group by group.

use super::events::{Derived, Event, Grouped};
use super::measure::Window;
use super::plan::Step;
use super::resolve::Target;
use super::{CorrelationFinding, Hit, HitRef, LISTED_HITS_MAX, Outcome};

/// A stretch, as indices of a group's events.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    anchor: usize,
    fired: usize,
    last: usize,
}

/// Adds the findings of `step` to the outcome and returns what other correlations may want of them.
pub(super) fn find(step: &Step, grouped: &Grouped, hits: &[Hit], missing: i64, outcome: &mut Outcome) -> Derived {
    let from = missing.saturating_add(step.reach);
    let mut derived = Derived::default();
    for events in grouped.events.chunk_by(|a, b| a.group == b.group) {
        let group = u32::try_from(derived.groups.len()).expect("there are no more groups than hits, which are bounded");
        let mut satisfied = Vec::new();
        let stretches = stretches(step, grouped, events, from, &mut satisfied);
        if stretches.is_empty() {
            continue;
        }
        let key = &grouped.groups[events[0].group as usize];
        derived.groups.push(key.clone());
        derived.fired.extend(stretches.iter().map(|stretch| (events[stretch.fired].hit, group)));
        derived.moments.extend(satisfied.iter().map(|at| (events[*at].hit, group)));
        for stretch in stretches {
            outcome.findings.push(CorrelationFinding {
                correlation: step.correlation,
                group: key.clone(),
                anchor: listed(step, &events[stretch.anchor], hits).next().expect("an event is of at least one rule"),
                fired: events[stretch.fired].time,
                last: events[stretch.last].time,
                count: (stretch.last - stretch.anchor + 1) as u64,
                hits: events[stretch.anchor..=stretch.last]
                    .iter()
                    .flat_map(|event| listed(step, event, hits))
                    .take(LISTED_HITS_MAX)
                    .collect(),
                reported: step.reported,
            });
        }
    }
    derived
}

/// The stretches of one group, of events from this time on; where temporal correlations want to know, also every event at
/// which it was satisfied.
fn stretches(step: &Step, grouped: &Grouped, events: &[Event], from: i64, satisfied: &mut Vec<usize>) -> Vec<Stretch> {
    let mut window = Window::new(&step.judge, &grouped.values, events);
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut open = false;
    for (at, event) in events.iter().enumerate() {
        let start = window.slide(event.time.saturating_sub(step.timespan));
        if event.time < from || !window.is_satisfied() {
            open = false;
            continue;
        }
        if step.wants_moments {
            satisfied.push(at);
        }
        // The window was empty in between if the event before is no longer in it.
        let goes_on = open && start < at;
        match stretches.last_mut() {
            Some(stretch) if goes_on || stretch.anchor == start => stretch.last = at,
            _ => stretches.push(Stretch { anchor: start, fired: at, last: at }),
        }
        open = true;
    }
    stretches
}

/// The hits of an event: those of the rules themselves, and for correlations the hit at which they fired.
fn listed<'a>(step: &'a Step, event: &'a Event, hits: &'a [Hit]) -> impl Iterator<Item = HitRef> + 'a {
    let of_rules = step.inputs.iter().enumerate().filter(|(position, _)| event.rules >> position & 1 == 1);
    let mut rules: Vec<u32> = of_rules
        .map(|(_, input)| match input.target {
            Target::Rule(rule) => rule,
            Target::Correlation(_) => hits[event.hit as usize].rule,
        })
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules.into_iter().map(|rule| HitRef { time: event.time, order: event.order, rule })
}
