//! The book as it is stored: a note beside the journal.

use std::path::PathBuf;

use atalaya_codec::Header;
use atalaya_journal::SourceId;
use atalaya_model::Time;
use atalaya_reader::follow::{FileKey, Mark, Print, Reached};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::book::{Beyond, FileName, Record};
use crate::header::{Clock, Origin, Shared, Stretch, Year, split};

/// The note's name.
pub(super) const NOTE: &str = "followed";
/// The version of this form.
const VERSION: u32 = 1;

/// How far files were read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    version: u32,
    /// Frames before this offset are in what is said here.
    pub(super) upto: u64,
    /// Headers, each once.
    headers: Vec<String>,
    files: Vec<StoredFile>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredFile {
    source: u32,
    name: String,
    path: String,
    device: u64,
    inode: u64,
    open: bool,
    seen: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reached: Option<StoredReached>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beyond: Option<StoredBeyond>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredBeyond {
    position: u64,
    tail: (u32, String),
    header: usize,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredReached {
    position: u64,
    head: (u32, String),
    tail: (u32, String),
    header: usize,
}

impl Stored {
    pub(super) fn new<'r>(upto: u64, records: impl Iterator<Item = (&'r FileName, &'r Record)>) -> Stored {
        let (mut headers, mut known) = (Vec::new(), FxHashMap::default());
        let mut number = |header: &Header| {
            let text = text_of(header);
            *known.entry(text.clone()).or_insert_with(|| {
                headers.push(text);
                headers.len() - 1
            })
        };
        let files = records.map(|(name, record)| StoredFile {
            source: record.source.0,
            name: BASE64_STANDARD.encode(name),
            path: record.path.to_string_lossy().into_owned(),
            device: record.key.device,
            inode: record.key.inode,
            open: record.open,
            seen: record.seen.0,
            reached: record.reached.as_ref().map(|Reached { mark, header }| StoredReached {
                position: mark.position,
                head: stored(&mark.head),
                tail: stored(&mark.tail),
                header: number(header),
            }),
            beyond: record.beyond.as_ref().map(|Beyond { position, tail, header }| StoredBeyond {
                position: *position,
                tail: stored(tail),
                header: number(header),
            }),
        });
        let files = files.collect();
        Stored { version: VERSION, upto, headers, files }
    }

    /// What it says; `None` where it is of another version, or not whole.
    pub(super) fn records(self) -> Option<FxHashMap<FileName, Record>> {
        let headers: Vec<Header> = self.headers.iter().map(|text| header_of(text)).collect::<Option<_>>()?;
        let record = |file: StoredFile| {
            let reached = match file.reached {
                None => None,
                Some(StoredReached { position, head, tail, header }) => Some(Reached {
                    mark: Mark { position, head: print(&head)?, tail: print(&tail)? },
                    header: headers.get(header)?.clone(),
                }),
            };
            let beyond = match file.beyond {
                None => None,
                Some(StoredBeyond { position, tail, header }) => {
                    let (tail, header) = (print(&tail)?, headers.get(header)?.clone());
                    Some(Beyond { position, tail, header })
                }
            };
            let name: FileName = BASE64_STANDARD.decode(&file.name).ok()?.try_into().ok()?;
            let record = Record {
                source: SourceId(file.source),
                path: PathBuf::from(file.path),
                key: FileKey { device: file.device, inode: file.inode },
                open: file.open,
                seen: Time(file.seen),
                reached,
                beyond,
            };
            Some((name, record))
        };
        (self.version == VERSION).then(|| self.files.into_iter().map(record).collect()).flatten()
    }
}

fn stored(print: &Print) -> (u32, String) {
    (print.bytes, BASE64_STANDARD.encode(print.digest))
}

fn print((bytes, digest): &(u32, String)) -> Option<Print> {
    Some(Print { bytes: *bytes, digest: BASE64_STANDARD.decode(digest).ok()?.try_into().ok()? })
}

/// A header in the form of the journal's frames.
fn text_of(header: &Header) -> String {
    let clock = Clock { zone: None, year: Year::Given(0) };
    let shared = Shared { header: header.clone(), origin: Origin::Stream, clock };
    let nameless = || Stretch::new(&shared.nameless()).expect("what is left has its bounds");
    let stretch = Stretch::new(&shared).unwrap_or_else(|_| nameless());
    let mut bytes = Vec::new();
    stretch.put(0, &mut bytes);
    BASE64_STANDARD.encode(bytes)
}

fn header_of(text: &str) -> Option<Header> {
    let bytes = BASE64_STANDARD.decode(text).ok()?;
    let (_, shared) = split(&bytes).ok()?;
    Shared::decode(shared).ok().map(|shared| shared.header)
}
