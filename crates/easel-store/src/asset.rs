//! Pictures people have: the gallery, and the way to their bytes.

use crate::{
    Store, StoreError,
    sql::{moment, parsed, parsed_or_null, plain, texts, to_json, tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args};
use easel_domain::{Actor, AssetId, GenerationId, Measured, Spec, Timestamp};

macro_rules! select_asset {
    ($rest:literal) => {
        concat!(
            "select a.id, a.width, a.height, a.mime, a.seed, a.placeholder, a.generation_id, g.spec, g.account,
               cast(case when g.count > 0 then g.held / g.count else 0 end as bigint), a.bytes, a.favourite, a.created_at, a.measured
             from asset a left join generation g on g.id = a.generation_id ",
            $rest
        )
    };
}

texts! {
    LIST = select_asset!("where a.owner_id = $1 and (a.created_at, a.id) < ($2, $3)
              and (cast($4 as bigint) = 0 or a.favourite = 1)
              and (cast($5 as text) = '' or g.spec_model = $5) and (cast($6 as text) = '' or g.spec_style = $6)
              and (cast($7 as text) = '' or g.prompt_folded like $7 escape '!')
            order by a.created_at desc, a.id desc limit $8");
    ONE = select_asset!("where a.id = $1 and a.owner_id = $2");
    FAVOURITE = "update asset set favourite = $3 where id = $1 and owner_id = $2";
    DELETE = "delete from asset where id = $1 and owner_id = $2 returning generation_id";
    NAMES = "select b.name from asset_blob b join asset a on a.id = b.asset_id where a.id = $1 and a.owner_id = $2";
    BLOB = "select b.name, b.hash, b.bytes, b.mime, a.generation_id from asset_blob b join asset a on a.id = b.asset_id
            where a.id = $1 and a.owner_id = $2 and b.variant = $3";
    INSERT = "insert into asset (id, owner_id, generation_id, position, width, height, mime, bytes, seed, placeholder, created_at, measured)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    INSERT_BLOBS = "insert into asset_blob (asset_id, variant, name, hash, bytes, mime)
              values ($1, 'original', $2, $3, $4, $5), ($1, 'preview', $6, $7, $8, $9), ($1, 'thumb', $10, $11, $12, $13)";
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
}

impl Variant {
    /// Every variant.
    pub const ALL: &[Self] = &[Self::Original, Self::Preview, Self::Thumb];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Preview => "preview",
            Self::Thumb => "thumb",
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
    /// What was measured of it.
    pub measured: Measured,
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
            measured: json_or_null(row)?.unwrap_or_default(),
        })
    }
}

pub(crate) fn json_or_null<T: serde::de::DeserializeOwned>(row: &mut Row) -> Result<Option<T>, DbError> {
    let text: Option<String> = row.next()?;
    text.map(|t| serde_json::from_str(&t).map_err(DbError::decode)).transpose()
}

/// What a gallery shows.
#[derive(Clone, Debug, Default)]
pub struct AssetFilter {
    /// Words that stand in the prompt, in this order.
    pub words: Option<String>,
    /// Public name of a model.
    pub model: Option<String>,
    /// Id of a style.
    pub style: Option<String>,
    /// Only what its owner marked.
    pub favourite: bool,
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
    /// The actor's pictures, newest first, older than `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_list(
        &self,
        actor: &Actor,
        filter: AssetFilter,
        before: Option<(Timestamp, AssetId)>,
        limit: u32,
    ) -> Result<Vec<Asset>, StoreError> {
        let owner = actor.user_id.to_string();
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, owner, filter, id| {
                let words = filter.words.as_deref().map_or_else(String::new, like_pattern);
                let [model, style] =
                    [&filter.model, &filter.style].map(|word| plain(word.as_deref().unwrap_or_default()));
                Ok(tx.all(LIST, args![owner, at, id, filter.favourite, model, style, words, limit]).await?)
            }))
            .await
    }

    /// One of the actor's pictures.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_get(&self, actor: &Actor, id: AssetId) -> Result<Option<Asset>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.optional(ONE, args![id.to_string(), owner]).await?) })).await
    }

    /// Marks a picture, or takes the mark away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_favourite(
        &self,
        actor: &Actor,
        id: AssetId,
        favourite: bool,
        _now: Timestamp,
    ) -> Result<Option<Asset>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, owner| {
                tx.exec(FAVOURITE, args![id.to_string(), owner.as_str(), favourite]).await?;
                Ok(tx.optional(ONE, args![id.to_string(), owner]).await?)
            }))
            .await
    }

    /// Deletes a picture for good: its row now, its bytes right after. False when the actor has no such picture.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn asset_delete(&self, actor: &Actor, id: AssetId, now: Timestamp) -> Result<bool, StoreError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let (id, owner_id) = (id.to_string(), owner.to_string());
                for (name,) in tx.all::<(String,)>(NAMES, args![id.as_str(), owner_id.as_str()]).await? {
                    tx.exec(crate::blob::DOOM, args![name, now.0]).await?;
                }
                let Some((generation,)) =
                    tx.optional::<(Option<String>,)>(DELETE, args![id, owner_id]).await?
                else {
                    return Ok(false);
                };
                if let Some(generation) = generation {
                    crate::generation::touch_in_tx(tx, &generation, now).await?;
                }
                crate::sql::wake_user(tx, owner).await?;
                Ok(true)
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

/// What makes two texts the same to somebody who searches. Done here, because the databases fold only ASCII alike.
pub(crate) fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Words in this order with anything between, for `like ... escape '!'`.
fn like_pattern(words: &str) -> String {
    let mut pattern = String::from("%");
    for word in folded(&plain(words)).split_whitespace() {
        for c in word.chars() {
            if matches!(c, '%' | '_' | '!') {
                pattern.push('!');
            }
            pattern.push(c);
        }
        pattern.push('%');
    }
    pattern
}

pub(crate) async fn insert_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    generation: Option<&str>,
    asset: &crate::NewAsset,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = asset.id.to_string();
    let measured = (asset.measured != Measured::default()).then(|| to_json(&asset.measured)).transpose()?;
    let [original, preview, thumb] = &asset.blobs;
    tx.later(
        INSERT,
        args![
            id.as_str(),
            owner,
            generation,
            asset.position,
            asset.width,
            asset.height,
            original.mime,
            original.bytes,
            asset.seed.and_then(|s| i64::try_from(s).ok()),
            asset.placeholder.as_str(),
            now.0,
            measured
        ],
    )
    .await?;
    let (o, p, t) = (original, preview, thumb);
    tx.later(
        INSERT_BLOBS,
        args![
            id,
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
            t.mime
        ],
    )
    .await?;
    Ok(())
}
