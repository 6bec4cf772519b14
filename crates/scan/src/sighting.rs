//! Indicators in events: what the set knows and an event names becomes a finding, the same live and over the past.
//!
//! Which time counts: the event's own where it has one, else when it was received. An indicator is looked for in events of the time
//! that it holds for, whenever they arrive.

use crate::live::LiveEvent;
use crate::ocsf::{OCSF_VERSION, severity};
use atalaya_indicators::{About, Hit, Marking, Seeker, Seen, Set, Sort};
use atalaya_model::{Finding, PathId, Paths, RecordBuf, RecordFull, Time, Value, ValueRef};
use atalaya_schema::{Binder, Schema, ZoneRules};
use serde::Serialize;
use serde_json::json;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What the identifiers of indicators begin with, by which findings name them in place of a rule.
pub const INDICATOR_PREFIX: &str = "atalaya-indicator-";

/// The identifier by which findings name the indicator of this number.
#[must_use]
pub fn indicator_rule(id: u64) -> String {
    format!("{INDICATOR_PREFIX}{id:016x}")
}

/// One thread's part in looking for indicators.
#[derive(Default)]
pub struct Sighter {
    seeker: Seeker,
    found: Sighted,
    bytes: usize,
}

/// What was sighted.
#[derive(Debug, Default)]
pub struct Sighted {
    /// Findings.
    pub findings: Vec<Finding>,
    /// Indicators that were left out, because their events hit too many.
    pub beyond: u64,
    /// Events that could not be looked at.
    pub unjudged: u64,
}

impl Sighter {
    /// Looks at an event; `binder` is the one that told its identity.
    #[inline]
    pub fn examine(&mut self, set: &Set, binder: &mut Binder, event: &LiveEvent<'_>) {
        let Some(scope) = set.scope(event.organization) else { return };
        let time = event.time.unwrap_or(event.received);
        let seeker = &mut self.seeker;
        let looked = catch_unwind(AssertUnwindSafe(|| {
            for (number, field) in (0..).zip(event.record.fields()) {
                if let ValueRef::Text(text) = event.record.value(field) {
                    seeker.look(set, scope, time, number, text);
                }
            }
        }));
        if looked.is_err() {
            // A fault takes nothing but the event with it.
            self.seeker = Seeker::default();
            self.found.unjudged += 1;
        } else if !self.seeker.is_empty() {
            self.collect(set, binder, event);
        }
    }

    /// Bytes of what was sighted and waits to be taken.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What was sighted since this was last asked.
    pub fn take(&mut self) -> Sighted {
        self.bytes = 0;
        std::mem::take(&mut self.found)
    }

    #[cold]
    fn collect(&mut self, set: &Set, binder: &mut Binder, event: &LiveEvent<'_>) {
        for hit in self.seeker.take() {
            let finding = finding(&set.about(hit.indicator), &hit, binder, event);
            self.bytes += finding.ocsf.len();
            self.found.findings.push(finding);
        }
        self.found.beyond += self.seeker.beyond();
    }
}

/// What is told of a value that was seen.
#[derive(Serialize)]
struct Observable<'s> {
    field: String,
    #[serde(rename = "type")]
    sort: &'static str,
    #[serde(skip)]
    ocsf: (u8, &'static str),
    value: &'s str,
    observed: &'s str,
}

fn finding(about: &About<'_>, hit: &Hit, binder: &mut Binder, event: &LiveEvent<'_>) -> Finding {
    let rule = indicator_rule(about.id);
    let uid = event.provenance.uid(&rule, &[]);
    let schema = Arc::clone(binder.schema());
    let observable = |seen| observable(seen, &schema, event);
    let observables: Vec<Observable<'_>> = hit.seen.iter().map(observable).collect();
    let sought = observables.first().map_or("", |first| first.value);
    let title = match about.name {
        "" => format!("Indicator seen: {sought}"),
        name => format!("Indicator seen: {sought} ({name})"),
    };
    let envelope = binder.envelope(&event.identity, event.paths, event.record);
    let entities: serde_json::Map<String, serde_json::Value> =
        envelope.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let kind = schema.kind(event.identity.kind).name.clone();
    let now = event.received;
    let mut ocsf = json!({
        "finding_info": {
            "uid": uid,
            "title": title,
            "analytic": {"uid": rule, "name": title, "type": "Indicator", "type_id": 99, "category": "indicator"},
            "created_time": now.millis(),
            "first_seen_time": event.time.map(Time::millis),
            "last_seen_time": event.time.map(Time::millis),
        },
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2004,
        "class_name": "Detection Finding",
        "type_uid": 200_401,
        "severity_id": about.level.severity_id(),
        "severity": severity(about.level),
        "status_id": 1,
        "time": event.time.unwrap_or(now).millis(),
        "message": title,
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "Atalaya", "vendor_name": "Atalaya", "version": env!("CARGO_PKG_VERSION")},
        },
        "observables": observables.iter().map(|one| json!({
            "name": one.field, "type": one.ocsf.1, "type_id": one.ocsf.0, "value": one.observed,
        })).collect::<Vec<_>>(),
        "evidences": [{"data": {
            "file": event.source,
            "record": event.provenance.record(),
            "kind": kind,
            "event_time": event.time.map(|time| time.to_string()),
            "observables": observables,
            "entities": entities,
            "indicator": said(about, &rule, sought),
        }}],
    });
    if let Some(host) = envelope.host {
        ocsf["device"] = json!({"hostname": host, "type_id": 0});
    }
    Finding {
        uid,
        organization: event.organization.to_owned(),
        source: event.source.to_owned(),
        rule,
        level: about.level,
        kind,
        time: event.time,
        received: event.received,
        ocsf: ocsf.to_string(),
    }
}

/// What is said of the indicator.
fn said(about: &About<'_>, rule: &str, sought: &str) -> serde_json::Value {
    let time = |time: Option<Time>| time.map(|time| time.to_string());
    json!({
        "uid": rule,
        "value": sought,
        "name": text(about.name),
        "stix_id": text(about.stix),
        "phases": text(about.phases),
        "origin": about.origin,
        "marking": about.marking.map(Marking::as_str),
        "valid_from": time(about.from),
        "valid_until": time(about.until),
        "level": about.level.as_str(),
    })
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// With the name under which the field is kept, which is the same live and in the past.
fn observable<'s>(seen: &'s Seen, schema: &Schema, event: &LiveEvent<'_>) -> Observable<'s> {
    let path =
        event.record.fields().get(seen.field as usize).map(|field| event.paths.name(field.path)).unwrap_or_default();
    let (canonical, instead) = schema.kept(event.identity.dialect, path);
    let field = canonical.unwrap_or(instead).into_owned();
    Observable {
        field,
        sort: seen.sort.as_str(),
        ocsf: ocsf_type(seen.sort),
        value: &seen.value,
        observed: &seen.observed,
    }
}

/// OCSF's types of observables, by number and caption.
fn ocsf_type(sort: Sort) -> (u8, &'static str) {
    match sort {
        Sort::Ip | Sort::Network => (2, "IP Address"),
        Sort::Domain => (1, "Hostname"),
        Sort::Url => (6, "URL String"),
        Sort::Email => (5, "Email Address"),
        Sort::File => (7, "File Name"),
        Sort::Md5 | Sort::Sha1 | Sort::Sha256 | Sort::Sha512 => (8, "Hash"),
    }
}

/// One thread's part in looking for indicators in events of the past.
pub struct PastSighter {
    sighter: Sighter,
    binder: Binder,
    paths: Paths,
    buf: RecordBuf,
}

/// What is known of an event of the past beside its fields.
#[derive(Debug, Clone, Copy)]
pub struct SightedEvent<'e> {
    /// The name of its kind.
    pub kind: &'e str,
    /// When it happened.
    pub time: Option<Time>,
    /// When it was received.
    pub received: Time,
    /// Whose it is.
    pub organization: &'e str,
    /// The name of its source.
    pub source: &'e str,
    /// Where it is from.
    pub provenance: crate::Provenance,
}

impl PastSighter {
    /// Ready for the first event.
    #[must_use]
    pub fn new(schema: &Arc<Schema>, now: Time) -> PastSighter {
        PastSighter {
            sighter: Sighter::default(),
            binder: Binder::new(Arc::clone(schema), ZoneRules::utc(now)),
            paths: Paths::new(),
            buf: RecordBuf::default(),
        }
    }

    /// Looks at an event, its fields by the names under which they were kept. One of a kind that the schema does not know, or with
    /// more than an event may have, is counted as not looked at.
    pub fn examine<'e>(
        &mut self,
        set: &Set,
        event: &SightedEvent<'_>,
        fields: impl IntoIterator<Item = (&'e str, ValueRef<'e>)>,
    ) {
        let SightedEvent { time, received, organization, source, provenance, .. } = *event;
        let Some(kind) = self.binder.schema().kind_named(event.kind) else {
            self.sighter.found.unjudged += 1;
            return;
        };
        if self.fill(fields).is_err() {
            self.sighter.found.unjudged += 1;
            return;
        }
        let record = self.buf.record("");
        let identity = self.binder.identify_as(kind, &self.paths, &record);
        let (counts, paths, record) = (true, &self.paths, &record);
        let event = LiveEvent { identity, paths, record, time, received, organization, source, provenance, counts };
        self.sighter.examine(set, &mut self.binder, &event);
    }

    /// What was sighted since this was last asked.
    pub fn take(&mut self) -> Sighted {
        self.sighter.take()
    }

    /// Bytes of what was sighted and waits to be taken.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.sighter.bytes()
    }

    fn fill<'e>(&mut self, fields: impl IntoIterator<Item = (&'e str, ValueRef<'e>)>) -> Result<(), RecordFull> {
        if self.paths.is_nearly_full() {
            self.paths = Paths::new();
            self.binder.reset();
        }
        self.buf.clear();
        for (name, value) in fields {
            let path = self.paths.child(PathId::ROOT, name)?;
            let mut copied = |text: &str| self.buf.scratch(|scratch| scratch.push_str(text));
            let value = match value {
                ValueRef::Null => Value::Null,
                ValueRef::Empty => Value::Empty,
                ValueRef::Bool(value) => Value::Bool(value),
                ValueRef::Number(number) => Value::Number(copied(number)?),
                ValueRef::Text(text) => Value::Text(copied(text)?),
            };
            self.buf.push(path, value)?;
        }
        Ok(())
    }
}
