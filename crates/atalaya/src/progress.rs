//! Progress bars, on a terminal only; and what those of a scan and an import tell.

use crate::look::Look;
use crate::units::size;
use crate::voice::Voice;
use atalaya_messages::grouped;
use atalaya_model::Message;
use atalaya_scan::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often the bar is drawn anew.
const REFRESH: Duration = Duration::from_millis(150);

/// What a bar tells beside how much was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tells {
    /// Events and findings.
    Findings,
    /// Entries that are safe.
    Entries,
}

/// Does the work while a bar on standard error tells how far it is. `total` is in bytes, where it is known.
pub(crate) fn watched<T>(
    progress: &Progress,
    total: Option<u64>,
    tells: Tells,
    voice: Voice,
    work: impl FnOnce() -> T,
) -> T {
    drawn(total, |bar, elapsed| show(bar, progress, elapsed, tells, voice), work)
}

/// Does the work while a bar on standard error is shown anew every so often, with how long it has been there.
pub(crate) fn drawn<T>(
    total: Option<u64>,
    show: impl Fn(&ProgressBar, Duration) + Send,
    work: impl FnOnce() -> T,
) -> T {
    if !Look::of_stderr().is_terminal() {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, ended) = channel::<()>();
        scope.spawn(move || {
            let bar = bar(total);
            let started = Instant::now();
            while ended.recv_timeout(REFRESH) == Err(RecvTimeoutError::Timeout) {
                show(&bar, started.elapsed());
            }
            bar.finish_and_clear();
        });
        let result = work();
        drop(done);
        result
    })
}

fn bar(total: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = if total.is_some() { "{bar:24} {percent:>3} %  {msg}" } else { "{spinner} {msg}" };
    bar.set_style(ProgressStyle::with_template(template).expect("the template is well-formed"));
    bar
}

fn show(bar: &ProgressBar, progress: &Progress, elapsed: Duration, tells: Tells, voice: Voice) {
    let events = progress.events.load(Ordering::Relaxed);
    let bytes = progress.bytes.load(Ordering::Relaxed);
    let rate = u128::from(events) * 1000 / elapsed.as_millis().max(1);
    let (size, rate) = (size(bytes), grouped(u64::try_from(rate).unwrap_or(u64::MAX)));
    let message = match tells {
        Tells::Findings => {
            let findings = progress.findings.load(Ordering::Relaxed);
            Message::new("cli-progress").with("size", size).with("rate", rate).with("findings", findings)
        }
        Tells::Entries => Message::new("import-progress").with("size", size).with("rate", rate).with("entries", events),
    };
    bar.set_position(bytes);
    bar.set_message(voice.say(&message));
}
