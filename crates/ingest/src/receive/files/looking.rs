//! A look: what there is, which is which, and from which files is parted.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use atalaya_model::Message;
use atalaya_reader::follow::{FileKey, Reach, Unfit, find, look};
use rustc_hash::{FxHashMap, FxHashSet};

use super::book::FileName;
use super::source::Following;
use super::watched::{Watched, opened, resumed};
use super::{FOLLOWED_FILES_MAX, FileNews, LOOK_ENTRIES_MAX, OPEN_FILES_MAX};

/// How often a file that is not where it was is looked for at a start.
const LOOKS_FOR_MOVED: usize = 3;

impl Following {
    /// Looks what there is, and which is which.
    pub(super) fn look(&mut self, now: Instant) {
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
                None => file.miss(now),
            }
        }
        // Copies of what was replaced are known by the name that it had.
        self.part_from_replaced();
        self.files.iter_mut().for_each(Watched::rename);
        self.followed = self.files.iter().map(|file| file.name).collect();
        let followed: FxHashSet<FileKey> = self.files.iter().map(|file| file.record.key).collect();
        let mut beyond = found.beyond;
        for (at, one) in found.files.iter().enumerate() {
            // Under several names it is one file.
            if by_key.get(&one.key) != Some(&at) || followed.contains(&one.key) {
                continue;
            }
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
        self.copies.retain(|key, _| by_key.contains_key(key));
        self.part_from_gone(now);
        self.close_idle(now);
        self.has_looked = true;
    }

    /// Files whose content is another: what came in its place is a new file.
    fn part_from_replaced(&mut self) {
        let mut at = 0;
        while at < self.files.len() {
            let file = &self.files[at];
            // Of one that is gone the size is that of an earlier look, and more of it may have been read since.
            let is_short = file.is_present && file.size < file.position();
            let is_other = !file.is_even && (is_short || matches!(file.is_itself(), Ok(false)));
            if is_other { self.replaced(at) } else { at += 1 }
        }
    }

    /// Parts from a file in whose place something else was written.
    pub(super) fn replaced(&mut self, at: usize) {
        let file = self.files.remove(at);
        self.counts.truncated.add(1);
        self.tell(&file.record.path, FileNews::Truncated);
        self.part_from(file);
    }

    /// Remembers a file of which no more comes.
    pub(super) fn part_from(&mut self, mut file: Watched) {
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
                let found = find(&file.record.path, file.reach, file.record.key, LOOK_ENTRIES_MAX);
                let regular = found.and_then(|found| {
                    file.record.path = found.path.clone();
                    opened(&found).ok()
                });
                let reached = file.record.reached.clone();
                file.follower = regular.and_then(|regular| resumed(regular, reached.as_ref()).ok().flatten());
                let gone_for = file.gone_since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since));
                // Whoever renames may do so just now.
                if file.follower.is_none() && gone_for < self.watch.pace.gone_for {
                    at += 1;
                    continue;
                }
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
            let reach = self.watch.patterns.iter().find_map(|pattern| pattern.reach(&record.path));
            let reach = reach.unwrap_or(Reach::Met { steps: 1 });
            // Whoever renames may do so just now.
            for _ in 0..LOOKS_FOR_MOVED {
                let Some(found) = find(&record.path, reach, record.key, LOOK_ENTRIES_MAX) else { continue };
                self.meet(&found, now);
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
