//! A hunt while it works: how far it is, on a terminal; and its end, where the person asks for it.

use crate::look::Look;
use crate::voice::Voice;
use atalaya_lake::Canceller;
use atalaya_messages::grouped;
use atalaya_model::Message;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often it looks.
const REFRESH: Duration = Duration::from_millis(100);

/// Watches the questions of a hunt, one after the other.
pub(super) struct Watch {
    shared: Arc<Shared>,
    ended: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    asked: Mutex<Option<Canceller>>,
    stop: Arc<AtomicBool>,
    bar: Option<ProgressBar>,
    voice: Voice,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn begin(voice: Voice, stop: Arc<AtomicBool>) -> Watch {
        let bar = Look::of_stderr().is_terminal().then(bar);
        let shared = Arc::new(Shared { asked: Mutex::new(None), stop, bar, voice });
        let (ended, end) = channel::<()>();
        let watching = Arc::clone(&shared);
        let watch = move || {
            while end.recv_timeout(REFRESH) == Err(RecvTimeoutError::Timeout) {
                watching.look();
            }
        };
        let thread = thread::Builder::new().name("watch".to_owned()).spawn(watch).ok();
        Watch { shared, ended: Some(ended), thread }
    }

    /// The question that is asked now.
    pub(super) fn question(&self, canceller: Canceller) {
        *self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(canceller);
    }

    /// Prints while the bar is away.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.shared.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.ended.take());
        if let Some(thread) = self.thread.take() {
            // A watcher that failed watches no more, and the hunt is over anyway.
            let _ = thread.join();
        }
        if let Some(bar) = &self.shared.bar {
            bar.finish_and_clear();
        }
    }
}

impl Shared {
    fn look(&self) {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(asked) = asked else { return };
        if self.stop.load(Ordering::Relaxed) {
            asked.cancel();
        }
        let Some(bar) = &self.bar else { return };
        let progress = asked.progress();
        let message = Message::new("hunt-progress")
            .with("done", grouped(progress.files_done))
            .with("files", grouped(progress.files))
            .with("rows", grouped(progress.rows_read));
        bar.set_message(self.voice.say(&message));
        bar.tick();
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is well-formed"));
    bar
}
