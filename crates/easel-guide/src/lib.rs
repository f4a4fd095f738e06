//! What a studio tells people: the help centre and announcements.
//!
//! **Knows** the articles that ship and what an operator says in their place, which of them hold for this studio, what is
//! found by a question; announcements and when they are told. Each state change is one function here and one transaction.
//!
//! **Never knows** HTTP, conversations, money, or how Markdown becomes a page. `now` is always an argument.

mod announcement;
mod article;
mod find;
mod shipped;

use easel_db::{Db, DbError};
use easel_store::Store;

pub use announcement::{Announcement, AnnouncementError};
pub use article::{Article, ArticleChange, ArticleError};
pub use find::found;
pub use shipped::Facts;

/// Where a studio tells people things. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Guide {
    db: Db,
}

impl Guide {
    /// The guide of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [article::TEXTS, announcement::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
