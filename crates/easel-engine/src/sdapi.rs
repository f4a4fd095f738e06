//! AUTOMATIC1111, Forge and whatever else speaks `/sdapi/v1`, on the operator's own graphics cards.
//!
//! A provider is one server; its key is `user:password` where the server asks for them. With `exclusive` the operator
//! says that nobody but this studio uses the server, so that what runs there is known to be ours even on servers that
//! don't say whose it is. The channel's `provider_model` is the checkpoint; `*` leaves the one the server has loaded.
//!
//! One call makes one picture and blocks until it is made. A call whose time ran out is answered with
//! [`Answer::unknown`], although nobody bills: the server is still at work, and asking again would only make its queue
//! longer. A connection that breaks means a server that died, and another attempt is welcome.

use crate::{
    Answer, Engine, Origin, Picture, Pictures, Pixels, Reporter, Request,
    http::{BODY_MAX, Reach, body, client},
    own_gpu::{
        End, MaskAs, Trouble, address, below, closed, ill, is_failure, is_picture, mask_png, quote, secret,
        unguessable, without_extra_args,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use easel_domain::{
    Outcome, Takes, Told,
    model::{Channel, Operation, Options, Provider},
    routing::{ClosedFor, Health},
};
use futures_util::future::BoxFuture;
use reqwest::{Client, RequestBuilder, Url, header::HeaderValue};
use serde_json::{Value, json};
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::time::{sleep, timeout};

/// How often the server is asked how far it is.
const GLANCE: Duration = Duration::from_millis(700);
/// Longest wait for a small answer.
const ANSWER: Duration = Duration::from_secs(10);
/// How long a picture that was called off is waited for, so that it can be interrupted when its turn comes.
const GRACE: Duration = Duration::from_secs(8);
/// Largest answer about progress; it may hold an unfinished picture.
const PROGRESS_MAX: usize = 32 << 20;
/// What of a seed every server keeps. Some have 32 bits for it, and take a negative one for any.
const SEED_BITS: u64 = 0x7fff_ffff;
/// The name that leaves the loaded checkpoint as it is.
const LOADED: &str = "*";

/// The settings of a channel, which are the server's own fields.
const SETTINGS: &[&str] = &[
    "sampler_name",
    "scheduler",
    "steps",
    "cfg_scale",
    "distilled_cfg_scale",
    "mask_blur",
    "inpainting_fill",
    "inpaint_full_res",
    "inpaint_full_res_padding",
];

/// The engine for servers that speak `/sdapi/v1`.
pub(crate) struct SdApi {
    base: Url,
    http: Client,
    auth: Option<HeaderValue>,
    exclusive: bool,
    /// Calls of ours at this moment.
    calls: AtomicU32,
    /// Checkpoints the server was found to have.
    checked: Mutex<Vec<String>>,
}

impl SdApi {
    /// Reads a provider's settings.
    ///
    /// # Errors
    /// What is wrong with them, as a sentence that never holds the key.
    pub(crate) fn new(provider: &Provider, key: Option<&str>) -> Result<Self, String> {
        let url = provider.url.as_deref().ok_or("a url is missing: where the server is")?;
        let mut exclusive = false;
        for (name, value) in &provider.options {
            match (name.as_str(), value) {
                ("exclusive", Value::Bool(yes)) => exclusive = *yes,
                ("exclusive", _) => return Err("exclusive must be true or false".to_owned()),
                (other, _) => return Err(format!("this engine has no settings called {other}")),
            }
        }
        let auth = match key {
            Some(key) if key.contains(':') => Some(secret(&format!("Basic {}", STANDARD.encode(key)))?),
            Some(_) => return Err("the key must be user:password".to_owned()),
            None => None,
        };
        Ok(Self {
            base: address(url)?,
            http: client(Reach::Operator),
            auth,
            exclusive,
            calls: AtomicU32::new(0),
            checked: Mutex::default(),
        })
    }

    fn with_auth(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.auth {
            Some(value) => request.header(reqwest::header::AUTHORIZATION, value),
            None => request,
        }
    }

    fn at(&self, name: &str) -> Url {
        below(&self.base, &["sdapi", "v1", name])
    }

    /// A small answer; `None` when the server has no such address.
    async fn ask(&self, url: Url) -> Result<Option<Value>, Trouble> {
        let response = self.with_auth(self.http.get(url)).timeout(ANSWER).send().await?;
        let status = response.status().as_u16();
        let text = body(response, PROGRESS_MAX).await?;
        match status {
            404 | 405 => Ok(None),
            200 => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|_| Trouble::Nonsense(String::from_utf8_lossy(&text).into_owned())),
            _ => Err(Trouble::Status(status, String::from_utf8_lossy(&text).into_owned())),
        }
    }

    /// Whether the server has the checkpoint: asked for one it doesn't have, it may draw with another without a word.
    async fn check(&self, checkpoint: &str) -> Result<(), End> {
        let known =
            self.checked.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|c| c == checkpoint);
        if known || checkpoint == LOADED || checkpoint.is_empty() {
            return Ok(());
        }
        let answer = self.ask(self.at("sd-models")).await.map_err(Trouble::end)?;
        if let Some(models) = answer.as_ref().and_then(Value::as_array) {
            let has = |model: &Value| {
                ["title", "model_name", "filename"].iter().any(|key| {
                    let name = model.get(key).and_then(Value::as_str).unwrap_or_default();
                    // A title ends with the file's hash.
                    let plain = name.split(" [").next().unwrap_or_default();
                    let file = plain.rsplit(['/', '\\']).next().unwrap_or_default();
                    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
                    !name.is_empty() && [name, plain, file, stem].contains(&checkpoint)
                })
            };
            if !models.iter().any(has) {
                let detail = format!("the server has no checkpoint {}", quote(checkpoint));
                return Err(closed(ClosedFor::Model, detail));
            }
            self.checked.lock().unwrap_or_else(PoisonError::into_inner).push(checkpoint.to_owned());
        }
        Ok(())
    }

    async fn work(&self, request: &Request, reporter: &Reporter) -> Answer {
        let mut late = Box::pin(sleep(request.time_left));
        let mut made = Vec::new();
        let end = loop {
            if made.len() >= request.spec.count as usize {
                break None;
            }
            let task = match unguessable() {
                Ok(task) => task,
                Err(end) => break Some(end),
            };
            let one = One { engine: self, request, reporter, task, done: made.len() as u32 };
            match one.make(&mut late).await {
                Ok(file) => made.push(Picture {
                    pixels: Pixels::Encoded(file),
                    seed: Some(one.seed()),
                    origin: Origin::TrainedModel,
                }),
                Err(end) => break Some(end),
            }
        };
        match end {
            None => Answer::pictures(made),
            // What is made is delivered; what it tells about the server stays true.
            Some(end) if is_failure(&end) && !made.is_empty() => {
                Answer::of(Outcome::Succeeded(Pictures { pictures: made, account: None }), end.health)
            }
            Some(end) => *end,
        }
    }
}

impl Engine for SdApi {
    fn generate<'a>(&'a self, request: Request, reporter: Reporter) -> BoxFuture<'a, Answer> {
        Box::pin(async move { self.work(&request, &reporter).await })
    }

    fn mistakes(&self, channel: &Channel) -> Vec<String> {
        let options = &channel.options;
        let mut wrong: Vec<String> = options
            .keys()
            .filter(|key| !SETTINGS.contains(&key.as_str()))
            .map(|key| format!("this engine has no settings called {key}"))
            .collect();
        for (key, value) in options {
            let fits = match key.as_str() {
                "sampler_name" | "scheduler" => value.is_string(),
                "steps" => value.as_u64().is_some_and(|steps| (1..=150).contains(&steps)),
                "inpainting_fill" => value.as_u64().is_some_and(|fill| fill <= 3),
                "inpaint_full_res" => value.is_boolean(),
                "cfg_scale" | "distilled_cfg_scale" => value.as_f64().is_some_and(|cfg| cfg >= 0.0),
                "mask_blur" | "inpaint_full_res_padding" => value.is_u64(),
                _ => true,
            };
            if !fits {
                wrong.push(format!("{key} can't be {}", quote(&value.to_string())));
            }
        }
        if channel.references.is_some_and(|most| most > 0) {
            wrong.push("this engine takes no references".to_owned());
        }
        wrong
    }
}

/// One picture of a request.
struct One<'a> {
    engine: &'a SdApi,
    request: &'a Request,
    reporter: &'a Reporter,
    /// Our own name for it, by which the server says what it is working on.
    task: String,
    done: u32,
}

/// What came of the wish to interrupt a picture.
enum Interrupt {
    Done,
    /// It isn't this picture's turn, or the server didn't answer.
    NotNow,
    /// The server doesn't say what it works on.
    Never,
}

/// A call that counts while it lasts.
struct Call<'a>(&'a AtomicU32);

impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl One<'_> {
    fn seed(&self) -> u64 {
        self.request.seed.wrapping_add(u64::from(self.done)) & SEED_BITS
    }

    fn share(&self, share: f64) -> f64 {
        (f64::from(self.done) + share.clamp(0.0, 1.0)) / f64::from(self.request.spec.count.max(1))
    }

    async fn make(&self, late: &mut std::pin::Pin<Box<tokio::time::Sleep>>) -> Result<Bytes, End> {
        let engine = self.engine;
        let (address, fields) = self.fields()?;
        tokio::select! {
            biased;
            () = self.reporter.stopped() => return Err(Box::new(Answer::cancelled())),
            () = &mut *late => return Err(ill("the time for the request is over")),
            checked = engine.check(&self.request.channel.provider_model) => checked?,
        }
        if !self.reporter.sending().await {
            return Err(Box::new(Answer::cancelled()));
        }
        self.reporter.progress(self.share(0.0), "drawing");
        engine.calls.fetch_add(1, Ordering::Relaxed);
        let _call = Call(&engine.calls);
        let call = async {
            let request = engine.with_auth(engine.http.post(engine.at(address))).json(&Value::Object(fields));
            let response = request.send().await?;
            let status = response.status().as_u16();
            Ok((status, body(response, BODY_MAX).await?))
        };
        tokio::pin!(call);
        let answered = tokio::select! {
            biased;
            () = self.reporter.stopped() => None,
            () = &mut *late => {
                self.interrupt().await;
                return Err(Box::new(Answer::unknown("the server was still at work when the time was over")));
            }
            answer = &mut call => Some(answer),
            never = self.watch() => match never {},
        };
        let Some(answered) = answered else {
            // Whatever comes now, a part of a picture included, is not wanted.
            let _ = timeout(GRACE, async {
                tokio::select! {
                    _ = &mut call => {}
                    () = self.interrupt_in_turn() => {}
                }
            })
            .await;
            return Err(Box::new(Answer::cancelled()));
        };
        let (status, text) = answered.map_err(|trouble: Trouble| match trouble {
            Trouble::Late => Box::new(Answer::unknown("the server took too long to answer")),
            other => other.end(),
        })?;
        if status != 200 {
            return Err(refusal(status, &text));
        }
        self.picture(&text)
    }

    /// Where to ask, and for what.
    fn fields(&self) -> Result<(&'static str, Options), End> {
        let (spec, inputs) = (&self.request.spec, &self.request.inputs);
        let channel = &self.request.channel;
        if !inputs.references.is_empty() {
            return Err(closed(ClosedFor::Settings, "this engine takes no references"));
        }
        let mut fields = channel.options.clone();
        let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
        // Some servers read options of their own out of a prompt; those are the operator's to set.
        let Told { prompt, negative } = spec.told(Takes { negative: true, ..Takes::default() });
        let words = without_extra_args(&prompt);
        if words.trim().is_empty() {
            let detail = "nothing is left of the prompt without the server options in it";
            return Err(Box::new(Answer::failed(Health::Unasked, detail)));
        }
        put("prompt", words.into());
        put("negative_prompt", without_extra_args(&negative).into());
        put("width", spec.width.into());
        put("height", spec.height.into());
        put("seed", self.seed().into());
        put("batch_size", 1.into());
        put("n_iter", 1.into());
        put("save_images", false.into());
        put("send_images", true.into());
        put("force_task_id", self.task.as_str().into());
        if !channel.provider_model.is_empty() && channel.provider_model != LOADED {
            put("override_settings", json!({ "sd_model_checkpoint": channel.provider_model }));
            // Going back after each picture would load a checkpoint twice for every one.
            put("override_settings_restore_afterwards", false.into());
        }
        let operation = spec.operation();
        if operation == Operation::Generate {
            return Ok(("txt2img", fields));
        }
        let Some(source) = &inputs.source else {
            return Err(closed(ClosedFor::Settings, "this engine edits only with a source"));
        };
        put("init_images", json!([STANDARD.encode(&source.png)]));
        if let Some(percent) = spec.strength {
            put("denoising_strength", (f64::from(percent) / 100.0).into());
        }
        if let Some(mask) = &inputs.mask {
            put("mask", STANDARD.encode(mask_png(mask, MaskAs::White)?).into());
            put("inpainting_mask_invert", 0.into());
            // The server's own defaults differ from program to program.
            for (key, usual) in
                [("inpainting_fill", json!(1)), ("inpaint_full_res", json!(false)), ("mask_blur", json!(4))]
            {
                fields.entry(key).or_insert(usual);
            }
        }
        Ok(("img2img", fields))
    }

    /// Reports how far the server is, for as long as the call lasts.
    async fn watch(&self) -> std::convert::Infallible {
        loop {
            sleep(GLANCE).await;
            match self.engine.ask(self.progress(false)).await {
                Ok(Some(progress)) if self.is_ours(&progress) => {
                    let share = progress.get("progress").and_then(Value::as_f64).unwrap_or_default();
                    self.reporter.progress(self.share(share * 0.98), "drawing");
                    let image = progress.get("current_image").and_then(Value::as_str);
                    if let Some(file) = image.and_then(decode).filter(|file| is_picture(file)) {
                        self.reporter.preview(file);
                    }
                }
                // Some servers can't tell.
                Ok(None) => return std::future::pending().await,
                Ok(Some(_)) | Err(_) => {}
            }
        }
    }

    fn progress(&self, without_image: bool) -> Url {
        let mut url = self.engine.at("progress");
        url.query_pairs_mut().append_pair("skip_current_image", if without_image { "true" } else { "false" });
        url
    }

    /// Whether what the server works on now is this picture. Where it doesn't say, it is ours only if nobody else
    /// asks it and we asked once.
    fn is_ours(&self, progress: &Value) -> bool {
        match progress.get("current_task").and_then(Value::as_str).filter(|task| !task.is_empty()) {
            Some(task) => task == self.task,
            None => {
                let jobs = progress.get("state").and_then(|state| state.get("job_count"));
                let is_busy = jobs.and_then(Value::as_i64).is_none_or(|jobs| jobs > 0);
                self.engine.exclusive && self.engine.calls.load(Ordering::Relaxed) == 1 && is_busy
            }
        }
    }

    /// Interrupts this picture if it is the one the server works on.
    async fn interrupt(&self) -> Interrupt {
        match self.engine.ask(self.progress(true)).await {
            Ok(Some(progress)) if self.is_ours(&progress) => {
                let url = self.engine.at("interrupt");
                let request = self.engine.with_auth(self.engine.http.post(url)).json(&json!({}));
                let told = request.timeout(ANSWER).send().await.is_ok();
                if told { Interrupt::Done } else { Interrupt::NotNow }
            }
            Ok(None) => Interrupt::Never,
            _ => Interrupt::NotNow,
        }
    }

    /// Interrupts it as soon as its turn comes, and then waits for the call to end. A server that can't be told is
    /// not waited for: it draws the picture to its end, for nobody.
    async fn interrupt_in_turn(&self) {
        loop {
            match self.interrupt().await {
                Interrupt::Done => return std::future::pending().await,
                Interrupt::NotNow => sleep(GLANCE).await,
                Interrupt::Never => return,
            }
        }
    }

    fn picture(&self, text: &[u8]) -> Result<Bytes, End> {
        let nonsense = || Trouble::Nonsense(String::from_utf8_lossy(text).into_owned()).end();
        let answer: Value = serde_json::from_slice(text).map_err(|_| nonsense())?;
        let images = answer.get("images").and_then(Value::as_array).ok_or_else(nonsense)?;
        // One was asked for; what follows are grids and maps that extensions add.
        let first =
            images.first().and_then(Value::as_str).ok_or_else(|| ill("the server sent no picture"))?;
        decode(first).filter(|file| is_picture(file)).ok_or_else(|| ill("the server's picture is none"))
    }
}

/// Reads a file in base64, with or without the beginning of a data address.
fn decode(text: &str) -> Option<Bytes> {
    let text = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(',')?.1,
        None => text,
    };
    STANDARD.decode(text.trim()).ok().map(Bytes::from)
}

/// What follows from an answer that is no success. There are two shapes, of the two programs.
fn refusal(status: u16, text: &[u8]) -> End {
    let said: Value = serde_json::from_slice(text).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    for key in ["error", "detail", "message", "errors"] {
        match said.get(key) {
            Some(Value::String(word)) if !word.is_empty() => words.push(word.clone()),
            Some(Value::Array(list)) => {
                for one in list {
                    let place = one.get("loc").map(ToString::to_string).unwrap_or_default();
                    let what = one.get("msg").and_then(Value::as_str).unwrap_or_default();
                    words.push(format!("{place} {what}"));
                }
            }
            _ => {}
        }
    }
    let words = if words.is_empty() { String::from_utf8_lossy(text).into_owned() } else { words.join(": ") };
    let low = words.to_lowercase();
    if low.contains("out of memory") || low.contains("outofmemory") {
        return ill(format!("out of memory: {}", quote(&words)));
    }
    match status {
        404 if low.contains("not found") && !low.contains("sampler") && !low.contains("image") => {
            let detail =
                format!("there is no /sdapi/v1 here; is the server started with --api? {}", quote(&words));
            closed(ClosedFor::Settings, detail)
        }
        400 | 404 | 422 => closed(ClosedFor::Settings, format!("the server refuses it: {}", quote(&words))),
        _ => Trouble::Status(status, words).end(),
    }
}
