//! Announcements: told to whom they are for, written by administrators.

use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{
    AnnouncementId, Role, Timestamp, Words,
    guide::{self, Notice},
};
use easel_door::{
    carrier::{MaybeSigned, Needs, Signed, Tongue, may},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathId, moment},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// How an announcement sounds.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToneName {
    Info,
    Warning,
}

/// Who is told.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AudienceName {
    Everybody,
    SignedIn,
    Administrators,
}

impl From<guide::Tone> for ToneName {
    fn from(tone: guide::Tone) -> Self {
        match tone {
            guide::Tone::Info => Self::Info,
            guide::Tone::Warning => Self::Warning,
        }
    }
}

impl From<guide::Audience> for AudienceName {
    fn from(audience: guide::Audience) -> Self {
        match audience {
            guide::Audience::Everybody => Self::Everybody,
            guide::Audience::SignedIn => Self::SignedIn,
            guide::Audience::Administrators => Self::Administrators,
        }
    }
}

/// What is told now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Announcement {
    id: String,
    /// A new one is told anew to whoever put the one before away.
    version: i64,
    #[schema(inline)]
    tone: ToneName,
    /// One line of Markdown.
    text: String,
    /// Tag of the language it is in: the asker's where there is one.
    language: String,
    /// A page of the studio, or an `https:` address.
    #[schema(required)]
    link: Option<String>,
    #[schema(required)]
    until: Option<String>,
}

/// What is told now, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Announcements {
    items: Vec<Announcement>,
}

/// An announcement as an administrator sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminAnnouncement {
    id: String,
    version: i64,
    #[schema(inline)]
    tone: ToneName,
    #[schema(inline)]
    audience: AudienceName,
    /// By language.
    words: BTreeMap<String, String>,
    #[schema(required)]
    link: Option<String>,
    from: String,
    #[schema(required)]
    until: Option<String>,
    changed_at: String,
}

/// Every announcement, the newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdminAnnouncements {
    items: Vec<AdminAnnouncement>,
}

/// An announcement as it is to be from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AnnouncementRequest {
    /// The version that was changed; 0 for a new one.
    version: i64,
    #[schema(inline)]
    tone: ToneName,
    #[schema(inline)]
    audience: AudienceName,
    /// By language: one line of Markdown, at most 300 characters.
    words: BTreeMap<String, String>,
    /// A page of the studio (`/help`) or an `https:` address.
    link: Option<String>,
    /// From now on without it.
    from: Option<String>,
    /// Without an end without it.
    until: Option<String>,
}

impl From<easel_guide::Announcement> for AdminAnnouncement {
    fn from(row: easel_guide::Announcement) -> Self {
        Self {
            id: row.id.to_string(),
            version: row.version,
            tone: row.notice.tone.into(),
            audience: row.notice.audience.into(),
            words: row.notice.words.words().clone(),
            link: row.notice.link,
            from: rfc3339(row.notice.from),
            until: row.notice.until.map(rfc3339),
            changed_at: rfc3339(row.changed_at),
        }
    }
}

impl AnnouncementRequest {
    fn notice(self, now: Timestamp) -> Result<Notice, Problem> {
        let at = |text: Option<String>, name: &'static str| text.map(|text| moment(&text, name)).transpose();
        let notice = Notice {
            words: Words::default(),
            tone: match self.tone {
                ToneName::Info => guide::Tone::Info,
                ToneName::Warning => guide::Tone::Warning,
            },
            link: self.link,
            audience: match self.audience {
                AudienceName::Everybody => guide::Audience::Everybody,
                AudienceName::SignedIn => guide::Audience::SignedIn,
                AudienceName::Administrators => guide::Audience::Administrators,
            },
            from: at(self.from, "from")?.unwrap_or(now),
            until: at(self.until, "until")?,
        };
        Ok(notice.checked(self.words)?)
    }
}

/// What is told now to whoever asks.
#[utoipa::path(get, path = "/api/v1/announcements", tag = "studio", responses((status = 200, body = Announcements)))]
pub(crate) async fn list_announcements(
    State(web): State<Web>,
    tongue: Tongue,
    MaybeSigned(signed): MaybeSigned,
) -> Result<Json<Announcements>, Problem> {
    let has_role = signed.map(|signed| signed.user.role != Role::User);
    let told = web.guide().announcements_now(clock::now()).await?;
    let view = |row: easel_guide::Announcement| {
        let (language, text) = row.notice.words.said_in(tongue.language())?;
        Some(Announcement {
            id: row.id.to_string(),
            version: row.version,
            tone: row.notice.tone.into(),
            text: text.to_owned(),
            language: language.to_owned(),
            link: row.notice.link.clone(),
            until: row.notice.until.map(rfc3339),
        })
    };
    let items = told.into_iter().filter(|row| row.notice.audience.has(has_role)).filter_map(view);
    Ok(Json(Announcements { items: items.collect() }))
}

/// Every announcement: those told now, later and before.
#[utoipa::path(get, path = "/api/v1/admin/announcements", tag = "admin",
    responses((status = 200, body = AdminAnnouncements), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn list_admin_announcements(
    State(web): State<Web>,
    _: Needs<may::Settings>,
) -> Result<Json<AdminAnnouncements>, Problem> {
    let all = web.guide().announcements().await?;
    Ok(Json(AdminAnnouncements { items: all.into_iter().map(AdminAnnouncement::from).collect() }))
}

/// Writes an announcement, or its next version.
#[utoipa::path(put, path = "/api/v1/admin/announcements/{id}", tag = "admin", params(("id" = String, Path)),
    request_body = AnnouncementRequest,
    responses((status = 200, body = AdminAnnouncement), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_announcement(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    PathId(id): PathId<AnnouncementId>,
    Json(asked): Json<AnnouncementRequest>,
) -> Result<Json<AdminAnnouncement>, Problem> {
    let now = clock::now();
    let version = asked.version;
    let notice = asked.notice(now)?;
    let kept = web.guide().announcement_put(&signed.actor, (id, version), notice, now).await?;
    Ok(Json(kept.into()))
}

/// Deletes an announcement.
#[utoipa::path(delete, path = "/api/v1/admin/announcements/{id}", tag = "admin", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn delete_announcement(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    PathId(id): PathId<AnnouncementId>,
) -> Result<StatusCode, Problem> {
    web.guide().announcement_delete(&signed.actor, id, clock::now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
