//! A finding as CEF, ArcSight's Common Event Format, version 0, with the keys of its dictionary.

use std::fmt::Write as _;

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
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Info {
    title: String,
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
        let bare = Finding { ocsf: "no json".to_owned(), time: None, ..finding };
        assert!(line(&bare).contains("|r\\|1|r\\|1|8|externalId=u1 rt=3 cat=windows.sysmon cnt=1 "), "{}", line(&bare));
    }
}
