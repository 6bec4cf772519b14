//! A source at work: looks, reads in turns, and hands on.

use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use atalaya_model::{Message, Time};
use atalaya_reader::follow::{FileKey, Refusal, State, Turn, Unfit};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest as _, Sha256};

use super::super::ending::Ending;
use super::super::{Counts, Station};
use super::book::{Book, FileName, Record};
use super::handing::Underway;
use super::roll::Copied;
use super::tidings::Tidings;

use super::watched::{Watched, resumed};
use super::{FileNews, Followed, OfFile, Watch};

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
    pub(super) counts: Arc<Counts>,
    pub(super) outlet: Outlet,
    pub(super) ending: Ending,
    pub(super) book: Arc<Book>,
    pub(super) tidings: Tidings,
    pub(super) files: Vec<Watched>,
    /// Files that are known and not followed now.
    pub(super) remembered: FxHashMap<FileName, Record>,
    /// What the last look found.
    pub(super) keys: FxHashSet<FileKey>,
    /// What was followed at the last look.
    pub(super) followed: FxHashSet<FileName>,
    /// Copies of what is followed.
    pub(super) copies: FxHashMap<FileKey, Copied>,
    /// Files that cannot be followed, as they were then.
    pub(super) unfit: FxHashMap<FileKey, (Unfit, u64, i64)>,
    /// What cannot be read, and was told.
    pub(super) told: FxHashMap<PathBuf, Message>,
    /// What waits for the journal.
    pub(super) underway: VecDeque<Underway>,
    /// Whether new files were written into the book since it was waited for.
    pub(super) has_begun: bool,
    pub(super) has_looked: bool,
    pub(super) is_over: bool,
    pub(super) names: u64,
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
            followed: FxHashSet::default(),
            copies: FxHashMap::default(),
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

    pub(super) fn is_ending(&self) -> bool {
        self.is_over || self.ending.is_told()
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
        let is_known = self.told.contains_key(path);
        // Beyond the bound nobody is told: it would be told again at each look.
        if self.told.get(path) == Some(&message) || (!is_known && self.told.len() >= TOLD_MAX) {
            return;
        }
        self.counts.passed.add(u64::from(!is_known));
        self.tell(path, FileNews::Unread(message.clone()));
        self.told.insert(path.to_owned(), message);
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
}
