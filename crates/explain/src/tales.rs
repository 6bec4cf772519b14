//! Which sentence tells a finding: tables of sentences, and the search through them.
//!
//! The most particular table goes first: the number of a Windows event, then the category, the service, the product, and
//! at last what any event can be told by. Within a row the first sentence whose arguments are all known is taken.

mod categories;
mod events;
mod services;

use crate::finding::Finding;

/// A sentence and the arguments without which it cannot be said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tale {
    pub(crate) id: &'static str,
    pub(crate) with: &'static [&'static str],
    /// Whether it was chosen by the number of the event, and so says which event it was.
    pub(crate) by_event: bool,
    /// Whether it says nothing particular.
    pub(crate) is_general: bool,
}

/// Sentences for the words of a log source.
type Row = (&'static [&'static str], &'static [Tale]);

const fn tale(id: &'static str, with: &'static [&'static str]) -> Tale {
    Tale { id, with, by_event: false, is_general: false }
}

const fn general(id: &'static str, with: &'static [&'static str]) -> Tale {
    Tale { id, with, by_event: false, is_general: true }
}

/// What can be added to a first sentence.
pub(crate) const SECOND: &[Tale] =
    &[tale("explain-process-command", &["command_line"]), tale("explain-outcome", &["outcome"])];

/// What can be added to a first sentence about a program.
pub(crate) const SECOND_OF_PROGRAM: &[Tale] =
    &[tale("explain-command", &["command_line"]), tale("explain-outcome", &["outcome"])];

/// Where it was and who it was, by what is known.
pub(crate) const PLACES: &[Tale] = &[
    tale("explain-place-host-user-source", &["host", "user", "src_ip"]),
    tale("explain-place-host-user", &["host", "user"]),
    tale("explain-place-host-source", &["host", "src_ip"]),
    tale("explain-place-user-source", &["user", "src_ip"]),
    tale("explain-place-host", &["host"]),
    tale("explain-place-user", &["user"]),
    tale("explain-place-source", &["src_ip"]),
];

const CORRELATED_LOGONS: &[Tale] = &[tale("explain-correlation-logon", &["count", "src_ip"])];

const CORRELATED: &[Tale] = &[
    tale("explain-correlation-user", &["count", "user"]),
    tale("explain-correlation-source", &["count", "src_ip"]),
    tale("explain-correlation", &["count"]),
];

/// A connection that a program accepted, not opened.
const ACCEPTED: &[Tale] = &[tale("explain-network-accepted", &["process", "src_ip", "dst_port"])];

const WINDOWS: &[Tale] = &[general("explain-event-windows", &["event", "kind"])];

const GENERAL: &[Tale] = &[
    general("explain-event-action", &["kind", "action", "target"]),
    general("explain-event-action-only", &["kind", "action"]),
    tale("explain-process-command", &["command_line"]),
    general("explain-event-message", &["kind", "message"]),
    general("explain-event-process", &["kind", "process"]),
    general("explain-event", &["kind"]),
];

/// Where not even the kind of log is known.
const NOTHING: Tale = general("explain-event-unknown", &[]);

/// The first sentence of a finding.
pub(crate) fn choose(finding: &Finding<'_>) -> Tale {
    let source = finding.logsource;
    let event = finding.field("EventID");
    let rows = |table: &'static [Row], word: &Option<String>| {
        let word = word.as_deref()?;
        table.iter().find(|(words, _)| words.contains(&word)).and_then(|(_, tales)| first(finding, tales))
    };
    let correlated = || {
        let logons = finding.has_technique("t1110").then(|| first(finding, CORRELATED_LOGONS)).flatten();
        logons.or_else(|| first(finding, CORRELATED))
    };
    let accepted = || finding.field("Initiated").filter(|value| value.eq_ignore_ascii_case("false"));
    finding
        .is_correlation()
        .then(correlated)
        .flatten()
        .or_else(|| by_event(finding, event?))
        .or_else(|| accepted().and_then(|_| first(finding, ACCEPTED)))
        .or_else(|| rows(categories::CATEGORIES, &source.category))
        .or_else(|| rows(services::SERVICES, &source.service))
        .or_else(|| rows(services::PRODUCTS, &source.product))
        .or_else(|| {
            services::KINDS
                .iter()
                .find(|(kinds, _)| begins(finding.kind, kinds))
                .and_then(|(_, tales)| first(finding, tales))
        })
        .or_else(|| event.and_then(|_| first(finding, WINDOWS)).map(|tale| Tale { by_event: true, ..tale }))
        .or_else(|| first(finding, GENERAL))
        .unwrap_or(NOTHING)
}

fn begins(kind: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| kind.starts_with(beginning))
}

/// The first sentence of which all arguments are known.
fn first(finding: &Finding<'_>, tales: &[Tale]) -> Option<Tale> {
    let known = |argument: &&str| *argument == "count" || finding.value(argument).is_some();
    tales.iter().find(|tale| tale.with.iter().all(known)).copied()
}

/// The sentence for a Windows event, by its log and its number.
fn by_event(finding: &Finding<'_>, event: &str) -> Option<Tale> {
    let service = finding.logsource.service.as_deref().or_else(|| finding.kind.strip_prefix("windows."))?;
    let table = events::EVENTS.iter().find(|(services, _)| services.contains(&service))?.1;
    let row = table.iter().find(|(events, _)| events.contains(&event))?.1;
    first(finding, row).map(|tale| Tale { by_event: true, ..tale })
}
