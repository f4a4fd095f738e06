//! Shares: a link to pictures for people without an account. Only the link's hash is kept, and whoever has the link sees
//! what is in it and nothing else. What goes into the trash is in no share.

use crate::{
    BlobRef, Picked, Store, StoreError, Variant,
    sql::{self, moment, parsed, parsed_or_null},
    user,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, BoardId, ShareId, Timestamp,
    gallery::{OPENING_LASTS_MS, SHARE_MAX, SHARES_MAX},
};
use thiserror::Error;

texts! {
    LIST = "select s.id, s.board_id, s.password_hash, s.created_at, s.expires_at, s.opened from share s
            where s.owner_id = $1 and (s.created_at, s.id) < ($2, $3) order by s.created_at desc, s.id desc limit $4";
    ONE = "select s.id, s.board_id, s.password_hash, s.created_at, s.expires_at, s.opened from share s where s.id = $1 and s.owner_id = $2";
    COUNT = "select count(*) from share where owner_id = $1";
    TAKEN = "select count(*) from share where id = $1";
    INSERT = "insert into share (id, owner_id, token_hash, board_id, password_hash, created_at, expires_at)
              values ($1, $2, $3, $4, $5, $6, $7)";
    BOARD = "select 1 from board where id = $1 and owner_id = $2";
    INSERT_ASSETS = "insert into share_asset (share_id, asset_id, position)
        select $1, a.id, row_number() over (order by a.no desc) from asset a
        where a.owner_id = $2 and a.trashed_at is null and a.id in (select e.key from json_each(cast($3 as text)/*pg:::json*/) e)";
    DELETE = "delete from share where id = $1 and owner_id = $2";
    FIND = "select s.id, s.board_id, s.password_hash, b.name from share s left join board b on b.id = s.board_id
            where s.token_hash = $1 and (s.expires_at is null or s.expires_at > $2)";
    ITEMS = "select id, width, height, placeholder from (
          select a.id, a.width, a.height, a.placeholder, a.no from share_asset x cross join asset a
            where x.share_id = $1 and a.id = x.asset_id and a.trashed_at is null and cast($2 as text) is null
          union all select a.id, a.width, a.height, a.placeholder, a.no from board_asset x cross join asset a
            where x.board_id = $2 and a.no = x.no and a.trashed_at is null) f order by no desc limit $3";
    BLOB = "select b.name, b.hash, b.bytes, b.mime, a.generation_id from asset a join asset_blob b on b.asset_id = a.id
            where a.id = $3 and a.trashed_at is null and (b.variant = $4 or ($4 = 'small' and b.variant = 'thumb'))
              and (exists (select 1 from share_asset x where x.share_id = $1 and x.asset_id = a.id and cast($2 as text) is null)
                or exists (select 1 from board_asset x where x.board_id = $2 and x.asset_id = a.id))
            order by case when b.variant = $4 then 0 else 1 end limit 1";
    OPENED = "update share set opened = opened + 1 where id = $1";
    LET_IN = "insert into share_opening (token_hash, share_id, expires_at) values ($1, $2, $3) on conflict (token_hash) do nothing";
    IS_IN = "select 1 from share_opening where token_hash = $1 and share_id = $2 and expires_at > $3";
    SWEEP_OPENINGS = "delete from share_opening where expires_at <= $1";
}

/// A link as its owner sees it.
#[derive(Clone, Debug)]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// The board it shows, where it shows one.
    pub board: Option<BoardId>,
    /// Whether it asks for a password.
    pub has_password: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works; for ever without it.
    pub expires_at: Option<Timestamp>,
    /// How often it was looked at.
    pub opened: i64,
}

impl FromRow for Share {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, board) = (parsed(row)?, parsed_or_null(row)?);
        let password: Option<String> = row.next()?;
        let created_at = moment(row)?;
        let expires: Option<i64> = row.next()?;
        let (expires_at, opened) = (expires.map(Timestamp), row.next()?);
        Ok(Self { id, board, has_password: password.is_some(), created_at, expires_at, opened })
    }
}

/// A link about to be made.
#[derive(Clone, Debug)]
pub struct NewShare {
    /// Its id.
    pub id: ShareId,
    /// The hash of what its address ends with.
    pub token_hash: String,
    /// What it shows.
    pub picked: Picked,
    /// The hash of its password, if it asks for one.
    pub password_hash: Option<String>,
    /// Until when it works.
    pub expires_at: Option<Timestamp>,
}

/// Why there is no new link.
#[derive(Debug, Error)]
pub enum ShareError {
    /// There are [`SHARES_MAX`].
    #[error("too many shares")]
    TooMany,
    /// None of the pictures is there, or there is no such board.
    #[error("nothing to share")]
    Nothing,
    /// The id was used before. The link can't be told again, so it isn't the same answer.
    #[error("the id is taken")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("the share failed")]
    Store(#[from] StoreError),
}
crate::from_db!(ShareError);

/// A link as whoever has it finds it.
#[derive(Clone, Debug)]
pub struct Shared {
    id: ShareId,
    board: Option<String>,
    /// The hash of the password it asks for.
    pub password_hash: Option<String>,
    /// What its board is called, where it shows one.
    pub title: Option<String>,
}

impl FromRow for Shared {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, board: row.next()?, password_hash: row.next()?, title: row.next()? })
    }
}

/// A picture in a share.
#[derive(Clone, Debug)]
pub struct SharedAsset {
    /// Its id.
    pub id: AssetId,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// A thumbhash, base64.
    pub placeholder: String,
}

impl FromRow for SharedAsset {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: parsed(row)?, width: row.next()?, height: row.next()?, placeholder: row.next()? })
    }
}

impl Store {
    /// The actor's links, newest first, older than `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn share_list(
        &self,
        actor: &Actor,
        before: Option<(Timestamp, ShareId)>,
        limit: u32,
    ) -> Result<Vec<Share>, StoreError> {
        let owner = actor.user_id.to_string();
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db.read(tx!(|tx, owner, id| { Ok(tx.all(LIST, args![owner, at, id, limit]).await?) })).await
    }

    /// Makes a link to pictures of the actor's that aren't in the trash, or to one of their boards.
    ///
    /// # Errors
    /// [`ShareError`]; nothing is made then.
    pub async fn share_create(
        &self,
        actor: &Actor,
        new: NewShare,
        now: Timestamp,
    ) -> Result<Share, ShareError> {
        let owner = actor.user_id.to_string();
        let keys = match &new.picked {
            Picked::Assets(ids) => Some(sql::keys(ids)?),
            Picked::Board(_) => None,
        };
        self.db
            .write(tx!(|tx, owner, new, keys| {
                let id = new.id.to_string();
                user::lock_in_tx(tx, &owner).await?;
                let (taken,): (i64,) = tx.one(TAKEN, args![id.as_str()]).await?;
                if taken > 0 {
                    return Err(ShareError::IdempotencyMismatch);
                }
                let (count,): (i64,) = tx.one(COUNT, args![owner.as_str()]).await?;
                if count >= SHARES_MAX {
                    return Err(ShareError::TooMany);
                }
                let board = match new.picked {
                    Picked::Assets(_) => None,
                    Picked::Board(id) => Some(id.to_string()),
                };
                if let Some(board) = &board
                    && tx.optional::<(i64,)>(BOARD, args![board.as_str(), owner.as_str()]).await?.is_none()
                {
                    return Err(ShareError::Nothing);
                }
                let until = new.expires_at.map(|at| at.0);
                let row = args![
                    id.as_str(),
                    owner.as_str(),
                    new.token_hash,
                    board,
                    new.password_hash,
                    now.0,
                    until
                ];
                tx.exec(INSERT, row).await?;
                if let Some(keys) = keys
                    && tx.exec(INSERT_ASSETS, args![id.as_str(), owner.as_str(), keys]).await? == 0
                {
                    return Err(ShareError::Nothing);
                }
                Ok(tx.one(ONE, args![id, owner]).await?)
            }))
            .await
    }

    /// Ends a link. False when the actor has no such link.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn share_delete(&self, actor: &Actor, id: ShareId) -> Result<bool, StoreError> {
        let (id, owner) = (id.to_string(), actor.user_id.to_string());
        self.db.write(tx!(|tx, id, owner| { Ok(tx.exec(DELETE, args![id, owner]).await? > 0) })).await
    }

    /// The link with this hash, while it works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_find(
        &self,
        token_hash: String,
        now: Timestamp,
    ) -> Result<Option<Shared>, StoreError> {
        self.db.read(tx!(|tx, token_hash| { Ok(tx.optional(FIND, args![token_hash, now.0]).await?) })).await
    }

    /// What a link shows; it is counted as looked at.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_open(&self, shared: &Shared) -> Result<Vec<SharedAsset>, StoreError> {
        let (id, board) = (shared.id.to_string(), shared.board.clone());
        self.db
            .write(tx!(|tx, id, board| {
                tx.exec(OPENED, args![id.as_str()]).await?;
                let most = i64::try_from(SHARE_MAX).unwrap_or(i64::MAX);
                Ok(tx.all(ITEMS, args![id, board, most]).await?)
            }))
            .await
    }

    /// Where a file of a picture of a link is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_blob(
        &self,
        shared: &Shared,
        asset: AssetId,
        variant: Variant,
    ) -> Result<Option<BlobRef>, StoreError> {
        let (id, board) = (shared.id.to_string(), shared.board.clone());
        self.db
            .read(tx!(|tx, id, board| {
                Ok(tx.optional(BLOB, args![id, board, asset.to_string(), variant.as_str()]).await?)
            }))
            .await
    }

    /// Remembers for [`OPENING_LASTS_MS`] that whoever has this token said the link's password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_let_in(
        &self,
        shared: &Shared,
        token_hash: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = shared.id.to_string();
        self.db
            .write(tx!(|tx, id, token_hash| {
                tx.exec(LET_IN, args![token_hash, id, now.plus_ms(OPENING_LASTS_MS).0]).await?;
                Ok(())
            }))
            .await
    }

    /// Whether whoever has this token said the link's password lately.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shared_is_in(
        &self,
        shared: &Shared,
        token_hash: String,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = shared.id.to_string();
        self.db
            .read(tx!(|tx, id, token_hash| {
                Ok(tx.optional::<(i64,)>(IS_IN, args![token_hash, id, now.0]).await?.is_some())
            }))
            .await
    }
}

pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    tx.exec(SWEEP_OPENINGS, args![now.0]).await.map(|_| ())
}
