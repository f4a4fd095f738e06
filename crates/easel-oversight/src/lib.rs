//! How a studio stands, for those who run it.
//!
//! **Knows** what is read across tables: the studio in numbers, what went on day by day, whether every rule of the ledger
//! holds; the studio's books as tables.
//!
//! **Never knows** how any of it is changed: nothing here writes. Nor HTTP; `now` is always an argument.

mod activity;
mod overview;
mod records;
mod verify;

use easel_db::{Db, DbError};
use easel_store::Store;

pub use activity::{Activity, ActivityDay, BOUNDS_S, done_within};
pub use overview::Overview;
pub use records::{Cell, Record, Records};
pub use verify::{Finding, Report};

/// A look at a whole studio. Cheap to make.
#[derive(Clone)]
pub struct Oversight {
    db: Db,
}

impl Oversight {
    /// Of this studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [activity::TEXTS, overview::TEXTS, records::TEXTS, verify::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
