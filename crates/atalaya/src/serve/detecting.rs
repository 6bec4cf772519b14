//! Rules behind the port of the decoder: what they say of events goes to the recorder's desk.

use atalaya_detection::Desk;
use atalaya_ingest::{Detect, Observed, Watch};
use atalaya_model::Time;
use atalaya_scan::Provenance;
use atalaya_scan::live::{Found, Live, LiveEvent, LiveJudge};
use atalaya_schema::Binder;

/// Bytes of findings after which a thread hands them in, in the midst of what it decodes.
const FOUND_BYTES: usize = 1 << 20;

/// Rules, and where findings are handed in.
pub(super) struct Detecting<'r> {
    pub(super) live: &'r Live<'r>,
    pub(super) desk: Desk,
}

/// One thread's part.
struct Watching<'r> {
    judge: LiveJudge<'r>,
    desk: Desk,
}

impl Detect for Detecting<'_> {
    fn watch(&self) -> Box<dyn Watch + '_> {
        Box::new(Watching { judge: self.live.judge(), desk: self.desk.clone() })
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
        let provenance = match event.stream {
            true => Provenance::Stream { frame: digest, occurrence: event.number },
            false => Provenance::File { sha256: digest, chunk: event.chunk, record: event.number },
        };
        let live = LiveEvent { identity, paths, record, time, received, organization, source, provenance };
        self.judge.examine(binder, &live);
        if self.judge.bytes() >= FOUND_BYTES {
            self.hand_over();
        }
    }

    fn forget_paths(&mut self) {
        self.judge.forget_paths();
    }

    fn hand_over(&mut self) {
        let Found { findings, matches, unjudged, timeless } = self.judge.take();
        self.desk.count(unjudged, timeless);
        self.desk.hand_in(findings, matches);
    }
}
