//! A Windows event as XML to a record.

#![no_main]

use atalaya_codec::Format;
use atalaya_fuzz::decode_as;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    decode_as(Format::WindowsXml, input);
});
