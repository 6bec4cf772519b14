//! Who had an address when, as the logs of DHCP servers, VPN gateways and access servers tell it.
//!
//! Leases usually lie in other files than the findings they explain, so this is complete only when all is read.

use atalaya_model::Time;
use atalaya_schema::{LeaseNote, address};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Leases that one scan keeps; those beyond are counted.
pub const LEASES_MAX: usize = 200_000;
/// Leases of one address that are kept: each may have to be put before all others.
const LEASES_OF_ADDRESS_MAX: usize = 4096;
/// Days that a lease is believed to last where nothing says how long: what Windows servers grant unless told otherwise.
pub const LEASE_DAYS_MAX: i64 = 8;
/// Bytes of each name that are kept with a lease; no name in the DNS is longer.
const NAME_BYTES_MAX: usize = 255;
/// Seconds that a lease may say it lasts; more is taken for no end.
const SECONDS_MAX: i64 = 10 * 365 * 86_400;

const SECOND: i64 = 1_000_000;

/// A time in which somebody had an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The address.
    pub address: IpAddr,
    /// From when on, as far as the logs tell.
    pub from: Time,
    /// The last time that it was renewed; `from` if it never was.
    pub seen: Time,
    /// Until when: it was given back, given to somebody else, or ran out. `None` until all is read.
    pub until: Option<Time>,
    /// Who had it.
    pub holder: Holder,
    /// The input with the record that says so.
    pub file: String,
    /// The record's number in it.
    pub record: u64,
    /// When the last renewal that is known ends by itself.
    expires: Option<Time>,
}

/// Who has an address. At least one of these is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holder {
    /// The name of the machine.
    pub host: Option<String>,
    /// Its hardware address: `00:00:5e:00:53:2a` where it can be read as one.
    pub mac: Option<String>,
    /// The person.
    pub user: Option<String>,
}

/// What a record said, not yet put in order.
pub(crate) struct LeaseSeen {
    address: IpAddr,
    time: Time,
    holder: Option<Holder>,
    seconds: Option<i64>,
    record: u64,
}

/// Who had an address when.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Leases {
    /// By address in order of time. A lease without a holder says that the address was given back.
    by_address: BTreeMap<IpAddr, Vec<Lease>>,
    count: usize,
    /// Leases for which there was no room.
    pub beyond: u64,
}

impl Holder {
    fn is_nobody(&self) -> bool {
        *self == Holder::default()
    }
}

impl LeaseSeen {
    /// What the record says; `None` where it names no address or nobody who got it.
    pub(crate) fn new(note: &LeaseNote<'_>, user: Option<&str>, time: Time, record: u64) -> Option<LeaseSeen> {
        let address = address(note.address).filter(|address| !address.is_unspecified())?;
        let kept = |text: &str| text[..text.floor_char_boundary(NAME_BYTES_MAX)].to_owned();
        let holder = Holder { host: note.host.map(kept), mac: note.mac.map(mac), user: user.map(kept) };
        if !note.ended && holder.is_nobody() {
            return None;
        }
        let seconds = note.seconds.and_then(|text| text.split('.').next()?.parse().ok());
        let seconds = seconds.filter(|seconds| (1..=SECONDS_MAX).contains(seconds));
        Some(LeaseSeen { address, time, holder: (!note.ended).then_some(holder), seconds, record })
    }
}

impl Leases {
    /// Who had the address at that time, if the logs tell it.
    #[must_use]
    pub fn holder(&self, address: IpAddr, time: Time) -> Option<&Lease> {
        let leases = self.by_address.get(&address.to_canonical())?;
        let at = leases.partition_point(|lease| lease.from <= time);
        let lease = &leases[at.checked_sub(1)?];
        let held = !lease.holder.is_nobody() && time < lease.end(leases.get(at));
        held.then_some(lease)
    }

    /// Who had an address at that time; the address as a log has it.
    #[must_use]
    pub fn holder_of(&self, text: &str, time: Time) -> Option<&Lease> {
        self.holder(address(text)?, time)
    }

    /// The leases, by address and in order of time.
    pub fn iter(&self) -> impl Iterator<Item = &Lease> {
        self.by_address.values().flatten().filter(|lease| !lease.holder.is_nobody())
    }

    /// Whether nothing is known of any address.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_address.is_empty()
    }

    /// Takes what a record of the input `file` said, in any order.
    pub(crate) fn add(&mut self, seen: LeaseSeen, file: &str) {
        if self.count >= LEASES_MAX && !self.by_address.contains_key(&seen.address) {
            self.beyond += 1;
            return;
        }
        let leases = self.by_address.entry(seen.address).or_default();
        let at = leases.partition_point(|lease| lease.from <= seen.time);
        let holder = seen.holder.clone().unwrap_or_default();
        let expires = seen.seconds.map(|seconds| Time(seen.time.0.saturating_add(seconds * SECOND)));
        if let Some(before) = at.checked_sub(1).map(|at| &mut leases[at])
            && before.is_renewed_by(&holder, seen.time)
        {
            if seen.time >= before.seen {
                (before.seen, before.expires) = (seen.time, expires);
            }
            return;
        }
        if let Some(behind) = leases.get_mut(at).filter(|behind| behind.is_preceded_by(&holder, seen.time)) {
            (behind.from, behind.file, behind.record) = (seen.time, file.to_owned(), seen.record);
            return;
        }
        if self.count >= LEASES_MAX || leases.len() >= LEASES_OF_ADDRESS_MAX {
            self.beyond += 1;
            return;
        }
        let (address, from, record) = (seen.address, seen.time, seen.record);
        let file = file.to_owned();
        let lease = Lease { address, from, seen: from, until: None, holder, file, record, expires };
        // Somebody else had it in between: what is known of the first one's renewals stands behind that.
        let rest = at.checked_sub(1).and_then(|at| leases[at].split(from));
        leases.insert(at, lease);
        self.count += 1;
        match rest {
            Some(_) if self.count >= LEASES_MAX => self.beyond += 1,
            Some(rest) => {
                leases.insert(at + 1, rest);
                self.count += 1;
            }
            None => {}
        }
    }

    /// Says of each lease until when it lasted, when all is read.
    pub(crate) fn settle(&mut self) {
        for leases in self.by_address.values_mut() {
            let ends: Vec<Time> = (0..leases.len()).map(|at| leases[at].end(leases.get(at + 1))).collect();
            leases.iter_mut().zip(ends).for_each(|(lease, end)| lease.until = Some(end));
        }
        self.by_address.retain(|_, leases| !leases.is_empty());
    }
}

impl Lease {
    /// When it ends: when the next one begins, else when it runs out.
    fn end(&self, next: Option<&Lease>) -> Time {
        let last = self.expires.unwrap_or(Time(self.seen.0.saturating_add(LEASE_DAYS_MAX * 86_400 * SECOND)));
        next.map_or(last, |next| next.from.min(last))
    }

    /// Whether the same holder goes on with it then.
    fn is_renewed_by(&self, holder: &Holder, time: Time) -> bool {
        self.holder == *holder && time < self.end(None).max(self.seen)
    }

    /// Whether the same holder had it a little before.
    fn is_preceded_by(&self, holder: &Holder, time: Time) -> bool {
        self.holder == *holder && self.from.0.saturating_sub(time.0) < LEASE_DAYS_MAX * 86_400 * SECOND
    }

    /// Cuts off what is known from `time` on, if it was renewed there.
    fn split(&mut self, time: Time) -> Option<Lease> {
        if self.seen <= time || self.holder.is_nobody() {
            return None;
        }
        let rest = Lease { from: self.seen, ..self.clone() };
        (self.seen, self.expires) = (self.from, None);
        Some(rest)
    }
}

/// A hardware address as others write it, whatever stands between its digits.
fn mac(text: &str) -> String {
    let digits: Vec<char> =
        text.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_lowercase()).collect();
    let is_mac = digits.len() == 12 && text.chars().all(|sign| sign.is_ascii_hexdigit() || ":-. ".contains(sign));
    if !is_mac {
        return text[..text.floor_char_boundary(NAME_BYTES_MAX)].to_owned();
    }
    digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600 * SECOND;

    fn note<'a>(host: &'a str, seconds: Option<&'a str>) -> LeaseNote<'a> {
        let ended = host.is_empty();
        let host = Some(host).filter(|host| !host.is_empty());
        LeaseNote { ended, address: "192.0.2.7", host, mac: None, user: None, seconds }
    }

    /// Leases of hours and hosts; an empty name gives the address back.
    fn leases(notes: &[(i64, &str, Option<&str>)]) -> Leases {
        let mut leases = Leases::default();
        for (hour, host, seconds) in notes {
            let seen = LeaseSeen::new(&note(host, *seconds), None, Time(hour * HOUR), *hour as u64);
            leases.add(seen.unwrap(), "dhcp.log");
        }
        leases.settle();
        leases
    }

    fn check(leases: &Leases, hour: i64, expected: Option<&str>) {
        let lease = leases.holder_of("192.0.2.7:4711", Time(hour * HOUR));
        assert_eq!(lease.and_then(|lease| lease.holder.host.as_deref()), expected, "hour {hour}");
    }

    #[test]
    fn an_address_belongs_to_whom_it_was_given_last() {
        let all = leases(&[(10, "a", None), (20, "b", None), (30, "", None), (40, "c", Some("7200.5"))]);
        for (hour, expected) in [(9, None), (10, Some("a")), (19, Some("a")), (20, Some("b")), (30, None)] {
            check(&all, hour, expected);
        }
        for (hour, expected) in [(41, Some("c")), (42, None)] {
            check(&all, hour, expected);
        }
        let untils: Vec<i64> = all.iter().map(|lease| lease.until.unwrap().0 / HOUR).collect();
        assert_eq!(untils, [20, 30, 42]);
        assert!(all.holder("198.51.100.1".parse().unwrap(), Time(10 * HOUR)).is_none());
    }

    #[test]
    fn renewals_are_one_lease_and_a_lease_without_end_is_not_believed_for_ever() {
        let all = leases(&[(0, "a", None), (100, "a", None), (200, "a", None)]);
        assert_eq!(all.iter().count(), 1);
        check(&all, 391, Some("a"));
        check(&all, 392, None);
        let again = leases(&[(0, "a", None), (1000, "a", None)]);
        assert_eq!(again.iter().count(), 2);
        check(&again, 500, None);
    }

    #[test]
    fn the_order_of_files_does_not_matter() {
        let newest_first =
            leases(&[(100, "a", None), (110, "a", None), (40, "a", None), (50, "b", None), (60, "b", None)]);
        for (hour, expected) in [(45, Some("a")), (55, Some("b")), (115, Some("a"))] {
            check(&newest_first, hour, expected);
        }
        let released_late = leases(&[(10, "a", None), (30, "b", None), (20, "", None)]);
        for (hour, expected) in [(15, Some("a")), (25, None), (35, Some("b"))] {
            check(&released_late, hour, expected);
        }
    }

    #[test]
    fn there_is_a_bound_and_what_is_beyond_is_counted() {
        let mut leases = Leases::default();
        for number in 0..LEASES_MAX as u32 + 5 {
            let address = std::net::Ipv4Addr::from(0x0a00_0000 + number).to_string();
            let note = LeaseNote { address: &address, ..note("pc", None) };
            leases.add(LeaseSeen::new(&note, None, Time(0), 1).unwrap(), "dhcp.log");
        }
        assert_eq!((leases.iter().count(), leases.beyond), (LEASES_MAX, 5));
    }

    #[test]
    fn an_address_that_changes_hands_without_end_ends_soon() {
        let mut leases = Leases::default();
        for minute in (0..100_000).rev() {
            let host = format!("pc-{minute}");
            let seen = LeaseSeen::new(&note(&host, None), None, Time(minute * 60 * SECOND), 1).unwrap();
            leases.add(seen, "dhcp.log");
        }
        let kept = LEASES_OF_ADDRESS_MAX;
        assert_eq!((leases.iter().count(), leases.beyond), (kept, 100_000 - kept as u64));
    }

    #[test]
    fn hardware_addresses_are_written_alike() {
        for text in ["00005E00532A", "00-00-5e-00-53-2a", "0000.5e00.532a", "00:00:5E:00:53:2A"] {
            assert_eq!(mac(text), "00:00:5e:00:53:2a");
        }
        assert_eq!(mac("00005E00532A0011"), "00005E00532A0011");
        assert!(LeaseSeen::new(&note("", None), None, Time(0), 1).is_some());
        let nobody = LeaseNote { ended: false, host: None, ..note("", None) };
        assert!(LeaseSeen::new(&nobody, None, Time(0), 1).is_none());
    }
}
