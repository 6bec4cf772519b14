//! Logs of OpenTelemetry over HTTP (OTLP/HTTP), in JSON and in protobuf.
//!
//! Each record is a message: a line of OTLP's JSON with the record and, beside it, the resource and the scope that it was sent
//! under. A request is looked through whole before anything of it is kept.

mod line;
mod protobuf;

use hyper::header::CONTENT_TYPE;
use hyper::{HeaderMap, Request, StatusCode, body::Incoming};
use serde::de::IgnoredAny;
use serde_json::json;
use tokio::time::timeout;

use super::body::{Body, OVERSHOOT_BYTES};
use super::call::Family;
use super::reply::{Answer, Refusal};
use super::slices::{Malformed, elements, members};
use super::{HTTP_BODY_BYTES_MAX, HTTP_MESSAGES_MAX, Loads, TAKEN_WITHIN, TOGETHER_BYTES, Taking};
use crate::receive::framing::MESSAGE_BYTES_MAX;
use atalaya_codec::Format;
use line::Line;
use protobuf::{Fields, Wire};

/// Bytes that a request may have, unpacked: it is in memory whole. What is in memory of all of them has a budget of its own.
pub const OTLP_BODY_BYTES_MAX: usize = 16 << 20;
/// Bytes that the records of a request may have as lines, each with its resource.
const LINES_BYTES_MAX: usize = HTTP_BODY_BYTES_MAX;
/// Bytes that lines take at once: those that gather to be handed on, and the one in the writing with what it begins with and a
/// text on its way into it.
const LINES_AT_ONCE_BYTES: usize = 2 * (TOGETHER_BYTES + MESSAGE_BYTES_MAX) + 7 * MESSAGE_BYTES_MAX;
/// Bytes that a record takes while its request is looked through, in a list that has grown to twice what is in it.
const RECORD_BYTES: usize = 2 * size_of::<Record<'_>>();
/// Bytes that the least record has in a body: a tag and a length, or `{}`.
const LEAST_RECORD_BYTES: usize = 2;
/// Bytes that the greatest request takes with all that is made of it.
pub(crate) const OTLP_ROOM_BYTES_MAX: usize = room(OTLP_BODY_BYTES_MAX);

/// Bytes that a request takes, at most, whose body is of this length: the body, its records and lines.
const fn room(body_bytes: usize) -> usize {
    let records = body_bytes / LEAST_RECORD_BYTES;
    let records = if records < HTTP_MESSAGES_MAX { records } else { HTTP_MESSAGES_MAX };
    body_bytes + OVERSHOOT_BYTES + records * RECORD_BYTES + LINES_AT_ONCE_BYTES
}

/// What a request is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Json,
    Protobuf,
}

impl Encoding {
    /// As the request says.
    pub(super) fn of(headers: &HeaderMap) -> Option<Encoding> {
        let kind = headers.get(CONTENT_TYPE)?.to_str().ok()?;
        match kind.split(';').next()?.trim().to_ascii_lowercase().as_str() {
            "application/json" => Some(Encoding::Json),
            "application/x-protobuf" => Some(Encoding::Protobuf),
            _ => None,
        }
    }

    /// The same in an answer.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Encoding::Json => "application/json",
            Encoding::Protobuf => "application/x-protobuf",
        }
    }
}

/// Takes the records of a request, and answers it.
pub(super) async fn take(
    request: Request<Incoming>,
    encoding: Option<Encoding>,
    taking: &Taking<'_>,
) -> Result<Answer, Refusal> {
    let encoding = encoding.ok_or(Refusal::ContentType)?;
    let body = Body::of(request)?;
    let length = body.length().unwrap_or(OTLP_BODY_BYTES_MAX).min(OTLP_BODY_BYTES_MAX);
    let share = taking.station.whole.take(taking.inlet.source, room(length));
    let mut share = timeout(TAKEN_WITHIN, share).await.ok().flatten().ok_or(Refusal::Busy)?;
    let body = body.whole(OTLP_BODY_BYTES_MAX).await?;
    // What was taken for the worst that could come is given back: first what the body did not need, then the records.
    share.shrink(room(body.len()));
    let export = Export::of(encoding, &body)?;
    share.shrink(export.bytes(&body));
    let rejected = keep(&export, taking).await?;
    taking.counts.refused.add(rejected);
    Ok(answer(encoding, rejected))
}

/// Hands all records on, and waits until they are durable; how many were too long.
async fn keep(export: &Export<'_>, taking: &Taking<'_>) -> Result<u64, Refusal> {
    let (mut loads, mut receipts, mut rejected) = (Loads::default(), Vec::new(), 0);
    let mut lines = export.lines();
    while let Some(line) = lines.next()? {
        let Some(line) = line.whole() else {
            rejected += 1;
            continue;
        };
        loads.add(Format::JsonLines, line)?;
        if loads.bytes >= TOGETHER_BYTES {
            taking.hand_on(&mut loads, &mut receipts).await?;
        }
    }
    taking.hand_on(&mut loads, &mut receipts).await?;
    taking.until_safe(receipts).await?;
    Ok(rejected)
}

/// The answer to records that are kept, but for so many.
fn answer(encoding: Encoding, rejected: u64) -> Answer {
    const WORDS: &str = "records longer than 256 KiB are not taken";
    let family = Family::Otlp(encoding);
    match (encoding, rejected) {
        (Encoding::Json, 0) => Answer::well(family, &json!({})),
        // JSON has 64 bits as text.
        (Encoding::Json, _) => {
            let partial = json!({ "rejectedLogRecords": rejected.to_string(), "errorMessage": WORDS });
            Answer::well(family, &json!({ "partialSuccess": partial }))
        }
        (Encoding::Protobuf, 0) => Answer::of_bytes(family, Vec::new()),
        (Encoding::Protobuf, _) => {
            let (mut partial, mut out) = (Vec::new(), Vec::new());
            protobuf::put_varint(1, rejected, &mut partial);
            protobuf::put_bytes(2, WORDS.as_bytes(), &mut partial);
            protobuf::put_bytes(1, &partial, &mut out);
            Answer::of_bytes(family, out)
        }
    }
}

/// A refusal: a `google.rpc.Status`.
pub(super) fn status(encoding: Encoding, status: StatusCode, words: &str) -> Vec<u8> {
    let code: u8 = match status {
        StatusCode::REQUEST_TIMEOUT => 4,
        StatusCode::NOT_FOUND => 5,
        StatusCode::FORBIDDEN => 7,
        StatusCode::PAYLOAD_TOO_LARGE => 8,
        StatusCode::SERVICE_UNAVAILABLE => 14,
        StatusCode::UNAUTHORIZED => 16,
        _ => 3,
    };
    match encoding {
        Encoding::Json => json!({ "code": code, "message": words }).to_string().into_bytes(),
        Encoding::Protobuf => {
            let mut out = Vec::new();
            protobuf::put_varint(1, code.into(), &mut out);
            protobuf::put_bytes(2, words.as_bytes(), &mut out);
            out
        }
    }
}

/// What a request exports.
struct Export<'b> {
    encoding: Encoding,
    records: Vec<Record<'b>>,
}

/// A record as it was sent, and what it was sent under; empty where there is none.
#[derive(Clone, Copy)]
struct Record<'b> {
    resource: &'b [u8],
    scope: &'b [u8],
    record: &'b [u8],
}

impl<'b> Export<'b> {
    /// The records of a body, all of which can be written.
    fn of(encoding: Encoding, body: &'b [u8]) -> Result<Export<'b>, Refusal> {
        let mut export = Export { encoding, records: Vec::new() };
        export.each(body, Part::Resources, |export, group| {
            let resource = export.one(group, Part::Resource)?;
            export.each(group, Part::Scopes, |export, group| {
                let scope = export.one(group, Part::Scope)?;
                export.each(group, Part::Records, |export, record| {
                    if export.records.len() >= HTTP_MESSAGES_MAX {
                        return Err(Refusal::Large);
                    }
                    export.records.push(Record { resource, scope, record });
                    Ok(())
                })
            })
        })?;
        let (mut lines, mut bytes) = (export.lines(), 0);
        while let Some(line) = lines.next()? {
            bytes += line.written();
            if bytes > LINES_BYTES_MAX {
                return Err(Refusal::Large);
            }
        }
        Ok(export)
    }

    /// Bytes that it takes, with its body and its lines.
    fn bytes(&self, body: &[u8]) -> usize {
        body.len() + self.records.capacity() * size_of::<Record<'_>>() + LINES_AT_ONCE_BYTES
    }

    /// Gives each of a message's parts of this sort.
    fn each(
        &mut self,
        message: &'b [u8],
        part: Part,
        mut give: impl FnMut(&mut Export<'b>, &'b [u8]) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let (name, number) = part.place();
        match self.encoding {
            Encoding::Protobuf => Fields::of(message).try_for_each(|field| match field? {
                (found, Wire::Bytes(bytes)) if found == number => give(self, bytes),
                _ => Ok(()),
            }),
            Encoding::Json => members(message, |key, value| match key == name && value != b"null" {
                true => elements(value, |value| give(self, value)),
                false => Ok(()),
            }),
        }
    }

    /// A message's part of this sort; empty where there is none.
    fn one(&self, message: &'b [u8], part: Part) -> Result<&'b [u8], Refusal> {
        let (name, number) = part.place();
        let mut found: &'b [u8] = &[];
        match self.encoding {
            Encoding::Protobuf => {
                for field in Fields::of(message) {
                    if let (of, Wire::Bytes(bytes)) = field?
                        && of == number
                    {
                        found = bytes;
                    }
                }
            }
            Encoding::Json => members(message, |key, value| {
                if key == name && value != b"null" {
                    found = value;
                }
                Ok::<_, Malformed>(())
            })?,
        }
        Ok(found)
    }

    fn lines(&self) -> Lines<'_> {
        Lines { export: self, at: 0, head: Line::default(), line: Line::default() }
    }

    fn put(&self, message: &[u8], part: Part, out: &mut Line) -> Result<(), Malformed> {
        match (self.encoding, part) {
            (Encoding::Json, _) => put_json(message, out),
            (Encoding::Protobuf, Part::Resource) => protobuf::resource(message, out),
            (Encoding::Protobuf, Part::Scope) => protobuf::scope(message, out),
            (Encoding::Protobuf, _) => protobuf::log_record(message, out),
        }
    }
}

/// What there is in a request.
#[derive(Debug, Clone, Copy)]
enum Part {
    Resources,
    Resource,
    Scopes,
    Scope,
    Records,
}

impl Part {
    /// Its name in JSON, and the number of its field.
    fn place(self) -> (&'static str, u64) {
        match self {
            Part::Resources => ("resourceLogs", 1),
            Part::Resource => ("resource", 1),
            Part::Scopes => ("scopeLogs", 2),
            Part::Scope => ("scope", 1),
            Part::Records => ("logRecords", 2),
        }
    }
}

/// An object as it was sent, on one line.
fn put_json(object: &[u8], out: &mut Line) -> Result<(), Malformed> {
    if object.first() != Some(&b'{') || serde_json::from_slice::<IgnoredAny>(object).is_err() {
        return Err(Malformed);
    }
    // Within a text there is none as it is.
    if out.takes(object.len()) {
        object.iter().for_each(|byte| out.push(if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte }));
    }
    Ok(())
}

/// The records as lines, one after the other.
struct Lines<'e> {
    export: &'e Export<'e>,
    at: usize,
    /// What the records of a scope begin with.
    head: Line,
    line: Line,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<&Line>, Refusal> {
        let Some(record) = self.export.records.get(self.at) else { return Ok(None) };
        let before = self.at.checked_sub(1).map(|before| self.export.records[before]);
        if !before.is_some_and(|before| record.is_beside(&before)) {
            self.head.begin_as(&Line::default());
            self.head.push(b'{');
            for (name, message, part) in
                [("resource", record.resource, Part::Resource), ("scope", record.scope, Part::Scope)]
            {
                if !message.is_empty() {
                    self.head.extend_from_slice(format!("\"{name}\":").as_bytes());
                    self.export.put(message, part, &mut self.head)?;
                    self.head.push(b',');
                }
            }
            self.head.extend_from_slice(b"\"logRecord\":");
        }
        self.line.begin_as(&self.head);
        self.export.put(record.record, Part::Records, &mut self.line).map_err(|_| Refusal::Syntax(self.at))?;
        self.line.push(b'}');
        self.at += 1;
        Ok(Some(&self.line))
    }
}

impl Record<'_> {
    /// Whether both were sent under the same.
    fn is_beside(&self, other: &Record<'_>) -> bool {
        std::ptr::eq(self.resource, other.resource) && std::ptr::eq(self.scope, other.scope)
    }
}

impl From<Malformed> for Refusal {
    fn from(_: Malformed) -> Refusal {
        Refusal::Syntax(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn lines(encoding: Encoding, body: &[u8]) -> Result<Vec<Value>, Refusal> {
        let export = Export::of(encoding, body)?;
        let (mut lines, mut found) = (export.lines(), Vec::new());
        while let Some(line) = lines.next()? {
            let line = line.whole().unwrap();
            assert!(!line.contains(&b'\n'));
            found.push(serde_json::from_slice(line).unwrap());
        }
        Ok(found)
    }

    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        protobuf::put_bytes(number, bytes, &mut out);
        out
    }

    #[test]
    fn each_record_has_what_it_was_sent_under() {
        let body = json!({
            "later": [1, {}],
            "resourceLogs": [
                { "scopeLogs": [
                    { "logRecords": [{ "body": { "stringValue": "a" } }, {}], "scope": { "name": "s" } },
                    { "logRecords": [{ "severityNumber": 9 }] },
                  ], "resource": { "attributes": [] }, "schemaUrl": "x" },
                { "resource": null, "scopeLogs": [{ "logRecords": [{}] }, {}] },
                {}
            ]
        });
        let expected = vec![
            json!({ "resource": { "attributes": [] }, "scope": { "name": "s" },
                    "logRecord": { "body": { "stringValue": "a" } } }),
            json!({ "resource": { "attributes": [] }, "scope": { "name": "s" }, "logRecord": {} }),
            json!({ "resource": { "attributes": [] }, "logRecord": { "severityNumber": 9 } }),
            json!({ "logRecord": {} }),
        ];
        assert_eq!(lines(Encoding::Json, &serde_json::to_vec_pretty(&body).unwrap()), Ok(expected));
        let scope = [field(2, &field(3, b"WARN")), field(1, &field(1, b"s")), field(2, b"")].concat();
        let resource = [field(2, &scope), field(1, b""), field(9, b"later")].concat();
        let with = |record: Value| json!({ "scope": { "name": "s" }, "logRecord": record });
        let expected = vec![with(json!({ "severityText": "WARN" })), with(json!({}))];
        assert_eq!(lines(Encoding::Protobuf, &field(1, &resource)), Ok(expected));
        assert_eq!(lines(Encoding::Protobuf, b""), Ok(Vec::new()));
        assert_eq!(lines(Encoding::Json, b"{}"), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_is_refused_whole() {
        for body in ["", "[]", "{\"resourceLogs\":1}", "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[1]}]}]}"] {
            assert!(matches!(lines(Encoding::Json, body.as_bytes()), Err(Refusal::Syntax(_))), "{body}");
        }
        let second = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{},{\"a\":b}]}]}]}";
        assert_eq!(lines(Encoding::Json, second.as_bytes()), Err(Refusal::Syntax(1)));
        assert_eq!(lines(Encoding::Protobuf, b"\x0a\x05\x01"), Err(Refusal::Syntax(0)));
    }

    #[test]
    fn what_is_too_long_as_a_line_is_left_out_alone() {
        let record = |text: &[u8]| field(2, &field(5, &field(1, text)));
        // Short as it is sent, and six times as long as a line.
        let records = [record(b"a"), record(&[1; 100 << 10]), record(b"b")].concat();
        let body = field(1, &field(2, &records));
        let export = Export::of(Encoding::Protobuf, &body).unwrap();
        let (mut lines, mut whole) = (export.lines(), Vec::new());
        while let Some(line) = lines.next().unwrap() {
            whole.push(line.whole().is_some());
        }
        assert_eq!(whole, [true, false, true]);
    }

    #[test]
    fn what_a_request_takes_is_no_more_than_was_taken_for_it() {
        let many = field(1, &field(2, &field(2, b"").repeat(HTTP_MESSAGES_MAX)));
        let one = field(1, &field(2, &field(2, &field(5, &field(1, &[1; 3 << 20])))));
        for body in [many, one, Vec::new()] {
            let export = Export::of(Encoding::Protobuf, &body).unwrap();
            let (taken, used) = (room(body.len()), export.bytes(&body));
            assert!(used <= taken && taken <= OTLP_ROOM_BYTES_MAX, "{used} of {taken}");
        }
    }

    #[test]
    fn what_would_be_too_much_as_lines_is_refused() {
        // A resource that is long, with many records that are nothing.
        let resource = field(1, &field(1, &field(1, "k".repeat(200_000).as_bytes())));
        let records = field(2, &field(2, b"").repeat(1000));
        assert_eq!(lines(Encoding::Protobuf, &field(1, &[resource, records].concat())), Err(Refusal::Large));
        let many = field(1, &field(2, &field(2, b"").repeat(HTTP_MESSAGES_MAX + 1)));
        assert_eq!(lines(Encoding::Protobuf, &many), Err(Refusal::Large));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(prop_oneof![0..32u8, any::<u8>()], 0..80)) {
            let _ = lines(Encoding::Protobuf, &bytes);
            let _ = lines(Encoding::Json, &bytes);
        }
    }
}
