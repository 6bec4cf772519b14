//! Patterns that find fields inside a text: `Failed password for (?<user>\S+)`.
//!
//! Devices write sentences. A dialect lists patterns for a path of its records; each pattern that is found in the
//! text there gives its named groups as fields below that path. Patterns are the kinds' authors', texts are
//! anybody's: the search is linear in the text, and the patterns have bounds of their own.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use std::sync::{Arc, OnceLock};

/// Patterns that one path may have.
pub(crate) const PATTERNS_MAX: usize = 256;
/// Bytes of memory that one compiled pattern may take.
const PATTERN_BYTES_MAX: usize = 2 << 20;
/// Bytes of memory that all patterns of one path may take together.
const SET_BYTES_MAX: usize = 32 << 20;

/// The patterns for the text at one path. A copy searches with memory of its own: what the threads that search with it need
/// goes when it goes.
pub struct Extraction {
    /// The record path of the text; what is found comes below it.
    pub path: String,
    /// The patterns, in the syntax of the crate `regex`.
    pub patterns: Vec<String>,
    /// Compiled once for all copies; nobody searches with these.
    compiled: Arc<OnceLock<Compiled>>,
    /// The same programs, with this copy's memory.
    own: OnceLock<Compiled>,
}

#[derive(Debug, Clone)]
struct Compiled {
    /// Tells in one pass which patterns occur.
    set: RegexSet,
    each: Vec<Regex>,
}

impl Clone for Extraction {
    fn clone(&self) -> Extraction {
        Extraction {
            path: self.path.clone(),
            patterns: self.patterns.clone(),
            compiled: Arc::clone(&self.compiled),
            own: OnceLock::new(),
        }
    }
}

impl std::fmt::Debug for Extraction {
    /// What was written, and not whether it was compiled yet: the same kinds always print the same.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Extraction").field("path", &self.path).field("patterns", &self.patterns).finish()
    }
}

impl Extraction {
    /// The patterns for the text at `path`. They are compiled when they are first needed.
    pub(crate) fn new(path: String, patterns: Vec<String>) -> Extraction {
        Extraction { path, patterns, compiled: Arc::default(), own: OnceLock::new() }
    }

    /// Compiles the patterns. An error is that of the first one that cannot be compiled or names no group.
    pub(crate) fn check(&self) -> Result<(), String> {
        let compiled = compile(&self.patterns).map_err(|error| error.to_string())?;
        let nameless = compiled.each.iter().find(|pattern| pattern.capture_names().flatten().next().is_none());
        match nameless {
            Some(pattern) => Err(format!("no named group in {pattern}")),
            None => {
                let _ = self.compiled.set(compiled);
                Ok(())
            }
        }
    }

    /// Tells the name and the text of every group that the patterns find, in the order of the patterns.
    pub fn find(&self, text: &str, found: &mut dyn FnMut(&str, &str)) {
        let nothing = || Compiled { set: RegexSet::empty(), each: Vec::new() };
        let compiled = || self.compiled.get_or_init(|| compile(&self.patterns).unwrap_or_else(|_| nothing()));
        let compiled = self.own.get_or_init(|| compiled().clone());
        for number in compiled.set.matches(text) {
            let pattern = &compiled.each[number];
            let Some(captures) = pattern.captures(text) else { continue };
            let named = pattern.capture_names().enumerate().filter_map(|(group, name)| Some((group, name?)));
            for (group, name) in named {
                if let Some(part) = captures.get(group) {
                    found(name, part.as_str());
                }
            }
        }
    }
}

fn compile(patterns: &[String]) -> Result<Compiled, regex::Error> {
    let one = |pattern: &String| RegexBuilder::new(pattern).size_limit(PATTERN_BYTES_MAX).build();
    Ok(Compiled {
        each: patterns.iter().map(one).collect::<Result<_, _>>()?,
        set: RegexSetBuilder::new(patterns).size_limit(SET_BYTES_MAX).build()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_that_is_found_gives_its_groups() {
        let patterns =
            [r"^%(?<facility>[A-Z]+)-(?<severity>\d)", r"from (?<src>\S+)(?: port (?<port>\d+))?", "(?<x>never)"];
        let extraction = Extraction::new("message".into(), patterns.map(str::to_owned).to_vec());
        let mut found = Vec::new();
        extraction.find("%SEC-6: log-in from 192.0.2.7", &mut |name, text| found.push(format!("{name}={text}")));
        assert_eq!(found, ["facility=SEC", "severity=6", "src=192.0.2.7"]);
        assert!(extraction.check().is_ok());
    }

    #[test]
    fn patterns_that_cannot_be_used_are_refused() {
        let check = |pattern: &str| Extraction::new(String::new(), vec![pattern.to_owned()]).check().is_err();
        assert!(check("(?<a>"));
        assert!(check("no group"));
        assert!(check(r"(?<a>(\w{500}){500})"));
    }
}
