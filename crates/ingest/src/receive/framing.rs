//! Where one syslog message ends and the next begins in a stream (RFC 6587).
//!
//! Senders use two ways, and some change between them: the message's length in digits and a blank before it, or a line feed,
//! a NUL or a carriage return with a line feed behind it. Which one it is is looked at anew for every message.

/// Bytes of a message that are kept together. What is longer is cut there: the rest becomes messages of its own, counted.
pub const MESSAGE_BYTES_MAX: usize = 256 << 10;
/// Digits of a length.
const DIGITS_MAX: usize = 9;

/// What is next in the bytes at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// More bytes are needed.
    More,
    /// A message of `start..end`; the next one begins at `next`.
    Message {
        /// Its first byte.
        start: usize,
        /// The byte behind it.
        end: usize,
        /// Where to go on.
        next: usize,
        /// Whether it is cut: more of it follows.
        cut: bool,
    },
}

/// Cuts a stream into messages.
#[derive(Debug, Clone, Default)]
pub(super) struct Framing {
    /// Bytes of a counted message that are still to come, after a cut.
    counted: usize,
    /// Bytes at hand that have no end of a message among them: they are not looked at again.
    seen: usize,
    /// Whether a line was cut and goes on: a number in it is no length.
    in_line: bool,
}

impl Framing {
    /// What is next in `bytes`, which begin where the last piece said to go on.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Piece {
        if self.counted > 0 {
            return self.rest_of_counted(bytes);
        }
        if self.in_line {
            return self.line(bytes);
        }
        match count(bytes) {
            Count::Open => Piece::More,
            Count::Of { start, length } => self.counted_from(bytes, start, length),
            Count::None => self.line(bytes),
        }
    }

    /// What is left when the stream has ended, a message without its end; and whether more of it was to come.
    #[must_use]
    pub(super) fn last<'b>(&self, bytes: &'b [u8]) -> (&'b [u8], bool) {
        match count(bytes) {
            _ if self.counted > 0 => (bytes, true),
            Count::Of { start, .. } if !self.in_line => (&bytes[start..], true),
            _ => (bytes, false),
        }
    }

    fn counted_from(&mut self, bytes: &[u8], start: usize, length: usize) -> Piece {
        let kept = length.min(MESSAGE_BYTES_MAX);
        if bytes.len() - start < kept {
            return Piece::More;
        }
        self.counted = length - kept;
        Piece::Message { start, end: start + kept, next: start + kept, cut: self.counted > 0 }
    }

    fn rest_of_counted(&mut self, bytes: &[u8]) -> Piece {
        let kept = self.counted.min(MESSAGE_BYTES_MAX);
        if bytes.len() < kept {
            return Piece::More;
        }
        self.counted -= kept;
        Piece::Message { start: 0, end: kept, next: kept, cut: self.counted > 0 }
    }

    fn line(&mut self, bytes: &[u8]) -> Piece {
        let from = self.seen.min(bytes.len());
        let end = memchr::memchr2(b'\n', 0, &bytes[from..]).map(|at| from + at);
        match end {
            Some(end) if end <= MESSAGE_BYTES_MAX => {
                (self.seen, self.in_line) = (0, false);
                let carriage = end > 0 && bytes[end] == b'\n' && bytes[end - 1] == b'\r';
                Piece::Message { start: 0, end: end - usize::from(carriage), next: end + 1, cut: false }
            }
            _ if bytes.len() >= MESSAGE_BYTES_MAX => {
                (self.seen, self.in_line) = (0, true);
                Piece::Message { start: 0, end: MESSAGE_BYTES_MAX, next: MESSAGE_BYTES_MAX, cut: true }
            }
            _ => {
                self.seen = bytes.len();
                Piece::More
            }
        }
    }
}

enum Count {
    /// It may be a length whose end has not come.
    Open,
    /// No length: the message ends with its line.
    None,
    /// A message of `length` bytes from `start` on.
    Of { start: usize, length: usize },
}

/// The length that stands before a message. A message itself begins with `<`, and no length with `0`.
fn count(bytes: &[u8]) -> Count {
    let digits = bytes.iter().take(DIGITS_MAX + 1).take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || bytes[0] == b'0' || digits > DIGITS_MAX {
        return if bytes.is_empty() { Count::Open } else { Count::None };
    }
    match bytes.get(digits) {
        None => Count::Open,
        // A line that begins with a number and a blank is no counted message: that one begins with its priority.
        Some(b' ') => match bytes.get(digits + 1) {
            None => Count::Open,
            Some(b'<') => {
                let length = bytes[..digits].iter().fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
                Count::Of { start: digits + 1, length }
            }
            Some(_) => Count::None,
        },
        Some(_) => Count::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The messages of a stream that comes in pieces of these sizes, and how many were cut.
    fn messages(stream: &[u8], sizes: &[usize]) -> (Vec<Vec<u8>>, usize) {
        let (mut framing, mut buffer) = (Framing::default(), Vec::new());
        let (mut found, mut cuts, mut at) = (Vec::new(), 0, 0);
        let mut sizes = sizes.iter().copied().cycle();
        while at < stream.len() {
            let end = stream.len().min(at + sizes.next().unwrap_or(1).max(1));
            buffer.extend_from_slice(&stream[at..end]);
            at = end;
            while let Piece::Message { start, end, next, cut } = framing.next(&buffer) {
                found.push(buffer[start..end].to_vec());
                cuts += usize::from(cut);
                buffer.drain(..next);
            }
        }
        let (last, is_cut) = framing.last(&buffer);
        cuts += usize::from(is_cut);
        if !last.is_empty() {
            found.push(last.to_vec());
        }
        (found, cuts)
    }

    fn check(stream: &[u8], expected: &[&str]) {
        for size in [1, 2, 7, 4096] {
            let found: Vec<String> =
                messages(stream, &[size]).0.into_iter().map(|one| String::from_utf8(one).unwrap()).collect();
            assert_eq!(found, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn both_ways_are_told_apart_at_every_message() {
        check(b"<13>one\n<13>two\r\n<13>three\0", &["<13>one", "<13>two", "<13>three"]);
        check(b"7 <13>one9 <13>a\nbcd<13>three\n", &["<13>one", "<13>a\nbcd", "<13>three"]);
        check(b"12 monkeys\n<1>x\n", &["12 monkeys", "<1>x"]);
        check(b"<13>no end", &["<13>no end"]);
        check(b"20 <13>no end", &["<13>no end"]);
        check(b"\n\n<1>a\n", &["", "", "<1>a"]);
        check(b"1234567890 <13>x\n", &["1234567890 <13>x"]);
    }

    #[test]
    fn a_number_within_a_line_that_was_cut_is_no_length() {
        let long = "x".repeat(MESSAGE_BYTES_MAX);
        let stream = format!("{long}999999999 <rest\n<1>next\n");
        let (found, cuts) = messages(stream.as_bytes(), &[4096]);
        assert_eq!((found.len(), cuts), (3, 1));
        assert_eq!((&found[1][..], &found[2][..]), (&b"999999999 <rest"[..], &b"<1>next"[..]));
        assert_eq!(messages(b"20 <13>no end", &[3]).1, 1, "it was broken off");
    }

    #[test]
    fn what_is_too_long_is_cut_and_nothing_of_it_is_lost() {
        let long = vec![b'x'; MESSAGE_BYTES_MAX * 2 + 9];
        let counted = [format!("{} <", long.len() + 1).as_bytes(), &long, b"<1>next\n"].concat();
        let line = [b"<".as_slice(), &long, b"\n<1>next\n"].concat();
        for stream in [counted, line] {
            let (found, cuts) = messages(&stream, &[1000]);
            assert_eq!((found.len(), cuts), (4, 2));
            assert_eq!(found[..3].concat().len(), long.len() + 1);
            assert_eq!(found[3], b"<1>next");
        }
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            stream in proptest::collection::vec(prop_oneof![
                Just(b'\n'), Just(b' '), Just(b'<'), Just(b'1'), Just(b'2'), Just(b'0'), Just(b'\r'), any::<u8>()
            ], 0..300),
            sizes in proptest::collection::vec(1usize..40, 1..8),
        ) {
            prop_assert_eq!(messages(&stream, &sizes), messages(&stream, &[stream.len().max(1)]));
        }
    }
}
