//! RELP, the Reliable Event Logging Protocol, version 0, as its specification in librelp has it.
//!
//! A frame is `TXNR COMMAND DATALEN[ DATA]` and a line feed. A session begins with `open` and ends with `close`; each `syslog`
//! is answered when the journal has the message, in the order in which they came. A sender that hears no answer sends again:
//! what was stored and not answered is stored twice then, and is two messages.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use atalaya_codec::Format;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::Counts;
use super::budget::Share;
use super::delivery::{Load, Receipt};
use super::stream::Buffer;
use super::tcp::Connection;

/// Bytes of data that a frame may have.
pub const RELP_FRAME_BYTES_MAX: usize = 256 << 10;
/// Digits of a number: of a transaction, of a length.
const DIGITS_MAX: usize = 9;
/// Letters of a command.
const COMMAND_BYTES_MAX: usize = 32;
/// Parcels whose answers are still to be given.
const ANSWERS_MAX: usize = 8;
/// Bytes that an answer takes while it waits.
const ANSWER_BYTES: usize = 24;
/// Within this a session is to be opened: one that is not keeps a place from others.
const OPEN_WITHIN: Duration = Duration::from_secs(30);
/// Within this the other side is to take answers.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// What is offered; what a sender offers beside is not needed.
const OFFERS: &str = "200 OK\nrelp_version=0\nrelp_software=atalaya\ncommands=syslog";

/// A frame in the bytes at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Next {
    /// More bytes are needed.
    More,
    /// The bytes are no frame.
    Broken,
    /// A frame.
    Frame { transaction: u32, command: Range<usize>, data: Range<usize>, next: usize },
}

/// What is to be answered, in order.
struct Answer {
    transactions: Vec<u32>,
    /// Comes when the messages are durable; none: at once.
    receipt: Option<Receipt>,
    /// Room that it takes, where nothing was to be kept.
    _share: Option<Share>,
    /// What is said behind the transaction's number.
    text: &'static str,
    /// Whether the session is over then.
    last: bool,
}

/// Serves a session until it is closed, broken, or the centre ends.
pub(super) async fn serve(stream: impl AsyncRead + AsyncWrite + Send + 'static, connection: Connection) {
    let (mut reading, writing) = tokio::io::split(stream);
    let (to_answer, answers) = mpsc::channel(ANSWERS_MAX);
    let answering = tokio::spawn(answer(writing, answers, connection.counts.clone()));
    let mut session = Session { connection, to_answer, opened: false };
    let mut buffer = Buffer::default();
    let mut ending = session.connection.station.ending.clone();
    let opening = async {
        while !session.opened {
            if !(buffer.more(&mut reading, &mut ending).await && session.take(&mut buffer).await) {
                return false;
            }
        }
        true
    };
    let mut goes_on = timeout(OPEN_WITHIN, opening).await.unwrap_or(false);
    while goes_on {
        if !session.connection.place.more(&mut buffer, &mut reading, &mut ending).await {
            // A sender that knows keeps what is not acknowledged, and comes again.
            if ending.is_told() || session.connection.place.is_given_up() {
                session.say(Vec::new(), "", true).await;
            }
            break;
        }
        goes_on = session.take(&mut buffer).await;
    }
    drop(session);
    let _ = answering.await;
}

struct Session {
    connection: Connection,
    to_answer: mpsc::Sender<Answer>,
    opened: bool,
}

impl Session {
    /// Takes the frames that are whole; false where the session is over.
    async fn take(&mut self, buffer: &mut Buffer) -> bool {
        let (mut load, mut transactions) = (Load::new(Format::Syslog), Vec::new());
        let mut used = 0;
        let goes_on = loop {
            let at_hand = &buffer.bytes()[used..];
            let (transaction, command, data, next) = match next(at_hand) {
                Next::More => break true,
                Next::Broken => {
                    self.connection.counts.broken.add(1);
                    break false;
                }
                Next::Frame { transaction, command, data, next } => (transaction, command, data, next),
            };
            match (&at_hand[command], self.opened) {
                (b"syslog", true) => {
                    let message = &at_hand[data];
                    self.connection.counts.empty.add(u64::from(message.is_empty()));
                    if !message.is_empty() {
                        load.add(message);
                    }
                    transactions.push(transaction);
                    used += next;
                }
                (b"open", false) => {
                    used += next;
                    self.opened = true;
                    if !self.say(vec![transaction], OFFERS, false).await {
                        break false;
                    }
                }
                (b"close", true) => {
                    // What is not kept is not answered, and then neither is this.
                    let _ = self.hand_on(load, transactions).await && self.say(vec![transaction], "", true).await;
                    return false;
                }
                _ => {
                    self.connection.counts.broken.add(1);
                    let text = "500 this command is not known here";
                    let _ = self.hand_on(load, transactions).await && self.say(vec![transaction], text, true).await;
                    return false;
                }
            }
        };
        buffer.consume(used);
        self.hand_on(load, transactions).await && goes_on
    }

    async fn say(&self, transactions: Vec<u32>, text: &'static str, last: bool) -> bool {
        self.to_answer.send(Answer { transactions, receipt: None, _share: None, text, last }).await.is_ok()
    }

    /// Hands on messages, and has them answered once they are durable; false where nothing is taken any more.
    async fn hand_on(&self, load: Load, transactions: Vec<u32>) -> bool {
        if transactions.is_empty() {
            return true;
        }
        let Connection { inlet, counts, station, .. } = &self.connection;
        let answer_bytes = transactions.len() * ANSWER_BYTES;
        let (mut receipt, mut share) = (None, None);
        if load.is_empty() {
            share = station.budget.take(inlet.source, answer_bytes).await;
        } else {
            receipt = station.deliver_acknowledged(inlet, counts, load, answer_bytes).await;
        }
        if receipt.is_none() && share.is_none() {
            return false;
        }
        let answer = Answer { transactions, receipt, _share: share, text: "200 OK", last: false };
        self.to_answer.send(answer).await.is_ok()
    }
}

/// Gives answers in order. What the journal did not take is not answered.
async fn answer(mut to: impl AsyncWrite + Unpin, mut answers: mpsc::Receiver<Answer>, counts: Arc<Counts>) {
    while let Some(Answer { transactions, mut receipt, _share, text, last }) = answers.recv().await {
        if let Some(Receipt { safe, .. }) = &mut receipt
            && safe.await.is_err()
        {
            return;
        }
        let mut out: String = transactions.into_iter().map(|transaction| response(transaction, text)).collect();
        if last {
            out.push_str("0 serverclose 0\n");
        }
        let writing = async {
            to.write_all(out.as_bytes()).await?;
            // What is encrypted may wait to be sent.
            to.flush().await
        };
        match timeout(ANSWER_WITHIN, writing).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return,
            Err(_) => return counts.unread.add(1),
        }
    }
    let _ = timeout(ANSWER_WITHIN, to.shutdown()).await;
}

fn response(transaction: u32, text: &str) -> String {
    let blank = if text.is_empty() { "" } else { " " };
    format!("{transaction} rsp {}{blank}{text}\n", text.len())
}

/// The next frame.
fn next(bytes: &[u8]) -> Next {
    let (transaction, at) = match number(bytes, 0) {
        Ok(Some((number, b' ', at))) => (number, at),
        Ok(None) => return Next::More,
        _ => return Next::Broken,
    };
    let letters =
        bytes[at..].iter().take(COMMAND_BYTES_MAX + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let command = at..at + letters;
    match bytes.get(command.end) {
        None if letters <= COMMAND_BYTES_MAX => return Next::More,
        Some(b' ') if letters > 0 && letters <= COMMAND_BYTES_MAX => {}
        _ => return Next::Broken,
    }
    let (length, behind, at) = match number(bytes, command.end + 1) {
        Ok(Some(found)) => found,
        Ok(None) => return Next::More,
        Err(()) => return Next::Broken,
    };
    let length = length as usize;
    if length > RELP_FRAME_BYTES_MAX {
        return Next::Broken;
    }
    // Behind a length of 0 some senders put the line feed at once.
    if length == 0 && behind == b'\n' {
        return Next::Frame { transaction, command, data: at..at, next: at };
    }
    let data = at..at + length;
    match (behind, bytes.get(data.end)) {
        (b' ', None) => Next::More,
        (b' ', Some(b'\n')) => Next::Frame { transaction, command, next: data.end + 1, data },
        _ => Next::Broken,
    }
}

/// A number, the byte behind it, and where to go on; `None` where more is needed.
#[allow(clippy::type_complexity)]
fn number(bytes: &[u8], from: usize) -> Result<Option<(u32, u8, usize)>, ()> {
    let digits = bytes[from.min(bytes.len())..].iter().take(DIGITS_MAX + 1).take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    match bytes.get(from + digits) {
        None if digits <= DIGITS_MAX => Ok(None),
        Some(behind) if (1..=DIGITS_MAX).contains(&digits) => {
            let text = &bytes[from..from + digits];
            let number = text.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
            Ok(Some((number, *behind, from + digits + 1)))
        }
        _ => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(bytes: &str, expected: Option<(u32, &str, &str)>) {
        let whole = next(bytes.as_bytes());
        let found = match &whole {
            Next::Frame { transaction, command, data, next } => {
                assert_eq!(*next, bytes.len());
                Some((*transaction, &bytes[command.clone()], &bytes[data.clone()]))
            }
            Next::More => panic!("{bytes:?} is whole"),
            Next::Broken => None,
        };
        assert_eq!(found, expected, "{bytes:?}");
        if expected.is_some() {
            (0..bytes.len()).for_each(|cut| assert_eq!(next(&bytes.as_bytes()[..cut]), Next::More, "{bytes:?}, {cut}"));
        }
    }

    #[test]
    fn frames_are_read_as_the_specification_writes_them() {
        check("1 open 14 relp_version=0\n", Some((1, "open", "relp_version=0")));
        check("2 syslog 9 <13>a\nb c\n", Some((2, "syslog", "<13>a\nb c")));
        check("3 close 0\n", Some((3, "close", "")));
        check("3 close 0 \n", Some((3, "close", "")));
        check("x syslog 1 a\n", None);
        check("1  1 a\n", None);
        check("1 syslog 1 ab\n", None);
        check("1 syslog 999999999 a\n", None);
        check("1 syslog 9999999999 a\n", None);
        assert_eq!(response(7, "200 OK"), "7 rsp 6 200 OK\n");
        assert_eq!(response(8, ""), "8 rsp 0\n");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(prop_oneof![
            Just(b' '), Just(b'\n'), Just(b'1'), Just(b'a'), any::<u8>()
        ], 0..60)) {
            if let Next::Frame { next, data, .. } = next(&bytes) {
                prop_assert!(next <= bytes.len() && data.end <= next);
            }
        }
    }
}
