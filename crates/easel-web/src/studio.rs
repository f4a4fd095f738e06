//! What everybody may know about the studio: how it presents itself.

use crate::{
    Web,
    branding::{ContactKindName, TypefaceName},
};
use axum::{
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use easel_domain::{AssetId, Branding, Language, model::words_in};
use easel_door::{
    blob,
    carrier::Tongue,
    error::{Problem, ProblemBody},
    input::{Json, PathId, Words},
};
use easel_store::Variant;
use serde::Serialize;
use utoipa::ToSchema;

/// Anybody may keep them for a while: they are the same for everybody.
const KEPT: &str = "public, max-age=300";
const SANDBOX: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
/// The colour that ships.
const ACCENT: &str = "#d9482b";
/// What is behind everything while a page of ours begins.
const PAPER: &str = "#faf8f4";
/// Under an icon there is little room, in characters.
const SHORT_NAME_MAX: usize = 12;

/// What credits are called here.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreditName {
    singular: String,
    plural: String,
    #[schema(required)]
    symbol: Option<String>,
}

/// A way to turn to the studio.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioContact {
    #[schema(inline)]
    kind: ContactKindName,
    /// As it is shown.
    value: String,
    /// Where a click leads: `https:`, `mailto:` or `tel:`.
    address: String,
}

/// What the landing page says.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioLanding {
    /// Empty: the page's own.
    title: String,
    /// Empty: the page's own.
    lead: String,
}

/// A link for those who want such a studio themselves.
#[derive(Serialize, ToSchema)]
pub(crate) struct StudioLink {
    label: String,
    address: String,
}

/// The studio's face.
#[derive(Serialize, ToSchema)]
pub(crate) struct Studio {
    name: String,
    credit: CreditName,
    welcome_credits: i64,
    #[schema(required)]
    accent: Option<String>,
    #[schema(inline)]
    heading_font: TypefaceName,
    #[schema(inline)]
    body_font: TypefaceName,
    /// Address of the logo.
    #[schema(required)]
    logo: Option<String>,
    /// Where people with a question turn to first: an `https:`, `mailto:` or `tel:` address.
    #[schema(required)]
    contact: Option<String>,
    /// Whether people can sign in with passkeys here.
    passkeys: bool,
    /// What people call the provider that they can sign in by; null without one.
    #[schema(required)]
    openid: Option<String>,
    /// Whether there is a showcase.
    showcase: bool,
    /// Whether a chat model plans books for those who ask for it; their texts are sent to the operator's service then.
    plans_by_model: bool,
    contacts: Vec<StudioContact>,
    /// Whether people can talk to the studio on its pages.
    conversations: bool,
    landing: StudioLanding,
    /// Addresses of the landing page's pictures; none: the ones that ship.
    pictures: Vec<String>,
    #[schema(required)]
    platform_link: Option<StudioLink>,
    /// How long a deleted picture lies in the trash.
    trash_days: i64,
    languages: Vec<String>,
    version: String,
}

/// Where a picture that the studio shows of itself is.
fn picture_address(id: AssetId) -> String {
    format!("/api/v1/studio/pictures/{id}")
}

impl Studio {
    fn of(
        branding: &Branding,
        (welcome_credits, plans_by_model, showcase, passkeys, trash_days): (i64, bool, bool, bool, i64),
        openid: Option<String>,
        language: Language,
    ) -> Self {
        let credit = branding.credit(language);
        let contacts: Vec<_> = branding
            .contacts
            .iter()
            .filter_map(|one| {
                let address = one.address()?;
                Some(StudioContact { kind: one.kind.into(), value: one.value.clone(), address })
            })
            .collect();
        let landing = branding.landing.get(language.tag());
        let landing =
            landing.or_else(|| branding.landing.get(Language::En.tag())).cloned().unwrap_or_default();
        Self {
            name: branding.name.clone(),
            credit: CreditName {
                singular: credit.singular,
                plural: credit.plural,
                symbol: branding.credit_symbol.clone(),
            },
            welcome_credits,
            accent: branding.accent.clone(),
            heading_font: branding.heading_font.into(),
            body_font: branding.body_font.into(),
            logo: branding.logo.map(picture_address),
            plans_by_model,
            showcase,
            passkeys,
            openid,
            trash_days,
            contact: contacts.first().map(|contact| contact.address.clone()),
            contacts,
            conversations: branding.conversations,
            landing: StudioLanding { title: landing.title, lead: landing.lead },
            pictures: branding.pictures.iter().copied().map(picture_address).collect(),
            platform_link: branding.platform_link.as_ref().map(|link| StudioLink {
                label: words_in(&link.labels, language.tag()).to_owned(),
                address: link.address.clone(),
            }),
            languages: Language::ALL.iter().map(|l| l.tag().to_owned()).collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// What the studio is called and gives, in the asker's language.
#[utoipa::path(get, path = "/api/v1/studio", tag = "studio", responses((status = 200, body = Studio)))]
pub(crate) async fn get_studio(State(web): State<Web>, tongue: Tongue) -> Result<Json<Studio>, Problem> {
    let setting = web.showcase().setting().await?;
    let (options, passkeys) = (web.options(), easel_door::passkey::are_offered(&web));
    let (welcome, trash) = (options.studio.welcome_credits.get(), web.store().retention().trash_days);
    let gives = (welcome, options.chat.is_some(), setting.is_on, passkeys, trash);
    let openid = options.openid.as_ref().map(|provider| provider.name().to_owned());
    Ok(Json(Studio::of(&web.branding(), gives, openid, tongue.language())))
}

/// A picture that the studio shows of itself: its logo, or one of the landing page's.
#[utoipa::path(get, path = "/api/v1/studio/pictures/{id}", tag = "studio",
    params(("id" = String, Path),
        ("variant" = inline(Option<blob::VariantName>), Query, nullable = false, description = "The preview without it")),
    responses((status = 200, description = "The bytes", content_type = "image/webp"), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
pub(crate) async fn get_studio_picture(
    State(web): State<Web>,
    PathId(id): PathId<AssetId>,
    words: Words,
) -> Result<Response, Problem> {
    let variant = match words.get("variant") {
        None => Variant::Preview,
        Some(_) => blob::variant(&words)?,
    };
    let blob = web.store().branding_picture(id, variant).await?.ok_or_else(Problem::not_found)?;
    let mut response = blob::shown(&web, &blob).await?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    Ok(response)
}

/// The sign of the studio in a browser's tab: its logo, or the first letter of its name on its colour.
#[utoipa::path(get, path = "/api/v1/studio/icon", tag = "studio",
    responses((status = 200, description = "A picture", content_type = "image/*"), (status = 404, body = ProblemBody)))]
pub(crate) async fn get_studio_icon(State(web): State<Web>) -> Result<Response, Problem> {
    let branding = web.branding();
    if let Some(logo) = branding.logo
        && let Some(blob) = web.store().branding_picture(logo, Variant::Thumb).await?
    {
        let mut response = blob::shown(&web, &blob).await?;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
        return Ok(response);
    }
    Ok(drawn(sign(&branding, Ground::Round)))
}

/// The sign of the studio on a home screen, which cuts a shape of its own out of it: the first letter of its name, its colour up to
/// every edge.
#[utoipa::path(get, path = "/api/v1/studio/home-icon", tag = "studio",
    responses((status = 200, description = "A picture", content_type = "image/svg+xml")))]
pub(crate) async fn get_studio_home_icon(State(web): State<Web>) -> Response {
    drawn(sign(&web.branding(), Ground::Full))
}

fn drawn(sign: String) -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, KEPT),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    (headers, sign).into_response()
}

/// How a browser puts the studio on a home screen, as W3C's Web Application Manifest has it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Manifest {
    id: &'static str,
    name: String,
    short_name: String,
    lang: &'static str,
    start_url: &'static str,
    scope: &'static str,
    display: &'static str,
    background_color: &'static str,
    theme_color: String,
    icons: Vec<ManifestIcon>,
}

/// One picture of a [`Manifest`].
#[derive(Serialize, ToSchema)]
pub(crate) struct ManifestIcon {
    src: &'static str,
    sizes: &'static str,
    purpose: &'static str,
}

/// The studio as an app of its own: what browsers ask for before they install it.
#[utoipa::path(get, path = "/api/v1/studio/manifest", tag = "studio",
    responses((status = 200, body = Manifest, content_type = "application/manifest+json")))]
pub(crate) async fn get_studio_manifest(State(web): State<Web>, tongue: Tongue) -> Response {
    let branding = web.branding();
    let icon = |src, purpose| ManifestIcon { src, sizes: "any", purpose };
    let manifest = Manifest {
        id: "/",
        name: branding.name.clone(),
        short_name: short(&branding.name),
        lang: tongue.language().tag(),
        start_url: "/create",
        scope: "/",
        display: "standalone",
        background_color: PAPER,
        theme_color: branding.accent.clone().unwrap_or_else(|| ACCENT.to_owned()),
        icons: vec![icon("/api/v1/studio/icon", "any"), icon("/api/v1/studio/home-icon", "maskable")],
    };
    let headers = [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, KEPT)];
    (headers, Json(manifest)).into_response()
}

/// As many whole words of a name as find room under an icon, or the beginning of a long one.
fn short(name: &str) -> String {
    let ends = name.match_indices(' ').map(|(at, _)| at).chain([name.len()]);
    let fits = ends.take_while(|&at| name[..at].chars().count() <= SHORT_NAME_MAX).last();
    fits.map_or_else(|| name.chars().take(SHORT_NAME_MAX).collect(), |at| name[..at].to_owned())
}

/// What a letter stands on.
#[derive(Clone, Copy)]
enum Ground {
    /// A square with round corners.
    Round,
    /// All there is. What a home screen cuts out is at least a circle of four fifths of it: the letter stays well inside.
    Full,
}

/// The first letter of the studio's name. Only letters and digits are put in, so that it can't become markup.
fn sign(branding: &Branding, ground: Ground) -> String {
    let accent = branding.accent.as_deref().unwrap_or(ACCENT);
    let letter = branding.name.chars().find(|c| c.is_alphanumeric());
    let letter = letter.map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    let ink = if is_light(accent) { "#1d1b18" } else { "#ffffff" };
    let (corner, size, foot) = match ground {
        Ground::Round => (19, 42, 46),
        Ground::Full => (0, 34, 43),
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"{corner}\" fill=\"{accent}\"/>\
         <text x=\"32\" y=\"{foot}\" text-anchor=\"middle\" font-family=\"Georgia,serif\" font-weight=\"600\" font-size=\"{size}\" \
         fill=\"{ink}\">{letter}</text></svg>"
    )
}

/// Whether dark letters are read better on this colour (`#rrggbb`), by its relative luminance (WCAG 2.2).
fn is_light(colour: &str) -> bool {
    let part = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5) > 0.36
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shortened_by_words() {
        for (name, under) in [
            ("Atelier", "Atelier"),
            ("Atelier of the Red Fox", "Atelier of"),
            ("Bildermanufaktur", "Bildermanufa"),
            ("红狐狸画室", "红狐狸画室"),
            ("", ""),
        ] {
            assert_eq!(short(name), under);
        }
    }

    #[test]
    fn the_sign_is_a_letter_that_can_be_read_and_never_markup() {
        let of = |name: &str, accent: &str| {
            let accent = Some(accent.to_owned());
            sign(&Branding { name: name.to_owned(), accent, ..Branding::default() }, Ground::Round)
        };
        assert!(of("Atelier", "#ffe08a").contains("fill=\"#1d1b18\">a</text>"));
        assert!(of("画室", "#1d3b2a").contains("fill=\"#ffffff\">画</text>"));
        assert!(!of("<script>", "#000000").contains("<s<"), "only letters and digits are put in");
        assert!(of("<script>", "#000000").contains(">s</text>"));
    }
}
