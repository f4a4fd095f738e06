//! The server's socket: how far a prompt is, and how it looks so far. Nothing here decides anything; whoever waits
//! asks the server itself.

use super::server::Server;
use crate::{Reporter, http};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::Notify,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

/// Longest a socket may take to come about; a picture can be had without one.
const OPEN: Duration = Duration::from_secs(3);
/// Pause before a lost socket is opened again.
const AGAIN: Duration = Duration::from_secs(2);
/// How often it is opened again for one picture.
const TRIES: u32 = 5;
/// Largest message: unfinished pictures are small.
const MESSAGE_MAX: usize = 16 << 20;
/// The binary message that is a picture with the prompt it belongs to. The older kind without doesn't say whose
/// picture it is, and another person's must never be shown.
const PREVIEW_WITH_OWNER: u32 = 4;

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// An open socket.
pub(super) struct Socket(WebSocketStream<Box<dyn Wire>>);

/// What the socket tells the one who waits.
#[derive(Default)]
pub(super) struct Heard {
    /// Something was heard of the prompt since this was last looked at.
    pub(super) lately: AtomicBool,
    /// It is worth looking now.
    pub(super) look: Notify,
    /// The furthest it was, in thousandths: a graph with two samplers begins anew, and a bar must not.
    furthest: AtomicU32,
}

/// Which part of the request a prompt is.
#[derive(Clone, Copy)]
pub(super) struct Share {
    pub(super) done: u32,
    pub(super) of: u32,
}

impl Share {
    /// How far the request is when this prompt is so far.
    pub(super) fn at(self, share: f64) -> f64 {
        (f64::from(self.done) + share.clamp(0.0, 1.0)) / f64::from(self.of.max(1))
    }
}

impl Socket {
    /// Opens one; `None` when that can't be done, whatever the reason.
    pub(super) async fn open(server: &Server, client: &str) -> Option<Self> {
        tokio::time::timeout(OPEN, Self::try_open(server, client)).await.ok().flatten()
    }

    async fn try_open(server: &Server, client: &str) -> Option<Self> {
        let mut url = crate::own_gpu::below(server.base(), &["ws"]);
        let tls = url.scheme() == "https";
        url.set_scheme(if tls { "wss" } else { "ws" }).ok()?;
        url.query_pairs_mut().append_pair("clientId", client);
        let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
        let tcp = TcpStream::connect((host.as_str(), url.port_or_known_default()?)).await.ok()?;
        let wire: Box<dyn Wire> = if tls {
            let connector = tokio_rustls::TlsConnector::from(Arc::new(http::tls()));
            let name = rustls::pki_types::ServerName::try_from(host).ok()?;
            Box::new(connector.connect(name, tcp).await.ok()?)
        } else {
            Box::new(tcp)
        };
        let mut request = url.as_str().into_client_request().ok()?;
        if let Some((name, value)) = server.auth() {
            request.headers_mut().insert(name, value.clone());
        }
        let config =
            WebSocketConfig::default().max_message_size(Some(MESSAGE_MAX)).max_frame_size(Some(MESSAGE_MAX));
        let (mut socket, _) = client_async_with_config(request, wire, Some(config)).await.ok()?;
        let flags = json!({ "type": "feature_flags", "data": { "supports_preview_metadata": true } });
        socket.send(Message::text(flags.to_string())).await.ok()?;
        Some(Self(socket))
    }
}

/// Listens for one prompt for as long as it is asked to, opening the socket again when it is lost.
pub(super) async fn listen(
    socket: &mut Option<Socket>,
    server: &Server,
    client: &str,
    ear: &Ear<'_>,
) -> Infallible {
    for _ in 0..TRIES {
        if let Some(open) = socket {
            while let Some(Ok(message)) = open.0.next().await {
                ear.hear(&message);
            }
            *socket = None;
            // What was said meanwhile is never said again.
            ear.heard.look.notify_one();
        }
        tokio::time::sleep(AGAIN).await;
        *socket = Socket::open(server, client).await;
    }
    std::future::pending().await
}

/// Understands messages about one prompt.
pub(super) struct Ear<'a> {
    pub(super) prompt: &'a str,
    pub(super) share: Share,
    pub(super) reporter: &'a Reporter,
    pub(super) heard: &'a Heard,
}

impl Ear<'_> {
    fn hear(&self, message: &Message) {
        match message {
            Message::Text(text) => {
                if let Ok(event) = serde_json::from_str::<Value>(text) {
                    self.event(&event);
                }
            }
            Message::Binary(bytes) => {
                if let Some(picture) = self.preview(bytes) {
                    self.heard.lately.store(true, Ordering::Relaxed);
                    self.reporter.preview(picture);
                }
            }
            _ => {}
        }
    }

    fn event(&self, event: &Value) {
        let data = &event["data"];
        // Other people's prompts are heard of, too.
        if data["prompt_id"] != self.prompt {
            return;
        }
        self.heard.lately.store(true, Ordering::Relaxed);
        match event["type"].as_str() {
            Some("progress") => {
                if let (Some(value), Some(max)) = (data["value"].as_f64(), data["max"].as_f64())
                    && max > 0.0
                {
                    // The rest is for what comes before and after the steps.
                    let share = 50 + (900.0 * (value / max).clamp(0.0, 1.0)) as u32;
                    let share = self.heard.furthest.fetch_max(share, Ordering::Relaxed).max(share);
                    self.reporter.progress(self.share.at(f64::from(share) / 1000.0), "drawing");
                }
            }
            Some("execution_success" | "execution_error" | "execution_interrupted") => {
                self.heard.look.notify_one();
            }
            Some("executing") if data["node"].is_null() => self.heard.look.notify_one(),
            _ => {}
        }
    }

    /// An unfinished picture of this prompt: what it is, the length of a description, the description, the file.
    fn preview(&self, bytes: &Bytes) -> Option<Bytes> {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        if number(0)? != PREVIEW_WITH_OWNER {
            return None;
        }
        let end = usize::try_from(number(4)?).ok()?.checked_add(8)?;
        let description: Value = serde_json::from_slice(bytes.get(8..end)?).ok()?;
        let file = bytes.slice(end..);
        let is_ours = description["prompt_id"] == self.prompt;
        (is_ours && crate::own_gpu::is_picture(&file)).then_some(file)
    }
}
