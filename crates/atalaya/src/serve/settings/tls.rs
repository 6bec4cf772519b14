//! The files that TLS is of: read and tried, so that what is wrong with them is told with everything else.

use super::Reading;
use crate::outcome::unreadable;
use atalaya_ingest::receive::{ClientName, Clients, Tls, TlsError};
use atalaya_model::Message;
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Bytes of a file of certificates or of a key.
const PEM_BYTES_MAX: u64 = 1 << 20;
/// What may be set of TLS.
const OF_TLS: [&str; 4] = ["certificate", "key", "client_ca", "client_names"];
/// Names of clients.
const CLIENT_NAMES_MAX: usize = 256;

/// The files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TlsFiles {
    certificate: PathBuf,
    key: PathBuf,
    client_ca: Option<PathBuf>,
    client_names: Vec<ClientName>,
}

impl Reading<'_> {
    /// The files that are named.
    pub(super) fn tls_files(&mut self, value: &Spanned<DeValue<'_>>) -> Option<TlsFiles> {
        let span = value.span();
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(&span, Message::new("serve-config-tls"));
            return None;
        };
        self.known(table, &OF_TLS);
        let certificate = self.needed(table, &span, "certificate").map(|(word, _)| self.folder.join(word));
        let key = self.needed(table, &span, "key").map(|(word, _)| self.folder.join(word));
        let client_ca = self.text_of(table, "client_ca").map(|(word, _)| self.folder.join(word));
        let client_names = self.client_names(table);
        Some(TlsFiles { certificate: certificate?, key: key?, client_ca, client_names })
    }

    fn client_names(&mut self, table: &DeTable<'_>) -> Vec<ClientName> {
        let Some(value) = table.get("client_names") else { return Vec::new() };
        let list = value.get_ref().as_array().filter(|list| !list.is_empty() && list.len() <= CLIENT_NAMES_MAX);
        let Some(list) = list.filter(|_| table.contains_key("client_ca")) else {
            let message = Message::new("serve-config-tls-names").with("limit", CLIENT_NAMES_MAX as u64);
            self.wrong(&value.span(), message);
            return Vec::new();
        };
        let mut names = Vec::new();
        for one in list.iter() {
            let word = one.get_ref().as_str().unwrap_or("?");
            match ClientName::new(word) {
                Some(name) => names.push(name),
                None => self.wrong(&one.span(), Message::new("serve-config-tls-name").with("value", word.to_owned())),
            }
        }
        names
    }

    /// TLS with what is in the files.
    pub(super) fn tls(&mut self, files: &TlsFiles, span: &Range<usize>) -> Option<Tls> {
        let TlsFiles { certificate, key, client_ca, client_names } = files;
        let (chain, secret) = (self.file(certificate, span), self.file(key, span));
        let authorities = client_ca.as_ref().map(|path| self.file(path, span));
        if is_open(key) {
            self.wrong(span, Message::new("serve-config-tls-open").with("file", key.display().to_string()));
        }
        let authorities = match authorities {
            None => None,
            Some(read) => Some(read?),
        };
        let clients = authorities.as_deref().map(|authorities| Clients { authorities, names: client_names });
        match Tls::new(&chain?, &secret?, clients) {
            Ok(tls) => Some(tls),
            Err(error) => {
                self.wrong(span, trouble(error, files));
                None
            }
        }
    }

    pub(super) fn file(&mut self, path: &Path, span: &Range<usize>) -> Option<Vec<u8>> {
        match read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.wrong(span, unreadable(path, &error));
                None
            }
        }
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(PEM_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether users of the machine may read the key who are neither its owner nor of its group.
#[cfg(unix)]
pub(super) fn is_open(key: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(key).is_ok_and(|found| found.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
pub(super) fn is_open(_key: &Path) -> bool {
    false
}

fn trouble(error: TlsError, files: &TlsFiles) -> Message {
    let shown = |path: &Path| path.display().to_string();
    match error {
        TlsError::Certificate => Message::new("serve-config-tls-certificate").with("file", shown(&files.certificate)),
        TlsError::Key => Message::new("serve-config-tls-key").with("file", shown(&files.key)),
        TlsError::Pair => Message::new("serve-config-tls-pair").with("file", shown(&files.key)),
        TlsError::Authority => {
            let file = files.client_ca.as_deref().map(shown).unwrap_or_default();
            Message::new("serve-config-tls-authority").with("file", file)
        }
    }
}
