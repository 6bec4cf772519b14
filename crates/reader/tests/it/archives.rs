//! Compression and archives, whole, nested and broken.

use std::io::Write as _;
use std::ops::ControlFlow;

use atalaya_reader::{Closed, Input, Limits, Piece};
use sha2::{Digest, Sha256};

use crate::reading::{Folder, Seen, gzip, reading, tar, zip, zstd};

const LINES: &[u8] = b"first line\nsecond line\n";

fn read_bytes(bytes: &[u8], limits: &Limits) -> Seen {
    let folder = Folder::new();
    reading(&folder, &folder.file("input", bytes), limits)
}

#[test]
fn layers_are_peeled_by_their_magic() {
    let two = [&gzip(b"first line\n")[..], &gzip(b"second line\n")].concat();
    for (bytes, name) in [
        (gzip(LINES), "input"),
        (two, "input"),
        (zstd(LINES), "input"),
        (gzip(&zstd(LINES)), "input"),
        (tar(&[("d/x.log", LINES)]), "input!/d/x.log"),
        (gzip(&tar(&[("x", LINES)])), "input!/x"),
        (zstd(&tar(&[("x", LINES)])), "input!/x"),
        (zip(&[("d/x.log", LINES)]), "input!/d/x.log"),
        (zip(&[("x.gz", &gzip(LINES))]), "input!/x.gz"),
        (zip(&[("in.zip", &zip(&[("x", LINES)]))]), "input!/in.zip!/x"),
        (gzip(&zip(&[("x", LINES)])), "input!/x"),
    ] {
        let seen = read_bytes(&bytes, &Limits::default());
        assert_eq!(seen.frames, ["first line", "second line"], "{name}");
        assert_eq!((seen.names(), seen.damages.len(), seen.skipped.len()), (vec![name], 0, 0));
        assert!(seen.closed[0].complete);
    }
}

#[test]
fn the_hash_is_that_of_the_file_as_stored_or_of_the_member() {
    let packed = gzip(LINES);
    assert_eq!(read_bytes(&packed, &Limits::default()).closed[0].sha256, Some(Sha256::digest(&packed).into()));
    for archive in [zip(&[("x", LINES)]), tar(&[("x", LINES)]), gzip(&tar(&[("x", LINES)]))] {
        let closed = &read_bytes(&archive, &Limits::default()).closed[0];
        assert_eq!((closed.sha256, closed.bytes), (Some(Sha256::digest(LINES).into()), LINES.len() as u64));
    }
}

#[test]
fn members_with_long_names_are_named() {
    let name = format!("{}/x.log", "folder".repeat(40));
    let seen = read_bytes(&tar(&[(&name, LINES)]), &Limits::default());
    assert_eq!(seen.names(), [format!("input!/{name}")]);
}

#[test]
fn the_time_of_modification_is_that_of_the_member_of_what_was_packed_or_of_the_file() {
    const SECONDS: u32 = 1_554_076_800;
    let dated = |seconds| {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(LINES.len() as u64);
        header.set_mtime(seconds);
        let mut builder = ::tar::Builder::new(Vec::new());
        builder.append_data(&mut header, "x", LINES).unwrap();
        builder.into_inner().unwrap()
    };
    let mut packed = flate2::GzBuilder::new().mtime(SECONDS).write(Vec::new(), flate2::Compression::fast());
    packed.write_all(LINES).unwrap();
    let packed = packed.finish().unwrap();
    let of_2019 = Some("2019-04-01T00:00:00.000000Z");
    for (bytes, expected) in [(dated(u64::from(SECONDS)), of_2019), (packed, of_2019), (dated(0), None)] {
        let modified = read_bytes(&bytes, &Limits::default()).opened[0].modified.map(|time| time.to_string());
        assert_eq!(modified.as_deref(), expected);
    }
    let folder = Folder::new();
    let path = folder.file("plain.log", LINES);
    let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(SECONDS));
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    let modified = reading(&folder, &path, &Limits::default()).opened[0].modified.map(|time| time.to_string());
    assert_eq!(modified.as_deref(), of_2019);
}

#[test]
fn archives_too_deep_within_each_other_are_named() {
    let bytes = zip(&[("b", &zip(&[("c", &zip(&[("d", LINES)]))])), ("e", LINES)]);
    let seen = read_bytes(&bytes, &Limits::default());
    assert_eq!(seen.names(), ["input!/e"]);
    assert_eq!(seen.skipped, [("input!/b!/c".to_owned(), "reader-archives")]);
    let layers = (0..6).fold(LINES.to_vec(), |bytes, _| gzip(&bytes));
    assert_eq!(read_bytes(&layers, &Limits::default()).skipped[0].1, "reader-layers");
}

/// Lines that compress badly, so that a cut of the compressed bytes is a cut in the middle.
fn noise() -> Vec<u8> {
    let mut state = 1u64;
    let mut line = |n: u32| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        format!("{n} {state:x}\n")
    };
    (0..20_000).flat_map(|n| line(n).into_bytes()).collect()
}

#[test]
fn what_stands_before_a_cut_is_kept() {
    let noise = noise();
    let members = [("a", &noise[..]), ("b", &noise[..])];
    for (bytes, complete_members) in
        [(gzip(&noise), 0), (zstd(&noise), 0), (tar(&members), 1), (gzip(&tar(&members)), 1), (zip(&members), 1)]
    {
        let seen = read_bytes(&bytes[..bytes.len() * 3 / 4], &Limits::default());
        let complete = seen.closed.iter().filter(|closed| closed.complete).count();
        assert_eq!((complete, seen.closed.len()), (complete_members, complete_members + 1));
        assert!(seen.frames.len() > 20_000 * complete_members + 2000, "{}", seen.frames.len());
        assert!(matches!(seen.damage_ids().as_slice(), ["reader-truncated" | "reader-corrupt"]), "{:?}", seen.damages);
        assert!(seen.damages[0].offset > 0);
    }
}

#[test]
fn a_zip_member_with_a_wrong_checksum_is_damaged_and_the_next_one_read() {
    let mut bytes = zip(&[("a", b"aaaaaaaaaaaaaaaaaaaaa\n"), ("b", LINES)]);
    bytes[14] ^= 1;
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[directory + 16] ^= 1;
    let seen = read_bytes(&bytes, &Limits::default());
    assert_eq!(seen.damage_ids(), ["reader-corrupt"]);
    assert_eq!(seen.frames, ["aaaaaaaaaaaaaaaaaaaaa", "first line", "second line"]);
}

#[test]
fn members_with_a_password_or_an_unknown_method_are_named() {
    let mut locked = zip(&[("a", LINES), ("b", LINES)]);
    let directory = locked.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut strange = locked.clone();
    locked[6] |= 1;
    locked[directory + 8] |= 1;
    strange[8] = 14;
    strange[directory + 10] = 14;
    for (bytes, id) in [(locked, "reader-password"), (strange, "reader-method")] {
        let seen = read_bytes(&bytes, &Limits::default());
        assert_eq!(seen.skipped, [("input!/a".to_owned(), id)]);
        assert_eq!(seen.names(), ["input!/b"]);
    }
}

#[test]
fn digests_are_known_before_anything_is_read() {
    let folder = Folder::new();
    folder.file("a.ndjson", LINES);
    folder.file("b.gz", &gzip(LINES));
    folder.file("c.zip", &zip(&[("x", LINES), ("y.gz", &gzip(LINES)), ("z.bin", &[0, 1, 2, 3])]));
    folder.file("d.tar.gz", &gzip(&tar(&[("x", LINES), ("y", b"another line\n")])));
    let seen = reading(&folder, folder.path(), &Limits::default());
    let (mut names, mut closed) = (Vec::new(), Vec::new());
    let inputs = [Input::Path(folder.path().to_owned())];
    let outcome = atalaya_reader::digest(&inputs, &Limits::default(), &mut |piece| {
        match piece {
            Piece::Open(info) => names.push(info.name),
            Piece::Close(end) => closed.push(end),
            Piece::Skipped { .. } => {}
            Piece::Unit(_) | Piece::Damage(_) => panic!("nothing is read"),
        }
        ControlFlow::Continue(())
    });
    let digests = |closed: &[Closed]| closed.iter().map(|end| (end.input, end.sha256)).collect::<Vec<_>>();
    assert_eq!(digests(&closed), digests(&seen.closed));
    assert!(names.iter().zip(seen.names()).all(|(name, read)| name.ends_with(read)), "{names:?}");
    assert_eq!((outcome.inputs, outcome.skipped), (6, 1));
}
