//! Files that are cut, overwritten in the middle, or noise.

use super::made::{MADE, RECORDS, gzip, noise, tar, zip, zstd};
use super::{Case, SMALL};

/// Records that one hole in the middle may cost.
const LOST_MAX: u64 = 2;

#[test]
fn every_format_is_read_whole_when_it_is_whole() {
    for made in MADE {
        let summary = Case::new(SMALL).scan_bytes(&made.bytes());
        assert_eq!((summary.decoded(), summary.said()), (RECORDS as u64, vec![]), "{}", made.format);
    }
}

#[test]
fn what_stands_before_the_cut_is_read() {
    for made in MADE {
        let bytes = made.bytes();
        let cut = &bytes[..bytes.len() * 6 / 10];
        let summary = Case::new(SMALL).scan_bytes(cut);
        let least = RECORDS as u64 * 6 / 10 - LOST_MAX;
        assert!(summary.decoded() >= least, "{}: {} {:?}", made.format, summary.decoded(), summary.said());
        if ["ndjson", "json array", "json records", "windows xml"].contains(&made.format) {
            assert_eq!(summary.said().len(), 1, "{}: {:?}", made.format, summary.said());
        }
    }
}

#[test]
fn what_stands_around_a_hole_is_read() {
    for (seed, made) in MADE.iter().enumerate() {
        for hole in
            [vec![0; 24], vec![b'}'; 24], vec![b'"'; 1], vec![b'\n'; 24], vec![0xff; 24], noise(seed as u64, 24)]
        {
            let mut bytes = made.bytes();
            let middle = bytes.len() / 2;
            bytes[middle..middle + hole.len()].copy_from_slice(&hole);
            let summary = Case::new(SMALL).scan_bytes(&bytes);
            let least = RECORDS as u64 - LOST_MAX;
            assert!(
                summary.decoded() >= least,
                "{}: {} {:?} with {hole:?}",
                made.format,
                summary.decoded(),
                summary.said()
            );
        }
    }
}

#[test]
fn what_the_packing_still_yields_is_read() {
    let log = MADE[0].bytes();
    // Noise that does not compress keeps the log at the beginning of the archive and the damage behind it.
    let filler = noise(7, 1 << 20);
    let packed = [
        ("gzip", gzip(&[&log[..], &filler].concat())),
        ("zstd", zstd(&[&log[..], &filler].concat())),
        ("zip", zip(&[("log", &log), ("filler", &filler)])),
        ("tar", tar(&[("log", &log), ("filler", &filler)])),
        ("tar.gz", gzip(&tar(&[("log", &log), ("filler", &filler)]))),
    ];
    for (name, bytes) in packed {
        let mut cut = bytes.clone();
        cut.truncate(bytes.len() * 8 / 10);
        let mut holed = bytes.clone();
        holed[bytes.len() / 2..][..64].fill(0x5a);
        for damaged in [cut, holed] {
            let summary = Case::new(SMALL).scan_bytes(&damaged);
            let of_the_log = summary.0["kinds"].as_array().unwrap().iter().find(|kind| kind["kind"] == "zeek.dns");
            let events = of_the_log.map_or(0, |kind| kind["events"].as_u64().unwrap());
            assert!(events >= RECORDS as u64 - 1, "{name}: {events} {:?}", summary.said());
            assert!(!summary.said().is_empty(), "{name}: nothing said of the damage");
        }
    }
}

#[test]
fn noise_of_every_beginning_ends_with_a_status_and_a_reason() {
    let beginnings: [&[u8]; 14] = [
        b"",
        b"ElfFile\0",
        b"\x1f\x8b\x08\0",
        b"\x28\xb5\x2f\xfd",
        b"PK\x03\x04",
        b"{\"a\":1}\n",
        b"[{\"a\":1},",
        b"{\"Records\":[",
        b"<Events><Event>",
        b"#separator \\x09\n#fields\ta\tb\n",
        b"#Fields: date time\n",
        b"a,b,c\n",
        b"type=SYSCALL msg=audit(1.0:1): ",
        b"<38>1 ",
    ];
    for (seed, beginning) in beginnings.iter().enumerate() {
        let case = Case::new(SMALL);
        let input = case.file("input", &[beginning, &noise(seed as u64 + 1, 1 << 18)[..]].concat());
        let (status, stdout, stderr) = case.run(&["scan", input.to_str().unwrap(), "--json"]);
        assert!(status == 0 || status == 2, "{status}: {stdout}{stderr}");
        let summary = super::Summary::new(&stdout);
        let said = !summary.said().is_empty() || summary.tally("without_kind") + summary.tally("recoded") > 0;
        assert!(said, "{beginning:?}: {stdout}");
    }
}

#[test]
fn a_windows_event_log_gives_the_records_around_the_damage() {
    let Some(corpus) = atalaya_testkit::corpus() else { return };
    let largest = corpus.evtx().into_iter().max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let bytes = std::fs::read(largest).unwrap();
    let whole = Case::new(SMALL).scan_bytes(&bytes).decoded();
    let chunks = (bytes.len() - 4096) / 65536;
    assert!(chunks >= 4, "{chunks} chunks");
    let of_a_chunk = 2 * whole / chunks as u64;

    let cut = Case::new(SMALL).scan_bytes(&bytes[..bytes.len() / 2]);
    assert!(cut.decoded() + of_a_chunk > whole / 2, "{} of {whole}", cut.decoded());
    assert!(!cut.said().is_empty());
    let at = |chunk: usize| 4096 + chunk * 65536;
    let damages: [(&str, usize, usize); 4] = [
        ("the file's header", 0, 128),
        ("a chunk's header", at(1), 512),
        ("a record", at(1) + 512, 8),
        ("the middle of a chunk", at(2) + 20_000, 4096),
    ];
    for (name, start, length) in damages {
        let mut damaged = bytes.clone();
        damaged[start..start + length].copy_from_slice(&noise(start as u64, length));
        let case = Case::new(SMALL);
        let input = case.file("input", &damaged);
        let (status, stdout, stderr) = case.run(&["scan", input.to_str().unwrap(), "--json"]);
        assert_eq!(status, 0, "{name}: {stdout}{stderr}");
        let summary = super::Summary::new(&stdout);
        assert!(summary.decoded() + of_a_chunk >= whole, "{name}: {} of {whole}", summary.decoded());
        assert!(!summary.said().is_empty(), "{name}: nothing said of the damage");
    }
}
