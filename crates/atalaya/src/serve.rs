//! `atalaya serve`: the centre runs; what senders deliver is kept, and can be searched when it ends.

mod settings;

use crate::arguments::ServeTask;
use crate::data::{Owned, faults};
use crate::look::{Look, Paint};
use crate::outcome::{self, Failure, Status, complain_of};
use crate::page::Page;
use crate::units::size;
use crate::voice::Voice;
use crate::{kinds, stop, wire};
use atalaya_ingest::receive::{Bound, Counts, Inlet, News, ReceiveError, receive};
use atalaya_ingest::{DrainError, Drained, House};
use atalaya_journal::{Clock, SystemClock};
use atalaya_lake::Lake;
use atalaya_messages::grouped;
use atalaya_model::Message;
use settings::{Settings, Source};
use std::sync::Arc;

/// An open inlet: the source's settings, where it listens, and what is counted there.
pub(crate) struct Open {
    /// Whose it is.
    pub(crate) organization: String,
    /// The source.
    pub(crate) source: String,
    /// What is spoken, as the settings call it.
    pub(crate) protocol: &'static str,
    /// Where it listens.
    pub(crate) address: String,
    /// What is counted.
    pub(crate) counts: Arc<Counts>,
}

/// What came of it, source after source and decoded.
pub(crate) struct Ended<'a> {
    /// The inlets.
    pub(crate) inlets: &'a [Open],
    /// What was decoded and stored.
    pub(crate) drained: Drained,
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
    let owned = Owned::made(&task.data)?;
    let stop = stop::on_signal();
    let (house, _) = owned.house(schema, None, &stop)?;
    let bound = match bound(task, &settings, &house) {
        Ok(bound) => bound,
        Err(problems) => {
            complain_of(&problems, voice);
            return Ok(Status::Failed);
        }
    };
    let inlets: Vec<Open> = settings.sources.iter().zip(&bound).map(|(source, bound)| open(source, bound)).collect();
    listening(task, &inlets, voice)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // What cannot be stored stays in the journal: the centre goes on to receive, and says so.
    let undecoded = |error: &DrainError| {
        let message = faults::drain(error).message().clone();
        complain_of(&[message, Message::new("serve-undecoded")], voice);
    };
    let attended =
        house.attend(&undecoded, |journal| receive(journal, &clock, bound, &stop, &|news| tell(&news, voice)));
    let (received, drained) = attended.map_err(|error| faults::drain(&error))?;
    let mut status = Status::Done;
    for failure in
        received.err().map(|error| refused(&error)).into_iter().chain(drained.as_ref().err().map(faults::drain))
    {
        complain_of(&[failure.message().clone()], voice);
        status = Status::Failed;
    }
    house.close().map_err(|error| faults::close(&error))?;
    ended(task, &Ended { inlets: &inlets, drained: drained.unwrap_or_default() }, voice)?;
    Ok(status)
}

/// The inlets with their addresses taken; everything that stands in the way where something does.
fn bound(task: &ServeTask, settings: &Settings, house: &House<'_>) -> Result<Vec<Bound>, Vec<Message>> {
    let (mut bound, mut problems) = (Vec::new(), Vec::new());
    for source in &settings.sources {
        match inlet(source, house) {
            Ok(open) => bound.push(open),
            Err(problem) => problems.push(settings::at(&task.settings, source.line, problem)),
        }
    }
    if problems.is_empty() { Ok(bound) } else { Err(problems) }
}

fn inlet(source: &Source, house: &House<'_>) -> Result<Bound, Message> {
    let Source { organization, name, protocol, listen, from, zone, .. } = source.clone();
    if !Lake::takes_name(&organization) {
        return Err(Message::new("serve-config-name").with("value", organization));
    }
    let id = house.journal().source(&organization, &name).map_err(|error| faults::state(&error).message().clone())?;
    let inlet = Inlet { name, source: id, protocol, address: listen, from, zone };
    inlet.bind().map_err(|error| {
        let reason = outcome::reason(&error);
        Message::new("serve-fail-listen").with("address", listen.to_string()).with("reason", reason)
    })
}

fn open(source: &Source, bound: &Bound) -> Open {
    Open {
        organization: source.organization.clone(),
        source: source.name.clone(),
        protocol: settings::word(source.protocol),
        address: bound.address().to_string(),
        counts: bound.counts(),
    }
}

/// Tells whoever watches that nothing can be taken, and that it can be again.
fn tell(news: &News<'_>, voice: Voice) {
    match news {
        News::Blocked(error) => complain_of(&[faults::append(error), Message::new("serve-blocked")], voice),
        News::Resumed => outcome::remark(&format!("{}\n", voice.say(&Message::new("serve-resumed")))),
    }
}

fn refused(error: &ReceiveError) -> Failure {
    match error {
        ReceiveError::Io(source) => Message::new("serve-fail-sockets").with("reason", outcome::reason(source)).into(),
        ReceiveError::Journal(error) => faults::append(error).into(),
        ReceiveError::Thread => Message::new("cli-fail-thread").into(),
    }
}

fn listening(task: &ServeTask, inlets: &[Open], voice: Voice) -> Result<(), Failure> {
    if task.data.json {
        return outcome::print(&wire::line(&wire::serve::Listening::new(inlets)));
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("serve-listening"));
    for Open { organization, source, protocol, address, .. } in inlets {
        let line = Message::new("serve-inlet").with("organization", organization.as_str());
        let line = line.with("source", source.as_str()).with("protocol", *protocol).with("address", address.as_str());
        page.item("-", None, &voice.say(&line));
    }
    page.say(&Message::new("serve-how-to-end"));
    outcome::print(&page.into_text())
}

fn ended(task: &ServeTask, ended: &Ended<'_>, voice: Voice) -> Result<(), Failure> {
    if task.data.json {
        return outcome::print(&wire::line(&wire::serve::Report::new(ended)));
    }
    let mut page = Page::new(voice, Look::of_stdout());
    page.heading(&Message::new("serve-ended"));
    for inlet in ended.inlets {
        let counts = &inlet.counts;
        let line = Message::new("serve-received").with("source", inlet.source.as_str());
        let line = line.with("messages", counts.durable.get()).with("size", size(counts.bytes.get()));
        page.item("-", None, &voice.say(&line));
        let losses = [
            ("serve-unwritten", counts.messages.get() - counts.durable.get().min(counts.messages.get())),
            ("serve-dropped", counts.dropped.get()),
            ("serve-cut", counts.cut.get()),
            ("serve-empty", counts.empty.get()),
            ("serve-crowded", counts.crowded.get()),
            ("serve-foreign", counts.foreign.get()),
            ("serve-broken", counts.broken.get()),
        ];
        for (key, count) in losses.into_iter().filter(|(_, count)| *count > 0) {
            page.say_as(Paint::Warning, &Message::new(key).with("count", grouped(count)));
        }
    }
    let seen = ended.drained.seen;
    page.say(&Message::new("import-decoded").with("entries", seen.frames).with("events", seen.events));
    if seen.quarantined > 0 {
        page.say_as(Paint::Warning, &Message::new("import-quarantined").with("entries", seen.quarantined));
    }
    outcome::print(&page.into_text())
}
