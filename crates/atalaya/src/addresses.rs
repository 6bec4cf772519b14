//! Tables of addresses that the person brings: read whole, within a bound, and given to the kinds of log.

use crate::outcome::{Failure, unreadable};
use atalaya_model::Message;
use atalaya_schema::{ADDRESS_TABLE_BYTES_MAX, ADDRESS_TABLES_MAX, Addresses, AddressesError, Schema};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The kinds with the tables of these files.
pub(crate) fn bring(schema: Arc<Schema>, files: &[PathBuf]) -> Result<Arc<Schema>, Failure> {
    if files.is_empty() {
        return Ok(schema);
    }
    let mut addresses = Addresses::default();
    for path in files {
        addresses.add(bytes(path)?).map_err(|error| refusal(path, error))?;
    }
    Ok(Arc::new(schema.with_addresses(addresses)))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    // What is longer is refused by its length, not cut.
    file.take(ADDRESS_TABLE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn refusal(path: &Path, error: AddressesError) -> Message {
    let message = match error {
        AddressesError::TooLarge => Message::new("cli-fail-addresses-large"),
        AddressesError::Malformed => Message::new("cli-fail-addresses-malformed"),
        AddressesError::Nothing => Message::new("cli-fail-addresses-nothing"),
        AddressesError::TooMany => Message::new("cli-fail-addresses-many").with("limit", ADDRESS_TABLES_MAX),
    };
    message.with("path", path.display().to_string())
}
