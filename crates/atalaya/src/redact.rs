//! The key that pseudonyms are made with: of this run alone, or kept in a file of the person's.

use crate::outcome::{Failure, cannot_write, unreadable};
use atalaya_model::Message;
use atalaya_scan::RedactKey;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// Bytes of a key; a file holds twice as many hexadecimal digits.
const KEY_BYTES: usize = 32;

/// The key of the file, which is made if it is not there; without a file a key that nobody will see again.
pub(crate) fn key(file: Option<&Path>) -> Result<RedactKey, Failure> {
    let Some(path) = file else { return Ok(RedactKey::new(chance()?)) };
    match File::open(path) {
        Ok(file) => read(path, file),
        Err(error) if error.kind() == ErrorKind::NotFound => make(path),
        Err(error) => Err(unreadable(path, &error).into()),
    }
}

fn read(path: &Path, file: File) -> Result<RedactKey, Failure> {
    let mut text = String::new();
    let wrong = || Failure::from(Message::new("cli-fail-redact-key").with("path", path.display().to_string()));
    file.take(1024).read_to_string(&mut text).map_err(|_| wrong())?;
    let digits = text.trim();
    let mut key = [0; KEY_BYTES];
    if digits.len() != 2 * KEY_BYTES || !digits.is_ascii() {
        return Err(wrong());
    }
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| wrong())?;
    }
    Ok(RedactKey::new(key))
}

fn make(path: &Path) -> Result<RedactKey, Failure> {
    let key = chance()?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let written = options.open(path).and_then(|mut file| writeln!(file, "{digits}"));
    written.map_err(|error| cannot_write(path, &error))?;
    Ok(RedactKey::new(key))
}

fn chance() -> Result<[u8; KEY_BYTES], Failure> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).map_err(|_| Message::new("cli-fail-chance"))?;
    Ok(key)
}
