//! Whether the ledger is whole.

use super::{Check, Patient};
use crate::data::{Books, ledger};
use atalaya_journal::KeyId;
use atalaya_ledger::Ledger;
use atalaya_messages::grouped;
use atalaya_model::Message;

/// The ledger, where there is one.
pub(super) fn checks(patient: &Patient<'_>) -> Option<Check> {
    if !Ledger::is_there(patient.owned.lock()) {
        return None;
    }
    let known: Vec<KeyId> = patient.owned.keys().map(|keys| keys.ids().collect()).unwrap_or_default();
    let looked = match patient.books {
        Some(books) => look(books, &known),
        None => patient.owned.books().map_err(|failure| failure.message().clone()).and_then(|books| {
            let looked = look(&books, &known);
            books.close();
            looked
        }),
    };
    Some(looked.unwrap_or_else(|message| Check::bad("ledger", message)))
}

fn look(books: &Books, known: &[KeyId]) -> Result<Check, Message> {
    let looked = books.ask(async {
        let ledger = books.ledger();
        (ledger.verify().await, ledger.findings_count().await, ledger.keys().await)
    });
    let (faults, count, keys) = looked;
    let keys = keys.map_err(|error| ledger::read(&error).message().clone())?;
    if let Some(missing) = keys.iter().find(|key| !known.contains(key)) {
        return Err(Message::new("journal-fail-key-missing").with("key", u64::from(*missing)));
    }
    let faults = faults.map_err(|error| ledger::read(&error).message().clone())?;
    let count = count.map_err(|error| ledger::read(&error).message().clone())?;
    Ok(match faults.first() {
        None => Check::good("ledger", Message::new("doctor-ledger-good").with("count", grouped(count))),
        Some(fault) => Check::bad("ledger", Message::new("doctor-ledger-damaged").with("fault", fault.as_str())),
    })
}
