//! The columns of the lake's tables: one list, from which schemas, statistics, filters and names are derived.
//!
//! Stored columns are the same in every table; a record's own fields are columns whose names are escaped reversibly, so
//! that any name is possible and none collides with ours.

use std::sync::{Arc, LazyLock};

use atalaya_schema::ENTITIES;
use datafusion::arrow::datatypes::{DataType, Field, TimeUnit};

/// Record columns one table may have; what else its records have goes to `rest`.
pub const COLUMNS_MAX: usize = 512;
/// Bytes of a record column's name, escaped; a field with a longer name goes to `rest`.
pub const COLUMN_NAME_BYTES_MAX: usize = 256;

/// What a record column's name begins with.
const RECORD_PREFIX: &str = "r_";
/// The partition column: the event's day. It is in the rows in memory and not in the files.
pub const DAY: &str = "day";
/// The key of a field's metadata which says that values are looked up whole, so that a filter is worth its bytes.
pub(crate) const LOOKUP: &str = "atalaya.lookup";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Float64,
    /// True or false.
    Boolean,
    /// A point in time, microseconds, UTC.
    Time,
}

impl ColumnType {
    /// The type in the table's schema and in its files.
    #[must_use]
    pub fn arrow(self) -> DataType {
        match self {
            ColumnType::Text => DataType::Utf8,
            ColumnType::Int32 => DataType::Int32,
            ColumnType::Int64 => DataType::Int64,
            ColumnType::Float64 => DataType::Float64,
            ColumnType::Boolean => DataType::Boolean,
            ColumnType::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }

    /// The type in memory, where text is kept once for each different value.
    #[must_use]
    pub(crate) fn in_memory(self) -> DataType {
        match self {
            ColumnType::Text => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            other => other.arrow(),
        }
    }

    /// The type of a column of a table's schema or of a chunk; `None`: no column of ours.
    #[must_use]
    pub(crate) fn of(data_type: &DataType) -> Option<ColumnType> {
        Some(match data_type {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => ColumnType::Text,
            DataType::Dictionary(_, values) => return ColumnType::of(values),
            DataType::Int32 => ColumnType::Int32,
            DataType::Int64 => ColumnType::Int64,
            DataType::Float64 => ColumnType::Float64,
            DataType::Boolean => ColumnType::Boolean,
            DataType::Timestamp(TimeUnit::Microsecond, _) => ColumnType::Time,
            _ => return None,
        })
    }
}

/// What values of a column are like, as far as it decides how they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nature {
    /// Values that people ask for whole: addresses, hashes, users, hosts.
    Lookup,
    /// Long texts: bounds of theirs exclude nothing.
    Long,
    /// A number that grows from row to row.
    Rising,
    /// Anything else.
    Plain,
}

/// A column that every table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredColumn {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub of: ColumnType,
    /// Whether a row may have no value in it.
    pub nullable: bool,
    /// Whether hunts do not see it.
    pub hidden: bool,
    pub(crate) nature: Nature,
}

const fn stored(name: &'static str, of: ColumnType, nature: Nature) -> StoredColumn {
    StoredColumn { name, of, nullable: false, hidden: false, nature }
}

const fn nullable(name: &'static str, of: ColumnType, nature: Nature) -> StoredColumn {
    StoredColumn { name, of, nullable: true, hidden: false, nature }
}

const HEAD: [StoredColumn; 5] = [
    nullable("time", ColumnType::Time, Nature::Rising),
    stored("received", ColumnType::Time, Nature::Rising),
    stored("source", ColumnType::Text, Nature::Plain),
    nullable("class_uid", ColumnType::Int32, Nature::Plain),
    nullable("severity_id", ColumnType::Int32, Nature::Plain),
];

const TAIL: [StoredColumn; 9] = [
    stored("origin", ColumnType::Text, Nature::Lookup),
    stored("origin_record", ColumnType::Int64, Nature::Rising),
    stored("origin_chunk", ColumnType::Int64, Nature::Rising),
    stored("origin_stream", ColumnType::Boolean, Nature::Plain),
    stored("late", ColumnType::Boolean, Nature::Plain),
    stored("day_assumed", ColumnType::Boolean, Nature::Plain),
    nullable("rest", ColumnType::Text, Nature::Long),
    StoredColumn { hidden: true, ..stored("offset_", ColumnType::Int64, Nature::Rising) },
    StoredColumn { hidden: true, ..stored("ordinal_", ColumnType::Int32, Nature::Plain) },
];

/// Where the entities begin among the stored columns.
pub(crate) const ENTITY_FIRST: usize = HEAD.len();

/// The columns that every table has, in their order: the head, the entities, and where the row comes from.
pub static STORED: LazyLock<Vec<StoredColumn>> = LazyLock::new(|| {
    let entities = ENTITIES.iter().map(|name| entity(name));
    HEAD.into_iter().chain(entities).chain(TAIL).collect()
});

fn entity(name: &'static str) -> StoredColumn {
    let (of, nature) = match name {
        "process_id" => (ColumnType::Int64, Nature::Plain),
        "src_port" | "dst_port" => (ColumnType::Int32, Nature::Plain),
        "host" | "host_ip" | "user" | "hash" | "src_ip" | "dst_ip" | "domain" => (ColumnType::Text, Nature::Lookup),
        "command_line" | "parent_command_line" | "message" => (ColumnType::Text, Nature::Long),
        _ => (ColumnType::Text, Nature::Plain),
    };
    nullable(name, of, nature)
}

impl StoredColumn {
    /// The column in a table's schema.
    #[must_use]
    pub fn field(&self) -> Field {
        Field::new(self.name, self.of.arrow(), self.nullable)
    }
}

/// The fields that every table's schema begins with.
#[must_use]
pub fn stored_fields() -> Vec<Arc<Field>> {
    STORED.iter().map(|column| Arc::new(column.field())).collect()
}

/// What values of a column of a table are like.
pub(crate) fn nature(field: &Field) -> Nature {
    if let Some(column) = STORED.iter().find(|column| column.name == field.name()) {
        return column.nature;
    }
    let text = ColumnType::of(field.data_type()) == Some(ColumnType::Text);
    if text && (field.metadata().contains_key(LOOKUP) || sounds_like_lookup(field.name())) {
        Nature::Lookup
    } else {
        Nature::Plain
    }
}

/// Whether a column's name says that it holds hashes, addresses or identifiers.
fn sounds_like_lookup(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let parts = ["hash", "md5", "sha1", "sha256", "guid", "uuid", "ipaddr"];
    let ends = ["_ip", "addr", "address", "_x2eip"];
    parts.iter().any(|part| name.contains(part)) || ends.iter().any(|end| name.ends_with(end))
}

/// The column of a record's field: the field's canonical name, escaped. ASCII letters, digits and `_` stay, any other
/// byte becomes `_xHH`; `_x41` in a name becomes `_x5fx41`, so that the name can be had back.
#[must_use]
pub fn column_name(canonical: &str) -> String {
    let bytes = canonical.as_bytes();
    let mut name = String::with_capacity(RECORD_PREFIX.len() + bytes.len() + 8);
    name.push_str(RECORD_PREFIX);
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = byte.is_ascii_alphanumeric() || byte == b'_' && !is_escape(&bytes[at..]);
        if plain {
            name.push(char::from(byte));
        } else {
            name.push_str("_x");
            name.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
        }
    }
    name
}

/// The canonical name of the field in a column; `None` where the column is no record column.
#[must_use]
pub fn canonical_name(column: &str) -> Option<String> {
    let escaped = column.strip_prefix(RECORD_PREFIX)?.as_bytes();
    let mut name = Vec::with_capacity(escaped.len());
    let mut at = 0;
    while let Some(&byte) = escaped.get(at) {
        if byte == b'_' && is_escape(&escaped[at..]) {
            name.push(hex_digit(escaped[at + 2])? << 4 | hex_digit(escaped[at + 3])?);
            at += 4;
        } else {
            name.push(byte);
            at += 1;
        }
    }
    String::from_utf8(name).ok()
}

/// Whether the text begins with what an escape looks like.
fn is_escape(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_escaped_so_that_they_can_be_had_back() {
        let check = |canonical: &str, column: &str| {
            assert_eq!(column_name(canonical), column);
            assert_eq!(canonical_name(column).as_deref(), Some(canonical));
        };
        check("CommandLine", "r_CommandLine");
        check("id.orig_h", "r_id_x2eorig_h");
        check("_x41", "r__x5fx41");
        check("_x4é", "r__x4_xc3_xa9");
        check("", "r_");
    }

    #[test]
    fn stored_columns_are_no_record_columns() {
        assert!(STORED.iter().all(|column| canonical_name(column.name).is_none()));
        assert_eq!(STORED.len(), 36);
    }

    proptest! {
        #[test]
        fn every_name_survives_its_escape(name in "(_|x|[0-9a-fA-F]|\\.|[^a]){0,12}") {
            let column = column_name(&name);
            prop_assert!(column.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'));
            prop_assert_eq!(canonical_name(&column), Some(name));
        }
    }
}
