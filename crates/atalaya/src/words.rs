//! Words of the field in the person's language: levels, severities, tactics, how sure a kind is.

use crate::look::Paint;
use atalaya_detection::Sign;
use atalaya_indicators::Sort;
use atalaya_model::{Finding, Level, Message, Severity};
use atalaya_scan::sighting::INDICATOR_PREFIX;

/// The level's name.
pub(crate) fn level(level: Level) -> Message {
    Message::new(match level {
        Level::Informational => "cli-level-informational",
        Level::Low => "cli-level-low",
        Level::Medium => "cli-level-medium",
        Level::High => "cli-level-high",
        Level::Critical => "cli-level-critical",
    })
}

/// What is wrong with a source, where that is what a finding says in place of a rule.
pub(crate) fn sign(id: &str) -> Option<Message> {
    Some(Message::new(match Sign::of_id(id)? {
        Sign::Silent => "sign-silent",
        Sign::Lossy => "sign-lossy",
        Sign::Undecoded => "sign-undecoded",
        Sign::Ahead => "sign-ahead",
    }))
}

/// What an indicator is called in findings of it.
pub(crate) fn indicator(finding: &Finding) -> Option<Message> {
    if !finding.rule.starts_with(INDICATOR_PREFIX) {
        return None;
    }
    let ocsf: serde_json::Value = serde_json::from_str(&finding.ocsf).ok()?;
    let data = &ocsf["evidences"][0]["data"];
    let sort = Sort::of_word(data["observables"][0]["type"].as_str()?)?.message();
    let value = data["indicator"]["value"].as_str()?;
    Some(match data["indicator"]["name"].as_str() {
        Some(name) => Message::new("indicator-title-named").with("sort", sort).with("value", value).with("name", name),
        None => Message::new("indicator-title").with("sort", sort).with("value", value),
    })
}

/// The level's colour.
pub(crate) fn level_paint(level: Level) -> Paint {
    match level {
        Level::Informational | Level::Low => Paint::Faint,
        Level::Medium => Paint::Warning,
        Level::High => Paint::Bad,
        Level::Critical => Paint::Worst,
    }
}

/// What a diagnostic is.
pub(crate) fn severity(severity: Severity) -> Message {
    Message::new(match severity {
        Severity::Warning => "cli-severity-warning",
        Severity::Error => "cli-severity-error",
    })
}

/// Where the names of a kind's fields come from, and so how sure they are.
pub(crate) fn verification(word: &str) -> Message {
    match word {
        "seen" => Message::new("cli-verification-seen"),
        "documented" => Message::new("cli-verification-documented"),
        _ => Message::new("cli-verification-unverified"),
    }
}

/// The same in a word, for tables.
pub(crate) fn verification_short(word: &str) -> Message {
    match word {
        "seen" => Message::new("cli-verified-seen"),
        "documented" => Message::new("cli-verified-documented"),
        _ => Message::new("cli-verified-unverified"),
    }
}

/// ATT&CK's tactics: the word that rules use and the message with its name.
const TACTICS: [(&str, &str); 16] = [
    ("reconnaissance", "cli-tactic-reconnaissance"),
    ("resource-development", "cli-tactic-resource-development"),
    ("initial-access", "cli-tactic-initial-access"),
    ("execution", "cli-tactic-execution"),
    ("persistence", "cli-tactic-persistence"),
    ("privilege-escalation", "cli-tactic-privilege-escalation"),
    ("defense-evasion", "cli-tactic-defense-evasion"),
    ("stealth", "cli-tactic-stealth"),
    ("defense-impairment", "cli-tactic-defense-impairment"),
    ("credential-access", "cli-tactic-credential-access"),
    ("discovery", "cli-tactic-discovery"),
    ("lateral-movement", "cli-tactic-lateral-movement"),
    ("collection", "cli-tactic-collection"),
    ("command-and-control", "cli-tactic-command-and-control"),
    ("exfiltration", "cli-tactic-exfiltration"),
    ("impact", "cli-tactic-impact"),
];

/// The tactic's name; `None` where the word is none of ATT&CK's.
pub(crate) fn tactic(word: &str) -> Option<Message> {
    let word = word.to_ascii_lowercase().replace(['_', ' '], "-");
    let (_, id) = TACTICS.into_iter().find(|(tactic, _)| word.trim_start_matches("attack.") == *tactic)?;
    Some(Message::new(id))
}
