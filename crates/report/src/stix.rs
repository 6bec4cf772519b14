//! A STIX 2.1 bundle: what was seen, by which rules, on which machines, for partners and their platforms.
//!
//! A finding is a `sighting` of its rule's `indicator`, seen on the machine that reported it, with an `observed-data` of the
//! values in the event. Everything is marked TLP:AMBER+STRICT of TLP 2.0, as the OASIS committee's common objects define it.
//! The bundle is written object by object; what is kept in memory is the identifiers of what was written.

mod choice;
mod id;
mod observables;

use crate::rulebook::{Rulebook, level, technique_ids};
use crate::spool::{Line, Spool};
use crate::{Material, Outcome, ReportError};
use atalaya_messages::Catalogue;
use atalaya_model::{Language, Message, Time};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use std::io::Write;

/// Sightings in a bundle, the most serious first; more findings are counted in the outcome.
pub const SIGHTINGS_MAX: usize = 20_000;
/// The largest count that STIX allows.
const COUNT_MAX: u64 = 999_999_999;

/// TLP:AMBER+STRICT of TLP 2.0 and the extension that defines it, with the identifiers and the time that OASIS gave them.
const MARKING: &str = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
const MARKING_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
const MARKING_CREATED: &str = "2022-10-01T00:00:00.000Z";
/// When objects that are the same in every run were created.
const CREATED: &str = "2026-01-01T00:00:00.000Z";

/// Writes the bundle. The same finding twice, as in a copy of a file, is one sighting.
///
/// # Errors
///
/// Where the spool cannot be read or the file cannot be written.
pub fn stix(material: &Material<'_>, out: &mut dyn Write) -> Result<Outcome, ReportError> {
    let choice = choice::most_serious(SIGHTINGS_MAX, material.findings)?;
    let mut spool = Spool::open(material.findings)?;
    let mut bundle = Bundle::begin(material, out)?;
    for stand in &choice.stands {
        let line = spool.at(*stand)?;
        bundle.finding(&line)?;
    }
    bundle.end()?;
    let findings = choice.stands.len() as u64;
    Ok(Outcome { findings, beyond: choice.beyond, sorted: false, ..Outcome::default() })
}

/// The bundle while it is written.
struct Bundle<'m, 'o> {
    out: &'o mut dyn Write,
    rules: Rulebook<'m>,
    language: Language,
    /// When the run began: the time of this version of every object.
    began: String,
    us: String,
    written: FxHashSet<String>,
}

impl<'m, 'o> Bundle<'m, 'o> {
    fn begin(material: &Material<'m>, out: &'o mut dyn Write) -> Result<Self, ReportError> {
        let began = timestamp(material.run.began.millis());
        let id = id::ours("bundle", &[&began, &material.run.command]);
        let opening = format!("{{\"type\":\"bundle\",\"id\":\"{id}\",\"objects\":[");
        out.write_all(opening.as_bytes()).map_err(ReportError::Write)?;
        let us = id::ours("identity", &["Atalaya"]);
        let rules = Rulebook::of(material.rules);
        let mut bundle =
            Bundle { out, rules, language: material.run.language, began, us, written: FxHashSet::default() };
        bundle.write(&json!({
            "type": "marking-definition", "spec_version": "2.1", "id": MARKING, "created": MARKING_CREATED,
            "name": "TLP:AMBER+STRICT",
            "extensions": {MARKING_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "amber+strict"}},
        }))?;
        let version = format!("Atalaya {}", material.run.version);
        let identity = json!({"identity_class": "system", "name": "Atalaya", "description": version});
        let us = bundle.us.clone();
        bundle.object("identity", us, CREATED, identity)?;
        Ok(bundle)
    }

    /// The sighting of a finding and all that it refers to.
    fn finding(&mut self, line: &Line) -> Result<(), ReportError> {
        let indicator = self.indicator(line)?;
        let observed = self.observed(line)?;
        let machine = self.machine(line)?;
        let first = line.finding_info.first_seen_time;
        let last = first.map(|first| line.finding_info.last_seen_time.map_or(first, |last| last.max(first)));
        let mut sighting = json!({
            "sighting_of_ref": indicator,
            "count": line.count.min(COUNT_MAX),
            "summary": false,
            "description": self.happened(line),
        });
        put(&mut sighting, "first_seen", first.map(|first| timestamp(first).into()));
        put(&mut sighting, "last_seen", last.map(|last| timestamp(last).into()));
        put(&mut sighting, "observed_data_refs", observed.map(|id| json!([id])));
        put(&mut sighting, "where_sighted_refs", machine.map(|id| json!([id])));
        let uid = &line.finding_info.uid;
        sighting["external_references"] = json!([{"source_name": "Atalaya finding", "external_id": uid}]);
        let created = first.map_or_else(|| CREATED.to_owned(), timestamp);
        self.object("sighting", id::ours("sighting", &[uid]), &created, sighting)
    }

    /// The rule, and the techniques that it indicates.
    fn indicator(&mut self, line: &Line) -> Result<String, ReportError> {
        let rule = line.finding_info.analytic.uid.clone();
        let indicator = id::ours("indicator", &[&rule]);
        if self.written.contains(&indicator) {
            return Ok(indicator);
        }
        let title = self.rules.title(line, self.language).to_owned();
        let note = self.text(&Message::new("stix-rule-note"));
        let quoted = |text: &str| Value::from(text).to_string();
        let level = level(line).as_str();
        let pattern =
            format!("# {note}\ntitle: {}\nid: {}\nlevel: {level}\n", quoted(&line.finding_info.title), quoted(&rule));
        let about = self.rules.rule(line).map(|entry| entry.about);
        let own =
            about.and_then(|about| about.translation(self.language)).and_then(|words| words.description.as_deref());
        let description = own.or(about.and_then(|about| about.description.as_deref())).map(str::to_owned);
        let mut references = vec![json!({"source_name": "Sigma", "external_id": rule})];
        let urls = about.map_or(&[][..], |about| &about.references).iter().filter(|url| url.starts_with("https://"));
        references.extend(urls.map(|url| json!({"source_name": "reference", "url": url})));
        let mut body = json!({
            "name": title,
            "pattern_type": "sigma",
            "pattern": pattern,
            "valid_from": CREATED,
            "indicator_types": ["malicious-activity"],
            "external_references": references,
        });
        put(&mut body, "description", description.map(Value::from));
        self.object("indicator", indicator.clone(), CREATED, body)?;
        for technique in technique_ids(self.rules.tags(line)) {
            self.technique(&indicator, &technique)?;
        }
        Ok(indicator)
    }

    fn technique(&mut self, indicator: &str, technique_id: &str) -> Result<(), ReportError> {
        let pattern = id::ours("attack-pattern", &[technique_id]);
        let known = atalaya_explain::technique(technique_id);
        let page = technique_id.replace('.', "/");
        let mut body = json!({
            "name": known.map_or(technique_id, |known| known.name(Language::En)),
            "external_references": [{
                "source_name": "mitre-attack",
                "external_id": technique_id,
                "url": format!("https://attack.mitre.org/techniques/{page}/"),
            }],
        });
        if let Some(known) = known {
            body["description"] = known.means(self.language).into();
            let phases = known
                .tactics()
                .iter()
                .map(|tactic| json!({"kill_chain_name": "mitre-attack", "phase_name": tactic.word}));
            body["kill_chain_phases"] = phases.collect();
        }
        self.object("attack-pattern", pattern.clone(), CREATED, body)?;
        let relationship = id::ours("relationship", &[indicator, &pattern]);
        let body = json!({"relationship_type": "indicates", "source_ref": indicator, "target_ref": pattern});
        self.object("relationship", relationship, CREATED, body)
    }

    /// The values of the event. STIX wants a time and at least one value; without them there is none.
    fn observed(&mut self, line: &Line) -> Result<Option<String>, ReportError> {
        let Some(first) = line.finding_info.first_seen_time else { return Ok(None) };
        let last = line.finding_info.last_seen_time.map_or(first, |last| last.max(first));
        let observables = observables::of(line);
        if observables.is_empty() {
            return Ok(None);
        }
        let mut references = Vec::new();
        for observable in observables {
            references.push(observable.id.clone());
            let mut object = observable.object;
            object["object_marking_refs"] = json!([MARKING]);
            if self.written.insert(observable.id) {
                self.write(&object)?;
            }
        }
        let id = id::ours("observed-data", &[&line.finding_info.uid]);
        let body = json!({
            "first_observed": timestamp(first),
            "last_observed": timestamp(last),
            "number_observed": line.count.clamp(1, COUNT_MAX),
            "object_refs": references,
        });
        self.object("observed-data", id.clone(), &timestamp(first), body)?;
        Ok(Some(id))
    }

    /// The machine that reported it.
    fn machine(&mut self, line: &Line) -> Result<Option<String>, ReportError> {
        let Some(host) = line.entity("host").filter(|host| !host.trim().is_empty()) else { return Ok(None) };
        let id = id::ours("identity", &["host", &host.to_lowercase()]);
        self.object("identity", id.clone(), CREATED, json!({"identity_class": "system", "name": host}))?;
        Ok(Some(id))
    }

    /// Writes an object with the properties that all of ours have, unless it is written already.
    fn object(&mut self, kind: &str, id: String, created: &str, mut body: Value) -> Result<(), ReportError> {
        if self.written.contains(&id) {
            return Ok(());
        }
        // A version is not older than its object, whatever the clock of the sender said.
        let modified = if self.began.as_str() > created { self.began.as_str() } else { created };
        body["type"] = kind.into();
        body["spec_version"] = "2.1".into();
        body["id"] = id.as_str().into();
        body["created"] = created.into();
        body["modified"] = modified.into();
        body["created_by_ref"] = self.us.as_str().into();
        body["object_marking_refs"] = json!([MARKING]);
        body["lang"] = self.language.tag().into();
        self.written.insert(id);
        self.write(&body)
    }

    fn write(&mut self, object: &Value) -> Result<(), ReportError> {
        // The marking comes first, when nothing else is written.
        let separator: &[u8] = if object["type"] == "marking-definition" { b"\n" } else { b",\n" };
        self.out.write_all(separator).map_err(ReportError::Write)?;
        serde_json::to_writer(&mut *self.out, object).map_err(|error| ReportError::Write(error.into()))
    }

    fn happened(&self, line: &Line) -> String {
        let told: Vec<String> = self.rules.happened(line).iter().map(|message| self.text(message)).collect();
        told.join(if self.language == Language::ZhTw { "" } else { " " })
    }

    fn text(&self, message: &Message) -> String {
        Catalogue::builtin().text(self.language, message)
    }

    fn end(self) -> Result<(), ReportError> {
        self.out.write_all(b"\n]}\n").map_err(ReportError::Write)
    }
}

/// Sets a property that may be missing; STIX knows no null.
fn put(object: &mut Value, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        object[name] = value;
    }
}

/// STIX's time: RFC 3339 in UTC, with milliseconds.
fn timestamp(millis: i64) -> String {
    let text = Time(millis.saturating_mul(1000)).to_string();
    format!("{}Z", text.trim_end_matches("000Z"))
}
