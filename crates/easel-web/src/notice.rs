//! The notification centre: what happened to somebody, and what they want to hear of by which way.

use crate::{Web, me::SessionDevice};
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use easel_domain::{NoticeId, PushDeviceId, Timestamp, Topic, notice::LOOKING_MS};
use easel_door::{
    carrier::{Client, Signed, Tongue},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words},
    page::{self, PageParams},
};
use easel_notices::{Choice, Glance, NewDevice};
use easel_outbound::{PushTarget, Pusher};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where mail programs end mails, without a browser (RFC 8058).
pub(crate) const UNSUBSCRIBE: &str = "/unsubscribe/";

/// Something that happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct Notice {
    id: String,
    /// Such as `pictures_ready`.
    kind: String,
    /// What it belongs to, such as `pictures`.
    topic: String,
    /// Of several the last.
    at: String,
    /// How many it tells of.
    count: i64,
    /// Its sentence, in the reader's language.
    text: String,
    /// Where it leads, within the studio.
    path: String,
    read: bool,
}

/// A page of them, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticePage {
    items: Vec<Notice>,
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many are not read, up to a hundred.
    unread: i64,
}

/// How much is news.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeNews {
    unread: i64,
    /// When the newest came, in milliseconds.
    version: i64,
}

impl From<Glance> for NoticeNews {
    fn from(glance: Glance) -> Self {
        Self { unread: glance.unread, version: glance.last_at.0 }
    }
}

/// What was read: one, or all there is.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NoticeReading {
    /// Left out or null: all.
    #[serde(default)]
    id: Option<String>,
}

/// Whether a page is before somebody's eyes.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Looking {
    looking: bool,
}

/// What holds for a topic.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeChoice {
    /// Such as `pictures`.
    topic: String,
    /// Whether devices hear of it.
    push: bool,
    /// Whether mails tell of it; null: they go out in any case.
    #[schema(required)]
    mail: Option<bool>,
}

impl From<Choice> for NoticeChoice {
    fn from(choice: Choice) -> Self {
        Self { topic: choice.topic.as_str().to_owned(), push: choice.push, mail: choice.mail }
    }
}

/// All topics.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeChoices {
    items: Vec<NoticeChoice>,
}

/// What is to hold for a topic; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NoticeChoiceUpdate {
    topic: String,
    #[schema(nullable = false)]
    push: Option<bool>,
    #[schema(nullable = false)]
    mail: Option<bool>,
}

/// A browser that is told by push.
#[derive(Serialize, ToSchema)]
pub(crate) struct PushDevice {
    id: String,
    /// Null where the browser doesn't say.
    #[schema(required)]
    device: Option<SessionDevice>,
    made_at: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// How the studio tells by push.
#[derive(Serialize, ToSchema)]
pub(crate) struct Push {
    /// What a browser asks its push service with; null where the studio tells nobody by push.
    #[schema(required)]
    public_key: Option<String>,
    devices: Vec<PushDevice>,
}

/// A browser that asks to be told, as its push service made it known.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PushDeviceRequest {
    endpoint: String,
    p256dh: String,
    auth: String,
}

/// What a link in a mail ends with.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Unsubscription {
    token: String,
}

/// Of what there are no more mails.
#[derive(Serialize, ToSchema)]
pub(crate) struct Unsubscribed {
    /// Such as `pictures`.
    topic: String,
}

/// What happened to the person, newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", params(PageParams),
    responses((status = 200, body = NoticePage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_notices(
    State(web): State<Web>,
    tongue: Tongue,
    signed: Signed,
    words: Words,
) -> Result<Json<NoticePage>, Problem> {
    let (limit, after) = (page::limit(&words)?, page::after::<(Timestamp, NoticeId)>(&words)?);
    let rows = web.notices().list(&signed.actor, after, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.at, row.id));
    let (language, branding) = (tongue.language(), web.branding());
    let view = |row: easel_notices::Notice| Notice {
        id: row.id.to_string(),
        kind: row.kind.as_str().to_owned(),
        topic: row.kind.topic().as_str().to_owned(),
        at: rfc3339(row.at),
        count: row.count,
        text: row.words(language, &branding),
        path: row.path(),
        read: row.read_at.is_some(),
    };
    let unread = web.notices().glance(signed.actor.user_id).await?.unread;
    Ok(Json(NoticePage { items: rows.into_iter().map(view).collect(), next_cursor, unread }))
}

/// One is read, or all there is. Again changes nothing.
#[utoipa::path(post, path = "/api/v1/notices/readings", tag = "notices", request_body = NoticeReading,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn create_notice_reading(
    State(web): State<Web>,
    signed: Signed,
    Json(reading): Json<NoticeReading>,
) -> Result<StatusCode, Problem> {
    let now = clock::now();
    let what = match reading.id {
        Some(id) => Ok(id.parse().map_err(|_| Problem::invalid("invalid_id", "invalid_id", "id"))?),
        None => Err(now),
    };
    web.notices().read(&signed.actor, what, now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a page is before the person's eyes, or no longer: who looks needs no push and no mail. It counts for a minute and a half.
#[utoipa::path(put, path = "/api/v1/notices/looking", tag = "notices", request_body = Looking,
    responses((status = 204), (status = 401, body = ProblemBody)))]
pub(crate) async fn update_looking(
    State(web): State<Web>,
    signed: Signed,
    Json(said): Json<Looking>,
) -> Result<StatusCode, Problem> {
    let now = clock::now();
    let until = if said.looking { now.plus_ms(LOOKING_MS) } else { now };
    web.notices().look(&signed.actor, until).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the person wants to hear of.
#[utoipa::path(get, path = "/api/v1/notices/choices", tag = "notices",
    responses((status = 200, body = NoticeChoices), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_notice_choices(
    State(web): State<Web>,
    signed: Signed,
) -> Result<Json<NoticeChoices>, Problem> {
    let items = web.notices().choices(&signed.actor).await?.into_iter().map(NoticeChoice::from).collect();
    Ok(Json(NoticeChoices { items }))
}

/// Changes what the person wants to hear of a topic. Mails about money and about who may come in go out in any case.
#[utoipa::path(patch, path = "/api/v1/notices/choices", tag = "notices", request_body = NoticeChoiceUpdate,
    responses((status = 200, body = NoticeChoices), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn update_notice_choice(
    State(web): State<Web>,
    signed: Signed,
    Json(update): Json<NoticeChoiceUpdate>,
) -> Result<Json<NoticeChoices>, Problem> {
    let topic = Topic::parse(&update.topic)
        .ok_or_else(|| Problem::invalid("invalid_topic", "invalid_notice_topic", "topic"))?;
    web.notices().choose(&signed.actor, topic, (update.push, update.mail)).await?;
    list_notice_choices(State(web), signed).await
}

/// How the studio tells by push, and which of the person's browsers.
#[utoipa::path(get, path = "/api/v1/notices/push", tag = "notices",
    responses((status = 200, body = Push), (status = 401, body = ProblemBody)))]
pub(crate) async fn get_push(State(web): State<Web>, signed: Signed) -> Result<Json<Push>, Problem> {
    let view = |device: easel_notices::Device| PushDevice {
        id: device.id.to_string(),
        device: SessionDevice::of(&device.user_agent),
        made_at: rfc3339(device.made_at),
        current: device.session == signed.session_id,
    };
    let devices = web.notices().devices(&signed.actor).await?.into_iter().map(view).collect();
    let public_key = web.options().pusher.as_ref().map(|pusher| pusher.public().to_owned());
    Ok(Json(Push { public_key, devices }))
}

/// Tells this browser by push from now on, as long as it is signed in. Again changes nothing.
#[utoipa::path(post, path = "/api/v1/notices/push", tag = "notices", request_body = PushDeviceRequest,
    responses((status = 200, body = Push), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub(crate) async fn create_push_device(
    State(web): State<Web>,
    signed: Signed,
    Json(asked): Json<PushDeviceRequest>,
) -> Result<Json<Push>, Problem> {
    let bad = || Problem::invalid("invalid_endpoint", "invalid_push_endpoint", "endpoint");
    let target = PushTarget { endpoint: &asked.endpoint, p256dh: &asked.p256dh, auth: &asked.auth };
    let can = |pusher: &Pusher| pusher.can_tell(target);
    if !web.options().pusher.as_ref().is_some_and(can) {
        return Err(bad());
    }
    let new = NewDevice {
        id: PushDeviceId(clock::new_id()),
        endpoint: asked.endpoint,
        p256dh: asked.p256dh,
        auth: asked.auth,
    };
    web.notices().device_add(&signed.actor, signed.session_id, new, clock::now()).await?;
    get_push(State(web), signed).await
}

/// Tells a browser nothing by push any more.
#[utoipa::path(delete, path = "/api/v1/notices/push/{id}", tag = "notices", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_push_device(
    State(web): State<Web>,
    signed: Signed,
    PathId(id): PathId<PushDeviceId>,
) -> Result<StatusCode, Problem> {
    if web.notices().device_drop(&signed.actor, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::not_found())
    }
}

/// Ends mails of a topic by the link in one of them; nobody needs to be signed in for it.
#[utoipa::path(post, path = "/api/v1/unsubscriptions", tag = "notices", request_body = Unsubscription,
    responses((status = 200, body = Unsubscribed), (status = 400, body = ProblemBody), (status = 429, body = ProblemBody)))]
pub(crate) async fn create_unsubscription(
    State(web): State<Web>,
    Client(ip): Client,
    Json(asked): Json<Unsubscription>,
) -> Result<Json<Unsubscribed>, Problem> {
    web.gates().verify_client.check(ip)?;
    let topic = unsubscribe(&web, &asked.token).await?;
    Ok(Json(Unsubscribed { topic: topic.as_str().to_owned() }))
}

/// The same by a mail program, with one click and without a page (RFC 8058).
pub(crate) async fn unsubscribe_at_once(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<StatusCode, Problem> {
    unsubscribe(&web, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn unsubscribe(web: &Web, token: &str) -> Result<Topic, Problem> {
    let links = web.options().unsubscribe.as_ref();
    let (owner, topic) = links
        .and_then(|links| links.read(token))
        .ok_or_else(|| Problem::invalid("invalid_token", "invalid_unsubscription", "token"))?;
    web.notices().unsubscribe(owner, topic).await?;
    Ok(topic)
}
