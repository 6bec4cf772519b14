//! What goes, when, and what keeps it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use atalaya_journal::{Anchor, Expired, Journal, KeptBy, Retention, SourceId, Unread};

use crate::world::{World, append, assert_whole, decode, frames, hands, keep_bytes, open, small, verify};

fn fill(journal: &Journal) -> SourceId {
    let source = journal.source("A", "x").unwrap();
    for round in 0..400 {
        append(journal, source, &[&format!("{round} {}", "x".repeat(round % 50))]);
    }
    source
}

#[test]
fn only_what_every_cursor_has_passed_goes() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    fill(&journal);
    journal.cursor("lake").unwrap();
    let expired = journal.expire(&keep_bytes(5000, Unread::Keep)).unwrap();
    assert_eq!(expired, Expired { kept_by: Some(KeptBy::Cursor("decode".to_owned())), ..Expired::default() });
    decode(&journal, 300);
    journal.advance("lake", 100).unwrap();
    let expired = journal.expire(&keep_bytes(5000, Unread::Keep)).unwrap();
    assert!(expired.segments > 0 && journal.first() <= 100, "{expired:?}");
    assert_eq!(expired.kept_by, Some(KeptBy::Cursor("lake".to_owned())));
    assert_eq!(journal.first(), expired.entries);
    assert_eq!(frames(&journal).len() as u64, 400 - expired.entries);
    assert_whole(&journal);
    drop(journal);
    let (journal, _) = open(&world.lock, small());
    assert_eq!(journal.first(), expired.entries);
    assert_whole(&journal);
}

#[test]
fn a_hold_keeps_what_it_needs_until_it_is_released() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    fill(&journal);
    decode(&journal, 400);
    journal.hold("case 7", 120, 121).unwrap();
    let expired = journal.expire(&keep_bytes(0, Unread::Keep)).unwrap();
    assert!(journal.first() <= 120);
    assert_eq!(expired.kept_by, Some(KeptBy::Hold("case 7".to_owned())));
    assert_eq!(journal.expire(&keep_bytes(0, Unread::Expire)).unwrap().segments, 0);
    journal.release("case 7").unwrap();
    assert_eq!(journal.expire(&keep_bytes(0, Unread::Keep)).unwrap().kept_by, None);
    assert!(journal.first() > 121);
    assert_whole(&journal);
}

#[test]
fn age_is_counted_from_the_end_of_a_segment() {
    let world = World::new();
    let clock = hands();
    let (journal, _) = Journal::open(&world.lock, small(), clock.clone()).unwrap();
    fill(&journal);
    decode(&journal, 400);
    let retention = Retention { age_max: Some(Duration::from_secs(60)), bytes_max: None, unread: Unread::Keep };
    clock.0.fetch_add(60_000_000, Ordering::Relaxed);
    assert_eq!(journal.expire(&retention).unwrap().segments, 0);
    clock.0.fetch_add(1, Ordering::Relaxed);
    assert!(journal.expire(&retention).unwrap().segments > 0);
    assert_eq!(journal.status().segments, 1);
}

#[test]
fn what_expires_unread_is_counted() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    fill(&journal);
    decode(&journal, 37);
    let expired = journal.expire(&keep_bytes(5000, Unread::Expire)).unwrap();
    assert_eq!(expired.unread, expired.entries - 37);
    let tally = &journal.tallies()[0];
    assert_eq!(tally.counts.expired_unread, expired.unread);
    assert_eq!(tally.pending, 400 - expired.entries);
    assert_eq!(journal.cursor("decode").unwrap(), expired.entries);
    assert_whole(&journal);
}

#[test]
fn an_anchor_holds_beyond_expiry_and_one_from_before_says_nothing() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = fill(&journal);
    let middle = journal.anchor();
    append(&journal, source, &["more"]);
    let last = journal.anchor();
    assert!(middle.is_signed() && last.is_signed());
    let last = Anchor::from_json(&last.to_json()).unwrap();
    let anchors = [middle, last];
    assert_eq!(journal.verify(&anchors).anchors_confirmed, 2);
    for _ in 0..100 {
        append(&journal, source, &["and more of it, so that segments come to an end"]);
    }
    decode(&journal, journal.head());
    journal.expire(&keep_bytes(0, Unread::Keep)).unwrap();
    let verification = journal.verify(&anchors);
    assert!(verification.is_whole(), "{:?}", verification.faults);
    assert_eq!((verification.anchors_confirmed, verification.anchors_expired), (0, 2));
    journal.close().unwrap();
    let files: std::sync::Arc<dyn atalaya_journal::Files> = std::sync::Arc::new(atalaya_journal::Disk);
    assert!(verify(&world.lock, &files, None, &anchors).is_whole());
}
