//! What is asked for, and the states it goes through.

use crate::{
    AssetId, Brand, BrandId, BrandUse, Capabilities, Cast, Character, ExhibitId, Extend, Model, Recipe,
    brand,
    character::{self, Mentions},
    model::{Operation, Tool, factor_tier},
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// Most characters of a prompt.
pub const PROMPT_MAX: usize = 32_000;
/// Most characters of a negative prompt.
pub const NEGATIVE_PROMPT_MAX: usize = 8_000;
/// How much of a source is made anew where nothing was said, per cent.
pub const STRENGTH_DEFAULT: u32 = 75;
/// Softness of a mask's edge where nothing was said, pixels.
pub const FEATHER_DEFAULT: u32 = 4;
/// Softest edge of a mask, pixels.
pub const FEATHER_MAX: u32 = 256;
/// Most pixels of what a tool makes: 8192 x 8192.
const TOOL_PIXELS_MAX: u64 = 1 << 26;
/// Largest seed: what JavaScript can hold exactly.
pub const SEED_MAX: u64 = (1 << 53) - 1;

/// What a person asked for, as it came in; nothing is checked yet. Left-out values are the model's defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Draft {
    /// Public name of the model.
    pub model: String,
    /// In any language.
    pub prompt: String,
    /// What should not be there.
    #[serde(default)]
    pub negative_prompt: String,
    /// By id.
    #[serde(default)]
    pub style: Option<String>,
    /// Pixels.
    #[serde(default)]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(default)]
    pub height: Option<u32>,
    /// Resolution tier.
    #[serde(default)]
    pub tier: Option<String>,
    /// Quality level.
    #[serde(default)]
    pub quality: Option<String>,
    /// How many.
    #[serde(default)]
    pub count: Option<u32>,
    /// For the same picture again.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The picture to start from.
    #[serde(default)]
    pub source: Option<AssetId>,
    /// Where the source changes: white is made anew, black stays.
    #[serde(default)]
    pub mask: Option<AssetId>,
    /// Pictures to be guided by.
    #[serde(default)]
    pub references: Vec<AssetId>,
    /// How much of the source is made anew, per cent.
    #[serde(default)]
    pub strength: Option<u32>,
    /// Nothing behind what is drawn.
    #[serde(default)]
    pub transparent: bool,
    /// Colours of a brand the picture is led to, as `#rrggbb`.
    #[serde(default)]
    pub palette: Vec<String>,
    /// How far the source is continued beyond its edges.
    #[serde(default)]
    pub extend: Option<Extend>,
    /// How softly what is made anew fades in at the mask's edge, pixels.
    #[serde(default)]
    pub feather: Option<u32>,
    /// A brand kit the picture is to follow.
    #[serde(default)]
    pub brand: Option<BrandId>,
    /// How many times as large a tool makes the source.
    #[serde(default)]
    pub factor: Option<u32>,
    /// What is shown in the showcase and made somebody ask for this. Of no weight for the picture, its price or its model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<ExhibitId>,
}

/// What a draft names by id or by name, as it is kept when the draft is looked at.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The person's characters.
    pub characters: Vec<Character>,
    /// The brand kit, if there is one of that id.
    pub brand: Option<Brand>,
    /// The style's recipe; the one that ships where nobody changed it.
    pub recipe: Option<Recipe>,
}

/// Why a draft can't become a spec, with the numbers its sentence needs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidSpec {
    /// Nothing but white space.
    #[error("the prompt is empty")]
    PromptEmpty,
    /// Longer than [`PROMPT_MAX`].
    #[error("the prompt has {length} characters, {PROMPT_MAX} fit")]
    PromptLong {
        /// Characters.
        length: usize,
    },
    /// Longer than [`NEGATIVE_PROMPT_MAX`].
    #[error("the negative prompt has {length} characters, {NEGATIVE_PROMPT_MAX} fit")]
    NegativePromptLong {
        /// Characters.
        length: usize,
    },
    /// Not offered (any more).
    #[error("no such model")]
    Model,
    /// Not one of the model's styles.
    #[error("the model has no such style")]
    Style,
    /// Too small, too large, or not a multiple of the step.
    #[error("a side must be {min_px} to {max_px} pixels in steps of {step_px}")]
    Size {
        /// The side that doesn't fit.
        field: &'static str,
        /// Shortest.
        min_px: u32,
        /// Longest.
        max_px: u32,
        /// Step.
        step_px: u32,
    },
    /// Not one of the model's tiers.
    #[error("the model has no such tier")]
    Tier,
    /// Not one of the model's qualities.
    #[error("the model has no such quality")]
    Quality,
    /// None, or more than the model makes at once.
    #[error("1 to {max} pictures at once")]
    Count {
        /// Most.
        max: u32,
    },
    /// Larger than [`SEED_MAX`].
    #[error("the seed is too large")]
    Seed,
    /// The model can't start from a picture, or there is no such picture.
    #[error("the source can't be used")]
    Source,
    /// The model takes no mask, there is no such picture, or a mask without a source.
    #[error("the mask can't be used")]
    Mask,
    /// More than the model takes, or no such picture.
    #[error("at most {max} references")]
    References {
        /// Most.
        max: u32,
    },
    /// Not from 1 to 100.
    #[error("the strength must be from 1 to 100")]
    Strength,
    /// The model always draws a background.
    #[error("the model can't leave the background clear")]
    Transparent,
    /// More colours than the model can be led by, or one that is none.
    #[error("at most {max} colours, as #rrggbb")]
    Palette {
        /// Most.
        max: u32,
    },
    /// The prompt names a character that isn't there any more.
    #[error("a character of the prompt is gone")]
    Character,
    /// The characters of the prompt need more pictures than the model takes beside the references.
    #[error("the characters need {needed} pictures, {room} fit")]
    CastRoom {
        /// At least.
        needed: u32,
        /// Most.
        room: u32,
    },
    /// The model takes no pictures, and nothing else tells it who this is.
    #[error("the model can't see {name}")]
    CastUnseen {
        /// The character's.
        name: String,
    },
    /// Nothing to extend, nothing to add, or too large.
    #[error("the picture can't be extended so")]
    Extend,
    /// Larger than [`FEATHER_MAX`].
    #[error("the edge fades over {FEATHER_MAX} pixels at most")]
    Feather,
    /// No such brand kit.
    #[error("no such brand kit")]
    Brand,
    /// The model enlarges by other factors or not at all, or the picture would be too large.
    #[error("the picture can't be made so much larger: {max_px} pixels a side at most")]
    Factor {
        /// Longest side of what comes out.
        max_px: u32,
    },
}

impl InvalidSpec {
    /// The JSON field it is about.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::PromptEmpty | Self::PromptLong { .. } => "prompt",
            Self::NegativePromptLong { .. } => "negative_prompt",
            Self::Model => "model",
            Self::Style => "style",
            Self::Size { field, .. } => field,
            Self::Tier => "tier",
            Self::Quality => "quality",
            Self::Count { .. } => "count",
            Self::Seed => "seed",
            Self::Source => "source",
            Self::Mask => "mask",
            Self::References { .. } => "references",
            Self::Strength => "strength",
            Self::Transparent => "transparent",
            Self::Palette { .. } => "palette",
            Self::Character | Self::CastRoom { .. } | Self::CastUnseen { .. } => "prompt",
            Self::Extend => "extend",
            Self::Feather => "feather",
            Self::Brand => "brand",
            Self::Factor { .. } => "factor",
        }
    }
}

/// What will be made. Can only be had through [`Spec::build`], so it fits its model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spec {
    /// Public name of the model.
    pub model: String,
    /// In any language, trimmed; characters stand in it by name.
    pub prompt: String,
    /// The same with characters by id, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_source: Option<String>,
    /// Who is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cast: Vec<Cast>,
    /// What should not be there; empty on models that can't heed it.
    pub negative_prompt: String,
    /// By id.
    pub style: Option<String>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Resolution tier.
    pub tier: String,
    /// Quality level.
    pub quality: String,
    /// How many.
    pub count: u32,
    /// The first picture's; the following ones count up.
    pub seed: Option<u64>,
    /// The picture to start from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<AssetId>,
    /// Where the source changes; only with a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mask: Option<AssetId>,
    /// Pictures to be guided by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<AssetId>,
    /// How much of the source is made anew, per cent; only with a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<u32>,
    /// Nothing behind what is drawn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transparent: bool,
    /// Colours of a brand the picture is led to, as `#rrggbb` in lower case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub palette: Vec<String>,
    /// How far the source is continued beyond its edges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extend: Option<Extend>,
    /// How softly what is made anew fades in, pixels; only with a mask or where the source is extended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feather: Option<u32>,
    /// What its style says to models that read words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Recipe>,
    /// The brand kit it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandUse>,
    /// The tool it asks for; then it needs no words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<Tool>,
    /// How many times as large the source becomes; only with the tool that enlarges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<u32>,
    /// The size its engine draws, where the tier makes a larger picture of that than the model draws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawn: Option<(u32, u32)>,
}

impl Spec {
    /// The same as far as money hangs on it, without anything somebody wrote or made.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self {
            prompt: String::new(),
            prompt_source: None,
            cast: Vec::new(),
            negative_prompt: String::new(),
            source: None,
            mask: None,
            references: Vec::new(),
            palette: Vec::new(),
            brand: None,
            ..self
        }
    }

    /// What kind of thing this asks for.
    #[must_use]
    pub fn operation(&self) -> Operation {
        if let Some(tool) = self.tool {
            tool.operation()
        } else if self.is_regional() {
            Operation::Inpaint
        } else if self.source.is_none() && self.guides() == 0 {
            Operation::Generate
        } else {
            Operation::Edit
        }
    }

    /// Whether only a part of the picture is made anew.
    fn is_regional(&self) -> bool {
        self.mask.is_some() || self.extend.is_some()
    }

    /// The same as its engine is asked for it.
    #[must_use]
    pub fn as_drawn(&self) -> Self {
        let mut drawn = self.clone();
        (drawn.width, drawn.height) = self.drawn.unwrap_or((self.width, self.height));
        drawn
    }

    /// The pictures it needs: source, mask, references, then those of its characters.
    pub fn inputs(&self) -> impl Iterator<Item = AssetId> + '_ {
        let cast = self.cast.iter().flat_map(|one| &one.pictures);
        self.source.iter().chain(&self.mask).chain(&self.references).chain(cast).copied()
    }

    /// How many pictures it is guided by.
    #[must_use]
    pub fn guides(&self) -> usize {
        self.references.len() + self.cast.iter().map(|one| one.pictures.len()).sum::<usize>()
    }

    /// The smallest and cheapest picture of these words on `model`: enough to see whether a way to it works.
    ///
    /// # Errors
    /// When the words don't fit, or the model isn't offered.
    pub fn test(prompt: &str, model: &Model) -> Result<Self, InvalidSpec> {
        let price = model.prices.iter().min_by_key(|price| price.credits);
        let sizes = model.capabilities.sizes.iter();
        let size = sizes.min_by_key(|size| u64::from(size.width) * u64::from(size.height));
        let draft = Draft {
            model: model.name.clone(),
            prompt: prompt.to_owned(),
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            tier: price.map(|price| price.tier.clone()),
            quality: price.map(|price| price.quality.clone()),
            ..Draft::default()
        };
        Self::build(&draft, model)
    }

    /// Makes a spec of a draft that names nothing, as `model` can draw it.
    ///
    /// # Errors
    /// The first field that doesn't fit.
    pub fn build(draft: &Draft, model: &Model) -> Result<Self, InvalidSpec> {
        Self::build_with(draft, model, &Named::default())
    }

    /// Makes a spec of a draft, as `model` can draw it, with what it names.
    ///
    /// # Errors
    /// The first field that doesn't fit.
    pub fn build_with(draft: &Draft, model: &Model, named: &Named) -> Result<Self, InvalidSpec> {
        let prompt = spoken(&draft.prompt);
        let prompt = prompt.trim();
        if prompt.is_empty() && model.capabilities.tool.is_none() {
            return Err(InvalidSpec::PromptEmpty);
        }
        let length = prompt.chars().count();
        if length > PROMPT_MAX {
            return Err(InvalidSpec::PromptLong { length });
        }
        let negative = spoken(&draft.negative_prompt);
        let negative = negative.trim();
        let length = negative.chars().count();
        if length > NEGATIVE_PROMPT_MAX {
            return Err(InvalidSpec::NegativePromptLong { length });
        }
        let can = &model.capabilities;
        if !model.enabled || model.name != draft.model {
            return Err(InvalidSpec::Model);
        }
        if draft.style.as_ref().is_some_and(|s| !can.has_style(s)) {
            return Err(InvalidSpec::Style);
        }
        let factor = factor(draft, can)?;
        let asked = factor.map(factor_tier);
        let tier = pick(asked.as_ref().or(draft.tier.as_ref()), &can.tiers).ok_or(InvalidSpec::Tier)?;
        let Sized { size: (width, height), drawn } = size(draft, model, &tier)?;
        let quality = pick(draft.quality.as_ref(), &can.qualities).ok_or(InvalidSpec::Quality)?;
        let count = draft.count.unwrap_or(1);
        if count == 0 || count > can.max_count {
            return Err(InvalidSpec::Count { max: can.max_count });
        }
        if draft.seed.is_some_and(|s| s > SEED_MAX) {
            return Err(InvalidSpec::Seed);
        }
        inputs(draft, can)?;
        let Mentions { prompt, source: prompt_source, mut cast } =
            character::mentions(prompt, &named.characters).map_err(|_| InvalidSpec::Character)?;
        room_for(&mut cast, draft, can)?;
        let brand = match draft.brand {
            Some(id) => Some(named.brand.as_ref().filter(|kit| kit.id == id).ok_or(InvalidSpec::Brand)?),
            None => None,
        };
        let negative_prompt = if can.negative_prompt { negative.to_owned() } else { String::new() };
        Ok(Self {
            model: model.name.clone(),
            prompt_source: (!cast.is_empty()).then_some(prompt_source),
            prompt,
            cast,
            negative_prompt,
            style: draft.style.clone(),
            width,
            height,
            tier,
            quality,
            count,
            seed: draft.seed.filter(|_| can.seed),
            source: draft.source,
            mask: draft.mask,
            references: draft.references.clone(),
            strength: draft.source.map(|_| draft.strength.unwrap_or(STRENGTH_DEFAULT)),
            transparent: draft.transparent,
            palette: palette(draft, brand, can)?,
            extend: draft.extend,
            feather: (draft.mask.is_some() || draft.extend.is_some())
                .then(|| draft.feather.unwrap_or(FEATHER_DEFAULT)),
            recipe: named.recipe.clone().filter(|recipe| draft.style.as_ref() == Some(&recipe.id)),
            brand: brand.map(BrandUse::from),
            tool: can.tool,
            factor,
            drawn,
        })
    }
}

/// Whether the model takes these pictures. Whether they are there and whose they are is the store's to say.
fn inputs(draft: &Draft, can: &Capabilities) -> Result<(), InvalidSpec> {
    if can.tool.is_some() && draft.source.is_none() {
        return Err(InvalidSpec::Source);
    }
    if draft.source.is_some() && !can.source {
        return Err(InvalidSpec::Source);
    }
    if draft.mask.is_some() && (!can.mask || draft.source.is_none()) {
        return Err(InvalidSpec::Mask);
    }
    if draft.references.len() > can.references as usize {
        return Err(InvalidSpec::References { max: can.references });
    }
    if draft.extend.is_some() && (draft.source.is_none() || draft.mask.is_some() || !can.mask) {
        return Err(InvalidSpec::Extend);
    }
    if draft.feather.is_some_and(|px| px > FEATHER_MAX) {
        return Err(InvalidSpec::Feather);
    }
    if draft.strength.is_some_and(|s| !(1..=100).contains(&s)) {
        return Err(InvalidSpec::Strength);
    }
    if draft.transparent && !can.transparent {
        return Err(InvalidSpec::Transparent);
    }
    Ok(())
}

/// Shares out what room the model has for pictures of the characters.
fn room_for(cast: &mut [Cast], draft: &Draft, can: &Capabilities) -> Result<(), InvalidSpec> {
    if can.references == 0 {
        // Their words must do.
        if let Some(unseen) = cast.iter().find(|one| one.description.is_empty()) {
            return Err(InvalidSpec::CastUnseen { name: unseen.name.clone() });
        }
        cast.iter_mut().for_each(|one| one.pictures.clear());
        return Ok(());
    }
    let room = can.references - u32::try_from(draft.references.len()).unwrap_or(u32::MAX).min(can.references);
    character::share_room(cast, room as usize)
        .map_err(|needed| InvalidSpec::CastRoom { needed: u32::try_from(needed).unwrap_or(u32::MAX), room })
}

/// The colours asked for, in lower case; else the brand's, as many as the model can be led by.
fn palette(draft: &Draft, brand: Option<&Brand>, can: &Capabilities) -> Result<Vec<String>, InvalidSpec> {
    let wrong = InvalidSpec::Palette { max: can.palette };
    if draft.palette.len() > can.palette as usize {
        return Err(wrong);
    }
    if draft.palette.is_empty() {
        let colours = brand.map_or(&[][..], |kit| &kit.look.palette).iter();
        return Ok(colours.take(can.palette as usize).cloned().collect());
    }
    draft.palette.iter().map(|code| brand::colour(code)).collect::<Option<Vec<_>>>().ok_or(wrong)
}

/// Without NUL characters, which no database keeps and nobody means.
fn spoken(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}

/// The one asked for if it is offered, else the first.
fn pick(asked: Option<&String>, offered: &[String]) -> Option<String> {
    match asked {
        Some(word) => offered.iter().find(|o| *o == word).cloned(),
        None => offered.first().cloned(),
    }
}

/// How many times as large the source becomes, where the model is the tool for that.
fn factor(draft: &Draft, can: &Capabilities) -> Result<Option<u32>, InvalidSpec> {
    match (can.tool, draft.factor) {
        (Some(Tool::Upscale), asked) => {
            let factor = asked.or(can.factors.first().copied()).filter(|factor| can.factors.contains(factor));
            factor.map(Some).ok_or(InvalidSpec::Factor { max_px: can.max_px })
        }
        (_, None) => Ok(None),
        (_, Some(_)) => Err(InvalidSpec::Factor { max_px: can.max_px }),
    }
}

/// How large a picture becomes.
struct Sized {
    size: (u32, u32),
    /// The size its engine draws, where that is another.
    drawn: Option<(u32, u32)>,
}

/// The size asked for, as the tier has it: a tier a model draws itself makes the longest side so long at least, and
/// half as long again at most; one that it doesn't draw makes a larger picture of what it does draw. A tool's size is
/// its source's, which the store puts into the draft.
fn size(draft: &Draft, model: &Model, tier: &str) -> Result<Sized, InvalidSpec> {
    let can = &model.capabilities;
    let default = can.sizes.first();
    let width = draft.width.or(default.map(|s| s.width)).unwrap_or(can.min_px);
    let height = draft.height.or(default.map(|s| s.height)).unwrap_or(can.min_px);
    let size = (width, height);
    if can.tool.is_some() {
        let too_large =
            width.max(height) > can.max_px || u64::from(width) * u64::from(height) > TOOL_PIXELS_MAX;
        return if too_large {
            Err(InvalidSpec::Factor { max_px: can.max_px })
        } else {
            Ok(Sized { size, drawn: None })
        };
    }
    for (px, field) in [(width, "width"), (height, "height")] {
        if !can.fits_side(px) {
            return Err(InvalidSpec::Size {
                field,
                min_px: can.min_px,
                max_px: can.max_px,
                step_px: can.step_px,
            });
        }
    }
    // What is put back into a picture takes that picture's size.
    let regional = draft.mask.is_some() || draft.extend.is_some();
    Ok(match tier_px(tier) {
        Some(px) if can.native_tiers => Sized { size: at_tier(size, px, can), drawn: None },
        Some(px)
            if !regional
                && px > width.max(height)
                && can.tiers.first().is_some_and(|first| first != tier) =>
        {
            Sized { size: enlarged(size, px), drawn: Some(size) }
        }
        _ => Sized { size, drawn: None },
    })
}

/// The size with its longest side at `px`, in the same shape.
fn enlarged((width, height): (u32, u32), px: u32) -> (u32, u32) {
    let longest = u64::from(width.max(height).max(1));
    let side =
        |v: u32| u32::try_from((u64::from(v) * u64::from(px) + longest / 2) / longest).unwrap_or(px).max(1);
    (side(width), side(height))
}

/// Pixels of the longest side that a tier such as `2K` stands for.
pub(crate) fn tier_px(tier: &str) -> Option<u32> {
    let thousands: u32 = tier.strip_suffix('K')?.parse().ok()?;
    thousands.checked_mul(1024).filter(|px| *px > 0)
}

fn at_tier((width, height): (u32, u32), px: u32, can: &Capabilities) -> (u32, u32) {
    let longest = width.max(height);
    // The first tier is for whatever is smaller, too.
    let least = if tier_px(can.tiers.first().map_or("", |t| t)) == Some(px) { can.min_px } else { px };
    let wanted = longest.clamp(least.min(can.max_px), (px + px / 2).min(can.max_px));
    if wanted == longest {
        return (width, height);
    }
    can.size_of((width, height), wanted)
}

/// Where a generation stands, as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenerationState {
    /// Waits for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// The pictures are there and paid for.
    Succeeded,
    /// Refused by policy; nothing charged.
    Rejected,
    /// Given up; nothing charged.
    Failed,
    /// Called off; nothing charged.
    Cancelled,
}

impl GenerationState {
    /// Every state.
    pub const ALL: &[Self] =
        &[Self::Queued, Self::Running, Self::Succeeded, Self::Rejected, Self::Failed, Self::Cancelled];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word of [`GenerationState::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|s| s.as_str() == word)
    }

    /// Whether nothing more will happen to it.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}
