//! Formats are recognised from content.

use atalaya_codec::{Format, sniff};
use proptest::prelude::*;

/// A file of Windows events whose header is damaged.
fn headless_evtx() -> Vec<u8> {
    let mut bytes = vec![0; 4096];
    bytes.extend_from_slice(b"ElfChnk\0");
    bytes
}

#[test]
fn formats_are_recognised_from_content() {
    let cases: &[(&str, Format)] = &[
        ("{\"a\":1}\n{\"a\":2}\n", Format::JsonLines),
        ("{\"a\":1}", Format::JsonLines),
        ("\n  {\"a\":{\"b\":[1,2]}}\r\n", Format::JsonLines),
        ("{\"a\":1,\"items\":[]}\n{\"a\":1}\n", Format::JsonLines),
        ("{\"a\": tru\n{\"a\":1}\n{\"a\":2}\n", Format::JsonLines),
        ("{\"a\":1}{\"a\":2}", Format::Json),
        ("{\n \"a\": 1\n}\n", Format::Json),
        ("{\n \"a\": 1,\n", Format::Json),
        ("[{\"a\":1},{\"a\":2}]", Format::Json),
        ("[\n  {\n", Format::Json),
        ("[]", Format::Json),
        ("{\"Records\":[{\"a\":1}]}\n", Format::Json),
        ("{\"@odata.context\":\"x\",\"value\":[{\"a\":1}", Format::Json),
        ("[2024-05-01 10:00:00] started\n[2024-05-01 10:00:01] done\n", Format::Text),
        (
            "<?xml version=\"1.0\"?><Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>",
            Format::WindowsXml,
        ),
        ("<Event><System><EventID>1</EventID>", Format::WindowsXml),
        ("<html><body>no</body></html>", Format::Text),
        ("#separator \\x09\n#set_separator\t,\n#path\tconn\n#fields\tts\tuid\n", Format::ZeekTsv),
        ("#fields\tts\tuid\n#types\ttime\tstring\n", Format::ZeekTsv),
        ("#Software: Microsoft Internet Information Services 10.0\n#Fields: date time\n", Format::W3c),
        ("#Version: 1.0\n#Fields: date time\n", Format::W3c),
        ("type=SYSCALL msg=audit(1604996384.965:21): arch=c000003e syscall=59\n", Format::Auditd),
        ("node=web1 type=PATH msg=audit(1604996384.965:21): item=0\n", Format::Auditd),
        ("type=USER_CMD audit(1604996384.965:21): pid=1\n", Format::Auditd),
        ("CEF:0|Vendor|Product|1|100|Name|5|src=10.0.0.1\n", Format::Cef),
        ("LEEF:1.0|Vendor|Product|1|100|src=10.0.0.1\n", Format::Leef),
        ("<34>Oct 11 22:14:15 host su: 'su root' failed\n", Format::Syslog),
        ("<165>1 2024-10-11T22:14:15.003Z host app 1 ID47 - text\n", Format::Syslog),
        ("Oct 11 22:14:15 host sshd[12]: Failed password\n", Format::Syslog),
        ("Oct  1 2024 22:14:15 fw01 : %ASA-6-302013: Built\n", Format::Syslog),
        ("2024-10-11T22:14:15+00:00 host sshd[12]: Failed password\n", Format::Syslog),
        ("2024-10-11T22:14:15Z INFO starting the service\n", Format::Text),
        ("10.1.1.1 6705: Feb 17 13:40:03.673: %SYS-5-CONFIG_I: Configured from console\n", Format::Syslog),
        ("Oct 11 22:14:15 host CEF:0|V|P|1|100|N|5|src=1\n", Format::Syslog),
        ("10.0.0.1 - ana [10/Oct/2023:13:55:36 -0600] \"GET / HTTP/1.1\" 200 12\n", Format::WebAccess),
        ("www.example.org:443 10.0.0.1 - - [10/Oct/2023:13:55:36 -0600] \"\" 400 0\n", Format::WebAccess),
        ("date=2024-01-01 time=10:00:00 devname=\"fw 1\" action=accept\n", Format::KeyValue),
        ("date=2024-01-01,time=10:00:00,devname=\"fw 1\",action=accept\n", Format::KeyValue),
        ("time,host,user\n10:00,web1,ana\n10:01,web2,\"b, c\"\n", Format::Csv),
        ("time;host;user\n10:00;web1;ana\n", Format::Csv),
        ("time\thost\n10:00\tweb1\n10:01\tweb1\n", Format::Csv),
        ("sep=|\na|b|c\n1|2|3\n", Format::Csv),
        (
            "\t\tMicrosoft DHCP Service Activity Log\r\n\r\n00\tStarted.\r\n\r\nID,Date,Time,Description,IP Address,Host Name,MAC Address\r\n",
            Format::Csv,
        ),
        ("DHCP server, room 4\nall is well\nas far as we know\n", Format::Text),
        (
            "14/03/2026 10:00:00 0A3C PACKET  1D0 UDP Rcv 192.0.2.5 7f3a   Q [0001   D   NOERROR] A      (7)example(3)com(0)\n",
            Format::Text,
        ),
        ("id,body\n1,\"{\"\"a\"\": 1,\n\"\"b\"\": 2}\"\n2,x\n", Format::Csv),
        ("Good morning, team\nall is well, as far as we know, here\nbye\n", Format::Text),
        ("10.0.0.1 said hello\n", Format::Text),
        ("", Format::Text),
        ("\n\n", Format::Text),
    ];
    for (text, expected) in cases {
        assert_eq!(sniff(text.as_bytes()), *expected, "{text}");
        assert_eq!(sniff(format!("\u{FEFF}{text}").as_bytes()), *expected, "with a mark: {text}");
    }
}

#[test]
fn event_logs_are_recognised_with_a_damaged_header_and_without_one() {
    assert_eq!(sniff(b"ElfFile\0"), Format::Evtx);
    assert_eq!(sniff(b"ElfChnk\0"), Format::Evtx);
    assert_eq!(sniff(&headless_evtx()), Format::Evtx);
}

#[test]
fn one_odd_line_does_not_change_the_format() {
    let mut log = String::from("-- rotated --\n");
    log.push_str(&"Oct 11 22:14:15 host sshd[12]: Failed password\n".repeat(5));
    assert_eq!(sniff(log.as_bytes()), Format::Syslog);
}

proptest! {
    #[test]
    fn sniffing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..4096)) {
        let _ = sniff(&bytes);
    }

    #[test]
    fn sniffing_text_never_panics(text in "[{}\\[\\]\"\\\\<>#|=:,; \t\na-z0-9]{0,400}") {
        let _ = sniff(text.as_bytes());
    }
}
