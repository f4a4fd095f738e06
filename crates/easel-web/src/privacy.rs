//! What becomes of people's data here, from the configuration as it runs: what is kept, how long, and where it goes.

use crate::Web;
use axum::extract::State;
use easel_domain::{gallery::DOWNLOAD_LASTS_MS, model::words_in, retention::DAY_MS, support::VISITOR_MS};
use easel_door::{
    carrier::{SESSION_MS, Tongue},
    input::Json,
    surroundings::{Maker, Where},
};
use easel_store::mail::GIVE_UP_MS;
use easel_works::export::KEPT_MS;
use serde::Serialize;
use utoipa::ToSchema;

const HOUR_MS: i64 = 3_600_000;

/// Where something is.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// In the studio's own program.
    Here,
    /// In the operator's own network.
    OwnNetwork,
    /// On machines that people lend to the studio.
    Lent,
    /// Somebody else's service.
    Elsewhere,
}

/// Somebody who makes pictures, and what they make them with.
#[derive(Serialize, ToSchema)]
pub(crate) struct PictureMaker {
    place: Place,
    /// The service's host; null unless it is somebody else's.
    #[schema(required)]
    host: Option<String>,
    /// What people know the models by.
    models: Vec<String>,
}

/// How long things are kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct Kept {
    /// A deleted picture lies in the trash.
    trash_days: i64,
    /// An archive of pictures, and a file made of a book or strip.
    files_hours: i64,
    /// A browser that is not used stays signed in.
    session_days: i64,
    /// The words of what was asked for and came to nothing; null: as long as the account.
    #[schema(required)]
    failed_days: Option<i64>,
    /// A closed conversation, after its last word; null: as long as the account.
    #[schema(required)]
    conversations_days: Option<i64>,
    /// A conversation of somebody without an account, after its last word.
    visitors_days: i64,
    /// A line of the notification centre.
    notices_days: i64,
    /// Hashes of what somebody signs in with and from where, after the last time.
    sign_ins_days: i64,
    /// What visitors reported, after the decision about it.
    reports_days: i64,
    /// A mail, of which nothing but its address stays once it is sent.
    mails_hours: i64,
}

/// What becomes of people's data.
#[derive(Serialize, ToSchema)]
pub(crate) struct PrivacyFacts {
    /// Who gets prompts and reference pictures.
    makers: Vec<PictureMaker>,
    /// Where mails go out by; null where they go nowhere, or stay in the operator's own network.
    #[schema(required)]
    mail_host: Option<String>,
    /// Whether mails go out at all.
    mails: bool,
    /// Whether devices that somebody turns notifications on for are told by their browser's push service.
    push: bool,
    /// Whether Stripe takes payments.
    stripe: bool,
    /// Whether people may have an administrator confirm what they paid by UPI or by transfer.
    by_hand: bool,
    /// Who plans books for those who ask for it; null where nobody outside does.
    #[schema(required)]
    chat_host: Option<String>,
    /// Who is asked when somebody signs in by a provider; null where nobody outside is.
    #[schema(required)]
    openid_host: Option<String>,
    kept: Kept,
}

/// What becomes of people's data in this studio: said from the configuration as it runs.
#[utoipa::path(get, path = "/api/v1/privacy-facts", tag = "studio", responses((status = 200, body = PrivacyFacts)))]
pub(crate) async fn get_privacy_facts(State(web): State<Web>, tongue: Tongue) -> Json<PrivacyFacts> {
    let options = web.options();
    let around = &options.surroundings;
    let (book, keep) = (options.price_book.as_deref(), web.store().retention());
    let by_hand = book.is_some_and(|book| {
        easel_domain::Gateway::ALL
            .iter()
            .any(|gateway| *gateway != easel_domain::Gateway::Stripe && book.has(*gateway))
    });
    let away = |host: &str| (Where::of(host) == Where::Elsewhere).then(|| host.to_owned());
    let maker = |maker: Maker| {
        let place = match maker.place() {
            Where::Here => Place::Here,
            Where::OwnNetwork => Place::OwnNetwork,
            Where::Lent => Place::Lent,
            Where::Elsewhere => Place::Elsewhere,
        };
        PictureMaker {
            place,
            host: maker.host.filter(|_| place == Place::Elsewhere),
            models: maker
                .models
                .iter()
                .map(|label| words_in(label, tongue.language().tag()).to_owned())
                .collect(),
        }
    };
    Json(PrivacyFacts {
        makers: around.makers().into_iter().map(maker).collect(),
        mail_host: around.mail_host.as_deref().and_then(away),
        mails: around.mail_host.is_some(),
        push: options.pusher.is_some(),
        stripe: options.stripe.is_some(),
        by_hand,
        chat_host: options.chat.as_ref().and_then(|chat| away(chat.host())),
        openid_host: options.openid.as_ref().and_then(|provider| away(provider.host())),
        kept: Kept {
            trash_days: keep.trash_days,
            failed_days: keep.failed_days,
            conversations_days: keep.conversations_days,
            visitors_days: VISITOR_MS / DAY_MS,
            notices_days: keep.notices_days,
            sign_ins_days: keep.sign_ins_days,
            reports_days: keep.reports_days,
            mails_hours: GIVE_UP_MS / HOUR_MS,
            files_hours: KEPT_MS.max(DOWNLOAD_LASTS_MS) / HOUR_MS,
            session_days: SESSION_MS / DAY_MS,
        },
    })
}
