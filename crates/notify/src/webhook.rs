//! HTTP/1.1 as a sender (RFC 9110, RFC 9112): a finding is the body of a request, and the answer says whether the other side has it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};

use crate::fault::Fault;
use crate::link::{ClientTls, Target, reach};
use crate::patience::Patience;
use crate::stream::Stream;

/// Bytes of the lines before an answer's body.
const HEAD_BYTES_MAX: usize = 16 << 10;
/// Fields among them.
const FIELDS_MAX: usize = 64;
/// Bytes of an answer's body that are read so that the connection can be used again.
const BODY_BYTES_MAX: usize = 64 << 10;

/// What is sent in a request.
pub(crate) struct Body<'m> {
    /// The finding's identifier, by which the other side knows one that is sent again.
    pub(crate) uid: &'m str,
    /// Its media type.
    pub(crate) media: &'static str,
    /// The finding.
    pub(crate) text: &'m str,
}

/// Where findings are posted.
pub(crate) struct Webhook<'o> {
    target: Target,
    tls: Option<ClientTls>,
    /// What is said in `Authorization`.
    token: Option<String>,
    patience: Patience<'o>,
    stream: Option<BufReader<Stream<'o>>>,
    /// Findings that were answered for since this was asked last.
    answered: usize,
}

impl<'o> Webhook<'o> {
    /// Connects to the target.
    pub(crate) fn open(
        target: &Target,
        tls: Option<&ClientTls>,
        token: Option<&str>,
        patience: Patience<'o>,
    ) -> Result<Webhook<'o>, Fault> {
        let (target, tls, token) = (target.clone(), tls.cloned(), token.map(str::to_owned));
        let mut webhook = Webhook { target, tls, token, patience, stream: None, answered: 0 };
        webhook.connect()?;
        Ok(webhook)
    }

    fn connect(&mut self) -> Result<&mut BufReader<Stream<'o>>, Fault> {
        // When it is over, all connections together have what is left of the time.
        self.patience.step()?;
        let stream = reach(&self.target, self.tls.as_ref(), self.patience.clone())?;
        Ok(self.stream.insert(BufReader::new(stream)))
    }

    /// Looks whether the connection can be used again; that the other side ended it is its right between two requests.
    pub(crate) fn look(&mut self) {
        let is_fit = |stream: &mut BufReader<Stream<'_>>| {
            stream.buffer().is_empty() && matches!(stream.get_mut().has_said(), Ok(false))
        };
        self.stream = self.stream.take().and_then(|mut stream| is_fit(&mut stream).then_some(stream));
    }

    /// Posts a finding, and waits for the answer.
    pub(crate) fn send(&mut self, body: &Body<'_>) -> Result<(), Fault> {
        let request = self.request(body);
        self.look();
        let was_open = self.stream.is_some();
        let status = match self.ask(&request) {
            // The other side may have ended the connection just now: over a new one it is known.
            Err(fault) if was_open && fault.is_end() => {
                self.stream = None;
                self.ask(&request)?
            }
            asked => asked?,
        };
        match status {
            200..=299 => {
                self.answered += 1;
                Ok(())
            }
            // What is wrong is the finding, not the way to it.
            400 | 413 | 422 => Err(Fault::Refused(status.to_string())),
            _ => Err(Fault::Status(status)),
        }
    }

    /// How many findings were answered for since this was asked last.
    pub(crate) fn take_answered(&mut self) -> usize {
        std::mem::take(&mut self.answered)
    }

    fn request(&self, body: &Body<'_>) -> String {
        let Body { uid, media, text } = body;
        let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '-';
        let key = if uid.chars().all(is_plain) { format!("Idempotency-Key: \"{uid}\"\r\n") } else { String::new() };
        let token = self.token.as_ref().map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: Atalaya/{}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n{key}{token}\r\n{text}",
            self.target.path,
            self.target.authority(),
            env!("CARGO_PKG_VERSION"),
            text.len()
        )
    }

    /// Sends a request; the status of its answer.
    fn ask(&mut self, request: &str) -> Result<u16, Fault> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => self.connect()?,
        };
        stream.get_mut().patience().step()?;
        stream.get_mut().write_all(request.as_bytes())?;
        stream.get_mut().flush()?;
        stream.get_mut().patience().step()?;
        let (mut answer, mut is_again) = head(stream)?;
        // What is said before the answer is no answer.
        while (100..200).contains(&answer) {
            (answer, is_again) = head(stream)?;
        }
        if !is_again {
            self.stream = None;
        }
        Ok(answer)
    }
}

/// Reads an answer with its body: its status, and whether the connection can be used again.
fn head(stream: &mut BufReader<Stream<'_>>) -> Result<(u16, bool), Fault> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") && !bytes.ends_with(b"\n\n") {
        let left = (HEAD_BYTES_MAX - bytes.len()) as u64;
        match stream.by_ref().take(left).read_until(b'\n', &mut bytes)? {
            0 if bytes.is_empty() => return Err(io::Error::from(io::ErrorKind::ConnectionReset).into()),
            0 => return Err(Fault::Http),
            _ => {}
        }
    }
    let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
    let mut response = httparse::Response::new(&mut fields);
    let is_whole = response.parse(&bytes).is_ok_and(|parsed| parsed.is_complete());
    let status = response.code.filter(|_| is_whole).ok_or(Fault::Http)?;
    let value = |name: &str| {
        let field = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        field.map(|field| String::from_utf8_lossy(field.value).trim().to_ascii_lowercase())
    };
    let has_body = !(matches!(status, 204 | 304) || status < 200);
    let length = value("content-length").and_then(|length| length.parse::<usize>().ok());
    // One whose end is not said by a length is not read to its end.
    let is_told = value("transfer-encoding").is_none() && value("connection").is_none_or(|said| said != "close");
    let length = if has_body { length } else { Some(0) };
    match length.filter(|length| is_told && *length <= BODY_BYTES_MAX) {
        Some(length) => {
            stream.read_exact(&mut vec![0; length])?;
            Ok((status, response.version == Some(1)))
        }
        None => Ok((status, false)),
    }
}
