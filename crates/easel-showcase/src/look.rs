//! What everybody sees. An exhibit is seen while it is live, its picture lies in no trash, and its owner may come in; the
//! texts here say so in one place.

use crate::Showcase;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{ExhibitId, Spec, Timestamp, UserId};
use easel_store::{
    BlobRef, StoreError, Variant, search,
    sql::{moment, moment_or_null, parsed},
};

/// What is read of an exhibit that everybody sees. The prompt is read only where it is shown.
macro_rules! select_live {
    ($more_from:literal, $rest:expr) => {
        concat!(
            "select e.id, e.owner_id, e.title, u.public_name, e.shown_at, e.featured_at, e.spec_model, e.spec_style, a.width, a.height,
               a.placeholder, case when e.shows_prompt = 1 then g.spec end
             from ",
            $more_from,
            "exhibit e join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
             left join generation g on g.id = a.generation_id where ",
            live!(),
            $rest
        )
    };
}

macro_rules! live {
    () => {
        " e.state = 'live' and a.trashed_at is null and u.suspended_at is null "
    };
}
pub(crate) use live;

/// Of this model and this style, where one was asked for. What is named for sure leads to its index.
macro_rules! kinds {
    () => {
        " and ($1 = '' or e.spec_model = $1) and ($2 = '' or e.spec_style = $2) "
    };
    (model) => {
        " and e.spec_model = $1 and ($2 = '' or e.spec_style = $2) "
    };
    (style) => {
        " and ($1 = '' or e.spec_model = $1) and e.spec_style = $2 "
    };
}

macro_rules! newest {
    ($kinds:expr) => {
        select_live!(
            "",
            concat!($kinds, "and (e.shown_at, e.id) < ($3, $4) order by e.shown_at desc, e.id desc limit $5")
        )
    };
}

texts! {
    ONE = select_live!("", " and e.id = $1");
    NEWEST = newest!(kinds!());
    OF_MODEL = newest!(kinds!(model));
    OF_STYLE = newest!(kinds!(style));
    FEATURED = select_live!("", concat!(kinds!(), "and e.featured_at is not null and (e.featured_at, e.id) < ($3, $4)
                 order by e.featured_at desc, e.id desc limit $5"));
    FOUND = select_live!("exhibit_words cross join ", concat!(
        "and e.asset_no = exhibit_words.rowid ", kinds!(), "and (e.shown_at, e.id) < ($3, $4)
         and /*pg:exhibit_words.words @@ cast(cast($6 as text) as tsquery) --*/ exhibit_words match $6
         order by e.shown_at desc, e.id desc limit $5"));
    KINDS = concat!("select e.spec_model, e.spec_style from exhibit e join asset a on a.id = e.asset_id
              join user_account u on u.id = e.owner_id where ", live!(), " group by e.spec_model, e.spec_style");
    BLOB = concat!("select b.name, b.hash, b.bytes, b.mime, cast(null as text)
              from exhibit e join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
              join asset_blob b on b.asset_id = a.id where ", live!(),
              " and e.id = $1 and (b.variant = $2 or ($2 = 'small' and b.variant = 'thumb'))
              order by case when b.variant = $2 then 0 else 1 end limit 1");
    /// What one of somebody's own pictures was made after.
    ORIGIN_OF_ASSET = concat!("select e.id, e.title, u.public_name from asset mine
              join generation_origin o on o.generation_id = mine.generation_id join exhibit e on e.id = o.exhibit_id
              join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
              where mine.id = $1 and mine.owner_id = $2 and ", live!());
    /// What another exhibit was made after.
    ORIGIN_OF_EXHIBIT = concat!("select e.id, e.title, u.public_name from exhibit later join asset its on its.id = later.asset_id
              join generation_origin o on o.generation_id = its.generation_id join exhibit e on e.id = o.exhibit_id
              join asset a on a.id = e.asset_id join user_account u on u.id = e.owner_id
              where later.id = $1 and ", live!());
}

/// A picture as everybody sees it.
#[derive(Clone, Debug)]
pub struct Exhibit {
    /// Its id.
    pub id: ExhibitId,
    /// Whose it is; for the door to know its owner, not to be told.
    pub owner: UserId,
    /// What it is called; may be nothing.
    pub title: String,
    /// Who made it.
    pub by: String,
    /// Since when it is seen.
    pub shown_at: Timestamp,
    /// Since when it stands among the best.
    pub featured_at: Option<Timestamp>,
    /// The model that made it.
    pub model: Option<String>,
    /// In which style.
    pub style: Option<String>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// A thumbhash, base64.
    pub placeholder: String,
    /// Where its owner shows it.
    pub prompt: Option<String>,
}

impl FromRow for Exhibit {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            owner: parsed(row)?,
            title: row.next()?,
            by: row.next::<Option<String>>()?.unwrap_or_default(),
            shown_at: moment(row)?,
            featured_at: moment_or_null(row)?,
            model: row.next()?,
            style: row.next()?,
            width: row.next()?,
            height: row.next()?,
            placeholder: row.next()?,
            prompt: row
                .next::<Option<String>>()?
                .map(|text| {
                    serde_json::from_str(&text).map(|spec: Spec| spec.prompt).map_err(DbError::decode)
                })
                .transpose()?
                .filter(|prompt| !prompt.is_empty()),
        })
    }
}

/// What a picture was made after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its exhibit.
    pub id: ExhibitId,
    /// What it is called; may be nothing.
    pub title: String,
    /// Who made it.
    pub by: String,
}

impl FromRow for Origin {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, title) = (parsed(row)?, row.next()?);
        Ok(Self { id, title, by: row.next::<Option<String>>()?.unwrap_or_default() })
    }
}

/// Which exhibits a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Made by this model.
    pub model: Option<String>,
    /// In this style.
    pub style: Option<String>,
    /// With these words in the title or the prompt that is shown.
    pub words: Option<String>,
    /// Only the best, the last chosen first; words are heeded in the other lists.
    pub featured: bool,
}

/// What the exhibits were made with: names of models and ids of styles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Models.
    pub models: Vec<String>,
    /// Styles.
    pub styles: Vec<String>,
}

impl Showcase {
    /// What everybody sees, newest first, after the place `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list(
        &self,
        filter: Filter,
        after: Option<(Timestamp, ExhibitId)>,
        limit: u32,
    ) -> Result<Vec<Exhibit>, StoreError> {
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        self.db
            .read(tx!(|tx, filter, id| {
                let (model, style) = (filter.model.unwrap_or_default(), filter.style.unwrap_or_default());
                let asked = filter.words.filter(|words| !words.trim().is_empty());
                let Some(asked) = asked else {
                    let text = match (filter.featured, model.is_empty(), style.is_empty()) {
                        (true, ..) => FEATURED,
                        (false, _, false) => OF_STYLE,
                        (false, false, true) => OF_MODEL,
                        (false, true, true) => NEWEST,
                    };
                    return Ok(tx.all(text, args![model, style, at, id, limit]).await?);
                };
                let Some(question) = search::question(tx.backend(), None, &asked) else {
                    return Ok(Vec::new());
                };
                Ok(tx.all(FOUND, args![model, style, at, id, limit, question]).await?)
            }))
            .await
    }

    /// One exhibit and what it was made after, while both are seen.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn get(&self, id: ExhibitId) -> Result<Option<(Exhibit, Option<Origin>)>, StoreError> {
        let id = id.to_string();
        self.db
            .read(tx!(|tx, id| {
                let Some(found) = tx.optional(ONE, args![id.as_str()]).await? else { return Ok(None) };
                Ok(Some((found, tx.optional(ORIGIN_OF_EXHIBIT, args![id]).await?)))
            }))
            .await
    }

    /// Where a file of an exhibit is. Originals are nobody's but their owner's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn blob(&self, id: ExhibitId, variant: Variant) -> Result<Option<BlobRef>, StoreError> {
        if variant == Variant::Original {
            return Ok(None);
        }
        let id = id.to_string();
        self.db.read(tx!(|tx, id| { Ok(tx.optional(BLOB, args![id, variant.as_str()]).await?) })).await
    }

    /// What the exhibits were made with, in the order of their names.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kinds(&self) -> Result<Kinds, StoreError> {
        let rows: Vec<(Option<String>, Option<String>)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(KINDS, &[]).await?) })).await?;
        let (mut models, mut styles): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        for names in [&mut models, &mut styles] {
            names.sort();
            names.dedup();
        }
        Ok(Kinds {
            models: models.into_iter().flatten().collect(),
            styles: styles.into_iter().flatten().collect(),
        })
    }
}

pub(crate) async fn origin_in_tx(
    tx: &mut Tx<'_>,
    asset: &str,
    owner: &str,
) -> Result<Option<Origin>, DbError> {
    tx.optional(ORIGIN_OF_ASSET, args![asset, owner]).await
}
