//! Frames that could not be decoded: kept, bounded, replayed.

use atalaya_journal::{
    FRAME_HEADER_BYTES_MAX, Filter, Journal, NewEntry, Options, Outcome, Progress, Quarantined, REASON_BYTES_MAX,
    Replayed, StateError,
};
use atalaya_model::Time;

use crate::world::{World, append, assert_whole, decode, is_bad, open, outcomes, small};

/// The frames of the quarantine with their own offsets.
fn inside(journal: &Journal) -> Vec<(u64, String)> {
    let mut reader = journal.quarantined(Filter::All).unwrap();
    let mut all = Vec::new();
    while let Some(batch) = reader.next(None).unwrap() {
        for entry in batch.entries() {
            let frame = Quarantined::of(entry).unwrap();
            assert_eq!((frame.reason, frame.entry.header), ("not to be decoded", b"ndjson".as_slice()));
            all.push((frame.entry.offset, String::from_utf8(frame.entry.frame.to_vec()).unwrap()));
        }
    }
    all
}

/// Replays everything: frames that hold `wanted` can be decoded now.
fn replay(journal: &Journal, wanted: &str) {
    let (from, to) = journal.status().quarantine;
    let mut reader = journal.quarantined(Filter::All).unwrap();
    let mut at = from;
    while at < to {
        let batch = reader.next(None).unwrap().unwrap();
        let frames: Vec<_> = batch.entries().map(|entry| Quarantined::of(entry).unwrap()).collect();
        let mended = |frame: &Quarantined<'_>| String::from_utf8_lossy(frame.entry.frame).contains(wanted);
        let still: Vec<_> =
            frames.iter().filter(|frame| !mended(frame)).map(|frame| (*frame, "not to be decoded")).collect();
        let outcomes = outcomes(frames.iter().map(|frame| (frame.entry.source, !mended(frame))));
        let (_, next) = batch.range();
        journal.replayed(&Replayed { from: at, to: next, outcomes: &outcomes, still: &still }).unwrap();
        at = next;
    }
}

#[test]
fn what_cannot_be_decoded_is_kept_and_replayed() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    let texts: Vec<String> = (0..200).map(|number| format!("!{number} {}", "x".repeat(30))).collect();
    for text in &texts {
        append(&journal, source, &[text, "good"]);
    }
    decode(&journal, journal.head());
    assert_eq!(inside(&journal), [], "nothing is shown that a crash could take back");
    journal.checkpoint().unwrap();
    let expected: Vec<_> = texts.iter().enumerate().map(|(index, text)| (2 * index as u64, text.clone())).collect();
    assert_eq!(inside(&journal), expected);
    assert_whole(&journal);
    replay(&journal, "7");
    let left: Vec<_> = expected.into_iter().filter(|(_, text)| !text.contains('7')).collect();
    assert_eq!(inside(&journal), left);
    let counts = journal.tallies()[0].counts;
    assert_eq!(counts.quarantined, left.len() as u64);
    assert_eq!(counts.decoded + counts.quarantined, 400);
    assert_whole(&journal);
    drop(journal);
    let (journal, _) = open(&world.lock, small());
    assert_eq!(inside(&journal), left);
    replay(&journal, "");
    assert_eq!((inside(&journal), journal.tallies()[0].counts.quarantined), (vec![], 0));
    assert_whole(&journal);
    assert!(journal.status().quarantine_bytes < 2 * 4096, "what was replayed is gone");
}

#[test]
fn beyond_its_limit_frames_are_counted_and_not_kept() {
    let world = World::new();
    let (journal, _) = open(&world.lock, Options { quarantine_bytes: 3000, ..small() });
    let source = journal.source("A", "x").unwrap();
    let text = format!("!{}", "abcdefgh".repeat(50));
    append(&journal, source, &[text.as_str(); 20]);
    decode(&journal, 20);
    journal.checkpoint().unwrap();
    let counts = journal.tallies()[0].counts;
    assert_eq!(counts.quarantined, 20);
    assert!(counts.unkept > 0 && counts.unkept < 20, "{counts:?}");
    assert_eq!(inside(&journal).len() as u64, 20 - counts.unkept);
    assert_whole(&journal);
    replay(&journal, "abc");
    let after = journal.tallies()[0].counts;
    assert_eq!((after.quarantined, after.decoded), (counts.unkept, 20 - counts.unkept));
}

#[test]
fn outcomes_that_do_not_add_up_are_refused() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    let other = journal.source("A", "y").unwrap();
    append(&journal, source, &["1", "!2", "3"]);
    let mut reader = journal.read(0, Filter::All).unwrap();
    let batch = reader.next(None).unwrap().unwrap();
    let bad: Vec<_> = batch.entries().filter(is_bad).map(|entry| (entry, "why")).collect();
    let outcome = |source, decoded, quarantined| Outcome { source, decoded, events: 0, unreadable: 0, quarantined };
    let check = |from, to, outcomes: &[Outcome], quarantined: &[_]| {
        journal.progress(&Progress { from, to, outcomes, quarantined })
    };
    for wrong in [
        check(0, 3, &[outcome(source, 3, 0)], &bad),
        check(0, 3, &[outcome(source, 2, 1)], &[]),
        check(0, 3, &[outcome(source, 1, 1)], &bad),
        check(0, 3, &[outcome(source, 1, 1), outcome(source, 1, 0)], &bad),
        check(0, 3, &[outcome(source, 1, 1), outcome(other, 1, 0)], &bad),
        check(0, 1, &[outcome(source, 0, 1)], &bad),
        check(0, 3, &[outcome(source, u64::MAX, 4)], &bad),
    ] {
        assert!(matches!(wrong, Err(StateError::Unbalanced)), "{wrong:?}");
    }
    for wrong in [check(1, 3, &[], &[]), check(0, 4, &[outcome(source, 4, 0)], &[])] {
        assert!(matches!(wrong, Err(StateError::Cursor { .. })), "{wrong:?}");
    }
    check(0, 3, &[outcome(source, 2, 1)], &bad).unwrap();
    assert_whole(&journal);
}

#[test]
fn the_longest_header_is_kept_with_the_longest_reason() {
    for header_bytes in [FRAME_HEADER_BYTES_MAX - 1, FRAME_HEADER_BYTES_MAX] {
        let world = World::new();
        let (journal, _) = open(&world.lock, small());
        let source = journal.source("A", "x").unwrap();
        let (header, reason) = (vec![b'h'; header_bytes], "r".repeat(REASON_BYTES_MAX + 1));
        let entry = NewEntry { source, received: Time(7), header: &header, frame: b"!1" };
        journal.append(&[entry]).unwrap();
        append(&journal, source, &["!2"]);
        let mut reader = journal.read(0, Filter::All).unwrap();
        let batches: Vec<_> = std::iter::from_fn(|| reader.next(None).unwrap()).collect();
        let bad: Vec<_> =
            batches.iter().flat_map(|batch| batch.entries()).map(|entry| (entry, reason.as_str())).collect();
        let outcomes = [Outcome { source, decoded: 0, events: 0, unreadable: 0, quarantined: 2 }];
        journal.progress(&Progress { from: 0, to: 2, outcomes: &outcomes, quarantined: &bad }).unwrap();
        journal.checkpoint().unwrap();
        let mut reader = journal.quarantined(Filter::All).unwrap();
        let batches: Vec<_> = std::iter::from_fn(|| reader.next(None).unwrap()).collect();
        let frames: Vec<_> = batches.iter().flat_map(|batch| batch.entries()).filter_map(Quarantined::of).collect();
        assert_eq!(
            (frames.len(), frames[0].entry.header, frames[0].reason.len()),
            (2, header.as_slice(), REASON_BYTES_MAX)
        );
        assert_whole(&journal);
    }
}
