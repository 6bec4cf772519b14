//! What is kept, for those who search it or look after it: also where something still waits that cannot be decoded and
//! stored now, and where there is no journal but the lake. That is said, once, and hinders nobody.

use super::{Owned, faults, lake_faults};
use crate::outcome::{Failure, complain_of, remark};
use crate::voice::Voice;
use atalaya_ingest::{House, OpenError, UndoneError};
use atalaya_journal::{Damage, OpenError as JournalError};
use atalaya_lake::Lake;
use atalaya_model::Message;
use atalaya_schema::Schema;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Journal and lake, or the lake.
pub(crate) enum Kept<'a> {
    /// Both; and whether nothing waits that could not be stored.
    Together(Box<House<'a>>, bool),
    /// The lake, where the journal does not open.
    Alone(Box<Lake>),
}

impl<'a> Kept<'a> {
    /// Opens what is kept, and says what is not there of it.
    pub(crate) fn open(
        owned: &'a Owned,
        schema: Arc<Schema>,
        stop: &AtomicBool,
        voice: Voice,
    ) -> Result<Kept<'a>, Failure> {
        match owned.opened(schema, None, stop) {
            Ok((house, opened)) => {
                owned.keyed(house.journal())?;
                waiting(&opened.undone, voice);
                if owned.is_attended() && house.waiting() > 0 {
                    let message = Message::new("data-left-centre").with("entries", house.waiting());
                    remark(&format!("{}\n", voice.say(&message)));
                }
                Ok(Kept::Together(Box::new(house), opened.undone.is_empty()))
            }
            Err(error) if leaves_the_lake(&error) => {
                let lake = owned.lake()?;
                complain_of(&[faults::house(&error).message().clone(), Message::new("data-left-lake")], voice);
                Ok(Kept::Alone(Box::new(lake)))
            }
            Err(error) => Err(faults::house(&error)),
        }
    }

    /// The lake.
    pub(crate) fn lake(&self) -> &Lake {
        match self {
            Kept::Together(house, _) => house.lake(),
            Kept::Alone(lake) => lake,
        }
    }

    /// Makes everything durable, and closes. What could not be stored has been told, and waits in the journal.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self {
            Kept::Together(house, settled) => match house.close() {
                Err(error) if settled => Err(faults::close(&error)),
                _ => Ok(()),
            },
            Kept::Alone(lake) => lake.close().map_err(|error| lake_faults::lake(&error)),
        }
    }
}

/// Says why something waits.
fn waiting(undone: &[UndoneError], voice: Voice) {
    let mut told: Vec<Message> = undone.iter().map(|error| faults::undone(error).message().clone()).collect();
    told.dedup();
    if !told.is_empty() {
        told.push(Message::new("data-left-waiting"));
        complain_of(&told, voice);
    }
}

/// Whether the lake may be used though the house does not open. Not where keys are wanting: something might be written in
/// the open by mistake.
fn leaves_the_lake(error: &OpenError) -> bool {
    match error {
        OpenError::Journal(JournalError::Damaged(fault)) => {
            !matches!(fault.damage, Damage::KeyMissing { .. } | Damage::KeyWrong { .. })
        }
        OpenError::Journal(JournalError::Format(_)) | OpenError::Lake(_) => false,
        OpenError::Journal(_)
        | OpenError::Inputs(_)
        | OpenError::State(_)
        | OpenError::JournalMissing
        | OpenError::JournalBehind => true,
    }
}
