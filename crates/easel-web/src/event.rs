//! Live updates: one stream a page, each event the view as it now is, so that a reconnect needs no replay.

use crate::{Web, conversation, notice, serve::Closing, view::Generation, wallet::Wallet};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Response, Sse, sse::Event, sse::KeepAlive},
};
use easel_bindery::export::Export;
use easel_counter::{payment::Payment, subscription::Subscription};
use easel_domain::{
    Actor, BookId, ExportId, GenerationId, Language, PaymentId, Permission, Timestamp, UserId,
};
use easel_door::{
    carrier::{Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
};
use easel_store::{CHANGES_OVERLAP_MS, Hears, User, Wake, Wakes};
use easel_support::Glance;
use futures_util::{Stream, stream};
use serde::Serialize;
use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque, hash_map::DefaultHasher},
    convert::Infallible,
    hash::{Hash, Hasher},
    ops::Bound,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// A comment goes out this often, so that proxies keep the line open.
pub(crate) const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// The session is looked at again this often: one that ended ends its streams within five seconds.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// What a page missed is read for it when it was away no longer than this; after that it reads everything anew itself.
const RESUME_MS: i64 = 5 * 60_000;
/// Everything is read again at most this often, however often something changes.
const READ_EVERY: Duration = Duration::from_millis(100);
/// Most generations of one reading, and so most that a stream holds in memory before they are sent.
const READ_MAX: u32 = 200;
/// Most generations looked for one by one each time, because they left the list of the live ones unnoticed.
const STRAYS_MAX: usize = 50;
/// Most exports of one reading: more than anybody has under way.
const EXPORTS_MAX: u32 = 30;
/// Books read at once.
const BOOKS_MAX: u32 = 30;
/// Payments read at once.
const PAYMENTS_MAX: u32 = 30;
/// What is known to have been sent is forgotten beyond this many generations.
const SENT_MAX: usize = 1000;

/// The streams each person has open, oldest first.
#[derive(Default)]
pub(crate) struct Streams(Mutex<OpenStreams>);

#[derive(Default)]
struct OpenStreams {
    of: HashMap<UserId, VecDeque<Open>>,
    opened: u64,
}

/// An open stream as the others see it: dropping it ends the stream.
struct Open {
    no: u64,
    _end: oneshot::Sender<()>,
}

/// One open stream; closes when dropped.
struct Place {
    web: Web,
    user: UserId,
    no: u64,
    ended: oneshot::Receiver<()>,
}

impl Place {
    /// Always finds one: whoever has as many as they may loses the oldest, which may be of a page long gone.
    fn take(web: &Web, user: UserId) -> Self {
        let (end, ended) = oneshot::channel();
        let mut streams = web.streams().0.lock().unwrap_or_else(PoisonError::into_inner);
        streams.opened += 1;
        let no = streams.opened;
        let open = streams.of.entry(user).or_default();
        while open.len() >= web.options().limits.streams.max(1) as usize {
            open.pop_front();
        }
        open.push_back(Open { no, _end: end });
        drop(streams);
        web.metrics().streams(1);
        Self { web: web.clone(), user, no, ended }
    }

    /// Whether a newer stream took the place.
    fn is_ended(&mut self) -> bool {
        matches!(self.ended.try_recv(), Err(oneshot::error::TryRecvError::Closed))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut streams = self.web.streams().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = streams.of.get_mut(&self.user) {
            open.retain(|open| open.no != self.no);
            if open.is_empty() {
                streams.of.remove(&self.user);
            }
        }
        drop(streams);
        self.web.metrics().streams(-1);
    }
}

/// Everything of the person's as it changes: events `generation`, `export`, `book`, `payment`, `subscription`,
/// `wallet`, `gallery`, `conversation`, `inbox`, `notices` and `me`.
#[utoipa::path(get, path = "/api/v1/events", tag = "events",
    responses((status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        (status = 401, body = ProblemBody)))]
pub(crate) async fn stream_events(
    State(web): State<Web>,
    signed: Signed,
    tongue: Tongue,
    closing: Option<Extension<Closing>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = Place::take(&web, signed.actor.user_id);
    let now = clock::now();
    let seen = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| resumed(v, now));
    let missed = seen.map(|_| Step::Changes(None)).into_iter();
    let live = Live {
        // Before the first reading, so that nothing falls between the two.
        wakes: web.store().wakes_of(Hears::People),
        closing: closing.map(|Extension(closing)| closing),
        since: seen.unwrap_or(now),
        // What a page needs first: what it missed, what is under way and the wallet.
        steps: missed
            .chain([
                Step::Live,
                Step::Exports,
                Step::Books,
                Step::Payments,
                Step::Plan,
                Step::Wallet,
                Step::Gallery,
                Step::Support,
                Step::Notices,
            ])
            .collect(),
        language: tongue.language(),
        desk: at_desk(&web, (&signed.user, signed.by_passkey)),
        token_hash: signed.token_hash,
        actor: signed.actor,
        over: false,
        checked: clock::tick(),
        read: clock::tick(),
        sent: Sent::default(),
        exports: HashMap::new(),
        books: HashMap::new(),
        payments: HashMap::new(),
        plan: None,
        wallet: None,
        gallery: None,
        support: Glance::default(),
        notices: None,
        waiting: VecDeque::new(),
        web,
        place,
    };
    let events = Sse::new(events(live)).keep_alive(KeepAlive::new().interval(COMMENT_EVERY).text(""));
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    Ok((unbuffered, events).into_response())
}

/// Whether somebody looks after conversations.
fn at_desk(web: &Web, (user, by_passkey): (&User, bool)) -> bool {
    user.role.may(Permission::Conversations) && web.counts(user, by_passkey)
}

fn hash_of(json: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    json.hash(&mut hasher);
    hasher.finish()
}

fn events(live: Live) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(live, |mut live| async move {
        let event = live.next().await?;
        Some((Ok(event), live))
    })
}

/// From when on the page missed what changed; `None` when it was away too long, or says what can't be.
fn resumed(last: &str, now: Timestamp) -> Option<Timestamp> {
    let seen = Timestamp(last.parse().ok()?);
    (seen <= now && now.since_ms(seen) <= RESUME_MS).then_some(seen)
}

/// What is read next. What one step reads is sent before the next one begins, so that a stream never holds more than
/// a page.
enum Step {
    /// A page of what changed, from here or from where the last reading got to.
    Changes(Option<(Timestamp, GenerationId)>),
    /// Those under way: places in the queue move without a change of one's own generation.
    Live,
    /// Those that left the live ones without a word.
    Strays(Vec<GenerationId>),
    Exports,
    Books,
    Payments,
    Plan,
    Wallet,
    Gallery,
    Support,
    Notices,
}

/// What a page has of one generation.
struct Known {
    hash: u64,
    is_final: bool,
    changed_at: Timestamp,
}

/// What was sent last of each generation.
#[derive(Default)]
struct Sent {
    known: BTreeMap<GenerationId, Known>,
    /// The stray looked for last; the next look begins after it.
    looked: Option<GenerationId>,
}

impl Sent {
    /// Writes down what the page is about to have; false when it has it already. Ends from before `old` are forgotten
    /// first when there are too many, because they aren't read again.
    fn put(&mut self, id: GenerationId, known: Known, old: Timestamp) -> bool {
        if self.known.len() >= SENT_MAX && !self.known.contains_key(&id) {
            self.known.retain(|_, k| !k.is_final || k.changed_at >= old);
            if self.known.len() >= SENT_MAX {
                let over = self.known.iter().find(|(_, k)| k.is_final).map(|(id, _)| *id);
                if let Some(id) = over.or_else(|| self.known.keys().next().copied()) {
                    self.known.remove(&id);
                }
            }
        }
        let hash = known.hash;
        self.known.insert(id, known).is_none_or(|before| before.hash != hash)
    }

    /// Some of those last sent as under way that aren't among the live ones; the next call goes on with others.
    fn strays(&mut self, live: &HashSet<GenerationId>) -> Vec<GenerationId> {
        let (after, upto) = match self.looked {
            None => (self.known.range(..), None),
            Some(at) => {
                (self.known.range((Bound::Excluded(at), Bound::Unbounded)), Some(self.known.range(..=at)))
            }
        };
        let strays: Vec<_> = after
            .chain(upto.into_iter().flatten())
            .filter(|(id, known)| !known.is_final && !live.contains(id))
            .map(|(id, _)| *id)
            .take(STRAYS_MAX)
            .collect();
        self.looked = strays.last().copied().or(self.looked);
        strays
    }
}

/// One stream at work.
struct Live {
    web: Web,
    actor: Actor,
    language: Language,
    /// Whether they look after conversations.
    desk: bool,
    token_hash: String,
    wakes: Wakes,
    closing: Option<Closing>,
    /// Up to when changes were read.
    since: Timestamp,
    steps: VecDeque<Step>,
    over: bool,
    checked: Instant,
    read: Instant,
    sent: Sent,
    /// What was sent last of each export, as a hash.
    exports: HashMap<ExportId, u64>,
    /// The version of each book that was told last.
    books: HashMap<BookId, u32>,
    /// What was sent last of each payment, as a hash.
    payments: HashMap<PaymentId, u64>,
    /// The running plan as it was sent last, as a hash; nothing was sent of none.
    plan: Option<u64>,
    wallet: Option<Wallet>,
    /// The gallery's version as it was last told.
    gallery: Option<i64>,
    /// What was told last of conversations.
    support: Glance,
    /// What was told last of the notification centre.
    notices: Option<easel_notices::Glance>,
    waiting: VecDeque<Event>,
    place: Place,
}

/// Why a stream went on.
enum Turn {
    /// Something of this person's may have changed.
    Changed,
    /// Time to look whether the session still lives.
    Check,
    /// The studio closes, or the person opened too many others since.
    Close,
}

impl Live {
    /// The next event; `None` when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.place.is_ended() || self.closing.as_ref().is_some_and(Closing::is_closing) {
                return None;
            }
            if !self.over && clock::tick().duration_since(self.checked) >= CHECK_EVERY {
                self.check().await;
            }
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            if let Some(step) = self.steps.pop_front() {
                self.take(step).await;
                continue;
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
                    Wake::User(_) | Wake::Lane(_) | Wake::Over(_) | Wake::Channels => {}
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
            _ = &mut self.place.ended => Turn::Close,
            () = woken => Turn::Changed,
            () = tokio::time::sleep(due) => Turn::Check,
        }
    }

    /// A wake: the session may be what changed, so it is looked at too.
    async fn changed(&mut self) {
        let since = clock::tick().duration_since(self.read);
        if since < READ_EVERY {
            tokio::time::sleep(READ_EVERY.saturating_sub(since)).await;
        }
        self.read = clock::tick();
        self.check().await;
        self.steps.extend([
            Step::Changes(None),
            Step::Exports,
            Step::Books,
            Step::Payments,
            Step::Plan,
            Step::Wallet,
            Step::Gallery,
            Step::Support,
            Step::Notices,
        ]);
    }

    /// Places in the queue move, and a wake or a change may be missed.
    async fn check_and_look(&mut self) {
        self.check().await;
        self.steps.extend([
            Step::Changes(None),
            Step::Live,
            Step::Exports,
            Step::Books,
            Step::Payments,
            Step::Plan,
            Step::Wallet,
            Step::Gallery,
            Step::Support,
            Step::Notices,
        ]);
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Changes(after) => self.read_changes(after).await,
            Step::Live => self.read_live().await,
            Step::Strays(ids) => self.read_strays(ids).await,
            Step::Exports => self.read_exports().await,
            Step::Books => self.read_books().await,
            Step::Payments => self.read_payments().await,
            Step::Plan => self.read_plan().await,
            Step::Wallet => self.read_wallet().await,
            Step::Gallery => self.read_gallery().await,
            Step::Support => self.read_support().await,
            Step::Notices => self.read_notices().await,
        }
    }

    /// Ends the stream when the session ended. An error inside the check denies.
    async fn check(&mut self) {
        let found = self.web.store().session_find(self.token_hash.clone(), clock::now()).await;
        self.checked = clock::tick();
        match found {
            Ok(Some(signed)) => {
                self.actor = Actor { user_id: signed.user.id, role: signed.user.role };
                self.language = signed.user.language;
                self.desk = at_desk(&self.web, (&signed.user, signed.by_passkey));
            }
            Ok(None) => {
                self.waiting.clear();
                self.waiting.push_back(Event::default().event("me").data("{}"));
                self.over = true;
            }
            Err(error) => self.failed(error),
        }
    }

    async fn read_changes(&mut self, after: Option<(Timestamp, GenerationId)>) {
        let begin = self.since.plus_ms(-CHANGES_OVERLAP_MS);
        let after = after.map_or((begin, None), |(at, id)| (at, Some(id)));
        let store = self.web.store();
        match store.generation_changed_since(&self.actor, after, READ_MAX, clock::now()).await {
            Ok(rows) => {
                let last = rows.last().map(|row| (row.changed_at, row.id));
                if rows.len() >= READ_MAX as usize {
                    self.steps.push_front(Step::Changes(last));
                }
                rows.into_iter().for_each(|row| self.offer(row));
            }
            Err(error) => self.failed(error),
        }
    }

    async fn read_live(&mut self) {
        match self.web.store().generation_list(&self.actor, None, READ_MAX, true, clock::now()).await {
            Ok(rows) => {
                let strays = self.sent.strays(&rows.iter().map(|row| row.id).collect());
                if !strays.is_empty() {
                    self.steps.push_front(Step::Strays(strays));
                }
                rows.into_iter().rev().for_each(|row| self.offer(row));
            }
            Err(error) => self.failed(error),
        }
    }

    async fn read_strays(&mut self, ids: Vec<GenerationId>) {
        for id in ids {
            match self.web.store().generation_get(&self.actor, id, clock::now()).await {
                Ok(Some(row)) => self.offer(row),
                Ok(None) => drop(self.sent.known.remove(&id)),
                Err(error) => return self.failed(error),
            }
        }
    }

    async fn read_exports(&mut self) {
        let since = self.since.plus_ms(-CHANGES_OVERLAP_MS);
        match self.web.shelf().export_changed_since(&self.actor, since, EXPORTS_MAX).await {
            Ok(rows) => {
                let before = std::mem::take(&mut self.exports);
                for row in rows.into_iter().rev() {
                    let id = row.id;
                    let Ok(json) = serde_json::to_string(&Export::of(row, self.language)) else { continue };
                    let hash = hash_of(&json);
                    if before.get(&id) != Some(&hash) {
                        let event = Event::default().event("export").id(self.since.0.to_string()).data(json);
                        self.waiting.push_back(event);
                    }
                    self.exports.insert(id, hash);
                }
            }
            Err(error) => self.failed(error),
        }
    }

    /// Tells that books were saved; whoever shows one reads it again.
    async fn read_books(&mut self) {
        let since = self.since.plus_ms(-CHANGES_OVERLAP_MS);
        match self.web.shelf().book_changed_since(&self.actor, since, BOOKS_MAX).await {
            Ok(rows) => {
                let before = std::mem::take(&mut self.books);
                for row in rows.into_iter().rev() {
                    if before.get(&row.id) != Some(&row.version) {
                        let (id, at) = (row.id.to_string(), rfc3339(row.changed_at));
                        let view = serde_json::json!({ "id": id, "version": row.version, "changed_at": at });
                        let event = self.event("book", &view);
                        self.waiting.push_back(event);
                    }
                    self.books.insert(row.id, row.version);
                }
            }
            Err(error) => self.failed(error),
        }
    }

    async fn read_payments(&mut self) {
        let since = self.since.plus_ms(-CHANGES_OVERLAP_MS);
        match self.web.till().payment_changed_since(&self.actor, since, PAYMENTS_MAX).await {
            Ok(rows) => {
                let before = std::mem::take(&mut self.payments);
                for row in rows.into_iter().rev() {
                    let id = row.id;
                    let view = Payment::of(row, &self.web, self.language, clock::now());
                    let Ok(json) = serde_json::to_string(&view) else { continue };
                    let hash = hash_of(&json);
                    if before.get(&id) != Some(&hash) {
                        let event = Event::default().event("payment").id(self.since.0.to_string()).data(json);
                        self.waiting.push_back(event);
                    }
                    self.payments.insert(id, hash);
                }
            }
            Err(error) => self.failed(error),
        }
    }

    /// The plan that runs; once there was one, that there is none.
    async fn read_plan(&mut self) {
        match self.web.store().subscription_live(&self.actor).await {
            Ok(row) => {
                let view = row.map(|row| Subscription::of(row, self.language));
                let Ok(json) = serde_json::to_string(&serde_json::json!({ "current": view })) else { return };
                let hash = hash_of(&json);
                let is_news = if view.is_some() { self.plan != Some(hash) } else { self.plan.is_some() };
                if is_news {
                    let event =
                        Event::default().event("subscription").id(self.since.0.to_string()).data(json);
                    self.waiting.push_back(event);
                }
                self.plan = view.map(|_| hash);
            }
            Err(error) => self.failed(error),
        }
    }

    async fn read_wallet(&mut self) {
        match self.web.store().wallet_now(&self.actor, clock::now()).await {
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

    /// Tells that pictures, boards or tags changed; what of it a page shows, it reads itself.
    async fn read_gallery(&mut self) {
        match self.web.store().gallery_version(&self.actor).await {
            Ok(version) => {
                if self.gallery.replace(version).is_none_or(|before| before != version) {
                    let event = self.event("gallery", &serde_json::json!({ "version": version }));
                    self.waiting.push_back(event);
                }
            }
            Err(error) => self.failed(error),
        }
    }

    /// What is new in the person's conversation, and in everybody's for whoever looks after them.
    async fn read_support(&mut self) {
        match self.web.support().glance(self.actor.user_id, self.desk).await {
            Ok(glance) => {
                if let Some(own) = glance.own.filter(|own| self.support.own != Some(*own)) {
                    let event = self.event("conversation", &conversation::News::from(own));
                    self.waiting.push_back(event);
                }
                if let Some(inbox) = glance.inbox.filter(|inbox| self.support.inbox != Some(*inbox)) {
                    let view = serde_json::json!({ "waiting": inbox.waiting, "version": inbox.version });
                    let event = self.event("inbox", &view);
                    self.waiting.push_back(event);
                }
                self.support = glance;
            }
            Err(error) => self.failed(error),
        }
    }

    /// How much is news in the notification centre; a page that shows it reads it itself.
    async fn read_notices(&mut self) {
        match self.web.notices().glance(self.actor.user_id).await {
            Ok(glance) if self.notices.replace(glance) != Some(glance) => {
                let event = self.event("notices", &notice::NoticeNews::from(glance));
                self.waiting.push_back(event);
            }
            Ok(_) => {}
            Err(error) => self.failed(error),
        }
    }

    /// Sends a generation unless the page has it already as it is.
    fn offer(&mut self, row: easel_store::Generation) {
        let (id, changed_at, is_final) = (row.id, row.changed_at, row.state.is_final());
        // Whoever wrote it may have a clock that is ahead; the changes of the others must not be behind it.
        self.since = self.since.max(changed_at.min(clock::now()));
        let view = Generation::of(row, self.language);
        let Ok(json) = serde_json::to_string(&view) else { return };
        let known = Known { hash: hash_of(&json), is_final, changed_at };
        if self.sent.put(id, known, self.since.plus_ms(-CHANGES_OVERLAP_MS)) {
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
