//! Bombs and noise: reading ends, says why, and keeps what came before.

use atalaya_reader::Limits;
use proptest::prelude::*;

use crate::reading::{Folder, Seen, gzip, reading, tar, zip, zstd};

fn read_bytes(bytes: &[u8], limits: &Limits) -> Seen {
    let folder = Folder::new();
    reading(&folder, &folder.file("input", bytes), limits)
}

fn tight() -> Limits {
    Limits { expansion_floor_bytes: 1 << 20, expansion_ratio_max: 20, ..Limits::default() }
}

#[test]
fn bombs_are_stopped() {
    let zeros = b"0000000\n".repeat(2 << 20);
    for bytes in [gzip(&zeros), zstd(&zeros), zip(&[("a", &zeros)]), gzip(&tar(&[("a", &zeros)])), gzip(&gzip(&zeros))]
    {
        let seen = read_bytes(&bytes, &tight());
        assert_eq!(seen.damage_ids(), ["reader-expansion-ratio"]);
        assert!(!seen.closed[0].complete);
        assert!((1 << 16..2 << 20).contains(&seen.frames.len()), "{}", seen.frames.len());
    }
}

#[test]
fn a_bomb_of_many_members_is_stopped_for_good() {
    let zeros = b"0000000\n".repeat(1 << 18);
    let members: Vec<_> = (0..50).map(|_| ("a", &zeros[..])).collect();
    let seen = read_bytes(&gzip(&tar(&members)), &tight());
    assert!(seen.opened.len() < 10, "{}", seen.opened.len());
    assert_eq!(seen.skipped.last().unwrap().1, "reader-expansion-ratio");
}

#[test]
fn an_honest_expansion_is_read_whole() {
    let zeros = b"0000000\n".repeat(100_000);
    let seen = read_bytes(&gzip(&zeros), &tight());
    assert_eq!((seen.frames.len(), seen.damages.len()), (100_000, 0));
}

#[test]
fn total_bytes_and_members_are_bounded() {
    let limits = Limits { expanded_bytes_max: 1000, members_max: 2, ..Limits::default() };
    let seen = read_bytes(&gzip(&b"line\n".repeat(1000)), &limits);
    assert_eq!(seen.damage_ids(), ["reader-expansion-total"]);
    for bytes in
        [zip(&[("a", b"x\n"), ("b", b"x\n"), ("c", b"x\n")]), tar(&[("a", b"x\n"), ("b", b"x\n"), ("c", b"x\n")])]
    {
        let seen = read_bytes(&bytes, &Limits { members_max: 2, ..Limits::default() });
        assert_eq!((seen.opened.len(), seen.skipped.as_slice()), (2, &[("input".to_owned(), "reader-members")][..]));
    }
}

/// Beginnings that lead into each layer and format, followed by anything.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let beginnings = vec![
        Vec::new(),
        gzip(b"{\"a\":1}\n"),
        zstd(b"{\"a\":1}\n"),
        zip(&[("a", b"{\"a\":1}\n")]),
        tar(&[("a", b"{\"a\":1}\n")]),
        b"ElfFile\0".to_vec(),
        b"ElfChnk\0".to_vec(),
        b"\xFF\xFE".to_vec(),
        b"[{".to_vec(),
        b"#fields\ta\n".to_vec(),
    ];
    let tail = proptest::collection::vec(any::<u8>(), 0..2000);
    (proptest::sample::select(beginnings), tail, any::<proptest::sample::Index>(), any::<u8>()).prop_map(
        |(mut bytes, tail, at, flip)| {
            bytes.extend(tail);
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            bytes
        },
    )
}

proptest! {
    #[test]
    fn reading_noise_never_panics(bytes in noise()) {
        read_bytes(&bytes, &tight());
    }
}
