//! One test on the values of an event.

use crate::ast::Comparison;
use crate::expr::{FieldMatch, Number};
use crate::fold::fold_into;
use crate::matcher::View;
use crate::partition::{CompiledOp, CompiledTest};
use crate::time_part::part_of;
use atalaya_model::ValueRef;
use std::ops::Range;

/// The values of one event with case folded, each folded once.
#[derive(Default)]
pub(crate) struct Folded {
    texts: Vec<Option<Range<u32>>>,
    buffer: String,
    scratch: String,
}

impl Folded {
    pub(crate) fn begin(&mut self, entries: usize) {
        self.texts.clear();
        self.texts.resize(entries, None);
        self.buffer.clear();
        self.buffer.shrink_to(4 << 20);
        self.scratch.shrink_to(4 << 20);
    }

    /// The folded text of an entry of the slots.
    #[inline]
    pub(crate) fn get(&mut self, entry: usize, text: &str) -> &str {
        if self.texts[entry].is_none() {
            let start = self.buffer.len() as u32;
            fold_into(text, &mut self.buffer);
            self.texts[entry] = Some(start..self.buffer.len() as u32);
        }
        let range = self.texts[entry].clone().unwrap_or_default();
        &self.buffer[range.start as usize..range.end as usize]
    }

    /// The folded text of an entry for which [`Folded::get`] was called before.
    fn known(&self, entry: usize) -> &str {
        let range = self.texts[entry].clone().unwrap_or_default();
        &self.buffer[range.start as usize..range.end as usize]
    }

    /// A folded text that is not kept.
    pub(crate) fn scratch(&mut self, text: &str) -> &str {
        self.scratch.clear();
        fold_into(text, &mut self.scratch);
        &self.scratch
    }
}

/// Whether the test holds for the event.
pub(crate) fn check(test: &CompiledTest, view: &View<'_>, folded: &mut Folded) -> bool {
    let Some(slot) = test.slot else {
        return view.record.fields().iter().any(|field| {
            let value = view.record.value(field);
            value.text().is_some_and(|text| keyword(&test.op, value, text, folded))
        });
    };
    match &test.op {
        CompiledOp::Null => {
            !view.slots.is_filled(slot) || entries(view, slot).any(|(_, value)| value == ValueRef::Null)
        }
        CompiledOp::Exists => view.slots.is_filled(slot),
        op => entries(view, slot).any(|(entry, value)| value_holds(op, value, entry, view, folded)),
    }
}

/// Calls `each` for the values that satisfy the test.
pub(crate) fn satisfying<'a>(
    test: &CompiledTest,
    view: &View<'a>,
    folded: &mut Folded,
    each: &mut dyn FnMut(ValueRef<'a>),
) {
    let Some(slot) = test.slot else {
        for field in view.record.fields() {
            let value = view.record.value(field);
            if value.text().is_some_and(|text| keyword(&test.op, value, text, folded)) {
                each(value);
            }
        }
        return;
    };
    for entry in view.slots.of(slot) {
        let value = view.slots.value(&view.record, entry);
        if matches!(test.op, CompiledOp::Exists) || value_holds(&test.op, value, entry, view, folded) {
            each(value);
        }
    }
}

fn entries<'a>(view: &View<'a>, slot: u16) -> impl Iterator<Item = (usize, ValueRef<'a>)> {
    let (slots, record) = (view.slots, view.record);
    slots.of(slot).map(move |entry| (entry, slots.value(&record, entry)))
}

#[inline]
fn value_holds(op: &CompiledOp, value: ValueRef<'_>, entry: usize, view: &View<'_>, folded: &mut Folded) -> bool {
    let Some(text) = value.text() else { return false };
    match op {
        CompiledOp::Text(pattern) if pattern.cased => pattern.matches(text),
        CompiledOp::Text(pattern) => pattern.matches(folded.get(entry, text)),
        CompiledOp::Contains(finder, true) => finder.find(text.as_bytes()).is_some(),
        CompiledOp::Contains(finder, false) => finder.find(folded.get(entry, text).as_bytes()).is_some(),
        CompiledOp::Field { other, how, cased } => entries(view, *other).any(|(at, other)| {
            other.text().is_some_and(|other| match how {
                FieldMatch::Compare(_) => fields_match(text, other, *how),
                _ if *cased => fields_match(text, other, *how),
                _ => {
                    folded.get(entry, text);
                    folded.get(at, other);
                    fields_match(folded.known(entry), folded.known(at), *how)
                }
            })
        }),
        op => plain(op, value, text),
    }
}

fn keyword(op: &CompiledOp, value: ValueRef<'_>, text: &str, folded: &mut Folded) -> bool {
    match op {
        CompiledOp::Text(pattern) if pattern.cased => pattern.matches(text),
        CompiledOp::Text(pattern) => pattern.matches(folded.scratch(text)),
        CompiledOp::Contains(finder, true) => finder.find(text.as_bytes()).is_some(),
        CompiledOp::Contains(finder, false) => finder.find(folded.scratch(text).as_bytes()).is_some(),
        op => plain(op, value, text),
    }
}

/// Tests for which case does not matter or has been dealt with.
fn plain(op: &CompiledOp, value: ValueRef<'_>, text: &str) -> bool {
    match op {
        CompiledOp::Number(number) => Number::parse(text) == Some(*number),
        CompiledOp::Bool(wanted) => match value {
            ValueRef::Bool(value) => value == *wanted,
            _ => text.eq_ignore_ascii_case(if *wanted { "true" } else { "false" }),
        },
        CompiledOp::Regex(regex) => regex.is_match(text),
        CompiledOp::Cidr(cidr) => cidr.contains(text),
        CompiledOp::Compare(comparison, number) => compares(text, *comparison, *number),
        CompiledOp::TimePart(part, comparison, number) => {
            part_of(text, *part).is_some_and(|value| Number::Integer(value).compares(*comparison, *number))
        }
        CompiledOp::Text(_)
        | CompiledOp::Contains(..)
        | CompiledOp::Null
        | CompiledOp::Exists
        | CompiledOp::Field { .. } => false,
    }
}

fn compares(text: &str, comparison: Comparison, number: Number) -> bool {
    Number::parse(text).is_some_and(|value| value.compares(comparison, number))
}

/// Whether two values compare so; case is folded where it does not matter.
fn fields_match(left: &str, right: &str, how: FieldMatch) -> bool {
    match how {
        FieldMatch::Equal => left == right,
        FieldMatch::StartsWith => left.starts_with(right),
        FieldMatch::EndsWith => left.ends_with(right),
        FieldMatch::Contains => left.contains(right),
        FieldMatch::Compare(comparison) => Number::parse(right).is_some_and(|right| compares(left, comparison, right)),
    }
}
