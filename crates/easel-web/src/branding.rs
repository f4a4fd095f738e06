//! How administrators say how the studio presents itself.

use crate::Web;
use axum::extract::State;
use easel_domain::{
    AssetId, Branding as Decided,
    branding::{Contact as KeptContact, ContactKind, CreditWords, LandingWords, PlatformLink, Typeface},
};
use easel_door::{
    carrier::{Needs, Signed, may},
    clock,
    error::{Problem, ProblemBody},
    input::Json,
};
use easel_store::KeptBranding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// By what people can turn to the studio.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ContactKindName {
    Email,
    Whatsapp,
    Telegram,
    Wecom,
    Line,
    Phone,
    Website,
}

/// Letters of the studio's pages.
#[derive(Serialize, Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TypefaceName {
    Fraunces,
    Inter,
    System,
}

/// Makes two enums of the same variants into each other.
macro_rules! same {
    ($($ours:ident = $theirs:ident { $($variant:ident),* })*) => { $(
        impl From<$theirs> for $ours {
            fn from(value: $theirs) -> Self {
                match value { $($theirs::$variant => Self::$variant),* }
            }
        }

        impl From<$ours> for $theirs {
            fn from(value: $ours) -> Self {
                match value { $($ours::$variant => Self::$variant),* }
            }
        }
    )* };
}

same! {
    ContactKindName = ContactKind { Email, Whatsapp, Telegram, Wecom, Line, Phone, Website }
    TypefaceName = Typeface { Fraunces, Inter, System }
}

/// What credits are called in one language.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct CreditInLanguage {
    singular: String,
    plural: String,
}

/// What the landing page says in one language.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct LandingInLanguage {
    #[serde(default)]
    #[schema(required)]
    title: String,
    #[serde(default)]
    #[schema(required)]
    lead: String,
}

/// One way to turn to the studio.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct BrandingContact {
    #[schema(inline)]
    kind: ContactKindName,
    value: String,
}

/// A link for those who want such a studio themselves.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct BrandingLink {
    /// By language.
    labels: BTreeMap<String, String>,
    /// Begins with `https://`.
    address: String,
}

/// How the studio presents itself.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Branding {
    /// How often it was changed; 0 is what the configuration says. Sent along, it says which one was changed.
    version: i64,
    name: String,
    /// As `#rrggbb`.
    #[schema(required)]
    accent: Option<String>,
    #[schema(inline)]
    heading_font: TypefaceName,
    #[schema(inline)]
    body_font: TypefaceName,
    /// By language; empty takes the plain words.
    credit: BTreeMap<String, CreditInLanguage>,
    #[schema(required)]
    credit_symbol: Option<String>,
    /// Id of a picture of the administrator's.
    #[schema(required)]
    logo: Option<String>,
    /// Ids of pictures on the landing page, at most 6.
    pictures: Vec<String>,
    /// By language.
    landing: BTreeMap<String, LandingInLanguage>,
    contacts: Vec<BrandingContact>,
    #[schema(required)]
    platform_link: Option<BrandingLink>,
    /// Who mails are from, beside the address.
    #[schema(required)]
    sender: Option<String>,
    /// Whether people can talk to the studio on its pages; they can without it.
    #[serde(default = "yes")]
    #[schema(required)]
    conversations: bool,
}

const fn yes() -> bool {
    true
}

/// An id that is none is the id of nothing.
fn picture(id: &str) -> AssetId {
    id.parse().unwrap_or(AssetId(Uuid::nil()))
}

impl From<KeptBranding> for Branding {
    fn from(KeptBranding { version, branding }: KeptBranding) -> Self {
        let credit = |words: CreditWords| CreditInLanguage { singular: words.singular, plural: words.plural };
        let landing = |words: LandingWords| LandingInLanguage { title: words.title, lead: words.lead };
        let contact = |one: KeptContact| BrandingContact { kind: one.kind.into(), value: one.value };
        let link = |link: PlatformLink| BrandingLink { labels: link.labels, address: link.address };
        Self {
            version,
            name: branding.name,
            accent: branding.accent,
            heading_font: branding.heading_font.into(),
            body_font: branding.body_font.into(),
            credit: branding.credit.into_iter().map(|(tag, words)| (tag, credit(words))).collect(),
            credit_symbol: branding.credit_symbol,
            logo: branding.logo.map(|id| id.to_string()),
            pictures: branding.pictures.iter().map(ToString::to_string).collect(),
            landing: branding.landing.into_iter().map(|(tag, words)| (tag, landing(words))).collect(),
            contacts: branding.contacts.into_iter().map(contact).collect(),
            platform_link: branding.platform_link.map(link),
            sender: branding.sender,
            conversations: branding.conversations,
        }
    }
}

impl From<Branding> for Decided {
    fn from(typed: Branding) -> Self {
        let credit = |words: CreditInLanguage| CreditWords { singular: words.singular, plural: words.plural };
        let landing = |words: LandingInLanguage| LandingWords { title: words.title, lead: words.lead };
        let contact = |one: BrandingContact| KeptContact { kind: one.kind.into(), value: one.value };
        let link = |link: BrandingLink| PlatformLink { labels: link.labels, address: link.address };
        Self {
            name: typed.name,
            accent: typed.accent,
            heading_font: typed.heading_font.into(),
            body_font: typed.body_font.into(),
            credit: typed.credit.into_iter().map(|(tag, words)| (tag, credit(words))).collect(),
            credit_symbol: typed.credit_symbol,
            logo: typed.logo.filter(|id| !id.is_empty()).map(|id| picture(&id)),
            pictures: typed.pictures.iter().map(|id| picture(id)).collect(),
            landing: typed.landing.into_iter().map(|(tag, words)| (tag, landing(words))).collect(),
            contacts: typed.contacts.into_iter().map(contact).collect(),
            platform_link: typed.platform_link.map(link),
            sender: typed.sender,
            conversations: typed.conversations,
        }
    }
}

/// How the studio presents itself, in every language.
#[utoipa::path(get, path = "/api/v1/admin/branding", tag = "admin",
    responses((status = 200, body = Branding), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
pub(crate) async fn get_branding(
    State(web): State<Web>,
    _: Needs<may::Settings>,
) -> Result<Json<Branding>, Problem> {
    web.store().branding_refresh().await?;
    Ok(Json(web.store().branding_kept().into()))
}

/// Changes how the studio presents itself. Everybody sees it within seconds.
#[utoipa::path(put, path = "/api/v1/admin/branding", tag = "admin", request_body = Branding,
    responses((status = 200, body = Branding), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
pub(crate) async fn update_branding(
    State(web): State<Web>,
    _: Needs<may::Settings>,
    signed: Signed,
    Json(typed): Json<Branding>,
) -> Result<Json<Branding>, Problem> {
    let version = typed.version;
    let kept = web.store().branding_put(&signed.actor, version, typed.into(), clock::now()).await?;
    Ok(Json(kept.into()))
}
