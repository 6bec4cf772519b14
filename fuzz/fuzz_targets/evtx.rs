//! Chunks of a Windows event log to JSON, and that to records.

#![no_main]

use atalaya_codec::Format;
use atalaya_codec::evtx::{CHUNK_BYTES, Rendered, render};
use atalaya_fuzz::decode_as;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let mut chunks = vec![0; input.len().next_multiple_of(CHUNK_BYTES)];
    chunks[..input.len()].copy_from_slice(input);
    render(&chunks, &mut |rendered| {
        if let Rendered::Record { json, .. } = rendered {
            decode_as(Format::JsonLines, json.as_bytes());
        }
    });
});
