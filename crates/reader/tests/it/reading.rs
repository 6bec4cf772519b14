//! Builders of inputs, and what reading them yields, in a form that tests can compare.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use atalaya_codec::framing::lines;
use atalaya_reader::{Closed, Damage, Frames, Input, InputInfo, Limits, Outcome, Piece, read};

/// A folder of inputs that vanishes with the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// `path` without the part that differs between runs.
    fn shown(&self, name: &str) -> String {
        name.strip_prefix(&*self.path().to_string_lossy()).unwrap_or(name).trim_start_matches('/').to_owned()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) opened: Vec<InputInfo>,
    pub(crate) frames: Vec<String>,
    pub(crate) records: Vec<u64>,
    pub(crate) damages: Vec<Damage>,
    pub(crate) closed: Vec<Closed>,
    pub(crate) skipped: Vec<(String, &'static str)>,
    pub(crate) outcome: Outcome,
}

impl Seen {
    pub(crate) fn names(&self) -> Vec<&str> {
        self.opened.iter().map(|info| info.name.as_str()).collect()
    }

    pub(crate) fn damage_ids(&self) -> Vec<&str> {
        self.damages.iter().map(|damage| damage.message.id).collect()
    }
}

/// Reads `path` and notes what it yields; sequences and identifiers are checked on the way.
pub(crate) fn reading(folder: &Folder, path: &Path, limits: &Limits) -> Seen {
    let mut seen = Seen::default();
    let outcome = read(&[Input::Path(path.to_owned())], limits, &mut |piece| {
        note(&mut seen, folder, piece);
        ControlFlow::Continue(())
    });
    assert_eq!(seen.opened.len(), seen.closed.len(), "what is opened is closed");
    Seen { outcome, ..seen }
}

fn note(seen: &mut Seen, folder: &Folder, piece: Piece) {
    match piece {
        Piece::Open(info) => {
            assert_eq!(info.id as usize, seen.opened.len());
            seen.opened.push(InputInfo { name: folder.shown(&info.name), ..info });
        }
        Piece::Unit(unit) => {
            assert_eq!(unit.input as usize, seen.opened.len() - 1);
            for (index, bytes) in frames(&unit.bytes, &unit.frames) {
                seen.records.push(unit.first_record + index);
                seen.frames.push(String::from_utf8_lossy(bytes).into_owned());
            }
        }
        Piece::Damage(damage) => seen.damages.push(damage),
        Piece::Close(closed) => seen.closed.push(closed),
        Piece::Skipped { name, message } => seen.skipped.push((folder.shown(&name), message.id)),
    }
}

fn frames<'a>(bytes: &'a [u8], frames: &Frames) -> Vec<(u64, &'a [u8])> {
    match frames {
        Frames::Lines => lines(bytes).map(|(index, _, line)| (index as u64, line)).collect(),
        Frames::Ranges(ranges) => {
            let at = |range: &std::ops::Range<u32>| &bytes[range.start as usize..range.end as usize];
            ranges.iter().enumerate().map(|(index, range)| (index as u64, at(range))).collect()
        }
        Frames::EvtxChunks => {
            bytes.chunks(65536).enumerate().map(|(index, chunk)| (index as u64, &chunk[..8])).collect()
        }
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
