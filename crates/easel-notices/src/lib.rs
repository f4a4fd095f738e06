//! What happened to somebody, as they read it.
//!
//! **Knows** the notification centre: its list, what is read, what somebody wants to hear of by which way, who looks right now,
//! which browsers are told by push and what is still to be told them, when all of it is forgotten. Each state change is one
//! function here and one transaction. That something happened is written by whoever lets it happen, in the same transaction
//! ([`easel_store::notice`]).
//!
//! **Never knows** HTTP, how a push service is spoken to, or what a picture is. `now` is always an argument.

mod choice;
mod device;
mod list;
mod push;

use easel_db::{Db, DbError};
use easel_store::Store;

pub use choice::Choice;
pub use device::{Device, DeviceError, NewDevice, PushKey};
pub use list::{Glance, Notice, Place, UNREAD_MAX};
pub use push::{Due, Told};

/// Where a studio tells people what happened. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub struct Notices {
    db: Db,
}

impl Notices {
    /// The notification centre of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [choice::TEXTS, device::TEXTS, list::TEXTS, push::TEXTS].concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
