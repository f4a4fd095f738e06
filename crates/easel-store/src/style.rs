//! Styles as administrators wrote them. What they didn't touch is as it ships.

use crate::{
    Store, StoreError,
    audit::{self, Line},
    from_db,
    input::size_in_tx,
    sql::{json, parsed_or_null, to_json},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, Recipe, Timestamp,
    model::Words,
    style::{EVERY, InvalidStyle},
};
use thiserror::Error;

texts! {
    NEWEST = "select s.recipe, s.labels, s.enabled, s.sample_id from style s
              where s.version = (select max(t.version) from style t where t.id = s.id) order by s.id";
    ONE = "select s.recipe, s.labels, s.enabled, s.sample_id from style s
           where s.id = $1 and s.version = (select max(t.version) from style t where t.id = $1)";
    INSERT = "insert into style (id, version, recipe, labels, enabled, sample_id, made_at) values ($1, $2, $3, $4, $5, $6, $7)
              on conflict (id, version) do nothing";
    /// A style's sample is everybody's to see.
    SAMPLE = "select b.name, b.hash, b.bytes, b.mime, cast(null as text) from style s join asset_blob b on b.asset_id = s.sample_id
              where s.id = $1 and b.variant = 'thumb' and s.version = (select max(t.version) from style t where t.id = $1)";
}

/// A style as the studio has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// What it says.
    pub recipe: Recipe,
    /// What people call it, by language; empty where the catalogues know.
    pub labels: Words,
    /// Whether it can be chosen.
    pub enabled: bool,
    /// A picture made in it.
    pub sample: Option<AssetId>,
}

impl Style {
    /// As it ships.
    #[must_use]
    pub fn shipped(id: &str) -> Self {
        Self { recipe: Recipe::shipped(id), labels: Words::new(), enabled: true, sample: None }
    }
}

impl FromRow for Style {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            recipe: json(row)?,
            labels: json(row)?,
            enabled: row.next()?,
            sample: parsed_or_null(row)?,
        })
    }
}

/// Why a style was not kept.
#[derive(Debug, Error)]
pub enum StyleError {
    /// A field doesn't fit.
    #[error("the style doesn't fit")]
    Invalid(#[from] InvalidStyle),
    /// Somebody else changed it at the same instant.
    #[error("it was changed meanwhile")]
    Conflict,
    /// The house's fault.
    #[error("keeping the style failed")]
    Store(#[from] StoreError),
}
from_db!(StyleError);

impl Store {
    /// Every style there is, switched-off ones too: those the models name (all that ship, where one takes any), then those only
    /// administrators made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn style_list(&self) -> Result<Vec<Style>, StoreError> {
        let offered = self.model_list().await?;
        let mut written: Vec<Style> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(NEWEST, &[]).await?) })).await?;
        let mut all: Vec<Style> = Vec::new();
        let named = offered.iter().flat_map(|one| &one.model.capabilities.styles).map(String::as_str);
        let (any, mut named): (Vec<&str>, Vec<&str>) = named.partition(|id| *id == EVERY);
        if !any.is_empty() {
            Recipe::all_shipped().for_each(|id| named.push(id));
        }
        for id in named {
            if all.iter().any(|style| style.recipe.id == id) {
                continue;
            }
            let at = written.iter().position(|style| style.recipe.id == id);
            all.push(at.map_or_else(|| Style::shipped(id), |at| written.remove(at)));
        }
        all.extend(written);
        Ok(all)
    }

    /// Writes a style's next version, on the record.
    ///
    /// # Errors
    /// [`StyleError`]; nothing is changed then.
    pub async fn style_put(&self, actor: &Actor, style: Style, now: Timestamp) -> Result<Style, StyleError> {
        let Style { recipe, labels, enabled, sample } = style;
        let recipe = recipe.checked(&labels)?;
        let style = Style { recipe, labels, enabled, sample };
        let by = *actor;
        self.db
            .write(tx!(|tx, style| {
                let id = style.recipe.id.clone();
                let before: Option<Style> = tx.optional(ONE, args![id.as_str()]).await?;
                let version = before.as_ref().map_or(1, |before| before.recipe.version + 1);
                let style = Style { recipe: Recipe { version, ..style.recipe }, ..style };
                let kept = before.as_ref().and_then(|before| before.sample);
                if let Some(picture) = style.sample.filter(|_| kept != style.sample)
                    && size_in_tx(tx, &by.user_id.to_string(), picture).await?.is_none()
                {
                    return Err(InvalidStyle::Sample.into());
                }
                let sample = style.sample.map(|sample| sample.to_string());
                let (recipe, labels) = (to_json(&style.recipe)?, to_json(&style.labels)?);
                let row = args![id.as_str(), version, recipe.as_str(), labels, style.enabled, sample, now.0];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(StyleError::Conflict);
                }
                let before = before.map(|before| to_json(&before.recipe)).transpose()?;
                let line = Line {
                    actor: Some(by.user_id),
                    action: "style.write",
                    subject: &id,
                    reason: "",
                    before,
                    after: Some(recipe),
                };
                audit::record_in_tx(tx, line, now).await?;
                Ok(style)
            }))
            .await
    }

    /// Where the sample of a style is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn style_sample(&self, id: &str) -> Result<Option<crate::BlobRef>, StoreError> {
        let id = crate::sql::plain(id).into_owned();
        self.db.read(tx!(|tx, id| { Ok(tx.optional(SAMPLE, args![id]).await?) })).await
    }
}

/// The style as it can be chosen now; `None` where it is switched off. One that only ships needs no row.
pub(crate) async fn chosen_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<Option<(Recipe, bool)>, DbError> {
    let written: Option<Style> = tx.optional(ONE, args![crate::sql::plain(id)]).await?;
    let is_written = written.is_some();
    let style = written.unwrap_or_else(|| Style::shipped(id));
    Ok(style.enabled.then_some((style.recipe, is_written)))
}
