//! The showcase: pictures that their owners show to everybody.
//!
//! **Knows** how a picture is shown and withdrawn, what everybody sees of it, reports, what moderators decide and what its
//! owner says against it. Each state change is one function here and one transaction.
//!
//! **Never knows** HTTP, pixels, or what is not shown: a prompt leaves this crate only if its owner shows it. `now` is
//! always an argument.

mod exhibit;
mod look;
mod moderation;
mod report;
mod risk;
pub mod rules;
mod setting;

use easel_db::{Db, DbError};
use easel_domain::Timestamp;
use easel_store::{Store, StoreError, from_db};
use rules::InvalidShowing;
use thiserror::Error;

pub use exhibit::{Own, Showing};
pub use look::{Exhibit, Filter, Kinds, Origin};
pub use moderation::{Decided, Queue, Queued, Said};
pub use report::Report;
pub use risk::Unlooked;

/// The showcase of a studio. Cheap to clone; every clone is the same one.
#[derive(Clone)]
pub struct Showcase {
    db: Db,
}

/// Why nothing was changed in the showcase.
#[derive(Debug, Error)]
pub enum ShowcaseError {
    /// There is no such picture, or none that the asker may know of.
    #[error("there is no such exhibit")]
    Missing,
    /// Only what was made here is shown.
    #[error("the picture was not made here")]
    NotMade,
    /// A moderator said no, or it moved on meanwhile.
    #[error("the exhibit is not where this can be done")]
    MovedOn,
    /// Something about it can't stand there.
    #[error("what is said can't stand there")]
    Invalid(#[from] InvalidShowing),
    /// Not this role's to decide.
    #[error("not allowed")]
    Forbidden,
    /// The house's fault.
    #[error("changing the showcase failed")]
    Store(#[from] StoreError),
}
from_db!(ShowcaseError);

impl Showcase {
    /// The showcase of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Forgets who reported what, so many days after it was answered.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, days: i64, now: Timestamp) -> Result<u64, StoreError> {
        let before = easel_domain::retention::before(days, now);
        self.db.write(easel_db::tx!(|tx| { Ok(report::sweep_in_tx(tx, before).await?) })).await
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts =
            [exhibit::TEXTS, look::TEXTS, moderation::TEXTS, report::TEXTS, risk::TEXTS, setting::TEXTS]
                .concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
