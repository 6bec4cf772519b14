//! A source at work: looks, reads in turns, and hands on.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use atalaya_codec::Header;
use atalaya_model::{Message, Time};
use atalaya_reader::follow::{FileKey, Part, Reached, Refusal, State, Turn, Unfit, find, look};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::super::delivery::Load;
use super::super::ending::Ending;
use super::super::intake::Placed;
use super::super::{Counts, Station};
use super::book::{Book, FileName, Record};
use super::tidings::Tidings;
use super::watched::{Watched, resumed};
use super::{FOLLOWED_FILES_MAX, FileNews, Followed, LOOK_ENTRIES_MAX, OPEN_FILES_MAX, OfFile, Watch};

/// Bytes that are handed on together, with what their headers take.
const LOAD_BYTES_MAX: usize = 1 << 20;
/// Bytes of a header beside the names of columns.
const HEADER_BYTES: usize = 64;
/// How long it is slept at a time.
const NAP: Duration = Duration::from_millis(20);
/// How long it is waited at the end for what is on its way.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// Paths of which it is remembered what was told.
const TOLD_MAX: usize = 16_384;

/// Where frames are handed on, until the centre takes it away: a thread that a dead disk holds keeps nobody else.
pub(in super::super) type Outlet = Arc<Mutex<Option<Station>>>;

/// What a source has to do with the others.
pub(in super::super) struct Surroundings {
    pub(in super::super) outlet: Outlet,
    pub(in super::super) ending: Ending,
    pub(in super::super) book: Arc<Book>,
    pub(in super::super) tidings: Tidings,
}

/// Follows files until the centre ends.
pub(in super::super) fn follow(followed: Followed, surroundings: Surroundings) {
    let _failing = Failing(followed.watch.clone(), surroundings.tidings.clone());
    Following::new(followed, surroundings).run();
}

/// Tells where the thread fails: nobody else would notice.
struct Failing(Arc<Watch>, Tidings);

impl Drop for Failing {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.1.tell(&self.0, OfFile { path: PathBuf::new(), what: FileNews::Failed });
        }
    }
}

/// A source that is followed.
pub(super) struct Following {
    pub(super) watch: Arc<Watch>,
    counts: Arc<Counts>,
    outlet: Outlet,
    ending: Ending,
    pub(super) book: Arc<Book>,
    tidings: Tidings,
    pub(super) files: Vec<Watched>,
    /// Files that are known and not followed now.
    pub(super) remembered: FxHashMap<FileName, Record>,
    /// What the last look found.
    pub(super) keys: FxHashSet<FileKey>,
    /// Copies of what is followed.
    pub(super) copies: FxHashSet<FileKey>,
    /// Files that cannot be followed, as they were then.
    unfit: FxHashMap<FileKey, (Unfit, u64, i64)>,
    /// What cannot be read, and was told.
    told: FxHashMap<PathBuf, Message>,
    /// What waits for the journal.
    underway: VecDeque<Underway>,
    /// Whether new files were written into the book since it was waited for.
    pub(super) has_begun: bool,
    has_looked: bool,
    is_over: bool,
    names: u64,
}

/// Frames that were handed in.
struct Underway {
    number: u64,
    safe: oneshot::Receiver<()>,
    name: FileName,
    /// How far their file is read with them.
    reached: Option<Reached>,
}

impl Following {
    fn new(followed: Followed, surroundings: Surroundings) -> Following {
        let (Followed { watch, counts }, Surroundings { outlet, ending, book, tidings }) = (followed, surroundings);
        let remembered = book.of(watch.source).into_iter().collect();
        Following {
            watch,
            counts,
            outlet,
            ending,
            book,
            tidings,
            files: Vec::new(),
            remembered,
            keys: FxHashSet::default(),
            copies: FxHashSet::default(),
            unfit: FxHashMap::default(),
            told: FxHashMap::default(),
            underway: VecDeque::new(),
            has_begun: false,
            has_looked: false,
            is_over: false,
            names: 0,
        }
    }

    fn run(mut self) {
        while !self.is_ending() {
            let now = Instant::now();
            self.look(now);
            if std::mem::take(&mut self.has_begun) && !self.book.wait() {
                break;
            }
            while self.round(now) && !self.is_ending() && now.elapsed() < self.watch.pace.look_every {}
            while !self.is_ending() && now.elapsed() < self.watch.pace.look_every {
                self.settle();
                std::thread::sleep(NAP);
            }
        }
        let ended = Instant::now();
        while !self.is_over && !self.underway.is_empty() && ended.elapsed() < LAST_WAIT {
            self.settle();
            std::thread::sleep(NAP);
        }
    }

    fn is_ending(&self) -> bool {
        self.is_over || self.ending.is_told()
    }

    /// Looks what there is, and which is which.
    fn look(&mut self, now: Instant) {
        let found = look(&self.watch.patterns, LOOK_ENTRIES_MAX, 4 * FOLLOWED_FILES_MAX);
        self.keys = found.files.iter().map(|found| found.key).collect();
        self.note_refused(found.refused);
        let mut by_key: FxHashMap<FileKey, usize> = FxHashMap::default();
        for (at, one) in found.files.iter().enumerate() {
            by_key.entry(one.key).or_insert(at);
        }
        for file in &mut self.files {
            match by_key.get(&file.record.key) {
                Some(at) => file.meet(&found.files[*at], now),
                // What is written behind its back is seen by reading.
                None => (file.is_present, file.is_even) = (false, false),
            }
        }
        self.part_from_replaced();
        let followed: FxHashSet<FileKey> = self.files.iter().map(|file| file.record.key).collect();
        let mut beyond = found.beyond;
        for one in by_key.values().map(|at| &found.files[*at]).filter(|one| !followed.contains(&one.key)) {
            let is_unfit = self.unfit.get(&one.key).is_some_and(|(unfit, size, modified_us)| match unfit {
                Unfit::Whole | Unfit::Charset => one.size >= *size,
                Unfit::Binary => (one.size, one.modified_us) == (*size, *modified_us),
            });
            if is_unfit {
                continue;
            }
            if self.files.len() >= FOLLOWED_FILES_MAX {
                beyond += 1;
                continue;
            }
            self.meet(one, now);
            if self.is_ending() {
                return;
            }
        }
        self.note_beyond(beyond);
        self.unfit.retain(|key, _| by_key.contains_key(key));
        self.copies.retain(|key| by_key.contains_key(key));
        self.part_from_gone(now);
        self.close_idle(now);
        self.has_looked = true;
    }

    /// Files whose content is another: what came in its place is a new file.
    fn part_from_replaced(&mut self) {
        let mut at = 0;
        while at < self.files.len() {
            let file = &self.files[at];
            let is_other = !file.is_even && (file.size < file.position() || matches!(file.is_itself(), Ok(false)));
            if is_other { self.replaced(at) } else { at += 1 }
        }
    }

    /// Parts from a file in whose place something else was written.
    fn replaced(&mut self, at: usize) {
        let file = self.files.remove(at);
        self.counts.truncated.add(1);
        self.tell(&file.record.path, FileNews::Truncated);
        self.part_from(file);
    }

    /// Remembers a file of which no more comes.
    fn part_from(&mut self, mut file: Watched) {
        file.record.open = false;
        file.record.seen = self.now();
        self.book.note(file.name, &file.record);
        self.remembered.insert(file.name, file.record);
    }

    /// Files that are gone: read on for a while, then done with. At the first look, those that were followed before and are
    /// under another name now.
    fn part_from_gone(&mut self, now: Instant) {
        if !self.has_looked {
            let names: Vec<FileName> =
                self.remembered.iter().filter(|(_, record)| record.open).map(|(name, _)| *name).collect();
            for name in names {
                self.look_for(name, now);
            }
        }
        let mut at = 0;
        while at < self.files.len() {
            let file = &mut self.files[at];
            if file.is_present || self.keys.contains(&file.record.key) {
                at += 1;
                continue;
            }
            if file.follower.is_none() {
                let found =
                    file.record.path.parent().and_then(|folder| find(folder, file.record.key, LOOK_ENTRIES_MAX));
                let regular = found.and_then(|found| {
                    file.record.path = found.path.clone();
                    super::watched::opened(&found).ok()
                });
                let reached = file.record.reached.clone();
                file.follower = regular.and_then(|regular| resumed(regular, reached.as_ref()).ok().flatten());
                if file.follower.is_none() {
                    let file = self.files.remove(at);
                    if file.size > file.position() + file.unfinished {
                        self.vanished(&file.record.path);
                    }
                    self.part_from(file);
                    continue;
                }
            }
            at += 1;
        }
    }

    /// Looks for a file that was followed before this start and was not met.
    fn look_for(&mut self, name: FileName, now: Instant) {
        let Some(record) = self.remembered.get(&name).cloned() else { return };
        if self.keys.contains(&record.key) {
            // Something else was written in its place meanwhile.
            self.counts.truncated.add(1);
            self.tell(&record.path, FileNews::Truncated);
        } else {
            let found = record.path.parent().and_then(|folder| find(folder, record.key, LOOK_ENTRIES_MAX));
            if let Some(found) = &found {
                self.meet(found, now);
                if let Some(file) = self.files.iter_mut().find(|file| file.name == name) {
                    (file.is_present, file.has_moved) = (false, true);
                    return;
                }
            }
            self.vanished(&record.path);
        }
        let Some(mut record) = self.remembered.remove(&name) else { return };
        (record.open, record.seen) = (false, self.now());
        self.book.note(name, &record);
        self.remembered.insert(name, record);
    }

    fn vanished(&mut self, path: &Path) {
        self.counts.vanished.add(1);
        self.tell(path, FileNews::Vanished);
    }

    /// Closes files to which nothing has come for long.
    fn close_idle(&mut self, now: Instant) {
        let open_for = self.watch.pace.open_for;
        for file in self.files.iter_mut().filter(|file| file.is_present && file.is_even) {
            if now.saturating_duration_since(file.changed) >= open_for {
                file.follower = None;
            }
        }
    }

    /// Whether one more file may be open; closes the one that has been still longest where it must.
    pub(super) fn has_place(&mut self) -> bool {
        if self.files.iter().filter(|file| file.follower.is_some()).count() < OPEN_FILES_MAX {
            return true;
        }
        let is_still = |file: &&mut Watched| file.follower.is_some() && file.is_present && file.is_even;
        let stillest = self.files.iter_mut().filter(is_still).min_by_key(|file| file.changed);
        stillest.is_some_and(|file| file.follower.take().is_some())
    }

    /// A turn of each file; whether there is more to read.
    fn round(&mut self, now: Instant) -> bool {
        let (mut at, mut more) = (0, false);
        while at < self.files.len() && !self.is_ending() {
            let length = self.files.len();
            more |= self.turn(at, now);
            self.settle();
            // Who was parted from left its place to the next.
            at += usize::from(self.files.len() == length);
        }
        more
    }

    /// A turn of a file; whether there is more of it.
    fn turn(&mut self, at: usize, now: Instant) -> bool {
        let before = self.files[at].after;
        if let Some(before) = before {
            if self.files.iter().any(|file| file.name == before && !file.is_even) {
                return true;
            }
            self.files[at].after = None;
        }
        let pace = self.watch.pace;
        let file = &self.files[at];
        let idle = now.saturating_duration_since(file.changed);
        let is_waiting = file.unfinished > 0;
        if file.is_even && !is_waiting {
            return false;
        }
        if file.follower.is_none() && !self.reopen(at) {
            return false;
        }
        let file = &mut self.files[at];
        let has_gone = file.has_moved || !file.is_present;
        let last = is_waiting && (idle >= pace.unfinished_for || (has_gone && idle >= pace.gone_for));
        let Some(follower) = &mut file.follower else { return false };
        let turn = match follower.turn(idle >= pace.settled_after, last) {
            Ok(turn) => turn,
            Err(error) => {
                let path = file.record.path.clone();
                file.is_even = true;
                self.fails(&path, &error);
                return false;
            }
        };
        let has_come = !turn.parts.is_empty();
        if has_come {
            file.changed = Instant::now();
        }
        self.take(at, turn, if has_come { Duration::ZERO } else { idle })
    }

    /// Opens a file again that was closed.
    fn reopen(&mut self, at: usize) -> bool {
        if !self.has_place() {
            return false;
        }
        let file = &mut self.files[at];
        let path = file.record.path.clone();
        let resumed = match file.reopened() {
            Ok(regular) => resumed(regular, file.record.reached.as_ref()),
            // The next look tells.
            Err(Refusal::Gone) => return false,
            Err(Refusal::Told(message)) => {
                self.refuse(&path, message);
                return false;
            }
        };
        match resumed {
            Ok(Some(follower)) => {
                file.follower = Some(follower);
                true
            }
            Ok(None) => false,
            Err(error) => {
                self.fails(&path, &error);
                false
            }
        }
    }

    /// Takes what a turn yields; whether there is more of the file.
    fn take(&mut self, at: usize, turn: Turn, idle: Duration) -> bool {
        let Turn { parts, state, reached, empty, cut, torn } = turn;
        self.counts.empty.add(empty);
        self.counts.cut.add(cut);
        self.counts.torn.add(torn);
        self.hand_on(at, parts, reached);
        let file = &mut self.files[at];
        match state {
            State::More => return true,
            State::Even { unfinished } => {
                (file.is_even, file.unfinished) = (true, unfinished);
                let is_done = unfinished == 0 && !file.is_present && idle >= self.watch.pace.gone_for;
                if is_done {
                    let file = self.files.remove(at);
                    self.part_from(file);
                }
            }
            State::Replaced => self.replaced(at),
            State::Unfit(unfit) => {
                let file = self.files.remove(at);
                self.unfit.insert(file.record.key, (unfit, file.size, file.modified_us));
                self.counts.passed.add(1);
                let news = match unfit {
                    Unfit::Whole => FileNews::Whole,
                    Unfit::Charset => FileNews::Charset,
                    Unfit::Binary => FileNews::Unread(Message::new("reader-binary")),
                };
                self.tell(&file.record.path, news);
                self.book.remove(&file.name);
            }
        }
        false
    }

    /// Hands frames on, waiting for room.
    fn hand_on(&mut self, at: usize, parts: Vec<Part>, reached: Option<Reached>) {
        let file = &self.files[at];
        let (name, modified) = (file.name, Time(file.modified_us));
        let mut loads: VecDeque<Load> = parts.into_iter().flat_map(|part| loads(part, name, modified)).collect();
        while let Some(load) = loads.pop_front() {
            let number = self.book.hand_in();
            let station = self.outlet.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let Some(station) = station else { return self.is_over = true };
            let handed = station.deliver_placed(self.watch.source, &self.counts, load);
            let Some(safe) = Handle::current().block_on(handed) else { return self.is_over = true };
            let reached = reached.clone().filter(|_| loads.is_empty());
            self.underway.push_back(Underway { number, safe, name, reached });
        }
        if reached.is_some() {
            self.files[at].record.reached = reached;
        }
    }

    /// Writes down what is durable by now.
    fn settle(&mut self) {
        while let Some(first) = self.underway.front_mut() {
            match first.safe.try_recv() {
                Ok(()) => {}
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Closed) => return self.is_over = true,
            }
            let Some(Underway { number, name, reached, .. }) = self.underway.pop_front() else { return };
            let seen = self.now();
            self.book.durable(number, &name, reached, seen);
        }
    }

    /// A name for a file that nobody else gives.
    pub(super) fn new_name(&mut self, key: FileKey) -> FileName {
        self.names += 1;
        let chance = RandomState::new().hash_one((key, self.names));
        let mut digest = Sha256::new();
        for part in [chance, RandomState::new().hash_one(self.now().0), key.inode, self.names] {
            digest.update(part.to_le_bytes());
        }
        let whole: [u8; 32] = digest.finalize().into();
        let mut name = FileName::default();
        let length = name.len();
        name.copy_from_slice(&whole[..length]);
        name
    }

    pub(super) fn now(&self) -> Time {
        let outlet = self.outlet.lock().unwrap_or_else(PoisonError::into_inner);
        outlet.as_ref().map_or(Time(0), |station| station.clock.now())
    }

    pub(super) fn tell(&self, path: &Path, what: FileNews) {
        self.tidings.tell(&self.watch, OfFile { path: path.to_owned(), what });
    }

    /// That it cannot be read, which is told once.
    pub(super) fn refuse(&mut self, path: &Path, message: Message) {
        if self.told.get(path) == Some(&message) {
            return;
        }
        self.counts.passed.add(1);
        self.tell(path, FileNews::Unread(message.clone()));
        if self.told.len() < TOLD_MAX {
            self.told.insert(path.to_owned(), message);
        }
    }

    pub(super) fn fails(&mut self, path: &Path, error: &io::Error) {
        let message = match Refusal::of(error) {
            Refusal::Told(message) => message,
            Refusal::Gone => return,
        };
        self.refuse(path, message);
    }

    /// That it can be read again, where it was told that it cannot.
    pub(super) fn reads(&mut self, path: &Path) {
        if self.told.remove(path).is_some() {
            self.tell(path, FileNews::Read);
        }
    }

    fn note_refused(&mut self, refused: Vec<(PathBuf, Message)>) {
        let still: FxHashSet<&PathBuf> = refused.iter().map(|(path, _)| path).collect();
        // What was told of a folder ends when it can be looked into; of a file, when it is opened.
        let over: Vec<PathBuf> =
            self.told.keys().filter(|path| !still.contains(path) && path.is_dir()).cloned().collect();
        over.iter().for_each(|path| self.reads(path));
        for (path, message) in refused {
            self.refuse(&path, message);
        }
    }

    fn note_beyond(&mut self, beyond: u64) {
        let before = self.counts.beyond.get();
        if beyond > before {
            self.counts.beyond.set(beyond);
            if let Some(pattern) = self.watch.patterns.first() {
                self.tell(Path::new(pattern.text()), FileNews::Beyond(beyond));
            }
        }
    }
}

/// The frames of a part, in loads of so many bytes.
fn loads(part: Part, file: FileName, modified: Time) -> Vec<Load> {
    let Part { header, bytes, frames, ends } = part;
    let header_bytes = header_bytes(&header);
    let (mut loads, mut from) = (Vec::new(), 0);
    while from < frames.len() {
        let mut weight = 0;
        let fitting = frames[from..].iter().take_while(|frame| {
            weight += frame.len() + header_bytes;
            weight <= LOAD_BYTES_MAX
        });
        let to = from + fitting.count().max(1);
        let start = frames[from].start;
        let own = frames[from..to].iter().map(|frame| frame.start - start..frame.end - start).collect();
        let bytes = bytes[start..frames[to - 1].end].to_vec();
        let (header, ends) = (header.clone(), ends[from..to].to_vec());
        loads.push(Load::of_file(bytes, own, Placed { header, file, ends, modified, header_bytes }));
        from = to;
    }
    loads
}

fn header_bytes(header: &Header) -> usize {
    let names = header.columns.as_ref().map_or(0, |columns| columns.names.iter().map(|name| name.len() + 2).sum());
    HEADER_BYTES + names
}
