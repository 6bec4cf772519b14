//! Indicators as JSON.

use super::Text;
use crate::indicators::{Account, Looked};
use crate::voice::Voice;
use atalaya_indicators::{Indicator, Marking, Place};
use atalaya_ledger::KeptIndicator;
use atalaya_scan::sighting::indicator_rule;
use serde::Serialize;

/// What came of an import.
#[derive(Serialize)]
pub(crate) struct Imported {
    new: u64,
    updated: u64,
    known: u64,
    revoked: u64,
    removed_before: u64,
    expired: u64,
    beyond: u64,
    other_objects: u64,
    refused: u64,
    unread: u64,
    refusals: Vec<Refusal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    past: Option<Past>,
}

#[derive(Serialize)]
struct Refusal {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<u64>,
    reason: Text,
}

#[derive(Serialize)]
struct Past {
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    events: u64,
    hits: u64,
    /// Absent where the centre records them.
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<u64>,
    beyond: u64,
    crowded: u64,
    unjudged: u64,
}

impl Imported {
    pub(crate) fn new(account: &Account, voice: Voice) -> Imported {
        let refusal = |refused: &crate::indicators::Refused| {
            let (line, object) = match refused.place {
                Place::Line(number) => (Some(number), None),
                Place::Object(number) => (None, Some(number)),
            };
            let (file, reason) = (refused.file.display().to_string(), Text::new(&refused.reason.message(), voice));
            Refusal { file, line, object, reason }
        };
        Imported {
            new: account.new,
            updated: account.updated,
            known: account.known,
            revoked: account.revoked,
            removed_before: account.removed,
            expired: account.expired,
            beyond: account.beyond,
            other_objects: account.others,
            refused: account.refused,
            unread: account.unread,
            refusals: account.refusals.iter().map(refusal).collect(),
            past: account.looked.as_ref().map(past),
        }
    }
}

fn past(looked: &Looked) -> Past {
    let Looked { since, events, hits, new, beyond, crowded, unjudged } = *looked;
    Past { since: since.map(|since| since.to_string()), events, hits, new, beyond, crowded, unjudged }
}

/// An indicator that is kept.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    id: String,
    sought: String,
    types: Vec<&'static str>,
    origin: &'a str,
    /// Absent where it is looked for in everyone's events.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stix_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marking: Option<&'static str>,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    added: String,
    changed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<String>,
}

impl<'a> Shown<'a> {
    pub(crate) fn new(kept: &'a KeptIndicator, indicator: &'a Indicator) -> Shown<'a> {
        Shown {
            id: indicator_rule(kept.id),
            sought: indicator.sought(),
            types: indicator.sorts().into_iter().map(|sort| sort.as_str()).collect(),
            origin: &kept.origin,
            organization: kept.organization.as_deref(),
            name: indicator.name.as_deref(),
            stix_id: indicator.stix.as_deref(),
            marking: indicator.marking.map(Marking::as_str),
            level: indicator.level.as_str(),
            valid_from: indicator.from.map(|time| time.to_string()),
            valid_until: indicator.until.map(|time| time.to_string()),
            added: kept.added.to_string(),
            changed: kept.changed.to_string(),
            removed: kept.revoked.map(|time| time.to_string()),
        }
    }
}

/// What was removed.
#[derive(Serialize)]
pub(crate) struct Gone {
    /// How many indicators.
    pub(crate) removed: u64,
    /// How many cannot be read.
    pub(crate) unread: u64,
    /// When.
    pub(crate) at: String,
}
