//! A local folder as an object store whose writes are durable when they return.
//!
//! An object is written under another name, synced, given its own name, and the folder synced: after a power cut it is
//! there whole or not at all. One process owns the folder, so that "create" needs no help from the file system.

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    CopyMode, CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode,
    PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

use super::answer::{asked, blocking, generic, not_implemented, object_meta, of_system, result};
use super::layer::{Layer, Listed};
use super::parts::Parts;

/// Folders that are remembered as durable; beyond, the memory begins anew and they are synced again.
pub const FOLDERS_KNOWN_MAX: usize = 100_000;
/// How deep folders are looked into.
pub const TREE_DEPTH_MAX: usize = 16;
/// The folder of what is being written; emptied when the store is opened.
const NEW_FOLDER: &str = ".new";

/// A folder as an object store.
#[derive(Debug, Clone)]
pub struct Durable(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    layer: Arc<dyn Layer>,
    root: PathBuf,
    /// Folders that are there and whose name is on the disk.
    folders: Mutex<HashSet<PathBuf>>,
    /// Held from looking whether a name is there to giving it.
    naming: Mutex<()>,
    written: AtomicU64,
}

impl Durable {
    /// The store in `root`, whose parent must be there. Removes what was being written when the process ended.
    pub fn open(layer: Arc<dyn Layer>, root: &FilePath) -> io::Result<Durable> {
        let inside = Inside {
            layer,
            root: root.to_owned(),
            folders: Mutex::default(),
            naming: Mutex::default(),
            written: AtomicU64::new(0),
        };
        let new = root.join(NEW_FOLDER);
        inside.make_folder(&new)?;
        for listed in inside.layer.list(&new)?.iter().filter(|listed| listed.meta.is_some()) {
            inside.layer.remove(&new.join(&listed.name))?;
        }
        Ok(Durable(Arc::new(inside)))
    }

    async fn with<T: Send + 'static>(&self, work: impl FnOnce(&Inside) -> Result<T> + Send + 'static) -> Result<T> {
        let inside = self.0.clone();
        blocking(move || work(&inside)).await
    }
}

impl Inside {
    fn path(&self, location: &Path) -> PathBuf {
        self.root.join(location.as_ref())
    }

    /// Makes the folder and those above it up to the root's parent, and returns when their names are on the disk.
    fn make_folder(&self, path: &FilePath) -> io::Result<()> {
        if self.folders.lock().unwrap_or_else(PoisonError::into_inner).contains(path) {
            return Ok(());
        }
        let Some(parent) = path.parent() else { return Ok(()) };
        if path != self.root {
            self.make_folder(parent)?;
        }
        self.layer.make_folder(path)?;
        self.layer.sync_folder(parent)?;
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if folders.len() >= FOLDERS_KNOWN_MAX {
            folders.clear();
        }
        folders.insert(path.to_owned());
        Ok(())
    }

    fn put(&self, path: &FilePath, payload: &PutPayload, create: bool) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.root);
        self.make_folder(folder)?;
        let new = self.root.join(NEW_FOLDER).join(self.written.fetch_add(1, Ordering::Relaxed).to_string());
        let written = self.write(&new, payload).and_then(|()| self.name(&new, path, create));
        if written.is_err() {
            // What is left of it is removed at the next opening, if not now.
            let _ = self.layer.remove(&new);
        }
        written?;
        self.layer.sync_folder(folder)
    }

    fn write(&self, path: &FilePath, payload: &PutPayload) -> io::Result<()> {
        let file = self.layer.create(path)?;
        let mut position = 0;
        for mut bytes in payload.iter().map(Bytes::as_ref) {
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
        }
        file.sync()
    }

    fn name(&self, from: &FilePath, to: &FilePath, create: bool) -> io::Result<()> {
        let _naming = self.naming.lock().unwrap_or_else(PoisonError::into_inner);
        if create {
            match self.layer.meta(to) {
                Ok(_) => return Err(io::ErrorKind::AlreadyExists.into()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        self.layer.rename(from, to)
    }

    fn read(&self, path: &FilePath, range: &Range<u64>) -> io::Result<Bytes> {
        self.read_all(path, std::slice::from_ref(range)).map(|mut all| all.pop().unwrap_or_default())
    }

    fn read_all(&self, path: &FilePath, ranges: &[Range<u64>]) -> io::Result<Vec<Bytes>> {
        let file = self.layer.open(path)?;
        let read = |range: &Range<u64>| {
            let len = usize::try_from(range.end.saturating_sub(range.start)).map_err(io::Error::other)?;
            let mut buffer = vec![0; len];
            let mut filled = 0;
            while filled < len {
                match file.read_at(&mut buffer[filled..], range.start + filled as u64) {
                    Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                    Ok(some) => filled += some,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Bytes::from(buffer))
        };
        ranges.iter().map(read).collect()
    }

    fn remove(&self, path: &FilePath) -> io::Result<()> {
        self.layer.remove(path)?;
        self.layer.sync_folder(path.parent().unwrap_or(&self.root))
    }

    /// What is in the folder of the prefix; nothing where there is no folder.
    fn list(&self, prefix: &Path) -> Result<Vec<Listed>> {
        match self.layer.list(&self.path(prefix)) {
            Ok(mut listed) => {
                listed.retain(|one| one.name != NEW_FOLDER);
                Ok(listed)
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(vec![]),
            Err(error) => Err(of_system(prefix, error)),
        }
    }

    fn tree(&self, prefix: &Path, depth: usize, out: &mut Vec<ObjectMeta>) -> Result<()> {
        if depth > TREE_DEPTH_MAX {
            return Err(generic(prefix, "folders are too deep"));
        }
        for listed in self.list(prefix)? {
            let Some(location) = child(prefix, &listed.name) else { continue };
            match listed.meta {
                Some(meta) => out.push(object_meta(&location, meta)),
                None => self.tree(&location, depth + 1, out)?,
            }
        }
        Ok(())
    }
}

/// The object of that name in the folder; `None` for a name that no object of ours has.
fn child(prefix: &Path, name: &str) -> Option<Path> {
    let path = if prefix.as_ref().is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
    Path::parse(path).ok()
}

impl fmt::Display for Durable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.root.display())
    }
}

#[async_trait::async_trait]
impl ObjectStore for Durable {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let create = match options.mode {
            PutMode::Create => true,
            PutMode::Overwrite => false,
            PutMode::Update(_) => return Err(not_implemented("put_opts with a version")),
        };
        let location = location.clone();
        let put = self.with(move |inside| {
            inside.put(&inside.path(&location), &payload, create).map_err(|error| of_system(&location, error))
        });
        put.await.map(|()| PutResult { e_tag: None, version: None })
    }

    async fn put_multipart_opts(&self, at: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Ok(Parts::boxed(Arc::new(self.clone()), at))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let location = location.clone();
        self.with(move |inside| {
            let path = inside.path(&location);
            let meta = inside.layer.meta(&path).map_err(|error| of_system(&location, error))?;
            let meta = object_meta(&location, meta);
            options.check_preconditions(&meta)?;
            let range = asked(&location, options.range.as_ref(), meta.size)?;
            if options.head {
                return Ok(result(meta, range, Bytes::new()));
            }
            let bytes = inside.read(&path, &range).map_err(|error| of_system(&location, error))?;
            Ok(result(meta, range, bytes))
        })
        .await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let (location, ranges) = (location.clone(), ranges.to_vec());
        self.with(move |inside| {
            inside.read_all(&inside.path(&location), &ranges).map_err(|error| of_system(&location, error))
        })
        .await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let store = self.clone();
        locations
            .and_then(move |location| {
                let store = store.clone();
                async move {
                    let at = location.clone();
                    let removed = store
                        .with(move |inside| inside.remove(&inside.path(&at)).map_err(|error| of_system(&at, error)));
                    removed.await.map(|()| location)
                }
            })
            .boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let (store, prefix) = (self.clone(), prefix.cloned().unwrap_or_default());
        let listed = async move {
            let mut all = Vec::new();
            let listed = store.with(move |inside| {
                inside.tree(&prefix, 0, &mut all)?;
                all.sort_unstable_by(|a: &ObjectMeta, b| a.location.cmp(&b.location));
                Ok(all)
            });
            Ok::<_, Error>(futures::stream::iter(listed.await?.into_iter().map(Ok)))
        };
        futures::stream::once(listed).try_flatten().boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let prefix = prefix.cloned().unwrap_or_default();
        self.with(move |inside| {
            let mut found = ListResult { common_prefixes: vec![], objects: vec![] };
            for listed in inside.list(&prefix)? {
                let Some(location) = child(&prefix, &listed.name) else { continue };
                match listed.meta {
                    Some(meta) => found.objects.push(object_meta(&location, meta)),
                    None => found.common_prefixes.push(location),
                }
            }
            Ok(found)
        })
        .await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        let bytes = self.get_opts(from, GetOptions::default()).await?.bytes().await?;
        let mode = match options.mode {
            CopyMode::Overwrite => PutMode::Overwrite,
            CopyMode::Create => PutMode::Create,
        };
        self.put_opts(to, bytes.into(), mode.into()).await.map(drop)
    }
}
