//! A disk in memory that remembers every write, sync and name, and plays back what a power cut could have left.
//!
//! What was synced is there. Of what was not, each sector of each write may be there or not, lengths may be there without
//! content, and names of files and folders may be there or not until the folder that they are in was synced.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use atalaya_journal::OpenFile;
use atalaya_lake::{Layer, Listed, Meta};
use atalaya_model::Time;

use atalaya_testkit::Random;

/// What a disk writes at once or not at all.
const SECTOR_BYTES: usize = 512;

#[derive(Clone)]
enum Op {
    Folder { path: PathBuf },
    Link { path: PathBuf, inode: usize },
    Unlink { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf, inode: usize },
    Write { inode: usize, position: usize, bytes: Vec<u8> },
    SetLen { inode: usize, len: usize },
    Sync { inode: usize },
    SyncFolder { path: PathBuf },
}

/// A disk at a moment: files, their names, and folders.
#[derive(Clone, Default)]
struct Contents {
    inodes: Vec<Vec<u8>>,
    names: BTreeMap<PathBuf, usize>,
    folders: BTreeSet<PathBuf>,
}

#[derive(Default)]
struct Inside {
    /// What was durable at the beginning.
    base: Contents,
    /// What is seen now.
    now: Contents,
    ops: Vec<Op>,
}

/// A disk in memory.
#[derive(Clone, Default)]
pub(crate) struct Sim(Arc<Mutex<Inside>>);

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sim")
    }
}

impl Sim {
    fn of(base: Contents) -> Sim {
        Sim(Arc::new(Mutex::new(Inside { now: base.clone(), base, ops: Vec::new() })))
    }

    /// How many operations there were.
    pub(crate) fn ops(&self) -> usize {
        self.0.lock().unwrap().ops.len()
    }

    /// The disk as it is seen after so many operations: what the next process finds where this one was killed.
    pub(crate) fn kill(&self, ops: usize) -> Sim {
        let inside = self.0.lock().unwrap();
        let mut contents = inside.base.clone();
        inside.ops[..ops].iter().for_each(|op| apply(&mut contents, op));
        Sim::of(contents)
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
            Op::Folder { path } | Op::Link { path, .. } | Op::Unlink { path } | Op::Rename { to: path, .. } => {
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
        // What is in a folder whose name is lost is lost.
        let folders = self.durable.folders.clone();
        let reached = |path: &Path| path.ancestors().skip(1).all(|above| is_root(above) || folders.contains(above));
        self.durable.names.retain(|path, _| reached(path));
        self.durable.folders.retain(|path| reached(path));
        self.durable
    }
}

/// Folders that are there before everything: those above the lake's.
fn is_root(path: &Path) -> bool {
    path.components().count() <= 1
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
        let next = ((at / SECTOR_BYTES + 1) * SECTOR_BYTES).min(end);
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
        Op::Folder { path } => {
            contents.folders.insert(path.clone());
        }
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
        Op::Sync { .. } | Op::SyncFolder { .. } => {}
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

    fn meta(&self, inode: usize) -> Meta {
        Meta { size: self.now.inodes[inode].len() as u64, modified: Time(1_700_000_000_000_000) }
    }

    fn has_folder(&self, path: &Path) -> io::Result<()> {
        let there = is_root(path) || self.now.folders.contains(path);
        if there { Ok(()) } else { Err(io::ErrorKind::NotFound.into()) }
    }
}

impl Layer for Sim {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        inside.has_folder(path.parent().unwrap())?;
        if !inside.now.folders.contains(path) {
            inside.act(Op::Folder { path: path.to_owned() });
        }
        Ok(())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Listed>> {
        let inside = self.0.lock().unwrap();
        inside.has_folder(folder)?;
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let folders = inside.now.folders.iter().filter(|path| path.parent() == Some(folder));
        let folders = folders.map(|path| Listed { name: name(path), meta: None });
        let files = inside.now.names.iter().filter(|(path, _)| path.parent() == Some(folder));
        let files = files.map(|(path, inode)| Listed { name: name(path), meta: Some(inside.meta(*inode)) });
        Ok(folders.chain(files).collect())
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn OpenFile>> {
        let mut inside = self.0.lock().unwrap();
        inside.has_folder(path.parent().unwrap())?;
        let inode = match inside.inode(path) {
            Ok(inode) => {
                inside.act(Op::SetLen { inode, len: 0 });
                inode
            }
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

    fn meta(&self, path: &Path) -> io::Result<Meta> {
        let inside = self.0.lock().unwrap();
        inside.inode(path).map(|inode| inside.meta(inode))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut inside = self.0.lock().unwrap();
        inside.has_folder(to.parent().unwrap())?;
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
        self.sim.0.lock().unwrap().act(Op::Sync { inode: self.inode });
        Ok(())
    }
}
