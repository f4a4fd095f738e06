//! Downloads: many pictures as one archive. Only what stands in it is kept, in order; the bytes are the pictures' own, so
//! that the same download is the same bytes however often it is begun.

use crate::{
    Store, StoreError,
    sql::{self, moment, parsed, to_json},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, BoardId, DownloadId, Timestamp,
    gallery::{DOWNLOAD_LASTS_MS, DOWNLOADS_MAX},
};
use futures_util::StreamExt;
use serde::Serialize;
use std::io;
use thiserror::Error;

/// What a download needs to know of a picture.
macro_rules! select_source {
    ($from:literal) => {
        concat!(
            "select a.id, a.created_at, substr(g.spec/*pg:::json*/ ->> 'prompt', 1, 200), b.name, b.bytes, b.crc32
             from ",
            $from,
            " and a.owner_id = $1 and a.trashed_at is null order by a.no desc limit $3"
        )
    };
}

texts! {
    OF_IDS = select_source!("asset a join asset_blob b on b.asset_id = a.id and b.variant = 'original'
        left join generation g on g.id = a.generation_id
        where a.id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e)");
    OF_BOARD = select_source!("board_asset x cross join asset a join asset_blob b on b.asset_id = a.id and b.variant = 'original'
        left join generation g on g.id = a.generation_id
        where x.board_id = $2 and a.no = x.no");
    BOARD_NAME = "select name from board where id = $1 and owner_id = $2";
    KEEP_SUM = "update asset_blob set crc32 = $3 where asset_id = $1 and name = $2";
    ONE = "select id, name, files, bytes, created_at, expires_at, tells from download where id = $1 and owner_id = $2 and expires_at > $3";
    OWNER = "select owner_id from download where id = $1";
    INSERT = "insert into download (id, owner_id, name, files, bytes, created_at, expires_at, tells) values ($1, $2, $3, $4, $5, $6, $7, $8)
              on conflict (id) do nothing";
    INSERT_ITEMS = "insert into download_item (download_id, position, asset_id, name, blob_name, bytes, crc32, made_at, head_bytes, skip_bytes)
        select $1, cast(e.value ->> 'position' as bigint), e.value ->> 'asset_id', e.value ->> 'name', e.value ->> 'blob_name',
          cast(e.value ->> 'bytes' as bigint), cast(e.value ->> 'crc32' as bigint), cast(e.value ->> 'made_at' as bigint),
          cast(e.value ->> 'head_bytes' as bigint), cast(e.value ->> 'skip_bytes' as bigint)
        from json_each(cast($2 as text)/*pg:::json*/) e";
    ITEMS = "select position, asset_id, name, blob_name, bytes, crc32, made_at, head_bytes, skip_bytes from download_item where download_id = $1 order by position";
    /// The oldest beyond as many as somebody may have.
    DROP_OLDEST = "delete from download where owner_id = $1 and id not in (
        select id from download where owner_id = $1 order by created_at desc, id desc limit $2)";
    /// An archive in which something is missing would no longer be what was begun.
    DROP_OF = "delete from download where id in (select i.download_id from download_item i
        where i.asset_id in (select e.key from json_each(cast($1 as text)/*pg:::json*/) e))";
    SWEEP = "delete from download where expires_at <= $1";
}

/// Which pictures somebody picked.
#[derive(Clone, Debug)]
pub enum Picked {
    /// These.
    Assets(Vec<AssetId>),
    /// Those of a board.
    Board(BoardId),
}

/// A picture that is to be put into a download.
#[derive(Clone, Debug)]
pub struct DownloadSource {
    /// Which.
    pub asset: AssetId,
    /// When it was made.
    pub made_at: Timestamp,
    /// The beginning of its prompt; empty where there is none.
    pub prompt: String,
    /// Where its original is.
    pub blob_name: String,
    /// How many bytes.
    pub bytes: i64,
    /// Their checksum, unless nobody has counted it yet: see [`Store::asset_checksum`].
    pub crc32: Option<u32>,
}

impl FromRow for DownloadSource {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            asset: parsed(row)?,
            made_at: moment(row)?,
            prompt: row.next::<Option<String>>()?.unwrap_or_default(),
            blob_name: row.next()?,
            bytes: row.next()?,
            crc32: row.next()?,
        })
    }
}

/// One file of a download.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DownloadItem {
    /// Its place, from 0.
    pub position: u32,
    /// Which picture.
    pub asset_id: AssetId,
    /// Its name in the archive.
    pub name: String,
    /// Where its bytes are.
    pub blob_name: String,
    /// How many.
    pub bytes: u64,
    /// Their checksum.
    pub crc32: u32,
    /// When it was made.
    pub made_at: Timestamp,
    /// How long its own beginning is, in bytes; 0 where it is the stored file as it is.
    pub head_bytes: u64,
    /// From which byte on the stored file follows.
    pub skip_bytes: u64,
}

impl FromRow for DownloadItem {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            position: row.next()?,
            asset_id: parsed(row)?,
            name: row.next()?,
            blob_name: row.next()?,
            bytes: row.next()?,
            crc32: row.next()?,
            made_at: moment(row)?,
            head_bytes: row.next()?,
            skip_bytes: row.next()?,
        })
    }
}

/// A download that can be fetched.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its id.
    pub id: DownloadId,
    /// What its file is called.
    pub name: String,
    /// How many files are in it.
    pub files: i64,
    /// How long it is.
    pub bytes: i64,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// What its files tell, in words of whoever keeps it; none where they are as they are stored.
    pub tells: Option<String>,
}

impl FromRow for Download {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            name: row.next()?,
            files: row.next()?,
            bytes: row.next()?,
            created_at: moment(row)?,
            expires_at: moment(row)?,
            tells: row.next()?,
        })
    }
}

/// A download about to be kept.
#[derive(Clone, Debug)]
pub struct NewDownload {
    /// Made by whoever asks for it.
    pub id: DownloadId,
    /// What its file is called.
    pub name: String,
    /// How long it is.
    pub bytes: i64,
    /// What its files tell; none where they are as they are stored.
    pub tells: Option<String>,
    /// What is in it, in order.
    pub items: Vec<DownloadItem>,
}

/// Why there is no new download.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// The id was used for something else.
    #[error("the id belongs to something else")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("the download failed")]
    Store(#[from] StoreError),
}
crate::from_db!(DownloadError);

impl Store {
    /// The actor's pictures that were picked, the newest first, without those in the trash, and the board's name. `None`
    /// when the actor has no such board.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn download_sources(
        &self,
        actor: &Actor,
        picked: &Picked,
        limit: usize,
    ) -> Result<Option<(String, Vec<DownloadSource>)>, StoreError> {
        let owner = actor.user_id.to_string();
        let (text, which, board) = match picked {
            Picked::Assets(ids) => (OF_IDS, sql::keys(ids)?, false),
            Picked::Board(id) => (OF_BOARD, id.to_string(), true),
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.db
            .read(tx!(|tx, owner, which| {
                let mut name = String::new();
                if board {
                    let found = tx.optional(BOARD_NAME, args![which.as_str(), owner.as_str()]).await?;
                    let Some((called,)) = found else { return Ok(None) };
                    name = called;
                }
                Ok(Some((name, tx.all(text, args![owner, which, limit]).await?)))
            }))
            .await
    }

    /// Counts the checksum of a picture's original, and keeps it for the next time. `None` when its bytes are gone.
    ///
    /// # Errors
    /// When the database or the blobs fail.
    pub async fn asset_checksum(&self, asset: AssetId, blob_name: &str) -> Result<Option<u32>, StoreError> {
        let Some(sum) = self.blobs.checksum(blob_name).await? else { return Ok(None) };
        let name = blob_name.to_owned();
        self.db
            .write(tx!(|tx, name| {
                tx.exec(KEEP_SUM, args![asset.to_string(), name, sum]).await?;
                Ok::<_, StoreError>(())
            }))
            .await?;
        Ok(Some(sum))
    }

    /// Keeps a download. The same id again finds the same one; beyond [`DOWNLOADS_MAX`] the oldest goes.
    ///
    /// # Errors
    /// [`DownloadError`]; nothing is kept then.
    pub async fn download_create(
        &self,
        actor: &Actor,
        new: NewDownload,
        now: Timestamp,
    ) -> Result<Download, DownloadError> {
        let (owner, items) = (actor.user_id.to_string(), to_json(&new.items)?);
        let items = items_by_place(&items)?;
        self.db
            .write(tx!(|tx, owner, new, items| {
                let id = new.id.to_string();
                let files = i64::try_from(new.items.len()).unwrap_or(i64::MAX);
                let until = now.plus_ms(DOWNLOAD_LASTS_MS).0;
                let row =
                    args![id.as_str(), owner.as_str(), new.name, files, new.bytes, now.0, until, new.tells];
                if tx.exec(INSERT, row).await? == 1 {
                    tx.exec(INSERT_ITEMS, args![id.as_str(), items]).await?;
                    tx.exec(DROP_OLDEST, args![owner.as_str(), DOWNLOADS_MAX]).await?;
                } else {
                    let (of,): (String,) = tx.one(OWNER, args![id.as_str()]).await?;
                    if of != owner {
                        return Err(DownloadError::IdempotencyMismatch);
                    }
                }
                let found: Option<Download> = tx.optional(ONE, args![id, owner, now.0]).await?;
                found.ok_or(DownloadError::IdempotencyMismatch)
            }))
            .await
    }

    /// One of the actor's downloads with all that is in it, unless it expired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn download_get(
        &self,
        actor: &Actor,
        id: DownloadId,
        now: Timestamp,
    ) -> Result<Option<(Download, Vec<DownloadItem>)>, StoreError> {
        let (id, owner) = (id.to_string(), actor.user_id.to_string());
        self.db
            .read(tx!(|tx, id, owner| {
                let found: Option<Download> = tx.optional(ONE, args![id.as_str(), owner, now.0]).await?;
                let Some(download) = found else { return Ok(None) };
                Ok(Some((download, tx.all(ITEMS, args![id]).await?)))
            }))
            .await
    }
}

/// An array of items as an object, whose values `json_each` reads on both databases.
fn items_by_place(array: &str) -> Result<String, StoreError> {
    let items: Vec<serde_json::Value> = serde_json::from_str(array).map_err(StoreError::corrupt)?;
    let map: serde_json::Map<String, serde_json::Value> =
        items.into_iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect();
    to_json(&map)
}

pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    tx.exec(SWEEP, args![now.0]).await.map(|_| ())
}

/// The checksum that archives have of a file, counted on a blocking thread or as the chunks come.
pub(crate) async fn checksum_of(body: crate::BlobBody) -> Result<u32, crate::BlobError> {
    match body {
        crate::BlobBody::File(mut file) => {
            crate::blob::on_disk(move || {
                let (mut sum, mut buffer) = (crc32fast::Hasher::new(), vec![0; 256 * 1024]);
                loop {
                    match io::Read::read(&mut file, &mut buffer)? {
                        0 => return Ok(sum.finalize()),
                        read => sum.update(&buffer[..read]),
                    }
                }
            })
            .await
        }
        crate::BlobBody::Stream(mut chunks) => {
            let mut sum = crc32fast::Hasher::new();
            while let Some(chunk) = chunks.next().await {
                sum.update(&chunk?);
            }
            Ok(sum.finalize())
        }
    }
}

/// The checksum of a file whose beginning is another one: `whole` is that of the file with `old` before the `rest` bytes that
/// stay. None of these is read.
#[must_use]
pub fn checksum_behind(whole: u32, old: &[u8], new: &[u8], rest: u64) -> u32 {
    // What the bytes before add is the same whatever follows them, so it can be taken out as it was put in.
    let before = |bytes: &[u8]| {
        let mut sum = crc32fast::Hasher::new();
        sum.update(bytes);
        sum.combine(&crc32fast::Hasher::new_with_initial_len(0, rest));
        sum.finalize()
    };
    whole ^ before(old) ^ before(new)
}

/// The checksum that archives have of these bytes.
#[must_use]
pub fn checksum(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn another_beginning_has_the_checksum_of_the_whole(old: Vec<u8>, new: Vec<u8>, rest: Vec<u8>) {
            let whole = checksum(&[old.as_slice(), &rest].concat());
            let length = rest.len() as u64;
            prop_assert_eq!(checksum_behind(whole, &old, &new, length), checksum(&[new.as_slice(), &rest].concat()));
        }
    }
}
