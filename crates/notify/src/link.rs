//! A link to the other side: datagrams, a stream, a stream within TLS, each with RELP or without.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::relp::Session;
use crate::syslog::{DATAGRAM_BYTES_MAX, framed};

/// Within this a link is to be there, and the other side to take or answer what is sent.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Bytes that are read at the end of a link, to see that the other side has everything.
const LAST_BYTES_MAX: usize = 1 << 16;
/// Certificates in a file.
const CERTIFICATES_MAX: usize = 1000;

/// How TLS is spoken to the other side.
pub type ClientTls = Arc<ClientConfig>;

/// How findings are carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Syslog by datagrams (RFC 5426).
    Udp,
    /// Syslog in a stream (RFC 6587, octet counting).
    Tcp,
    /// The same within TLS (RFC 5425).
    Tls,
    /// RELP, which answers.
    Relp,
    /// The same within TLS.
    RelpTls,
}

impl Transport {
    /// The transports by their words.
    pub const WORDS: [(&'static str, Transport); 5] = [
        ("udp", Transport::Udp),
        ("tcp", Transport::Tcp),
        ("tls", Transport::Tls),
        ("relp", Transport::Relp),
        ("relp+tls", Transport::RelpTls),
    ];

    /// Whether it is within TLS.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Transport::Tls | Transport::RelpTls)
    }

    /// Whether the other side says what it has.
    pub(crate) fn answers(self) -> bool {
        matches!(self, Transport::Relp | Transport::RelpTls)
    }
}

/// Where findings go: `tls://siem.example:6514`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How they are carried.
    pub transport: Transport,
    /// The other side's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
}

/// Why a text is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not of the form TRANSPORT://HOST:PORT")]
pub struct TargetError;

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Target, TargetError> {
        let (word, rest) = text.split_once("://").ok_or(TargetError)?;
        let transport = Transport::WORDS.iter().find(|(known, _)| *known == word).ok_or(TargetError)?.1;
        let (host, port) = rest.rsplit_once(':').ok_or(TargetError)?;
        let port = port.parse().ok().filter(|port| *port > 0).ok_or(TargetError)?;
        // An IPv6 address stands in brackets.
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let is_good = ServerName::try_from(bare).is_ok() && (bare.contains(':') == (bare.len() < host.len()));
        if is_good { Ok(Target { transport, host: bare.to_owned(), port }) } else { Err(TargetError) }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = Transport::WORDS.iter().find(|(_, known)| *known == self.transport).map_or("", |(word, _)| word);
        match self.host.contains(':') {
            true => write!(f, "{word}://[{}]:{}", self.host, self.port),
            false => write!(f, "{word}://{}:{}", self.host, self.port),
        }
    }
}

/// Why TLS cannot be spoken with what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// No certificate of an authority as PEM.
    #[error("no certificate of an authority as PEM")]
    Authority,
    /// No certificate and key of our own as PEM that belong together.
    #[error("no certificate and key as PEM that belong together")]
    Own,
}

/// TLS to sides whose certificate is of one of these authorities; with a certificate and key of our own, for sides that ask.
pub fn client_tls(authorities: &[u8], own: Option<(&[u8], &[u8])>) -> Result<ClientTls, LinkError> {
    let mut roots = RootCertStore::empty();
    certificates(authorities)
        .ok_or(LinkError::Authority)?
        .into_iter()
        .try_for_each(|certificate| roots.add(certificate))
        .map_err(|_| LinkError::Authority)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| LinkError::Authority)?.with_root_certificates(roots);
    let config = match own {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let chain = certificates(certificate).ok_or(LinkError::Own)?;
            let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| LinkError::Own)?;
            builder.with_client_auth_cert(chain, key).map_err(|_| LinkError::Own)?
        }
    };
    Ok(Arc::new(config))
}

fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).take(CERTIFICATES_MAX).collect();
    found.ok().filter(|found| !found.is_empty())
}

/// A stream, within TLS or not.
pub(crate) enum Stream {
    Plain(TcpStream),
    Secret(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Stream {
    fn tcp(&self) -> &TcpStream {
        match self {
            Stream::Plain(stream) => stream,
            Stream::Secret(stream) => &stream.sock,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.read(buffer),
            Stream::Secret(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
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

/// A link that is there.
pub(crate) enum Link {
    Datagrams(UdpSocket),
    Stream(Stream),
    Session(Session<Stream>),
}

impl Link {
    /// Opens a link to the target.
    pub(crate) fn open(target: &Target, tls: Option<&ClientTls>) -> io::Result<Link> {
        let addresses: Vec<SocketAddr> = (target.host.as_str(), target.port).to_socket_addrs()?.collect();
        if target.transport == Transport::Udp {
            return datagrams(&addresses).map(Link::Datagrams);
        }
        let stream = connect(&addresses)?;
        stream.set_read_timeout(Some(ANSWER_WITHIN))?;
        stream.set_write_timeout(Some(ANSWER_WITHIN))?;
        let stream = match tls {
            None => Stream::Plain(stream),
            Some(config) => {
                let name = ServerName::try_from(target.host.clone()).map_err(io::Error::other)?;
                let connection = ClientConnection::new(config.clone(), name).map_err(io::Error::other)?;
                let mut secret = StreamOwned::new(connection, stream);
                // Who is there is known before anything is said.
                while secret.conn.is_handshaking() {
                    secret.conn.complete_io(&mut secret.sock)?;
                }
                Stream::Secret(Box::new(secret))
            }
        };
        match target.transport.answers() {
            true => Session::open(stream).map(Link::Session),
            false => Ok(Link::Stream(stream)),
        }
    }

    /// Sends a message. `false`: it is too long to be sent so.
    pub(crate) fn send(&mut self, message: &str) -> io::Result<bool> {
        match self {
            Link::Datagrams(_) if message.len() > DATAGRAM_BYTES_MAX => return Ok(false),
            Link::Datagrams(socket) => drop(socket.send(message.as_bytes())?),
            Link::Stream(stream) => stream.write_all(&framed(message))?,
            Link::Session(session) => session.send(message)?,
        }
        Ok(true)
    }

    /// Everything that was sent is under way; of RELP, the other side has answered for it.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        match self {
            Link::Datagrams(_) => Ok(()),
            Link::Stream(stream) => {
                stream.flush()?;
                self.is_there()
            }
            Link::Session(session) => session.settle(),
        }
    }

    /// An error where the other side has ended the link.
    pub(crate) fn is_there(&self) -> io::Result<()> {
        let stream = match self {
            // That nobody listens there comes back with the next.
            Link::Datagrams(socket) => return socket.take_error()?.map_or(Ok(()), Err),
            Link::Stream(stream) => stream.tcp(),
            Link::Session(session) => session.stream().tcp(),
        };
        stream.set_nonblocking(true)?;
        let looked = stream.peek(&mut [0]);
        stream.set_nonblocking(false)?;
        match looked {
            Ok(0) => Err(io::ErrorKind::ConnectionReset.into()),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error),
            _ => Ok(()),
        }
    }

    /// Ends the link. `true`: the other side has everything that was sent, as far as that can be known.
    pub(crate) fn end(self) -> bool {
        match self {
            Link::Datagrams(_) => true,
            Link::Session(session) => session.end().is_ok(),
            Link::Stream(mut stream) => {
                if let Stream::Secret(secret) = &mut stream {
                    secret.conn.send_close_notify();
                    // What cannot be said any more is seen below.
                    let _ = secret.flush();
                }
                let ended = stream.tcp().shutdown(Shutdown::Write);
                ended.is_ok() && read_to_end(stream.tcp())
            }
        }
    }
}

/// Reads until the other side ends too: it has read to our end then.
fn read_to_end(mut stream: &TcpStream) -> bool {
    let (mut buffer, mut read) = ([0; 4096], 0);
    while read < LAST_BYTES_MAX {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(more) => read += more,
            Err(_) => return false,
        }
    }
    false
}

fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    let mut last = io::ErrorKind::AddrNotAvailable.into();
    for address in addresses {
        match TcpStream::connect_timeout(address, ANSWER_WITHIN) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn datagrams(addresses: &[SocketAddr]) -> io::Result<UdpSocket> {
    let address = addresses.first().ok_or(io::ErrorKind::AddrNotAvailable)?;
    let own: SocketAddr = if address.is_ipv4() { ([0, 0, 0, 0], 0).into() } else { ([0u16; 8], 0).into() };
    let socket = UdpSocket::bind(own)?;
    socket.connect(address)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_and_written_the_same() {
        for text in ["tls://siem.example:6514", "udp://10.0.0.1:514", "relp+tls://[2001:db8::1]:2514", "tcp://a:1"] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
        let wrong =
            ["siem:514", "http://a:1", "tcp://a", "tcp://a:0", "tcp://:1", "tcp://2001:db8::1:514", "tcp://a b:1"];
        for text in wrong {
            assert_eq!(text.parse::<Target>(), Err(TargetError), "{text}");
        }
    }
}
