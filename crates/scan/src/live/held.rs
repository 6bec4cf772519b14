//! A match on its way to a correlation: as it is kept, and as it is held in memory.

use super::LiveEvent;
use crate::correlation::EventView;
use crate::provenance::Provenance;
use crate::worker::{Hit, Shared};
use atalaya_model::{Match, MatchKey, Time};
use atalaya_schema::KindIx;
use atalaya_sigma::correlate::Plan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes that a match in memory takes beside its texts, about.
const HELD_BYTES: usize = 256;

/// What correlations and their findings need of an event.
#[derive(Serialize, Deserialize)]
struct Facts {
    source: String,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    src_ip: Option<String>,
    /// The first value of each field that a correlation asks for, where it has one.
    values: BTreeMap<String, Option<String>>,
}

/// A match in memory.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) rule: u32,
    pub(super) time: Time,
    pub(super) received: Time,
    pub(super) provenance: Provenance,
    pub(super) values: Box<[Option<Arc<str>>]>,
    pub(super) source: String,
    pub(super) kind: KindIx,
    host: Option<String>,
    user: Option<String>,
    src_ip: Option<String>,
    /// When its event happened, and not later than it could be known.
    pub(super) known: Time,
    /// Until when, of time of reception, it is as if it had come just now.
    pub(super) until: Time,
    /// Bytes that it takes, about.
    pub(super) bytes: usize,
}

/// The match of a hit; `None` where its event has no time.
pub(super) fn matched(shared: &Shared<'_>, hit: Hit, event: &LiveEvent<'_>) -> Option<Match> {
    let rules = shared.partitions.rules;
    let rule = &rules.rules[hit.rule as usize];
    let asked = shared.partitions.asked.get(&hit.rule).map_or(&[][..], Vec::as_slice);
    let facts = Facts {
        source: event.source.to_owned(),
        kind: shared.partitions.schema.kind(hit.kind).name.clone(),
        host: hit.host,
        user: hit.user,
        src_ip: hit.src_ip,
        values: asked.iter().cloned().zip(hit.values).collect(),
    };
    Some(Match {
        key: MatchKey {
            organization: event.organization.to_owned(),
            rule: rule.id.clone(),
            place: event.provenance.to_bytes(),
        },
        time: hit.time?,
        received: event.received,
        facts: serde_json::to_string(&facts).expect("a struct of texts is written to memory"),
    })
}

impl Held {
    /// The match in memory, of the rule of this number; `None` where it was kept for other rules or by another version.
    pub(super) fn of(shared: &Shared<'_>, plan: &Plan, rule: u32, found: &Match, lateness: i64) -> Option<Held> {
        let facts: Facts = serde_json::from_str(&found.facts).ok()?;
        let provenance = Provenance::from_bytes(&found.key.place)?;
        let kind = shared.partitions.schema.kind_named(&facts.kind)?;
        let value = |field: &String| facts.values.get(field).map(|value| value.as_deref().map(Arc::from));
        let values: Option<Box<[Option<Arc<str>>]>> = plan.fields(rule).iter().map(value).collect();
        let bytes = HELD_BYTES + 2 * found.facts.len();
        let Facts { source, host, user, src_ip, .. } = facts;
        let (time, received) = (found.time, found.received);
        // A clock may be ahead by as much as an event may be late.
        let known = time.min(Time(received.0.saturating_add(lateness)));
        let (until, values) = (received.max(known), values?);
        Some(Held { rule, time, received, provenance, values, source, kind, host, user, src_ip, known, until, bytes })
    }

    /// What orders matches: that of an event is the same for all rules but for the rule itself.
    pub(super) fn place(&self) -> (Time, Provenance, u32) {
        (self.time, self.provenance, self.rule)
    }

    /// Whether both are of one event.
    pub(super) fn is_beside(&self, other: &Held) -> bool {
        (self.time, self.provenance) == (other.time, other.provenance)
    }

    /// What a finding says of its event.
    pub(super) fn view(&self) -> EventView<'_> {
        EventView {
            file: &self.source,
            record: self.provenance.record(),
            host: self.host.as_deref(),
            user: self.user.as_deref(),
            src_ip: self.src_ip.as_deref(),
            kind: self.kind,
            provenance: self.provenance,
        }
    }

    /// What it is known by where it is kept.
    pub(super) fn key(&self, shared: &Shared<'_>, organization: &str) -> MatchKey {
        let rule = shared.partitions.rules.rules[self.rule as usize].id.clone();
        MatchKey { organization: organization.to_owned(), rule, place: self.provenance.to_bytes() }
    }
}
