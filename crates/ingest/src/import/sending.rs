//! Frames on their way into the journal: so much at a time, and told once they are durable.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use atalaya_journal::{AppendError, Appended, Inputs, Journal, Kept, Lane, Reached, Ticket};
use atalaya_model::Time;

use super::opened::{Handful, Opened};
use super::{Acknowledged, ImportError, News, Part, lock};

/// Bytes of frames that are on their way.
const UNDERWAY_BYTES_MAX: usize = 8 << 20;
/// After how many bytes of a file it is written down how far it came.
const REACHED_BYTES: u64 = 64 << 20;

/// What waits for its acknowledgement, in order.
enum Step {
    Frames {
        ticket: Ticket,
        part: Part,
        /// Of the last frame.
        crc32c: u32,
        bytes: usize,
        cost: usize,
        frames: u64,
    },
    /// All of a file was sent before this.
    End { name: Arc<str>, sha256: Option<[u8; 32]>, frames: u64 },
}

/// Hands frames to the journal.
pub(super) struct Sending<'a> {
    journal: &'a Journal,
    inputs: &'a Mutex<Inputs>,
    organization: &'a str,
    lane: Lane,
    steps: VecDeque<Step>,
    cost: usize,
    pub(super) acknowledged: Acknowledged,
    /// How far the file came that is not done, and bytes of it since that was written down.
    reached: Option<([u8; 32], Reached)>,
    since: u64,
}

impl<'a> Sending<'a> {
    pub(super) fn new(journal: &'a Journal, inputs: &'a Mutex<Inputs>, organization: &'a str) -> Self {
        Sending {
            journal,
            inputs,
            organization,
            lane: Lane::default(),
            steps: VecDeque::new(),
            cost: 0,
            acknowledged: Acknowledged { offset: journal.head(), ..Acknowledged::default() },
            reached: None,
            since: 0,
        }
    }

    /// Sends some frames, waiting for others where too much is on its way.
    pub(super) fn send(
        &mut self,
        handful: &Handful<'_>,
        received: Time,
        tell: &mut dyn FnMut(News<'_>),
    ) -> Result<(), ImportError> {
        let ((bytes, headers), (first, last)) = (handful.bytes(), handful.numbers());
        let cost = bytes + headers;
        while self.cost > 0 && self.cost + cost > UNDERWAY_BYTES_MAX {
            self.wait(tell)?;
        }
        // That a file was begun is durable before its first frame is.
        lock(self.inputs).sync()?;
        let ticket = self.journal.submit_in(&self.lane, &handful.entries(received))?;
        let (name, sha256) = (handful.open.name.clone(), handful.open.sha256);
        let part = Part { name, sha256, offset: 0, frames: handful.len() as u64, first, last };
        let (crc32c, frames) = (handful.crc32c(), handful.frames);
        self.steps.push_back(Step::Frames { ticket, part, crc32c, bytes, cost, frames });
        self.cost += cost;
        self.poll(tell)
    }

    /// All frames of a file were sent.
    pub(super) fn close(&mut self, open: &Opened, tell: &mut dyn FnMut(News<'_>)) -> Result<(), ImportError> {
        self.steps.push_back(Step::End { name: open.name.clone(), sha256: open.sha256, frames: open.frames });
        self.poll(tell)
    }

    /// What was sent of this content was not its own: the journal has nothing of it but what is kept.
    pub(super) fn change(
        &mut self,
        sha256: &[u8; 32],
        kept: Option<Kept>,
        tell: &mut dyn FnMut(News<'_>),
    ) -> Result<(), ImportError> {
        self.wait_for_all(tell)?;
        (self.reached, self.since) = (None, 0);
        Ok(lock(self.inputs).change(self.organization, sha256, self.journal.head(), kept)?)
    }

    /// Waits for everything that is on its way, and makes durable how far it came.
    pub(super) fn end(&mut self, tell: &mut dyn FnMut(News<'_>)) -> Result<(), ImportError> {
        self.wait_for_all(tell).and(self.write_reached()).and(Ok(lock(self.inputs).sync()?))
    }

    fn wait_for_all(&mut self, tell: &mut dyn FnMut(News<'_>)) -> Result<(), ImportError> {
        while !self.steps.is_empty() {
            self.wait(tell)?;
        }
        Ok(())
    }

    /// Tells of what is durable by now, without waiting.
    pub(super) fn poll(&mut self, tell: &mut dyn FnMut(News<'_>)) -> Result<(), ImportError> {
        loop {
            let appended = match self.steps.front_mut() {
                None => return Ok(()),
                Some(Step::End { .. }) => None,
                Some(Step::Frames { ticket, .. }) => match ticket.poll() {
                    None => return Ok(()),
                    appended => appended,
                },
            };
            if let Some(step) = self.steps.pop_front() {
                self.done(step, appended, tell)?;
            }
        }
    }

    /// Waits for the step that comes first.
    fn wait(&mut self, tell: &mut dyn FnMut(News<'_>)) -> Result<(), ImportError> {
        match self.steps.pop_front() {
            Some(step) => self.done(step, None, tell),
            None => Ok(()),
        }
    }

    /// What is to be done once a step is; `appended` is what its ticket said, where it was asked already.
    fn done(
        &mut self,
        step: Step,
        appended: Option<Result<Appended, AppendError>>,
        tell: &mut dyn FnMut(News<'_>),
    ) -> Result<(), ImportError> {
        match step {
            Step::End { name, sha256, frames } => {
                if let Some(sha256) = sha256 {
                    lock(self.inputs).finish(self.organization, &sha256, frames)?;
                    self.reached = None;
                }
                tell(News::Done { name: &name, frames });
            }
            Step::Frames { ticket, mut part, crc32c, bytes, cost, frames } => {
                self.cost -= cost;
                let appended = appended.unwrap_or_else(|| ticket.wait());
                // What was sent behind a refusal is refused too, and no file is done by it.
                let appended = appended.inspect_err(|_| self.steps.clear())?;
                part.offset = appended.first;
                self.acknowledged.frames += part.frames;
                self.acknowledged.bytes += bytes as u64;
                self.acknowledged.offset = appended.first + appended.count;
                self.reach(&part, (frames, crc32c), bytes as u64)?;
                tell(News::Acknowledged { so_far: self.acknowledged, part: &part });
            }
        }
        Ok(())
    }

    fn reach(&mut self, part: &Part, (frames, crc32c): (u64, u32), bytes: u64) -> Result<(), ImportError> {
        let Some(sha256) = part.sha256 else { return Ok(()) };
        let (number, offset, crc32c) = (part.last, self.acknowledged.offset, Some(crc32c));
        self.reached = Some((sha256, Reached { frames, number, offset, crc32c }));
        self.since += bytes;
        if self.since >= REACHED_BYTES {
            self.write_reached()?;
        }
        Ok(())
    }

    fn write_reached(&mut self) -> Result<(), ImportError> {
        self.since = 0;
        if let Some((sha256, reached)) = self.reached.take() {
            lock(self.inputs).reach(self.organization, &sha256, reached)?;
        }
        Ok(())
    }
}
