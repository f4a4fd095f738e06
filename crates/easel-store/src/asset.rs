//! Pictures people have, and the way to their bytes.

use crate::{
    Store, StoreError, gallery, search,
    sql::{json_or_null, moment, parsed, parsed_or_null, to_json, word},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, AssetKind, BoardId, GenerationId, Measured, Spec, Tag, Timestamp, UserId,
};

/// A picture as [`Asset`] reads it. `$from` says where `a` comes from.
macro_rules! select_asset {
    ($from:expr, $rest:expr) => {
        concat!(
            "select a.id, a.width, a.height, a.mime, a.seed, a.placeholder, a.measured, a.generation_id, g.spec, g.account,
               cast(case when g.count > 0 then g.held / g.count else 0 end as bigint), a.bytes, a.favourite, a.created_at,
               a.no, a.kind, a.trashed_at,
               (select string_agg(t.tag, '\n' order by t.tag_key) from asset_tag t where t.asset_id = a.id),
               (select string_agg(b.board_id, '\n' order by b.board_id) from board_asset b where b.asset_id = a.id)
             from ",
            $from,
            " left join generation g on g.id = a.generation_id ",
            $rest
        )
    };
}
pub(crate) use select_asset;

texts! {
    ONE = select_asset!("asset a", "where a.id = $1 and a.owner_id = $2");
    /// What keeps a picture's rows together: its number, and what it came from.
    FOUND = "select no, generation_id from asset where id = $1 and owner_id = $2 /*pg: for update*/";
    FAVOURITE = "update asset set favourite = $3 where id = $1 and owner_id = $2";
    /// What was made before there were small ones answers with its thumbnail.
    BLOB = "select b.name, b.hash, b.bytes, b.mime, a.generation_id from asset_blob b join asset a on a.id = b.asset_id
            where a.id = $1 and a.owner_id = $2 and (b.variant = $3 or ($3 = 'small' and b.variant = 'thumb'))
            order by case when b.variant = $3 then 0 else 1 end limit 1";
    /// The order of the gallery is the moment of making; behind it a number tells those of one millisecond apart.
    INSERT = "insert into asset (id, owner_id, generation_id, position, width, height, mime, bytes, seed, placeholder, created_at,
                kind, spec_model, spec_style, month, measured, indexed, no)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $17, 1,
                /*pg: cast($16 as bigint) + nextval('asset_no')) returning no --*/ coalesce((select max(no) + 1 from asset where no >= $16 and no < $16 + 1048576), $16)) returning no";
    INSERT_BLOBS = "insert into asset_blob (asset_id, variant, name, hash, bytes, mime, crc32)
              values ($1, 'original', $2, $3, $4, $5, $18), ($1, 'preview', $6, $7, $8, $9, null), ($1, 'thumb', $10, $11, $12, $13, null),
                ($1, 'small', $14, $15, $16, $17, null)";
    INSERT_WORDS = "insert into asset_words (rowid, words) values ($1, cast($2 as text)/*pg:::tsvector*/)";
    INSERT_PARENT = "insert into asset_parent (child_id, parent_id, role, position) values ($1, $2, $3, $4) on conflict do nothing";
    INSERT_CHARACTER = "insert into asset_character (asset_id, owner_id, no, character_id) values ($1, $2, $3, $4) on conflict do nothing";
    DROP_TAGS = "delete from asset_tag where asset_id = $1";
    INSERT_TAG = "insert into asset_tag (asset_id, owner_id, no, tag_key, tag) values ($1, $2, $3, $4, $5) on conflict do nothing";
    NOT_INDEXED = "select a.id, a.no, a.owner_id, g.spec from asset a left join generation g on g.id = a.generation_id
              where a.indexed = 0 order by a.no desc limit 200";
    LEFT = "select no from asset where indexed = 0 limit 1";
    INDEXED = "update asset set indexed = 1 where id = $1 and indexed = 0";
}

/// Which of a picture's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// As it was made, full resolution.
    Original,
    /// For the light-table.
    Preview,
    /// For grids.
    Thumb,
    /// For rows of little ones.
    Small,
}

impl Variant {
    /// Every variant.
    pub const ALL: &[Self] = &[Self::Original, Self::Preview, Self::Thumb, Self::Small];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Preview => "preview",
            Self::Thumb => "thumb",
            Self::Small => "small",
        }
    }

    /// Reads the word of [`Variant::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| v.as_str() == word)
    }
}

/// What a grid needs of a picture.
#[derive(Clone, Debug)]
pub struct AssetBrief {
    /// Its id.
    pub id: AssetId,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Of the original.
    pub mime: String,
    /// What draws it again, where the model heeds seeds.
    pub seed: Option<u64>,
    /// A thumbhash, base64: shown until the thumbnail is there.
    pub placeholder: String,
    /// What was measured of it.
    pub measured: Measured,
}

impl FromRow for AssetBrief {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            width: row.next()?,
            height: row.next()?,
            mime: row.next()?,
            seed: row.next()?,
            placeholder: row.next()?,
            measured: json_or_null(row)?.unwrap_or_default(),
        })
    }
}

/// A picture with its story.
#[derive(Clone, Debug)]
pub struct Asset {
    /// What a grid needs.
    pub brief: AssetBrief,
    /// What it came from.
    pub generation_id: Option<GenerationId>,
    /// What was asked for.
    pub spec: Option<Spec>,
    /// What the engine made of the prompt.
    pub account: Option<serde_json::Value>,
    /// What it cost.
    pub credits: i64,
    /// Of the original.
    pub bytes: i64,
    /// Marked by its owner.
    pub favourite: bool,
    /// Since when it is there.
    pub created_at: Timestamp,
    /// Its place in the gallery: the newest has the highest.
    pub no: i64,
    /// How it came to be.
    pub kind: AssetKind,
    /// Since when it is in the trash.
    pub trashed_at: Option<Timestamp>,
    /// What its owner put on it.
    pub tags: Vec<String>,
    /// The boards it is on.
    pub boards: Vec<BoardId>,
}

impl FromRow for Asset {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            brief: AssetBrief::from_row(row)?,
            generation_id: parsed_or_null(row)?,
            spec: json_or_null(row)?,
            account: json_or_null(row)?,
            credits: row.next()?,
            bytes: row.next()?,
            favourite: row.next()?,
            created_at: moment(row)?,
            no: row.next()?,
            kind: word(row, AssetKind::parse)?,
            trashed_at: row.next::<Option<i64>>()?.map(Timestamp),
            tags: lines(row)?,
            boards: lines(row)?
                .iter()
                .map(|id| id.parse().map_err(DbError::decode))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The next column, several words in as many lines, or null.
fn lines(row: &mut Row) -> Result<Vec<String>, DbError> {
    let text: Option<String> = row.next()?;
    Ok(text.map(|t| t.split('\n').map(str::to_owned).collect()).unwrap_or_default())
}

/// What is to change about a picture.
#[derive(Clone, Debug, Default)]
pub struct AssetChange {
    /// Whether it is marked.
    pub favourite: Option<bool>,
    /// All that is on it from now on.
    pub tags: Option<Vec<Tag>>,
}

/// Where a file of a picture is.
#[derive(Clone, Debug)]
pub struct BlobRef {
    /// For [`crate::Blobs::read`].
    pub name: String,
    /// Lower-case hex SHA-256 of the bytes.
    pub hash: String,
    /// How many.
    pub bytes: i64,
    /// What kind.
    pub mime: String,
    /// What it came from.
    pub generation_id: Option<GenerationId>,
}

impl FromRow for BlobRef {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            name: row.next()?,
            hash: row.next()?,
            bytes: row.next()?,
            mime: row.next()?,
            generation_id: parsed_or_null(row)?,
        })
    }
}

impl Store {
    /// One of the actor's pictures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_get(&self, actor: &Actor, id: AssetId) -> Result<Option<Asset>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.optional(ONE, args![id.to_string(), owner]).await?) })).await
    }

    /// Marks a picture, or puts tags on it. `None` when the actor has no such picture.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_update(
        &self,
        actor: &Actor,
        id: AssetId,
        change: AssetChange,
        _now: Timestamp,
    ) -> Result<Option<Asset>, StoreError> {
        let by = actor.user_id;
        self.db
            .write(tx!(|tx, change| {
                let (id, owner) = (id.to_string(), by.to_string());
                let found: Option<(i64, Option<String>)> =
                    tx.optional(FOUND, args![id.as_str(), owner.as_str()]).await?;
                let Some((no, _)) = found else { return Ok(None) };
                if let Some(favourite) = change.favourite {
                    tx.exec(FAVOURITE, args![id.as_str(), owner.as_str(), favourite]).await?;
                }
                if let Some(tags) = change.tags {
                    tx.exec(DROP_TAGS, args![id.as_str()]).await?;
                    for tag in tags {
                        tag_in_tx(tx, &owner, (&id, no), &tag).await?;
                    }
                }
                gallery::touch_in_tx(tx, by).await?;
                Ok(tx.optional(ONE, args![id, owner]).await?)
            }))
            .await
    }

    /// Where a file of one of the actor's pictures is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_blob(
        &self,
        actor: &Actor,
        id: AssetId,
        variant: Variant,
    ) -> Result<Option<BlobRef>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, owner| {
                Ok(tx.optional(BLOB, args![id.to_string(), owner, variant.as_str()]).await?)
            }))
            .await
    }
}

/// Puts a tag on a picture, unless it is there.
pub(crate) async fn tag_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    (id, no): (&str, i64),
    tag: &Tag,
) -> Result<(), DbError> {
    let key = search::folded(tag.as_str());
    tx.later(INSERT_TAG, args![id, owner, no, key, tag.as_str()]).await
}

/// Where a picture comes from.
pub(crate) struct Origin<'a> {
    pub(crate) owner: UserId,
    pub(crate) generation: Option<GenerationId>,
    /// What was asked for; `None` for what was sent.
    pub(crate) spec: Option<&'a Spec>,
    /// What the prompt means.
    pub(crate) meaning: Option<&'a crate::Meaning>,
    /// Whether it only says where another picture is changed.
    pub(crate) is_aside: bool,
}

/// A picture's rows: itself, its files, its words, its parents.
pub(crate) async fn insert_in_tx(
    tx: &mut Tx<'_>,
    origin: &Origin<'_>,
    asset: &crate::NewAsset,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (id, owner) = (asset.id.to_string(), origin.owner.to_string());
    let [o, p, t, s] = &asset.blobs;
    let generation = origin.generation.map(|id| id.to_string());
    let spec = origin.spec;
    let measured = (asset.measured != Measured::default()).then(|| to_json(&asset.measured)).transpose()?;
    let row = args![
        id.as_str(),
        owner.as_str(),
        generation,
        asset.position,
        asset.width,
        asset.height,
        o.mime,
        o.bytes,
        asset.seed.and_then(|s| i64::try_from(s).ok()),
        asset.placeholder.as_str(),
        now.0,
        AssetKind::of(spec).as_str(),
        spec.map(|s| s.model.as_str()),
        spec.and_then(|s| s.style.as_deref()),
        gallery::month(now),
        if origin.is_aside { gallery::hidden_of(now) } else { gallery::first_of(now) },
        measured
    ];
    let (no,): (i64,) = tx.one(INSERT, row).await?;
    let row = args![
        id.as_str(),
        o.name.as_str(),
        o.hash.as_str(),
        o.bytes,
        o.mime,
        p.name.as_str(),
        p.hash.as_str(),
        p.bytes,
        p.mime,
        t.name.as_str(),
        t.hash.as_str(),
        t.bytes,
        t.mime,
        s.name.as_str(),
        s.hash.as_str(),
        s.bytes,
        s.mime,
        o.crc32
    ];
    tx.later(INSERT_BLOBS, row).await?;
    index_in_tx(tx, origin.owner, (&id, no), spec).await?;
    if let Some(meaning) = origin.meaning {
        crate::meaning::keep_in_tx(tx, &owner, no, meaning, now).await?;
    }
    Ok(())
}

/// Writes down what a picture is found by and what it was made from.
async fn index_in_tx(
    tx: &mut Tx<'_>,
    owner: UserId,
    (id, no): (&str, i64),
    spec: Option<&Spec>,
) -> Result<(), DbError> {
    let Some(spec) = spec else { return Ok(()) };
    let words = search::written(tx.backend(), Some(owner), &spec.prompt);
    tx.later(INSERT_WORDS, args![no, words]).await?;
    let one = |role, id: &Option<AssetId>| id.map(|id| (role, 0, id));
    for one in &spec.cast {
        let row = args![id, owner.to_string(), no, one.character.to_string()];
        tx.later(INSERT_CHARACTER, row).await?;
    }
    let cast = spec.cast.iter().flat_map(|one| &one.pictures);
    let others = (0_i64..).zip(spec.references.iter().chain(cast)).map(|(at, id)| ("reference", at, *id));
    for (role, at, parent) in
        one("source", &spec.source).into_iter().chain(one("mask", &spec.mask)).chain(others)
    {
        tx.later(INSERT_PARENT, args![id, parent.to_string(), role, at]).await?;
    }
    Ok(())
}

struct NotIndexed {
    id: String,
    no: i64,
    owner: UserId,
    spec: Option<Spec>,
}

impl FromRow for NotIndexed {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: row.next()?, no: row.next()?, owner: parsed(row)?, spec: json_or_null(row)? })
    }
}

impl Store {
    /// Catches up with pictures from before there was a search: writes down the words and parents of some of them, the
    /// newest first. Returns how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn assets_index(&self) -> Result<usize, StoreError> {
        let left: Vec<(i64,)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(LEFT, &[]).await?) })).await?;
        if left.is_empty() {
            return Ok(0);
        }
        self.db
            .write(tx!(|tx| {
                let all: Vec<NotIndexed> = tx.all(NOT_INDEXED, &[]).await?;
                for NotIndexed { id, no, owner, spec } in &all {
                    // Two processes may be at it: whoever is second finds nothing to change.
                    if tx.exec(INDEXED, args![id.as_str()]).await? == 1 {
                        index_in_tx(tx, *owner, (id, *no), spec.as_ref()).await?;
                    }
                }
                Ok(all.len())
            }))
            .await
    }
}
