//! RELP, the Reliable Event Logging Protocol, version 0, as a sender: each message is answered when the other side has it.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read as _, Write as _};

use crate::fault::Fault;
use crate::stream::Stream;

/// Messages that wait for their answer; the next is sent when one has come.
const UNANSWERED_MAX: usize = 128;
/// Bytes that are read at once.
const READ_BYTES: usize = 4 << 10;
/// Bytes of an answer.
const ANSWER_BYTES_MAX: usize = 16 << 10;
/// Where numbers of transactions begin anew.
const TRANSACTION_MAX: u32 = 999_999_999;
/// What is offered.
const OFFERS: &str = "relp_version=0\nrelp_software=atalaya\ncommands=syslog";

/// A session.
pub(crate) struct Session<'o> {
    stream: BufReader<Stream<'o>>,
    transaction: u32,
    unanswered: VecDeque<u32>,
    /// Messages that were answered for since this was asked last.
    answered: usize,
}

impl<'o> Session<'o> {
    /// Opens a session over the stream.
    pub(crate) fn open(stream: Stream<'o>) -> Result<Session<'o>, Fault> {
        let stream = BufReader::with_capacity(READ_BYTES, stream);
        let mut session = Session { stream, transaction: 0, unanswered: VecDeque::new(), answered: 0 };
        session.command("open", OFFERS)?;
        session.settle()?;
        session.answered = 0;
        Ok(session)
    }

    /// An error where the other side has ended the session: there is nothing else that it says unasked.
    pub(crate) fn is_there(&mut self) -> Result<(), Fault> {
        let has_said = !self.stream.buffer().is_empty() || self.stream.get_mut().has_said()?;
        if has_said { Err(io::Error::from(io::ErrorKind::ConnectionAborted).into()) } else { Ok(()) }
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &str) -> Result<(), Fault> {
        while self.unanswered.len() >= UNANSWERED_MAX {
            self.answer()?;
        }
        self.command("syslog", message)
    }

    /// Waits until everything is answered.
    pub(crate) fn settle(&mut self) -> Result<(), Fault> {
        while !self.unanswered.is_empty() {
            self.answer()?;
        }
        Ok(())
    }

    /// How many messages were answered for since this was asked last, in the order of sending.
    pub(crate) fn take_answered(&mut self) -> usize {
        std::mem::take(&mut self.answered)
    }

    /// Ends the session.
    pub(crate) fn end(mut self) -> Result<(), Fault> {
        self.settle()?;
        self.command("close", "")?;
        // Everything is answered for; how the other side ends is its own affair.
        let _ = self.answer();
        Ok(())
    }

    fn command(&mut self, command: &str, data: &str) -> Result<(), Fault> {
        self.transaction = if self.transaction >= TRANSACTION_MAX { 1 } else { self.transaction + 1 };
        let space = if data.is_empty() { "" } else { " " };
        let frame = format!("{} {command} {}{space}{data}\n", self.transaction, data.len());
        let stream = self.stream.get_mut();
        stream.patience().step()?;
        stream.write_all(frame.as_bytes())?;
        stream.flush()?;
        self.unanswered.push_back(self.transaction);
        Ok(())
    }

    /// The next answer: it is for what waits longest, and good.
    fn answer(&mut self) -> Result<(), Fault> {
        self.stream.get_mut().patience().step()?;
        let transaction: u32 = self.word()?.parse().map_err(|_| Fault::Relp)?;
        let command = self.word()?;
        let (length, last) = self.number()?;
        if length > ANSWER_BYTES_MAX {
            return Err(Fault::Relp);
        }
        let mut data = vec![0; length];
        self.stream.read_exact(&mut data)?;
        if last != b'\n' || length > 0 {
            self.feed()?;
        }
        match command.as_str() {
            // The other side ends.
            "serverclose" => Err(io::Error::from(io::ErrorKind::ConnectionAborted).into()),
            "rsp" if self.unanswered.pop_front() == Some(transaction) => {
                if !data.starts_with(b"200") {
                    return Err(Fault::refused(&data));
                }
                self.answered += 1;
                Ok(())
            }
            _ => Err(Fault::Relp),
        }
    }

    /// What stands before the next space.
    fn word(&mut self) -> Result<String, Fault> {
        let mut word = String::new();
        loop {
            match self.byte()? {
                b' ' => return Ok(word),
                // What stands between answers.
                b'\n' if word.is_empty() => {}
                byte if byte.is_ascii_alphanumeric() && word.len() < 16 => word.push(char::from(byte)),
                _ => return Err(Fault::Relp),
            }
        }
    }

    /// The length, and what stands behind it.
    fn number(&mut self) -> Result<(usize, u8), Fault> {
        let mut number = 0usize;
        for _ in 0..9 {
            match self.byte()? {
                byte if byte.is_ascii_digit() => number = number * 10 + usize::from(byte - b'0'),
                byte @ (b' ' | b'\n') => return Ok((number, byte)),
                _ => break,
            }
        }
        Err(Fault::Relp)
    }

    fn feed(&mut self) -> Result<(), Fault> {
        if self.byte()? == b'\n' { Ok(()) } else { Err(Fault::Relp) }
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        Ok(byte[0])
    }
}
