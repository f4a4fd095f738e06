//! Legal texts: read by everybody, written by administrators, agreed to by people.

use crate::Web;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use easel_domain::{Actor, Language, LegalKind, legal};
use easel_door::{
    carrier::{MaybeSigned, Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, LargeJson},
};
use easel_store::LegalVersion;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Which text.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LegalKindName {
    Terms,
    Privacy,
    AcceptableUse,
    Refunds,
}

impl From<LegalKind> for LegalKindName {
    fn from(kind: LegalKind) -> Self {
        match kind {
            LegalKind::Terms => Self::Terms,
            LegalKind::Privacy => Self::Privacy,
            LegalKind::AcceptableUse => Self::AcceptableUse,
            LegalKind::Refunds => Self::Refunds,
        }
    }
}

impl From<LegalKindName> for LegalKind {
    fn from(kind: LegalKindName) -> Self {
        match kind {
            LegalKindName::Terms => Self::Terms,
            LegalKindName::Privacy => Self::Privacy,
            LegalKindName::AcceptableUse => Self::AcceptableUse,
            LegalKindName::Refunds => Self::Refunds,
        }
    }
}

/// A legal text that holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct LegalBrief {
    #[schema(inline)]
    kind: LegalKindName,
    version: i64,
    /// Since when it holds.
    since: String,
    /// Whether the asker has to agree to it.
    due: bool,
}

/// The legal texts that hold.
#[derive(Serialize, ToSchema)]
pub(crate) struct LegalBriefs {
    items: Vec<LegalBrief>,
}

/// A legal text to read.
#[derive(Serialize, ToSchema)]
pub(crate) struct LegalReading {
    #[schema(inline)]
    kind: LegalKindName,
    version: i64,
    /// Since when it holds.
    since: String,
    /// Tag of the language it is in: the asker's where there is one.
    language: String,
    /// As Markdown.
    text: String,
}

/// What somebody agrees to.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LegalAgreement {
    items: Vec<LegalAgreed>,
}

/// One text with the version that was read.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LegalAgreed {
    #[schema(inline)]
    kind: LegalKindName,
    version: i64,
}

/// A version of a legal text.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminLegalVersion {
    version: i64,
    since: String,
    /// By language, as Markdown.
    words: BTreeMap<String, String>,
    asks: bool,
}

/// A legal text with its versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminLegalText {
    #[schema(inline)]
    kind: LegalKindName,
    /// The newest first; none where nothing was written yet.
    versions: Vec<AdminLegalVersion>,
}

/// Every legal text with its versions.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminLegalTexts {
    items: Vec<AdminLegalText>,
}

/// A legal text as it is to be from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct LegalDraft {
    /// The version that was changed; 0 for the first.
    version: i64,
    /// By language, as Markdown; empty takes the text back.
    words: BTreeMap<String, String>,
    /// Whether everybody who comes next is asked to agree.
    asks: bool,
}

impl From<LegalVersion> for AdminLegalVersion {
    fn from(version: LegalVersion) -> Self {
        Self {
            version: version.version,
            since: rfc3339(version.made_at),
            words: version.text.words().clone(),
            asks: version.asks,
        }
    }
}

fn kind_of(word: &str) -> Result<LegalKind, Problem> {
    LegalKind::parse(word).ok_or_else(Problem::not_found)
}

/// The legal texts that hold; for somebody signed in also which they have to agree to.
#[utoipa::path(get, path = "/api/v1/legal", tag = "studio", responses((status = 200, body = LegalBriefs)))]
pub(crate) async fn list_legal_texts(
    State(web): State<Web>,
    MaybeSigned(signed): MaybeSigned,
) -> Result<Json<LegalBriefs>, Problem> {
    let state = web.store().legal_state(signed.map(|signed| signed.actor.user_id)).await?;
    let brief = |text: &LegalVersion| LegalBrief {
        kind: text.kind.into(),
        version: text.version,
        since: rfc3339(text.made_at),
        due: state.due.iter().any(|(kind, _)| *kind == text.kind),
    };
    Ok(Json(LegalBriefs { items: state.texts.iter().map(brief).collect() }))
}

/// A legal text, in the asker's language where there is one.
#[utoipa::path(get, path = "/api/v1/legal/{kind}", tag = "studio", params(("kind" = String, Path)),
    responses((status = 200, body = LegalReading), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_legal_text(
    State(web): State<Web>,
    tongue: Tongue,
    // Asked for so that the person's own language is known.
    _: MaybeSigned,
    Path(kind): Path<String>,
) -> Result<Json<LegalReading>, Problem> {
    let kind = kind_of(&kind)?;
    let state = web.store().legal_state(None).await?;
    let found = state.texts.into_iter().find(|text| text.kind == kind).ok_or_else(Problem::not_found)?;
    let language: Language = tongue.language();
    let (tag, text) = found.text.said_in(language).ok_or_else(Problem::not_found)?;
    Ok(Json(LegalReading {
        kind: kind.into(),
        version: found.version,
        since: rfc3339(found.made_at),
        language: tag.to_owned(),
        text: text.to_owned(),
    }))
}

/// Agrees to legal texts, in the versions that were read.
#[utoipa::path(post, path = "/api/v1/legal/agreements", tag = "studio", request_body = LegalAgreement,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub(crate) async fn create_legal_agreement(
    State(web): State<Web>,
    signed: Signed,
    Json(agreement): Json<LegalAgreement>,
) -> Result<StatusCode, Problem> {
    agree(&web, &signed.actor, agreement.items).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Notes what somebody agrees to.
pub(crate) async fn agree(web: &Web, actor: &Actor, items: Vec<LegalAgreed>) -> Result<(), Problem> {
    if items.len() > LegalKind::ALL.len() {
        return Err(Problem::invalid_field("items".to_owned()));
    }
    let agreed = items.into_iter().map(|one| (one.kind.into(), one.version)).collect();
    Ok(web.store().legal_agree(actor, agreed, clock::now()).await?)
}

/// Every legal text with its versions.
#[utoipa::path(get, path = "/api/v1/admin/legal", tag = "admin",
    responses((status = 200, body = AdminLegalTexts), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_legal_texts(
    State(web): State<Web>,
    _: Needs<may::Settings>,
) -> Result<Json<AdminLegalTexts>, Problem> {
    let mut items = Vec::new();
    for kind in LegalKind::ALL {
        let versions = web.store().legal_history(kind).await?;
        let versions = versions.into_iter().map(AdminLegalVersion::from).collect();
        items.push(AdminLegalText { kind: kind.into(), versions });
    }
    Ok(Json(AdminLegalTexts { items }))
}

/// Writes a legal text's next version. Earlier ones are kept.
#[utoipa::path(put, path = "/api/v1/admin/legal/{kind}", tag = "admin", params(("kind" = String, Path)),
    request_body = LegalDraft,
    responses((status = 200, body = AdminLegalVersion), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_legal_text(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    Path(kind): Path<String>,
    LargeJson(draft): LargeJson<LegalDraft>,
) -> Result<Json<AdminLegalVersion>, Problem> {
    let kind = kind_of(&kind)?;
    let text = legal::checked(draft.words)?;
    let changed = (kind, draft.version);
    let kept = web.store().legal_put(&signed.actor, changed, (text, draft.asks), clock::now()).await?;
    Ok(Json(kept.into()))
}
