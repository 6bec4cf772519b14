//! An answer: one JSON object for a program, or a page for a person.

use crate::look::Look;
use crate::outcome::{self, Failure};
use crate::page::Page;
use crate::voice::Voice;
use crate::wire;
use serde::Serialize;

/// How whoever asked wants to be answered.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    /// Whether a program reads it.
    pub(crate) json: bool,
    /// The language.
    pub(crate) voice: Voice,
}

impl Answer {
    /// Prints the one or the other.
    pub(crate) fn give(self, object: &impl Serialize, write: impl FnOnce(&mut Page)) -> Result<(), Failure> {
        if self.json {
            return outcome::print(&wire::object(object));
        }
        let mut page = Page::new(self.voice, Look::of_stdout());
        write(&mut page);
        outcome::print(&page.into_text())
    }

    /// What the columns are called.
    pub(crate) fn header(self, messages: &[atalaya_model::Message]) -> Vec<String> {
        messages.iter().map(|message| self.voice.say(message)).collect()
    }
}
