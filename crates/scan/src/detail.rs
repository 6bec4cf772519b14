//! The event behind a finding, for those who show it: the record as received and its fields by canonical name.
//!
//! Written behind the finding's line as OCSF's `raw_data` and `unmapped`. What is longer than shown here is cut and
//! says by how much.

use crate::redact::{People, Redactor};
use atalaya_model::{Paths, Record};
use atalaya_schema::{Identity, Schema};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Bytes of a record that are kept with a finding.
const RAW_BYTES_MAX: usize = 16 << 10;
/// Bytes of each value of a field that are kept with a finding.
const VALUE_BYTES_MAX: usize = 4096;
/// Bytes of all values that are kept with a finding; the fields behind them are named, without values.
const VALUES_BYTES_MAX: usize = 48 << 10;
/// Fields that are kept with a finding.
const FIELDS_MAX: usize = 512;
/// Bytes of events that the findings of one unit may carry; those behind go without, and are counted.
pub(crate) const UNIT_BYTES_MAX: usize = 16 << 20;
/// Bytes of events that all findings of a scan may carry; those behind go without, and are counted.
pub(crate) const BYTES_MAX: u64 = 4 << 30;
/// How much of [`BYTES_MAX`] findings below level high may take.
pub(crate) const LESSER_BYTES_MAX: u64 = 3 << 30;

#[derive(Serialize)]
struct Tail<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    raw_data: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_data_size: Option<usize>,
    unmapped: BTreeMap<Cow<'a, str>, Values<'a>>,
    #[serde(skip_serializing_if = "is_zero")]
    unmapped_beyond: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

#[derive(Serialize)]
#[serde(untagged)]
enum Values<'a> {
    One(Cow<'a, str>),
    Several(Vec<Cow<'a, str>>),
}

/// What stands behind the last brace but one of a finding's line: `,"raw_data":…}` and the end of the line.
pub(crate) fn tail(
    schema: &Schema,
    paths: &Paths,
    identity: &Identity,
    record: &Record<'_>,
    mask: Option<(&Redactor, &People)>,
) -> Vec<u8> {
    let frame = record.frame();
    let raw = &frame[..frame.floor_char_boundary(RAW_BYTES_MAX)];
    let (unmapped, unmapped_beyond) = fields(schema, paths, identity, record, mask);
    let raw_data_size = (raw.len() < frame.len()).then_some(frame.len());
    let raw_data = mask.map_or(Cow::Borrowed(raw), |(redactor, people)| redactor.text(raw, people));
    let tail = Tail { raw_data, raw_data_size, unmapped, unmapped_beyond };
    let mut out = serde_json::to_vec(&tail).expect("a struct of texts and numbers is written to memory");
    out[0] = b',';
    out.push(b'\n');
    out
}

/// The fields by canonical name, and how many values there was no room for.
fn fields<'a>(
    schema: &Schema,
    paths: &'a Paths,
    identity: &Identity,
    record: &Record<'a>,
    mask: Option<(&Redactor, &People)>,
) -> (BTreeMap<Cow<'a, str>, Values<'a>>, usize) {
    let (mut fields, mut room, mut beyond) = (BTreeMap::new(), VALUES_BYTES_MAX, 0);
    for field in record.fields() {
        let Some(name) = schema.canonical(identity.dialect, paths.name(field.path)) else { continue };
        let Some(text) = record.value(field).text() else { continue };
        let known = fields.contains_key(name.as_ref());
        if text.len().min(VALUE_BYTES_MAX) > room || (!known && fields.len() >= FIELDS_MAX) {
            beyond += 1;
            continue;
        }
        let value = match mask {
            Some((redactor, people)) => Cow::Owned(cut(&redactor.field(&name, text, people)).into_owned()),
            None => cut(text),
        };
        room -= text.len().min(VALUE_BYTES_MAX);
        add(&mut fields, Cow::Owned(name.into_owned()), value);
    }
    (fields, beyond)
}

fn add<'a>(fields: &mut BTreeMap<Cow<'a, str>, Values<'a>>, name: Cow<'a, str>, value: Cow<'a, str>) {
    match fields.get_mut(&name) {
        None => drop(fields.insert(name, Values::One(value))),
        Some(Values::Several(values)) => values.push(value),
        Some(one @ Values::One(_)) => {
            let Values::One(first) = std::mem::replace(one, Values::Several(Vec::new())) else { return };
            *one = Values::Several(vec![first, value]);
        }
    }
}

/// The text, with a mark where something was cut off.
fn cut(text: &str) -> Cow<'_, str> {
    let kept = &text[..text.floor_char_boundary(VALUE_BYTES_MAX)];
    if kept.len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{kept}… (+{} B)", text.len() - kept.len()))
}
