//! What the operator decided: whether there is a showcase, and who looks first.

use crate::{Showcase, ShowcaseError, rules::Setting};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, Permission, Timestamp};
use easel_store::{StoreError, audit};

texts! {
    READ = "select is_on, approve_first from showcase_setting where one = 1";
    LOCK = "select is_on, approve_first from showcase_setting where one = 1 /*pg: for update*/";
    WRITE = "update showcase_setting set is_on = $1, approve_first = $2 where one = 1";
}

impl FromRow for Setting {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { is_on: row.next()?, approve_first: row.next()? })
    }
}

impl Setting {
    fn said(self) -> String {
        format!("on: {}, approve first: {}", self.is_on, self.approve_first)
    }
}

impl Showcase {
    /// What holds now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self) -> Result<Setting, StoreError> {
        self.db.read(tx!(|tx| { Ok(read_in_tx(tx).await?) })).await
    }

    /// Decides anew. What waits goes on waiting, what is seen is seen, as soon as the showcase is on.
    ///
    /// # Errors
    /// [`ShowcaseError::Forbidden`], or when the database fails.
    pub async fn setting_put(
        &self,
        actor: &Actor,
        setting: Setting,
        now: Timestamp,
    ) -> Result<Setting, ShowcaseError> {
        if !actor.may(Permission::Moderation) {
            return Err(ShowcaseError::Forbidden);
        }
        let by = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let before: Setting = tx.one(LOCK, &[]).await?;
                if before == setting {
                    return Ok(setting);
                }
                tx.exec(WRITE, args![setting.is_on, setting.approve_first]).await?;
                let change = ("showcase", before.said(), setting.said());
                audit::decided_in_tx(tx, by, ("showcase.setting", ""), change, now).await?;
                Ok(setting)
            }))
            .await
    }
}

pub(crate) async fn read_in_tx(tx: &mut Tx<'_>) -> Result<Setting, DbError> {
    tx.one(READ, &[]).await
}
