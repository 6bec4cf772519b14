//! Every technique and tactic of the content loads, and those that rules cite are there.

use std::collections::BTreeSet;

use atalaya_explain::{attack_problems, tactic, tactics, technique, techniques};
use atalaya_model::Language;
use atalaya_testkit::corpus;

#[test]
fn the_content_loads_without_a_problem() {
    assert_eq!(attack_problems(), [] as [&str; 0]);
}

#[test]
fn tactics_stand_in_the_order_of_the_matrix_and_speak_three_languages() {
    assert_eq!(tactics().first().unwrap().word, "reconnaissance");
    assert_eq!(tactics().last().unwrap().word, "impact");
    assert_eq!(tactics().len(), 16);
    for tactic in tactics() {
        let names: BTreeSet<&str> = Language::ALL.into_iter().map(|language| tactic.name(language)).collect();
        assert!(names.len() > 1, "{}: {names:?}", tactic.word);
        assert!(tactic.id.starts_with("TA"), "{}", tactic.id);
    }
}

#[test]
fn tags_name_tactics_and_techniques() {
    assert_eq!(tactic("attack.credential_access").unwrap().id, "TA0006");
    assert_eq!(tactic("attack.t1059"), None);
    assert_eq!(tactic("cve.2021-1675"), None);
    let tags = ["attack.t1110", "attack.execution", "cve.2020-1", "attack.T1059.001"].map(str::to_owned);
    let named: Vec<&str> = techniques(&tags).iter().map(|technique| technique.id.as_str()).collect();
    assert_eq!(named, ["T1110", "T1059.001"]);
    assert_eq!(technique("t1059.001").unwrap().tactics()[0].word, "execution");
    assert!(technique("T9999").is_none());
}

#[test]
fn every_technique_that_a_public_rule_cites_is_explained() {
    let Some(corpus) = corpus() else { return };
    let mut cited = BTreeSet::new();
    collect(&corpus.root().join("sigma"), &mut cited);
    assert!(cited.len() > 300, "only {} techniques found", cited.len());
    let missing: Vec<&String> = cited.iter().filter(|id| technique(id).is_none()).collect();
    assert!(missing.is_empty(), "cited and not explained: {missing:?}");
}

#[test]
fn every_technique_that_a_rule_of_ours_cites_is_explained() {
    let rules = std::path::Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../../content/rules");
    let files = std::fs::read_dir(rules).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap());
    let mut missing = BTreeSet::new();
    for text in texts {
        let tags = text.split("attack.t").skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let ids = tags.map(|rest| rest.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or_default());
        missing.extend(ids.map(|id| format!("T{id}")).filter(|id| technique(id).is_none()));
    }
    assert!(missing.is_empty(), "cited and not explained: {missing:?}");
}

/// The techniques in the tags of the rules below the folder.
fn collect(folder: &std::path::Path, cited: &mut BTreeSet<String>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, cited);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let tags = text.lines().filter_map(|line| line.trim().strip_prefix("- attack.t"));
            let ids = tags.filter(|id| id.starts_with(|c: char| c.is_ascii_digit()));
            cited.extend(ids.map(|id| format!("T{}", id.split_whitespace().next().unwrap_or_default())));
        }
    }
}
