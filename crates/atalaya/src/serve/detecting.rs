//! Rules and indicators behind the port of the decoder: what they say of events goes to the recorder's desk.

use super::looking::Ahead;
use crate::indicators::Watchlist;
use atalaya_detection::Desk;
use atalaya_indicators::Set;
use atalaya_ingest::{Detect, Observed, Watch};
use atalaya_model::Time;
use atalaya_scan::Provenance;
use atalaya_scan::live::{Found, Live, LiveEvent, LiveJudge};
use atalaya_scan::sighting::{Sighted, Sighter};
use atalaya_schema::Binder;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of findings after which a thread hands them in, in the midst of what it decodes.
const FOUND_BYTES: usize = 1 << 20;

/// How much later than its reception, in microseconds, an event is of the future.
const AHEAD: i64 = 10 * 60 * 1_000_000;

/// Rules, and where findings are handed in.
pub(super) struct Detecting<'r> {
    pub(super) live: &'r Live<'r>,
    pub(super) desk: Desk,
    pub(super) ahead: &'r Ahead,
    pub(super) watchlist: &'r Watchlist,
}

/// One thread's part.
struct Watching<'r> {
    judge: LiveJudge<'r>,
    sighter: Sighter,
    watchlist: &'r Watchlist,
    /// What is looked for; none: to be asked with the next event, since what was found was handed in.
    set: Option<Arc<Set>>,
    desk: Desk,
    ahead: &'r Ahead,
    /// Events of the future since what was found was handed in last.
    new_ahead: HashMap<(String, String), u64>,
}

impl Detect for Detecting<'_> {
    fn watch(&self) -> Box<dyn Watch + '_> {
        let (judge, desk) = (self.live.judge(), self.desk.clone());
        let (sighter, watchlist, set) = (Sighter::default(), self.watchlist, None);
        Box::new(Watching { judge, sighter, watchlist, set, desk, ahead: self.ahead, new_ahead: HashMap::new() })
    }

    fn passed(&self, offset: u64, reached: Option<Time>) {
        self.desk.mark(offset, reached);
    }

    fn durable(&self) -> u64 {
        self.desk.durable()
    }

    fn give_up(&self) {
        self.desk.give_up();
    }
}

impl Watch for Watching<'_> {
    fn event(&mut self, binder: &mut Binder, event: &Observed<'_>) {
        let Observed { identity, paths, record, time, received, organization, source, digest, .. } = *event;
        if time.is_some_and(|time| time.0.saturating_sub(received.0) > AHEAD) {
            *self.new_ahead.entry((organization.to_owned(), source.to_owned())).or_default() += 1;
        }
        let provenance = match event.stream {
            true => Provenance::Stream { frame: digest, occurrence: event.number },
            false => Provenance::File { sha256: digest, chunk: event.chunk, record: event.number },
        };
        let live = LiveEvent { identity, paths, record, time, received, organization, source, provenance };
        self.judge.examine(binder, &live);
        let set = self.set.get_or_insert_with(|| self.watchlist.current());
        self.sighter.examine(set, binder, &live);
        if self.judge.bytes() + self.sighter.bytes() >= FOUND_BYTES {
            self.hand_over();
        }
    }

    fn forget_paths(&mut self) {
        self.judge.forget_paths();
    }

    fn hand_over(&mut self) {
        let Found { findings, matches, unjudged, timeless } = self.judge.take();
        let sighted: Sighted = self.sighter.take();
        self.set = None;
        self.desk.count(unjudged + sighted.unjudged, timeless);
        if sighted.beyond > 0 {
            self.watchlist.count_beyond(sighted.beyond);
        }
        if !self.new_ahead.is_empty() {
            self.ahead.add(std::mem::take(&mut self.new_ahead));
        }
        self.desk.hand_in(findings, matches);
        self.desk.hand_in(sighted.findings, Vec::new());
    }
}
