//! How the centre's end reaches what reads from sockets: at once, with a moment for what has been sent already.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// For how long is read on what has been sent before the end.
const READ_ON: Duration = Duration::from_secs(1);
/// After how long without anything nothing more is expected then.
const LINGER: Duration = Duration::from_millis(200);

/// Where the end is told.
pub(super) struct End(watch::Sender<Option<Instant>>);

/// What is asked whether the centre ends.
#[derive(Clone)]
pub(super) struct Ending(watch::Receiver<Option<Instant>>);

/// The two ends of it.
pub(super) fn ending() -> (End, Ending) {
    let (sender, receiver) = watch::channel(None);
    (End(sender), Ending(receiver))
}

impl End {
    /// The centre ends.
    pub(super) fn tell(&self) {
        self.0.send_replace(Some(Instant::now() + READ_ON));
    }
}

impl Ending {
    /// Whether the centre ends.
    pub(super) fn is_told(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Returns when the centre ends.
    pub(super) async fn told(&mut self) {
        // Whoever would tell it is gone: that is an end too.
        let _ = self.0.wait_for(Option::is_some).await;
    }

    /// What the work comes to; `None` where the centre ends and it comes to nothing for a moment. The work is to be one that
    /// can be broken off without loss.
    pub(super) async fn unless_quiet<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        if !self.is_told() {
            tokio::select! {
                biased;
                () = self.told() => {}
                done = &mut work => return Some(done),
            }
        }
        let last = *self.0.borrow();
        let now = Instant::now();
        let until = last.unwrap_or(now).min(now + LINGER);
        timeout_at(until, work).await.ok()
    }
}
