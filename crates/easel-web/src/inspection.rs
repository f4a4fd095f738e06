//! Looking at somebody's account, for those who help them: begun with a reason, read-only, told to the person.

use crate::{
    Web,
    asset::AssetPage,
    conversation::{self, OwnConversation},
    generation::GenerationPage,
    me::RoleName,
    people::{self, PersonDetail},
    view::{Asset, Generation},
    wallet::{Wallet, WalletEntry, WalletEntryPage},
};
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use easel_domain::{Actor, GenerationId, InspectionId, Timestamp, UserId, inspection::Part};
use easel_door::{
    blob,
    carrier::{Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, PathWords, Words, reason},
    inspect::{Sees, part},
    page::{self, PageParams},
};
use easel_inspection::{Inspection as Look, NewInspection};
use easel_store::AssetFilter;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

easel_door::pages! {
    /// A page of looks at one's own account.
    OwnInspectionPage of OwnInspection;
}

/// A part of an account.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartName {
    Account,
    Jobs,
    Pictures,
    Wallet,
    Payments,
    Conversation,
}

impl From<Part> for PartName {
    fn from(part: Part) -> Self {
        match part {
            Part::Account => Self::Account,
            Part::Jobs => Self::Jobs,
            Part::Pictures => Self::Pictures,
            Part::Wallet => Self::Wallet,
            Part::Payments => Self::Payments,
            Part::Conversation => Self::Conversation,
        }
    }
}

/// Why somebody looks.
#[derive(Deserialize, ToSchema)]
pub(crate) struct InspectionRequest {
    /// 1 to 500 characters; the person reads it.
    reason: String,
}

/// How much there is in an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Holdings {
    /// In the gallery.
    pictures: i64,
    in_trash: i64,
    /// Of all pictures.
    bytes: i64,
    /// What was asked for.
    jobs: i64,
    books: i64,
    /// When a browser that is signed in was last seen.
    #[schema(required)]
    seen_at: Option<String>,
}

/// A look that lasts, with the facts of the account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Inspection {
    id: String,
    /// As the person reads it.
    reason: String,
    at: String,
    /// Until when; after that another reason is asked for.
    until: String,
    /// What the asker's role sees of it.
    #[schema(inline)]
    parts: Vec<PartName>,
    account: PersonDetail,
    holdings: Holdings,
}

/// Somebody who helps people looked at one's own account.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnInspection {
    id: String,
    /// As what.
    role: RoleName,
    /// What they are called, where people meet those of their role by name.
    #[schema(required)]
    name: Option<String>,
    reason: String,
    at: String,
    /// Until when they may, or might, look.
    until: String,
}

/// The look of the asker at this account, while it lasts.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Inspection), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn get_inspection(
    State(web): State<Web>,
    sees: Sees<part::Account>,
) -> Result<Json<Inspection>, Problem> {
    Ok(Json(view(&web, sees.look, sees.by).await?))
}

/// Begins a look at an account for half an hour: it is logged, and its person told. While one lasts, that one is answered.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/look", tag = "admin", params(("id" = String, Path)),
    request_body = InspectionRequest,
    responses((status = 201, body = Inspection), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
pub(crate) async fn create_inspection(
    State(web): State<Web>,
    _: Needs<may::Inspect>,
    signed: Signed,
    PathId(id): PathId<UserId>,
    Json(request): Json<InspectionRequest>,
) -> Result<(StatusCode, Json<Inspection>), Problem> {
    let new = NewInspection { id: InspectionId(clock::new_id()), reason: reason(&request.reason)? };
    web.gates().inspection.check(signed.actor.user_id)?;
    let look = web.inspections().begin(&signed.actor, id, new, clock::now()).await?;
    Ok((StatusCode::CREATED, Json(view(&web, look, signed.actor).await?)))
}

/// Ends the asker's look at this account before its time. Again changes nothing.
#[utoipa::path(post, path = "/api/v1/admin/people/{id}/look/cancel", tag = "admin", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn cancel_inspection(
    State(web): State<Web>,
    _: Needs<may::Inspect>,
    signed: Signed,
    PathId(id): PathId<UserId>,
) -> Result<StatusCode, Problem> {
    web.inspections().end(&signed.actor, id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the person asked for, newest first, as they see it themselves.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/jobs", tag = "admin",
    params(("id" = String, Path), PageParams),
    responses((status = 200, body = GenerationPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_inspected_jobs(
    State(web): State<Web>,
    sees: Sees<part::Jobs>,
    tongue: Tongue,
    words: Words,
) -> Result<Json<GenerationPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<(Timestamp, GenerationId)>(&words)?);
    let rows = web.store().generation_list(&sees.theirs(), before, limit + 1, false, clock::now()).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.created_at, row.id));
    let items = rows.into_iter().map(|row| Generation::of(row, tongue.language())).collect();
    Ok(Json(GenerationPage { items, next_cursor }))
}

/// The person's gallery, newest first, without what is in its trash.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/pictures", tag = "admin",
    params(("id" = String, Path), PageParams),
    responses((status = 200, body = AssetPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_inspected_pictures(
    State(web): State<Web>,
    sees: Sees<part::Pictures>,
    words: Words,
) -> Result<Json<AssetPage>, Problem> {
    let (limit, after) = (page::limit(&words)?, page::after::<i64>(&words)?);
    let rows = web.store().asset_list(&sees.theirs(), AssetFilter::default(), after, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| row.no);
    Ok(Json(AssetPage { items: rows.into_iter().map(Asset::from).collect(), next_cursor }))
}

/// One of the person's pictures as a thumbnail, which nobody keeps.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/pictures/{picture}/content", tag = "admin",
    params(("id" = String, Path), ("picture" = String, Path)),
    responses((status = 200, description = "The bytes", body = inline(blob::Picture), content_type = "image/*"),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_inspected_picture(
    State(web): State<Web>,
    sees: Sees<part::Pictures>,
    path: PathWords,
) -> Result<Response, Problem> {
    let found = web.inspections().thumbnail(&sees.look, path.word("picture")?).await?;
    Ok(blob::shown(&web, &found.ok_or_else(Problem::not_found)?).await?.into_response())
}

/// What the person has to spend.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/wallet", tag = "admin", params(("id" = String, Path)),
    responses((status = 200, body = Wallet), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn get_inspected_wallet(
    State(web): State<Web>,
    sees: Sees<part::Wallet>,
) -> Result<Json<Wallet>, Problem> {
    Ok(Json(web.store().wallet_now(&sees.theirs(), clock::now()).await?.into()))
}

/// The person's ledger, newest first.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/wallet/entries", tag = "admin",
    params(("id" = String, Path), PageParams),
    responses((status = 200, body = WalletEntryPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn list_inspected_entries(
    State(web): State<Web>,
    sees: Sees<part::Wallet>,
    words: Words,
) -> Result<Json<WalletEntryPage>, Problem> {
    let (limit, before) = (page::limit(&words)?, page::after::<i64>(&words)?);
    let entries = web.store().wallet_entries(&sees.theirs(), before, limit + 1).await?;
    let (entries, next_cursor) = page::cut(entries, limit, |entry| entry.entry_no);
    Ok(Json(WalletEntryPage { items: entries.into_iter().map(WalletEntry::from).collect(), next_cursor }))
}

/// What the person and the studio said to each other. It is not read by that.
#[utoipa::path(get, path = "/api/v1/admin/people/{id}/look/conversation", tag = "admin",
    params(("id" = String, Path),
        ("before" = Option<i64>, Query, nullable = false, description = "Messages before this number"),
        ("limit" = Option<u32>, Query, nullable = false, description = "How many messages, 30 without it")),
    responses((status = 200, body = OwnConversation), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
pub(crate) async fn get_inspected_conversation(
    State(web): State<Web>,
    sees: Sees<part::Conversation>,
    tongue: Tongue,
    words: Words,
) -> Result<Json<OwnConversation>, Problem> {
    let asker = easel_support::Asker::Person(sees.theirs());
    Ok(Json(conversation::own(&web, Some(asker), &words, tongue.language()).await?))
}

/// Who looked at the asker's own account, the last first.
#[utoipa::path(get, path = "/api/v1/me/looks", tag = "me", params(PageParams),
    responses((status = 200, body = OwnInspectionPage), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody)))]
pub(crate) async fn list_own_inspections(
    State(web): State<Web>,
    signed: Signed,
    words: Words,
) -> Result<Json<OwnInspectionPage>, Problem> {
    let (limit, after) = (page::limit(&words)?, page::after::<(Timestamp, InspectionId)>(&words)?);
    let rows = web.inspections().own(&signed.actor, after, limit + 1).await?;
    let (rows, next_cursor) = page::cut(rows, limit, |row| (row.at, row.id));
    let view = |row: easel_inspection::Looked| OwnInspection {
        id: row.id.to_string(),
        role: row.role.into(),
        name: row.name,
        reason: row.reason,
        at: rfc3339(row.at),
        until: rfc3339(row.until),
    };
    Ok(Json(OwnInspectionPage { items: rows.into_iter().map(view).collect(), next_cursor }))
}

async fn view(web: &Web, look: Look, by: Actor) -> Result<Inspection, Problem> {
    let held = web.inspections().holdings(&look).await?;
    Ok(Inspection {
        account: people::detail(web, look.person).await?,
        holdings: Holdings {
            pictures: held.pictures,
            in_trash: held.in_trash,
            bytes: held.bytes,
            jobs: held.jobs,
            books: held.books,
            seen_at: held.seen_at.map(rfc3339),
        },
        id: look.id.to_string(),
        reason: look.reason,
        at: rfc3339(look.at),
        until: rfc3339(look.until),
        parts: by.role.inspects().iter().copied().map(PartName::from).collect(),
    })
}
