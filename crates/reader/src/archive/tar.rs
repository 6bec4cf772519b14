//! Tar archives, as a stream.

use std::io::{self, Read};
use std::ops::ControlFlow;

use atalaya_model::Message;
use tar::{Archive, Entry, EntryType};

use crate::layers::{Nest, member};
use crate::session::{Flow, Session};
use crate::stored::Exact;
use crate::stream::Origin;
use crate::window::Window;
use crate::{failure, modified};

/// Bytes that a name may have which does not fit its header, and other extensions of a header.
const EXTENSION_BYTES_MAX: u64 = 64 << 10;

/// Whether `head` begins with a header of tar: its checksum is right.
pub(crate) fn is_header(head: &[u8]) -> bool {
    let Some((header, _)) = head.split_at_checked(512) else { return false };
    let digits = header[148..156].iter().copied().filter(u8::is_ascii_digit);
    let stated = digits.fold(0u64, |sum, digit| sum * 8 + u64::from(digit - b'0'));
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    header[0] != 0 && stated == sum(&header[..148]) + 8 * u64::from(b' ') + sum(&header[156..])
}

/// Reads the members of the archive `name`. The crate's own reading of extensions has no bound, so
/// they are read here.
pub(crate) fn read(session: &mut Session<'_>, name: &str, window: &mut Window<'_>, nest: &Nest) -> Flow {
    let mut archive = Archive::new(window);
    let entries = match archive.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => return session.skip(name, failure::message(&error)),
    };
    let mut extension = Extension::default();
    for entry in entries {
        if let Err(stop) = nest.budget.member() {
            return session.skip(name, failure::stop_message(stop));
        }
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return session.skip(name, message(nest, &error)),
        };
        match extension.read(&mut entry) {
            Ok(true) => {}
            Ok(false) => one(session, name, &mut entry, &std::mem::take(&mut extension), nest)?,
            Err(error) => return session.skip(name, message(nest, &error)),
        }
    }
    ControlFlow::Continue(())
}

fn message(nest: &Nest, error: &io::Error) -> Message {
    nest.budget.stopped().map_or_else(|| failure::message(error), failure::stop_message)
}

fn one(
    session: &mut Session<'_>,
    archive: &str,
    entry: &mut Entry<'_, impl Read>,
    extension: &Extension,
    nest: &Nest,
) -> Flow {
    let path = extension.name.clone().unwrap_or_else(|| entry.path_bytes().into_owned());
    let name = format!("{archive}!/{}", String::from_utf8_lossy(&path));
    let size = entry.size();
    match entry.header().entry_type() {
        EntryType::Directory => ControlFlow::Continue(()),
        EntryType::Regular | EntryType::Continuous if extension.size.is_some_and(|stated| stated != size) => {
            session.skip(&name, Message::new("reader-unsupported"))
        }
        EntryType::Regular | EntryType::Continuous => whole(session, &name, entry, size, nest),
        EntryType::Link | EntryType::Symlink => session.skip(&name, Message::new("reader-link")),
        EntryType::GNUSparse => session.skip(&name, Message::new("reader-unsupported")),
        _ => session.skip(&name, Message::new("reader-special")),
    }
}

/// A member; what its header promises and the archive does not hold is damage.
fn whole(session: &mut Session<'_>, name: &str, entry: &mut Entry<'_, impl Read>, size: u64, nest: &Nest) -> Flow {
    let modified = entry.header().mtime().ok().and_then(modified::of_epoch);
    let mut exact = Exact { inner: entry, left: size };
    member(session, &Origin { name, size: Some(size), modified }, &mut exact, nest)
}

/// What entries that describe the next member say of it.
#[derive(Default)]
struct Extension {
    name: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Extension {
    /// Takes the entry in, if it describes the next one.
    fn read(&mut self, entry: &mut Entry<'_, impl Read>) -> io::Result<bool> {
        match entry.header().entry_type() {
            EntryType::GNULongName => {
                let mut name = bounded(entry)?;
                name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
                self.name = Some(name);
            }
            EntryType::XHeader => self.pax(&bounded(entry)?),
            EntryType::XGlobalHeader | EntryType::GNULongLink => drop(bounded(entry)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn pax(&mut self, records: &[u8]) {
        for record in tar::PaxExtensions::new(records).flatten() {
            match record.key_bytes() {
                b"path" => self.name = Some(record.value_bytes().to_vec()),
                b"size" => self.size = record.value().ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
        }
    }
}

fn bounded(entry: &mut Entry<'_, impl Read>) -> io::Result<Vec<u8>> {
    if entry.size() > EXTENSION_BYTES_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    entry.take(EXTENSION_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}
