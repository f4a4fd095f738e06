//! What a new studio needs before people come, as it stands in truth.

use crate::Web;
use axum::{extract::State, http::StatusCode};
use easel_domain::{Gateway, UserId, legal::LegalKind};
use easel_door::{
    carrier::{Needs, Signed, may},
    clock::{self, rfc3339},
    error::{Problem, ProblemBody},
    input::{Json, PathWords},
};
use easel_store::TestMail;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A backup that is older is none to rely on.
const BACKUP_OLD_MS: i64 = 7 * 24 * 3_600_000;

/// Something a studio needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChecklistItem {
    /// It has a name and a look of its own.
    Branding,
    /// Mails reach people.
    Mail,
    /// It offers more than what is built in.
    Models,
    /// People can pay.
    Payments,
    /// It says its terms and what becomes of people's data.
    Legal,
    /// Who asks has a second factor.
    SecondFactor,
    /// There is a copy of everything.
    Backup,
}

impl ChecklistItem {
    const ALL: [Self; 7] = [
        Self::Branding,
        Self::Mail,
        Self::Models,
        Self::Payments,
        Self::Legal,
        Self::SecondFactor,
        Self::Backup,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Branding => "branding",
            Self::Mail => "mail",
            Self::Models => "models",
            Self::Payments => "payments",
            Self::Legal => "legal",
            Self::SecondFactor => "second_factor",
            Self::Backup => "backup",
        }
    }
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ChecklistState {
    /// As it should be.
    Done,
    /// To be done.
    Open,
    /// Not needed here, somebody said.
    Aside,
}

/// What became of the newest test mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TestMailState {
    /// On its way.
    Waits,
    /// The mail server took it.
    Sent,
    /// Nobody took it for hours.
    GivenUp,
}

/// A line of the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChecklistLine {
    item: ChecklistItem,
    state: ChecklistState,
    /// Which of the sentences about it is true now, such as `none` or `old`.
    detail: &'static str,
}

/// What a studio needs.
#[derive(Serialize, ToSchema)]
pub(crate) struct Checklist {
    items: Vec<ChecklistLine>,
    /// Null when none was sent lately.
    #[schema(required)]
    test_mail: Option<TestMailState>,
    /// When the newest backup was made.
    #[schema(required)]
    backup_at: Option<String>,
}

/// Whether something is set aside.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChecklistChange {
    aside: bool,
}

/// What this studio needs before people come, and how each thing stands.
#[utoipa::path(get, path = "/api/v1/admin/checklist", tag = "admin",
    responses((status = 200, body = Checklist), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn get_checklist(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
) -> Result<Json<Checklist>, Problem> {
    Ok(Json(list(&web, signed.actor.user_id).await?))
}

/// Sets a thing aside that isn't needed here, or takes it up again.
#[utoipa::path(put, path = "/api/v1/admin/checklist/{item}", tag = "admin", params(("item" = String, Path)),
    request_body = ChecklistChange,
    responses((status = 200, body = Checklist), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub(crate) async fn update_checklist(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    path: PathWords,
    Json(change): Json<ChecklistChange>,
) -> Result<Json<Checklist>, Problem> {
    let word: String = path.word("item")?;
    let item =
        ChecklistItem::ALL.into_iter().find(|item| item.word() == word).ok_or_else(Problem::not_found)?;
    web.store().checklist_set_aside(&signed.actor, item.word(), change.aside, clock::now()).await?;
    Ok(Json(list(&web, signed.actor.user_id).await?))
}

/// Sends a mail to who asks, to see whether mails arrive.
#[utoipa::path(post, path = "/api/v1/admin/test-mail", tag = "admin",
    responses((status = 202), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn create_test_mail(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
) -> Result<StatusCode, Problem> {
    web.store().mail_test(&signed.actor, clock::now()).await?;
    Ok(StatusCode::ACCEPTED)
}

async fn list(web: &Web, asker: UserId) -> Result<Checklist, Problem> {
    let known = web.store().checklist().await?;
    let second_factor = web.store().second_factor_sealed(asker).await?.is_some();
    let texts = web.store().legal_state(None).await?.texts;
    let (options, now) = (web.options(), clock::now());
    let has = |kind: LegalKind| texts.iter().any(|text| text.kind == kind);
    let items = ChecklistItem::ALL.into_iter().map(|item| {
        let (done, detail) = match item {
            ChecklistItem::Branding => (known.branded, if known.branded { "own" } else { "plain" }),
            ChecklistItem::Mail => match (&options.surroundings.mail_host, known.test_mail) {
                (None, _) => (false, "folder"),
                (Some(_), Some(TestMail::GivenUp)) => (false, "given_up"),
                (Some(_), _) => (true, "server"),
            },
            ChecklistItem::Models => {
                match options.surroundings.makers().iter().any(|maker| !maker.is_built_in()) {
                    true => (true, "own"),
                    false => (false, "built_in"),
                }
            }
            ChecklistItem::Payments => match options.price_book.as_deref() {
                None => (false, "none"),
                Some(book) if Gateway::ALL.iter().any(|gateway| book.has(*gateway)) => (true, "own"),
                Some(_) => (false, "no_gateway"),
            },
            ChecklistItem::Legal => match (has(LegalKind::Terms), has(LegalKind::Privacy)) {
                (true, true) => (true, "own"),
                (false, false) => (false, "none"),
                _ => (false, "one"),
            },
            ChecklistItem::SecondFactor => (second_factor, if second_factor { "own" } else { "none" }),
            ChecklistItem::Backup => match known.backup_at {
                None => (false, "none"),
                Some(at) if now.since_ms(at) > BACKUP_OLD_MS => (false, "old"),
                Some(_) => (true, "own"),
            },
        };
        let aside = known.aside.iter().any(|word| word == item.word());
        let state = match (done, aside) {
            (true, _) => ChecklistState::Done,
            (false, true) => ChecklistState::Aside,
            (false, false) => ChecklistState::Open,
        };
        ChecklistLine { item, state, detail }
    });
    let test_mail = known.test_mail.map(|mail| match mail {
        TestMail::Waits => TestMailState::Waits,
        TestMail::Sent(_) => TestMailState::Sent,
        TestMail::GivenUp => TestMailState::GivenUp,
    });
    Ok(Checklist { items: items.collect(), test_mail, backup_at: known.backup_at.map(rfc3339) })
}
