//! The reference for whole scans: every record on its own, every rule that applies, nothing compiled.
//!
//! Reading, decoding and the schema's names are those of the scan, called here one by one; what is judged is
//! the rule as written, by the naive evaluator. Its answer is a function of the fields that a rule names, so
//! equal values are judged once.

use crate::naive::{self, Event, Value};
use atalaya_codec::evtx::{Rendered, render};
use atalaya_codec::framing::{Frames, lines};
use atalaya_codec::{Decoder, Header, Nested};
use atalaya_model::ValueRef;
use atalaya_reader::{Input, Limits, Piece, Unit, read};
use atalaya_schema::{Binder, DerivationIx, Encoding, FieldSource, Identity, KindIx, Schema, ZoneRules};
use atalaya_sigma::RuleSet;
use atalaya_sigma::ast::{Detection, Document, Item, Literal, Modifier, Rule, Search};
use atalaya_sigma::parse::parse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// Answers that one thread remembers.
const ANSWERS_MAX: usize = 8 << 20;

/// Rule, file and record of a finding.
pub(crate) type Found = (String, String, u64);

/// A rule as written, and what it looks at.
pub(crate) struct Written {
    id: String,
    rule: Rule,
    fields: Vec<String>,
    keywords: bool,
}

/// The rules that the scan loaded, read again as they are written.
pub(crate) fn written(files: &[PathBuf], loaded: &RuleSet) -> Vec<Written> {
    let ids: BTreeSet<&str> = loaded.rules.iter().map(|rule| rule.id.as_str()).collect();
    let mut seen = BTreeSet::new();
    let mut rules = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        for document in parse(&file.display().to_string(), &text).0 {
            let Document::Rule(rule) = document else { continue };
            let id = rule.about.id.clone().expect("public rules have one");
            if ids.contains(id.as_str()) && seen.insert(id.clone()) {
                rules.push(of(id, rule));
            }
        }
    }
    assert_eq!(rules.len(), loaded.rules.len());
    rules
}

fn of(id: String, rule: Rule) -> Written {
    let mut items = Vec::new();
    let Detection { searches, .. } = &rule.detection;
    searches.iter().for_each(|(_, search)| collect(search, &mut items));
    let named = items.iter().filter_map(|item| item.field.clone());
    let compared = items.iter().filter(|item| item.modifiers.contains(&Modifier::FieldRef)).flat_map(|item| {
        item.values.iter().filter_map(|value| if let Literal::Text(name) = value { Some(name.clone()) } else { None })
    });
    let fields: BTreeSet<String> = named.chain(compared).collect();
    let keywords = items.iter().any(|item| item.field.is_none());
    Written { id, fields: fields.into_iter().collect(), keywords, rule }
}

fn collect<'s>(search: &'s Search, items: &mut Vec<&'s Item>) {
    match search {
        Search::Map(map) => items.extend(map),
        Search::List(list) => list.iter().for_each(|search| collect(search, items)),
        Search::Keyword(item) => items.push(item),
    }
}

/// Where the value of a rule's field is in an event.
enum From {
    Canonical(String),
    Derived(DerivationIx),
}

/// A rule under one of the log sources through which it applies.
struct Way<'r> {
    number: usize,
    rule: &'r Written,
    fields: Vec<(&'r str, From)>,
}

/// The values of one record by canonical name, each name with a digest of its values; and all of them.
struct Named {
    values: HashMap<String, (u64, Vec<Value>)>,
    all: (u64, Vec<Value>),
}

/// Judges records, one thread's.
pub(crate) struct Judge<'r> {
    schema: Arc<Schema>,
    rules: &'r [Written],
    decoder: Decoder,
    binder: Binder,
    ways: HashMap<(KindIx, u64), Rc<Vec<Way<'r>>>>,
    answers: HashMap<(usize, u64), bool>,
    pub(crate) found: Vec<Found>,
    pub(crate) events: u64,
}

impl<'r> Judge<'r> {
    pub(crate) fn new(rules: &'r [Written], zones: ZoneRules) -> Self {
        let schema = Schema::builtin();
        Judge {
            binder: Binder::new(Arc::clone(&schema), zones),
            schema,
            rules,
            decoder: Decoder::new(),
            ways: HashMap::new(),
            answers: HashMap::new(),
            found: Vec::new(),
            events: 0,
        }
    }

    /// Judges everything in a file or archive.
    pub(crate) fn input(&mut self, path: &Path) {
        let mut names = HashMap::new();
        read(&[Input::Path(path.to_owned())], &Limits::default(), &mut |piece| {
            match piece {
                Piece::Open(info) => drop(names.insert(info.id, info.name)),
                Piece::Unit(unit) => self.unit(&unit, &names[&unit.input]),
                _ => {}
            }
            ControlFlow::Continue(())
        });
    }

    fn unit(&mut self, unit: &Unit, file: &str) {
        let header = &unit.header;
        match &unit.frames {
            Frames::EvtxChunks => render(&unit.bytes, &mut |rendered| {
                if let Rendered::Record { record_id, json, .. } = rendered {
                    self.frame(header, json, file, record_id);
                }
            }),
            Frames::Lines => {
                for (index, _, line) in lines(&unit.bytes) {
                    self.frame(header, std::str::from_utf8(line).unwrap(), file, unit.first_record + index as u64);
                }
            }
            Frames::Ranges(ranges) => {
                for (record, range) in (unit.first_record..).zip(ranges) {
                    let frame = &unit.bytes[range.start as usize..range.end as usize];
                    self.frame(header, std::str::from_utf8(frame).unwrap(), file, record);
                }
            }
        }
    }

    fn frame(&mut self, header: &Header, frame: &str, file: &str, record: u64) {
        if self.decoder.renew_paths() {
            self.binder.reset();
        }
        if self.decoder.decode(header, frame).is_err() {
            return;
        }
        let Some(identity) = self.identify(header, frame) else { return };
        self.events += 1;
        let named = self.named(identity, frame);
        let ways = self.ways(identity);
        let mut last = None;
        for way in ways.iter() {
            if last != Some(way.number) && self.holds(way, &named) {
                last = Some(way.number);
                self.found.push((way.rule.id.clone(), file.to_owned(), record));
            }
        }
    }

    fn identify(&mut self, header: &Header, frame: &str) -> Option<Identity> {
        let format = header.format.word();
        let identity = self.binder.identify(format, self.decoder.paths(), &self.decoder.record(frame))?;
        for expansion in self.schema.expansions(identity.dialect) {
            let (record, paths) = (self.decoder.record(frame), self.decoder.paths());
            let found = record.fields().iter().find(|field| paths.name(field.path) == expansion.path);
            let Some(path) = found.map(|field| field.path) else { continue };
            let nested = match expansion.encoding {
                Encoding::Json => Nested::Json,
                Encoding::Xml => Nested::Xml,
                Encoding::KvLines => Nested::KvLines,
                Encoding::Auditd => Nested::Auditd,
            };
            let _ = self.decoder.expand(frame, path, nested);
        }
        self.binder.identify(format, self.decoder.paths(), &self.decoder.record(frame))
    }

    fn named(&self, identity: Identity, frame: &str) -> Named {
        let (record, paths) = (self.decoder.record(frame), self.decoder.paths());
        let mut values: HashMap<String, Vec<Value>> = HashMap::new();
        let mut all = Vec::new();
        for field in record.fields() {
            let value = match record.value(field) {
                ValueRef::Null => Value::Null,
                ValueRef::Bool(value) => Value::Bool(value),
                ValueRef::Number(text) => Value::Number(text.to_owned()),
                ValueRef::Text(text) => Value::Text(text.to_owned()),
                ValueRef::Empty => Value::Empty,
            };
            if let Some(name) = self.schema.canonical(identity.dialect, paths.name(field.path)) {
                values.entry(name.into_owned()).or_default().push(value.clone());
            }
            all.push(value);
        }
        let values = values.into_iter().map(|(name, values)| (name, (digest(&values), values))).collect();
        Named { values, all: (digest(&all), all) }
    }

    /// Every rule that applies under every log source that the event belongs to.
    fn ways(&mut self, identity: Identity) -> Rc<Vec<Way<'r>>> {
        let (schema, rules) = (&self.schema, self.rules);
        let make = || {
            let serves = schema.kind(identity.kind).serves.iter().enumerate();
            let held: Vec<_> = serves.filter(|(bit, _)| identity.serves >> bit & 1 == 1).map(|(_, serve)| serve).collect();
            let mut ways = Vec::new();
            for (number, rule) in rules.iter().enumerate() {
                for serve in held.iter().filter(|serve| rule.rule.logsource.applies_to(&serve.logsource)) {
                    let from = |field: &'r String| {
                        let from = match serve.source_of(field) {
                            FieldSource::Canonical(name) => From::Canonical(name.to_owned()),
                            FieldSource::Derived(derivation) => From::Derived(derivation),
                        };
                        (field.as_str(), from)
                    };
                    ways.push(Way { number, rule, fields: rule.fields.iter().map(from).collect() });
                }
            }
            Rc::new(ways)
        };
        Rc::clone(self.ways.entry((identity.kind, identity.serves)).or_insert_with(make))
    }

    fn holds(&mut self, way: &Way<'_>, named: &Named) -> bool {
        let mut hasher = DefaultHasher::new();
        if way.rule.keywords {
            named.all.0.hash(&mut hasher);
        }
        for (_, from) in &way.fields {
            match from {
                From::Canonical(name) => named.values.get(name).map(|(digest, _)| *digest).hash(&mut hasher),
                From::Derived(derivation) => self.derived(*derivation, named).hash(&mut hasher),
            }
        }
        let key = (way.number, hasher.finish());
        if let Some(answer) = self.answers.get(&key) {
            return *answer;
        }
        let answer = naive::matches(&way.rule.rule, &self.event(way, named), &BTreeMap::new());
        if self.answers.len() >= ANSWERS_MAX {
            self.answers.clear();
        }
        self.answers.insert(key, answer);
        answer
    }

    fn derived(&self, derivation: DerivationIx, named: &Named) -> Option<String> {
        let derivation = self.schema.derivation(derivation);
        let first = |name: &String| named.values.get(name)?.1.iter().find_map(text);
        let inputs: Vec<Option<String>> = derivation.inputs.iter().map(first).collect();
        let inputs: Vec<Option<&str>> = inputs.iter().map(Option::as_deref).collect();
        let mut out = String::new();
        derivation.derive(&inputs, &mut out).then_some(out)
    }

    /// The event as the rule sees it.
    fn event(&self, way: &Way<'_>, named: &Named) -> Event {
        let mut event = Event::new();
        if way.rule.keywords {
            // Under a name that no rule can ask for.
            event.extend(named.all.1.iter().map(|value| ("\0".to_owned(), value.clone())));
        }
        for (field, from) in &way.fields {
            let values = match from {
                From::Canonical(name) => named.values.get(name).map(|(_, values)| values.clone()).unwrap_or_default(),
                From::Derived(derivation) => self.derived(*derivation, named).map(Value::Text).into_iter().collect(),
            };
            event.extend(values.into_iter().map(|value| ((*field).to_owned(), value)));
        }
        event
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Empty => None,
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text.clone()),
    }
}

fn digest(values: &[Value]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for value in values {
        std::mem::discriminant(value).hash(&mut hasher);
        text(value).hash(&mut hasher);
    }
    hasher.finish()
}
