//! Objects of a lake's store: found, read, put, and damaged by a bit.

use std::sync::Arc;

use atalaya_lake::Lake;
use atalaya_testkit::Random;
use futures::TryStreamExt as _;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::river::{Shore, append, runtime, small};

/// A lake with many small files of both days.
pub(crate) fn filled(shore: &Shore, store: &Arc<dyn ObjectStore>, end: u64) -> Lake {
    let (lake, _) = Lake::open(&shore.lock, small(store)).unwrap();
    for at in (0..end).step_by(20) {
        append(&lake, at..at + 20);
        lake.flush().unwrap();
    }
    lake
}

pub(crate) fn objects(store: &Arc<dyn ObjectStore>, wanted: &str) -> Vec<Path> {
    let objects: Vec<_> = runtime().block_on(store.list(None).try_collect()).unwrap();
    objects.into_iter().map(|meta| meta.location).filter(|path| path.as_ref().contains(wanted)).collect()
}

pub(crate) fn read(store: &Arc<dyn ObjectStore>, path: &Path) -> bytes::Bytes {
    runtime().block_on(async { store.get(path).await.unwrap().bytes().await.unwrap() })
}

pub(crate) fn put(store: &Arc<dyn ObjectStore>, path: &Path, bytes: impl Into<bytes::Bytes>) {
    runtime().block_on(store.put(path, bytes.into().into())).unwrap();
}

/// Flips a bit of the object, does the work, and brings the object back.
pub(crate) fn flipped<T>(
    store: &Arc<dyn ObjectStore>,
    path: &Path,
    random: &mut Random,
    work: impl FnOnce() -> T,
) -> T {
    let whole = read(store, path);
    let mut broken = whole.to_vec();
    let at = random.below(broken.len() as u64) as usize;
    broken[at] ^= 1 << random.below(8);
    put(store, path, broken);
    let done = work();
    put(store, path, whole);
    done
}
