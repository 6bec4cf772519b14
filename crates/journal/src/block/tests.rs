//! Blocks come back as they went, and whatever else the bytes are, reading them ends with an answer.

use proptest::prelude::*;

use super::*;
use crate::entry::{Batch, Entry};
use crate::keys::Secret;
use crate::segment::Kind;

/// The seed of the checksums here.
const SEED: Seed = Seed(77);

/// What an entry is made of here.
type Parts = (u32, i64, Vec<u8>, Vec<u8>);

fn parts() -> impl Strategy<Value = Vec<Parts>> {
    let bytes = |max| prop::collection::vec(any::<u8>(), 0..max);
    prop::collection::vec((0..5_u32, any::<i64>(), bytes(20), bytes(300)), 1..40)
}

fn sealed(parts: &[Parts], key: Option<&Secret>) -> (Vec<u8>, Hash) {
    let mut builder = Builder::new(1 << 20, 1).unwrap();
    let mut next = [7_u64; 5];
    for (offset, (source, time, header, frame)) in (100..).zip(parts) {
        let sequence = next[*source as usize];
        next[*source as usize] += 1;
        let (organization, source, received) = (OrganizationId(source % 2), SourceId(*source), Time(*time));
        builder.push(&Entry { offset, organization, source, sequence, received, header, frame }, &[]);
    }
    let mut out = Vec::new();
    let hash = builder.finish(&Sealer::new(key, SEED), [3; 32], 90, &mut out).unwrap();
    (out, hash)
}

/// Reads a block from bytes of which nothing is known.
fn read(bytes: &[u8], key: Option<&Secret>) -> Option<(Header, Hash, Batch)> {
    let header = Header::decode(bytes.get(..Header::length(bytes)?)?, SEED)?;
    let stored = bytes.get(header.header_bytes()..usize::try_from(header.block_bytes()).ok()?)?;
    let mut opener = Opener::new(key).unwrap();
    let packed = opener.open(&header, stored.to_vec()).ok()?;
    let raw = opener.unpack(&header, &packed).ok()?;
    let slots = entries(Kind::Journal, &header, &raw).ok()?;
    let hash = header.hash(&packed);
    Some((header, hash, Batch { raw: raw.into(), slots: slots.into(), range: (0, 0) }))
}

proptest! {
    #[test]
    fn entries_come_back_as_they_went(parts in parts(), keyed in any::<bool>()) {
        let key = keyed.then(|| Secret::new([9; 32]));
        let (bytes, hash) = sealed(&parts, key.as_ref());
        let (header, found, batch) = read(&bytes, key.as_ref()).unwrap();
        prop_assert_eq!(found, hash);
        prop_assert_eq!((header.first, header.end()), (100, 100 + parts.len() as u64));
        let back = batch.entries().map(|entry| {
            (entry.source.0, entry.received.micros(), entry.header.to_vec(), entry.frame.to_vec())
        });
        prop_assert_eq!(back.collect::<Vec<_>>(), parts);
    }

    #[test]
    fn a_changed_block_is_refused(parts in parts(), at in any::<prop::sample::Index>(), bit in 0..8, keyed in any::<bool>()) {
        let key = keyed.then(|| Secret::new([9; 32]));
        let (mut bytes, _) = sealed(&parts, key.as_ref());
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        prop_assert!(read(&bytes, key.as_ref()).is_none());
    }

    #[test]
    fn any_content_behind_right_checksums_gets_an_answer(parts in parts(), raw in prop::collection::vec(any::<u8>(), 0..400), claimed in any::<u32>()) {
        let (bytes, _) = sealed(&parts, None);
        let mut header = Header::decode(&bytes[..Header::length(&bytes).unwrap()], SEED).unwrap();
        let mut packed = vec![0; 16];
        packed.extend_from_slice(&zstd::bulk::compress(&raw, 1).unwrap());
        header.packed_bytes = packed.len() as u32;
        for raw_bytes in [raw.len() as u32, claimed % 5000] {
            header.raw_bytes = raw_bytes;
            let mut out = Vec::new();
            Sealer::new(None, SEED).seal(&mut header, &packed, &mut out).unwrap();
            if let Some((header, _, batch)) = read(&out, None) {
                prop_assert_eq!(batch.entries().len(), header.count as usize);
            }
        }
    }

    #[test]
    fn any_bytes_get_an_answer(mut bytes in prop::collection::vec(any::<u8>(), 0..600), with_magic in any::<bool>()) {
        if with_magic && bytes.len() >= 4 {
            bytes[..4].copy_from_slice(&MAGIC);
        }
        let _ = read(&bytes, None);
        let _ = crate::segment::SegmentHeader::decode(&bytes);
    }
}
