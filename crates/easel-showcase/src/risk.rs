//! What the classifier thinks of exhibits. It only says where a moderator should look first.

use crate::{Showcase, rules::urgency};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{ExhibitId, Timestamp};
use easel_store::{StoreError, sql::parsed};

texts! {
    UNLOOKED = "select e.id, b.name from exhibit e join asset_blob b on b.asset_id = e.asset_id and b.variant = 'preview'
                where e.looked_at is null order by e.created_at, e.id limit $1";
    REPORTS = "select reports from exhibit where id = $1 and looked_at is null /*pg: for update*/";
    LOOKED = "update exhibit set risk = $2, looked_at = $3, urgency = $4 where id = $1";
}

/// An exhibit nobody has had the classifier look at.
#[derive(Clone, Debug)]
pub struct Unlooked {
    /// Which.
    pub id: ExhibitId,
    /// Of its preview, for [`easel_store::Blobs::read`].
    pub blob: String,
}

impl FromRow for Unlooked {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, blob: row.next()? })
    }
}

impl Showcase {
    /// Some of what the classifier has not looked at, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unlooked(&self, most: u32) -> Result<Vec<Unlooked>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(UNLOOKED, args![most]).await?) })).await
    }

    /// Keeps what it thinks, per mille; `None` when it could make nothing of the picture.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn looked(&self, id: ExhibitId, risk: Option<i64>, now: Timestamp) -> Result<(), StoreError> {
        let id = id.to_string();
        self.db
            .write(tx!(|tx, id| {
                let found: Option<(i64,)> = tx.optional(REPORTS, args![id.as_str()]).await?;
                if let Some((reports,)) = found {
                    tx.exec(LOOKED, args![id, risk, now.0, urgency(reports, risk)]).await?;
                }
                Ok(())
            }))
            .await
    }
}
