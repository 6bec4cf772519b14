//! Appending, reading, cursors, locks, limits, the reserve.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use atalaya_journal::{
    AppendError, DataDir, Filter, Journal, Lane, LockError, NewEntry, Options, ReadError, SourceId, Space, StateError,
};
use atalaya_model::Time;

use crate::world::{World, append, assert_whole, decode, entry, frames, hands, open, rekey, rest, small};

#[test]
fn what_is_appended_is_read_in_order_and_after_closing() {
    let world = World::new();
    let (journal, recovery) = open(&world.lock, small());
    assert!(recovery.created);
    let web = journal.source("Ministry", "web").unwrap();
    let mail = journal.source("Bank", "mail").unwrap();
    assert_eq!(append(&journal, web, &["a", "b"]), 0);
    assert_eq!(append(&journal, mail, &["c"]), 2);
    assert_eq!(append(&journal, web, &["d", ""]), 3);
    let expected = [(0, 0, 0, "a"), (1, 0, 1, "b"), (2, 1, 0, "c"), (3, 0, 2, "d"), (4, 0, 3, "")];
    let expected = expected.map(|(offset, source, sequence, frame)| (offset, source, sequence, frame.to_owned()));
    assert_eq!(rest(&mut journal.read(0, Filter::All).unwrap()), expected);
    assert_eq!(rest(&mut journal.read(3, Filter::All).unwrap()), expected[3..]);
    journal.close().unwrap();
    let (journal, recovery) = open(&world.lock, small());
    assert_eq!((recovery.created, recovery.recovered_entries, recovery.proven), (false, 0, 5));
    assert_eq!(rest(&mut journal.read(0, Filter::All).unwrap()), expected);
    assert_eq!(journal.source("Ministry", "web").unwrap(), web);
    assert_eq!(append(&journal, mail, &["e"]), 5);
    assert_whole(&journal);
}

#[test]
fn entries_keep_their_header_and_time() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("Ministry", "web").unwrap();
    let times = [Time(5), Time(-3), Time(i64::MAX), Time(i64::MIN), Time(0)];
    let entries = times.map(|received| NewEntry { source, received, header: b"\x00h", frame: &[0xff; 700] });
    journal.append(&entries).unwrap();
    let mut reader = journal.read(0, Filter::All).unwrap();
    let mut seen = Vec::new();
    while let Some(batch) = reader.next(None).unwrap() {
        seen.extend(batch.entries().map(|entry| (entry.received, entry.header.to_vec(), entry.frame.len())));
    }
    assert_eq!(seen, times.map(|time| (time, b"\x00h".to_vec(), 700)));
}

#[test]
fn a_reader_of_one_organization_or_source_sees_nothing_else() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let sources =
        [("A", "x"), ("A", "y"), ("B", "x")].map(|(organization, name)| journal.source(organization, name).unwrap());
    for round in 0..40 {
        for (index, source) in sources.iter().enumerate().filter(|(index, _)| round % (index + 1) == 0) {
            append(&journal, *source, &[&format!("{index} {round}")]);
        }
    }
    let all = rest(&mut journal.read(0, Filter::All).unwrap());
    let check = |filter, wanted: &[u32]| {
        let mut reader = journal.read(0, filter).unwrap();
        let expected: Vec<_> = all.iter().filter(|row| wanted.contains(&row.1)).cloned().collect();
        assert_eq!(rest(&mut reader), expected);
        assert_eq!(reader.offset(), journal.head(), "skipped entries count as looked at");
    };
    check(Filter::All, &[0, 1, 2]);
    check(Filter::Organization(journal.organization("A").unwrap()), &[0, 1]);
    check(Filter::Organization(journal.organization("B").unwrap()), &[2]);
    check(Filter::Source(sources[1]), &[1]);
    check(Filter::Source(SourceId(77)), &[]);
}

#[test]
fn many_threads_append_and_each_gets_its_own_offsets() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let sources: Vec<_> = (0..8).map(|index| journal.source("A", &index.to_string()).unwrap()).collect();
    std::thread::scope(|scope| {
        for source in &sources {
            let journal = &journal;
            scope.spawn(move || {
                for round in 0..50_u64 {
                    let text = format!("{} {round}", source.0);
                    let at = append(journal, *source, &[&text, &text]);
                    let mut reader = journal.read(at, Filter::All).unwrap();
                    let read = reader.next(None).unwrap().expect("acknowledged is readable");
                    let first = read.entries().next().unwrap();
                    assert_eq!((first.offset, first.source, first.sequence), (at, *source, 2 * round));
                }
            });
        }
    });
    assert_eq!(journal.head(), 800);
    assert_whole(&journal);
}

#[test]
fn a_reader_waits_for_what_comes_and_no_longer_than_asked() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    let mut reader = journal.read(0, Filter::All).unwrap();
    assert!(reader.next(None).unwrap().is_none());
    assert!(reader.next(Some(Instant::now() + Duration::from_millis(20))).unwrap().is_none());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(move || {
            reader.next(Some(Instant::now() + Duration::from_secs(30))).unwrap().unwrap().entries().count()
        });
        append(&journal, source, &["late"]);
        assert_eq!(waiting.join().unwrap(), 1);
    });
}

#[test]
fn cursors_go_forward_only_and_are_where_they_were_after_a_checkpoint() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &["1", "2", "3"]);
    assert_eq!(journal.cursor("lake").unwrap(), 0);
    journal.advance("lake", 2).unwrap();
    let refused = |to| matches!(journal.advance("lake", to), Err(StateError::Cursor { at: 2, head: 3, .. }));
    assert!(refused(1) && refused(4));
    assert!(matches!(journal.advance("nobody", 1), Err(StateError::Unknown { .. })));
    assert!(matches!(journal.advance("decode", 1), Err(StateError::Unknown { .. })));
    journal.checkpoint().unwrap();
    drop(journal);
    let (journal, _) = open(&world.lock, small());
    assert_eq!(journal.cursor("lake").unwrap(), 2);
    journal.forget_cursor("lake").unwrap();
    assert_eq!(journal.cursor("lake").unwrap(), 0);
}

#[test]
fn a_directory_has_one_owner() {
    let world = World::new();
    let path = world.folder.path().join("data");
    let Err(LockError::Locked { pid, .. }) = DataDir::lock(&path) else { panic!("locked twice") };
    assert_eq!(pid, Some(std::process::id()));
    let text = DataDir::lock(&path).unwrap_err().to_string();
    assert!(text.contains("in use by another process"), "{text}");
    let World { lock, folder } = world;
    drop(lock);
    DataDir::lock(folder.path().join("data")).unwrap();
}

#[test]
fn what_is_too_long_or_unknown_is_refused_and_nothing_is_appended() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    let long = vec![0; atalaya_journal::FRAME_BYTES_MAX + 1];
    let header = vec![0; atalaya_journal::FRAME_HEADER_BYTES_MAX + 1];
    let received = Time(0);
    let good = entry(source, "good");
    let refused = |entries: &[NewEntry<'_>]| journal.append(entries).unwrap_err();
    let too_long = NewEntry { source, received, header: &[], frame: &long };
    assert!(matches!(refused(&[good, too_long]), AppendError::TooLong { index: 1 }));
    let too_long = NewEntry { source, received, header: &header, frame: &[] };
    assert!(matches!(refused(&[too_long]), AppendError::TooLong { index: 0 }));
    let unknown = entry(SourceId(9), "x");
    assert!(matches!(refused(&[good, unknown]), AppendError::UnknownSource(SourceId(9))));
    let full = NewEntry { source, received, header: &[], frame: &long[1..] };
    assert!(matches!(refused(&[full, full, full]), AppendError::TooMuch));
    assert_eq!(journal.head(), 0);
    assert_eq!(journal.append(&[]).unwrap().count, 0);
    journal.append(&[full]).unwrap();
    let mut reader = journal.read(0, Filter::All).unwrap();
    let batch = reader.next(None).unwrap().unwrap();
    assert_eq!(batch.entries().next().unwrap().frame.len(), atalaya_journal::FRAME_BYTES_MAX);
    assert_whole(&journal);
}

#[test]
fn names_are_bounded() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    for name in ["", "  ", "a\nb", &"x".repeat(atalaya_journal::NAME_BYTES_MAX + 1)] {
        assert!(matches!(journal.source(name, "x"), Err(StateError::Name)), "{name}");
        assert!(matches!(journal.cursor(name), Err(StateError::Name)), "{name}");
    }
    for number in 0..atalaya_journal::CURSORS_MAX - 1 {
        journal.cursor(&number.to_string()).unwrap();
    }
    assert!(matches!(journal.cursor("one more"), Err(StateError::Full { what: "cursors" })));
}

/// Room on the disk that a test sets.
struct Room(AtomicU64);

impl Space for Room {
    fn free_bytes(&self) -> std::io::Result<u64> {
        Ok(self.0.load(Ordering::Relaxed))
    }
}

#[test]
fn below_the_reserve_appends_are_refused_and_counted_until_there_is_room() {
    let world = World::new();
    let room = Arc::new(Room(AtomicU64::new(10_000)));
    let options = Options { reserve_bytes: 5_000, space: room.clone(), ..small() };
    let (journal, _) = Journal::open(&world.lock, options, hands()).unwrap();
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &["kept"]);
    room.0.store(5_001, Ordering::Relaxed);
    let refused = journal.append(&[entry(source, "no"), entry(source, "room")]).unwrap_err();
    assert!(matches!(refused, AppendError::ReserveReached { free_bytes: 5_001, reserve_bytes: 5_000 }), "{refused}");
    room.0.store(9_000, Ordering::Relaxed);
    assert_eq!(append(&journal, source, &["again"]), 1);
    assert_eq!(frames(&journal), ["kept", "again"]);
    let counts = journal.tallies()[0].counts;
    assert_eq!((counts.accepted, counts.refused), (2, 2));
}

#[test]
fn the_sum_balances_at_every_step() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    append(&journal, source, &["1", "!2", "3", "4"]);
    decode(&journal, 3);
    let tally = &journal.tallies()[0];
    let counts = tally.counts;
    assert_eq!((counts.accepted, counts.decoded, counts.quarantined, tally.pending), (4, 2, 1, 1));
    assert_whole(&journal);
    // Without a checkpoint cursor and tally would go back together; dropping writes one.
    drop(journal);
    let (journal, _) = open(&world.lock, small());
    assert_eq!(journal.tallies()[0].counts, counts);
    assert_eq!(journal.cursor("decode").unwrap(), 3);
}

#[test]
fn expired_offsets_are_an_error_and_not_an_empty_answer() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let source = journal.source("A", "x").unwrap();
    assert!(journal.read(5, Filter::All).is_ok(), "what is to come may be waited for");
    for round in 0..300 {
        append(&journal, source, &[&format!("{round} {}", "x".repeat(round % 50))]);
    }
    decode(&journal, 300);
    let retention = crate::world::keep_bytes(6000, atalaya_journal::Unread::Keep);
    let mut behind = journal.read(0, Filter::All).unwrap();
    assert!(journal.expire(&retention).unwrap().segments > 0);
    let first = journal.first();
    assert!(matches!(journal.read(0, Filter::All), Err(ReadError::Expired { first: at }) if at == first));
    assert!(matches!(behind.next(None), Err(ReadError::Expired { .. })));
}

#[test]
fn segments_of_no_size_hold_one_group_each() {
    let world = World::new();
    let (journal, _) = open(&world.lock, Options { segment_bytes: 0, block_bytes: 0, ..small() });
    let source = journal.source("A", "x").unwrap();
    for round in 0..20 {
        journal.append(&[]).unwrap();
        append(&journal, source, &[&round.to_string(), "again"]);
        assert!(journal.append(&[entry(SourceId(5), "x")]).is_err());
    }
    assert_eq!(frames(&journal).len(), 40);
    // The last one is begun after its group was acknowledged.
    assert!(journal.status().segments >= 20);
    assert_whole(&journal);
}

#[test]
fn everything_at_once_disturbs_nothing() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    let anchors = std::sync::Mutex::new(Vec::new());
    let over = std::sync::atomic::AtomicBool::new(false);
    let (journal, over, anchors) = (&journal, &over, &anchors);
    let going = || !over.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3)
            .map(|thread| {
                scope.spawn(move || {
                    let source = journal.source("A", &thread.to_string()).unwrap();
                    for round in 0..400 {
                        append(journal, source, &[&format!("{thread} {round}"), "!not to be decoded"]);
                    }
                })
            })
            .collect();
        scope.spawn(move || {
            while going() {
                decode(journal, journal.head());
                journal.checkpoint().unwrap();
                journal.expire(&crate::world::keep_bytes(20_000, atalaya_journal::Unread::Keep)).unwrap();
                rekey(journal).unwrap();
                anchors.lock().unwrap().push(journal.anchor());
            }
        });
        scope.spawn(move || {
            while going() {
                let anchors = anchors.lock().unwrap().clone();
                let verification = journal.verify(&anchors);
                assert!(verification.is_whole(), "{:?}", verification.faults);
            }
        });
        scope.spawn(move || {
            while going() {
                let Ok(mut reader) = journal.read(journal.first(), Filter::All) else { continue };
                let mut last = None;
                while let Ok(Some(batch)) = reader.next(None) {
                    for entry in batch.entries() {
                        assert!(last.is_none_or(|last| entry.offset == last + 1));
                        last = Some(entry.offset);
                    }
                }
            }
        });
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        over.store(true, Ordering::Relaxed);
    });
    decode(journal, journal.head());
    let counts = journal.tallies().into_iter().map(|tally| tally.counts);
    let sum = counts
        .fold((0, 0, 0), |sum, counts| (sum.0 + counts.accepted, sum.1 + counts.decoded, sum.2 + counts.quarantined));
    assert_eq!(sum, (2400, 1200, 1200));
    assert_whole(journal);
}

#[test]
fn behind_a_refusal_nothing_of_the_lane_is_taken() {
    struct Once(AtomicU64);
    impl Space for Once {
        fn free_bytes(&self) -> std::io::Result<u64> {
            Ok(if self.0.fetch_add(1, Ordering::Relaxed) == 1 { 0 } else { u64::MAX })
        }
    }
    let world = World::new();
    let space = Arc::new(Once(AtomicU64::new(0)));
    let (journal, _) = open(&world.lock, Options { space, group_bytes: 1, reserve_bytes: 1, ..small() });
    let source = journal.source("A", "x").unwrap();
    let (lane, another) = (Lane::default(), Lane::default());
    let send = |lane: &Lane, frame: &str| journal.submit_in(lane, &[entry(source, frame)]).unwrap().wait();
    assert!(send(&lane, "a").is_ok());
    assert!(matches!(send(&lane, "b"), Err(AppendError::ReserveReached { .. })));
    assert!(matches!(send(&lane, "c"), Err(AppendError::Behind)));
    assert!(send(&another, "d").is_ok());
    assert_eq!(frames(&journal), ["a", "d"]);
    assert_whole(&journal);
}

#[test]
fn a_note_is_kept_whole_over_a_start_and_damage_is_told() {
    let world = World::new();
    let (journal, _) = open(&world.lock, small());
    assert_eq!(journal.note::<Vec<u32>>("places").unwrap(), None);
    journal.keep_note("places", &vec![1, 2]).unwrap();
    assert!(journal.keep_note("../places", &vec![1]).is_err());
    journal.close().unwrap();
    let (journal, _) = open(&world.lock, small());
    assert_eq!(journal.note("places").unwrap(), Some(vec![1, 2]));
    let path = world.root().join("places.note");
    let damaged = std::fs::read_to_string(&path).unwrap().replace("[1,", "[3,");
    std::fs::write(&path, damaged).unwrap();
    assert!(matches!(journal.note::<Vec<u32>>("places"), Err(atalaya_journal::NoteError::Damaged)));
}

#[cfg(target_os = "linux")]
#[test]
fn the_directory_of_another_user_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(DataDir::lock(folder.path()).unwrap());
    // Only root gives files away; nobody else could write there anyway.
    if std::os::unix::fs::chown(folder.path().join("lock"), Some(12_345), None).is_ok() {
        assert!(matches!(DataDir::lock(folder.path()), Err(LockError::Foreign { owner: 12_345, .. })));
    }
}
