//! The centre receives over HTTP what others send as they know it: lines of JSON, Elasticsearch's `_bulk`, Splunk's collector,
//! logs of OpenTelemetry.

use std::collections::HashSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{atalaya, text};
use crate::serve::{Centre, assert_sound, kept, of, sender, settings};

/// A new token, and the line of the settings that stands for it.
pub(crate) fn token() -> (String, String) {
    let made = atalaya(&["token", "--json"]).json();
    let of = |name: &str| made[name].as_str().unwrap().to_owned();
    (of("token"), format!("token_sha256 = \"{}\"", of("token_sha256")))
}

/// An answer: status and body.
pub(crate) struct Answered {
    pub(crate) status: u16,
    head: String,
    body: Value,
}

/// One request over a connection of its own.
fn request(address: &str, head: &str, body: &[u8]) -> Answered {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = format!("{head}\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    // The other side may have answered and closed before it has read everything.
    let _ = stream.write_all(&[length.as_bytes(), body].concat());
    answered(&mut stream)
}

fn answered(stream: &mut TcpStream) -> Answered {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Answered { status, head: head.to_owned(), body: serde_json::from_str(body).unwrap_or_default() }
}

/// Posts to the source `api`.
pub(crate) fn post(centre: &Centre, path: &str, authorization: &str, body: &str) -> Answered {
    let head = format!("POST {path} HTTP/1.1\r\nauthorization: {authorization}");
    request(&centre.address("api"), &head, body.as_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn one() -> (Centre, String) {
    let (token, line) = token();
    (Centre::begin(settings(&[("api", "http", &line)])), token)
}

fn lines(count: usize) -> String {
    (0..count).map(|number| json!({ "app": "test", "number": number }).to_string() + "\n").collect()
}

/// What is told of an address and is of no source.
fn unclaimed<'t>(told: &'t Value, address: &str) -> &'t Value {
    told["unclaimed"].as_array().unwrap().iter().find(|shared| shared["address"] == address).unwrap()
}

/// How many events of a source are stored.
fn stored(folder: &TempDir, source: &str) -> usize {
    kept(folder, source).len()
}

#[test]
fn lines_of_json_are_kept_when_they_are_answered() {
    let (centre, token) = one();
    let bearer = format!("Bearer {token}");
    let answer = post(&centre, "/ndjson", &bearer, &(lines(50) + "\n" + "{\"last\":true}"));
    assert_eq!((answer.status, &answer.body["accepted"]), (200, &json!(51)), "{}", answer.head);
    let head = format!("POST /ndjson HTTP/1.1\r\nauthorization: {bearer}\r\ncontent-encoding: gzip");
    let packed = request(&centre.address("api"), &head, &gzip(lines(40_000).as_bytes()));
    assert_eq!((packed.status, &packed.body["accepted"]), (200, &json!(40_000)), "{}", packed.head);
    let little = request(&centre.address("api"), &head, &gzip(b"{}\n{}"));
    assert_eq!((little.status, &little.body["accepted"]), (200, &json!(2)), "{}", little.head);
    // In pieces, whose length nobody says before.
    let mut stream = TcpStream::connect(centre.address("api")).unwrap();
    let head =
        format!("POST /ndjson HTTP/1.1\r\nhost: x\r\nauthorization: {bearer}\r\ntransfer-encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    for piece in ["{\"a\"", ":1}\n{\"b\":", "2}\n"] {
        stream.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let pieces = answered(&mut stream);
    assert_eq!((pieces.status, &pieces.body["accepted"]), (200, &json!(2)), "{}", pieces.head);
    let (told, folder) = centre.end();
    let api = of(&told, "api");
    assert_eq!((&api["durable"], &api["empty"]), (&json!(40_055), &json!(1)), "{told:#}");
    assert_eq!(stored(&folder, "api"), 40_055);
    assert_sound(&folder);
}

#[test]
fn a_winlogbeat_document_by_bulk_is_an_event_of_its_kind() {
    let (centre, token) = one();
    let samples =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/kinds/samples/windows.system/winlogbeat.ndjson");
    let documents = fs::read_to_string(samples).unwrap();
    let bulk: String = documents.lines().map(|document| format!("{{\"create\":{{}}}}\n{document}\n")).collect();
    let key = format!("ApiKey {}", base64(&format!("id:{token}")));
    let answer = post(&centre, "/winlogbeat-8/_bulk", &key, &(bulk + "{\"delete\":{\"_id\":\"1\"}}\n"));
    let count = documents.lines().count();
    assert_eq!((answer.status, &answer.body["errors"]), (200, &json!(true)), "{}", answer.head);
    let items = answer.body["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["create"]["status"]), (count + 1, &json!(201)));
    assert_eq!(items[count]["delete"]["status"], 400);
    assert!(answer.head.to_ascii_lowercase().contains("x-elastic-product: elasticsearch"), "{}", answer.head);
    let (told, folder) = centre.end();
    assert_eq!(of(&told, "api")["durable"], count, "{told:#}");
    let data = folder.path().join("data");
    let run = atalaya(&["hunt", "SELECT kind FROM events", "--json", "--data", text(&data)]);
    let kinds: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(kinds.len(), count, "{}", run.stderr);
    assert!(kinds.iter().all(|row| row["kind"] == "windows.system"), "{kinds:?}");
}

#[test]
fn a_bulk_of_many_documents_does_not_wait_for_itself() {
    const DOCUMENTS: usize = 50_000;
    let (centre, token) = one();
    let bulk: String = lines(DOCUMENTS).lines().map(|line| format!("{{\"index\":{{}}}}\n{line}\n")).collect();
    let answer = post(&centre, "/_bulk", &format!("Bearer {token}"), &bulk);
    assert_eq!((answer.status, &answer.body["errors"]), (200, &json!(false)), "{}", answer.head);
    assert_eq!(answer.body["items"].as_array().unwrap().len(), DOCUMENTS);
    // Each item repeats the index: one that is longer than Elasticsearch has is no call.
    let long = format!("/{}/_bulk", "x".repeat(256));
    assert_eq!(post(&centre, &long, &format!("Bearer {token}"), "{\"index\":{}}\n{}\n").status, 404);
    let (told, folder) = centre.end();
    assert_eq!((of(&told, "api")["durable"].as_u64(), stored(&folder, "api")), (Some(50_000), DOCUMENTS), "{told:#}");
}

/// Base64 as RFC 4648 has it.
fn base64(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            out.push(if place <= three.len() { letter } else { '=' });
        }
    }
    out
}

#[test]
fn events_of_the_collector_are_kept_and_acknowledged() {
    let (centre, token) = one();
    let splunk = format!("Splunk {token}");
    let health = request(&centre.address("api"), "GET /services/collector/health HTTP/1.1", b"");
    assert_eq!(health.status, 200);
    let events = "{\"event\":{\"a\":1},\"host\":\"h\"}{\"event\":\"text\"}\n{\"event\":3}";
    let answer = post(&centre, "/services/collector/event", &splunk, events);
    assert_eq!((answer.status, &answer.body["code"]), (200, &json!(0)), "{}", answer.head);
    let number = answer.body["ackId"].as_u64().unwrap();
    let asked = json!({ "acks": [number, number + 1_000_000_000] }).to_string();
    let acks = post(&centre, "/services/collector/ack?channel=x", &splunk, &asked);
    assert_eq!(acks.body["acks"], json!({ number.to_string(): true, (number + 1_000_000_000).to_string(): false }));
    let raw =
        post(&centre, "/services/collector/raw", &splunk, "<13>1 2026-01-02T03:04:05Z fw01 a - - - b\nplain\n{}\n");
    assert_eq!(raw.body["code"], 0);
    for (body, code, status) in [("", 5, 400), ("{\"event\":1}{\"host\":1}", 12, 400), ("{\"event\":1}no", 6, 400)] {
        let answer = post(&centre, "/services/collector", &splunk, body);
        assert_eq!((&answer.body["code"], answer.status), (&json!(code), status), "{body}");
    }
    let (told, folder) = centre.end();
    // What came before something that is refused is kept.
    assert_eq!(of(&told, "api")["durable"], 8, "{told:#}");
    assert_sound(&folder);
}

#[test]
fn who_shows_no_token_or_a_wrong_one_is_refused() {
    let (mine, line) = token();
    let (other, other_line) = token();
    let (far, far_line) = token();
    let far_line = format!("from = [\"192.0.2.0/24\"]\n{far_line}");
    let folder = settings(&[("api", "http", &line), ("other", "http", &other_line), ("far", "http", &far_line)]);
    // All at one address, which is free just now.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let file = folder.path().join("atalaya.toml");
    fs::write(&file, fs::read_to_string(&file).unwrap().replace("127.0.0.1:0", &address)).unwrap();
    let centre = Centre::begin(folder);
    let wrong = "0".repeat(64);
    let cases = [("", 401), ("Bearer", 401), (&*format!("Bearer {wrong}"), 403), (&format!("Bearer {far}"), 403)];
    for (authorization, status) in cases {
        assert_eq!(post(&centre, "/ndjson", authorization, "{}\n").status, status, "{authorization}");
        assert_eq!(post(&centre, "/_bulk", authorization, "{}\n").status, status, "{authorization}");
    }
    assert_eq!(post(&centre, "/services/collector", "", "{}").body["code"], 2);
    for (token, count) in [(&mine, 2), (&other, 3)] {
        assert_eq!(post(&centre, "/ndjson", &format!("Bearer {token}"), &lines(count)).status, 200);
    }
    assert_eq!(post(&centre, "/nothing/here", &format!("Bearer {mine}"), "").status, 404);
    let (told, folder) = centre.end();
    // Nobody knows whose these were: no source is said to have sent them.
    let unclaimed = unclaimed(&told, &address);
    assert_eq!((&unclaimed["unauthorized"], &unclaimed["broken"]), (&json!(9), &json!(1)), "{told:#}");
    assert_eq!(told["unclaimed"].as_array().unwrap().len(), 1, "{told:#}");
    for source in ["api", "other", "far"] {
        let inlet = of(&told, source);
        let counts = ["connections", "crowded", "untrusted", "broken", "refused"].map(|name| &inlet[name]);
        assert!(counts.iter().all(|count| **count == 0), "{told:#}");
    }
    assert_eq!((stored(&folder, "api"), stored(&folder, "other"), stored(&folder, "far")), (2, 3, 0));
}

#[test]
fn bombs_and_what_is_too_long_or_broken_off_are_refused_and_others_served() {
    let (centre, token) = one();
    let bearer = format!("Bearer {token}");
    let address = centre.address("api");
    let packed = |bytes: &[u8]| {
        let head = format!("POST /ndjson HTTP/1.1\r\nauthorization: {bearer}\r\ncontent-encoding: gzip");
        request(&address, &head, bytes).status
    };
    // A line without end, and lines without end.
    assert_eq!(packed(&gzip(&vec![b'x'; 80 << 20])), 413);
    assert_eq!(packed(&gzip(&b"\n".repeat(80 << 20))), 413);
    assert_eq!(packed(b"no gzip"), 400);
    let whole = gzip(lines(10).as_bytes());
    assert_eq!(packed(&whole[..whole.len() - 5]), 400);
    let head = format!("POST /ndjson HTTP/1.1\r\nauthorization: {bearer}\r\ncontent-encoding: br");
    assert_eq!(request(&address, &head, b"x").status, 415);
    let long =
        format!("POST /ndjson HTTP/1.1\r\nauthorization: {bearer}\r\ncontent-length: 99999999999\r\nhost: x\r\n\r\n");
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(long.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(answered(&mut stream).status, 413);
    // Many headers, no HTTP, half a request: each ends or is let go of with the centre.
    let many: String = (0..200).map(|number| format!("h{number}: x\r\n")).collect();
    for bytes in [format!("GET / HTTP/1.1\r\n{many}\r\n"), "\u{16}\u{3}\u{1}".to_owned()] {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        assert!(!matches!(answered(&mut stream).status, 200..=299));
    }
    let mut half = TcpStream::connect(&address).unwrap();
    half.write_all(
        format!("POST /ndjson HTTP/1.1\r\nauthorization: {bearer}\r\ncontent-length: 100\r\n\r\n{{}}").as_bytes(),
    )
    .unwrap();
    assert_eq!(post(&centre, "/ndjson", &bearer, &lines(5)).status, 200);
    let (told, folder) = centre.end();
    drop(half);
    let api = of(&told, "api");
    assert!(api["durable"].as_u64().unwrap() >= 5, "{told:#}");
    // Each of the six, and perhaps the half one.
    assert!((6..=7).contains(&api["refused"].as_u64().unwrap()), "{told:#}");
    assert_sound(&folder);
}

#[test]
fn a_message_that_is_too_long_is_refused_and_what_came_before_kept() {
    let (centre, token) = one();
    let bearer = format!("Bearer {token}");
    let long = format!("{{\"long\":\"{}\"}}\n", "x".repeat(256 << 10));
    let answer = post(&centre, "/ndjson", &bearer, &(lines(20) + &long + &lines(7)));
    assert_eq!(answer.status, 413, "{}", answer.head);
    let index = |document: &str| format!("{{\"index\":{{}}}}\n{document}");
    let bulk = [lines(1), long.clone(), lines(1)].map(|line| index(&line)).concat();
    let answer = post(&centre, "/_bulk", &bearer, &bulk);
    let statuses: Vec<&Value> =
        answer.body["items"].as_array().unwrap().iter().map(|item| &item["index"]["status"]).collect();
    assert_eq!((answer.status, statuses), (200, vec![&json!(201), &json!(413), &json!(201)]), "{}", answer.head);
    let (told, folder) = centre.end();
    let api = of(&told, "api");
    assert_eq!((&api["durable"], &api["refused"]), (&json!(22), &json!(2)), "{told:#}");
    assert_eq!(stored(&folder, "api"), 22);
    assert_sound(&folder);
}

fn export(centre: &Centre, token: &str, kind: &str, body: &str) -> Answered {
    let head = format!("POST /v1/logs HTTP/1.1\r\ncontent-type: {kind}\r\nauthorization: Bearer {token}");
    request(&centre.address("api"), &head, body.as_bytes())
}

/// What is stored of records of OpenTelemetry.
fn records(folder: &TempDir) -> Vec<Value> {
    let data = folder.path().join("data");
    let sql = "SELECT r_logRecord_x2ebody_x2estringValue AS body, r_logRecord_x2eseverityNumber AS severity, \
               r_resource_x2eattributes_x2evalue_x2estringValue AS resource, r_scope_x2ename AS scope FROM unrecognised";
    let run = atalaya(&["hunt", sql, "--json", "--limit", "100000", "--data", text(&data)]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn logs_of_opentelemetry_are_kept_with_what_they_were_sent_under() {
    let (centre, token) = one();
    let record = |text: &str| json!({ "timeUnixNano": "1", "severityNumber": 9, "body": { "stringValue": text } });
    let logs = |records: Vec<Value>| {
        let scope = json!({ "scope": { "name": "s" }, "logRecords": records });
        let resource = json!({ "attributes": [{ "key": "service.name", "value": { "stringValue": "shop" } }] });
        json!({ "resourceLogs": [{ "resource": resource, "scopeLogs": [scope] }] }).to_string()
    };
    let well = export(&centre, &token, "application/json", &logs(vec![record("a"), record("b")]));
    assert_eq!((well.status, &well.body), (200, &json!({})), "{}", well.head);
    let long = "x".repeat(256 << 10);
    let partly = export(&centre, &token, "application/json; charset=utf-8", &logs(vec![record(&long), record("c")]));
    assert_eq!((partly.status, &partly.body["partialSuccess"]["rejectedLogRecords"]), (200, &json!("1")));
    // What becomes too long as a line is left out alone: each of these is one byte in protobuf, and six in JSON.
    let field = |number: u8, bytes: &[u8]| {
        let mut length = bytes.len();
        let mut out = vec![number << 3 | 2];
        while length >= 0x80 {
            out.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        out.push(u8::try_from(length).unwrap());
        [&out[..], bytes].concat()
    };
    let grown: Vec<u8> =
        [1, 15 << 20].iter().flat_map(|bytes| field(2, &field(5, &field(1, &vec![1; *bytes])))).collect();
    let head =
        format!("POST /v1/logs HTTP/1.1\r\ncontent-type: application/x-protobuf\r\nauthorization: Bearer {token}");
    let answer = request(&centre.address("api"), &head, &field(1, &field(2, &grown)));
    assert!(answer.status == 200 && answer.head.contains("application/x-protobuf"), "{}", answer.head);
    // Nothing of what is broken is kept; errors are in the encoding of the request.
    let broken = logs(vec![record("d"), json!(1)]);
    let answer = export(&centre, &token, "application/json", &broken);
    assert_eq!((answer.status, &answer.body["code"]), (400, &json!(3)), "{}", answer.head);
    let answer = export(&centre, &token, "application/x-protobuf", "\u{a}\u{5}");
    assert!(answer.status == 400 && answer.head.contains("application/x-protobuf"), "{}", answer.head);
    assert_eq!(export(&centre, &token, "text/plain", &logs(vec![record("e")])).status, 415);
    let answer = export(&centre, "none", "application/json", "{}");
    assert_eq!((answer.status, &answer.body["code"]), (403, &json!(7)), "{}", answer.head);
    let packed = gzip(logs((0..5000).map(|number| record(&number.to_string())).collect()).as_bytes());
    let head = format!(
        "POST /v1/logs HTTP/1.1\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\nauthorization: Bearer {token}"
    );
    assert_eq!(request(&centre.address("api"), &head, &packed).status, 200);
    // What is small when it is packed and is not otherwise.
    assert_eq!(request(&centre.address("api"), &head, &gzip(&vec![b' '; 20 << 20])).status, 413);
    let (told, folder) = centre.end();
    let api = of(&told, "api");
    assert_eq!((&api["durable"], &api["refused"]), (&json!(5004), &json!(6)));
    assert_eq!(unclaimed(&told, api["address"].as_str().unwrap())["unauthorized"], 1, "{told:#}");
    let records = records(&folder);
    assert_eq!(records.len(), 5004);
    let first = records.iter().find(|record| record["body"] == "a").unwrap();
    assert_eq!((&first["resource"], &first["scope"]), (&json!("shop"), &json!("s")), "{first:#}");
    assert_sound(&folder);
}

#[test]
fn the_exporter_of_opentelemetry_delivers() {
    let Some(python) = python("opentelemetry.exporter.otlp.proto.http._log_exporter") else { return };
    let (centre, token) = one();
    let script = format!(
        "import logging\n\
         from opentelemetry.exporter.otlp.proto.http import Compression\n\
         from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter\n\
         from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler\n\
         from opentelemetry.sdk._logs.export import BatchLogRecordProcessor\n\
         from opentelemetry.sdk.resources import Resource\n\
         provider = LoggerProvider(resource=Resource.create({{'service.name': 'tienda'}}))\n\
         exporter = OTLPLogExporter(endpoint='http://{}/v1/logs', headers={{'Authorization': 'Bearer {token}'}}, \
         compression=Compression.Gzip)\n\
         provider.add_log_record_processor(BatchLogRecordProcessor(exporter, max_queue_size=5000))\n\
         logger = logging.getLogger('tienda')\n\
         logger.setLevel(logging.INFO)\n\
         logger.addHandler(LoggingHandler(logger_provider=provider))\n\
         for n in range(1500):\n    logger.warning('sesión %d', n, extra={{'number': n, 'half': n / 2, 'tags': ['a', 'b']}})\n\
         provider.shutdown()\n\
         print('sent')",
        centre.address("api")
    );
    assert_eq!(python_run(&python, &script), "sent");
    let (told, folder) = centre.end();
    assert_eq!(of(&told, "api")["durable"], 1500, "{told:#}");
    let records = records(&folder);
    assert_eq!(records.len(), 1500);
    let bodies: HashSet<&str> = records.iter().map(|record| record["body"].as_str().unwrap()).collect();
    assert!((0..1500).all(|number| bodies.contains(&*format!("sesión {number}"))), "{bodies:?}");
    for record in &records {
        assert_eq!(record["severity"], "13", "{record:#}");
        assert!(record["resource"].as_str().unwrap().contains("tienda"), "{record:#}");
    }
    assert_sound(&folder);
}

#[test]
fn what_was_answered_is_there_after_a_kill() {
    let (token, line) = token();
    let mut folder = settings(&[("api", "http", &line)]);
    let bearer = format!("Bearer {token}");
    let mut answered = 0;
    for _ in 0..3 {
        let centre = Centre::begin(folder);
        for _ in 0..5 {
            assert_eq!(post(&centre, "/ndjson", &bearer, &lines(100)).status, 200);
            answered += 100;
        }
        // One that is cut off by the kill.
        let mut stream = TcpStream::connect(centre.address("api")).unwrap();
        let head =
            format!("POST /ndjson HTTP/1.1\r\nhost: x\r\nauthorization: {bearer}\r\ncontent-length: 999999\r\n\r\n");
        stream.write_all(&[head.as_bytes(), lines(1000).as_bytes()].concat()).unwrap();
        folder = centre.kill();
    }
    let (_, folder) = Centre::begin(folder).end();
    let stored = stored(&folder, "api");
    assert!((answered..=answered + 3000).contains(&stored), "{stored} of {answered}");
    assert_sound(&folder);
}

/// A Python that has this package, where the machine has one: `ATALAYA_PYTHON`, or one beside the build.
#[allow(clippy::print_stderr, reason = "that nothing was tested is to be seen")]
fn python(package: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_BIN_EXE_atalaya")).parent().and_then(Path::parent).unwrap();
    let given = std::env::var_os("ATALAYA_PYTHON").map(PathBuf::from);
    let mut known = given.into_iter().chain([target.join("senders-venv/bin/python"), PathBuf::from("python3")]);
    let has = |python: &PathBuf| {
        let run = Command::new(python).args(["-c", &format!("import {package}")]).output();
        run.is_ok_and(|run| run.status.success())
    };
    let found = known.find(has);
    if found.is_none() {
        eprintln!("no Python here has {package}: nothing is tested with it");
    }
    found
}

fn python_run(python: &Path, script: &str) -> String {
    let run = Command::new(python).args(["-c", script]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_client_of_elasticsearch_delivers() {
    let Some(python) = python("elasticsearch") else { return };
    let (centre, token) = one();
    let script = format!(
        "from elasticsearch import Elasticsearch, helpers\n\
         client = Elasticsearch('http://{}', basic_auth=('any', '{token}'), http_compress=True)\n\
         client.info()\n\
         documents = ({{'_index': 'logs', '_source': {{'app': 'test', 'number': n}}}} for n in range(3000))\n\
         print(helpers.bulk(client, documents, chunk_size=700)[0])",
        centre.address("api")
    );
    assert_eq!(python_run(&python, &script), "3000");
    let (told, folder) = centre.end();
    assert_eq!((of(&told, "api")["durable"].as_u64(), stored(&folder, "api")), (Some(3000), 3000), "{told:#}");
}

#[test]
fn a_handler_of_the_collector_delivers() {
    let Some(python) = python("splunk_hec_handler") else { return };
    let (centre, token) = one();
    let (host, port) =
        centre.address("api").rsplit_once(':').map(|(host, port)| (host.to_owned(), port.to_owned())).unwrap();
    let script = format!(
        "import logging\n\
         from splunk_hec_handler import SplunkHecHandler\n\
         logger = logging.getLogger('test')\n\
         logger.setLevel(logging.DEBUG)\n\
         logger.addHandler(SplunkHecHandler('{host}', '{token}', port={port}, proto='http', index='main'))\n\
         for n in range(50):\n    logger.info({{'number': n, 'app': 'test'}})\n\
         print('sent')"
    );
    assert_eq!(python_run(&python, &script), "sent");
    let (told, _) = centre.end();
    assert_eq!(of(&told, "api")["durable"], 50, "{told:#}");
}

#[test]
fn curl_delivers_a_file() {
    let Some(curl) = sender("curl") else { return };
    let (centre, token) = one();
    let file = centre.folder.path().join("lines.ndjson");
    fs::write(&file, lines(20_000)).unwrap();
    let run = Command::new(curl)
        .args(["-sS", "--fail", "-H", &format!("Authorization: Bearer {token}"), "--data-binary"])
        .args([format!("@{}", text(&file)), format!("http://{}/ndjson", centre.address("api"))])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(run.stdout, b"{\"accepted\":20000}");
    let (told, folder) = centre.end();
    assert_eq!((of(&told, "api")["durable"].as_u64(), stored(&folder, "api")), (Some(20_000), 20_000), "{told:#}");
}
