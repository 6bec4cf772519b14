//! The writer: one thread that gathers what many bring, writes it, syncs once, and then tells them all.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::block::Hash;
use crate::core::Core;
use crate::entry::{Entry, OrganizationId};
use crate::error::AppendError;
use crate::log::{Head, Log, WriteFailure};
use crate::queue::{Appended, Lane, Waiting};

/// Bytes of the buffer that are kept from group to group; a larger one is given back.
const KEPT_BYTES_MAX: usize = 32 << 20;

/// The writing thread's own things.
pub(crate) struct Writer {
    core: Arc<Core>,
    log: Log,
    /// Whose each source is and the sequence that its next entry will have.
    next: Vec<(OrganizationId, u64)>,
    out: Vec<u8>,
}

impl Writer {
    pub(crate) fn new(core: Arc<Core>, log: Log) -> Writer {
        Writer { core, log, next: Vec::new(), out: Vec::new() }
    }

    /// Writes groups until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        let core = self.core.clone();
        let _ending = Ending(&core);
        while let Some(group) = core.queue.take(core.options.group_bytes, core.options.linger) {
            let group = refuse_behind(group);
            if group.is_empty() {
                continue;
            }
            match self.commit(&group) {
                Ok(first) => acknowledge(&group, first),
                Err(error) => refuse(&group, &error),
            }
            self.roll_if_full();
        }
    }

    /// Makes the group durable and returns the offset of its first entry.
    fn commit(&mut self, group: &[Waiting]) -> Result<u64, AppendError> {
        if let Some(error) = self.core.failure() {
            return Err(AppendError::Failed(error));
        }
        self.ask_for_room(group)?;
        let first = self.log.head.offset;
        let io = |error| AppendError::Io(Arc::new(error));
        let (offset, hash) = self.build(group).map_err(io)?;
        self.log.write(&self.out).map_err(|failure| match failure {
            WriteFailure::Mended(error) => io(error),
            WriteFailure::Broken(error) => AppendError::Failed(self.core.fail(error)),
        })?;
        // After a failed sync the system may have thrown the pages away and call them clean: nobody can tell what is on
        // the disk until it is read again.
        self.log.sync().map_err(|error| AppendError::Failed(self.core.fail(error)))?;
        let bytes = self.log.head.bytes + self.out.len() as u64;
        self.log.head = Head { offset, hash, bytes, ..self.log.head };
        self.publish();
        if self.out.capacity() > KEPT_BYTES_MAX {
            self.out = Vec::new();
        }
        Ok(first)
    }

    /// Refuses the group where it would take of the disk's reserve.
    fn ask_for_room(&self, group: &[Waiting]) -> Result<(), AppendError> {
        let wanted: usize = group.iter().map(|batch| batch.bytes.len()).sum();
        let Err(error) = self.core.room_for(wanted as u64) else { return Ok(()) };
        if !matches!(error, AppendError::ReserveReached { .. }) {
            return Err(error);
        }
        let mut books = self.core.books();
        for piece in group.iter().flat_map(|batch| &batch.pieces) {
            books.sources[piece.source.0 as usize].counts.refused += 1;
        }
        books.generation += 1;
        Err(error)
    }

    /// Puts the group into blocks in `out`; returns the offset and the hash after it.
    fn build(&mut self, group: &[Waiting]) -> io::Result<(u64, Hash)> {
        self.read_sequences();
        self.out.clear();
        let Log { builder, sealer, head, .. } = &mut self.log;
        builder.clear();
        let (mut offset, mut hash) = (head.offset, head.hash);
        for batch in group {
            let mut rest = batch.bytes.as_slice();
            for piece in &batch.pieces {
                let (header, after) = rest.split_at(piece.header_bytes as usize);
                let (frame, after) = after.split_at(piece.frame_bytes as usize);
                rest = after;
                let (source, received) = (piece.source, piece.received);
                let (organization, next) = &mut self.next[source.0 as usize];
                let (organization, sequence) = (*organization, *next);
                *next += 1;
                builder.push(&Entry { offset, organization, source, sequence, received, header, frame }, &[]);
                offset += 1;
                if builder.is_full() {
                    hash = builder.finish(sealer, hash, head.offset, &mut self.out)?;
                }
            }
        }
        if !builder.is_empty() {
            hash = builder.finish(sealer, hash, head.offset, &mut self.out)?;
        }
        Ok((offset, hash))
    }

    /// What the books say: after a group that failed, its sequences are free again.
    fn read_sequences(&mut self) {
        let books = self.core.books();
        let next = books.sources.iter().map(|source| (OrganizationId(source.organization), source.counts.accepted));
        self.next.clear();
        self.next.extend(next);
    }

    /// Shows what is durable, and counts it, in one step.
    fn publish(&self) {
        let mut books = self.core.books();
        for (source, (_, next)) in books.sources.iter_mut().zip(&self.next) {
            source.counts.accepted = *next;
        }
        books.generation += 1;
        self.core.journal.publish(self.log.head);
    }

    fn roll_if_full(&mut self) {
        if self.log.head.bytes < self.core.options.segment_bytes || self.core.failure().is_some() {
            return;
        }
        match self.log.roll() {
            // The state may stay behind: opening reads on from where it was. It is tried again with the next segment.
            Ok(()) => {
                self.core.books().generation += 1;
                drop(self.core.persist());
            }
            // The segment grows beyond its size until another can be begun.
            Err(WriteFailure::Mended(_)) => {}
            Err(WriteFailure::Broken(error)) => drop(self.core.fail(error)),
        }
    }
}

/// The end of the writer, also by a panic: nobody waits for it any more.
struct Ending<'a>(&'a Core);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.queue.close();
        // Those that still wait are told that the journal is closed.
        while self.0.queue.take(usize::MAX, Duration::ZERO).is_some() {}
        self.0.journal.view().closed = true;
        self.0.journal.grown.notify_all();
    }
}

fn acknowledge(group: &[Waiting], mut first: u64) {
    for batch in group {
        let count = batch.pieces.len() as u64;
        // Whoever does not wait any more does not want to know.
        let _ = batch.reply.send(Ok(Appended { first, count }));
        first += count;
    }
}

/// The group without what stands behind a refusal in its lane.
fn refuse_behind(mut group: Vec<Waiting>) -> Vec<Waiting> {
    let behind = |batch: &mut Waiting| batch.lane.as_ref().is_some_and(Lane::is_closed);
    let refused: Vec<Waiting> = group.extract_if(.., behind).collect();
    refuse(&refused, &AppendError::Behind);
    group
}

fn refuse(group: &[Waiting], error: &AppendError) {
    for batch in group {
        batch.lane.iter().for_each(Lane::close);
        let _ = batch.reply.send(Err(error.clone()));
    }
}
