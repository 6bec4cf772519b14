//! `docs/limits.md`: every bound of the program, read from the constants that the code itself uses.
//!
//! A bound is a constant whose name ends in `_MAX`, with a comment that says what it bounds. One inside a function and
//! without a comment is the function's own affair.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Result, ensure};

use crate::step::{none, say};
use crate::workspace::{self, File};

/// The page, from the root.
const PAGE: &str = "docs/limits.md";

const HEAD: &str = "\
# Limits

Everything in Atalaya is bounded, and every bound has a name. What goes over one is counted and reported, never
dropped in silence. This page is written by `cargo xtask limits` from the constants in the sources; do not edit it.
";

/// A bound as the sources state it.
#[derive(Debug, PartialEq, Eq)]
struct Limit {
    path: String,
    line: usize,
    name: String,
    value: String,
    words: String,
}

/// Writes the page.
pub(crate) fn write() -> Result<()> {
    let limits = limits()?;
    none(&silent(&limits))?;
    fs::write(workspace::root().join(PAGE), page(&limits))?;
    say(format_args!("{PAGE}: {} limits", limits.len()));
    Ok(())
}

/// Checks that the page is what would be written.
pub(crate) fn check() -> Result<()> {
    let limits = limits()?;
    none(&silent(&limits))?;
    let current = fs::read_to_string(workspace::root().join(PAGE)).unwrap_or_default();
    ensure!(current == page(&limits), "{PAGE} is not current: run `cargo xtask limits` and commit it");
    Ok(())
}

fn limits() -> Result<Vec<Limit>> {
    let files = workspace::files(&["crates"], &["rs"])?;
    // The testkit is no part of the program.
    let shipped = files.iter().filter(|file| file.path.contains("/src/") && !file.path.starts_with("crates/testkit/"));
    Ok(shipped.flat_map(of).collect())
}

fn silent(limits: &[Limit]) -> Vec<String> {
    let silent = limits.iter().filter(|limit| limit.words.is_empty());
    silent.map(|limit| format!("{}:{}: {} does not say what it bounds", limit.path, limit.line, limit.name)).collect()
}

/// The bounds of a file.
fn of(file: &File) -> Vec<Limit> {
    let lines: Vec<&str> = file.shipped().lines().collect();
    let found = lines.iter().enumerate().filter_map(|(index, line)| {
        let (name, value) = constant(line)?;
        let words = words_above(&lines[..index]);
        if words.is_empty() && line.starts_with(' ') {
            return None;
        }
        Some(Limit {
            path: file.path.clone(),
            line: index + 1,
            name: name.to_owned(),
            value: shown(name, value),
            words,
        })
    });
    found.collect()
}

/// Name and expression of a line that defines a bound.
fn constant(line: &str) -> Option<(&str, &str)> {
    let code = line.trim_start();
    let code = ["pub(crate) ", "pub(super) ", "pub "].iter().find_map(|word| code.strip_prefix(word)).unwrap_or(code);
    let (name, rest) = code.strip_prefix("const ")?.split_once(':')?;
    let value = rest.split_once('=')?.1.split(';').next()?.trim();
    // The same bound under a second path stands where it is defined.
    let again = value.strip_suffix(name).is_some_and(|path| path.ends_with("::"));
    (name.ends_with("_MAX") && !again).then_some((name, value))
}

/// The comment right above, attributes left out, joined into one line.
fn words_above(lines: &[&str]) -> String {
    let above = lines.iter().rev().map(|line| line.trim());
    let mut words: Vec<&str> = above
        .filter(|line| !line.starts_with("#["))
        .map_while(|line| line.strip_prefix("///"))
        .map(str::trim)
        .collect();
    words.reverse();
    words.join(" ")
}

/// The value as people read it, with the unit that the name states; an expression we cannot calculate stays as it is.
fn shown(name: &str, expression: &str) -> String {
    let Some(number) = calculated(expression) else { return format!("`{expression}`") };
    const UNITS: [(u32, &str); 4] = [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = UNITS.iter().find(|(bits, _)| number >= 1 << bits && number.trailing_zeros() >= *bits);
    match unit {
        Some((bits, unit)) if name.contains("BYTES") => format!("{} {unit}", grouped(number >> bits)),
        _ if name.contains("BYTES") => format!("{} bytes", grouped(number)),
        _ => grouped(number),
    }
}

/// The value of sums, products and shifts of whole numbers, by rising precedence as in Rust.
fn calculated(expression: &str) -> Option<u64> {
    if let Some((left, right)) = expression.rsplit_once("<<") {
        return calculated(left)?.checked_shl(u32::try_from(calculated(right)?).ok()?);
    }
    if let Some((left, right)) = expression.rsplit_once('+') {
        return calculated(left)?.checked_add(calculated(right)?);
    }
    if let Some((left, right)) = expression.rsplit_once('*') {
        return calculated(left)?.checked_mul(calculated(right)?);
    }
    let digits = expression.trim().replace('_', "");
    let digits =
        ["usize", "u64", "u32", "u16", "u8"].iter().find_map(|kind| digits.strip_suffix(kind)).unwrap_or(&digits);
    digits.parse().ok()
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

fn page(limits: &[Limit]) -> String {
    let mut page = HEAD.to_owned();
    let mut crate_before = "";
    for limit in limits {
        let crate_now = limit.path.split('/').nth(1).unwrap_or_default();
        if crate_now != crate_before {
            write!(page, "\n## {crate_now}\n\n| limit | value | what it bounds | where |\n|---|---|---|---|\n")
                .expect("strings grow");
            crate_before = crate_now;
        }
        let words = plain(&limit.words);
        let place = limit.path.split_once("/src/").map_or("", |(_, place)| place);
        writeln!(page, "| `{}` | {} | {words} | `{place}` |", limit.name, limit.value).expect("strings grow");
    }
    page
}

/// A documentation comment as a cell of a table: links to items become the items' names.
fn plain(words: &str) -> String {
    words.replace("[`", "`").replace("`]", "`").replace("`crate::", "`").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_read_with_their_words() {
        let text = "//! File.\n\n/// Bytes one text\n/// may have.\n#[doc(hidden)]\npub const TEXT_BYTES_MAX: usize = 4 << 20;\nconst BARE_MAX: u64 = 1;\n    const INNER_MAX: u64 = 1;\nconst BARE_MAX: u64 = other::BARE_MAX;\n";
        let limits = of(&File { path: "crates/a/src/b.rs".to_owned(), text: text.to_owned() });
        let read: Vec<_> = limits.iter().map(|limit| (&*limit.name, &*limit.value, &*limit.words)).collect();
        assert_eq!(read, [("TEXT_BYTES_MAX", "4 MiB", "Bytes one text may have."), ("BARE_MAX", "1", "")]);
        assert_eq!(silent(&limits), ["crates/a/src/b.rs:7: BARE_MAX does not say what it bounds"]);
    }

    #[test]
    fn values_are_shown_as_people_read_them() {
        let check = |name, expression, text: &str| assert_eq!(shown(name, expression), text);
        check("FIELDS_MAX", "8192", "8,192");
        check("FIELDS_MAX", "1 << 16", "65,536");
        check("A_BYTES_MAX", "64 << 20", "64 MiB");
        check("A_BYTES_MAX", "2 * 1024 * 1024 * 1024", "2 GiB");
        check("A_BYTES_MAX", "1_000", "1,000 bytes");
        check("A_MAX", "OTHER_MAX / 2", "`OTHER_MAX / 2`");
        check("A_MAX", "10_000u64", "10,000");
    }
}
