//! Looks at people's accounts by those who help them.
//!
//! **Knows** who looked at whose account, why and until when; what an account holds, in short. A look is begun in one
//! transaction with its line in the audit log and with the notice that its person reads. What is seen in it is read with
//! [`Inspection::theirs`], which only a look that lasts hands out.
//!
//! **Never knows** HTTP, nor how anything of an account is changed: nothing here writes to one. `now` is always an argument.

mod held;
mod look;

use easel_db::{Db, DbError};
use easel_store::Store;

pub use held::Holdings;
pub use look::{Inspection, InspectionError, Looked, NewInspection};

/// Looks at the accounts of a studio. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Inspections {
    db: Db,
}

impl Inspections {
    /// Those of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [held::TEXTS, look::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
