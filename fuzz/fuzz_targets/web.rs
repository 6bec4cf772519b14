//! A line of a web server's access log to a record.

#![no_main]

use atalaya_codec::Format;
use atalaya_fuzz::decode_as;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    decode_as(Format::WebAccess, input);
});
