//! What people say to the studio, signed in or not, and what it answers.

use crate::{Web, event::COMMENT_EVERY, serve::Closing};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response, Sse, sse::Event, sse::KeepAlive},
};
use easel_domain::{
    ConversationId, ConversationState, FailureCode, Language, MessageId, Said, Side, UserId,
    support::VISITOR_MS,
};
use easel_door::{
    carrier::{self, Client, MaybeSigned, Tongue, VISITOR},
    clock::{self, rfc3339},
    error::{self, Problem, ProblemBody},
    input::{Json, Words, made_id},
    page,
    secret::Secret,
    view::{GenerationError, State as WorkState},
};
use easel_store::{Hears, User, Wake, Wakes};
use easel_support::{Asker, NewMessage, Unread};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, str::FromStr};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::ToSchema;

/// Most visitors whose pages hear at once what they are answered; the others read it when they look.
pub(crate) const VISITORS_AT_ONCE: usize = 2_000;

/// How a conversation stands.
#[derive(Serialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConversationStateName {
    Open,
    Answered,
    Closed,
}

impl From<ConversationState> for ConversationStateName {
    fn from(state: ConversationState) -> Self {
        match state {
            ConversationState::Open => Self::Open,
            ConversationState::Answered => Self::Answered,
            ConversationState::Closed => Self::Closed,
        }
    }
}

/// Who says something.
#[derive(Serialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SideName {
    Person,
    Studio,
    Note,
}

impl From<Side> for SideName {
    fn from(side: Side) -> Self {
        match side {
            Side::Person => Self::Person,
            Side::Studio => Self::Studio,
            Side::Note => Self::Note,
        }
    }
}

/// A picture that came along.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessagePicture {
    asset_id: String,
    width: i64,
    height: i64,
}

/// A job that a message is about, without its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageWork {
    id: String,
    model: String,
    state: WorkState,
    #[schema(required)]
    failure: Option<GenerationError>,
    created_at: String,
}

/// Something that was said.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    /// Its number in the conversation.
    no: i64,
    id: String,
    #[schema(inline)]
    side: SideName,
    /// Who of the studio said it.
    #[schema(required)]
    author: Option<String>,
    text: String,
    at: String,
    #[schema(required)]
    picture: Option<MessagePicture>,
    #[schema(required)]
    work: Option<MessageWork>,
}

impl Message {
    pub(crate) fn of(row: easel_support::Message, language: Language) -> Self {
        let failure = |word: String| Some(GenerationError::of(FailureCode::parse(&word)?, language));
        Self {
            no: row.no,
            id: row.id.to_string(),
            side: row.side.into(),
            author: row.author.map(|(_, name)| name),
            text: row.text,
            at: rfc3339(row.at),
            picture: row.picture.map(|picture| MessagePicture {
                asset_id: picture.id.to_string(),
                width: picture.width,
                height: picture.height,
            }),
            work: row.work.map(|work| MessageWork {
                id: work.id.to_string(),
                model: work.model,
                state: work.state.into(),
                failure: work.failure.and_then(failure),
                created_at: rfc3339(work.created_at),
            }),
        }
    }
}

/// One's own conversation with the studio.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnConversation {
    /// Null where nothing was said yet.
    #[schema(required, inline)]
    state: Option<ConversationStateName>,
    /// Where a visitor wants to be answered.
    #[schema(required)]
    email: Option<String>,
    /// Up to which number the asker has read.
    read_no: i64,
    /// Up to which number the studio has.
    seen_no: i64,
    /// The newest messages, or those before the number asked for; the oldest of them first.
    items: Vec<Message>,
    /// Whether there are earlier ones.
    has_earlier: bool,
}

/// Something to be said.
#[derive(Deserialize, ToSchema)]
pub(crate) struct MessageRequest {
    /// Made by the asker, version 7: the same one again is the same message.
    #[schema(nullable = false)]
    id: Option<String>,
    /// Up to 4,000 characters; may be empty beside a picture or a job.
    text: String,
    /// A picture of one's own.
    asset_id: Option<String>,
    /// A job of one's own.
    generation_id: Option<String>,
    /// Where a visitor wants to be answered who is gone.
    email: Option<String>,
}

/// Up to where somebody has read.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Reading {
    /// The number of the last message that was shown.
    pub(crate) no: i64,
}

/// What a visitor says about themselves.
#[derive(Deserialize, ToSchema)]
pub(crate) struct VisitorChange {
    /// Where they want to be answered who are gone; null takes it back.
    email: Option<String>,
}

/// What is new in one's own conversation, as the live stream tells it.
#[derive(Serialize)]
pub(crate) struct News {
    unread: i64,
    last_no: i64,
    state: ConversationStateName,
}

impl From<Unread> for News {
    fn from(news: Unread) -> Self {
        Self { unread: news.unread, last_no: news.last_no, state: news.state.into() }
    }
}

/// Who asks: somebody signed in, else the visitor whose token came along.
fn asker_of(web: &Web, signed: &MaybeSigned, headers: &HeaderMap) -> Option<Asker> {
    match &signed.0 {
        Some(signed) => Some(Asker::Person(signed.actor)),
        None => VISITOR.of(web, headers).map(|token| Asker::Visitor(token.fingerprint())),
    }
}

/// An id in a body; one that is none is the id of nothing.
fn named<T: FromStr>(
    id: Option<&str>,
    (code, key, field): (&'static str, &'static str, &'static str),
) -> Result<Option<T>, Problem> {
    id.map(|id| id.parse().map_err(|_| Problem::invalid(code, key, field))).transpose()
}

/// Number of the message before which a page of them ends.
pub(crate) fn before(words: &Words) -> Result<Option<i64>, Problem> {
    let bad = |_| Problem::invalid_field("before".to_owned());
    words.get("before").map(|word| word.parse().map_err(bad)).transpose()
}

/// One's own conversation, signed in or not, with its newest messages.
#[utoipa::path(get, path = "/api/v1/conversation", tag = "conversations",
    params(("before" = Option<i64>, Query, nullable = false, description = "Messages before this number"),
        ("limit" = Option<u32>, Query, nullable = false, description = "How many messages, 30 without it")),
    responses((status = 200, body = OwnConversation), (status = 400, body = ProblemBody)))]
pub(crate) async fn get_conversation(
    State(web): State<Web>,
    signed: MaybeSigned,
    tongue: Tongue,
    headers: HeaderMap,
    words: Words,
) -> Result<Json<OwnConversation>, Problem> {
    let asker = asker_of(&web, &signed, &headers);
    Ok(Json(own(&web, asker, &words, tongue.language()).await?))
}

/// Somebody's conversation with its newest messages, or those before the number asked for.
pub(crate) async fn own(
    web: &Web,
    asker: Option<Asker>,
    words: &Words,
    language: Language,
) -> Result<OwnConversation, Problem> {
    let (before, limit) = (before(words)?, page::limit(words)?);
    let found = match asker {
        Some(asker) => web.support().conversation_mine(&asker, before, limit + 1).await?,
        None => None,
    };
    let Some((conversation, mut messages)) = found else {
        let (state, email, items) = (None, None, Vec::new());
        return Ok(OwnConversation { state, email, read_no: 0, seen_no: 0, items, has_earlier: false });
    };
    let has_earlier = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    Ok(OwnConversation {
        state: Some(conversation.state.into()),
        email: conversation.email,
        read_no: conversation.person_read_no,
        seen_no: conversation.studio_read_no,
        items: messages.into_iter().rev().map(|row| Message::of(row, language)).collect(),
        has_earlier,
    })
}

/// Says something to the studio. A visitor's browser gets a cookie by which the conversation is theirs.
#[utoipa::path(post, path = "/api/v1/conversation/messages", tag = "conversations", request_body = MessageRequest,
    responses((status = 201, body = Message), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_message(
    State(web): State<Web>,
    signed: MaybeSigned,
    Client(ip): Client,
    tongue: Tongue,
    headers: HeaderMap,
    Json(request): Json<MessageRequest>,
) -> Result<Response, Problem> {
    if !web.branding().conversations {
        return Err(Problem::conversations_off());
    }
    let id = MessageId(made_id(request.id.as_deref())?);
    let asset =
        named(request.asset_id.as_deref(), ("invalid_asset_id", "invalid_message_asset", "asset_id"))?;
    let generation = named(
        request.generation_id.as_deref(),
        ("invalid_generation_id", "invalid_message_generation", "generation_id"),
    )?;
    let said = Said::checked(&request.text, asset, generation)?;
    let email = request.email.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let email = email.map(error::email).transpose()?;
    let mut cookie = None;
    let asker = match (asker_of(&web, &signed, &headers), &signed.0) {
        (Some(asker), Some(signed)) => {
            web.gates().message.check(signed.actor.user_id)?;
            asker
        }
        (known, _) => {
            web.gates().message.check(ip)?;
            let (asker, fresh) = visitor(&web, known, ip).await?;
            cookie = fresh;
            asker
        }
    };
    let conversation = ConversationId(clock::new_id());
    let new = NewMessage { id, conversation, said, language: tongue.language(), email };
    let row = web.support().message_say(&asker, new, clock::now()).await?;
    let view = Message::of(row, tongue.language());
    let mut response = (StatusCode::CREATED, Json(view)).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// A visitor who has a conversation, or a new one with the cookie that opens it.
async fn visitor(
    web: &Web,
    known: Option<Asker>,
    ip: std::net::IpAddr,
) -> Result<(Asker, Option<HeaderValue>), Problem> {
    if let Some(asker) = known
        && web.support().conversation_mine(&asker, None, 1).await?.is_some()
    {
        return Ok((asker, None));
    }
    web.gates().visitor.check(ip)?;
    let token: Secret = carrier::new_token()?;
    let cookie = carrier::set_cookie(web, VISITOR, token.reveal(), VISITOR_MS)?;
    Ok((Asker::Visitor(token.fingerprint()), Some(cookie)))
}

/// Notes up to where one has read.
#[utoipa::path(post, path = "/api/v1/conversation/read", tag = "conversations", request_body = Reading,
    responses((status = 204), (status = 400, body = ProblemBody)))]
pub(crate) async fn create_reading(
    State(web): State<Web>,
    signed: MaybeSigned,
    headers: HeaderMap,
    Json(reading): Json<Reading>,
) -> Result<StatusCode, Problem> {
    if let Some(asker) = asker_of(&web, &signed, &headers) {
        web.support().conversation_read(&asker, reading.no).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Notes where a visitor wants to be answered. Who is signed in is answered at their own address.
#[utoipa::path(patch, path = "/api/v1/conversation", tag = "conversations", request_body = VisitorChange,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn update_conversation(
    State(web): State<Web>,
    signed: MaybeSigned,
    Client(ip): Client,
    headers: HeaderMap,
    Json(change): Json<VisitorChange>,
) -> Result<StatusCode, Problem> {
    let Some(Asker::Visitor(hash)) = asker_of(&web, &signed, &headers) else {
        return Err(Problem::not_found());
    };
    web.gates().message.check(ip)?;
    let email = change.email.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let email = email.map(error::email).transpose()?;
    let found = web.support().conversation_email_set(hash, email).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// One visitor's open stream.
struct Listening {
    web: Web,
    hash: String,
    wakes: Wakes,
    closing: Option<Closing>,
    told: Option<Unread>,
    _place: OwnedSemaphorePermit,
}

impl Listening {
    /// What is new; `None` when the conversation isn't the visitor's any more, or the studio closes.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.closing.as_ref().is_some_and(Closing::is_closing) {
                return None;
            }
            let news = self.web.support().visitor_unread(self.hash.clone()).await.ok()??;
            if self.told.replace(news) != Some(news) {
                let data = serde_json::to_string(&News::from(news)).unwrap_or_default();
                return Some(Event::default().event("conversation").data(data));
            }
            self.woken(UserId(news.id.0)).await;
        }
    }

    async fn woken(&mut self, visitor: UserId) {
        let woken = async {
            loop {
                match self.wakes.next().await {
                    Wake::User(id) if id == visitor => return,
                    Wake::Everything => return,
                    Wake::User(_) | Wake::Lane(_) | Wake::Over(_) | Wake::Channels => {}
                }
            }
        };
        match &mut self.closing {
            Some(closing) => {
                tokio::select! {
                    () = closing.wait() => {}
                    () = woken => {}
                }
            }
            None => woken.await,
        }
    }
}

/// What is new in a visitor's conversation, as it comes: events `conversation`. Who is signed in hears it with everything else.
#[utoipa::path(get, path = "/api/v1/conversation/events", tag = "conversations",
    responses((status = 200, description = "Server-sent events", body = String, content_type = "text/event-stream"),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
pub(crate) async fn stream_conversation(
    State(web): State<Web>,
    signed: MaybeSigned,
    Client(ip): Client,
    closing: Option<Extension<Closing>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(Asker::Visitor(hash)) = asker_of(&web, &signed, &headers) else {
        return Err(Problem::not_found());
    };
    web.gates().visitor_stream.check(ip)?;
    // Before the first reading, so that nothing falls between the two.
    let wakes = web.store().wakes_of(Hears::People);
    web.support().visitor_unread(hash.clone()).await?.ok_or_else(Problem::not_found)?;
    let place = web.visitor_places().clone().try_acquire_owned().map_err(|_| Problem::unavailable())?;
    let closing = closing.map(|Extension(closing)| closing);
    let listening = Listening { web, hash, wakes, closing, told: None, _place: place };
    let events = stream::unfold(listening, |mut listening| async move {
        let event = listening.next().await?;
        Some((Ok::<_, Infallible>(event), listening))
    });
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(COMMENT_EVERY).text(""));
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    Ok((unbuffered, events).into_response())
}

/// Makes what somebody said as a visitor theirs; the header that makes their browser forget the visitor's token. Coming in
/// doesn't fail of it.
pub(crate) async fn take_along(web: &Web, headers: &HeaderMap, user: &User) -> Option<HeaderValue> {
    let token = VISITOR.of(web, headers)?;
    let (actor, language) = (user.actor(), user.language);
    if let Err(error) = web.support().conversation_take_along(&actor, token.fingerprint(), language).await {
        tracing::warn!(%error, "a visitor's conversation was not taken along");
        return None;
    }
    carrier::set_cookie(web, VISITOR, "", 0).ok()
}
