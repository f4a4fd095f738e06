//! Which operation a request asks for.

use crate::{
    admin, announcement, archive, asset, audit, auth, batch, board, brand, branding, channel, channel_test,
    character, checklist, configuration, content, conversation, download, email, event, font, generation,
    health, help, help_page, inbox, inspection, leaving, legal, lent, me, model, notice, openid, passkey,
    password::Hasher, people, preview, privacy, queue, second_factor, share, showcase, showcase_admin,
    showcase_page, studio, style, telling, ui, upload, wait, wallet,
};
use axum::{
    Router,
    extract::{FromRef, Request},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use easel_bindery::Desks;
use easel_door::{Door, answer, carrier, error::Problem, input::Json, options::WebOptions};
use easel_store::Store;
use std::{any::Any, ops::Deref, sync::Arc};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::{OpenApi, openapi::RefOr};
use utoipa_axum::{router::OpenApiRouter, routes};

/// What every operation can reach. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    door: Door,
    hasher: Hasher,
    streams: event::Streams,
    upload_places: Semaphore,
    sign_places: Semaphore,
    visitor_places: Arc<Semaphore>,
    lent: lent::Questions,
    parcel_places: Semaphore,
    waiters: wait::Waiters,
    desks: Desks,
}

impl Web {
    /// A door to `store`.
    #[must_use]
    pub fn new(store: Store, options: WebOptions) -> Self {
        Self(Arc::new(Inner {
            door: Door::new(store, options),
            hasher: Hasher::new(),
            streams: event::Streams::default(),
            upload_places: Semaphore::new(upload::AT_ONCE),
            sign_places: Semaphore::new(telling::SIGNED_AT_ONCE),
            visitor_places: Arc::new(Semaphore::new(conversation::VISITORS_AT_ONCE)),
            lent: lent::Questions::default(),
            parcel_places: Semaphore::new(lent::PARCELS_AT_ONCE),
            waiters: wait::Waiters::default(),
            desks: Desks::default(),
        }))
    }

    /// Makes ready what the first request would otherwise wait for. May be left out.
    pub async fn warm(&self) {
        self.0.hasher.warm().await;
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.0.hasher
    }

    pub(crate) fn upload_places(&self) -> &Semaphore {
        &self.0.upload_places
    }

    pub(crate) fn sign_places(&self) -> &Semaphore {
        &self.0.sign_places
    }

    pub(crate) fn visitor_places(&self) -> &Arc<Semaphore> {
        &self.0.visitor_places
    }

    pub(crate) fn lent_questions(&self) -> &lent::Questions {
        &self.0.lent
    }

    pub(crate) fn parcel_places(&self) -> &Semaphore {
        &self.0.parcel_places
    }

    pub(crate) fn waiters(&self) -> &wait::Waiters {
        &self.0.waiters
    }

    pub(crate) fn streams(&self) -> &event::Streams {
        &self.0.streams
    }
}

impl Deref for Web {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.0.door
    }
}

impl FromRef<Web> for Door {
    fn from_ref(web: &Web) -> Self {
        web.0.door.clone()
    }
}

impl FromRef<Web> for Desks {
    fn from_ref(web: &Web) -> Self {
        web.0.desks.clone()
    }
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Easel",
    description = "The public face of an Easel studio. Errors carry a stable code and a sentence for people.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// The operations and their document.
fn parts() -> (Router<Web>, utoipa::openapi::OpenApi) {
    let (router, mut document) = operations().split_for_parts();
    for path in document.paths.paths.values_mut() {
        for operation in [&mut path.get, &mut path.post, &mut path.put, &mut path.patch, &mut path.delete]
            .into_iter()
            .flatten()
        {
            for (status, answer) in &mut operation.responses.responses {
                if let RefOr::T(answer) = answer
                    && answer.description.is_empty()
                {
                    said(status).clone_into(&mut answer.description);
                }
            }
        }
    }
    (router, document)
}

/// What a status means everywhere.
fn said(status: &str) -> &'static str {
    match status {
        "200" => "As asked",
        "201" => "Made",
        "202" => "Taken on",
        "204" => "Done",
        "400" => "Something in the request can't be; `field` says what",
        "401" => "Nobody is signed in",
        "402" => "Too few credits",
        "403" => "Not allowed",
        "404" => "Not there, or somebody else's",
        "409" => "Something changed meanwhile, or is taken",
        "413" => "Too large",
        "415" => "Not a kind of data that is taken",
        "422" => "The id was used for another request",
        "503" => "Something that is needed can't be reached; later it may work",
        "429" => "Too often; `Retry-After` says when to try again",
        _ => "Something else",
    }
}

fn operations() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(easel_bindery::operations())
        .merge(easel_counter::operations())
        .routes(routes!(studio::get_studio))
        .routes(routes!(studio::get_studio_icon))
        .routes(routes!(studio::get_studio_home_icon))
        .routes(routes!(studio::get_studio_manifest))
        .routes(routes!(studio::get_studio_picture))
        .routes(routes!(privacy::get_privacy_facts))
        .routes(routes!(announcement::list_announcements))
        .routes(routes!(help::list_articles))
        .routes(routes!(help::get_article))
        .routes(routes!(legal::list_legal_texts))
        .routes(routes!(legal::get_legal_text))
        .routes(routes!(legal::create_legal_agreement))
        .routes(routes!(auth::sign_up))
        .routes(routes!(auth::create_first_admin))
        .routes(routes!(auth::sign_in))
        .routes(routes!(auth::create_challenge_answer))
        .routes(routes!(auth::sign_out))
        .routes(routes!(auth::request_reset))
        .routes(routes!(auth::reset_password))
        .routes(routes!(me::get_me, me::update_me))
        .routes(routes!(me::change_password))
        .routes(routes!(email::request_verification))
        .routes(routes!(email::change_email))
        .routes(routes!(email::create_email_confirmation))
        .routes(routes!(me::list_sessions, me::delete_other_sessions))
        .routes(routes!(me::delete_session))
        .routes(routes!(inspection::list_own_inspections))
        .routes(routes!(openid::request_openid))
        .routes(routes!(openid::create_openid_answer))
        .routes(routes!(openid::create_openid_account))
        .routes(routes!(openid::get_sign_in_ways))
        .routes(routes!(openid::create_openid_link))
        .routes(routes!(openid::cancel_openid_link))
        .routes(routes!(passkey::list_passkeys, passkey::create_passkey))
        .routes(routes!(passkey::create_passkey_challenge))
        .routes(routes!(passkey::cancel_passkey))
        .routes(routes!(passkey::request_passkey))
        .routes(routes!(passkey::create_passkey_answer))
        .routes(routes!(second_factor::get_second_factor, second_factor::create_second_factor))
        .routes(routes!(second_factor::create_second_factor_confirmation))
        .routes(routes!(second_factor::create_recovery_codes))
        .routes(routes!(second_factor::cancel_second_factor))
        .routes(routes!(leaving::create_deletion))
        .routes(routes!(leaving::cancel_deletion))
        .routes(routes!(notice::list_notices))
        .routes(routes!(notice::create_notice_reading))
        .routes(routes!(notice::update_looking))
        .routes(routes!(notice::list_notice_choices, notice::update_notice_choice))
        .routes(routes!(notice::get_push, notice::create_push_device))
        .routes(routes!(notice::delete_push_device))
        .routes(routes!(notice::create_unsubscription))
        .routes(routes!(wallet::get_wallet, wallet::update_wallet))
        .routes(routes!(wallet::list_wallet_entries))
        .routes(routes!(wallet::export_wallet_entries))
        .routes(routes!(model::list_models))
        .routes(routes!(style::list_styles))
        .routes(routes!(style::get_style_sample))
        .routes(routes!(generation::create_quote))
        .routes(routes!(generation::list_generations, generation::create_generation))
        .routes(routes!(generation::get_generation))
        .routes(routes!(generation::cancel_generation))
        .routes(routes!(preview::get_generation_preview))
        .routes(routes!(asset::list_assets, upload::create_asset))
        .routes(routes!(asset::get_asset_facets))
        .routes(routes!(batch::change_assets))
        .routes(routes!(asset::get_asset, asset::update_asset, asset::delete_asset))
        .routes(routes!(asset::get_asset_lineage))
        .routes(routes!(content::get_asset_content))
        .routes(routes!(character::list_characters, character::create_character))
        .routes(routes!(character::get_character, character::update_character, character::delete_character))
        .routes(routes!(brand::list_brands, brand::create_brand))
        .routes(routes!(brand::get_brand, brand::update_brand, brand::delete_brand))
        .routes(routes!(board::list_boards, board::create_board))
        .routes(routes!(board::update_board, board::delete_board))
        .routes(routes!(archive::create_archive))
        .routes(routes!(archive::get_archive_content))
        .routes(routes!(download::create_download))
        .routes(routes!(download::get_download_content))
        .routes(routes!(share::list_shares, share::create_share))
        .routes(routes!(share::delete_share))
        .routes(routes!(share::get_shared))
        .routes(routes!(share::create_shared_opening))
        .routes(routes!(share::get_shared_content))
        .routes(routes!(showcase::list_exhibits))
        .routes(routes!(showcase::list_exhibit_kinds))
        .routes(routes!(showcase::list_exhibit_news))
        .routes(routes!(showcase::get_exhibit))
        .routes(routes!(showcase::get_exhibit_content))
        .routes(routes!(showcase::create_exhibit_report))
        .routes(routes!(showcase::get_showing, showcase::update_showing, showcase::delete_showing))
        .routes(routes!(showcase::create_appeal))
        .routes(routes!(showcase::update_showing_seen))
        .routes(routes!(font::get_fonts))
        .routes(routes!(font::get_font))
        .routes(routes!(event::stream_events))
        .routes(routes!(conversation::get_conversation))
        .routes(routes!(conversation::create_message))
        .routes(routes!(conversation::create_reading))
        .routes(routes!(conversation::update_conversation))
        .routes(routes!(conversation::stream_conversation))
        .routes(routes!(admin::get_admin_overview))
        .routes(routes!(admin::get_studio_activity))
        .routes(routes!(admin::export_studio_activity))
        .routes(routes!(checklist::get_checklist))
        .routes(routes!(checklist::update_checklist))
        .routes(routes!(configuration::get_configuration))
        .routes(routes!(checklist::create_test_mail))
        .routes(routes!(audit::list_audit))
        .routes(routes!(audit::export_audit))
        .routes(routes!(queue::list_admin_jobs))
        .routes(routes!(queue::export_admin_jobs))
        .routes(routes!(queue::get_admin_job))
        .routes(routes!(queue::cancel_admin_job))
        .routes(routes!(queue::create_admin_job_retry))
        .routes(routes!(people::list_people))
        .routes(routes!(people::export_people))
        .routes(routes!(people::get_person))
        .routes(routes!(people::update_person_role))
        .routes(routes!(people::create_person_suspension))
        .routes(routes!(people::cancel_person_suspension))
        .routes(routes!(people::cancel_person_second_factor))
        .routes(routes!(inspection::get_inspection, inspection::create_inspection))
        .routes(routes!(inspection::cancel_inspection))
        .routes(routes!(inspection::list_inspected_jobs))
        .routes(routes!(inspection::list_inspected_pictures))
        .routes(routes!(inspection::get_inspected_picture))
        .routes(routes!(inspection::get_inspected_wallet))
        .routes(routes!(inspection::list_inspected_entries))
        .routes(routes!(inspection::get_inspected_conversation))
        .routes(routes!(leaving::create_person_deletion))
        .routes(routes!(leaving::cancel_person_deletion))
        .routes(routes!(inbox::list_admin_conversations))
        .routes(routes!(inbox::export_admin_conversations))
        .routes(routes!(inbox::get_admin_conversation, inbox::update_admin_conversation))
        .routes(routes!(inbox::create_admin_message))
        .routes(routes!(inbox::create_admin_reading))
        .routes(routes!(inbox::get_message_picture))
        .routes(routes!(inbox::list_colleagues))
        .routes(routes!(inbox::list_canned_answers, inbox::create_canned_answer))
        .routes(routes!(inbox::update_canned_answer, inbox::delete_canned_answer))
        .routes(routes!(showcase_admin::list_admin_exhibits))
        .routes(routes!(showcase_admin::export_admin_exhibits))
        .routes(routes!(showcase_admin::get_showcase_setting, showcase_admin::update_showcase_setting))
        .routes(routes!(showcase_admin::create_exhibit_decisions))
        .routes(routes!(showcase_admin::get_admin_exhibit_content))
        .routes(routes!(channel::list_admin_models))
        .routes(routes!(channel::export_admin_models))
        .routes(routes!(channel::update_channel))
        .routes(routes!(lent::list_worker_tokens, lent::create_worker_token))
        .routes(routes!(lent::export_worker_tokens))
        .routes(routes!(lent::delete_worker_token))
        .routes(routes!(branding::get_branding, branding::update_branding))
        .routes(routes!(announcement::list_admin_announcements))
        .routes(routes!(announcement::update_announcement, announcement::delete_announcement))
        .routes(routes!(help::list_admin_articles))
        .routes(routes!(help::update_article, help::delete_article))
        .routes(routes!(help::update_article_order))
        .routes(routes!(legal::list_admin_legal_texts))
        .routes(routes!(legal::update_legal_text))
        .routes(routes!(style::list_admin_styles))
        .routes(routes!(style::update_style))
        .routes(routes!(channel_test::create_channel_test))
        .routes(routes!(channel_test::get_channel_test))
}

/// The document of every operation.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    parts().1
}

/// Where lent workers, Stripe and mail programs ask, which are no browsers.
const BY_TOKEN: &[&str] = &[lent::PATH, easel_counter::HOOK, notice::UNSUBSCRIBE];

/// Everything the door answers.
pub fn router(web: Web) -> Router {
    let (operations, document) = parts();
    let document = Arc::new(document);
    let describe = move || async move { Json(&*document).into_response() };
    operations
        .merge(lent::router())
        .route("/api/v1/openapi.json", get(describe))
        .route("/showcase", get(showcase_page::hall))
        .route("/showcase/feed.xml", get(showcase_page::feed))
        .route("/showcase/{id}", get(showcase_page::exhibit))
        .route("/help", get(help_page::all))
        .route("/help/{slug}", get(help_page::one))
        .route("/unsubscribe/{token}", get(ui::serve).post(notice::unsubscribe_at_once))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .fallback(elsewhere)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(middleware::from_fn_with_state((web.deref().clone(), BY_TOKEN), carrier::same_site))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(web.deref().clone(), answer::finish))
        .with_state(web)
}

/// Unknown operations are told so as JSON; everything else belongs to the browser side.
async fn elsewhere(request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    ui::serve(request).await
}

/// What panicked was logged by the panic hook; the asker learns nothing of it.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request panicked");
    Problem::bare_internal().into_response()
}
