//! A lane: events of one identity, bound to the partition that judges them.
//!
//! The binding from the paths of a thread's records to slots is made path by path, when a path is
//! first seen, so that an event costs one table look-up a field.

use crate::partitions::Compiled;
use atalaya_model::{Paths, Record};
use atalaya_schema::{Answers, Identity, Schema};
use atalaya_sigma::{Matcher, Slots};
use std::sync::Arc;

const UNKNOWN: u32 = u32::MAX;
const NOTHING: u32 = u32::MAX - 1;

/// Events of one identity in one thread.
pub(crate) struct Lane {
    pub(crate) identity: Identity,
    pub(crate) compiled: Arc<Compiled>,
    pub(crate) matcher: Matcher,
    /// For each path its slot, or that it has none, or that nobody looked yet.
    slot_of: Vec<u32>,
    /// For each slot in how many events it had a value other than null or empty text.
    pub(crate) filled: Vec<u64>,
    filled_in: Vec<u64>,
    /// Events examined.
    pub(crate) events: u64,
}

impl Lane {
    pub(crate) fn new(identity: Identity, compiled: Arc<Compiled>) -> Self {
        let slots = compiled.partition.slots().len();
        let matcher = Matcher::new(&compiled.partition);
        Lane {
            identity,
            matcher,
            compiled,
            slot_of: Vec::new(),
            filled: vec![0; slots],
            filled_in: vec![0; slots],
            events: 0,
        }
    }

    /// The thread's table of paths was replaced.
    pub(crate) fn forget_paths(&mut self) {
        self.slot_of.clear();
    }

    /// Fills `slots` with the event's values and returns the rules that hold in `matches`.
    pub(crate) fn examine(
        &mut self,
        schema: &Schema,
        paths: &Paths,
        record: &Record<'_>,
        slots: &mut Slots,
        answers: &mut Answers,
        matches: &mut Vec<u32>,
    ) {
        self.events += 1;
        self.fill(schema, paths, record, slots, answers);
        self.matcher.evaluate(&self.compiled.partition, record, slots, matches);
        matches.dedup();
    }

    fn fill(&mut self, schema: &Schema, paths: &Paths, record: &Record<'_>, slots: &mut Slots, answers: &mut Answers) {
        slots.begin(self.filled.len());
        if self.slot_of.len() < paths.len() {
            self.slot_of.resize(paths.len(), UNKNOWN);
        }
        for (number, field) in record.fields().iter().enumerate() {
            let mut slot = self.slot_of[field.path.index()];
            if slot == UNKNOWN {
                slot = self.bind(schema, paths, field.path);
            }
            if slot != NOTHING {
                slots.put_field(slot as u16, number);
                if self.filled_in[slot as usize] != self.events
                    && record.value(field).text().is_some_and(|text| !text.is_empty() && text != "-")
                {
                    self.filled_in[slot as usize] = self.events;
                    self.filled[slot as usize] += 1;
                }
            }
        }
        derive(schema, &self.compiled, record, slots, answers);
        for derived in &self.compiled.derived {
            self.filled[derived.slot as usize] += u64::from(slots.is_filled(derived.slot));
        }
    }

    /// Sets the bit of each slot that had a value in the event that was examined last.
    pub(crate) fn note_filled(&self, slots: &Slots, filled: &mut Vec<u64>) {
        filled.resize(self.filled_in.len().div_ceil(64), 0);
        for (word, events) in filled.iter_mut().zip(self.filled_in.chunks(64)) {
            let bits = events.iter().rev().fold(0, |bits, event| bits << 1 | u64::from(*event == self.events));
            *word |= bits;
        }
        for derived in &self.compiled.derived {
            let slot = derived.slot;
            filled[usize::from(slot) / 64] |= u64::from(slots.is_filled(slot)) << (slot % 64);
        }
    }

    #[cold]
    fn bind(&mut self, schema: &Schema, paths: &Paths, path: atalaya_model::PathId) -> u32 {
        let canonical = schema.canonical(self.identity.dialect, paths.name(path));
        let slot = canonical.and_then(|name| self.compiled.partition.slot(&name));
        let slot = slot.map_or(NOTHING, u32::from);
        self.slot_of[path.index()] = slot;
        slot
    }
}

/// Fills the slots that are made of others. `answers` are what tables of addresses were asked before.
pub(crate) fn derive(
    schema: &Schema,
    compiled: &Compiled,
    record: &Record<'_>,
    slots: &mut Slots,
    answers: &mut Answers,
) {
    for derived in &compiled.derived {
        let derivation = schema.derivation(derived.derivation);
        let text = |slot: &Option<u16>| slot.and_then(|slot| slots.text(record, slot)).map(str::to_owned);
        let inputs: Vec<Option<String>> = if derivation.all {
            let texts = derived.inputs.iter().flatten().flat_map(|slot| slots.texts(record, *slot));
            texts.map(|text| Some(text.to_owned())).collect()
        } else {
            derived.inputs.iter().map(text).collect()
        };
        let inputs: Vec<Option<&str>> = inputs.iter().map(Option::as_deref).collect();
        slots.put_derived(derived.slot, |out| match derivation.table {
            None => derivation.derive(&inputs, out),
            Some(table) => {
                let address = derivation.address(&inputs);
                let answer = address.and_then(|address| answers.find(schema.addresses(), table, address));
                answer.inspect(|answer| out.push_str(answer)).is_some()
            }
        });
    }
}
