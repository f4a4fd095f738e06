//! What an operator can set: how the provider is reached, and in which ways a channel differs from OpenAI's own.

use easel_domain::model::{Channel, Operation, Options, Provider};
use reqwest::{
    Url,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;

/// Headers the engine sets by itself, or that would carry a secret which has no place in a file.
const NOT_EXTRA: &[&str] = &[
    "authorization",
    "api-key",
    "cookie",
    "host",
    "content-type",
    "content-length",
    "transfer-encoding",
    "accept",
];

/// Fields the engine sets by itself.
const NOT_FIXED: &[&str] =
    &["prompt", "model", "n", "stream", "partial_images", "messages", "modalities", "image_config"];

/// How the key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Auth {
    /// `Authorization: Bearer`, as OpenAI and nearly everybody wants it.
    #[default]
    Bearer,
    /// A header `api-key`, as Azure wants it.
    ApiKey,
    /// Not at all, for servers of one's own.
    None,
}

/// `options` of a provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderOptions {
    /// How the key is sent.
    #[serde(default)]
    pub(super) auth: Auth,
    /// Sent as `OpenAI-Organization`.
    #[serde(default)]
    pub(super) organization: Option<String>,
    /// Sent as `OpenAI-Project`.
    #[serde(default)]
    pub(super) project: Option<String>,
    /// Further headers, the same with every request. Never a secret: those come from the environment.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Parameters after the `?` of every request, such as Azure's `api-version`.
    #[serde(default)]
    pub(super) query: BTreeMap<String, String>,
    /// Under the provider's address; `{model}` stands for the provider's name of the model.
    #[serde(default = "generations")]
    pub(super) path_generations: String,
    /// Likewise, for requests with pictures.
    #[serde(default = "edits")]
    pub(super) path_edits: String,
    /// Likewise, for channels whose pictures are made in a chat.
    #[serde(default = "chats")]
    pub(super) path_chat: String,
    /// Hosts whose pictures are fetched when an answer names addresses; subdomains count. Any public one when left out.
    #[serde(default)]
    pub(super) result_hosts: Option<Vec<String>>,
    /// Longest that one request may take, its answer included.
    #[serde(default = "ten_minutes")]
    pub(super) timeout_seconds: f64,
}

fn generations() -> String {
    "images/generations".to_owned()
}

fn edits() -> String {
    "images/edits".to_owned()
}

fn chats() -> String {
    "chat/completions".to_owned()
}

fn ten_minutes() -> f64 {
    600.0
}

/// Reads settings of any kind, with a sentence for the operator when they can't be.
fn read<T: DeserializeOwned>(options: &Options) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::Object(options.clone())).map_err(|error| error.to_string())
}

impl ProviderOptions {
    /// Reads and checks the provider's settings.
    pub(super) fn of(provider: &Provider) -> Result<Self, String> {
        let read: Self = read(&provider.options)?;
        if !(read.timeout_seconds > 0.0 && read.timeout_seconds <= 86_400.0) {
            return Err("timeout_seconds must be more than 0 and at most 86400".to_owned());
        }
        if let Some(hosts) = &read.result_hosts
            && hosts.iter().any(|host| host.is_empty() || host.contains(['/', ':', '*']))
        {
            return Err("result_hosts are bare names, such as \"cdn.example.com\"".to_owned());
        }
        Ok(read)
    }

    /// The headers every request has, the key's aside.
    pub(super) fn header_map(&self) -> Result<HeaderMap, String> {
        let mut map = HeaderMap::new();
        let named = [("openai-organization", &self.organization), ("openai-project", &self.project)];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let extra = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in named.chain(extra) {
            if NOT_EXTRA.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(format!("headers must not set \"{name}\": the engine does"));
            }
            let header: HeaderName =
                name.parse().map_err(|_| format!("\"{name}\" is no name of a header"))?;
            let value = HeaderValue::from_str(value)
                .map_err(|_| format!("the header \"{name}\" has signs that can't be sent"))?;
            map.insert(header, value);
        }
        Ok(map)
    }

    /// The address of one of the provider's doors.
    pub(super) fn address(&self, base: &Url, path: &str, model: &str) -> Result<Url, String> {
        let mut address = base.clone();
        {
            let mut parts = address.path_segments_mut().map_err(|()| "url can't have a path".to_owned())?;
            parts.pop_if_empty();
            for part in path.split('/').filter(|part| !part.is_empty()) {
                parts.push(&part.replace("{model}", model));
            }
        }
        for (name, value) in &self.query {
            address.query_pairs_mut().append_pair(name, value);
        }
        Ok(address)
    }

    /// Whether a picture may be fetched from this host, by the operator's list.
    pub(super) fn is_result_host(&self, host: &str) -> bool {
        let under = |wide: &String| {
            host.strip_suffix(wide.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.result_hosts.as_ref().is_none_or(|hosts| hosts.iter().any(under))
    }
}

/// Which of a provider's doors pictures are made behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Route {
    /// Those for pictures.
    #[default]
    Images,
    /// The one for chats, where models that talk and draw are found.
    Chat,
}

/// How a mask tells what is made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum MaskStyle {
    /// What is transparent is made anew: OpenAI's way.
    #[default]
    Alpha0Edit,
    /// What is white is made anew: the way of servers that look at brightness.
    WhiteEdit,
    /// It takes none.
    None,
}

/// How reference pictures travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum References {
    /// As parts of a form, beside the source.
    #[default]
    Multipart,
    /// As data addresses in the JSON's `input_references`, at the address for generations.
    InputReferences,
}

/// Which name the person who asks is sent under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SendsUser {
    /// OpenAI's newer field.
    #[default]
    SafetyIdentifier,
    /// Its older one, which most others have.
    User,
    /// Nobody is named.
    None,
}

impl SendsUser {
    /// The field, where there is one.
    pub(super) const fn field(self) -> Option<&'static str> {
        match self {
            Self::SafetyIdentifier => Some("safety_identifier"),
            Self::User => Some("user"),
            Self::None => None,
        }
    }
}

/// How a size is said.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum SizeStyle {
    /// By a rule.
    Word(SizeWord),
    /// By a table: our `1024x1024` to their word. A size that isn't in it can't come this way.
    Table(BTreeMap<String, String>),
}

/// Rules for saying a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SizeWord {
    /// `size` is width x height.
    Exact,
    /// `size` is `auto`.
    Auto,
    /// `aspect_ratio` is the nearest of `ratios`.
    AspectRatio,
    /// Nothing is said.
    None,
}

/// What the provider takes for a million tokens of each kind, in millionths of a US dollar.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rates {
    /// Words of the prompt.
    pub(super) text_in: u64,
    /// The same, known from before; as `text_in` when left out.
    #[serde(default)]
    pub(super) text_in_cached: Option<u64>,
    /// Pictures that were sent.
    #[serde(default)]
    pub(super) image_in: Option<u64>,
    /// The same, known from before; as `image_in` when left out.
    #[serde(default)]
    pub(super) image_in_cached: Option<u64>,
    /// Words that came back. Where they have no rate, an answer with some of them has no known cost.
    #[serde(default)]
    pub(super) text_out: Option<u64>,
    /// Pictures that came back.
    pub(super) image_out: u64,
}

/// Where the cost of a request is learned from.
#[derive(Clone, Debug, PartialEq, Eq, Default, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum CostFrom {
    /// The answer's `usage`, by these rates.
    Usage {
        /// What tokens cost.
        rates: Rates,
    },
    /// A header with US dollars.
    Header {
        /// Its name.
        #[serde(default = "cost_header")]
        name: String,
    },
    /// A number of US dollars inside the answer.
    Body {
        /// Where it is, with dots between names.
        #[serde(default = "cost_path")]
        path: String,
    },
    /// Nowhere: the operator's table stands in.
    #[default]
    None,
}

fn cost_header() -> String {
    "x-litellm-response-cost".to_owned()
}

fn cost_path() -> String {
    "usage.cost".to_owned()
}

/// `options` of a channel. What is left out is as OpenAI has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OpenAiOptions {
    /// Behind which door pictures are made.
    pub(super) route: Route,
    /// What a chat is asked to answer with.
    pub(super) modalities: Vec<String>,
    /// How a mask tells what is made anew.
    pub(super) mask: MaskStyle,
    /// The mask's part.
    pub(super) mask_field: String,
    /// The part of the source and of each reference.
    pub(super) image_field: String,
    /// How references travel.
    pub(super) references: References,
    /// Whether `model` is sent. Azure's addresses with a deployment want it left out.
    pub(super) sends_model: bool,
    /// Whether `n` is sent. Where it isn't, each request is for one picture.
    pub(super) sends_n: bool,
    /// Most pictures of one request; more are asked for one request after another.
    pub(super) max_n: u32,
    /// Whether `response_format: b64_json` is sent, which OpenAI's present models refuse and others need.
    pub(super) response_format: bool,
    /// Whether the answer is asked for as a stream, for unfinished pictures on the way. One picture a request then.
    pub(super) stream: bool,
    /// How many unfinished pictures, 0 to 3. Each is billed.
    pub(super) partial_images: u32,
    /// Our word for a quality to theirs; one that isn't in the table is not sent. Without a table ours is sent.
    pub(super) quality: Option<BTreeMap<String, String>>,
    /// How a size is said.
    pub(super) size: SizeStyle,
    /// The ratios there are, for `aspect_ratio`.
    pub(super) ratios: Vec<String>,
    /// The field for the resolution tier, where it takes one.
    pub(super) tier_field: Option<String>,
    /// `output_format`: png, jpeg or webp; `null` sends nothing.
    pub(super) output_format: Option<String>,
    /// `moderation`, where it shall be sent.
    pub(super) moderation: Option<String>,
    /// `background`, where it shall be sent.
    pub(super) background: Option<String>,
    /// Which name the person who asks is sent under.
    pub(super) sends_user: SendsUser,
    /// The field for the seed, where it takes one.
    pub(super) seed_field: Option<String>,
    /// The field for what should not be there, where it takes one.
    pub(super) negative_prompt_field: Option<String>,
    /// The sign in the prompt after which follows what should not be there, where that is how it is said.
    pub(super) negative_prompt_after: Option<String>,
    /// The field for how much of a source is made anew, 0 to 1, where it takes one.
    pub(super) strength_field: Option<String>,
    /// The field for the style's id, where it takes one.
    pub(super) style_field: Option<String>,
    /// Further fields, the same with every request, such as a number of steps.
    pub(super) extra: Options,
    /// Whether a person's attempt to set a stable-diffusion.cpp server's own options in the prompt is taken out.
    pub(super) strip_extra_args: bool,
    /// Whether an answer without pictures and without a word is how it refuses.
    pub(super) empty_is_refusal: bool,
    /// Where the cost is learned from.
    pub(super) cost: CostFrom,
}

impl Default for OpenAiOptions {
    fn default() -> Self {
        let ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
        Self {
            route: Route::default(),
            modalities: ["image", "text"].map(str::to_owned).to_vec(),
            mask: MaskStyle::default(),
            mask_field: "mask".to_owned(),
            image_field: "image[]".to_owned(),
            references: References::default(),
            sends_model: true,
            sends_n: true,
            max_n: 10,
            response_format: false,
            stream: false,
            partial_images: 0,
            quality: None,
            size: SizeStyle::Word(SizeWord::Exact),
            ratios: ratios.map(str::to_owned).to_vec(),
            tier_field: None,
            output_format: Some("png".to_owned()),
            moderation: None,
            background: None,
            sends_user: SendsUser::default(),
            seed_field: None,
            negative_prompt_field: None,
            negative_prompt_after: None,
            strength_field: None,
            style_field: None,
            extra: Options::new(),
            strip_extra_args: true,
            empty_is_refusal: false,
            cost: CostFrom::default(),
        }
    }
}

impl OpenAiOptions {
    /// Whether a clear background can be asked for and arrive: a chat has no field for it, a JPEG no alpha.
    pub(super) fn leaves_clear(&self) -> bool {
        self.route != Route::Chat && self.output_format.as_deref() != Some("jpeg")
    }

    /// Reads a channel's settings.
    pub(super) fn of(channel: &Channel) -> Result<Self, String> {
        read(&channel.options)
    }

    /// Most pictures that one request can bring.
    pub(super) fn per_request(&self) -> u32 {
        if self.stream || !self.sends_n || self.route == Route::Chat { 1 } else { self.max_n.max(1) }
    }

    /// What can't be right, each in a sentence.
    pub(super) fn mistakes(&self, channel: &Channel) -> Vec<String> {
        let mut found = Vec::new();
        let mut say = |wrong: bool, what: &str| {
            if wrong {
                found.push(what.to_owned());
            }
        };
        say(self.max_n == 0 || self.max_n > 10, "max_n must be from 1 to 10");
        say(self.partial_images > 3, "partial_images must be from 0 to 3");
        say(
            self.partial_images > 0 && !self.stream,
            "partial_images come only with stream, which is not switched on",
        );
        say(
            self.output_format.as_deref().is_some_and(|format| !["png", "jpeg", "webp"].contains(&format)),
            "output_format must be png, jpeg, webp or null",
        );
        let names = [Some(&self.mask_field), Some(&self.image_field), self.seed_field.as_ref()];
        let more = [&self.negative_prompt_field, &self.strength_field, &self.style_field, &self.tier_field];
        let mut names =
            names.into_iter().flatten().chain(more.into_iter().flatten()).chain(self.extra.keys());
        say(
            names.any(|name| name.is_empty() || name.contains(|c: char| c.is_control() || c == '"')),
            "names of fields must not be empty and have no quotation marks",
        );
        say(
            self.size == SizeStyle::Word(SizeWord::AspectRatio)
                && (self.ratios.is_empty() || self.ratios.iter().any(|ratio| ratio_of(ratio).is_none())),
            "ratios must be such as \"16:9\", and at least one",
        );
        let inpaints = channel.operations.contains(&Operation::Inpaint);
        say(
            inpaints && self.mask == MaskStyle::None,
            "the channel says it can inpaint, but mask is \"none\"",
        );
        say(
            inpaints && self.references == References::InputReferences,
            "the channel says it can inpaint, but input_references have no place for a mask",
        );
        say(
            self.negative_prompt_after.as_ref().is_some_and(|sign| sign.trim().is_empty() || sign.len() > 8),
            "negative_prompt_after must be a short sign, such as \"|\"",
        );
        say(
            self.negative_prompt_after.is_some() && self.negative_prompt_field.is_some(),
            "what should not be there goes into a field or after a sign, not both",
        );
        if self.route == Route::Chat {
            say(inpaints, "the channel says it can inpaint, but a chat has no place for a mask");
            say(self.stream, "stream is for the doors for pictures; a chat's answer is waited for");
            say(self.modalities.is_empty(), "modalities must name what a chat answers with");
            say(
                matches!(self.cost, CostFrom::Usage { .. }),
                "what a chat costs is known from the answer's body or header, not from its usage",
            );
        }
        if let CostFrom::Header { name } = &self.cost {
            say(name.parse::<HeaderName>().is_err(), "cost.name is no name of a header");
        }
        if let CostFrom::Body { path } = &self.cost {
            say(path.split('.').any(str::is_empty), "cost.path must be names with dots between them");
        }
        for name in NOT_FIXED.iter().filter(|name| self.extra.contains_key(**name)) {
            found.push(format!("extra must not set \"{name}\": the engine does"));
        }
        found
    }
}

/// Reads `16:9`.
pub(super) fn ratio_of(text: &str) -> Option<f64> {
    let (wide, high) = text.split_once(':')?;
    let (wide, high): (u32, u32) = (wide.parse().ok()?, high.parse().ok()?);
    (wide > 0 && high > 0).then(|| f64::from(wide) / f64::from(high))
}
