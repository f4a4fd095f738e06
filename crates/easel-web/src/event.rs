//! Live updates: one stream a page, each event the view as it now is, so that a reconnect needs no replay.

use crate::{
    Web,
    carrier::{Signed, Tongue},
    clock,
    error::{Problem, ProblemBody},
    serve::Closing,
    view::Generation,
    wallet::Wallet,
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Response, Sse, sse::Event, sse::KeepAlive},
};
use easel_domain::{Actor, GenerationId, Language, Timestamp, UserId};
use easel_store::{Wake, Wakes};
use futures_util::{Stream, stream};
use serde::Serialize;
use std::{
    collections::{HashMap, VecDeque, hash_map::DefaultHasher},
    convert::Infallible,
    hash::{Hash, Hasher},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// A comment goes out this often, so that proxies keep the line open.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// The session is looked at again this often: one that ended ends its streams within five seconds.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// Everything is read again at most this often, however often something changes.
const READ_EVERY: Duration = Duration::from_millis(100);
/// Most generations of one reading.
const READ_MAX: u32 = 200;
/// What is known to have been sent is forgotten beyond this many generations.
const SENT_MAX: usize = 1000;

/// How many streams each person has open.
#[derive(Default)]
pub(crate) struct Streams(Mutex<HashMap<UserId, u32>>);

/// One open stream; closes when dropped.
struct Place {
    web: Web,
    user: UserId,
}

impl Place {
    fn take(web: &Web, user: UserId) -> Result<Self, Problem> {
        let mut open = web.streams().0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(user).or_default();
        if *count >= web.options().limits.streams {
            return Err(Problem::too_many_requests(5));
        }
        *count += 1;
        web.metrics().streams(1);
        Ok(Self { web: web.clone(), user })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.web.streams().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.user);
            }
        }
        self.web.metrics().streams(-1);
    }
}

/// Everything of the person's as it changes: events `generation`, `wallet` and `me`.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    responses((status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        (status = 401, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn stream_events(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
    closing: Option<Extension<Closing>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = Place::take(&web, signed.actor.user_id)?;
    let seen = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let now = clock::now();
    let live = Live {
        // Before the first reading, so that nothing falls between the two.
        wakes: web.store().wakes(),
        closing: closing.map(|Extension(closing)| closing),
        since: seen.map_or(now, |ms| Timestamp(ms).min(now)),
        resumes: seen.is_some(),
        language: tongue.language(),
        token_hash: signed.token_hash,
        actor: signed.actor,
        first: true,
        over: false,
        checked: clock::tick(),
        read: clock::tick(),
        sent: HashMap::new(),
        wallet: None,
        waiting: VecDeque::new(),
        web,
        _place: Arc::new(place),
    };
    let events = Sse::new(events(live)).keep_alive(KeepAlive::new().interval(COMMENT_EVERY).text(""));
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    Ok((unbuffered, events).into_response())
}

fn events(live: Live) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(live, |mut live| async move {
        let event = live.next().await?;
        Some((Ok(event), live))
    })
}

/// One stream at work.
struct Live {
    web: Web,
    actor: Actor,
    language: Language,
    token_hash: String,
    wakes: Wakes,
    closing: Option<Closing>,
    /// Up to when changes were read.
    since: Timestamp,
    /// Whether the page was connected before and wants what it missed.
    resumes: bool,
    first: bool,
    over: bool,
    checked: Instant,
    read: Instant,
    /// What was sent last of each generation, as a hash.
    sent: HashMap<GenerationId, u64>,
    wallet: Option<Wallet>,
    waiting: VecDeque<Event>,
    _place: Arc<Place>,
}

/// Why a stream went on.
enum Turn {
    /// Something of this person's may have changed.
    Changed,
    /// Time to look whether the session still lives.
    Check,
    /// The studio closes.
    Close,
}

impl Live {
    /// The next event; `None` when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        if self.first {
            self.first = false;
            self.begin().await;
        }
        loop {
            if !self.over && clock::tick().duration_since(self.checked) >= CHECK_EVERY {
                self.check().await;
            }
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            match self.turn().await {
                Turn::Changed => self.changed().await,
                Turn::Check => self.check_and_look().await,
                Turn::Close => return None,
            }
        }
    }

    async fn turn(&mut self) -> Turn {
        let due = CHECK_EVERY.saturating_sub(clock::tick().duration_since(self.checked));
        let user = self.actor.user_id;
        let woken = async {
            loop {
                match self.wakes.next().await {
                    Wake::User(id) if id == user => return,
                    Wake::Everything => return,
                    Wake::User(_) | Wake::Lane(_) => {}
                }
            }
        };
        let closed = async {
            match &mut self.closing {
                Some(closing) => closing.wait().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = closed => Turn::Close,
            () = woken => Turn::Changed,
            () = tokio::time::sleep(due) => Turn::Check,
        }
    }

    /// What a page needs first: the live generations and the wallet, and what it missed.
    async fn begin(&mut self) {
        if self.resumes {
            self.read_changes().await;
        }
        match self.web.store().generation_list(&self.actor, None, READ_MAX, true, clock::now()).await {
            Ok(rows) => rows.into_iter().rev().for_each(|row| self.offer(row)),
            Err(error) => self.failed(error),
        }
        self.read_wallet().await;
    }

    /// A wake: the session may be what changed, so it is looked at too.
    async fn changed(&mut self) {
        let since = clock::tick().duration_since(self.read);
        if since < READ_EVERY {
            tokio::time::sleep(READ_EVERY.saturating_sub(since)).await;
        }
        self.read = clock::tick();
        self.check().await;
        if !self.over {
            self.read_changes().await;
            self.read_wallet().await;
        }
    }

    /// Places in the queue move without a change of one's own generation, and a wake may be lost.
    async fn check_and_look(&mut self) {
        self.check().await;
        if self.over {
            return;
        }
        self.read_changes().await;
        match self.web.store().generation_list(&self.actor, None, READ_MAX, true, clock::now()).await {
            Ok(rows) => rows.into_iter().rev().for_each(|row| self.offer(row)),
            Err(error) => self.failed(error),
        }
        self.read_wallet().await;
    }

    /// Ends the stream when the session ended. An error inside the check denies.
    async fn check(&mut self) {
        let found = self.web.store().session_find(self.token_hash.clone(), clock::now()).await;
        self.checked = clock::tick();
        match found {
            Ok(Some(signed)) => {
                self.actor = Actor { user_id: signed.user.id, role: signed.user.role };
                self.language = signed.user.language;
            }
            Ok(None) => {
                self.waiting.clear();
                self.waiting.push_back(Event::default().event("me").data("{}"));
                self.over = true;
            }
            Err(error) => self.failed(error),
        }
    }

    async fn read_changes(&mut self) {
        loop {
            match self
                .web
                .store()
                .generation_changed_since(&self.actor, self.since, READ_MAX, clock::now())
                .await
            {
                Ok(rows) => {
                    let full = rows.len() >= READ_MAX as usize;
                    let before = self.since;
                    rows.into_iter().for_each(|row| self.offer(row));
                    if !full || self.since == before {
                        return;
                    }
                }
                Err(error) => return self.failed(error),
            }
        }
    }

    async fn read_wallet(&mut self) {
        match self.web.store().wallet(&self.actor).await {
            Ok(wallet) => {
                let wallet = Wallet::from(wallet);
                if self.wallet.as_ref() != Some(&wallet) {
                    let event = self.event("wallet", &wallet);
                    self.waiting.push_back(event);
                    self.wallet = Some(wallet);
                }
            }
            Err(error) => self.failed(error),
        }
    }

    /// Sends a generation unless the page has it already as it is.
    fn offer(&mut self, row: easel_store::Generation) {
        let (id, changed_at) = (row.id, row.changed_at);
        self.since = self.since.max(changed_at);
        let view = Generation::of(row, self.language);
        let Ok(json) = serde_json::to_string(&view) else { return };
        let mut hasher = DefaultHasher::new();
        json.hash(&mut hasher);
        if self.sent.len() > SENT_MAX {
            self.sent.clear();
        }
        if self.sent.insert(id, hasher.finish()) != Some(hasher.finish()) {
            let event = Event::default().event("generation").id(self.since.0.to_string()).data(json);
            self.waiting.push_back(event);
        }
    }

    fn event(&self, name: &str, view: &impl Serialize) -> Event {
        let data = serde_json::to_string(view).unwrap_or_else(|_| "{}".to_owned());
        Event::default().event(name).id(self.since.0.to_string()).data(data)
    }

    /// The page connects again by itself and reads everything anew.
    fn failed(&mut self, error: easel_store::StoreError) {
        let _ = Problem::from(error);
        self.waiting.clear();
        self.over = true;
    }
}
