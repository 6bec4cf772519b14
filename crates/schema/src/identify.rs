//! Which kind a record is, in which dialect, and which log sources it belongs to.
//!
//! One pass over the fields maps each value that can make a difference to its class (see
//! [`crate::slots`]); the classes together are looked up in a bounded memo. What is not there is decided by the
//! conditions themselves. The answer is a function of the classes, so it never depends on earlier records.

use crate::condition::When;
use crate::dialect::Dialect;
use crate::kind::Kind;
use crate::schema::{DialectIx, KindIx, Schema};
use crate::slots::{Interest, LITERAL_BYTES_MAX, PREFIXES_MAX, Slots};
use atalaya_model::{PathId, Paths, Record, ValueRef};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Combinations of classes that are remembered; when they are more, all are forgotten.
const MEMO_MAX: usize = 4096;
/// Classes in one combination, for it to be remembered.
const KEY_MAX: usize = 192;
/// Formats that are told apart; they are constants of the codec.
const FORMATS_MAX: usize = 64;

/// What a record is. The same for all records that its kind's conditions cannot tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// The kind.
    pub kind: KindIx,
    /// The dialect it came in.
    pub dialect: DialectIx,
    /// Bit i: the record belongs to the log source `i` of the kind's `serves`.
    pub serves: u64,
    /// The record says that a log was cleared.
    pub cleared: bool,
    /// Bit 2i: the record says that an address was given, by the kind's lease rule `i`; bit 2i+1: given back.
    pub leases: u16,
}

const NOTHING: u32 = 0;
const UNRESOLVED: u32 = u32::MAX;

/// What conditions can ask of a value: in the low bits whether it is null or one of the whole values, above a bit for each
/// beginning and form.
type Class = u128;

const CLASS_NULL: Class = 0;
const CLASS_OTHER: Class = 1;
const CLASS_LITERALS: Class = 2;
/// Bits of a class for whole values.
const LITERAL_BITS: usize = 16;

/// A path whose values make a difference.
struct Slot {
    interest: Interest,
    /// The value seen last and its class: most values come again.
    last: String,
    last_class: Class,
    /// The last pass in which the path occurred and the class it had: repeated values count once.
    pass: u64,
    pass_class: Class,
}

/// The state of one thread.
#[derive(Default)]
pub(crate) struct Identifier {
    /// By path: `NOTHING`, `UNRESOLVED`, or the slot's number plus one.
    roles: Vec<u32>,
    slots: Vec<Slot>,
    memo: FxHashMap<Box<[u64]>, Option<Identity>>,
    formats: Vec<&'static str>,
    key: Vec<u64>,
    /// The fields that the key was made of.
    found: Vec<u32>,
    pass: u64,
}

impl Identifier {
    /// Forgets what was learnt of paths, because their table was replaced.
    pub(crate) fn reset(&mut self) {
        let pass = self.pass;
        *self = Identifier { pass, ..Identifier::default() };
    }

    /// What the record is, in which dialect.
    #[inline]
    pub(crate) fn identify(
        &mut self,
        schema: &Schema,
        format: &'static str,
        paths: &Paths,
        record: &Record<'_>,
    ) -> Option<Identity> {
        self.look_up(&schema.slots, format, paths, record, |found| decide(schema, format, paths, record, found))
    }

    /// What an event of the kind is that was kept: its paths are canonical names.
    pub(crate) fn identify_as(
        &mut self,
        schema: &Schema,
        kind: KindIx,
        paths: &Paths,
        record: &Record<'_>,
    ) -> Identity {
        let decide = |found: &[u32]| Some(decide_as(schema, kind, paths, record, found));
        let identity = self.look_up(&schema.kept_slots[kind.index()], "", paths, record, decide);
        identity.expect("the kind is known, so there always is one")
    }

    #[inline]
    fn look_up(
        &mut self,
        asked: &Slots,
        format: &'static str,
        paths: &Paths,
        record: &Record<'_>,
        decide: impl FnOnce(&[u32]) -> Option<Identity>,
    ) -> Option<Identity> {
        self.pass += 1;
        self.key.clear();
        self.found.clear();
        let mut memorable = self.push_format(format);
        for (at, field) in record.fields().iter().enumerate() {
            let role = self.role(field.path, asked, paths);
            if role == NOTHING {
                continue;
            }
            let slot = &mut self.slots[role as usize - 1];
            let (class, sure) = slot.class(asked, record.value(field));
            memorable &= sure;
            if slot.pass != self.pass || slot.pass_class != class {
                (slot.pass, slot.pass_class) = (self.pass, class);
                self.key.extend([field.path.index() as u64, class as u64, (class >> 64) as u64]);
                self.found.push(at as u32);
            }
        }
        if !memorable || self.key.len() > KEY_MAX {
            return decide(&self.found);
        }
        if let Some(known) = self.memo.get(self.key.as_slice()) {
            return *known;
        }
        let identity = decide(&self.found);
        if self.memo.len() >= MEMO_MAX {
            self.memo.clear();
        }
        self.memo.insert(self.key.as_slice().into(), identity);
        identity
    }

    /// Begins the key with the format; false where there are too many to number them.
    fn push_format(&mut self, format: &'static str) -> bool {
        let number = match self.formats.iter().position(|known| *known == format) {
            Some(number) => number,
            None if self.formats.len() < FORMATS_MAX => {
                self.formats.push(format);
                self.formats.len() - 1
            }
            None => return false,
        };
        self.key.push(number as u64);
        true
    }

    #[inline]
    fn role(&mut self, path: PathId, asked: &Slots, paths: &Paths) -> u32 {
        match self.roles.get(path.index()) {
            Some(&role) if role != UNRESOLVED => role,
            _ => self.resolve(path, asked, paths),
        }
    }

    #[cold]
    fn resolve(&mut self, path: PathId, asked: &Slots, paths: &Paths) -> u32 {
        if self.roles.len() <= path.index() {
            self.roles.resize(paths.len().max(path.index() + 1), UNRESOLVED);
        }
        let role = match asked.interest(paths.name(path)) {
            None => NOTHING,
            Some(interest) => {
                self.slots.push(Slot {
                    interest,
                    last: String::new(),
                    last_class: CLASS_OTHER,
                    pass: 0,
                    pass_class: 0,
                });
                self.slots.len() as u32
            }
        };
        self.roles[path.index()] = role;
        role
    }
}

impl Slot {
    /// The value's class, and whether the class says all that conditions can ask.
    #[inline]
    fn class(&mut self, asked: &Slots, value: ValueRef<'_>) -> (Class, bool) {
        let Some(text) = value.text() else {
            return (if value == ValueRef::Null { CLASS_NULL } else { CLASS_OTHER }, true);
        };
        let Interest { literals, prefixes, forms } = &self.interest;
        if prefixes.is_empty() && forms.is_empty() && (!literals || text.len() > LITERAL_BYTES_MAX) {
            return (CLASS_OTHER, true);
        }
        if text == self.last && !text.is_empty() {
            return (self.last_class, true);
        }
        if prefixes.len() + forms.len() > PREFIXES_MAX {
            return (CLASS_OTHER, false);
        }
        let class = self.classify(asked, text);
        if text.len() <= LITERAL_BYTES_MAX {
            self.last.clear();
            self.last.push_str(text);
            self.last_class = class;
        }
        (class, true)
    }

    fn classify(&self, asked: &Slots, text: &str) -> Class {
        let mut class = CLASS_OTHER;
        if self.interest.literals && text.len() <= LITERAL_BYTES_MAX {
            let mut folded = [0; LITERAL_BYTES_MAX];
            let folded = &mut folded[..text.len()];
            folded.copy_from_slice(text.as_bytes());
            folded.make_ascii_lowercase();
            let literal = std::str::from_utf8(folded).ok().and_then(|folded| asked.literal(folded));
            class = literal.map_or(CLASS_OTHER, |number| Class::from(number) + CLASS_LITERALS);
        }
        for (bit, prefix) in self.interest.prefixes.iter().enumerate() {
            let begins = text.as_bytes().get(..prefix.len()).is_some_and(|b| b.eq_ignore_ascii_case(prefix.as_bytes()));
            class |= Class::from(begins) << (LITERAL_BITS + bit);
        }
        for (bit, form) in self.interest.forms.iter().enumerate() {
            class |= Class::from(form.accepts(text)) << (LITERAL_BITS + self.interest.prefixes.len() + bit);
        }
        class
    }
}

/// Decides by the conditions themselves, over the fields that can make a difference.
fn decide(schema: &Schema, format: &str, paths: &Paths, record: &Record<'_>, found: &[u32]) -> Option<Identity> {
    let raw = raw(paths, record, found);
    let fits = |formats: &[String]| formats.is_empty() || formats.iter().any(|known| known == format);
    let dialects = (0u16..).map(DialectIx).zip(&schema.dialects);
    dialects.filter(|(_, dialect)| fits(&dialect.formats) && dialect.when.holds(&raw)).find_map(|(ix, dialect)| {
        let canonical = essentials(dialect, &raw);
        let mut candidates = schema.candidates[ix.index()].iter();
        let kind = *candidates.find(|kind| schema.kind(**kind).when.holds(&canonical))?;
        Some(identity(schema, kind, ix, &canonical))
    })
}

/// Decides for an event that was kept.
fn decide_as(schema: &Schema, kind: KindIx, paths: &Paths, record: &Record<'_>, found: &[u32]) -> Identity {
    identity(schema, kind, schema.canonical_dialect(), &essentials(&schema.kept, &raw(paths, record, found)))
}

fn raw<'a>(paths: &'a Paths, record: &Record<'a>, found: &[u32]) -> Vec<(&'a str, ValueRef<'a>)> {
    let fields = found.iter().map(|at| &record.fields()[*at as usize]);
    fields.map(|field| (paths.name(field.path), record.value(field))).collect()
}

fn essentials<'a>(dialect: &'a Dialect, raw: &[(&'a str, ValueRef<'a>)]) -> Vec<(Cow<'a, str>, ValueRef<'a>)> {
    raw.iter().filter_map(|(path, value)| Some((dialect.fields.essential(path)?, *value))).collect()
}

fn identity(schema: &Schema, kind: KindIx, dialect: DialectIx, fields: &[(Cow<'_, str>, ValueRef<'_>)]) -> Identity {
    let of = schema.kind(kind);
    let bit = |(number, when): (usize, &When)| u64::from(when.holds(fields)) << number;
    let serves = of.serves.iter().map(|serve| &serve.when).enumerate().map(bit).fold(0, |all, bit| all | bit);
    let cleared = of.cleared.as_ref().is_some_and(|when| when.holds(fields));
    Identity { kind, dialect, serves, cleared, leases: leases(of, fields) }
}

fn leases(kind: &Kind, fields: &[(Cow<'_, str>, ValueRef<'_>)]) -> u16 {
    let holds = |when: &Option<When>| when.as_ref().is_some_and(|when| when.holds(fields));
    let bits = kind.leases.iter().flat_map(|rule| [holds(&rule.begins), holds(&rule.ends)]).enumerate();
    bits.fold(0, |all, (number, holds)| all | u16::from(holds) << number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_every_path_of_ours_are_remembered_by_class() {
        let schema = Schema::builtin();
        let names =
            schema.dialects.iter().flat_map(|dialect| dialect.when.conditions()).map(|condition| &condition.name);
        for name in names {
            let Some(Interest { prefixes, forms, .. }) = schema.slots.interest(name) else { continue };
            let asked = prefixes.len() + forms.len();
            assert!(asked <= PREFIXES_MAX, "{name}: {asked}: each record would be decided anew");
        }
    }
}
