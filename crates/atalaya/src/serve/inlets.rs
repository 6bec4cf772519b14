//! The inlets of a centre: addresses that are listened at, and files that are followed.

use super::files;
use super::settings::{self, Settings, Source, Way, Wire};
use crate::arguments::ServeTask;
use crate::data::faults;
use crate::outcome;
use atalaya_ingest::House;
use atalaya_ingest::receive::{Counts, Followed, Inlet, Inlets, Pace, Protocol, Validity, Watch};
use atalaya_journal::{Clock as _, SystemClock};
use atalaya_model::{Message, Time};
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
    /// What is to be known of it.
    pub(crate) cautions: Vec<Caution>,
}

/// What does not keep an inlet from being served, and is to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caution {
    /// What is sent to it over a network is not encrypted.
    Plain,
    /// Its certificate is no longer valid.
    Expired,
    /// Its certificate is not valid yet.
    Early,
}

/// The inlets, with the addresses of wires taken; everything that stands in the way where something does.
pub(super) fn opened(
    task: &ServeTask,
    settings: &Settings,
    house: &House<'_>,
) -> Result<(Inlets, Vec<Open>), Vec<Message>> {
    let (mut inlets, mut open, mut problems) = (Inlets::default(), Vec::new(), Vec::new());
    for source in &settings.sources {
        match one(source, house, &mut inlets) {
            Ok(opened) => open.push(opened),
            Err(problem) => problems.push(settings::at(&task.settings, source.line, problem)),
        }
    }
    if problems.is_empty() { Ok((inlets, open)) } else { Err(problems) }
}

fn one(source: &Source, house: &House<'_>, inlets: &mut Inlets) -> Result<Open, Message> {
    let Source { organization, name, way, zone, .. } = source.clone();
    let id = house.journal().source(&organization, &name).map_err(|error| faults::state(&error).message().clone())?;
    let (address, counts) = match way {
        Way::Wire(wire) => {
            let Wire { protocol, listen, from, token_sha256, tls, .. } = wire;
            let inlet =
                Inlet { name: name.clone(), source: id, protocol, address: listen, from, zone, token_sha256, tls };
            let bound = inlet.bind(&inlets.bound).map_err(|error| {
                let reason = outcome::reason(&error);
                Message::new("serve-fail-listen").with("address", listen.to_string()).with("reason", reason)
            })?;
            let at = (bound.address().to_string(), bound.counts());
            inlets.bound.push(bound);
            at
        }
        Way::Files(patterns) => {
            let address = files::shown(&patterns);
            let watch = Watch { name: name.clone(), source: id, zone, patterns, pace: Pace::default() };
            let followed = Followed::new(watch);
            let counts = followed.counts.clone();
            inlets.followed.push(followed);
            (address, counts)
        }
    };
    let (protocol, cautions) = (source.word(), cautions(source, SystemClock.now()));
    Ok(Open { organization, source: name, protocol, address, counts, cautions })
}

fn cautions(source: &Source, now: Time) -> Vec<Caution> {
    let Way::Wire(wire) = &source.way else { return Vec::new() };
    let is_stream = matches!(wire.protocol, Protocol::SyslogTcp | Protocol::Relp);
    let is_plain = is_stream && wire.tls.is_none() && !wire.listen.ip().is_loopback();
    let validity = wire.tls.as_ref().map_or(Validity::Valid, |tls| tls.validity(now));
    let of_certificate = match validity {
        Validity::Valid => None,
        Validity::Expired => Some(Caution::Expired),
        Validity::Early => Some(Caution::Early),
    };
    is_plain.then_some(Caution::Plain).into_iter().chain(of_certificate).collect()
}
