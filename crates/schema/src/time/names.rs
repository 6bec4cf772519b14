//! Texts with the month as a word: RFC 3164, RFC 2822, C's `asctime`, Cisco, CEF, and web servers' logs.
//!
//! These differ in the order of the same few words, each of which can be told by itself; so they are read
//! word by word instead of notation by notation.

use super::{Civil, Offset, iso};

/// What the words of a text say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    civil: Civil,
    /// The year, where one is named.
    pub(crate) year: Option<i64>,
    pub(crate) offset: Offset,
}

impl Named {
    /// The date and time if the year is `year`.
    pub(crate) fn civil(&self, year: i64) -> Civil {
        Civil { year, ..self.civil }
    }
}

const MONTHS: [&[u8; 3]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
const WEEKDAYS: [&[u8; 3]; 7] = [b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun"];
/// Words that a time written with names is made of; a text with more is no time.
const WORDS_MAX: usize = 8;

#[derive(Default)]
struct Seen {
    month: Option<u32>,
    day: Option<u32>,
    year: Option<i64>,
    time: Option<Civil>,
    offset: Option<Offset>,
}

/// Month, day and time of day are required, each once; weekday, year and zone may stand anywhere.
pub(crate) fn parse(text: &str) -> Option<Named> {
    let mut seen = Seen::default();
    let mut words = 0;
    for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
        words += 1;
        if words > WORDS_MAX {
            return None;
        }
        match part.as_bytes() {
            bytes if bytes.contains(&b'/') => web_server(part, &mut seen)?,
            [b'0'..=b'9', ..] if part.contains('-') && !part.contains(':') => dashed(part, &mut seen)?,
            bytes => word(bytes, &mut seen)?,
        }
    }
    let civil = Civil { month: seen.month?, day: seen.day?, ..seen.time? };
    Some(Named { civil, year: seen.year, offset: seen.offset.unwrap_or(Offset::None) })
}

/// `10/Oct/2000:13:55:36`
fn web_server(part: &str, seen: &mut Seen) -> Option<()> {
    let (date, time) = part.split_once(':')?;
    let mut parts = date.split('/');
    for _ in 0..3 {
        word(parts.next()?.as_bytes(), seen)?;
    }
    if parts.next().is_some() { None } else { word(time.as_bytes(), seen) }
}

/// `14-Mar-2026`
fn dashed(date: &str, seen: &mut Seen) -> Option<()> {
    let mut parts = date.split('-');
    for _ in 0..3 {
        word(parts.next()?.as_bytes(), seen)?;
    }
    parts.next().is_none().then_some(())
}

fn word(word: &[u8], seen: &mut Seen) -> Option<()> {
    let named = |list: &[&[u8; 3]]| list.iter().position(|name| word.eq_ignore_ascii_case(&name[..]));
    match word {
        [b'0'..=b'9', ..] if word.contains(&b':') => {
            let mut civil = Civil { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, micros: 0 };
            let rest = iso::time(word, &mut civil)?;
            if !rest.is_empty() {
                set(&mut seen.offset, iso::offset(rest)?)?;
            }
            set(&mut seen.time, civil)
        }
        [b'0'..=b'9', ..] if word.len() == 4 => set(&mut seen.year, i64::from(super::civil::number(word)?)),
        [b'0'..=b'9', ..] if word.len() <= 2 => set(&mut seen.day, super::civil::number(word)?),
        [b'0'..=b'9', ..] => None,
        _ => match (named(&MONTHS), named(&WEEKDAYS)) {
            (Some(month), _) => set(&mut seen.month, month as u32 + 1),
            (_, Some(_)) => Some(()),
            _ => set(&mut seen.offset, iso::offset(word)?),
        },
    }
}

/// Sets what was not set before.
fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}
