//! Whether what waits may be decoded as it would be today.
//!
//! After a crash the lake may have rows of entries that the journal counts as waiting. They are decoded again, and each table
//! leaves out what it has; but only if the same entry goes to the same table again. So the journal notes what entries are
//! decoded with before the first of their rows is stored, and as long as the lake is ahead nothing else decodes them.

use std::fmt::Write as _;

use atalaya_journal::{DECODE_CURSOR, Journal, StateError};
use atalaya_lake::{Lake, Scope};
use atalaya_schema::Schema;

/// Grows when the same frame becomes other events than before, whatever the kinds.
const DECODING: u32 = 1;

/// Notes that these kinds decode from now on. False where the lake has events of entries that others have begun to decode.
pub(crate) fn takes_over(journal: &Journal, lake: &Lake, schema: &Schema) -> Result<bool, StateError> {
    let (known, now) = (journal.decoder(), words(schema));
    if known == now {
        return Ok(true);
    }
    let is_ahead = lake.covered() > journal.cursor(DECODE_CURSOR)? || lake.replayed() > journal.status().quarantine.0;
    // How far a damaged table was, nobody knows.
    let is_ahead = is_ahead || !lake.damaged(&Scope::All, None).is_empty();
    if is_ahead && !known.is_empty() {
        return Ok(false);
    }
    journal.note_decoder(&now)?;
    Ok(true)
}

fn words(schema: &Schema) -> String {
    schema.fingerprint().iter().fold(format!("{DECODING}-"), |mut words, byte| {
        let _ = write!(words, "{byte:02x}");
        words
    })
}
