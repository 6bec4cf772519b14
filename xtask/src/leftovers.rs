//! What must not be left in the sources: unfinished code, files that do not say what they are, functions that do not
//! fit a screen, and traces of the machine they were written on.

use std::env;
use std::path::Path;

use anyhow::Result;

use crate::step::none;
use crate::workspace::{self, File};

/// Lines a function may have. Most have a tenth of it.
const FUNCTION_LINES_MAX: usize = 80;

/// Unfinished code. The words are put together here so that this file does not find itself.
const UNFINISHED: &[&str] =
    &[concat!("to", "do!("), concat!("unimple", "mented!("), concat!("db", "g!("), concat!("FIX", "ME")];

/// Where every crate comes from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks the sources, the documents and the lock file.
pub(crate) fn check() -> Result<()> {
    let sources = workspace::files(&["crates", "xtask", "bench", "fuzz"], &["rs"])?;
    let mut wrong: Vec<String> = sources.iter().flat_map(faults).collect();
    let texts = workspace::files(&["."], &["rs", "md", "toml", "yml", "ftl", "svg", "lock"])?;
    let traces = traces();
    wrong.extend(texts.iter().flat_map(|file| found(file, &traces, "names a folder of this machine")));
    wrong.extend(texts.iter().filter(|file| file.path.ends_with("Cargo.lock")).flat_map(foreign_sources));
    none(&wrong)
}

fn faults(file: &File) -> Vec<String> {
    let mut wrong = found(file, UNFINISHED, "unfinished");
    if !file.text.starts_with("//!") {
        wrong.push(format!("{}: does not begin by saying what it is (//!)", file.path));
    }
    let long = long_functions(&file.text).into_iter();
    wrong.extend(long.map(|(line, lines)| format!("{}:{line}: a function of {lines} lines", file.path)));
    wrong
}

/// The folders by which this machine would show: the checkout itself, and what rustup and cargo keep.
fn traces() -> Vec<String> {
    let home = env::home_dir().filter(|home| home.components().count() > 1);
    let kept = |home: &Path| [home.join(".cargo"), home.join(".rustup"), home.join(".cache")];
    let folders = [workspace::root().to_owned()].into_iter().chain(home.iter().flat_map(|home| kept(home)));
    folders.map(|folder| format!("{}/", folder.display())).collect()
}

fn found<Word: AsRef<str>>(file: &File, words: &[Word], fault: &str) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    lines
        .filter_map(|(index, line)| Some((index, words.iter().find(|word| line.contains(word.as_ref()))?)))
        .map(|(index, word)| format!("{}:{}: {fault}: {}", file.path, index + 1, word.as_ref()))
        .collect()
}

/// Crates that do not come from the registry: a mirror, or a branch of somebody's.
fn foreign_sources(lock: &File) -> Vec<String> {
    let sources = lock.text.lines().filter_map(|line| line.strip_prefix("source = "));
    let foreign = sources.filter(|source| source.trim_matches('"') != REGISTRY);
    foreign.map(|source| format!("{}: a crate comes from {source}", lock.path)).collect()
}

/// Functions that are too long: the line each begins on and its length. By indentation, which rustfmt guarantees.
fn long_functions(text: &str) -> Vec<(usize, usize)> {
    let mut long = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        match &open {
            Some((start, end)) if line == end => {
                if number - start >= FUNCTION_LINES_MAX {
                    long.push((*start, number - start + 1));
                }
                open = None;
            }
            None if begins_function(code) && !line.ends_with(['}', ';']) => {
                open = Some((number, format!("{indent}}}")))
            }
            _ => {}
        }
    }
    long
}

fn begins_function(code: &str) -> bool {
    let words = code.split(' ');
    let mut words =
        words.skip_while(|word| word.starts_with("pub") || ["const", "async", "crate)", "super)"].contains(word));
    words.next() == Some("fn")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> File {
        File { path: "a.rs".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_is_left_is_named_with_its_line() {
        let check = |text: &str, faults: &[&str]| assert_eq!(super::faults(&file(text)), faults);
        check("//! Good.\n", &[]);
        check("fn a() {}\n", &["a.rs: does not begin by saying what it is (//!)"]);
        check(concat!("//! Good.\n\nfn a() { to", "do!() }\n"), &[concat!("a.rs:3: unfinished: to", "do!(")]);
    }

    #[test]
    fn long_functions_are_found() {
        let of = |lines: usize| format!("    pub(crate) fn a(\n{}    }}\n", "        b();\n".repeat(lines - 2));
        assert_eq!(long_functions(&of(FUNCTION_LINES_MAX)), []);
        assert_eq!(long_functions(&of(FUNCTION_LINES_MAX + 1)), [(1, FUNCTION_LINES_MAX + 1)]);
        let short_ones = "fn a() {\n}\n".repeat(FUNCTION_LINES_MAX);
        assert_eq!(long_functions(&short_ones), []);
    }

    #[test]
    fn crates_from_elsewhere_are_named() {
        let lock = |source: &str| file(&format!("[[package]]\nname = \"a\"\nsource = \"{source}\"\n"));
        assert_eq!(foreign_sources(&lock(REGISTRY)).len(), 0);
        assert_eq!(foreign_sources(&lock("sparse+https://mirror.example/index/")).len(), 1);
    }
}
