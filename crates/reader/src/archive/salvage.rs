//! Members of a zip archive whose directory is damaged or missing: read from the beginning, one
//! behind the other, by the header that stands before each.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use atalaya_model::{Message, Time};
use flate2::bufread::DeflateDecoder;

use crate::budget::Expanded;
use crate::layers::{Nest, member};
use crate::session::{Flow, Session};
use crate::stored::Exact;
use crate::stream::Origin;
use crate::window::Window;
use crate::{failure, modified};

const HEADER_MAGIC: &[u8; 4] = b"PK\x03\x04";
const HEADER_BYTES: usize = 30;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_SIZES_BEHIND: u16 = 8;

/// How far the next header is looked for where the end of a member is not known.
const SEARCH_BYTES_MAX: u64 = 64;

/// The header before a member.
struct Header {
    name: String,
    flags: u16,
    method: u16,
    compressed: u64,
    modified: Option<Time>,
}

/// Reads the members that are there.
pub(crate) fn read(
    session: &mut Session<'_>,
    archive: &str,
    mut bytes: &mut dyn super::zip::ReadSeek,
    nest: &Nest,
) -> Flow {
    let window = &mut Window::new(&mut bytes);
    loop {
        let header = match next(window) {
            Ok(Some(header)) => header,
            Ok(None) => return ControlFlow::Continue(()),
            Err(error) => return session.skip(archive, failure::message(&error)),
        };
        if let Err(stop) = nest.budget.member() {
            return session.skip(archive, failure::stop_message(stop));
        }
        if !one(session, archive, &header, window, nest)? {
            return ControlFlow::Continue(());
        }
    }
}

/// Reads a member; whether the next one can be found.
fn one(session: &mut Session<'_>, archive: &str, header: &Header, window: &mut Window<'_>, nest: &Nest) -> Flow<bool> {
    let name = format!("{archive}!/{}", header.name);
    let origin = Origin { name: &name, size: None, modified: header.modified };
    if name.ends_with('/') && header.method == 0 {
        return ControlFlow::Continue(pass(window, header.compressed));
    }
    let sized = header.flags & FLAG_SIZES_BEHIND == 0;
    if header.flags & FLAG_ENCRYPTED != 0 || !matches!(header.method, 0 | 8) || (header.method == 0 && !sized) {
        let message = match header.flags & FLAG_ENCRYPTED {
            0 => Message::new("reader-method").with("method", header.method.to_string()),
            _ => Message::new("reader-password"),
        };
        session.skip(&name, message)?;
        return ControlFlow::Continue(sized && pass(window, header.compressed));
    }
    let budget = Rc::clone(&nest.budget);
    if header.method == 0 {
        let mut stored = Expanded { inner: Exact { inner: &mut *window, left: header.compressed }, budget };
        member(session, &origin, &mut stored, nest)?;
        let left = stored.inner.left;
        return ControlFlow::Continue(pass(window, left));
    }
    let mut inflated = Expanded { inner: DeflateDecoder::new(window), budget };
    member(session, &origin, &mut inflated, nest)?;
    let inside = io::copy(&mut inflated.inner, &mut io::sink()).is_err();
    ControlFlow::Continue(!inside)
}

/// The next header, behind what may stand between members; `None` where there is none.
fn next(window: &mut Window<'_>) -> io::Result<Option<Header>> {
    let mut searched = 0;
    while !window.peek(4).starts_with(HEADER_MAGIC) {
        if window.peek(4).len() < 4 || window.peek(4) == b"PK\x01\x02" || searched >= SEARCH_BYTES_MAX {
            return Ok(None);
        }
        window.consume(1);
        searched += 1;
    }
    let mut fixed = [0; HEADER_BYTES];
    window.read_exact(&mut fixed)?;
    let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let mut names = vec![0; usize::from(short(26)) + usize::from(short(28))];
    window.read_exact(&mut names)?;
    let (name, extra) = names.split_at(usize::from(short(26)));
    let compressed = u32::from_le_bytes([fixed[18], fixed[19], fixed[20], fixed[21]]);
    Ok(Some(Header {
        name: String::from_utf8_lossy(name).into_owned(),
        flags: short(6),
        method: short(8),
        modified: modified::of_dos(short(12), short(10)),
        compressed: if compressed == u32::MAX { large_size(extra) } else { u64::from(compressed) },
    }))
}

/// The compressed size as the extension for large archives has it, behind the size before compression.
fn large_size(mut extra: &[u8]) -> u64 {
    while let [id_low, id_high, low, high, rest @ ..] = extra {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        if [*id_low, *id_high] == [1, 0] {
            return rest.get(8..16).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes);
        }
        extra = rest.get(length..).unwrap_or_default();
    }
    0
}

/// Steps over bytes; whether they were all there.
fn pass(window: &mut Window<'_>, bytes: u64) -> bool {
    io::copy(&mut window.take(bytes), &mut io::sink()).is_ok_and(|passed| passed == bytes)
}
