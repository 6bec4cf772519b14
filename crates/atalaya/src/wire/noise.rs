//! How loud rules would have been, as JSON.

use crate::hunt::{Advice, Heard};
use atalaya_scan::report::RuleFound;
use serde::Serialize;

/// What rules did over what is stored.
#[derive(Serialize)]
pub(crate) struct Tried<'a> {
    hours: u64,
    events: u64,
    rules: Vec<Loud<'a>>,
    quiet: u64,
}

/// Which rules to begin with.
#[derive(Serialize)]
pub(crate) struct Recommended<'a> {
    hours: u64,
    events: u64,
    budget: u64,
    chosen: Vec<Chosen<'a>>,
    left: Vec<Loud<'a>>,
    informing: u64,
}

#[derive(Serialize)]
struct Chosen<'a> {
    id: &'a str,
    title: &'a str,
    alerts: u64,
}

#[derive(Serialize)]
struct Loud<'a> {
    id: &'a str,
    title: &'a str,
    level: &'static str,
    findings: u64,
    alerts: u64,
    hosts: u64,
    loudest: Vec<Host<'a>>,
}

#[derive(Serialize)]
struct Host<'a> {
    host: &'a str,
    findings: u64,
}

impl<'a> Tried<'a> {
    pub(crate) fn new(heard: &'a Heard) -> Tried<'a> {
        let Heard { hours, events, loud, quiet } = heard;
        Tried { hours: *hours, events: *events, rules: loud.iter().map(Loud::new).collect(), quiet: *quiet }
    }
}

impl<'a> Recommended<'a> {
    pub(crate) fn new(heard: &'a Heard, advice: &'a Advice) -> Recommended<'a> {
        let chosen = advice.chosen.iter().map(|(id, title, alerts)| Chosen { id, title, alerts: *alerts });
        Recommended {
            hours: heard.hours,
            events: heard.events,
            budget: advice.budget,
            chosen: chosen.collect(),
            left: advice.left.iter().map(Loud::new).collect(),
            informing: advice.informing,
        }
    }
}

impl<'a> Loud<'a> {
    fn new(rule: &'a RuleFound) -> Loud<'a> {
        let loudest = rule.loudest.iter().map(|(host, findings)| Host { host, findings: *findings });
        Loud {
            id: &rule.id,
            title: &rule.title,
            level: rule.level.as_str(),
            findings: rule.findings,
            alerts: rule.alerts,
            hosts: rule.hosts,
            loudest: loudest.collect(),
        }
    }
}
