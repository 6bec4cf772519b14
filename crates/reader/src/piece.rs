//! What reading yields.

use atalaya_codec::framing::Frames;
use atalaya_codec::{Format, Header};
use atalaya_model::{Message, Time};

use crate::Charset;

/// What reading yields, in order.
#[derive(Debug)]
pub enum Piece {
    /// A stream of records begins: a file, a member of an archive, or standard input.
    Open(InputInfo),
    /// Frames of it.
    Unit(Unit),
    /// A part of it that yields no frame, or why it ends early.
    Damage(Damage),
    /// It ends.
    Close(Closed),
    /// Something that was not opened, or of an archive the rest that was not read, and why.
    Skipped {
        /// The name as given; members as `archive.zip!/member`.
        name: String,
        /// Why.
        message: Message,
    },
}

/// A stream of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputInfo {
    /// Its number in this run, from 0.
    pub id: u32,
    /// Its name as given; members as `archive.zip!/member`, standard input as `-`.
    pub name: String,
    /// What its frames are.
    pub format: Format,
    /// How its text is encoded.
    pub charset: Charset,
    /// Its size as stored, where known: of the file, or of the archive's member.
    pub size: Option<u64>,
    /// When the file, or the archive's member, was last modified, where that is known.
    pub modified: Option<Time>,
}

/// Whole frames under one header.
#[derive(Debug)]
pub struct Unit {
    /// Of which input.
    pub input: u32,
    /// Its number among all units of the run, from 0.
    pub sequence: u64,
    /// What the frames share.
    pub header: Header,
    /// The number of the first frame, from 1: of the line (all lines count), the element, the
    /// record without the header, or the chunk.
    pub first_record: u64,
    /// Where the bytes stand in the stream, expanded and in UTF-8.
    pub offset: u64,
    /// The bytes. They may be given back to the [`crate::Recycler`].
    pub bytes: Vec<u8>,
    /// How they are divided.
    pub frames: Frames,
}

/// A part of an input that yields no frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// Of which input.
    pub input: u32,
    /// Where, in the stream, expanded and in UTF-8.
    pub offset: u64,
    /// How much; `None` where it is not known, since the rest could not be read.
    pub length: Option<u64>,
    /// What is wrong.
    pub message: Message,
}

/// The end of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// Which one.
    pub input: u32,
    /// Its bytes as stored.
    pub bytes: u64,
    /// Its SHA-256: of the file as stored, or of the archive member's own bytes. `None` where hashing is off
    /// or the bytes could not be read to the end.
    pub sha256: Option<[u8; 32]>,
    /// Whether it was read to its end.
    pub complete: bool,
    /// Sequences that are not of its charset; each became U+FFFD. Counted only where text was
    /// recoded: in UTF-8 whoever decodes notices.
    pub malformed: u64,
}

/// What was read in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Streams of records.
    pub inputs: u64,
    /// Units.
    pub units: u64,
    /// Damaged parts.
    pub damages: u64,
    /// Files, members and rests of archives that were not read.
    pub skipped: u64,
    /// Whether the sink asked to stop.
    pub stopped: bool,
}
