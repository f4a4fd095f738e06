//! The listener: connections with limits and deadlines, and a quiet end.

use axum::{Router, body::Body, http::Request};
use easel_door::{carrier::Peer, limit};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{
    collections::HashMap,
    io::{self, IoSlice},
    net::{IpAddr, SocketAddr},
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::Sleep,
};
use tower::ServiceExt;

/// Most connections at once; more wait to be accepted.
const CONNECTIONS_MAX: usize = 4096;
/// The head of a request must be here by then; also how long an idle connection is kept.
const HEAD_TIME: Duration = Duration::from_secs(30);
/// Most headers of a request.
const HEADERS_MAX: usize = 100;
/// Most bytes of a request's head.
const HEAD_MAX: usize = 64 * 1024;
/// Requests under way when the studio closes have this long.
const CLOSE_TIME: Duration = Duration::from_secs(10);

/// What a client may take of the listener.
#[derive(Clone, Copy, Debug)]
pub struct ServeOptions {
    /// Most connections of one client at once, one more is closed; `None` behind a proxy, whose they all are.
    pub per_client: Option<u32>,
    /// A connection whose client takes nothing of what is written for this long is closed.
    pub write_time: Duration,
}

impl ServeOptions {
    /// The usual limits, with or without a trusted proxy before the door.
    #[must_use]
    pub fn new(trust_proxy: bool) -> Self {
        Self { per_client: (!trust_proxy).then_some(256), write_time: Duration::from_secs(30) }
    }
}

/// How many connections each client has open.
type Clients = Arc<Mutex<HashMap<IpAddr, u32>>>;

/// One connection of a client; counted until dropped.
struct Guest(Clients, IpAddr);

impl Guest {
    fn enter(clients: &Clients, peer: SocketAddr, most: u32) -> Option<Self> {
        let ip = limit::client_key(peer.ip());
        let mut open = clients.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.get(&ip).copied().unwrap_or(0);
        if count >= most {
            return None;
        }
        open.insert(ip, count + 1);
        drop(open);
        Some(Self(Arc::clone(clients), ip))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.1);
            }
        }
    }
}

/// A connection that fails when a write gets no further for too long: hyper itself waits for ever for a client that
/// doesn't read.
struct Steady<S> {
    inner: S,
    write_time: Duration,
    /// Runs while a write waits.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<S> Steady<S> {
    fn new(inner: S, write_time: Duration) -> Self {
        Self { inner, write_time, deadline: None }
    }

    fn watched<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let write_time = self.write_time;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(write_time)));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Steady<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Steady<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.watched(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bytes);
        self.watched(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// Tells what lasts long that the studio closes.
#[derive(Clone)]
pub(crate) struct Closing(watch::Receiver<bool>);

impl Closing {
    /// Ends when the studio closes.
    pub(crate) async fn wait(&mut self) {
        let _ = self.0.wait_for(|closing| *closing).await;
    }

    /// Whether the studio closes already.
    pub(crate) fn is_closing(&self) -> bool {
        *self.0.borrow()
    }
}

/// Answers requests until `shutdown` ends, then lets those under way finish, ten seconds at most; live streams end at
/// once.
///
/// # Errors
/// None today; a failing accept is tried again.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    options: ServeOptions,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (close, closing) = watch::channel(false);
    let clients = Clients::default();
    let (graceful, slots) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS_MAX)));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_MAX);
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer, slot) = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = &mut shutdown => break,
        };
        let guest = options.per_client.map(|most| Guest::enter(&clients, peer, most));
        if let Some(None) = guest {
            tracing::debug!("a client has too many connections");
            continue;
        }
        let stream = Steady::new(stream, options.write_time);
        let service = service(router.clone(), peer, Closing(closing.clone()));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let (_slot, _guest) = (slot, guest);
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    let _ = close.send(true);
    if tokio::time::timeout(CLOSE_TIME, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still under way when the studio closed");
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        let Ok(slot) = Arc::clone(slots).acquire_owned().await else { return std::future::pending().await };
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Small answers would wait for the client's delayed acknowledgement otherwise.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection without TCP_NODELAY");
                }
                return (stream, peer, slot);
            }
            // Out of descriptors, or the client was gone already: a moment later it may work.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

type Answer = std::pin::Pin<
    Box<dyn Future<Output = Result<axum::response::Response, std::convert::Infallible>> + Send>,
>;

fn service(
    router: Router,
    peer: SocketAddr,
    closing: Closing,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future = Answer,
> {
    service_fn(move |request: Request<Incoming>| -> Answer {
        let (mut request, router) = (request.map(Body::new), router.clone());
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(closing.clone());
        Box::pin(router.oneshot(request))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    const SOON: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn a_write_that_gets_no_further_fails() {
        let (here, _there) = tokio::io::duplex(64);
        let failed = Steady::new(here, SOON).write_all(&[0; 1000]).await;
        assert_eq!(failed.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
    }

    #[tokio::test]
    async fn a_slow_reader_is_waited_for() {
        let (here, mut there) = tokio::io::duplex(64);
        let read = async {
            let mut bytes = [0; 64];
            for _ in 0..6 {
                tokio::time::sleep(SOON / 3).await;
                there.read_exact(&mut bytes).await.expect("bytes");
            }
        };
        let mut steady = Steady::new(here, SOON);
        let (written, ()) = tokio::join!(steady.write_all(&[0; 6 * 64]), read);
        written.expect("it got further each time");
    }

    #[test]
    fn connections_are_counted_by_client() {
        let (clients, peer) = (Clients::default(), |s: &str| s.parse().expect("an address"));
        let enter = |s| Guest::enter(&clients, peer(s), 2);
        let (first, second) = (enter("[2001:db8:1:2::1]:1"), enter("[2001:db8:1:2::2]:2"));
        assert!(first.is_some() && second.is_some());
        assert!(enter("[2001:db8:1:2::3]:3").is_none(), "one customer's addresses are one client");
        assert!(enter("[2001:db8:1:3::1]:1").is_some());
        drop(first);
        assert!(enter("[2001:db8:1:2::3]:3").is_some());
        drop(second);
        assert!(clients.lock().expect("a lock").is_empty());
    }
}
