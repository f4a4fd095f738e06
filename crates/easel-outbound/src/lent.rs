//! A lent worker's line to its studio: HTTPS, a token, and nothing but the words of `easel_domain::lent`.

use crate::client::client;
use bytes::Bytes;
use easel_domain::{
    JobId,
    lent::{LentBeat, LentJob, LentLeave, LentOutcome, LentRef, LentWord, Question, WAIT_MS},
};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde::{Serialize, de::DeserializeOwned};
use std::{sync::Arc, time::Duration};
use thiserror::Error;

const CONNECT_TIME: Duration = Duration::from_secs(10);
/// For what has no body to speak of.
const ANSWER_TIME: Duration = Duration::from_secs(20);
/// For a picture, either way, on a slow line.
const PICTURE_TIME: Duration = Duration::from_secs(180);
/// Longest answer that is no picture.
const WORDS_BYTES_MAX: usize = 4 << 20;

/// Why a studio's address can't be one.
#[derive(Debug, Error)]
pub enum StudioAddress {
    /// Not an address.
    #[error("the studio's address can't be read; it looks like https://studio.example")]
    Unreadable,
    /// The token would travel in the clear.
    #[error("the studio's address must begin with https://, except on one's own machine")]
    Insecure,
}

/// Why the studio gave no answer that could be used.
#[derive(Debug, Error)]
pub enum StudioError {
    /// The token isn't valid any more, or never was.
    #[error("the studio doesn't know this worker's token")]
    Unknown,
    /// The claim isn't this worker's any more.
    #[error("the job is no longer this worker's")]
    Lost,
    /// The studio took offence: its sentence, or its status.
    #[error("the studio refused: {0}")]
    Refused(String),
    /// It can't be reached, or didn't answer in time; asking again may help.
    #[error("the studio can't be reached: {0}")]
    Away(String),
}

/// A studio, as its lent worker reaches it. Cheap to clone; has no `Debug`, because it holds the token.
#[derive(Clone)]
pub struct Studio {
    client: Client,
    base: Url,
    token: Arc<str>,
}

impl Studio {
    /// The studio at `url`, asked with `token`.
    ///
    /// # Errors
    /// When `url` is no address of a studio.
    ///
    /// # Panics
    /// When TLS can't be set up at all, which no input can bring about.
    pub fn new(url: &str, token: &str) -> Result<Self, StudioAddress> {
        let base: Url = url.trim_end_matches('/').parse().map_err(|_| StudioAddress::Unreadable)?;
        let own = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if base.cannot_be_a_base() || base.host_str().is_none() {
            return Err(StudioAddress::Unreadable);
        }
        if base.scheme() != "https" && !(base.scheme() == "http" && own) {
            return Err(StudioAddress::Insecure);
        }
        let client = client(CONNECT_TIME, None);
        Ok(Self { client, base, token: token.into() })
    }

    /// Asks for work and waits a while for it. `None` when there was none.
    ///
    /// # Errors
    /// [`StudioError`], never [`StudioError::Lost`].
    pub async fn claim(&self, question: &Question) -> Result<Option<LentJob>, StudioError> {
        let request = self.request(Method::POST, "claims").json(question);
        let answer = ask(request.timeout(ANSWER_TIME + Duration::from_millis(WAIT_MS))).await?;
        if answer.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        read(answer).await.map(Some)
    }

    /// Says that the worker is still at it.
    ///
    /// # Errors
    /// [`StudioError`].
    pub async fn beat(&self, claim: (JobId, u32), beat: &LentBeat) -> Result<LentWord, StudioError> {
        self.say(claim, "beat", beat).await
    }

    /// Asks whether a request that may be billed may be sent.
    ///
    /// # Errors
    /// [`StudioError`]; it must not be sent then.
    pub async fn sent(&self, claim: (JobId, u32)) -> Result<bool, StudioError> {
        let leave: LentLeave = self.say(claim, "sent", &()).await?;
        Ok(leave.granted)
    }

    /// Leaves with the studio what the worker's provider calls the request.
    ///
    /// # Errors
    /// [`StudioError`].
    pub async fn accepted(&self, claim: (JobId, u32), provider_ref: &str) -> Result<(), StudioError> {
        let words = LentRef { provider_ref: provider_ref.to_owned() };
        self.tell(claim, "accepted", &words).await
    }

    /// A picture the job is made from, by its place; at most `max` bytes.
    ///
    /// # Errors
    /// [`StudioError`].
    pub async fn input(&self, claim: (JobId, u32), place: usize, max: usize) -> Result<Bytes, StudioError> {
        let request = self.request(Method::GET, &path(claim, &format!("inputs/{place}")));
        body(ask(request.timeout(PICTURE_TIME)).await?, max).await
    }

    /// Hands a picture in, by its position. The same position again is harmless.
    ///
    /// # Errors
    /// [`StudioError`].
    pub async fn picture(
        &self,
        claim: (JobId, u32),
        position: usize,
        bytes: Bytes,
    ) -> Result<(), StudioError> {
        let request = self.request(Method::PUT, &path(claim, &format!("pictures/{position}"))).body(bytes);
        ask(request.timeout(PICTURE_TIME)).await.map(|_| ())
    }

    /// Says how the attempt ended.
    ///
    /// # Errors
    /// [`StudioError`].
    pub async fn settle(&self, claim: (JobId, u32), outcome: &LentOutcome) -> Result<(), StudioError> {
        self.tell(claim, "settle", outcome).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut url = self.base.clone();
        let path = format!("{}/api/v1/worker/{path}", self.base.path().trim_end_matches('/'));
        url.set_path(&path);
        self.client.request(method, url).bearer_auth(&self.token)
    }

    async fn say<A: DeserializeOwned>(
        &self,
        claim: (JobId, u32),
        what: &str,
        words: &impl Serialize,
    ) -> Result<A, StudioError> {
        let request = self.request(Method::POST, &path(claim, what)).json(words);
        read(ask(request.timeout(ANSWER_TIME)).await?).await
    }

    async fn tell(&self, claim: (JobId, u32), what: &str, words: &impl Serialize) -> Result<(), StudioError> {
        let request = self.request(Method::POST, &path(claim, what)).json(words);
        ask(request.timeout(ANSWER_TIME)).await.map(|_| ())
    }
}

fn path((job, attempt_no): (JobId, u32), what: &str) -> String {
    format!("jobs/{job}/{attempt_no}/{what}")
}

async fn ask(request: RequestBuilder) -> Result<Response, StudioError> {
    let answer = request.send().await.map_err(|error| away(&error))?;
    match answer.status() {
        status if status.is_success() => Ok(answer),
        StatusCode::UNAUTHORIZED => Err(StudioError::Unknown),
        StatusCode::NOT_FOUND => Err(StudioError::Lost),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            Err(StudioError::Away("it has too much to do".to_owned()))
        }
        status if status.is_server_error() => Err(StudioError::Away(format!("it answered {status}"))),
        status => Err(StudioError::Refused(sentence(answer).await.unwrap_or_else(|| status.to_string()))),
    }
}

/// The sentence of an error's body.
async fn sentence(answer: Response) -> Option<String> {
    let words = body(answer, WORDS_BYTES_MAX).await.ok()?;
    let error: serde_json::Value = serde_json::from_slice(&words).ok()?;
    Some(error["error"]["message"].as_str()?.chars().take(500).collect())
}

async fn read<A: DeserializeOwned>(answer: Response) -> Result<A, StudioError> {
    let words = body(answer, WORDS_BYTES_MAX).await?;
    serde_json::from_slice(&words).map_err(|error| StudioError::Refused(error.to_string()))
}

async fn body(mut answer: Response, max: usize) -> Result<Bytes, StudioError> {
    let mut whole = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|error| away(&error))? {
        if whole.len() + part.len() > max {
            return Err(StudioError::Refused("the answer is too long".to_owned()));
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole.into())
}

/// In words of our own: an error of the client may repeat the address.
fn away(error: &reqwest::Error) -> StudioError {
    let what = if error.is_timeout() {
        "it didn't answer in time"
    } else if error.is_connect() {
        "no connection came about"
    } else {
        "the connection broke off"
    };
    StudioError::Away(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_never_travels_in_the_clear() {
        for safe in [
            "https://studio.example",
            "https://studio.example/base/",
            "http://127.0.0.1:8080",
            "http://localhost:1",
        ] {
            assert!(Studio::new(safe, "t").is_ok(), "{safe}");
        }
        for unsafe_one in [
            "http://studio.example",
            "http://10.0.0.1",
            "ftp://studio.example",
            "studio.example",
            "",
            "data:x",
        ] {
            assert!(Studio::new(unsafe_one, "t").is_err(), "{unsafe_one}");
        }
    }

    #[test]
    fn a_studio_below_a_path_is_asked_there() {
        let studio = Studio::new("https://studio.example/base/", "t").expect("an address");
        let request = studio.request(Method::POST, "claims").build().expect("a request");
        assert_eq!(request.url().as_str(), "https://studio.example/base/api/v1/worker/claims");
    }
}
