//! Help: what people ask, what they are answered, and what an operator tells everybody.
//!
//! **Knows** conversations between people and those who run the studio, answers kept ready, who is owed a mail because they
//! have not read. Each state change is one function here and one transaction.
//!
//! **Never knows** HTTP, money, or how a picture is made. `now` is always an argument.

mod canned;
mod conversation;
mod desk;
mod silence;

use easel_db::{Db, DbError};
use easel_store::Store;

pub use canned::CannedAnswer;
pub use conversation::{
    Asker, Conversation, Glance, Inbox, Message, MessagePicture, MessageWork, NewMessage, SayError, Unread,
};
pub use desk::{ConversationChange, ConversationFilter, ConversationLine, DeskError, Mate, Whose};
pub use silence::SilenceWords;

/// Where a studio helps people. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Support {
    db: Db,
}

impl Support {
    /// The help of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [canned::TEXTS, conversation::TEXTS, desk::TEXTS, silence::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
