//! The smallest HTTP server that serves: one request a connection.

use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What came in.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What goes out: status and body.
pub(crate) type Reply = (u16, Vec<u8>);

pub(crate) fn json(status: u16, value: &serde_json::Value) -> Reply {
    (status, value.to_string().into_bytes())
}

pub(crate) type Handler = Arc<dyn Fn(Asked) -> BoxFuture<'static, Reply> + Send + Sync>;
pub(crate) type Upgrade = Arc<dyn Fn(TcpStream) -> BoxFuture<'static, ()> + Send + Sync>;

/// Serves until the test's runtime ends, and gives the address. Sockets asked for at `/ws` go to `upgrade`.
pub(crate) async fn serve(handler: Handler, upgrade: Option<Upgrade>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (handler, upgrade) = (Arc::clone(&handler), upgrade.clone());
            tokio::spawn(async move {
                let mut first = [0; 7];
                while stream.peek(&mut first).await.is_ok_and(|n| n > 0 && n < 7) {
                    tokio::task::yield_now().await;
                }
                match upgrade {
                    Some(upgrade) if &first == b"GET /ws" => upgrade(stream).await,
                    _ => answer(stream, handler).await,
                }
            });
        }
    });
    format!("http://{address}")
}

async fn answer(mut stream: TcpStream, handler: Handler) {
    let Some(asked) = read(&mut stream).await else { return };
    let reply = handler(asked).await;
    write(stream, reply, "").await;
}

/// Sends a reply; `more` are whole lines of its head.
pub(crate) async fn write(mut stream: TcpStream, (status, body): Reply, more: &str) {
    if status == 0 {
        // A server that dies in the middle of an answer.
        return;
    }
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{more}content-length: {length}\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&body).await;
    let _ = stream.shutdown().await;
}

/// Reads a request.
pub(crate) async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut all = Vec::new();
    let end = loop {
        if let Some(at) = all.windows(4).position(|w| w == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut all).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut body = all.split_off(end + 4);
    let length = head
        .lines()
        .find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok())
        .unwrap_or(0);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    let mut words = head.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    Some(Asked { method, path, head, body })
}
