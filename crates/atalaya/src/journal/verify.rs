//! `atalaya journal verify`: everything is read and compared, and nothing is changed.

use crate::answer::Answer;
use crate::data::{Reach, anchors, faults};
use crate::look::Paint;
use crate::outcome::{Failure, Status};
use crate::page::Page;
use crate::units::size;
use crate::upkeep::{self, Far};
use crate::{stop, wire};
use atalaya_journal::{Anchor, Damage, Disk, Files, Verification, verify};
use atalaya_model::Message;
use std::path::PathBuf;
use std::sync::Arc;

/// Faults that a person is shown; the rest is counted.
const SHOWN_MAX: usize = 20;

pub(super) fn run(reach: Reach<'_>, brought: &[PathBuf], answer: Answer) -> Result<Status, Failure> {
    let owned = reach.owned;
    let mut known: Vec<Anchor> = Vec::new();
    for path in brought {
        known.extend(anchors::read(path)?);
    }
    let (kept, fault) = anchors::readable(owned.folder());
    known.extend(kept.into_iter().filter(|anchor| !known.contains(anchor)).collect::<Vec<_>>());
    let files: Arc<dyn Files> = Arc::new(Disk);
    let stop = stop::on_signal();
    let mut found = upkeep::watched(answer, |told| match reach.centre {
        Some(house) => house.journal().verify_until(&known, &stop, told),
        None => verify(owned.lock(), &files, owned.keys(), &known, &stop, told),
    });
    // Behind what cannot be read for want of a key nobody knows what is missing.
    if let Some(keyless) = found.faults.iter().find(|fault| is_of_keys(&fault.damage)) {
        return Err(faults::damaged(keyless));
    }
    found.faults.extend(fault);
    answer.give(&wire::journal::Verification::new(&found, known.len(), answer.voice), |page| write(page, &found))?;
    Ok(match found.stopped {
        Some(_) => Status::Failed,
        None if found.is_whole() => Status::Done,
        None => Status::Found,
    })
}

fn write(page: &mut Page, found: &Verification) {
    page.heading(&Message::new("journal-verify"));
    let totals = Message::new("journal-verify-totals")
        .with("segments", found.segments)
        .with("blocks", found.blocks)
        .with("entries", found.entries)
        .with("size", size(found.bytes));
    page.say(&totals);
    if found.anchors_confirmed + found.anchors_expired > 0 {
        let anchors = Message::new("journal-verify-anchors").with("confirmed", found.anchors_confirmed);
        page.say(&anchors.with("expired", found.anchors_expired));
    }
    if found.is_whole() {
        return page.say_as(Paint::Good, &Message::new("journal-verify-whole"));
    }
    if let Some(far) = found.stopped {
        page.advise(Some(Paint::Bad), &Far::from(far).unread());
    }
    if found.faults.is_empty() {
        return;
    }
    let count = found.faults.len() as u64 + found.faults_beyond;
    page.say_as(Paint::Bad, &Message::new("journal-verify-faults").with("count", count));
    for fault in found.faults.iter().take(SHOWN_MAX) {
        page.item("-", Some(Paint::Bad), &page.voice().say(&faults::fault(fault)));
    }
    page.rest(found.faults.len().min(SHOWN_MAX), count);
    page.gap();
    page.say(&advice(found));
}

fn is_of_keys(damage: &Damage) -> bool {
    matches!(damage, Damage::KeyMissing { .. } | Damage::KeyWrong { .. })
}

/// What is to be done. An end that is torn and nothing else is what a crash leaves behind.
pub(crate) fn advice(found: &Verification) -> Message {
    let torn = |damage: &Damage| matches!(damage, Damage::Tail { .. } | Damage::BlockHeader | Damage::BlockBody);
    let last = found.faults.last().map(|fault| fault.file.as_str());
    let end_only = found.faults.iter().all(|fault| torn(&fault.damage) && Some(fault.file.as_str()) == last);
    if end_only && found.faults.iter().any(|fault| matches!(fault.damage, Damage::Tail { .. })) {
        Message::new("journal-verify-torn")
    } else {
        Message::new("journal-verify-damaged")
    }
}
