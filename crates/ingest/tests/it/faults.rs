//! Faults of the program behind the decoders: they take the frame that they are of, and no other.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use atalaya_ingest::{Detect, Observed, Reason, Rest, Upkeep, Watch};
use atalaya_journal::{Filter, Quarantined};
use atalaya_schema::Binder;

use crate::world::{World, assert_balanced, receive, rows};

const EVENTS: u64 = 300;

/// Fails on some events, and notes all others.
#[derive(Default)]
struct Failing {
    on: Vec<u64>,
    noted: Mutex<Vec<u64>>,
    passed: AtomicU64,
}

struct Looking<'f> {
    failing: &'f Failing,
    noted: Vec<u64>,
}

impl Detect for Failing {
    fn watch(&self) -> Box<dyn Watch + '_> {
        Box::new(Looking { failing: self, noted: Vec::new() })
    }

    fn passed(&self, offset: u64, _reached: Option<atalaya_model::Time>) {
        self.passed.store(offset, Ordering::Relaxed);
    }

    fn durable(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }

    fn give_up(&self) {}
}

impl Watch for Looking<'_> {
    fn event(&mut self, _: &mut Binder, event: &Observed<'_>) {
        assert!(!self.failing.on.contains(&event.number), "a fault that the test wants");
        self.noted.push(event.number);
    }

    fn forget_paths(&mut self) {}

    fn hand_over(&mut self) {
        self.failing.noted.lock().unwrap().append(&mut self.noted);
    }
}

#[test]
fn a_frame_that_the_program_fails_on_is_quarantined_alone_and_decoding_goes_on() {
    // One; the first and the last; two beside each other and one elsewhere.
    for on in [vec![137], vec![1, EVENTS], vec![10, 11, 200]] {
        let world = World::new();
        let (house, _) = world.house();
        let failing = Failing { on: on.clone(), ..Failing::default() };
        let tell = |upkeep: Upkeep<'_>| panic!("nothing is to be told, and this is: {upkeep:?}");
        let ((), drained, undone) =
            house.attend(Some(&failing), &tell, |journal| (receive(journal, EVENTS), Rest::Decoded));
        assert!(undone.is_none(), "{undone:?}");
        let failed = on.len() as u64;
        assert_eq!((drained.seen.events, drained.seen.quarantined), (EVENTS - failed, failed));
        assert_eq!(rows(&house)["windows.sysmon"], EVENTS - failed);
        assert_balanced(&house);
        let mut noted = std::mem::take(&mut *failing.noted.lock().unwrap());
        noted.sort_unstable();
        assert_eq!(noted, (1..=EVENTS).filter(|number| !on.contains(number)).collect::<Vec<_>>());
        let mut reader = house.journal().quarantined(Filter::All).unwrap();
        while let Some(batch) = reader.next(None).unwrap() {
            for entry in batch.entries() {
                let reason = Quarantined::of(entry).and_then(|frame| Reason::of_text(frame.reason));
                assert_eq!(reason, Some(Reason::Fault));
            }
        }
        // It is not the frame's fault: it is decoded when the program is mended.
        let replay = house.replay(&std::sync::atomic::AtomicBool::new(false)).unwrap();
        assert_eq!((replay.seen.events, rows(&house)["windows.sysmon"]), (failed, EVENTS));
        assert_balanced(&house);
    }
}
