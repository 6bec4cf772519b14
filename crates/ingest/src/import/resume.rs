//! How far an interrupted import of a file came: the last of its frames that the journal has.

use atalaya_journal::{Filter, Journal, Known, ReadError};

use crate::header;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Found {
    /// The number of the last frame that is there.
    pub(super) last: Option<u64>,
    /// Frames that are there.
    pub(super) frames: u64,
    /// Some of what would have to be looked at has expired or is damaged.
    pub(super) uncertain: bool,
}

/// Looks for the frames of a file. They were appended in their order and without holes, so the last one tells all.
pub(super) fn find(
    journal: &Journal,
    organization: &str,
    sha256: &[u8; 32],
    known: &Known,
) -> Result<Found, ReadError> {
    let reached = known.reached;
    let mut found = Found {
        last: reached.map(|reached| reached.number),
        frames: reached.map_or(0, |reached| reached.frames),
        uncertain: false,
    };
    let Some(organization) = journal.organization(organization) else { return Ok(found) };
    let wanted = reached.map_or(known.from, |reached| reached.offset);
    let from = wanted.max(journal.first());
    found.uncertain = from > wanted;
    let mut reader = journal.read(from, Filter::Organization(organization))?;
    loop {
        match reader.next(None) {
            Ok(Some(batch)) => batch.entries().for_each(|entry| note(&mut found, entry.header, sha256)),
            Ok(None) => return Ok(found),
            Err(ReadError::Damaged(_)) => {
                found.uncertain = true;
                reader.skip_damage()?;
            }
            Err(error) => return Err(error),
        }
    }
}

fn note(found: &mut Found, header: &[u8], sha256: &[u8; 32]) {
    let Ok((number, shared)) = header::split(header) else { return };
    if header::file_of(shared).as_ref() == Some(sha256) {
        found.last = Some(found.last.map_or(number, |last| last.max(number)));
        found.frames += 1;
    }
}
