//! What an inlet has read, on its way to the journal.

use std::ops::Range;
use std::sync::Arc;

use atalaya_codec::Format;
use atalaya_journal::SourceId;
use tokio::sync::oneshot;

use super::budget::{PER_MESSAGE_BYTES, Share};
use super::intake::{Parcel, Placed};
use super::{Counts, Inlet, Station};

/// Messages that are handed on together.
#[derive(Debug)]
pub(super) struct Load {
    format: Format,
    bytes: Vec<u8>,
    messages: Vec<Range<usize>>,
    /// Where they are from, of a followed file.
    placed: Option<Placed>,
}

/// What comes of messages whose sender is told.
pub(super) struct Receipt {
    /// Comes when they are durable, and is gone where they will not be.
    pub(super) safe: oneshot::Receiver<()>,
    /// Room for the answer; given back when it has been written.
    pub(super) _share: Option<Share>,
}

impl Load {
    /// Nothing yet, of messages in this format.
    pub(super) fn new(format: Format) -> Load {
        Load { format, bytes: Vec::new(), messages: Vec::new(), placed: None }
    }

    /// Frames of a followed file: where each is among the bytes.
    pub(super) fn of_file(bytes: Vec<u8>, messages: Vec<Range<usize>>, placed: Placed) -> Load {
        Load { format: placed.header.format, bytes, messages, placed: Some(placed) }
    }

    /// Adds a message.
    pub(super) fn add(&mut self, message: &[u8]) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(message);
        self.messages.push(from..self.bytes.len());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    fn cost(&self) -> usize {
        let header_bytes = self.placed.as_ref().map_or(0, |placed| placed.header_bytes);
        self.bytes.len() + self.messages.len() * (PER_MESSAGE_BYTES + header_bytes)
    }
}

impl Station {
    /// Hands on messages that are acknowledged to nobody, when they have room; false where nothing is taken any more.
    pub(super) async fn deliver(&self, inlet: &Inlet, counts: &Arc<Counts>, load: Load) -> bool {
        self.hand_on(inlet.source, counts, load, 0, None).await.is_some()
    }

    /// Hands on messages whose sender is told when they are durable, in an answer of so many bytes; `None` where nothing is
    /// taken any more.
    pub(super) async fn deliver_acknowledged(
        &self,
        inlet: &Inlet,
        counts: &Arc<Counts>,
        load: Load,
        answer_bytes: usize,
    ) -> Option<Receipt> {
        let (told, safe) = oneshot::channel();
        let share = self.hand_on(inlet.source, counts, load, answer_bytes, Some(told)).await?;
        Some(Receipt { safe, _share: share })
    }

    /// Hands on frames of a followed file; what is given comes when they are durable. `None` where nothing is taken any more.
    pub(super) async fn deliver_placed(
        &self,
        source: SourceId,
        counts: &Arc<Counts>,
        load: Load,
    ) -> Option<oneshot::Receiver<()>> {
        let (told, safe) = oneshot::channel();
        self.hand_on(source, counts, load, 0, Some(told)).await?;
        Some(safe)
    }

    /// Gives the share of the answer. Whatever was read is counted before it waits for anything.
    async fn hand_on(
        &self,
        source: SourceId,
        counts: &Arc<Counts>,
        load: Load,
        answer_bytes: usize,
        safe: Option<oneshot::Sender<()>>,
    ) -> Option<Option<Share>> {
        let received = self.clock.now();
        let told = Told::of(counts, &load, if safe.is_some() { Fate::ComesAgain } else { Fate::IsLost });
        let mut share = self.budget.take(source, load.cost() + answer_bytes).await?;
        let of_answer = share.split(answer_bytes);
        let (counts, Load { format, bytes, messages, placed }) = (counts.clone(), load);
        let parcel = Parcel { source, format, received, bytes, messages, placed, safe, counts, share };
        let taken = self.intake.hand_in(parcel).await;
        if taken {
            told.keep();
        }
        taken.then_some(of_answer)
    }
}

/// What becomes of messages that are not handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Their sender was told nothing: they are lost, and stay counted as read.
    IsLost,
    /// Their sender sends them again, and they are counted then.
    ComesAgain,
}

/// Messages that are counted as read while they wait to be handed in.
struct Told<'c> {
    counts: &'c Counts,
    messages: u64,
    bytes: u64,
    fate: Fate,
}

impl<'c> Told<'c> {
    fn of(counts: &'c Counts, load: &Load, fate: Fate) -> Told<'c> {
        let (messages, bytes) = (load.messages.len() as u64, load.bytes.len() as u64);
        counts.messages.add(messages);
        counts.bytes.add(bytes);
        Told { counts, messages, bytes, fate }
    }

    fn keep(mut self) {
        self.fate = Fate::IsLost;
    }
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if self.fate == Fate::ComesAgain {
            self.counts.messages.take_back(self.messages);
            self.counts.bytes.take_back(self.bytes);
        }
    }
}
