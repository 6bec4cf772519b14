//! `atalaya serve`: the centre runs; what senders deliver is kept, and judged by the rules as it is decoded.

mod correlating;
mod detecting;
mod files;
mod forwarding;
mod inlets;
mod looking;
mod news;
mod pages;
mod plan;
mod proving;
mod reload;
mod settings;
mod shift;
mod shown;
mod telling;
mod vitals;

use crate::arguments::ServeTask;
use crate::data::{Books, Owned, faults};
use crate::local::Line;
use crate::outcome::{self, Failure, Status, complain_of};
use crate::stop;
use crate::voice::Voice;
use atalaya_detection::Recorded;
use atalaya_ingest::receive::{Inlets, News, ReceiveError, SharedAddress, receive, shared};
use atalaya_ingest::{Drained, House};
use atalaya_journal::{Clock, SystemClock};
use atalaya_ledger::Forwarded;
use atalaya_model::Message;
use atalaya_scan::live;
pub(crate) use inlets::{Caution, Open};
use looking::{Ahead, LastLookout};
use news::{refused, tell_news};
use pages::{ended, listening};
pub(crate) use plan::Plan;
pub(crate) use proving::Known;
pub(crate) use reload::Reload;
use settings::Settings;
use shift::{Came, Centre, shift};
use shown::Form;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;
use telling::Teller;
use vitals::{Vitals, Window};

/// After how long a plan that could not be taken up is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What came of it, source after source, decoded and found.
pub(crate) struct Ended<'a> {
    /// The inlets.
    pub(crate) inlets: &'a [Open],
    /// The addresses that sources may share.
    pub(crate) addresses: &'a [SharedAddress],
    /// What was decoded and stored.
    pub(crate) drained: Drained,
    /// What was found.
    pub(crate) recorded: Recorded,
    /// Events that no rule could be asked about.
    pub(crate) unjudged: u64,
    /// Matches of events without a time, which correlations cannot take.
    pub(crate) timeless: u64,
    /// What became of the other matches.
    pub(crate) matches: live::Counts,
    /// Where findings were forwarded to, and how far.
    pub(crate) forwarded: &'a [(String, Forwarded)],
    /// Texts that nobody was told, since nobody read them.
    pub(crate) unsaid: u64,
}

/// What is needed of the world before the centre listens.
struct Ready<'a> {
    owned: &'a Owned,
    house: House<'a>,
    books: Books,
    received: Inlets,
    inlets: Vec<Open>,
    window: Option<Window>,
    addresses: Vec<SharedAddress>,
}

pub(crate) fn run(task: &ServeTask, voice: Voice) -> Result<Status, Failure> {
    let refused = |problems: &[Message]| {
        complain_of(problems, voice);
        Ok(Status::Failed)
    };
    let plan = match Plan::read(task) {
        Ok(plan) => plan,
        Err(problems) => return refused(&problems),
    };
    let owned = Owned::made(&task.data)?;
    let stop = stop::on_signal();
    let (house, _) = owned.entered(plan.schema.clone())?;
    let books = owned.books_shared(plan.settings.detection.share_bytes)?;
    let (received, inlets) = match inlets::opened(task, &plan.settings, &house) {
        Ok(inlets) => inlets,
        Err(problems) => return refused(&problems),
    };
    let addresses = shared(&received.bound);
    let window = match window(task, &plan.settings) {
        Ok(window) => window,
        Err(problem) => return refused(&[problem]),
    };
    serve(task, Ready { owned: &owned, house, books, received, inlets, addresses, window }, plan, &stop, voice)
}

/// What is wrong with settings.
pub(crate) fn problems(file: &Path) -> Vec<Message> {
    settings::read(file).err().unwrap_or_default()
}

/// Receives, decodes and detects until it is to end; then tells what came of it.
fn serve(task: &ServeTask, ready: Ready<'_>, plan: Plan, stop: &AtomicBool, voice: Voice) -> Result<Status, Failure> {
    let Ready { owned, house, books, received, inlets, addresses, window } = ready;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let form = if task.data.json { Form::Json } else { Form::Text };
    let (teller, vitals) = (Teller::new(voice), Vitals::default());
    let (ahead, last) = (Ahead::default(), LastLookout::default());
    let (line, reload) = (line(&house, &teller), Reload::new(task, &vitals));
    let asked_at = window.as_ref().and_then(Window::address);
    let centre = Centre {
        owned,
        house: &house,
        books: &books,
        inlets: &inlets,
        ahead: &ahead,
        last: &last,
        clock: &clock,
        vitals: &vitals,
        reload: &reload,
        teller: &teller,
        stop,
        line: line.as_ref(),
        window: window.as_ref(),
        form,
        voice,
    };
    let announce = |plan: &Plan| listening(task, &inlets, asked_at, &plan.rules, voice);
    let (came, received) = centre.keep(received, plan, &announce)?;
    let failures = [
        received.err().map(|error| refused(&error)),
        came.undone.map(|error| faults::undone(&error)),
        came.recorded.is_none().then(|| Message::new("cli-fail-thread").into()),
        house.close().err().map(|error| faults::close(&error)),
    ];
    drop(line);
    books.close();
    if came.beyond > 0 {
        teller.remark(&Message::new("serve-indicators-beyond").with("count", came.beyond));
    }
    let messages: Vec<Message> = failures.into_iter().flatten().map(|failure| failure.message().clone()).collect();
    if !messages.is_empty() {
        teller.complain_of(&messages);
    }
    let ((recorded, matches), unsaid) = (came.recorded.unwrap_or_default(), teller.end());
    let (inlets, addresses, drained) = (&inlets[..], &addresses[..], came.drained);
    let (unjudged, timeless) = came.unseen;
    let forwarded = &came.forwarded[..];
    let told = Ended { inlets, addresses, drained, recorded, unjudged, timeless, matches, forwarded, unsaid };
    ended(task, &told, voice)?;
    Ok(if messages.is_empty() { Status::Done } else { Status::Failed })
}

impl Centre<'_> {
    /// Receives until the centre is to end, in one shift after the other.
    fn keep(
        self,
        inlets: Inlets,
        mut plan: Plan,
        announce: &dyn Fn(&Plan) -> Result<(), Failure>,
    ) -> Result<(Came, Result<(), ReceiveError>), Failure> {
        // What would be received before the first shift can begin, nobody might ever decode.
        let (begin, begun) = sync_channel(1);
        let mut begin = Some(begin);
        thread::scope(|scope| {
            let receiving = scope.spawn(move || if begun.recv().is_ok() { self.receive(inlets) } else { Ok(()) });
            let is_received = || receiving.is_finished();
            let mut came: Option<Came> = None;
            let mut is_told = false;
            loop {
                let announced = || match begin.take() {
                    Some(begin) => {
                        announce(&plan)?;
                        // Whoever waits for it is there until the scope ends.
                        let _ = begin.send(());
                        Ok(())
                    }
                    None => Ok(()),
                };
                match shift(self, &plan, announced, &is_received) {
                    Ok(next) => {
                        came = Some(match came {
                            Some(before) => before.then(next),
                            None => next,
                        });
                    }
                    Err(failure) if came.is_none() => return Err(failure),
                    Err(failure) => {
                        if !std::mem::replace(&mut is_told, true) {
                            self.teller.complain_of(&[failure.message().clone(), Message::new("reload-waits")]);
                        }
                        thread::sleep(RETRY_AFTER);
                        if !is_received() {
                            continue;
                        }
                    }
                }
                is_told = false;
                match self.reload.take() {
                    Some(next) if !is_received() => plan = self.turned(plan, next),
                    _ => break,
                }
            }
            let received = receiving.join().unwrap_or(Err(ReceiveError::Thread));
            Ok((came.unwrap_or_default(), received))
        })
    }

    /// The plan that holds from now on.
    fn turned(self, plan: Plan, next: Plan) -> Plan {
        let taken = self.house.take_up(next.schema.clone()).map_err(|error| faults::state(&error).message().clone());
        match taken {
            Ok(true) => {
                self.teller.remark(&Message::new("reload-done").with("rules", next.rules.rules.len() as u64));
                next
            }
            Ok(false) => {
                self.teller.complain_of(&[Message::new("reload-fail-kinds")]);
                plan
            }
            Err(problem) => {
                self.teller.complain_of(&[problem, Message::new("reload-fail-kept")]);
                plan
            }
        }
    }

    fn receive(self, inlets: Inlets) -> Result<(), ReceiveError> {
        let heard = |news: News<'_>| {
            note_receiver(self.vitals, &news);
            tell_news(&news, self.teller, self.voice);
        };
        receive(self.house.journal(), self.clock, inlets, self.stop, &heard)
    }
}

fn note_receiver(vitals: &Vitals, news: &News<'_>) {
    match news {
        News::Blocked(_) => vitals.unreceived.store(true, Ordering::Relaxed),
        News::Resumed => vitals.unreceived.store(false, Ordering::Relaxed),
        News::Lost(..) | News::File(..) | News::Unkept(_) => {}
    }
}

/// Where programs ask how the centre is, where the settings say so.
fn window(task: &ServeTask, settings: &Settings) -> Result<Option<Window>, Message> {
    let Some(address) = settings.window else { return Ok(None) };
    Window::open(address).map(Some).map_err(|error| {
        let reason = outcome::reason(&error);
        let message = Message::new("serve-fail-listen").with("address", address.to_string()).with("reason", reason);
        settings::at(&task.settings, 1, message)
    })
}

/// The line that commands come in by; the centre runs without it where it cannot be opened.
fn line(house: &House<'_>, teller: &Teller) -> Option<Line> {
    let opened = Line::open(house.folder());
    let told = |error: &std::io::Error| {
        teller.complain_of(&[Message::new("serve-no-line").with("reason", outcome::reason(error))]);
    };
    opened.inspect_err(told).ok()
}
