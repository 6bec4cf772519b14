//! The catalogue agrees with the code: what the code says has a text, and no text is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use atalaya_model::Language;

use crate::fragments::entries;

/// A source file and its text up to its unit tests, whose messages are inventions.
struct Source {
    path: PathBuf,
    text: String,
}

fn sources() -> Vec<Source> {
    let crates = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let mut found = Vec::new();
    for entry in fs::read_dir(crates).unwrap() {
        collect(&entry.unwrap().path().join("src"), &mut found);
    }
    assert!(found.len() > 10, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            // Examples in comments are no uses.
            let code: String =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            found.push(Source { path, text: code });
        }
    }
}

/// Beginnings of identifiers that code keeps in lists, beside counts or conditions.
const LISTED: [&str; 4] = ["limit-", "correlation-", "damage-", "malformed-"];

/// The identifiers right after `Message::new("`, also where the formatter broke the line, and those in lists.
fn said(source: &str) -> BTreeSet<String> {
    let word =
        |text: &&str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let quoted = source.split('"').skip(1).step_by(2).filter(word);
    let listed = quoted.filter(|text| LISTED.iter().any(|start| text.len() > start.len() && text.starts_with(start)));
    let direct = source
        .split("Message::new(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split_once('"'))
        .map(|(id, _)| id);
    direct.chain(listed).map(str::to_owned).collect()
}

#[test]
fn every_message_of_the_code_has_a_text() {
    let known = entries(Language::En);
    let mut missing = Vec::new();
    for source in sources() {
        let ids = said(&source.text).into_iter().filter(|id| !known.contains_key(id));
        missing.extend(ids.map(|id| format!("{id} ({})", source.path.display())));
    }
    assert!(missing.is_empty(), "no text for: {missing:#?}");
}

/// An identifier is used where it stands as a literal in the code, or in the content that code reads (kinds name remedies);
/// one that code puts together at run time is marked `# dynamic: <by whom>` in the English fragment.
#[test]
fn every_text_is_used() {
    let sources = sources();
    let content = content();
    let unused: Vec<String> = entries(Language::En)
        .into_iter()
        .filter(|(_, entry)| !entry.dynamic)
        .map(|(id, _)| id)
        .filter(|id| !sources.iter().any(|source| source.text.contains(&format!("\"{id}\""))))
        .filter(|id| !content.iter().any(|text| names(text, id)))
        .collect();
    assert!(unused.is_empty(), "texts nobody says: {unused:#?}");
}

/// The kinds and the rules, without the kinds' samples.
fn content() -> Vec<String> {
    let content = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../content");
    let folders = ["kinds", "kinds/families", "rules"].map(|folder| content.join(folder));
    let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
    let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Whether the word stands in the text, and not only as part of a longer one.
fn names(text: &str, id: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(id).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + id.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// A message's arguments are given where the message is made, so each stands as a literal in a file that names the message.
#[test]
fn every_argument_of_a_text_is_given_by_the_code() {
    let sources = sources();
    let mut missing = Vec::new();
    for (id, entry) in entries(Language::En) {
        let quoted = format!("\"{id}\"");
        let saying: Vec<&Source> = sources.iter().filter(|source| source.text.contains(&quoted)).collect();
        if saying.is_empty() {
            continue;
        }
        for argument in &entry.arguments {
            if !saying.iter().any(|source| source.text.contains(&format!("\"{argument}\""))) {
                missing.push(format!("{id}: ${argument}"));
            }
        }
    }
    assert!(missing.is_empty(), "arguments nobody gives: {missing:#?}");
}
