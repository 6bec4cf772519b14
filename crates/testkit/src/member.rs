//! The members of a zip archive, in memory. For the corpus' own archives: the reader of strangers' archives
//! is `atalaya-reader`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use zip::ZipArchive;

/// Bytes one member may expand to.
pub const MEMBER_BYTES_MAX: u64 = 1 << 30;

/// A member of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name in the archive.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// The files in a zip archive, in the archive's order.
pub fn members(archive: &Path) -> io::Result<Vec<Member>> {
    let mut archive = ZipArchive::new(File::open(archive)?)?;
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index)?;
        if !file.is_file() {
            continue;
        }
        let name = file.name().map_err(io::Error::other)?.into_owned();
        let mut bytes = Vec::new();
        file.take(MEMBER_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MEMBER_BYTES_MAX {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, name));
        }
        found.push(Member { name, bytes });
    }
    Ok(found)
}
