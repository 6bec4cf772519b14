//! What happens while the centre receives and decodes, for whoever watches.

use super::files;
use super::pages::lost;
use super::telling::Teller;
use crate::data::faults;
use crate::outcome::{self, Failure};
use crate::voice::Voice;
use atalaya_ingest::Upkeep;
use atalaya_ingest::receive::{News, ReceiveError, Site};
use atalaya_model::Message;

/// Tells whoever watches that what comes is kept and not decoded for now, and that it is again.
pub(super) fn tell_upkeep(upkeep: &Upkeep<'_>, teller: &Teller) {
    match upkeep {
        Upkeep::Waits(error) => {
            teller.complain_of(&[faults::undone(error).message().clone(), Message::new("serve-undecoded")]);
        }
        Upkeep::GoesOn => teller.remark(&Message::new("serve-decoded-again")),
    }
}

/// Tells whoever watches that nothing can be taken, and that it can be again.
pub(super) fn tell_news(news: &News<'_>, teller: &Teller, voice: Voice) {
    match news {
        News::Blocked(error) => teller.complain_of(&[faults::append(error), Message::new("serve-blocked")]),
        News::Resumed => teller.remark(&Message::new("serve-resumed")),
        News::Lost(site, losses) => {
            let told = lost(losses).map(|message| voice.say(&message));
            let told: Vec<String> = std::iter::once(format!("{}:", name_of(site))).chain(told).collect();
            teller.tell(format!("{}\n", told.join("\n  ")));
        }
        News::File(watch, news) => teller.tell(format!("{}: {}\n", watch.name, voice.say(&files::told(news)))),
        News::Unkept(error) => {
            teller.complain_of(&[Message::new("serve-files-unkept").with("reason", outcome::reason(error))]);
        }
    }
}

fn name_of(site: &Site) -> String {
    match site {
        Site::Source(inlet) => inlet.name.clone(),
        Site::Address(address) => address.to_string(),
        Site::Files(watch) => watch.name.clone(),
    }
}

pub(super) fn refused(error: &ReceiveError) -> Failure {
    match error {
        ReceiveError::Io(source) => Message::new("serve-fail-sockets").with("reason", outcome::reason(source)).into(),
        ReceiveError::Journal(error) => faults::append(error).into(),
        ReceiveError::Restore(_) => Message::new("serve-files-unknown").into(),
        ReceiveError::Thread => Message::new("cli-fail-thread").into(),
    }
}
