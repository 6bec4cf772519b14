//! What is said by the tactic: an innocent cause and a first check.

use super::Said;

/// The words of the tactics, and what is said of them.
pub(super) const TACTICS: &[(&[&str], Said)] = &[
    (&["reconnaissance"], ["explain-cause-reconnaissance", "explain-check-reconnaissance"]),
    (&["resource-development"], ["explain-cause-resource-development", "explain-check-resource-development"]),
    (&["initial-access"], ["explain-cause-initial-access", "explain-check-initial-access"]),
    (&["execution"], ["explain-cause-execution", "explain-check-execution"]),
    (&["persistence"], ["explain-cause-persistence", "explain-check-persistence"]),
    (&["privilege-escalation"], ["explain-cause-privilege-escalation", "explain-check-privilege-escalation"]),
    (&["stealth", "defense-evasion"], ["explain-cause-stealth", "explain-check-stealth"]),
    (&["defense-impairment"], ["explain-cause-defense-impairment", "explain-check-defense-impairment"]),
    (&["credential-access"], ["explain-cause-credential-access", "explain-check-credential-access"]),
    (&["discovery"], ["explain-cause-discovery", "explain-check-discovery"]),
    (&["lateral-movement"], ["explain-cause-lateral-movement", "explain-check-lateral-movement"]),
    (&["collection"], ["explain-cause-collection", "explain-check-collection"]),
    (&["command-and-control"], ["explain-cause-command-and-control", "explain-check-command-and-control"]),
    (&["exfiltration"], ["explain-cause-exfiltration", "explain-check-exfiltration"]),
    (&["impact"], ["explain-cause-impact", "explain-check-impact"]),
];
