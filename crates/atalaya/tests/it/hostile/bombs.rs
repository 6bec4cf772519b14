//! Little that expands to a lot.

use super::made::{gzip, tar, zip, zstd};
use super::{Case, LARGE, Summary};

/// Bytes of one part of a bomb.
const PART: usize = 64 << 20;
/// Parts: more than a gigabyte, below which nothing is too much.
const PARTS: usize = 20;

fn part() -> Vec<u8> {
    let mut line = vec![b'a'; 1 << 20];
    line[(1 << 20) - 1] = b'\n';
    line.repeat(PART >> 20)
}

fn check(bytes: &[u8]) {
    let case = Case::new(LARGE);
    let input = case.file("input", bytes);
    let (status, stdout, stderr) = case.run(&["scan", input.to_str().unwrap(), "--json", "--decode-only"]);
    assert_eq!(status, 0, "{stdout}{stderr}");
    let summary: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    let decoded = summary["tally"]["decoded"].as_u64().unwrap();
    assert!((1000..PARTS as u64 * 64).contains(&decoded), "{decoded}");
    let said = Summary(summary).said();
    assert_eq!(said, ["reader-expansion-ratio"]);
}

#[test]
fn a_gzip_bomb_is_stopped_and_named() {
    check(&gzip(&part()).repeat(PARTS));
}

#[test]
fn a_zstd_bomb_is_stopped_and_named() {
    check(&zstd(&part()).repeat(PARTS));
}

#[test]
fn a_zip_bomb_is_stopped_and_named() {
    let part = part();
    let names: Vec<String> = (0..PARTS).map(|number| format!("{number}.log")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &part[..])).collect();
    check(&zip(&members));
}

#[test]
fn a_tar_bomb_is_stopped_and_named() {
    let mut one = tar(&[("a.log", &part())]);
    one.truncate(512 + PART); // Without the blocks that end an archive.
    check(&gzip(&one).repeat(PARTS));
}
