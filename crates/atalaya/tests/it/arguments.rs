//! The command line: help and complaints in every language, exit statuses.

use crate::program::{atalaya, atalaya_in, folder, text};

const LANGUAGES: [&str; 3] = ["en_US.UTF-8", "es_GT.UTF-8", "zh_TW.UTF-8"];

/// Every verb that has help of its own.
const VERBS: [&[&str]; 31] = [
    &[],
    &["scan"],
    &["rules"],
    &["rules", "list"],
    &["rules", "show"],
    &["rules", "check"],
    &["rules", "coverage"],
    &["kinds"],
    &["kinds", "list"],
    &["kinds", "show"],
    &["kinds", "identify"],
    &["import"],
    &["journal"],
    &["journal", "status"],
    &["journal", "verify"],
    &["journal", "anchor"],
    &["journal", "replay"],
    &["journal", "expire"],
    &["journal", "rekey"],
    &["journal", "hold"],
    &["journal", "release"],
    &["lake"],
    &["lake", "status"],
    &["lake", "verify"],
    &["lake", "compact"],
    &["lake", "expire"],
    &["lake", "export"],
    &["lake", "hold"],
    &["lake", "release"],
    &["lake", "rekey"],
    &["doctor"],
];

#[test]
fn every_verb_has_help_in_every_language() {
    for verb in VERBS {
        let texts = LANGUAGES.map(|language| {
            let run = atalaya_in(language, &[verb, &["--help"]].concat());
            assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{verb:?} {language}");
            assert!(run.stdout.contains("--lang"), "{verb:?}: {}", run.stdout);
            for text in ["[cli-", "[data-", "[import-", "[journal-", "[lake-", "[doctor-", "[hunt-"] {
                assert!(!run.stdout.contains(text), "a text is missing: {}", run.stdout);
            }
            assert!(!run.stdout.contains("{$"), "an argument is missing: {}", run.stdout);
            run.stdout
        });
        assert!(texts[0] != texts[1] && texts[1] != texts[2], "{verb:?} is not translated");
        assert!(!texts[2].contains("Usage") && !texts[1].contains("Usage"), "{}", texts[2]);
    }
}

#[test]
fn help_of_scan_names_every_flag() {
    let help = atalaya(&["scan", "--help"]).stdout;
    for flag in [
        "--rules",
        "--level",
        "--since",
        "--until",
        "--timezone",
        "--lang",
        "--output",
        "--threads",
        "--decode-only",
        "--json",
        "--fail-on",
        "--placeholders",
    ] {
        assert!(help.contains(flag), "{flag}: {help}");
    }
}

#[test]
fn the_flag_decides_about_the_language_and_the_environment_else() {
    let check = |language: &str, arguments: &[&str], words: &str| {
        let run = atalaya_in(language, arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    };
    check("C", &["scan", "x", "--levle", "high"], "Did you mean --level?");
    check("es_MX.UTF-8", &["scan", "x", "--levle", "high"], "¿Quiso decir --level?");
    check("zh_TW.UTF-8", &["scan", "x", "--levle", "high"], "您是不是要輸入 --level？");
    check("zh_TW.UTF-8", &["scan", "x", "--levle", "--lang", "es"], "¿Quiso decir --level?");
    check("es_MX.UTF-8", &["scan", "--lang", "fr", "x"], "--lang <IDIOMA> no puede ser fr");
    check("C", &["scna"], "Did you mean scan?");
    check("C", &[], "Usage: atalaya <COMMAND> [FLAGS]");
}

#[test]
fn what_cannot_be_done_is_said_with_a_remedy_and_ends_with_status_2() {
    let folder = folder(&[("empty/readme.txt", "no rule"), ("log.json", "{\"a\":1}\n"), ("list.yml", "- 1\n- 2\n")]);
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let check = |arguments: &[&str], words: &[&str]| {
        let run = atalaya(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}{}", run.stdout, run.stderr);
        words.iter().for_each(|word| assert!(run.stderr.contains(word), "{word}: {}", run.stderr));
    };
    let (log, empty) = (path("log.json"), path("empty"));
    check(&["scan", &log, "--rules", &empty], &["There is no rule in", &empty, "Sigma"]);
    check(&["rules", "list", &empty], &["There is no rule in", &empty]);
    check(&["scan", &log, "--rules", &path("gone")], &["cannot be read: it does not exist"]);
    check(&["scan", &log, "--output", &path("gone/findings.jsonl")], &["cannot be written", "does not exist"]);
    check(&["scan", &log, "--output", "findings.txt"], &[".jsonl, .ndjson"]);
    check(&["scan", &log, "--placeholders", &path("list.yml")], &["no list of placeholders"]);
    check(&["rules", "show", "no such rule"], &["There is no rule no such rule", "atalaya rules list"]);
    check(&["kinds", "show", "no.such.kind"], &["atalaya kinds list"]);
}

#[test]
fn nothing_read_ends_with_status_2_and_a_summary_all_the_same() {
    let folder = folder(&[]);
    let gone = folder.path().join("gone.evtx");
    let run = atalaya(&["scan", text(&gone)]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.contains("Nothing could be read."), "{}", run.stdout);
    assert!(run.stdout.contains(text(&gone)), "{}", run.stdout);
}

#[test]
fn the_version_is_the_packages() {
    assert_eq!(atalaya(&["--version"]).stdout, format!("atalaya {}\n", env!("CARGO_PKG_VERSION")));
}
