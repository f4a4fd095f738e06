//! ComfyUI servers on the operator's own graphics cards.
//!
//! A provider is one server, or several that have the same models:
//!
//! ```json
//! { "engine": "comfyui", "url": "http://gpu-1:8188", "key_env": "GPU_KEY",
//!   "options": { "servers": ["http://gpu-2:8188"], "auth_header": "X-Api-Key" } }
//! ```
//!
//! The server keeps what is uploaded (`input/easel`) and what is made (`output/easel`) until somebody cleans it; it has
//! no way to be asked for that.

mod options;
mod progress;
mod refusal;
mod server;
mod wait;
mod workflow;

use crate::{
    Answer, Engine, Origin, Picture, Pictures, Pixels, Reporter, Request,
    http::{Reach, client},
    own_gpu::{End, closed, ill, is_failure, mask_png, unguessable},
};
use bytes::Bytes;
use easel_domain::{
    Outcome, Takes,
    model::{Channel, Provider},
    routing::{ClosedFor, Health},
};
use futures_util::future::{BoxFuture, join_all};
use progress::{Share, Socket};
use serde_json::Value;
use server::{Made, Server, Visit};
use std::{
    collections::HashSet,
    pin::Pin,
    sync::{Mutex, PoisonError},
};
use tokio::time::{Sleep, sleep};
use workflow::{Values, Workflow};

/// The engine for ComfyUI servers.
pub(crate) struct ComfyUi {
    servers: Vec<Server>,
    /// Graphs that a server was found able to work on, with the server's name before them.
    checked: Mutex<HashSet<String>>,
}

impl ComfyUi {
    /// Reads a provider's settings.
    ///
    /// # Errors
    /// What is wrong with them, as a sentence that never holds the key.
    pub(crate) fn new(provider: &Provider, key: Option<&str>) -> Result<Self, String> {
        let mut urls: Vec<&str> = provider.url.as_deref().into_iter().collect();
        let mut header = None;
        for (name, value) in &provider.options {
            match (name.as_str(), value) {
                ("servers", Value::Array(list)) => {
                    for url in list {
                        urls.push(url.as_str().ok_or("servers must be a list of addresses")?);
                    }
                }
                ("servers", _) => return Err("servers must be a list of addresses".to_owned()),
                ("auth_header", Value::String(name)) => header = Some(name.as_str()),
                ("auth_header", _) => return Err("auth_header must be the name of a header".to_owned()),
                (other, _) => return Err(format!("this engine has no settings called {other}")),
            }
        }
        if urls.is_empty() {
            return Err("a url is missing: where the server is".to_owned());
        }
        let auth = server::header(key, header)?;
        let http = client(Reach::Operator);
        let mut servers: Vec<Server> = Vec::new();
        for url in urls {
            let server = Server::new(url, http.clone(), auth.clone())?;
            if !servers.iter().any(|known| known.name() == server.name()) {
                servers.push(server);
            }
        }
        Ok(Self { servers, checked: Mutex::default() })
    }

    /// The server with the least to do.
    async fn choose(&self) -> Result<(&Server, Visit<'_>), End> {
        let depths = join_all(self.servers.iter().map(Server::depth)).await;
        let mut best: Option<(u64, &Server)> = None;
        let mut troubles = Vec::new();
        for (server, depth) in self.servers.iter().zip(depths) {
            match depth {
                Ok(depth) if best.is_none_or(|(least, _)| depth < least) => best = Some((depth, server)),
                Ok(_) => {}
                Err(trouble) => troubles.push((server.name(), trouble)),
            }
        }
        match best {
            Some((_, server)) => Ok((server, server.enter())),
            None => Err(server::none_reachable(troubles)),
        }
    }

    /// Asks once for each server and graph whether the server has the nodes and model files in it.
    async fn check(&self, server: &Server, workflow: &Workflow) -> Result<(), End> {
        let name = format!("{} {}", server.name(), workflow.text());
        if self.checked.lock().unwrap_or_else(PoisonError::into_inner).contains(&name) {
            return Ok(());
        }
        for class in workflow.classes() {
            let Some(description) = server.class(class).await.map_err(crate::own_gpu::Trouble::end)? else {
                return Err(closed(ClosedFor::Settings, format!("the server lacks the node {class}")));
            };
            if let Some(missing) = workflow.misses(class, &description) {
                return Err(closed(ClosedFor::Settings, missing));
            }
        }
        self.checked.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        Ok(())
    }

    async fn work(&self, request: &Request, reporter: &Reporter) -> Answer {
        let mut run = Run {
            engine: self,
            request,
            reporter,
            late: Box::pin(sleep(request.time_left)),
            at: None,
            socket: None,
            client: String::new(),
            ids: Vec::new(),
            spent: Vec::new(),
            pictures: Vec::new(),
        };
        let end = run.all().await;
        run.clean().await;
        let provider_ref = run.at.as_ref().filter(|_| !run.ids.is_empty()).map(|_| run.name());
        let answer = match end {
            Ok(()) => Answer::pictures(run.pictures),
            // What is made is delivered; what it tells about the server stays true.
            Err(end) if is_failure(&end) && !run.pictures.is_empty() => {
                let made = Pictures { pictures: run.pictures, account: None };
                Answer::of(Outcome::Succeeded(made), end.health)
            }
            Err(end) => *end,
        };
        Answer { provider_ref, ..answer }
    }
}

impl Engine for ComfyUi {
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        Box::pin(async move { self.work(&request, &reporter).await })
    }

    fn mistakes(&self, channel: &Channel) -> Vec<String> {
        options::mistakes(channel)
    }
}

/// The names of uploaded pictures.
struct Uploads {
    source: Option<String>,
    mask: Option<String>,
    references: Vec<String>,
}

/// One request at work.
struct Run<'a> {
    engine: &'a ComfyUi,
    request: &'a Request,
    reporter: &'a Reporter,
    /// Over when the time for the request is.
    late: Pin<Box<Sleep>>,
    at: Option<(&'a Server, Visit<'a>)>,
    socket: Option<Socket>,
    /// What the socket is known by. It is the first prompt's id, so that whoever takes the request up knows it.
    client: String,
    /// The prompts that count, one a picture.
    ids: Vec<String>,
    /// Prompts that came to nothing.
    spent: Vec<String>,
    pictures: Vec<Picture>,
}

impl<'a> Run<'a> {
    /// What the request is called on its server: the address, then a prompt for each picture so far.
    fn name(&self) -> String {
        let server = self.at.as_ref().map_or("", |(server, _)| server.name());
        format!("{server} {}", self.ids.join(" "))
    }

    /// Does something for as long as there is time and nobody calls it off.
    async fn within<T>(&mut self, work: impl Future<Output = Result<T, End>>) -> Result<T, End> {
        tokio::select! {
            biased;
            () = self.reporter.stopped() => Err(Box::new(Answer::cancelled())),
            () = &mut self.late => Err(ill("the time for the request is over")),
            done = work => done,
        }
    }

    async fn all(&mut self) -> Result<(), End> {
        let (engine, request) = (self.engine, self.request);
        let workflow = options::workflow(&request.channel, request.spec.operation()).map_err(|wrong| {
            closed(ClosedFor::Settings, format!("the workflow can't be used: {}", wrong.join("; ")))
        })?;
        let server = match &request.resume {
            Some(name) => self.resume(name)?,
            None => {
                let (server, visit) = self.within(engine.choose()).await?;
                self.at = Some((server, visit));
                self.client = unguessable()?;
                server
            }
        };
        let client = self.client.clone();
        self.socket = self.within(async { Ok(Socket::open(server, &client).await) }).await?;
        let before = self.ids.clone();
        for id in &before {
            let Some(file) = self.finish(server, &workflow, id).await? else {
                return Err(ill("the server no longer has the picture"));
            };
            self.keep(file);
        }
        if self.pictures.len() >= request.spec.count as usize {
            return Ok(());
        }
        self.within(engine.check(server, &workflow)).await?;
        let uploads = self.within(upload(server, &workflow, request)).await?;
        while self.pictures.len() < request.spec.count as usize {
            let file = self.make(server, &workflow, &uploads).await?;
            self.keep(file);
        }
        Ok(())
    }

    fn seed(&self) -> u64 {
        self.request.seed.wrapping_add(self.pictures.len() as u64)
    }

    fn keep(&mut self, file: Bytes) {
        let picture =
            Picture { pixels: Pixels::Encoded(file), seed: Some(self.seed()), origin: Origin::TrainedModel };
        self.pictures.push(picture);
    }

    /// Finds the server and the prompts of a lost worker. Only servers of the configuration are asked.
    fn resume(&mut self, name: &str) -> Result<&'a Server, End> {
        let mut words = name.split(' ').filter(|word| !word.is_empty());
        let address = words.next().unwrap_or_default();
        let Some(server) = self.engine.servers.iter().find(|server| server.name() == address) else {
            return Err(ill("the server that had the request is no longer configured"));
        };
        self.ids = words.map(str::to_owned).collect();
        self.ids.truncate(self.request.spec.count as usize);
        self.client = match self.ids.first() {
            Some(first) => first.clone(),
            None => return Err(ill("the request has no name on its server")),
        };
        self.at = Some((server, server.enter()));
        Ok(server)
    }

    /// Makes one picture, with a second try when the server says that it is done and has nothing to show.
    async fn make(
        &mut self,
        server: &'a Server,
        workflow: &Workflow,
        uploads: &Uploads,
    ) -> Result<Bytes, End> {
        let takes = Takes { negative: workflow.takes("negative"), ..Takes::default() };
        let told = self.request.spec.told(takes);
        for _ in 0..2 {
            let id = if self.ids.is_empty() && self.spent.is_empty() {
                self.client.clone()
            } else {
                unguessable()?
            };
            let spec = &self.request.spec;
            let graph = workflow.fill(&Values {
                prompt: &told.prompt,
                negative: &told.negative,
                width: spec.width,
                height: spec.height,
                seed: self.seed(),
                strength: spec.strength,
                filename_prefix: &format!("easel/{id}"),
                source: uploads.source.as_deref(),
                mask: uploads.mask.as_deref(),
                references: &uploads.references,
            });
            if !self.reporter.sending().await {
                return Err(Box::new(Answer::cancelled()));
            }
            let client = self.client.clone();
            let sent = self.within(server.submit(graph, &id, &client)).await;
            let id = match sent {
                Ok(id) => id,
                Err(end) => {
                    // It may have come into the queue just before nobody waited for the answer any more.
                    if self.reporter.is_stopped() || self.late.is_elapsed() {
                        server.cancel(&id).await;
                        self.spent.push(id);
                    }
                    return Err(end);
                }
            };
            self.ids.push(id.clone());
            let (name, reporter) = (self.name(), self.reporter);
            let written = async {
                reporter.accepted(&name).await;
                Ok(())
            };
            if let Err(end) = self.within(written).await {
                server.cancel(&id).await;
                return Err(end);
            }
            if let Some(file) = self.finish(server, workflow, &id).await? {
                return Ok(file);
            }
            self.spent.extend(self.ids.pop());
        }
        Err(ill("the server says it is done and has no picture to show"))
    }

    /// Waits for a prompt and fetches its picture; `None` when it ended well without one.
    async fn finish(
        &mut self,
        server: &'a Server,
        workflow: &Workflow,
        id: &str,
    ) -> Result<Option<Bytes>, End> {
        let share = Share { done: self.pictures.len() as u32, of: self.request.spec.count };
        self.reporter.progress(share.at(0.0), "drawing");
        let entry = wait::entry(self, server, id, share).await?;
        if let Some(answer) = refusal::mishap(&entry) {
            return Err(Box::new(answer));
        }
        let Some(made) = Made::find(&entry, workflow.output()) else { return Ok(None) };
        let file = self.within(server.view(&made)).await?;
        self.reporter.progress(share.at(1.0), "drawing");
        Ok(file)
    }

    /// Takes our traces out of the server's history.
    async fn clean(&mut self) {
        if let Some((server, _)) = &self.at {
            let ids: Vec<String> = self.ids.iter().chain(&self.spent).cloned().collect();
            server.forget(&ids).await;
        }
    }
}

/// Puts the request's pictures on the server.
async fn upload(server: &Server, workflow: &Workflow, request: &Request) -> Result<Uploads, End> {
    let inputs = &request.inputs;
    let mut references = inputs.references.iter().collect::<Vec<_>>();
    let mut source = inputs.source.as_ref();
    if source.is_some() && !workflow.takes("source") {
        // A graph that edits by reference refers to the source first.
        references.insert(0, source.take().expect("looked at above"));
    }
    let (least, most) = (workflow.references_needed(), workflow.references());
    if !(least..=most).contains(&references.len()) || source.is_none() && workflow.takes("source") {
        let detail = format!(
            "the workflow takes {}{least} to {most} references, and the request has {}",
            if workflow.takes("source") { "a source and " } else { "" },
            references.len()
        );
        return Err(closed(ClosedFor::Settings, detail));
    }
    let mut names = Uploads { source: None, mask: None, references: Vec::new() };
    if let Some(source) = source {
        names.source = Some(server.upload(source.png.clone()).await?);
    }
    if let Some(mask) = inputs.mask.as_ref().filter(|_| workflow.takes("mask")) {
        names.mask = Some(server.upload(mask_png(mask, workflow.mask_as())?).await?);
    }
    for reference in references {
        names.references.push(server.upload(reference.png.clone()).await?);
    }
    Ok(names)
}

/// Calls a prompt off because there is no time left, and says what that tells about the server.
async fn too_late(server: &Server, id: &str) -> End {
    let waiting = server.whereabouts(id).await == Ok(server::Whereabouts::Pending);
    server.cancel(id).await;
    let (health, why) = if waiting {
        (
            Health::Busy { retry_after_ms: None },
            "the request was still in the server's queue when its time was over",
        )
    } else {
        (Health::Ill, "the server was still at work when the time for the request was over")
    };
    Box::new(Answer::failed(health, why))
}
