//! A chat model that the operator named, asked as OpenAI's API is. It is told a part of a text and answers once; what
//! it says is bounded in bytes and time, and nobody but the caller says what it means.

mod plan;

use crate::client::client;
use easel_works::book::PlanQuestion;
use reqwest::{Client, Response, StatusCode, Url, header::RETRY_AFTER};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};
use thiserror::Error;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep, timeout_at},
};

const CONNECT_TIME: Duration = Duration::from_secs(5);
/// What may be asked at once by the whole process.
const AT_ONCE: usize = 8;
/// Longest answer, bytes.
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// A busy service is waited for so long, and asked once more.
const PAUSE_MAX: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(500);

/// Where a chat model is, and what it is called there.
pub struct ChatOptions<'a> {
    /// What the API's paths begin with, such as `https://api.example/v1`.
    pub url: &'a str,
    /// The model's name.
    pub model: &'a str,
    /// The key, where it wants one.
    pub key: Option<&'a str>,
    /// How long a whole plan may take.
    pub time: Duration,
}

impl<'a> ChatOptions<'a> {
    /// The usual time: as long as somebody waits who sees that something happens.
    #[must_use]
    pub const fn new(url: &'a str, model: &'a str, key: Option<&'a str>) -> Self {
        Self { url, model, key, time: Duration::from_secs(90) }
    }
}

/// Why a chat model can't be set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChatSetup {
    /// Not an address, or one with a question or a password in it.
    #[error("the chat model's address can't be read; it looks like https://api.example/v1")]
    Address,
    /// People's texts would travel in the clear.
    #[error("the chat model's address must begin with https://, except on one's own machine or network")]
    Insecure,
    /// No name.
    #[error("the chat model has no name")]
    Model,
    /// Not a key.
    #[error("the chat model's key has characters that no key has")]
    Key,
}

/// Why no answer came that could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ChatError {
    /// It can't be reached, or has a fault.
    #[error("the chat model can't be reached, or has a fault")]
    Away,
    /// It has too much to do, or we ask it too much already.
    #[error("the chat model is busy")]
    Busy,
    /// The time was over.
    #[error("the chat model took too long")]
    Late,
    /// It won't: the status it said so with.
    #[error("the chat model refused with {0}")]
    Refused(u16),
    /// What it said is no answer, is cut off, or is too long.
    #[error("the chat model's answer can't be read")]
    Unreadable,
}

/// How it is told what form its answer is to have; the first that a service takes.
const FORMS: [Form; 3] = [Form::Schema, Form::Json, Form::Plain];

#[derive(Clone, Copy)]
enum Form {
    Schema,
    Json,
    Plain,
}

/// A chat model. Cheap to clone; has no `Debug`, because it holds the key.
#[derive(Clone)]
pub struct Chat {
    client: Client,
    url: Url,
    model: Arc<str>,
    key: Option<Arc<str>>,
    time: Duration,
    /// The first of [`FORMS`] that isn't known to be refused.
    form: Arc<AtomicU8>,
    room: Arc<Semaphore>,
}

impl Chat {
    /// The model at an address.
    ///
    /// # Errors
    /// [`ChatSetup`].
    ///
    /// # Panics
    /// When TLS can't be set up at all, which no input can bring about.
    pub fn new(options: &ChatOptions<'_>) -> Result<Self, ChatSetup> {
        let mut url: Url = options.url.trim().parse().map_err(|_| ChatSetup::Address)?;
        let plain = url.query().is_none() && url.fragment().is_none();
        let secret = !url.username().is_empty() || url.password().is_some();
        if url.cannot_be_a_base() || url.host_str().is_none() || !plain || secret {
            return Err(ChatSetup::Address);
        }
        if url.scheme() != "https" && !(url.scheme() == "http" && is_own(&url)) {
            return Err(ChatSetup::Insecure);
        }
        let model = options.model.trim();
        if model.is_empty() || model.chars().any(char::is_control) {
            return Err(ChatSetup::Model);
        }
        let key = options.key.map(str::trim).filter(|key| !key.is_empty());
        if key.is_some_and(|key| !key.bytes().all(|b| b.is_ascii_graphic())) {
            return Err(ChatSetup::Key);
        }
        let path = format!("{}/chat/completions", url.path().trim_end_matches('/'));
        url.set_path(&path);
        let client = client(CONNECT_TIME, None);
        Ok(Self {
            client,
            url,
            model: model.into(),
            key: key.map(Into::into),
            time: options.time,
            form: Arc::default(),
            room: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// What the model is called.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    /// The machine that people's texts are sent to.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// One answer to one question, before a point in time.
    async fn answer(&self, question: &PlanQuestion, until: Instant) -> Result<String, ChatError> {
        let _room = timeout_at(until, self.room.acquire())
            .await
            .map_err(|_| ChatError::Busy)?
            .map_err(|_| ChatError::Busy)?;
        timeout_at(until, self.asked(question)).await.map_err(|_| ChatError::Late)?
    }

    /// Asks in the form that the service takes; what it refuses as a question it is asked in a plainer form.
    async fn asked(&self, question: &PlanQuestion) -> Result<String, ChatError> {
        let first = self.form.load(Ordering::Relaxed);
        let mut refused = ChatError::Refused(400);
        for (no, form) in (0..).zip(FORMS).skip(usize::from(first)) {
            match self.asked_in(form, question).await {
                Err(error @ ChatError::Refused(400 | 415 | 422 | 501)) => refused = error,
                Err(error) => return Err(error),
                Ok(text) => {
                    self.form.fetch_max(no, Ordering::Relaxed);
                    return Ok(text);
                }
            }
        }
        Err(refused)
    }

    async fn asked_in(&self, form: Form, question: &PlanQuestion) -> Result<String, ChatError> {
        let mut body = json!({ "model": &*self.model, "stream": false, "messages": [
            { "role": "system", "content": question.system },
            { "role": "user", "content": question.user },
        ] });
        match form {
            Form::Schema => {
                let schema = json!({ "name": "plan", "strict": true, "schema": question.schema });
                body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
            }
            Form::Json => body["response_format"] = json!({ "type": "json_object" }),
            Form::Plain => {}
        }
        match self.sent(&body).await {
            Err((ChatError::Away | ChatError::Busy, pause)) => {
                sleep(pause).await;
                self.sent(&body).await.map_err(|(error, _)| error)
            }
            other => other.map_err(|(error, _)| error),
        }
    }

    /// Sends a question once. With an error comes how long to wait before asking again.
    async fn sent(&self, body: &Value) -> Result<String, (ChatError, Duration)> {
        let mut request = self.client.post(self.url.clone()).json(body);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let answer = request.send().await.map_err(|_| (ChatError::Away, PAUSE))?;
        let status = answer.status();
        if status.is_success() {
            return read(answer).await.map_err(|error| (error, PAUSE));
        }
        let asked = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let pause = asked.map_or(PAUSE, |s| Duration::from_secs(s).min(PAUSE_MAX));
        let error = match status {
            StatusCode::TOO_MANY_REQUESTS => ChatError::Busy,
            StatusCode::NOT_IMPLEMENTED => ChatError::Refused(501),
            _ if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => ChatError::Away,
            // A redirection is not followed: the key is for this address.
            _ => ChatError::Refused(status.as_u16()),
        };
        Err((error, pause))
    }
}

/// Whether an address can only be of one's own machine or network: what travels to it in the clear stays there.
fn is_own(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        // A name without a dot is found in no public directory.
        Err(_) => !host.contains('.') || host.ends_with(".local") || host.ends_with(".internal"),
    }
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
}

/// What it said: whole, and no longer than it may be.
async fn read(mut answer: Response) -> Result<String, ChatError> {
    let mut whole = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| ChatError::Away)? {
        if whole.len() + part.len() > ANSWER_BYTES_MAX {
            return Err(ChatError::Unreadable);
        }
        whole.extend_from_slice(&part);
    }
    let completion: Completion = serde_json::from_slice(&whole).map_err(|_| ChatError::Unreadable)?;
    let choice = completion.choices.into_iter().next().ok_or(ChatError::Unreadable)?;
    if choice.finish_reason.as_deref() == Some("length") {
        return Err(ChatError::Unreadable);
    }
    choice.message.content.ok_or(ChatError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Result<Chat, ChatSetup> {
        Chat::new(&ChatOptions::new(url, "writer", Some("key")))
    }

    #[test]
    fn no_text_travels_in_the_clear() {
        for safe in [
            "https://api.example/v1",
            " https://api.example/v1/ ",
            "http://127.0.0.1:4000/v1",
            "http://[::1]:4000",
            "http://10.1.2.3/v1",
            "http://[fd00::1]/v1",
            "http://chat:8000/v1",
            "http://box.local/v1",
        ] {
            assert!(at(safe).is_ok(), "{safe}");
        }
        for other in ["http://api.example/v1", "http://8.8.8.8/v1", "ftp://127.0.0.1/"] {
            assert_eq!(at(other).err(), Some(ChatSetup::Insecure), "{other}");
        }
        for other in
            ["", "api.example", "data:x", "https://a:b@api.example/v1", "https://api.example/v1?key=1"]
        {
            assert_eq!(at(other).err(), Some(ChatSetup::Address), "{other}");
        }
    }

    #[test]
    fn a_model_has_a_name_and_a_key_is_one() {
        let with = |model, key| Chat::new(&ChatOptions::new("https://api.example/v1", model, key)).err();
        assert_eq!(with(" ", None), Some(ChatSetup::Model));
        assert_eq!(with("writer", Some("a\nb")), Some(ChatSetup::Key));
        assert_eq!((with("writer", None), with("writer", Some(" "))), (None, None));
        let chat = at("https://api.example/v1/").expect("a chat model");
        assert_eq!((chat.model(), chat.host()), ("writer", "api.example"));
        assert_eq!(chat.url.path(), "/v1/chat/completions");
    }
}
