//! `atalaya serve`: the centre runs; what senders deliver is kept, and judged by the rules as it is decoded.

mod correlating;
mod detecting;
mod files;
mod forwarding;
mod inlets;
mod looking;
mod news;
mod pages;
mod proving;
mod settings;
mod shown;
mod telling;
mod vitals;

use crate::arguments::ServeTask;
use crate::data::{Books, Owned, faults};
use crate::indicators::Watchlist;
use crate::local::{Line, Power};
use crate::outcome::{self, Failure, Status, complain_of};
use crate::voice::Voice;
use crate::{kinds, rules, stop};
use atalaya_detection::{Desk, Lookout, Recorded, Recorder, Recording};
use atalaya_ingest::receive::{Inlets, News, ReceiveError, SharedAddress, receive, shared};
use atalaya_ingest::{Drained, House, UndoneError, Upkeep};
use atalaya_journal::{Clock, Journal, SystemClock};
use atalaya_ledger::Forwarded;
use atalaya_model::Message;
use atalaya_notify::Forward;
use atalaya_scan::live::{self, Live};
use atalaya_schema::Schema;
use atalaya_sigma::RuleSet;
use correlating::Correlating;
use detecting::Detecting;
pub(crate) use inlets::{Caution, Open};
use looking::{Ahead, Sight};
use news::{refused, tell_news, tell_upkeep};
use pages::{ended, listening};
pub(crate) use proving::Known;
use proving::{Prover, Proving};
use settings::Settings;
use shown::{Form, Shown};
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use telling::Teller;
use vitals::{Asked, Vitals, Window};

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
    house: House<'a>,
    books: Books,
    received: Inlets,
    inlets: Vec<Open>,
    settings: Settings,
    window: Option<Window>,
    addresses: Vec<SharedAddress>,
}

pub(crate) fn run(task: &ServeTask, voice: Voice) -> Result<Status, Failure> {
    let settings = match settings::read(&task.settings) {
        Ok(settings) => settings,
        Err(problems) => {
            complain_of(&problems, voice);
            return Ok(Status::Failed);
        }
    };
    let schema = kinds::load(&task.kinds)?;
    let rules = rules::load(&settings.detection.rules, settings.detection.placeholders.as_deref())?;
    let rules = chosen(rules, settings.detection.only.as_deref())?;
    if rules.rules.is_empty() {
        let folders = settings.detection.rules.iter().map(|path| path.display().to_string());
        let message = Message::new("cli-fail-no-rule-left").with("refused", rules.refused);
        return Err(message.with("folders", folders.collect::<Vec<_>>().join(" ")).into());
    }
    let owned = Owned::made(&task.data)?;
    let stop = stop::on_signal();
    let (house, _) = owned.entered(schema.clone())?;
    let books = owned.books_shared(settings.detection.share_bytes)?;
    let (received, inlets) = match inlets::opened(task, &settings, &house) {
        Ok(inlets) => inlets,
        Err(problems) => {
            complain_of(&problems, voice);
            return Ok(Status::Failed);
        }
    };
    let addresses = shared(&received.bound);
    let window = match window(task, &settings) {
        Ok(window) => window,
        Err(problem) => {
            complain_of(&[problem], voice);
            return Ok(Status::Failed);
        }
    };
    serve(
        task,
        Ready { house, books, received, inlets, addresses, settings, window },
        &Live::new(&rules, &schema),
        &rules,
        &schema,
        &stop,
        voice,
    )
}

/// What is wrong with settings.
pub(crate) fn problems(file: &Path) -> Vec<Message> {
    settings::read(file).err().unwrap_or_default()
}

/// The rules that are to judge; every identifier is to be that of a rule.
fn chosen(rules: RuleSet, only: Option<&[String]>) -> Result<RuleSet, Failure> {
    let Some(only) = only else { return Ok(rules) };
    match only.iter().find(|id| rules.about(id).is_none()) {
        Some(unknown) => Err(Message::new("serve-config-only-unknown").with("rule", unknown.as_str()).into()),
        None => {
            let only: HashSet<&str> = only.iter().map(String::as_str).collect();
            Ok(rules.only(&|id| only.contains(id)))
        }
    }
}

/// Receives, decodes and detects until it is to end; then tells what came of it.
fn serve(
    task: &ServeTask,
    ready: Ready<'_>,
    live: &Live<'_>,
    rules: &RuleSet,
    schema: &Arc<Schema>,
    stop: &AtomicBool,
    voice: Voice,
) -> Result<Status, Failure> {
    let Ready { house, books, received, inlets, addresses, settings, window } = ready;
    let keep = settings.detection.keep;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let recording =
        Recording { ledger: books.ledger().clone(), runtime: books.runtime().clone(), clock: clock.clone(), keep };
    let known = Known::new(live, rules, &books, &*clock)?;
    let correlating = Correlating::new(live, &books, clock.now())?;
    let (desk, recorder) = Recorder::new(recording, correlating, Proving::new(live));
    let form = if task.data.json { Form::Json } else { Form::Text };
    let teller = Teller::new(voice);
    let line = line(&house, &teller);
    // Who hears that it listens may give commands.
    let asked_at = window.as_ref().and_then(Window::address);
    listening(task, &inlets, asked_at, rules, voice)?;
    let watchlist = watchlist(&books, desk.clone(), &teller)?;
    let ahead = Ahead::default();
    let sight = Sight { inlets: &inlets, journal: house.journal(), ahead: &ahead, books: &books, clock: &*clock };
    let lookout = sight.lookout(&settings.sources)?;
    let (over, vitals) = (AtomicBool::new(false), Vitals::default());
    let power = Power { house: &house, books: &books, known: &known, watchlist: &watchlist, over: &over };
    let shown = || Shown::new(rules, voice, form, &teller);
    let hall = Hall { power, sight, rules, schema, clock: &clock, vitals: &vitals, teller: &teller, stop, voice };
    let detecting = Detecting { live, desk, ahead: &ahead, known: &known, watchlist: &watchlist };
    let forwards = &settings.forwards[..];
    let came =
        hall.work(Work { received, recorder, lookout, detecting, forwards, window, line: line.as_ref() }, &shown);
    let failures = [
        came.received.err().map(|error| refused(&error)),
        came.undone.map(|error| faults::undone(&error)),
        came.recorded.is_none().then(|| Message::new("cli-fail-thread").into()),
        house.close().err().map(|error| faults::close(&error)),
    ];
    drop(line);
    books.close();
    if watchlist.beyond() > 0 {
        teller.remark(&Message::new("serve-indicators-beyond").with("count", watchlist.beyond()));
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

/// What all threads of a centre have in common.
#[derive(Clone, Copy)]
struct Hall<'h> {
    power: Power<'h>,
    sight: Sight<'h>,
    rules: &'h RuleSet,
    schema: &'h Arc<Schema>,
    clock: &'h Arc<dyn Clock>,
    vitals: &'h Vitals,
    teller: &'h Teller,
    /// Turned on when the centre is to end.
    stop: &'h AtomicBool,
    voice: Voice,
}

/// What they do.
struct Work<'w> {
    received: Inlets,
    recorder: Recorder<Correlating<'w>, Proving<'w>>,
    lookout: Lookout,
    detecting: Detecting<'w>,
    forwards: &'w [Forward],
    window: Option<Window>,
    line: Option<&'w Line>,
}

/// What came of it.
struct Came {
    received: Result<(), ReceiveError>,
    drained: Drained,
    undone: Option<UndoneError>,
    /// Events that could not be judged, and matches of events without a time.
    unseen: (u64, u64),
    /// None where a thread failed.
    recorded: Option<(Recorded, live::Counts)>,
    forwarded: Vec<(String, Forwarded)>,
}

impl<'h> Hall<'h> {
    /// Until the centre is to end: everything at the same time.
    fn work<'s>(self, work: Work<'s>, shown: &(dyn Fn() -> Shown<'s> + Sync)) -> Came
    where
        'h: 's,
    {
        let Work { received, recorder, lookout, detecting, forwards, window, line } = work;
        let (over, all_found) = (self.power.over, AtomicBool::new(false));
        let all_found = &all_found;
        thread::scope(|scope| {
            // However this ends, the line ends with it.
            let (_ending, _found) = (Ending(over, self.power.watchlist), AllFound(all_found));
            let forwarding: Vec<_> = forwards
                .iter()
                .map(|forward| scope.spawn(move || forwarding::keep(forward, self.power.books, self.teller, all_found)))
                .collect();
            if let Some(line) = line {
                scope.spawn(move || line.serve(scope, self.power));
            }
            if let Some(window) = window {
                let asked = Asked { vitals: self.vitals, sight: self.sight };
                scope.spawn(move || {
                    if let Err(error) = window.answer(asked, over) {
                        let message = Message::new("serve-no-window").with("reason", outcome::reason(&error));
                        self.teller.complain_of(&[message]);
                    }
                });
            }
            let recording = scope.spawn(move || {
                // Where nobody records, the centre ends: whoever looks after it starts it again.
                let _failing = Failing(self.stop);
                let shown = shown();
                let (recorded, correlating) = recorder.run(&|news| {
                    note_recorder(self.vitals, &news);
                    shown.tell(&news);
                });
                shown.end();
                (recorded, correlating.counts())
            });
            let prover = self.prover(detecting.desk.clone());
            scope.spawn(move || prover.keep());
            let desk = detecting.desk.clone();
            let looking = scope.spawn(move || self.sight.keep(lookout, &desk, over));
            let (received, drained, undone) = self.receive(received, &detecting);
            let unseen = (detecting.desk.unjudged(), detecting.desk.timeless());
            // With its last desk the recorder ends.
            drop(detecting);
            self.power.watchlist.close();
            over.store(true, Ordering::Relaxed);
            let looked = looking.join();
            let recorded = recording.join().ok().filter(|_| looked.is_ok());
            all_found.store(true, Ordering::Relaxed);
            let named = forwards.iter().map(|forward| forward.name.clone());
            let forwarded = named.zip(forwarding.into_iter().filter_map(|one| one.join().ok())).collect();
            Came { received, drained, undone, unseen, recorded, forwarded }
        })
    }

    /// Lets canaries in until the centre ends.
    fn prover(self, desk: Desk) -> Prover<'h> {
        let Hall { power, rules, schema, vitals, teller, .. } = self;
        Prover {
            rules,
            schema,
            journal: power.house.journal(),
            known: power.known,
            desk,
            vitals,
            teller,
            over: power.over,
        }
    }

    /// Receives, and decodes and judges what is received.
    fn receive(
        self,
        inlets: Inlets,
        detecting: &Detecting<'_>,
    ) -> (Result<(), ReceiveError>, Drained, Option<UndoneError>) {
        let tell = |upkeep: Upkeep<'_>| {
            self.vitals.undecoded.store(matches!(upkeep, Upkeep::Waits(_)), Ordering::Relaxed);
            tell_upkeep(&upkeep, self.teller);
        };
        let heard = |news: News<'_>| {
            note_receiver(self.vitals, &news);
            tell_news(&news, self.teller, self.voice);
        };
        let receiving = |journal: &Journal| receive(journal, self.clock, inlets, self.stop, &heard);
        self.power.house.attend(Some(detecting), &tell, receiving)
    }
}

fn note_recorder(vitals: &Vitals, news: &atalaya_detection::News<'_>) {
    match news {
        atalaya_detection::News::Found(_) => drop(vitals.findings.fetch_add(1, Ordering::Relaxed)),
        atalaya_detection::News::Beyond(_) => drop(vitals.beyond.fetch_add(1, Ordering::Relaxed)),
        atalaya_detection::News::Blocked(_) => vitals.unrecorded.store(true, Ordering::Relaxed),
        atalaya_detection::News::Resumed => vitals.unrecorded.store(false, Ordering::Relaxed),
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

/// What is looked for; how much that is, and what of it cannot be read, is told.
fn watchlist(books: &Books, desk: Desk, teller: &Teller) -> Result<Watchlist, Failure> {
    let (watchlist, unread) = Watchlist::new(books, desk)?;
    let count = watchlist.current().len();
    if count > 0 {
        teller.remark(&Message::new("serve-indicators").with("count", count));
    }
    if unread > 0 {
        teller.complain_of(&[Message::new("indicators-unread").with("count", unread)]);
    }
    Ok(watchlist)
}

/// Ends the centre where its thread fails.
struct Failing<'s>(&'s AtomicBool);

impl Drop for Failing<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// Says that nothing more is found when it is dropped.
struct AllFound<'o>(&'o AtomicBool);

impl Drop for AllFound<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Says that it is over when it is dropped, and that nothing is handed in any more.
struct Ending<'o>(&'o AtomicBool, &'o Watchlist);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.1.close();
        self.0.store(true, Ordering::Relaxed);
    }
}
