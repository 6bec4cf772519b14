//! Exceptions as JSON.

use crate::exceptions::State;
use atalaya_ledger::Exception;
use atalaya_model::Time;
use serde::Serialize;

/// All exceptions.
#[derive(Serialize)]
pub(crate) struct Exceptions<'a> {
    exceptions: Vec<One<'a>>,
}

/// An exception.
#[derive(Serialize)]
pub(crate) struct One<'a> {
    exception: &'a str,
    rule: &'a str,
    organization: Option<&'a str>,
    selection: &'a str,
    reason: &'a str,
    added: String,
    until: String,
    removed: Option<String>,
    state: &'static str,
    suppressed: u64,
    latest: Option<String>,
}

/// An exception that is no more.
#[derive(Serialize)]
pub(crate) struct Removed<'a> {
    removed: &'a str,
}

impl<'a> Exceptions<'a> {
    pub(crate) fn new(all: &'a [Exception], now: Time) -> Exceptions<'a> {
        Exceptions { exceptions: all.iter().map(|exception| One::new(exception, now)).collect() }
    }
}

impl<'a> One<'a> {
    pub(crate) fn new(exception: &'a Exception, now: Time) -> One<'a> {
        One {
            exception: &exception.uid,
            rule: &exception.rule,
            organization: exception.organization.as_deref(),
            selection: &exception.selection,
            reason: &exception.reason,
            added: exception.added.to_string(),
            until: exception.until.to_string(),
            removed: exception.removed.map(|time| time.to_string()),
            state: match State::of(exception, now) {
                State::Holds => "holds",
                State::Over => "over",
                State::Removed => "removed",
            },
            suppressed: exception.suppressed,
            latest: exception.latest.map(|time| time.to_string()),
        }
    }
}

impl<'a> Removed<'a> {
    pub(crate) fn new(uid: &'a str) -> Removed<'a> {
        Removed { removed: uid }
    }
}
