//! The header of a frame in the journal: what is needed to decode it, and where it is from.
//!
//! Compact and with a version: a byte of version, the frame's number, and behind them what all frames of a stretch share, in
//! the same bytes, so that who reads many frames reads it once. Lengths are checked before anything is believed.

mod wire;

use std::sync::Arc;

use atalaya_codec::{Columns, Format, Header};
use atalaya_journal::FRAME_HEADER_BYTES_MAX;
use atalaya_model::{FIELDS_MAX, Time};
use atalaya_schema::ZoneRules;

use wire::{Bytes, put_bytes, put_option, put_varint};

/// The version of this form.
const VERSION: u8 = 1;
/// The version in which a place in a followed file stands behind the number.
const VERSION_PLACED: u8 = 2;
/// Bytes of the number that stands before what is shared, and of the place.
const NUMBER_BYTES_MAX: usize = 10;
/// Bytes by which a followed file is named.
pub const FOLLOWED_BYTES: usize = 16;
/// Bytes that a header may have whatever its frame is.
const SHORT_BYTES_MAX: usize = 4096;
/// How many times as long as its frame a header may be that is longer: a record has a separator for each column.
const HEADER_TIMES_MAX: usize = 64;
/// Bytes that the name of a zone may have.
const ZONE_BYTES_MAX: usize = 256;

/// Formats by their number in a header. A number is never given to another format.
const FORMATS: [Format; 14] = [
    Format::Evtx,
    Format::JsonLines,
    Format::Json,
    Format::WindowsXml,
    Format::ZeekTsv,
    Format::W3c,
    Format::Csv,
    Format::Auditd,
    Format::Syslog,
    Format::Cef,
    Format::Leef,
    Format::KeyValue,
    Format::WebAccess,
    Format::Text,
];

const STREAM: u8 = 1;
const COLUMNS: u8 = 1 << 1;
const ZONE: u8 = 1 << 2;
const YEAR: u8 = 1 << 3;
const FOLLOWED: u8 = 1 << 4;

/// Which year a stamp is of that names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Year {
    /// This one.
    Given(i16),
    /// The latest in which it is not after this time.
    Before(Time),
}

/// Zone and year of stamps that name none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The zone, as [`ZoneRules::named`] takes it; none: UTC.
    pub zone: Option<String>,
    /// The year.
    pub year: Year,
}

impl Clock {
    /// The rules for reading time. A zone that this program does not know is UTC, and then it says so with `false`.
    #[must_use]
    pub fn rules(&self) -> (ZoneRules, bool) {
        let reference = match self.year {
            Year::Before(time) => time,
            Year::Given(_) => Time(0),
        };
        let named = self.zone.as_deref().map(|zone| ZoneRules::named(zone, reference));
        let known = !matches!(named, Some(None));
        let rules = named.flatten().unwrap_or_else(|| ZoneRules::utc(reference));
        match self.year {
            Year::Given(year) => (rules.with_year(year), known),
            Year::Before(_) => (rules, known),
        }
    }
}

/// Where frames are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A file or a member of an archive: its SHA-256. A frame's number is that of its first record, of a Windows event
    /// log the offset of the chunk.
    File([u8; 32]),
    /// Standard input or a wire: a frame is known by its own digest, and its number is how often the same came by then.
    Stream,
    /// A file that grows, by a name of ours: a frame is known as one of a wire is, and its header says where in the file it ends.
    Followed([u8; FOLLOWED_BYTES]),
}

/// What frames of a stretch share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Their format, and its columns.
    pub header: Header,
    /// Where they are from.
    pub origin: Origin,
    /// Zone and year.
    pub clock: Clock,
}

/// What is shared does not fit the header of a frame: its columns' names are too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the names of the columns do not fit the header of a frame")]
pub struct TooLong;

/// The header is not of this form, or of a version that this program does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the header of the frame cannot be read")]
pub struct Unreadable;

/// Writes the headers of a stretch of frames.
#[derive(Debug, Clone)]
pub struct Stretch {
    shared: Vec<u8>,
}

impl Stretch {
    /// Headers with this in common.
    pub fn new(shared: &Shared) -> Result<Stretch, TooLong> {
        let bytes = encode(shared);
        let zone_fits = shared.clock.zone.as_ref().is_none_or(|zone| zone.len() <= ZONE_BYTES_MAX);
        let names = shared.header.columns.as_ref().map_or(0, |columns| columns.names.len().max(columns.sets.len()));
        let fits = 1 + 2 * NUMBER_BYTES_MAX + bytes.len() <= FRAME_HEADER_BYTES_MAX;
        if fits && zone_fits && names <= FIELDS_MAX { Ok(Stretch { shared: bytes }) } else { Err(TooLong) }
    }

    /// Bytes that a header may have.
    #[must_use]
    pub fn header_bytes_max(&self) -> usize {
        1 + 2 * NUMBER_BYTES_MAX + self.shared.len()
    }

    /// Whether so many bytes of a frame may have this header beside them. Were any to, a small file of short lines under long
    /// names would be a large one in the journal.
    #[must_use]
    pub fn suits(&self, frame_bytes: usize) -> bool {
        let bytes = self.header_bytes_max();
        bytes <= SHORT_BYTES_MAX || bytes <= frame_bytes.saturating_mul(HEADER_TIMES_MAX)
    }

    /// Appends the header of the frame of this number.
    pub fn put(&self, number: u64, out: &mut Vec<u8>) {
        out.push(VERSION);
        put_varint(out, number);
        out.extend_from_slice(&self.shared);
    }

    /// The same, of a frame that ends at this place of the file that is followed.
    pub fn put_at(&self, number: u64, place: u64, out: &mut Vec<u8>) {
        out.push(VERSION_PLACED);
        put_varint(out, number);
        put_varint(out, place);
        out.extend_from_slice(&self.shared);
    }
}

/// The number of a frame, and the bytes of what it shares with others, which are the same where that is the same.
pub fn split(header: &[u8]) -> Result<(u64, &[u8]), Unreadable> {
    let (number, _, shared) = parts(header).ok_or(Unreadable)?;
    Ok((number, shared))
}

/// Of a frame of a followed file: the file's name and where in it the frame ends.
#[must_use]
pub fn followed_of(header: &[u8]) -> Option<([u8; FOLLOWED_BYTES], u64)> {
    let (_, place, shared) = parts(header)?;
    let mut bytes = Bytes(shared);
    let (_, flags) = (bytes.byte()?, bytes.byte()?);
    if flags & FOLLOWED == 0 { None } else { Some((bytes.array()?, place?)) }
}

/// The number, the place where there is one, and what is shared.
fn parts(header: &[u8]) -> Option<(u64, Option<u64>, &[u8])> {
    let mut bytes = Bytes(header);
    let version = bytes.byte()?;
    let number = bytes.varint()?;
    match version {
        VERSION => Some((number, None, bytes.0)),
        VERSION_PLACED => Some((number, Some(bytes.varint()?), bytes.0)),
        _ => None,
    }
}

/// The digest of the file that frames with this in common are of; `None` where they came by stream. Nothing else is looked
/// at.
#[must_use]
pub fn file_of(shared: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = Bytes(shared);
    let (_, flags) = (bytes.byte()?, bytes.byte()?);
    if flags & STREAM == 0 { bytes.array() } else { None }
}

impl Shared {
    /// The same without the columns: what is kept beside a frame where these are too long. It cannot be decoded then.
    #[must_use]
    pub fn nameless(&self) -> Shared {
        let header = Header { format: self.header.format, columns: None };
        let zone = self.clock.zone.clone().filter(|zone| zone.len() <= ZONE_BYTES_MAX);
        Shared { header, origin: self.origin, clock: Clock { zone, year: self.clock.year } }
    }

    /// Whether the columns are missing that the format has.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        self.header.columns.is_none() && matches!(self.header.format, Format::ZeekTsv | Format::W3c | Format::Csv)
    }

    /// What was shared, from the bytes that [`split`] gave.
    pub fn decode(bytes: &[u8]) -> Result<Shared, Unreadable> {
        decode(&mut Bytes(bytes)).ok_or(Unreadable)
    }
}

fn encode(shared: &Shared) -> Vec<u8> {
    let Shared { header, origin, clock } = shared;
    let mut out = Vec::with_capacity(64);
    let format = FORMATS.iter().position(|format| *format == header.format).expect("every format has a number");
    out.push(format as u8);
    let flag = |set: bool, flag: u8| if set { flag } else { 0 };
    out.push(
        flag(!matches!(origin, Origin::File(_)), STREAM)
            | flag(matches!(origin, Origin::Followed(_)), FOLLOWED)
            | flag(header.columns.is_some(), COLUMNS)
            | flag(clock.zone.is_some(), ZONE)
            | flag(matches!(clock.year, Year::Given(_)), YEAR),
    );
    match origin {
        Origin::File(sha256) => out.extend_from_slice(sha256),
        Origin::Followed(name) => out.extend_from_slice(name),
        Origin::Stream => {}
    }
    if let Some(zone) = &clock.zone {
        put_bytes(&mut out, zone.as_bytes());
    }
    match clock.year {
        Year::Given(year) => out.extend_from_slice(&year.to_le_bytes()),
        Year::Before(time) => out.extend_from_slice(&time.0.to_le_bytes()),
    }
    if let Some(columns) = &header.columns {
        put_columns(&mut out, columns);
    }
    out
}

fn put_columns(out: &mut Vec<u8>, columns: &Columns) {
    let Columns { names, separator, unset, empty, set_separator, sets, stream } = columns;
    put_varint(out, names.len() as u64);
    names.iter().for_each(|name| put_bytes(out, name.as_bytes()));
    out.push(*separator);
    for text in [unset, empty, set_separator, stream] {
        put_option(out, text.as_deref());
    }
    put_varint(out, sets.len() as u64);
    out.extend(sets.iter().map(|set| u8::from(*set)));
}

fn decode(bytes: &mut Bytes<'_>) -> Option<Shared> {
    let format = *FORMATS.get(usize::from(bytes.byte()?))?;
    let flags = bytes.byte()?;
    let has = |flag: u8| flags & flag != 0;
    let origin = match (has(STREAM), has(FOLLOWED)) {
        (false, false) => Origin::File(bytes.array()?),
        (true, false) => Origin::Stream,
        (true, true) => Origin::Followed(bytes.array()?),
        (false, true) => return None,
    };
    let zone = if has(ZONE) { Some(bytes.text(ZONE_BYTES_MAX)?) } else { None };
    let year = match has(YEAR) {
        true => Year::Given(i16::from_le_bytes(bytes.array()?)),
        false => Year::Before(Time(i64::from_le_bytes(bytes.array()?))),
    };
    let columns = if has(COLUMNS) { Some(Arc::new(columns(bytes)?)) } else { None };
    let known = flags & !(STREAM | COLUMNS | ZONE | YEAR | FOLLOWED) == 0;
    (known && bytes.0.is_empty()).then_some(Shared {
        header: Header { format, columns },
        origin,
        clock: Clock { zone, year },
    })
}

fn columns(bytes: &mut Bytes<'_>) -> Option<Columns> {
    let max = FRAME_HEADER_BYTES_MAX;
    let count = bytes.length(FIELDS_MAX)?;
    let names = (0..count).map(|_| bytes.text(max)).collect::<Option<Vec<_>>>()?;
    let separator = bytes.byte()?;
    let [unset, empty, set_separator, stream] = [(); 4].map(|()| bytes.option(max));
    let count = bytes.length(FIELDS_MAX)?;
    let sets = bytes.take(count)?.iter().map(|set| *set == 1).collect();
    Some(Columns {
        names,
        separator,
        unset: unset?,
        empty: empty?,
        set_separator: set_separator?,
        stream: stream?,
        sets,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_columns() -> impl Strategy<Value = Columns> {
        let text = || proptest::option::of(".{0,4}");
        let parts = (proptest::collection::vec(".{0,12}", 0..9), any::<u8>(), text(), text(), text(), text());
        (parts, proptest::collection::vec(any::<bool>(), 0..9)).prop_map(|(parts, sets)| {
            let (names, separator, unset, empty, set_separator, stream) = parts;
            Columns { names, separator, unset, empty, set_separator, sets, stream }
        })
    }

    fn any_shared() -> impl Strategy<Value = Shared> {
        let origin = prop_oneof![
            any::<[u8; 32]>().prop_map(Origin::File),
            Just(Origin::Stream),
            any::<[u8; FOLLOWED_BYTES]>().prop_map(Origin::Followed),
        ];
        let year =
            prop_oneof![any::<i16>().prop_map(Year::Given), any::<i64>().prop_map(|micros| Year::Before(Time(micros)))];
        let columns = proptest::option::of(any_columns().prop_map(Arc::new));
        (0..FORMATS.len(), columns, origin, proptest::option::of("[A-Za-z/+:0-9]{0,20}"), year).prop_map(
            |(format, columns, origin, zone, year)| Shared {
                header: Header { format: FORMATS[format], columns },
                origin,
                clock: Clock { zone, year },
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(shared in any_shared(), number: u64, place: u64) {
            let mut header = vec![];
            Stretch::new(&shared).unwrap().put(number, &mut header);
            let (found, rest) = split(&header).unwrap();
            prop_assert_eq!(found, number);
            let file = match shared.origin {
                Origin::File(sha256) => Some(sha256),
                Origin::Stream | Origin::Followed(_) => None,
            };
            prop_assert_eq!(file_of(rest), file);
            prop_assert_eq!(Shared::decode(rest), Ok(shared.clone()));
            prop_assert_eq!(followed_of(&header), None);
            header.clear();
            Stretch::new(&shared).unwrap().put_at(number, place, &mut header);
            let expected = if let Origin::Followed(name) = shared.origin { Some((name, place)) } else { None };
            prop_assert_eq!(followed_of(&header), expected);
            let rest = encode(&shared);
            prop_assert_eq!(split(&header), Ok((number, &rest[..])));
        }

        #[test]
        fn no_bytes_make_it_panic_or_take_much(
            shared in any_shared(), cut in 0usize..400, at in 0usize..400, byte: u8, noise in ".{0,60}",
        ) {
            let mut header = vec![];
            Stretch::new(&shared).unwrap().put(7, &mut header);
            header.truncate(cut.max(1));
            if let Some(place) = header.get_mut(at) {
                *place = byte;
            }
            for bytes in [&header[..], noise.as_bytes()] {
                let _ = followed_of(bytes);
                let _ = split(bytes).map(|(_, rest)| Shared::decode(rest));
                let _ = Shared::decode(bytes);
            }
        }
    }

    #[test]
    fn every_format_has_a_number_of_its_own() {
        let numbers: std::collections::BTreeSet<_> = FORMATS.iter().collect();
        assert_eq!(numbers.len(), FORMATS.len());
    }

    #[test]
    fn columns_whose_names_do_not_fit_are_refused() {
        let columns = Columns { names: vec!["n".repeat(FRAME_HEADER_BYTES_MAX)], ..Columns::default() };
        let shared = Shared {
            header: Header { format: Format::Csv, columns: Some(Arc::new(columns)) },
            origin: Origin::Stream,
            clock: Clock { zone: None, year: Year::Given(2020) },
        };
        assert_eq!(Stretch::new(&shared).err(), Some(TooLong));
        let nameless = shared.nameless();
        assert!(Stretch::new(&nameless).is_ok() && nameless.is_nameless());
    }

    #[test]
    fn short_frames_have_no_long_names_beside_them() {
        let check = |names: usize, frame_bytes: usize, expected: bool| {
            let columns = Columns { names: vec!["n".repeat(9); names], ..Columns::default() };
            let header = Header { format: Format::W3c, columns: Some(Arc::new(columns)) };
            let clock = Clock { zone: None, year: Year::Given(2026) };
            let stretch = Stretch::new(&Shared { header, origin: Origin::Stream, clock }).unwrap();
            assert_eq!(stretch.suits(frame_bytes), expected, "{names} names, {frame_bytes} bytes");
        };
        check(3, 1, true);
        check(400, 1, true);
        check(500, 1, false);
        check(500, 499, true);
        check(6000, 1, false);
        check(6000, 5999, true);
    }
}
