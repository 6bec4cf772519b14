//! `atalaya journal anchor`: where the history is now, signed, to be taken away.

use crate::answer::Answer;
use crate::data::{Reach, anchors};
use crate::outcome::{self, Failure, Status, cannot_write, complain_of};
use crate::wire;
use atalaya_model::Message;
use serde_json::json;
use std::fs::File;
use std::io::Write;
use std::path::Path;

pub(super) fn run(reach: Reach<'_>, output: Option<&Path>, answer: Answer) -> Result<Status, Failure> {
    let at_hand = reach.journal()?;
    let anchor = at_hand.journal().anchor();
    // The state must know what the anchor says, or a verification would find the anchor ahead of it.
    at_hand.leave()?;
    // Those that are taken away prove more than those that are kept here.
    let kept = anchors::keep(reach.owned.folder(), &anchor);
    let status = kept.as_ref().map_or(Status::Failed, |()| Status::Done);
    if let Err(failure) = &kept {
        complain_of(std::slice::from_ref(failure.message()), answer.voice);
    }
    let text = format!("{}\n", anchor.to_json());
    let Some(path) = output else {
        return outcome::print(&text).map(|()| status);
    };
    write(path, &text).map_err(|error| cannot_write(path, &error))?;
    let file = path.display().to_string();
    answer.give(&json!({ "file": file, "anchor": wire::journal::anchor(&anchor) }), |page| {
        page.say(&Message::new("journal-anchor-written").with("file", file.as_str()));
        page.remedy(&Message::new("journal-anchor-written").with("file", file.as_str()));
    })?;
    Ok(status)
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
