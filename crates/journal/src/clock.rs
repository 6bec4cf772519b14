//! The clock: it comes in from outside, so that tests decide what time it is.

use std::time::{SystemTime, UNIX_EPOCH};

use atalaya_model::Time;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time now, UTC.
    fn now(&self) -> Time;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Time {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
        };
        Time(micros)
    }
}
