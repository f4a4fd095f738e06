//! One ComfyUI server over HTTP.

use super::refusal::refusal;
use crate::{
    http::{BODY_MAX, body},
    own_gpu::{End, Trouble, address, below, closed, ill, is_picture, secret, unguessable},
};
use bytes::Bytes;
use easel_domain::routing::ClosedFor;
use reqwest::{
    Client, RequestBuilder, Response, StatusCode, Url,
    header::{HeaderName, HeaderValue},
    multipart::{Form, Part},
};
use serde_json::{Map, Value, json};
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Longest wait for one small answer. The server's one process answers between two steps of drawing, which can take
/// long on a slow card.
const ANSWER: Duration = Duration::from_secs(30);
/// Longest wait for a server that is asked whether it is there.
const PROBE: Duration = Duration::from_secs(5);
/// Longest wait while calling a prompt off.
const CANCEL: Duration = Duration::from_secs(8);
/// How often it is looked whether a prompt that was called off still runs.
const CANCEL_GLANCE: Duration = Duration::from_millis(200);
/// Largest answer that is JSON: queues hold whole graphs.
const JSON_MAX: usize = 32 << 20;

/// One server.
pub(super) struct Server {
    base: Url,
    http: Client,
    auth: Option<(HeaderName, HeaderValue)>,
    /// Requests of ours that chose this server and may not be in its queue yet.
    ours: AtomicU64,
}

/// Where a prompt is, as far as the queue tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    Running,
    Pending,
    Nowhere,
}

/// A file that a finished prompt left on the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    filename: String,
    subfolder: String,
}

impl Made {
    /// The first lasting picture that a history entry has from a node.
    pub(super) fn find(entry: &Value, output: &str) -> Option<Self> {
        let images = entry.get("outputs")?.get(output)?.get("images")?.as_array()?;
        let image = images.iter().find(|image| image["type"] == "output")?;
        Some(Self {
            filename: image.get("filename")?.as_str()?.to_owned(),
            subfolder: image.get("subfolder").and_then(Value::as_str).unwrap_or_default().to_owned(),
        })
    }
}

impl Server {
    pub(super) fn new(
        url: &str,
        http: Client,
        auth: Option<(HeaderName, HeaderValue)>,
    ) -> Result<Self, String> {
        Ok(Self { base: address(url)?, http, auth, ours: AtomicU64::new(0) })
    }

    /// Its address, which is also its name in what is written down.
    pub(super) fn name(&self) -> &str {
        self.base.as_str()
    }

    pub(super) fn base(&self) -> &Url {
        &self.base
    }

    pub(super) fn auth(&self) -> Option<&(HeaderName, HeaderValue)> {
        self.auth.as_ref()
    }

    /// Counts a request of ours that is on its way here, until the guard goes.
    pub(super) fn enter(&self) -> Visit<'_> {
        self.ours.fetch_add(1, Ordering::Relaxed);
        Visit(self)
    }

    fn with_auth(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.auth {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    fn get(&self, parts: &[&str]) -> RequestBuilder {
        self.with_auth(self.http.get(below(&self.base, parts))).timeout(ANSWER)
    }

    fn post(&self, parts: &[&str]) -> RequestBuilder {
        self.with_auth(self.http.post(below(&self.base, parts))).timeout(ANSWER)
    }

    /// How much it has to do, ours that may not have come there yet included.
    pub(super) async fn depth(&self) -> Result<u64, Trouble> {
        let answer = json_of(self.get(&["prompt"]).timeout(PROBE).send().await?).await?;
        let depth = answer.get("exec_info").and_then(|info| info.get("queue_remaining"));
        let depth = depth.and_then(Value::as_u64).ok_or_else(|| Trouble::Nonsense(answer.to_string()))?;
        Ok(depth.max(self.ours.load(Ordering::Relaxed)))
    }

    /// The history entry of a prompt that is over.
    pub(super) async fn history(&self, id: &str) -> Result<Option<Value>, Trouble> {
        let mut answer = json_of(self.get(&["history", id]).send().await?).await?;
        match answer.as_object_mut() {
            Some(all) => Ok(all.remove(id)),
            None => Err(Trouble::Nonsense(answer.to_string())),
        }
    }

    /// Where a prompt is in the queue.
    pub(super) async fn whereabouts(&self, id: &str) -> Result<Whereabouts, Trouble> {
        let answer = json_of(self.get(&["queue"]).send().await?).await?;
        let holds = |list: &str| {
            let entries = answer.get(list).and_then(Value::as_array);
            entries
                .is_some_and(|all| all.iter().any(|entry| entry.get(1).and_then(Value::as_str) == Some(id)))
        };
        Ok(if holds("queue_running") {
            Whereabouts::Running
        } else if holds("queue_pending") {
            Whereabouts::Pending
        } else {
            Whereabouts::Nowhere
        })
    }

    /// What the server says about a class of nodes; `None` when it has no such class.
    pub(super) async fn class(&self, name: &str) -> Result<Option<Value>, Trouble> {
        let response = self.get(&["object_info", name]).send().await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let mut answer = json_of(response).await?;
        Ok(answer.as_object_mut().and_then(|all| all.remove(name)))
    }

    /// Puts a picture there and gives the name under which graphs find it, which need not be the one we chose.
    pub(super) async fn upload(&self, png: Bytes) -> Result<String, End> {
        // Whoever reaches the server can read uploads by their names, so that these must not be guessed.
        let name = format!("{}.png", unguessable()?);
        let sent = async {
            let length = png.len() as u64;
            let part = Part::stream_with_length(png, length).file_name(name).mime_str("image/png")?;
            let form = Form::new().part("image", part).text("type", "input").text("subfolder", "easel");
            let request = self.post(&["upload", "image"]).timeout(ANSWER * 4).multipart(form);
            let answer = json_of(request.send().await?).await?;
            let text = |key: &str| answer.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
            match (text("name"), text("subfolder")) {
                (Some(name), Some(folder)) => Ok(format!("{folder}/{name}")),
                (Some(name), None) => Ok(name.to_owned()),
                (None, _) => Err(Trouble::Nonsense(answer.to_string())),
            }
        };
        sent.await.map_err(Trouble::end)
    }

    /// Puts a prompt into the queue and gives the id it has there, which very old servers choose themselves.
    pub(super) async fn submit(
        &self,
        graph: Map<String, Value>,
        id: &str,
        client: &str,
    ) -> Result<String, End> {
        let prompt = json!({
            "prompt": graph,
            "prompt_id": id,
            "client_id": client,
            "extra_data": { "preview_method": "auto" },
        });
        let answered = async {
            let response = self.post(&["prompt"]).json(&prompt).send().await?;
            let status = response.status().as_u16();
            Ok((status, body(response, JSON_MAX).await?))
        };
        let (status, text) = match answered.await {
            Ok(answer) => answer,
            Err(Trouble::Unreachable) => return Err(Trouble::Unreachable.end()),
            // It may have come through all the same; the queue knows.
            Err(trouble) => return if self.knows(id).await { Ok(id.to_owned()) } else { Err(trouble.end()) },
        };
        if status != 200 {
            return Err(refusal(status, &text));
        }
        let answer: Value = serde_json::from_slice(&text).unwrap_or_default();
        let Some(named) = answer.get("prompt_id").and_then(Value::as_str) else {
            return Err(Trouble::Nonsense(String::from_utf8_lossy(&text).into_owned()).end());
        };
        if answer.get("node_errors").and_then(Value::as_object).is_some_and(|errors| !errors.is_empty()) {
            // Only a part of the graph would be worked on.
            self.cancel(named).await;
            return Err(refusal(status, &text));
        }
        Ok(named.to_owned())
    }

    async fn knows(&self, id: &str) -> bool {
        let queued = self.whereabouts(id).await.is_ok_and(|at| at != Whereabouts::Nowhere);
        queued || self.history(id).await.is_ok_and(|entry| entry.is_some())
    }

    /// Fetches a picture; `None` when the server lists it but no longer has it.
    pub(super) async fn view(&self, made: &Made) -> Result<Option<Bytes>, End> {
        let query = [
            ("filename", made.filename.as_str()),
            ("subfolder", made.subfolder.as_str()),
            ("type", "output"),
        ];
        let mut url = below(&self.base, &["view"]);
        url.query_pairs_mut().extend_pairs(query);
        let sent = self.with_auth(self.http.get(url)).timeout(ANSWER * 4).send().await;
        let response = sent.map_err(|error| Trouble::from(error).end())?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let response = success(response).await.map_err(Trouble::end)?;
        let file = body(response, BODY_MAX).await.map_err(|error| Trouble::from(error).end())?;
        if is_picture(&file) { Ok(Some(file)) } else { Err(ill("the server's file is no picture")) }
    }

    /// Calls off this prompt and no other one: the server is shared with whoever else uses it. A prompt that ran is
    /// waited for, because only then it is in the history and its words can be taken out of there.
    pub(super) async fn cancel(&self, id: &str) {
        let called_off = async {
            self.try_cancel(id).await?;
            while self.whereabouts(id).await? == Whereabouts::Running {
                tokio::time::sleep(CANCEL_GLANCE).await;
            }
            Ok::<(), Trouble>(())
        };
        let _ = tokio::time::timeout(CANCEL, called_off).await;
    }

    async fn try_cancel(&self, id: &str) -> Result<(), Trouble> {
        // One step on servers that have it; elsewhere the queue says what is left to do.
        let cancelled = self.post(&["api", "jobs", id, "cancel"]).json(&json!({})).send().await?;
        if cancelled.status() == StatusCode::OK {
            return Ok(());
        }
        // A pending prompt may begin to run while it is being deleted: look again before believing that it is gone.
        for _ in 0..3 {
            match self.whereabouts(id).await? {
                Whereabouts::Nowhere => break,
                Whereabouts::Pending => {
                    self.post(&["queue"]).json(&json!({ "delete": [id] })).send().await?;
                }
                Whereabouts::Running => {
                    self.post(&["interrupt"]).json(&json!({ "prompt_id": id })).send().await?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Takes our own entries out of the history, which holds the whole graph with the person's words.
    pub(super) async fn forget(&self, ids: &[String]) {
        if !ids.is_empty() {
            let _ = self.post(&["history"]).timeout(PROBE).json(&json!({ "delete": ids })).send().await;
        }
    }
}

/// A request of ours that counts as a server's work.
pub(super) struct Visit<'a>(&'a Server);

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.0.ours.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn success(response: Response) -> Result<Response, Trouble> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let text = body(response, JSON_MAX).await.unwrap_or_default();
    Err(Trouble::Status(status.as_u16(), String::from_utf8_lossy(&text).into_owned()))
}

async fn json_of(response: Response) -> Result<Value, Trouble> {
    let text = body(success(response).await?, JSON_MAX).await?;
    serde_json::from_slice(&text).map_err(|_| Trouble::Nonsense(String::from_utf8_lossy(&text).into_owned()))
}

/// The header that carries the key: a bearer's unless the options name another one.
pub(super) fn header(
    key: Option<&str>,
    name: Option<&str>,
) -> Result<Option<(HeaderName, HeaderValue)>, String> {
    match (key, name) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err("auth_header needs a key: name its variable in key_env".to_owned()),
        (Some(key), None) => Ok(Some((reqwest::header::AUTHORIZATION, secret(&format!("Bearer {key}"))?))),
        (Some(key), Some(name)) => {
            let name =
                HeaderName::try_from(name).map_err(|_| "auth_header is no name of a header".to_owned())?;
            Ok(Some((name, secret(key)?)))
        }
    }
}

/// No server answers; what the last one said.
pub(super) fn none_reachable(troubles: Vec<(&str, Trouble)>) -> End {
    let refused = troubles.iter().all(|(_, trouble)| matches!(trouble, Trouble::Status(401 | 403, _)));
    let said: Vec<String> =
        troubles.into_iter().map(|(server, trouble)| format!("{server}: {trouble}")).collect();
    let said = said.join("; ");
    if refused { closed(ClosedFor::Key, said) } else { ill(said) }
}
