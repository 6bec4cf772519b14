//! The machine's file system as a [`Layer`]: folders and files that only their owner may read.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use atalaya_journal::OpenFile;
use atalaya_model::Time;

use super::layer::{Layer, Listed, Meta};

/// The machine's file system.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiskLayer;

impl Layer for DiskLayer {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made,
        }
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        let mut all = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // A name that is no text is none of ours.
            let Ok(name) = entry.file_name().into_string() else { continue };
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => all.push(Listed { name, meta: None }),
                Ok(meta) => all.push(Listed { name, meta: Some(known(&meta)) }),
                // It was removed meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).mode(0o600).open(path)?;
        Ok(Arc::new(file))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        Ok(Arc::new(File::open(path)?))
    }

    fn meta(&self, path: &Path) -> io::Result<Meta> {
        let meta = fs::metadata(path)?;
        if meta.is_dir() { Err(io::ErrorKind::NotFound.into()) } else { Ok(known(&meta)) }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }
}

fn known(meta: &Metadata) -> Meta {
    let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    Meta { size: meta.len(), modified: Time(i64::try_from(modified.as_micros()).unwrap_or(i64::MAX)) }
}
