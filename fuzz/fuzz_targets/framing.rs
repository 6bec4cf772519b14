//! A stream to frames: recognised, and cut within its bounds however it is split.

#![no_main]

use atalaya_codec::framing::Framer;
use atalaya_codec::{Format, sniff};

/// Small, so that the fuzzer reaches it.
const FRAME_BYTES_MAX: usize = 4096;

/// Cuts the stream, given in pieces of `piece` bytes that grow where nothing was consumed.
fn cut(format: Format, input: &[u8], piece: usize) {
    let mut framer = Framer::with_frame_bytes_max(format, FRAME_BYTES_MAX);
    let (mut at, mut size) = (0, piece);
    loop {
        let end = (at + size).min(input.len());
        let cut = framer.cut(&input[at..end], end == input.len());
        assert!(cut.consumed <= end - at);
        for batch in &cut.batches {
            assert!(batch.range.end <= end - at && batch.range.start <= batch.range.end);
        }
        size = if cut.consumed == 0 { size * 2 } else { piece };
        at += cut.consumed;
        if end == input.len() {
            assert_eq!(at, input.len(), "the last cut consumes all");
            return;
        }
    }
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let format = sniff(input);
    cut(format, input, input.len().max(1));
    let Some((&piece, rest)) = input.split_first() else { return };
    let format = sniff(rest);
    cut(format, rest, usize::from(piece) + 1);
});
