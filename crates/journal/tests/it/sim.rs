//! Files in memory that remember every write, sync and name, and play back what a power cut could have left.
//!
//! What was synced is there. Of what was not, each sector of each write may be there or not, lengths may be there without
//! content, and names of files and folders may be there or not until the folder that they are in was synced. What a failed sync
//! was about is seen until the power goes, and no later sync makes it durable.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use atalaya_journal::{Files, OpenFile};

use atalaya_testkit::Random;

/// What a disk writes at once or not at all.
const SECTOR_BYTES: usize = 512;

#[derive(Clone)]
enum Op {
    MakeFolder {
        path: PathBuf,
    },
    Link {
        path: PathBuf,
        inode: usize,
    },
    Unlink {
        path: PathBuf,
    },
    Rename {
        from: PathBuf,
        to: PathBuf,
        inode: usize,
    },
    Write {
        inode: usize,
        position: usize,
        bytes: Vec<u8>,
    },
    SetLen {
        inode: usize,
        len: usize,
    },
    Sync {
        inode: usize,
    },
    /// What was written is not on its way to the disk any more, and none of it is there.
    FailSync {
        inode: usize,
    },
    SyncFolder {
        path: PathBuf,
    },
}

/// A disk at a moment: files and their names.
#[derive(Clone, Default)]
struct Contents {
    inodes: Vec<Vec<u8>>,
    names: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
}

struct Inside {
    /// What was durable at the beginning.
    base: Contents,
    /// What is seen now.
    now: Contents,
    ops: Vec<Op>,
    /// How many syncs of files pass before one fails; none does where this is negative.
    syncs_left: i64,
}

/// A disk in memory.
#[derive(Clone)]
pub(crate) struct Sim(Arc<Mutex<Inside>>);

impl Default for Sim {
    /// A disk with nothing on it, not even a folder.
    fn default() -> Sim {
        Sim::of(Contents::default())
    }
}

impl Sim {
    fn of(base: Contents) -> Sim {
        Sim(Arc::new(Mutex::new(Inside { now: base.clone(), base, ops: Vec::new(), syncs_left: -1 })))
    }

    /// A disk on which this folder is durable.
    pub(crate) fn with(folder: &Path) -> Sim {
        let folders = folder.ancestors().map(Path::to_owned).collect();
        Sim::of(Contents { folders, ..Contents::default() })
    }

    /// Lets one sync of a file fail, after so many that pass.
    pub(crate) fn fail_sync(&self, passing: i64) {
        self.0.lock().unwrap().syncs_left = passing;
    }

    /// How many operations there were.
    pub(crate) fn ops(&self) -> usize {
        self.0.lock().unwrap().ops.len()
    }

    /// A disk as it may be when the power goes after so many operations.
    pub(crate) fn cut(&self, ops: usize, random: &mut Random) -> Sim {
        let inside = self.0.lock().unwrap();
        let mut crash = Crash { durable: inside.base.clone(), files: BTreeMap::new(), names: BTreeMap::new() };
        inside.ops[..ops].iter().for_each(|op| crash.take(op));
        Sim::of(crash.end(random))
    }
}

/// What is durable and what is on its way, at the moment of a power cut.
struct Crash {
    durable: Contents,
    files: BTreeMap<usize, Vec<Op>>,
    names: BTreeMap<PathBuf, Vec<Op>>,
}

impl Crash {
    fn take(&mut self, op: &Op) {
        let folder = |path: &Path| path.parent().unwrap().to_owned();
        match op {
            Op::Write { inode, .. } | Op::SetLen { inode, .. } => {
                self.files.entry(*inode).or_default().push(op.clone());
            }
            Op::Sync { inode } => {
                for op in self.files.remove(inode).unwrap_or_default() {
                    apply(&mut self.durable, &op);
                }
            }
            Op::FailSync { inode } => drop(self.files.remove(inode)),
            Op::MakeFolder { path } | Op::Link { path, .. } | Op::Unlink { path } | Op::Rename { to: path, .. } => {
                self.names.entry(folder(path)).or_default().push(op.clone());
            }
            Op::SyncFolder { path } => {
                for op in self.names.remove(path).unwrap_or_default() {
                    apply(&mut self.durable, &op);
                }
            }
        }
    }

    fn end(mut self, random: &mut Random) -> Contents {
        for ops in self.names.into_values() {
            let kept = chosen(ops, random);
            kept.iter().for_each(|op| apply(&mut self.durable, op));
        }
        for ops in self.files.into_values() {
            let whole = random.once_in(3);
            for op in chosen(ops, random) {
                match op {
                    Op::Write { inode, position, bytes } if !whole => {
                        tear(file(&mut self.durable, inode), position, &bytes, random);
                    }
                    op => apply(&mut self.durable, &op),
                }
            }
        }
        self.durable.keep_reachable();
        self.durable
    }
}

impl Contents {
    fn has(&self, folder: &Path) -> bool {
        folder.ancestors().all(|folder| folder.parent().is_none() || self.folders.contains(folder))
    }

    /// What is in a folder that is not there is not there either.
    fn keep_reachable(&mut self) {
        let whole = self.clone();
        self.folders.retain(|folder| whole.has(folder));
        self.names.retain(|path, _| path.parent().is_some_and(|folder| whole.has(folder)));
    }
}

/// All of them, none, the first few, or any.
fn chosen(ops: Vec<Op>, random: &mut Random) -> Vec<Op> {
    match random.below(4) {
        0 => ops,
        1 => Vec::new(),
        2 => {
            let count = random.below(ops.len() as u64 + 1) as usize;
            ops.into_iter().take(count).collect()
        }
        _ => ops.into_iter().filter(|_| random.once_in(2)).collect(),
    }
}

fn tear(file: &mut Vec<u8>, position: usize, bytes: &[u8], random: &mut Random) {
    let end = position + bytes.len();
    // The length may be there before the content.
    if random.once_in(2) && file.len() < end {
        file.resize(end, 0);
    }
    let mut at = position;
    while at < end {
        let next = (at / SECTOR_BYTES + 1) * SECTOR_BYTES;
        let next = next.min(end);
        if random.once_in(2) {
            put(file, at, &bytes[at - position..next - position]);
        }
        at = next;
    }
}

fn put(file: &mut Vec<u8>, position: usize, bytes: &[u8]) {
    let end = position + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    file[position..end].copy_from_slice(bytes);
}

fn file(contents: &mut Contents, inode: usize) -> &mut Vec<u8> {
    if contents.inodes.len() <= inode {
        contents.inodes.resize(inode + 1, Vec::new());
    }
    &mut contents.inodes[inode]
}

fn apply(contents: &mut Contents, op: &Op) {
    match op {
        Op::Link { path, inode } => {
            file(contents, *inode);
            contents.names.insert(path.clone(), *inode);
        }
        Op::Unlink { path } => {
            contents.names.remove(path);
        }
        Op::Rename { from, to, inode } => {
            file(contents, *inode);
            contents.names.remove(from);
            contents.names.insert(to.clone(), *inode);
        }
        Op::Write { inode, position, bytes } => put(file(contents, *inode), *position, bytes),
        Op::SetLen { inode, len } => file(contents, *inode).resize(*len, 0),
        Op::MakeFolder { path } => {
            contents.folders.insert(path.clone());
        }
        Op::Sync { .. } | Op::FailSync { .. } | Op::SyncFolder { .. } => {}
    }
}

impl Inside {
    fn act(&mut self, op: Op) {
        apply(&mut self.now, &op);
        self.ops.push(op);
    }

    fn inode(&self, path: &Path) -> io::Result<usize> {
        self.now.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Files for Sim {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        let missing: Vec<_> = path.ancestors().filter(|folder| !inside.now.has(folder)).map(Path::to_owned).collect();
        missing.into_iter().rev().for_each(|path| inside.act(Op::MakeFolder { path }));
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let inside = self.0.lock().unwrap();
        if !inside.now.has(folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = inside.now.names.keys().filter(|path| path.parent() == Some(folder));
        Ok(inside.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect())
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        let mut inside = self.0.lock().unwrap();
        let inode = match inside.inode(path) {
            Ok(inode) => {
                inside.act(Op::SetLen { inode, len: 0 });
                inode
            }
            Err(error) if !path.parent().is_some_and(|folder| inside.now.has(folder)) => return Err(error),
            Err(_) => {
                let inode = inside.now.inodes.len();
                inside.act(Op::Link { path: path.to_owned(), inode });
                inode
            }
        };
        Ok(Arc::new(SimFile { sim: self.clone(), inode }))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        let inode = self.0.lock().unwrap().inode(path)?;
        Ok(Arc::new(SimFile { sim: self.clone(), inode }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        let inode = inside.inode(from)?;
        inside.act(Op::Rename { from: from.to_owned(), to: to.to_owned(), inode });
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        inside.inode(path)?;
        inside.act(Op::Unlink { path: path.to_owned() });
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.0.lock().unwrap().act(Op::SyncFolder { path: folder.to_owned() });
        Ok(())
    }
}

struct SimFile {
    sim: Sim,
    inode: usize,
}

impl OpenFile for SimFile {
    fn read_at(&self, buffer: &mut [u8], position: u64) -> io::Result<usize> {
        let inside = self.sim.0.lock().unwrap();
        let rest = inside.now.inodes[self.inode].get(position as usize..).unwrap_or_default();
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], position: u64) -> io::Result<usize> {
        let op = Op::Write { inode: self.inode, position: position as usize, bytes: bytes.to_vec() };
        self.sim.0.lock().unwrap().act(op);
        Ok(bytes.len())
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.sim.0.lock().unwrap().now.inodes[self.inode].len() as u64)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.sim.0.lock().unwrap().act(Op::SetLen { inode: self.inode, len: len as usize });
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut inside = self.sim.0.lock().unwrap();
        inside.syncs_left -= 1;
        if inside.syncs_left == -1 {
            inside.act(Op::FailSync { inode: self.inode });
            return Err(io::Error::other("input/output error"));
        }
        inside.act(Op::Sync { inode: self.inode });
        Ok(())
    }
}
