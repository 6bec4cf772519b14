//! Answers are written exactly, and harmlessly.

use atalaya_hunt::output::{Cells, Csv, Json, Output, Parquet, names};
use atalaya_lake::arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
    TimestampMicrosecondArray, UInt64Array,
};
use atalaya_lake::arrow::datatypes::{DataType, Field, Int32Type, Schema};
use std::io::Write;
use std::sync::{Arc, Mutex};

/// What was written, also after the writer is gone.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn batch() -> RecordBatch {
    let time = TimestampMicrosecondArray::from(vec![Some(1_588_205_199_824_370), None]).with_timezone("UTC");
    let host: DictionaryArray<Int32Type> = vec![Some("=cmd|x"), Some("dc01")].into_iter().collect();
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None]);
    let columns: [(&str, ArrayRef); 7] = [
        ("time", Arc::new(time)),
        ("host", Arc::new(host)),
        ("n", Arc::new(Int64Array::from(vec![i64::MIN, 9_007_199_254_740_993]))),
        ("u", Arc::new(UInt64Array::from(vec![Some(u64::MAX), None]))),
        ("f", Arc::new(Float64Array::from(vec![1.5, f64::NAN]))),
        ("b", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("l", Arc::new(list)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true))).unwrap()
}

#[test]
fn json_has_every_digit_and_tells_null_from_empty() {
    let (kept, batch) = (Kept::default(), batch());
    let mut json = Box::new(Json::new(kept.clone(), &batch.schema()));
    json.rows(&batch).unwrap();
    json.finish().unwrap();
    let expected = concat!(
        r#"{"time":"2020-04-30T00:06:39.824370Z","host":"=cmd|x","n":-9223372036854775808,"#,
        r#""u":18446744073709551615,"f":1.5,"b":true,"l":[1,null]}"#,
        "\n",
        r#"{"time":null,"host":"dc01","n":9007199254740993,"u":null,"f":"NaN","b":null,"l":null}"#,
        "\n",
    );
    assert_eq!(kept.text(), expected);
}

#[test]
fn csv_has_no_formulas_and_leaves_numbers_alone() {
    let (kept, batch) = (Kept::default(), batch());
    let mut csv = Box::new(Csv::new(kept.clone(), &batch.schema(), false).unwrap());
    csv.rows(&batch).unwrap();
    csv.finish().unwrap();
    let text = kept.text();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines[0], "time,host,n,u,f,b,l");
    assert!(lines[1].starts_with("2020-04-30T00:06:39.824370Z,'=cmd|x,-9223372036854775808,"), "{}", lines[1]);
    assert!(lines[2].starts_with(",dc01,9007199254740993,,NaN,,"), "{}", lines[2]);
}

#[test]
fn csv_for_spreadsheets_begins_with_a_mark() {
    let kept = Kept::default();
    Box::new(Csv::new(kept.clone(), &batch().schema(), true).unwrap()).finish().unwrap();
    assert!(kept.text().starts_with("\u{feff}time,"));
}

#[test]
fn parquet_is_read_back_as_it_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("found.parquet");
    let batch = batch();
    let mut parquet = Box::new(Parquet::new(std::fs::File::create(&path).unwrap(), &batch.schema()).unwrap());
    parquet.rows(&batch).unwrap();
    parquet.finish().unwrap();
    let file = std::fs::File::open(&path).unwrap();
    let reader = atalaya_lake::parquet::arrow::arrow_reader::ParquetRecordBatchReader::try_new(file, 1024).unwrap();
    let read: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].num_rows(), 2);
    assert_eq!(read[0].schema().field(1).data_type(), &DataType::Utf8);
    let hosts = read[0].column(1);
    assert_eq!(Cells::new(hosts).unwrap().text(1).unwrap().as_deref(), Some("dc01"));
}

#[test]
fn columns_of_one_name_get_numbers() {
    let fields = ["host", "host", "host_2", "x"].map(|name| Field::new(name, DataType::Utf8, true));
    assert_eq!(names(&Schema::new(fields.to_vec())), ["host", "host_3", "host_2", "x"]);
    let empty = StringArray::from(vec![None::<&str>]);
    let column: ArrayRef = Arc::new(empty);
    assert_eq!(Cells::new(&column).unwrap().text(0).unwrap(), None);
}
