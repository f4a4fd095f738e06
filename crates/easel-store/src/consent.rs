//! What people agreed to once, kept as a record.

use crate::{Store, StoreError};
use easel_db::{DbError, Tx, args, texts, tx};
use easel_domain::{Actor, Timestamp};

texts! {
    GIVEN = "select count(*) from consent where user_id = $1 and kind = $2";
    GIVE = "insert into consent (user_id, kind, at) values ($1, $2, $3) on conflict (user_id, kind) do nothing";
}

/// That they may use pictures that show a person's face.
pub const FACES: &str = "faces";

impl Store {
    /// Keeps that the actor agrees; the first time counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn consent_give(&self, actor: &Actor, kind: &str, now: Timestamp) -> Result<(), StoreError> {
        let (user, kind) = (actor.user_id.to_string(), kind.to_owned());
        self.db
            .write(tx!(|tx, user, kind| {
                tx.exec(GIVE, args![user, kind, now.0]).await?;
                Ok(())
            }))
            .await
    }
}

/// Whether a person agreed.
pub(crate) async fn given_in_tx(tx: &mut Tx<'_>, user: &str, kind: &str) -> Result<bool, DbError> {
    let (count,): (i64,) = tx.one(GIVEN, args![user, kind]).await?;
    Ok(count > 0)
}
