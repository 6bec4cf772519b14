//! A stream whose other side is to take what is written to it within a time.
//!
//! Who sends requests and never reads the answers would keep a place from others for ever. The time runs from where the other
//! side takes no more until it has taken everything, so that reading a byte now and then gains none.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::receive::Counts;

/// The stream.
pub(super) struct Timely<S> {
    stream: S,
    within: Duration,
    /// Runs while the other side is waited for.
    waits: Option<Pin<Box<Sleep>>>,
    /// Where it is counted, once, that the other side did not take it.
    counts: Option<Arc<Counts>>,
}

impl<S> Timely<S> {
    /// The stream, whose other side is to take what is written within this.
    pub(super) fn new(stream: S, within: Duration, counts: Arc<Counts>) -> Timely<S> {
        Timely { stream, within, waits: None, counts: Some(counts) }
    }

    /// What came of a write; an error where it has been waited for long enough.
    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            return written;
        }
        let within = self.within;
        let waits = self.waits.get_or_insert_with(|| Box::pin(sleep(within)));
        ready!(waits.as_mut().poll(context));
        if let Some(counts) = self.counts.take() {
            counts.unread.add(1);
        }
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timely<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timely<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// What flushes has handed over everything that it had.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.waits = None;
        }
        self.in_time(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let ended = Pin::new(&mut self.stream).poll_shutdown(context);
        self.in_time(context, ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    use http_body_util::Full;
    use hyper::body::Bytes;
    use hyper::server::conn::http1;
    use hyper::service::service_fn;
    use hyper::{Request, Response, body::Incoming};
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// Bytes on their way between both sides.
    const UNDERWAY_BYTES: usize = 256;
    const ANSWER_BYTES: usize = 100_000;

    /// Asks for a long answer, and goes on as it is told; whether the connection ended well, and how many answers were not read.
    fn check<C: Future<Output = ()>>(
        within: Duration,
        client: impl FnOnce(tokio::io::DuplexStream) -> C,
    ) -> (bool, u64) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let counts: Arc<Counts> = Arc::default();
        let (ours, theirs) = tokio::io::duplex(UNDERWAY_BYTES);
        let service = service_fn(|_: Request<Incoming>| async {
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(vec![b'x'; ANSWER_BYTES]))))
        });
        let stream = TokioIo::new(Timely::new(ours, within, counts.clone()));
        let connection = http1::Builder::new().serve_connection(stream, service);
        let (ended, ()) = runtime.block_on(async { tokio::join!(connection, client(theirs)) });
        (ended.is_ok(), counts.unread.get())
    }

    /// A request behind whose answer nothing more comes.
    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    #[test]
    fn who_never_reads_is_let_go_of_and_counted() {
        let found = check(Duration::ZERO, |mut stream| async move {
            stream.write_all(REQUEST).await.unwrap();
            // It stays, and reads nothing, until the other side is gone.
            while stream.write_all(b" ").await.is_ok() {
                tokio::task::yield_now().await;
            }
        });
        assert_eq!(found, (false, 1));
    }

    #[test]
    fn who_reads_however_little_at_once_has_the_whole_answer() {
        let found = check(Duration::from_secs(86_400), |mut stream| async move {
            stream.write_all(REQUEST).await.unwrap();
            let (mut bytes, mut all) = ([0; 7], 0);
            loop {
                match stream.read(&mut bytes).await.unwrap() {
                    0 => break,
                    count => all += count,
                }
            }
            assert!(all > ANSWER_BYTES);
        });
        assert_eq!(found, (true, 0));
    }
}
