//! How it stands with the rules that judge: proven, unproven, or unable to fire on what comes. From what the ledger keeps of it, as
//! of a time: what was proven once does not stay so.

use crate::data::{Books, ledger};
use crate::outcome::Failure;
use atalaya_ledger::{Ability, Judging, Proof};
use atalaya_model::{Level, Time};
use atalaya_scan::{Outcome, live};
use atalaya_schema::AddressTable;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// For how long a proof holds, in microseconds, and within which an organization must have sent what a rule is for.
pub(crate) const RECENT: i64 = 24 * 3600 * 1_000_000;

/// What is kept of the logs that a rule is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logs {
    /// The rule's log source; empty for correlations.
    pub(crate) logsource: String,
    /// The kinds that feed it.
    pub(crate) kinds: Vec<String>,
    /// The messages that say how to have senders write such logs.
    pub(crate) enable: Vec<String>,
}

/// Why there is no canary of a rule, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub(crate) enum Without {
    /// No kind has its log source.
    NoKind,
    /// It cannot hold without a value for placeholders.
    Placeholders { names: Vec<String> },
    /// It needs tables of addresses: the messages that say which.
    Tables { remedies: Vec<String> },
    /// It needs fields that no sample carries.
    Fields { names: Vec<String> },
    /// Nothing that was tried makes it fire, or it is a correlation of which there is no example.
    NoWitness,
}

impl Without {
    /// What is kept where there is no canary.
    pub(crate) fn of(outcome: &Outcome) -> Without {
        match outcome {
            Outcome::NoKind => Without::NoKind,
            Outcome::Placeholder(names) => Without::Placeholders { names: names.clone() },
            Outcome::AddressTable(tables) => {
                let remedy = |table: &AddressTable| table.remedy().id.to_owned();
                Without::Tables { remedies: tables.iter().map(remedy).collect() }
            }
            Outcome::FieldsMissing(names) => Without::Fields { names: names.clone() },
            Outcome::NoWitness | Outcome::Routed { .. } => Without::NoWitness,
        }
    }
}

/// A field without a value, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Missing {
    pub(crate) kind: String,
    pub(crate) field: String,
    /// The message that says what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remedy: Option<String>,
}

impl Missing {
    /// What is kept of it.
    pub(crate) fn of(missing: &live::Missing) -> Missing {
        let live::Missing { kind, field, remedy } = missing;
        let remedy = remedy.as_ref().map(|message| message.id.to_owned());
        Missing { kind: kind.clone(), field: field.clone(), remedy }
    }
}

/// How it stands with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its canaries came through, the one that is longest ago at this time.
    Proven(Time),
    /// It is not, since then, where that is known.
    Unproven(Option<Time>, Doubt),
    /// It cannot fire on what comes.
    Unable(Hindrance),
}

/// Why a rule is not proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No canary was let in since the centre began.
    Untried,
    /// A canary of this kind was let in, and its finding did not come.
    Failed(String),
    /// The proof is too long ago.
    Old,
    /// There is no canary: it needs fields that no sample has.
    Fields(Vec<String>),
    /// There is no canary.
    NoWitness,
}

/// Why a rule cannot fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// No kind of log is known that feeds it.
    NoKind,
    /// Placeholders have no values.
    Placeholders(Vec<String>),
    /// Tables of addresses are wanting: the messages that say which.
    Tables(Vec<String>),
    /// Nothing has come within a day that it is for; last then, if ever.
    NoSource(Option<Time>),
    /// Fields that it needs have no value.
    Fields(Vec<Missing>),
}

/// A rule, and how it stands with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ruled {
    pub(crate) rule: String,
    pub(crate) level: Level,
    pub(crate) title: String,
    pub(crate) logs: Logs,
    pub(crate) standing: Standing,
    pub(crate) proofs: Vec<Proof>,
}

/// How many rules are proven, unproven and unable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Count {
    pub(crate) proven: u64,
    pub(crate) unproven: u64,
    pub(crate) unable: u64,
}

impl Count {
    /// Of these.
    pub(crate) fn of(ruled: &[Ruled]) -> Count {
        let mut count = Count::default();
        for one in ruled {
            match one.standing {
                Standing::Proven(_) => count.proven += 1,
                Standing::Unproven(..) => count.unproven += 1,
                Standing::Unable(_) => count.unable += 1,
            }
        }
        count
    }
}

/// How it stands with all rules at this time, most serious first: for what this organization sends, or any.
pub(crate) fn ruled(books: &Books, organization: Option<&str>, now: Time) -> Result<Vec<Ruled>, Failure> {
    let kept = books.ledger();
    let all = books.ask(async { Ok((kept.judging().await?, kept.proofs().await?, kept.abilities().await?)) });
    let (judging, proofs, abilities) = all.map_err(|error| ledger::read(&error))?;
    Ok(standings(judging, proofs, &abilities, organization, now))
}

fn standings(
    judging: Vec<Judging>,
    proofs: Vec<Proof>,
    abilities: &[Ability],
    organization: Option<&str>,
    now: Time,
) -> Vec<Ruled> {
    let mut of_rule: HashMap<String, Vec<Proof>> = HashMap::new();
    for proof in proofs {
        of_rule.entry(proof.rule.clone()).or_default().push(proof);
    }
    let best = best(abilities, organization);
    let mut ruled: Vec<Ruled> = judging
        .into_iter()
        .map(|Judging { rule, level, title, kinds, without }| {
            let proofs = of_rule.remove(&rule).unwrap_or_default();
            let without = without.and_then(|text| serde_json::from_str(&text).ok());
            let standing = standing(without, &proofs, best.get(rule.as_str()).copied(), now);
            let logs = serde_json::from_str(&kinds).unwrap_or_default();
            Ruled { rule, level, title, logs, standing, proofs }
        })
        .collect();
    ruled.sort_by(|left, right| (right.level, &left.title).cmp(&(left.level, &right.title)));
    ruled
}

/// For each rule what the organization is best able to.
fn best<'a>(abilities: &'a [Ability], organization: Option<&str>) -> BTreeMap<&'a str, &'a Ability> {
    let mut best: BTreeMap<&str, &Ability> = BTreeMap::new();
    for ability in abilities.iter().filter(|own| organization.is_none_or(|wanted| own.organization == wanted)) {
        let known = best.entry(&ability.rule).or_insert(ability);
        if (ability.able, ability.seen) > (known.able, known.seen) {
            *known = ability;
        }
    }
    best
}

fn standing(without: Option<Without>, proofs: &[Proof], ability: Option<&Ability>, now: Time) -> Standing {
    let since = Time(now.0.saturating_sub(RECENT));
    // What fails would miss what comes, or will.
    if let Some(failed) = proofs.iter().find(|proof| proof.tried.is_some() && proof.proven < proof.tried) {
        let last = failed.proven.unwrap_or(failed.begun);
        return Standing::Unproven(Some(last), Doubt::Failed(failed.kind.clone()));
    }
    let doubt = match without {
        Some(Without::NoKind) => return Standing::Unable(Hindrance::NoKind),
        Some(Without::Placeholders { names }) => return Standing::Unable(Hindrance::Placeholders(names)),
        Some(Without::Tables { remedies }) => return Standing::Unable(Hindrance::Tables(remedies)),
        Some(Without::Fields { names }) => Some(Doubt::Fields(names)),
        Some(Without::NoWitness) => Some(Doubt::NoWitness),
        None => None,
    };
    match ability {
        None => return Standing::Unable(Hindrance::NoSource(None)),
        Some(ability) if ability.seen < since => return Standing::Unable(Hindrance::NoSource(Some(ability.seen))),
        Some(ability) if ability.able < Some(since) => {
            let missing = serde_json::from_str(&ability.missing).unwrap_or_default();
            return Standing::Unable(Hindrance::Fields(missing));
        }
        Some(_) => {}
    }
    if let Some(doubt) = doubt {
        return Standing::Unproven(proofs.iter().filter_map(|proof| proof.proven).max(), doubt);
    }
    proven(proofs, since, now)
}

/// Proven where every canary came through within a day; none has failed since.
fn proven(proofs: &[Proof], since: Time, now: Time) -> Standing {
    let mut oldest = now;
    for Proof { begun, tried, proven, .. } in proofs {
        let doubt = match (tried, proven) {
            (Some(_), Some(proven)) if *proven >= since => {
                oldest = oldest.min(*proven);
                continue;
            }
            (None, _) => Doubt::Untried,
            _ => Doubt::Old,
        };
        return Standing::Unproven(Some(proven.unwrap_or(*begun)), doubt);
    }
    match proofs.is_empty() {
        true => Standing::Unproven(None, Doubt::NoWitness),
        false => Standing::Proven(oldest),
    }
}
