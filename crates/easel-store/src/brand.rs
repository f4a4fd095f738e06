//! Brand kits people keep.

use crate::{
    Store, StoreError, from_db,
    input::size_in_tx,
    sql::{json, moment, parsed, parsed_or_null, to_json},
    user,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Brand, BrandId, Timestamp,
    brand::{BRANDS_MAX, InvalidBrand},
};
use thiserror::Error;

texts! {
    LIST = "select b.id, b.name, a.id, b.look, b.created_at, b.changed_at from brand b
              left join asset a on a.id = b.logo_id and a.trashed_at is null where b.owner_id = $1 order by b.name_folded, b.id";
    ONE = "select b.id, b.name, a.id, b.look, b.created_at, b.changed_at from brand b
             left join asset a on a.id = b.logo_id and a.trashed_at is null where b.id = $1 and b.owner_id = $2";
    /// Kits of one person take turns on the account's row, so that the count can't be outrun.
    COUNT = "select count(*) from brand where owner_id = $1";
    OWNER = "select owner_id from brand where id = $1";
    NAMESAKE = "select id from brand where owner_id = $1 and name_folded = $2 and id <> $3";
    PUT = "insert into brand (id, owner_id, name, name_folded, logo_id, look, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $7)
           on conflict (id) do update set name = excluded.name, name_folded = excluded.name_folded, logo_id = excluded.logo_id,
             look = excluded.look, changed_at = excluded.changed_at";
    DELETE = "delete from brand where id = $1 and owner_id = $2";
}

/// A brand kit with its times.
#[derive(Clone, Debug)]
pub struct BrandKit {
    /// What it says.
    pub brand: Brand,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Last changed.
    pub changed_at: Timestamp,
}

impl FromRow for BrandKit {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let brand =
            Brand { id: parsed(row)?, name: row.next()?, logo: parsed_or_null(row)?, look: json(row)? };
        Ok(Self { brand, created_at: moment(row)?, changed_at: moment(row)? })
    }
}

/// Why a brand kit was not kept.
#[derive(Debug, Error)]
pub enum BrandError {
    /// A field doesn't fit.
    #[error("the brand kit doesn't fit")]
    Invalid(#[from] InvalidBrand),
    /// Another of the same person's is called so.
    #[error("the name is taken")]
    NameTaken,
    /// The person has [`BRANDS_MAX`].
    #[error("there are {BRANDS_MAX} brand kits")]
    TooMany,
    /// The id is another's.
    #[error("the id belongs to something else")]
    IdTaken,
    /// The house's fault.
    #[error("keeping the brand kit failed")]
    Store(#[from] StoreError),
}
from_db!(BrandError);

impl Store {
    /// The actor's brand kits, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn brand_list(&self, actor: &Actor) -> Result<Vec<BrandKit>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(LIST, args![owner]).await?) })).await
    }

    /// One of the actor's brand kits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn brand_get(&self, actor: &Actor, id: BrandId) -> Result<Option<BrandKit>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(one_in_tx(tx, &owner, id).await?) })).await
    }

    /// Keeps a kit: a new one, or what is there under its id as it is to be from now on. Says whether it is new.
    ///
    /// # Errors
    /// [`BrandError`]; nothing is changed then.
    pub async fn brand_put(
        &self,
        actor: &Actor,
        brand: Brand,
        now: Timestamp,
    ) -> Result<(BrandKit, bool), BrandError> {
        let (owner, brand) = (actor.user_id.to_string(), brand.checked()?);
        self.db
            .write(tx!(|tx, owner, brand| {
                user::lock_in_tx(tx, &owner).await?;
                let (key, name_folded) = (brand.id.to_string(), crate::search::folded(&brand.name));
                let there: Option<(String,)> = tx.optional(OWNER, args![key.as_str()]).await?;
                if there.as_ref().is_some_and(|(by,)| *by != owner) {
                    return Err(BrandError::IdTaken);
                }
                let namesake = args![owner.as_str(), name_folded.as_str(), key.as_str()];
                if tx.optional::<(String,)>(NAMESAKE, namesake).await?.is_some() {
                    return Err(BrandError::NameTaken);
                }
                let (count,): (i64,) = tx.one(COUNT, args![owner.as_str()]).await?;
                if there.is_none() && count >= BRANDS_MAX as i64 {
                    return Err(BrandError::TooMany);
                }
                if let Some(logo) = brand.logo
                    && size_in_tx(tx, &owner, logo).await?.is_none()
                {
                    return Err(InvalidBrand::Logo.into());
                }
                let logo = brand.logo.map(|logo| logo.to_string());
                let look = to_json(&brand.look)?;
                let row = args![key, owner.as_str(), brand.name.as_str(), name_folded, logo, look, now.0];
                tx.exec(PUT, row).await?;
                let kit = one_in_tx(tx, &owner, brand.id).await?;
                let kit = kit.ok_or(StoreError::Ledger("a brand kit that was kept is missing"))?;
                Ok((kit, there.is_none()))
            }))
            .await
    }

    /// Deletes a brand kit; pictures made with it stay. False when the actor has no such one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn brand_delete(&self, actor: &Actor, id: BrandId) -> Result<bool, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.write(tx!(|tx, owner| { Ok(tx.exec(DELETE, args![id.to_string(), owner]).await? > 0) })).await
    }
}

/// One of a person's kits.
///
/// # Errors
/// When the database fails.
pub async fn one_in_tx(tx: &mut Tx<'_>, owner: &str, id: BrandId) -> Result<Option<BrandKit>, DbError> {
    tx.optional(ONE, args![id.to_string(), owner]).await
}
