//! What is kept, for those who search it or look after it: also where something still waits that cannot be decoded and
//! stored now. That is said, once, and hinders nobody.

use super::{Owned, faults};
use crate::outcome::{Failure, complain_of};
use crate::voice::Voice;
use atalaya_ingest::House;
use atalaya_lake::Lake;
use atalaya_model::Message;
use atalaya_schema::Schema;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Journal and lake.
pub(crate) struct Kept<'a> {
    house: House<'a>,
    /// Whether nothing waits that could not be stored.
    settled: bool,
}

impl<'a> Kept<'a> {
    /// Opens what is kept, and says what could not be stored of it.
    pub(crate) fn open(
        owned: &'a Owned,
        schema: Arc<Schema>,
        stop: &AtomicBool,
        voice: Voice,
    ) -> Result<Kept<'a>, Failure> {
        let (house, opened) = owned.house_as_it_is(schema, None, stop)?;
        let mut told: Vec<Message> =
            opened.undone.iter().map(|error| faults::undone(error).message().clone()).collect();
        told.dedup();
        if !told.is_empty() {
            told.push(Message::new("data-left-waiting"));
            complain_of(&told, voice);
        }
        Ok(Kept { house, settled: opened.undone.is_empty() })
    }

    /// The lake.
    pub(crate) fn lake(&self) -> &Lake {
        self.house.lake()
    }

    /// Makes everything durable, and closes. What could not be stored has been told, and waits in the journal.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self.house.close() {
            Err(error) if self.settled => Err(faults::close(&error)),
            _ => Ok(()),
        }
    }
}
