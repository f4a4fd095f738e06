//! What everybody may know about the studio.

use crate::Web;
use axum::extract::State;
use easel_domain::Language;
use easel_door::{carrier::Tongue, input::Json};
use serde::Serialize;
use utoipa::ToSchema;

/// What credits are called here.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreditName {
    singular: String,
    plural: String,
    #[schema(required)]
    symbol: Option<String>,
}

/// The studio's face.
#[derive(Serialize, ToSchema)]
pub(crate) struct Studio {
    name: String,
    credit: CreditName,
    welcome_credits: i64,
    #[schema(required)]
    accent: Option<String>,
    /// Where people with a question turn to: an `https:` or `mailto:` address.
    #[schema(required)]
    contact: Option<String>,
    /// Whether a chat model plans books for those who ask for it; their texts are sent to the operator's service then.
    plans_by_model: bool,
    languages: Vec<String>,
    version: String,
}

/// What the studio is called and gives, in the asker's language.
#[utoipa::path(get, path = "/api/v1/studio", tag = "studio", responses((status = 200, body = Studio)))]
pub(crate) async fn get_studio(State(web): State<Web>, tongue: Tongue) -> Json<Studio> {
    let studio = &web.options().studio;
    let credit = studio.credit(tongue.language());
    Json(Studio {
        name: studio.name.clone(),
        credit: CreditName { singular: credit.singular, plural: credit.plural, symbol: credit.symbol },
        welcome_credits: studio.welcome_credits.get(),
        accent: studio.accent.clone(),
        contact: studio.contact.clone(),
        plans_by_model: web.options().chat.is_some(),
        languages: Language::ALL.iter().map(|l| l.tag().to_owned()).collect(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
