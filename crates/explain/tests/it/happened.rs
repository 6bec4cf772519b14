//! What happened, told from entities and matched fields.

use atalaya_explain::{Finding, REST_FIELDS_MAX, SENTENCES_MAX, VALUE_CHARS_MAX, happened};
use atalaya_messages::Catalogue;
use atalaya_model::{Arg, Language, LogSource};
use proptest::prelude::*;

/// A finding with everything owned.
#[derive(Default, Debug)]
struct Case {
    source: LogSource,
    tags: Vec<String>,
    kind: String,
    matched: Vec<(String, Vec<String>)>,
    entities: Vec<(String, String)>,
    count: u64,
}

impl Case {
    fn new(source: &str, kind: &str, matched: &[(&str, &str)], entities: &[(&str, &str)]) -> Self {
        let mut words = source.split('/').map(|word| (!word.is_empty()).then(|| word.to_owned()));
        let mut next = || words.next().flatten();
        let source = LogSource { product: next(), category: next(), service: next() };
        let matched = matched.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
        let entities = entities.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Case { source, kind: kind.to_owned(), matched, entities, count: 1, ..Case::default() }
    }

    fn with<T>(&self, tell: impl FnOnce(&Finding<'_>) -> T) -> T {
        let text = String::as_str;
        let matched: Vec<(&str, Vec<&str>)> =
            self.matched.iter().map(|(name, values)| (text(name), values.iter().map(text).collect())).collect();
        let entities: Vec<(&str, &str)> = self.entities.iter().map(|(name, value)| (text(name), text(value))).collect();
        tell(&Finding {
            logsource: &self.source,
            tags: &self.tags,
            kind: &self.kind,
            matched: &matched,
            entities: &entities,
            count: self.count,
        })
    }

    fn text(&self, language: Language) -> String {
        let told = self.with(happened);
        told.iter().map(|message| Catalogue::builtin().text(language, message)).collect::<Vec<_>>().join(" ")
    }
}

fn check(source: &str, matched: &[(&str, &str)], entities: &[(&str, &str)], language: Language, text: &str) {
    assert_eq!(Case::new(source, "windows.test", matched, entities).text(language), text);
}

#[test]
fn a_process_is_told_with_its_parent_its_command_and_its_place() {
    let matched = &[("Image", r"C:\Windows\System32\cmd.exe"), ("OriginalFileName", "Cmd.Exe")];
    let entities = &[
        ("process", r"C:\Windows\System32\cmd.exe"),
        ("parent_process", r"C:\inetpub\w3wp.exe"),
        ("command_line", "cmd /c whoami"),
        ("host", "srv-web01"),
        ("user", r"IIS APPPOOL\portal"),
    ];
    let tell = |language, text| check("windows/process_creation/", matched, entities, language, text);
    tell(
        Language::En,
        r"The program “C:\Windows\System32\cmd.exe” was started by “C:\inetpub\w3wp.exe”. Its full command line was: “cmd /c whoami”. It was recorded on “srv-web01”, under the account “IIS APPPOOL\portal”. The rule also looked at these fields: OriginalFileName = Cmd.Exe.",
    );
    tell(
        Language::Es,
        r"El programa «C:\inetpub\w3wp.exe» inició «C:\Windows\System32\cmd.exe». La línea de comandos completa fue: «cmd /c whoami». Quedó registrado en el equipo «srv-web01», con la cuenta «IIS APPPOOL\portal». La regla también consideró estos campos: OriginalFileName = Cmd.Exe.",
    );
    tell(
        Language::ZhTw,
        r"程式「C:\inetpub\w3wp.exe」啟動了「C:\Windows\System32\cmd.exe」。 完整的命令列為「cmd /c whoami」。 紀錄來自主機「srv-web01」，使用的帳號為「IIS APPPOOL\portal」。 規則另外比對了下列欄位：OriginalFileName = Cmd.Exe。",
    );
}

#[test]
fn the_number_of_a_windows_event_chooses_the_sentence_and_is_not_repeated() {
    check(
        "windows//security",
        &[("EventID", "4625"), ("LogonType", "3")],
        &[("target", "rmunoz"), ("user", "-"), ("src_ip", "192.0.2.10"), ("host", "srv-files")],
        Language::En,
        "A log-on as “rmunoz” from the address “192.0.2.10” failed. It was recorded on “srv-files”. The rule also looked at these fields: LogonType = 3.",
    );
    check(
        "windows//",
        &[("EventID", "9999")],
        &[],
        Language::En,
        "Windows recorded event 9999 in its log “windows.test”.",
    );
}

#[test]
fn services_in_the_cloud_are_no_machines() {
    check(
        "aws//cloudtrail",
        &[("eventName", "StopLogging")],
        &[("action", "StopLogging"), ("user", "ops"), ("src_ip", "198.51.100.7"), ("host", "111122223333")],
        Language::Es,
        "Se pidió al servicio en la nube la operación «StopLogging». La cuenta utilizada fue «ops», desde la dirección «198.51.100.7».",
    );
}

#[test]
fn bursts_are_told_by_their_number_and_what_they_share() {
    let mut case = Case::new("/correlation/", "linux.sshd", &[("hostname", "gw1")], &[("src_ip", "203.0.113.9")]);
    case.count = 1_036;
    case.tags = vec!["attack.t1110.001".to_owned()];
    assert_eq!(
        case.text(Language::En),
        "1,036 log-on events from the address “203.0.113.9” together met the rule's condition. The events have this in common: hostname = gw1."
    );
}

#[test]
fn an_accepted_connection_is_not_told_as_an_opened_one() {
    let entities = &[("process", "svchost.exe"), ("src_ip", "192.0.2.4"), ("dst_ip", "10.0.0.5"), ("dst_port", "3389")];
    check(
        "windows/network_connection/",
        &[("Initiated", "false")],
        entities,
        Language::En,
        "The program “svchost.exe” accepted a connection from “192.0.2.4” on port 3389. The rule also looked at these fields: Initiated = false.",
    );
}

#[test]
fn an_event_without_anything_known_is_told_all_the_same() {
    check("", &[], &[], Language::En, "An event of the log “windows.test” met the rule's conditions.");
    let nothing = Case::default();
    assert_eq!(nothing.with(happened).len(), 1);
    assert!(!nothing.text(Language::En).contains("{$"), "{}", nothing.text(Language::En));
}

#[test]
fn more_fields_than_fit_end_in_an_ellipsis() {
    let names: Vec<String> = (0..=REST_FIELDS_MAX).map(|n| format!("f{n}")).collect();
    let matched: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let text = Case::new("", "k", &matched, &[]).text(Language::En);
    assert!(text.ends_with("f7 = x; …."), "{text}");
}

/// The words that lead somewhere in the tables, and others.
fn words() -> impl Strategy<Value = String> {
    let known = [
        "windows",
        "aws",
        "process_creation",
        "network_connection",
        "correlation",
        "security",
        "system",
        "windefend",
        "cloudtrail",
        "signinlogs",
        "auditd",
        "webserver",
        "dns",
        "ps_script",
        "zeek",
        "fortigate",
        "",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), "\\PC{0,8}"]
}

fn names() -> impl Strategy<Value = String> {
    let known = [
        "EventID",
        "Image",
        "CommandLine",
        "*",
        "Initiated",
        "process",
        "parent_process",
        "command_line",
        "user",
        "host",
        "src_ip",
        "dst_ip",
        "dst_port",
        "target",
        "action",
        "outcome",
        "message",
        "domain",
        "url",
        "file",
        "registry",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), ".{0,8}"]
}

fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["4624", "7045", "1102", "-", "", "C:", r"\Device\HarddiskVolume", "{$x}"])
            .prop_map(str::to_owned),
        ".{0,400}",
    ]
}

prop_compose! {
    fn cases()(
        (product, category, service, kind) in (words(), words(), words(), words()),
        matched in prop::collection::vec((names(), prop::collection::vec(values(), 0..5)), 0..12),
        entities in prop::collection::vec((names(), values()), 0..12),
        tags in prop::collection::vec(".{0,12}", 0..3),
        count in prop_oneof![Just(0), Just(1), any::<u64>()],
    ) -> Case {
        let word = |word: String| (!word.is_empty()).then_some(word);
        let source = LogSource { product: word(product), category: word(category), service: word(service) };
        Case { source, tags, kind, matched, entities, count }
    }
}

proptest! {
    #[test]
    fn any_finding_is_told_in_one_to_four_sentences_of_the_catalogue(case in cases()) {
        let told = case.with(happened);
        prop_assert_eq!(&told, &case.with(happened));
        prop_assert!((1..=SENTENCES_MAX).contains(&told.len()));
        for message in &told {
            for language in Language::ALL {
                prop_assert!(Catalogue::builtin().has(language, message.id), "{}", message.id);
            }
            for (name, arg) in &message.args {
                prop_assert!(!matches!(arg, Arg::Message(_)));
                if let Arg::Text(text) = arg {
                    let max = if *name == "fields" { usize::MAX } else { VALUE_CHARS_MAX + 2 };
                    prop_assert!(text.chars().count() <= max);
                    prop_assert!(!text.chars().any(char::is_control));
                }
            }
        }
    }
}
