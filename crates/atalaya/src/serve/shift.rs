//! A shift of the centre: from when a plan is taken up until it is to end, or to go on by another plan.
//!
//! What a centre holds open stays: its stores, where it listens, and what it receives meanwhile.

use super::correlating::Correlating;
use super::detecting::Detecting;
use super::looking::{Ahead, LastLookout, Sight};
use super::news::tell_upkeep;
use super::plan::Plan;
use super::proving::{Known, Prover, Proving};
use super::reload::Reload;
use super::shown::{Form, Shown};
use super::telling::Teller;
use super::vitals::{Asked, Vitals, Window};
use super::{Open, forwarding};
use crate::data::{Books, Owned};
use crate::indicators::Watchlist;
use crate::local::{Line, Power};
use crate::outcome::{self, Failure};
use crate::voice::Voice;
use atalaya_detection::{Desk, Lookout, News, Recorded, Recorder, Recording};
use atalaya_ingest::{Drained, House, Rest, UndoneError, Upkeep};
use atalaya_journal::Clock;
use atalaya_ledger::Forwarded;
use atalaya_model::Message;
use atalaya_scan::live::{Counts, Live};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How often it is looked whether the shift is to end.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What stays from shift to shift.
#[derive(Clone, Copy)]
pub(super) struct Centre<'c> {
    pub(super) owned: &'c Owned,
    pub(super) house: &'c House<'c>,
    pub(super) books: &'c Books,
    pub(super) inlets: &'c [Open],
    pub(super) ahead: &'c Ahead,
    pub(super) last: &'c LastLookout,
    pub(super) clock: &'c Arc<dyn Clock>,
    pub(super) vitals: &'c Vitals,
    pub(super) reload: &'c Reload<'c>,
    pub(super) teller: &'c Teller,
    /// Turned on when the centre is to end.
    pub(super) stop: &'c AtomicBool,
    pub(super) line: Option<&'c Line>,
    pub(super) window: Option<&'c Window>,
    pub(super) form: Form,
    pub(super) voice: Voice,
}

/// What came of a shift, and of those before it.
#[derive(Default)]
pub(super) struct Came {
    pub(super) drained: Drained,
    pub(super) undone: Option<UndoneError>,
    /// Events that could not be judged, and matches of events without a time.
    pub(super) unseen: (u64, u64),
    /// None where a thread failed.
    pub(super) recorded: Option<(Recorded, Counts)>,
    pub(super) forwarded: Vec<(String, Forwarded)>,
    /// Findings of indicators that were left out.
    pub(super) beyond: u64,
}

/// What all threads of a shift have in common.
#[derive(Clone, Copy)]
struct Hall<'h> {
    centre: Centre<'h>,
    plan: &'h Plan,
    power: Power<'h>,
    sight: Sight<'h>,
}

/// What they do.
struct Work<'w> {
    recorder: Recorder<Correlating<'w>, Proving<'w>>,
    lookout: Lookout,
    detecting: Detecting<'w>,
}

/// Decodes and judges by this plan until nothing is received any more, or another plan is asked for. `begin` is called when
/// everything is ready.
pub(super) fn shift(
    centre: Centre<'_>,
    plan: &Plan,
    begin: impl FnOnce() -> Result<(), Failure>,
    is_received: &(dyn Fn() -> bool + Sync),
) -> Result<Came, Failure> {
    let Centre { owned, house, books, inlets, ahead, last, clock, .. } = centre;
    // Whoever cannot go on says so again.
    centre.vitals.unblock();
    let Plan { settings, schema, rules } = plan;
    let live = Live::new(rules, schema);
    let keep = settings.detection.keep;
    let recording =
        Recording { ledger: books.ledger().clone(), runtime: books.runtime().clone(), clock: clock.clone(), keep };
    let known = Known::new(&live, rules, books, &**clock)?;
    let correlating = Correlating::new(&live, books, clock.now())?;
    let (desk, recorder) = Recorder::new(recording, correlating, Proving::new(&live));
    let watchlist = watchlist(books, desk.clone(), centre.teller)?;
    let sight = Sight { inlets, journal: house.journal(), ahead, last, books, clock: &**clock };
    let lookout = sight.lookout(&settings.sources)?;
    begin()?;
    let over = AtomicBool::new(false);
    let power =
        Power { owned, house, books, known: &known, watchlist: &watchlist, plan, reload: centre.reload, over: &over };
    let detecting = Detecting { live: &live, desk, ahead, known: &known, watchlist: &watchlist };
    let mut came = Hall { centre, plan, power, sight }.work(Work { recorder, lookout, detecting }, is_received);
    came.beyond = watchlist.beyond();
    Ok(came)
}

impl<'h> Hall<'h> {
    /// Everything at the same time.
    fn work<'s>(self, work: Work<'s>, is_received: &(dyn Fn() -> bool + Sync)) -> Came
    where
        'h: 's,
    {
        let Work { recorder, lookout, detecting } = work;
        let Centre { books, teller, vitals, stop, form, voice, .. } = self.centre;
        let (over, all_found) = (self.power.over, AtomicBool::new(false));
        let (all_found, rules, forwards) = (&all_found, &self.plan.rules, &self.plan.settings.forwards[..]);
        thread::scope(|scope| {
            // However this ends, the line ends with it.
            let (_ending, _found) = (Ending(over, self.power.watchlist), AllFound(all_found));
            let forwarding: Vec<_> = forwards
                .iter()
                .map(|forward| scope.spawn(move || forwarding::keep(forward, books, teller, all_found)))
                .collect();
            if let Some(line) = self.centre.line {
                scope.spawn(move || line.serve(scope, self.power));
            }
            if let Some(window) = self.centre.window {
                scope.spawn(move || self.answer(window));
            }
            let recording = scope.spawn(move || {
                // Where nobody records, the centre ends: whoever looks after it starts it again.
                let _failing = Failing(stop);
                let shown = Shown::new(rules, voice, form, teller);
                let (recorded, correlating) = recorder.run(&|news| {
                    note_recorder(vitals, &news);
                    shown.tell(&news);
                });
                shown.end();
                (recorded, correlating.counts())
            });
            let prover = self.prover(detecting.desk.clone());
            scope.spawn(move || prover.keep());
            let desk = detecting.desk.clone();
            let looking = scope.spawn(move || self.sight.keep(lookout, &desk, over));
            let (drained, undone) = self.attend(&detecting, is_received);
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
            Came { drained, undone, unseen, recorded, forwarded, beyond: 0 }
        })
    }

    /// Answers whoever asks how the centre is.
    fn answer(self, window: &Window) {
        let asked = Asked { vitals: self.centre.vitals, sight: self.sight };
        if let Err(error) = window.answer(asked, self.power.over) {
            let message = Message::new("serve-no-window").with("reason", outcome::reason(&error));
            self.centre.teller.complain_of(&[message]);
        }
    }

    /// Lets canaries in until the shift ends.
    fn prover(self, desk: Desk) -> Prover<'h> {
        let Centre { house, vitals, teller, .. } = self.centre;
        Prover {
            rules: &self.plan.rules,
            schema: &self.plan.schema,
            journal: house.journal(),
            known: self.power.known,
            desk,
            vitals,
            teller,
            over: self.power.over,
        }
    }

    /// Decodes and judges what is received.
    fn attend(
        self,
        detecting: &Detecting<'_>,
        is_received: &(dyn Fn() -> bool + Sync),
    ) -> (Drained, Option<UndoneError>) {
        let Centre { vitals, teller, reload, stop, .. } = self.centre;
        let tell = |upkeep: Upkeep<'_>| {
            vitals.undecoded.store(matches!(upkeep, Upkeep::Waits(_)), Ordering::Relaxed);
            tell_upkeep(&upkeep, teller);
        };
        let until = |_: &_| {
            loop {
                match (is_received(), reload.is_asked()) {
                    (true, _) => return ((), Rest::Decoded),
                    (false, true) => return ((), Rest::Left(stop)),
                    (false, false) => thread::sleep(LOOK_EVERY),
                }
            }
        };
        let ((), drained, undone) = self.centre.house.attend(Some(detecting), &tell, until);
        (drained, undone)
    }
}

impl Came {
    /// With what came of the shift after it.
    pub(super) fn then(self, next: Came) -> Came {
        let mut drained = self.drained;
        drained.seen += next.drained.seen;
        drained.lost += next.drained.lost;
        let both = |(mut recorded, mut counts): (Recorded, Counts), (more, others): (Recorded, Counts)| {
            recorded += more;
            counts += others;
            (recorded, counts)
        };
        let forwarded: Vec<(String, Forwarded)> = next.forwarded;
        let gone = self.forwarded.into_iter().filter(|(name, _)| !forwarded.iter().any(|(known, _)| known == name));
        Came {
            drained,
            undone: next.undone,
            unseen: (self.unseen.0 + next.unseen.0, self.unseen.1 + next.unseen.1),
            recorded: self.recorded.zip(next.recorded).map(|(one, other)| both(one, other)),
            forwarded: gone.chain(forwarded.iter().cloned()).collect(),
            beyond: self.beyond + next.beyond,
        }
    }
}

fn note_recorder(vitals: &Vitals, news: &News<'_>) {
    match news {
        News::Found(_) => drop(vitals.findings.fetch_add(1, Ordering::Relaxed)),
        News::Beyond(_) => drop(vitals.beyond.fetch_add(1, Ordering::Relaxed)),
        News::Blocked(_) => vitals.unrecorded.store(true, Ordering::Relaxed),
        News::Resumed => vitals.unrecorded.store(false, Ordering::Relaxed),
    }
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
