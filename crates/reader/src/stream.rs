//! A stream of records, peeled of its layers: recognised, recoded and cut into units.

use std::io;
use std::ops::ControlFlow;

use atalaya_codec::framing::{Batch, CHUNK_BYTES, Cut, FILE_HEADER_BYTES, Framer, Torn};
use atalaya_codec::{Format, HEAD_BYTES_MAX, sniff};
use atalaya_model::{Message, Time};

use crate::charset::{detect, is_binary};
use crate::session::{Flow, Session};
use crate::transcoder::{ROOM_BYTES_MIN, Transcoder, sample};
use crate::window::Window;
use crate::{Charset, Damage, InputInfo, UNIT_BYTES, UNIT_CHUNKS, Unit, failure};

/// Bytes that the first buffer of a stream holds at least: what is stored may expand.
const FIRST_BYTES_MIN: usize = 96 << 10;

/// What a stream is called, how large it is stored and when it was last modified.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) name: &'a str,
    pub(crate) size: Option<u64>,
    pub(crate) modified: Option<Time>,
}

/// A stream that was opened and has been read; whoever holds its stored bytes closes it.
pub(crate) struct Ended {
    pub(crate) input: u32,
    pub(crate) complete: bool,
    pub(crate) malformed: u64,
}

/// Reads the stream; `None` where it was skipped.
pub(crate) fn read(session: &mut Session<'_>, origin: &Origin<'_>, window: &mut Window<'_>) -> Flow<Option<Ended>> {
    let head = window.peek(HEAD_BYTES_MAX);
    let (format, charset) = recognise(head, session.limits.charset);
    if format == Format::Text && charset == Charset::Utf8 && is_binary(head) {
        session.skip(origin.name, Message::new("reader-binary"))?;
        return ControlFlow::Continue(None);
    }
    let name = origin.name.to_owned();
    let input =
        session.open(InputInfo { id: 0, name, format, charset, size: origin.size, modified: origin.modified })?;
    if session.digesting {
        return ControlFlow::Continue(Some(Ended { input, complete: true, malformed: 0 }));
    }
    let mut text = Transcoder::new(window, charset);
    let complete = Stream::new(session, input, format, origin.size).run(session, &mut text)?;
    ControlFlow::Continue(Some(Ended { input, complete, malformed: text.malformed }))
}

fn recognise(head: &[u8], forced: Option<Charset>) -> (Format, Charset) {
    if sniff(head) == Format::Evtx {
        return (Format::Evtx, Charset::Utf8);
    }
    let charset = forced.unwrap_or_else(|| detect(head));
    (sniff(&sample(head, charset)), charset)
}

struct Stream {
    input: u32,
    framer: Framer,
    buffer: Vec<u8>,
    filled: usize,
    /// How much the buffer is to hold before it is cut.
    target: usize,
    /// How much it holds where no frame is longer.
    usual: usize,
    /// Where the buffer begins in the stream.
    offset: u64,
}

impl Stream {
    /// A stream of about `size` bytes, where that is known: a small file is not given the room of a large one.
    fn new(session: &Session<'_>, input: u32, format: Format, size: Option<u64>) -> Self {
        let usual = match format {
            // The chunk that follows must begin to show before the last one is judged.
            Format::Evtx => FILE_HEADER_BYTES + UNIT_CHUNKS * CHUNK_BYTES + ROOM_BYTES_MIN,
            _ => UNIT_BYTES,
        };
        let whole =
            size.and_then(|size| usize::try_from(size).ok()).and_then(|size| size.checked_add(2 * ROOM_BYTES_MIN));
        let target = whole.map_or(usual, |whole| whole.clamp(FIRST_BYTES_MIN, usual));
        let buffer = session.limits.recycler.take(target);
        Stream { input, framer: Framer::new(format), buffer, filled: 0, target, usual, offset: 0 }
    }

    /// Reads to the end; whether that was reached.
    fn run(mut self, session: &mut Session<'_>, text: &mut Transcoder<'_, '_>) -> Flow<bool> {
        loop {
            match self.fill(text) {
                Ok(ended) => self.cut(session, ended)?,
                Err(error) => {
                    self.cut(session, true)?;
                    let message = failure::message(&error);
                    session.damage(Damage { input: self.input, offset: self.offset, length: None, message })?;
                    return ControlFlow::Continue(false);
                }
            }
            if self.target == 0 {
                session.limits.recycler.give(self.buffer);
                return ControlFlow::Continue(true);
            }
        }
    }

    /// Reads up to the target; whether the stream has ended.
    fn fill(&mut self, text: &mut Transcoder<'_, '_>) -> io::Result<bool> {
        while self.filled + ROOM_BYTES_MIN <= self.target {
            match text.fill(&mut self.buffer[self.filled..self.target]) {
                Ok(0) => return Ok(true),
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Hands on what is whole and keeps the rest; the target is 0 once all was handed on.
    fn cut(&mut self, session: &mut Session<'_>, last: bool) -> Flow {
        let cut = self.framer.cut(&self.buffer[..self.filled], last);
        let (consumed, offset) = (cut.consumed, self.offset);
        let rest = self.filled - consumed;
        self.target = match (last, consumed) {
            (true, _) => 0,
            (false, 0) => self.target * 2,
            (false, _) => self.usual.max(rest * 2),
        };
        self.offset += consumed as u64;
        let mut next = session.limits.recycler.take(self.target.max(rest));
        next[..rest].copy_from_slice(&self.buffer[consumed..self.filled]);
        let bytes = std::mem::replace(&mut self.buffer, next);
        self.filled = rest;
        self.hand_on(session, cut, bytes, offset)
    }

    /// Hands on batches and damage in the order in which they stand in the stream.
    fn hand_on(&self, session: &mut Session<'_>, cut: Cut, bytes: Vec<u8>, offset: u64) -> Flow {
        let mut torn = cut.torn.into_iter().peekable();
        let only = cut.batches.len() == 1;
        let mut bytes = Some(bytes);
        for batch in cut.batches {
            let start = offset + batch.range.start as u64;
            while let Some(torn) = torn.next_if(|torn| torn.offset < start) {
                self.damage(session, torn)?;
            }
            let unit_bytes = match bytes.take_if(|_| only) {
                Some(whole) => narrowed(whole, &batch),
                None => copied(session, bytes.as_deref().unwrap_or_default(), &batch),
            };
            session.unit(self.unit(batch, unit_bytes, start))?;
        }
        torn.try_for_each(|torn| self.damage(session, torn))?;
        bytes.into_iter().for_each(|bytes| session.limits.recycler.give(bytes));
        ControlFlow::Continue(())
    }

    fn damage(&self, session: &mut Session<'_>, torn: Torn) -> Flow {
        let Torn { offset, length, why } = torn;
        session.damage(Damage { input: self.input, offset, length: Some(length), message: why.message() })
    }

    fn unit(&self, batch: Batch, bytes: Vec<u8>, offset: u64) -> Unit {
        let Batch { header, first_record, frames, .. } = batch;
        Unit { input: self.input, sequence: 0, header, first_record, offset, bytes, frames }
    }
}

/// The buffer itself, narrowed to the batch.
fn narrowed(mut bytes: Vec<u8>, batch: &Batch) -> Vec<u8> {
    if batch.range.start > 0 {
        bytes.copy_within(batch.range.clone(), 0);
    }
    bytes.truncate(batch.range.len());
    bytes.resize(batch.range.len() + batch.padding, 0);
    bytes
}

/// A copy of the batch, where the buffer holds several.
fn copied(session: &Session<'_>, bytes: &[u8], batch: &Batch) -> Vec<u8> {
    let mut copy = session.limits.recycler.take(batch.range.len() + batch.padding);
    copy[..batch.range.len()].copy_from_slice(&bytes[batch.range.clone()]);
    copy[batch.range.len()..].fill(0);
    copy
}
