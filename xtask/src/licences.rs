//! The licences of the dependencies: each must be usable under one that asks no more of our users than ours does.

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::step::none;
use crate::workspace;

/// Licences we accept. Copyleft of whole works is not among them; that of single files (MPL-2.0) is.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Checks every package that the lock file names.
pub(crate) fn check() -> Result<()> {
    let metadata = workspace::metadata(&["--locked"])?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let wrong: Vec<String> = packages.iter().filter_map(refused).collect();
    none(&wrong)
}

fn refused(package: &Value) -> Option<String> {
    let text = |key: &str| package[key].as_str();
    let name = format!("{} {}", text("name").unwrap_or("?"), text("version").unwrap_or("?"));
    match text("license") {
        None => Some(format!("{name}: says no licence")),
        Some(expression) if accepted(expression) => None,
        Some(expression) => Some(format!("{name}: {expression}")),
    }
}

/// Whether the SPDX expression leaves a choice that we accept. Understands AND, OR, the old `/` for OR, WITH and
/// parentheses; anything else is refused.
fn accepted(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let accepted = any(&mut words, DEPTH_MAX).unwrap_or(false);
    accepted && words.next().is_none()
}

/// Parentheses within parentheses that are followed.
const DEPTH_MAX: usize = 8;

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words<'_>, depth: usize) -> Option<bool> {
    let mut accepted = all(words, depth)?;
    while words.next_if_eq(&"OR").is_some() {
        accepted |= all(words, depth)?;
    }
    Some(accepted)
}

fn all(words: &mut Words<'_>, depth: usize) -> Option<bool> {
    let mut accepted = one(words, depth)?;
    while words.next_if_eq(&"AND").is_some() {
        accepted &= one(words, depth)?;
    }
    Some(accepted)
}

fn one(words: &mut Words<'_>, depth: usize) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let accepted = any(words, depth.checked_sub(1)?)?;
        return words.next_if_eq(&")").map(|_| accepted);
    }
    if words.next_if_eq(&"WITH").is_some() {
        // An exception only permits more.
        words.next()?;
    }
    Some(ACCEPTED.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_accepted_when_it_leaves_an_acceptable_choice() {
        let check = |expression: &str, good: bool| assert_eq!(accepted(expression), good, "{expression}");
        check("MIT", true);
        check("MIT OR Apache-2.0", true);
        check("Unlicense/MIT", true);
        check("Apache-2.0 OR GPL-2.0-only", true);
        check("GPL-2.0-only", false);
        check("MIT AND GPL-2.0-only", false);
        check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
        check("(GPL-3.0-only OR LGPL-2.1-or-later) AND MIT", false);
        check("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true);
        check("GPL-2.0-only WITH Classpath-exception-2.0", false);
        check("MIT OR", false);
        check("(MIT", false);
        check("MIT Apache-2.0", false);
        check("", false);
        check(&"(".repeat(1000), false);
    }
}
