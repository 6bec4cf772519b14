//! What a centre listens at, and what came of it, as JSON.

use crate::serve::{Caution, Ended, Open};
use atalaya_ingest::receive::SharedAddress;
use atalaya_scan::live::Counts;
use atalaya_sigma::RuleSet;
use serde::Serialize;
use std::net::SocketAddr;

/// Where a centre listens.
#[derive(Serialize)]
pub(crate) struct Listening<'a> {
    listening: Vec<Listener<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_at: Option<SocketAddr>,
    rules: usize,
    rules_refused: usize,
    correlations: usize,
}

#[derive(Serialize)]
struct Listener<'a> {
    #[serde(flatten)]
    inlet: Inlet<'a>,
    cautions: Vec<&'static str>,
}

#[derive(Serialize)]
struct Inlet<'a> {
    organization: &'a str,
    source: &'a str,
    protocol: &'a str,
    address: &'a str,
}

/// What a centre received while it ran.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    received: Vec<Received<'a>>,
    /// What is of no source that is known, by the addresses that sources may share.
    unclaimed: Vec<Unclaimed>,
    decoded: u64,
    quarantined: u64,
    events: u64,
    unrecognised: u64,
    lost: u64,
    findings: u64,
    findings_known: u64,
    findings_beyond: u64,
    findings_superseded: u64,
    unjudged: u64,
    unsaid: u64,
    matches: Matches,
    forwarded: Vec<Forwarded<'a>>,
}

/// How far findings were forwarded, ever.
#[derive(Serialize)]
struct Forwarded<'a> {
    name: &'a str,
    sent: u64,
    unsent: u64,
}

/// Matches of rules that correlations could not take as they should.
#[derive(Serialize)]
struct Matches {
    without_time: u64,
    without_group: u64,
    late: u64,
    let_go: u64,
    ahead: u64,
    of_unknown_rules: u64,
}

impl Matches {
    fn new(ended: &Ended<'_>) -> Matches {
        let Counts { late, nowhere, crowded, ahead, unknown } = ended.matches;
        Matches {
            without_time: ended.timeless,
            without_group: nowhere,
            late,
            let_go: crowded,
            ahead,
            of_unknown_rules: unknown,
        }
    }
}

#[derive(Serialize)]
struct Received<'a> {
    #[serde(flatten)]
    inlet: Inlet<'a>,
    messages: u64,
    durable: u64,
    bytes: u64,
    cut: u64,
    empty: u64,
    dropped: u64,
    connections: u64,
    crowded: u64,
    yielded: u64,
    foreign: u64,
    broken: u64,
    untrusted: u64,
    refused: u64,
    unread: u64,
    torn: u64,
    truncated: u64,
    vanished: u64,
    passed: u64,
    beyond: u64,
    copies: u64,
}

#[derive(Serialize)]
struct Unclaimed {
    address: String,
    connections: u64,
    crowded: u64,
    foreign: u64,
    broken: u64,
    untrusted: u64,
    unauthorized: u64,
    unread: u64,
}

impl<'a> Listening<'a> {
    pub(crate) fn new(inlets: &'a [Open], asked_at: Option<SocketAddr>, rules: &RuleSet) -> Listening<'a> {
        Listening {
            listening: inlets.iter().map(Listener::new).collect(),
            asked_at,
            rules: rules.rules.len(),
            rules_refused: rules.refused,
            correlations: rules.correlations.len(),
        }
    }
}

impl<'a> Listener<'a> {
    fn new(open: &'a Open) -> Listener<'a> {
        Listener { inlet: Inlet::new(open), cautions: open.cautions.iter().map(|one| word(*one)).collect() }
    }
}

fn word(caution: Caution) -> &'static str {
    match caution {
        Caution::Plain => "plain",
        Caution::Expired => "certificate-expired",
        Caution::Early => "certificate-early",
    }
}

impl<'a> Inlet<'a> {
    fn new(open: &'a Open) -> Inlet<'a> {
        Inlet {
            organization: &open.organization,
            source: &open.source,
            protocol: open.protocol,
            address: &open.address,
        }
    }
}

impl<'a> Forwarded<'a> {
    fn new((name, forwarded): &'a (String, atalaya_ledger::Forwarded)) -> Forwarded<'a> {
        Forwarded { name, sent: forwarded.sent, unsent: forwarded.unsent }
    }
}

impl<'a> Report<'a> {
    pub(crate) fn new(ended: &Ended<'a>) -> Report<'a> {
        let seen = ended.drained.seen;
        Report {
            received: ended.inlets.iter().map(Received::new).collect(),
            unclaimed: ended.addresses.iter().map(Unclaimed::new).collect(),
            decoded: seen.frames,
            quarantined: seen.quarantined,
            events: seen.events,
            unrecognised: seen.unrecognised,
            lost: ended.drained.lost,
            findings: ended.recorded.new,
            findings_known: ended.recorded.known,
            findings_beyond: ended.recorded.beyond,
            findings_superseded: ended.recorded.superseded,
            unjudged: ended.unjudged,
            matches: Matches::new(ended),
            forwarded: ended.forwarded.iter().map(Forwarded::new).collect(),
            unsaid: ended.unsaid,
        }
    }
}

impl<'a> Received<'a> {
    fn new(open: &'a Open) -> Received<'a> {
        let counts = &open.counts;
        Received {
            inlet: Inlet::new(open),
            messages: counts.messages.get(),
            durable: counts.durable.get(),
            bytes: counts.bytes.get(),
            cut: counts.cut.get(),
            empty: counts.empty.get(),
            dropped: counts.dropped.get(),
            connections: counts.connections.get(),
            crowded: counts.crowded.get(),
            yielded: counts.yielded.get(),
            foreign: counts.foreign.get(),
            broken: counts.broken.get(),
            untrusted: counts.untrusted.get(),
            refused: counts.refused.get(),
            unread: counts.unread.get(),
            torn: counts.torn.get(),
            truncated: counts.truncated.get(),
            vanished: counts.vanished.get(),
            passed: counts.passed.get(),
            beyond: counts.beyond.get(),
            copies: counts.copies.get(),
        }
    }
}

impl Unclaimed {
    fn new(SharedAddress { address, counts }: &SharedAddress) -> Unclaimed {
        Unclaimed {
            address: address.to_string(),
            connections: counts.connections.get(),
            crowded: counts.crowded.get(),
            foreign: counts.foreign.get(),
            broken: counts.broken.get(),
            untrusted: counts.untrusted.get(),
            unauthorized: counts.unauthorized.get(),
            unread: counts.unread.get(),
        }
    }
}
