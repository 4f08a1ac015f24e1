//! One connection: hyper reads heads and writes answers; this bounds what a peer may send, and how long it may take.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::http::answer;
use crate::http::client_address::Peer;
use crate::http::desk::Desk;
use crate::http::door::Door;

/// A head with a long path, a large cookie and what proxies add stays far below it.
const MAX_HEAD: usize = 32 << 10;
/// How often it is looked at whether a connection gets on.
const TICK: Duration = Duration::from_secs(5);
/// Ticks that a request may take from its first byte to its answer, so 5 to 10 seconds.
const MAX_BUSY_TICKS: u32 = 2;
/// Ticks that a connection may be idle: 85 to 90 seconds. nginx gives up idle connections after 60, Envoy after an hour; a
/// gateway that uses one in the moment of its closing asks again on another.
const MAX_IDLE_TICKS: u32 = 18;

/// Serves requests of `stream` until its end, a fault, or until `stopping` changes and the request under way is answered.
/// `desk` is that of the thread.
pub(crate) async fn serve<S>(
    stream: S,
    peer: Peer,
    desk: Rc<RefCell<Desk>>,
    mut stopping: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let service = service_fn(|request| respond(request, peer, &desk));
    let mut builder = http1::Builder::new();
    // Up to 100 headers, as hyper takes unasked: for more it would fetch memory at each request.
    builder.max_header_size(MAX_HEAD).max_buf_size(2 * MAX_HEAD);
    // An answer is there at once, so a look whether the peer has gone meanwhile finds nothing, and costs a buffer each time.
    // Who has ended its side after its request waits for the answer, and gets it.
    builder.half_close(true);
    let connection = builder.serve_connection(TokioIo::new(Paced::new(stream)), service);
    let mut connection = pin!(connection);
    let stopped = stopping.clone();
    let mut stopping = pin!(async move {
        // An error means that the server has gone, which is a stop too.
        let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
    });
    let mut asked = Asked::Never;
    // What a peer does wrong is its own affair, and would fill a log.
    let _ = poll_fn(|context| {
        // The first time it learns whom to wake. From then on it is enough to look whether it has something to say: a task's
        // waker stays the same.
        let is_due = match asked {
            Asked::Never => true,
            Asked::Before => !matches!(stopped.has_changed(), Ok(false)),
            Asked::AndTold => false,
        };
        if is_due {
            asked = Asked::Before;
            if stopping.as_mut().poll(context).is_ready() {
                asked = Asked::AndTold;
                connection.as_mut().graceful_shutdown();
            }
        }
        connection.as_mut().poll(context)
    })
    .await;
}

/// Whether the server stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Never,
    Before,
    AndTold,
}

async fn respond(
    request: Request<Incoming>,
    peer: Peer,
    desk: &RefCell<Desk>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = if Door::reads_body(&head) {
        let read = Limited::new(body, Door::MAX_BODY).collect().await;
        // Too long, or cut off: no form with a token then.
        read.map(|body| body.to_bytes()).unwrap_or_default()
    } else {
        Bytes::new()
    };
    let answer = desk.borrow_mut().answer(&head, &body, peer);
    answer::reuse(head.headers);
    Ok(answer.map(Full::new))
}

/// A stream that fails when its peer does not get on: who opens many connections and sends a byte now and then would hold
/// them for ever. Time is counted in ticks, so that a request costs no timer of its own.
struct Paced<S> {
    stream: S,
    tick: Interval,
    phase: Phase,
    ticks: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A request is being read, or has yet to be answered.
    Busy,
    /// Between requests.
    Idle,
}

impl<S> Paced<S> {
    /// The first request is expected at once.
    fn new(stream: S) -> Paced<S> {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.reset();
        Paced { stream, tick, phase: Phase::Busy, ticks: 0 }
    }

    fn enter(&mut self, phase: Phase) {
        if self.phase != phase {
            self.phase = phase;
            self.ticks = 0;
        }
    }

    /// Asked whenever the stream waits for its peer.
    fn keep_pace(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        loop {
            ready!(self.tick.poll_tick(context));
            self.ticks += 1;
            let most = match self.phase {
                Phase::Busy => MAX_BUSY_TICKS,
                Phase::Idle => MAX_IDLE_TICKS,
            };
            if self.ticks >= most {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            }
        }
    }

    fn paced<T>(&mut self, context: &mut Context<'_>, polled: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match polled {
            Poll::Pending => self.keep_pace(context).map(Err),
            ready => ready,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.enter(Phase::Busy);
        }
        self.paced(context, polled)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, polled)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_flush(context);
        self.paced(context, polled)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.stream).poll_shutdown(context);
        self.paced(context, polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.written(context, polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl<S> Paced<S> {
    /// Something of an answer has left: the peer has got what it asked for, and the next request is its own affair.
    fn written(
        &mut self,
        context: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if matches!(polled, Poll::Ready(Ok(1..))) {
            self.enter(Phase::Idle);
        }
        self.paced(context, polled)
    }
}
