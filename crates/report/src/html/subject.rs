//! Whom a story is about: a host, or where the findings name none, the file that they are in.

use super::Context;
use super::frame::host;
use super::names::NONE;
use super::page::Page;
use super::survey::{Pair, Survey};
use atalaya_model::Level;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::fmt::Write as _;
use std::hash::Hash;

/// A step: a rule that fired there.
pub(crate) type Step = (u32, Pair);

/// Whom a story is about, by its number in the survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// A host that the findings name.
    Host(u32),
    /// A file whose findings name no host.
    File(u32),
}

/// All of them, by weight.
pub(crate) fn subjects(context: &Context<'_>) -> Vec<Subject> {
    let survey = &context.survey;
    let named = survey.pairs.iter().filter(|((host, _), _)| *host != NONE);
    let named = named.map(|((host, rule), pair)| (Subject::Host(*host), *rule, pair));
    let unnamed = survey.unnamed.iter().map(|((file, rule), pair)| (Subject::File(*file), *rule, pair));
    by_weight(context, named.chain(unnamed))
}

/// The hosts by weight; those without a name are one, which ranks like any other.
pub(crate) fn hosts_by_weight(context: &Context<'_>) -> Vec<u32> {
    by_weight(context, context.survey.pairs.iter().map(|((host, rule), pair)| (*host, *rule, pair)))
}

/// First those with the most serious findings, and of these those on which more different rules fired.
fn by_weight<'p, K: Copy + Ord + Hash>(
    context: &Context<'_>,
    pairs: impl Iterator<Item = (K, u32, &'p Pair)>,
) -> Vec<K> {
    let mut weights: FxHashMap<K, (u64, u64)> = FxHashMap::default();
    for (key, rule, pair) in pairs {
        let weight = weights.entry(key).or_default();
        weight.0 += weight_of(context.fired.get(rule).level);
        weight.1 += pair.findings;
    }
    let mut keys: Vec<K> = weights.keys().copied().collect();
    keys.sort_by_key(|key| (Reverse(weights[key]), *key));
    keys
}

/// One rule of a level outweighs any likely number of rules of the next lower one.
fn weight_of(level: Level) -> u64 {
    100_u64.pow(level as u32)
}

impl Subject {
    /// What happened there, in the order of time.
    pub(crate) fn steps(self, survey: &Survey) -> Vec<Step> {
        let (pairs, number) = match self {
            Subject::Host(host) => (&survey.pairs, host),
            Subject::File(file) => (&survey.unnamed, file),
        };
        let mut steps: Vec<Step> =
            pairs.iter().filter(|((of, _), _)| *of == number).map(|((_, rule), pair)| (*rule, *pair)).collect();
        steps.sort_by_key(|(rule, pair)| (pair.first.millis.unwrap_or(i64::MAX), Reverse(pair.first.level), *rule));
        steps
    }

    /// The host's name, or that there is none and in which file.
    pub(crate) fn write(self, page: &mut Page, survey: &Survey) {
        match self {
            Subject::Host(number) => host(page, survey, number),
            Subject::File(number) => {
                host(page, survey, NONE);
                let name = survey.files.name(number);
                if !name.is_empty() {
                    page.raw(" · ").value(name);
                }
            }
        }
    }

    /// The fragment that shows its findings in the list, for an attribute; more may be asked of them after it.
    pub(crate) fn link(self, survey: &Survey) -> String {
        match self {
            Subject::Host(number) => format!("#?host={number}"),
            Subject::File(number) => {
                let name = survey.files.name(number);
                let mut link = format!("#?host={NONE}");
                if !name.is_empty() {
                    link.push_str("&amp;q=");
                    encode(name, &mut link);
                }
                link
            }
        }
    }
}

/// Appends the text as a value of a query, all but letters and digits by their bytes.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to memory does not fail");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_in_links() {
        let check = |text, expected: &str| {
            let mut out = String::new();
            encode(text, &mut out);
            assert_eq!(out, expected);
        };
        check("logs/a.log", "logs%2Fa%2Elog");
        check("a b\"&+%é", "a%20b%22%26%2B%25%C3%A9");
    }
}
