//! Strips people keep: a versioned document. Whoever saves says which version was changed, so that two open pages
//! don't overwrite each other without a word.

use crate::Shelf;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, StripId, Timestamp, UserId};
use easel_store::{
    StoreError, from_db,
    sql::{self, moment, parsed, word},
    user,
};
use easel_works::strip::{InvalidStrip, Seam, SeamKind, StripDocument, StripItem};
use std::collections::HashSet;
use thiserror::Error;

texts! {
    LIST = "select id, version, name, width_px, background, seam, seam_px, height_px, created_at, changed_at from strip
            where owner_id = $1 and (changed_at, id) < ($2, $3) order by changed_at desc, id desc limit $4";
    ONE = "select id, version, name, width_px, background, seam, seam_px, height_px, created_at, changed_at from strip
            where id = $1 and owner_id = $2";
    OWNER = "select owner_id from strip where id = $1";
    /// With the sizes of the pictures that are still there.
    ITEMS = "select i.asset_id, i.seam, i.seam_px, a.width, a.height from strip_item i
             left join asset a on a.id = i.asset_id and a.owner_id = $2 and a.trashed_at is null where i.strip_id = $1 order by i.position";
    /// Strips of one person take turns on the account's row, so that the count can't be outrun.
    COUNT = "select count(*) from strip where owner_id = $1";
    INSERT = "insert into strip (id, owner_id, version, name, width_px, background, seam, seam_px, height_px, created_at, changed_at)
              values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $9)";
    /// The version is looked at by the same statement that moves it on.
    UPDATE = "update strip set version = version + 1, name = $4, width_px = $5, background = $6, seam = $7, seam_px = $8,
                height_px = $9, changed_at = $10 where id = $1 and owner_id = $2 and version = $3";
    HEIGHT = "update strip set height_px = $2 where id = $1";
    DROP_ITEMS = "delete from strip_item where strip_id = $1";
    INSERT_ITEM = "insert into strip_item (strip_id, position, asset_id, seam, seam_px) values ($1, $2, $3, $4, $5)";
    DELETE = "delete from strip where id = $1 and owner_id = $2";
}

/// Most strips of one person.
pub const STRIPS_MAX: i64 = 500;

/// A strip as it now is.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Its id.
    pub id: StripId,
    /// Grows with every save.
    pub version: u32,
    /// What it is made of.
    pub document: StripDocument,
    /// The size of each picture; `None` is one that is gone.
    pub sizes: Vec<Option<(u32, u32)>>,
    /// Of the pictures that are there, pixels.
    pub height_px: u32,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Last saved.
    pub changed_at: Timestamp,
}

/// Why a strip was not saved.
#[derive(Debug, Error)]
pub enum StripError {
    /// The document is none.
    #[error("the document doesn't fit")]
    Invalid(#[from] InvalidStrip),
    /// There is none of this id, or it is somebody else's.
    #[error("there is no such strip")]
    NotFound,
    /// Another version was saved meanwhile.
    #[error("the strip has moved on")]
    Conflict,
    /// The person has [`STRIPS_MAX`].
    #[error("there are {STRIPS_MAX} strips")]
    TooMany,
    /// The house's fault.
    #[error("saving the strip failed")]
    Store(#[from] StoreError),
}
from_db!(StripError);

impl FromRow for Strip {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, version) = (parsed(row)?, row.next()?);
        let (name, width_px, background) = (row.next()?, row.next()?, row.next()?);
        let seam = Seam { kind: word(row, SeamKind::parse)?, px: row.next()? };
        let document = StripDocument { name, width_px, background, seam, items: Vec::new() };
        let height_px = row.next()?;
        let (created_at, changed_at) = (moment(row)?, moment(row)?);
        Ok(Self { id, version, document, sizes: Vec::new(), height_px, created_at, changed_at })
    }
}

struct ItemRow(StripItem, Option<(u32, u32)>);

impl FromRow for ItemRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let asset_id = parsed(row)?;
        let (kind, px): (Option<String>, Option<u32>) = (row.next()?, row.next()?);
        let kind =
            kind.as_deref().map(|word| SeamKind::parse(word).ok_or_else(|| DbError::column(word.to_owned())));
        let seam = kind.transpose()?.zip(px).map(|(kind, px)| Seam { kind, px });
        let (width, height): (Option<u32>, Option<u32>) = (row.next()?, row.next()?);
        Ok(Self(StripItem { asset_id, seam }, width.zip(height)))
    }
}

impl Shelf {
    /// The actor's strips, last changed first, changed before `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn strip_list(
        &self,
        actor: &Actor,
        before: Option<(Timestamp, StripId)>,
        limit: u32,
    ) -> Result<Vec<Strip>, StoreError> {
        let owner = actor.user_id;
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, id| {
                let mut strips: Vec<Strip> = tx.all(LIST, args![owner.to_string(), at, id, limit]).await?;
                for strip in &mut strips {
                    fill_in_tx(tx, owner, strip).await?;
                }
                Ok(strips)
            }))
            .await
    }

    /// One of the actor's strips.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn strip_get(&self, actor: &Actor, id: StripId) -> Result<Option<Strip>, StoreError> {
        let owner = actor.user_id;
        self.db.read(tx!(|tx| { Ok(one_in_tx(tx, owner, id).await?) })).await
    }

    /// Keeps a new strip. The same id again gives the strip that is there.
    ///
    /// # Errors
    /// [`StripError`]; nothing is kept then.
    pub async fn strip_create(
        &self,
        actor: &Actor,
        id: StripId,
        document: StripDocument,
        now: Timestamp,
    ) -> Result<Strip, StripError> {
        let (owner, document) = (actor.user_id, document.checked()?);
        self.db
            .write(tx!(|tx, document| {
                let by = owner.to_string();
                user::lock_in_tx(tx, &by).await?;
                if let Some((of,)) = tx.optional::<(String,)>(OWNER, args![id.to_string()]).await? {
                    let found = if of == by { one_in_tx(tx, owner, id).await? } else { None };
                    return found.ok_or(StripError::Conflict);
                }
                let (count,): (i64,) = tx.one(COUNT, args![by.as_str()]).await?;
                if count >= STRIPS_MAX {
                    return Err(StripError::TooMany);
                }
                let StripDocument { name, width_px, background, seam, .. } = &document;
                let (key, kind) = (id.to_string(), seam.kind.as_str());
                let (name, none) = (name.as_str(), 0_i64);
                tx.exec(
                    INSERT,
                    args![key, by, name, *width_px, background.as_str(), kind, seam.px, none, now.0],
                )
                .await?;
                put_items_in_tx(tx, (owner, id), &document, &HashSet::new()).await?;
                one_in_tx(tx, owner, id).await?.ok_or(StripError::NotFound)
            }))
            .await
    }

    /// Saves a strip that was read at `version`. Pictures that are gone may stay in it; new ones have to be there.
    ///
    /// # Errors
    /// [`StripError`]; nothing is changed then.
    pub async fn strip_save(
        &self,
        actor: &Actor,
        (id, version): (StripId, u32),
        document: StripDocument,
        now: Timestamp,
    ) -> Result<Strip, StripError> {
        let (owner, document) = (actor.user_id, document.checked()?);
        self.db
            .write(tx!(|tx, document| {
                let by = owner.to_string();
                let before = one_in_tx(tx, owner, id).await?.ok_or(StripError::NotFound)?;
                let StripDocument { name, width_px, background, seam, .. } = &document;
                let kind = seam.kind.as_str();
                let changed = args![
                    id.to_string(),
                    by,
                    version,
                    name.as_str(),
                    *width_px,
                    background.as_str(),
                    kind,
                    seam.px,
                    0_i64,
                    now.0
                ];
                if tx.exec(UPDATE, changed).await? == 0 {
                    return Err(StripError::Conflict);
                }
                let known = before.document.items.iter().map(|item| item.asset_id).collect();
                tx.exec(DROP_ITEMS, args![id.to_string()]).await?;
                put_items_in_tx(tx, (owner, id), &document, &known).await?;
                one_in_tx(tx, owner, id).await?.ok_or(StripError::NotFound)
            }))
            .await
    }

    /// Deletes a strip; its pictures stay. False when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn strip_delete(&self, actor: &Actor, id: StripId) -> Result<bool, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.write(tx!(|tx, owner| { Ok(tx.exec(DELETE, args![id.to_string(), owner]).await? > 0) })).await
    }
}

pub(crate) async fn one_in_tx(tx: &mut Tx<'_>, owner: UserId, id: StripId) -> Result<Option<Strip>, DbError> {
    let found: Option<Strip> = tx.optional(ONE, args![id.to_string(), owner.to_string()]).await?;
    let Some(mut strip) = found else { return Ok(None) };
    fill_in_tx(tx, owner, &mut strip).await?;
    Ok(Some(strip))
}

async fn fill_in_tx(tx: &mut Tx<'_>, owner: UserId, strip: &mut Strip) -> Result<(), DbError> {
    let items: Vec<ItemRow> = tx.all(ITEMS, args![strip.id.to_string(), owner.to_string()]).await?;
    (strip.document.items, strip.sizes) = items.into_iter().map(|ItemRow(item, size)| (item, size)).unzip();
    Ok(())
}

/// Writes a strip's pictures and works out how tall it is.
async fn put_items_in_tx(
    tx: &mut Tx<'_>,
    (owner, id): (UserId, StripId),
    document: &StripDocument,
    known: &HashSet<AssetId>,
) -> Result<(), StripError> {
    let key = id.to_string();
    for (position, item) in (0_i64..).zip(&document.items) {
        let (kind, px) = (item.seam.map(|seam| seam.kind.as_str()), item.seam.map(|seam| seam.px));
        tx.later(INSERT_ITEM, args![key.as_str(), position, item.asset_id.to_string(), kind, px]).await?;
    }
    let items: Vec<ItemRow> = tx.all(ITEMS, args![key.as_str(), owner.to_string()]).await?;
    let is_strange = |ItemRow(item, size): &ItemRow| size.is_none() && !known.contains(&item.asset_id);
    if let Some(position) = items.iter().position(is_strange) {
        return Err(InvalidStrip::PictureGone { position }.into());
    }
    let sizes: Vec<_> = items.iter().map(|ItemRow(_, size)| *size).collect();
    let height_px = document.height_px(&sizes)?;
    tx.exec(HEIGHT, args![key, height_px]).await?;
    sql::wake_user(tx, owner).await?;
    Ok(())
}
