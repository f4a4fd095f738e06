//! A ComfyUI server that draws nothing.

use crate::{
    loopback::{Asked, Reply, json, serve},
    studio::PICTURE,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Map, Value, json};
use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::sync::{Notify, broadcast};
use tokio_tungstenite::tungstenite::Message;

/// What a server does wrong, and how it is.
#[derive(Clone)]
pub(crate) struct Ways {
    /// What submitting is answered with.
    pub(crate) submit: Option<(u16, Value)>,
    /// A class it lacks.
    pub(crate) lacks: &'static str,
    pub(crate) checkpoints: Vec<&'static str>,
    /// No socket at all, or one that is lost in the middle.
    pub(crate) socket: bool,
    pub(crate) socket_breaks: bool,
    /// How many finished prompts have no outputs.
    pub(crate) empty: u32,
    /// Prompts that finish with outputs before all others have none.
    pub(crate) empty_after: Option<usize>,
    /// How many finished prompts have outputs that are gone.
    pub(crate) gone: u32,
    /// Never finishes by itself.
    pub(crate) holds: bool,
    /// Somebody else's prompt that runs for ever.
    pub(crate) foreign: bool,
    /// Loses everything after it took a prompt.
    pub(crate) restarts: bool,
    /// The newer way of calling off.
    pub(crate) jobs: bool,
    /// How a prompt fails.
    pub(crate) error: Option<Value>,
    pub(crate) depth: u64,
    pub(crate) work: Duration,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            submit: None,
            lacks: "",
            checkpoints: vec!["sdxl.safetensors"],
            socket: true,
            socket_breaks: false,
            empty: 0,
            empty_after: None,
            gone: 0,
            holds: false,
            foreign: false,
            restarts: false,
            jobs: false,
            error: None,
            depth: 0,
            work: Duration::from_millis(80),
        }
    }
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) running: Vec<String>,
    pub(crate) pending: Vec<String>,
    pub(crate) history: Map<String, Value>,
    pub(crate) prompts: Vec<Value>,
    pub(crate) uploads: u32,
    pub(crate) heads: Vec<String>,
    /// Everything that was asked with POST, by path and body.
    pub(crate) posts: Vec<(String, Value)>,
}

pub(crate) struct Comfy {
    pub(crate) url: String,
    inner: Arc<Inner>,
}

struct Inner {
    ways: Mutex<Ways>,
    state: Mutex<State>,
    events: broadcast::Sender<Message>,
    /// A prompt came in.
    came: Arc<Notify>,
}

impl Comfy {
    pub(crate) async fn start(ways: Ways) -> Self {
        let mut state = State::default();
        if ways.foreign {
            state.running.push("foreign".to_owned());
        }
        let inner = Arc::new(Inner {
            ways: Mutex::new(ways),
            state: Mutex::new(state),
            events: broadcast::channel(64).0,
            came: Arc::default(),
        });
        let (handler, upgrade) = (Arc::clone(&inner), Arc::clone(&inner));
        let url = serve(
            Arc::new(move |asked| {
                let inner = Arc::clone(&handler);
                Box::pin(async move { inner.answer(asked) })
            }),
            Some(Arc::new(move |stream| {
                let inner = Arc::clone(&upgrade);
                Box::pin(async move { inner.socket(stream).await })
            })),
        )
        .await;
        Self { url, inner }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock().expect("state")
    }

    /// Notified each time a prompt came in.
    pub(crate) fn came(&self) -> Arc<Notify> {
        Arc::clone(&self.inner.came)
    }

    pub(crate) fn posts(&self, path: &str) -> Vec<Value> {
        self.state().posts.iter().filter(|(p, _)| p == path).map(|(_, body)| body.clone()).collect()
    }

    /// Puts a prompt there as if it had been submitted before.
    pub(crate) fn finished(&self, id: &str) {
        self.state().history.insert(id.to_owned(), entry(id));
    }
}

fn entry(id: &str) -> Value {
    let file = json!({ "filename": format!("{id}_00001_.png"), "subfolder": "easel", "type": "output" });
    let temp = json!({ "filename": "x.png", "subfolder": "", "type": "temp" });
    json!({
        "outputs": { "9": { "images": [temp, file] }, "8": { "images": [temp] } },
        "status": { "status_str": "success", "completed": true, "messages": [] }
    })
}

impl Inner {
    fn answer(self: &Arc<Self>, asked: Asked) -> Reply {
        let ways = self.ways.lock().expect("ways").clone();
        let mut state = self.state.lock().expect("state");
        state.heads.push(asked.head.clone());
        let path = asked.path.split('?').next().unwrap_or_default().to_owned();
        let body = asked.json();
        if asked.method == "POST" {
            state.posts.push((path.clone(), body.clone()));
        }
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["prompt"]) => json(200, &json!({ "exec_info": { "queue_remaining": ways.depth } })),
            ("GET", ["history", id]) => {
                let found: Map<String, Value> =
                    state.history.get(*id).map(|e| ((*id).to_owned(), e.clone())).into_iter().collect();
                json(200, &Value::Object(found))
            }
            ("GET", ["queue"]) => {
                let list =
                    |ids: &[String]| -> Vec<Value> { ids.iter().map(|id| json!([1, id, {}])).collect() };
                let all =
                    json!({ "queue_running": list(&state.running), "queue_pending": list(&state.pending) });
                json(200, &all)
            }
            ("GET", ["object_info", class]) if *class == ways.lacks => json(200, &json!({})),
            ("GET", ["object_info", class]) => {
                let about = json!({ "input": { "required": {
                    "ckpt_name": [ways.checkpoints],
                    "sampler_name": ["COMBO", { "options": ["dpmpp_2m", "euler"] }],
                    "image": [["old.png"], { "image_upload": true }]
                } } });
                json(200, &json!({ *class: about }))
            }
            ("GET", ["view"]) => {
                assert!(asked.path.contains("type=output"), "{}", asked.path);
                if ways.gone > 0 {
                    self.ways.lock().expect("ways").gone -= 1;
                    return (404, Vec::new());
                }
                (200, PICTURE.to_vec())
            }
            ("POST", ["upload", "image"]) => {
                state.uploads += 1;
                let name = format!("given-{}.png", state.uploads);
                json(200, &json!({ "name": name, "subfolder": "easel", "type": "input" }))
            }
            ("POST", ["prompt"]) => {
                let id = body["prompt_id"].as_str().expect("an id").to_owned();
                state.prompts.push(body);
                if let Some((status, answer)) = ways.submit {
                    return json(status, &answer);
                }
                state.pending.push(id.clone());
                let inner = Arc::clone(self);
                tokio::spawn(async move { inner.work(id).await });
                json(
                    200,
                    &json!({ "prompt_id": state.prompts.last().expect("one")["prompt_id"], "number": 1, "node_errors": {} }),
                )
            }
            ("POST", ["queue"]) => {
                let gone: Vec<&str> =
                    body["delete"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                state.pending.retain(|id| !gone.contains(&id.as_str()));
                (200, Vec::new())
            }
            ("POST", ["interrupt"]) => {
                let id = body["prompt_id"].as_str().unwrap_or_default();
                self.interrupt(&mut state, id);
                (200, Vec::new())
            }
            ("POST", ["history"]) => {
                for id in body["delete"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    state.history.remove(id);
                }
                (200, Vec::new())
            }
            ("POST", ["api", "jobs", id, "cancel"]) if ways.jobs => {
                state.pending.retain(|known| known != id);
                self.interrupt(&mut state, id);
                json(200, &json!({ "cancelled": true }))
            }
            _ => (404, b"404: Not Found".to_vec()),
        }
    }

    /// An interrupted prompt runs on to the end of its step, and then is in the history like any other.
    fn interrupt(self: &Arc<Self>, state: &mut State, id: &str) {
        if !state.running.iter().any(|known| known == id) {
            return;
        }
        let (inner, id) = (Arc::clone(self), id.to_owned());
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let mut state = inner.state.lock().expect("state");
            state.running.retain(|known| *known != id);
            let mut entry = entry(&id);
            entry["status"] = json!({ "status_str": "error", "messages": [["execution_interrupted", {}]] });
            state.history.insert(id, entry);
        });
    }

    async fn work(self: Arc<Self>, id: String) {
        let ways = self.ways.lock().expect("ways").clone();
        if ways.restarts {
            self.state.lock().expect("state").pending.clear();
            return;
        }
        if ways.foreign {
            self.came.notify_one();
            return;
        }
        {
            let mut state = self.state.lock().expect("state");
            state.pending.retain(|known| *known != id);
            state.running.push(id.clone());
        }
        self.came.notify_one();
        self.say("progress", &json!({ "value": 9, "max": 10, "prompt_id": "foreign" }));
        self.say("progress", &json!({ "value": 5, "max": 10, "prompt_id": id }));
        for owner in ["foreign", &id, "foreign"] {
            let about = json!({ "prompt_id": owner, "image_type": "image/png" }).to_string();
            let mut bytes = 4_u32.to_be_bytes().to_vec();
            bytes.extend((about.len() as u32).to_be_bytes());
            bytes.extend(about.as_bytes());
            bytes.extend(PICTURE);
            if owner == "foreign" {
                bytes.extend(b"of somebody else");
            }
            let _ = self.events.send(Message::Binary(bytes.into()));
        }
        if ways.holds {
            return;
        }
        tokio::time::sleep(ways.work).await;
        let mut made = entry(&id);
        {
            let mut ways = self.ways.lock().expect("ways");
            if ways.empty > 0 {
                ways.empty -= 1;
                made["outputs"] = json!({});
            }
            let number = self.state.lock().expect("state").prompts.len();
            if ways.empty_after.is_some_and(|well| number > well) {
                made["outputs"] = json!({});
            }
            if let Some(error) = &ways.error {
                made["outputs"] = json!({});
                made["status"] = json!({ "status_str": "error", "completed": false, "messages": [["execution_start", {}], error] });
            }
        }
        {
            let mut state = self.state.lock().expect("state");
            state.running.retain(|known| *known != id);
            state.history.insert(id.clone(), made);
        }
        self.say("executing", &json!({ "node": null, "prompt_id": id }));
    }

    fn say(&self, kind: &str, data: &Value) {
        let _ = self.events.send(Message::text(json!({ "type": kind, "data": data }).to_string()));
    }

    async fn socket(self: Arc<Self>, stream: tokio::net::TcpStream) {
        let ways = self.ways.lock().expect("ways").clone();
        let mut events = self.events.subscribe();
        if !ways.socket {
            return;
        }
        let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
        let flags = socket.next().await.and_then(Result::ok).expect("flags come first");
        assert!(flags.to_text().expect("text").contains("supports_preview_metadata"));
        while let Ok(event) = events.recv().await {
            if socket.send(event).await.is_err() || ways.socket_breaks {
                return;
            }
        }
    }
}
