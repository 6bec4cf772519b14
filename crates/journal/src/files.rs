//! The file layer: the few operations on files that the stores need, each with the promise it makes.
//!
//! A trait, because tests put other things in its place: one that remembers what was synced and plays back what a
//! power cut could have left, and one that fails at a chosen call. Nothing here knows what is in the files.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a document that is read whole (state, keys, checkpoints); a longer one is refused before it is read.
pub const DOCUMENT_BYTES_MAX: u64 = 64 << 20;
/// Bytes that are written back at once.
const WRITE_BACK_BYTES: usize = 1 << 20;

/// Files and folders.
pub trait Files: Send + Sync {
    /// Makes the folder and those above it, where they are missing; closed to the machine's other users. Durable after
    /// [`Files::sync_folder`] of the folders above those that were made.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// The names in the folder, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Makes an empty file that only its owner may read, in place of one that was there.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>>;
    /// Opens a file for reading and writing.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>>;
    /// Gives the file another name, in place of one that was there, at once. Durable after [`Files::sync_folder`].
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes the file. Durable after [`Files::sync_folder`].
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns when the names in the folder are on the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// An open file. Reads and writes name their place, so that many threads may share it.
pub trait OpenFile: Send + Sync {
    /// Reads at `position`; may read less than asked, and 0 at the end.
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize>;
    /// Writes at `position`; may write less than asked.
    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize>;
    /// How long the file is.
    fn size(&self) -> io::Result<u64>;
    /// Makes the file that long.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Returns when content and length are on the disk.
    fn sync(&self) -> io::Result<()>;
}

/// The machine's file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made,
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        names.collect()
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).mode(0o600).open(path)?;
        Ok(Arc::new(file))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        Ok(Arc::new(OpenOptions::new().read(true).write(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        fs::File::open(folder)?.sync_all()
    }
}

impl OpenFile for fs::File {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, position)
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::write_at(self, bytes, position)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        fs::File::set_len(self, len)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Writes all of it, however many calls that takes.
pub(crate) fn write_all(file: &dyn OpenFile, mut bytes: &[u8], mut position: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write_at(bytes, position) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = &bytes[written..];
                position += written as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes once more what the file has from one place to another. After a sync that failed the system may hold what no disk
/// has, and call it clean: only what is written again is certain to be there after the next sync.
pub(crate) fn write_back(file: &dyn OpenFile, from: u64, to: u64) -> io::Result<()> {
    let mut buffer = Vec::new();
    let mut position = from;
    while position < to {
        let length = usize::try_from(to - position).unwrap_or(usize::MAX).min(WRITE_BACK_BYTES);
        buffer.resize(length, 0);
        if read_up_to(file, &mut buffer, position)? < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        write_all(file, &buffer, position)?;
        position += length as u64;
    }
    Ok(())
}

/// Fills as much of the buffer as the file has from `position` on, and says how much.
pub(crate) fn read_up_to(file: &dyn OpenFile, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read_at(&mut buffer[read..], position + read as u64) {
            Ok(0) => break,
            Ok(some) => read += some,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// The whole of a small file; `None` where there is none.
pub(crate) fn read_document(files: &dyn Files, path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match files.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let len = file.size()?;
    if len > DOCUMENT_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = vec![0; usize::try_from(len).map_err(io::Error::other)?];
    let read = read_up_to(file.as_ref(), &mut bytes, 0)?;
    bytes.truncate(read);
    Ok(Some(bytes))
}

/// Makes the folder and those above it, where they are missing. The names of those that were made are durable when this
/// returns.
pub(crate) fn make_durable(files: &dyn Files, path: &Path) -> io::Result<()> {
    let is_missing = |folder: &&Path| {
        let listed = files.list(folder);
        listed.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) && !folder.as_os_str().is_empty()
    };
    let missing: Vec<&Path> = path.ancestors().take_while(is_missing).collect();
    files.make_folder(path)?;
    for parent in missing.iter().rev().filter_map(|made| made.parent()) {
        files.sync_folder(if parent.as_os_str().is_empty() { Path::new(".") } else { parent })?;
    }
    Ok(())
}

/// Puts the document in place of the one that was there: after a power cut it is the one or the other, and after this
/// has returned it is the new one.
pub(crate) fn replace_document(files: &dyn Files, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let file = files.create(&beside)?;
    write_all(file.as_ref(), bytes, 0)?;
    file.sync()?;
    files.rename(&beside, path)?;
    files.sync_folder(path.parent().unwrap_or(path))
}
