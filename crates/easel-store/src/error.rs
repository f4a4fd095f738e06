//! What can go wrong underneath a state change.

use crate::BlobError;
use easel_db::DbError;
use thiserror::Error;

/// The database or the blobs failed, or something in them can't be right. Refusals that follow from the rules have
/// enums of their own beside their operation.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database.
    #[error("the database failed")]
    Db(#[source] DbError),
    /// The blobs.
    #[error("the blob store failed")]
    Blob(#[from] BlobError),
    /// A rule of the ledger would have been broken; everything was rolled back.
    #[error("a ledger rule would be broken: {0}")]
    Ledger(&'static str),
    /// A row that can't be read back as what it was written as.
    #[error("a stored value can't be read: {0}")]
    Corrupt(String),
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl StoreError {
    /// Whether trying again later may help.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Db(error) => error.is_unavailable(),
            Self::Blob(_) => true,
            Self::Ledger(_) | Self::Corrupt(_) => false,
        }
    }

    /// What was read from a row is not what was written there.
    #[must_use]
    pub fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}
