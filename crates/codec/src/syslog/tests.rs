//! Lines as devices and relays write them, and the agreement with another parser on those by the book.

use super::decode;
use crate::check::{check, check_some, fails, fields};
use proptest::prelude::*;

#[test]
fn lines_by_the_book_become_fields() {
    check(
        decode,
        r#"<165>1 2024-01-02T10:00:00.003Z h.example app 77 ID47 [a@1 k="v \"q\" \]" l="\n"][b@2] ñandú"#,
        &[
            ("syslog.priority", "165"),
            ("syslog.facility", "20"),
            ("syslog.severity", "5"),
            ("syslog.version", "1"),
            ("syslog.timestamp", "2024-01-02T10:00:00.003Z"),
            ("syslog.hostname", "h.example"),
            ("syslog.appname", "app"),
            ("syslog.procid", "77"),
            ("syslog.msgid", "ID47"),
            ("syslog.sd.a@1.k", r#"v "q" ]"#),
            ("syslog.sd.a@1.l", "\\n"),
            ("syslog.sd.b@2", "<empty>"),
            ("syslog.message", "ñandú"),
        ],
    );
    check(
        decode,
        "\u{feff}<34>Oct  1 22:14:15 gate su[230]: 'su root' failed\n",
        &[
            ("syslog.priority", "34"),
            ("syslog.facility", "4"),
            ("syslog.severity", "2"),
            ("syslog.timestamp", "Oct  1 22:14:15"),
            ("syslog.hostname", "gate"),
            ("syslog.appname", "su"),
            ("syslog.procid", "230"),
            ("syslog.message", "'su root' failed"),
        ],
    );
    check(
        decode,
        "<14>1 - - - - - - \u{feff}only text",
        &[
            ("syslog.priority", "14"),
            ("syslog.facility", "1"),
            ("syslog.severity", "6"),
            ("syslog.version", "1"),
            ("syslog.message", "only text"),
        ],
    );
}

/// Line, time, host, tag, process, message; empty is absent.
const HEADERS: [(&str, [&str; 5]); 22] = [
    ("Feb 17 13:40:03 h1 sshd[12]: hello", ["Feb 17 13:40:03", "h1", "sshd", "12", "hello"]),
    ("Feb  7 13:40:03 h1 kernel: [ 1.2] up", ["Feb  7 13:40:03", "h1", "kernel", "", "[ 1.2] up"]),
    ("Feb 17 2024 13:40:03 h1 su: x", ["Feb 17 2024 13:40:03", "h1", "su", "", "x"]),
    ("Feb 17 13:40:03.5 UTC h1 su: x", ["Feb 17 13:40:03.5 UTC", "h1", "su", "", "x"]),
    ("Feb 17 13:40:03 2024 h1 su: x", ["Feb 17 13:40:03 2024", "h1", "su", "", "x"]),
    ("2024-02-17T13:40:03.1+02:00 h1 su: x", ["2024-02-17T13:40:03.1+02:00", "h1", "su", "", "x"]),
    ("2024-02-17 13:40:03,123 h1 su: x", ["2024-02-17 13:40:03,123", "h1", "su", "", "x"]),
    ("Feb 17 2024 13:40:03+07:00 h1 %%01A/5/B(l): x", ["Feb 17 2024 13:40:03+07:00", "h1", "", "", "%%01A/5/B(l): x"]),
    (
        "Feb 17 2024 13:40:03-05:00 DST h1 %% 01 A/5/B: x",
        ["Feb 17 2024 13:40:03-05:00 DST", "h1", "", "", "%% 01 A/5/B: x"],
    ),
    (
        "2024-02-17 13:40:03+08:00 DST h1 %%01A/5/B(l): x",
        ["2024-02-17 13:40:03+08:00 DST", "h1", "", "", "%%01A/5/B(l): x"],
    ),
    ("2024-02-17 13:40:03 h1 %%01A/5/B(s)[7]:x", ["2024-02-17 13:40:03", "h1", "", "", "%%01A/5/B(s)[7]:x"]),
    ("Feb 17 13:40:03 DST su: x", ["Feb 17 13:40:03", "DST", "su", "", "x"]),
    ("<13>Feb 17 13:40:03 su: no host", ["Feb 17 13:40:03", "", "su", "", "no host"]),
    ("<13>su[7]: no time", ["", "", "su", "7", "no time"]),
    ("<13>nothing but text", ["", "", "", "", "nothing but text"]),
    (
        "Feb 17 13:40:03 DC1 last message repeated 2 times",
        ["Feb 17 13:40:03", "DC1", "", "", "last message repeated 2 times"],
    ),
    ("Feb 17 13:40:03 fe80::1 a/b.c-d(e)[x.y]: z", ["Feb 17 13:40:03", "fe80::1", "a/b.c-d(e)", "x.y", "z"]),
    ("Feb 17 13:40:03 h1 C:\\x: y", ["Feb 17 13:40:03", "h1", "", "", "C:\\x: y"]),
    ("Feb 17 13:40:03 h1 see https://a.example", ["Feb 17 13:40:03", "h1", "", "", "see https://a.example"]),
    ("Feb 17 13:40:03 Message forwarded from aix1: su[1]: x", ["Feb 17 13:40:03", "aix1", "su", "1", "x"]),
    ("<14>1 2024-02-17T13:40:03Z h1 app 1 - no data", ["2024-02-17T13:40:03Z", "h1", "app", "1", "no data"]),
    ("<14>1 2024-02-17T13:40:03Z h1 app 1 - [a k=\"v", ["2024-02-17T13:40:03Z", "h1", "app", "1", "[a k=\"v"]),
];

#[test]
fn careless_headers_are_understood() {
    for (line, expected) in HEADERS {
        let found = fields(decode, line).unwrap_or_else(|error| panic!("{error}: {line}"));
        for (key, expected) in ["timestamp", "hostname", "appname", "procid", "message"].into_iter().zip(expected) {
            let path = format!("syslog.{key}");
            let value = found.iter().find(|(name, _)| *name == path).map_or("", |(_, value)| value);
            assert_eq!(value, expected, "{path} of {line}");
        }
    }
}

/// Line, time, host, sequence, the device's own time, facility, mnemonic; empty is absent.
const CISCO: [(&str, [&str; 6]); 12] = [
    (
        "172.16.5.10 6705: Feb 17 13:40:03.673: %PARSER-5-CFG: x",
        ["Feb 17 13:40:03.673", "172.16.5.10", "6705", "", "PARSER", "CFG"],
    ),
    ("<189>: 6705: Feb 17 13:40:03.673: %PARSER-5-CFG: x", ["Feb 17 13:40:03.673", "", "6705", "", "PARSER", "CFG"]),
    ("h1 9: *Feb 17 13:40:03.6 EST: %SYS-5-CFG: x", ["Feb 17 13:40:03.6 EST", "h1", "9", "", "SYS", "CFG"]),
    (
        "<189>29: sw1: *Mar  1 18:48:50.483 UTC: %SYS-5-CFG: x",
        ["Mar  1 18:48:50.483 UTC", "sw1", "29", "", "SYS", "CFG"],
    ),
    (
        "Feb 17 13:40:04 10.0.0.1 67: Feb 17 13:40:03.673: %SYS-5-CFG: x",
        ["Feb 17 13:40:04", "10.0.0.1", "67", "Feb 17 13:40:03.673", "SYS", "CFG"],
    ),
    ("<166>Feb 17 2024 13:40:03: %ASA-6-302013: x", ["Feb 17 2024 13:40:03", "", "", "", "ASA", "302013"]),
    ("<166>Feb 17 2024 13:40:03 fw1 : %ASA-6-302013: x", ["Feb 17 2024 13:40:03", "fw1", "", "", "ASA", "302013"]),
    ("<166>%ASA-6-302014: x", ["", "", "", "", "ASA", "302014"]),
    ("<189>: 2024 Feb 17 13:40:03 UTC: %ETH-5-DOWN: x", ["2024 Feb 17 13:40:03 UTC", "", "", "", "ETH", "DOWN"]),
    ("Feb 17 13:40:03 fw1 %FTD-1-430002: x", ["Feb 17 13:40:03", "fw1", "", "", "FTD", "430002"]),
    (
        "<187>7: RP/0/0/CPU0:Feb 17 13:40:03.6 : sshd[5]: %SECURITY-SSHD-6-INFO : x",
        ["Feb 17 13:40:03.6", "RP/0/0/CPU0", "7", "", "SECURITY-SSHD", "INFO"],
    ),
    (
        "<187>7: RP/0/0/CPU0:Feb 17 13:40:03.6 PET: sshd[5]: %SECURITY-SSHD-6-INFO : x",
        ["Feb 17 13:40:03.6 PET", "RP/0/0/CPU0", "7", "", "SECURITY-SSHD", "INFO"],
    ),
];

#[test]
fn cisco_lines_are_understood_with_and_without_a_relay() {
    let keys = [
        "syslog.timestamp",
        "syslog.hostname",
        "cisco.sequence",
        "cisco.timestamp",
        "cisco.facility",
        "cisco.mnemonic",
    ];
    for (line, expected) in CISCO {
        let found = fields(decode, line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let value = |path: &str| found.iter().find(|(name, _)| name == path).map_or("", |(_, value)| value);
        for (path, expected) in keys.into_iter().zip(expected) {
            assert_eq!(value(path), expected, "{path} of {line}");
        }
        assert!(value("syslog.message").starts_with('%') && value("cisco.severity").len() == 1, "{line}");
    }
}

#[test]
fn bodies_in_a_format_of_their_own_are_decoded() {
    let cases = [
        (r#"Feb 17 13:40:03 h1 app[1]: {"a":{"b":1}}"#, "a.b", "1"),
        (r#"<13>1 2024-01-02T10:00:00Z h a - - - {"a":1}"#, "a", "1"),
        (r#"Feb 17 13:40:03 h1 app: @cee: {"a":1}"#, "a", "1"),
        (
            "Feb 17 13:40:03 h1 sysmon: <Event><System><EventID>1</EventID></System></Event>",
            "Event.System.EventID",
            "1",
        ),
        ("Feb 17 13:40:03 h1 CEF:0|a|b|c|d|e|3|k=v", "cef.ext.k", "v"),
        ("Feb 17 13:40:03 CEF:0|a|b|c|d|e|3|k=v w", "cef.ext.k", "v w"),
        ("<13>Feb 17 13:40:03 h1 app: LEEF:1.0|a|b|c|d|k=v", "leef.attr.k", "v"),
        ("Feb 17 13:40:03 h1 audispd: node=n type=CWD msg=audit(1.2:3): cwd=\"/\"", "audit.cwd", "/"),
        ("Feb 17 13:40:03 h1 kernel: [ 1.2] audit: type=1400 audit(1.2:3): pid=1", "audit.pid", "1"),
        ("<189>date=2024-02-17 time=13:40:03 devname=\"f w\" level=notice", "kv.devname", "f w"),
        (
            "Feb 17 13:40:03 h1 sudo:   ana : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls -l",
            "kv.COMMAND",
            "/bin/ls -l",
        ),
    ];
    for (line, path, value) in cases {
        check_some(decode, line, &[(path, value)]);
    }
}

#[test]
fn a_body_that_cannot_be_read_leaves_the_header_and_the_message() {
    check(
        decode,
        r#"Feb 17 13:40:03 h1 app: {"a":1,"b":"#,
        &[
            ("syslog.timestamp", "Feb 17 13:40:03"),
            ("syslog.hostname", "h1"),
            ("syslog.appname", "app"),
            ("syslog.message", r#"{"a":1,"b":"#),
            ("syslog.body_error", "syntax"),
        ],
    );
}

#[test]
fn what_is_not_syslog_is_refused() {
    for text in ["", "  at some.Class.method(File.java:1)", "text", "Feb 30", "<999>x", "{\"a\":1}", "a=1 b=2"] {
        fails(decode, text);
    }
}

proptest! {
    #[test]
    fn what_was_printed_is_read_back(
        priority in 0usize..192,
        words in prop::collection::vec("[a-zA-Z0-9./]{1,8}", 4),
        data in prop::collection::vec(("[a-z]{1,4}@[0-9]{1,3}", prop::collection::vec(("[a-z]{1,4}", r#"[a-z"\\\] é=\[]{0,8}"#), 1..4)), 0..4),
        message in "[a-z][a-zé ]{0,20}",
    ) {
        let escaped = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"").replace(']', "\\]");
        let element = |(id, params): &(String, Vec<(String, String)>)| {
            let params: String = params.iter().map(|(key, value)| format!(" {key}=\"{}\"", escaped(value))).collect();
            format!("[{id}{params}]")
        };
        let printed = if data.is_empty() { "-".to_owned() } else { data.iter().map(element).collect() };
        let line = format!("<{priority}>1 2024-01-02T10:00:00Z {} {printed} {message}", words.join(" "));
        let found = fields(decode, &line).unwrap();
        let params = data.iter().flat_map(|(id, params)| params.iter().map(move |(key, value)| (format!("syslog.sd.{id}.{key}"), value.clone())));
        let mut expected: Vec<_> = ["hostname", "appname", "procid", "msgid"].iter().map(|key| format!("syslog.{key}")).zip(words).collect();
        expected.extend(params);
        expected.push(("syslog.message".to_owned(), message));
        prop_assert_eq!(&found[5..], &expected);
    }

    #[test]
    fn another_parser_reads_lines_by_the_book_alike(
        priority in 0u8..192,
        host in "[a-z]{1,8}[0-9]{0,2}",
        app in "[a-z]{2,8}",
        process in 1u32..99_999,
        message in "[a-z][a-z ,.()]{0,20}[a-z]",
        is_modern in any::<bool>(),
    ) {
        let line = if is_modern {
            format!("<{priority}>1 2024-01-02T10:00:00Z {host} {app} {process} ID1 - {message}")
        } else {
            format!("<{priority}>Jan  2 10:00:00 {host} {app}[{process}]: {message}")
        };
        let other = syslog_loose::parse_message_with_year(&line, |_| 2024, syslog_loose::Variant::Either);
        let found = fields(decode, &line).unwrap();
        let value = |key: &str| found.iter().find(|(name, _)| name[7..] == *key).map(|(_, value)| value.as_str());
        prop_assert_eq!(value("hostname"), other.hostname);
        prop_assert_eq!(value("appname"), other.appname);
        prop_assert_eq!(value("procid").map(str::to_owned), other.procid.map(|id| id.to_string()));
        prop_assert_eq!(value("msgid"), other.msgid);
        prop_assert_eq!(value("message"), Some(other.msg));
        prop_assert_eq!(value("severity").map(str::to_owned), other.severity.map(|severity| (severity as u8).to_string()));
    }

    #[test]
    fn any_text_is_decoded_or_refused(
        text in "(?s).{0,80}",
        line in r#"(<13>|1 |Feb 17 13:40:03|2024-01-02T10:00:00Z| |-|: |\[a k="|"\]|%A-5-B:|h1|x\[1\]|é|\\|CEF:0\||\{|k=v ){0,24}"#,
    ) {
        for text in [&text, &line] {
            let _ = fields(decode, text);
            let _ = fields(decode, &format!("<13>{text}"));
            let _ = fields(decode, &format!("<13>1 2024-01-02T10:00:00Z h a 1 - {text}"));
        }
    }
}
