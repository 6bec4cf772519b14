//! The corpus: real logs and public rules that stand beside the checkout and are no part of it.
//!
//! A test asks [`corpus`] and returns early where there is none, so that a clone alone passes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::{env, fs, io};

use atalaya_stdx::yaml::{self, Node};

/// Folders below folders that are followed.
const DEPTH_MAX: usize = 16;

/// The corpus, where there is one.
#[derive(Debug, Clone)]
pub struct Corpus {
    root: PathBuf,
}

/// The corpus at `$ATALAYA_CORPUS` or, without it, at `../shared/corpus` from the workspace. Where there is
/// none, says so once on standard error.
#[must_use]
pub fn corpus() -> Option<Corpus> {
    static SAID: Once = Once::new();
    let beside =
        || Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../../shared/corpus");
    let root = env::var_os("ATALAYA_CORPUS").map_or_else(beside, PathBuf::from);
    if root.is_dir() {
        return Some(Corpus { root });
    }
    SAID.call_once(|| {
        // A test must not fail because nobody can be told that it was skipped.
        let _ = writeln!(io::stderr(), "skipped: no corpus at {}", root.display());
    });
    None
}

/// A case of the public regression tests: rules that must fire on a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regression {
    /// The description, `info.yml`.
    pub info: PathBuf,
    /// The identifiers of the rules that must fire.
    pub rules: Vec<String>,
    /// The log.
    pub log: PathBuf,
    /// What the description calls the log's type, `evtx`.
    pub kind: String,
    /// How often each rule must fire at least: what the description says, else once.
    pub matches_min: u64,
}

impl Corpus {
    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// All files below `folder` with the extension, sorted.
    #[must_use]
    pub fn files(&self, folder: &str, extension: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(&self.root.join(folder), DEPTH_MAX, &mut |file| {
            if file.extension().is_some_and(|candidate| candidate.eq_ignore_ascii_case(extension)) {
                found.push(file);
            }
        });
        found.sort();
        found
    }

    /// Every EVTX file, those of the regression cases included.
    #[must_use]
    pub fn evtx(&self) -> Vec<PathBuf> {
        let mut files = self.files("evtx", "evtx");
        files.extend(self.files("regression_data", "evtx"));
        files
    }

    /// Every rule file.
    #[must_use]
    pub fn rules(&self) -> Vec<PathBuf> {
        self.files("sigma", "yml")
    }

    /// Every zipped log.
    #[must_use]
    pub fn zips(&self) -> Vec<PathBuf> {
        let mut files = self.files("json", "zip");
        files.extend(self.files("zeek", "zip"));
        files
    }

    /// Every regression case.
    ///
    /// # Panics
    /// Where a description cannot be read: the corpus is broken then, and no test on it means anything.
    #[must_use]
    pub fn regressions(&self) -> Vec<Regression> {
        let infos = self.files("regression_data", "yml");
        infos.iter().flat_map(|info| self.regressions_of(info)).collect()
    }

    fn regressions_of(&self, info: &Path) -> Vec<Regression> {
        let text = fs::read_to_string(info).unwrap_or_else(|error| panic!("{}: {error}", info.display()));
        let (documents, error) = yaml::documents(&text);
        assert!(error.is_none(), "{}: {error:?}", info.display());
        let described =
            |key: &'static str| documents.iter().filter_map(move |document| document.get(key)?.list()).flatten();
        let rules: Vec<String> = described("rule_metadata").filter_map(|rule| text_of(rule, "id")).collect();
        described("regression_tests_info")
            .filter_map(|test| {
                Some(Regression {
                    info: info.to_owned(),
                    rules: rules.clone(),
                    log: self.root.join(text_of(test, "path")?),
                    kind: text_of(test, "type")?,
                    matches_min: text_of(test, "match_count").and_then(|count| count.parse().ok()).unwrap_or(1),
                })
            })
            .collect()
    }
}

fn text_of(node: &Node, key: &str) -> Option<String> {
    node.get(key)?.text().map(str::to_owned)
}

fn walk(folder: &Path, depth: usize, found: &mut impl FnMut(PathBuf)) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if !path.is_dir() {
            found(path);
        } else if depth > 0 {
            walk(&path, depth - 1, found);
        }
    }
}
