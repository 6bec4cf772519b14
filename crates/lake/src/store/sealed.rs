//! Encryption over any store: what is read and written through it is plain, what the store has is not.
//!
//! Objects that were written before there was a key are read as they are; [`Sealed::rekey`] encrypts them too.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use atalaya_journal::{KeyId, KeyRing};
use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    CopyMode, CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt as _, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use rustc_hash::FxHashMap;
use tokio::sync::RwLock;

use super::answer::{asked, blocking, generic, result};
use super::parts::Parts;
use super::seal::{self, HEADER_BYTES, Header};
use crate::rekey::Rekeyed;
use crate::upkeep::Watch;

/// Objects whose header is remembered; beyond, the memory begins anew.
pub const HEADERS_KNOWN_MAX: usize = 16_384;
/// Objects of a listing whose headers are read at a time.
const LOOKS_AT_ONCE: usize = 16;

/// A store whose objects are encrypted with the active key of a ring, and read with any of it.
#[derive(Debug, Clone)]
pub struct Sealed(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    store: Arc<dyn ObjectStore>,
    keys: KeyRing,
    known: Mutex<FxHashMap<Path, Known>>,
    /// Shared by those who change objects, alone for who encrypts one anew.
    changing: RwLock<()>,
}

/// An object as the store below has it.
#[derive(Debug, Clone)]
struct Known {
    /// `None` where it is not encrypted.
    header: Option<Header>,
    /// With the size that the object has when it is read.
    meta: ObjectMeta,
}

impl Sealed {
    /// Encrypts what is written to `store`.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, keys: KeyRing) -> Sealed {
        Sealed(Arc::new(Inside { store, keys, known: Mutex::default(), changing: RwLock::default() }))
    }

    /// Encrypts everything with the active key that is not yet, or makes it plain where no key is active. What ends it
    /// leaves each object as it was or as it shall be.
    pub(crate) async fn rekey(&self, watch: &Watch<'_>) -> Result<Rekeyed> {
        let mut objects = self.0.store.list(None);
        let mut rekeyed = Rekeyed::default();
        while let Some(meta) = objects.try_next().await? {
            rekeyed.stopped = watch.stopped();
            if rekeyed.stopped.is_some() {
                break;
            }
            let _alone = self.0.changing.write().await;
            match self.rekey_object(&meta.location).await {
                Ok(true) => rekeyed.files += 1,
                // It was removed since it was listed.
                Ok(false) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
            watch.further(|far| {
                far.files += 1;
                far.bytes += meta.size;
            });
        }
        Ok(rekeyed)
    }

    /// How many objects are encrypted with which key; 0: with none.
    pub(crate) async fn by_key(&self) -> Result<BTreeMap<KeyId, u64>> {
        let store = self.clone();
        let look = move |meta: ObjectMeta| {
            let store = store.clone();
            async move { store.known_still(&meta.location).await }
        };
        let mut all = self.0.store.list(None).map_ok(look).try_buffered(LOOKS_AT_ONCE);
        let mut counts = BTreeMap::new();
        while let Some(known) = all.try_next().await? {
            let key = known.map(|known| known.header.map_or(0, |header| header.key()));
            key.into_iter().for_each(|key| *counts.entry(key).or_default() += 1);
        }
        Ok(counts)
    }

    async fn rekey_object(&self, location: &Path) -> Result<bool> {
        self.forget(location);
        let known = self.known(location).await?;
        if known.header.map(|header| header.key()) == self.0.keys.active() {
            return Ok(false);
        }
        let plain =
            self.read(location, &known, std::slice::from_ref(&(0..known.meta.size))).await?.pop().unwrap_or_default();
        self.write(location, plain.into(), PutOptions::default()).await?;
        Ok(true)
    }

    async fn write(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let payload = match self.0.keys.active() {
            None => payload,
            Some(id) => {
                let (inside, at) = (self.0.clone(), location.clone());
                let sealing = blocking(move || {
                    let plain: Bytes = payload.into();
                    seal::seal(&inside.keys, id, at.as_ref(), &plain).map_err(|error| generic(&at, error))
                });
                sealing.await?.into()
            }
        };
        let written = self.0.store.put_opts(location, payload, options).await;
        self.forget(location);
        written
    }

    fn forget(&self, location: &Path) {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).remove(location);
    }

    /// Reads all headers anew.
    pub(crate) fn forget_all(&self) {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    async fn known(&self, location: &Path) -> Result<Known> {
        if let Some(known) = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).get(location) {
            return Ok(known.clone());
        }
        let known = self.look(location).await?;
        let mut all = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= HEADERS_KNOWN_MAX {
            all.clear();
        }
        all.insert(location.clone(), known.clone());
        Ok(known)
    }

    /// The same; `None` where it was removed since it was listed.
    async fn known_still(&self, location: &Path) -> Result<Option<Known>> {
        match self.known(location).await {
            Ok(known) => Ok(Some(known)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn look(&self, location: &Path) -> Result<Known> {
        let mut meta = self.0.store.head(location).await?;
        if meta.size < HEADER_BYTES as u64 {
            return Ok(Known { header: None, meta });
        }
        let begin = self.0.store.get_range(location, 0..HEADER_BYTES as u64).await?;
        let header = Header::read(&begin).transpose().map_err(|error| generic(location, error))?;
        if header.is_some() {
            meta.size = seal::plain_size(meta.size).ok_or_else(|| generic(location, seal::SealError::Damaged))?;
        }
        Ok(Known { header, meta })
    }

    /// These ranges, none of which ends behind the object.
    async fn read(&self, location: &Path, known: &Known, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let Some(header) = known.header else { return self.read_plain(location, ranges).await };
        let size = known.meta.size;
        let stored: Vec<_> = ranges.iter().map(|range| seal::stored_range(range, size)).collect();
        let stored = self.0.store.get_ranges(location, &stored).await?;
        let (inside, location, ranges) = (self.0.clone(), location.clone(), ranges.to_vec());
        blocking(move || {
            let open = |(range, stored): (&Range<u64>, &Bytes)| {
                seal::open(&inside.keys, &header, location.as_ref(), size, range, stored).map(Bytes::from)
            };
            let opened: Result<_, _> = ranges.iter().zip(&stored).map(open).collect();
            opened.map_err(|error| generic(&location, error))
        })
        .await
    }

    /// These ranges of an object that is not encrypted, or was not until now.
    async fn read_plain(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let read = self.0.store.get_ranges(location, ranges).await?;
        match self.look(location).await?.header {
            None => Ok(read),
            Some(_) => Err(generic(location, "it was encrypted while it was read")),
        }
    }

    /// The same; where that fails because the object was encrypted anew meanwhile, once more.
    async fn read_again(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let known = self.known(location).await?;
        if ranges.iter().any(|range| range.end > known.meta.size || range.start > range.end) {
            return Err(generic(location, "a range ends behind the object"));
        }
        match self.read(location, &known, ranges).await {
            Ok(read) => Ok(read),
            Err(error) => {
                self.forget(location);
                let now = self.known(location).await?;
                if now.header == known.header {
                    return Err(error);
                }
                self.read(location, &now, ranges).await
            }
        }
    }

    async fn remove(&self, location: Path) -> Result<Path> {
        let _changing = self.0.changing.read().await;
        self.forget(&location);
        self.0.store.delete(&location).await.map(|()| location)
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "encrypted {}", self.0.store)
    }
}

#[async_trait::async_trait]
impl ObjectStore for Sealed {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let _changing = self.0.changing.read().await;
        self.write(location, payload, options).await
    }

    async fn put_multipart_opts(&self, at: &Path, _: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        Ok(Parts::boxed(Arc::new(self.clone()), at))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let known = self.known(location).await?;
        options.check_preconditions(&known.meta)?;
        let range = asked(location, options.range.as_ref(), known.meta.size)?;
        if options.head {
            return Ok(result(known.meta, range, Bytes::new()));
        }
        let bytes = self.read_again(location, std::slice::from_ref(&range)).await?.pop().unwrap_or_default();
        Ok(result(known.meta, range, bytes))
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.read_again(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let store = self.clone();
        locations
            .and_then(move |location| {
                let store = store.clone();
                async move { store.remove(location).await }
            })
            .boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let store = self.clone();
        let look = move |meta: ObjectMeta| {
            let store = store.clone();
            async move { store.known_still(&meta.location).await }
        };
        let looked = self.0.store.list(prefix).map_ok(look).try_buffered(LOOKS_AT_ONCE);
        looked.try_filter_map(|known| async move { Ok(known.map(|known| known.meta)) }).boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        let mut found = self.0.store.list_with_delimiter(prefix).await?;
        let mut objects = Vec::with_capacity(found.objects.len());
        for meta in found.objects {
            objects.extend(self.known_still(&meta.location).await?.map(|known| known.meta));
        }
        found.objects = objects;
        Ok(found)
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
