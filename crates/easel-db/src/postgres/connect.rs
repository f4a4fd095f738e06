//! Where the server is and how it is spoken to.

use std::{sync::Arc, time::Duration};

use percent_encoding::percent_decode_str;
use rustls::{
    ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
    client::{
        WebPkiServerVerifier,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::DbError;

#[derive(Clone)]
pub(super) struct Target {
    pub(super) config: Config,
    /// None for a socket on this machine, which needs no encryption and has no name a certificate could be for.
    pub(super) tls: Option<MakeRustlsConnect>,
    pub(super) schema: Option<String>,
}

impl Target {
    /// The driver knows neither `schema` nor the two strict kinds of `sslmode`: they are taken out of the URL.
    pub(super) fn parse(url: &str) -> Result<Self, DbError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut schema, mut authorities, mut strict) = (None, None, false);
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (key, value) {
                ("schema", name) => schema = Some(name.to_owned()),
                ("sslrootcert", path) => authorities = Some(percent_decode_str(path).decode_utf8_lossy()),
                ("sslmode", "verify-ca" | "verify-full") => strict = true,
                _ => rest.push(pair),
            }
        }
        let plain = format!("{base}?{}", rest.join("&"));
        let mut config: Config = plain.parse().map_err(|error: tokio_postgres::Error| DbError::Config {
            why: "the URL cannot be read".to_owned(),
            source: Some(Arc::new(error)),
        })?;
        if schema.as_deref().is_some_and(|name| !is_plain_name(name)) {
            return Err(DbError::config("the schema's name may have small letters, digits and _ only"));
        }
        if strict {
            config.ssl_mode(SslMode::Require);
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        // A server that vanished without a word is noticed within a minute.
        config.keepalives_idle(Duration::from_secs(30)).keepalives_interval(Duration::from_secs(10));
        config.keepalives_retries(3);
        // Keepalives don't run while something sent waits to be acknowledged.
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(Duration::from_secs(30));
        }
        let verify = strict || (authorities.is_some() && config.get_ssl_mode() == SslMode::Require);
        let is_remote = config.get_hosts().iter().any(|host| matches!(host, Host::Tcp(_)));
        let tls = if is_remote { Some(tls(verify, authorities.as_deref())?) } else { None };
        Ok(Self { config, tls, schema })
    }

    /// What a new connection is told first. A client that hangs inside a transaction must not hold its locks for good.
    pub(super) fn setup(&self) -> String {
        let path = match &self.schema {
            Some(schema) => format!("SET search_path = \"{schema}\";"),
            None => String::new(),
        };
        format!("{path} SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = 'warning'")
    }
}

fn is_plain_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    !name.is_empty() && name.len() <= 50 && name.bytes().all(plain)
}

fn tls(verify: bool, authorities: Option<&str>) -> Result<MakeRustlsConnect, DbError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = if verify {
        let mut roots = RootCertStore::empty();
        match authorities {
            Some(path) => {
                let unreadable = |error| DbError::Config {
                    why: "the file of sslrootcert cannot be read".to_owned(),
                    source: Some(Arc::new(error)),
                };
                for certificate in CertificateDer::pem_file_iter(path).map_err(unreadable)? {
                    roots.add(certificate.map_err(unreadable)?).map_err(DbError::other)?;
                }
            }
            None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        }
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build().map_err(
            |error| DbError::Config {
                why: "there is no authority to check the server's certificate with".to_owned(),
                source: Some(Arc::new(error)),
            },
        )?
    } else {
        Arc::new(Anyone(provider.clone()))
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(DbError::other)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Encrypts without asking who answers, as `prefer` and `require` are defined to: servers come with certificates
/// that nobody signed. That the server holds the key of its certificate is still checked.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
