//! OTLP's protobuf, read as far as logs go, and written as OTLP's JSON.
//!
//! The messages are those of `opentelemetry/proto/{collector/logs,logs,resource,common}/v1`. Fields that are not known are
//! left out, as protobuf wants it. Nothing is copied before it is written.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::line::Line;
use crate::receive::http::slices::Malformed;

/// How deep values may be nested.
const DEPTH_MAX: usize = 32;

/// A field's value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wire<'b> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(&'b [u8]),
}

/// The fields of a message, in their order; the last one is an error where the message is broken.
pub(super) struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    /// The fields of these bytes.
    pub(super) fn of(bytes: &'b [u8]) -> Fields<'b> {
        Fields(bytes)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn field(&mut self) -> Option<(u64, Wire<'b>)> {
        let tag = self.varint()?;
        let wire = match tag & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => {
                let (bytes, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                Wire::Fixed64(u64::from_le_bytes(*bytes))
            }
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                let (bytes, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                Wire::Bytes(bytes)
            }
            5 => {
                let (bytes, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                Wire::Fixed32(u32::from_le_bytes(*bytes))
            }
            // Groups are of protobuf's past, and nothing of OTLP has them.
            _ => return None,
        };
        (tag >> 3 > 0).then_some((tag >> 3, wire))
    }
}

impl<'b> Iterator for Fields<'b> {
    type Item = Result<(u64, Wire<'b>), Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or(Malformed))
    }
}

/// A JSON object in the writing.
struct Object<'o> {
    out: &'o mut Line,
    begun: bool,
}

impl<'o> Object<'o> {
    fn open(out: &'o mut Line) -> Object<'o> {
        out.push(b'{');
        Object { out, begun: false }
    }

    fn key(&mut self, name: &str) -> &mut Line {
        if std::mem::replace(&mut self.begun, true) {
            self.out.push(b',');
        }
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
        self.out
    }

    fn close(self) {
        self.out.push(b'}');
    }

    fn text(&mut self, name: &str, bytes: &[u8]) {
        let out = self.key(name);
        // It does not become shorter by being written.
        if out.takes(bytes.len()) {
            text(&String::from_utf8_lossy(bytes), out);
        }
    }

    fn display(&mut self, name: &str, value: impl std::fmt::Display) {
        let _ = write!(self.key(name), "{value}");
    }

    /// All values of a repeated field, as an array.
    fn list(
        &mut self,
        name: &str,
        (message, number): (&[u8], u64),
        put: impl Fn(&[u8], &mut Line) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let mut begun = false;
        for field in Fields::of(message) {
            let (found, Wire::Bytes(bytes)) = field? else { continue };
            if found == number {
                if begun {
                    self.out.push(b',');
                } else {
                    self.key(name).push(b'[');
                    begun = true;
                }
                put(bytes, self.out)?;
            }
        }
        if begun {
            self.out.push(b']');
        }
        Ok(())
    }
}

fn text(text: &str, out: &mut Line) {
    serde_json::to_writer(out, text).expect("a text is written into memory");
}

fn hex(bytes: &[u8], out: &mut Line) {
    out.push(b'"');
    if out.takes(bytes.len()) {
        bytes.iter().for_each(|byte| drop(write!(out, "{byte:02x}")));
    }
    out.push(b'"');
}

/// Writes a `Resource`.
pub(super) fn resource(message: &[u8], out: &mut Line) -> Result<(), Malformed> {
    let mut object = Object::open(out);
    object.list("attributes", (message, 1), |pair, out| key_value(pair, out, 0))?;
    for field in Fields::of(message) {
        if let (2, Wire::Varint(count)) = field? {
            object.display("droppedAttributesCount", count);
        }
    }
    object.close();
    Ok(())
}

/// Writes an `InstrumentationScope`.
pub(super) fn scope(message: &[u8], out: &mut Line) -> Result<(), Malformed> {
    let mut object = Object::open(out);
    for field in Fields::of(message) {
        match field? {
            (1, Wire::Bytes(name)) => object.text("name", name),
            (2, Wire::Bytes(version)) => object.text("version", version),
            (4, Wire::Varint(count)) => object.display("droppedAttributesCount", count),
            _ => {}
        }
    }
    object.list("attributes", (message, 3), |pair, out| key_value(pair, out, 0))?;
    object.close();
    Ok(())
}

/// Writes a `LogRecord`.
pub(super) fn log_record(message: &[u8], out: &mut Line) -> Result<(), Malformed> {
    let mut object = Object::open(out);
    for field in Fields::of(message) {
        match field? {
            // JSON has 64 bits as text.
            (1, Wire::Fixed64(nanos)) => object.display("timeUnixNano", format_args!("\"{nanos}\"")),
            (11, Wire::Fixed64(nanos)) => object.display("observedTimeUnixNano", format_args!("\"{nanos}\"")),
            (2, Wire::Varint(number)) => object.display("severityNumber", number),
            (3, Wire::Bytes(word)) => object.text("severityText", word),
            (5, Wire::Bytes(body)) => any_value(body, object.key("body"), 0)?,
            (7, Wire::Varint(count)) => object.display("droppedAttributesCount", count),
            (8, Wire::Fixed32(flags)) => object.display("flags", flags),
            (9, Wire::Bytes(id)) => hex(id, object.key("traceId")),
            (10, Wire::Bytes(id)) => hex(id, object.key("spanId")),
            (12, Wire::Bytes(name)) => object.text("eventName", name),
            _ => {}
        }
    }
    object.list("attributes", (message, 6), |pair, out| key_value(pair, out, 0))?;
    object.close();
    Ok(())
}

fn key_value(message: &[u8], out: &mut Line, depth: usize) -> Result<(), Malformed> {
    let mut object = Object::open(out);
    for field in Fields::of(message) {
        match field? {
            (1, Wire::Bytes(key)) => object.text("key", key),
            (2, Wire::Bytes(value)) => any_value(value, object.key("value"), depth)?,
            _ => {}
        }
    }
    object.close();
    Ok(())
}

fn any_value(message: &[u8], out: &mut Line, depth: usize) -> Result<(), Malformed> {
    if depth >= DEPTH_MAX {
        return Err(Malformed);
    }
    let mut object = Object::open(out);
    // One of them is set; where there are several, the last one holds.
    let mut value = None;
    for field in Fields::of(message) {
        value = Some(field?).filter(|(number, _)| (1..=7).contains(number)).or(value);
    }
    match value {
        Some((1, Wire::Bytes(words))) => match std::str::from_utf8(words) {
            Ok(words) => text(words, object.key("stringValue")),
            // A text has to be UTF-8. What is not is kept as what it is.
            Err(_) => bytes_value(words, &mut object),
        },
        Some((2, Wire::Varint(truth))) => object.display("boolValue", truth != 0),
        Some((3, Wire::Varint(number))) => object.display("intValue", format_args!("\"{}\"", number.cast_signed())),
        Some((4, Wire::Fixed64(bits))) => double(f64::from_bits(bits), object.key("doubleValue")),
        Some((5, Wire::Bytes(list))) => {
            let mut values = Object::open(object.key("arrayValue"));
            values.list("values", (list, 1), |value, out| any_value(value, out, depth + 1))?;
            values.close();
        }
        Some((6, Wire::Bytes(list))) => {
            let mut values = Object::open(object.key("kvlistValue"));
            values.list("values", (list, 1), |pair, out| key_value(pair, out, depth + 1))?;
            values.close();
        }
        Some((7, Wire::Bytes(bytes))) => bytes_value(bytes, &mut object),
        Some(_) => return Err(Malformed),
        None => {}
    }
    object.close();
    Ok(())
}

fn bytes_value(bytes: &[u8], object: &mut Object<'_>) {
    let out = object.key("bytesValue");
    if out.takes(bytes.len()) {
        let _ = write!(out, "\"{}\"", STANDARD.encode(bytes));
    }
}

/// As protobuf's JSON has it: what JSON has no number for is a text.
fn double(number: f64, out: &mut Line) {
    if number.is_finite() {
        serde_json::to_writer(out, &number).expect("a number is written into memory");
        return;
    }
    let word = match number {
        _ if number.is_nan() => "NaN",
        _ if number > 0.0 => "Infinity",
        _ => "-Infinity",
    };
    text(word, out);
}

/// Adds a field that is a number. The fields of what we write have numbers up to 15.
pub(super) fn put_varint(field: u8, value: u64, out: &mut Vec<u8>) {
    out.push(field << 3);
    varint(value, out);
}

/// Adds a field that is bytes.
pub(super) fn put_bytes(field: u8, bytes: &[u8], out: &mut Vec<u8>) {
    out.push(field << 3 | 2);
    varint(bytes.len() as u64, out);
    out.extend_from_slice(bytes);
}

fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// A value in protobuf, and in JSON.
    type Both = (Vec<u8>, Value);

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        put_bytes(number, bytes, &mut out);
        out
    }

    fn pair(key: &str, value: &Both) -> Both {
        let bytes = [field(1, key.as_bytes()), field(2, &value.0)].concat();
        (bytes, json!({ "key": key, "value": value.1 }))
    }

    fn listed(number: u8, name: &str, values: &[Both]) -> Both {
        let bytes: Vec<u8> = values.iter().flat_map(|(bytes, _)| field(1, bytes)).collect();
        let values: Vec<Value> = values.iter().map(|(_, value)| value.clone()).collect();
        let list = if values.is_empty() { json!({}) } else { json!({ "values": values }) };
        (field(number, &bytes), json!({ name: list }))
    }

    fn any_of_them() -> impl Strategy<Value = Both> {
        let leaf = prop_oneof![
            Just((Vec::new(), json!({}))),
            ".{0,200}".prop_map(|text| (field(1, text.as_bytes()), json!({ "stringValue": text }))),
            any::<bool>().prop_map(|truth| (vec![16, truth.into()], json!({ "boolValue": truth }))),
            any::<i64>().prop_map(|number| {
                let mut out = Vec::new();
                put_varint(3, number.cast_unsigned(), &mut out);
                (out, json!({ "intValue": number.to_string() }))
            }),
            proptest::num::f64::NORMAL.prop_map(|number| {
                let bytes = [&[33][..], &number.to_le_bytes()].concat();
                (bytes, json!({ "doubleValue": number }))
            }),
            proptest::collection::vec(any::<u8>(), 0..9)
                .prop_map(|bytes| (field(7, &bytes), json!({ "bytesValue": STANDARD.encode(&bytes) }))),
        ];
        leaf.prop_recursive(4, 30, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(|all| listed(5, "arrayValue", &all)),
                proptest::collection::vec((".{0,5}", inner), 0..4).prop_map(|all| {
                    let pairs: Vec<Both> = all.iter().map(|(key, value)| pair(key, value)).collect();
                    listed(6, "kvlistValue", &pairs)
                }),
            ]
        })
    }

    fn written(put: impl Fn(&mut Line) -> Result<(), Malformed>) -> Result<Value, Malformed> {
        let mut out = Line::default();
        put(&mut out)?;
        Ok(serde_json::from_slice(out.whole().unwrap()).unwrap())
    }

    #[test]
    fn a_record_is_written_as_it_was_sent() {
        let body = field(1, "hola, señor".as_bytes());
        let bytes = [
            vec![9, 1, 0, 0, 0, 0, 0, 0, 0x80],
            vec![16, 17],
            field(3, b"ERROR"),
            field(6, &pair("a", &(field(1, b"x"), json!({ "stringValue": "x" }))).0),
            field(5, &body),
            field(6, &pair("b", &(vec![16, 1], json!({ "boolValue": true }))).0),
            vec![0x45, 1, 0, 0, 0],
            field(9, &[0xab, 1]),
            field(12, b"login"),
            // What nobody knows: of each sort.
            field(15, b"later"),
            vec![0x68, 0xff, 0x01],
        ]
        .concat();
        let expected = json!({
            "timeUnixNano": "9223372036854775809", "severityNumber": 17, "severityText": "ERROR",
            "body": { "stringValue": "hola, señor" }, "flags": 1, "traceId": "ab01", "eventName": "login",
            "attributes": [{ "key": "a", "value": { "stringValue": "x" } }, { "key": "b", "value": { "boolValue": true } }]
        });
        assert_eq!(written(|out| log_record(&bytes, out)), Ok(expected));
    }

    #[test]
    fn what_is_no_number_or_no_text_is_kept_as_what_it_is() {
        for (number, word) in [(f64::NAN, "NaN"), (f64::INFINITY, "Infinity"), (f64::NEG_INFINITY, "-Infinity")] {
            let bytes = [&[33][..], &number.to_le_bytes()].concat();
            assert_eq!(written(|out| any_value(&bytes, out, 0)), Ok(json!({ "doubleValue": word })));
        }
        assert_eq!(written(|out| any_value(&field(1, b"\xff"), out, 0)), Ok(json!({ "bytesValue": "/w==" })));
    }

    #[test]
    fn what_grows_in_the_writing_takes_no_more_than_a_message() {
        // Each byte becomes six, three, two.
        for bytes in [field(3, &[1; 1 << 20]), field(3, &[0xff; 1 << 20]), field(9, &[0; 200 << 10])] {
            let mut out = Line::default();
            log_record(&bytes, &mut out).unwrap();
            assert_eq!(out.whole(), None);
        }
        let mut out = Line::default();
        log_record(&field(5, &field(7, &[0; 1 << 20])), &mut out).unwrap();
        assert_eq!(out.whole(), None);
        // What is behind is looked at all the same.
        assert_eq!(log_record(&[field(3, &[1; 1 << 20]), vec![0x0b]].concat(), &mut out), Err(Malformed));
    }

    #[test]
    fn what_is_broken_or_too_deep_is_refused() {
        let deep = (0..DEPTH_MAX).fold(field(1, b"x"), |inner, _| field(5, &field(1, &inner)));
        for bytes in [&[0x80][..], &[10, 5, 1], &[9, 1], &[0x0b], &[0, 1], &[0xff; 11], &deep] {
            assert_eq!(written(|out| any_value(bytes, out, 0)), Err(Malformed), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn values_are_the_same_in_json((bytes, expected) in any_of_them()) {
            let found = written(|out| any_value(&bytes, out, 0));
            // Read again, since a number may lose its last digit on the way.
            let expected: Value = serde_json::from_str(&expected.to_string()).unwrap();
            prop_assert_eq!(found, Ok(expected));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(prop_oneof![0..64u8, any::<u8>()], 0..80)) {
            for put in [resource, scope, log_record] {
                let mut out = Line::default();
                if put(&bytes, &mut out).is_ok() {
                    prop_assert!(serde_json::from_slice::<Value>(out.whole().unwrap()).is_ok());
                }
            }
        }
    }
}
