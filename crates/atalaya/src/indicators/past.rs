//! Indicators over what is stored: every event of the time that is asked for is looked at as live, and what is seen is recorded as
//! findings, known by the same identifiers.

use super::Ground;
use crate::data::ledger;
use crate::look::Paint;
use crate::outcome::Failure;
use crate::page::Page;
use atalaya_hunt::rules::{Judge, RulesError, hunt};
use atalaya_hunt::{Period, query_message};
use atalaya_indicators::Set;
use atalaya_lake::{Bounds, Head, Lake, Scope};
use atalaya_ledger::{RECORD_FINDINGS_MAX, Standing};
use atalaya_messages::grouped;
use atalaya_model::{Finding, Message, Time, ValueRef};
use atalaya_scan::Provenance;
use atalaya_scan::sighting::{PastSighter, Sighted, SightedEvent};
use atalaya_schema::Schema;
use atalaya_sigma::narrow::Narrow;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long each kind of an organization may take.
const TIME_MAX: Duration = Duration::from_secs(24 * 3600);
/// Bytes of findings after which they are recorded.
const FOUND_BYTES: usize = 1 << 20;
/// The view over all kinds, among the kinds that a session names.
const EVENTS: &str = "events";

/// What is looked for, and where.
pub(super) struct Search<'s> {
    pub(super) ground: Ground<'s>,
    pub(super) lake: &'s Lake,
    pub(super) schema: Arc<Schema>,
    pub(super) set: &'s Set,
    /// In whose events; none: in everyone's.
    pub(super) whose: Option<&'s str>,
    pub(super) since: Time,
    pub(super) now: Time,
    pub(super) stop: &'s AtomicBool,
}

/// What was seen in what is stored.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Since when events were looked at.
    pub(crate) since: Option<Time>,
    /// Events that were looked at.
    pub(crate) events: u64,
    /// Hits.
    pub(crate) hits: u64,
    /// Of these, findings that are new; none: the centre records them.
    pub(crate) new: Option<u64>,
    /// Of these, findings that are only counted, because there are too many of their indicator.
    pub(crate) beyond: u64,
    /// Hits that were left out, because their events had too many.
    pub(crate) crowded: u64,
    /// Events that could not be looked at.
    pub(crate) unjudged: u64,
}

impl Looked {
    /// What a person is told.
    pub(super) fn write(&self, page: &mut Page) {
        let Looked { since, events, hits, new, beyond, crowded, unjudged } = self;
        page.heading(&Message::new("indicators-past"));
        let since = since.map(|since| since.to_string()).unwrap_or_default();
        let message = Message::new("indicators-looked").with("events", grouped(*events)).with("since", since);
        page.say(&message.with("hits", grouped(*hits)));
        match new {
            Some(new) if *hits > 0 => page.say(&Message::new("indicators-hits-new").with("count", *new)),
            None if *hits > 0 => page.say(&Message::new("indicators-hits-centre")),
            _ => {}
        }
        let wrong = [
            (beyond, Message::new("indicators-hits-beyond")),
            (crowded, Message::new("indicators-hits-crowded")),
            (unjudged, Message::new("indicators-unjudged")),
        ];
        for (count, message) in wrong.into_iter().filter(|(count, _)| **count > 0) {
            page.say_as(Paint::Warning, &message.with("count", *count));
        }
    }
}

/// Looks at what is stored, organization after organization.
pub(super) fn look(search: &Search<'_>) -> Result<Looked, Failure> {
    let stored = search.lake.organizations();
    let organizations = stored.iter().filter(|name| search.whose.is_none_or(|whose| whose == *name));
    let new = search.ground.watchlist.is_none().then_some(0);
    let looked = Looked { since: Some(search.since), new, ..Looked::default() };
    let sighter = PastSighter::new(&search.schema, search.now);
    let mut looking = Looking { search, sighter, looked, organization: "" };
    for organization in organizations {
        looking.organization = organization;
        looking.one()?;
    }
    looking.record()?;
    Ok(looking.looked)
}

struct Looking<'l> {
    search: &'l Search<'l>,
    sighter: PastSighter,
    looked: Looked,
    organization: &'l str,
}

impl Looking<'_> {
    fn one(&mut self) -> Result<(), Failure> {
        let Search { lake, schema, since, ground, .. } = self.search;
        let usual = Bounds::default();
        let memory_bytes = usual.memory_bytes.min(ground.memory_bytes_max);
        let bounds = Bounds { time: TIME_MAX, rows_max: None, memory_bytes, ..usual };
        let session = lake.session(Scope::Organizations(vec![self.organization.to_owned()]), bounds);
        let known: BTreeSet<String> = schema.kind_ixs().map(|(_, kind)| kind.name.clone()).collect();
        // Without its kind an event's fields are not what they were.
        let unknown = session.kinds().into_iter().filter(|seen| seen.kind != EVENTS && !known.contains(&seen.kind));
        self.looked.unjudged += unknown.map(|seen| seen.rows).sum::<u64>();
        let narrowings: Vec<(String, Narrow)> = known.into_iter().map(|kind| (kind, Narrow::True)).collect();
        let period = Period { since: Some(*since), until: None };
        let applied = hunt(&session, &narrowings, period, self, &mut |_, _| {}).map_err(|error| match error {
            RulesError::Query { source, .. } => query_message(&source).into(),
            RulesError::Rows { kind, .. } => Message::new("hunt-rows-damaged").with("kind", kind).into(),
            RulesError::Judge(failure) => failure,
        })?;
        self.looked.events += applied.kinds.iter().map(|kind| kind.judged).sum::<u64>();
        Ok(())
    }

    fn record(&mut self) -> Result<(), Failure> {
        let Sighted { findings, beyond, unjudged } = self.sighter.take();
        self.looked.hits += findings.len() as u64;
        self.looked.crowded += beyond;
        self.looked.unjudged += unjudged;
        match self.search.ground.watchlist {
            Some(watchlist) => match watchlist.desk() {
                Some(desk) => desk.hand_in(findings, Vec::new()),
                None => return Err(Message::new("cli-fail-stopped").into()),
            },
            None => findings.chunks(RECORD_FINDINGS_MAX).try_for_each(|some| self.record_some(some))?,
        }
        Ok(())
    }

    fn record_some(&mut self, findings: &[Finding]) -> Result<(), Failure> {
        let books = self.search.ground.books;
        let recorded = books.ask(books.ledger().record_findings(findings, self.search.now));
        let standings = recorded.map_err(|error| Failure::from(ledger::record(&error)))?;
        let count = |asked: Standing| standings.iter().filter(|standing| **standing == asked).count() as u64;
        self.looked.new = self.looked.new.map(|new| new + count(Standing::New));
        self.looked.beyond += count(Standing::Beyond);
        Ok(())
    }
}

impl Judge for Looking<'_> {
    type Error = Failure;

    fn event(&mut self, kind: &str, head: &Head<'_>, fields: &[(&str, ValueRef<'_>)]) -> Result<(), Failure> {
        if self.search.stop.load(Ordering::Relaxed) {
            return Err(Message::new("cli-fail-stopped").into());
        }
        let provenance = match head.origin_stream {
            true => Provenance::Stream { frame: head.origin, occurrence: head.origin_record },
            false => Provenance::File { sha256: head.origin, chunk: head.origin_chunk, record: head.origin_record },
        };
        let (time, received, organization, source) = (head.time, head.received, self.organization, head.source);
        let event = SightedEvent { kind, time, received, organization, source, provenance };
        self.sighter.examine(self.search.set, &event, fields.iter().copied());
        if self.sighter.bytes() >= FOUND_BYTES { self.record() } else { Ok(()) }
    }
}
