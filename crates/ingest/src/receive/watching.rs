//! What is lost at the inlets is told while it happens, and not so often that nobody reads it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Bound, Counts, Inlet, Losses, News};

/// How often, at most, the losses of all inlets are told.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// The inlets, and what was told of each.
pub(super) struct Watching {
    inlets: Vec<(Arc<Inlet>, Arc<Counts>, Losses)>,
    /// Before this nothing more is told.
    next: Instant,
}

impl Watching {
    pub(super) fn new(inlets: &[Bound], now: Instant) -> Watching {
        let watched = |bound: &Bound| (bound.inlet.clone(), bound.counts.clone(), Losses::default());
        Watching { inlets: inlets.iter().map(watched).collect(), next: now }
    }

    /// Tells what was lost since it was last told, the first time at once.
    pub(super) fn look(&mut self, now: Instant, tell: &(dyn Fn(News<'_>) + Sync)) {
        if now < self.next {
            return;
        }
        for (inlet, counts, told) in &mut self.inlets {
            let losses = counts.losses();
            if losses != *told {
                tell(News::Lost(inlet, losses.since(told)));
                *told = losses;
                self.next = now + TELL_EVERY;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::Protocol;
    use atalaya_journal::SourceId;
    use std::sync::Mutex;

    #[test]
    fn losses_are_told_at_once_and_then_once_a_minute() {
        let address = "127.0.0.1:0".parse().unwrap();
        let inlet = Inlet {
            name: "fw".to_owned(),
            source: SourceId(0),
            protocol: Protocol::SyslogUdp,
            address,
            from: Vec::new(),
            zone: None,
            token_sha256: None,
            tls: None,
        };
        let bound = inlet.bind(&[]).unwrap();
        let (counts, begun) = (bound.counts(), Instant::now());
        let mut watching = Watching::new(&[bound], begun);
        let told = Mutex::new(Vec::new());
        let mut check = |seconds: u64, expected: &[u64]| {
            let tell = |news: News<'_>| {
                let News::Lost(_, losses) = news else { panic!("{news:?}") };
                told.lock().unwrap().push(losses.foreign);
            };
            watching.look(begun + Duration::from_secs(seconds), &tell);
            assert_eq!(*told.lock().unwrap(), expected, "after {seconds} s");
        };
        check(0, &[]);
        counts.foreign.add(3);
        check(1, &[3]);
        counts.foreign.add(4);
        check(2, &[3]);
        check(61, &[3, 4]);
        check(200, &[3, 4]);
    }
}
