//! What there is in each table, added up column by column, so that the sums of others can be laid beside it.

use std::path::Path;

use atalaya_lake::{Bounds, ColumnType, KindColumn, Lake, Scope, Session};
use datafusion::arrow::array::Array as _;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::display::array_value_to_string;
use serde_json::{Map, Value, json};

use super::{Result, open};

/// The view over all kinds, which is no table.
const EVENTS: &str = "events";

/// All tables: `{"tables": [{"organization", "kind", "rows", "columns": [{"name", "of", "sums"}]}]}`; the sums are values, sum,
/// least and greatest, as text. The sum of texts is that of their bytes, of truths how many are true.
pub(super) fn tables(data: &Path) -> Result<Value> {
    let (lake, _, _lock) = open(data)?;
    let status = lake.tables();
    let mut organizations: Vec<&str> = status.iter().map(|table| table.organization.as_str()).collect();
    organizations.dedup();
    let mut tables = Vec::new();
    for organization in organizations {
        tables.extend(of_organization(&lake, organization)?);
    }
    Ok(json!({ "tables": tables }))
}

fn of_organization(lake: &Lake, organization: &str) -> Result<Vec<Value>> {
    let scope = Scope::Organizations(vec![organization.to_owned()]);
    let session = lake.session(scope, Bounds { rows_max: None, ..Bounds::default() });
    let kinds = session.kinds().into_iter().filter(|kind| kind.kind != EVENTS);
    kinds
        .map(|kind| {
            let columns: Vec<KindColumn> = kind.columns.into_iter().filter(is_stored).collect();
            let columns: Vec<Value> =
                columns.iter().map(|column| of_column(&session, &kind.kind, column)).collect::<Result<_>>()?;
            Ok(json!({"organization": organization, "kind": kind.kind, "rows": kind.rows, "columns": columns}))
        })
        .collect()
}

/// Whether the column is in the table, and not the same for all of it.
fn is_stored(column: &KindColumn) -> bool {
    !column.computed && !["organization", "kind"].contains(&column.name.as_str())
}

fn of_column(session: &Session, kind: &str, column: &KindColumn) -> Result<Value> {
    let (of, sum) = match column.of {
        Some(ColumnType::Text) => ("text", "sum(octet_length({c}))"),
        Some(ColumnType::Int32 | ColumnType::Int64) => ("int", "sum({c})"),
        Some(ColumnType::Float64) => ("float", "sum({c})"),
        Some(ColumnType::Boolean) => ("bool", "count(*) FILTER (WHERE {c})"),
        Some(ColumnType::Time) => ("time", "NULL"),
        None => ("day", "NULL"),
    };
    let bounds = match of {
        "bool" => "NULL AS least, NULL AS most",
        "time" => "CAST(min({c}) AS BIGINT) AS least, CAST(max({c}) AS BIGINT) AS most",
        _ => "min({c}) AS least, max({c}) AS most",
    };
    let name = format!("\"{}\"", column.name);
    let sql = format!("SELECT count({{c}}) AS counted, {sum} AS total, {bounds} FROM \"{kind}\"").replace("{c}", &name);
    let mut answer = session.query(&sql)?;
    let mut sums = Vec::new();
    while let Some(batch) = answer.next()? {
        for column in batch.columns() {
            // A column of nothing but `NULL` has no type, and no mask either.
            let is_null = column.is_null(0) || column.data_type() == &DataType::Null;
            sums.push(if is_null { Value::Null } else { array_value_to_string(column, 0)?.into() });
        }
    }
    let mut told = Map::new();
    told.insert("name".to_owned(), column.name.as_str().into());
    told.insert("of".to_owned(), of.into());
    told.insert("sums".to_owned(), sums.into());
    Ok(Value::Object(told))
}
