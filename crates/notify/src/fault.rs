//! Why findings cannot be sent to the other side.

use std::io;

use rustls::CertificateError;

/// Characters of what the other side gives as its reason.
const SAID_CHARS_MAX: usize = 200;

/// Why a link cannot be had, or broke.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No address is known by the target's name.
    #[error("no address by that name")]
    NoAddress,
    /// The other side's certificate is of none of the authorities.
    #[error("the certificate is of an unknown authority")]
    Authority,
    /// The other side's certificate is not for the target's name.
    #[error("the certificate is for another name")]
    Name,
    /// The other side's certificate has expired, or is not valid yet.
    #[error("the certificate is not valid at this time")]
    Validity,
    /// The other side ended TLS: it asks for a certificate that it did not get, say.
    #[error("the other side ended TLS")]
    Alert,
    /// What is spoken there is not TLS as we know it, or was tampered with.
    #[error("not TLS as we know it")]
    Tls,
    /// What is spoken there is not RELP.
    #[error("not RELP")]
    Relp,
    /// The other side refused a finding, with what it said, cut to some characters.
    #[error("refused: {0}")]
    Refused(String),
    /// What is spoken there is not HTTP/1.1.
    #[error("not HTTP")]
    Http,
    /// The other side answers with this status of HTTP: it takes no findings now, or not so.
    #[error("HTTP status {0}")]
    Status(u16),
    /// The system, or the network.
    #[error(transparent)]
    System(io::Error),
}

impl Fault {
    /// Whether the other side ended the link, as is its right where nothing is under way.
    pub(crate) fn is_end(&self) -> bool {
        let ends = [io::ErrorKind::ConnectionReset, io::ErrorKind::ConnectionAborted, io::ErrorKind::BrokenPipe];
        matches!(self, Fault::System(error) if ends.contains(&error.kind()))
    }

    /// A finding that the other side refused with these words.
    pub(crate) fn refused(words: &[u8]) -> Fault {
        let words = String::from_utf8_lossy(words);
        let plain = words.split(|char: char| char.is_control() || char.is_whitespace()).collect::<Vec<_>>().join(" ");
        Fault::Refused(plain.trim().chars().take(SAID_CHARS_MAX).collect())
    }
}

impl From<rustls::Error> for Fault {
    fn from(error: rustls::Error) -> Fault {
        let rustls::Error::InvalidCertificate(error) = error else {
            return if matches!(error, rustls::Error::AlertReceived(_)) { Fault::Alert } else { Fault::Tls };
        };
        match error {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Fault::Name,
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Fault::Validity,
            _ => Fault::Authority,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(inner) => inner.clone().into(),
            None => Fault::System(error),
        }
    }
}
