//! In place of signing, in a program that was built without it.

use crate::{Identity, IdentityError, ManifestError, Source};
use std::{
    convert::Infallible,
    io::{Read, Seek, Write},
};

/// Signs manifests. Here there is none.
#[derive(Clone)]
pub struct Signer(Infallible);

impl Signer {
    /// A signer with these certificates and this key.
    ///
    /// # Errors
    /// Always.
    pub fn new(_chain: &str, _key: &str) -> Result<Self, ManifestError> {
        Err(ManifestError::Identity(WITHOUT.to_owned()))
    }

    /// Writes `source` with a manifest.
    ///
    /// # Errors
    /// Never, because there is no signer.
    pub fn sign<R, W>(
        &self,
        _studio: &str,
        _how: Source,
        _source: &mut R,
        _dest: &mut W,
    ) -> Result<(), ManifestError>
    where
        R: Read + Seek + Send,
        W: Write + Read + Seek + Send,
    {
        match self.0 {}
    }
}

/// Makes an identity of a studio's own.
///
/// # Errors
/// Always.
pub fn make_identity(_studio: &str, _now_s: i64, _chance: &[u8; 96]) -> Result<Identity, IdentityError> {
    Err(IdentityError(WITHOUT.to_owned()))
}

const WITHOUT: &str = "the program was built without manifests";
