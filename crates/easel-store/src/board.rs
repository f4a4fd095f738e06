//! Boards: pictures put together by hand. A picture may be on several; what is in the trash isn't shown on any.

use crate::{
    Store, StoreError, gallery,
    sql::{moment, parsed},
    user,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, BoardId, BoardName, Timestamp, UserId, gallery::BOARDS_MAX};
use thiserror::Error;

macro_rules! select_board {
    ($rest:literal) => {
        concat!(
            "select b.id, b.name, b.created_at, b.changed_at,
               (select count(*) from board_asset x join asset a on a.id = x.asset_id where x.board_id = b.id and a.trashed_at is null),
               (select string_agg(c.id, '\n') from (select a.id from board_asset x cross join asset a
                  where x.board_id = b.id and a.no = x.no and a.trashed_at is null order by x.no desc limit 4) c)
             from board b ",
            $rest
        )
    };
}

texts! {
    LIST = select_board!("where b.owner_id = $1 order by b.created_at desc, b.id desc");
    ONE = select_board!("where b.id = $1 and b.owner_id = $2");
    /// Boards of one person are counted one after the other.
    COUNT = "select count(*) from board where owner_id = $1";
    OWNER = "select owner_id, name from board where id = $1";
    INSERT = "insert into board (id, owner_id, name, created_at, changed_at) values ($1, $2, $3, $4, $4) on conflict (id) do nothing";
    RENAME = "update board set name = $3, changed_at = $4 where id = $1 and owner_id = $2";
    DELETE = "delete from board where id = $1 and owner_id = $2";
    TOUCH = "update board set changed_at = $3 where id = $1 and owner_id = $2";
}

/// A board as its owner sees it.
#[derive(Clone, Debug)]
pub struct Board {
    /// Its id.
    pub id: BoardId,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its name or its pictures changed.
    pub changed_at: Timestamp,
    /// How many pictures are on it.
    pub count: i64,
    /// The newest of them, four at most.
    pub cover: Vec<AssetId>,
}

impl FromRow for Board {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, name) = (parsed(row)?, row.next()?);
        let (created_at, changed_at, count) = (moment(row)?, moment(row)?, row.next()?);
        let cover: Option<String> = row.next()?;
        let cover =
            cover.iter().flat_map(|ids| ids.split('\n')).map(|id| id.parse().map_err(DbError::decode));
        Ok(Self { id, name, created_at, changed_at, count, cover: cover.collect::<Result<_, _>>()? })
    }
}

/// Why there is no new board.
#[derive(Debug, Error)]
pub enum BoardError {
    /// There are [`BOARDS_MAX`].
    #[error("too many boards")]
    TooMany,
    /// The id was used for something else.
    #[error("the id belongs to something else")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("the board failed")]
    Store(#[from] StoreError),
}
crate::from_db!(BoardError);

impl Store {
    /// The actor's boards, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board_list(&self, actor: &Actor) -> Result<Vec<Board>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(LIST, args![owner]).await?) })).await
    }

    /// Makes a board. The same id with the same name again changes nothing.
    ///
    /// # Errors
    /// [`BoardError`]; nothing is made then.
    pub async fn board_create(
        &self,
        actor: &Actor,
        id: BoardId,
        name: BoardName,
        now: Timestamp,
    ) -> Result<Board, BoardError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, name| {
                let (key, by) = (id.to_string(), owner.to_string());
                user::lock_in_tx(tx, &by).await?;
                let existing: Option<(String, String)> = tx.optional(OWNER, args![key.as_str()]).await?;
                match existing {
                    Some((of, called)) if of == by && called == name.as_str() => {}
                    Some(_) => return Err(BoardError::IdempotencyMismatch),
                    None => {
                        let (count,): (i64,) = tx.one(COUNT, args![by.as_str()]).await?;
                        if count >= BOARDS_MAX {
                            return Err(BoardError::TooMany);
                        }
                        let row = args![key.as_str(), by.as_str(), name.as_str(), now.0];
                        if tx.exec(INSERT, row).await? == 0 {
                            return Err(BoardError::IdempotencyMismatch);
                        }
                        gallery::touch_in_tx(tx, owner).await?;
                    }
                }
                Ok(tx.one(ONE, args![key, by]).await?)
            }))
            .await
    }

    /// Calls a board otherwise. `None` when the actor has no such board.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board_rename(
        &self,
        actor: &Actor,
        id: BoardId,
        name: BoardName,
        now: Timestamp,
    ) -> Result<Option<Board>, StoreError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, name| {
                let (id, by) = (id.to_string(), owner.to_string());
                if tx.exec(RENAME, args![id.as_str(), by.as_str(), name.as_str(), now.0]).await? > 0 {
                    gallery::touch_in_tx(tx, owner).await?;
                }
                Ok(tx.optional(ONE, args![id, by]).await?)
            }))
            .await
    }

    /// Deletes a board and its links; its pictures stay. False when the actor has no such board.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board_delete(&self, actor: &Actor, id: BoardId) -> Result<bool, StoreError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let gone = tx.exec(DELETE, args![id.to_string(), owner.to_string()]).await? > 0;
                if gone {
                    gallery::touch_in_tx(tx, owner).await?;
                }
                Ok(gone)
            }))
            .await
    }
}

/// The pictures of a board change. `None` when it isn't the owner's.
pub(crate) async fn touch_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    id: BoardId,
    now: Timestamp,
) -> Result<Option<()>, DbError> {
    let changed = tx.exec(TOUCH, args![id.to_string(), owner.to_string(), now.0]).await?;
    Ok((changed > 0).then_some(()))
}
