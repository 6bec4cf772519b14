//! A finding as OCSF Detection Finding (class 2004, schema 1.5.0), one JSON object a line.
//!
//! The line begins with `finding_info.uid`, for which room is left until the digest of the input is
//! known: see [`UID_AT`].

use atalaya_model::{Level, Time};
use atalaya_sigma::ast::About;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The version of OCSF that the findings follow.
pub(crate) const OCSF_VERSION: &str = "1.5.0";
/// What a line begins with, up to the identifier.
const START: &str = "{\"finding_info\":{\"uid\":\"";
/// Where the identifier stands in a line.
pub(crate) const UID_AT: std::ops::Range<usize> = START.len()..START.len() + UID_LEN;
/// Characters of an identifier.
pub(crate) const UID_LEN: usize = 32;

/// What a finding says of its event.
pub(crate) struct Facts<'a> {
    pub(crate) id: &'a str,
    pub(crate) about: &'a About,
    /// The rule's log source, or `correlation`.
    pub(crate) category: String,
    pub(crate) file: &'a str,
    pub(crate) record: u64,
    pub(crate) kind: &'a str,
    pub(crate) class_uid: Option<u32>,
    pub(crate) time: Option<Time>,
    pub(crate) now: Time,
    pub(crate) matched: BTreeMap<&'a str, Vec<Cow<'a, str>>>,
    pub(crate) envelope: Vec<(&'static str, Cow<'a, str>)>,
    /// For correlations: the records that contributed, as file and number.
    pub(crate) related: Vec<(String, u64)>,
    /// For correlations: how many events contributed, and the time of the last of them.
    pub(crate) count: u64,
    pub(crate) last: Option<Time>,
}

#[derive(Serialize)]
struct Line<'a> {
    finding_info: FindingInfo<'a>,
    activity_id: u8,
    activity_name: &'static str,
    category_uid: u8,
    category_name: &'static str,
    class_uid: u16,
    class_name: &'static str,
    type_uid: u32,
    severity_id: u8,
    severity: &'static str,
    status_id: u8,
    time: i64,
    #[serde(skip_serializing_if = "is_one")]
    count: u64,
    message: &'a str,
    metadata: Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Device<'a>>,
    evidences: [Evidence<'a>; 1],
}

fn is_one(count: &u64) -> bool {
    *count == 1
}

#[derive(Serialize)]
struct FindingInfo<'a> {
    uid: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    desc: Option<&'a str>,
    analytic: Analytic<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attacks: Vec<Attack<'a>>,
    created_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_seen_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen_time: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    src_url: Vec<&'a str>,
}

#[derive(Serialize)]
struct Analytic<'a> {
    uid: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    type_id: u8,
    category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
}

#[derive(Serialize)]
struct Attack<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tactic: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    technique: Option<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_technique: Option<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    uid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Metadata {
    version: &'static str,
    product: Product,
}

#[derive(Serialize)]
struct Product {
    name: &'static str,
    vendor_name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Device<'a> {
    hostname: &'a str,
    type_id: u8,
}

#[derive(Serialize)]
struct Evidence<'a> {
    data: EvidenceData<'a>,
}

#[derive(Serialize)]
struct EvidenceData<'a> {
    file: &'a str,
    record: u64,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_class_uid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event_time: Option<String>,
    matched: BTreeMap<&'a str, Vec<Cow<'a, str>>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    entities: BTreeMap<&'static str, Cow<'a, str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'a>>,
    rule: RuleWords<'a>,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    record: u64,
}

/// What the licence of public rules asks to be kept with every finding.
#[derive(Serialize)]
struct RuleWords<'a> {
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
}

/// Appends the finding as one line, the identifier left blank.
pub(crate) fn write_line(facts: Facts<'_>, out: &mut Vec<u8>) {
    const BLANK: &str = "--------------------------------";
    let about = facts.about;
    let level = about.level;
    let host = facts.envelope.iter().find(|(name, _)| *name == "host").map(|(_, value)| value.clone().into_owned());
    let line = Line {
        finding_info: finding_info(&facts, BLANK),
        activity_id: 1,
        activity_name: "Create",
        category_uid: 2,
        category_name: "Findings",
        class_uid: 2004,
        class_name: "Detection Finding",
        type_uid: 200_401,
        severity_id: level.severity_id(),
        severity: severity(level),
        status_id: 1,
        time: facts.time.unwrap_or(facts.now).millis(),
        count: facts.count,
        message: &about.title,
        metadata: Metadata {
            version: OCSF_VERSION,
            product: Product { name: "Atalaya", vendor_name: "Atalaya", version: env!("CARGO_PKG_VERSION") },
        },
        device: host.as_deref().map(|hostname| Device { hostname, type_id: 0 }),
        evidences: [Evidence {
            data: EvidenceData {
                file: facts.file,
                record: facts.record,
                kind: facts.kind,
                event_class_uid: facts.class_uid,
                event_time: facts.time.map(|time| time.to_string()),
                matched: facts.matched,
                entities: facts.envelope.into_iter().collect(),
                related: facts.related.iter().map(|(file, record)| Related { file, record: *record }).collect(),
                rule: RuleWords {
                    level: level.as_str(),
                    author: about.author.as_deref(),
                    license: about.license.as_deref(),
                    status: about.status.as_deref(),
                },
            },
        }],
    };
    serde_json::to_writer(&mut *out, &line).expect("a struct of texts and numbers is written to memory");
    out.push(b'\n');
}

pub(crate) fn severity(level: Level) -> &'static str {
    match level {
        Level::Informational => "Informational",
        Level::Low => "Low",
        Level::Medium => "Medium",
        Level::High => "High",
        Level::Critical => "Critical",
    }
}

fn finding_info<'a>(facts: &Facts<'a>, blank: &'static str) -> FindingInfo<'a> {
    let about = facts.about;
    FindingInfo {
        uid: blank,
        title: &about.title,
        desc: about.description.as_deref(),
        analytic: Analytic {
            uid: facts.id,
            name: &about.title,
            kind: "Rule",
            type_id: 1,
            category: facts.category.clone(),
            version: about.modified.as_deref().or(about.date.as_deref()),
        },
        attacks: attacks(&about.tags),
        created_time: facts.now.millis(),
        first_seen_time: facts.time.map(Time::millis),
        last_seen_time: facts.last.or(facts.time).map(Time::millis),
        src_url: about.references.first().map(String::as_str).into_iter().collect(),
    }
}

/// ATT&CK's tactics: the word in Sigma's tags, the identifier, the name.
const TACTICS: [(&str, &str, &str); 16] = [
    ("reconnaissance", "TA0043", "Reconnaissance"),
    ("resource-development", "TA0042", "Resource Development"),
    ("initial-access", "TA0001", "Initial Access"),
    ("execution", "TA0002", "Execution"),
    ("persistence", "TA0003", "Persistence"),
    ("privilege-escalation", "TA0004", "Privilege Escalation"),
    ("defense-evasion", "TA0005", "Defense Evasion"),
    ("stealth", "TA0005", "Stealth"),
    ("defense-impairment", "TA0112", "Defense Impairment"),
    ("credential-access", "TA0006", "Credential Access"),
    ("discovery", "TA0007", "Discovery"),
    ("lateral-movement", "TA0008", "Lateral Movement"),
    ("collection", "TA0009", "Collection"),
    ("command-and-control", "TA0011", "Command and Control"),
    ("exfiltration", "TA0010", "Exfiltration"),
    ("impact", "TA0040", "Impact"),
];

/// The tactic that a tag of a rule names: its identifier and name.
pub(crate) fn tactic(tag: &str) -> Option<(&'static str, &'static str)> {
    let word = tag.strip_prefix("attack.")?.replace('_', "-");
    TACTICS.iter().find(|(name, ..)| *name == word).map(|(_, uid, name)| (*uid, *name))
}

fn attacks(tags: &[String]) -> Vec<Attack<'_>> {
    let technique = |tag: &String| {
        let id = tag.strip_prefix("attack.t")?;
        let (technique, sub) = id.split_once('.').map_or((id, None), |(technique, sub)| (technique, Some(sub)));
        technique.bytes().all(|byte| byte.is_ascii_digit()).then(|| Attack {
            tactic: None,
            technique: Some(Named { uid: format!("T{technique}"), name: None }),
            sub_technique: sub.map(|sub| Named { uid: format!("T{technique}.{sub}"), name: None }),
        })
    };
    let tactics = tags.iter().filter_map(|tag| tactic(tag)).map(|(uid, name)| Attack {
        tactic: Some(Named { uid: uid.to_owned(), name: Some(name) }),
        technique: None,
        sub_technique: None,
    });
    tactics.chain(tags.iter().filter_map(technique)).collect()
}
