//! An authority of the centre's own, and the certificate that it gives the centre.

use super::answers::Answered;
use crate::outcome::Failure;
use atalaya_journal::{Clock as _, SystemClock};
use atalaya_model::Message;
use jiff::{Timestamp, tz::TimeZone};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rcgen::{KeyUsagePurpose, date_time_ymd};

/// Years that the authority is valid, and that a certificate is.
const AUTHORITY_YEARS: i32 = 10;
const CERTIFICATE_YEARS: i32 = 2;

/// PEM texts.
pub(super) struct Certificates {
    /// The authority's certificate, for senders. Its key is kept by nobody: it can give no further certificate.
    pub(super) authority: String,
    /// The centre's certificate and, behind it, the authority's.
    pub(super) certificate: String,
    /// The key of the centre's certificate.
    pub(super) key: String,
}

pub(super) fn make(answered: &Answered) -> Result<Certificates, Failure> {
    made(answered).map_err(|error| Message::new("init-fail-certificate").with("words", error.to_string()).into())
}

fn made(answered: &Answered) -> Result<Certificates, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, format!("Atalaya, {}", answered.organization));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, AUTHORITY_YEARS);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;

    let mut names = answered.names.clone();
    names.extend(["localhost".to_owned(), "127.0.0.1".to_owned()]);
    names.dedup();
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, answered.names.first().map_or("localhost", String::as_str));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    valid(&mut params, CERTIFICATE_YEARS);
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &authority)?;
    let certificate = certificate.pem() + &authority.pem();
    Ok(Certificates { authority: authority.pem(), certificate, key: key.serialize_pem() })
}

/// From yesterday on, since clocks differ.
fn valid(params: &mut CertificateParams, years: i32) {
    let now = Timestamp::from_microsecond(SystemClock.now().0).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = now.to_zoned(TimeZone::UTC).date();
    let (from, day) = (today.yesterday().unwrap_or(today), today.day().min(28).unsigned_abs());
    let month = today.month().unsigned_abs();
    params.not_before = date_time_ymd(i32::from(from.year()), from.month().unsigned_abs(), from.day().unsigned_abs());
    params.not_after = date_time_ymd(i32::from(today.year()) + years, month, day);
}
