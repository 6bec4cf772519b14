//! A segment: a file with a header and blocks. Its name is the offset of its first entry.

use std::path::Path;
use std::sync::Arc;

use atalaya_model::Time;
use sha2::{Digest as _, Sha256};

use crate::block::{CHECKSUM_BYTES, Hash, Header, Opener, Seed, find};
use crate::bytes::Bytes;
use crate::fault::{Damage, Fault};
use crate::files::{Files, OpenFile, read_up_to};
use crate::keys::{KeyId, KeyRing, Secret};

/// The version of the format that is written and read.
pub const FORMAT_VERSION: u32 = 1;

/// The first bytes of a segment.
const MAGIC: [u8; 8] = *b"ATALAYAJ";
/// Bytes of a segment's header.
pub(crate) const SEGMENT_HEADER_BYTES: usize = 96;
/// The part of the header that the hash chain covers: all but the key and the checksum, which encryption changes.
const HASHED_BYTES: usize = 80;
/// Bytes that are read at once where a block's header is expected; most are shorter.
const HEADER_READ_BYTES: usize = 1024;
/// The end of a segment's name.
const EXTENSION: &str = ".atj";

/// Which of the two logs a segment belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What arrived.
    Journal = 1,
    /// Copies of what could not be decoded.
    Quarantine = 2,
}

impl Kind {
    /// The folder, from the journal's.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Kind::Journal => "segments",
            Kind::Quarantine => "quarantine",
        }
    }
}

/// A segment's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SegmentHeader {
    pub(crate) kind: Kind,
    /// The offset of the first entry.
    pub(crate) first: u64,
    pub(crate) created: Time,
    /// The journal it belongs to.
    pub(crate) journal: [u8; 16],
    /// The hash of the last block of the segment before; zeros for the first of all.
    pub(crate) previous: Hash,
    /// The number of the key and what it is recognised by; 0 and zeros where nothing is encrypted.
    pub(crate) key: (KeyId, [u8; 8]),
}

impl SegmentHeader {
    pub(crate) fn encode(&self) -> [u8; SEGMENT_HEADER_BYTES] {
        let mut out = Vec::with_capacity(SEGMENT_HEADER_BYTES);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&(self.kind as u32).to_le_bytes());
        out.extend_from_slice(&self.first.to_le_bytes());
        out.extend_from_slice(&self.created.micros().to_le_bytes());
        out.extend_from_slice(&self.journal);
        out.extend_from_slice(&self.previous);
        out.extend_from_slice(&self.key.0.to_le_bytes());
        out.extend_from_slice(&self.key.1);
        out.extend_from_slice(&crc32c::crc32c(&out).to_le_bytes());
        out.try_into().expect("the fields are as long as the header")
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<SegmentHeader> {
        let bytes: &[u8; SEGMENT_HEADER_BYTES] = bytes.try_into().ok()?;
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>()?;
        if crc32c::crc32c(body) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let mut body = Bytes(body);
        let (magic, version, kind) = (body.array::<8>()?, body.u32()?, body.u32()?);
        let kind = [Kind::Journal, Kind::Quarantine].into_iter().find(|known| *known as u32 == kind)?;
        let header = SegmentHeader {
            kind,
            first: body.u64()?,
            created: Time(body.i64()?),
            journal: body.array()?,
            previous: body.array()?,
            key: (body.u32()?, body.array()?),
        };
        (magic == MAGIC && version == FORMAT_VERSION).then_some(header)
    }

    /// The hash that the first block carries.
    pub(crate) fn hash(&self) -> Hash {
        Sha256::digest(&self.encode()[..HASHED_BYTES]).into()
    }

    /// What the checksums of its blocks' headers begin with.
    pub(crate) fn seed(&self) -> Seed {
        Seed::of(&self.hash())
    }

    /// The key to read the segment with.
    fn key<'a>(&self, keys: Option<&'a KeyRing>) -> Result<Option<&'a Secret>, Damage> {
        let (id, check) = self.key;
        if id == 0 {
            return Ok(None);
        }
        let key = keys.and_then(|keys| keys.get(id)).ok_or(Damage::KeyMissing { id })?;
        if key.check() == check { Ok(Some(key)) } else { Err(Damage::KeyWrong { id }) }
    }
}

/// The name of the segment that begins at this offset.
pub(crate) fn file_name(first: u64) -> String {
    format!("{first:016x}{EXTENSION}")
}

/// The offset that a segment's name says.
pub(crate) fn first_of(name: &str) -> Option<u64> {
    let first = u64::from_str_radix(name.strip_suffix(EXTENSION)?, 16).ok()?;
    (file_name(first) == name).then_some(first)
}

/// The offsets of the segments in the folder, in order, and the names of what else is there.
pub(crate) fn list(files: &dyn Files, folder: &Path) -> std::io::Result<(Vec<u64>, Vec<String>)> {
    let (mut segments, mut others) = (Vec::new(), Vec::new());
    for name in files.list(folder)? {
        match first_of(&name) {
            Some(first) => segments.push(first),
            None => others.push(name),
        }
    }
    segments.sort_unstable();
    others.sort_unstable();
    Ok((segments, others))
}

/// Whose segments are read, and with what.
pub(crate) struct Reading<'a> {
    pub(crate) files: &'a dyn Files,
    /// The journal's folder.
    pub(crate) root: &'a Path,
    pub(crate) keys: Option<&'a KeyRing>,
    pub(crate) journal: [u8; 16],
}

/// An open segment.
pub(crate) struct Segment {
    pub(crate) header: SegmentHeader,
    pub(crate) file: Arc<dyn OpenFile>,
    /// The name from the journal's folder, for faults.
    pub(crate) name: String,
    opener: Opener,
    seed: Seed,
}

impl Segment {
    /// Opens the segment for reading its blocks.
    pub(crate) fn open(reading: &Reading<'_>, kind: Kind, first: u64) -> Result<Segment, Fault> {
        let (name, file, header) = peek(reading, kind, first)?;
        let damage = |damage: Damage| damage.at(name.clone(), 0);
        let key = header.key(reading.keys).map_err(damage)?;
        let opener = Opener::new(key).map_err(|error| damage(unreadable(&error)))?;
        Ok(Segment { seed: header.seed(), header, file, name, opener })
    }
    pub(crate) fn bytes(&self) -> Result<u64, Fault> {
        self.file.size().map_err(|error| self.fault(0, unreadable(&error)))
    }

    /// The header of the block at `position`; `None` where the file ends there.
    pub(crate) fn block(&self, position: u64) -> Result<Option<Header>, Fault> {
        let mut start = vec![0; HEADER_READ_BYTES];
        let read = self.read(&mut start, position)?;
        if read == 0 {
            return Ok(None);
        }
        start.truncate(read);
        let broken = || self.fault(position, Damage::BlockHeader);
        let length = Header::length(&start).ok_or_else(broken)?;
        if length > start.len() {
            let had = start.len();
            start.resize(length, 0);
            let more = self.read(&mut start[had..], position + had as u64)?;
            start.truncate(had + more);
        }
        let header = start.get(..length).and_then(|bytes| Header::decode(bytes, self.seed)).ok_or_else(broken)?;
        Ok(Some(header))
    }

    /// The offset behind the last block of which so many bytes of the file have the end.
    pub(crate) fn whole_until(&self, bytes: u64) -> u64 {
        let (mut offset, mut position) = (self.header.first, SEGMENT_HEADER_BYTES as u64);
        while let Ok(Some(header)) = self.block(position) {
            position += header.block_bytes();
            if position > bytes {
                break;
            }
            offset = header.end();
        }
        offset
    }

    /// The packed content of the block at `position`.
    pub(crate) fn packed(&self, position: u64, header: &Header) -> Result<Vec<u8>, Fault> {
        let mut stored = vec![0; header.stored_bytes as usize + CHECKSUM_BYTES];
        let read = self.read(&mut stored, position + header.header_bytes() as u64)?;
        stored.truncate(read);
        self.opener.open(header, stored).map_err(|damage| self.fault(position, damage))
    }

    /// The entries' bytes, from the packed content.
    pub(crate) fn unpack(&mut self, position: u64, header: &Header, packed: &[u8]) -> Result<Vec<u8>, Fault> {
        self.opener.unpack(header, packed).map_err(|damage| damage.at(self.name.clone(), position))
    }

    /// The first whole header from `position` on that is wanted, and where it is.
    pub(crate) fn find(
        &self,
        position: u64,
        wanted: impl Fn(&Header) -> bool,
    ) -> std::io::Result<Option<(u64, Header)>> {
        find(self.file.as_ref(), position, self.seed, wanted)
    }

    pub(crate) fn fault(&self, position: u64, damage: Damage) -> Fault {
        damage.at(self.name.clone(), position)
    }

    fn read(&self, buffer: &mut [u8], position: u64) -> Result<usize, Fault> {
        read_up_to(self.file.as_ref(), buffer, position).map_err(|error| self.fault(position, unreadable(&error)))
    }
}

/// A segment's name, its file and its header, whose key need not be at hand.
pub(crate) fn peek(reading: &Reading<'_>, kind: Kind, first: u64) -> Result<Peeked, Fault> {
    let name = format!("{}/{}", kind.folder(), file_name(first));
    let damage = |damage: Damage| damage.at(name.clone(), 0);
    let file = match reading.files.open(&reading.root.join(&name)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(damage(Damage::Missing)),
        opened => opened.map_err(|error| damage(unreadable(&error)))?,
    };
    let mut bytes = [0; SEGMENT_HEADER_BYTES];
    let read = read_up_to(file.as_ref(), &mut bytes, 0).map_err(|error| damage(unreadable(&error)))?;
    let header = SegmentHeader::decode(&bytes[..read]).ok_or_else(|| damage(Damage::SegmentHeader))?;
    if (header.kind, header.first, header.journal) != (kind, first, reading.journal) {
        return Err(damage(Damage::SegmentPlace));
    }
    Ok((name, file, header))
}

type Peeked = (String, Arc<dyn OpenFile>, SegmentHeader);

/// The key of the newest segment in the folder, 0 where it is not encrypted; `None` where no segment says.
pub(crate) fn newest_key(files: &dyn Files, folder: &Path) -> std::io::Result<Option<KeyId>> {
    let segments = match list(files, folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        listed => listed?.0,
    };
    let Some(newest) = segments.last() else { return Ok(None) };
    let file = files.open(&folder.join(file_name(*newest)))?;
    let mut bytes = [0; SEGMENT_HEADER_BYTES];
    let read = read_up_to(file.as_ref(), &mut bytes, 0)?;
    Ok(SegmentHeader::decode(&bytes[..read]).map(|header| header.key.0))
}

pub(crate) fn unreadable(error: &std::io::Error) -> Damage {
    Damage::Unreadable { kind: error.to_string() }
}
