//! The end of a run before its time: what was begun is cleared away, or kept to be continued.

use crate::caller;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit status of a program that a second signal ends at once.
const ENDED: i32 = 130;

/// A flag that is turned on when the person or the system asks the program to end (Ctrl-C, SIGTERM). A second request
/// ends it at once.
pub(crate) fn on_signal() -> Arc<AtomicBool> {
    // Whoever gave the command elsewhere ends it there.
    if let Some(stop) = caller::stop() {
        return stop;
    }
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let end = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(ENDED);
        }
    };
    // Without a handler the program ends as the system ends programs, and what was begun stays behind.
    let _ = ctrlc::set_handler(end);
    stop
}
