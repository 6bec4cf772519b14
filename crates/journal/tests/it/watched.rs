//! Long work is told how far it is, and ends between two segments where that is asked for: what was done stays done.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use atalaya_journal::{Disk, Files, Journal, Options, SegmentProgress};

use crate::world::{World, append, assert_whole, frames, open, rekey, ring, small};

/// A journal of many segments that are not encrypted.
fn fill(world: &World) -> Vec<String> {
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    for number in 0..200 {
        append(&journal, source, &[&format!("{number} {}", "0123456789".repeat(20))]);
    }
    let frames = frames(&journal);
    journal.close().unwrap();
    frames
}

/// Calls the work with a flag that is turned on once so many segments are done, and returns what it was told last.
fn until<T>(segments: u64, work: impl FnOnce(&AtomicBool, &dyn Fn(SegmentProgress)) -> T) -> (T, SegmentProgress) {
    let (stop, last) = (AtomicBool::new(segments == 0), Cell::new(SegmentProgress::default()));
    let told = |progress: SegmentProgress| {
        assert!(progress.bytes >= last.get().bytes && progress.segments_done >= last.get().segments_done);
        last.set(progress);
        stop.store(progress.segments_done >= segments, Ordering::Relaxed);
    };
    (work(&stop, &told), last.get())
}

#[test]
fn a_verification_that_was_stopped_is_never_whole_and_finds_no_fault_in_what_it_did_not_read() {
    let world = World::new();
    fill(&world);
    let (journal, _) = open(&world.lock, small());
    let anchors = [journal.anchor()];
    journal.close().unwrap();
    let files: Arc<dyn Files> = Arc::new(Disk);
    let verify = |stop: &AtomicBool, told: &dyn Fn(SegmentProgress)| {
        atalaya_journal::verify(&world.lock, &files, None, &anchors, stop, told)
    };
    let (found, all) = until(u64::MAX, verify);
    assert!(found.is_whole() && found.stopped.is_none(), "{found:?}");
    assert!(all.segments > 4 && all.segments_done == all.segments && all.segments == found.segments, "{all:?}");
    assert_eq!((all.bytes, found.anchors_confirmed), (found.bytes, 1));
    for segments in 0..all.segments {
        let (found, last) = until(segments, verify);
        assert!(!found.is_whole() && found.faults.is_empty(), "{found:?}");
        assert_eq!(found.stopped, Some(last));
        assert_eq!((last.segments_done, found.segments, last.segments), (segments, segments, all.segments));
    }
    // Nothing was left to do when it came.
    assert!(until(all.segments, verify).0.is_whole());
}

#[test]
fn a_rotation_that_was_stopped_goes_on_where_it_was() {
    let world = World::new();
    let expected = fill(&world);
    let keyed = || open(&world.lock, Options { keys: Some(ring(&[(1, 7)])), ..small() }).0;
    let old = |journal: &Journal| journal.status().segments_by_key.get(&0).copied().unwrap_or(0);
    let journal = keyed();
    let begin = old(&journal);
    let (rekeyed, last) = until(3, |stop, told| journal.rekey(stop, told).unwrap());
    assert_eq!((rekeyed.segments, rekeyed.stopped), (3, Some(last)));
    assert_eq!((last.segments, last.segments_done, old(&journal)), (begin as u64, 3, begin - 3));
    assert_whole(&journal);
    assert_eq!(frames(&journal), expected);
    journal.close().unwrap();
    let journal = keyed();
    let rest = rekey(&journal).unwrap();
    assert_eq!((rest.segments, rest.stopped, old(&journal)), (begin - 3, None, 0));
    assert_whole(&journal);
    assert_eq!(frames(&journal), expected);
}
