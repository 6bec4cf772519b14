//! The values of one event, laid out by the fields that a partition asks for.

use atalaya_model::{Record, ValueRef};

/// Values of one event in slots. A slot is a field that the rules of a partition ask for; it may hold
/// several values (arrays) or none. Reused from event to event.
#[derive(Debug, Default)]
pub struct Slots {
    /// For each slot its first entry plus one; 0 if it has none.
    heads: Vec<u32>,
    tails: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    derived: String,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) slot: u16,
    /// The next entry of the slot plus one; 0 if there is none.
    next: u32,
    source: Source,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    /// A field of the record, by its number.
    Field(u32),
    /// A text that was derived: start and end in `derived`.
    Derived(u32, u32),
}

impl Slots {
    /// Empties all slots and makes room for `count` of them.
    #[inline]
    pub fn begin(&mut self, count: usize) {
        self.heads.clear();
        self.heads.resize(count, 0);
        self.tails.clear();
        self.tails.resize(count, 0);
        self.entries.clear();
        self.derived.clear();
    }

    /// Adds the record's field number `field` to `slot`.
    #[inline]
    pub fn put_field(&mut self, slot: u16, field: usize) {
        self.put(slot, Source::Field(field as u32));
    }

    /// Adds a text that is not in the record, written by `write`, which says whether there is one.
    pub fn put_derived(&mut self, slot: u16, write: impl FnOnce(&mut String) -> bool) {
        let start = self.derived.len();
        if write(&mut self.derived) {
            self.put(slot, Source::Derived(start as u32, self.derived.len() as u32));
        } else {
            self.derived.truncate(start);
        }
    }

    #[inline]
    fn put(&mut self, slot: u16, source: Source) {
        self.entries.push(Entry { slot, next: 0, source });
        let number = self.entries.len() as u32;
        let slot = slot as usize;
        match self.tails[slot] {
            0 => self.heads[slot] = number,
            tail => self.entries[tail as usize - 1].next = number,
        }
        self.tails[slot] = number;
    }

    /// Whether the slot has a value, be it null.
    #[must_use]
    #[inline]
    pub fn is_filled(&self, slot: u16) -> bool {
        self.heads[slot as usize] != 0
    }

    /// The numbers of the entries of a slot.
    #[inline]
    pub(crate) fn of(&self, slot: u16) -> impl Iterator<Item = usize> + '_ {
        let mut next = self.heads[slot as usize];
        std::iter::from_fn(move || {
            let entry = (next as usize).checked_sub(1)?;
            next = self.entries[entry].next;
            Some(entry)
        })
    }

    /// The value of an entry.
    #[inline]
    pub(crate) fn value<'a>(&'a self, record: &Record<'a>, entry: usize) -> ValueRef<'a> {
        match self.entries[entry].source {
            Source::Field(field) => record.value(&record.fields()[field as usize]),
            Source::Derived(start, end) => ValueRef::Text(&self.derived[start as usize..end as usize]),
        }
    }

    /// The first text in a slot.
    #[must_use]
    pub fn text<'a>(&'a self, record: &Record<'a>, slot: u16) -> Option<&'a str> {
        self.of(slot).find_map(|entry| self.value(record, entry).text())
    }

    /// All texts in a slot.
    pub fn texts<'a>(&'a self, record: &'a Record<'a>, slot: u16) -> impl Iterator<Item = &'a str> {
        self.of(slot).filter_map(|entry| self.value(record, entry).text())
    }
}
