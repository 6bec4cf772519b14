//! A text to trees.

#![no_main]

use atalaya_stdx::yaml::documents;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    std::hint::black_box(documents(&text));
});
