//! The files of `content/kinds` to a [`Schema`].
//!
//! What is wrong in a file is told with its place; the kind or dialect that it stands in is left out, the
//! others are used. The format is described in `content/kinds/README.md`.

mod family;
mod kind;
mod reader;
mod serve;

use crate::schema::{DialectIx, KindIx, Schema};
use crate::slots::{LITERALS_MAX, Slots};
use crate::{Derivation, Dialect, Kind, When};
use atalaya_model::{Diagnostic, Message, Place};
use atalaya_stdx::yaml::{self, Fault, Node, YamlError};
use reader::Reader;
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use std::cmp::Reverse;

/// Kinds that one schema may have.
const KINDS_MAX: usize = 4096;
/// Dialects that one schema may have.
const DIALECTS_MAX: usize = 8192;
/// Derivations that one schema may have.
const DERIVATIONS_MAX: usize = 16_384;

/// What the files of one load have in common.
#[derive(Default)]
struct Loader {
    diagnostics: Vec<Diagnostic>,
    derivations: Vec<Derivation>,
    families: FxHashMap<String, family::Family>,
    kinds: Vec<Kind>,
}

pub(crate) fn load<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> (Schema, Vec<Diagnostic>) {
    let (mut loader, mut digest) = (Loader::default(), Sha256::new());
    let mut documents: Vec<(&str, Node)> = Vec::new();
    for (name, text) in files {
        for part in [name, text] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        documents.extend(loader.documents(name, text));
    }
    let of_kind = |node: &Node| node.get("kind").is_some();
    for (file, node) in documents.iter().filter(|(_, node)| !of_kind(node)) {
        loader.family(file, node);
    }
    for (file, node) in documents.iter().filter(|(_, node)| of_kind(node)) {
        loader.kind(file, node);
    }
    let (schema, diagnostics) = loader.finish();
    (Schema { fingerprint: digest.finalize().into(), ..schema }, diagnostics)
}

impl Loader {
    fn documents<'a>(&mut self, file: &'a str, text: &str) -> Vec<(&'a str, Node)> {
        let (documents, error) = yaml::documents(text);
        if let Some(YamlError { fault, position }) = error {
            let place = Place { file: file.to_owned(), line: position.line, column: position.column };
            let reason = match fault {
                Fault::Syntax(reason) => reason,
                other => other.to_string(),
            };
            let message = Message::new("schema-yaml").with("reason", reason);
            self.diagnostics.push(Diagnostic { severity: atalaya_model::Severity::Error, place, message });
            return Vec::new();
        }
        documents.into_iter().map(|node| (file, node)).collect()
    }

    fn family(&mut self, file: &str, node: &Node) {
        let mut reader = Reader::new(file, &mut self.diagnostics);
        let Some(family) = family::read(&mut reader, node) else { return };
        if self.families.contains_key(&family.name) {
            reader.error(node.position, Message::new("schema-name-twice").with("name", family.name));
            return;
        }
        self.families.insert(family.name.clone(), family);
    }

    fn kind(&mut self, file: &str, node: &Node) {
        let mut reader = Reader::new(file, &mut self.diagnostics);
        let Some((kind, own)) = kind::read(&mut reader, node, &self.families, &mut self.derivations) else { return };
        let full = self.kinds.len() >= KINDS_MAX || self.derivations.len() > DERIVATIONS_MAX;
        if full || self.kinds.iter().any(|known| known.name == kind.name) {
            let id = if full { "schema-too-many" } else { "schema-name-twice" };
            reader.error(node.position, Message::new(id).with("name", kind.name));
            return;
        }
        if let Some(own) = own {
            self.families.insert(own.name.clone(), own);
        }
        self.kinds.push(kind);
    }

    /// Puts dialects and kinds into the order in which they are tried.
    fn finish(mut self) -> (Schema, Vec<Diagnostic>) {
        self.kinds.sort_by(|a, b| a.name.cmp(&b.name));
        let used = |family: &family::Family| self.kinds.iter().any(|kind| kind.family == family.name);
        let families = std::mem::take(&mut self.families).into_values().filter(used).collect();
        let mut schema = Schema { dialects: in_order(families), ..Schema::default() };
        if schema.dialects.len() > DIALECTS_MAX {
            self.too_many("dialects");
            schema.dialects.truncate(DIALECTS_MAX);
        }
        schema.candidates = schema.dialects.iter().map(|dialect| candidates(&self.kinds, &dialect.family)).collect();
        schema.kinds = self.kinds;
        schema.derivations = self.derivations;
        add_slots(&mut schema);
        if schema.slots.literal_count() > LITERALS_MAX {
            self.diagnostics.push(too_many("values"));
            return (Schema::default(), self.diagnostics);
        }
        (schema, self.diagnostics)
    }

    fn too_many(&mut self, what: &str) {
        self.diagnostics.push(too_many(what));
    }
}

fn too_many(what: &str) -> Diagnostic {
    let message = Message::new("schema-too-many").with("name", what);
    Diagnostic { severity: atalaya_model::Severity::Error, place: Place::default(), message }
}

/// The dialects of all families: of one family in its own order, and otherwise those first that are declared to
/// go first or whose conditions are the most specific.
fn in_order(families: Vec<family::Family>) -> Vec<Dialect> {
    let mut keyed = Vec::new();
    for family in families {
        let mut key = (i64::MIN, 0);
        // A dialect goes at least as early as those behind it in its family.
        for (at, dialect) in family.dialects.into_iter().enumerate().rev() {
            key = key.max((dialect.priority, dialect.when.weight()));
            keyed.push((Reverse(key), dialect.family.clone(), at, dialect));
        }
    }
    keyed.sort_by(|(a_key, a_family, a_at, _), (b_key, b_family, b_at, _)| {
        (a_key, a_family, a_at).cmp(&(b_key, b_family, b_at))
    });
    keyed.into_iter().map(|(.., dialect)| dialect).collect()
}

/// The kinds of a family: the most specific first, the last resort last.
fn candidates(kinds: &[Kind], family: &str) -> Vec<KindIx> {
    let mut of_family: Vec<(KindIx, &Kind)> =
        (0u16..).map(KindIx).zip(kinds).filter(|(_, kind)| kind.family == family).collect();
    of_family.sort_by_key(|(ix, kind)| (Reverse(kind.when.weight()), *ix));
    of_family.into_iter().map(|(ix, _)| ix).collect()
}

fn add_slots(schema: &mut Schema) {
    let mut slots = std::mem::take(&mut schema.slots);
    for (ix, dialect) in (0u16..).map(DialectIx).zip(&schema.dialects) {
        dialect.when.conditions().for_each(|condition| slots.add_raw(condition));
        let kinds = schema.candidates[ix.index()].iter().map(|kind| schema.kind(*kind));
        let whens = kinds.flat_map(whens);
        slots.add_canonical(dialect, whens.flat_map(|when| when.conditions()));
    }
    schema.slots = slots;
    schema.kept_slots = schema.kinds.iter().map(kept_slots).collect();
}

/// What the kind's conditions ask of events that were kept.
fn kept_slots(kind: &Kind) -> Slots {
    let mut slots = Slots::default();
    whens(kind).flat_map(When::conditions).for_each(|condition| slots.add_raw(condition));
    slots
}

/// All conditions of a kind on canonical names.
fn whens(kind: &Kind) -> impl Iterator<Item = &When> {
    let serves = kind.serves.iter().map(|serve| &serve.when);
    serves.chain([&kind.when]).chain(&kind.cleared).chain(kind.leases.iter().flat_map(|rule| rule.whens()))
}
