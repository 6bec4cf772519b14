//! Innocent causes and first checks for every log source.

use atalaya_explain::{causes, checks};
use atalaya_messages::Catalogue;
use atalaya_model::{Language, LogSource, Message};
use proptest::prelude::*;

fn source(product: &str, category: &str, service: &str) -> LogSource {
    let word = |word: &str| (!word.is_empty()).then(|| word.to_owned());
    LogSource { product: word(product), category: word(category), service: word(service) }
}

fn ids(messages: &[Message]) -> Vec<&'static str> {
    messages.iter().map(|message| message.id).collect()
}

#[test]
fn advice_follows_the_kind_of_log_and_the_tactic() {
    let check = |source: LogSource, tags: &[&str], expected: &[&str]| {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        assert_eq!(ids(&checks(&source, &tags)), expected, "{source} {tags:?}");
    };
    check(
        source("windows", "process_creation", ""),
        &["attack.t1059.001", "attack.execution"],
        &["explain-check-process-chain", "explain-check-process-file", "explain-check-execution"],
    );
    check(
        source("windows", "", "security"),
        &["attack.t1110.003"],
        &["explain-check-logon-before", "explain-check-logon-after", "explain-check-credential-access"],
    );
    check(
        source("huawei", "", "syslog"),
        &["attack.defense-evasion"],
        &["explain-check-device-session", "explain-check-device-config", "explain-check-stealth"],
    );
    check(
        source("", "correlation", ""),
        &[],
        &["explain-check-general-event", "explain-check-general-often", "explain-check-general-owner"],
    );
}

proptest! {
    #[test]
    fn there_are_two_or_three_causes_and_three_checks_in_every_language(
        product in "[a-z_]{0,12}",
        category in prop::sample::select(vec!["", "process_creation", "webserver", "dns", "made_up"]),
        service in prop::sample::select(vec!["", "security", "auditd", "cloudtrail", "made_up"]),
        tags in prop::collection::vec("(attack\\.)?[a-z0-9_.-]{0,20}", 0..4),
    ) {
        let source = source(&product, category, service);
        let causes = causes(&source, &tags);
        let checks = checks(&source, &tags);
        prop_assert!((2..=3).contains(&causes.len()));
        prop_assert_eq!(checks.len(), 3);
        for message in causes.iter().chain(&checks) {
            prop_assert!(message.args.is_empty());
            for language in Language::ALL {
                prop_assert!(Catalogue::builtin().has(language, message.id), "{}", message.id);
            }
        }
    }
}
