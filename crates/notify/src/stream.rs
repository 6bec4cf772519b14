//! A stream to the other side, within TLS or not, and whether the other side is still there.

use std::io::{self, Read, Write};
use std::net::Shutdown;

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::fault::Fault;
use crate::link::ClientTls;
use crate::patience::{Patience, Wire};

/// Reads of what the other side says unasked, by one look; what is more is read by the next.
const LOOKS_MAX: usize = 64;
/// Bytes that are read at the end of a stream, to see that the other side has everything.
const LAST_BYTES_MAX: usize = 1 << 20;

/// A stream, within TLS or not.
pub(crate) enum Stream<'o> {
    Plain(Wire<'o>),
    Secret(Box<StreamOwned<ClientConnection, Wire<'o>>>),
}

impl<'o> Stream<'o> {
    /// What is spoken over the wire; within TLS it is known who is there before anything is said.
    pub(crate) fn open(wire: Wire<'o>, host: &str, tls: Option<&ClientTls>) -> Result<Stream<'o>, Fault> {
        let Some(config) = tls else { return Ok(Stream::Plain(wire)) };
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Fault::NoAddress)?;
        let mut secret = StreamOwned::new(ClientConnection::new(config.clone(), name)?, wire);
        secret.sock.patience.step()?;
        while secret.conn.is_handshaking() {
            secret.conn.complete_io(&mut secret.sock)?;
        }
        Ok(Stream::Secret(Box::new(secret)))
    }

    fn wire(&mut self) -> &mut Wire<'o> {
        match self {
            Stream::Plain(wire) => wire,
            Stream::Secret(secret) => &mut secret.sock,
        }
    }

    pub(crate) fn patience(&mut self) -> &mut Patience<'o> {
        &mut self.wire().patience
    }

    /// Whether the other side has said something unasked, which is passed over. An error where it has ended the stream: that can
    /// stand behind something that was never read, as TLS's tickets are.
    pub(crate) fn has_said(&mut self) -> Result<bool, Fault> {
        self.wire().tcp.set_nonblocking(true)?;
        let looked = self.look();
        self.wire().tcp.set_nonblocking(false)?;
        looked
    }

    fn look(&mut self) -> Result<bool, Fault> {
        let mut has_said = false;
        for _ in 0..LOOKS_MAX {
            let read = match self {
                Stream::Plain(wire) => wire.tcp.read(&mut [0; 4096]).map(|read| (read, read)),
                Stream::Secret(secret) => match secret.conn.read_tls(&mut secret.sock.tcp) {
                    Ok(0) => Ok((0, 0)),
                    Ok(read) => Ok((read, told(&mut secret.conn)?)),
                    Err(error) => Err(error),
                },
            };
            match read {
                Ok((0, _)) => return Err(io::Error::from(io::ErrorKind::ConnectionReset).into()),
                Ok((_, told)) => has_said |= told > 0,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(has_said),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(has_said)
    }

    /// Ends the stream. `true`: the other side has read to its end, and ended it too.
    pub(crate) fn end(mut self) -> bool {
        if self.patience().step().is_err() {
            return false;
        }
        if let Stream::Secret(secret) = &mut self {
            secret.conn.send_close_notify();
            // What cannot be said any more is seen below.
            let _ = secret.flush();
        }
        let wire = self.wire();
        wire.tcp.shutdown(Shutdown::Write).is_ok() && read_to_end(wire)
    }
}

/// How much was said within TLS; it is an error that it has ended.
fn told(connection: &mut ClientConnection) -> Result<usize, Fault> {
    let state = connection.process_new_packets()?;
    let told = state.plaintext_bytes_to_read();
    if state.peer_has_closed() {
        return Err(io::Error::from(io::ErrorKind::ConnectionReset).into());
    }
    let mut left = told;
    let mut buffer = [0; 4096];
    while left > 0 {
        left -= connection.reader().read(&mut buffer)?.clamp(1, left);
    }
    Ok(told)
}

/// Reads until the other side ends too: it has read to our end then.
fn read_to_end(wire: &mut Wire<'_>) -> bool {
    let (mut buffer, mut read) = ([0; 4096], 0);
    while read < LAST_BYTES_MAX {
        match wire.read(&mut buffer) {
            Ok(0) => return true,
            Ok(more) => read += more,
            Err(_) => return false,
        }
    }
    false
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.read(buffer),
            Stream::Secret(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.write(bytes),
            Stream::Secret(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(stream) => stream.flush(),
            Stream::Secret(stream) => stream.flush(),
        }
    }
}
