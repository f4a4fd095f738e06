//! Pictures out of a chat, as models that talk and draw are reached: one message in, one message with pictures out.

use super::{
    answer::{Few, Found, Text, found, small},
    body::{self, Fields},
    options::OpenAiOptions,
};
use crate::Request;
use serde::Deserialize;
use serde_json::{json, value::RawValue};

/// Puts a request into the fields of a chat.
pub(super) fn put(
    fields: &mut Fields,
    request: &Request,
    options: &OpenAiOptions,
    prompt: String,
) -> Result<(), String> {
    let mut content = vec![json!({ "type": "text", "text": prompt })];
    content.extend(body::addresses(request));
    fields.insert("messages".to_owned(), json!([{ "role": "user", "content": content }]));
    fields.insert("modalities".to_owned(), json!(options.modalities));
    let mut config = Fields::new();
    if let Some(ratio) = body::ratio(request, options)? {
        config.insert("aspect_ratio".to_owned(), json!(ratio));
    }
    if let Some(name) = &options.tier_field {
        config.insert(name.clone(), json!(request.spec.tier));
    }
    if !config.is_empty() {
        fields.insert("image_config".to_owned(), json!(config));
    }
    Ok(())
}

/// One of the messages a chat answers with.
#[derive(Deserialize)]
pub(super) struct Choice<'a> {
    #[serde(borrow, default)]
    message: Option<Message<'a>>,
    #[serde(borrow, default)]
    finish_reason: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, default)]
    images: Option<Few<Part<'a>>>,
    /// Words, or parts some of which are pictures.
    #[serde(borrow, default)]
    content: Option<&'a RawValue>,
    #[serde(borrow, default)]
    refusal: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Part<'a> {
    #[serde(borrow, default)]
    image_url: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Address<'a> {
    #[serde(borrow)]
    url: Text<'a>,
}

impl Part<'_> {
    fn found(&self) -> Option<Found> {
        let raw = self.image_url?.get();
        let text = serde_json::from_str::<Address<'_>>(raw).map(|address| address.url);
        let text = text.or_else(|_| serde_json::from_str::<Text<'_>>(raw)).ok()?;
        Some(found(None, Some(&text)))
    }
}

impl Choice<'_> {
    /// The pictures in it.
    pub(super) fn found(&self) -> Vec<Found> {
        let Some(message) = &self.message else { return Vec::new() };
        let parts = message.content.and_then(|raw| serde_json::from_str::<Few<Part<'_>>>(raw.get()).ok());
        let lists = [message.images.as_ref(), parts.as_ref()];
        lists.into_iter().flatten().flat_map(|list| &list.0).filter_map(Part::found).collect()
    }

    /// What was said instead of a picture.
    pub(super) fn words(&self) -> Option<String> {
        let raw = small(self.message.as_ref()?.content?)?;
        serde_json::from_str(raw).ok().filter(|words: &String| !words.trim().is_empty())
    }

    /// Why there is none, where it is said that policy is the reason.
    pub(super) fn refusal(&self) -> Option<String> {
        let text = |raw: &RawValue| serde_json::from_str::<String>(small(raw)?).ok();
        let refusal = self.message.as_ref().and_then(|message| text(message.refusal?));
        let filtered = self.finish_reason.and_then(text).filter(|reason| reason == "content_filter");
        refusal.filter(|words| !words.trim().is_empty()).or(filtered)
    }
}
