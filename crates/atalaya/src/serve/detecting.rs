//! Rules and indicators behind the port of the decoder: what they say of events goes to the recorder's desk.

use super::looking::Ahead;
use super::proving::Known;
use crate::indicators::Watchlist;
use atalaya_detection::Desk;
use atalaya_indicators::Set;
use atalaya_ingest::{Detect, Observed, Watch, is_protected};
use atalaya_ledger::Suppression;
use atalaya_model::Time;
use atalaya_scan::Provenance;
use atalaya_scan::live::{Found, Live, LiveEvent, LiveJudge, Suppressed};
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
    pub(super) known: &'r Known<'r>,
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
    known: &'r Known<'r>,
    /// Which exceptions hold here, by how often they have changed.
    excepted: u64,
    /// Canaries since what was found was handed in last.
    canaries: u64,
    /// Events of the future since what was found was handed in last.
    new_ahead: HashMap<(String, String), u64>,
}

impl Detect for Detecting<'_> {
    fn watch(&self) -> Box<dyn Watch + '_> {
        let (judge, desk) = (self.live.judge(), self.desk.clone());
        Box::new(Watching {
            judge,
            sighter: Sighter::default(),
            watchlist: self.watchlist,
            set: None,
            desk,
            ahead: self.ahead,
            known: self.known,
            excepted: 0,
            canaries: 0,
            new_ahead: HashMap::new(),
        })
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
        let Observed { identity, paths, record, time, received, organization, source, digest, is_canary, .. } = *event;
        self.canaries += u64::from(is_canary);
        self.except();
        if !is_canary && time.is_some_and(|time| time.0.saturating_sub(received.0) > AHEAD) {
            *self.new_ahead.entry((organization.to_owned(), source.to_owned())).or_default() += 1;
        }
        let provenance = match event.stream {
            true => Provenance::Stream { frame: digest, occurrence: event.number },
            false => Provenance::File { sha256: digest, chunk: event.chunk, record: event.number },
        };
        let counts = !is_canary;
        let live = LiveEvent { identity, paths, record, time, received, organization, source, provenance, counts };
        self.judge.examine(binder, &live);
        // Canaries are made for rules.
        if !is_canary {
            let set = self.set.get_or_insert_with(|| self.watchlist.current());
            self.sighter.examine(set, binder, &live);
        }
        if self.judge.bytes() + self.sighter.bytes() >= FOUND_BYTES {
            self.hand_over();
        }
    }

    fn forget_paths(&mut self) {
        self.judge.forget_paths();
    }

    fn hand_over(&mut self) {
        let Found { mut findings, mut matches, unjudged, timeless, seen, suppressed } = self.judge.take();
        self.known.add(seen);
        self.desk.hand_in_suppressed(suppressed.into_iter().map(suppression).collect());
        let sighted: Sighted = self.sighter.take();
        self.set = None;
        self.desk.count(unjudged + sighted.unjudged, timeless);
        if sighted.beyond > 0 {
            self.watchlist.count_beyond(sighted.beyond);
        }
        if !self.new_ahead.is_empty() {
            self.ahead.add(std::mem::take(&mut self.new_ahead));
        }
        if std::mem::take(&mut self.canaries) > 0 {
            let own = findings.extract_if(.., |finding| !is_protected(&finding.organization)).collect();
            let waiting = matches.extract_if(.., |found| !is_protected(&found.key.organization)).collect();
            self.desk.hand_in_canaries(own, waiting);
        }
        self.desk.hand_in(findings, matches);
        self.desk.hand_in(sighted.findings, Vec::new());
    }
}

impl Watching<'_> {
    /// Takes up the exceptions where they have changed.
    fn except(&mut self) {
        let changes = self.known.exception_changes();
        if changes != self.excepted {
            self.excepted = changes;
            self.judge.except(&self.known.exceptions());
        }
    }
}

fn suppression((uid, suppressed): (String, Suppressed)) -> Suppression {
    Suppression { uid, count: suppressed.count, latest: suppressed.latest }
}
