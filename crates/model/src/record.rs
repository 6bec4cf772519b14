//! A record: the fields of one log entry as the sender named them, flattened.
//!
//! Text that stands in the frame is not copied: a value is a span of the frame, or, where
//! something had to be unescaped or decoded, of a scratch buffer beside it. Elements of an array
//! are fields with one path each. Absent, null and empty remain different.

use crate::{PathId, Paths, PathsFull};

/// Fields one record may have; one with more is quarantined, not cut.
pub const FIELDS_MAX: usize = 8192;

/// Bytes of unescaped text one record may need; a record that needs more is quarantined.
const SCRATCH_BYTES_MAX: usize = 64 << 20;

/// A piece of the frame or of the scratch buffer. Offsets are in bytes and at character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u32,
    /// Length shifted left by one; the lowest bit says that the scratch buffer is meant.
    len_where: u32,
}

impl Span {
    /// Bytes `start..end` of the frame. `None` where the frame is larger than a span can say (2 GiB).
    #[must_use]
    #[inline]
    pub fn frame(start: usize, end: usize) -> Option<Span> {
        Span::new(start, end, 0)
    }

    #[inline]
    fn scratch(start: usize, end: usize) -> Option<Span> {
        Span::new(start, end, 1)
    }

    #[inline]
    fn new(start: usize, end: usize, place: u32) -> Option<Span> {
        let len = u32::try_from(end.checked_sub(start)?).ok().filter(|len| *len < 1 << 31)?;
        Some(Span { start: u32::try_from(start).ok()?, len_where: len << 1 | place })
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Present, and null.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, as the sender wrote it.
    Number(Span),
    /// Text, unescaped.
    Text(Span),
    /// An array or object without elements.
    Empty,
}

/// A [`Value`] with its text looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueRef<'a> {
    /// Present, and null.
    Null,
    /// True or false.
    Bool(bool),
    /// A number, as the sender wrote it.
    Number(&'a str),
    /// Text, unescaped.
    Text(&'a str),
    /// An array or object without elements.
    Empty,
}

impl<'a> ValueRef<'a> {
    /// The text by which rules and people know the value; `None` for null and for empty containers.
    #[must_use]
    #[inline]
    pub fn text(self) -> Option<&'a str> {
        match self {
            ValueRef::Text(text) | ValueRef::Number(text) => Some(text),
            ValueRef::Bool(true) => Some("true"),
            ValueRef::Bool(false) => Some("false"),
            ValueRef::Null | ValueRef::Empty => None,
        }
    }
}

/// A field: where it stands in the record and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Where it stands.
    pub path: PathId,
    /// What it holds.
    pub value: Value,
}

/// The record went over a named limit ([`FIELDS_MAX`], scratch bytes, [`crate::PATHS_MAX`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordFull {
    /// More than [`FIELDS_MAX`] fields.
    #[error("more fields than a record may have")]
    Fields,
    /// More unescaped text than a record may need.
    #[error("more text than a record may have")]
    Text,
    /// More different paths than a table holds.
    #[error(transparent)]
    Paths(#[from] PathsFull),
}

/// The reusable storage of one record at a time.
#[derive(Debug, Default)]
pub struct RecordBuf {
    fields: Vec<Field>,
    scratch: String,
    spare: Vec<u8>,
}

impl RecordBuf {
    /// Forgets the record and keeps the room.
    pub fn clear(&mut self) {
        self.fields.clear();
        self.scratch.clear();
        self.scratch.shrink_to(1 << 20);
        self.spare.truncate(1 << 20);
        self.spare.shrink_to(1 << 20);
    }

    /// How many fields were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether no field was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Adds a field.
    #[inline]
    pub fn push(&mut self, path: PathId, value: Value) -> Result<(), RecordFull> {
        if self.fields.len() >= FIELDS_MAX {
            return Err(RecordFull::Fields);
        }
        self.fields.push(Field { path, value });
        Ok(())
    }

    /// Takes back the fields behind the first `len`, of a part that turned out to be unreadable.
    pub fn truncate(&mut self, len: usize) {
        self.fields.truncate(len);
    }

    /// Adds text to the scratch buffer by means of `write` and returns where it stands.
    #[inline]
    pub fn scratch(&mut self, write: impl FnOnce(&mut String)) -> Result<Span, RecordFull> {
        let start = self.scratch.len();
        write(&mut self.scratch);
        if self.scratch.len() > SCRATCH_BYTES_MAX {
            return Err(RecordFull::Text);
        }
        Span::scratch(start, self.scratch.len()).ok_or(RecordFull::Text)
    }

    /// Adds text to the scratch buffer that `write` composes in a buffer of bytes, which holds whatever it held
    /// before, and whose used length it returns. What is not UTF-8 is refused as [`RecordFull::Text`].
    #[inline]
    pub fn scratch_bytes<E>(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<usize, E>,
    ) -> Result<Result<Span, RecordFull>, E> {
        let used = write(&mut self.spare)?;
        let text = self.spare.get(..used).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let start = self.scratch.len();
        self.scratch.push_str(text.unwrap_or_default());
        let fits = text.is_some() && self.scratch.len() <= SCRATCH_BYTES_MAX;
        Ok(Span::scratch(start, self.scratch.len()).filter(|_| fits).ok_or(RecordFull::Text))
    }

    /// The text of `span`, where `frame` is the frame it was made for.
    #[must_use]
    #[inline]
    pub fn text<'a>(&'a self, frame: &'a str, span: Span) -> &'a str {
        let source = if span.len_where & 1 == 1 { self.scratch.as_str() } else { frame };
        let start = span.start as usize;
        &source[start..start + (span.len_where >> 1) as usize]
    }

    /// The record over its frame.
    #[must_use]
    pub fn record<'a>(&'a self, frame: &'a str) -> Record<'a> {
        Record { frame, buf: self }
    }
}

/// What a decoder writes to: the frame it reads, the table of paths, and the record it fills.
pub struct Sink<'a> {
    /// The frame that is being decoded.
    pub frame: &'a str,
    /// The paths of this thread.
    pub paths: &'a mut Paths,
    /// The record that is being filled.
    pub buf: &'a mut RecordBuf,
}

impl Sink<'_> {
    /// Adds the text `value` as `key` below `parent`. Text that lies within the frame is not copied.
    #[inline]
    pub fn text(&mut self, parent: PathId, key: &str, value: &str) -> Result<(), RecordFull> {
        let path = self.paths.child(parent, key)?;
        self.text_at(path, value)
    }

    /// Adds the text `value` at `path`. Text that lies within the frame is not copied.
    #[inline]
    pub fn text_at(&mut self, path: PathId, value: &str) -> Result<(), RecordFull> {
        let span = self.span(value)?;
        self.buf.push(path, Value::Text(span))
    }

    /// Adds the number written as `value` as `key` below `parent`.
    #[inline]
    pub fn number(&mut self, parent: PathId, key: &str, value: &str) -> Result<(), RecordFull> {
        let path = self.paths.child(parent, key)?;
        let span = self.span(value)?;
        self.buf.push(path, Value::Number(span))
    }

    /// Adds null as `key` below `parent`.
    pub fn null(&mut self, parent: PathId, key: &str) -> Result<(), RecordFull> {
        let path = self.paths.child(parent, key)?;
        self.buf.push(path, Value::Null)
    }

    /// Where `value` stands: in the frame if it is a part of it, else in a copy.
    #[inline]
    pub fn span(&mut self, value: &str) -> Result<Span, RecordFull> {
        let start = (value.as_ptr() as usize).wrapping_sub(self.frame.as_ptr() as usize);
        match start.checked_add(value.len()) {
            Some(end) if end <= self.frame.len() => Span::frame(start, end).ok_or(RecordFull::Text),
            _ => self.buf.scratch(|scratch| scratch.push_str(value)),
        }
    }
}

/// A decoded record over the frame it came from.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    frame: &'a str,
    buf: &'a RecordBuf,
}

impl<'a> Record<'a> {
    /// The frame, as received.
    #[must_use]
    pub fn frame(&self) -> &'a str {
        self.frame
    }

    /// What had to be unescaped or decoded: together with the frame it holds the text of every value.
    #[must_use]
    pub fn scratch(&self) -> &'a str {
        &self.buf.scratch
    }

    /// The fields, in the order of the frame.
    #[must_use]
    #[inline]
    pub fn fields(&self) -> &'a [Field] {
        &self.buf.fields
    }

    /// The value of a field of this record, its text looked up.
    #[must_use]
    #[inline]
    pub fn value(&self, field: &Field) -> ValueRef<'a> {
        match field.value {
            Value::Null => ValueRef::Null,
            Value::Bool(value) => ValueRef::Bool(value),
            Value::Number(span) => ValueRef::Number(self.buf.text(self.frame, span)),
            Value::Text(span) => ValueRef::Text(self.buf.text(self.frame, span)),
            Value::Empty => ValueRef::Empty,
        }
    }

    /// The first value at `path`.
    #[must_use]
    #[inline]
    pub fn get(&self, path: PathId) -> Option<ValueRef<'a>> {
        self.buf.fields.iter().find(|field| field.path == path).map(|field| self.value(field))
    }

    /// The text of the first value at `path`.
    #[must_use]
    #[inline]
    pub fn get_text(&self, path: PathId) -> Option<&'a str> {
        self.get(path).and_then(ValueRef::text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_the_frame_is_not_copied_and_other_text_is() {
        let (mut paths, mut buf) = (Paths::new(), RecordBuf::default());
        let frame = String::from("user=maría");
        let mut sink = Sink { frame: &frame, paths: &mut paths, buf: &mut buf };
        sink.text(PathId::ROOT, "user", &frame[5..]).unwrap();
        sink.text(PathId::ROOT, "host", &String::from("dc01")).unwrap();
        assert_eq!(buf.scratch, "dc01");
        let record = buf.record(&frame);
        let texts: Vec<_> = record.fields().iter().filter_map(|f| record.value(f).text()).collect();
        assert_eq!(texts, ["maría", "dc01"]);
    }

    #[test]
    fn a_record_with_too_many_fields_is_refused() {
        let mut buf = RecordBuf::default();
        for _ in 0..FIELDS_MAX {
            buf.push(PathId::ROOT, Value::Null).unwrap();
        }
        assert_eq!(buf.push(PathId::ROOT, Value::Null), Err(RecordFull::Fields));
    }
}
