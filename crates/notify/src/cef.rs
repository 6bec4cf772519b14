//! A finding as CEF, ArcSight's Common Event Format, version 0, with the keys of its dictionary.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::IpAddr;

use atalaya_model::{Finding, Level};
use serde::Deserialize;

/// Bytes of a value; the bounds of the format's dictionary are not greater.
const VALUE_BYTES_MAX: usize = 1023;

/// What is told of a finding beside what its row says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Ocsf {
    message: String,
    count: Option<u64>,
    finding_info: Info,
    device: Device,
    evidences: Vec<Evidence>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    title: String,
    attacks: Vec<Attack>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attack {
    technique: Technique,
    sub_technique: Technique,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Technique {
    uid: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Evidence {
    data: Data,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    entities: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Device {
    hostname: String,
}

/// The finding in one line.
pub(crate) fn line(finding: &Finding) -> String {
    // One that is not OCSF is told by its row.
    let ocsf: Ocsf = serde_json::from_str(&finding.ocsf).unwrap_or_default();
    let title = if ocsf.finding_info.title.is_empty() { &finding.rule } else { &ocsf.finding_info.title };
    let mut line = format!(
        "CEF:0|Atalaya|Atalaya|{}|{}|{}|{}|",
        env!("CARGO_PKG_VERSION"),
        header(&finding.rule),
        header(title),
        severity(finding.level)
    );
    let millis = |time: atalaya_model::Time| time.millis().to_string();
    let count = ocsf.count.unwrap_or(1).to_string();
    let entity = |word: &str| {
        let entities = ocsf.evidences.first().map(|evidence| &evidence.data.entities);
        entities.and_then(|entities| entities.get(word)).cloned().unwrap_or_default()
    };
    let (source, source6) = address(entity("src_ip"));
    let (target, target6) = address(entity("dst_ip"));
    let label = |word: &str, value: &str| if value.is_empty() { String::new() } else { word.to_owned() };
    let techniques = techniques(&ocsf.finding_info.attacks);
    let values = [
        ("externalId", finding.uid.clone()),
        ("rt", millis(finding.received)),
        ("start", finding.time.map(millis).unwrap_or_default()),
        ("dvchost", ocsf.device.hostname),
        ("cat", finding.kind.clone()),
        ("cnt", count),
        ("cs1Label", "organization".to_owned()),
        ("cs1", finding.organization.clone()),
        ("cs2Label", "source".to_owned()),
        ("cs2", finding.source.clone()),
        ("cs3Label", label("technique", &techniques)),
        ("cs3", techniques),
        ("src", source),
        ("c6a2Label", label("source", &source6)),
        ("c6a2", source6),
        ("spt", port(entity("src_port"))),
        ("dst", target),
        ("c6a3Label", label("destination", &target6)),
        ("c6a3", target6),
        ("dpt", port(entity("dst_port"))),
        ("dhost", entity("domain")),
        ("suser", entity("user")),
        ("duser", entity("target")),
        ("sproc", entity("process")),
        ("filePath", entity("file")),
        ("fileHash", entity("hash")),
        ("request", entity("url")),
        ("act", entity("action")),
        ("outcome", entity("outcome")),
        ("msg", ocsf.message),
    ];
    let given = values.iter().filter(|(_, value)| !value.is_empty());
    for (number, (key, value)) in given.enumerate() {
        let space = if number == 0 { "" } else { " " };
        // Writing to a text cannot fail.
        let _ = write!(line, "{space}{key}={}", extension(value));
    }
    line
}

/// An address, as what the format has for one of version 4 and one of version 6; neither where it is none.
fn address(text: String) -> (String, String) {
    match text.parse() {
        Ok(IpAddr::V4(_)) => (text, String::new()),
        Ok(IpAddr::V6(_)) => (String::new(), text),
        Err(_) => (String::new(), String::new()),
    }
}

fn port(text: String) -> String {
    if text.parse::<u16>().is_ok() { text } else { String::new() }
}

/// ATT&CK's techniques, the narrower where there are both.
fn techniques(attacks: &[Attack]) -> String {
    let narrower = |attack: &Attack| {
        if attack.sub_technique.uid.is_empty() {
            attack.technique.uid.clone()
        } else {
            attack.sub_technique.uid.clone()
        }
    };
    let named: BTreeSet<String> = attacks.iter().map(narrower).filter(|uid| !uid.is_empty()).collect();
    named.into_iter().collect::<Vec<_>>().join(",")
}

/// Severities of 0 to 10: low to 3, medium to 6, high to 8, very high above.
fn severity(level: Level) -> u8 {
    match level {
        Level::Informational => 1,
        Level::Low => 3,
        Level::Medium => 6,
        Level::High => 8,
        Level::Critical => 10,
    }
}

/// A field of the header: bars and backslashes are escaped, and it is one line.
fn header(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('|', "\\|")
}

/// A value behind the header: equals signs and backslashes are escaped, line feeds told.
fn extension(text: &str) -> String {
    let text = &text[..text.floor_char_boundary(VALUE_BYTES_MAX)];
    let escaped = text.replace('\\', "\\\\").replace('=', "\\=").replace("\r\n", "\\n").replace(['\n', '\r'], "\\n");
    plain(&escaped)
}

/// Without control characters.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use atalaya_model::Time;

    use super::*;

    #[test]
    fn what_has_a_meaning_in_the_format_is_escaped() {
        let finding = Finding {
            uid: "u1".to_owned(),
            organization: "mini=stry".to_owned(),
            source: "fw\\1".to_owned(),
            rule: "r|1".to_owned(),
            level: Level::High,
            kind: "windows.sysmon".to_owned(),
            time: Some(Time(2_000)),
            received: Time(3_000),
            ocsf: "{\"message\":\"a=b\\nc|d\\u0007\",\"finding_info\":{\"title\":\"T|\\\\\\u001b[1m\"},\
                   \"device\":{\"hostname\":\"ws1\"},\"count\":3}"
                .to_owned(),
        };
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "CEF:0|Atalaya|Atalaya|{version}|r\\|1|T\\|\\\\ [1m|8|externalId=u1 rt=3 start=2 dvchost=ws1 cat=windows.sysmon \
             cnt=3 cs1Label=organization cs1=mini\\=stry cs2Label=source cs2=fw\\\\1 msg=a\\=b\\nc|d "
        );
        assert_eq!(line(&finding), expected);
        let known = Finding {
            ocsf: "{\"finding_info\":{\"attacks\":[{\"tactic\":{\"uid\":\"TA0006\"}},{\"technique\":{\"uid\":\"T1110\"},\
                   \"sub_technique\":{\"uid\":\"T1110.001\"}}]},\"evidences\":[{\"data\":{\"entities\":{\"user\":\"root\",\
                   \"src_ip\":\"198.51.100.7\",\"dst_ip\":\"2001:db8::1\",\"src_port\":\"22x\",\"dst_port\":\"22\"}}}]}"
                .to_owned(),
            ..finding.clone()
        };
        let told = line(&known);
        let expected = "cs3Label=technique cs3=T1110.001 src=198.51.100.7 c6a3Label=destination c6a3=2001:db8::1 dpt=22 suser=root";
        assert!(told.contains(expected), "{told}");
        let bare = Finding { ocsf: "no json".to_owned(), time: None, ..finding };
        assert!(line(&bare).contains("|r\\|1|r\\|1|8|externalId=u1 rt=3 cat=windows.sysmon cnt=1 "), "{}", line(&bare));
    }
}
