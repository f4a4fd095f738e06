//! Everything a studio keeps, as a folder, and back again.
//!
//! **Knows** what such a folder looks like: the database as of one instant (`database/`), every blob that it names
//! (`blobs/`), what else lies in the data folder (`data/`), and a manifest with checksums, written last: a folder without
//! one is no backup. How it is checked before anything is brought back.
//!
//! **Never knows** what stands in a table, HTTP, or who asks. `now` is an argument.

mod folder;
mod manifest;
mod restore;
mod take;

pub use manifest::{FORMAT, MANIFEST, Manifest};
pub use restore::{Restored, check, restore};
pub use take::{Taken, take};

use easel_db::{BringBackError, DbError};
use easel_store::{BlobError, StoreError};
use std::{io, path::PathBuf};
use thiserror::Error;

/// Why nothing was saved, or nothing brought back.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is something in that folder that is no backup that was broken off.
    #[error("{0} isn't empty, and holds no backup that was broken off")]
    Occupied(PathBuf),
    /// There is a whole backup in that folder.
    #[error("{0} holds a whole backup already")]
    Whole(PathBuf),
    /// The folder holds no whole backup.
    #[error("{0} holds no whole backup: it has no {MANIFEST}")]
    NotWhole(PathBuf),
    /// The manifest can't be read.
    #[error("the backup's {MANIFEST} can't be read")]
    Manifest(#[source] serde_json::Error),
    /// Made by a newer program.
    #[error("the backup is newer than this program ({0}); restore it with that program or a newer one")]
    Newer(String),
    /// Of the other kind of database.
    #[error("the backup is of a studio on {made}, and this one is on {here}")]
    OtherDatabase {
        /// Of which kind it is.
        made: String,
        /// What is here.
        here: String,
    },
    /// Files that aren't what they were.
    #[error("the backup is damaged: {}", .0.join(", "))]
    Damaged(Vec<String>),
    /// There is a studio already.
    #[error("there is a studio in that database already")]
    NotEmpty,
    /// Somebody works in it.
    #[error("the studio is running")]
    Running,
    /// The rows came out other than they went in.
    #[error("the database was not brought back whole")]
    Rows(#[source] BringBackError),
    /// A file.
    #[error("a file failed: {0}")]
    File(PathBuf, #[source] io::Error),
    /// The database.
    #[error("the database failed")]
    Db(#[from] DbError),
    /// The blobs.
    #[error("the blobs failed")]
    Blob(#[from] BlobError),
    /// The studio's memory.
    #[error("the studio's data failed")]
    Store(#[from] StoreError),
}

impl From<BringBackError> for BackupError {
    fn from(error: BringBackError) -> Self {
        match error {
            BringBackError::NotEmpty => Self::NotEmpty,
            BringBackError::InUse => Self::Running,
            BringBackError::Db(error) => Self::Db(error),
            other => Self::Rows(other),
        }
    }
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The rows are being copied or brought back.
    Database,
    /// So many blobs of so many.
    Blobs(u64, u64),
    /// So many files of so many are being looked through.
    Checking(u64, u64),
}
