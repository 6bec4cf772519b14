//! A disk that fails at some call: what was acknowledged is stored, and the next import takes the rest, once.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use atalaya_ingest::{House, HouseOptions, News};
use atalaya_journal::{Disk, Endless, Files, Journal, KeyRing, OpenFile, Options, SystemClock};
use atalaya_schema::Schema;

use crate::world::{World, assert_balanced, frames, import, import_until, ndjson, options, receive, rows};
use atalaya_testkit::Random;

/// Lets so many calls pass that change something, and none behind them, or only that one not.
#[derive(Clone)]
struct Failing {
    left: Arc<AtomicI64>,
    lasting: bool,
}

struct FailingFile(Arc<dyn OpenFile>, Failing);

impl Failing {
    fn may(&self) -> io::Result<()> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        let fails = left == 0 || (left < 0 && self.lasting);
        if fails { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn file(&self, file: Arc<dyn OpenFile>) -> Arc<dyn OpenFile> {
        Arc::new(FailingFile(file, self.clone()))
    }
}

impl Files for Failing {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        Disk.make_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        Disk.list(folder)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        self.may()?;
        Ok(self.file(Disk.create(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        Ok(self.file(Disk.open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.may()?;
        Disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.may()?;
        Disk.sync_folder(folder)
    }
}

impl OpenFile for FailingFile {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        self.0.read_at(buffer, position)
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        self.1.may()?;
        self.0.write_at(bytes, position)
    }

    fn size(&self) -> io::Result<u64> {
        self.0.size()
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.1.may()?;
        self.0.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.1.may()?;
        self.0.sync()
    }
}

#[test]
fn a_disk_that_fails_at_any_call_takes_nothing_that_was_acknowledged() {
    let mut random = Random::new(23);
    for round in 0..20 {
        let world = World::new();
        let paths: Vec<_> = (0..3).map(|file| world.file(&format!("{file}.x"), ndjson(file, 6000))).collect();
        let mut acknowledged = 0;
        for _ in 0..3 {
            let failing =
                Failing { left: Arc::new(AtomicI64::new(1 + random.below(120) as i64)), lasting: random.once_in(2) };
            let mut options = options(world.lock.path());
            options.journal.files = Arc::new(failing);
            let Ok((house, _)) = House::open(&world.lock, options, &AtomicBool::new(false)) else { continue };
            let _ = import_until(&house, "x", &paths, &mut |news| {
                if let News::Acknowledged { part, .. } = news {
                    acknowledged += part.frames;
                }
                false
            });
        }
        let (house, _) = world.house();
        assert_balanced(&house);
        assert!(frames(house.journal()).len() as u64 >= acknowledged, "round {round}");
        import(&house, "x", &paths);
        let all = frames(house.journal());
        assert_eq!((all.len(), all.values().max()), (18_000, Some(&1)), "round {round}");
        assert_eq!(rows(&house)["windows.sysmon"], 18_000);
        assert_balanced(&house);
    }
}

/// Keys of these numbers; each is its digit repeated.
fn ring(keys: &[(u32, char)]) -> KeyRing {
    let lines = keys.iter().map(|(id, digit)| format!("{id} {}\n", digit.to_string().repeat(64)));
    KeyRing::parse(&lines.collect::<String>()).unwrap()
}

/// Entries that were acknowledged and not decoded, under the first key; and a segment under the second, which was begun since.
fn received(world: &World, events: u64) {
    let open = |keys: &[(u32, char)]| {
        let options = Options { keys: Some(ring(keys)), space: Arc::new(Endless), ..Options::default() };
        Journal::open(&world.lock, options, Arc::new(SystemClock)).unwrap().0
    };
    let journal = open(&[(1, 'a')]);
    receive(&journal, events);
    journal.close().unwrap();
    open(&[(1, 'a'), (2, 'b')]).close().unwrap();
}

#[test]
fn a_key_that_is_missing_or_wrong_loses_nothing() {
    for given in [&[(2, 'b')][..], &[(1, 'c'), (2, 'b')]] {
        let world = World::new();
        received(&world, 40);
        let keyed = |keys: &[(u32, char)]| {
            let mut options = HouseOptions::new(world.lock.path(), Some(ring(keys)), Schema::builtin());
            options.journal.space = Arc::new(Endless);
            options.lake.space = Arc::new(Endless);
            House::open(&world.lock, options, &AtomicBool::new(false)).unwrap()
        };
        let (house, opened) = keyed(given);
        assert_eq!((opened.undone.len(), opened.drained.seen.events), (1, 0));
        assert_eq!(house.journal().tallies()[0].pending, 40);
        drop(house);
        let (house, opened) = keyed(&[(1, 'a'), (2, 'b')]);
        assert_eq!((opened.undone.len(), opened.drained.seen.events), (0, 40));
        assert_eq!(house.journal().tallies()[0].counts.lost, 0);
        assert_balanced(&house);
    }
}
