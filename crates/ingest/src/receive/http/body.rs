//! The body of a request, unpacked and read in pieces.

use std::io::Write as _;
use std::time::Duration;

use flate2::write::MultiGzDecoder;
use http_body_util::BodyExt as _;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use tokio::time::timeout;

use super::{HTTP_BODY_BYTES_MAX, More, Refusal};

/// Packed bytes that are unpacked at once: a thousand times as many come out at most.
const PACKED_BYTES: usize = 512;
/// Bytes that are gathered before they are looked at.
const GATHERED_BYTES: usize = 16 << 10;
/// Bytes that the last piece of a body may bring beyond what is taken, unpacked.
pub(super) const OVERSHOOT_BYTES: usize = 1 << 20;
/// Within this the next piece of a body is to come.
const PIECE_WITHIN: Duration = Duration::from_secs(30);
/// Within this a body that is read whole is to be there.
const WHOLE_WITHIN: Duration = Duration::from_secs(60);

/// A body in the reading.
pub(super) struct Body {
    incoming: Incoming,
    /// What came and was not unpacked yet.
    packed: Bytes,
    unpack: Option<MultiGzDecoder<Vec<u8>>>,
    plain: Vec<u8>,
    used: usize,
    total: usize,
    /// Whether anything has come.
    has_come: bool,
    /// How long it is unpacked, where its sender says so.
    length: Option<usize>,
}

impl Body {
    /// The body of a request; refused where it is packed in a way that is not known, or says that it is too long.
    pub(super) fn of(request: Request<Incoming>) -> Result<Body, Refusal> {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let unpack = match header(CONTENT_ENCODING) {
            None | Some("identity" | "") => None,
            Some("gzip" | "x-gzip") => Some(MultiGzDecoder::new(Vec::new())),
            Some(_) => return Err(Refusal::Encoding),
        };
        let length: Option<usize> = header(CONTENT_LENGTH).and_then(|value| value.parse().ok());
        if length.is_some_and(|length| length > HTTP_BODY_BYTES_MAX) {
            return Err(Refusal::Large);
        }
        let length = length.filter(|_| unpack.is_none());
        let incoming = request.into_body();
        Ok(Body {
            length,
            incoming,
            packed: Bytes::new(),
            unpack,
            plain: Vec::new(),
            used: 0,
            total: 0,
            has_come: false,
        })
    }

    /// How long it is unpacked, where its sender says so.
    pub(super) fn length(&self) -> Option<usize> {
        self.length
    }

    /// What is there and was not used.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.plain[self.used..]
    }

    /// So many bytes are done with.
    pub(super) fn consume(&mut self, count: usize) {
        self.used += count;
    }

    /// Reads on, some more at least: what is cut begins again with what was left, and many little pieces would make it many
    /// times.
    pub(super) async fn more(&mut self) -> Result<More, Refusal> {
        self.plain.drain(..self.used);
        self.used = 0;
        let before = self.plain.len();
        while self.plain.len() < before + GATHERED_BYTES {
            if self.piece().await? == More::Was {
                return Ok(More::Was);
            }
        }
        Ok(More::Comes)
    }

    async fn piece(&mut self) -> Result<More, Refusal> {
        if self.packed.is_empty() && !self.receive().await? {
            return self.end();
        }
        let before = self.plain.len();
        match &mut self.unpack {
            None => self.plain.extend_from_slice(&std::mem::take(&mut self.packed)),
            Some(unpack) => {
                let piece = self.packed.split_to(self.packed.len().min(PACKED_BYTES));
                unpack.write_all(&piece).map_err(|_| Refusal::Packed)?;
                self.plain.append(unpack.get_mut());
            }
        }
        self.total += self.plain.len() - before;
        if self.total > HTTP_BODY_BYTES_MAX { Err(Refusal::Large) } else { Ok(More::Comes) }
    }

    /// Everything, where it is short.
    pub(super) async fn whole(mut self, bytes_max: usize) -> Result<Vec<u8>, Refusal> {
        if self.length.is_some_and(|length| length > bytes_max) {
            return Err(Refusal::Large);
        }
        // As much as it may need, and no more: what grows by itself takes twice of it.
        self.plain.reserve_exact(self.length.map_or(bytes_max + OVERSHOOT_BYTES, |length| length + GATHERED_BYTES));
        let reading = async {
            while self.more().await? == More::Comes {
                if self.plain.len() > bytes_max {
                    return Err(Refusal::Large);
                }
            }
            if self.plain.len() > bytes_max { Err(Refusal::Large) } else { Ok(()) }
        };
        timeout(WHOLE_WITHIN, reading).await.map_err(|_| Refusal::Slow)??;
        self.plain.shrink_to_fit();
        Ok(self.plain)
    }

    /// The next piece as it comes; false at the end.
    async fn receive(&mut self) -> Result<bool, Refusal> {
        loop {
            let frame = timeout(PIECE_WITHIN, self.incoming.frame()).await.map_err(|_| Refusal::Slow)?;
            match frame {
                None => return Ok(false),
                Some(Err(_)) => return Err(Refusal::Broken),
                // Trailers say nothing that is needed.
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => {
                        (self.packed, self.has_come) = (data, true);
                        return Ok(true);
                    }
                    _ => {}
                },
            }
        }
    }

    fn end(&mut self) -> Result<More, Refusal> {
        // An empty body is no stream that was packed.
        if let Some(mut unpack) = self.unpack.take().filter(|_| self.has_come) {
            unpack.try_finish().map_err(|_| Refusal::Packed)?;
            self.plain.append(unpack.get_mut());
        }
        Ok(More::Was)
    }
}
