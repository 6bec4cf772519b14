//! Binds records to kinds: identity, time, record number and envelope, one binder per thread.
//!
//! What it learns of paths it keeps by their number, so it belongs to one [`Paths`] table and must be
//! reset when that is replaced.

use crate::dialect::Mapping;
use crate::identify::Identifier;
use crate::kind::SEQUENCE_FIELDS_MAX;
use crate::plan::{NUMBER, PER, Plan, TIME, TIME_TEXTS_MAX};
use crate::{
    Assumed, DialectIx, Envelope, Expansion, Extraction, Identity, KindIx, LeaseNote, Schema, Sequence, ZoneRules, time,
};
use atalaya_model::{Field, Paths, Record, Time, ValueRef};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// Pairs of kind and dialect for which the paths' roles are remembered; when they are more, all are forgotten.
const PLANS_MAX: usize = 64;

/// Binds the records of one thread.
pub struct Binder {
    schema: Arc<Schema>,
    zones: ZoneRules,
    identifier: Identifier,
    /// Of events that were kept, by kind.
    kept: FxHashMap<KindIx, Identifier>,
    plans: Vec<Plan>,
    last_plan: usize,
    assumed: Assumed,
}

impl Binder {
    /// A binder that knows nothing yet.
    #[must_use]
    pub fn new(schema: Arc<Schema>, zones: ZoneRules) -> Binder {
        Binder {
            schema,
            zones,
            identifier: Identifier::default(),
            kept: FxHashMap::default(),
            plans: Vec::new(),
            last_plan: 0,
            assumed: Assumed::default(),
        }
    }

    /// The table of paths was replaced.
    pub fn reset(&mut self) {
        self.identifier.reset();
        self.kept.clear();
        self.plans.clear();
    }

    /// The rules for zone and year from here on: another source, another reference.
    pub fn set_zones(&mut self, zones: ZoneRules) {
        self.zones = zones;
    }

    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// What the record is. `None`: nothing that the schema knows.
    pub fn identify(&mut self, format: &'static str, paths: &Paths, record: &Record<'_>) -> Option<Identity> {
        self.identifier.identify(&self.schema, format, paths, record)
    }

    /// What an event of that kind is whose paths are the names under which it was kept ([`Schema::kept`]).
    pub fn identify_as(&mut self, kind: KindIx, paths: &Paths, record: &Record<'_>) -> Identity {
        self.kept.entry(kind).or_default().identify_as(&self.schema, kind, paths, record)
    }

    /// Fields whose text is to be decoded in place, after which the record is identified once more.
    #[must_use]
    pub fn expansions(&self, dialect: DialectIx) -> &[Expansion] {
        self.schema.expansions(dialect)
    }

    /// Patterns that find fields in texts of the record, after which it is identified once more.
    #[must_use]
    pub fn extractions(&self, dialect: DialectIx) -> &[Extraction] {
        self.schema.extractions(dialect)
    }

    /// When the event happened. `None`: the record does not say.
    pub fn time(&mut self, id: &Identity, paths: &Paths, record: &Record<'_>) -> Option<Time> {
        let (time, assumed) = self.read_time(id, paths, record).unzip();
        self.assumed = assumed.unwrap_or_default();
        time
    }

    /// What had to be assumed for the time that was told last.
    #[must_use]
    pub fn assumed(&self) -> Assumed {
        self.assumed
    }

    fn read_time(&mut self, id: &Identity, paths: &Paths, record: &Record<'_>) -> Option<(Time, Assumed)> {
        let plan = plan(&mut self.plans, &mut self.last_plan, id);
        let rules = &self.schema.kind(id.kind).time;
        let mut texts = [None; TIME_TEXTS_MAX];
        for field in record.fields() {
            let role = plan.role(field.path, &self.schema, paths);
            if !(TIME..TIME + TIME_TEXTS_MAX as u8).contains(&role) {
                continue;
            }
            let text = record.value(field).text();
            if role == TIME && texts[0].is_none() && rules[0].fields.len() == 1 {
                let time = text.and_then(|text| time::parse(text, &rules[0], &self.zones));
                if time.is_some() {
                    return time;
                }
            }
            texts[usize::from(role - TIME)] = texts[usize::from(role - TIME)].or(text);
        }
        let mut rest = texts.as_slice();
        rules.iter().find_map(|rule| {
            let (texts, after) = rest.split_at_checked(rule.fields.len())?;
            rest = after;
            match texts {
                [text] => time::parse((*text)?, rule, &self.zones),
                texts => time::parse(&texts.iter().copied().collect::<Option<Vec<_>>>()?.join(" "), rule, &self.zones),
            }
        })
    }

    /// The record number and the sequence it belongs to, where the kind has one.
    pub fn sequence<'a>(&mut self, id: &Identity, paths: &Paths, record: &Record<'a>) -> Option<Sequence<'a>> {
        self.schema.kind(id.kind).sequence.as_ref()?;
        let plan = plan(&mut self.plans, &mut self.last_plan, id);
        let (mut number, mut per) = (None, [None; SEQUENCE_FIELDS_MAX]);
        for field in record.fields() {
            let role = plan.role(field.path, &self.schema, paths);
            if role < NUMBER {
                continue;
            }
            let text = record.value(field).text();
            match per.get_mut(usize::from(role.wrapping_sub(PER))) {
                Some(slot) => *slot = slot.or(text),
                None => number = number.or(text),
            }
        }
        Some(Sequence { number: number?.parse().ok()?, per })
    }

    /// The text of the first value of a canonical field. Not for every event: nothing is remembered.
    pub fn text<'a>(&mut self, id: &Identity, canonical: &str, paths: &Paths, record: &Record<'a>) -> Option<&'a str> {
        let fields_of = &self.schema.dialect(id.dialect).fields;
        record
            .fields()
            .iter()
            .filter(|field| fields_of.essential(paths.name(field.path)).as_deref() == Some(canonical))
            .find_map(|field| record.value(field).text())
    }

    /// What the record says of leases, for each of its kind's rules that fits it.
    pub fn leases<'a>(&self, id: &Identity, paths: &Paths, record: &Record<'a>) -> Vec<LeaseNote<'a>> {
        let fields = named(&self.schema.dialect(id.dialect).fields, paths, record);
        let first = |names: &[String]| {
            names.iter().find_map(|name| fields.iter().find(|(field, _)| field == name).map(|(_, text)| *text))
        };
        let rules = self.schema.kind(id.kind).leases.iter().flat_map(|rule| [(rule, false), (rule, true)]).enumerate();
        rules
            .filter(|(bit, _)| id.leases >> bit & 1 == 1)
            .filter_map(|(_, (rule, ended))| {
                Some(LeaseNote {
                    ended,
                    address: first(&rule.address)?,
                    host: first(&rule.host),
                    mac: first(&rule.mac),
                    user: first(&rule.user),
                    seconds: first(&rule.seconds),
                })
            })
            .collect()
    }

    /// The entities of the event. Not for every event: nothing is remembered. Values that are empty or `-` are none.
    pub fn envelope<'a>(&mut self, id: &Identity, paths: &Paths, record: &Record<'a>) -> Envelope<'a> {
        let fields_of = &self.schema.dialect(id.dialect).fields;
        let fields = named(fields_of, paths, record);
        let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, text)| *text);
        let mut envelope = Envelope::default();
        for (entity, names) in &self.schema.kind(id.kind).envelope {
            if let Some(text) = names.iter().find_map(|name| value(name)) {
                envelope.set(*entity, text);
            }
        }
        envelope
    }
}

/// The fields that have a meaningful value, by canonical name.
fn named<'p, 'a>(fields_of: &'p Mapping, paths: &'p Paths, record: &Record<'a>) -> Vec<(Cow<'p, str>, &'a str)> {
    let meaning =
        |field: &Field| Some((fields_of.essential(paths.name(field.path))?, meaningful(record.value(field))?));
    record.fields().iter().filter_map(meaning).collect()
}

fn meaningful(value: ValueRef<'_>) -> Option<&str> {
    value.text().filter(|text| !text.is_empty() && *text != "-")
}

/// The plan for records such as `id`; most records are like the one before.
#[inline]
fn plan<'p>(plans: &'p mut Vec<Plan>, last: &mut usize, id: &Identity) -> &'p mut Plan {
    if plans.get(*last).is_none_or(|plan| !plan.is_for(id)) {
        *last = match plans.iter().position(|plan| plan.is_for(id)) {
            Some(at) => at,
            None => {
                if plans.len() >= PLANS_MAX {
                    plans.clear();
                }
                plans.push(Plan::new(*id));
                plans.len() - 1
            }
        };
    }
    &mut plans[*last]
}
