//! Conversations, for those who look after them.

use crate::{
    Web,
    conversation::{ConversationStateName, Message, Reading, SideName, before},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use easel_domain::{
    CannedAnswerId, ConversationId, ConversationState, MessageId, Said, Side, Words as SaidIn,
    support::{ANSWERS_MAX, TEXT_MAX, TITLE_MAX},
    typed::line,
};
use easel_door::{
    blob,
    carrier::{Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    csv::{self, Column, Column::Plain, Column::Text},
    error::{Problem, ProblemBody},
    input::{Json, PathId, PathWords, Words, made_id},
    page,
};
use easel_store::Variant;
use easel_support::{CannedAnswer as Kept, ConversationChange, ConversationFilter, ConversationLine, Whose};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Most characters of what conversations are looked for by.
const WORDS_MAX: usize = 200;

easel_door::pages! {
    /// A page of conversations.
    ConversationPage of Conversation;
}

/// Whose a conversation is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConversationPerson {
    id: String,
    name: String,
    email: String,
}

/// Somebody who looks after conversations.
#[derive(Serialize, ToSchema)]
pub(crate) struct Colleague {
    id: String,
    name: String,
}

/// Everybody who looks after conversations.
#[derive(Serialize, ToSchema)]
pub(crate) struct Colleagues {
    items: Vec<Colleague>,
}

/// How a message begins.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageBrief {
    #[schema(inline)]
    side: SideName,
    text: String,
}

/// A conversation in the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Conversation {
    id: String,
    /// Null where a visitor speaks who is not signed in.
    #[schema(required)]
    person: Option<ConversationPerson>,
    /// Where a visitor wants to be answered.
    #[schema(required)]
    email: Option<String>,
    /// In which language they read.
    language: String,
    #[schema(inline)]
    state: ConversationStateName,
    /// Who looks after it.
    #[schema(required)]
    assigned: Option<Colleague>,
    /// Messages of the person that nobody here has read.
    unread: i64,
    /// What was said last.
    #[schema(required)]
    last: Option<MessageBrief>,
    said_at: String,
    created_at: String,
}

/// A conversation with its messages.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConversationDetail {
    #[serde(flatten)]
    conversation: Conversation,
    /// Up to which number the person has read.
    read_no: i64,
    /// The newest messages and notes, or those before the number asked for; the oldest of them first.
    items: Vec<Message>,
    /// Whether there are earlier ones.
    has_earlier: bool,
}

/// An answer, or a note for the others.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AnswerRequest {
    /// Made by the asker, version 7: the same one again is the same message.
    #[schema(nullable = false)]
    id: Option<String>,
    /// 1 to 4,000 characters.
    text: String,
    /// Whether only those who look after conversations see it.
    #[serde(default)]
    #[schema(required = false)]
    note: bool,
}

/// What is to be different about a conversation.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ConversationUpdate {
    /// `open`, `answered` or `closed`.
    #[schema(nullable = false)]
    state: Option<String>,
    /// The id of who looks after it; an empty text for nobody.
    #[schema(nullable = false)]
    assigned_to: Option<String>,
}

/// An answer kept ready.
#[derive(Serialize, ToSchema)]
pub(crate) struct CannedAnswer {
    id: String,
    title: String,
    /// By language; `{name}` stands for the person's name.
    words: BTreeMap<String, String>,
    changed_at: String,
}

/// Every answer kept ready.
#[derive(Serialize, ToSchema)]
pub(crate) struct CannedAnswers {
    items: Vec<CannedAnswer>,
}

/// An answer to be kept ready.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CannedAnswerRequest {
    /// 1 to 80 characters.
    title: String,
    /// By language, up to 4,000 characters each; `{name}` stands for the person's name.
    words: BTreeMap<String, String>,
}

impl From<ConversationLine> for Conversation {
    fn from(line: ConversationLine) -> Self {
        let of = line.conversation;
        let named =
            |(name, email), id: easel_domain::UserId| ConversationPerson { id: id.to_string(), name, email };
        Self {
            id: of.id.to_string(),
            person: line.person.zip(of.owner).map(|(named_so, id)| named(named_so, id)),
            email: of.email,
            language: of.language.tag().to_owned(),
            state: of.state.into(),
            assigned: of
                .assigned
                .zip(line.assigned_name)
                .map(|(id, name)| Colleague { id: id.to_string(), name }),
            unread: line.unread,
            last: line.last.map(|(side, text)| MessageBrief { side: side.into(), text }),
            said_at: rfc3339(of.said_at),
            created_at: rfc3339(of.created_at),
        }
    }
}

impl From<Kept> for CannedAnswer {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.id.to_string(),
            title: kept.title,
            words: kept.words.words().clone(),
            changed_at: rfc3339(kept.changed_at),
        }
    }
}

fn state_of(word: &str) -> Result<ConversationState, Problem> {
    let bad = || Problem::invalid("invalid_state", "invalid_conversation_state", "state");
    ConversationState::parse(word).ok_or_else(bad)
}

/// Conversations, where something was said last first.
#[utoipa::path(get, path = "/api/v1/admin/conversations", tag = "admin",
    params(page::PageParams,
        ("q" = Option<String>, Query, nullable = false, description = "Part of a name, of an address or of what was said"),
        ("state" = Option<String>, Query, nullable = false, description = "`open`, `answered` or `closed`"),
        ("assigned" = Option<String>, Query, nullable = false, description = "`me`, `nobody`, or somebody's id")),
    responses((status = 200, body = ConversationPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_conversations(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    words: Words,
) -> Result<Json<ConversationPage>, Problem> {
    let filter = filter(&words, &signed)?;
    let limit = page::limit(&words)?;
    let rows = web.support().conversations(filter, page::after(&words)?, limit + 1).await?;
    let (rows, next_cursor) =
        page::cut(rows, limit, |line| (line.conversation.said_at, line.conversation.id));
    Ok(Json(ConversationPage { items: rows.into_iter().map(Conversation::from).collect(), next_cursor }))
}

fn filter(words: &Words, signed: &Signed) -> Result<ConversationFilter, Problem> {
    let whose = match words.get("assigned") {
        None => Whose::All,
        Some("me") => Whose::Of(signed.actor.user_id),
        Some("nobody") => Whose::Nobody,
        Some(_) => words.id("assigned")?.map_or(Whose::All, Whose::Of),
    };
    Ok(ConversationFilter {
        words: words.text("q", WORDS_MAX)?.unwrap_or_default(),
        state: words.get("state").map(state_of).transpose()?,
        whose,
    })
}

/// The same as CSV, with how what was said last begins.
#[utoipa::path(get, path = "/api/v1/admin/conversations.csv", tag = "admin",
    params(("q" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("state" = Option<String>, Query, nullable = false, description = "As in the list"),
        ("assigned" = Option<String>, Query, nullable = false, description = "As in the list")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn export_admin_conversations(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    words: Words,
) -> Result<Response, Problem> {
    let filter = filter(&words, &signed)?;
    web.store().list_exported(&signed.actor, "conversations.export", clock::now()).await?;
    let support = web.support().clone();
    let read = move |after| {
        let (support, filter) = (support.clone(), filter.clone());
        async move { support.conversations(filter, after, csv::CHUNK).await }
    };
    Ok(csv::table(
        "conversations.csv",
        COLUMNS,
        |line| (line.conversation.said_at, line.conversation.id),
        read,
    ))
}

const COLUMNS: &[Column<ConversationLine>] = &[
    Plain("id", |line| line.conversation.id.to_string()),
    Plain("person_id", |line| csv::some(line.conversation.owner)),
    Text("name", |line| csv::some(line.person.as_ref().map(|(name, _)| name))),
    Text("email", |line| {
        let account = line.person.as_ref().map(|(_, email)| email);
        csv::some(account.or(line.conversation.email.as_ref()))
    }),
    Plain("language", |line| line.conversation.language.tag().to_owned()),
    Plain("state", |line| line.conversation.state.as_str().to_owned()),
    Text("assigned_to", |line| csv::some(line.assigned_name.as_ref())),
    Plain("unread", |line| line.unread.to_string()),
    Plain("last_side", |line| csv::some(line.last.as_ref().map(|(side, _)| side.as_str()))),
    Text("last_words", |line| csv::some(line.last.as_ref().map(|(_, text)| text))),
    Plain("said_at", |line| rfc3339(line.conversation.said_at)),
    Plain("created_at", |line| rfc3339(line.conversation.created_at)),
];

/// One conversation with its newest messages and notes.
#[utoipa::path(get, path = "/api/v1/admin/conversations/{id}", tag = "admin",
    params(("id" = String, Path),
        ("before" = Option<i64>, Query, nullable = false, description = "Messages before this number"),
        ("limit" = Option<u32>, Query, nullable = false, description = "How many messages, 30 without it")),
    responses((status = 200, body = ConversationDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_admin_conversation(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    tongue: Tongue,
    PathId(id): PathId<ConversationId>,
    words: Words,
) -> Result<Json<ConversationDetail>, Problem> {
    let (before, limit) = (before(&words)?, page::limit(&words)?);
    Ok(Json(detail(&web, &tongue, id, (before, limit)).await?))
}

async fn detail(
    web: &Web,
    tongue: &Tongue,
    id: ConversationId,
    (before, limit): (Option<i64>, u32),
) -> Result<ConversationDetail, Problem> {
    let found = web.support().conversation_get(id, before, limit + 1).await?;
    let (line, mut messages) = found.ok_or_else(Problem::not_found)?;
    let has_earlier = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    Ok(ConversationDetail {
        read_no: line.conversation.person_read_no,
        conversation: line.into(),
        items: messages.into_iter().rev().map(|row| Message::of(row, tongue.language())).collect(),
        has_earlier,
    })
}

/// Answers a person, or leaves a note for the others of the studio.
#[utoipa::path(post, path = "/api/v1/admin/conversations/{id}/messages", tag = "admin", params(("id" = String, Path)),
    request_body = AnswerRequest,
    responses((status = 201, body = Message), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub(crate) async fn create_admin_message(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<ConversationId>,
    Json(answer): Json<AnswerRequest>,
) -> Result<Response, Problem> {
    let message = MessageId(made_id(answer.id.as_deref())?);
    let said = Said::checked(&answer.text, None, None)?;
    let side = if answer.note { Side::Note } else { Side::Studio };
    let row =
        web.support().conversation_answer(&signed.actor, id, (message, side, said), clock::now()).await?;
    Ok((StatusCode::CREATED, Json(Message::of(row, tongue.language()))).into_response())
}

/// Notes up to where the studio has read.
#[utoipa::path(post, path = "/api/v1/admin/conversations/{id}/read", tag = "admin", params(("id" = String, Path)),
    request_body = Reading,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn create_admin_reading(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    PathId(id): PathId<ConversationId>,
    Json(reading): Json<Reading>,
) -> Result<StatusCode, Problem> {
    let found = web.support().conversation_seen(id, reading.no).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// Closes or opens a conversation, or gives it to somebody.
#[utoipa::path(patch, path = "/api/v1/admin/conversations/{id}", tag = "admin", params(("id" = String, Path)),
    request_body = ConversationUpdate,
    responses((status = 200, body = ConversationDetail), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn update_admin_conversation(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    tongue: Tongue,
    PathId(id): PathId<ConversationId>,
    Json(update): Json<ConversationUpdate>,
) -> Result<Json<ConversationDetail>, Problem> {
    let nobody = || Problem::invalid("invalid_assigned_to", "invalid_assignee", "assigned_to");
    let assigned = match update.assigned_to.as_deref() {
        None => None,
        Some("") => Some(None),
        Some(id) => Some(Some(id.parse().map_err(|_| nobody())?)),
    };
    let state = update.state.as_deref().map(state_of).transpose()?;
    let change = ConversationChange { state, assigned };
    web.support().conversation_change(&signed.actor, id, change, clock::now()).await?;
    Ok(Json(detail(&web, &tongue, id, (None, page::LIMIT_MAX)).await?))
}

/// A picture that somebody showed in a message.
#[utoipa::path(get, path = "/api/v1/admin/conversations/{id}/pictures/{no}", tag = "admin",
    params(("id" = String, Path), ("no" = i64, Path, description = "The message's number"),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "The preview without it")),
    responses((status = 200, description = "The bytes", content_type = "image/webp"), (status = 400, body = ProblemBody),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_message_picture(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    path: PathWords,
    words: Words,
) -> Result<Response, Problem> {
    let (id, no) = (path.word("id")?, path.word("no")?);
    let variant = match words.get("variant") {
        None => Variant::Preview,
        Some(_) => blob::variant(&words)?,
    };
    let found = web.support().message_picture(id, no, variant).await?.ok_or_else(Problem::not_found)?;
    blob::shown(&web, &found).await
}

/// Everybody who looks after conversations.
#[utoipa::path(get, path = "/api/v1/admin/conversation-colleagues", tag = "admin",
    responses((status = 200, body = Colleagues), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_colleagues(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
) -> Result<Json<Colleagues>, Problem> {
    let mates = web.support().mates().await?.into_iter();
    Ok(Json(Colleagues {
        items: mates.map(|mate| Colleague { id: mate.id.to_string(), name: mate.name }).collect(),
    }))
}

/// Answers kept ready.
#[utoipa::path(get, path = "/api/v1/admin/canned-answers", tag = "admin",
    responses((status = 200, body = CannedAnswers), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_canned_answers(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
) -> Result<Json<CannedAnswers>, Problem> {
    let items = web.support().canned_answers().await?.into_iter().map(CannedAnswer::from).collect();
    Ok(Json(CannedAnswers { items }))
}

/// Keeps an answer ready.
#[utoipa::path(post, path = "/api/v1/admin/canned-answers", tag = "admin", request_body = CannedAnswerRequest,
    responses((status = 201, body = CannedAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn create_canned_answer(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    Json(request): Json<CannedAnswerRequest>,
) -> Result<Response, Problem> {
    let kept = put(&web, &signed, CannedAnswerId(clock::new_id()), request).await?;
    Ok((StatusCode::CREATED, Json(kept)).into_response())
}

/// Keeps another answer in this one's place.
#[utoipa::path(put, path = "/api/v1/admin/canned-answers/{id}", tag = "admin", params(("id" = String, Path)),
    request_body = CannedAnswerRequest,
    responses((status = 200, body = CannedAnswer), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_canned_answer(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    PathId(id): PathId<CannedAnswerId>,
    Json(request): Json<CannedAnswerRequest>,
) -> Result<Json<CannedAnswer>, Problem> {
    Ok(Json(put(&web, &signed, id, request).await?))
}

async fn put(
    web: &Web,
    signed: &Signed,
    id: CannedAnswerId,
    request: CannedAnswerRequest,
) -> Result<CannedAnswer, Problem> {
    let title = line(&request.title, TITLE_MAX).filter(|title| !title.is_empty());
    let no_title = || Problem::invalid("invalid_title", "invalid_answer_title", "title").at_most(TITLE_MAX);
    let title = title.ok_or_else(no_title)?;
    let words = SaidIn::checked(request.words, TEXT_MAX).filter(|words| !words.is_empty());
    let no_words = || Problem::invalid("invalid_words", "invalid_answer_words", "words").at_most(TEXT_MAX);
    let answer = Kept { id, title, words: words.ok_or_else(no_words)?, changed_at: clock::now() };
    if !web.support().canned_answer_put(&signed.actor, answer.clone()).await? {
        return Err(Problem::too_many("too_many_answers", ANSWERS_MAX));
    }
    Ok(answer.into())
}

/// Keeps an answer ready no longer.
#[utoipa::path(delete, path = "/api/v1/admin/canned-answers/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_canned_answer(
    State(web): State<Web>,
    _: Needs<may::Conversations>,
    signed: Signed,
    PathId(id): PathId<CannedAnswerId>,
) -> Result<StatusCode, Problem> {
    web.support().canned_answer_delete(&signed.actor, id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
