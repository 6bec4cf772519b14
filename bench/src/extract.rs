//! The events of the corpus as plain files, so that what is measured of them is not the unpacking, and their size is that
//! of their JSON.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use zip::ZipArchive;

/// Folders below a folder that are read.
const DEPTH_MAX: usize = 8;
/// Bytes that one member of an archive may have.
const MEMBER_BYTES_MAX: u64 = 512 << 20;

/// Writes all events below a folder, files and members of archives, into another, and answers how many bytes they have.
pub(crate) fn extract(from: &Path, to: &Path) -> Result<u64> {
    fs::create_dir_all(to)?;
    let mut extraction = Extraction { to, files: 0, bytes: 0 };
    extraction.folder(from, DEPTH_MAX)?;
    Ok(extraction.bytes)
}

struct Extraction<'a> {
    to: &'a Path,
    files: u64,
    bytes: u64,
}

impl Extraction<'_> {
    fn folder(&mut self, folder: &Path, depth: usize) -> Result<()> {
        let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        paths.sort();
        for path in paths {
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            match extension {
                _ if path.is_dir() && depth > 0 => self.folder(&path, depth - 1)?,
                "json" => self.copy(&mut File::open(&path)?)?,
                "zip" => self.archive(&path).with_context(|| format!("cannot read {}", path.display()))?,
                _ => {}
            }
        }
        Ok(())
    }

    fn archive(&mut self, path: &Path) -> Result<()> {
        let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
        for index in 0..archive.len() {
            let entry = archive.by_index(index)?;
            // Not what an archiver of another system adds to each member.
            if entry.is_file() && !entry.name()?.starts_with("__MACOSX/") {
                self.copy(&mut entry.take(MEMBER_BYTES_MAX))?;
            }
        }
        Ok(())
    }

    fn copy(&mut self, from: &mut impl io::Read) -> Result<()> {
        let to = self.to.join(format!("{:05}.json", self.files));
        self.bytes += io::copy(from, &mut BufWriter::new(File::create(to)?))?;
        self.files += 1;
        Ok(())
    }
}
