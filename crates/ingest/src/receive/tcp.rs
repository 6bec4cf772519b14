//! Connections: how many there may be, and syslog over them.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use atalaya_journal::SourceId;
use rustc_hash::FxHashMap;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::framing::{Framing, Piece};
use super::intake::Parcel;
use super::stream::Buffer;
use super::{Counts, Inlet, LINGER, Protocol, Station, ended, relp};

/// Connections at the same time, of all inlets.
pub const CONNECTIONS_MAX: usize = 512;
/// Of them at one inlet.
pub const CONNECTIONS_PER_INLET_MAX: usize = 256;
/// Of them from one address at one inlet.
pub const CONNECTIONS_PER_ADDRESS_MAX: usize = 64;
/// After how long without a word the system asks whether the other side is still there: one that lost its power would keep
/// its place for ever.
const KEEPALIVE: Duration = Duration::from_secs(120);
/// How long the system is left alone when it gives no connection (no descriptor is free).
const PAUSE: Duration = Duration::from_millis(100);

/// Takes connections until the centre ends.
pub(super) async fn serve(listener: TcpListener, inlet: Arc<Inlet>, counts: Arc<Counts>, station: Station) {
    let mut ending = station.ending.clone();
    let mut gate = Gate { inlet, counts, station, connections: JoinSet::new() };
    loop {
        let accepted = tokio::select! {
            () = ended(&mut ending) => break,
            Some(_) = gate.connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, address)) => gate.admit(stream, address),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    // Who was connected before the end and not yet taken has sent already.
    for _ in 0..CONNECTIONS_PER_INLET_MAX {
        let Ok(Ok((stream, address))) = timeout(LINGER, listener.accept()).await else { break };
        gate.admit(stream, address);
    }
    while gate.connections.join_next().await.is_some() {}
}

/// Where connections come in.
struct Gate {
    inlet: Arc<Inlet>,
    counts: Arc<Counts>,
    station: Station,
    connections: JoinSet<()>,
}

impl Gate {
    /// Serves the connection, unless it may not be there or there are too many.
    fn admit(&mut self, stream: TcpStream, address: SocketAddr) {
        if !self.inlet.admits(address) {
            return self.counts.foreign.add(1);
        }
        let places = &self.station.places;
        let Some(place) = places.take(self.inlet.source, address) else { return self.counts.crowded.add(1) };
        // A system that does not do it serves all the same.
        let _ = SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE));
        self.counts.connections.add(1);
        let (inlet, counts, station) = (self.inlet.clone(), self.counts.clone(), self.station.clone());
        let connection = Connection { inlet, counts, station };
        self.connections.spawn(async move {
            let _place = place;
            match connection.inlet.protocol {
                Protocol::Relp => relp::serve(stream, connection).await,
                Protocol::SyslogTcp | Protocol::SyslogUdp => connection.syslog(stream).await,
            }
        });
    }
}

/// A connection and what it hands on to.
pub(super) struct Connection {
    pub(super) inlet: Arc<Inlet>,
    pub(super) counts: Arc<Counts>,
    pub(super) station: Station,
}

impl Connection {
    async fn syslog(self, mut stream: TcpStream) {
        let (mut buffer, mut framing) = (Buffer::default(), Framing::default());
        let mut ending = self.station.ending.clone();
        while buffer.more(&mut stream, &mut ending).await {
            if !self.hand_on(&mut buffer, &mut framing).await {
                return;
            }
        }
        let last = framing.last(buffer.bytes()).to_vec();
        if !last.is_empty() {
            self.parcel(last, |parcel, bytes| parcel.push(0..bytes)).await;
        }
    }

    /// Hands on the messages that are whole; false where nothing is taken any more.
    async fn hand_on(&self, buffer: &mut Buffer, framing: &mut Framing) -> bool {
        let (mut bytes, mut messages, mut used) = (Vec::new(), Vec::new(), 0);
        while let Piece::Message { start, end, next, cut } = framing.next(&buffer.bytes()[used..]) {
            self.counts.cut.add(u64::from(cut));
            if start == end {
                self.counts.empty.add(1);
            } else {
                let from = bytes.len();
                bytes.extend_from_slice(&buffer.bytes()[used + start..used + end]);
                messages.push(from..bytes.len());
            }
            used += next;
        }
        buffer.consume(used);
        messages.is_empty() || self.parcel(bytes, |parcel, _| *parcel = messages).await
    }

    /// Hands on messages that are acknowledged to nobody; false where nothing is taken any more.
    async fn parcel(&self, bytes: Vec<u8>, fill: impl FnOnce(&mut Vec<std::ops::Range<usize>>, usize)) -> bool {
        let mut messages = Vec::new();
        fill(&mut messages, bytes.len());
        let source = self.inlet.source;
        let Some(share) = self.station.budget.take(source, bytes.len()).await else { return false };
        let (received, counts) = (self.station.clock.now(), self.counts.clone());
        self.station.intake.hand_in(Parcel { source, received, bytes, messages, safe: None, counts, share }).await
    }
}

/// The connections that there are, by inlet and address.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<FxHashMap<(SourceId, IpAddr), usize>>>);

/// A connection's place; free again when it is dropped.
struct Place {
    places: Places,
    at: (SourceId, IpAddr),
}

impl Places {
    fn take(&self, source: SourceId, address: SocketAddr) -> Option<Place> {
        let at = (source, address.ip());
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = taken.values().sum();
        let inlet: usize = taken.iter().filter(|((of, _), _)| *of == source).map(|(_, count)| count).sum();
        let here = taken.get(&at).copied().unwrap_or(0);
        let full = all >= CONNECTIONS_MAX || inlet >= CONNECTIONS_PER_INLET_MAX || here >= CONNECTIONS_PER_ADDRESS_MAX;
        if full {
            return None;
        }
        taken.insert(at, here + 1);
        Some(Place { places: self.clone(), at })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = taken.get_mut(&self.at) {
            *here -= 1;
            if *here == 0 {
                taken.remove(&self.at);
            }
        }
    }
}
