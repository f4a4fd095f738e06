//! Talking to providers over HTTP, with limits: no redirect is followed, no body grows without bound, and addresses
//! that came out of somebody's answer are only fetched from the public network.

use bytes::Bytes;
use easel_domain::address::is_public;
use reqwest::{
    Client, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use thiserror::Error;

/// Longest a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Largest answer: four pictures in 4K as base64 are near a hundred megabytes.
pub(crate) const BODY_MAX: usize = 200 << 20;

/// Whose word an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The operator typed it: it may be in one's own network.
    Operator,
    /// It stood in a provider's answer: public addresses over https only, so that no answer can make us ask the
    /// inside of our own network.
    Public,
}

/// TLS as every connection of this crate has it.
///
/// # Panics
/// When TLS can't be set up at all, which no input can bring about.
pub(crate) fn tls() -> rustls::ClientConfig {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// A client for addresses of this origin.
///
/// # Panics
/// When TLS can't be set up at all, which no input can bring about.
pub(crate) fn client(reach: Reach) -> Client {
    let builder = Client::builder()
        .tls_backend_preconfigured(tls())
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .tcp_nodelay(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(64)
        .user_agent(concat!("easel/", env!("CARGO_PKG_VERSION")));
    match reach {
        Reach::Operator => builder,
        Reach::Public => builder.https_only(true).dns_resolver(Arc::new(PublicOnly)),
    }
    .build()
    .expect("the settings of the client are constant")
}

/// Whether an address from an answer may be fetched at all. The resolver checks what its name stands for.
pub(crate) fn is_fetchable(url: &Url) -> bool {
    let literal = match url.host() {
        Some(url::Host::Ipv4(ip)) => Some(IpAddr::V4(ip)),
        Some(url::Host::Ipv6(ip)) => Some(IpAddr::V6(ip)),
        Some(url::Host::Domain(_)) => None,
        None => return false,
    };
    url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && literal.is_none_or(is_public)
}

/// Resolves names and keeps only addresses of the public network; these very addresses are connected to.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await?
                .filter(|address| is_public(address.ip()))
                .collect();
            if found.is_empty() {
                return Err("the name stands for no public address".into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Why a body could not be had.
#[derive(Debug, Error)]
pub(crate) enum BodyError {
    /// More than the limit.
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
    /// The connection broke or was too slow.
    #[error("the answer broke off")]
    Broken(#[source] reqwest::Error),
}

/// Reads a body of at most `max` bytes, with one buffer.
pub(crate) async fn body(mut response: Response, max: usize) -> Result<Bytes, BodyError> {
    let announced = response.content_length().unwrap_or(0);
    if announced > max as u64 {
        return Err(BodyError::TooLarge(max));
    }
    let mut whole = Vec::with_capacity(announced as usize);
    while let Some(part) = response.chunk().await.map_err(BodyError::Broken)? {
        if whole.len() + part.len() > max {
            return Err(BodyError::TooLarge(max));
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_fetched() {
        for inside in [
            "https://127.0.0.1/a",
            "https://10.1.2.3/",
            "https://192.168.0.1/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://198.18.0.1/",
            "https://240.0.0.1/",
            "https://[2002:7f00:1::]/",
            "http://example.org/",
            "https://user:word@example.org/",
            "https://2130706433/",
        ] {
            assert!(!is_fetchable(&inside.parse().expect("an address")), "{inside}");
        }
        for outside in ["https://example.org/a.png", "https://8.8.8.8/", "https://[2606:4700::1111]/"] {
            assert!(is_fetchable(&outside.parse().expect("an address")), "{outside}");
        }
    }

    #[tokio::test]
    async fn a_name_for_the_inside_is_not_followed() {
        let failed = client(Reach::Public).get("https://localhost:9/").send().await.expect_err("not allowed");
        assert!(failed.is_connect(), "{failed:?}");
    }
}
