//! What an account holds, in short, and its pictures as thumbnails.

use crate::{Inspection, Inspections};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{AssetId, Timestamp};
use easel_store::{BlobRef, StoreError, Variant, sql::moment_or_null};

texts! {
    HOLDINGS = "select
        (select count(*) from asset a where a.owner_id = $1 and a.no >= 0 and a.trashed_at is null),
        (select count(*) from asset a where a.owner_id = $1 and a.trashed_at is not null),
        (select cast(coalesce(sum(b.bytes), 0) as bigint) from asset a join asset_blob b on b.asset_id = a.id where a.owner_id = $1),
        (select count(*) from generation g where g.owner_id = $1),
        (select count(*) from book b where b.owner_id = $1),
        (select max(s.last_seen_at) from session s where s.user_id = $1)";
    /// What somebody took back into the trash isn't shown, and no mask is a picture.
    PICTURE = "select b.name, b.hash, b.bytes, b.mime, a.generation_id from asset a join asset_blob b on b.asset_id = a.id
               where a.id = $1 and a.owner_id = $2 and b.variant = $3 and a.trashed_at is null and a.no >= 0";
}

/// How much there is in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
    /// Pictures in the gallery.
    pub pictures: i64,
    /// Pictures in the trash.
    pub in_trash: i64,
    /// Of all of them.
    pub bytes: i64,
    /// What was asked for.
    pub jobs: i64,
    /// Books and storybooks.
    pub books: i64,
    /// When a browser that is signed in was last seen.
    pub seen_at: Option<Timestamp>,
}

impl FromRow for Holdings {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            pictures: row.next()?,
            in_trash: row.next()?,
            bytes: row.next()?,
            jobs: row.next()?,
            books: row.next()?,
            seen_at: moment_or_null(row)?,
        })
    }
}

impl Inspections {
    /// What the account holds that is looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn holdings(&self, look: &Inspection) -> Result<Holdings, StoreError> {
        let person = look.person.to_string();
        self.db.read(tx!(|tx, person| { Ok(tx.one(HOLDINGS, args![person]).await?) })).await
    }

    /// A picture of the account that is looked at: small, as it is meant for a grid, whatever else there is of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thumbnail(&self, look: &Inspection, id: AssetId) -> Result<Option<BlobRef>, StoreError> {
        let person = look.person.to_string();
        self.db
            .read(tx!(|tx, person| {
                Ok(tx.optional(PICTURE, args![id.to_string(), person, Variant::Thumb.as_str()]).await?)
            }))
            .await
    }
}
