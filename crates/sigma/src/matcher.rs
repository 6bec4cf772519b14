//! Evaluates events against a partition. One matcher a thread; all its storage is reused.

use crate::check::{Folded, check};
use crate::partition::{Node, Partition};
use crate::slots::Slots;
use atalaya_model::{Record, ValueRef};

/// The reusable state of evaluating events, one at a time.
#[derive(Default)]
pub struct Matcher {
    /// For each test `epoch * 2 + result` of the event it was last evaluated for.
    results: Vec<u32>,
    /// For each rule the epoch of the event it was last found for.
    found: Vec<u32>,
    epoch: u32,
    candidates: Vec<u32>,
    looked_up: Vec<u32>,
    pub(crate) folded: Folded,
    memo: Memo,
    /// Conditions evaluated since the matcher was made; for measuring.
    pub evaluated: u64,
}

/// What a matcher needs of the event, gathered.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) record: Record<'a>,
    pub(crate) slots: &'a Slots,
}

impl Matcher {
    /// A matcher for one partition; `memo_bytes` bounds what it remembers of values.
    #[must_use]
    pub fn new(partition: &Partition) -> Self {
        Matcher {
            results: vec![0; partition.tests.len()],
            found: vec![0; partition.rules.len()],
            memo: Memo::new(partition.tables.len()),
            ..Matcher::default()
        }
    }

    /// Appends the numbers of the rules that hold for the event to `matches`, in the order of the partition.
    pub fn evaluate(&mut self, partition: &Partition, record: &Record<'_>, slots: &Slots, matches: &mut Vec<u32>) {
        self.begin(slots.entries.len());
        let view = View { record: *record, slots };
        self.find(partition, &view);
        if !partition.anywhere.is_empty() {
            self.find_anywhere(partition, &view);
        }
        for &rule in &partition.always {
            self.candidate(rule);
        }
        let candidates = std::mem::take(&mut self.candidates);
        let first = matches.len();
        for &rule in &candidates {
            self.evaluated += 1;
            if self.holds(partition, &partition.rules[rule as usize].node, &view) {
                matches.push(rule);
            }
        }
        self.candidates = candidates;
        matches[first..].sort_unstable();
        matches[first..].iter_mut().for_each(|local| *local = partition.rules[*local as usize].rule);
    }

    fn begin(&mut self, entries: usize) {
        self.candidates.clear();
        self.folded.begin(entries);
        self.epoch += 1;
        if self.epoch > u32::MAX / 2 - 1 {
            self.epoch = 1;
            self.results.fill(0);
            self.found.fill(0);
        }
    }

    #[inline]
    fn candidate(&mut self, rule: u32) {
        let found = &mut self.found[rule as usize];
        if *found != self.epoch {
            *found = self.epoch;
            self.candidates.push(rule);
        }
    }

    /// Finds the rules that are listed for the values in the slots.
    fn find(&mut self, partition: &Partition, view: &View<'_>) {
        for entry in 0..view.slots.entries.len() {
            let slot = view.slots.entries[entry].slot as usize;
            let tables = &partition.tables[slot];
            if tables.is_empty() {
                continue;
            }
            for &rule in tables.present() {
                self.candidate(rule);
            }
            if !tables.wants_text() {
                continue;
            }
            if let Some(text) = view.slots.value(&view.record, entry).text() {
                self.look_up(partition, slot, entry, text);
            }
        }
    }

    fn look_up(&mut self, partition: &Partition, slot: usize, entry: usize, text: &str) {
        let mut found = std::mem::take(&mut self.looked_up);
        found.clear();
        if !self.memo.get(slot, text, &mut found) {
            partition.tables[slot].look_up(self.folded.get(entry, text), &mut found);
            found.sort_unstable();
            found.dedup();
            self.memo.put(slot, text, &found);
        }
        for &rule in &found {
            self.candidate(rule);
        }
        self.looked_up = found;
    }

    /// Finds the rules that are listed for keywords, over every value of the record.
    fn find_anywhere(&mut self, partition: &Partition, view: &View<'_>) {
        let mut found = std::mem::take(&mut self.looked_up);
        found.clear();
        found.extend_from_slice(partition.anywhere.present());
        let texts = view.record.fields().iter().filter_map(|field| view.record.value(field).text());
        if partition.anywhere.only_contained() {
            // Every text stands in one of the two. What is found between texts is found too much, not too little.
            for whole in [view.record.frame(), view.record.scratch(), "true\nfalse"] {
                partition.anywhere.look_up_contained(self.folded.scratch(whole).as_bytes(), &mut found);
            }
        } else {
            texts.for_each(|text| partition.anywhere.look_up(self.folded.scratch(text), &mut found));
        }
        for &rule in &found {
            self.candidate(rule);
        }
        self.looked_up = found;
    }

    fn holds(&mut self, partition: &Partition, node: &Node, view: &View<'_>) -> bool {
        match node {
            Node::And(children) => children.iter().all(|child| self.holds(partition, child, view)),
            Node::Or(children) => children.iter().any(|child| self.holds(partition, child, view)),
            Node::AtLeast(count, children) => {
                let held = children.iter().filter(|child| self.holds(partition, child, view));
                held.take(*count as usize).count() == *count as usize
            }
            Node::Not(child) => !self.holds(partition, child, view),
            Node::Test(number) => self.test(partition, *number, view),
        }
    }

    #[inline]
    fn test(&mut self, partition: &Partition, number: u32, view: &View<'_>) -> bool {
        let known = self.results[number as usize];
        if known >> 1 == self.epoch {
            return known & 1 == 1;
        }
        let result = check(&partition.tests[number as usize], view, &mut self.folded);
        self.results[number as usize] = self.epoch << 1 | u32::from(result);
        result
    }

    /// Calls `each` with the slot's name and the text of every value that contributed to a rule's match. To be
    /// called for a rule that [`Matcher::evaluate`] just reported, before the next event.
    pub fn explain<'a>(
        &mut self,
        partition: &'a Partition,
        rule: u32,
        record: &Record<'a>,
        slots: &'a Slots,
        each: &mut dyn FnMut(Option<&'a str>, &'a str),
    ) {
        let view = View { record: *record, slots };
        for compiled in partition.rules.iter().filter(|compiled| compiled.rule == rule) {
            self.explain_node(partition, &compiled.node, &view, each);
        }
    }

    fn explain_node<'a>(
        &mut self,
        partition: &'a Partition,
        node: &'a Node,
        view: &View<'a>,
        each: &mut dyn FnMut(Option<&'a str>, &'a str),
    ) {
        if !self.holds(partition, node, view) {
            return;
        }
        match node {
            Node::And(children) | Node::Or(children) | Node::AtLeast(_, children) => {
                children.iter().for_each(|child| self.explain_node(partition, child, view, each));
            }
            Node::Not(_) => {}
            Node::Test(number) => {
                let test = &partition.tests[*number as usize];
                let name = test.slot.map(|slot| partition.slots()[slot as usize].as_str());
                crate::check::satisfying(test, view, &mut self.folded, &mut |value: ValueRef<'a>| {
                    each(name, value.text().unwrap_or_default());
                });
            }
        }
    }
}

/// Slots' values that were looked up lately, and what was found: equal values are judged once.
#[derive(Default)]
struct Memo {
    /// [`MEMO_VALUES`] places for each slot, made when the slot has its first value.
    slots: Vec<Vec<Remembered>>,
}

/// Values remembered for each slot.
const MEMO_VALUES: usize = 256;
/// Bytes up to which a value is remembered.
const MEMO_VALUE_BYTES_MAX: usize = 2048;
/// Rules up to which a value's findings are remembered.
const MEMO_RULES_MAX: usize = 64;

#[derive(Default, Clone)]
struct Remembered {
    text: String,
    rules: Vec<u32>,
    known: bool,
}

impl Memo {
    fn new(slots: usize) -> Self {
        Memo { slots: vec![Vec::new(); slots] }
    }

    fn place(text: &str) -> usize {
        use std::hash::Hasher;
        let mut hasher = rustc_hash::FxHasher::default();
        hasher.write(text.as_bytes());
        (hasher.finish() >> 32) as usize % MEMO_VALUES
    }

    #[inline]
    fn get(&self, slot: usize, text: &str, found: &mut Vec<u32>) -> bool {
        let values = &self.slots[slot];
        if values.is_empty() || text.len() > MEMO_VALUE_BYTES_MAX {
            return false;
        }
        let remembered = &values[Memo::place(text)];
        if !remembered.known || remembered.text != text {
            return false;
        }
        found.extend_from_slice(&remembered.rules);
        true
    }

    fn put(&mut self, slot: usize, text: &str, found: &[u32]) {
        if text.len() > MEMO_VALUE_BYTES_MAX || found.len() > MEMO_RULES_MAX {
            return;
        }
        let values = &mut self.slots[slot];
        if values.is_empty() {
            values.resize(MEMO_VALUES, Remembered::default());
        }
        let remembered = &mut values[Memo::place(text)];
        remembered.known = true;
        remembered.text.clear();
        remembered.text.push_str(text);
        remembered.rules.clear();
        remembered.rules.extend_from_slice(found);
    }
}
