//! The pictures a generation is made from: that they are there and the asker's when it is submitted, and where their
//! bytes are when it is made. They may be deleted in between, or put into the trash; then the generation fails and costs
//! nothing.

use crate::{Claim, Store, StoreError, Work, brand, character, style};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{AssetId, Draft, InvalidSpec, Model, Recipe, Spec, UserId, generation::Named};

texts! {
    SIZE = "select width, height from asset where id = $1 and owner_id = $2 and trashed_at is null";
    FILE = "select b.name, b.bytes, a.width, a.height from asset a join asset_blob b on b.asset_id = a.id
            where a.id = $1 and a.owner_id = $2 and a.trashed_at is null and b.variant = 'original'";
}

/// Where a picture's file is.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// For [`crate::Blobs::read`].
    pub name: String,
    /// How long it is.
    pub bytes: i64,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl FromRow for InputFile {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { name: row.next()?, bytes: row.next()?, width: row.next()?, height: row.next()? })
    }
}

impl Store {
    /// Where the files of a picture job's inputs are, in the order of [`Spec::inputs`]; `None` when one of them was
    /// deleted or is in the trash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_inputs(&self, claim: &Claim) -> Result<Option<Vec<InputFile>>, StoreError> {
        let Work::Picture(spec) = &claim.work else { return Ok(Some(Vec::new())) };
        let (owner, spec) = (claim.owner.to_string(), spec.clone());
        self.db
            .read(tx!(|tx, owner, spec| {
                let mut found = Vec::new();
                for id in spec.inputs() {
                    let Some(file) =
                        tx.optional::<InputFile>(FILE, args![id.to_string(), owner.as_str()]).await?
                    else {
                        return Ok(None);
                    };
                    found.push(file);
                }
                Ok(Some(found))
            }))
            .await
    }
}

impl Store {
    /// Where the file of one of a person's pictures is; `None` when it was deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn input_file(&self, owner: UserId, id: AssetId) -> Result<Option<InputFile>, StoreError> {
        let owner = owner.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.optional(FILE, args![id.to_string(), owner]).await?) })).await
    }
}

/// How large a picture is; `None` when it isn't there, isn't the owner's, or is in the trash.
pub(crate) async fn size_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    id: AssetId,
) -> Result<Option<(u32, u32)>, DbError> {
    tx.optional(SIZE, args![id.to_string(), owner]).await
}

/// The draft with the size its source suggests, where the person left the size open. A source that isn't there changes
/// nothing here: [`check_in_tx`] refuses it.
pub(crate) async fn sized_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    draft: &Draft,
    model: &Model,
) -> Result<Draft, DbError> {
    let mut sized = draft.clone();
    let is_open = draft.width.is_none() && draft.height.is_none();
    let tool = model.capabilities.tool;
    if let Some(source) = draft.source.filter(|_| is_open || draft.extend.is_some() || tool.is_some())
        && let Some(size) = size_in_tx(tx, owner, source).await?
    {
        if tool.is_some() {
            let factor = draft.factor.or(model.capabilities.factors.first().copied()).unwrap_or(1);
            sized.width = Some(size.0.saturating_mul(factor));
            sized.height = Some(size.1.saturating_mul(factor));
            return Ok(sized);
        }
        // What is drawn becomes a part of a picture of this shape, whatever was said about another.
        let (width, height) = draft.extend.and_then(|extend| extend.size(size)).unwrap_or(size);
        let (width, height) = model.capabilities.size_like(width, height);
        (sized.width, sized.height) = (Some(width), Some(height));
    }
    Ok(sized)
}

/// What the draft names, as it is now. A character is looked for only where there may be one.
pub(crate) async fn named_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    draft: &Draft,
    model: &Model,
) -> Result<Result<Named, InvalidSpec>, DbError> {
    let mut named = Named::default();
    if draft.prompt.contains('@') {
        let cards = character::cards_in_tx(tx, owner).await?;
        named.characters = cards.into_iter().map(|card| card.character).collect();
    }
    if let Some(id) = draft.brand {
        named.brand = brand::one_in_tx(tx, owner, id).await?.map(|kit| kit.brand);
    }
    if let Some(id) = draft.style.as_deref().filter(|id| model.capabilities.has_style(id)) {
        let Some((recipe, is_written)) = style::chosen_in_tx(tx, id).await? else {
            return Ok(Err(InvalidSpec::Style));
        };
        if !is_written && !Recipe::ships(id) && !model.capabilities.styles.iter().any(|style| style == id) {
            return Ok(Err(InvalidSpec::Style));
        }
        named.recipe = Some(recipe);
    }
    Ok(Ok(named))
}

/// Whether every picture of the spec is there and the owner's, and the mask lies on its source. What is missing and
/// what is somebody else's look the same.
///
/// # Errors
/// When the database fails; what is missing is the inner error.
pub async fn check_in_tx(
    tx: &mut Tx<'_>,
    owner: &str,
    spec: &Spec,
    model: &Model,
) -> Result<Result<(), InvalidSpec>, DbError> {
    let mut source_size = None;
    if let Some(source) = spec.source {
        source_size = size_in_tx(tx, owner, source).await?;
        if source_size.is_none() {
            return Ok(Err(InvalidSpec::Source));
        }
    }
    if let Some(extend) = spec.extend
        && source_size.and_then(|size| extend.size(size)).is_none()
    {
        return Ok(Err(InvalidSpec::Extend));
    }
    if let Some(mask) = spec.mask {
        let size = size_in_tx(tx, owner, mask).await?;
        if size.is_none() || size != source_size {
            return Ok(Err(InvalidSpec::Mask));
        }
    }
    for reference in &spec.references {
        if size_in_tx(tx, owner, *reference).await?.is_none() {
            return Ok(Err(InvalidSpec::References { max: model.capabilities.references }));
        }
    }
    Ok(Ok(()))
}
