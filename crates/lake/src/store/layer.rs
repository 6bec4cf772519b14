//! The few operations on files that the durable store needs, each with the promise it makes. A trait, because tests put a
//! disk in its place that plays back what a power cut could have left.

use std::fmt::Debug;
use std::io;
use std::path::Path;
use std::sync::Arc;

use atalaya_journal::OpenFile;
use atalaya_model::Time;

/// Files and folders.
pub trait Layer: Debug + Send + Sync {
    /// Makes the folder in a folder that is there; it may be there already. Durable after [`Layer::sync_folder`] of the
    /// folder above it.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// What is in the folder, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>>;
    /// Makes an empty file that only its owner may read, in place of one that was there.
    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>>;
    /// Opens a file for reading.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>>;
    /// What is known of a file without opening it. A folder is not found.
    fn meta(&self, path: &Path) -> io::Result<Meta>;
    /// Gives the file another name, in place of one that was there, at once. Durable after [`Layer::sync_folder`] of the
    /// folder that it goes to.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes the file. Durable after [`Layer::sync_folder`].
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns when the names in the folder are on the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// What is known of the file; `None` for a folder.
    pub meta: Option<Meta>,
}

/// What is known of a file without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: Time,
}
