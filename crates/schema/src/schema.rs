//! All kinds together, immutable and shared by every thread.

use crate::dialect::{Dialect, Mapping};
use crate::slots::Slots;
use crate::{Addresses, Derivation, DerivationIx, Expansion, Extraction, Kind, When, kept, load};
use atalaya_model::Diagnostic;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// A kind's number in its [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct KindIx(pub(crate) u16);

/// A dialect's number in its [`Schema`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DialectIx(pub(crate) u16);

impl KindIx {
    /// The number, for tables indexed by kind.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl DialectIx {
    /// The number, for tables indexed by dialect.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The kinds, their dialects, and how records are told apart.
#[derive(Debug, Default, Clone)]
pub struct Schema {
    pub(crate) kinds: Vec<Kind>,
    /// In the order in which they are tried.
    pub(crate) dialects: Vec<Dialect>,
    /// For each dialect the kinds of its family, in the order in which they are tried.
    pub(crate) candidates: Vec<Vec<KindIx>>,
    pub(crate) derivations: Vec<Derivation>,
    pub(crate) slots: Slots,
    /// That of events that were kept, by canonical names.
    pub(crate) kept: Dialect,
    /// For each kind what its conditions ask of canonical names.
    pub(crate) kept_slots: Vec<Slots>,
    pub(crate) addresses: Option<Arc<Addresses>>,
    /// SHA-256 of the files that it was made of.
    pub(crate) fingerprint: [u8; 32],
}

impl Schema {
    /// The kinds that come with the program.
    #[must_use]
    pub fn builtin() -> Arc<Schema> {
        static BUILTIN: LazyLock<Arc<Schema>> = LazyLock::new(|| Arc::new(load::load(FILES.iter().copied()).0));
        Arc::clone(&BUILTIN)
    }

    /// The kinds of `files` (name and text). What is wrong in one is told and leaves the others usable.
    #[must_use]
    pub fn load(files: &[(String, String)]) -> (Schema, Vec<Diagnostic>) {
        let (schema, mut diagnostics) = load::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        diagnostics.extend(schema.dialects.iter().flat_map(Dialect::wrong_patterns));
        (schema, diagnostics)
    }

    /// The same kinds with tables of addresses, for fields that are made of them.
    #[must_use]
    pub fn with_addresses(&self, addresses: Addresses) -> Schema {
        Schema { addresses: Some(Arc::new(addresses)), ..self.clone() }
    }

    /// The tables of addresses, where the user brought some.
    #[must_use]
    pub fn addresses(&self) -> Option<&Addresses> {
        self.addresses.as_deref()
    }

    /// A digest of the files that the kinds were read from, in their order: another one where a kind may be another one. Tables
    /// of addresses are not in it.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// The files of the kinds that come with the program: name and text.
    #[must_use]
    pub fn builtin_files() -> &'static [(&'static str, &'static str)] {
        FILES
    }

    /// All kinds, by name.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// All kinds with their numbers.
    pub fn kind_ixs(&self) -> impl Iterator<Item = (KindIx, &Kind)> {
        (0u16..).map(KindIx).zip(&self.kinds)
    }

    /// The kind of this number.
    #[must_use]
    pub fn kind(&self, ix: KindIx) -> &Kind {
        &self.kinds[ix.index()]
    }

    /// The kind of this name.
    #[must_use]
    pub fn kind_named(&self, name: &str) -> Option<KindIx> {
        self.kind_ixs().find(|(_, kind)| kind.name == name).map(|(ix, _)| ix)
    }

    /// All dialects, in the order in which they are tried.
    #[must_use]
    pub fn dialects(&self) -> &[Dialect] {
        &self.dialects
    }

    /// The dialect of this number.
    #[must_use]
    pub fn dialect(&self, ix: DialectIx) -> &Dialect {
        self.dialects.get(ix.index()).unwrap_or(&self.kept)
    }

    /// The dialect of events that were kept: its paths are the canonical names that [`Schema::kept`] gave them. It
    /// stands behind all others, whatever the kind, and no record is recognised by it.
    #[must_use]
    pub fn canonical_dialect(&self) -> DialectIx {
        DialectIx(u16::try_from(self.dialects.len()).unwrap_or(u16::MAX))
    }

    /// The fields of a dialect that are to be decoded in place.
    #[must_use]
    pub fn expansions(&self, ix: DialectIx) -> &[Expansion] {
        &self.dialect(ix).expansions
    }

    /// The patterns that find fields in the texts of a dialect's records.
    #[must_use]
    pub fn extractions(&self, ix: DialectIx) -> &[Extraction] {
        &self.dialect(ix).extractions
    }

    /// The derivation numbered so, if there is one.
    #[must_use]
    pub fn derivation_ix(&self, number: usize) -> Option<DerivationIx> {
        (number < self.derivations.len()).then(|| u16::try_from(number).ok().map(DerivationIx)).flatten()
    }

    /// The derivation of this number.
    #[must_use]
    pub fn derivation(&self, ix: DerivationIx) -> &Derivation {
        &self.derivations[usize::from(ix.0)]
    }

    /// The canonical name of the field that stands at `path` in records of a dialect. `None`: not a field of the event.
    #[must_use]
    pub fn canonical<'a>(&'a self, dialect: DialectIx, path: &'a str) -> Option<Cow<'a, str>> {
        self.dialect(dialect).fields.canonical(path)
    }

    /// Under what name the field at `path` is to be kept, so that the event can be judged by its names alone later on:
    /// its canonical name; or, where it has none or one that would make data pass for a header, nothing and what takes
    /// the place of its path.
    #[must_use]
    pub fn kept<'a>(&'a self, dialect: DialectIx, path: &'a str) -> (Option<Cow<'a, str>>, Cow<'a, str>) {
        let fields = &self.dialect(dialect).fields;
        kept::name(path, fields.canonical(path), fields.essential(path).is_some())
    }
}

impl Default for Dialect {
    /// That of events that were kept.
    fn default() -> Dialect {
        Dialect {
            name: "canonical".to_owned(),
            family: String::new(),
            formats: Vec::new(),
            when: When::default(),
            expansions: Vec::new(),
            extractions: Vec::new(),
            priority: 0,
            fields: Mapping { kept: true, ..Mapping::default() },
        }
    }
}
