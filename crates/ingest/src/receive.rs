//! From the network into the journal: what senders deliver while the centre runs.
//!
//! ```text
//!  sockets ─► messages ─► parcels ─► intake ─► journal ─► told as safe (RELP), or let on (TCP)
//!  (tasks)                (within a budget)  (one thread)
//! ```
//!
//! A task for each connection cuts its stream into messages and hands them on in parcels; one thread appends what has gathered
//! to the journal and waits until it is durable. Until then a parcel's bytes are taken from the budget of its source and from
//! that of all: who sends faster than the disk writes is read more slowly, and nobody else is. Nothing is told as safe
//! that the journal has not acknowledged. Datagrams that the kernel dropped meanwhile are counted.

mod budget;
mod counts;
mod delivery;
mod ending;
mod files;
mod framing;
mod http;
mod intake;
mod places;
mod relp;
mod stream;
mod tcp;
mod tls;
mod udp;
mod watching;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use atalaya_journal::{Clock, Journal, SourceId};
use rustc_hash::FxHashMap;

use budget::Budget;
pub use budget::{ALL_BYTES_MAX, SOURCE_BYTES_MAX, WHOLE_BYTES_MAX};
pub use counts::{Count, Counts, Losses};
use ending::{Ending, ending};
use files::{Book, Ended, Surroundings, Tidings, tidings};
pub use files::{
    FOLLOWED_FILES_MAX, FileNews, Followed, LOOK_ENTRIES_MAX, OPEN_FILES_MAX, OfFile, Pace, REMEMBERED_FILES_MAX,
    RestoreError, Watch,
};
pub use framing::MESSAGE_BYTES_MAX;
use http::Acknowledgements;
pub use http::{HTTP_BODY_BYTES_MAX, HTTP_MESSAGES_MAX, OTLP_BODY_BYTES_MAX};
use intake::{Intake, PARCELS_MAX};
pub use places::{
    CONNECTIONS_MAX, CONNECTIONS_PER_ADDRESS_MAX, CONNECTIONS_PER_ADDRESS_OVER_ALL_MAX, CONNECTIONS_PER_INLET_MAX,
    SILENT_AT_LEAST,
};
pub use relp::RELP_FRAME_BYTES_MAX;
pub use tls::{ClientName, Clients, Tls, TlsError, Validity};
pub use udp::DATAGRAM_BYTES_MAX;
use watching::Watching;

/// Threads that serve sockets.
const THREADS: usize = 2;
/// How often it is looked whether to end.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long connections may take to hand over what they have read, when the centre ends.
const GRACE: Duration = Duration::from_secs(5);

/// What is spoken at an inlet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Syslog, a message in each datagram (RFC 3164, 5424, 5426).
    SyslogUdp,
    /// Syslog in a stream (RFC 3164, 5424, 6587).
    SyslogTcp,
    /// The Reliable Event Logging Protocol, version 0: every message is acknowledged.
    Relp,
    /// HTTP/1.1: lines of JSON, Elasticsearch's `_bulk`, Splunk's event collector, logs of OpenTelemetry. Sources may share an address.
    Http,
}

/// Addresses of which the first `prefix` bits are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: u128,
    prefix: u8,
}

/// Where a source is received.
#[derive(Debug, Clone)]
pub struct Inlet {
    /// The source's name, for counts.
    pub name: String,
    /// The source in the journal.
    pub source: SourceId,
    /// What is spoken.
    pub protocol: Protocol,
    /// Where it is listened.
    pub address: SocketAddr,
    /// Who may send; empty: everybody.
    pub from: Vec<Network>,
    /// The zone of stamps that name none; none: UTC.
    pub zone: Option<String>,
    /// The SHA-256 of the token that requests show.
    pub token_sha256: Option<[u8; 32]>,
    /// TLS, where it is spoken.
    pub tls: Option<Tls>,
}

/// An inlet whose address is taken.
pub struct Bound {
    inlet: Arc<Inlet>,
    socket: Socket,
    address: SocketAddr,
    counts: Arc<Counts>,
    /// Where that is counted of which no source is known.
    unclaimed: Arc<Counts>,
}

/// An address that sources may share, and what is counted there and is none of theirs.
#[derive(Debug, Clone)]
pub struct SharedAddress {
    /// The address as the system gave it.
    pub address: SocketAddr,
    /// What is counted there of which no source is known.
    pub counts: Arc<Counts>,
}

enum Socket {
    Stream(Arc<std::net::TcpListener>),
    Datagrams(std::net::UdpSocket),
}

/// Why receiving ended early. What was acknowledged is in the journal.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// The system gives no thread or no socket.
    #[error("cannot serve sockets")]
    Io(#[from] io::Error),
    /// The journal takes nothing more until it is opened again.
    #[error("the journal takes nothing more")]
    Journal(#[source] atalaya_journal::AppendError),
    /// It cannot be known how far files were read.
    #[error("cannot know how far files were read")]
    Restore(#[from] RestoreError),
    /// A thread ended by a fault of the program.
    #[error("a receiving thread ended by a fault of the program")]
    Thread,
}

impl Network {
    /// The network of this address and prefix length; `None` where the prefix is longer than the address.
    #[must_use]
    pub fn new(address: std::net::IpAddr, prefix: u8) -> Option<Network> {
        let (address, prefix) = match address {
            std::net::IpAddr::V4(v4) => (v4.to_ipv6_mapped(), prefix.checked_add(96)?),
            std::net::IpAddr::V6(v6) => (v6, prefix),
        };
        (prefix <= 128).then(|| Network { address: u128::from(address), prefix })
    }

    /// Whether the address is one of these.
    #[must_use]
    pub fn contains(&self, address: std::net::IpAddr) -> bool {
        let address = match address {
            std::net::IpAddr::V4(v4) => v4.to_ipv6_mapped(),
            std::net::IpAddr::V6(v6) => v6,
        };
        let differing = self.address ^ u128::from(address);
        differing.leading_zeros() >= u32::from(self.prefix)
    }
}

impl Inlet {
    /// Takes the inlet's address, or shares that of one beside it where both speak HTTP there.
    pub fn bind(self, beside: &[Bound]) -> io::Result<Bound> {
        let shared = |other: &&Bound| {
            let both = self.protocol == Protocol::Http && other.inlet.protocol == Protocol::Http;
            both && self.address.port() > 0 && other.inlet.address == self.address
        };
        if let Some(Bound { socket: Socket::Stream(listener), address, unclaimed, .. }) = beside.iter().find(shared) {
            let (socket, address, unclaimed) = (Socket::Stream(listener.clone()), *address, unclaimed.clone());
            return Ok(Bound { inlet: Arc::new(self), socket, address, counts: Arc::default(), unclaimed });
        }
        let (socket, address) = match self.protocol {
            Protocol::SyslogUdp => {
                let socket = std::net::UdpSocket::bind(self.address)?;
                socket.set_nonblocking(true)?;
                let address = socket.local_addr()?;
                (Socket::Datagrams(socket), address)
            }
            Protocol::SyslogTcp | Protocol::Relp | Protocol::Http => {
                let listener = std::net::TcpListener::bind(self.address)?;
                listener.set_nonblocking(true)?;
                let address = listener.local_addr()?;
                (Socket::Stream(Arc::new(listener)), address)
            }
        };
        let counts: Arc<Counts> = Arc::default();
        // Whatever comes to the address of one source is that source's.
        let unclaimed = if self.protocol == Protocol::Http { Arc::default() } else { counts.clone() };
        Ok(Bound { inlet: Arc::new(self), socket, address, counts, unclaimed })
    }

    fn admits(&self, address: SocketAddr) -> bool {
        self.from.is_empty() || self.from.iter().any(|network| network.contains(address.ip()))
    }
}

impl Bound {
    /// The address as the system gave it.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The inlet.
    #[must_use]
    pub fn inlet(&self) -> &Inlet {
        &self.inlet
    }

    /// What has been counted here; counts on.
    #[must_use]
    pub fn counts(&self) -> Arc<Counts> {
        self.counts.clone()
    }

    fn shared(&self) -> SharedAddress {
        SharedAddress { address: self.address, counts: self.unclaimed.clone() }
    }
}

/// The addresses that sources may share, each once.
#[must_use]
pub fn shared(inlets: &[Bound]) -> Vec<SharedAddress> {
    let mut addresses: Vec<SharedAddress> = Vec::new();
    for bound in inlets.iter().filter(|bound| bound.inlet.protocol == Protocol::Http) {
        if !addresses.iter().any(|known| Arc::ptr_eq(&known.counts, &bound.unclaimed)) {
            addresses.push(bound.shared());
        }
    }
    addresses
}

/// What something was lost at.
#[derive(Debug, Clone)]
pub enum Site {
    /// At the inlet of a source.
    Source(Arc<Inlet>),
    /// At an address that sources may share, and none of them is known to have to do with it.
    Address(SocketAddr),
    /// Among the files of a source.
    Files(Arc<Watch>),
}

/// What is told while the centre receives.
#[derive(Debug)]
pub enum News<'a> {
    /// The journal cannot take anything for now: senders are not read from.
    Blocked(&'a atalaya_journal::AppendError),
    /// It takes again.
    Resumed,
    /// There, something was not taken as it was sent since this was last told.
    Lost(&'a Site, Losses),
    /// How far files were read cannot be written down for now: no new ones are begun.
    Unkept(&'a io::Error),
    /// Something of a file that the source follows, or should.
    File(&'a Watch, &'a OfFile),
}

/// What the tasks of all inlets share.
#[derive(Clone)]
struct Station {
    budget: Budget,
    /// For what has to be read whole before it is handed on.
    whole: Budget,
    intake: intake::Door,
    places: places::Places,
    acknowledgements: Arc<Acknowledgements>,
    clock: Arc<dyn Clock>,
    ending: Ending,
}

/// What is received: by wire, and from files.
#[derive(Default)]
pub struct Inlets {
    /// By wire.
    pub bound: Vec<Bound>,
    /// From files.
    pub followed: Vec<Followed>,
}

/// Receives until `stop` is set; then lets connections hand over what they have read, and returns when all of it is durable.
pub fn receive(
    journal: &Journal,
    clock: &Arc<dyn Clock>,
    inlets: Inlets,
    stop: &AtomicBool,
    tell: &(dyn Fn(News<'_>) + Sync),
) -> Result<(), ReceiveError> {
    let Inlets { bound, followed } = inlets;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
    let (end, ending) = ending();
    let mut watching = Watching::new(&bound, &followed, Instant::now());
    let (door, parcels) = intake::door(PARCELS_MAX);
    let zones = zones(&bound, &followed);
    let reading = Reading::open(journal, &followed, tell)?;
    let station = Station {
        budget: Budget::underway(),
        whole: Budget::whole(),
        intake: door,
        places: places::Places::default(),
        acknowledgements: Arc::new(Acknowledgements::from(clock.now().0)),
        clock: clock.clone(),
        ending,
    };
    std::thread::scope(|scope| {
        let taking = scope.spawn(|| Intake::new(journal, zones, tell).run(parcels, stop));
        // However this ends, the book ends with it.
        let _ended = Ended(reading.book.clone());
        if !followed.is_empty() {
            scope.spawn(|| reading.keep(journal, tell));
        }
        let outlet = Arc::new(Mutex::new(Some(station.clone())));
        let serving = runtime.block_on(async {
            let mut tasks = serve(bound, &station)?;
            reading.begin(followed, &outlet, &station, &mut tasks);
            drop(station);
            while !stop.load(Ordering::Relaxed) && !taking.is_finished() {
                tokio::time::sleep(LOOK_EVERY).await;
                watching.look(Instant::now(), tell);
                reading.tell(tell);
            }
            end.tell();
            let _ = tokio::time::timeout(GRACE, tasks.wait()).await;
            Ok::<_, io::Error>(())
        });
        // Whatever still holds a door is let go of with its task.
        outlet.lock().unwrap_or_else(PoisonError::into_inner).take();
        runtime.shutdown_timeout(GRACE);
        let taken = taking.join().map_err(|_| ReceiveError::Thread)?;
        reading.tell(tell);
        serving?;
        taken.map_err(ReceiveError::Journal)
    })
}

/// The zones of sources.
fn zones(bound: &[Bound], followed: &[Followed]) -> FxHashMap<SourceId, Option<String>> {
    let of_wires = bound.iter().map(|bound| (bound.inlet.source, bound.inlet.zone.clone()));
    of_wires.chain(followed.iter().map(|one| (one.watch.source, one.watch.zone.clone()))).collect()
}

/// What files that are followed have in common.
struct Reading {
    book: Arc<Book>,
    tidings: Tidings,
    told: Mutex<Receiver<(Arc<Watch>, OfFile)>>,
}

impl Reading {
    fn open(
        journal: &Journal,
        followed: &[Followed],
        tell: &(dyn Fn(News<'_>) + Sync),
    ) -> Result<Reading, ReceiveError> {
        let (tidings, told) = tidings();
        let book = if followed.is_empty() {
            Book::close(journal);
            Book::default()
        } else {
            let sources: Vec<SourceId> = followed.iter().map(|one| one.watch.source).collect();
            let (book, is_whole) = Book::open(journal, &sources)?;
            for one in followed.iter().filter(|_| !is_whole) {
                tell(News::File(&one.watch, &OfFile { path: PathBuf::new(), what: FileNews::Forgotten }));
            }
            book
        };
        Ok(Reading { book: Arc::new(book), tidings, told: Mutex::new(told) })
    }

    /// Keeps the book until it is over.
    fn keep(&self, journal: &Journal, tell: &(dyn Fn(News<'_>) + Sync)) {
        self.book.keep(journal, &|error| tell(News::Unkept(error)));
    }

    /// Begins to read, a thread for each source.
    fn begin(&self, followed: Vec<Followed>, outlet: &files::Outlet, station: &Station, tasks: &mut Tasks) {
        for one in followed {
            let (outlet, ending) = (outlet.clone(), station.ending.clone());
            let (book, tidings) = (self.book.clone(), self.tidings.clone());
            tasks.0.spawn_blocking(move || files::follow(one, Surroundings { outlet, ending, book, tidings }));
        }
    }

    /// Tells what there is to be told.
    fn tell(&self, tell: &(dyn Fn(News<'_>) + Sync)) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.try_iter().for_each(|(watch, news)| tell(News::File(&watch, &news)));
    }
}

/// Tasks that are to end by themselves.
struct Tasks(tokio::task::JoinSet<()>);

impl Tasks {
    async fn wait(mut self) {
        while self.0.join_next().await.is_some() {}
    }
}

fn serve(inlets: Vec<Bound>, station: &Station) -> io::Result<Tasks> {
    let mut tasks = tokio::task::JoinSet::new();
    let mut doors: Vec<(Arc<std::net::TcpListener>, tcp::Door)> = Vec::new();
    for Bound { inlet, socket, counts, unclaimed, .. } in inlets {
        let station = station.clone();
        match socket {
            Socket::Datagrams(socket) => {
                let socket = tokio::net::UdpSocket::from_std(socket)?;
                tasks.spawn(udp::serve(socket, inlet, counts, station));
            }
            Socket::Stream(listener) => match doors.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &listener)) {
                Some((_, door)) => door.add(inlet, counts),
                None => doors.push((listener, tcp::Door::new(inlet, counts, unclaimed))),
            },
        }
    }
    for (listener, door) in doors {
        let listener = tokio::net::TcpListener::from_std(listener.try_clone()?)?;
        tasks.spawn(tcp::serve(listener, door, station.clone()));
    }
    Ok(Tasks(tasks))
}
