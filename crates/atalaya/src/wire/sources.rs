//! Sources as JSON.

use crate::sources::Known;
use serde::Serialize;

/// All sources.
#[derive(Serialize)]
pub(crate) struct Sources<'a> {
    sources: Vec<Source<'a>>,
}

#[derive(Serialize)]
struct Source<'a> {
    organization: &'a str,
    source: &'a str,
    accepted: u64,
    decoded: u64,
    events: u64,
    quarantined: u64,
    pending: u64,
    lost: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<Seen>,
}

/// What a centre last saw of it.
#[derive(Serialize)]
struct Seen {
    latest: Option<String>,
    silent_since: Option<String>,
    lost: u64,
    checked: String,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(known: &'a [Known]) -> Sources<'a> {
        Sources { sources: known.iter().map(Source::new).collect() }
    }
}

impl<'a> Source<'a> {
    fn new(Known { tally, seen }: &'a Known) -> Source<'a> {
        let counts = &tally.counts;
        Source {
            organization: &tally.organization_name,
            source: &tally.source_name,
            accepted: counts.accepted,
            decoded: counts.decoded,
            events: counts.events,
            quarantined: counts.quarantined,
            pending: tally.pending,
            lost: counts.lost,
            seen: seen.as_ref().map(|seen| Seen {
                latest: seen.latest.map(|time| time.to_string()),
                silent_since: seen.silent_since.map(|time| time.to_string()),
                lost: seen.lost,
                checked: seen.checked.to_string(),
            }),
        }
    }
}
