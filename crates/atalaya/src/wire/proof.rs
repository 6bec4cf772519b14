//! How it stands with rules, as JSON.

use crate::proof::{Count, Doubt, Hindrance, Missing, Ruled, Standing};
use atalaya_model::Time;
use serde::Serialize;

/// How it stands with all rules.
#[derive(Serialize)]
pub(crate) struct Proof<'a> {
    as_of: String,
    count: Count,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
    title: &'a str,
    level: &'static str,
    logsource: &'a str,
    kinds: &'a [String],
    state: &'static str,
    /// Since when it is unproven, or when it was proven; of one that cannot fire, when something that it is for last came.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// Fields, placeholders, or the identifiers of what is to be brought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<&'a Missing>,
    canaries: Vec<Canary<'a>>,
}

#[derive(Serialize)]
struct Canary<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    begun: String,
    tried: Option<String>,
    proven: Option<String>,
}

impl<'a> Proof<'a> {
    pub(crate) fn new(now: Time, count: Count, ruled: &[&'a Ruled]) -> Proof<'a> {
        Proof { as_of: now.to_string(), count, rules: ruled.iter().map(|one| Rule::new(one)).collect() }
    }
}

impl<'a> Rule<'a> {
    fn new(one: &'a Ruled) -> Rule<'a> {
        let Ruled { rule, level, title, logs, standing, proofs } = one;
        let canary = |proof: &'a atalaya_ledger::Proof| Canary {
            kind: &proof.kind,
            begun: proof.begun.to_string(),
            tried: proof.tried.map(|time| time.to_string()),
            proven: proof.proven.map(|time| time.to_string()),
        };
        let known = Rule {
            id: rule,
            title,
            level: level.as_str(),
            logsource: &logs.logsource,
            kinds: &logs.kinds,
            state: "proven",
            since: None,
            reason: None,
            names: Vec::new(),
            missing: Vec::new(),
            canaries: proofs.iter().map(canary).collect(),
        };
        match standing {
            Standing::Proven(since) => Rule { since: Some(since.to_string()), ..known },
            Standing::Unproven(since, doubt) => known.unproven(*since, doubt),
            Standing::Unable(hindrance) => known.unable(hindrance),
        }
    }

    fn unproven(self, since: Option<Time>, doubt: &'a Doubt) -> Rule<'a> {
        let (reason, names) = match doubt {
            Doubt::Untried => ("untried", Vec::new()),
            Doubt::Failed(kind) => ("no-finding", vec![kind.as_str()]),
            Doubt::Old => ("old", Vec::new()),
            Doubt::Fields(fields) => ("no-sample", texts(fields)),
            Doubt::NoWitness => ("no-witness", Vec::new()),
        };
        let since = since.map(|since| since.to_string());
        Rule { state: "unproven", since, reason: Some(reason), names, ..self }
    }

    fn unable(self, hindrance: &'a Hindrance) -> Rule<'a> {
        let (reason, names, since) = match hindrance {
            Hindrance::NoKind => ("no-kind", Vec::new(), None),
            Hindrance::Placeholders(names) => ("placeholders", texts(names), None),
            Hindrance::Tables(remedies) => ("tables", texts(remedies), None),
            Hindrance::NoSource(last) => ("no-source", Vec::new(), *last),
            Hindrance::Fields(missing) => {
                return Rule {
                    state: "cannot-fire",
                    reason: Some("fields"),
                    missing: missing.iter().collect(),
                    ..self
                };
            }
        };
        let since = since.map(|time| time.to_string());
        Rule { state: "cannot-fire", reason: Some(reason), names, since, ..self }
    }
}

fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
