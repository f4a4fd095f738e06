//! What a studio offers: models with what they can do, what they cost and the ways to them. All of it is data.

use crate::{Credits, generation, lent, style};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most colours of a brand any model is led by.
pub const PALETTE_MAX: u32 = 8;

/// Settings whose meaning is an engine's own: it reads and checks them.
pub type Options = serde_json::Map<String, serde_json::Value>;

/// Words by language tag; English is what stands in for a missing one.
pub type Words = BTreeMap<String, String>;

/// The words in `tag`, else in English, else the first there are.
#[must_use]
pub fn words_in<'a>(words: &'a Words, tag: &str) -> &'a str {
    words.get(tag).or_else(|| words.get("en")).or_else(|| words.values().next()).map_or("", String::as_str)
}

/// A named size a model draws natively.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// `square`, `portrait`, `16:9`, ...
    pub id: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// What a model can do. The picker shows nothing that isn't here, and nothing else is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capabilities {
    /// Sizes offered by name; the first is the default.
    pub sizes: Vec<Size>,
    /// Shortest side, pixels.
    pub min_px: u32,
    /// Longest side, pixels.
    pub max_px: u32,
    /// Sides are multiples of this.
    pub step_px: u32,
    /// Most pictures at once.
    pub max_count: u32,
    /// Resolution tiers; the first is the default.
    pub tiers: Vec<String>,
    /// Quality levels; the first is the default.
    pub qualities: Vec<String>,
    /// Styles by id; may be empty.
    #[serde(default)]
    pub styles: Vec<String>,
    /// How many reference pictures it takes.
    #[serde(default)]
    pub references: u32,
    /// Whether it can start from a picture.
    #[serde(default)]
    pub source: bool,
    /// Whether it takes a mask over the source.
    #[serde(default)]
    pub mask: bool,
    /// Whether it heeds a negative prompt.
    #[serde(default)]
    pub negative_prompt: bool,
    /// Whether the same seed makes the same picture.
    #[serde(default)]
    pub seed: bool,
    /// Whether it can leave the background clear.
    #[serde(default)]
    pub transparent: bool,
    /// How many colours of a brand it can be led by.
    #[serde(default)]
    pub palette: u32,
    /// Whether its tiers are sizes it draws itself: `2K` makes the longest side 2,048 pixels at least.
    #[serde(default)]
    pub native_tiers: bool,
}

/// What one picture costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The tier it is for.
    pub tier: String,
    /// The quality it is for.
    pub quality: String,
    /// Per picture.
    pub credits: Credits,
}

/// What kind of thing is asked for. A channel says which of them it can do, and each rests on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A picture from words alone.
    Generate,
    /// A picture from words and other pictures: a source, references or both.
    Edit,
    /// A region of a source made anew, under a mask.
    Inpaint,
}

impl Operation {
    /// Every operation.
    pub const ALL: &[Self] = &[Self::Generate, Self::Edit, Self::Inpaint];

    /// The word in the configuration, the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generate => "generate",
            Self::Edit => "edit",
            Self::Inpaint => "inpaint",
        }
    }

    /// Reads the word of [`Operation::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|o| o.as_str() == word)
    }
}

/// Whether an operator lets jobs come this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelState {
    /// Jobs come.
    #[default]
    Active,
    /// What is under way may finish, nothing new begins.
    Draining,
}

/// What one picture costs the operator when the provider doesn't say, for the combinations it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableCost {
    /// Only for this tier; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Only for this quality; any when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// Per picture, in millionths of a US dollar.
    pub micros: u64,
}

/// One configured way to a model: a provider and the provider's name for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// A key of [`Catalogue::providers`].
    pub provider: String,
    /// What the provider calls the model.
    pub provider_model: String,
    /// Lower goes first.
    #[serde(default)]
    pub priority: i32,
    /// Share among channels of the same priority.
    #[serde(default = "one")]
    pub weight: u32,
    /// Whether jobs come this way.
    #[serde(default)]
    pub state: ChannelState,
    /// What it can do.
    #[serde(default = "generate_only")]
    pub operations: Vec<Operation>,
    /// Most references this way takes, where that is fewer than the model's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<u32>,
    /// What it costs the operator where the provider doesn't say; the first row that fits counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<TableCost>,
    /// The engine's own settings for this way.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Channel {
    /// A plain way with everything else as it is by default.
    #[must_use]
    pub fn new(provider: &str, provider_model: &str) -> Self {
        Self {
            provider: provider.to_owned(),
            provider_model: provider_model.to_owned(),
            priority: 0,
            weight: 1,
            state: ChannelState::Active,
            operations: generate_only(),
            references: None,
            costs: Vec::new(),
            options: Options::new(),
        }
    }

    /// What attempts are written down with and rests are kept by: the provider and its name for the model.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}/{}", self.provider, self.provider_model)
    }

    /// What so many pictures cost by the table; `None` when no row fits: unknown is never zero.
    #[must_use]
    pub fn table_cost(&self, tier: &str, quality: &str, pictures: u32) -> Option<u64> {
        let fits = |asked: &Option<String>, is: &str| asked.as_deref().is_none_or(|a| a == is);
        let row = self.costs.iter().find(|c| fits(&c.tier, tier) && fits(&c.quality, quality))?;
        Some(row.micros.saturating_mul(u64::from(pictures)))
    }
}

fn one() -> u32 {
    1
}

fn generate_only() -> Vec<Operation> {
    vec![Operation::Generate]
}

fn yes() -> bool {
    true
}

fn five_minutes() -> u32 {
    300
}

/// A model as the studio offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Public name; lower case letters, digits, `-`, `.` and `_`.
    pub name: String,
    /// What people call it, by language.
    pub label: Words,
    /// One sentence, by language.
    #[serde(default)]
    pub description: Words,
    /// Offered or not.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What it can do.
    pub capabilities: Capabilities,
    /// What it costs. A combination without a price is not offered: unpriced never means free.
    pub prices: Vec<Price>,
    /// A job not done in this time is failed.
    #[serde(default = "five_minutes")]
    pub deadline_seconds: u32,
    /// The ways to it.
    pub channels: Vec<Channel>,
}

impl Model {
    /// The price of one picture, if this combination is offered.
    #[must_use]
    pub fn price(&self, tier: &str, quality: &str) -> Option<Credits> {
        self.prices.iter().find(|p| p.tier == tier && p.quality == quality).map(|p| p.credits)
    }
}

/// An outside service or a built-in generator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Which of our adapters speaks to it.
    pub engine: String,
    /// Most calls at once, all workers together.
    #[serde(default = "one")]
    pub concurrency: u32,
    /// Most requests in a minute, all workers together; no limit when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_minute: Option<u32>,
    /// Where it is, for engines that talk to somebody: `https://...`, or `http://...` in one's own network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the environment variable that holds its key. The key itself never stands in a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_env: Option<String>,
    /// The engine's own settings.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Provider {
    /// One of this engine with everything else as it is by default.
    #[must_use]
    pub fn new(engine: &str, concurrency: u32) -> Self {
        Self {
            engine: engine.to_owned(),
            concurrency,
            requests_per_minute: None,
            url: None,
            key_env: None,
            options: Options::new(),
        }
    }
}

/// `config/models.json` as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The schema's address, for editors.
    #[serde(rename = "$schema", default, skip_serializing)]
    pub schema: Option<String>,
    /// Services by name.
    pub providers: BTreeMap<String, Provider>,
    /// Models in the order of the picker.
    pub models: Vec<Model>,
}

/// Something in a catalogue that can't be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what}")]
pub struct CatalogueMistake {
    /// Where, as a path such as `models[0].prices[1].tier`.
    pub at: String,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl Catalogue {
    /// The kind of generator behind the way to `model` that goes first.
    #[must_use]
    pub fn engine_of(&self, model: &Model) -> &str {
        let first = model.channels.iter().min_by_key(|channel| channel.priority);
        first.and_then(|channel| self.providers.get(&channel.provider)).map_or("", |p| p.engine.as_str())
    }

    /// The channels of a model whose pictures lent workers make.
    pub fn lent<'a>(&'a self, model: &'a Model) -> impl Iterator<Item = &'a Channel> {
        let is_lent =
            |c: &&Channel| self.providers.get(&c.provider).is_some_and(|p| p.engine == lent::ENGINE);
        model.channels.iter().filter(is_lent)
    }

    /// Checks everything that types can't: names, references between parts, ranges, a price for every combination.
    /// All mistakes at once, so that an operator mends them in one go.
    #[must_use]
    pub fn mistakes(&self, engines: &[&str]) -> Vec<CatalogueMistake> {
        let mut found = Vec::new();
        let mut say = |at: String, what: String| found.push(CatalogueMistake { at, what });
        for (name, provider) in &self.providers {
            if !engines.contains(&provider.engine.as_str()) {
                let known = engines.join(", ");
                say(
                    format!("providers.{name}.engine"),
                    format!("no engine is called \"{}\"; there are: {known}", provider.engine),
                );
            }
            if provider.concurrency == 0 || provider.concurrency > 1024 {
                say(format!("providers.{name}.concurrency"), "must be from 1 to 1024".to_owned());
            }
            if provider.requests_per_minute == Some(0) {
                say(format!("providers.{name}.requests_per_minute"), "must be at least 1".to_owned());
            }
        }
        if self.models.is_empty() {
            say("models".to_owned(), "a studio needs at least one model".to_owned());
        }
        for (i, model) in self.models.iter().enumerate() {
            let at = format!("models[{i}]");
            if self.models[..i].iter().any(|m| m.name == model.name) {
                say(format!("{at}.name"), format!("\"{}\" stands twice", model.name));
            }
            model.mistakes(&at, &self.providers, &mut say);
        }
        found
    }
}

impl Model {
    fn mistakes(
        &self,
        at: &str,
        providers: &BTreeMap<String, Provider>,
        say: &mut dyn FnMut(String, String),
    ) {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c);
        if self.name.is_empty() || self.name.len() > 80 || !self.name.chars().all(fits) {
            say(format!("{at}.name"), "1 to 80 of lower case letters, digits, '-', '.' and '_'".to_owned());
        }
        if !self.label.contains_key("en") {
            say(format!("{at}.label"), "needs at least the language \"en\"".to_owned());
        }
        if !(1..=86_400).contains(&self.deadline_seconds) {
            say(format!("{at}.deadline_seconds"), "must be from 1 to 86400".to_owned());
        }
        self.capabilities.mistakes(&format!("{at}.capabilities"), say);
        for (i, price) in self.prices.iter().enumerate() {
            for (word, list, field) in [
                (&price.tier, &self.capabilities.tiers, "tier"),
                (&price.quality, &self.capabilities.qualities, "quality"),
            ] {
                if !list.contains(word) {
                    say(format!("{at}.prices[{i}].{field}"), format!("\"{word}\" is none of {list:?}"));
                }
            }
            if price.credits.get() < 0 || price.credits.get() > 1_000_000_000 {
                say(format!("{at}.prices[{i}].credits"), "must be from 0 to 1000000000".to_owned());
            }
        }
        for tier in &self.capabilities.tiers {
            for quality in &self.capabilities.qualities {
                if self.price(tier, quality).is_none() {
                    say(
                        format!("{at}.prices"),
                        format!("no price for tier \"{tier}\" and quality \"{quality}\""),
                    );
                }
            }
        }
        if self.channels.is_empty() {
            say(format!("{at}.channels"), "needs at least one channel".to_owned());
        }
        for (i, channel) in self.channels.iter().enumerate() {
            if !providers.contains_key(&channel.provider) {
                say(
                    format!("{at}.channels[{i}].provider"),
                    format!("no provider is called \"{}\"", channel.provider),
                );
            }
            if channel.weight == 0 {
                say(format!("{at}.channels[{i}].weight"), "must be at least 1".to_owned());
            }
            if channel.operations.is_empty() {
                say(format!("{at}.channels[{i}].operations"), "needs at least one".to_owned());
            }
            if self.channels[..i].iter().any(|c| c.key() == channel.key()) {
                say(format!("{at}.channels[{i}]"), "is the same way as one before it".to_owned());
            }
        }
        for operation in self.operations() {
            if !self.channels.iter().any(|c| c.operations.contains(&operation)) {
                say(
                    format!("{at}.capabilities"),
                    format!("no channel can do \"{}\", which they promise", operation.as_str()),
                );
            }
        }
    }

    /// What its capabilities promise.
    fn operations(&self) -> Vec<Operation> {
        let can = &self.capabilities;
        let mut promised = vec![Operation::Generate];
        if can.source || can.references > 0 {
            promised.push(Operation::Edit);
        }
        if can.mask {
            promised.push(Operation::Inpaint);
        }
        promised
    }
}

impl Capabilities {
    /// Whether a style can be chosen. Which styles a studio has is another matter where the model takes every one.
    #[must_use]
    pub fn has_style(&self, id: &str) -> bool {
        self.styles.iter().any(|style| style == id || style == style::EVERY)
    }

    fn mistakes(&self, at: &str, say: &mut dyn FnMut(String, String)) {
        if self.step_px == 0 || self.min_px < 16 || self.max_px > 16_384 || self.min_px > self.max_px {
            say(at.to_owned(), "needs step_px >= 1 and 16 <= min_px <= max_px <= 16384".to_owned());
            return;
        }
        if !(1..=8).contains(&self.max_count) {
            say(format!("{at}.max_count"), "must be from 1 to 8".to_owned());
        }
        if self.palette > PALETTE_MAX {
            say(format!("{at}.palette"), format!("must be at most {PALETTE_MAX}"));
        }
        let drawn = |tier: &&String| generation::tier_px(tier).is_some_and(|px| px <= self.max_px);
        if self.native_tiers
            && let Some(tier) = self.tiers.iter().find(|tier| !drawn(tier))
        {
            let what = format!("\"{tier}\" is no size to be drawn: write tiers as 1K, 2K, 4K, within max_px");
            say(format!("{at}.tiers"), what);
        }
        for (list, field) in [(&self.tiers, "tiers"), (&self.qualities, "qualities")] {
            if list.is_empty() {
                say(format!("{at}.{field}"), "needs at least one".to_owned());
            }
        }
        if self.sizes.is_empty() {
            say(format!("{at}.sizes"), "needs at least one".to_owned());
        }
        for (i, size) in self.sizes.iter().enumerate() {
            if !self.fits(size.width, size.height) {
                let Self { min_px, max_px, step_px, .. } = self;
                say(
                    format!("{at}.sizes[{i}]"),
                    format!("sides must be {min_px} to {max_px} in steps of {step_px}"),
                );
            }
        }
    }

    /// Whether a side can have this many pixels.
    #[must_use]
    pub fn fits_side(&self, px: u32) -> bool {
        (self.min_px..=self.max_px).contains(&px) && px.is_multiple_of(self.step_px)
    }

    /// Whether a picture of this size can be asked for.
    #[must_use]
    pub fn fits(&self, width: u32, height: u32) -> bool {
        self.fits_side(width) && self.fits_side(height)
    }

    /// The size this model can make that is nearest to a picture of `width` x `height`: of its shape as near as the
    /// step allows, and of its size unless that is too large or too small.
    #[must_use]
    pub fn size_like(&self, width: u32, height: u32) -> (u32, u32) {
        let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
        let (least, most) = (self.shortest(), self.longest());
        let (long, short) = (width.max(height), width.min(height));
        // The longer side settles the scale, unless the shorter one would then be too short.
        let fitted = long.clamp(least, most);
        let (to, from) = if rounded(short * fitted, long) < least { (least, short) } else { (fitted, long) };
        let side = |px: u64| self.near(rounded(px * to, from));
        (side(width), side(height))
    }

    /// The size this model can make whose longest side is nearest to `px`, shaped like `width` x `height`.
    #[must_use]
    pub fn size_of(&self, (width, height): (u32, u32), px: u32) -> (u32, u32) {
        let longest = u64::from(width.max(height).max(1));
        let side = |v: u32| self.near(rounded(u64::from(v) * u64::from(px), longest));
        (side(width), side(height))
    }

    fn step(&self) -> u64 {
        u64::from(self.step_px.max(1))
    }

    fn shortest(&self) -> u64 {
        u64::from(self.min_px.max(1)).div_ceil(self.step()) * self.step()
    }

    fn longest(&self) -> u64 {
        (u64::from(self.max_px) / self.step() * self.step()).max(self.shortest())
    }

    /// The allowed side nearest to `px`.
    fn near(&self, px: u64) -> u32 {
        let step = self.step();
        let side = (rounded(px, step) * step).clamp(self.shortest(), self.longest());
        u32::try_from(side).unwrap_or(self.max_px)
    }
}

fn rounded(dividend: u64, divisor: u64) -> u64 {
    (dividend + divisor / 2) / divisor
}
