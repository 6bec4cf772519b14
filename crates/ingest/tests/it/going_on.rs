//! Imports that are stopped go on exactly where the acknowledged frames end.

use atalaya_ingest::News;

use crate::world::{World, assert_balanced, frames, import, import_until, ndjson, rows};
use atalaya_testkit::Random;

#[test]
fn an_import_that_is_stopped_anywhere_goes_on_behind_what_was_acknowledged() {
    let mut random = Random::new(7);
    for round in 0..6 {
        let world = World::new();
        let paths: Vec<_> = (0..4)
            .map(|file| {
                let events = 1 + random.below(30_000);
                world.file(&format!("{file}.ndjson"), ndjson(round * 10 + file, events))
            })
            .collect();
        let lines = |path| std::fs::read_to_string(path).unwrap().lines().count() as u64;
        let expected: u64 = paths.iter().map(lines).sum();
        let (mut taken, mut tries) = (0, 0);
        while taken < expected {
            tries += 1;
            assert!(tries < 200, "{taken} of {expected}");
            let (house, _) = world.house();
            let mut left = random.below(12);
            let (imported, _) = import_until(&house, "x", &paths, &mut |news| {
                let acknowledged = matches!(news, News::Acknowledged { .. });
                left = left.saturating_sub(u64::from(acknowledged));
                left == 0
            })
            .unwrap();
            taken += imported.acknowledged.frames;
            assert_balanced(&house);
            // Closed in order, or left as a crash leaves it.
            if random.once_in(2) {
                house.close().unwrap();
            }
        }
        let (house, _) = world.house();
        let (imported, _) = import(&house, "another", &paths);
        assert_eq!((imported.acknowledged.frames, imported.frames_before), (0, imported.frames_before));
        let all = frames(house.journal());
        assert_eq!((all.len() as u64, all.values().max()), (expected, Some(&1)), "round {round}");
        assert_eq!(rows(&house)["windows.sysmon"], expected);
        assert_balanced(&house);
    }
}
