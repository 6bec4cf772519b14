//! Events of no known kind come into the tables of their kinds once the kinds are known, as if they always had been.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use atalaya_ingest::{House, HouseOptions, Recognition, UNRECOGNISED};
use atalaya_journal::{Retention, Unread};
use atalaya_lake::arrow::util::display::{ArrayFormatter, FormatOptions};
use atalaya_lake::{Bounds, Depth, Scope};
use atalaya_schema::Schema;

use crate::world::{World, assert_balanced, import, ndjson, options, rows};

const SYSMON: &str = "windows.sysmon";

/// The kinds of this program but for those of Windows.
fn without_windows() -> Arc<Schema> {
    let files = Schema::builtin_files().iter().filter(|(name, _)| !name.contains("kinds/windows."));
    let files: Vec<(String, String)> = files.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Arc::new(Schema::load(&files).0)
}

/// A house that does not know them.
fn knowing_less(world: &World) -> House<'_> {
    let options = HouseOptions { schema: without_windows(), ..options(world.lock.path()) };
    House::open(&world.lock, options, &AtomicBool::new(false)).unwrap().0
}

fn recognise(house: &House<'_>) -> Recognition {
    house.recognise(&AtomicBool::new(false)).unwrap()
}

/// What a table's rows say, but for the time of receipt; by column.
fn told(house: &House<'_>, kind: &str) -> Vec<BTreeMap<String, String>> {
    let session = house.lake().session(Scope::All, Bounds::default());
    let sql = format!("SELECT *, record, uid FROM {kind} ORDER BY origin, origin_record");
    let mut answer = session.query(&sql).unwrap();
    let mut told = Vec::new();
    while let Some(batch) = answer.next().unwrap() {
        let schema = batch.schema();
        for row in 0..batch.num_rows() {
            let columns = schema.fields().iter().zip(batch.columns()).filter_map(|(field, column)| {
                let value = ArrayFormatter::try_new(column, &FormatOptions::default()).unwrap().value(row).to_string();
                (field.name() != "received" && !value.is_empty()).then(|| (field.name().clone(), value))
            });
            told.push(columns.collect::<BTreeMap<_, _>>());
        }
    }
    told
}

fn assert_whole(house: &House<'_>) {
    assert_balanced(house);
    let verification = house.lake().verify(Depth::Rows, &AtomicBool::new(false), &|_| {});
    assert!(verification.is_whole(), "{verification:?}");
}

#[test]
fn events_whose_kind_is_known_by_now_say_what_an_import_of_today_would_say() {
    let (world, direct) = (World::new(), World::new());
    let text = ndjson(5, 3000);
    let house = knowing_less(&world);
    import(&house, "x", &[world.file("a.x", &text)]);
    assert_eq!(rows(&house)[UNRECOGNISED], 3000);
    assert_whole(&house);
    house.close().unwrap();
    let (house, _) = world.house();
    let done = recognise(&house);
    let kinds = BTreeMap::from([(SYSMON.to_owned(), 3000)]);
    assert_eq!(done, Recognition { looked: 3000, kinds, ..Recognition::default() });
    assert_eq!(rows(&house), BTreeMap::from([(SYSMON.to_owned(), 3000), (UNRECOGNISED.to_owned(), 0)]));
    assert_whole(&house);
    let (other, _) = direct.house();
    import(&other, "x", &[direct.file("a.x", &text)]);
    let (found, expected) = (told(&house, SYSMON), told(&other, SYSMON));
    assert_eq!((found.len(), expected.len()), (3000, 3000));
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(recognise(&house), Recognition::default());
    house.close().unwrap();
    let (house, _) = world.house();
    assert_eq!(rows(&house)[SYSMON], 3000);
    assert_whole(&house);
    import(&house, "x", &[world.file("b.x", ndjson(6, 10))]);
    assert_eq!(rows(&house)[SYSMON], 3010);
    assert_whole(&house);
}

#[test]
fn events_of_a_kind_that_is_still_not_known_stay() {
    let world = World::new();
    let of_nobody = |number: u64| format!("{{\"nobody\":\"knows\",\"number\":{number}}}\n");
    let mixed: String =
        ndjson(5, 500).lines().zip(0..).map(|(line, number)| format!("{line}\n{}", of_nobody(number))).collect();
    let house = knowing_less(&world);
    import(&house, "x", &[world.file("a.x", &mixed)]);
    import(&house, "y", &[world.file("b.x", ndjson(6, 100))]);
    house.close().unwrap();
    let (house, _) = world.house();
    let before = told(&house, UNRECOGNISED);
    let done = recognise(&house);
    assert_eq!((done.looked, done.recognised(), done.stay(), done.gone), (1100, 600, 500, 0));
    assert_eq!(rows(&house), BTreeMap::from([(SYSMON.to_owned(), 600), (UNRECOGNISED.to_owned(), 500)]));
    assert_whole(&house);
    let stay = told(&house, UNRECOGNISED);
    let of_nobody = before.into_iter().filter(|row| row.values().any(|value| value == "knows")).collect::<Vec<_>>();
    assert_eq!(stay, of_nobody);
    let again = recognise(&house);
    assert_eq!((again.looked, again.recognised()), (500, 0));
}

#[test]
fn events_whose_entries_have_expired_stay_and_are_told() {
    let world = World::new();
    let mut options = HouseOptions { schema: without_windows(), ..options(world.lock.path()) };
    options.journal.segment_bytes = 1 << 16;
    let (house, _) = House::open(&world.lock, options, &AtomicBool::new(false)).unwrap();
    import(&house, "x", &[world.file("a.x", ndjson(5, 40_000))]);
    let expired =
        house.journal().expire(&Retention { age_max: None, bytes_max: Some(1), unread: Unread::Keep }).unwrap();
    assert!(expired.entries > 0);
    house.close().unwrap();
    let (house, _) = world.house();
    let done = recognise(&house);
    assert_eq!((done.looked, done.gone), (40_000, expired.entries));
    assert_eq!(done.recognised(), 40_000 - expired.entries);
    assert_eq!(rows(&house).values().sum::<u64>(), 40_000);
    assert_balanced(&house);
}
