//! The disk: how much room there is, how long it will do, and who may read the folder.

use super::{Check, DAY_MICROS, Patient};
use crate::journal::received;
use crate::units::size;
use atalaya_model::Message;
use std::os::unix::fs::PermissionsExt;

/// Days of room below which it is time to act.
const ROOM_DAYS_MIN: u64 = 14;
/// How much more than the reserve has to be free, in percent of it.
const MARGIN_PERCENT: u64 = 50;

pub(super) fn checks(patient: &Patient<'_>) -> Vec<Check> {
    vec![room(patient), folder(patient)]
}

fn room(patient: &Patient<'_>) -> Check {
    let reserve = patient.owned.journal_options().reserve_bytes;
    let Ok(free) = patient.owned.space().free_bytes() else {
        return Check::look("disk", Message::new("doctor-disk-unknown"));
    };
    let told = |id| Message::new(id).with("free", size(free)).with("reserve", size(reserve));
    if free <= reserve {
        return Check::bad("disk", told("doctor-disk-full"));
    }
    if free <= reserve + reserve / 100 * MARGIN_PERCENT {
        return Check::look("disk", told("doctor-disk-little"));
    }
    let days = daily(patient).map(|bytes| (free - reserve) / bytes.max(1));
    match days {
        Some(days) if days < ROOM_DAYS_MIN => Check::look("disk", told("doctor-disk-days").with("days", days)),
        _ => Check::good("disk", told("doctor-disk-good")),
    }
}

/// Bytes that are added in a day, as far as it can be told: where what is kept was received over more than a day.
fn daily(patient: &Patient<'_>) -> Option<u64> {
    let (journal, _) = patient.stores.journal().ok()?;
    let (first, last) = received(journal).ok()??;
    let micros = u64::try_from(last.0.saturating_sub(first.0)).ok().filter(|micros| *micros > DAY_MICROS)?;
    let lake = patient.contents.as_ref().map_or(0, |lake| lake.tables.iter().map(|table| table.bytes).sum::<u64>());
    let bytes = u128::from(journal.status().bytes + lake) * u128::from(DAY_MICROS) / u128::from(micros);
    u64::try_from(bytes).ok()
}

/// Whether others on the machine may read what is stored.
fn folder(patient: &Patient<'_>) -> Check {
    let folder = patient.owned.folder();
    let name = folder.display().to_string();
    match folder.metadata() {
        Err(_) => Check::look("folder", Message::new("doctor-folder-unknown").with("folder", name)),
        Ok(metadata) if metadata.permissions().mode() & 0o007 != 0 => {
            Check::look("folder", Message::new("doctor-folder-open").with("folder", name))
        }
        Ok(_) => Check::good("folder", Message::new("doctor-folder-good").with("folder", name)),
    }
}
