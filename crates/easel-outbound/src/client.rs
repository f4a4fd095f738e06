//! How others are asked over HTTPS: by nobody's detour, and never longer than it takes a connection to come about.

use reqwest::Client;
use std::{sync::Arc, time::Duration};

/// A client that follows no redirection, so that what is secret goes to the address it is for and to no other.
///
/// # Panics
/// When TLS can't be set up at all, which no input can bring about.
pub(crate) fn client(connect: Duration, answer: Option<Duration>) -> Client {
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
    let builder = match answer {
        Some(time) => builder.timeout(time),
        None => builder,
    };
    builder.build().expect("the settings of the client are constant")
}
