//! Who signs manifests: a key and the certificates that say whose it is.

use thiserror::Error;

/// A signer's certificates and key, as text to be kept. Not shown by accident: there is no `Debug`.
#[derive(Clone)]
pub struct Identity {
    /// The signer's certificate, then the one that it was signed with. PEM.
    pub chain: String,
    /// The signer's key. PEM, PKCS #8.
    pub key: String,
}

/// Why no identity could be made.
#[derive(Debug, Error)]
#[error("no identity could be made: {0}")]
pub struct IdentityError(pub(crate) String);

/// Why nothing was signed.
#[derive(Debug, Error)]
pub enum ManifestError {
    /// Key and certificates don't belong together, or aren't of a kind that manifests are signed with.
    #[error("the signer's key and certificates can't sign manifests: {0}")]
    Identity(String),
    /// The file couldn't be signed.
    #[error("the manifest couldn't be signed: {0}")]
    Signing(String),
}
