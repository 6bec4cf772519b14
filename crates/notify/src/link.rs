//! A link to the other side: datagrams, a stream, a stream within TLS, each with RELP or without.

use std::io::Write as _;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use atalaya_model::Finding;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

use crate::fault::Fault;
use crate::patience::{Patience, Wire};
use crate::relp::Session;
use crate::stream::Stream;
use crate::syslog::{DATAGRAM_BYTES_MAX, Format, framed, message, text};
use crate::webhook::{Body, Webhook};

/// Within this one address of the target answers, or the next is tried.
const CONNECTED_WITHIN: Duration = Duration::from_secs(3);
/// Bytes of what is asked for by HTTP.
const PATH_BYTES_MAX: usize = 2048;
/// Addresses of a target that are tried.
const ADDRESSES_MAX: usize = 3;
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
    /// Requests of HTTP, each with a finding.
    Http,
    /// The same within TLS.
    Https,
}

impl Transport {
    /// The transports by their words.
    pub const WORDS: [(&'static str, Transport); 7] = [
        ("udp", Transport::Udp),
        ("tcp", Transport::Tcp),
        ("tls", Transport::Tls),
        ("relp", Transport::Relp),
        ("relp+tls", Transport::RelpTls),
        ("http", Transport::Http),
        ("https", Transport::Https),
    ];

    /// Whether it is within TLS.
    #[must_use]
    pub fn is_secret(self) -> bool {
        matches!(self, Transport::Tls | Transport::RelpTls | Transport::Https)
    }

    /// Whether findings are posted by HTTP, not sent as messages of syslog.
    #[must_use]
    pub fn is_web(self) -> bool {
        matches!(self, Transport::Http | Transport::Https)
    }

    /// The port where none is said.
    fn port(self) -> Option<u16> {
        match self {
            Transport::Http => Some(80),
            Transport::Https => Some(443),
            _ => None,
        }
    }
}

/// Where findings go: `tls://siem.example:6514`, `https://siem.example/findings`.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    /// How they are carried.
    pub transport: Transport,
    /// The other side's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What is asked for there by HTTP; never shown, since some have secrets in it.
    pub(crate) path: String,
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
        let (rest, path) = match rest.find('/').filter(|_| transport.is_web()) {
            Some(at) => rest.split_at(at),
            None => (rest, if transport.is_web() { "/" } else { "" }),
        };
        if path.len() > PATH_BYTES_MAX || !path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(TargetError);
        }
        let (host, port) = match (rest.rsplit_once(':').filter(|_| !rest.ends_with(']')), transport.port()) {
            (Some((host, port)), _) => (host, port.parse().map_err(|_| TargetError)?),
            (None, Some(port)) => (rest, port),
            (None, None) => return Err(TargetError),
        };
        if port == 0 {
            return Err(TargetError);
        }
        // An IPv6 address stands in brackets.
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let is_good = ServerName::try_from(bare).is_ok() && (bare.contains(':') == (bare.len() < host.len()));
        let (host, path) = (bare.to_owned(), path.to_owned());
        if is_good { Ok(Target { transport, host, port, path }) } else { Err(TargetError) }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = Transport::WORDS.iter().find(|(_, known)| *known == self.transport).map_or("", |(word, _)| word);
        write!(f, "{word}://{}", self.authority())
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Target {
    /// Host and port.
    pub(crate) fn authority(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
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

/// A link that is there.
pub(crate) enum Link<'o> {
    Datagrams(UdpSocket),
    Stream(Stream<'o>),
    Session(Session<'o>),
    Webhook(Webhook<'o>),
}

/// How a target is spoken to.
#[derive(Clone, Copy)]
pub(crate) struct Speech<'s> {
    pub(crate) target: &'s Target,
    pub(crate) tls: Option<&'s ClientTls>,
    pub(crate) token: Option<&'s str>,
}

impl<'o> Link<'o> {
    /// Opens a link to the target; it is not waited for longer than patience has it.
    pub(crate) fn open(speech: Speech<'_>, mut patience: Patience<'o>) -> Result<Link<'o>, Fault> {
        let Speech { target, tls, token } = speech;
        match target.transport {
            Transport::Udp => {
                patience.step()?;
                let (host, port) = (target.host.clone(), target.port);
                patience.wait_for(move || datagrams(&addresses(&host, port)?)).map(Link::Datagrams)
            }
            Transport::Tcp | Transport::Tls => reach(target, tls, patience).map(Link::Stream),
            Transport::Relp | Transport::RelpTls => Session::open(reach(target, tls, patience)?).map(Link::Session),
            Transport::Http | Transport::Https => Webhook::open(target, tls, token, patience).map(Link::Webhook),
        }
    }

    /// Sends a finding. `false`: it is too long to be sent so.
    pub(crate) fn send(&mut self, finding: &Finding, format: Format) -> Result<bool, Fault> {
        if let Link::Webhook(webhook) = self {
            let body = Body { uid: &finding.uid, media: format.media(), text: &text(finding, format) };
            return webhook.send(&body).map(|()| true);
        }
        let message = &message(finding, format);
        match self {
            Link::Datagrams(_) if message.len() > DATAGRAM_BYTES_MAX => return Ok(false),
            Link::Datagrams(socket) => drop(socket.send(message.as_bytes())?),
            Link::Stream(stream) => {
                stream.patience().step()?;
                stream.write_all(&framed(message))?;
            }
            Link::Session(session) => session.send(message)?,
            Link::Webhook(_) => {}
        }
        Ok(true)
    }

    /// Everything that was sent is under way; of RELP, the other side has answered for it.
    pub(crate) fn settle(&mut self) -> Result<(), Fault> {
        match self {
            Link::Datagrams(_) | Link::Webhook(_) => Ok(()),
            Link::Stream(stream) => {
                stream.flush()?;
                self.is_there()
            }
            Link::Session(session) => session.settle(),
        }
    }

    /// How many messages the other side has answered for since this was asked last; none where it never answers.
    pub(crate) fn take_answered(&mut self) -> Option<usize> {
        match self {
            Link::Session(session) => Some(session.take_answered()),
            Link::Webhook(webhook) => Some(webhook.take_answered()),
            Link::Datagrams(_) | Link::Stream(_) => None,
        }
    }

    /// An error where the other side has ended the link.
    pub(crate) fn is_there(&mut self) -> Result<(), Fault> {
        match self {
            // That nobody listens there comes back with the next.
            Link::Datagrams(socket) => Ok(socket.take_error()?.map_or(Ok(()), Err)?),
            Link::Stream(stream) => stream.has_said().map(drop),
            Link::Session(session) => session.is_there(),
            Link::Webhook(webhook) => {
                webhook.look();
                Ok(())
            }
        }
    }

    /// Ends the link. `true`: the other side has everything that was sent, as far as that can be known.
    pub(crate) fn end(self) -> bool {
        match self {
            Link::Datagrams(_) | Link::Webhook(_) => true,
            Link::Session(session) => session.end().is_ok(),
            Link::Stream(stream) => stream.end(),
        }
    }
}

/// A stream to the target.
pub(crate) fn reach<'o>(
    target: &Target,
    tls: Option<&ClientTls>,
    mut patience: Patience<'o>,
) -> Result<Stream<'o>, Fault> {
    patience.step()?;
    let (host, port) = (target.host.clone(), target.port);
    let tcp = patience.wait_for(move || connect(&addresses(&host, port)?))?;
    Stream::open(Wire::new(tcp, patience)?, &target.host, tls)
}

fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>, Fault> {
    let found = (host, port).to_socket_addrs().map_err(|_| Fault::NoAddress)?.take(ADDRESSES_MAX).collect::<Vec<_>>();
    if found.is_empty() { Err(Fault::NoAddress) } else { Ok(found) }
}

fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Fault> {
    let mut last = Fault::NoAddress;
    for address in addresses {
        match TcpStream::connect_timeout(address, CONNECTED_WITHIN) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error.into(),
        }
    }
    Err(last)
}

fn datagrams(addresses: &[SocketAddr]) -> Result<UdpSocket, Fault> {
    let address = addresses.first().ok_or(Fault::NoAddress)?;
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
        for (text, shown, path) in [
            ("https://siem.example/hook/s3cret?a=b", "https://siem.example:443", "/hook/s3cret?a=b"),
            ("http://[::1]:8080", "http://[::1]:8080", "/"),
            ("http://[::1]/x", "http://[::1]:80", "/x"),
        ] {
            let target: Target = text.parse().unwrap();
            let debug = format!("{target:?}");
            assert_eq!((target.to_string().as_str(), target.path.as_str(), debug.as_str()), (shown, path, shown));
        }
        let wrong = [
            "siem:514",
            "ftp://a:1",
            "tcp://a",
            "tcp://a/b",
            "tcp://a:0",
            "tcp://:1",
            "tcp://2001:db8::1:514",
            "tcp://a b:1",
            "https://u@a/",
            "https://a/b c",
            "http://a:0/",
            "http:///x",
        ];
        for text in wrong {
            assert_eq!(text.parse::<Target>(), Err(TargetError), "{text}");
        }
    }
}
