//! What a centre goes on by, as JSON.

use crate::reload::Difference;
use serde::Serialize;

/// What is different from before.
#[derive(Serialize)]
pub(crate) struct Reloaded<'a> {
    rules: usize,
    rules_new: usize,
    rules_changed: usize,
    rules_gone: usize,
    rules_refused: usize,
    kinds_changed: bool,
    at_next_start: &'a [&'static str],
}

impl<'a> Reloaded<'a> {
    pub(crate) fn new(difference: &'a Difference) -> Reloaded<'a> {
        let Difference { rules, new, changed, gone, refused, kinds, at_start } = difference;
        Reloaded {
            rules: *rules,
            rules_new: *new,
            rules_changed: *changed,
            rules_gone: *gone,
            rules_refused: *refused,
            kinds_changed: *kinds,
            at_next_start: at_start,
        }
    }
}
