//! A rule file to rules and diagnostics.

#![no_main]

use atalaya_sigma::parse::parse;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    std::hint::black_box(parse("fuzz.yml", &text));
});
