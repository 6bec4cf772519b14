//! Long work on a store: how far it is, on a terminal, and what is said where a person stopped it.

use crate::answer::Answer;
use crate::outcome::Status;
use crate::page::Page;
use crate::progress;
use crate::units::size;
use atalaya_journal::SegmentProgress;
use atalaya_lake::UpkeepProgress;
use atalaya_model::Message;
use std::sync::{Mutex, PoisonError};

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Far {
    /// Of work that goes table by table.
    Tables(UpkeepProgress),
    /// Of work that goes file by file, however many there are.
    Files(UpkeepProgress),
    /// Of work that goes segment by segment.
    Segments(SegmentProgress),
}

impl From<UpkeepProgress> for Far {
    fn from(progress: UpkeepProgress) -> Far {
        if progress.tables == 0 { Far::Files(progress) } else { Far::Tables(progress) }
    }
}

impl From<SegmentProgress> for Far {
    fn from(progress: SegmentProgress) -> Far {
        Far::Segments(progress)
    }
}

impl Far {
    fn progress(self) -> Message {
        let bytes = match self {
            Far::Tables(progress) | Far::Files(progress) => progress.bytes,
            Far::Segments(progress) => progress.bytes,
        };
        self.counted(["upkeep-progress-tables", "upkeep-progress-files", "upkeep-progress-segments"])
            .with("size", size(bytes))
    }

    /// That work was stopped which goes on with what is left.
    fn stopped(self) -> Message {
        self.counted(["upkeep-stopped-tables", "upkeep-stopped-files", "upkeep-stopped-segments"])
    }

    /// That a verification was stopped: it says nothing of what it did not read.
    pub(crate) fn unread(self) -> Message {
        self.counted(["upkeep-unread-tables", "upkeep-stopped-files", "upkeep-unread-segments"])
    }

    fn counted(self, [tables, files, segments]: [&'static str; 3]) -> Message {
        match self {
            Far::Tables(far) => Message::new(tables).with("done", far.tables_done).with("all", far.tables),
            Far::Files(far) => Message::new(files).with("done", far.files),
            Far::Segments(far) => Message::new(segments).with("done", far.segments_done).with("all", far.segments),
        }
    }
}

/// Does the work, which says where it is told how far it is; that is shown on a terminal, unless a program reads the answer.
pub(crate) fn watched<T, P: Into<Far>>(answer: Answer, work: impl FnOnce(&dyn Fn(P)) -> T) -> T {
    if answer.json {
        return work(&|_| {});
    }
    let far: Mutex<Option<Far>> = Mutex::new(None);
    let tell = |progress: P| *far.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress.into());
    let show = |bar: &indicatif::ProgressBar, _| {
        if let Some(far) = *far.lock().unwrap_or_else(PoisonError::into_inner) {
            bar.set_message(answer.voice.say(&far.progress()));
            bar.tick();
        }
    };
    progress::drawn(None, show, || work(&tell))
}

/// Says that it was stopped, where it was.
pub(crate) fn say_stopped<P: Into<Far>>(page: &mut Page, stopped: Option<P>) {
    if let Some(far) = stopped {
        page.advise(None, &far.into().stopped());
    }
}

/// How a run ends that was stopped, or not.
pub(crate) fn status<P>(stopped: Option<P>) -> Status {
    if stopped.is_some() { Status::Failed } else { Status::Done }
}
