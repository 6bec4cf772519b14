//! Forwards at work: a thread for each sends findings on, and tells what stands in the way.

use super::telling::Teller;
use crate::data::{Books, ledger};
use crate::outcome;
use atalaya_ledger::Forwarded;
use atalaya_model::Message;
use atalaya_notify::{Fault, Forward, Forwarder, Forwarding, News, Pace};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

/// Sends on until it is over; how far it was then.
pub(super) fn keep(forward: &Forward, books: &Books, teller: &Teller, over: &AtomicBool) -> Forwarded {
    let told_unsent = AtomicBool::new(false);
    let target = &forward.target;
    if !(target.transport.is_secret() || is_loopback(&target.host)) {
        teller.remark(&Message::new("serve-forward-plain").with("to", target.to_string()));
    }
    let tell = |news: News<'_>| {
        let named = |id: &'static str| Message::new(id).with("name", forward.name.as_str());
        match news {
            News::Broken(fault) => {
                let message = named("serve-forward-broken").with("to", forward.target.to_string());
                teller.complain_of(&[message.with("reason", reason(fault))]);
            }
            News::Unread(error) => {
                teller.complain_of(&[ledger::read(error).message().clone(), named("serve-forward-waits")]);
            }
            News::Unkept(error) => teller.complain_of(&[ledger::record(error), named("serve-forward-waits")]),
            News::GoesOn => teller.remark(&named("serve-forward-goes-on")),
            // The first is told, all are counted.
            News::Unsent if told_unsent.swap(true, Ordering::Relaxed) => {}
            News::Unsent => teller.complain_of(&[named("serve-forward-unsent")]),
        }
    };
    let with = Forwarding { ledger: books.ledger().clone(), runtime: books.runtime().clone() };
    Forwarder::new(forward.clone(), with, Pace::default(), &tell, over).run()
}

fn reason(fault: &Fault) -> Message {
    match fault {
        Fault::NoAddress => Message::new("serve-forward-no-address"),
        Fault::Authority => Message::new("serve-forward-authority"),
        Fault::Name => Message::new("serve-forward-name"),
        Fault::Validity => Message::new("serve-forward-validity"),
        Fault::Alert => Message::new("serve-forward-alert"),
        Fault::Tls => Message::new("serve-forward-no-tls"),
        Fault::Relp => Message::new("serve-forward-no-relp"),
        Fault::Refused(words) => Message::new("serve-forward-refused").with("words", words.as_str()),
        Fault::Http => Message::new("serve-forward-no-http"),
        Fault::Status(status) => Message::new("serve-forward-status").with("status", u64::from(*status)),
        Fault::System(error) => outcome::reason(error),
    }
}

pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
