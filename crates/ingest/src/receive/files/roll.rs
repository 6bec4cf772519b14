//! Which file is which: what was found is what was followed before, under its old name or a new one, a copy of it, or new.

use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::time::Instant;

use atalaya_reader::follow::{Follower, Found, HEAD_PRINT_BYTES, Mark, Reached, Refusal, Regular};

use super::book::{FileName, Record};
use super::source::Following;
use super::watched::{Watched, opened, reached, resumed};
use super::{FileNews, bounds};

/// A copy, as it was when it was looked at.
pub(super) struct Copied {
    of: FileName,
    /// Whether what it is a copy of was followed.
    is_followed: bool,
    size: u64,
    modified_us: i64,
}

/// What a file is that is not followed yet.
enum Kin {
    /// One that was followed before, read so far.
    Known(FileName, Option<Reached>),
    /// A copy of this one that has nothing of its own.
    Copy(FileName),
    /// It cannot be told before the next look.
    Unclear,
    /// None that is known.
    New,
}

impl Following {
    /// Takes a file that was found and is not followed.
    pub(super) fn meet(&mut self, found: &Found, now: Instant) {
        // Of a file in which nothing is there is nothing to read, and it may become a copy.
        if found.size == 0 || self.is_copy_still(found) {
            return;
        }
        let regular = match opened(found) {
            Ok(regular) => regular,
            Err(Refusal::Gone) => return,
            Err(Refusal::Told(message)) => return self.refuse(&found.path, message),
        };
        self.reads(&found.path);
        let kin = match self.kin(found, &regular) {
            Ok(kin) => kin,
            Err(error) => return self.fails(&found.path, &error),
        };
        match kin {
            Kin::Known(name, reached) => self.go_on(name, reached, found, regular, now),
            Kin::Copy(of) => {
                let copy =
                    Copied { of, is_followed: self.is_followed(&of), size: found.size, modified_us: found.modified_us };
                if self.copies.insert(found.key, copy).is_none() {
                    self.counts.copies.add(1);
                    self.tell(&found.path, FileNews::Copy);
                }
            }
            Kin::Unclear => {}
            // It was emptied since it was found.
            Kin::New if regular.size == 0 => {}
            Kin::New => self.begin(found, regular, now),
        }
    }

    /// Whether it was a copy when it was last looked at, and neither it nor what it is a copy of has become another since.
    fn is_copy_still(&self, found: &Found) -> bool {
        self.copies.get(&found.key).is_some_and(|copy| {
            (copy.size, copy.modified_us) == (found.size, found.modified_us)
                && copy.is_followed == self.is_followed(&copy.of)
                && (copy.is_followed || self.remembered.contains_key(&copy.of))
        })
    }

    fn is_followed(&self, name: &FileName) -> bool {
        self.followed.contains(name)
    }

    /// Goes on with a file that is known.
    fn go_on(&mut self, name: FileName, reached: Option<Reached>, found: &Found, regular: Regular, now: Instant) {
        let follower = match resumed(regular, reached.as_ref()) {
            Ok(Some(follower)) => follower,
            Ok(None) => return,
            Err(error) => return self.fails(&found.path, &error),
        };
        let active = self.files.iter().position(|file| file.name == name).map(|at| self.files.remove(at));
        let Some(mut record) = active.map(|file| file.record).or_else(|| self.remembered.remove(&name)) else { return };
        if record.beyond.take().is_some()
            && let Some(reached) = &reached
        {
            self.book.settle(&name, reached.clone());
        }
        (record.key, record.open, record.reached) = (found.key, true, reached);
        let has_moved = record.path != found.path;
        record.path.clone_from(&found.path);
        record.seen = self.now();
        self.book.note(name, &record);
        self.copies.remove(&found.key);
        let follower = Some(follower).filter(|_| self.has_place());
        self.files.push(Watched { has_moved, ..Watched::new(name, record, found, follower, now) });
    }

    /// Begins with a file that is new.
    fn begin(&mut self, found: &Found, regular: Regular, now: Instant) {
        let name = self.new_name(found.key);
        let (source, path, key, seen) = (self.watch.source, found.path.clone(), found.key, self.now());
        let record = Record { source, path, key, open: true, seen, reached: None, beyond: None };
        self.book.note(name, &record);
        self.has_begun = true;
        // Where too many are open, it is opened when its turn comes.
        let follower = self.has_place().then(|| Follower::new(regular.file, bounds()));
        let mut file = Watched::new(name, record, found, follower, now);
        let is_before = |other: &&Watched| !other.is_present && other.record.path == found.path;
        file.after = self.files.iter().find(is_before).map(|other| other.name);
        self.copies.remove(&found.key);
        self.files.push(file);
    }

    fn kin(&self, found: &Found, regular: &Regular) -> std::io::Result<Kin> {
        // By its number, under whatever name.
        for (name, record) in self.remembered.iter().filter(|(_, record)| record.key == found.key) {
            let is_blank = record.reached.is_none() && record.beyond.is_none();
            if is_blank && !record.open {
                continue;
            }
            let reached = reached(regular, record)?;
            if is_blank || reached.is_some() {
                return Ok(Kin::Known(*name, reached));
            }
        }
        if let Some(known) = self.in_place(found, regular)? {
            return Ok(known);
        }
        self.copied(found, regular)
    }

    /// The same content under the same name with another number: written anew, or on a system that numbers files anew.
    fn in_place(&self, found: &Found, regular: &Regular) -> std::io::Result<Option<Kin>> {
        let gone = self.files.iter().filter(|file| !file.is_present && file.is_even);
        let gone = gone.map(|file| (&file.name, &file.record));
        let remembered = self.remembered.iter().filter(|(_, record)| record.open && !self.keys.contains(&record.key));
        for (name, record) in gone.chain(remembered).filter(|(_, record)| record.path == found.path) {
            if record.reached.is_some() || record.beyond.is_some() {
                let reached = reached(regular, record)?;
                if reached.is_some() {
                    return Ok(Some(Kin::Known(*name, reached)));
                }
            }
        }
        Ok(None)
    }

    /// Whether it is a copy of a file beside it, made before that was cut off: `log` and `log.1`. What the copy has beyond what
    /// was read of the other is its own.
    fn copied(&self, found: &Found, regular: &Regular) -> std::io::Result<Kin> {
        for file in self.files.iter().filter(|file| is_copy_name(&found.path, &file.record.path)) {
            let Some(original) = file.original() else { return Ok(Kin::Unclear) };
            if let Some(reached) = &file.record.reached
                && !reached.mark.fits(&original)?
            {
                return Ok(Kin::Unclear);
            }
            if regular.size <= original.metadata()?.len() && Mark::is_shared(&regular.file, &original, regular.size)? {
                return Ok(Kin::Copy(file.name));
            }
        }
        for (name, record) in self.remembered.iter().filter(|(_, record)| is_copy_name(&found.path, &record.path)) {
            let Some(own) = reached_of(record) else { continue };
            if let Some(reached) = reached(regular, record)? {
                return Ok(Kin::Known(*name, Some(reached)));
            }
            // It was copied before all of the other was read.
            let is_short = regular.size < own && regular.size >= HEAD_PRINT_BYTES as u64;
            let begins = || record.reached.as_ref().map_or(Ok(false), |reached| reached.mark.begins(&regular.file));
            if self.copies.contains_key(&found.key) || (is_short && begins()?) {
                return Ok(Kin::Copy(*name));
            }
        }
        Ok(Kin::New)
    }
}

fn reached_of(record: &Record) -> Option<u64> {
    let beyond = record.beyond.as_ref().map(|beyond| beyond.position);
    beyond.or(record.reached.as_ref().map(|reached| reached.mark.position))
}

/// Whether the name is that of the other with something behind it, in the same folder.
fn is_copy_name(path: &Path, of: &Path) -> bool {
    let (path, of) = (path.as_os_str().as_bytes(), of.as_os_str().as_bytes());
    path.strip_prefix(of).is_some_and(|behind| !behind.is_empty() && !behind.contains(&b'/'))
}
