//! Text of any charset as UTF-8, piece by piece.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult};

use crate::Charset;
use crate::window::Window;

/// U+FFFD in UTF-8.
const REPLACEMENT: &[u8; 3] = b"\xEF\xBF\xBD";

/// Room that one step of recoding must have.
pub(crate) const ROOM_BYTES_MIN: usize = 64;

/// A stream's text as UTF-8.
pub(crate) struct Transcoder<'w, 'a> {
    window: &'w mut Window<'a>,
    decoder: Option<Decoder>,
    ended: bool,
    pub(crate) malformed: u64,
}

impl<'w, 'a> Transcoder<'w, 'a> {
    /// The stream behind its byte order mark, if it has one.
    pub(crate) fn new(window: &'w mut Window<'a>, charset: Charset) -> Self {
        let mark = charset.mark();
        if window.peek(mark.len()) == mark {
            window.consume(mark.len());
        }
        let decoder = charset.encoding().map(|encoding| encoding.new_decoder_without_bom_handling());
        Transcoder { window, decoder, ended: false, malformed: 0 }
    }

    /// Fills some of `out`, which has [`ROOM_BYTES_MIN`] bytes or more; 0 at the end.
    pub(crate) fn fill(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let Some(decoder) = &mut self.decoder else { return self.window.read(out) };
        let mut filled = 0;
        while filled == 0 && !self.ended {
            let bytes = self.window.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, out, last);
            self.window.consume(read);
            filled += written;
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.malformed += 1;
                    filled += replace(&mut out[filled..]);
                }
            }
        }
        Ok(filled)
    }
}

/// Writes U+FFFD where there is room for it, as there is unless the decoder filled the last bytes.
fn replace(out: &mut [u8]) -> usize {
    match out.first_chunk_mut::<3>() {
        Some(room) => {
            *room = *REPLACEMENT;
            3
        }
        None => 0,
    }
}

/// The beginning of a stream, in UTF-8, without consuming it.
pub(crate) fn sample(head: &[u8], charset: Charset) -> Vec<u8> {
    let head = head.strip_prefix(charset.mark()).unwrap_or(head);
    match charset.encoding() {
        None => head.to_vec(),
        Some(encoding) => {
            let mut decoder = encoding.new_decoder_without_bom_handling();
            let mut text = String::with_capacity(head.len() * 3);
            let _ = decoder.decode_to_string(head, &mut text, false);
            text.into_bytes()
        }
    }
}
