//! Appending: order, memory, the disk's reserve, what is durable, and rows of replays.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use atalaya_journal::Space;
use atalaya_lake::{Lake, LakeError, Options};

use crate::river::{Shore, append, chunks, counted, durable, rows, said, small, stored};
use crate::sim::Sim;

#[test]
fn ranges_come_in_order_and_chunks_lie_in_them() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 1000..1010);
    let check = |range: std::ops::Range<u64>, expected: &str| {
        let error = lake.append(chunks(range.clone()), range).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    check(1011..1012, "rows from offset 1011 were appended, where 1010 was to follow");
    check(1000..1010, "rows from offset 1000 were appended, where 1010 was to follow");
    assert!(matches!(lake.append(chunks(1000..1020), 1010..1020), Err(LakeError::Range)));
    append(&lake, 1010..1011);
    assert_eq!(lake.appended(), 1011);
}

#[test]
fn idle_tables_do_not_hold_back_what_is_durable() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert_eq!((lake.durable(), lake.appended()), (0, 0));
    append(&lake, 0..100);
    let first = rows(0..100).iter().map(|row| row.3).min().unwrap();
    assert_eq!((lake.durable(), lake.appended()), (first, 100));
    assert_eq!(lake.flush().unwrap(), 100);
    // Entries without rows are durable at once.
    lake.append(vec![], 100..500).unwrap();
    assert_eq!(lake.durable(), 500);
    let one = (500..).find(|offset| !rows(*offset..offset + 1).is_empty()).unwrap();
    append(&lake, 500..one + 1);
    lake.append(vec![], one + 1..one + 100).unwrap();
    assert_eq!(lake.durable(), one);
    assert_eq!(lake.flush().unwrap(), one + 100);
}

#[test]
fn rows_are_counted_and_seen_before_they_are_written_and_afterwards() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    for at in 0..200 {
        append(&lake, at..at + 1);
    }
    let expected = rows(0..200).len() as u64;
    let buffered = |lake: &Lake| lake.tallies().iter().map(|tally| tally.buffered).sum::<u64>();
    assert_eq!((buffered(&lake), said(&lake).len()), (expected, 0));
    assert_eq!(lake.tables().iter().map(|table| table.rows_buffered).sum::<u64>(), expected);
    lake.flush().unwrap();
    assert_eq!((buffered(&lake), said(&lake)), (0, counted(&rows(0..200))));
    assert_eq!(lake.buffered_bytes(), 0);
    let status = lake.tables();
    assert_eq!(status.iter().map(|table| table.rows).sum::<u64>(), expected);
    assert!(status.iter().all(|table| table.version == Some(0) && table.first < table.last && table.misfits == 0));
    // The same entries again, as after a crash: what the tables have is left out.
    drop(lake);
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 50..250);
    lake.flush().unwrap();
    assert_eq!(lake.tables().iter().map(|table| table.skipped).sum::<u64>(), rows(50..200).len() as u64);
    lake.close().unwrap();
    assert_eq!(stored(&store), rows(0..250));
}

#[test]
fn what_is_old_or_much_is_written_without_being_asked() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let wait = |lake: &Lake, durable: u64| {
        let until = std::time::Instant::now() + Duration::from_secs(20);
        while lake.durable() < durable {
            assert!(std::time::Instant::now() < until, "it is never written");
            std::thread::sleep(Duration::from_millis(5));
        }
    };
    let options = Options { flush_age: Duration::from_millis(30), ..small(&store) };
    let (lake, _) = Lake::open(&shore.lock, options).unwrap();
    append(&lake, 0..50);
    wait(&lake, 50);
    drop(lake);
    let options = Options { buffer_bytes: 1, ..small(&store) };
    let (lake, _) = Lake::open(&shore.lock, options).unwrap();
    for at in (50..400).step_by(10) {
        append(&lake, at..at + 10);
        assert!(lake.buffered_bytes() < 200_000, "{}", lake.buffered_bytes());
    }
    lake.close().unwrap();
    assert_eq!(stored(&store), rows(0..400));
}

/// Room that is set.
struct Room(AtomicU64);

impl Space for Room {
    fn free_bytes(&self) -> io::Result<u64> {
        Ok(self.0.load(Ordering::Relaxed))
    }
}

#[test]
fn when_the_reserve_is_reached_rows_wait_and_are_written_once_there_is_room() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let space = Arc::new(Room(AtomicU64::new(999)));
    let options = Options { space: space.clone(), reserve_bytes: 1000, ..small(&store) };
    let (lake, _) = Lake::open(&shore.lock, options).unwrap();
    append(&lake, 0..50);
    let reached = lake.flush();
    assert!(matches!(reached, Err(LakeError::ReserveReached { free_bytes: 999, reserve_bytes: 1000 })), "{reached:?}");
    assert!(lake.failures() > 0 && lake.durable() < 50);
    // What went wrong is told, nothing is taken, and the next call takes it.
    append(&lake, 50..60);
    assert!(lake.flush().is_err());
    assert_eq!(stored(&store), vec![]);
    space.0.store(1 << 40, Ordering::Relaxed);
    assert_eq!(lake.flush().unwrap(), 60);
    lake.close().unwrap();
    assert_eq!(stored(&store), rows(0..60));
}

#[test]
fn rows_of_a_replay_are_durable_when_the_call_returns_and_are_there_once() {
    let (shore, store) = (Shore::new(), durable(Sim::default()));
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 5000..5020);
    lake.append_late(chunks(0..40), 0..40).unwrap();
    assert_eq!(stored(&store), rows(0..40));
    lake.append_late(chunks(0..60), 0..60).unwrap();
    assert_eq!(stored(&store), rows(0..60));
    assert!(matches!(lake.append_late(chunks(60..70), 60..65), Err(LakeError::Range)));
    drop(lake);
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    lake.append_late(chunks(40..80), 40..80).unwrap();
    append(&lake, 5000..5020);
    lake.close().unwrap();
    let mut expected = rows(0..80);
    expected.extend(rows(5000..5020));
    expected.sort();
    assert_eq!(stored(&store), expected);
}
