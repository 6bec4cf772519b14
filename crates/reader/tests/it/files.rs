//! Plain files, folders and charsets.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use atalaya_codec::Format;
use atalaya_reader::{Charset, Input, Limits, read, size};
use sha2::{Digest, Sha256};

use crate::reading::{Folder, reading};

#[test]
fn a_file_is_opened_read_hashed_and_closed() {
    let folder = Folder::new();
    let text = b"{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":3}";
    let path = folder.file("log.bin", text);
    let limits = Limits::default();
    let seen = reading(&folder, &path, &limits);
    assert_eq!((seen.opened[0].format, seen.opened[0].size), (Format::JsonLines, Some(text.len() as u64)));
    assert_eq!(seen.frames, ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]);
    assert_eq!(seen.records, [1, 3, 4]);
    let closed = &seen.closed[0];
    assert_eq!((closed.bytes, closed.complete, closed.malformed), (text.len() as u64, true, 0));
    assert_eq!(closed.sha256, Some(Sha256::digest(text).into()));
    assert_eq!(limits.bytes_read.load(Ordering::Relaxed), text.len() as u64);
}

#[test]
fn hashing_can_be_switched_off() {
    let folder = Folder::new();
    let path = folder.file("log", b"text\n");
    let seen = reading(&folder, &path, &Limits { hashing: false, ..Limits::default() });
    assert_eq!(seen.closed[0].sha256, None);
}

#[test]
fn folders_are_read_in_sorted_order_and_what_is_not_read_is_said() {
    let folder = Folder::new();
    folder.file("b/2.log", b"two\n");
    folder.file("a.log", b"one\n");
    folder.file("b/10.log", b"ten\n");
    folder.file("c/deep/er/x.log", b"deep\n");
    folder.file("picture", &[0; 5000]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("a.log"), folder.path().join("link")).unwrap();
    let limits = Limits { folder_depth_max: 2, ..Limits::default() };
    let seen = reading(&folder, folder.path(), &limits);
    assert_eq!(seen.names(), ["a.log", "b/10.log", "b/2.log"]);
    let mut expected = vec![("c/deep/er".to_owned(), "reader-folder-depth"), ("picture".to_owned(), "reader-binary")];
    if cfg!(unix) {
        expected.insert(1, ("link".to_owned(), "reader-link"));
    }
    assert_eq!(seen.skipped, expected);
    let total = size(&[Input::Path(folder.path().to_owned())], &limits);
    assert_eq!(total, Some(5012));
}

#[test]
fn too_many_entries_are_said() {
    let folder = Folder::new();
    (0..5).for_each(|n| drop(folder.file(&format!("{n}.log"), b"x\n")));
    let seen = reading(&folder, folder.path(), &Limits { folder_entries_max: 3, ..Limits::default() });
    assert_eq!((seen.opened.len(), seen.skipped[0].1), (3, "reader-folder-entries"));
}

#[test]
fn what_is_not_there_is_said() {
    let folder = Folder::new();
    let seen = reading(&folder, &folder.path().join("none"), &Limits::default());
    assert_eq!(seen.skipped, [("none".to_owned(), "reader-not-found")]);
}

#[test]
fn every_charset_is_recoded() {
    let folder = Folder::new();
    let spanish = "usuario=ana estado=\"sesión cerrada\" razón=\"contraseña caducó\"\n".repeat(50);
    let chinese = "使用者登入失敗,帳號:王小明 從 10.0.0.1\n".repeat(50);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let latin = |text: &str| text.chars().map(|c| c as u8).collect::<Vec<u8>>();
    for (name, bytes, charset, text) in [
        ("utf8", [b"\xEF\xBB\xBF", spanish.as_bytes()].concat(), Charset::Utf8, &spanish),
        ("utf16", utf16(&spanish), Charset::Utf16Le, &spanish),
        ("utf16-mark", [vec![0xFF, 0xFE], utf16(&chinese)].concat(), Charset::Utf16Le, &chinese),
        ("latin", latin(&spanish), Charset::Windows1252, &spanish),
        ("big5", encoding_rs::BIG5.encode(&chinese).0.into_owned(), Charset::Big5, &chinese),
    ] {
        let seen = reading(&folder, &folder.file(name, &bytes), &Limits::default());
        assert_eq!((seen.opened[0].charset, seen.closed[0].malformed), (charset, 0), "{name}");
        assert_eq!(seen.frames, text.lines().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn what_is_not_of_the_charset_is_replaced_and_counted() {
    let folder = Folder::new();
    let mut bytes: Vec<u8> = "event one\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.extend_from_slice(&0xD800u16.to_le_bytes());
    bytes.extend("two\n".encode_utf16().flat_map(u16::to_le_bytes));
    let seen = reading(&folder, &folder.file("log", &bytes), &Limits::default());
    assert_eq!((seen.frames[1].as_str(), seen.closed[0].malformed), ("\u{FFFD}two", 1));
}

#[test]
fn the_user_may_know_the_charset() {
    let folder = Folder::new();
    let path = folder.file("log", b"a \xB1\xD0\n");
    let seen = reading(&folder, &path, &Limits { charset: Some(Charset::Windows1252), ..Limits::default() });
    assert_eq!(seen.frames, ["a ±Ð"]);
}

#[test]
fn lines_longer_than_a_unit_are_whole() {
    let folder = Folder::new();
    let long = "x".repeat(3 << 20);
    let text = format!("short\n{long}\nend\n");
    let seen = reading(&folder, &folder.file("log", text.as_bytes()), &Limits::default());
    assert_eq!(seen.frames, ["short", &long, "end"]);
    assert_eq!(seen.records, [1, 2, 3]);
}

#[test]
fn large_files_are_cut_into_units_without_loss() {
    let folder = Folder::new();
    let text: String = (0..200_000).map(|n| format!("{{\"number\":{n}}}\n")).collect();
    let seen = reading(&folder, &folder.file("log", text.as_bytes()), &Limits::default());
    assert!(seen.outcome.units > 2);
    assert_eq!(seen.records, (1..=200_000).collect::<Vec<_>>());
    assert!(seen.frames.iter().map(String::as_str).eq(text.lines()));
}

#[test]
fn the_sink_may_stop_reading() {
    let folder = Folder::new();
    folder.file("1", b"x\n");
    folder.file("2", b"x\n");
    let mut pieces = 0;
    let outcome = read(&[Input::Path(folder.path().to_owned())], &Limits::default(), &mut |_| {
        pieces += 1;
        ControlFlow::Break(())
    });
    assert!(outcome.stopped);
    assert_eq!(pieces, 1);
}
