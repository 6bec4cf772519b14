//! Zip archives, by their directory; where that is damaged or cut off, by what stands before it.

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use atalaya_model::Message;
use zip::read::{Config, ZipFileEntry};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipReadOptions};
// `ZipArchive` keeps the whole directory in memory and drops members of one name; this does neither.
use zip::unstable::read::ZipIterable;

use super::salvage;
use crate::budget::Expanded;
use crate::layers::{Nest, member};
use crate::session::{Flow, Session};
use crate::stream::Origin;
use crate::{failure, modified};

/// What a zip archive is read from.
pub(crate) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// Reads the members of the archive `name`, in the order of its directory.
pub(crate) fn read(session: &mut Session<'_>, name: &str, bytes: &mut dyn ReadSeek, nest: &Nest) -> Flow {
    let directory = ZipIterable::try_new(&mut *bytes, Config::default());
    let Ok(mut directory) = directory else { return by_headers(session, name, bytes, nest) };
    let files = match directory.files() {
        Ok(files) => files,
        Err(error) => return session.skip(name, message(&error)),
    };
    while let Some(entry) = files.next() {
        if let Err(stop) = nest.budget.member() {
            return session.skip(name, failure::stop_message(stop));
        }
        match entry {
            Ok(entry) => one(session, name, entry, files.reader_mut(), nest)?,
            Err(error) => session.skip(name, message(&error))?,
        }
    }
    ControlFlow::Continue(())
}

/// Without a directory, members are read one behind the other.
fn by_headers(session: &mut Session<'_>, name: &str, bytes: &mut dyn ReadSeek, nest: &Nest) -> Flow {
    session.skip(name, Message::new("reader-zip-directory"))?;
    match bytes.seek(SeekFrom::Start(0)) {
        Ok(_) => salvage::read(session, name, bytes, nest),
        Err(error) => session.skip(name, failure::message(&error)),
    }
}

fn one<R: Read + Seek>(
    session: &mut Session<'_>,
    archive: &str,
    entry: ZipFileEntry<'static>,
    bytes: &mut R,
    nest: &Nest,
) -> Flow {
    let name = format!("{archive}!/{}", String::from_utf8_lossy(entry.name_raw()));
    if entry.is_dir() {
        return ControlFlow::Continue(());
    }
    if entry.encrypted() {
        return session.skip(&name, Message::new("reader-password"));
    }
    if entry.is_symlink() {
        return session.skip(&name, Message::new("reader-link"));
    }
    // The crate would open it and fail at the first byte.
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return session.skip(&name, Message::new("reader-method").with("method", entry.compression().to_string()));
    }
    let size = Some(entry.size());
    let modified = entry.last_modified().and_then(|time| modified::of_dos(time.datepart(), time.timepart()));
    match entry.with_reader(bytes, ZipReadOptions::default()) {
        Ok(file) => {
            let mut expanded = Expanded { inner: file, budget: Rc::clone(&nest.budget) };
            member(session, &Origin { name: &name, size, modified }, &mut expanded, nest)
        }
        Err(error) => session.skip(&name, message(&error)),
    }
}

fn message(error: &ZipError) -> Message {
    match error {
        ZipError::Io(error) => failure::message(error),
        ZipError::CompressionMethodNotSupported(method) => {
            Message::new("reader-method").with("method", method.to_string())
        }
        ZipError::InvalidPassword => Message::new("reader-password"),
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Message::new("reader-password"),
        ZipError::UnsupportedArchive(_) => Message::new("reader-unsupported"),
        _ => Message::new("reader-corrupt"),
    }
}
