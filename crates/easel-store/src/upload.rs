//! Files people send: kept as they came until a worker has made a picture of ours of them. Nothing else ever reads
//! their bytes, and nobody is served them.

use crate::{
    Asset, Store, StoreError, asset, blob,
    blob::raw_blob_name,
    from_db, gallery, job,
    sql::{self, moment, parsed, word},
    user,
};
use bytes::Bytes;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, JobKind, Lane, Next, Timestamp, UserId};
use sha2::{Digest, Sha256};
use thiserror::Error;

texts! {
    ONE = "select id, owner_id, state, hash, name, bytes, width, height, mime, created_at, is_mask from upload where id = $1";
    /// Uploads of one person take turns on the wallet's row, so that the count below can't be outrun.
    ARRIVING = "select count(*) from upload where owner_id = $1 and state = 'arriving'";
    /// A generation's job has the id of its generation, so an upload can't have that one.
    TAKEN = "select count(*) from job where id = $1";
    INSERT = "insert into upload (id, owner_id, state, hash, name, bytes, width, height, mime, created_at, is_mask)
              values ($1, $2, 'arriving', $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing";
    INSERT_JOB = "insert into job (id, kind, lane, owner_id, state, run_at, deadline_at) values ($1, $2, $3, $4, 'available', $5, $6)";
    END = "update upload set state = $2, name = null where id = $1";
    DROP = "delete from upload where id = $1";
    DROP_OVER = "delete from upload where id = $1 and state <> 'arriving'";
    EXISTS = "select count(*) from asset where id = $1";
}

/// Most uploads of one person under way at once.
pub const ARRIVING_MAX: i64 = 20;
/// Most bytes of an uploaded file.
pub const UPLOAD_BYTES_MAX: usize = 25 * 1024 * 1024;
/// An upload nobody could make a picture of for this long is given up.
const GIVE_UP_MS: i64 = 60_000;
/// The same upload sent again finds what became of it for this long after its deadline.
pub(crate) const REMEMBERED_MS: i64 = 24 * 3_600_000;

/// A file as the door took it in.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// Made by whoever sends it: the same one again is the same upload.
    pub id: AssetId,
    /// The file as it came.
    pub bytes: Bytes,
    /// Pixels, as its header says.
    pub width: u32,
    /// Pixels, as its header says.
    pub height: u32,
    /// What kind, by its first bytes.
    pub mime: &'static str,
    /// Whether it only goes with something, as a mask or a screenshot does: no gallery shows it then.
    pub is_aside: bool,
}

/// What became of an upload so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// A worker will look at it.
    Arriving,
    /// The asset of the same id is there, unless its owner has deleted it since.
    Ready,
    /// It was no picture.
    Refused,
    /// Our fault; the same upload may be sent again.
    Failed,
}

impl UploadState {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "arriving" => Some(Self::Arriving),
            "ready" => Some(Self::Ready),
            "refused" => Some(Self::Refused),
            "failed" => Some(Self::Failed),
            _ => None,
        }
    }
}

/// An upload as it now is.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its id, and its asset's.
    pub id: AssetId,
    /// Where it stands.
    pub state: UploadState,
    /// Where the file is, while it is arriving.
    pub name: Option<String>,
    /// How long the file is.
    pub bytes: i64,
    /// Pixels, as its header says.
    pub width: u32,
    /// Pixels, as its header says.
    pub height: u32,
    /// What kind of file came.
    pub mime: String,
    /// When it came.
    pub created_at: Timestamp,
    /// Whether it is only to say where another picture is changed.
    pub is_aside: bool,
}

/// What the owner sees of an upload.
#[derive(Clone, Debug)]
pub enum Uploaded {
    /// It became this.
    Asset(Box<Asset>),
    /// Nothing yet, or nothing at all: its state says which.
    Upload(Upload),
}

/// Why an upload was not taken in.
#[derive(Debug, Error)]
pub enum UploadError {
    /// [`ARRIVING_MAX`] are under way.
    #[error("too many uploads are under way")]
    TooMany,
    /// The id was used for something else.
    #[error("the id belongs to something else")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("the upload failed")]
    Store(#[from] StoreError),
}
from_db!(UploadError);

struct UploadRow {
    owner: UserId,
    hash: String,
    upload: Upload,
}

impl FromRow for UploadRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, owner, state) = (parsed(row)?, parsed(row)?, word(row, UploadState::parse)?);
        let (hash, name) = (row.next()?, row.next()?);
        let upload = Upload {
            id,
            state,
            name,
            bytes: row.next()?,
            width: row.next()?,
            height: row.next()?,
            mime: row.next()?,
            created_at: moment(row)?,
            is_aside: row.next()?,
        };
        Ok(Self { owner, hash, upload })
    }
}

impl Store {
    /// Takes in a file: its bytes first, then its row and its job. The same upload again changes nothing.
    ///
    /// # Errors
    /// [`UploadError`]; nothing is left behind then but, rarely, bytes that are swept.
    pub async fn asset_upload(
        &self,
        actor: &Actor,
        new: NewUpload,
        now: Timestamp,
    ) -> Result<(), UploadError> {
        let (owner, NewUpload { id, bytes, width, height, mime, is_aside }) = (actor.user_id, new);
        let hash = sql::hex(&Sha256::digest(&bytes));
        let length = i64::try_from(bytes.len()).map_err(StoreError::corrupt)?;
        // Of this very try: bytes of an earlier one may be about to be deleted.
        let name = raw_blob_name(id, &sql::hex(&Sha256::digest(format!("{hash} {}", now.0))));
        // Asked before anything is written, so that whoever is refused leaves no bytes.
        let first = {
            let hash = hash.clone();
            self.db.read(tx!(|tx, hash| { admit_in_tx(tx, owner, id, &hash).await }))
        };
        if first.await? == Admitted::Known {
            return Ok(());
        }
        self.blobs.put(&name, bytes).await.map_err(StoreError::from)?;
        self.db
            .write(tx!(|tx, hash, name| {
                let (key, by) = (id.to_string(), owner.to_string());
                user::lock_in_tx(tx, &by).await?;
                if admit_in_tx(tx, owner, id, &hash).await? == Admitted::Known {
                    return Ok(());
                }
                // What failed before begins anew.
                tx.exec(DROP_OVER, args![key.as_str()]).await?;
                job::drop_in_tx(tx, &key).await?;
                let row = args![
                    key.as_str(),
                    by.as_str(),
                    hash,
                    name,
                    length,
                    width,
                    height,
                    mime,
                    now.0,
                    is_aside
                ];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(UploadError::IdempotencyMismatch);
                }
                let (kind, until) = (JobKind::Ingest, now.plus_ms(GIVE_UP_MS).0);
                let row = args![key, kind.as_str(), Lane::Ingest.as_str(), by, now.0, until];
                tx.exec(INSERT_JOB, row).await?;
                sql::wake_lane(tx, Lane::Ingest).await?;
                Ok(())
            }))
            .await
    }

    /// What became of one of the actor's uploads.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_uploaded(&self, actor: &Actor, id: AssetId) -> Result<Option<Uploaded>, StoreError> {
        let owner = actor.user_id;
        // The upload first: one that settles between the two readings is then found as its asset.
        let upload = self
            .db
            .read(tx!(|tx| {
                let found: Option<UploadRow> = tx.optional(ONE, args![id.to_string()]).await?;
                Ok::<_, StoreError>(found.filter(|row| row.owner == owner).map(|row| row.upload))
            }))
            .await?;
        if let Some(upload) = upload.as_ref().filter(|upload| upload.state != UploadState::Ready) {
            return Ok(Some(Uploaded::Upload(upload.clone())));
        }
        let asset = self.asset_get(actor, id).await?.map(|asset| Uploaded::Asset(Box::new(asset)));
        Ok(asset.or_else(|| upload.map(Uploaded::Upload)))
    }
}

#[derive(PartialEq, Eq)]
enum Admitted {
    New,
    Known,
}

/// Whether this is an upload to begin with, or one that is known already.
async fn admit_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    id: AssetId,
    hash: &str,
) -> Result<Admitted, UploadError> {
    let key = id.to_string();
    if let Some(found) = tx.optional::<UploadRow>(ONE, args![key.as_str()]).await? {
        if found.owner != owner || found.hash != hash {
            return Err(UploadError::IdempotencyMismatch);
        }
        if found.upload.state != UploadState::Failed {
            return Ok(Admitted::Known);
        }
    } else {
        let (jobs,): (i64,) = tx.one(TAKEN, args![key.as_str()]).await?;
        let (assets,): (i64,) = tx.one(EXISTS, args![key]).await?;
        if jobs + assets > 0 {
            return Err(UploadError::IdempotencyMismatch);
        }
    }
    let (arriving,): (i64,) = tx.one(ARRIVING, args![owner.to_string()]).await?;
    if arriving >= ARRIVING_MAX {
        return Err(UploadError::TooMany);
    }
    Ok(Admitted::New)
}

/// The upload a job is about.
pub(crate) async fn read_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<Upload, DbError> {
    tx.one::<UploadRow>(ONE, args![id]).await.map(|row| row.upload)
}

/// An upload's end: the asset it became, or nothing; its own bytes go either way.
pub(crate) async fn end_in_tx(
    tx: &mut Tx<'_>,
    (id, owner): (AssetId, UserId),
    next: &Next,
    brought: Option<job::Brought<'_>>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let key = id.to_string();
    let state = match next {
        Next::Succeed => "ready",
        Next::Reject(_) => "refused",
        _ => "failed",
    };
    if *next == Next::Succeed {
        let [picture] = brought.map_or(&[][..], |b| &b.delivery.assets) else {
            return Err(StoreError::Ledger("an upload becomes one picture"));
        };
        if picture.id != id {
            return Err(StoreError::Ledger("an upload's picture has its id"));
        }
        let is_aside = read_in_tx(tx, &key).await?.is_aside;
        let origin = asset::Origin { owner, generation: None, spec: None, meaning: None, is_aside };
        asset::insert_in_tx(tx, &origin, picture, now).await?;
        gallery::touch_in_tx(tx, owner).await?;
    }
    if let Some(name) = read_in_tx(tx, &key).await?.name {
        tx.exec(blob::DOOM, args![name, now.0]).await?;
    }
    tx.exec(END, args![key, state]).await?;
    sql::wake_user(tx, owner).await?;
    Ok(())
}
