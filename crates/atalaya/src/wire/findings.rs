//! Findings as JSON: what the centre knows of each, and the OCSF object as it is.

use atalaya_ledger::{Kept, RuleCount};
use atalaya_model::Finding;
use serde::Serialize;
use serde_json::Value;

/// A finding.
#[derive(Serialize)]
pub(crate) struct Found<'a> {
    organization: &'a str,
    source: &'a str,
    received: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amended: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    superseded_by: Option<&'a str>,
    finding: Value,
}

/// What a rule found.
#[derive(Serialize)]
pub(crate) struct Counted<'a> {
    organization: &'a str,
    rule: &'a str,
    level: &'static str,
    findings: u64,
    beyond: u64,
    latest: String,
}

impl<'a> Found<'a> {
    /// One that the ledger has.
    pub(crate) fn kept(kept: &'a Kept) -> Found<'a> {
        Found {
            recorded: Some(kept.recorded.to_string()),
            amended: kept.amended.map(|time| time.to_string()),
            superseded_by: kept.superseded_by.as_deref(),
            ..Found::new(&kept.finding)
        }
    }

    /// One that was recorded just now.
    pub(crate) fn new(finding: &'a Finding) -> Found<'a> {
        Found {
            organization: &finding.organization,
            source: &finding.source,
            received: finding.received.to_string(),
            recorded: None,
            amended: None,
            superseded_by: None,
            finding: serde_json::from_str(&finding.ocsf).unwrap_or_default(),
        }
    }
}

impl<'a> Counted<'a> {
    pub(crate) fn new(count: &'a RuleCount) -> Counted<'a> {
        Counted {
            organization: &count.organization,
            rule: &count.rule,
            level: count.level.as_str(),
            findings: count.findings,
            beyond: count.beyond,
            latest: count.latest.to_string(),
        }
    }
}
