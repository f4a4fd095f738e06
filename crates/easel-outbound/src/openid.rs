//! OpenID Connect: the provider that an operator trusts to say who somebody is. Its addresses and keys are asked for when the first
//! person signs in, and again after a while.

use crate::client::client;
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    TokenResponse, UserInfoError,
    core::{
        CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreProviderMetadata,
        CoreTokenResponse, CoreUserInfoClaims,
    },
};
use reqwest::{Client, Url};
use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};
use thiserror::Error;
use tokio::sync::Mutex;

const CONNECT_TIME: Duration = Duration::from_secs(5);
const ANSWER_TIME: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 1 << 20;
/// What the provider says of itself is believed for so long.
const KNOWN_FOR: Duration = Duration::from_secs(3600);
/// A key that nobody knows makes us ask again, but not more often than this.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(10);
/// A longer subject is none (OpenID Connect Core, 2).
const SUBJECT_MAX: usize = 255;

/// Why a provider can't be set up.
#[derive(Debug, Error)]
pub enum OpenIdSetup {
    /// Not an address, or one where secrets would travel in the clear.
    #[error("the issuer's address must begin with https://, except on one's own machine")]
    Issuer,
    /// A domain that is none.
    #[error("\"{0}\" is no e-mail domain; it looks like example.org")]
    Domain(String),
}

/// Why a provider said nothing that could be used.
#[derive(Debug, Error)]
pub enum OpenIdError {
    /// It can't be reached, or answers nothing that makes sense; later it may.
    #[error("the sign-in provider gives no answer: {0}")]
    Away(String),
    /// What it says doesn't hold: not signed by it, not for this studio, too old, or of another sign-in.
    #[error("what the sign-in provider says doesn't hold: {0}")]
    Untrue(String),
}

/// What an operator says of a provider.
pub struct OpenIdOptions<'a> {
    /// Its address, as it calls itself.
    pub issuer: &'a str,
    /// What it calls this studio.
    pub client_id: &'a str,
    /// How it knows this studio.
    pub client_secret: &'a str,
    /// What people call it; its host without one.
    pub name: Option<&'a str>,
    /// Whose addresses may come in, separated by commas; everybody's without any.
    pub domains: &'a str,
}

/// What ties a sign-in to the browser that began it: each by chance, and once.
pub struct OpenIdChance<'a> {
    /// Comes back with the answer.
    pub state: &'a str,
    /// Stands in what the provider signs.
    pub nonce: &'a str,
    /// Shows that who asks for the answer began.
    pub verifier: &'a str,
}

/// Whom a provider says somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdPerson {
    /// The provider's own word for them, which never changes.
    pub subject: String,
    /// Their address.
    pub email: Option<String>,
    /// Whether the provider has seen that the address is theirs.
    pub verified: bool,
    /// What to call them.
    pub name: Option<String>,
}

/// A provider. Cheap to clone; says nothing of its secret.
#[derive(Clone)]
pub struct OpenId(Arc<Inner>);

struct Inner {
    issuer: IssuerUrl,
    host: String,
    name: String,
    client_id: String,
    client_secret: String,
    domains: Vec<String>,
    http: Http,
    known: Mutex<Option<Known>>,
}

/// What the provider says of itself, keys among it.
struct Known {
    since: Instant,
    /// Whether it was asked because of a key that nobody knew.
    anew: bool,
    metadata: CoreProviderMetadata,
}

impl Known {
    fn serves(&self, anew: bool) -> bool {
        let limit = match (anew, self.anew) {
            (false, _) => KNOWN_FOR,
            (true, true) => ASKED_AGAIN_AFTER,
            (true, false) => Duration::ZERO,
        };
        self.since.elapsed() < limit
    }
}

impl fmt::Debug for OpenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenId").field("issuer", &self.issuer()).finish_non_exhaustive()
    }
}

type Asker = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl OpenId {
    /// Reads what an operator says; asks nobody yet.
    ///
    /// # Errors
    /// [`OpenIdSetup`].
    ///
    /// # Panics
    /// When TLS can't be set up at all, which no input can bring about.
    pub fn new(options: &OpenIdOptions<'_>) -> Result<Self, OpenIdSetup> {
        let address: Url = options.issuer.trim().parse().map_err(|_| OpenIdSetup::Issuer)?;
        if !is_safe(&address) {
            return Err(OpenIdSetup::Issuer);
        }
        let host = address.host_str().ok_or(OpenIdSetup::Issuer)?.to_owned();
        let issuer = IssuerUrl::new(options.issuer.trim().to_owned()).map_err(|_| OpenIdSetup::Issuer)?;
        let name = options.name.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(&host).to_owned();
        let domains = options.domains.split(',').map(str::trim).filter(|one| !one.is_empty());
        let domains = domains.map(domain).collect::<Result<Vec<_>, _>>()?;
        Ok(Self(Arc::new(Inner {
            issuer,
            host,
            name,
            client_id: options.client_id.trim().to_owned(),
            client_secret: options.client_secret.trim().to_owned(),
            domains,
            http: Http(client(CONNECT_TIME, Some(ANSWER_TIME))),
            known: Mutex::new(None),
        })))
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it is.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.0.host
    }

    /// What it calls itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        self.0.issuer.as_str()
    }

    /// Whose addresses may come in; none: everybody's.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        &self.0.domains
    }

    /// Where a browser is to go to sign in; it comes back to `back`.
    ///
    /// # Errors
    /// [`OpenIdError::Away`].
    pub async fn address(&self, back: &str, chance: &OpenIdChance<'_>) -> Result<String, OpenIdError> {
        let asker = self.asker(back, false).await?;
        let verifier = PkceCodeVerifier::new(chance.verifier.to_owned());
        let (state, nonce) = (chance.state.to_owned(), chance.nonce.to_owned());
        let (address, ..) = asker
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            .add_scopes(["email", "profile"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(address.into())
    }

    /// Whether it can be reached.
    ///
    /// # Errors
    /// [`OpenIdError::Away`].
    pub async fn answers(&self) -> Result<(), OpenIdError> {
        self.metadata(false).await.map(|_| ())
    }

    /// Who it is that came back to `back` with this code.
    ///
    /// # Errors
    /// [`OpenIdError`].
    pub async fn person(
        &self,
        (back, code): (&str, &str),
        chance: &OpenIdChance<'_>,
    ) -> Result<OpenIdPerson, OpenIdError> {
        let mut asker = self.asker(back, false).await?;
        let answer = asker
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| away(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(chance.verifier.to_owned()))
            .request_async(&self.0.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => OpenIdError::Untrue(said.error().to_string()),
                other => away(&other),
            })?;
        let nonce = Nonce::new(chance.nonce.to_owned());
        let mut read = claims(&asker, &answer, &nonce);
        if matches!(read, Err(ClaimsVerificationError::SignatureVerification(_))) {
            // Its keys may be others by now.
            asker = self.asker(back, true).await?;
            read = claims(&asker, &answer, &nonce);
        }
        let claims = read.map_err(|error| OpenIdError::Untrue(error.to_string()))?;
        let mut person = OpenIdPerson {
            subject: claims.subject().to_string(),
            email: claims.email().map(|email| email.to_string()),
            verified: claims.email_verified().unwrap_or(false),
            name: claims.name().and_then(|names| names.get(None)).map(|name| name.to_string()),
        };
        if person.subject.is_empty() || person.subject.len() > SUBJECT_MAX {
            return Err(OpenIdError::Untrue("it names nobody".to_owned()));
        }
        if person.email.is_none() && asker.user_info_url().is_some() {
            let more = asker
                .user_info(answer.access_token().clone(), Some(claims.subject().clone()))
                .map_err(|error| away(&error))?;
            let more: CoreUserInfoClaims =
                more.request_async(&self.0.http).await.map_err(|error| match error {
                    UserInfoError::ClaimsVerification(why) => OpenIdError::Untrue(why.to_string()),
                    other => away(&other),
                })?;
            person.email = more.email().map(|email| email.to_string());
            person.verified = more.email_verified().unwrap_or(false);
            let name = more.name().and_then(|names| names.get(None)).map(|name| name.to_string());
            person.name = person.name.or(name);
        }
        Ok(person)
    }

    async fn asker(&self, back: &str, anew: bool) -> Result<Asker, OpenIdError> {
        let metadata = self.metadata(anew).await?;
        let back = RedirectUrl::new(back.to_owned()).map_err(|error| away(&error))?;
        let by_body = metadata.token_endpoint_auth_methods_supported().is_some_and(|ways| {
            ways.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !ways.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let (id, secret) = (self.0.client_id.clone(), self.0.client_secret.clone());
        let secret = Some(ClientSecret::new(secret));
        let asker = CoreClient::from_provider_metadata(metadata, ClientId::new(id), secret);
        let way = if by_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        Ok(asker.set_redirect_uri(back).set_auth_type(way))
    }

    /// What it says of itself, keys among it. Who comes while somebody asks waits for the same answer.
    async fn metadata(&self, anew: bool) -> Result<CoreProviderMetadata, OpenIdError> {
        let mut known = self.0.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.serves(anew)) {
            return Ok(known.metadata.clone());
        }
        let asked = CoreProviderMetadata::discover_async(self.0.issuer.clone(), &self.0.http).await;
        let metadata = asked.map_err(|error| away(&error))?;
        #[expect(clippy::disallowed_methods, reason = "how old an answer is, is measured where it comes")]
        let since = Instant::now();
        *known = Some(Known { since, anew, metadata: metadata.clone() });
        Ok(metadata)
    }
}

/// What is signed, looked at: by whom, for whom, until when, and of which sign-in.
fn claims<'a>(
    asker: &Asker,
    answer: &'a CoreTokenResponse,
    nonce: &Nonce,
) -> Result<&'a CoreIdTokenClaims, ClaimsVerificationError> {
    let token = answer.id_token().ok_or_else(|| ClaimsVerificationError::Other("no id token".to_owned()))?;
    token.claims(&asker.id_token_verifier(), nonce)
}

fn away(error: &(dyn std::error::Error + 'static)) -> OpenIdError {
    let mut says = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        says = format!("{says}: {cause}");
        below = cause.source();
    }
    OpenIdError::Away(says.chars().take(500).collect())
}

fn domain(text: &str) -> Result<String, OpenIdSetup> {
    let bare = text.trim_start_matches('@').to_ascii_lowercase();
    let fits = bare.contains('.') && bare.chars().all(|c| c.is_alphanumeric() || ".-".contains(c));
    if fits { Ok(bare) } else { Err(OpenIdSetup::Domain(text.to_owned())) }
}

/// Whether what goes there can't be read on the way.
fn is_safe(address: &Url) -> bool {
    let own = matches!(address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    address.scheme() == "https" || (address.scheme() == "http" && own)
}

/// Asks with limits: no detour, not for long, nothing without end, nothing in the clear.
struct Http(Client);

/// Why nothing came back.
#[derive(Debug, Error)]
enum HttpError {
    #[error("the address isn't safe")]
    Unsafe,
    #[error("no answer came")]
    Gone(#[from] reqwest::Error),
    #[error("the answer is too long")]
    Long,
    #[error("it answers {0}")]
    Failing(u16),
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let address: Url = head.uri.to_string().parse().map_err(|_| HttpError::Unsafe)?;
            if !is_safe(&address) {
                return Err(HttpError::Unsafe);
            }
            let sent = self.0.request(head.method, address).headers(head.headers).body(body);
            let mut answer = sent.send().await.map_err(reqwest::Error::without_url)?;
            // Whatever it says with that is about itself, and not about who signs in.
            if answer.status().is_server_error() {
                return Err(HttpError::Failing(answer.status().as_u16()));
            }
            let mut response = HttpResponse::new(Vec::new());
            *response.status_mut() = answer.status();
            *response.headers_mut() = answer.headers().clone();
            while let Some(part) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
                if response.body().len() + part.len() > ANSWER_BYTES_MAX {
                    return Err(HttpError::Long);
                }
                response.body_mut().extend_from_slice(&part);
            }
            Ok(response)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set_up(issuer: &str, domains: &str) -> Result<OpenId, OpenIdSetup> {
        OpenId::new(&OpenIdOptions {
            issuer,
            client_id: "studio",
            client_secret: "hush",
            name: None,
            domains,
        })
    }

    #[test]
    fn secrets_never_travel_in_the_clear_nor_into_a_log() {
        for safe in [
            "https://id.example.org",
            "https://id.example.org/realm/",
            "http://127.0.0.1:9000",
            "http://localhost:1",
        ] {
            assert!(set_up(safe, "").is_ok(), "{safe}");
        }
        for wrong in ["http://id.example.org", "http://10.0.0.1", "id.example.org", "", "data:x"] {
            assert!(set_up(wrong, "").is_err(), "{wrong}");
        }
        let one =
            set_up("https://id.example.org/realm", " Example.org, @studio.example ").expect("a provider");
        assert_eq!((one.name(), one.host()), ("id.example.org", "id.example.org"));
        assert_eq!(one.domains(), ["example.org", "studio.example"]);
        assert!(!format!("{one:?}").contains("hush"));
        assert!(set_up("https://id.example.org", "example").is_err());
    }
}
