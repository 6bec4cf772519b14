//! Events that carry their number, so that each can be found again wherever it is: most can be decoded, some are of no kind,
//! some are broken.

/// What number the day has that expiry takes: of every eight events one.
const DAYS: u64 = 8;

/// The line of the event with this number, line feed included.
pub(super) fn line(number: u64) -> String {
    let id = id(number);
    match number % 16 {
        5 => format!("{{\"broken\": \"{id}\", \n"),
        11 => format!("{{\"note\": \"{id}\", \"level\": {}}}\n", number % 3),
        _ => format!(
            "{{\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"EventID\":1,\"UtcTime\":\"{} 10:{:02}:{:02}.{:03}\",\
             \"Hostname\":\"pc-{}\",\"User\":\"CORP\\\\ana\",\"Image\":\"C:\\\\Windows\\\\cmd.exe\",\
             \"CommandLine\":\"cmd.exe /c {id}\",\"ProcessId\":{}}}\n",
            day(number),
            number / 1000 % 60,
            number % 60,
            number % 1000,
            number % 7,
            number % 5000,
        ),
    }
}

/// What two of three events of no kind are of, for those who know it.
pub(super) const KIND: &str = r#"
kind: test.note
about: {en: Notes., es: Notas., zh-TW: 備忘。}
dialects:
  - name: json
    format: [json]
    when: {note: "*"}
    unless: {level: "2"}
    fields: {"*": "*"}
verification: documented
references: ["https://example.org"]
serves:
  - logsource: {product: test}
"#;

/// The day of the event.
fn day(number: u64) -> &'static str {
    if is_old(number) { "2026-03-02" } else { "2026-03-14" }
}

/// The time before which events expire.
pub(super) const EXPIRES_BEFORE: &str = "2026-03-10T00:00:00Z";

/// Whether the event is of the day that expires.
pub(super) fn is_old(number: u64) -> bool {
    number % DAYS == 3
}

/// How an event is marked.
fn id(number: u64) -> String {
    format!("event-{number:08}-mark")
}

/// The numbers of all events that are mentioned in the bytes.
pub(super) fn mentioned(bytes: &[u8], found: &mut Vec<u64>) {
    const BEFORE: &[u8] = b"event-";
    const AFTER: &[u8] = b"-mark";
    let mut rest = bytes;
    while let Some(at) = rest.windows(BEFORE.len()).position(|window| window == BEFORE) {
        rest = &rest[at + BEFORE.len()..];
        let digits = rest.get(..8).filter(|_| rest.get(8..).is_some_and(|after| after.starts_with(AFTER)));
        found.extend(digits.and_then(|digits| str::from_utf8(digits).ok()?.parse::<u64>().ok()));
    }
}

#[test]
fn marks_are_found_again() {
    let mut found = Vec::new();
    let text: String = (0..40).map(line).collect();
    mentioned(text.as_bytes(), &mut found);
    assert_eq!(found, (0..40).collect::<Vec<_>>());
}
