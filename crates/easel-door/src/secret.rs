//! Words that must never be seen again.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A password, token or key as it came in. Has neither `Debug` nor `Display` nor `Serialize`, so that it can't end in a
/// log, an answer or an error.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it. An empty secret opens nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is stored and looked for instead of it: lower-case hex of its SHA-256.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Whether `other` is the same secret, in a time that tells nothing about where they differ.
    #[must_use]
    pub fn matches(&self, other: &str) -> bool {
        let (a, b) = (Sha256::digest(self.0.as_bytes()), Sha256::digest(other.as_bytes()));
        !self.is_empty() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
    }
}
