//! The reference for whole scans: every record on its own, every rule that applies, nothing compiled.
//!
//! Reading, decoding and the schema's names are those of the scan, called here one by one; what is judged is
//! the rule as written: conditions here, and each item by the naive evaluator. What an item says is a function of
//! the values of the fields it names, so equal values are judged once.

use crate::naive::{self, Event, Value};
use atalaya_codec::evtx::{Rendered, render};
use atalaya_codec::framing::{Frames, lines};
use atalaya_codec::{Decoder, Header, Nested};
use atalaya_model::{LogSource, ValueRef};
use atalaya_reader::{Input, Limits, Piece, Unit, read};
use atalaya_schema::{Binder, DerivationIx, Encoding, FieldSource, Identity, KindIx, Schema, Serve, ZoneRules};
use atalaya_sigma::RuleSet;
use atalaya_sigma::ast::{Condition, Document, Item, Literal, Modifier, Rule, Search};
use atalaya_sigma::parse::parse;
use std::cell::RefCell;
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

/// A rule as written.
pub(crate) struct Written {
    id: String,
    logsource: LogSource,
    searches: Vec<(String, Tree)>,
    conditions: Vec<Condition>,
}

/// A search with its items numbered.
enum Tree {
    Map(Vec<Numbered>),
    List(Vec<Tree>),
    Keyword(Numbered),
}

/// An item, its number, which items that say the same share, and the fields it names.
struct Numbered {
    number: usize,
    item: Item,
    fields: Vec<String>,
}

/// The numbers of items, by what they say.
type Numbers = HashMap<String, usize>;

/// The rules that the scan loaded, read again as they are written.
pub(crate) fn written(files: &[PathBuf], loaded: &RuleSet) -> Vec<Written> {
    let ids: BTreeSet<&str> = loaded.rules.iter().map(|rule| rule.id.as_str()).collect();
    let (mut seen, mut numbers) = (BTreeSet::new(), Numbers::new());
    let mut rules = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        for document in parse(&file.display().to_string(), &text).0 {
            let Document::Rule(rule) = document else { continue };
            let id = rule.about.id.clone().expect("public rules have one");
            if ids.contains(id.as_str()) && seen.insert(id.clone()) {
                rules.push(of(id, rule, &mut numbers));
            }
        }
    }
    assert_eq!(rules.len(), loaded.rules.len());
    rules
}

fn of(id: String, rule: Rule, numbers: &mut Numbers) -> Written {
    let searches = rule.detection.searches.into_iter();
    let searches = searches.map(|(name, search)| (name, tree(search, numbers))).collect();
    Written { id, logsource: rule.logsource, searches, conditions: rule.detection.conditions }
}

fn tree(search: Search, numbers: &mut Numbers) -> Tree {
    match search {
        Search::Map(items) => Tree::Map(items.into_iter().map(|item| numbered(item, numbers)).collect()),
        Search::List(list) => Tree::List(list.into_iter().map(|search| tree(search, numbers)).collect()),
        Search::Keyword(item) => Tree::Keyword(numbered(item, numbers)),
    }
}

fn numbered(item: Item, numbers: &mut Numbers) -> Numbered {
    let next = numbers.len();
    let said = format!("{:?} {:?} {:?}", item.field, item.modifiers, item.values);
    let compared = item.values.iter().filter_map(|value| match value {
        Literal::Text(name) if item.modifiers.contains(&Modifier::FieldRef) => Some(name),
        _ => None,
    });
    let fields = item.field.iter().chain(compared).cloned().collect();
    Numbered { number: *numbers.entry(said).or_insert(next), fields, item }
}

/// A rule under one of the log sources through which it applies.
struct Way<'r> {
    number: usize,
    rule: &'r Written,
    serve: Serve,
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
    answers: RefCell<HashMap<(usize, u64), bool>>,
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
            answers: RefCell::default(),
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
            let held: Vec<_> =
                serves.filter(|(bit, _)| identity.serves >> bit & 1 == 1).map(|(_, serve)| serve).collect();
            let ways = rules.iter().enumerate().flat_map(|(number, rule)| {
                let held = held.iter().filter(|serve| rule.logsource.applies_to(&serve.logsource));
                held.map(move |serve| Way { number, rule, serve: (*serve).clone() })
            });
            Rc::new(ways.collect())
        };
        Rc::clone(self.ways.entry((identity.kind, identity.serves)).or_insert_with(make))
    }

    fn holds(&self, way: &Way<'_>, named: &Named) -> bool {
        let names: Vec<&str> = way.rule.searches.iter().map(|(name, _)| name.as_str()).collect();
        let holds = |name: &str, assumed: bool| {
            let (_, tree) = way.rule.searches.iter().find(|(known, _)| known == name).expect("the parser resolved it");
            self.search_holds(tree, &way.serve, named, assumed)
        };
        way.rule.conditions.iter().any(|condition| naive::condition_holds(condition, &names, &holds, false))
    }

    fn search_holds(&self, tree: &Tree, serve: &Serve, named: &Named, assumed: bool) -> bool {
        match tree {
            Tree::Map(items) => items.iter().all(|item| self.item_holds(item, serve, named, assumed)),
            Tree::List(list) => list.iter().any(|tree| self.search_holds(tree, serve, named, assumed)),
            Tree::Keyword(item) => self.item_holds(item, serve, named, assumed),
        }
    }

    fn item_holds(&self, item: &Numbered, serve: &Serve, named: &Named, assumed: bool) -> bool {
        let mut hasher = DefaultHasher::new();
        assumed.hash(&mut hasher);
        if item.fields.is_empty() {
            named.all.0.hash(&mut hasher);
        }
        for field in &item.fields {
            match serve.source_of(field) {
                FieldSource::Canonical(name) => named.values.get(name).map(|(digest, _)| *digest).hash(&mut hasher),
                FieldSource::Derived(derivation) => self.derived(derivation, named).hash(&mut hasher),
            }
        }
        let key = (item.number, hasher.finish());
        if let Some(answer) = self.answers.borrow().get(&key) {
            return *answer;
        }
        let answer = naive::item_holds(&item.item, &self.event(item, serve, named), &BTreeMap::new(), assumed);
        let mut answers = self.answers.borrow_mut();
        if answers.len() >= ANSWERS_MAX {
            answers.clear();
        }
        answers.insert(key, answer);
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

    /// The event as the item sees it: the fields it names, or everything.
    fn event(&self, item: &Numbered, serve: &Serve, named: &Named) -> Event {
        let mut event = Event::new();
        if item.fields.is_empty() {
            event.extend(named.all.1.iter().map(|value| (String::new(), value.clone())));
        }
        for field in &item.fields {
            let values = match serve.source_of(field) {
                FieldSource::Canonical(name) => {
                    named.values.get(name).map(|(_, values)| values.clone()).unwrap_or_default()
                }
                FieldSource::Derived(derivation) => {
                    self.derived(derivation, named).map(Value::Text).into_iter().collect()
                }
            };
            event.extend(values.into_iter().map(|value| (field.clone(), value)));
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
