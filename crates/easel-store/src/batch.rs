//! Changes of one picture or of many at once, each one transaction: the trash, favourites, boards, tags. Only what is
//! the actor's own is changed, and told how many that were.

use crate::{Store, StoreError, board, download, gallery, search, sql};
use easel_db::{DbError, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, BoardId, Tag, Timestamp, UserId, gallery as rules, retention};
use std::collections::BTreeSet;
use thiserror::Error;

/// The pictures among those named that are the actor's.
macro_rules! mine {
    () => {
        " owner_id = $1 and id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e) "
    };
}

texts! {
    /// Everything that is the actor's, locked in one order, so that two batches don't wait for each other in a ring.
    MINE = concat!("select id, generation_id, trashed_at from asset where", mine!(), "order by no /*pg: for update*/");
    TRASH = concat!("update asset set trashed_at = $3 where", mine!(), "and trashed_at is null");
    RESTORE = concat!("update asset set trashed_at = null where", mine!(), "and trashed_at is not null");
    FAVOURITE = concat!("update asset set favourite = $3 where", mine!(), "and favourite <> $3");
    /// What goes into the trash is shared no longer, not even when it comes back.
    UNSHARE = "delete from share_asset where asset_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e)";
    ADD_TO_BOARD = concat!("insert into board_asset (board_id, asset_id, owner_id, no) select $3, id, owner_id, no from asset where",
        mine!(), "and trashed_at is null on conflict do nothing");
    REMOVE_FROM_BOARD = "delete from board_asset where owner_id = $1 and board_id = $3
        and asset_id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e)";
    ADD_TAG = concat!("insert into asset_tag (asset_id, owner_id, no, tag_key, tag)
        select id, owner_id, no, cast($3 as text), cast($4 as text) from asset where", mine!(),
        "and (select count(*) from asset_tag t where t.asset_id = asset.id) < $5 on conflict do nothing returning asset_id");
    REMOVE_TAG = "delete from asset_tag where owner_id = $1 and tag_key = $3
        and asset_id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e) returning asset_id";
    DOOM = "insert into blob_doomed (name, at) select b.name, cast($2 as bigint) from asset_blob b
        where b.asset_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e) on conflict (name) do nothing";
    DROP_WORDS = concat!("delete from asset_words where rowid in (select no from asset where", mine!(), ")");
    DROP_MEANINGS = concat!("delete from asset_meaning where no in (select no from asset where", mine!(), ")");
    DROP = concat!("delete from asset where", mine!());
    TOUCH_GENERATIONS = "update generation set version = version + 1, changed_at = $3 where owner_id = $1
        and id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e)";
    /// The oldest first, of whomever they are.
    OLD = "select owner_id, id from asset where trashed_at is not null and trashed_at < $1 order by trashed_at limit 200";
    EXISTS = "select trashed_at from asset where id = $1 and owner_id = $2";
}

/// What is done with many pictures.
#[derive(Clone, Debug)]
pub enum BatchAction {
    /// Into the trash.
    Trash,
    /// Out of the trash.
    Restore,
    /// Out of the trash for good; what isn't in it stays.
    DeleteForever,
    /// Marked, or no longer.
    Favourite(bool),
    /// Onto a board.
    AddToBoard(BoardId),
    /// Off a board.
    RemoveFromBoard(BoardId),
    /// Tags put on, as far as [`rules::TAGS_MAX`] goes.
    AddTags(Vec<Tag>),
    /// Tags taken away.
    RemoveTags(Vec<Tag>),
}

/// Why many pictures were not changed.
#[derive(Debug, Error)]
pub enum BatchError {
    /// The actor has no such board.
    #[error("there is no such board")]
    NoBoard,
    /// The house's fault.
    #[error("the change failed")]
    Store(#[from] StoreError),
}
crate::from_db!(BatchError);

/// What became of a picture that was to be deleted for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Gone,
    /// It isn't in the trash.
    Kept,
    /// The actor has no such picture.
    Missing,
}

impl Store {
    /// Does the same with many pictures. Returns how many of the actor's own it changed.
    ///
    /// # Errors
    /// [`BatchError`]; nothing is changed then.
    pub async fn assets_batch(
        &self,
        actor: &Actor,
        ids: &[AssetId],
        action: BatchAction,
        now: Timestamp,
    ) -> Result<u64, BatchError> {
        let (owner, keys) = (actor.user_id, sql::keys(ids)?);
        self.db.write(tx!(|tx, keys, action| { batch_in_tx(tx, owner, &keys, &action, now).await })).await
    }

    /// Puts a picture into the trash. False when the actor has no such picture; one that is there already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_trash(&self, actor: &Actor, id: AssetId, now: Timestamp) -> Result<bool, StoreError> {
        let (owner, keys) = (actor.user_id, sql::keys([id])?);
        self.db
            .write(tx!(|tx, keys| {
                let args = args![id.to_string(), owner.to_string()];
                if tx.optional::<(Option<i64>,)>(EXISTS, args).await?.is_none() {
                    return Ok(false);
                }
                trash_in_tx(tx, owner, &keys, now).await?;
                Ok(true)
            }))
            .await
    }

    /// Deletes a picture that is in the trash for good: its rows now, its bytes right after.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_delete_forever(
        &self,
        actor: &Actor,
        id: AssetId,
        now: Timestamp,
    ) -> Result<Deleted, StoreError> {
        let (owner, keys) = (actor.user_id, sql::keys([id])?);
        self.db
            .write(tx!(|tx, keys| {
                let args = args![id.to_string(), owner.to_string()];
                let found: Option<(Option<i64>,)> = tx.optional(EXISTS, args).await?;
                match found {
                    None => Ok(Deleted::Missing),
                    Some((None,)) => Ok(Deleted::Kept),
                    Some(_) => {
                        forget_in_tx(tx, owner, &keys, now).await?;
                        Ok(Deleted::Gone)
                    }
                }
            }))
            .await
    }

    /// Deletes for good what has lain in the trash for as long as the operator wants it kept, some of it at a time. Returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trash_empty(&self, now: Timestamp) -> Result<usize, StoreError> {
        let before = retention::before(self.retention().trash_days, now).0;
        let old: Vec<(String, String)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(OLD, args![before]).await?) })).await?;
        let mut gone = 0;
        let owners: BTreeSet<&String> = old.iter().map(|(owner, _)| owner).collect();
        for owner in owners {
            let of = old.iter().filter(|(by, _)| by == owner).map(|(_, id)| id);
            let keys = sql::keys(of)?;
            let owner: UserId = owner.parse().map_err(StoreError::corrupt)?;
            // Looked at again: somebody may have brought one back meanwhile.
            let done = self
                .db
                .write(tx!(|tx, keys| {
                    let mine = mine_in_tx(tx, owner, &keys).await?;
                    let old = mine.into_iter().filter(|row| row.2.is_some_and(|at| at < before));
                    forget_in_tx(tx, owner, &sql::keys(old.map(|row| row.0))?, now).await
                }))
                .await?;
            gone += usize::try_from(done).unwrap_or(0);
        }
        Ok(gone)
    }
}

type Mine = (String, Option<String>, Option<i64>);

async fn mine_in_tx(tx: &mut Tx<'_>, owner: UserId, keys: &str) -> Result<Vec<Mine>, DbError> {
    tx.all(MINE, args![owner.to_string(), keys]).await
}

async fn batch_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    keys: &str,
    action: &BatchAction,
    now: Timestamp,
) -> Result<u64, BatchError> {
    let by = owner.to_string();
    let changed = match action {
        BatchAction::Trash => return Ok(trash_in_tx(tx, owner, keys, now).await?),
        BatchAction::Restore => {
            let generations = generations_of(&mine_in_tx(tx, owner, keys).await?)?;
            tx.later(TOUCH_GENERATIONS, args![by.as_str(), generations, now.0]).await?;
            tx.exec(RESTORE, args![by, keys]).await?
        }
        BatchAction::DeleteForever => return Ok(forget_in_tx(tx, owner, keys, now).await?),
        BatchAction::Favourite(marked) => {
            mine_in_tx(tx, owner, keys).await?;
            tx.exec(FAVOURITE, args![by, keys, *marked]).await?
        }
        BatchAction::AddToBoard(board) => {
            board::touch_in_tx(tx, owner, *board, now).await?.ok_or(BatchError::NoBoard)?;
            mine_in_tx(tx, owner, keys).await?;
            tx.exec(ADD_TO_BOARD, args![by, keys, board.to_string()]).await?
        }
        BatchAction::RemoveFromBoard(board) => {
            board::touch_in_tx(tx, owner, *board, now).await?.ok_or(BatchError::NoBoard)?;
            tx.exec(REMOVE_FROM_BOARD, args![by, keys, board.to_string()]).await?
        }
        BatchAction::AddTags(tags) => {
            mine_in_tx(tx, owner, keys).await?;
            let mut changed = BTreeSet::new();
            for tag in tags {
                let key = search::folded(tag.as_str());
                let most = i64::try_from(rules::TAGS_MAX).unwrap_or(i64::MAX);
                let row = args![by.as_str(), keys, key, tag.as_str(), most];
                changed.extend(tx.all::<(String,)>(ADD_TAG, row).await?);
            }
            changed.len() as u64
        }
        BatchAction::RemoveTags(tags) => {
            let mut changed = BTreeSet::new();
            for tag in tags {
                let row = args![by.as_str(), keys, search::folded(tag.as_str())];
                changed.extend(tx.all::<(String,)>(REMOVE_TAG, row).await?);
            }
            changed.len() as u64
        }
    };
    gallery::touch_in_tx(tx, owner).await?;
    Ok(changed)
}

fn generations_of(mine: &[Mine]) -> Result<String, StoreError> {
    sql::keys(mine.iter().filter_map(|row| row.1.as_deref()))
}

async fn trash_in_tx(tx: &mut Tx<'_>, owner: UserId, keys: &str, now: Timestamp) -> Result<u64, StoreError> {
    let mut mine = mine_in_tx(tx, owner, keys).await?;
    mine.retain(|row| row.2.is_none());
    if mine.is_empty() {
        return Ok(0);
    }
    let (by, keys) = (owner.to_string(), sql::keys(mine.iter().map(|row| &row.0))?);
    tx.later(UNSHARE, args![keys.as_str()]).await?;
    tx.later(TOUCH_GENERATIONS, args![by.as_str(), generations_of(&mine)?, now.0]).await?;
    let changed = tx.exec(TRASH, args![by, keys, now.0]).await?;
    gallery::touch_in_tx(tx, owner).await?;
    Ok(changed)
}

/// Forgets those named, wherever they are, and dooms their bytes.
pub(crate) async fn delete_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    keys: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.exec(TRASH, args![owner.to_string(), keys, now.0]).await?;
    forget_in_tx(tx, owner, keys, now).await
}

/// Forgets what is in the trash of those named, and dooms its bytes.
async fn forget_in_tx(tx: &mut Tx<'_>, owner: UserId, keys: &str, now: Timestamp) -> Result<u64, StoreError> {
    let mut mine = mine_in_tx(tx, owner, keys).await?;
    mine.retain(|row| row.2.is_some());
    if mine.is_empty() {
        return Ok(0);
    }
    let (by, keys) = (owner.to_string(), sql::keys(mine.iter().map(|row| &row.0))?);
    tx.later(DOOM, args![keys.as_str(), now.0]).await?;
    tx.later(DROP_WORDS, args![by.as_str(), keys.as_str()]).await?;
    tx.later(DROP_MEANINGS, args![by.as_str(), keys.as_str()]).await?;
    tx.later(download::DROP_OF, args![keys.as_str()]).await?;
    let gone = tx.exec(DROP, args![by, keys]).await?;
    gallery::touch_in_tx(tx, owner).await?;
    Ok(gone)
}
