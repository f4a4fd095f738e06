//! The listener: connections with limits and deadlines, and a quiet end.

use crate::carrier::Peer;
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
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
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (close, closing) = watch::channel(false);
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
        let service = service(router.clone(), peer, Closing(closing.clone()));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            let _slot = slot;
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
