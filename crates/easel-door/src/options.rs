//! What an operator decides about the door.

use crate::{
    configured::Configured, limit::Limits, second_factor::Sealer, secret::Secret, surroundings::Surroundings,
};
use easel_domain::{Branding, Credits, PriceBook, SecondFactorPolicy};
use easel_outbound::{Chat, OpenId, Pusher, Stripe, Unsubscribe};
use easel_store::Means;
use easel_tells::Signer;
use std::{sync::Arc, time::Duration};

/// How the studio presents itself, and what it gives.
#[derive(Clone, Debug, Default)]
pub struct StudioOptions {
    /// Until an administrator decides otherwise.
    pub branding: Branding,
    /// Given to every new account.
    pub welcome_credits: Credits,
}

/// Whether people are to show that their address is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyEmail {
    /// Nobody is asked.
    Off,
    /// They are asked, and may do everything meanwhile.
    Ask,
    /// They neither spend nor publish before they have.
    Require,
}

impl VerifyEmail {
    /// The operator's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Ask => "ask",
            Self::Require => "require",
        }
    }
}

/// Everything the door is told when it opens.
#[derive(Clone)]
pub struct WebOptions {
    /// Where people reach the studio, such as `https://studio.example.org`; without one, requests are checked against
    /// their own `Host`.
    pub public_url: Option<String>,
    /// Where the listener stands, such as `http://127.0.0.1:8080`: what links in mails begin with when there is no
    /// public address. Never taken from a request, whose `Host` anybody can forge.
    pub local_url: String,
    /// How the studio presents itself.
    pub studio: StudioOptions,
    /// Whether people are to show that their address is theirs.
    pub verify_email: VerifyEmail,
    /// Seals what second factors are made of; without it nobody can have one.
    pub sealer: Option<Sealer>,
    /// Reads the links that end mails; without it none works.
    pub unsubscribe: Option<Unsubscribe>,
    /// Tells browsers by push; without it none can ask for it.
    pub pusher: Option<Pusher>,
    /// Whose role counts only with a second factor.
    pub second_factor: SecondFactorPolicy,
    /// Opens `/metrics`; without one it is switched off.
    pub metrics_token: Option<Secret>,
    /// Whether the last address of `X-Forwarded-For` is the client's. Only with a proxy before the door that sets it.
    pub trust_proxy: bool,
    /// How often things may be done.
    pub limits: Limits,
    /// How long whoever sends a picture is kept waiting for it to be ready.
    pub upload_wait: Duration,
    /// What is sold and how it can be paid; without one nothing is. Its packs must have been applied to the store.
    pub price_book: Option<Arc<PriceBook>>,
    /// The studio's account at Stripe; without one nothing is paid there and nothing is heard from there.
    pub stripe: Option<Stripe>,
    /// The chat model that plans books for those who ask for it; without one rules do.
    pub chat: Option<Chat>,
    /// Who vouches for people who sign in; without one nobody else does.
    pub openid: Option<OpenId>,
    /// Signs what pictures' files tell; without one they tell it unsigned.
    pub signer: Option<Signer>,
    /// How long a lent worker's question for work may wait for its answer.
    pub lent_wait: Duration,
    /// What a text means; without it pictures are found by words only.
    pub means: Option<Means>,
    /// Who makes pictures and carries mails.
    pub surroundings: Surroundings,
    /// The configuration as it runs, in the order it is read in.
    pub configured: Arc<[Configured]>,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            public_url: None,
            local_url: "http://127.0.0.1:8080".to_owned(),
            studio: StudioOptions::default(),
            verify_email: VerifyEmail::Off,
            sealer: None,
            unsubscribe: None,
            pusher: None,
            second_factor: SecondFactorPolicy::None,
            metrics_token: None,
            trust_proxy: false,
            limits: Limits::default(),
            upload_wait: Duration::from_secs(10),
            price_book: None,
            stripe: None,
            chat: None,
            openid: None,
            signer: None,
            lent_wait: Duration::from_millis(easel_domain::lent::WAIT_MS),
            means: None,
            surroundings: Surroundings::default(),
            configured: Arc::default(),
        }
    }
}

impl WebOptions {
    /// Whether people come by https: then the cookie is `Secure` and browsers are told to stay with https.
    pub fn is_secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.to_ascii_lowercase().starts_with("https://"))
    }

    /// What links to this studio begin with, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.public_url.as_deref().unwrap_or(&self.local_url).trim_end_matches('/')
    }

    /// The origin browsers name in requests of this studio's own pages: scheme and authority, in lower case.
    pub fn public_origin(&self) -> Option<String> {
        let url = self.public_url.as_deref()?;
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split('/').next().unwrap_or(rest).to_ascii_lowercase();
        let scheme = scheme.to_ascii_lowercase();
        let port = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(port).unwrap_or(&authority);
        Some(format!("{scheme}://{authority}"))
    }
}
