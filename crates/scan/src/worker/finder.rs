//! Matches to findings: the cold part of a worker.

use super::examiner::{Event, Known, host_name};
use super::{Hit, LineKey, Shared, UnitResult};
use crate::lane::Lane;
use crate::ocsf::{Facts, write_line};
use crate::provenance::Provenance;
use crate::redact::People;
use crate::stats::{Stats, Top};
use atalaya_schema::{Binder, Envelope};
use atalaya_sigma::Slots;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Matched values that a finding lists for each field.
const MATCHED_VALUES_MAX: usize = 16;
/// Bytes of each matched value that a finding lists.
const MATCHED_BYTES_MAX: usize = 4096;

/// Turns matches into findings: the cold part of a worker.
pub(super) struct Finder<'w, 's> {
    pub(super) shared: &'w Shared<'s>,
    pub(super) binder: &'w mut Binder,
    pub(super) stats: &'w mut Stats,
    pub(super) slots: &'w Slots,
}

impl Finder<'_, '_> {
    #[cold]
    pub(super) fn matched(&mut self, lane: &mut Lane, matches: &[u32], event: &Event<'_>, result: &mut UnitResult) {
        let rules = &self.shared.partitions.rules.rules;
        let envelope = self.binder.envelope(&event.identity, event.paths, &event.record);
        let provenance = provenance(event);
        let mut tail: Option<Vec<u8>> = None;
        let people = self.people(event);
        for &rule in matches {
            let role = self.shared.roles[rule as usize];
            if role.feeds {
                result.hits.push(self.hit(lane, rule, event, &envelope, provenance));
            }
            if !role.finds {
                continue;
            }
            let level = rules[rule as usize].about.level;
            let host = envelope.host.map(host_name);
            let (input, record) = (event.at.input, event.at.record);
            self.stats.found(Top { level, rule, time: event.time, host, input, record });
            result.findings += 1;
            if self.shared.writes && level >= self.shared.level {
                let start = result.lines.len();
                self.write(lane, rule, event, (envelope.iter().collect(), &people), &mut result.lines);
                let len = (result.lines.len() - start) as u32;
                let tail = self.tail(&mut tail, event, &people, result) as u32;
                result.keys.push(LineKey { len, tail, rule, record, chunk: event.at.chunk, provenance });
            }
        }
    }

    /// The people that the event's fields name, where they are to be masked.
    fn people(&self, event: &Event<'_>) -> People {
        let mut people = People::default();
        if self.shared.redactor.is_some() {
            let schema = self.shared.partitions.schema;
            for field in event.record.fields() {
                let name = schema.canonical(event.identity.dialect, event.paths.name(field.path));
                if let (Some(name), Some(text)) = (name, event.record.value(field).text()) {
                    people.note(&name, text);
                }
            }
        }
        people
    }

    /// Appends the event to a finding's line, if findings carry events and there is room; its length in bytes. An
    /// event with several findings is written out once.
    fn tail(&self, made: &mut Option<Vec<u8>>, event: &Event<'_>, people: &People, result: &mut UnitResult) -> usize {
        if !self.shared.detailed {
            return 0;
        }
        if !self.shared.details.load(Ordering::Relaxed) {
            result.details_beyond += 1;
            return 0;
        }
        let schema = self.shared.partitions.schema;
        let mask = self.shared.redactor.as_ref().map(|redactor| (redactor, people));
        let make = || crate::detail::tail(schema, event.paths, &event.identity, &event.record, mask);
        let tail = made.get_or_insert_with(make);
        if result.detail_bytes + tail.len() > crate::detail::UNIT_BYTES_MAX {
            result.details_beyond += 1;
            return 0;
        }
        result.detail_bytes += tail.len();
        result.lines.extend_from_slice(tail);
        tail.len()
    }

    fn write(
        &mut self,
        lane: &mut Lane,
        rule: u32,
        event: &Event<'_>,
        (envelope, people): (Vec<(&'static str, &str)>, &People),
        out: &mut Vec<u8>,
    ) {
        let schema = self.shared.partitions.schema;
        let kind = schema.kind(event.identity.kind);
        let loaded = &self.shared.partitions.rules.rules[rule as usize];
        let serves = kind.serves.iter().enumerate().filter(|(number, _)| event.identity.serves >> number & 1 == 1);
        let serve = serves.map(|(_, serve)| serve).find(|serve| loaded.logsource.applies_to(&serve.logsource));
        let field_of = |slot: &str| -> Option<String> {
            let serve = serve?;
            let fields = loaded.fields();
            fields.iter().find(|f| crate::partitions::slot_of_field(serve, f) == slot).map(|f| (*f).to_owned())
        };
        let compiled = Arc::clone(&lane.compiled);
        let mut named: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        lane.matcher.explain(&compiled.partition, rule, &event.record, self.slots, &mut |slot, value| {
            let name = match slot {
                None => "*".to_owned(),
                Some(slot) => field_of(slot).unwrap_or_else(|| slot.to_owned()),
            };
            let values = named.entry(name).or_default();
            let value = cut(value);
            if values.len() < MATCHED_VALUES_MAX && !values.contains(&value) {
                values.push(value);
            }
        });
        let mask = |name: &str, value| match &self.shared.redactor {
            Some(redactor) => redactor.field(name, value, people),
            None => Cow::Borrowed(value),
        };
        let facts = Facts {
            id: &loaded.id,
            about: &loaded.about,
            category: loaded.logsource.to_string(),
            file: event.at.name,
            record: event.at.record,
            kind: &kind.name,
            class_uid: serve.and_then(|serve| serve.class_uid).or(kind.class_uid),
            time: event.time,
            now: event.at.now,
            matched: named
                .iter()
                .map(|(name, values)| (name.as_str(), values.iter().map(|value| mask(name, value)).collect()))
                .collect(),
            envelope: envelope.into_iter().map(|(name, value)| (name, mask(name, cut(value)))).collect(),
            related: Vec::new(),
            count: 1,
            last: None,
        };
        write_line(facts, out);
    }

    fn hit(
        &self,
        lane: &Lane,
        rule: u32,
        event: &Event<'_>,
        envelope: &Envelope<'_>,
        provenance: Option<Provenance>,
    ) -> Hit {
        let schema = self.shared.partitions.schema;
        let kind = schema.kind(event.identity.kind);
        let loaded = &self.shared.partitions.rules.rules[rule as usize];
        let partition = &lane.compiled.partition;
        let serves = || {
            let held = kind.serves.iter().enumerate().filter(|(number, _)| event.identity.serves >> number & 1 == 1);
            held.map(|(_, serve)| serve).filter(|serve| loaded.logsource.applies_to(&serve.logsource))
        };
        let value = |field: &String| {
            serves().find_map(|serve| {
                let slot = partition.slot(&crate::partitions::slot_of_field(serve, field))?;
                self.slots.text(&event.record, slot).map(str::to_owned)
            })
        };
        let asked = self.shared.partitions.asked.get(&rule);
        Hit {
            input: event.at.input,
            rule,
            record: event.at.record,
            chunk: event.at.chunk,
            time: event.time,
            host: envelope.host.map(host_name),
            user: envelope.user.map(host_name),
            src_ip: envelope.src_ip.map(host_name),
            kind: event.identity.kind,
            provenance,
            values: asked.into_iter().flatten().map(value).collect(),
        }
    }
}

/// Where the event is from, unless that waits for its input's digest; the frame of a stream is numbered later on.
fn provenance(event: &Event<'_>) -> Option<Provenance> {
    match event.at.known {
        Known::Input => None,
        Known::Frame => {
            let frame = crate::output::digest(&[event.record.frame().as_bytes()]);
            Some(Provenance::Stream { frame, occurrence: 0 })
        }
        Known::Whole(provenance) => Some(provenance),
    }
}

/// The value up to [`MATCHED_BYTES_MAX`], at a character's boundary.
fn cut(value: &str) -> &str {
    &value[..value.floor_char_boundary(MATCHED_BYTES_MAX)]
}
