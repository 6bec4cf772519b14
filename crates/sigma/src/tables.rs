//! The tables of one slot: from a value to the rules that are worth evaluating for it.

use crate::expr::{Number, Op};
use crate::pattern::Shape;
use crate::regex_text;
use aho_corasick::automaton::OverlappingState;

use aho_corasick::packed::{Config as PackedConfig, MatchKind as PackedMatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind, StartKind};
use rustc_hash::FxHashMap;

/// Bytes of literals up to which the automaton is built with full transition tables.
const DENSE_LITERAL_BYTES_MAX: usize = 64 << 10;
/// Literals up to which, if none is very short, a vectorized search tells first whether any occurs at all.
const QUICK_LITERALS_MAX: usize = 48;
const QUICK_LITERAL_BYTES_MIN: usize = 3;

/// Collects what [`SlotTables`] are built from.
#[derive(Default)]
pub(crate) struct TableBuilder {
    exact: FxHashMap<Box<str>, Vec<u32>>,
    prefix: FxHashMap<Box<str>, Vec<u32>>,
    suffix: FxHashMap<Box<str>, Vec<u32>>,
    contains: FxHashMap<Box<str>, Vec<u32>>,
    numbers: FxHashMap<Number, Vec<u32>>,
    present: Vec<u32>,
}

impl TableBuilder {
    /// Lists `rule` under `op`: it will be found by every value that satisfies it.
    pub(crate) fn list(&mut self, op: &Op, rule: u32) {
        let put = |table: &mut FxHashMap<Box<str>, Vec<u32>>, text: String| {
            let rules = table.entry(text.into_boxed_str()).or_default();
            if rules.last() != Some(&rule) {
                rules.push(rule);
            }
        };
        match op {
            Op::Text(pattern) => match (&pattern.shape, pattern.longest_literal()) {
                (Shape::Exact(_), literal) => put(&mut self.exact, literal.unwrap_or_default()),
                (_, None) => self.list_present(rule),
                (Shape::Prefix(_), Some(literal)) => put(&mut self.prefix, literal),
                (Shape::Suffix(_), Some(literal)) => put(&mut self.suffix, literal),
                (Shape::Contains(_) | Shape::Glob(_), Some(literal)) => put(&mut self.contains, literal),
            },
            Op::Number(number) => self.numbers.entry(*number).or_default().push(rule),
            Op::Bool(value) => put(&mut self.exact, value.to_string()),
            Op::Regex(regex) => match regex_text::required(regex) {
                Some(literals) => literals.into_iter().for_each(|literal| put(&mut self.contains, literal)),
                None => self.list_present(rule),
            },
            _ => self.list_present(rule),
        }
    }

    fn list_present(&mut self, rule: u32) {
        if self.present.last() != Some(&rule) {
            self.present.push(rule);
        }
    }

    pub(crate) fn build(self) -> SlotTables {
        let mut texts: Vec<(Box<str>, Vec<u32>)> = self.contains.into_iter().collect();
        texts.sort();
        let bytes: usize = texts.iter().map(|(text, _)| text.len()).sum();
        let automaton = (!texts.is_empty()).then(|| automaton(texts.iter().map(|(text, _)| text.as_ref()), bytes));
        let quick = quick(texts.iter().map(|(text, _)| text.as_bytes()));
        SlotTables {
            quick,
            exact: self.exact,
            prefix: Anchored::new(self.prefix),
            suffix: Anchored::new(self.suffix),
            contains: texts.into_iter().map(|(_, rules)| rules.into_boxed_slice()).collect(),
            automaton,
            numbers: self.numbers,
            present: self.present,
        }
    }
}

fn automaton<'t>(texts: impl Iterator<Item = &'t str>, bytes: usize) -> AhoCorasick {
    let kind = if bytes <= DENSE_LITERAL_BYTES_MAX { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .start_kind(StartKind::Unanchored)
        .kind(Some(kind))
        .prefilter(false)
        .build(texts)
        .expect("fewer than 2^31 literals of rule files that are bounded in size")
}

/// A search that tells quickly whether any of few literals occurs; `None` where there is none on this machine.
fn quick<'t>(texts: impl ExactSizeIterator<Item = &'t [u8]> + Clone) -> Option<Searcher> {
    let fits = (1..=QUICK_LITERALS_MAX).contains(&texts.len())
        && texts.clone().all(|text| text.len() >= QUICK_LITERAL_BYTES_MIN);
    let mut config = PackedConfig::new();
    fits.then(|| config.match_kind(PackedMatchKind::LeftmostFirst).builder().extend(texts).build()).flatten()
}

/// Texts that a value must begin or end with, found by their lengths.
#[derive(Default)]
struct Anchored {
    /// The lengths that occur, ascending.
    lengths: Vec<usize>,
    rules: FxHashMap<Box<[u8]>, Vec<u32>>,
}

impl Anchored {
    fn new(texts: FxHashMap<Box<str>, Vec<u32>>) -> Self {
        let mut lengths: Vec<usize> = texts.keys().map(|text| text.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let rules = texts.into_iter().map(|(text, rules)| (text.into_boxed_bytes(), rules)).collect();
        Anchored { lengths, rules }
    }
}

/// From a value of the slot to rules.
pub(crate) struct SlotTables {
    exact: FxHashMap<Box<str>, Vec<u32>>,
    prefix: Anchored,
    suffix: Anchored,
    contains: Vec<Box<[u32]>>,
    automaton: Option<AhoCorasick>,
    quick: Option<Searcher>,
    numbers: FxHashMap<Number, Vec<u32>>,
    present: Vec<u32>,
}

impl SlotTables {
    /// Whether any rule is listed for values.
    pub(crate) fn is_empty(&self) -> bool {
        self.present.is_empty() && !self.wants_text()
    }

    /// Whether any rule is listed by what a value is, not only by its being there.
    pub(crate) fn wants_text(&self) -> bool {
        self.automaton.is_some()
            || !self.exact.is_empty()
            || !self.numbers.is_empty()
            || !self.prefix.lengths.is_empty()
            || !self.suffix.lengths.is_empty()
    }

    /// Rules listed for any value.
    pub(crate) fn present(&self) -> &[u32] {
        &self.present
    }

    /// Appends the rules listed for a value, which is folded; a rule may come several times.
    pub(crate) fn look_up(&self, folded: &str, found: &mut Vec<u32>) {
        if let Some(rules) = self.exact.get(folded) {
            found.extend_from_slice(rules);
        }
        if !self.numbers.is_empty()
            && let Some(rules) = Number::parse(folded).and_then(|number| self.numbers.get(&number))
        {
            found.extend_from_slice(rules);
        }
        let bytes = folded.as_bytes();
        for &length in self.prefix.lengths.iter().take_while(|length| **length <= bytes.len()) {
            if let Some(rules) = self.prefix.rules.get(&bytes[..length]) {
                found.extend_from_slice(rules);
            }
        }
        for &length in self.suffix.lengths.iter().take_while(|length| **length <= bytes.len()) {
            if let Some(rules) = self.suffix.rules.get(&bytes[bytes.len() - length..]) {
                found.extend_from_slice(rules);
            }
        }
        self.look_up_contained(bytes, found);
    }

    /// Appends the rules listed for literals that occur in `bytes`, which are folded.
    pub(crate) fn look_up_contained(&self, bytes: &[u8], found: &mut Vec<u32>) {
        let Some(automaton) = &self.automaton else { return };
        if self.quick.as_ref().is_some_and(|quick| quick.find(bytes).is_none()) {
            return;
        }
        let mut state = OverlappingState::start();
        loop {
            automaton.find_overlapping(Input::new(bytes), &mut state);
            let Some(found_match) = state.get_match() else { break };
            found.extend_from_slice(&self.contains[found_match.pattern().as_usize()]);
        }
    }

    /// Whether what is listed is listed by literals that occur alone.
    pub(crate) fn only_contained(&self) -> bool {
        self.exact.is_empty()
            && self.numbers.is_empty()
            && self.prefix.lengths.is_empty()
            && self.suffix.lengths.is_empty()
    }
}
