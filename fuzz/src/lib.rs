//! What the fuzz targets share: a frame through a decoder, and everything it yields looked at.

use std::cell::RefCell;
use std::sync::Arc;

use atalaya_codec::{Columns, Decoder, Format, Header};

thread_local! {
    static DECODER: RefCell<Decoder> = RefCell::new(Decoder::new());
}

/// Decodes the frame. Whatever it is, the decoder must return, and every field of the record must have a value.
pub fn decode(header: &Header, frame: &[u8]) {
    let frame = String::from_utf8_lossy(frame);
    DECODER.with_borrow_mut(|decoder| {
        decoder.renew_paths();
        if decoder.decode(header, &frame).is_ok() {
            let record = decoder.record(&frame);
            for field in record.fields() {
                std::hint::black_box(record.value(field));
            }
        }
    });
}

/// Decodes a frame of a format without columns.
pub fn decode_as(format: Format, frame: &[u8]) {
    decode(&Header { format, columns: None }, frame);
}

/// Columns as the first line of the input names them, and the rest of the input.
pub fn columns(input: &[u8], separator: u8) -> (Arc<Columns>, &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let names: Vec<String> =
        input[..end].split(|byte| *byte == separator).map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let sets = names.iter().map(|name| name.starts_with("set")).collect();
    let text = |text: &str| Some(text.to_owned());
    let (unset, empty, set_separator) = (text("-"), text("(empty)"), text(","));
    let columns = Columns { names, separator, unset, empty, set_separator, sets, stream: text("fuzz") };
    (Arc::new(columns), input.get(end + 1..).unwrap_or_default())
}
