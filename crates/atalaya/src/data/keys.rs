//! Where keys come from: a file that is named, the environment, or systemd's credentials; the first of these that there is.

use super::faults;
use crate::outcome::Failure;
use atalaya_journal::{Disk, KeyRing};
use std::path::{Path, PathBuf};

/// The variable that holds the ring's text.
const VARIABLE: &str = "ATALAYA_KEYS";
/// The variable in which systemd says where credentials are.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";
/// The credential's name.
const CREDENTIAL: &str = "atalaya-keys";

/// The ring; `None` where nobody gave one.
pub(super) fn ring(file: Option<&Path>) -> Result<Option<KeyRing>, Failure> {
    let (place, ring) = if let Some(file) = file {
        (file.display().to_string(), KeyRing::read(&Disk, file))
    } else if let Some(text) = std::env::var_os(VARIABLE).filter(|text| !text.is_empty()) {
        // A text that is no text has no key either: the parser says so without quoting it.
        (VARIABLE.to_owned(), KeyRing::parse(&text.to_string_lossy()))
    } else if let Some(file) = credential() {
        (file.display().to_string(), KeyRing::read(&Disk, &file))
    } else {
        return Ok(None);
    };
    ring.map(Some).map_err(|error| faults::keys(&place, error).into())
}

fn credential() -> Option<PathBuf> {
    let file = Path::new(&std::env::var_os(CREDENTIALS)?).join(CREDENTIAL);
    file.is_file().then_some(file)
}
