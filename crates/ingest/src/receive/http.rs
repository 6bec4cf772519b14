//! Messages over HTTP/1.1: NDJSON, Elasticsearch's `_bulk`, Splunk's HTTP Event Collector, logs of OpenTelemetry.
//!
//! A request is answered as accepted when the journal has everything in it. Its body is read in pieces, so that its length is
//! bounded by what a sender may send and not by memory. Where a request fails in its midst, what came before is kept, and the
//! answer says that it failed: its sender sends it again, and what was kept is kept twice.

mod body;
mod bulk;
mod call;
mod elastic;
mod hec;
mod ndjson;
mod otlp;
mod pass;
mod reply;
mod slices;
mod timely;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use atalaya_codec::Format;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use super::budget::PER_MESSAGE_BYTES;
use super::delivery::{Load, Receipt};
use super::framing::MESSAGE_BYTES_MAX;
use super::tcp::Door;
use super::{Counts, Inlet, Station};
use body::Body;
use call::Call;
pub(super) use hec::Acknowledgements;
pub use otlp::OTLP_BODY_BYTES_MAX;
pub(super) use otlp::OTLP_ROOM_BYTES_MAX;
use reply::Answer;
pub(super) use reply::Refusal;
use timely::Timely;

/// Bytes that a request's body may have, unpacked.
pub const HTTP_BODY_BYTES_MAX: usize = 64 << 20;
/// Messages that a request may bring.
pub const HTTP_MESSAGES_MAX: usize = 100_000;
/// Headers that a request may have.
const HEADERS_MAX: usize = 64;
/// Bytes of all of them.
const HEADER_BYTES_MAX: usize = 32 << 10;
/// Within this the headers of a request are to come, also of the next one over the same connection.
const HEADERS_WITHIN: Duration = Duration::from_secs(60);
/// Within this what a request brings finds room, and then is durable; else its sender is asked to come again.
const TAKEN_WITHIN: Duration = Duration::from_secs(30);
/// Within this a request is to be over, however steadily it comes.
const REQUEST_WITHIN: Duration = Duration::from_secs(600);
/// Within this an answer is to be read whole.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Bytes that are handed on together.
const TOGETHER_BYTES: usize = 256 << 10;

/// Cuts the messages of a body.
pub(super) trait Cutter {
    /// Takes the messages that are whole, the rest too where nothing more comes; how many bytes are done with.
    fn cut(&mut self, bytes: &[u8], more: More) -> Result<usize, Refusal>;
    /// What was taken since this was last asked.
    fn loads(&mut self) -> &mut Loads;
}

/// Whether more of a body comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    /// It does.
    Comes,
    /// It was all.
    Was,
}

/// Messages by their format.
#[derive(Default)]
pub(super) struct Loads {
    loads: Vec<Load>,
    /// What they take in memory, about.
    bytes: usize,
    messages: usize,
    empty: u64,
}

impl Loads {
    /// Adds a message; an empty one is counted, one that is too long refused.
    fn add(&mut self, format: Format, message: &[u8]) -> Result<(), Refusal> {
        if message.trim_ascii().is_empty() {
            self.empty += 1;
            return Ok(());
        }
        if message.len() > MESSAGE_BYTES_MAX {
            return Err(Refusal::Long);
        }
        if self.messages >= HTTP_MESSAGES_MAX {
            return Err(Refusal::Large);
        }
        (self.messages, self.bytes) = (self.messages + 1, self.bytes + message.len() + PER_MESSAGE_BYTES);
        let load = match self.loads.iter().position(|load| load.format() == format) {
            Some(at) => &mut self.loads[at],
            None => self.loads.push_mut(Load::new(format)),
        };
        load.add(message);
        Ok(())
    }

    /// Messages of the request so far.
    fn messages(&self) -> usize {
        self.messages
    }
}

/// Serves the requests of a connection until it is closed, or the centre ends.
pub(super) async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    door: Arc<Door>,
    station: Station,
) {
    let mut ending = station.ending.clone();
    let service = service_fn(|request: Request<Incoming>| {
        let (door, station) = (door.clone(), station.clone());
        async move { Ok::<_, Infallible>(answer(request, peer, &door, &station).await.response()) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_headers(HEADERS_MAX);
    // Who has said that nothing more comes still hears the answer.
    builder.max_buf_size(HEADER_BYTES_MAX).half_close(true);
    let stream = Timely::new(stream, ANSWER_WITHIN, door.unclaimed().clone());
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // What a sender breaks off is not answered, and it is its own to know.
        _ = connection.as_mut() => return,
        () = ending.told() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

async fn answer(request: Request<Incoming>, peer: SocketAddr, door: &Door, station: &Station) -> Answer {
    let call = Call::of(&request);
    let Some(call) = call else {
        door.unclaimed().broken.add(1);
        return Refusal::Unknown.answer(call::Family::of(request.uri().path()));
    };
    let family = call.family();
    if let Call::HecHealth = call {
        return hec::health();
    }
    let (inlet, counts) = match door.inlet_of(pass::token(request.headers()), peer) {
        Ok(found) => found,
        Err(refusal) => {
            door.unclaimed().unauthorized.add(1);
            return refusal.answer(family);
        }
    };
    let taking = Taking { inlet, counts, station };
    let taken = timeout(REQUEST_WITHIN, taken(call, request, &taking)).await.unwrap_or(Err(Refusal::Slow));
    taken.unwrap_or_else(|refusal| {
        // Who is asked to come again is not refused.
        if refusal != Refusal::Busy {
            taking.counts.refused.add(1);
        }
        refusal.answer(family)
    })
}

async fn taken(call: Call, request: Request<Incoming>, taking: &Taking<'_>) -> Result<Answer, Refusal> {
    match call {
        Call::Ndjson => {
            let cutter = taking.take(Body::of(request)?, ndjson::Lines::json()).await?;
            Ok(ndjson::answer(cutter.messages()))
        }
        Call::Bulk { index } => {
            let cutter = taking.take(Body::of(request)?, bulk::Bulk::new(index)).await?;
            taking.counts.refused.add(cutter.refused());
            Ok(cutter.answer())
        }
        Call::HecEvent => {
            taking.take(Body::of(request)?, hec::Objects::default()).await?.complete()?;
            Ok(hec::accepted(&taking.station.acknowledgements))
        }
        Call::HecRaw => {
            taking.take(Body::of(request)?, ndjson::Lines::sniffed()).await?;
            Ok(hec::accepted(&taking.station.acknowledgements))
        }
        Call::HecAck => hec::acknowledged(Body::of(request)?, &taking.station.acknowledgements).await,
        Call::HecHealth => Ok(hec::health()),
        Call::Otlp(encoding) => otlp::take(request, encoding, taking).await,
        Call::Elastic(asked) => Ok(elastic::answer(asked)),
    }
}

/// Whose request it is, and where what it brings goes.
struct Taking<'t> {
    inlet: &'t Inlet,
    counts: &'t Arc<Counts>,
    station: &'t Station,
}

impl Taking<'_> {
    /// Takes everything in the body; when this returns, all that was taken is durable.
    async fn take<C: Cutter>(&self, mut body: Body, mut cutter: C) -> Result<C, Refusal> {
        let mut receipts = Vec::new();
        let read = loop {
            match self.take_piece(&mut body, &mut cutter, &mut receipts).await {
                Ok(More::Comes) => {}
                Ok(More::Was) => break Ok(()),
                Err(Refusal::Busy) => return Err(Refusal::Busy),
                Err(refusal) => break Err(refusal),
            }
        };
        self.hand_on(cutter.loads(), &mut receipts).await?;
        self.until_safe(receipts).await?;
        read.map(|()| cutter)
    }

    async fn take_piece(
        &self,
        body: &mut Body,
        cutter: &mut impl Cutter,
        receipts: &mut Vec<Receipt>,
    ) -> Result<More, Refusal> {
        if body.bytes().len() > MESSAGE_BYTES_MAX {
            return Err(Refusal::Long);
        }
        let more = body.more().await?;
        let used = cutter.cut(body.bytes(), more)?;
        body.consume(used);
        if cutter.loads().bytes >= TOGETHER_BYTES {
            self.hand_on(cutter.loads(), receipts).await?;
        }
        Ok(more)
    }

    /// Hands on what has gathered.
    async fn hand_on(&self, loads: &mut Loads, receipts: &mut Vec<Receipt>) -> Result<(), Refusal> {
        loads.bytes = 0;
        self.counts.empty.add(std::mem::take(&mut loads.empty));
        for load in std::mem::take(&mut loads.loads) {
            // No room for the answer is taken beside: the request would wait for what only its own end gives back.
            let handing = self.station.deliver_acknowledged(self.inlet, self.counts, load, 0);
            receipts.push(timeout(TAKEN_WITHIN, handing).await.ok().flatten().ok_or(Refusal::Busy)?);
        }
        Ok(())
    }

    async fn until_safe(&self, receipts: Vec<Receipt>) -> Result<(), Refusal> {
        for receipt in receipts {
            match timeout(TAKEN_WITHIN, receipt.safe).await {
                Ok(Ok(())) => {}
                _ => return Err(Refusal::Busy),
            }
        }
        Ok(())
    }
}
