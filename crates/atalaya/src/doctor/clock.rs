//! The clock: whether it stands where what was received says it has to be.

use super::{Check, Patient};
use crate::journal::received;
use crate::units::{duration, moment};
use atalaya_model::{Message, Time};
use jiff::tz::TimeZone;

/// No machine that runs this program has an earlier time: 2025-01-01.
const TIME_MIN: Time = Time(1_735_689_600_000_000);
/// How far the newest entry may lie ahead, in milliseconds: clocks are set right by small steps.
const AHEAD_MILLIS_MAX: u64 = 60_000;

pub(super) fn checks(patient: &Patient<'_>) -> Vec<Check> {
    let now = patient.now;
    let told = |id| Message::new(id).with("time", moment(now));
    if now < TIME_MIN {
        return vec![Check::bad("clock", told("doctor-clock-old"))];
    }
    let last = patient.stores.journal().ok().and_then(|(journal, _)| received(journal).ok().flatten());
    let ahead = last.map_or(0, |(_, last)| u64::try_from(last.0.saturating_sub(now.0)).unwrap_or(0) / 1000);
    if ahead > AHEAD_MILLIS_MAX {
        return vec![Check::bad("clock", told("doctor-clock-back").with("ahead", duration(ahead)))];
    }
    let zone = TimeZone::try_system().ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    let zone = zone.unwrap_or_else(|| "UTC".to_owned());
    vec![Check::good("clock", told("doctor-clock-good").with("zone", zone))]
}
