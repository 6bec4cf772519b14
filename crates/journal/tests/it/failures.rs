//! Disks that fail: at the n-th call a short write, no space, or an error of the device, once or from then on.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use atalaya_journal::{Files, Journal, OpenFile};

use crate::history::{History, Life, options};
use crate::sim::Sim;
use crate::world::{World, hands};
use atalaya_testkit::Random;

/// Failures in a run.
const FAILURES: u64 = 400;

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    NoSpace,
    Device,
    Short,
}

struct Trouble {
    calls_left: AtomicI64,
    how: How,
    /// Whether everything after it fails too.
    lasting: bool,
}

impl Trouble {
    /// Whether this call is to fail.
    fn strikes(&self) -> bool {
        let left = self.calls_left.fetch_sub(1, Ordering::Relaxed);
        left == 0 || (left < 0 && self.lasting)
    }

    fn may(&self) -> io::Result<()> {
        match self.strikes() {
            true if self.how == How::Device => Err(io::Error::other("input/output error")),
            true => Err(io::ErrorKind::StorageFull.into()),
            false => Ok(()),
        }
    }
}

struct Failing {
    files: Sim,
    trouble: Arc<Trouble>,
}

struct FailingFile {
    file: Arc<dyn OpenFile>,
    trouble: Arc<Trouble>,
}

impl Failing {
    fn file(&self, file: Arc<dyn OpenFile>) -> Arc<dyn OpenFile> {
        Arc::new(FailingFile { file, trouble: self.trouble.clone() })
    }
}

impl Files for Failing {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.files.make_folder(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.files.list(folder)
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        self.trouble.may()?;
        Ok(self.file(self.files.create(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        Ok(self.file(self.files.open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.files.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.files.remove(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.trouble.may()?;
        self.files.sync_folder(folder)
    }
}

impl OpenFile for FailingFile {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        self.file.read_at(buffer, position)
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        match self.trouble.strikes() {
            true if self.trouble.how == How::Short && bytes.len() > 1 => {
                self.file.write_at(&bytes[..bytes.len() / 2], position)
            }
            true => {
                // What arrived before the error stays on the disk.
                self.file.write_at(&bytes[..bytes.len() / 3], position)?;
                Err(io::ErrorKind::StorageFull.into())
            }
            false => self.file.write_at(bytes, position),
        }
    }

    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.trouble.may()?;
        self.file.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.trouble.may()?;
        self.file.sync()
    }
}

#[test]
fn whatever_call_fails_nothing_acknowledged_is_lost_and_nothing_refused_is_there() {
    let world = World::new();
    for seed in 0..FAILURES {
        let mut random = Random::new(seed);
        let sim = Sim::default();
        let how = [How::NoSpace, How::Device, How::Short][(seed % 3) as usize];
        let lasting = seed % 2 == 0;
        let calls_left = AtomicI64::new(random.below(400) as i64);
        let trouble = Arc::new(Trouble { calls_left, how, lasting });
        let (history, keys) = live(&world, &sim, &trouble, seed);
        let end = sim.ops();
        // The process is started again on the same disk; and: the power went at that moment.
        let cut = sim.cut(end, &mut random);
        for files in [sim, cut] {
            let files: Arc<dyn Files> = Arc::new(files);
            let opened = Journal::open(&world.lock, options(&files, keys), hands());
            let (journal, _) = opened.unwrap_or_else(|error| panic!("seed {seed}: {error:?}"));
            history.check(&journal, end);
        }
    }
}

fn live(world: &World, sim: &Sim, trouble: &Arc<Trouble>, seed: u64) -> (History, u32) {
    let counter = sim.clone();
    let mut life = Life {
        world,
        files: Arc::new(Failing { files: sim.clone(), trouble: trouble.clone() }),
        random: Random::new(seed ^ 0x77),
        ops: Box::new(move || counter.ops()),
        history: History::default(),
        keys: (seed % 2) as u32,
    };
    // Where opening fails, nothing was acknowledged since.
    let _ = life.live(60);
    (life.history, life.keys)
}
