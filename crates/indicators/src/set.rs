//! Many indicators, small in memory and quick to ask; it does not change once it is built.
//!
//! A value is known by sixteen bytes of its SHA-256, sorted; two values that share them do not occur. What is said of indicators is
//! kept once for all that share it. A million single values take about fifty megabytes.

use std::collections::HashMap;
use std::sync::Arc;

use atalaya_model::{Level, Time};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};

use crate::filter::{Filter, Quick};
use crate::indicator::Indicator;
use crate::marking::Marking;
use crate::value::{Value, is_v4};

/// Indicators of a set.
pub const INDICATORS_MAX: usize = 2_000_000;
/// Values that share a bucket, about.
const BUCKET: usize = 4;
/// The bit of an owner that says that it owns one of several values that are to be seen together.
const TOGETHER: u32 = 1 << 31;
/// Bits of the table of last labels.
const ENDS_BITS: u32 = 12;

/// The sorts of values as the set tells them apart.
pub(crate) const IP: u8 = 0;
pub(crate) const DOMAIN: u8 = 1;
pub(crate) const URL: u8 = 2;
pub(crate) const EMAIL: u8 = 3;
pub(crate) const FILE: u8 = 4;
pub(crate) const HASH: u8 = 5;
/// The hosts of URLs: in the filter only.
pub(crate) const URL_HOST: u8 = 6;
/// Networks: this, and the number of bits.
pub(crate) const NETWORK: u8 = 100;

/// What is known of an indicator beside what it looks for.
#[derive(Debug, Clone, Copy)]
pub struct Known<'k> {
    /// The number by which it is known where it is kept.
    pub id: u64,
    /// Whose events it is looked for in; `None`: everyone's.
    pub organization: Option<&'k str>,
    /// Who sent it.
    pub origin: &'k str,
    /// The indicator.
    pub indicator: &'k Indicator,
}

/// What is said of an indicator that hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About<'s> {
    /// The number by which it is known where it is kept.
    pub id: u64,
    /// Who sent it.
    pub origin: &'s str,
    /// How far it may be passed on.
    pub marking: Option<Marking>,
    /// How serious a hit is.
    pub level: Level,
    /// It is looked for in events from this time on.
    pub from: Option<Time>,
    /// It is looked for in events before this time.
    pub until: Option<Time>,
    /// What it is called; empty where it has no name.
    pub name: &'s str,
    /// Its identifier in STIX; empty where it has none.
    pub stix: &'s str,
    /// Phases of kill chains, with blanks between them.
    pub phases: &'s str,
}

/// What many indicators share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Group {
    organization: Option<Arc<str>>,
    origin: Arc<str>,
    marking: Option<Marking>,
    level: Level,
}

/// The alternative of an indicator of which a value is a part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Together {
    pub(crate) indicator: u32,
    pub(crate) term: u32,
    pub(crate) part: u8,
    pub(crate) parts: u8,
}

/// Who looks for a value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Owner {
    Alone(u32),
    Together(Together),
}

/// What there is at all, so that what there is not is not looked for.
#[derive(Debug, Default, Clone)]
pub(crate) struct Shapes {
    pub(crate) v4: bool,
    pub(crate) v6: bool,
    pub(crate) domains: bool,
    pub(crate) urls: bool,
    pub(crate) emails: bool,
    pub(crate) files: bool,
    pub(crate) hashes: bool,
    /// The last labels of names and the endings of files, by their hash.
    ends: Box<[u64]>,
    /// The numbers of bits that networks have, rising.
    pub(crate) v4_bits: Vec<u8>,
    pub(crate) v6_bits: Vec<u8>,
}

/// The set.
#[derive(Debug, Default)]
pub struct Set {
    keys: Box<[u128]>,
    owners: Box<[u32]>,
    /// Where each bucket begins.
    buckets: Box<[u32]>,
    filter: Filter,
    together: Box<[Together]>,
    pub(crate) shapes: Shapes,
    ids: Box<[u64]>,
    group_of: Box<[u32]>,
    period_of: Box<[u32]>,
    text_of: Box<[u32]>,
    groups: Vec<Group>,
    periods: Vec<(Time, Time)>,
    /// Name, identifier and phases of each indicator, with their lengths before them.
    texts: Vec<u8>,
    /// Whether something is looked for in everyone's events, and the organizations in whose something is.
    of_all: bool,
    organizations: FxHashMap<Arc<str>, ()>,
}

/// In whose events is looked.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'o>(pub(crate) &'o str);

/// A set in the making.
#[derive(Default)]
pub struct Builder {
    values: Vec<(u128, u32)>,
    quick: Vec<Quick>,
    together: Vec<Together>,
    shapes: Shapes,
    ids: Vec<u64>,
    group_of: Vec<u32>,
    period_of: Vec<u32>,
    text_of: Vec<u32>,
    groups: HashMap<Group, u32>,
    periods: FxHashMap<(i64, i64), u32>,
    texts: Vec<u8>,
}

impl Builder {
    /// Adds an indicator; false where the set is full.
    pub fn add(&mut self, known: &Known<'_>) -> bool {
        let Known { id, organization, origin, indicator } = known;
        if self.ids.len() >= INDICATORS_MAX {
            return false;
        }
        let number = self.ids.len() as u32;
        for (term, values) in (0..).zip(&indicator.terms) {
            for (part, value) in (0..).zip(values) {
                let owner = match values.len() {
                    1 => number,
                    parts => {
                        self.together.push(Together { indicator: number, term, part, parts: parts as u8 });
                        (self.together.len() - 1) as u32 | TOGETHER
                    }
                };
                self.shapes.note(value);
                if let Value::Url(url) = value {
                    self.quick.push(Quick::of(URL_HOST).text(host_of(url).as_bytes()));
                }
                let (quick, key) = keyed(value);
                self.quick.push(quick);
                self.values.push((key, owner));
            }
        }
        self.ids.push(*id);
        let (marking, level) = (indicator.marking, indicator.level);
        let group = Group { organization: organization.map(Into::into), origin: (*origin).into(), marking, level };
        let next = self.groups.len() as u32;
        self.group_of.push(*self.groups.entry(group).or_insert(next));
        let period = (indicator.from.map_or(i64::MIN, |time| time.0), indicator.until.map_or(i64::MAX, |time| time.0));
        let next = self.periods.len() as u32;
        self.period_of.push(*self.periods.entry(period).or_insert(next));
        self.text(indicator);
        true
    }

    fn text(&mut self, indicator: &Indicator) {
        let name = indicator.name.as_deref().unwrap_or_default();
        let stix = indicator.stix.as_deref().unwrap_or_default();
        let phases = indicator.phases.join(" ");
        if self.texts.is_empty() {
            self.texts.extend([0; 6]);
        }
        if name.is_empty() && stix.is_empty() && phases.is_empty() {
            return self.text_of.push(0);
        }
        let Ok(at) = u32::try_from(self.texts.len()) else { return self.text_of.push(0) };
        self.text_of.push(at);
        for text in [name, stix, &phases] {
            let text = &text[..text.floor_char_boundary(usize::from(u16::MAX))];
            self.texts.extend((text.len() as u16).to_le_bytes());
            self.texts.extend(text.as_bytes());
        }
    }

    /// The set.
    #[must_use]
    pub fn build(self) -> Set {
        let Builder {
            mut values,
            quick,
            together,
            mut shapes,
            ids,
            group_of,
            period_of,
            text_of,
            groups,
            periods,
            texts,
        } = self;
        let filter = Filter::new(quick.into_iter());
        values.sort_unstable();
        let bits = (values.len() / BUCKET).max(1).ilog2();
        let mut buckets = vec![0; (1 << bits) + 1];
        for (key, _) in &values {
            buckets[bucket(*key, bits) + 1] += 1;
        }
        (1..buckets.len()).for_each(|at| buckets[at] += buckets[at - 1]);
        shapes.v4_bits.sort_unstable();
        shapes.v6_bits.sort_unstable();
        let mut all_groups: Vec<(Group, u32)> = groups.into_iter().collect();
        all_groups.sort_unstable_by_key(|(_, number)| *number);
        let groups: Vec<Group> = all_groups.into_iter().map(|(group, _)| group).collect();
        let mut all_periods: Vec<((i64, i64), u32)> = periods.into_iter().collect();
        all_periods.sort_unstable_by_key(|(_, number)| *number);
        Set {
            keys: values.iter().map(|(key, _)| *key).collect(),
            owners: values.iter().map(|(_, owner)| *owner).collect(),
            buckets: buckets.into_boxed_slice(),
            filter,
            together: together.into_boxed_slice(),
            shapes,
            ids: ids.into_boxed_slice(),
            group_of: group_of.into_boxed_slice(),
            period_of: period_of.into_boxed_slice(),
            text_of: text_of.into_boxed_slice(),
            of_all: groups.iter().any(|group| group.organization.is_none()),
            organizations: groups.iter().filter_map(|group| Some((group.organization.clone()?, ()))).collect(),
            groups,
            periods: all_periods.into_iter().map(|((from, until), _)| (Time(from), Time(until))).collect(),
            texts: {
                let mut texts = texts;
                texts.shrink_to_fit();
                texts
            },
        }
    }
}

impl Set {
    /// Indicators in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// In whose events is looked; `None`: nothing is looked for in this organization's.
    #[must_use]
    #[inline]
    pub fn scope<'o>(&self, organization: &'o str) -> Option<Scope<'o>> {
        (self.of_all || self.organizations.contains_key(organization)).then_some(Scope(organization))
    }

    /// Bytes that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let numbers = self.owners.len() + self.buckets.len() + 3 * self.ids.len();
        let rest = self.together.len() * size_of::<Together>() + self.groups.len() * size_of::<Group>();
        let wide = self.keys.len() * 16 + self.ids.len() * 8 + self.periods.len() * 16;
        numbers * 4 + wide + rest + self.texts.len() + self.filter.bytes() + self.shapes.ends.len() * 8
    }

    /// Whether a value may be there.
    #[inline]
    pub(crate) fn may_have(&self, quick: Quick) -> bool {
        self.filter.may_have(quick)
    }

    /// Who looks for the value of this key.
    pub(crate) fn owners(&self, key: u128) -> impl Iterator<Item = Owner> {
        let bits = (self.buckets.len().saturating_sub(1)).max(1).ilog2();
        let at = bucket(key, bits);
        let range = match self.buckets.get(at..at + 2) {
            Some([from, to]) => *from as usize..*to as usize,
            _ => 0..0,
        };
        let from = range.start + self.keys[range.clone()].partition_point(|known| *known < key);
        let is_same = move |at: &usize| self.keys[*at] == key;
        (from..range.end).take_while(is_same).map(|at| match self.owners[at] {
            owner if owner & TOGETHER == 0 => Owner::Alone(owner),
            owner => Owner::Together(self.together[(owner & !TOGETHER) as usize]),
        })
    }

    /// Whether the indicator of this number is looked for in events of this time and organization.
    pub(crate) fn concerns(&self, indicator: u32, scope: Scope<'_>, time: Time) -> bool {
        let group = &self.groups[self.group_of[indicator as usize] as usize];
        let (from, until) = self.periods[self.period_of[indicator as usize] as usize];
        let is_theirs = group.organization.as_deref().is_none_or(|organization| organization == scope.0);
        is_theirs && from <= time && (time < until || until == Time(i64::MAX))
    }

    /// What is said of the indicator of this number.
    #[must_use]
    pub fn about(&self, indicator: u32) -> About<'_> {
        let at = indicator as usize;
        let group = &self.groups[self.group_of[at] as usize];
        let (from, until) = self.periods[self.period_of[at] as usize];
        let mut rest = &self.texts[self.text_of[at] as usize..];
        let mut text = || {
            let (length, behind) = rest.split_first_chunk::<2>()?;
            let (text, behind) = behind.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
            rest = behind;
            std::str::from_utf8(text).ok()
        };
        let [name, stix, phases] = [(); 3].map(|()| text().unwrap_or_default());
        About {
            id: self.ids[at],
            origin: &group.origin,
            marking: group.marking,
            level: group.level,
            from: Some(from).filter(|from| from.0 != i64::MIN),
            until: Some(until).filter(|until| until.0 != i64::MAX),
            name,
            stix,
            phases,
        }
    }
}

impl Shapes {
    fn note(&mut self, value: &Value) {
        match value {
            Value::Ip(ip) if is_v4(*ip) => self.v4 = true,
            Value::Ip(_) => self.v6 = true,
            Value::Network(ip, bits) if is_v4(*ip) && *bits >= 96 => {
                self.v4 = true;
                add(&mut self.v4_bits, *bits);
            }
            Value::Network(_, bits) => {
                // Addresses of IPv4 stand among those of IPv6 too.
                (self.v4, self.v6) = (true, true);
                add(&mut self.v6_bits, *bits);
                if *bits < 96 {
                    add(&mut self.v4_bits, *bits);
                }
            }
            Value::Domain(name) => {
                self.domains = true;
                self.end(name);
            }
            Value::Url(url) => {
                self.urls = true;
                let host = host_of(url);
                self.end(host);
            }
            Value::Email(address) => {
                self.emails = true;
                self.end(address);
            }
            Value::File(name) => {
                self.files = true;
                self.end(name);
            }
            Value::Hash(_) => self.hashes = true,
        }
    }

    fn end(&mut self, name: &str) {
        if self.ends.is_empty() {
            self.ends = vec![0; 1 << (ENDS_BITS - 6)].into_boxed_slice();
        }
        let at = end_of(name.rsplit('.').next().unwrap_or(name).as_bytes());
        self.ends[at >> 6] |= 1 << (at & 63);
    }

    /// Whether a name may end with this label, in whatever case.
    #[inline]
    pub(crate) fn may_end(&self, label: &[u8]) -> bool {
        let at = end_of(label);
        self.ends.get(at >> 6).is_some_and(|word| word >> (at & 63) & 1 == 1)
    }

    /// Whether a name is looked for in any way.
    #[inline]
    pub(crate) fn names(&self) -> bool {
        self.domains || self.urls || self.emails || self.files
    }
}

fn host_of(url: &str) -> &str {
    url.split(['/', ':']).next().unwrap_or_default()
}

fn add(bits: &mut Vec<u8>, more: u8) {
    if !bits.contains(&more) {
        bits.push(more);
    }
}

#[inline]
fn end_of(label: &[u8]) -> usize {
    let hash =
        label.iter().fold(0u32, |hash, byte| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193));
    (hash.wrapping_mul(0x9e37_79b1) >> (32 - ENDS_BITS)) as usize
}

#[inline]
fn bucket(key: u128, bits: u32) -> usize {
    ((key >> 64) as u64).checked_shr(64 - bits).unwrap_or(0) as usize
}

/// What a value is known by, quickly and surely.
fn keyed(value: &Value) -> (Quick, u128) {
    match value {
        Value::Ip(ip) => (quick_ip(IP, *ip), key(IP, &ip.to_be_bytes())),
        Value::Network(ip, bits) => (quick_ip(NETWORK + bits, *ip), key(NETWORK + bits, &ip.to_be_bytes())),
        Value::Domain(text) => of_text(DOMAIN, text),
        // From its beginning: where a URL ends in a text is not known before it is read.
        Value::Url(text) => (text.bytes().fold(Quick::of(URL), Quick::after), key(URL, text.as_bytes())),
        Value::Email(text) => of_text(EMAIL, text),
        Value::File(text) => of_text(FILE, text),
        Value::Hash(bytes) => (quick_hash(bytes), key(HASH, bytes)),
    }
}

fn of_text(sort: u8, text: &str) -> (Quick, u128) {
    (Quick::of(sort).text(text.as_bytes()), key(sort, text.as_bytes()))
}

/// What an address or network is told by quickly.
#[inline]
pub(crate) fn quick_ip(sort: u8, ip: u128) -> Quick {
    Quick::of(sort).number(ip as u64).number((ip >> 64) as u64)
}

/// What a hash is told by quickly.
#[inline]
pub(crate) fn quick_hash(bytes: &[u8]) -> Quick {
    let start = bytes.first_chunk::<8>().map_or(0, |start| u64::from_le_bytes(*start));
    Quick::of(HASH).number(start).number(bytes.len() as u64)
}

/// What a value is known by surely.
pub(crate) fn key(sort: u8, bytes: &[u8]) -> u128 {
    let digest = Sha256::new().chain_update([sort]).chain_update(bytes).finalize();
    digest.first_chunk::<16>().map_or(0, |start| u128::from_be_bytes(*start))
}
