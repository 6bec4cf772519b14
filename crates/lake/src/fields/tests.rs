//! What is put into a sheet comes back, whatever way it goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::errors::ParquetError;
use proptest::prelude::*;

use super::*;
use crate::admit::TableColumns;
use crate::file::{Encoding, write_files};
use crate::samples::{Given, GivenField, any_row, chunk_of, head, typed_kind};
use crate::sheet::Sheet;

/// Values by field, whose name is marked by what it is.
type Read = BTreeMap<(bool, String), Vec<Given>>;

fn expected(row: &[GivenField]) -> Read {
    let of = |(canonical, path, values): &GivenField| {
        ((canonical.is_some(), path.clone()), values.iter().map(Given::stored).collect())
    };
    row.iter().map(of).collect()
}

fn read(batch: &RecordBatch) -> Vec<(u64, Read)> {
    let rows = Rows::new(batch).unwrap();
    let mut fields = rows.fields();
    let mut all = Vec::new();
    for row in 0..rows.len() {
        fields.read(row).unwrap();
        let mut read = Read::new();
        for (name, value) in fields.iter() {
            let name = match name {
                Name::Canonical(name) => (true, name.to_owned()),
                Name::Path(path) => (false, path.to_owned()),
            };
            let value = match value {
                ValueRef::Null => Given::Null,
                ValueRef::Empty => Given::Empty,
                value => Given::Text(value.text().unwrap().to_owned()),
            };
            read.entry(name).or_default().push(value);
        }
        all.push((rows.head(row).unwrap().offset, read));
    }
    all
}

fn through_files(chunks: Vec<Chunk>) -> Vec<(u64, Read)> {
    let mut columns = TableColumns::new();
    let chunks: Vec<_> = chunks.into_iter().map(|chunk| Arc::new(columns.admit(chunk).unwrap())).collect();
    let mut rows = Vec::new();
    let sink = |file: crate::file_entry::DataFile| {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file.bytes).unwrap().build().unwrap();
        reader.for_each(|batch| rows.extend(read(&batch.unwrap())));
        Ok::<_, ParquetError>(())
    };
    write_files(&chunks, columns.schema(), Encoding { compression_level: 1 }, sink).unwrap();
    rows.sort_by_key(|(offset, _)| *offset);
    rows
}

use crate::chunk::Chunk;

proptest! {
    #[test]
    fn every_field_of_every_row_comes_back(
        first in prop::collection::vec(any_row(), 1..5),
        second in prop::collection::vec(any_row(), 1..5),
    ) {
        let kind = typed_kind();
        let mut sheet = Sheet::new("ministry", &kind);
        let one = chunk_of(&mut sheet, &first, 0);
        // The other chunk is of another thread, which has met other spellings first.
        let mut other = Sheet::new("ministry", &kind);
        let two = chunk_of(&mut other, &second, first.len() as u64);
        let wanted: Vec<_> = first.iter().chain(&second).enumerate().map(|(at, row)| (at as u64, expected(row))).collect();
        prop_assert_eq!(read(&one.batch), &wanted[..first.len()]);
        prop_assert_eq!(read(&two.batch), &wanted[first.len()..]);
        prop_assert_eq!(through_files(vec![one, two]), wanted);
    }

    #[test]
    fn a_kind_that_has_changed_its_types_loses_nothing(
        first in prop::collection::vec(any_row(), 1..5),
        second in prop::collection::vec(any_row(), 1..5),
        typed_first in any::<bool>(),
    ) {
        let kinds = [typed_kind(), crate::samples::kind(&[])];
        let [old, new] = if typed_first { [&kinds[0], &kinds[1]] } else { [&kinds[1], &kinds[0]] };
        let one = chunk_of(&mut Sheet::new("ministry", old), &first, 0);
        let two = chunk_of(&mut Sheet::new("ministry", new), &second, first.len() as u64);
        let wanted: Vec<_> = first.iter().chain(&second).enumerate().map(|(at, row)| (at as u64, expected(row))).collect();
        prop_assert_eq!(through_files(vec![one, two]), wanted);
    }
}

#[test]
fn a_value_that_is_repeated_is_in_its_column_once() {
    let mut sheet = Sheet::new("ministry", &typed_kind());
    sheet.row(&head(0));
    for (name, text) in [("Image", "cmd"), ("Image", "cmd"), ("Count", "7"), ("Count", "7"), ("Count", "7")] {
        let column = sheet.column(Some(name), name);
        sheet.put(column, ValueRef::Text(text));
    }
    let chunk = sheet.take();
    let shown = |name: &str| {
        let column = chunk.batch.column_by_name(name).unwrap();
        datafusion::arrow::util::display::array_value_to_string(column, 0).unwrap()
    };
    assert_eq!((shown("r_Image"), shown("r_Count"), chunk.misfits), ("cmd".to_owned(), "7".to_owned(), 0));
    let text = |text: &str| Given::Text(text.to_owned());
    let wanted = [("Count", vec![text("7"); 3]), ("Image", vec![text("cmd"); 2])];
    let wanted = wanted.map(|(name, values)| ((true, name.to_owned()), values));
    assert_eq!(read(&chunk.batch), [(0, Read::from(wanted))]);
}

#[test]
fn head_and_entities_come_back() {
    let mut sheet = Sheet::new("ministry", &typed_kind());
    let entity = |name| ENTITIES.iter().position(|known| *known == name).unwrap();
    let heads = [head(5), crate::sheet::Head { time: None, late: true, origin: [255; 32], ..head(6) }];
    for head in &heads {
        sheet.row(head);
        sheet.entity(entity("host"), "dc01");
        sheet.entity(entity("process_id"), "0x1a4");
        sheet.entity(entity("dst_port"), "99999999999");
    }
    let chunk = sheet.take();
    assert_eq!((chunk.offsets.clone(), chunk.misfits), (5..7, 2));
    assert_eq!(chunk.sources, BTreeMap::from([("edge".into(), 2)]));
    let rows = Rows::new(&chunk.batch).unwrap();
    for (row, head) in heads.iter().enumerate() {
        assert_eq!(rows.head(row).unwrap(), *head);
        let read = |name| rows.entity(row, entity(name));
        assert_eq!(read("host").as_deref(), Some("dc01"));
        assert_eq!(read("process_id").as_deref(), Some("420"));
        assert_eq!(read("dst_port"), None);
    }
    let day = chunk.batch.column_by_name("day").unwrap();
    assert_eq!(day.as_primitive::<datafusion::arrow::datatypes::Date32Type>().values(), &[19_753, 19_754]);
}
