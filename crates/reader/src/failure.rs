//! Why reading failed, as a person is told it. The text of other people's errors is not shown:
//! it exists in one language only.

use std::io::{self, ErrorKind};

use atalaya_model::Message;

use crate::budget::Stop;

/// What went wrong, of an error met while reading.
pub(crate) fn message(error: &io::Error) -> Message {
    if let Some(stop) = error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>()) {
        return stop_message(*stop);
    }
    match error.kind() {
        ErrorKind::NotFound => Message::new("reader-not-found"),
        ErrorKind::PermissionDenied => Message::new("reader-denied"),
        ErrorKind::UnexpectedEof => Message::new("reader-truncated"),
        ErrorKind::InvalidData | ErrorKind::InvalidInput => Message::new("reader-corrupt"),
        _ => match error.raw_os_error().and_then(|code| u64::try_from(code).ok()) {
            Some(code) => Message::new("reader-failed").with("code", code),
            None => Message::new("reader-corrupt"),
        },
    }
}

/// Which limit ended an expansion.
pub(crate) fn stop_message(stop: Stop) -> Message {
    match stop {
        Stop::Total(max) => Message::new("reader-expansion-total").with("max", max),
        Stop::Ratio(max) => Message::new("reader-expansion-ratio").with("max", max),
        Stop::Members(max) => Message::new("reader-members").with("max", max),
    }
}
