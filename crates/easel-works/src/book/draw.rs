//! What an engine is asked for when a panel is to be drawn.

use super::{Book, Camera, Page, Panel, Rect};
use easel_domain::{Capabilities, Draft};
use serde::{Deserialize, Serialize};

/// Most panels that are drawn at one price.
pub const DRAWN_MAX: usize = 200;
/// Most pictures of one panel at a time.
pub const COUNT_MAX: u32 = 4;
/// What nobody wants an engine to put into a picture that is lettered afterwards.
const UNWANTED: &str = "text, letters, captions, speech balloons, watermark";

/// A panel of a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PanelId {
    /// The number of its page.
    pub page_no: u32,
    /// Its number on that page.
    pub panel_no: u32,
}

/// How panels are to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Public name of the model.
    pub model: String,
    /// Resolution tier; the model's first without it.
    pub tier: Option<String>,
    /// Quality level; the model's first without it.
    pub quality: Option<String>,
    /// How many of each panel; one without it.
    pub count: Option<u32>,
    /// For the same pictures again.
    pub seed: Option<u64>,
    /// What should not be there, beside letters.
    pub negative_prompt: Option<String>,
}

impl Book {
    /// A panel by its numbers, and its page.
    #[must_use]
    pub fn panel(&self, id: PanelId) -> Option<(&Page, &Panel)> {
        let (_, page) = self.page(id.page_no)?;
        page.panel(id.panel_no).map(|panel| (page, panel))
    }
}

impl Camera {
    /// What an engine is told.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Wide => "wide shot of the whole place",
            Self::Full => "full figure from head to foot",
            Self::Medium => "medium shot from the waist up",
            Self::Close => "close-up of the face",
            Self::High => "seen from above",
            Self::Low => "seen from below",
            Self::Shoulder => "seen over the shoulder",
        }
    }
}

/// The request for a panel; nothing where it has no prompt. Who is in the panel and isn't named by its prompt is named
/// after it. Its size is the one of the model's that is shaped most like the panel.
#[must_use]
pub fn panel_draft(book: &Book, panel: &Panel, how: &Drawing, can: &Capabilities) -> Option<Draft> {
    let said = panel.prompt.trim();
    if said.is_empty() {
        return None;
    }
    let unnamed = panel.cast.iter().filter(|id| !said.contains(&format!("@{{{id}")));
    let cast: Vec<String> = unnamed.map(|id| format!("@{{{id}}}")).collect();
    let parts = [said.to_owned(), cast.join(", "), panel.camera.words().to_owned()];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    let around = Rect::around(&panel.shape);
    let side = |length: i32| u32::try_from(length.max(1)).unwrap_or(1);
    let longest = can.sizes.iter().map(|size| size.width.max(size.height)).max().unwrap_or(can.max_px);
    let (width, height) = can.size_of((side(around.width()), side(around.height())), longest);
    let negative = how.negative_prompt.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let negative: Vec<&str> = negative.chain([UNWANTED]).collect();
    Some(Draft {
        model: how.model.clone(),
        prompt: parts.collect::<Vec<_>>().join(", "),
        negative_prompt: negative.join(", "),
        style: Some(book.style.clone()).filter(|style| !style.is_empty()),
        width: Some(width),
        height: Some(height),
        tier: how.tier.clone(),
        quality: how.quality.clone(),
        count: how.count,
        seed: how.seed,
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{BookKind, FORMATS, Reading, templates};
    use easel_domain::CharacterId;

    fn can() -> Capabilities {
        serde_json::from_value(serde_json::json!({
            "sizes": [{ "id": "square", "width": 1024, "height": 1024 }],
            "min_px": 256, "max_px": 2048, "step_px": 16, "max_count": 4,
            "tiers": ["1K"], "qualities": ["standard"], "styles": ["ink"],
        }))
        .expect("capabilities")
    }

    #[test]
    fn a_panel_is_asked_for_with_its_cast_and_in_its_shape() {
        let format = FORMATS[0].format;
        let mut book = Book::new(BookKind::Comic, "Fox", "en", format, Reading::LeftToRight);
        book.style = "ink".to_owned();
        let mut page = templates()[0].page(&format, Reading::LeftToRight);
        let how = Drawing {
            model: "pen".to_owned(),
            tier: None,
            quality: None,
            count: Some(2),
            seed: None,
            negative_prompt: Some(" rain ".to_owned()),
        };
        let (maya, tom) = (CharacterId(uuid::Uuid::from_u128(1)), CharacterId(uuid::Uuid::from_u128(2)));
        let panel = &mut page.panels[0];
        assert_eq!(panel_draft(&book, panel, &how, &can()), None);
        panel.prompt = format!("@{{{maya}}} runs ");
        (panel.cast, panel.camera) = (vec![maya, tom], Camera::Low);
        let draft = panel_draft(&book, panel, &how, &can()).expect("a draft");
        assert_eq!(draft.prompt, format!("@{{{maya}}} runs, @{{{tom}}}, seen from below"));
        assert_eq!((draft.style.as_deref(), draft.count), (Some("ink"), Some(2)));
        assert_eq!(draft.negative_prompt, format!("rain, {UNWANTED}"));
        let (width, height) = (draft.width.expect("a width"), draft.height.expect("a height"));
        let around = Rect::around(&panel.shape);
        let shape = f64::from(around.width()) / f64::from(around.height());
        assert!((f64::from(width) / f64::from(height) / shape - 1.0).abs() < 0.03, "{width} x {height}");
        assert_eq!(width.max(height), 1024);
    }
}
