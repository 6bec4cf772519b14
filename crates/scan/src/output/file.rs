//! A file that is being written under another name than it will have.

use crate::options::ScanError;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::TempPath;

/// Bytes that wait to be written.
const BUFFER_BYTES: usize = 1 << 20;

/// A file that is being written under another name than it will have.
pub(super) struct OutputFile {
    target: PathBuf,
    place: Place,
    file: BufWriter<File>,
}

/// The name that the file has until it is whole.
enum Place {
    /// Of this run alone: what is not finished is removed.
    Passing(TempPath),
    /// Of a run that can be continued: it stays.
    Kept(PathBuf),
}

impl OutputFile {
    /// A file beside its target that is removed unless it is finished.
    pub(super) fn passing(target: &Path) -> Result<OutputFile, ScanError> {
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let named = tempfile::Builder::new().prefix(".atalaya-").suffix(".partial").tempfile_in(folder);
        let (file, path) = named.map_err(|source| fault(target, source))?.into_parts();
        Ok(OutputFile::new(target, Place::Passing(path), file))
    }

    /// The file called `at`, cut to the length that it had when the run was stopped, or begun anew.
    pub(super) fn kept(target: &Path, at: PathBuf, length: u64) -> Result<OutputFile, ScanError> {
        let open = || {
            // A run that was stopped behind its last state may have given the file its name already.
            if length > 0 && !at.exists() {
                std::fs::rename(target, &at)?;
            }
            let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(&at)?;
            if file.metadata()?.len() < length {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(|source| fault(target, source))?;
        Ok(OutputFile::new(target, Place::Kept(at), file))
    }

    fn new(target: &Path, place: Place, file: File) -> OutputFile {
        OutputFile { target: target.to_owned(), place, file: BufWriter::with_capacity(BUFFER_BYTES, file) }
    }

    /// The names that it has and will have.
    pub(super) fn names(&self) -> [&Path; 2] {
        match &self.place {
            Place::Passing(path) => [&self.target, path],
            Place::Kept(path) => [&self.target, path],
        }
    }

    /// The name that it will have.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Everything written so far is on the disk; its length.
    pub(super) fn sync(&mut self) -> std::io::Result<u64> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        self.file.stream_position()
    }

    /// Everything is written: the file gets its name.
    pub(super) fn finish(mut self) -> std::io::Result<()> {
        self.sync()?;
        #[cfg(unix)]
        readable(self.file.get_ref())?;
        match self.place {
            Place::Passing(path) => path.persist(&self.target).map_err(|error| error.error),
            Place::Kept(path) => std::fs::rename(path, &self.target),
        }
    }
}

fn fault(target: &Path, source: std::io::Error) -> ScanError {
    ScanError::Output { path: target.to_owned(), source }
}

/// Temporary files are the owner's alone; a file of findings is as readable as any that the user creates.
#[cfg(unix)]
fn readable(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o640))
}
