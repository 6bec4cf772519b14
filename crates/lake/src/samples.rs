//! Kinds and rows for the tests of this crate.

use atalaya_model::{Time, ValueRef};
use atalaya_schema::{FieldType, Kind, Verification, When};
use proptest::prelude::*;

use crate::chunk::Chunk;
use crate::sheet::{Head, Sheet};

/// A kind with these types.
pub(crate) fn kind(types: &[(&str, FieldType)]) -> Kind {
    Kind {
        name: "test.kind".to_owned(),
        family: "test.kind".to_owned(),
        about: [const { String::new() }; 3],
        when: When::default(),
        class_uid: None,
        verification: Verification::Seen,
        references: Vec::new(),
        time: Vec::new(),
        charsets: Vec::new(),
        envelope: Vec::new(),
        types: types.iter().map(|(name, of)| ((*name).to_owned(), *of)).collect(),
        sequence: None,
        cleared: None,
        leases: Vec::new(),
        serves: Vec::new(),
        remedies: Vec::new(),
    }
}

/// 2024-01-31T00:00:00Z.
pub(crate) const MIDNIGHT: i64 = 1_706_659_200_000_000;

/// The head of the row with this offset: a second later for each.
pub(crate) fn head(offset: u64) -> Head<'static> {
    Head {
        time: Some(Time(MIDNIGHT + offset as i64 * 1_000_000)),
        received: Time(MIDNIGHT + 86_400_000_000),
        source: "edge",
        class_uid: Some(1007),
        severity_id: None,
        origin: [7; 32],
        origin_record: offset,
        origin_chunk: 0,
        origin_stream: false,
        late: false,
        offset,
        ordinal: 0,
    }
}

/// A value that a sheet may be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    Null,
    Empty,
    Bool(bool),
    Number(String),
    Text(String),
}

impl Given {
    pub(crate) fn value(&self) -> ValueRef<'_> {
        match self {
            Given::Null => ValueRef::Null,
            Given::Empty => ValueRef::Empty,
            Given::Bool(value) => ValueRef::Bool(*value),
            Given::Number(text) => ValueRef::Number(text),
            Given::Text(text) => ValueRef::Text(text),
        }
    }

    /// As it is read back: what it was written as is not kept.
    pub(crate) fn stored(&self) -> Given {
        match self.value().text() {
            Some(text) => Given::Text(text.to_owned()),
            None => self.clone(),
        }
    }
}

/// A field: its canonical name or, where it has none, its path; and its values, in their order.
pub(crate) type GivenField = (Option<String>, String, Vec<Given>);

/// Anything that a row may be given.
pub(crate) fn any_row() -> impl Strategy<Value = Vec<GivenField>> {
    let value = prop_oneof![
        Just(Given::Null),
        Just(Given::Empty),
        any::<bool>().prop_map(Given::Bool),
        "-?[0-9]{1,4}|0[0-9]|[0-9]\\.[0-9]{1,2}|1e5".prop_map(Given::Number),
        "|[a-c]{1,3}|\\[\"a\"\\]|\"|T|true|12|[\\PC\\x00-\\x1f]{0,8}".prop_map(Given::Text),
    ];
    let name = prop_oneof![
        Just("Image".to_owned()),
        Just("image".to_owned()),
        Just("Count".to_owned()),
        Just("Ratio".to_owned()),
        Just("Flag".to_owned()),
        "[?=]?[a-c._]{0,3}",
    ];
    let values = prop_oneof![
        prop::collection::vec(value.clone(), 1..4),
        (value, 2..4_usize).prop_map(|(value, count)| vec![value; count]),
    ];
    let field = (any::<bool>(), name, values);
    prop::collection::vec(field, 0..6).prop_map(|fields| {
        let mut seen = std::collections::HashSet::new();
        let named =
            |(canonical, name, values): (bool, String, Vec<Given>)| (canonical.then(|| name.clone()), name, values);
        let fields = fields.into_iter().map(named);
        fields.filter(|(canonical, path, _)| seen.insert((canonical.is_some(), path.clone()))).collect()
    })
}

/// A kind whose fields `Count`, `Ratio` and `Flag` are typed.
pub(crate) fn typed_kind() -> Kind {
    kind(&[("Count", FieldType::Integer), ("Ratio", FieldType::Float), ("Flag", FieldType::Boolean)])
}

/// The rows as a chunk, the values of a row's fields taking turns.
pub(crate) fn chunk_of(sheet: &mut Sheet, rows: &[Vec<GivenField>], first_offset: u64) -> Chunk {
    for (at, row) in rows.iter().enumerate() {
        sheet.row(&head(first_offset + at as u64));
        let longest = row.iter().map(|(_, _, values)| values.len()).max().unwrap_or(0);
        for turn in 0..longest {
            for (canonical, path, values) in row.iter().filter(|(_, _, values)| turn < values.len()) {
                let column = sheet.column(canonical.as_deref(), path);
                sheet.put(column, values[turn].value());
            }
        }
    }
    sheet.take()
}
