//! Lines under columns to records: Zeek, W3C, CSV.

#![no_main]

use atalaya_codec::{Format, Header};
use atalaya_fuzz::{columns, decode};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&choice, input)) = input.split_first() else { return };
    let (format, separator) = match choice % 3 {
        0 => (Format::ZeekTsv, b'\t'),
        1 => (Format::W3c, b' '),
        _ => (Format::Csv, b','),
    };
    let (columns, line) = columns(input, separator);
    decode(&Header { format, columns: Some(columns) }, line);
});
