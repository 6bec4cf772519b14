//! Whether the ledger is whole.

use super::Check;
use crate::data::{Owned, ledger};
use atalaya_ledger::Ledger;
use atalaya_messages::grouped;
use atalaya_model::Message;

/// The ledger, where there is one.
pub(super) fn checks(owned: &Owned) -> Option<Check> {
    if !Ledger::is_there(owned.lock()) {
        return None;
    }
    Some(look(owned).unwrap_or_else(|message| Check::bad("ledger", message)))
}

fn look(owned: &Owned) -> Result<Check, Message> {
    let books = owned.books().map_err(|failure| failure.message().clone())?;
    let known: Vec<_> = owned.keys().map(|keys| keys.ids().collect()).unwrap_or_default();
    let looked = books.ask(async {
        let ledger = books.ledger();
        (ledger.verify().await, ledger.findings_count().await, ledger.keys().await)
    });
    books.close();
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
