//! Opening: with the catalogue, without it, with one that is older than the logs, and with thousands of tables.

use std::sync::Arc;
use std::time::{Duration, Instant};

use atalaya_lake::{Cache, Lake, Opened, Scope, Sheet};
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::river::{Shore, append, counted, durable, kind, put, rows, runtime, said, small, stored};
use crate::sim::Sim;

const CATALOGUE: &str = "catalogue";

fn filled(shore: &Shore, store: &Arc<dyn ObjectStore>) {
    let (lake, opened) = Lake::open(&shore.lock, small(store)).unwrap();
    assert_eq!(opened, Opened { tables: 0, cache: Cache::Missing, caught_up: 0, read_in_full: 0 });
    for at in (0..300).step_by(30) {
        append(&lake, at..at + 30);
        lake.flush().unwrap();
    }
    lake.close().unwrap();
}

#[test]
fn whatever_the_catalogue_says_the_lake_is_what_the_logs_say() {
    let (shore, sim) = (Shore::new(), Sim::default());
    let store = durable(sim);
    filled(&shore, &store);
    let tables = 6;
    let good = runtime().block_on(async { store.get(&CATALOGUE.into()).await.unwrap().bytes().await.unwrap() });
    let status = {
        let (lake, opened) = Lake::open(&shore.lock, small(&store)).unwrap();
        assert_eq!(opened, Opened { tables, cache: Cache::Whole, caught_up: 0, read_in_full: 0 });
        lake.tables()
    };
    let check = |catalogue: Option<&[u8]>, expected: Opened| {
        match catalogue {
            Some(bytes) => runtime().block_on(store.put(&CATALOGUE.into(), bytes.to_vec().into())).map(drop).unwrap(),
            None => runtime().block_on(store.delete(&CATALOGUE.into())).unwrap(),
        }
        let (lake, opened) = Lake::open(&shore.lock, small(&store)).unwrap();
        assert_eq!(opened, expected);
        assert_eq!(lake.tables(), status);
        assert_eq!(said(&lake), counted(&rows(0..300)));
    };
    check(None, Opened { tables, cache: Cache::Missing, caught_up: 0, read_in_full: tables });
    let mut flipped = good.to_vec();
    flipped[good.len() / 2] ^= 1;
    check(Some(&flipped), Opened { tables, cache: Cache::Unusable, caught_up: 0, read_in_full: tables });
    check(Some(b""), Opened { tables, cache: Cache::Unusable, caught_up: 0, read_in_full: tables });
    check(Some(&good), Opened { tables, cache: Cache::Whole, caught_up: 0, read_in_full: 0 });
    // Commits that the catalogue does not know.
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    append(&lake, 300..310);
    lake.flush().unwrap();
    let status = lake.tables();
    drop(lake);
    let (lake, opened) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert!(opened.caught_up > 0 && opened.read_in_full == 0, "{opened:?}");
    assert_eq!(lake.tables(), status);
    assert_eq!(stored(&store), rows(0..310));
    // So many that the first of them are gone from the logs.
    for at in (310..500).step_by(10) {
        append(&lake, at..at + 10);
        lake.flush().unwrap();
    }
    let status = lake.tables();
    drop(lake);
    let (lake, opened) = Lake::open(&shore.lock, small(&store)).unwrap();
    assert!(opened.read_in_full > 0, "{opened:?}");
    assert_eq!(lake.tables(), status);
    assert_eq!(stored(&store), rows(0..500));
}

#[test]
fn a_scope_shows_its_organizations_and_no_other() {
    let (shore, sim) = (Shore::new(), Sim::default());
    let store = durable(sim);
    filled(&shore, &store);
    let (lake, _) = Lake::open(&shore.lock, small(&store)).unwrap();
    let check = |scope: Scope, expected| assert_eq!(lake.snapshot(&scope).table_count(), expected, "{scope:?}");
    check(Scope::All, 6);
    check(Scope::Organizations(vec!["north".to_owned()]), 3);
    check(Scope::Organizations(vec!["north".to_owned(), "nobody".to_owned()]), 3);
    check(Scope::Organizations(vec!["North".to_owned()]), 0);
    check(Scope::Organizations(vec![]), 0);
}

/// Prints how long it takes; nothing is asserted of time, which the machine decides.
#[test]
fn thousands_of_tables_are_opened() {
    let tables: u64 = std::env::var("ATALAYA_LAKE_TABLES").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    let shore = Shore::new();
    let options =
        || atalaya_lake::Options { reserve_bytes: 0, flush_age: Duration::from_secs(600), ..Default::default() };
    let (lake, _) = Lake::open(&shore.lock, options()).unwrap();
    let chunks = (0..tables).map(|offset| {
        let mut sheet = Sheet::new(&format!("organization {}", offset / 20), &kind(&format!("kind.{}", offset % 20)));
        put(&mut sheet, "edge", offset, 0);
        sheet.take()
    });
    lake.append(chunks.collect(), 0..tables).unwrap();
    let writing = Instant::now();
    lake.close().unwrap();
    println!("{tables} tables: written in {:?}", writing.elapsed());
    let time = |what: &str, cache| {
        let opening = Instant::now();
        let (lake, opened) = Lake::open(&shore.lock, options()).unwrap();
        let open = opening.elapsed();
        let taking = Instant::now();
        let snapshot = lake.snapshot(&Scope::All);
        let seen = taking.elapsed();
        println!("{tables} tables, {what}: opened in {open:?}, all seen in {seen:?}; {}", memory());
        assert_eq!((opened.tables as u64, opened.cache, snapshot.table_count() as u64), (tables, cache, tables));
    };
    time("with the catalogue", Cache::Whole);
    std::fs::remove_file(shore.lock.path().join("lake").join(CATALOGUE)).unwrap();
    time("without it", Cache::Missing);
}

/// What the system says of this process's memory.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")).collect::<Vec<_>>().join(", ")
}
