//! One file that is followed: read from where it was read up to, as far as it goes.

use std::fs::File;
use std::io;

use atalaya_codec::framing::Framer;
use atalaya_codec::{Format, HEAD_BYTES_MAX, Header, sniff};

use super::cut::{Cutting, LineCutter, Part, framed, grows, has_columns};
use super::mark::{HEAD_PRINT_BYTES, Mark, Print, TAIL_PRINT_BYTES, read_at};
use crate::Charset;
use crate::charset::{detect, is_binary};
use crate::layers::Layer;
use crate::transcoder::sample;

/// Lines after which a text stays a text.
const TEXT_LINES: usize = 40;

/// Zeros that are passed over at once; the next turn passes over more.
const ZEROS_BYTES_MAX: u64 = 1 << 30;

/// How much is read.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of a line that are kept together; what is longer is cut.
    pub line_bytes_max: usize,
    /// Bytes that are read at a turn; more than twice a line.
    pub turn_bytes: usize,
}

/// How far a file was read, and what its frames were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The place.
    pub mark: Mark,
    /// The header that holds there.
    pub header: Header,
}

/// How the file is after a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// There is more to read.
    More,
    /// All was read but for a line that is not finished, where there is one.
    Even {
        /// Bytes of it.
        unfinished: u64,
    },
    /// It is not what it was: it was cut off, or something else was written in its place.
    Replaced,
    /// It cannot be followed.
    Unfit(Unfit),
}

/// Why a file cannot be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Of its format files are read when they are whole: Windows event logs, archives, documents.
    Whole,
    /// It is not text.
    Binary,
    /// Columns in a character set in which they are not followed.
    Charset,
}

/// What a turn yields.
#[derive(Debug)]
pub struct Turn {
    /// Frames, in order.
    pub parts: Vec<Part>,
    /// How the file is.
    pub state: State,
    /// How far it was read with them; none where there are none.
    pub reached: Option<Reached>,
    /// Lines in which nothing was.
    pub empty: u64,
    /// Pieces of lines that were too long.
    pub cut: u64,
    /// Stretches that yield no frame.
    pub torn: u64,
}

impl Turn {
    fn at(state: State) -> Turn {
        Turn { parts: Vec::new(), state, reached: None, empty: 0, cut: 0, torn: 0 }
    }
}

/// How a file is cut.
enum Way {
    /// It is not known yet what it is.
    Unknown,
    Lines(LineCutter),
    Framed(Framer),
}

/// A file that is read on.
pub struct Follower {
    file: File,
    bounds: Bounds,
    way: Way,
    /// Whether the beginning of the file says no more than that it is text, and more of it may say more.
    provisional: bool,
    /// Behind the last frame that was handed out.
    position: u64,
    /// Behind what was cut: directives and empty lines may stand between.
    cut_to: u64,
    /// The first bytes that were cut.
    head: Vec<u8>,
    /// The last ones.
    tail: Vec<u8>,
}

impl Follower {
    /// From the file's beginning.
    #[must_use]
    pub fn new(file: File, bounds: Bounds) -> Follower {
        let (head, tail) = (Vec::new(), Vec::new());
        Follower { file, bounds, way: Way::Unknown, provisional: false, position: 0, cut_to: 0, head, tail }
    }

    /// From where it was read up to; `None` where it is not what was read.
    pub fn resume(file: File, bounds: Bounds, reached: &Reached) -> io::Result<Option<Follower>> {
        let Mark { position, head, tail } = reached.mark;
        if !reached.mark.fits(&file)? {
            return Ok(None);
        }
        let head = read_at(&file, 0, head.bytes as usize)?;
        let tail = read_at(&file, position.saturating_sub(u64::from(tail.bytes)), tail.bytes as usize)?;
        let mut follower = Follower { position, cut_to: position, head, tail, ..Follower::new(file, bounds) };
        let (start, _, charset) = beginning(&follower.file)?;
        follower.go_by(&reached.header, charset);
        follower.provisional = reached.header.format == Format::Text;
        if has_columns(reached.header.format) && reached.header.columns.is_none() {
            // The names of the columns stand at the beginning; what was handed out already is left out.
            follower.begin_at(start, &[], charset);
        }
        Ok(Some(follower))
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Behind the last frame that was handed out.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Reads what has come, up to the bytes of a turn. With `settled` nothing more is expected soon that would say what the
    /// file is; with `last` nothing more at all: what has no end is taken as it is.
    pub fn turn(&mut self, settled: bool, last: bool) -> io::Result<Turn> {
        let size = self.file.metadata()?.len();
        if size < self.cut_to || read_at(&self.file, 0, self.head.len())? != self.head {
            return Ok(Turn::at(State::Replaced));
        }
        if let Way::Unknown = self.way
            && let Some(state) = self.decide(settled || last)?
        {
            return Ok(Turn::at(state));
        }
        if self.provisional {
            self.decide_again()?;
        }
        // What stands before is read with it: so both are of one moment.
        let from = self.cut_to - self.tail.len() as u64;
        let buffer = read_at(&self.file, from, self.tail.len() + self.bounds.turn_bytes)?;
        if !buffer.starts_with(&self.tail) {
            return Ok(Turn::at(State::Replaced));
        }
        let bytes = &buffer[self.tail.len()..];
        let is_all = bytes.len() < self.bounds.turn_bytes;
        if bytes.first() == Some(&0) && bytes.iter().all(|byte| *byte == 0) {
            return Ok(Turn::at(self.pass_zeros(size)?));
        }
        let (at, done) = (self.cut_to, self.position);
        let cutting = match &mut self.way {
            Way::Lines(cutter) => cutter.cut(bytes, at, last && is_all),
            Way::Framed(framer) => framed(framer, bytes, at, done, last && is_all),
            Way::Unknown => Cutting::default(),
        };
        let unfinished = (bytes.len() - cutting.used) as u64;
        let state = if is_all { State::Even { unfinished } } else { State::More };
        self.take(cutting, &buffer, from, state)
    }

    /// Goes on behind zeros, of which there may be many. Those at the file's end stay where they are: a writer that asked for
    /// room beforehand writes there yet.
    fn pass_zeros(&mut self, size: u64) -> io::Result<State> {
        let found = data_from(&self.file, self.cut_to)?;
        // Of units of two bytes the first may be zero.
        let place = if matches!(self.way, Way::Framed(_)) { found } else { (found & !1).max(self.cut_to) };
        match found >= size {
            true => Ok(State::Even { unfinished: 0 }),
            false => {
                let zeros = usize::try_from(place - self.cut_to).unwrap_or(usize::MAX).min(TAIL_PRINT_BYTES);
                (self.cut_to, self.tail) = (place, vec![0; zeros]);
                Ok(State::More)
            }
        }
    }

    /// Takes down how far it was cut.
    fn take(&mut self, cutting: Cutting, buffer: &[u8], from: u64, state: State) -> io::Result<Turn> {
        let Cutting { parts, used, empty, cut, torn } = cutting;
        self.cut_to += used as u64;
        let up_to = |place: u64| &buffer[..usize::try_from(place - from).unwrap_or(0).min(buffer.len())];
        let last = |bytes: &[u8]| bytes[bytes.len().saturating_sub(TAIL_PRINT_BYTES)..].to_vec();
        self.tail = last(up_to(self.cut_to));
        if self.head.len() < HEAD_PRINT_BYTES && (self.head.len() as u64) < self.cut_to {
            let wanted = usize::try_from(self.cut_to).unwrap_or(usize::MAX).min(HEAD_PRINT_BYTES);
            let head = read_at(&self.file, 0, wanted)?;
            if head.len() == wanted && head.starts_with(&self.head) {
                self.head = head;
            }
        }
        let end = parts.last().and_then(|part| part.ends.last().map(|end| (*end, part.header.clone())));
        let reached = end.map(|(end, header)| {
            self.position = end;
            let head = &self.head[..self.head.len().min(usize::try_from(end).unwrap_or(usize::MAX))];
            let (head, tail) = (Print::of(head), Print::of(&last(up_to(end))));
            Reached { mark: Mark { position: end, head, tail }, header }
        });
        Ok(Turn { parts, state, reached, empty, cut, torn })
    }

    /// Finds out what the file is; how it stands where that cannot be told or followed.
    fn decide(&mut self, settled: bool) -> io::Result<Option<State>> {
        let (start, head, charset) = beginning(&self.file)?;
        let unfinished = head.len() as u64;
        let is_full = head.len() >= HEAD_BYTES_MAX;
        if head.is_empty() {
            return Ok(Some(State::Even { unfinished }));
        }
        if Layer::of(&head).is_some() || sniff(&head) == Format::Evtx {
            return Ok(Some(State::Unfit(Unfit::Whole)));
        }
        let text = sample(&head, charset);
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = text[..whole].split(|byte| *byte == b'\n').count() - 1;
        if lines == 0 && !is_full && !settled {
            return Ok(Some(State::Even { unfinished }));
        }
        let format = sniff(if lines > 0 { &text[..whole] } else { &text });
        if format == Format::Text {
            if charset == Charset::Utf8 && is_binary(&text) {
                return Ok(Some(State::Unfit(Unfit::Binary)));
            }
            // A line by itself may be the names of columns.
            if lines < 2 && !is_full && !settled {
                return Ok(Some(State::Even { unfinished }));
            }
        }
        if !grows(format) {
            return Ok(Some(State::Unfit(Unfit::Whole)));
        }
        if has_columns(format) && matches!(charset, Charset::Utf16Le | Charset::Utf16Be) {
            return Ok(Some(State::Unfit(Unfit::Charset)));
        }
        self.provisional = format == Format::Text && !is_full && lines < TEXT_LINES;
        self.begin_at(start, &head, charset);
        self.position = self.cut_to;
        self.go_by(&Header { format, columns: None }, charset);
        Ok(None)
    }

    /// Whether what took itself for text is more, now that more of it is there.
    fn decide_again(&mut self) -> io::Result<()> {
        let (start, head, charset) = beginning(&self.file)?;
        let text = sample(&head, charset);
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = text[..whole].split(|byte| *byte == b'\n').count() - 1;
        self.provisional = head.len() < HEAD_BYTES_MAX && lines < TEXT_LINES;
        let format = sniff(&text[..whole]);
        let is_wide = matches!(charset, Charset::Utf16Le | Charset::Utf16Be);
        if format == Format::Text || !grows(format) || (has_columns(format) && is_wide) {
            return Ok(());
        }
        self.provisional = false;
        if has_columns(format) {
            // The names of the columns stand at the beginning; what was handed out already is left out.
            self.begin_at(start, &head, charset);
        }
        self.go_by(&Header { format, columns: None }, charset);
        Ok(())
    }

    /// Cuts from the first byte that says something, behind the mark of the character set.
    fn begin_at(&mut self, start: u64, head: &[u8], charset: Charset) {
        let mark = if head.starts_with(charset.mark()) { charset.mark() } else { &[] };
        let zeros = usize::try_from(start).unwrap_or(usize::MAX).min(TAIL_PRINT_BYTES);
        self.cut_to = start + mark.len() as u64;
        self.tail = [&vec![0; zeros][..], mark].concat();
    }

    fn go_by(&mut self, header: &Header, charset: Charset) {
        let line_bytes_max = self.bounds.line_bytes_max;
        self.way = if has_columns(header.format) {
            Way::Framed(Framer::going_on(header, line_bytes_max))
        } else {
            // Nothing but whole units is cut.
            let line_bytes_max = line_bytes_max & !1;
            Way::Lines(LineCutter { header: header.clone(), charset, line_bytes_max })
        };
    }
}

/// Where the file says something, behind zeros; the first bytes of that, and in which character set they are.
fn beginning(file: &File) -> io::Result<(u64, Vec<u8>, Charset)> {
    let place = data_from(file, 0)?;
    // Of units of two bytes the first may be zero.
    let head = read_at(file, place & !1, HEAD_BYTES_MAX)?;
    match detect(&head) {
        charset @ (Charset::Utf16Le | Charset::Utf16Be) => Ok((place & !1, head, charset)),
        _ => {
            let head = read_at(file, place, HEAD_BYTES_MAX)?;
            let charset = detect(&head);
            Ok((place, head, charset))
        }
    }
}

/// The first place from there on at which there is something but zeros; where they are more than is looked at, the end of those.
fn data_from(file: &File, from: u64) -> io::Result<u64> {
    let mut place = from;
    while place - from < ZEROS_BYTES_MAX {
        let bytes = read_at(file, place, HEAD_BYTES_MAX)?;
        match bytes.iter().position(|byte| *byte != 0) {
            Some(at) => return Ok(place + at as u64),
            None if bytes.len() < HEAD_BYTES_MAX => return Ok(place + bytes.len() as u64),
            None => place += bytes.len() as u64,
        }
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::OpenOptions;
    use std::io::Write as _;
    use std::path::Path;

    const BOUNDS: Bounds = Bounds { line_bytes_max: 64, turn_bytes: 256 };

    fn append(path: &Path, bytes: &[u8]) {
        OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(bytes).unwrap();
    }

    fn texts(turn: &Turn) -> Vec<String> {
        let of = |part: &Part| {
            let text = |frame: &std::ops::Range<usize>| String::from_utf8(part.bytes[frame.clone()].to_vec()).unwrap();
            part.frames.iter().map(text).collect::<Vec<_>>()
        };
        turn.parts.iter().flat_map(of).collect()
    }

    #[test]
    fn columns_that_stood_alone_are_named_once_their_records_come() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table");
        append(&path, b"time,user,action\n");
        let mut follower = Follower::new(File::open(&path).unwrap(), BOUNDS);
        assert!(texts(&follower.turn(false, false).unwrap()).is_empty());
        assert_eq!(texts(&follower.turn(true, false).unwrap()), ["time,user,action"]);
        append(&path, b"2026-01-01,ana,log-on\n2026-01-02,ana,log-on\n");
        let turn = follower.turn(false, false).unwrap();
        assert_eq!(texts(&turn), ["2026-01-01,ana,log-on", "2026-01-02,ana,log-on"]);
        assert_eq!(turn.parts[0].header.format, Format::Csv);
    }

    #[test]
    fn what_was_read_is_known_again_and_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let open = || File::open(&path).unwrap();
        append(&path, b"#Fields: time user\n1 ana\n2 eva\n3 un");
        let mut follower = Follower::new(open(), BOUNDS);
        let turn = follower.turn(false, false).unwrap();
        assert_eq!(
            (texts(&turn), turn.state),
            (vec!["1 ana".to_owned(), "2 eva".to_owned()], State::Even { unfinished: 4 })
        );
        let reached = turn.reached.unwrap();
        append(&path, b"a\n");
        for turn in [&mut follower, &mut Follower::resume(open(), BOUNDS, &reached).unwrap().unwrap()] {
            let turn = turn.turn(false, false).unwrap();
            assert_eq!(texts(&turn), ["3 una"]);
            assert_eq!(turn.parts[0].header, reached.header);
        }
        // The same length, another content: at the beginning, before the place, and in the place of all of it.
        let whole = std::fs::read(&path).unwrap();
        for at in [2, 24, whole.len() - 2] {
            let mut other = whole.clone();
            other[at] ^= 1;
            std::fs::write(&path, &other).unwrap();
            assert_eq!(follower.turn(false, false).unwrap().state, State::Replaced, "{at}");
            let is_known = Follower::resume(open(), BOUNDS, &reached).unwrap().is_some();
            assert_eq!(is_known, at as u64 >= reached.mark.position, "{at}");
        }
        std::fs::write(&path, b"short").unwrap();
        assert_eq!(follower.turn(false, false).unwrap().state, State::Replaced);
        assert!(Follower::resume(open(), BOUNDS, &reached).unwrap().is_none());
    }

    #[test]
    fn a_hole_of_zeros_is_passed_over_and_what_is_written_behind_it_is_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let written_at = |place: u64, bytes: &[u8]| {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).unwrap();
            std::os::unix::fs::FileExt::write_all_at(&file, bytes, place).unwrap();
        };
        let hole = 3 * HEAD_BYTES_MAX as u64 + 101;
        written_at(hole, b"{\"a\": 1}\n{\"a\": 2}\n");
        let mut follower = Follower::new(File::open(&path).unwrap(), BOUNDS);
        let turn = follower.turn(true, false).unwrap();
        assert_eq!(
            (texts(&turn), turn.cut, turn.empty),
            (vec!["{\"a\": 1}".to_owned(), "{\"a\": 2}".to_owned()], 0, 0)
        );
        assert_eq!(turn.parts[0].header.format, Format::JsonLines);
        // Room that was asked for is not read before something is written there.
        let end = hole + 20;
        File::options().write(true).open(&path).unwrap().set_len(end + 5000).unwrap();
        let turn = follower.turn(true, true).unwrap();
        assert_eq!((turn.state, turn.cut), (State::Even { unfinished: 0 }, 0));
        written_at(end, b"{\"a\": 3}\n");
        let reached = turn_of(&mut follower, &["{\"a\": 3}"]);
        // And holes further on.
        written_at(end + 9000, b"{\"a\": 4}\n");
        turn_of(&mut Follower::resume(File::open(&path).unwrap(), BOUNDS, &reached).unwrap().unwrap(), &["{\"a\": 4}"]);
        turn_of(&mut follower, &["{\"a\": 4}"]);
    }

    fn turn_of(follower: &mut Follower, expected: &[&str]) -> Reached {
        for _ in 0..3 {
            let turn = follower.turn(true, false).unwrap();
            if let Some(reached) = turn.reached.clone() {
                assert_eq!((texts(&turn), turn.cut), (expected.iter().map(|one| (*one).to_owned()).collect(), 0));
                return reached;
            }
        }
        panic!("nothing came of {expected:?}");
    }

    #[test]
    fn long_lines_are_cut_and_what_is_no_text_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let check = |bytes: &[u8], last: bool| {
            std::fs::write(&path, bytes).unwrap();
            Follower::new(File::open(&path).unwrap(), BOUNDS).turn(true, last).unwrap()
        };
        let long = "x".repeat(100);
        let turn = check(format!("{long}\n\nshort\nopen").as_bytes(), false);
        assert_eq!(
            (texts(&turn), turn.cut, turn.empty),
            (vec!["x".repeat(64), "x".repeat(36), "short".to_owned()], 1, 1)
        );
        assert_eq!(texts(&check(b"one\nopen", true)), ["one", "open"]);
        // What a writer leaves that goes on behind the place at which its file was cut off.
        assert_eq!(texts(&check(b"\0\0\0\0\0\0one\ntwo\n", false)), ["one", "two"]);
        assert_eq!(check(&[7; 100], false).state, State::Unfit(Unfit::Binary));
        assert_eq!(check(b"ElfFile\0 and more", false).state, State::Unfit(Unfit::Whole));
        assert_eq!(check(b"{\n \"a\": 1\n}\n", false).state, State::Unfit(Unfit::Whole));
    }
}
