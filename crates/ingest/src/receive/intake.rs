//! The one way into the journal: parcels gather while the disk writes, and go in together.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use atalaya_codec::{Format, Header};
use atalaya_journal::{AppendError, BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Journal, NewEntry, OrganizationId, SourceId};
use atalaya_model::Time;
use rustc_hash::FxHashMap;
use tokio::sync::{mpsc, oneshot};

use super::budget::Share;
use super::{Counts, News};
use crate::header::{Clock, FOLLOWED_BYTES, Origin, Shared, Stretch, Year};

/// Parcels that wait.
pub(super) const PARCELS_MAX: usize = 4096;
/// Bytes that go in together, about.
const TOGETHER_BYTES: usize = 4 << 20;
/// How long it is waited before the journal is asked again, where the disk has no room or failed to write.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// How much later than its receipt a stamp without a year may be: clocks differ.
const AHEAD_MICROS: i64 = 86_400_000_000;
/// How long the same year is assumed, before and after.
const YEAR_FOR_MICROS: i64 = 3_600_000_000;

/// Messages of a source that came together.
pub(super) struct Parcel {
    pub(super) source: SourceId,
    pub(super) format: Format,
    pub(super) received: Time,
    pub(super) bytes: Vec<u8>,
    /// Where each message is.
    pub(super) messages: Vec<Range<usize>>,
    /// Where they are from, of a followed file.
    pub(super) placed: Option<Placed>,
    /// Told when they are durable; dropped without a word where they are not taken.
    pub(super) safe: Option<oneshot::Sender<()>>,
    pub(super) counts: Arc<Counts>,
    /// Room that they take until then.
    pub(super) share: Share,
}

/// Where frames of a followed file are from.
#[derive(Debug)]
pub(super) struct Placed {
    /// What they share.
    pub(super) header: Header,
    /// The file, by the name that it was given.
    pub(super) file: [u8; FOLLOWED_BYTES],
    /// Where each ends in it.
    pub(super) ends: Vec<u64>,
    /// When the file was last modified: none of its stamps is later.
    pub(super) modified: Time,
    /// Bytes that the header of each takes, about: columns have names.
    pub(super) header_bytes: usize,
}

impl Parcel {
    /// Bytes that go in with it, about.
    fn weight(&self) -> usize {
        let of_headers = self.placed.as_ref().map_or(0, |placed| placed.header_bytes * self.messages.len());
        self.bytes.len() + of_headers
    }
}

/// Where parcels are handed in.
#[derive(Clone)]
pub(super) struct Door(mpsc::Sender<Parcel>);

impl Door {
    /// Hands the parcel in; false where nothing is taken any more.
    pub(super) async fn hand_in(&self, parcel: Parcel) -> bool {
        self.0.send(parcel).await.is_ok()
    }
}

/// A door, and what comes in by it.
pub(super) fn door(parcels: usize) -> (Door, mpsc::Receiver<Parcel>) {
    let (sender, receiver) = mpsc::channel(parcels);
    (Door(sender), receiver)
}

/// Appends what comes in.
pub(super) struct Intake<'j> {
    journal: &'j Journal,
    tell: &'j (dyn Fn(News<'_>) + Sync),
    zones: FxHashMap<SourceId, Option<String>>,
    headers: FxHashMap<(SourceId, Format), Heading>,
    /// Whose a source is.
    owners: FxHashMap<SourceId, OrganizationId>,
    /// The number of an organization's next message: a message by wire is known by its digest and this, and two sources may
    /// bring the same message.
    numbers: FxHashMap<OrganizationId, u64>,
    parcels: Vec<Parcel>,
}

/// The header of a source's messages in a format.
struct Heading {
    stretch: Stretch,
    /// Times of receipt, in microseconds, for which it is right.
    for_times: Range<i64>,
}

impl<'j> Intake<'j> {
    pub(super) fn new(
        journal: &'j Journal,
        zones: FxHashMap<SourceId, Option<String>>,
        tell: &'j (dyn Fn(News<'_>) + Sync),
    ) -> Intake<'j> {
        Intake {
            journal,
            tell,
            zones,
            headers: FxHashMap::default(),
            owners: FxHashMap::default(),
            numbers: FxHashMap::default(),
            parcels: Vec::new(),
        }
    }

    /// Takes parcels until no door is left.
    pub(super) fn run(mut self, mut parcels: mpsc::Receiver<Parcel>, stop: &AtomicBool) -> Result<(), AppendError> {
        while let Some(first) = parcels.blocking_recv() {
            self.gather(first, &mut parcels);
            self.append(stop)?;
        }
        Ok(())
    }

    /// What has come by now, up to what goes in together.
    fn gather(&mut self, first: Parcel, parcels: &mut mpsc::Receiver<Parcel>) {
        let (mut bytes, mut messages) = (first.weight(), first.messages.len());
        self.parcels.push(first);
        while bytes < TOGETHER_BYTES && messages < BATCH_ENTRIES_MAX / 2 {
            let Ok(parcel) = parcels.try_recv() else { break };
            bytes += parcel.weight();
            messages += parcel.messages.len();
            self.parcels.push(parcel);
        }
    }

    /// Appends what was gathered, and waits until it is durable. Where the disk has no room, waits for that too: nothing is
    /// thrown away, and senders are not read from meanwhile.
    fn append(&mut self, stop: &AtomicBool) -> Result<(), AppendError> {
        let (mut at, mut blocked) = (0, false);
        let parcels = std::mem::take(&mut self.parcels);
        let (headers, places) = self.headings(&parcels);
        let entries: Vec<NewEntry<'_>> = parcels
            .iter()
            .flat_map(|parcel| parcel.messages.iter().map(move |message| (parcel, message)))
            .zip(&places)
            .map(|((parcel, message), place)| NewEntry {
                source: parcel.source,
                received: parcel.received,
                header: &headers[place.clone()],
                frame: &parcel.bytes[message.clone()],
            })
            .collect();
        while at < entries.len() {
            let end = at + together(&entries[at..]);
            match self.append_if_room(&entries[at..end]) {
                Ok(()) => at = end,
                Err(error @ (AppendError::ReserveReached { .. } | AppendError::Io(_)))
                    if !stop.load(Ordering::Relaxed) =>
                {
                    if !std::mem::replace(&mut blocked, true) {
                        (self.tell)(News::Blocked(&error));
                    }
                    std::thread::sleep(RETRY_AFTER);
                }
                Err(error) => return Err(error),
            }
        }
        if blocked {
            (self.tell)(News::Resumed);
        }
        drop(entries);
        for Parcel { safe, counts, messages, share, .. } in parcels {
            counts.durable.add(messages.len() as u64);
            // Who went away meanwhile is told nothing.
            let _ = safe.map(|safe| safe.send(()));
            drop(share);
        }
        Ok(())
    }

    /// Appends where there is room: what waits for room is asked for again and again, and is not refused each time.
    fn append_if_room(&self, entries: &[NewEntry<'_>]) -> Result<(), AppendError> {
        let bytes: usize = entries.iter().map(|entry| entry.header.len() + entry.frame.len()).sum();
        self.journal.room_for(bytes as u64)?;
        self.journal.append(entries).map(drop)
    }

    /// The headers of all messages, and where each is.
    fn headings(&mut self, parcels: &[Parcel]) -> (Vec<u8>, Vec<Range<usize>>) {
        let (mut headers, mut places) = (Vec::new(), Vec::new());
        for parcel in parcels {
            let source = parcel.source;
            let owner = *self.owners.entry(source).or_insert_with(|| owner(self.journal, source));
            let mut number = *self.numbers.entry(owner).or_insert_with(|| accepted(self.journal, owner));
            if let Some(placed) = &parcel.placed {
                self.put_placed(placed, parcel, &mut number, &mut headers, &mut places);
            } else {
                let heading = self.heading(parcel);
                for _ in &parcel.messages {
                    let start = headers.len();
                    heading.stretch.put(number, &mut headers);
                    number += 1;
                    places.push(start..headers.len());
                }
            }
            self.numbers.insert(owner, number);
        }
        (headers, places)
    }

    /// The headers of frames of a followed file.
    fn put_placed(
        &self,
        placed: &Placed,
        parcel: &Parcel,
        number: &mut u64,
        headers: &mut Vec<u8>,
        places: &mut Vec<Range<usize>>,
    ) {
        let zone = self.zones.get(&parcel.source).cloned().flatten();
        // The same for as long as may be, so that decoding learns it once.
        let latest = placed.modified.0.min(parcel.received.0);
        let until = latest.saturating_sub(latest.rem_euclid(YEAR_FOR_MICROS)).saturating_add(AHEAD_MICROS);
        let (header, origin) = (placed.header.clone(), Origin::Followed(placed.file));
        let shared = Shared { header, origin, clock: Clock { zone, year: Year::Before(Time(until)) } };
        let nameless = Stretch::new(&shared.nameless()).expect("what is left has its bounds");
        let whole = Stretch::new(&shared).ok();
        for (message, end) in parcel.messages.iter().zip(&placed.ends) {
            let start = headers.len();
            let stretch = whole.as_ref().filter(|whole| whole.suits(message.len())).unwrap_or(&nameless);
            stretch.put_at(*number, *end, headers);
            *number += 1;
            places.push(start..headers.len());
        }
    }

    fn heading(&mut self, parcel: &Parcel) -> &mut Heading {
        let Parcel { source, format, received, .. } = *parcel;
        let zone = self.zones.get(&source).cloned().flatten();
        let heading = self.headers.entry((source, format)).or_insert_with(|| Heading {
            stretch: stretch(format, zone.clone(), received),
            for_times: times(received),
        });
        // The clock may have been set, forward or back.
        if !heading.for_times.contains(&received.0) {
            heading.stretch = stretch(format, zone, received);
            heading.for_times = times(received);
        }
        heading
    }
}

fn times(received: Time) -> Range<i64> {
    received.0.saturating_sub(YEAR_FOR_MICROS)..received.0.saturating_add(YEAR_FOR_MICROS)
}

/// How many of the entries go into the journal at once.
fn together(entries: &[NewEntry<'_>]) -> usize {
    let mut bytes = 0;
    let fitting = entries.iter().take(BATCH_ENTRIES_MAX).take_while(|entry| {
        bytes += entry.header.len() + entry.frame.len();
        bytes <= BATCH_BYTES_MAX
    });
    // One message fits always.
    fitting.count().max(1)
}

/// Messages of the organization that were accepted before: what comes now has other numbers, also where it is the same text.
fn accepted(journal: &Journal, owner: OrganizationId) -> u64 {
    let tallies = journal.tallies();
    tallies.iter().filter(|tally| tally.organization == owner).map(|tally| tally.counts.accepted).sum()
}

/// Whose the source is. The journal knows all sources that there are.
fn owner(journal: &Journal, source: SourceId) -> OrganizationId {
    let tallies = journal.tallies();
    tallies.iter().find(|tally| tally.source == source).map_or(OrganizationId(u32::MAX), |tally| tally.organization)
}

fn stretch(format: Format, zone: Option<String>, received: Time) -> Stretch {
    let shared = Shared {
        header: Header { format, columns: None },
        origin: Origin::Stream,
        clock: Clock { zone, year: Year::Before(Time(received.0.saturating_add(AHEAD_MICROS))) },
    };
    Stretch::new(&shared).expect("a zone's name was checked when it was configured, and there are no columns")
}
