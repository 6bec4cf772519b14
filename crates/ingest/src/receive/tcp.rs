//! Connections: who is let in, and syslog over them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use atalaya_codec::Format;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::delivery::Load;
use super::framing::{Framing, Piece};
use super::places::Place;
use super::stream::Buffer;
use super::tls::{HANDSHAKE_WITHIN, Tls};
use super::{Counts, Inlet, Protocol, Station, http, relp};

/// After how long without a word the system asks whether the other side is still there: one that lost its power would keep
/// its place for ever.
const KEEPALIVE: Duration = Duration::from_secs(120);
/// How long the system is left alone when it gives no connection (no descriptor is free).
const PAUSE: Duration = Duration::from_millis(100);

/// Where connections come in: the inlets at one address. They are several where each request says whose it is.
pub(super) struct Door {
    inlets: Vec<(Arc<Inlet>, Arc<Counts>)>,
    unclaimed: Arc<Counts>,
}

impl Door {
    /// A door of one inlet, and where that is counted of which no inlet is known.
    pub(super) fn new(inlet: Arc<Inlet>, counts: Arc<Counts>, unclaimed: Arc<Counts>) -> Door {
        Door { inlets: vec![(inlet, counts)], unclaimed }
    }

    /// Adds an inlet.
    pub(super) fn add(&mut self, inlet: Arc<Inlet>, counts: Arc<Counts>) {
        self.inlets.push((inlet, counts));
    }

    fn first(&self) -> &(Arc<Inlet>, Arc<Counts>) {
        &self.inlets[0]
    }

    /// Where that is counted of which no inlet is known.
    pub(super) fn unclaimed(&self) -> &Arc<Counts> {
        &self.unclaimed
    }

    fn admits(&self, address: SocketAddr) -> bool {
        self.inlets.iter().any(|(inlet, _)| inlet.admits(address))
    }

    /// The inlet of the token with this digest, if it may be sent from there.
    pub(super) fn inlet_of(
        &self,
        digest: Option<[u8; 32]>,
        peer: SocketAddr,
    ) -> Result<(&Inlet, &Arc<Counts>), http::Refusal> {
        let digest = digest.ok_or(http::Refusal::NoToken)?;
        let found = self.inlets.iter().find(|(inlet, _)| inlet.token_sha256 == Some(digest) && inlet.admits(peer));
        found.map(|(inlet, counts)| (&**inlet, counts)).ok_or(http::Refusal::WrongToken)
    }
}

/// Takes connections until the centre ends.
pub(super) async fn serve(listener: TcpListener, door: Door, station: Station) {
    let mut ending = station.ending.clone();
    let mut gate = Gate { door: Arc::new(door), station, connections: JoinSet::new() };
    loop {
        let accepted = tokio::select! {
            () = ending.told() => break,
            Some(_) = gate.connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, address)) => gate.admit(stream, address),
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
    // Who was connected before the end and not yet taken has sent already.
    while let Some(Ok((stream, address))) = ending.unless_quiet(listener.accept()).await {
        gate.admit(stream, address);
    }
    while gate.connections.join_next().await.is_some() {}
}

/// A door, and who has come in by it.
struct Gate {
    door: Arc<Door>,
    station: Station,
    connections: JoinSet<()>,
}

impl Gate {
    /// Serves the connection, unless it may not be there or there are too many.
    fn admit(&mut self, stream: TcpStream, address: SocketAddr) {
        let ((inlet, _), counts) = (self.door.first(), self.door.unclaimed());
        if !self.door.admits(address) {
            return counts.foreign.add(1);
        }
        let places = &self.station.places;
        let place = places.take(inlet.source, address, counts, Instant::now());
        let Some(place) = place else { return counts.crowded.add(1) };
        // A system that does not do it serves all the same.
        let _ = SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE));
        counts.connections.add(1);
        let (door, station) = (self.door.clone(), self.station.clone());
        self.connections.spawn(async move {
            let tls = door.first().0.tls.clone();
            match tls {
                None => speak(stream, address, door, station, place).await,
                Some(Tls { config, .. }) => {
                    match timeout(HANDSHAKE_WITHIN, TlsAcceptor::from(config).accept(stream)).await {
                        Ok(Ok(stream)) => speak(stream, address, door, station, place).await,
                        _ => door.unclaimed().untrusted.add(1),
                    }
                }
            }
        });
    }
}

/// Speaks what is spoken at the door.
async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    address: SocketAddr,
    door: Arc<Door>,
    station: Station,
    place: Place,
) {
    let (inlet, counts) = door.first().clone();
    let protocol = inlet.protocol;
    let connection = Connection { inlet, counts, station, place };
    match protocol {
        Protocol::Http => {
            let Connection { station, place: _place, .. } = connection;
            http::serve(stream, address, door, station).await;
        }
        Protocol::Relp => relp::serve(stream, connection).await,
        Protocol::SyslogTcp | Protocol::SyslogUdp => connection.syslog(stream).await,
    }
}

/// A connection and what it hands on to.
pub(super) struct Connection {
    pub(super) inlet: Arc<Inlet>,
    pub(super) counts: Arc<Counts>,
    pub(super) station: Station,
    pub(super) place: Place,
}

impl Connection {
    async fn syslog(mut self, mut stream: impl AsyncRead + Unpin) {
        let (mut buffer, mut framing) = (Buffer::default(), Framing::default());
        let mut ending = self.station.ending.clone();
        while self.place.more(&mut buffer, &mut stream, &mut ending).await {
            if !self.hand_on(&mut buffer, &mut framing).await {
                return;
            }
        }
        let (last, is_cut) = framing.last(buffer.bytes());
        self.counts.cut.add(u64::from(is_cut));
        if !last.is_empty() {
            let mut load = Load::new(Format::Syslog);
            load.add(last);
            self.station.deliver(&self.inlet, &self.counts, load).await;
        }
    }

    /// Hands on the messages that are whole; false where nothing is taken any more.
    async fn hand_on(&self, buffer: &mut Buffer, framing: &mut Framing) -> bool {
        let (mut load, mut used) = (Load::new(Format::Syslog), 0);
        while let Piece::Message { start, end, next, cut } = framing.next(&buffer.bytes()[used..]) {
            self.counts.cut.add(u64::from(cut));
            if start == end {
                self.counts.empty.add(1);
            } else {
                load.add(&buffer.bytes()[used + start..used + end]);
            }
            used += next;
        }
        buffer.consume(used);
        load.is_empty() || self.station.deliver(&self.inlet, &self.counts, load).await
    }
}
