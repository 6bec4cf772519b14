//! What the doctor found, as JSON.

use super::Text;
use crate::doctor::{self, State, Sum};
use crate::voice::Voice;
use serde::Serialize;

/// All that was found.
#[derive(Serialize)]
pub(crate) struct Findings<'f> {
    time: String,
    state: &'static str,
    checks: Vec<Check>,
    sources: Vec<Source<'f>>,
}

#[derive(Serialize)]
struct Check {
    check: &'static str,
    state: &'static str,
    message: Text,
}

#[derive(Serialize)]
struct Source<'f> {
    organization: &'f str,
    source: &'f str,
    frames: Frames,
    events: Events,
}

#[derive(Serialize)]
struct Frames {
    accepted: u64,
    decoded: u64,
    quarantined: u64,
    pending: Option<u64>,
    expired_unread: u64,
    lost: u64,
    refused: u64,
    balanced: Option<bool>,
}

#[derive(Serialize)]
struct Events {
    decoded: u64,
    unreadable: u64,
    stored: Option<u64>,
    expired: Option<u64>,
    balanced: Option<bool>,
}

impl<'f> Findings<'f> {
    pub(crate) fn new(findings: &'f doctor::Findings, voice: Voice) -> Findings<'f> {
        let check = |check: &doctor::Check| Check {
            check: check.name,
            state: word(check.state),
            message: Text::new(&check.message, voice),
        };
        Findings {
            time: findings.now.to_string(),
            state: word(findings.state()),
            checks: findings.checks.iter().map(check).collect(),
            sources: findings.sums.iter().map(Source::new).collect(),
        }
    }
}

impl<'f> Source<'f> {
    fn new(sum: &'f Sum) -> Source<'f> {
        let counts = &sum.counts;
        Source {
            organization: &sum.organization,
            source: &sum.source,
            frames: Frames {
                accepted: counts.accepted,
                decoded: counts.decoded,
                quarantined: counts.quarantined,
                pending: sum.pending,
                expired_unread: counts.expired_unread,
                lost: counts.lost,
                refused: counts.refused,
                balanced: sum.frames_balance(),
            },
            events: Events {
                decoded: counts.events,
                unreadable: counts.unreadable,
                stored: sum.stored,
                expired: sum.expired,
                balanced: sum.events_balance(),
            },
        }
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Good => "good",
        State::Look => "look",
        State::Bad => "bad",
    }
}
