//! Windows events as XML: each `<Event …>…</Event>` is a frame, whatever stands around them.

use memchr::memmem;

use super::{Collected, Cut, Piece, Torn, Why};
use crate::{Format, Header};

const OPEN: &[u8] = b"<Event";
const CLOSE: &[u8] = b"</Event>";

#[derive(Debug)]
pub(super) struct XmlFramer {
    max: usize,
    header: Header,
    record: u64,
    /// Where a stretch began that is neither an event nor what may stand around events.
    lost: Option<(u64, Why)>,
    /// Where the tag began inside which the last bytes between events ended.
    tag: Option<u64>,
}

impl XmlFramer {
    pub(super) fn new(max: usize) -> Self {
        let header = Header { format: Format::WindowsXml, columns: None };
        XmlFramer { max, header, record: 1, lost: None, tag: None }
    }

    pub(super) fn cut(&mut self, piece: &Piece<'_>) -> Cut {
        let (mut cut, mut batch) = (Cut::default(), Collected::default());
        while cut.consumed < piece.bytes.len() && self.step(piece, &mut cut, &mut batch) {}
        batch.finish(&self.header, &mut self.record, &mut cut);
        if piece.last {
            self.found(piece.at(piece.bytes.len()), &mut cut);
        }
        cut
    }

    /// Consumes what stands before an event, or an event; `false` where more bytes are needed.
    fn step(&mut self, piece: &Piece<'_>, cut: &mut Cut, batch: &mut Collected) -> bool {
        let rest = &piece.bytes[cut.consumed..];
        match opening(rest, piece.last) {
            Opening::At(0) => self.event(piece, cut, batch),
            Opening::At(before) | Opening::NotBefore(before) => {
                self.around(piece, cut.consumed, &rest[..before]);
                cut.consumed += before;
                before > 0
            }
        }
    }

    fn event(&mut self, piece: &Piece<'_>, cut: &mut Cut, batch: &mut Collected) -> bool {
        let start = cut.consumed;
        let rest = &piece.bytes[start..];
        let window = &rest[..rest.len().min(self.max)];
        let close = memmem::find(window, CLOSE).map(|close| close + CLOSE.len());
        let inside = close.unwrap_or(window.len());
        // An event that begins before this one ended: this one was cut off.
        if let Some(next) = truncated_by(&window[OPEN.len()..inside]) {
            self.found(piece.at(start), cut);
            let length = next + OPEN.len();
            cut.torn.push(Torn { offset: piece.at(start), length: length as u64, why: Why::Truncated });
            cut.consumed += length;
            return true;
        }
        if let Some(length) = close {
            self.found(piece.at(start), cut);
            batch.push(start..start + length);
            cut.consumed += length;
            return true;
        }
        self.endless(piece, cut)
    }

    fn endless(&mut self, piece: &Piece<'_>, cut: &mut Cut) -> bool {
        let long = piece.bytes.len() - cut.consumed > self.max;
        if !long && !piece.last {
            return false;
        }
        self.found(piece.at(cut.consumed), cut);
        self.lost = Some((piece.at(cut.consumed), if long { Why::Oversize } else { Why::Truncated }));
        cut.consumed += if long { self.max } else { piece.bytes.len() - cut.consumed };
        true
    }

    /// Looks at what stands between events: white space, declarations and the element around them
    /// are expected, all else is reported.
    fn around(&mut self, piece: &Piece<'_>, start: usize, between: &[u8]) {
        for (at, byte) in between.iter().enumerate() {
            let place = piece.at(start + at);
            match (byte, self.tag) {
                (b'>', Some(_)) => self.tag = None,
                (_, Some(_)) => {}
                (b'<', None) => self.tag = Some(place),
                (b' ' | b'\t' | b'\r' | b'\n' | b',' | 0, None) => {}
                (_, None) => {
                    self.lost.get_or_insert((place, Why::Syntax));
                }
            }
        }
    }

    /// Ends the stretch that was lost, if there is one.
    fn found(&mut self, end: u64, cut: &mut Cut) {
        // A tag that is never closed is none.
        let tag = self.tag.take().map(|offset| (offset, Why::Syntax));
        if let Some((offset, why)) = self.lost.take().or(tag) {
            cut.torn.push(Torn { offset, length: end - offset, why });
        }
    }
}

enum Opening {
    /// An event begins here.
    At(usize),
    /// None begins before here.
    NotBefore(usize),
}

/// Where the first event of `bytes` begins.
fn opening(bytes: &[u8], last: bool) -> Opening {
    for at in memmem::find_iter(bytes, OPEN) {
        match bytes.get(at + OPEN.len()) {
            Some(byte) if byte.is_ascii_whitespace() || *byte == b'>' => return Opening::At(at),
            Some(_) => {}
            None => break,
        }
    }
    // The last bytes may be the beginning of one.
    let decided = if last { bytes.len() } else { bytes.len().saturating_sub(OPEN.len()) };
    Opening::NotBefore(memchr::memchr(b'<', &bytes[decided..]).map_or(bytes.len(), |at| decided + at))
}

/// Where inside an event another one begins on a line of its own.
fn truncated_by(inside: &[u8]) -> Option<usize> {
    memmem::find_iter(inside, b"\n<Event").map(|newline| newline + 1).find(|at| {
        let after = inside.get(at + OPEN.len());
        after.is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'>')
    })
}
