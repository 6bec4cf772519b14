//! Data that the script unpacks: compressed and written as text, in elements that a browser neither runs nor shows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// The element with the data, `deflate-raw` and base64.
pub(crate) fn parcel(id: &str, data: &[u8]) -> String {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(data.len() / 8), Compression::best());
    let packed = encoder.write_all(data).and_then(|()| encoder.finish());
    let packed = packed.expect("writing to memory does not fail");
    let mut text = format!("<script type=\"application/octet-stream\" id={id}>");
    STANDARD.encode_string(&packed, &mut text);
    text.push_str("</script>\n");
    text
}
