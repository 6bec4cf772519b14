//! A table's columns as Delta writes them, and back.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde::{Deserialize, Serialize};

use super::PARTITION;
use crate::column::ColumnType;

#[derive(Serialize, Deserialize)]
struct Struct {
    r#type: String,
    fields: Vec<Column>,
}

#[derive(Serialize, Deserialize)]
struct Column {
    name: String,
    r#type: String,
    nullable: bool,
    #[serde(default)]
    metadata: BTreeMap<String, serde_json::Value>,
}

/// The columns, the partition column first, as the text that the log has.
pub(crate) fn to_delta(schema: &Schema) -> String {
    let day = Column { name: PARTITION.into(), r#type: "date".into(), nullable: true, metadata: BTreeMap::new() };
    let columns = schema.fields().iter().map(|field| Column {
        name: field.name().clone(),
        r#type: type_name(field.data_type()).into(),
        nullable: field.is_nullable(),
        metadata: field.metadata().iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect(),
    });
    let fields = std::iter::once(day).chain(columns).collect();
    serde_json::to_string(&Struct { r#type: "struct".into(), fields }).unwrap_or_default()
}

/// The columns that such a text names, without the partition column; `None` where it has what the lake does not write.
pub(crate) fn from_delta(text: &str) -> Option<SchemaRef> {
    let columns: Struct = serde_json::from_str(text).ok()?;
    let fields = columns.fields.into_iter().filter(|column| column.name != PARTITION).map(|column| {
        let text = |(key, value): (String, serde_json::Value)| Some((key, value.as_str()?.to_owned()));
        let metadata: HashMap<_, _> = column.metadata.into_iter().filter_map(text).collect();
        Some(Arc::new(Field::new(column.name, data_type(&column.r#type)?, column.nullable).with_metadata(metadata)))
    });
    Some(Arc::new(Schema::new(fields.collect::<Option<Vec<_>>>()?)))
}

fn type_name(data_type: &DataType) -> &'static str {
    match ColumnType::of(data_type) {
        Some(ColumnType::Int32) => "integer",
        Some(ColumnType::Int64) => "long",
        Some(ColumnType::Float64) => "double",
        Some(ColumnType::Boolean) => "boolean",
        Some(ColumnType::Time) => "timestamp",
        Some(ColumnType::Text) | None => "string",
    }
}

fn data_type(name: &str) -> Option<DataType> {
    Some(match name {
        "string" => DataType::Utf8,
        "integer" => DataType::Int32,
        "long" => DataType::Int64,
        "double" => DataType::Float64,
        "boolean" => DataType::Boolean,
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::column::{column_name, stored_fields};

    #[test]
    fn columns_survive_the_log() {
        let mut fields = stored_fields();
        let metadata = HashMap::from([("atalaya.lookup".to_owned(), "1".to_owned())]);
        fields.push(Arc::new(Field::new(column_name("Hashes"), DataType::Utf8, true).with_metadata(metadata)));
        fields.push(Arc::new(Field::new(column_name("Score"), DataType::Float64, true)));
        let schema = Schema::new(fields);
        let text = to_delta(&schema);
        assert_eq!(from_delta(&text).as_deref(), Some(&schema));
        assert!(text.starts_with(r#"{"type":"struct","fields":[{"name":"day","type":"date""#), "{text}");
        assert_eq!(from_delta(r#"{"type":"struct","fields":[{"name":"a","type":"binary","nullable":true}]}"#), None);
    }
}
