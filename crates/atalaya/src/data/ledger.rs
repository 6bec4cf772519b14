//! The ledger of a data directory, with the threads that its database works in.

use super::Owned;
use crate::outcome::{Failure, reason};
use atalaya_ledger::{Ledger, OpenError, Options, ReadError, RecordError, SHARE_BYTES};
use atalaya_model::Message;
use std::future::Future;
use tokio::runtime::{Handle, Runtime};

/// Threads for the ledger's connections to be asked from.
const THREADS: usize = 1;

/// An open ledger.
pub(crate) struct Books {
    runtime: Runtime,
    ledger: Ledger,
}

impl Books {
    /// The ledger.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Where its connections live.
    pub(crate) fn runtime(&self) -> &Handle {
        self.runtime.handle()
    }

    /// Waits for an answer of the ledger.
    pub(crate) fn ask<T>(&self, question: impl Future<Output = T>) -> T {
        self.runtime.block_on(question)
    }

    /// Closes it.
    pub(crate) fn close(self) {
        let Books { runtime, ledger } = self;
        runtime.block_on(ledger.close());
    }
}

impl Owned {
    /// Its ledger; made where there is none.
    pub(crate) fn books(&self) -> Result<Books, Failure> {
        self.books_shared(SHARE_BYTES)
    }

    /// The same, of which an organization's findings may fill so many bytes.
    pub(crate) fn books_shared(&self, share_bytes: u64) -> Result<Books, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build();
        let runtime = runtime.map_err(|_| Failure::from(Message::new("cli-fail-thread")))?;
        let journal = self.journal_options();
        let options =
            Options { keys: journal.keys, space: journal.space, reserve_bytes: journal.reserve_bytes, share_bytes };
        let ledger = runtime.block_on(Ledger::open(self.lock(), options)).map_err(|error| open(&error))?;
        Ok(Books { runtime, ledger })
    }
}

fn open(error: &OpenError) -> Failure {
    match error {
        OpenError::Io(source) => Message::new("ledger-fail-io").with("reason", reason(source)).into(),
        OpenError::Database(source) => Message::new("ledger-fail-database").with("code", source.code()).into(),
        OpenError::Newer { found, known } => {
            let message = Message::new("ledger-fail-newer").with("found", found.to_string());
            message.with("known", known.to_string()).into()
        }
    }
}

/// Why findings cannot be read.
pub(crate) fn read(error: &ReadError) -> Failure {
    match error {
        ReadError::Database(source) => Message::new("ledger-fail-database").with("code", source.code()).into(),
        ReadError::KeyMissing(key) => Message::new("journal-fail-key-missing").with("key", u64::from(*key)).into(),
        ReadError::Damaged { number } => Message::new("ledger-fail-damaged").with("number", number.to_string()).into(),
    }
}

/// Why findings cannot be recorded for now.
pub(crate) fn record(error: &RecordError) -> Message {
    match error {
        RecordError::ReserveReached { free_bytes, reserve_bytes } => Message::new("import-fail-full")
            .with("free", crate::units::size(*free_bytes))
            .with("reserve", crate::units::size(*reserve_bytes)),
        RecordError::Space(source) => Message::new("ledger-fail-io").with("reason", reason(source)),
        RecordError::Database(source) => Message::new("ledger-fail-database").with("code", source.code()),
        RecordError::Random => Message::new("ledger-fail-chance"),
        // The recorder hands in no more at once than are taken.
        RecordError::TooMany => Message::new("cli-fail-thread"),
    }
}
