//! One request to a provider and what comes of it: pictures, or an answer that says why not.

use super::{
    answer::{self, Found},
    body::{self, Door, Fields},
    cost, faults,
    options::{Auth, CostFrom, OpenAiOptions, ProviderOptions},
    stream::Events,
};
use crate::{
    Answer, Reporter, Request,
    http::{self, BODY_MAX, BodyError, Reach},
};
use bytes::Bytes;
use easel_domain::{
    FailureCode, Outcome, Takes,
    model::{Operation, Provider},
    routing::{Cost, Health},
};
use reqwest::{
    Client, RequestBuilder, Response, Url,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// Largest answer that only says what went wrong.
const FAULT_MAX: usize = 1 << 20;
/// Longest that the words of a refusal are waited for: its status says enough.
const FAULT_WAIT: Duration = Duration::from_secs(10);
/// Largest picture that is fetched from an address.
const PICTURE_MAX: usize = 64 << 20;
/// How often such an address is asked: that bills nothing.
const FETCHES: u32 = 3;
const FETCH_PAUSE: Duration = Duration::from_millis(300);
/// An answer of this length is read faster than it is handed to another thread.
const SHORT_MAX: usize = 64 << 10;

/// What is needed to talk to a provider. It holds the key, so it can't be printed.
pub(super) struct Wire {
    client: Client,
    /// For addresses of pictures, which are a provider's word and not the operator's.
    results: Client,
    reach: Reach,
    base: Url,
    headers: HeaderMap,
    key: Option<String>,
    options: ProviderOptions,
}

/// One request of a job: which pictures of it, and everything that is needed to ask for them.
pub(super) struct Task<'a> {
    pub(super) request: &'a Request,
    pub(super) reporter: &'a Reporter,
    pub(super) options: &'a OpenAiOptions,
    /// The mask's file.
    pub(super) mask: Option<Bytes>,
    /// When the job's time is over.
    pub(super) deadline: Instant,
    /// Number of the first picture.
    pub(super) from: u32,
    /// How many.
    pub(super) n: u32,
}

/// What one request brought.
pub(super) struct Made {
    pub(super) files: Vec<Bytes>,
    pub(super) cost: Option<Cost>,
    pub(super) provider_ref: Option<String>,
}

/// A request without pictures ends in an answer; it is large, and rare.
type Fault = Box<Answer>;

/// What one piece of JSON said.
struct Said {
    found: Vec<Found>,
    kind: Option<String>,
    index: u32,
    cost: Option<Cost>,
    complaint: Option<Value>,
    /// What a chat's policy says against drawing, and what else it said.
    refusal: Option<String>,
    words: Option<String>,
    has_error: bool,
    has_data: bool,
}

impl Wire {
    /// Checks a provider's settings. `reach` is what addresses in answers may lead to: only tests have pictures in
    /// their own network.
    pub(super) fn new(provider: &Provider, key: Option<&str>, reach: Reach) -> Result<Self, String> {
        let options = ProviderOptions::of(provider)?;
        let url = provider.url.as_deref().ok_or("needs a url, such as \"https://api.openai.com/v1\"")?;
        let base: Url = url.parse().map_err(|_| "url is no address".to_owned())?;
        if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
            return Err("url must begin with https:// or http://".to_owned());
        }
        if !base.username().is_empty() || base.password().is_some() || base.query().is_some() {
            return Err("url must have no user, password or query; there are options for that".to_owned());
        }
        let mut headers = options.header_map()?;
        let key = key.map(str::trim).filter(|key| !key.is_empty());
        let header = match (options.auth, key) {
            (Auth::None, _) => None,
            (_, None) => return Err("needs key_env, or the option auth \"none\"".to_owned()),
            (Auth::Bearer, Some(key)) => Some(("authorization", format!("Bearer {key}"))),
            (Auth::ApiKey, Some(key)) => Some(("api-key", key.to_owned())),
        };
        if let Some((name, value)) = header {
            let mut value = HeaderValue::from_str(&value)
                .map_err(|_| "the key has signs that can't be sent in a header".to_owned())?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let (client, results) = (http::client(Reach::Operator), http::client(reach));
        Ok(Self { client, results, reach, base, headers, key: key.map(str::to_owned), options })
    }

    /// Writes a request down, without sending anything.
    pub(super) fn prepare(&self, task: &Task<'_>) -> Result<RequestBuilder, Fault> {
        let fields = body::fields(task.request, task.options, task.from, task.n).map_err(faults::unfit)?;
        let (door, path) = match body::door(task.request, task.options) {
            door @ Door::Generations => (door, &self.options.path_generations),
            door @ Door::Edits => (door, &self.options.path_edits),
            door @ Door::Chat => (door, &self.options.path_chat),
        };
        let model = &task.request.channel.provider_model;
        let address = self.options.address(&self.base, path, model).map_err(faults::unfit)?;
        let accept =
            if task.options.stream { "text/event-stream, application/json" } else { "application/json" };
        let builder = self.client.post(address).headers(self.headers.clone()).header(ACCEPT, accept);
        Ok(written(builder, door, task, fields))
    }

    /// Sends a prepared request and waits for what comes of it, no longer than there is time and the person wants it.
    pub(super) async fn exchange(&self, task: &Task<'_>, builder: RequestBuilder) -> Result<Made, Fault> {
        let own = sleep(Duration::from_secs_f64(self.options.timeout_seconds)).deadline();
        let exchange = timeout_at(own.min(task.deadline), self.talk(task, builder));
        let ended = tokio::select! {
            biased;
            () = task.reporter.stopped() => Err(Box::new(Answer::cancelled())),
            ended = exchange => ended.unwrap_or_else(|_| Err(Answer::unknown("sent, and no answer in time").into())),
        };
        ended.map_err(|fault| self.without_key(fault))
    }

    async fn talk(&self, task: &Task<'_>, builder: RequestBuilder) -> Result<Made, Fault> {
        let response = builder.send().await.map_err(faults::of_transport)?;
        let provider_ref = provider_ref(response.headers());
        let made = self.read(task, response).await;
        match made {
            Ok(made) => Ok(Made { provider_ref, ..made }),
            Err(mut fault) => {
                if let Outcome::Unknown { provider_ref: Some(told) } = &mut fault.outcome
                    && let Some(name) = &provider_ref
                {
                    *told = format!("{told} ({name})");
                }
                fault.provider_ref = provider_ref;
                Err(fault)
            }
        }
    }

    async fn read(&self, task: &Task<'_>, response: Response) -> Result<Made, Fault> {
        let (status, headers) = (response.status(), response.headers().clone());
        let prompt = &task.request.spec.told(Takes::default()).prompt;
        if !status.is_success() {
            let body = timeout(FAULT_WAIT, http::body(response, FAULT_MAX)).await;
            let body = body.ok().and_then(Result::ok).unwrap_or_default();
            let value = match answer::read(&body) {
                Ok(envelope) => envelope.complaint().or_else(|| serde_json::from_slice(&body).ok()),
                Err(_) => Some(
                    serde_json::from_slice(&body).unwrap_or_else(|_| String::from_utf8_lossy(&body).into()),
                ),
            };
            return Err(faults::of_status(status, &headers, value.as_ref(), prompt).into());
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.to_ascii_lowercase().starts_with("text/event-stream") {
            return self.listen(task, response, &headers).await;
        }
        let body = http::body(response, BODY_MAX).await.map_err(|error| lost(&error))?;
        if answer::is_picture(&body) {
            return Ok(Made { files: vec![body], cost: None, provider_ref: None });
        }
        let start = body.slice(..body.len().min(4096));
        let said = understand(task, body, &headers).await.map_err(|why| {
            let text = String::from_utf8_lossy(&start);
            Answer::failed(Health::Ill, faults::quoted(&format!("no JSON ({why}): {text}")))
        })?;
        let cost = said.cost;
        let files = self.files(task, said).await?;
        Ok(Made { files, cost, provider_ref: None })
    }

    /// The pictures of an answer that is complete.
    async fn files(&self, task: &Task<'_>, said: Said) -> Result<Vec<Bytes>, Fault> {
        let prompt = &task.request.spec.told(Takes::default()).prompt;
        if said.found.is_empty() {
            return Err(match &said.complaint {
                Some(complaint) => faults::of_complaint(complaint, prompt),
                None => without_pictures(task, &said),
            }
            .into());
        }
        let mut files = Vec::new();
        let mut trouble = None;
        for found in said.found.into_iter().take(task.n as usize) {
            match found {
                Found::File(file) => files.push(file),
                Found::Bad(what) => {
                    trouble.get_or_insert_with(|| {
                        Box::new(Answer::failed(Health::Ill, format!("a picture that is {what}")))
                    });
                }
                Found::Address(address) => match self.fetch(&address).await {
                    Ok(file) => files.push(file),
                    Err(fault) => trouble = Some(fault),
                },
            }
        }
        match trouble {
            Some(fault) if files.is_empty() => Err(fault),
            _ => Ok(files),
        }
    }

    /// Gets a picture from where an answer says it is.
    async fn fetch(&self, address: &str) -> Result<Bytes, Fault> {
        let refused = |why: &str| Box::new(Answer::failed(Health::Ill, format!("a picture {why}")));
        let url: Url = address.parse().map_err(|_| refused("at an address that is none"))?;
        let is_public = self.reach == Reach::Operator || http::is_fetchable(&url);
        if !is_public || !url.host_str().is_some_and(|host| self.options.is_result_host(host)) {
            return Err(refused(&format!(
                "at an address that must not be fetched, on {}",
                faults::quoted(url.host_str().unwrap_or("no host"))
            )));
        }
        let mut why = String::new();
        for round in 0..FETCHES {
            if round > 0 {
                sleep(FETCH_PAUSE * round).await;
            }
            match self.results.get(url.clone()).send().await {
                Err(error) => why = faults::told(&error.without_url()),
                Ok(response) if response.status().is_success() => {
                    match http::body(response, PICTURE_MAX).await {
                        Ok(file) if answer::is_picture(&file) => return Ok(file),
                        Ok(_) => return Err(refused("that is a file but no PNG, JPEG or WebP")),
                        Err(error) => why = faults::told(&error),
                    }
                }
                Ok(response) => {
                    why = format!("status {}", response.status().as_u16());
                    if response.status().is_redirection() {
                        break;
                    }
                }
            }
        }
        // It was made, and surely billed: that it can't be had is no reason to have it made again.
        Err(Answer::unknown(format!("a picture was made but can't be fetched: {why}")).into())
    }

    /// Reads a stream to its first complete picture, or to as many as were asked for.
    async fn listen(
        &self,
        task: &Task<'_>,
        mut response: Response,
        headers: &HeaderMap,
    ) -> Result<Made, Fault> {
        let mut made = Vec::new();
        let mut costs = Vec::new();
        let mut events = Events::default();
        let mut left = BODY_MAX;
        let mut broken = None;
        let mut over = false;
        'stream: while !over {
            match response.chunk().await {
                Ok(Some(part)) if part.len() <= left => {
                    left -= part.len();
                    events.push(&part);
                }
                Ok(Some(_)) => {
                    broken = Some(lost(&BodyError::TooLarge(BODY_MAX)));
                    break;
                }
                Ok(None) => {
                    // The last event may lack its empty line.
                    events.push(b"\n\n");
                    over = true;
                }
                Err(error) => {
                    broken = Some(lost(&BodyError::Broken(error)));
                    break;
                }
            }
            while let Some(event) = events.next() {
                if event.data.trim_ascii() == b"[DONE]" {
                    broken = Some(Answer::failed(Health::Ill, "a stream without a picture"));
                    break 'stream;
                }
                // What is no JSON is nothing an unfinished stream is given up for.
                let Ok(mut said) = understand(task, event.data, headers).await else { continue };
                let kind = said.kind.take().unwrap_or(event.name);
                if said.has_error || kind == "error" {
                    let complaint = said.complaint.unwrap_or_default();
                    let prompt = &task.request.spec.told(Takes::default()).prompt;
                    broken = Some(faults::of_complaint(&complaint, prompt));
                    break 'stream;
                }
                if kind.ends_with(".partial_image") {
                    preview(task, said);
                } else if kind.ends_with(".completed") || said.has_data {
                    costs.push(said.cost);
                    made.extend(self.files(task, said).await?);
                    if made.len() >= task.n as usize {
                        break 'stream;
                    }
                }
            }
        }
        if made.is_empty() {
            let fault = broken.unwrap_or_else(|| Answer::unknown("the stream ended before its picture"));
            return Err(fault.into());
        }
        made.truncate(task.n as usize);
        let cost = match task.options.cost {
            // A header is about the whole stream.
            CostFrom::Header { .. } => costs.pop().flatten(),
            _ => cost::sum(costs.into_iter()),
        };
        Ok(Made { files: made, cost, provider_ref: None })
    }

    /// Takes the key out of what a provider said, should it have quoted it.
    fn without_key(&self, mut fault: Fault) -> Fault {
        if let Some(key) = &self.key {
            let clean = |text: &mut String| {
                if text.contains(key.as_str()) {
                    *text = text.replace(key.as_str(), "(key)");
                }
                // Where the quotation was cut, half of a key is half a secret.
                let half =
                    (4..key.len()).rev().filter_map(|end| key.get(..end)).find(|half| text.ends_with(half));
                if let Some(half) = half {
                    text.truncate(text.len() - half.len());
                }
            };
            match &mut fault.outcome {
                Outcome::Rejected(failure) | Outcome::Failed { failure, .. } => clean(&mut failure.detail),
                Outcome::Unknown { provider_ref: Some(detail) } => clean(detail),
                _ => {}
            }
        }
        fault
    }
}

fn written(builder: RequestBuilder, door: Door, task: &Task<'_>, fields: Fields) -> RequestBuilder {
    match door {
        Door::Generations => {
            builder.header(CONTENT_TYPE, "application/json").body(body::json_body(task.request, fields))
        }
        Door::Chat => {
            builder.header(CONTENT_TYPE, "application/json").body(Value::Object(fields).to_string())
        }
        Door::Edits => builder.multipart(body::form(task.request, task.options, &fields, task.mask.clone())),
    }
}

/// What an answer means that has no pictures and doesn't complain.
fn without_pictures(task: &Task<'_>, said: &Said) -> Answer {
    let words = said.refusal.as_ref().or(said.words.as_ref());
    let detail = words.map_or_else(
        || "an answer without pictures".to_owned(),
        |words| format!("an answer without pictures: {}", faults::quoted(words)),
    );
    if said.refusal.is_some() {
        Answer::rejected(FailureCode::RefusedPrompt, detail)
    } else if task.options.empty_is_refusal || said.words.is_some() {
        // Who talks instead of drawing was asked properly, and bills for its words: asking again brings no picture.
        Answer::rejected(FailureCode::RefusedPicture, detail)
    } else {
        Answer::failed(Health::Ill, detail)
    }
}

/// Reads JSON, on a blocking thread where that takes a while: four pictures in 4K.
async fn understand(task: &Task<'_>, body: Bytes, headers: &HeaderMap) -> Result<Said, String> {
    let from = task.options.cost.clone();
    let headers = headers.clone();
    let words_only = task.request.spec.operation() == Operation::Generate;
    let is_short = body.len() <= SHORT_MAX;
    let read = move || {
        let envelope = answer::read(&body).map_err(|error| error.to_string())?;
        Ok(Said {
            found: envelope.found(),
            kind: envelope.kind(),
            index: envelope.partial_index(),
            cost: cost::of(&from, &headers, envelope.usage(), &body, words_only),
            complaint: envelope.complaint(),
            refusal: envelope.refusal(),
            words: envelope.words(),
            has_error: envelope.has_error(),
            has_data: envelope.has_data(),
        })
    };
    if is_short {
        read()
    } else {
        tokio::task::spawn_blocking(read).await.map_err(|error| error.to_string())?
    }
}

/// Shows an unfinished picture.
fn preview(task: &Task<'_>, said: Said) {
    let steps = f64::from(task.options.partial_images) + 1.0;
    let within = (f64::from(said.index) + 1.0) / steps;
    let done = f64::from(task.from) + f64::from(task.n) * within.clamp(0.0, 1.0);
    task.reporter.progress(done / f64::from(task.request.spec.count.max(1)), "drawing");
    if let Some(Found::File(file)) = said.found.into_iter().next() {
        task.reporter.preview(file);
    }
}

/// The answer began and can't be had: a picture may have been made and billed.
fn lost(error: &BodyError) -> Answer {
    Answer::unknown(format!("sent, then lost: {}", faults::told(error)))
}

/// What the provider, or the proxy before it, calls the request.
fn provider_ref(headers: &HeaderMap) -> Option<String> {
    let names = ["x-request-id", "x-litellm-call-id"];
    let value = names.iter().find_map(|name| headers.get(*name))?;
    value.to_str().ok().map(|name| name.chars().take(200).collect())
}
