//! The fields that a caller can ask for: those of every event, and those of each kind.

use atalaya_lake::{ColumnType, KindColumn, KindColumns};
use atalaya_schema::{FieldType, Schema};
use atalaya_stdx::near::nearest;

/// Names that are offered where one is not known.
const NEAR_MAX: usize = 5;

/// What a field holds, as far as questions differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// An address, as text.
    Address,
    /// A number.
    Number,
    /// True or false.
    Truth,
    /// A point in time.
    Time,
    /// A day.
    Day,
}

/// A field that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name, as people write it.
    pub name: String,
    /// What it holds.
    pub of: FieldKind,
}

/// The fields of the records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindFields {
    /// The kind's name.
    pub kind: String,
    /// The fields, without those that every event has.
    pub fields: Vec<Field>,
}

/// All fields that a caller can ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// Those of every event.
    pub envelope: Vec<Field>,
    /// Those of each kind, in the order of the kinds' names.
    pub kinds: Vec<KindFields>,
    /// Whether they are of several organizations.
    pub several: bool,
    /// Fields of every event of which all values are known, with these.
    pub values: Vec<(String, Vec<String>)>,
}

/// Short words for several fields of the envelope.
const SHORT: [(&str, &[&str]); 2] = [("ip", &["src_ip", "dst_ip", "host_ip"]), ("port", &["src_port", "dst_port"])];

/// What a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning<'a> {
    /// Fields of every event; more than one for a short word.
    Envelope(Vec<&'a Field>),
    /// A field of the records of these kinds, by index; it may be spelled differently.
    Record(Vec<(usize, &'a Field)>),
}

/// The view over all kinds, among the kinds that a session names.
const EVENTS: &str = "events";
/// Entities that are addresses.
const ADDRESSES: [&str; 3] = ["host_ip", "src_ip", "dst_ip"];

impl Fields {
    /// What a session can be asked. Which texts are addresses is known from the kinds' files.
    #[must_use]
    pub fn new(kinds: &[KindColumns], schema: &Schema) -> Fields {
        let mut fields = Fields::default();
        for kind in kinds {
            if kind.kind == EVENTS {
                fields.envelope = kind.columns.iter().map(envelope).collect();
                continue;
            }
            let known = schema.kind_named(&kind.kind).map(|number| schema.kind(number));
            let is_address = |name: &str| known.and_then(|kind| kind.type_of(name)) == Some(FieldType::Ip);
            let records = kind.columns.iter().filter_map(|column| {
                let name = column.canonical.clone()?;
                let of = if is_address(&name) { FieldKind::Address } else { held(column) };
                Some(Field { name, of })
            });
            fields.kinds.push(KindFields { kind: kind.kind.clone(), fields: records.collect() });
        }
        fields
    }

    /// What may have been meant by a value that the field cannot have; `None`: it may have it, or nobody knows.
    pub(crate) fn unknown(&self, name: &str, value: &str, is: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let (_, values) = self.values.iter().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
        if values.is_empty() || values.iter().any(|known| is(known)) {
            return None;
        }
        let near = nearest(value, values.iter().map(String::as_str), NEAR_MAX);
        Some(near.into_iter().map(str::to_owned).collect())
    }

    /// What the name means, whatever its case; `None`: nothing.
    pub(crate) fn meaning(&self, name: &str) -> Option<Meaning<'_>> {
        if let Some(field) = find(&self.envelope, name) {
            return Some(Meaning::Envelope(vec![field]));
        }
        if let Some((_, names)) = SHORT.iter().find(|(short, _)| short.eq_ignore_ascii_case(name)) {
            return Some(Meaning::Envelope(names.iter().filter_map(|name| find(&self.envelope, name)).collect()));
        }
        let kinds = self.kinds.iter().enumerate();
        let kinds: Vec<_> = kinds.filter_map(|(number, kind)| Some((number, find(&kind.fields, name)?))).collect();
        (!kinds.is_empty()).then_some(Meaning::Record(kinds))
    }

    /// The names that this one may have been meant to be.
    pub(crate) fn near(&self, name: &str) -> Vec<String> {
        let envelope = self.envelope.iter().map(|field| field.name.as_str());
        let short = SHORT.iter().map(|(short, _)| *short);
        let records = self.kinds.iter().flat_map(|kind| kind.fields.iter().map(|field| field.name.as_str()));
        let near = nearest(name, envelope.chain(short).chain(records), NEAR_MAX);
        near.into_iter().map(str::to_owned).collect()
    }
}

fn envelope(column: &KindColumn) -> Field {
    let is_address = ADDRESSES.contains(&column.name.as_str());
    Field { name: column.name.clone(), of: if is_address { FieldKind::Address } else { held(column) } }
}

fn held(column: &KindColumn) -> FieldKind {
    match column.of {
        Some(ColumnType::Text) => FieldKind::Text,
        Some(ColumnType::Int32 | ColumnType::Int64 | ColumnType::Float64) => FieldKind::Number,
        Some(ColumnType::Boolean) => FieldKind::Truth,
        Some(ColumnType::Time) => FieldKind::Time,
        None => FieldKind::Day,
    }
}

fn find<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
    let folded = || fields.iter().find(|field| field.name.to_lowercase() == name.to_lowercase());
    fields.iter().find(|field| field.name == name).or_else(folded)
}
