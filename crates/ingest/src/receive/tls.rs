//! TLS at the inlets: 1.2 and 1.3, with one certificate, and where that is asked for only for clients that show one.
//!
//! A client is known by the alternative names of its certificate; its common name is not looked at, as RFC 9525 has it.

use std::sync::Arc;
use std::time::Duration;

use atalaya_model::Time;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ParsedCertificate, WebPkiClientVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use rustls::{RootCertStore, ServerConfig};

/// Within this a handshake is to be done.
pub(super) const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Certificates in a file.
const CERTIFICATES_MAX: usize = 100;

/// How TLS is spoken at an inlet.
#[derive(Debug, Clone)]
pub struct Tls {
    pub(super) config: Arc<ServerConfig>,
    /// The centre's own certificate.
    own: CertificateDer<'static>,
}

/// Which clients are received.
#[derive(Debug, Clone, Copy)]
pub struct Clients<'a> {
    /// The authorities of their certificates, as PEM.
    pub authorities: &'a [u8],
    /// Their names; none: whoever has a certificate of these authorities.
    pub names: &'a [ClientName],
}

/// A name that a certificate can have: of a host, or an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientName(ServerName<'static>);

/// Whether a certificate is of use at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It is.
    Valid,
    /// Its time is over.
    Expired,
    /// Its time has not begun.
    Early,
}

/// Why TLS cannot be spoken with what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// There is no certificate as PEM.
    #[error("no certificate as PEM")]
    Certificate,
    /// There is no key as PEM.
    #[error("no private key as PEM")]
    Key,
    /// The key is not the certificate's, or of a kind that is not known.
    #[error("the key does not belong to the certificate")]
    Pair,
    /// The authority's file has no certificate that can be used.
    #[error("no certificate of an authority as PEM")]
    Authority,
}

impl Tls {
    /// TLS with this certificate and its chain, and its key, each as PEM; with `clients` only for those.
    pub fn new(certificate: &[u8], key: &[u8], clients: Option<Clients<'_>>) -> Result<Tls, TlsError> {
        let chain = certificates(certificate).ok_or(TlsError::Certificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
        let builder = builder.map_err(|_| TlsError::Pair)?;
        let own = chain.first().ok_or(TlsError::Certificate)?.clone();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(Clients { authorities, names }) => {
                let roots = roots(authorities).ok_or(TlsError::Authority)?;
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
                let inner = verifier.map_err(|_| TlsError::Authority)?;
                builder.with_client_cert_verifier(Arc::new(Named { inner, names: names.to_vec() }))
            }
        };
        builder
            .with_single_cert(chain, key)
            .map(|config| Tls { config: Arc::new(config), own })
            .map_err(|_| TlsError::Pair)
    }

    /// Whether the centre's certificate is of use at this time.
    #[must_use]
    pub fn validity(&self, now: Time) -> Validity {
        let Ok(own) = ParsedCertificate::try_from(&self.own) else { return Validity::Valid };
        let now = UnixTime::since_unix_epoch(Duration::from_micros(u64::try_from(now.micros()).unwrap_or(0)));
        // Nobody is trusted here, so that this fails always: with the time, if that is what is wrong, because it is looked at first.
        match verify_server_cert_signed_by_trust_anchor(&own, &RootCertStore::empty(), &[], now, &[]) {
            Err(Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. })) => {
                Validity::Expired
            }
            Err(Error::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            )) => Validity::Early,
            _ => Validity::Valid,
        }
    }
}

impl ClientName {
    /// The name, where a certificate can have it.
    #[must_use]
    pub fn new(name: &str) -> Option<ClientName> {
        ServerName::try_from(name.to_owned()).ok().map(ClientName)
    }
}

/// Takes the certificates that its inner takes, where they have one of the names, if there are any.
#[derive(Debug)]
struct Named {
    inner: Arc<dyn ClientCertVerifier>,
    names: Vec<ClientName>,
}

impl ClientCertVerifier for Named {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        own: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.inner.verify_client_cert(own, chain, now)?;
        let parsed = ParsedCertificate::try_from(own)?;
        let is_named = self.names.iter().any(|ClientName(name)| verify_server_name(&parsed, name).is_ok());
        if self.names.is_empty() || is_named { Ok(verified) } else { Err(CertificateError::NotValidForName.into()) }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).take(CERTIFICATES_MAX).collect();
    found.ok().filter(|found| !found.is_empty())
}

fn roots(pem: &[u8]) -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    certificates(pem)?.into_iter().try_for_each(|certificate| roots.add(certificate)).ok()?;
    Some(roots)
}
