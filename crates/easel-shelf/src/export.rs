//! Exports: files made of pictures, for taking away. Asked for here, made by a worker, kept for a day. They cost nothing.

use crate::{Shelf, book, strip};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, BookId, BrandId, ExportId, FailureCode, JobKind, Lane, StripId, Timestamp, UserId,
    brand::Corner,
};
use easel_store::{
    StoreError, brand,
    export::make_room_in_tx,
    from_db,
    sql::{self, json_or_null, moment, parsed, to_json, word},
    user,
};
use easel_works::export::{
    BookExport, BookFile, DEADLINE_MS, Edition, ExportKind, ExportLogo, ExportSpec, ExportState,
    InvalidExport, KEPT_MS, StripFile, UNDER_WAY_MAX,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

macro_rules! select_export {
    ($rest:literal) => {
        concat!(
            "select e.id, e.kind, e.state, e.name, e.mime, e.bytes, e.failure, e.missing, coalesce(j.progress, 0),
               e.created_at, e.changed_at, e.expires_at, e.warnings
             from export e left join job j on j.id = e.id ",
            $rest
        )
    };
}

texts! {
    ONE = select_export!("where e.id = $1 and e.owner_id = $2");
    /// Those under way change without a change of their row: their job tells how far they are.
    CHANGED = select_export!("where e.owner_id = $1 and (e.changed_at >= $2 or e.state in ('queued', 'running'))
             order by e.changed_at desc, e.id desc limit $3");
    ASKED = "select owner_id, asked from export where id = $1";
    /// Exports of one person take turns on the account's row, so that the counts can't be outrun.
    UNDER_WAY = "select count(*) from export where owner_id = $1 and state in ('queued', 'running')";
    TAKEN = "select count(*) from job where id = $1";
    INSERT = "insert into export (id, owner_id, kind, state, asked, spec, name, mime, created_at, changed_at, expires_at, warnings)
              values ($1, $2, $3, 'queued', $4, $5, $6, $7, $8, $8, $9, $10)";
    INSERT_ITEM = "insert into export_item (export_id, position, asset_id) values ($1, $2, $3)";
    /// A newcomer's turn is that of whoever is served next, as with pictures: an export waits among them.
    INSERT_JOB = "insert into job (id, kind, lane, owner_id, state, run_at, deadline_at, turn)
              select $1, $2, $3, $4, 'available', $5, $6, case when t.mine > t.served then t.mine else t.served end
              from (select coalesce((select min(turn) from job where lane = $3 and rank = 0 and state = 'available'), 0) as served,
                           coalesce((select max(turn) + 1 from job where owner_id = $4 and lane = $3 and state <> 'done'), 0) as mine) t";
    SIZES = "select a.width, a.height from export_item i left join asset a on a.id = i.asset_id and a.owner_id = $2 and a.trashed_at is null
             where i.export_id = $1 order by i.position";
    BLOB = "select blob, hash, bytes, mime, name from export where id = $1 and owner_id = $2 and state = 'ready' and expires_at > $3";
}

/// What is to be exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewExport {
    /// A strip, as it is now.
    Strip {
        /// Which one.
        strip_id: StripId,
        /// What it becomes.
        file: StripFile,
    },
    /// A picture in formats.
    Formats {
        /// Which one.
        asset_id: AssetId,
        /// Ids of formats.
        formats: Vec<String>,
        /// The brand kit whose logo is laid on each.
        brand: Option<BrandId>,
    },
    /// A book, as it is at a version.
    Book {
        /// Which one.
        book_id: BookId,
        /// Which version; the newest without it.
        version: Option<u32>,
        /// What it becomes.
        file: BookFile,
        /// How wide its pages are as pictures.
        width_px: u32,
    },
}

/// An export as it now is.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// What it makes.
    pub kind: ExportKind,
    /// Where it stands.
    pub state: ExportState,
    /// What the file is called, with its ending.
    pub name: String,
    /// What kind of file it is.
    pub mime: String,
    /// How many, once it is ready.
    pub bytes: Option<i64>,
    /// Why it could not be made.
    pub failure: Option<FailureCode>,
    /// Positions of pictures, from 0, that were gone.
    pub missing: Vec<u32>,
    /// From 0 to 1.
    pub progress: f64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Until when it is kept.
    pub expires_at: Timestamp,
    /// Pages, from 1, that print coarser than print wants.
    pub coarse_pages: Vec<u32>,
}

impl FromRow for Export {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, kind, state) = (parsed(row)?, word(row, ExportKind::parse)?, word(row, ExportState::parse)?);
        let (name, mime, bytes) = (row.next()?, row.next()?, row.next()?);
        let failure: Option<String> = row.next()?;
        let missing: Option<String> = row.next()?;
        let progress: i64 = row.next()?;
        Ok(Self {
            id,
            kind,
            state,
            name,
            mime,
            bytes,
            failure: failure.as_deref().and_then(FailureCode::parse),
            missing: missing.map_or(Ok(Vec::new()), |m| serde_json::from_str(&m)).map_err(DbError::decode)?,
            progress: if state == ExportState::Ready { 1.0 } else { progress as f64 / 1000.0 },
            created_at: moment(row)?,
            changed_at: moment(row)?,
            expires_at: moment(row)?,
            coarse_pages: json_or_null(row)?.unwrap_or_default(),
        })
    }
}

/// Why nothing is exported.
#[derive(Debug, Error)]
pub enum ExportError {
    /// It can't be made.
    #[error("this can't be exported")]
    Invalid(#[from] InvalidExport),
    /// There is no such strip, or it is somebody else's.
    #[error("there is no such strip")]
    NoStrip,
    /// There is no such book or version, or it is somebody else's.
    #[error("there is no such book")]
    NoBook,
    /// There is no such brand kit, or it is somebody else's, or it has no logo.
    #[error("there is no such brand kit")]
    NoBrand,
    /// [`UNDER_WAY_MAX`] are under way.
    #[error("too many exports are under way")]
    TooMany,
    /// The id was used for something else.
    #[error("the id belongs to something else")]
    IdempotencyMismatch,
    /// The house's fault.
    #[error("the export failed")]
    Store(#[from] StoreError),
}
from_db!(ExportError);

/// Where an export's file is.
#[derive(Clone, Debug)]
pub struct ExportBlob {
    /// For [`easel_store::Blobs::read`].
    pub blob: String,
    /// Lower-case hex SHA-256 of the bytes.
    pub hash: String,
    /// How many.
    pub bytes: i64,
    /// What kind.
    pub mime: String,
    /// What it is called.
    pub name: String,
}

impl FromRow for ExportBlob {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            blob: row.next()?,
            hash: row.next()?,
            bytes: row.next()?,
            mime: row.next()?,
            name: row.next()?,
        })
    }
}

impl Shelf {
    /// Asks for an export: what it is made of is written down as it is now. The same request again changes nothing.
    ///
    /// # Errors
    /// [`ExportError`]; nothing is kept then.
    pub async fn export_create(
        &self,
        actor: &Actor,
        (id, new): (ExportId, NewExport),
        studio: &str,
        now: Timestamp,
    ) -> Result<Export, ExportError> {
        let (owner, studio) = (actor.user_id, studio.to_owned());
        self.db
            .write(tx!(|tx, new, studio| {
                let (key, by) = (id.to_string(), owner.to_string());
                user::lock_in_tx(tx, &by).await?;
                let asked = to_json(&new)?;
                if let Some((of, before)) =
                    tx.optional::<(String, String)>(ASKED, args![key.as_str()]).await?
                {
                    if of != by || before != asked {
                        return Err(ExportError::IdempotencyMismatch);
                    }
                    let found: Option<Export> = tx.optional(ONE, args![key, by]).await?;
                    return found.ok_or(ExportError::IdempotencyMismatch);
                }
                let (jobs,): (i64,) = tx.one(TAKEN, args![key.as_str()]).await?;
                if jobs > 0 {
                    return Err(ExportError::IdempotencyMismatch);
                }
                let (under_way,): (i64,) = tx.one(UNDER_WAY, args![by.as_str()]).await?;
                if under_way >= UNDER_WAY_MAX {
                    return Err(ExportError::TooMany);
                }
                let (spec, title) = spec_in_tx(tx, actor_of(owner), &new).await?;
                let (mime, ending) = spec.mime();
                let name = format!("{}.{ending}", file_name(title.as_deref().unwrap_or(&studio)));
                let (kind, until) = (spec.kind().as_str(), now.plus_ms(KEPT_MS).0);
                let coarse = match &spec {
                    ExportSpec::Book(export) => Some(to_json(&export.coarse_pages())?),
                    ExportSpec::Strip { .. } | ExportSpec::Formats { .. } => None,
                };
                let spec_json = to_json(&spec)?;
                let row = args![
                    key.as_str(),
                    by.as_str(),
                    kind,
                    asked,
                    spec_json,
                    name,
                    mime,
                    now.0,
                    until,
                    coarse
                ];
                tx.exec(INSERT, row).await?;
                for (position, asset) in (0_i64..).zip(spec.assets()) {
                    tx.later(INSERT_ITEM, args![key.as_str(), position, asset.to_string()]).await?;
                }
                let sizes: Vec<(Option<u32>, Option<u32>)> =
                    tx.all(SIZES, args![key.as_str(), by.as_str()]).await?;
                let sizes: Vec<_> = sizes.into_iter().map(|(width, height)| width.zip(height)).collect();
                spec.check(&sizes)?;
                make_room_in_tx(tx, &by, now).await?;
                let (kind, lane) = (JobKind::Export, Lane::Cpu);
                let until = now.plus_ms(DEADLINE_MS).0;
                tx.exec(
                    INSERT_JOB,
                    args![key.as_str(), kind.as_str(), lane.as_str(), by.as_str(), now.0, until],
                )
                .await?;
                sql::wake_lane(tx, lane).await?;
                sql::wake_user(tx, owner).await?;
                Ok(tx.one(ONE, args![key, by]).await?)
            }))
            .await
    }

    /// One of the actor's exports.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_get(&self, actor: &Actor, id: ExportId) -> Result<Option<Export>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.optional(ONE, args![id.to_string(), owner]).await?) })).await
    }

    /// The actor's exports that changed since, and those under way; the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_changed_since(
        &self,
        actor: &Actor,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Export>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(CHANGED, args![owner, since.0, limit]).await?) })).await
    }

    /// Where the file of one of the actor's exports is, once it is ready and as long as it is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export_blob(
        &self,
        actor: &Actor,
        id: ExportId,
        now: Timestamp,
    ) -> Result<Option<ExportBlob>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| { Ok(tx.optional(BLOB, args![id.to_string(), owner, now.0]).await?) }))
            .await
    }
}

fn actor_of(owner: UserId) -> Actor {
    Actor { user_id: owner, role: easel_domain::Role::User }
}

/// What is asked for, made whole by what is there now, and what it is called.
async fn spec_in_tx(
    tx: &mut Tx<'_>,
    actor: Actor,
    new: &NewExport,
) -> Result<(ExportSpec, Option<String>), ExportError> {
    match new {
        NewExport::Strip { strip_id, file } => {
            let found = strip::one_in_tx(tx, actor.user_id, *strip_id).await?;
            let strip = found.ok_or(ExportError::NoStrip)?.document;
            let name = strip.name.clone();
            Ok((ExportSpec::Strip { strip, file: *file }, Some(name)))
        }
        NewExport::Formats { asset_id, formats, brand } => {
            let logo = match brand {
                Some(id) => Some(logo_in_tx(tx, actor, *id).await?),
                None => None,
            };
            let (asset_id, formats) = (*asset_id, formats.clone());
            Ok((ExportSpec::Formats { asset_id, formats, logo }, None))
        }
        NewExport::Book { book_id, version, file, width_px } => {
            let brief = book::brief_in_tx(tx, actor.user_id, *book_id).await?.ok_or(ExportError::NoBook)?;
            let which = (*book_id, version.unwrap_or(brief.version));
            let found = book::document_in_tx(tx, actor.user_id, which).await?;
            let mut book = found.ok_or(ExportError::NoBook)?;
            if let BookFile::Png { page_no } = file {
                book.pages.retain(|page| page.no == *page_no);
                if book.pages.is_empty() {
                    return Err(InvalidExport::Page.into());
                }
            }
            let name = book.title.clone();
            let saved_at = book::saved_in_tx(tx, actor.user_id, which).await?;
            let edition = saved_at.map(|saved_at| Edition { book_id: *book_id, saved_at });
            let export = BookExport { book, file: *file, width_px: *width_px, edition };
            Ok((ExportSpec::Book(Box::new(export)), Some(name)))
        }
    }
}

/// A brand kit's logo and where it lies. A kit that places none lays it at the lower right.
async fn logo_in_tx(tx: &mut Tx<'_>, actor: Actor, id: BrandId) -> Result<ExportLogo, ExportError> {
    let kit = brand::one_in_tx(tx, &actor.user_id.to_string(), id).await?.ok_or(ExportError::NoBrand)?;
    let asset_id = kit.brand.logo.ok_or(ExportError::NoBrand)?;
    let mut place = kit.brand.look.logo_place;
    if place.corner == Corner::None {
        place.corner = Corner::BottomRight;
    }
    Ok(ExportLogo { asset_id, place })
}

/// A name that no file system stumbles over. Letters of every script stay.
fn file_name(title: &str) -> String {
    let safe: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let safe = safe.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if safe.is_empty() { "export".to_owned() } else { safe }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_is_called_what_its_owner_calls_it() {
        assert_eq!(file_name("Chapter 1: \"../etc\""), "Chapter-1-etc");
        assert_eq!(file_name("第一话 / 上"), "第一话-上");
        assert_eq!(file_name("***"), "export");
    }
}
