//! Whether a text satisfies a test. One test and one text at a time, without the engine's tables.

use crate::expr::{Number, Op, RegexText};
use crate::regex_text;
use crate::time_part;
use regex_automata::meta::Regex;
use std::collections::HashMap;

/// Judges texts, up to a number of them.
pub(super) struct Judge<'e> {
    regexes: HashMap<&'e RegexText, Option<Regex>>,
    left: usize,
}

impl<'e> Judge<'e> {
    pub(super) fn new(texts_max: usize) -> Self {
        Judge { regexes: HashMap::new(), left: texts_max }
    }

    /// Whether the text satisfies all `wanted` and none of `unwanted`. No, once too many were judged.
    pub(super) fn fits(&mut self, text: &str, wanted: &[&'e Op], unwanted: &[&'e Op]) -> bool {
        self.left = self.left.saturating_sub(1);
        let folded = crate::fold::fold(text);
        self.left > 0
            && wanted.iter().all(|op| self.holds(op, text, &folded))
            && !unwanted.iter().any(|op| self.holds(op, text, &folded))
    }

    fn holds(&mut self, op: &'e Op, text: &str, folded: &str) -> bool {
        match op {
            Op::Text(pattern) => pattern.matches(if pattern.cased { text } else { folded }),
            Op::Number(number) => Number::parse(text) == Some(*number),
            Op::Bool(value) => folded == if *value { "true" } else { "false" },
            Op::Regex(regex) => {
                let compiled = self.regexes.entry(regex).or_insert_with(|| regex_text::compile(regex).ok());
                compiled.as_ref().is_some_and(|regex| regex.is_match(text))
            }
            Op::Cidr(cidr) => cidr.contains(text),
            Op::Compare(comparison, number) => {
                Number::parse(text).is_some_and(|value| value.compares(*comparison, *number))
            }
            Op::TimePart(part, comparison, number) => time_part::part_of(text, *part)
                .is_some_and(|value| Number::Integer(value).compares(*comparison, *number)),
            Op::Exists => true,
            Op::Null | Op::Field { .. } => false,
        }
    }
}
