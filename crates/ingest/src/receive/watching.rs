//! What is lost at the inlets is told while it happens, and not so often that nobody reads it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Bound, Counts, Followed, Losses, News, SharedAddress, Site, shared};

/// How often, at most, the losses of all inlets are told.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// Inlets and addresses, and what was told of each.
pub(super) struct Watching {
    watched: Vec<Watched>,
    /// Before this nothing more is told.
    next: Instant,
}

impl Watching {
    pub(super) fn new(inlets: &[Bound], followed: &[Followed], now: Instant) -> Watching {
        let shared = shared(inlets).into_iter().map(Watched::address);
        let files = followed.iter().map(Watched::files);
        Watching { watched: inlets.iter().map(Watched::source).chain(shared).chain(files).collect(), next: now }
    }

    /// Tells what was lost since it was last told, the first time at once.
    pub(super) fn look(&mut self, now: Instant, tell: &(dyn Fn(News<'_>) + Sync)) {
        if now < self.next {
            return;
        }
        for Watched { site, counts, told } in &mut self.watched {
            let losses = counts.losses();
            if losses != *told {
                tell(News::Lost(site, losses.since(told)));
                *told = losses;
                self.next = now + TELL_EVERY;
            }
        }
    }
}

/// What is counted somewhere, and what was told of it.
struct Watched {
    site: Site,
    counts: Arc<Counts>,
    told: Losses,
}

impl Watched {
    fn source(bound: &Bound) -> Watched {
        let (inlet, counts) = (bound.inlet.clone(), bound.counts.clone());
        Watched { site: Site::Source(inlet), counts, told: Losses::default() }
    }

    fn files(Followed { watch, counts }: &Followed) -> Watched {
        Watched { site: Site::Files(watch.clone()), counts: counts.clone(), told: Losses::default() }
    }

    fn address(SharedAddress { address, counts }: SharedAddress) -> Watched {
        Watched { site: Site::Address(address), counts, told: Losses::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::{Inlet, Protocol};
    use atalaya_journal::SourceId;
    use std::sync::Mutex;

    fn inlet(name: &str, protocol: Protocol, address: &str) -> Inlet {
        let address = address.parse().unwrap();
        let (name, source) = (name.to_owned(), SourceId(0));
        Inlet { name, source, protocol, address, from: Vec::new(), zone: None, token_sha256: None, tls: None }
    }

    #[test]
    fn what_is_of_no_source_is_told_of_the_address_and_once() {
        // An address that is free just now.
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let one = inlet("one", Protocol::Http, &address.to_string()).bind(&[]).unwrap();
        let other = inlet("other", Protocol::Http, &address.to_string()).bind(std::slice::from_ref(&one)).unwrap();
        let alone = inlet("alone", Protocol::Relp, "127.0.0.1:0").bind(&[]).unwrap();
        let bound = [one, other, alone];
        let addresses = shared(&bound);
        assert_eq!(addresses.iter().map(|shared| shared.address).collect::<Vec<_>>(), [address]);
        for bound in &bound[1..] {
            bound.unclaimed.untrusted.add(2);
        }
        bound[0].counts.refused.add(1);
        let told = Mutex::new(Vec::new());
        let tell = |news: News<'_>| {
            let News::Lost(site, losses) = news else { panic!("{news:?}") };
            let name = match site {
                Site::Source(inlet) => inlet.name.clone(),
                Site::Address(address) => address.to_string(),
                Site::Files(watch) => watch.name.clone(),
            };
            told.lock().unwrap().push((name, losses.untrusted, losses.refused));
        };
        let now = Instant::now();
        Watching::new(&bound, &[], now).look(now, &tell);
        let expected = [("one".to_owned(), 0, 1), ("alone".to_owned(), 2, 0), (address.to_string(), 2, 0)];
        assert_eq!(*told.lock().unwrap(), expected);
    }

    #[test]
    fn losses_are_told_at_once_and_then_once_a_minute() {
        let bound = inlet("fw", Protocol::SyslogUdp, "127.0.0.1:0").bind(&[]).unwrap();
        let (counts, begun) = (bound.counts(), Instant::now());
        let mut watching = Watching::new(&[bound], &[], begun);
        let told = Mutex::new(Vec::new());
        let mut check = |seconds: u64, expected: &[u64]| {
            let tell = |news: News<'_>| {
                let News::Lost(_, losses) = news else { panic!("{news:?}") };
                told.lock().unwrap().push(losses.foreign);
            };
            watching.look(begun + Duration::from_secs(seconds), &tell);
            assert_eq!(*told.lock().unwrap(), expected, "after {seconds} s");
        };
        check(0, &[]);
        counts.foreign.add(3);
        check(1, &[3]);
        counts.foreign.add(4);
        check(2, &[3]);
        check(61, &[3, 4]);
        check(200, &[3, 4]);
    }
}
