//! RELP, the Reliable Event Logging Protocol, version 0, as a sender: each message is answered when the other side has it.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

/// Messages that wait for their answer; the next is sent when one has come.
const UNANSWERED_MAX: usize = 128;
/// Bytes of an answer.
const ANSWER_BYTES_MAX: usize = 16 << 10;
/// Where numbers of transactions begin anew.
const TRANSACTION_MAX: u32 = 999_999_999;
/// What is offered.
const OFFERS: &str = "relp_version=0\nrelp_software=atalaya\ncommands=syslog";

/// A session.
pub(crate) struct Session<S> {
    stream: S,
    transaction: u32,
    unanswered: VecDeque<u32>,
}

impl<S: Read + Write> Session<S> {
    /// Opens a session over the stream.
    pub(crate) fn open(stream: S) -> io::Result<Session<S>> {
        let mut session = Session { stream, transaction: 0, unanswered: VecDeque::new() };
        session.command("open", OFFERS)?;
        session.settle()?;
        Ok(session)
    }

    pub(crate) fn stream(&self) -> &S {
        &self.stream
    }

    /// Sends a message.
    pub(crate) fn send(&mut self, message: &str) -> io::Result<()> {
        while self.unanswered.len() >= UNANSWERED_MAX {
            self.answer()?;
        }
        self.command("syslog", message)
    }

    /// Waits until everything is answered.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        while !self.unanswered.is_empty() {
            self.answer()?;
        }
        Ok(())
    }

    /// Ends the session.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.settle()?;
        self.command("close", "")?;
        // Everything is answered for; how the other side ends is its own affair.
        let _ = self.answer();
        Ok(())
    }

    fn command(&mut self, command: &str, data: &str) -> io::Result<()> {
        self.transaction = if self.transaction >= TRANSACTION_MAX { 1 } else { self.transaction + 1 };
        let space = if data.is_empty() { "" } else { " " };
        let frame = format!("{} {command} {}{space}{data}\n", self.transaction, data.len());
        self.stream.write_all(frame.as_bytes())?;
        self.stream.flush()?;
        self.unanswered.push_back(self.transaction);
        Ok(())
    }

    /// The next answer: it is for what waits longest, and good.
    fn answer(&mut self) -> io::Result<()> {
        let transaction: u32 = self.word()?.parse().map_err(|_| broken())?;
        let command = self.word()?;
        let (length, last) = self.number()?;
        if length > ANSWER_BYTES_MAX {
            return Err(broken());
        }
        let mut data = vec![0; length];
        self.stream.read_exact(&mut data)?;
        if last != b'\n' || length > 0 {
            self.feed()?;
        }
        match command.as_str() {
            // The other side ends.
            "serverclose" => Err(io::ErrorKind::ConnectionAborted.into()),
            "rsp" if self.unanswered.pop_front() == Some(transaction) && data.starts_with(b"200") => Ok(()),
            _ => Err(broken()),
        }
    }

    /// What stands before the next space.
    fn word(&mut self) -> io::Result<String> {
        let mut word = String::new();
        loop {
            match self.byte()? {
                b' ' => return Ok(word),
                // What stands between answers.
                b'\n' if word.is_empty() => {}
                byte if byte.is_ascii_alphanumeric() && word.len() < 16 => word.push(char::from(byte)),
                _ => return Err(broken()),
            }
        }
    }

    /// The length, and what stands behind it.
    fn number(&mut self) -> io::Result<(usize, u8)> {
        let mut number = 0usize;
        for _ in 0..9 {
            match self.byte()? {
                byte if byte.is_ascii_digit() => number = number * 10 + usize::from(byte - b'0'),
                byte @ (b' ' | b'\n') => return Ok((number, byte)),
                _ => break,
            }
        }
        Err(broken())
    }

    fn feed(&mut self) -> io::Result<()> {
        if self.byte()? == b'\n' { Ok(()) } else { Err(broken()) }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        Ok(byte[0])
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not an answer of RELP")
}
