//! Logs of every format, and what archives make of them.

use std::io::Write;

/// Records of each log that is made.
pub(super) const RECORDS: usize = 200;

const START: usize = 1_700_000_000;

/// A format's name and how one of its records is written; what stands before, between and behind records.
pub(super) struct Made {
    pub(super) format: &'static str,
    before: &'static str,
    record: fn(usize) -> String,
    between: &'static str,
    behind: &'static str,
}

impl Made {
    /// The log.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let records: Vec<String> = (0..RECORDS).map(self.record).collect();
        format!("{}{}{}", self.before, records.join(self.between), self.behind).into_bytes()
    }
}

fn zeek(number: usize) -> String {
    format!(
        r#"{{"_path":"dns","ts":{}.5,"uid":"C1","id.orig_h":"192.0.2.7","query":"host{number}.example.org"}}"#,
        START + number
    )
}

fn trail(number: usize) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","eventTime":"2026-01-01T00:{:02}:{:02}Z","requestID":"{number}"}}"#,
        number / 60 % 60,
        number % 60
    )
}

fn xml(number: usize) -> String {
    format!(
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>1</EventID><EventRecordID>{number}</EventRecordID><Channel>Microsoft-Windows-Sysmon/Operational</Channel><Computer>pc</Computer></System><EventData><Data Name='Image'>C:\\a.exe</Data></EventData></Event>"
    )
}

/// One log of every format that is text.
pub(super) const MADE: [Made; 10] = [
    Made { format: "ndjson", before: "", record: zeek, between: "\n", behind: "\n" },
    Made { format: "json array", before: "[", record: zeek, between: ",\n", behind: "]" },
    Made { format: "json records", before: "{\"Records\": [", record: trail, between: ", ", behind: "]}" },
    Made { format: "windows xml", before: "<Events>", record: xml, between: "\n", behind: "</Events>" },
    Made {
        format: "csv",
        before: "time,host,user,action\n",
        record: |number| format!("2026-01-01T00:00:00Z,pc,\"user, {number}\",login"),
        between: "\n",
        behind: "\n",
    },
    Made {
        format: "zeek",
        before: "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tquery\n#types\ttime\tstring\taddr\tstring\n",
        record: |number| format!("{}.5\tC1\t192.0.2.7\thost{number}.example.org", START + number),
        between: "\n",
        behind: "\n",
    },
    Made {
        format: "w3c",
        before: "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status\n",
        record: |number| format!("2026-01-01 00:00:00 192.0.2.7 GET /page{number} 200"),
        between: "\n",
        behind: "\n",
    },
    Made {
        format: "auditd",
        before: "",
        record: |number| {
            format!(
                "type=SYSCALL msg=audit({START}.000:{number}): arch=c000003e syscall=59 success=yes exit=0 comm=\"sh\" exe=\"/bin/sh\""
            )
        },
        between: "\n",
        behind: "\n",
    },
    Made {
        format: "syslog",
        before: "",
        record: |number| {
            format!(
                "<38>1 2026-01-01T00:00:00Z web sshd {number} - - Accepted password for ana from 192.0.2.7 port 22 ssh2"
            )
        },
        between: "\n",
        behind: "\n",
    },
    Made {
        format: "web",
        before: "",
        record: |number| {
            format!(
                "192.0.2.7 - - [01/Jan/2026:00:00:00 +0000] \"GET /page{number} HTTP/1.1\" 200 512 \"-\" \"curl/8\""
            )
        },
        between: "\n",
        behind: "\n",
    },
];

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub(super) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

pub(super) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Bytes without meaning, the same each time for a seed.
pub(super) fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..length).map(|_| next()).collect()
}
