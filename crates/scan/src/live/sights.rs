//! Which rules could fire on what comes: for each organization, when the logs that a rule is for were last seen, and when
//! every field that it cannot do without last had a value.
//!
//! Threads note what they see by organization and log sources, one bit for a slot; what is kept of it is a time for each slot.
//! There are no more of these than kinds have combinations of log sources, whatever senders write.

use super::{Live, LiveEvent};
use crate::lane::Lane;
use crate::needs::{needed_fields, remedy};
use crate::partitions::{Compiled, slot_of_field};
use atalaya_model::{Message, Time};
use atalaya_schema::KindIx;
use atalaya_sigma::Slots;
use atalaya_sigma::ast::{Correlation, CorrelationKind};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How deep correlations of correlations are followed.
const CORRELATED_DEPTH_MAX: usize = 8;

/// Events of a kind that belong to these log sources.
type Like = (KindIx, u64);

/// What a thread saw of one organization's events that are alike.
#[derive(Debug)]
pub struct Seen {
    organization: Arc<str>,
    like: Like,
    latest: Time,
    /// A bit for each slot that had a value.
    filled: Vec<u64>,
}

/// What one thread saw since it was asked last.
#[derive(Default)]
pub(super) struct Noticed {
    organizations: FxHashMap<Arc<str>, Alike>,
}

/// For events that are alike the latest, and a bit for each slot that had a value.
type Alike = FxHashMap<Like, (Time, Vec<u64>)>;

impl Noticed {
    /// Notes an event that the lane has just judged.
    pub(super) fn note(&mut self, event: &LiveEvent<'_>, lane: &Lane, slots: &Slots) {
        if !self.organizations.contains_key(event.organization) {
            self.organizations.insert(event.organization.into(), FxHashMap::default());
        }
        let Some(alike) = self.organizations.get_mut(event.organization) else { return };
        let (latest, filled) =
            alike.entry((event.identity.kind, event.identity.serves)).or_insert((event.received, Vec::new()));
        *latest = (*latest).max(event.received);
        lane.note_filled(slots, filled);
    }

    /// What was seen, and forgets it.
    pub(super) fn take(&mut self) -> Vec<Seen> {
        let organizations = std::mem::take(&mut self.organizations);
        let each = organizations.into_iter().flat_map(|(organization, alike)| {
            alike.into_iter().map(move |(like, (latest, filled))| {
                let organization = Arc::clone(&organization);
                Seen { organization, like, latest, filled }
            })
        });
        each.collect()
    }
}

/// When events that are alike were last seen, and when each of their slots had a value.
#[derive(Debug, Default)]
struct Sight {
    latest: Option<Time>,
    filled: Vec<Option<Time>>,
}

/// What all threads saw.
#[derive(Debug, Default)]
pub struct Sights {
    organizations: BTreeMap<Arc<str>, FxHashMap<Like, Sight>>,
}

impl Sights {
    /// Adds what a thread saw.
    pub fn add(&mut self, seen: Vec<Seen>) {
        for Seen { organization, like, latest, filled } in seen {
            let sight = self.organizations.entry(organization).or_default().entry(like).or_default();
            sight.latest = sight.latest.max(Some(latest));
            sight.filled.resize(sight.filled.len().max(filled.len() * 64), None);
            for (slot, time) in sight.filled.iter_mut().enumerate() {
                if filled.get(slot / 64).is_some_and(|word| word >> (slot % 64) & 1 == 1) {
                    *time = (*time).max(Some(latest));
                }
            }
        }
    }
}

/// Whether a rule could fire on what an organization sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// Whose events.
    pub organization: String,
    /// The identifier of the rule or correlation.
    pub rule: String,
    /// When an event of the logs that it is for was last received.
    pub seen: Time,
    /// When every field that it cannot do without had last had a value; none: one never had.
    pub able: Option<Time>,
    /// The fields that had none since the time that was asked for.
    pub missing: Vec<Missing>,
}

/// A field without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The kind of the events.
    pub kind: String,
    /// The field as the rule calls it.
    pub field: String,
    /// What to do so that it gets one.
    pub remedy: Option<Message>,
}

impl Live<'_> {
    /// What rules could fire on, of those for which anything was seen; what had no value since this time is missing.
    #[must_use]
    pub fn abilities(&self, sights: &Sights, since: Time) -> Vec<Ability> {
        let rules = self.shared.partitions.rules;
        let mut needed: FxHashMap<u32, Vec<&str>> = FxHashMap::default();
        let mut all = Vec::new();
        for (organization, alike) in &sights.organizations {
            let mut best: BTreeMap<u32, Ability> = BTreeMap::new();
            for (like, sight) in alike {
                let Some(latest) = sight.latest else { continue };
                let compiled = self.shared.partitions.of_parts(like.0, like.1);
                for &(rule, serve) in &compiled.members {
                    let fields = needed
                        .entry(rule)
                        .or_insert_with(|| needed_fields(&rules.rules[rule as usize].expr).into_iter().collect());
                    let (able, missing) = self.filled(&compiled, sight, (*like, serve), fields, since);
                    let found = Ability {
                        organization: organization.to_string(),
                        rule: rules.rules[rule as usize].id.clone(),
                        seen: latest,
                        able,
                        missing,
                    };
                    match best.get_mut(&rule) {
                        None => drop(best.insert(rule, found)),
                        Some(known) => known.join(found),
                    }
                }
            }
            let mut own: Vec<Ability> = best.into_values().collect();
            own.extend(self.correlated(organization, &own));
            all.extend(own);
        }
        all
    }

    /// When all of the fields had last had a value, and those that had none since.
    fn filled(
        &self,
        compiled: &Compiled,
        sight: &Sight,
        ((kind, _), serve): (Like, usize),
        fields: &[&str],
        since: Time,
    ) -> (Option<Time>, Vec<Missing>) {
        let schema = self.shared.partitions.schema;
        let of = schema.kind(kind);
        let mut able = sight.latest;
        let mut missing = Vec::new();
        for field in fields {
            let slot = compiled.partition.slot(&slot_of_field(&of.serves[serve], field));
            let filled = slot.and_then(|slot| sight.filled.get(usize::from(slot)).copied().flatten());
            able = able.min(filled);
            if filled < Some(since) {
                let remedy = remedy(schema, of, serve, field);
                missing.push(Missing { kind: of.name.clone(), field: (*field).to_owned(), remedy });
            }
        }
        (able, missing)
    }

    /// What correlations could fire on: those of chains on what all of their rules do, the others on what one does.
    fn correlated(&self, organization: &str, own: &[Ability]) -> Vec<Ability> {
        let rules = self.shared.partitions.rules;
        let by_rule: HashMap<&str, &Ability> = own.iter().map(|ability| (ability.rule.as_str(), ability)).collect();
        let by_name = |name: &str| {
            let rule = rules.rules.iter().find(|rule| rule.id == name || rule.about.name.as_deref() == Some(name));
            rule.map(|rule| by_rule.get(rule.id.as_str()).map(|ability| (ability.seen, ability.able)))
        };
        let found = rules.correlations.iter().filter_map(|correlation| {
            let (seen, able) = joined(&rules.correlations, correlation, &by_name, CORRELATED_DEPTH_MAX)?;
            let about = &correlation.about;
            let rule = about.id.clone().unwrap_or_else(|| about.title.clone());
            Some(Ability { organization: organization.to_owned(), rule, seen, able, missing: Vec::new() })
        });
        found.collect()
    }
}

/// What is known of a rule by its name: none where there is no such rule, and none within where nothing was seen for it.
type ByName<'a> = dyn Fn(&str) -> Option<Option<(Time, Option<Time>)>> + 'a;

fn joined(
    all: &[Correlation],
    correlation: &Correlation,
    by_name: &ByName<'_>,
    depth: usize,
) -> Option<(Time, Option<Time>)> {
    let of = |name: &String| match by_name(name) {
        Some(known) => known,
        None if depth == 0 => None,
        None => {
            let about = |inner: &&Correlation| {
                inner.about.id.as_deref() == Some(name) || inner.about.name.as_deref() == Some(name)
            };
            joined(all, all.iter().find(about)?, by_name, depth - 1)
        }
    };
    let parts = correlation.rules.iter().map(of);
    if matches!(correlation.kind, CorrelationKind::Temporal | CorrelationKind::TemporalOrdered) {
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        Some((parts.iter().map(|(seen, _)| *seen).min()?, parts.iter().map(|(_, able)| *able).min()?))
    } else {
        let parts: Vec<_> = parts.flatten().collect();
        Some((parts.iter().map(|(seen, _)| *seen).max()?, parts.iter().map(|(_, able)| *able).max()?))
    }
}

impl Ability {
    /// Takes what is better of another way in which events reach the rule.
    fn join(&mut self, other: Ability) {
        let is_better = (other.able, other.seen) > (self.able, self.seen);
        self.seen = self.seen.max(other.seen);
        if is_better {
            (self.able, self.missing) = (other.able, other.missing);
        }
    }
}
