//! How others are asked over HTTPS: by nobody's detour, and never longer than it takes a connection to come about.

use reqwest::{Client, ClientBuilder, dns::Resolve};
use std::{sync::Arc, time::Duration};

/// A client that follows no redirection, so that what is secret goes to the address it is for and to no other.
///
/// # Panics
/// When TLS can't be set up at all, which no input can bring about.
pub(crate) fn client(connect: Duration, answer: Option<Duration>) -> Client {
    builder(connect, answer).build().expect("the settings of the client are constant")
}

/// The same for addresses that others name: by HTTPS only, and only where `names` leads.
///
/// # Panics
/// When TLS can't be set up at all, which no input can bring about.
pub(crate) fn public_client(
    connect: Duration,
    answer: Option<Duration>,
    names: Arc<impl Resolve + 'static>,
) -> Client {
    let builder = builder(connect, answer).https_only(true).dns_resolver(names);
    builder.build().expect("the settings of the client are constant")
}

fn builder(connect: Duration, answer: Option<Duration>) -> ClientBuilder {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .tcp_nodelay(true)
        .connect_timeout(connect)
        .user_agent(concat!("easel/", env!("CARGO_PKG_VERSION")));
    match answer {
        Some(time) => builder.timeout(time),
        None => builder,
    }
}
