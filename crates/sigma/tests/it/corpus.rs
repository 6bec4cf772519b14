//! The public rules, where they are at hand.

use std::path::{Path, PathBuf};

use atalaya_model::{Diagnostic, Severity};
use atalaya_sigma::parse::parse;

/// The folder of public rules, if this machine has it.
pub(crate) fn folder() -> Option<PathBuf> {
    let corpus = std::env::var_os("ATALAYA_CORPUS").map(PathBuf::from);
    let beside =
        || Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../../shared/corpus");
    Some(corpus.unwrap_or_else(beside).join("sigma")).filter(|folder| folder.is_dir())
}

/// The texts of all rule files below `folder`, by path.
pub(crate) fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yml") {
                texts.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    texts.sort();
    texts
}

#[test]
fn every_public_rule_is_read_without_an_error() {
    let Some(folder) = folder() else { return println!("skipped: no corpus") };
    let texts = texts(&folder);
    let start = std::time::Instant::now();
    let parsed: Vec<_> = texts.iter().map(|(file, text)| parse(file, text)).collect();
    println!("{} files in {:?}", texts.len(), start.elapsed());
    let diagnostics: Vec<&Diagnostic> = parsed.iter().flat_map(|(_, diagnostics)| diagnostics).collect();
    let errors: Vec<_> = diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut warnings = std::collections::BTreeMap::<&str, usize>::new();
    diagnostics.iter().for_each(|diagnostic| *warnings.entry(diagnostic.message.id).or_default() += 1);
    println!("{warnings:?}");
    assert!(parsed.iter().all(|(documents, _)| documents.len() == 1));
}
