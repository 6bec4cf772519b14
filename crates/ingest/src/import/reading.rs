//! The threads that read: one takes the digests of the file that comes next, the other reads it.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use atalaya_model::Message;
use atalaya_reader::{Closed, Damage, Input, InputInfo, Limits, Piece, Unit};
use crossbeam_channel::{Receiver, Sender, bounded};

use super::ImportOptions;

/// The streams of a file and their digests, in the order in which they are read; none where it could not be read.
pub(super) type Streams = Vec<(String, Option<[u8; 32]>)>;

/// What reading yields. Units, damages and the end are of the input that was opened last.
pub(super) enum Item {
    /// What the next file has.
    Streams(Streams),
    Open(InputInfo, Option<[u8; 32]>),
    Unit(Unit),
    Damage(Damage),
    Close(Closed),
    /// What is not read, since its content was imported before.
    Known(String, [u8; 32]),
    Skipped(String, Message),
}

/// What is to be read, one after another.
enum Task {
    File(PathBuf),
    /// Standard input or a pipe.
    Stream(Input),
    Skipped(String, Message),
}

/// What is known of a file before it is read.
#[derive(Default)]
struct Digests {
    streams: Streams,
    skipped: Vec<(String, Message)>,
}

/// Reads all inputs.
pub(super) fn read(options: &ImportOptions<'_>, is_known: &(dyn Fn(&[u8; 32]) -> bool + Sync), to: Sender<Item>) {
    let tasks = tasks(options);
    let files: Vec<PathBuf> = tasks.iter().filter_map(Task::file).collect();
    std::thread::scope(|scope| {
        let (digested, digests) = bounded(1);
        scope.spawn(move || digest(options, files, &digested));
        let reading = Reading { options, is_known, to, digests };
        let _ = tasks.into_iter().try_for_each(|task| reading.task(task));
    });
}

impl Task {
    fn file(&self) -> Option<PathBuf> {
        match self {
            Task::File(path) => Some(path.clone()),
            _ => None,
        }
    }
}

fn tasks(options: &ImportOptions<'_>) -> Vec<Task> {
    let mut tasks = Vec::new();
    for input in options.inputs {
        match atalaya_reader::list(std::slice::from_ref(input), &options.limits) {
            None => tasks.push(Task::Stream(input.clone())),
            Some(listing) => {
                tasks.extend(listing.files.into_iter().map(|file| Task::File(file.path)));
                tasks.extend(listing.skipped.into_iter().map(|(name, why)| Task::Skipped(name, why)));
            }
        }
    }
    tasks
}

/// Takes the digests of all files, one file ahead of the reader.
fn digest(options: &ImportOptions<'_>, files: Vec<PathBuf>, to: &Sender<Digests>) {
    // What is read here does not move the bar.
    let limits = Limits { bytes_read: Arc::default(), hashing: true, ..options.limits.clone() };
    for path in files {
        let mut found = Digests::default();
        atalaya_reader::digest(&[Input::Path(path)], &limits, &mut |piece| {
            match piece {
                Piece::Open(info) => found.streams.push((info.name, None)),
                Piece::Close(closed) => {
                    if let Some(stream) = found.streams.get_mut(closed.input as usize) {
                        stream.1 = closed.sha256;
                    }
                }
                Piece::Skipped { name, message } => found.skipped.push((name, message)),
                Piece::Unit(_) | Piece::Damage(_) => {}
            }
            if options.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if to.send(found).is_err() || options.stop.load(Ordering::Relaxed) {
            return;
        }
    }
}

struct Reading<'a> {
    options: &'a ImportOptions<'a>,
    is_known: &'a (dyn Fn(&[u8; 32]) -> bool + Sync),
    to: Sender<Item>,
    digests: Receiver<Digests>,
}

impl Reading<'_> {
    fn send(&self, item: Item) -> ControlFlow<()> {
        let stopped = self.options.stop.load(Ordering::Relaxed);
        if stopped || self.to.send(item).is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn task(&self, task: Task) -> ControlFlow<()> {
        match task {
            Task::Skipped(name, message) => self.send(Item::Skipped(name, message)),
            Task::Stream(input) => self.read(&input, Digests::default()),
            Task::File(path) => {
                let Ok(digests) = self.digests.recv() else { return ControlFlow::Break(()) };
                let known = |(_, sha256): &(String, Option<[u8; 32]>)| sha256.as_ref().is_some_and(self.is_known);
                if !digests.streams.is_empty() && digests.streams.iter().all(known) {
                    return self.pass(&path, digests);
                }
                self.send(Item::Streams(digests.streams.clone()))?;
                self.read(&Input::Path(path), digests)
            }
        }
    }

    /// A file that is known whole is not read again.
    fn pass(&self, path: &std::path::Path, digests: Digests) -> ControlFlow<()> {
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        self.options.limits.bytes_read.fetch_add(bytes, Ordering::Relaxed);
        let known = digests.streams.into_iter().filter_map(|(name, sha256)| Some(Item::Known(name, sha256?)));
        let skipped = digests.skipped.into_iter().map(|(name, message)| Item::Skipped(name, message));
        known.chain(skipped).try_for_each(|item| self.send(item))
    }

    fn read(&self, input: &Input, digests: Digests) -> ControlFlow<()> {
        let mut streams = VecDeque::from(digests.streams);
        let mut passing = false;
        let outcome = atalaya_reader::read(std::slice::from_ref(input), &self.options.limits, &mut |piece| {
            let item = match piece {
                Piece::Open(info) => {
                    let sha256 = digest_of(&mut streams, &info.name);
                    let known = sha256.filter(|sha256| (self.is_known)(sha256));
                    passing = known.is_some();
                    match known {
                        Some(sha256) => Item::Known(info.name, sha256),
                        None => Item::Open(info, sha256),
                    }
                }
                Piece::Unit(unit) if passing => {
                    self.options.limits.recycler.give(unit.bytes);
                    return ControlFlow::Continue(());
                }
                Piece::Damage(_) | Piece::Close(_) if passing => return ControlFlow::Continue(()),
                Piece::Unit(unit) => Item::Unit(unit),
                Piece::Damage(damage) => Item::Damage(damage),
                Piece::Close(closed) => Item::Close(closed),
                Piece::Skipped { name, message } => Item::Skipped(name, message),
            };
            self.send(item)
        });
        if outcome.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// The digest of the stream that is opened next. Streams before it were passed over by the reader.
fn digest_of(streams: &mut VecDeque<(String, Option<[u8; 32]>)>, name: &str) -> Option<[u8; 32]> {
    let at = streams.iter().position(|(stream, _)| stream == name)?;
    streams.drain(..=at).next_back().and_then(|(_, sha256)| sha256)
}
