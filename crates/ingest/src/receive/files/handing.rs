//! What was read, on its way to the journal, and written down when it is durable.

use std::collections::VecDeque;
use std::sync::PoisonError;

use atalaya_codec::Header;
use atalaya_model::Time;
use atalaya_reader::follow::{Part, Reached};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::super::delivery::Load;
use super::super::intake::Placed;
use super::book::FileName;
use super::source::Following;

/// Bytes that are handed on together, with what their headers take.
const LOAD_BYTES_MAX: usize = 1 << 20;
/// Bytes of a header beside the names of columns.
const HEADER_BYTES: usize = 64;

/// Frames that were handed in.
pub(super) struct Underway {
    number: u64,
    safe: oneshot::Receiver<()>,
    name: FileName,
    /// How far their file is read with them.
    reached: Option<Reached>,
}

impl Following {
    /// Hands frames on, waiting for room.
    pub(super) fn hand_on(&mut self, at: usize, parts: Vec<Part>, reached: Option<Reached>) {
        let file = &self.files[at];
        let (name, modified) = (file.name, Time(file.modified_us));
        let mut loads: VecDeque<Load> = parts.into_iter().flat_map(|part| loads(part, name, modified)).collect();
        while let Some(load) = loads.pop_front() {
            let number = self.book.hand_in();
            let station = self.outlet.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let Some(station) = station else { return self.is_over = true };
            let handed = station.deliver_placed(self.watch.source, &self.counts, load);
            let Some(safe) = Handle::current().block_on(handed) else { return self.is_over = true };
            let reached = reached.clone().filter(|_| loads.is_empty());
            self.underway.push_back(Underway { number, safe, name, reached });
        }
        if reached.is_some() {
            self.files[at].record.reached = reached;
        }
    }

    /// Writes down what is durable by now.
    pub(super) fn settle(&mut self) {
        while let Some(first) = self.underway.front_mut() {
            match first.safe.try_recv() {
                Ok(()) => {}
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Closed) => return self.is_over = true,
            }
            let Some(Underway { number, name, reached, .. }) = self.underway.pop_front() else { return };
            let seen = self.now();
            self.book.durable(number, &name, reached, seen);
        }
    }
}

/// The frames of a part, in loads of so many bytes.
fn loads(part: Part, file: FileName, modified: Time) -> Vec<Load> {
    let Part { header, bytes, frames, ends } = part;
    let header_bytes = header_bytes(&header);
    let (mut loads, mut from) = (Vec::new(), 0);
    while from < frames.len() {
        let mut weight = 0;
        let fitting = frames[from..].iter().take_while(|frame| {
            weight += frame.len() + header_bytes;
            weight <= LOAD_BYTES_MAX
        });
        let to = from + fitting.count().max(1);
        let start = frames[from].start;
        let own = frames[from..to].iter().map(|frame| frame.start - start..frame.end - start).collect();
        let bytes = bytes[start..frames[to - 1].end].to_vec();
        let (header, ends) = (header.clone(), ends[from..to].to_vec());
        loads.push(Load::of_file(bytes, own, Placed { header, file, ends, modified, header_bytes }));
        from = to;
    }
    loads
}

fn header_bytes(header: &Header) -> usize {
    let names = header.columns.as_ref().map_or(0, |columns| columns.names.iter().map(|name| name.len() + 2).sum());
    HEADER_BYTES + names
}
