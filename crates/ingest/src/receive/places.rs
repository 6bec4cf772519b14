//! The places that connections take: how many there are, and who gives his up to another.
//!
//! Senders of syslog keep a connection for as long as they run, and some that are gone are never known to be. Where there is no
//! place, the connection that has been silent longest gives way, if it has been so for long enough. Requests over HTTP have
//! bounds of their own, and give way to nobody.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use atalaya_journal::SourceId;
use rustc_hash::FxHashMap;
use tokio::io::AsyncRead;
use tokio::sync::watch;

use super::Counts;
use super::ending::Ending;
use super::stream::Buffer;

/// Connections at the same time, of all inlets.
pub const CONNECTIONS_MAX: usize = 512;
/// Of them at one inlet.
pub const CONNECTIONS_PER_INLET_MAX: usize = 256;
/// Of them from one address at one inlet.
pub const CONNECTIONS_PER_ADDRESS_MAX: usize = 64;
/// Of them from one address at all inlets; of IPv6 from one network of 64 bits.
pub const CONNECTIONS_PER_ADDRESS_OVER_ALL_MAX: usize = 128;
/// For so long a connection has been silent that gives way to a new one.
pub const SILENT_AT_LEAST: Duration = Duration::from_secs(600);
/// How often a connection that is to give way may be read from still: what has come meanwhile is not lost.
const LAST_READS_MAX: u32 = 16;

/// Which connections are counted together with one, and how many of them there may be.
type Limit = (fn(At, At) -> bool, usize);

/// A new connection needs a place under each of them.
const LIMITS: [Limit; 4] = [
    (|_, _| true, CONNECTIONS_MAX),
    (|one, other| one.source == other.source, CONNECTIONS_PER_INLET_MAX),
    (|one, other| one == other, CONNECTIONS_PER_ADDRESS_MAX),
    (|one, other| one.from == other.from, CONNECTIONS_PER_ADDRESS_OVER_ALL_MAX),
];

/// Where a connection is, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct At {
    source: SourceId,
    from: IpAddr,
}

/// The connections that there are.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    /// By their numbers.
    places: FxHashMap<u64, Held>,
    next: u64,
}

/// What is known of a place that is taken.
struct Held {
    at: At,
    /// Since when the other side is waited for; none while it is not.
    silent_since: Option<Instant>,
    /// Whether it is to be given up.
    leaving: watch::Sender<bool>,
    counts: Arc<Counts>,
}

/// A connection's place; free again when it is dropped.
pub(super) struct Place {
    places: Places,
    number: u64,
    leaving: watch::Receiver<bool>,
    reads_left: u32,
}

impl Places {
    /// A place for a connection, that of a silent one if need be: for a moment there is one more then. `None` where there is none.
    pub(super) fn take(
        &self,
        source: SourceId,
        address: SocketAddr,
        counts: &Arc<Counts>,
        now: Instant,
    ) -> Option<Place> {
        let at = At { source, from: network_of(address.ip()) };
        let mut taken = self.lock();
        if !taken.make_room(at, now) {
            return None;
        }
        let (leaving, told) = watch::channel(false);
        let number = taken.next;
        taken.next += 1;
        taken.places.insert(number, Held { at, silent_since: None, leaving, counts: counts.clone() });
        Some(Place { places: self.clone(), number, leaving: told, reads_left: LAST_READS_MAX })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    /// Whether there is a place there; tells the connection that gives way where one has to.
    fn make_room(&mut self, at: At, now: Instant) -> bool {
        let reached: Vec<Limit> = LIMITS.into_iter().filter(|limit| self.is_reached(*limit, at)).collect();
        if reached.is_empty() {
            return true;
        }
        let in_the_way = |held: &&mut Held| reached.iter().all(|(together, _)| together(held.at, at));
        let silent = self.places.values_mut().filter(in_the_way).filter_map(|held| Some((held.silent_for(now)?, held)));
        let longest = silent.max_by_key(|(silent_for, _)| *silent_for);
        longest.filter(|(silent_for, _)| *silent_for >= SILENT_AT_LEAST).map(|(_, held)| held.tell()).is_some()
    }

    fn is_reached(&self, (together, most): Limit, at: At) -> bool {
        self.places.values().filter(|held| together(held.at, at)).count() >= most
    }
}

impl Held {
    fn silent_for(&self, now: Instant) -> Option<Duration> {
        self.silent_since.map(|since| now.saturating_duration_since(since))
    }

    /// Tells the connection to give way, once.
    fn tell(&mut self) {
        self.silent_since = None;
        self.leaving.send_replace(true);
        self.counts.yielded.add(1);
    }
}

impl Place {
    /// Reads some more, as [`Buffer::more`] does; false too where the place is to be given up and nothing is at hand.
    pub(super) async fn more(
        &mut self,
        buffer: &mut Buffer,
        from: &mut (impl AsyncRead + Unpin),
        ending: &mut Ending,
    ) -> bool {
        if self.is_given_up() {
            if self.reads_left == 0 {
                return false;
            }
            self.reads_left -= 1;
        } else {
            self.is_silent_since(Some(Instant::now()));
        }
        let more = tokio::select! {
            biased;
            more = buffer.more(from, ending) => more,
            // Whoever would tell it holds this place's entry, which is gone with the place only.
            _ = self.leaving.wait_for(|told| *told) => false,
        };
        self.is_silent_since(None);
        more
    }

    /// Whether it was given to another.
    pub(super) fn is_given_up(&self) -> bool {
        *self.leaving.borrow()
    }

    /// Notes since when the other side is waited for. Who is to give way already is not asked to again.
    fn is_silent_since(&self, since: Option<Instant>) {
        let mut taken = self.places.lock();
        if let Some(held) = taken.places.get_mut(&self.number) {
            held.silent_since = since.filter(|_| !*held.leaving.borrow());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.lock().places.remove(&self.number);
    }
}

/// What counts as one address: who has one of IPv6 has 2^64 of them.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) if v6.to_ipv4_mapped().is_none() => {
            Ipv6Addr::from(u128::from(v6) & !u128::from(u64::MAX)).into()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receive::ending::ending;
    use tokio::io::AsyncWriteExt as _;

    const ONE: SourceId = SourceId(1);
    const OTHER: SourceId = SourceId(2);

    fn address(last: usize) -> SocketAddr {
        SocketAddr::new(IpAddr::from([10, 0, 0, u8::try_from(last).unwrap()]), 1)
    }

    /// Fills the places of an address at an inlet; each has been silent a second longer than the one before it.
    fn full(places: &Places, counts: &Arc<Counts>, begun: Instant) -> Vec<Place> {
        let seconds = (0..CONNECTIONS_PER_ADDRESS_MAX as u64).rev();
        let silent = seconds.map(|second| {
            let place = places.take(ONE, address(1), counts, begun).unwrap();
            place.is_silent_since(Some(begun + Duration::from_secs(second)));
            place
        });
        silent.collect()
    }

    #[test]
    fn the_connection_that_is_silent_longest_gives_way_and_none_that_was_heard() {
        let (places, counts, begun) = (Places::default(), Arc::default(), Instant::now());
        let held = full(&places, &counts, begun);
        let take = |after: Duration| places.take(ONE, address(1), &counts, begun + after);
        let given_up = || held.iter().enumerate().filter(|(_, place)| place.is_given_up()).map(|(at, _)| at);
        assert!(take(SILENT_AT_LEAST - Duration::from_secs(1)).is_none());
        assert_eq!((given_up().count(), counts.yielded.get()), (0, 0));
        // The last of them is silent for longest; at this moment, no other for long enough.
        let new = take(SILENT_AT_LEAST);
        assert!(new.is_some());
        assert_eq!((given_up().collect::<Vec<_>>(), counts.yielded.get()), (vec![held.len() - 1], 1));
        // One that is being worked on does not give way, however long that takes.
        held.iter().for_each(|place| place.is_silent_since(None));
        assert!(take(10 * SILENT_AT_LEAST).is_none());
        // Places are free again when they are dropped.
        drop((held, new));
        assert!(places.lock().places.is_empty());
    }

    #[test]
    fn only_who_takes_a_place_from_the_new_one_gives_way() {
        let (places, begun) = (Places::default(), Instant::now());
        let (one, other) = (Arc::default(), Arc::default());
        let far = places.take(OTHER, address(2), &other, begun).unwrap();
        far.is_silent_since(Some(begun));
        let near = full(&places, &one, begun + Duration::from_secs(1));
        let new = places.take(ONE, address(1), &one, begun + 2 * SILENT_AT_LEAST);
        assert!(new.is_some() && !far.is_given_up());
        assert_eq!((one.yielded.get(), other.yielded.get()), (1, 0));
        // From elsewhere there is a place for everyone.
        assert!(places.take(ONE, address(3), &one, begun).is_some());
        drop((near, new));
        // Where all are taken, anybody's gives way.
        let taken = (0..CONNECTIONS_MAX - 1).map(|number| {
            let source = SourceId(10 + u32::try_from(number / CONNECTIONS_PER_INLET_MAX).unwrap());
            places.take(source, address(10 + number / CONNECTIONS_PER_ADDRESS_MAX), &one, begun).unwrap()
        });
        let taken: Vec<Place> = taken.collect();
        assert!(places.take(ONE, address(1), &one, begun).is_none());
        assert!(places.take(ONE, address(1), &one, begun + SILENT_AT_LEAST).is_some());
        assert!(far.is_given_up() && taken.iter().all(|place| !place.is_given_up()));
        assert_eq!(other.yielded.get(), 1);
    }

    #[test]
    fn who_gives_way_is_read_from_as_long_as_something_is_at_hand() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (places, counts) = (Places::default(), Arc::default());
            let mut place = places.take(ONE, address(1), &counts, Instant::now()).unwrap();
            let (_end, mut ending) = ending();
            let (mut ours, mut theirs) = tokio::io::duplex(1 << 10);
            let mut buffer = Buffer::default();
            theirs.write_all(b"<13>sent before\n").await.unwrap();
            places.lock().places.values_mut().for_each(Held::tell);
            assert!(place.more(&mut buffer, &mut ours, &mut ending).await);
            assert_eq!(buffer.bytes(), b"<13>sent before\n");
            assert!(!place.more(&mut buffer, &mut ours, &mut ending).await);
            // Who goes on sending leaves all the same.
            let mut read = 0;
            loop {
                theirs.write_all(b"<13>more\n").await.unwrap();
                if !place.more(&mut buffer, &mut ours, &mut ending).await {
                    break;
                }
                read += 1;
            }
            assert_eq!(read, LAST_READS_MAX - 2);
        });
    }

    #[test]
    fn addresses_of_ipv6_are_one_in_a_network() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}
