//! The details of all findings in blocks of some hundreds, which the script unpacks one by one as they are asked for.

use super::Context;
use super::escape::cut;
use super::finding::{FIELDS_MAX, RELATED_MAX, VALUE_BYTES_MAX};
use super::index::Templates;
use super::parcel::parcel;
use super::survey::Entry;
use crate::ReportError;
use crate::spool::{Line, Pairs, Spool, Values};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// Bytes of a block before it is compressed.
const BLOCK_BYTES_MAX: usize = 512 << 10;
/// How much of a finding's bytes is not its record, roughly: to foresee what fits.
const WITHOUT_RECORD: f64 = 0.6;
/// To what part compression brings details down, until it has been measured.
const RATIO_FIRST: f64 = 0.08;

/// How much of a finding there is room for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    All,
    NoRecord,
    None,
}

/// Where a finding's details are.
#[derive(Clone, Copy)]
pub(crate) struct Slot {
    pub(crate) block: u32,
    /// The place in the block; `None` where there was no room.
    pub(crate) place: Option<u32>,
}

/// The details as they are packed.
pub(crate) struct Blocks {
    /// By the finding's place among those chosen.
    pub(crate) slots: Vec<Slot>,
    /// The sentences that the details refer to.
    pub(crate) templates: Templates,
    /// Findings whose record did not fit.
    pub(crate) without_record: u64,
    /// Bytes that all of them may take.
    bytes_max: usize,
    count: u32,
    /// Bytes written, and of how many they were made.
    written: usize,
    packed: usize,
    /// Bytes in the spool of the findings that are still to come.
    to_come: u64,
    block: Block,
}

/// The block that is being filled.
#[derive(Default)]
struct Block {
    events: Vec<String>,
    numbers: FxHashMap<String, usize>,
    findings: Vec<String>,
    bytes: usize,
}

impl Blocks {
    pub(crate) fn new(findings: usize, bytes_max: usize) -> Blocks {
        Blocks {
            bytes_max,
            slots: vec![Slot { block: 0, place: None }; findings],
            templates: Templates::default(),
            without_record: 0,
            count: 0,
            written: 0,
            packed: 0,
            to_come: 0,
            block: Block::default(),
        }
    }

    /// Packs the details, the most serious level first and within it in the order of the spool.
    pub(crate) fn write(
        &mut self,
        context: &Context<'_>,
        spool: &mut Spool,
        put: &mut dyn FnMut(&str) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        let chosen = &context.survey.chosen;
        let mut order: Vec<usize> = (0..chosen.len()).collect();
        order.sort_unstable_by_key(|place| (std::cmp::Reverse(chosen[*place].level), chosen[*place].stand.number));
        self.to_come = chosen.iter().map(|entry| u64::from(entry.stand.len)).sum();
        for place in order {
            let line = spool.at(chosen[place].stand)?;
            self.add(context, place, &line);
            self.to_come -= u64::from(chosen[place].stand.len);
            if self.block.bytes > BLOCK_BYTES_MAX {
                self.close(put)?;
            }
        }
        self.close(put)
    }

    fn add(&mut self, context: &Context<'_>, place: usize, line: &Line) {
        let entry = &context.survey.chosen[place];
        let room = self.room();
        if room != Room::All && line.raw_data.is_some() {
            self.without_record += 1;
        }
        if room == Room::None {
            return;
        }
        let happened: Vec<Value> =
            context.happened(entry, line).iter().map(|message| self.templates.message(message)).collect();
        let event = self.block.event(event(line, room));
        let finding = finding(event, entry, line, &happened);
        self.slots[place] = Slot { block: self.count, place: u32::try_from(self.block.findings.len()).ok() };
        self.block.bytes += finding.len();
        self.block.findings.push(finding);
    }

    /// Whether what is still to come fits if this one is kept whole.
    fn room(&self) -> Room {
        let ratio = if self.packed == 0 { RATIO_FIRST } else { self.written as f64 / self.packed as f64 };
        let used = self.written as f64 + self.block.bytes as f64 * ratio;
        let rest = self.to_come as f64 * ratio * WITHOUT_RECORD;
        if used + rest < self.bytes_max as f64 {
            Room::All
        } else if used + (BLOCK_BYTES_MAX as f64) < self.bytes_max as f64 {
            Room::NoRecord
        } else {
            Room::None
        }
    }

    fn close(&mut self, put: &mut dyn FnMut(&str) -> Result<(), ReportError>) -> Result<(), ReportError> {
        let block = std::mem::take(&mut self.block);
        if block.findings.is_empty() {
            return Ok(());
        }
        let text = format!("{{\"e\":[{}],\"d\":[{}]}}", block.events.join(","), block.findings.join(","));
        let element = parcel(&format!("b{}", self.count), text.as_bytes());
        self.count += 1;
        self.packed += text.len();
        self.written += element.len();
        put(&element)
    }
}

impl Block {
    /// The number of the event in the block. One that several rules found stands there once.
    fn event(&mut self, event: String) -> usize {
        if let Some(number) = self.numbers.get(&event) {
            return *number;
        }
        let number = self.events.len();
        self.bytes += event.len();
        self.events.push(event.clone());
        self.numbers.insert(event, number);
        number
    }
}

/// An event: its fields, its entities, its record.
fn event(line: &Line, room: Room) -> String {
    let data = line.data();
    let fields = line.unmapped.as_ref().map(pairs);
    let entities = data.map(|data| data.entities.0.clone()).unwrap_or_default();
    let mut event = json!({ "f": fields, "n": entities, "k": data.map(|data| data.kind.as_str()) });
    match (&line.raw_data, room) {
        (Some(raw), Room::All) => {
            event["w"] = json!(shortened(raw, event["f"].as_array()));
            event["z"] = json!(line.raw_data_size);
        }
        (Some(_), _) => event["x"] = json!(1),
        (None, _) => {}
    }
    event.to_string()
}

/// The first of the characters that stand for values of fields in a record: those of private use.
const VALUE_SIGN: u32 = 0xE000;
/// How many there are.
const VALUE_SIGNS: usize = 0x1900;
/// Bytes that a value needs to be worth a sign.
const VALUE_LEN_MIN: usize = 4;

/// The record with a sign in the place of each value that stands in the fields already: records of one kind become nearly
/// the same text, which compression makes much of. `report.js` puts the values back. Records that use such signs
/// themselves stay as they are.
fn shortened(raw: &str, fields: Option<&Vec<Value>>) -> String {
    let is_sign = |c: char| (VALUE_SIGN..VALUE_SIGN + VALUE_SIGNS as u32).contains(&u32::from(c));
    let Some(fields) = fields.filter(|_| !raw.contains(is_sign)) else { return raw.to_owned() };
    let mut values: Vec<(usize, &str)> = Vec::new();
    for (number, field) in fields.iter().enumerate().take(VALUE_SIGNS) {
        // Only the first value of a field; one that was cut is not the value.
        let value = field.get(1).and_then(Value::as_str).filter(|value| value.len() >= VALUE_LEN_MIN);
        values.extend(value.filter(|value| !value.contains(is_sign)).map(|value| (number, value)));
    }
    values.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    let mut text = raw.to_owned();
    for (number, value) in values {
        let sign = char::from_u32(VALUE_SIGN + number as u32).expect("all signs are characters");
        let written = written(raw, value);
        if text.contains(&written) {
            text = text.replace(&written, sign.encode_utf8(&mut [0; 4]));
        }
    }
    // The script tells by the first character how values are written.
    if text.starts_with('{') == raw.starts_with('{') { text } else { raw.to_owned() }
}

/// A value as the record writes it: escaped where the record is JSON.
fn written(raw: &str, value: &str) -> String {
    if raw.starts_with('{') {
        let escaped = serde_json::to_string(value).unwrap_or_default();
        return escaped[1..escaped.len() - 1].to_owned();
    }
    value.to_owned()
}

/// Fields with their values, cut where they are beyond measure: name, values, and how many bytes there were.
fn pairs(fields: &Pairs<Values>) -> Vec<Value> {
    let pair = |(name, values): &(String, Values)| {
        let value = |value: &String| match cut(value, VALUE_BYTES_MAX) {
            (shown, None) => json!(shown),
            (shown, Some(bytes)) => json!([shown, bytes]),
        };
        let mut pair = vec![json!(name)];
        pair.extend(values.as_slice().iter().map(value));
        Value::Array(pair)
    };
    fields.0.iter().take(FIELDS_MAX).map(pair).collect()
}

fn finding(event: usize, entry: &Entry, line: &Line, happened: &[Value]) -> String {
    let data = line.data();
    let matched = data.map(|data| pairs(&data.matched)).unwrap_or_default();
    let mut finding = json!({ "e": event, "i": line.finding_info.uid, "s": happened, "m": matched });
    if entry.count > 1 {
        finding["c"] = json!(entry.count);
    }
    if let Some(fields) = line.unmapped.as_ref().filter(|fields| fields.0.len() > FIELDS_MAX) {
        finding["y"] = json!(fields.0.len() - FIELDS_MAX);
    }
    if let Some(data) = data.filter(|data| !data.related.is_empty()) {
        let related = data.related.iter().take(RELATED_MAX).map(|record| json!([record.file, record.record]));
        finding["g"] = json!({ "r": related.collect::<Vec<_>>(), "n": data.related.len() });
    }
    finding.to_string()
}
