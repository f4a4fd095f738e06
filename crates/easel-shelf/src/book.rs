//! Books people keep: documents with a history. Whoever saves says which version was changed, so that two open pages
//! don't overwrite each other without a word.

use crate::{
    Shelf,
    draw::{self, BookPicture},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, AssetId, BookId, Measured, Timestamp, UserId};
use easel_store::{
    BlobRef, StoreError, Variant, from_db,
    sql::{self, moment, parsed, parsed_or_null, to_json, word},
    user,
};
use easel_works::book::{
    BOOKS_MAX, BYTES_MAX, Book as Document, BookKind, BookMistake, FaceArea, InvalidBook, KEPT_EACH_MS,
    RECENT_VERSIONS, VERSIONS_BYTES_MAX, VERSIONS_MAX, Visibility,
};
use std::collections::{HashMap, HashSet};
use thiserror::Error;

macro_rules! select_book {
    ($rest:literal) => {
        concat!(
            "select b.id, b.version, b.kind, b.title, b.language, b.pages, c.id, b.visibility, b.token, b.read_version,
               b.created_at, b.changed_at from book b
             left join asset c on c.id = b.cover and c.owner_id = b.owner_id and c.trashed_at is null ",
            $rest
        )
    };
}

texts! {
    LIST = select_book!("where b.owner_id = $1 and (b.changed_at, b.id) < ($2, $3) order by b.changed_at desc, b.id desc limit $4");
    ONE = select_book!("where b.id = $1 and b.owner_id = $2");
    CHANGED = select_book!("where b.owner_id = $1 and b.changed_at >= $2 order by b.changed_at desc, b.id desc limit $3");
    OWNER = "select owner_id from book where id = $1";
    DOCUMENT = "select v.document from book_version v join book b on b.id = v.book_id
                where b.id = $1 and b.owner_id = $2 and v.version = $3";
    /// Books of one person take turns on the account's row, so that the count can't be outrun.
    COUNT = "select count(*) from book where owner_id = $1";
    SAVED = "select v.saved_at from book_version v join book b on b.id = v.book_id
             where b.id = $1 and b.owner_id = $2 and v.version = $3";
    INSERT = "insert into book (id, owner_id, version, kind, title, language, pages, cover, created_at, changed_at)
              values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $8)";
    /// The version is looked at by the same statement that moves it on.
    MOVE = "update book set version = version + 1, kind = $4, title = $5, language = $6, pages = $7, cover = $8, changed_at = $9
            where id = $1 and owner_id = $2 and version = $3";
    INSERT_VERSION = "insert into book_version (book_id, version, document, bytes, title, pages, restored_from, saved_at)
                      values ($1, $2, $3, $4, $5, $6, $7, $8)";
    VERSIONS = "select v.version, v.title, v.pages, v.saved_at, v.restored_from from book_version v join book b on b.id = v.book_id
                where b.id = $1 and b.owner_id = $2 and v.version < $3 order by v.version desc limit $4";
    VERSION = "select v.version, v.title, v.pages, v.saved_at, v.restored_from from book_version v join book b on b.id = v.book_id
               where b.id = $1 and b.owner_id = $2 and v.version = $3";
    /// Of those that aren't recent one stays for each span of time; what readers see stays, too.
    THIN = "delete from book_version where book_id = $1 and version <= $2
            and version <> (select coalesce(b.read_version, 0) from book b where b.id = $1)
            and exists (select 1 from book_version n where n.book_id = $1 and n.version > book_version.version and n.version <= $2
              and n.saved_at / cast($3 as bigint) = book_version.saved_at / cast($3 as bigint))";
    /// The oldest go where there are too many, or too many bytes of them.
    BOUND = "delete from book_version where book_id = $1
             and version <> (select coalesce(b.read_version, 0) from book b where b.id = $1)
             and version <> (select b.version from book b where b.id = $1)
             and version in (select s.version from (
               select v.version, row_number() over (order by v.version desc) as place,
                 sum(v.bytes) over (order by v.version desc) as bytes from book_version v where v.book_id = $1) s
               where s.place > $2 or s.bytes > $3)";
    SIZES = "select a.id, a.width, a.height from asset a where a.owner_id = $1 and a.trashed_at is null
             and a.id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e)";
    FACES = "select a.id, a.measured from asset a where a.owner_id = $1 and a.trashed_at is null and a.measured is not null
             and a.id in (select e.key from json_each(cast($2 as text)/*pg:::json*/) e)";
    /// What went into the trash is seen in no published book.
    BLOB = "select b.name, b.hash, b.bytes, b.mime, a.generation_id from asset a join asset_blob b on b.asset_id = a.id
            where a.id = $1 and a.owner_id = $2 and a.trashed_at is null
              and (b.variant = $3 or ($3 = 'small' and b.variant = 'thumb'))
            order by case when b.variant = $3 then 0 else 1 end limit 1";
    SHARE = "update book set visibility = $3, token = $4, read_version = $5 where id = $1 and owner_id = $2";
    DELETE = "delete from book where id = $1 and owner_id = $2";
    READ = "select b.id, b.owner_id, b.visibility, b.read_version, v.document from book b
            join book_version v on v.book_id = b.id and v.version = b.read_version where b.token = $1";
}

/// A book as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookBrief {
    /// Its id.
    pub id: BookId,
    /// Grows with every save.
    pub version: u32,
    /// Comic or storybook.
    pub kind: BookKind,
    /// What it is called.
    pub title: String,
    /// The tag of its language.
    pub language: String,
    /// How many pages.
    pub pages: u32,
    /// The first picture in it that is still there.
    pub cover: Option<AssetId>,
    /// Who may read it.
    pub sharing: Sharing,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Last saved.
    pub changed_at: Timestamp,
}

/// Who may read a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// Who.
    pub visibility: Visibility,
    /// What its address ends with.
    pub token: Option<String>,
    /// What readers see.
    pub version: Option<u32>,
}

/// A book as it now is.
#[derive(Clone, Debug)]
pub struct Book {
    /// As a list shows it.
    pub brief: BookBrief,
    /// The document as it was saved last, as JSON.
    pub document: String,
    /// What was asked for of its panels, the newest first.
    pub pictures: Vec<BookPicture>,
}

/// A version of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookVersion {
    /// Which one.
    pub version: u32,
    /// What the book was called.
    pub title: String,
    /// How many pages it had.
    pub pages: u32,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The one it is a copy of, if it was restored.
    pub restored_from: Option<u32>,
}

/// A published book.
#[derive(Clone, Debug)]
pub struct ReadBook {
    /// Its id.
    pub id: BookId,
    /// Whose it is.
    owner: UserId,
    /// Unlisted or public.
    pub visibility: Visibility,
    /// What readers see.
    pub version: u32,
    /// As it was published.
    pub document: Document,
}

/// Why a book was not kept.
#[derive(Debug, Error)]
pub enum BookError {
    /// The document is none.
    #[error("the document doesn't fit")]
    Invalid(#[from] InvalidBook),
    /// It has more than [`BYTES_MAX`] bytes.
    #[error("the document is too large")]
    TooLarge,
    /// There is none of this id, or it is somebody else's.
    #[error("there is no such book")]
    NotFound,
    /// Another version was saved meanwhile.
    #[error("the book has moved on to {version}")]
    Conflict {
        /// The one that it has now.
        version: u32,
    },
    /// The id belongs to something else.
    #[error("the id is taken")]
    IdTaken,
    /// The person has [`BOOKS_MAX`].
    #[error("there are {BOOKS_MAX} books")]
    TooMany,
    /// The house's fault.
    #[error("keeping the book failed")]
    Store(#[from] StoreError),
}
from_db!(BookError);

impl FromRow for BookBrief {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            version: row.next()?,
            kind: word(row, BookKind::parse)?,
            title: row.next()?,
            language: row.next()?,
            pages: row.next()?,
            cover: parsed_or_null(row)?,
            sharing: Sharing {
                visibility: word(row, Visibility::parse)?,
                token: row.next()?,
                version: row.next()?,
            },
            created_at: moment(row)?,
            changed_at: moment(row)?,
        })
    }
}

impl FromRow for BookVersion {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            version: row.next()?,
            title: row.next()?,
            pages: row.next()?,
            saved_at: moment(row)?,
            restored_from: row.next()?,
        })
    }
}

struct ReadRow(ReadBook);

impl FromRow for ReadRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, owner, visibility) = (parsed(row)?, parsed(row)?, word(row, Visibility::parse)?);
        Ok(Self(ReadBook { id, owner, visibility, version: row.next()?, document: sql::json(row)? }))
    }
}

struct SizeRow(AssetId, (u32, u32));

impl FromRow for SizeRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, (row.next()?, row.next()?)))
    }
}

struct FacesRow(AssetId, Measured);

impl FromRow for FacesRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, sql::json(row)?))
    }
}

impl Shelf {
    /// Where faces are in pictures of the actor's, as far as that was measured.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_faces(
        &self,
        actor: &Actor,
        pictures: &[AssetId],
    ) -> Result<HashMap<AssetId, Vec<FaceArea>>, StoreError> {
        let (owner, keys) = (actor.user_id.to_string(), sql::keys(pictures)?);
        self.db
            .read(tx!(|tx, owner, keys| {
                let rows: Vec<FacesRow> = tx.all(FACES, args![owner, keys]).await?;
                Ok(rows.into_iter().map(|FacesRow(id, measured)| (id, measured.face_areas)).collect())
            }))
            .await
    }

    /// The actor's books, last changed first, changed before `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_list(
        &self,
        actor: &Actor,
        before: Option<(Timestamp, BookId)>,
        limit: u32,
    ) -> Result<Vec<BookBrief>, StoreError> {
        let owner = actor.user_id.to_string();
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db.read(tx!(|tx, owner, id| { Ok(tx.all(LIST, args![owner, at, id, limit]).await?) })).await
    }

    /// The actor's books that were saved since, the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_changed_since(
        &self,
        actor: &Actor,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<BookBrief>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.all(CHANGED, args![owner, since.0, limit]).await?) })).await
    }

    /// One of the actor's books.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_get(&self, actor: &Actor, id: BookId) -> Result<Option<Book>, StoreError> {
        let owner = actor.user_id;
        self.db.read(tx!(|tx| { one_in_tx(tx, owner, id).await })).await
    }

    /// A version of one of the actor's books, and its document as JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_version(
        &self,
        actor: &Actor,
        (id, version): (BookId, u32),
    ) -> Result<Option<(BookVersion, String)>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| {
                let which = args![id.to_string(), owner.as_str(), version];
                let Some(found) = tx.optional(VERSION, which).await? else { return Ok(None) };
                let (document,) = tx.one(DOCUMENT, args![id.to_string(), owner, version]).await?;
                Ok(Some((found, document)))
            }))
            .await
    }

    /// The versions of one of the actor's books that are kept, the newest first, older than `before`. `None` when there
    /// is no such book.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_versions(
        &self,
        actor: &Actor,
        id: BookId,
        before: Option<u32>,
        limit: u32,
    ) -> Result<Option<Vec<BookVersion>>, StoreError> {
        let owner = actor.user_id.to_string();
        let before = before.map_or(i64::MAX, i64::from);
        self.db
            .read(tx!(|tx, owner| {
                let (key, owner) = (id.to_string(), owner.as_str());
                if tx.optional::<BookBrief>(ONE, args![key.as_str(), owner]).await?.is_none() {
                    return Ok(None);
                }
                Ok(Some(tx.all(VERSIONS, args![key, owner, before, limit]).await?))
            }))
            .await
    }

    /// Keeps a new book. The same id again gives the book that is there.
    ///
    /// # Errors
    /// [`BookError`]; nothing is kept then.
    pub async fn book_create(
        &self,
        actor: &Actor,
        id: BookId,
        document: Document,
        now: Timestamp,
    ) -> Result<Book, BookError> {
        let (owner, document) = (actor.user_id, document.checked()?);
        self.db
            .write(tx!(|tx, document| {
                let (key, by) = (id.to_string(), owner.to_string());
                user::lock_in_tx(tx, &by).await?;
                if let Some((of,)) = tx.optional::<(String,)>(OWNER, args![key.as_str()]).await? {
                    let found = if of == by { one_in_tx(tx, owner, id).await? } else { None };
                    return found.ok_or(BookError::IdTaken);
                }
                let (count,): (i64,) = tx.one(COUNT, args![by.as_str()]).await?;
                if count >= BOOKS_MAX {
                    return Err(BookError::TooMany);
                }
                let document = measured_in_tx(tx, &by, document, &HashSet::new()).await?;
                let Shown { kind, title, language, pages, cover } = Shown::of(&document);
                let row = args![key.as_str(), by, kind, title, language, pages, cover, now.0];
                tx.exec(INSERT, row).await?;
                insert_version_in_tx(tx, (&key, 1), &document, None, now).await?;
                sql::wake_user(tx, owner).await?;
                one_in_tx(tx, owner, id).await?.ok_or(BookError::NotFound)
            }))
            .await
    }

    /// Saves a book that was read at `version`. Pictures that are gone may stay in it; new ones have to be there.
    ///
    /// # Errors
    /// [`BookError`]; nothing is changed then.
    pub async fn book_save(
        &self,
        actor: &Actor,
        (id, version): (BookId, u32),
        document: Document,
        now: Timestamp,
    ) -> Result<Book, BookError> {
        let (owner, document) = (actor.user_id, document.checked()?);
        self.db
            .write(tx!(|tx, document| { save_in_tx(tx, owner, (id, version), document, None, now).await }))
            .await
    }

    /// Makes a version of one of the actor's books the newest again, as a version of its own.
    ///
    /// # Errors
    /// [`BookError`]; nothing is changed then.
    pub async fn book_restore(
        &self,
        actor: &Actor,
        (id, version): (BookId, u32),
        old: u32,
        now: Timestamp,
    ) -> Result<Book, BookError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let document = document_in_tx(tx, owner, (id, old)).await?.ok_or(BookError::NotFound)?;
                save_in_tx(tx, owner, (id, version), document, Some(old), now).await
            }))
            .await
    }

    /// Says who may read a book. What they see is the book as it now is, also when it was published before. `token` is
    /// what its address ends with if it has none yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_publish(
        &self,
        actor: &Actor,
        id: BookId,
        (visibility, token): (Visibility, String),
    ) -> Result<Option<Sharing>, StoreError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, token| {
                let (key, by) = (id.to_string(), owner.to_string());
                user::lock_in_tx(tx, &by).await?;
                let found: Option<BookBrief> = tx.optional(ONE, args![key.as_str(), by.as_str()]).await?;
                let Some(before) = found else { return Ok(None) };
                let sharing = match visibility {
                    Visibility::Private => Sharing { visibility, token: None, version: None },
                    _ => Sharing {
                        visibility,
                        token: Some(before.sharing.token.unwrap_or(token)),
                        version: Some(before.version),
                    },
                };
                let row = args![key, by, visibility.as_str(), sharing.token.as_deref(), sharing.version];
                tx.exec(SHARE, row).await?;
                sql::wake_user(tx, owner).await?;
                Ok(Some(sharing))
            }))
            .await
    }

    /// Deletes a book with all its versions; its pictures stay. False when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_delete(&self, actor: &Actor, id: BookId) -> Result<bool, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.write(tx!(|tx, owner| { Ok(tx.exec(DELETE, args![id.to_string(), owner]).await? > 0) })).await
    }

    /// The published book whose address ends with this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_read(&self, token: String) -> Result<Option<ReadBook>, StoreError> {
        self.db
            .read(tx!(|tx, token| {
                let found: Option<ReadRow> = tx.optional(READ, args![token]).await?;
                Ok(found.map(|row| row.0))
            }))
            .await
    }

    /// Where a file of a picture of a published book is; only of what is seen in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn book_read_blob(
        &self,
        book: &ReadBook,
        asset: AssetId,
        variant: Variant,
    ) -> Result<Option<BlobRef>, StoreError> {
        if !book.document.shown().contains(&asset) {
            return Ok(None);
        }
        let (asset, owner) = (asset.to_string(), book.owner.to_string());
        self.db
            .read(tx!(|tx, asset, owner| {
                Ok(tx.optional(BLOB, args![asset, owner, variant.as_str()]).await?)
            }))
            .await
    }
}

/// What a book's own row tells of its document.
struct Shown<'a> {
    kind: &'static str,
    title: &'a str,
    language: &'a str,
    pages: u32,
    cover: Option<String>,
}

impl<'a> Shown<'a> {
    fn of(document: &'a Document) -> Self {
        Self {
            kind: document.kind.as_str(),
            title: &document.title,
            language: &document.language,
            pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
            cover: document.shown().first().map(ToString::to_string),
        }
    }
}

pub(crate) async fn brief_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    id: BookId,
) -> Result<Option<BookBrief>, DbError> {
    tx.optional(ONE, args![id.to_string(), owner.to_string()]).await
}

/// A version's document.
pub(crate) async fn document_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (id, version): (BookId, u32),
) -> Result<Option<Document>, StoreError> {
    let which = args![id.to_string(), owner.to_string(), version];
    let found: Option<(String,)> = tx.optional(DOCUMENT, which).await?;
    found.map(|(text,)| serde_json::from_str(&text).map_err(StoreError::corrupt)).transpose()
}

/// When a version was saved.
pub(crate) async fn saved_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (id, version): (BookId, u32),
) -> Result<Option<Timestamp>, StoreError> {
    let which = args![id.to_string(), owner.to_string(), version];
    let found: Option<(i64,)> = tx.optional(SAVED, which).await?;
    Ok(found.map(|(at,)| Timestamp(at)))
}

async fn one_in_tx(tx: &mut Tx<'_>, owner: UserId, id: BookId) -> Result<Option<Book>, StoreError> {
    let Some(brief) = brief_in_tx(tx, owner, id).await? else { return Ok(None) };
    let which = args![id.to_string(), owner.to_string(), brief.version];
    let (document,) = tx.one(DOCUMENT, which).await?;
    let pictures = draw::pictures_in_tx(tx, id).await?;
    Ok(Some(Book { brief, document, pictures }))
}

/// The document with the sizes its pictures have. Those that aren't the owner's, or are gone, are refused unless they
/// were in it before.
async fn measured_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    mut document: Document,
    known: &HashSet<AssetId>,
) -> Result<Document, BookError> {
    let named = document.pictures();
    if named.is_empty() {
        return Ok(document);
    }
    let keys = sql::keys(named.iter().map(|(id, _)| *id))?;
    let rows: Vec<SizeRow> = tx.all(SIZES, args![owner, keys]).await?;
    let sizes: HashMap<AssetId, (u32, u32)> = rows.into_iter().map(|SizeRow(id, size)| (id, size)).collect();
    let strange = named.into_iter().find(|(id, _)| !sizes.contains_key(id) && !known.contains(id));
    if let Some((_, place)) = strange {
        return Err(InvalidBook { place, mistake: BookMistake::Picture }.into());
    }
    document.measure(|id| sizes.get(&id).copied());
    Ok(document)
}

async fn save_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (id, version): (BookId, u32),
    document: Document,
    restored_from: Option<u32>,
    now: Timestamp,
) -> Result<Book, BookError> {
    let (key, by) = (id.to_string(), owner.to_string());
    let now_is = brief_in_tx(tx, owner, id).await?.ok_or(BookError::NotFound)?.version;
    if now_is != version {
        return Err(BookError::Conflict { version: now_is });
    }
    let before = document_in_tx(tx, owner, (id, version)).await?.ok_or(BookError::NotFound)?;
    let mut known: HashSet<AssetId> = before.pictures().into_iter().map(|(id, _)| id).collect();
    if restored_from.is_some() {
        // What was in it once may be in it again.
        known.extend(document.pictures().into_iter().map(|(id, _)| id));
    }
    let mut document = measured_in_tx(tx, &by, document, &known).await?;
    document.remember(&before);
    let Shown { kind, title, language, pages, cover } = Shown::of(&document);
    let row = args![key.as_str(), by.as_str(), version, kind, title, language, pages, cover, now.0];
    if tx.exec(MOVE, row).await? == 0 {
        let now_is = brief_in_tx(tx, owner, id).await?.ok_or(BookError::NotFound)?.version;
        return Err(BookError::Conflict { version: now_is });
    }
    let next = version.saturating_add(1);
    insert_version_in_tx(tx, (&key, next), &document, restored_from, now).await?;
    let old = next.saturating_sub(RECENT_VERSIONS);
    tx.exec(THIN, args![key.as_str(), old, KEPT_EACH_MS]).await?;
    tx.exec(BOUND, args![key.as_str(), VERSIONS_MAX, VERSIONS_BYTES_MAX]).await?;
    sql::wake_user(tx, owner).await?;
    one_in_tx(tx, owner, id).await?.ok_or(BookError::NotFound)
}

async fn insert_version_in_tx(
    tx: &mut Tx<'_>,
    (key, version): (&str, u32),
    document: &Document,
    restored_from: Option<u32>,
    now: Timestamp,
) -> Result<(), BookError> {
    let text = to_json(document)?;
    if text.len() > BYTES_MAX {
        return Err(BookError::TooLarge);
    }
    let bytes = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let pages = u32::try_from(document.pages.len()).unwrap_or(u32::MAX);
    let row = args![key, version, text, bytes, document.title.as_str(), pages, restored_from, now.0];
    tx.exec(INSERT_VERSION, row).await?;
    Ok(())
}
