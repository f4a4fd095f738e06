//! A page: panels with their art, balloons and texts.

use super::{Lettering, Point, Polygon, Rect};
use easel_domain::{AssetId, CharacterId};
use serde::{Deserialize, Serialize};

/// Which page of a book it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageRole {
    /// The front.
    Cover,
    /// With the title.
    Title,
    /// One of many.
    Body,
    /// The back.
    Back,
}

impl PageRole {
    /// Whether it lies between the covers.
    #[must_use]
    pub const fn is_inside(self) -> bool {
        matches!(self, Self::Title | Self::Body)
    }
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Which one of its book; stays when others come and go. 0 is one that has no number yet.
    #[serde(default)]
    pub no: u32,
    /// The highest number that one of its panels ever had: what was made for a panel that is gone is not taken for
    /// another's.
    #[serde(default)]
    pub last_no: u32,
    /// Which page of a book it is.
    pub role: PageRole,
    /// Where nothing lies, `#rrggbb`.
    pub background: String,
    /// In the order they are read in.
    pub panels: Vec<Panel>,
    /// Later ones lie over earlier ones.
    pub balloons: Vec<Balloon>,
    /// What a storybook tells.
    pub texts: Vec<TextBlock>,
}

impl Page {
    /// A page with panels of these shapes.
    #[must_use]
    pub fn of(shapes: impl IntoIterator<Item = Polygon>) -> Self {
        let panels: Vec<Panel> = (1..).zip(shapes).map(|(no, shape)| Panel::new(no, shape)).collect();
        Self {
            no: 0,
            last_no: u32::try_from(panels.len()).unwrap_or(u32::MAX),
            role: PageRole::Body,
            background: "#ffffff".to_owned(),
            panels,
            balloons: Vec::new(),
            texts: Vec::new(),
        }
    }

    /// The highest number that a panel has or had.
    #[must_use]
    pub fn highest_no(&self) -> u32 {
        self.panels.iter().map(|panel| panel.no).fold(self.last_no, u32::max)
    }

    /// A number that no panel has or had.
    #[must_use]
    pub fn free_no(&self) -> u32 {
        self.highest_no().saturating_add(1)
    }

    /// The panel of this number.
    #[must_use]
    pub fn panel(&self, no: u32) -> Option<&Panel> {
        self.panels.iter().find(|panel| panel.no == no)
    }

    /// What is said and shown on it, for those who don't see it: every text, then what each panel shows.
    #[must_use]
    pub fn spoken(&self) -> String {
        let shown = self.panels.iter().filter_map(|panel| panel.art.as_ref()).map(|art| art.alt.as_str());
        let told = self.texts.iter().map(|text| text.text.text.as_str());
        let said = self.balloons.iter().map(|balloon| balloon.text.text.as_str());
        let said = said.chain(told).chain(shown).map(str::trim).filter(|text| !text.is_empty());
        said.collect::<Vec<_>>().join("\n")
    }
}

/// From how near a panel looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Camera {
    /// Whatever comes.
    #[default]
    Any,
    /// A whole place.
    Wide,
    /// Somebody from head to foot.
    Full,
    /// Somebody from the waist up.
    Medium,
    /// A face.
    Close,
    /// From above.
    High,
    /// From below.
    Low,
    /// Over somebody's shoulder.
    Shoulder,
}

/// The line around a panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Border {
    /// How wide; 0 is none.
    pub width: i32,
    /// `#rrggbb`.
    pub colour: String,
    /// How round corners are; 0 is sharp.
    pub radius: i32,
}

impl Default for Border {
    fn default() -> Self {
        Self { width: 60, colour: "#111111".to_owned(), radius: 0 }
    }
}

/// A picture in a panel. It covers the panel's frame, then is zoomed and moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Art {
    /// Which picture.
    pub asset_id: AssetId,
    /// Its pixels.
    pub width_px: u32,
    /// Its pixels.
    pub height_px: u32,
    /// Thousandths; 1000 just covers the frame.
    pub zoom: u32,
    /// Moved to the right.
    pub dx: i32,
    /// Moved down.
    pub dy: i32,
    /// What it shows, for those who don't see it.
    pub alt: String,
}

impl Art {
    /// A picture that just covers its frame.
    #[must_use]
    pub const fn new(asset_id: AssetId, (width_px, height_px): (u32, u32)) -> Self {
        Self { asset_id, width_px, height_px, zoom: 1_000, dx: 0, dy: 0, alt: String::new() }
    }

    /// Where the whole picture lies when it is shown in this frame. It never leaves a part of the frame empty.
    #[must_use]
    pub fn placed(&self, frame: Rect) -> Rect {
        let (width, height) = (i64::from(frame.width().max(1)), i64::from(frame.height().max(1)));
        let (w_px, h_px) = (i64::from(self.width_px.max(1)), i64::from(self.height_px.max(1)));
        // The side that is short of covering decides.
        let (w, h) = if width * h_px > height * w_px {
            (width, (width * h_px).div_euclid(w_px).max(height))
        } else {
            ((height * w_px).div_euclid(h_px).max(width), height)
        };
        let zoom = i64::from(self.zoom.max(1_000));
        let (w, h) = (w * zoom / 1_000, h * zoom / 1_000);
        let place = |from: i32, side: i64, full: i64, moved: i32| {
            let slack = full - side;
            let at = (-slack / 2 + i64::from(moved)).clamp(-slack, 0);
            i64::from(from) + at
        };
        let x = place(frame.from.x, width, w, self.dx);
        let y = place(frame.from.y, height, h, self.dy);
        let narrow = |value: i64| value.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
        Rect { from: Point { x: narrow(x), y: narrow(y) }, to: Point { x: narrow(x + w), y: narrow(y + h) } }
    }
}

impl Panel {
    /// How fine its art is printed: pixels of the picture in an inch of paper.
    #[must_use]
    pub fn dpi(&self) -> Option<u32> {
        let art = self.art.as_ref()?;
        let width = u64::try_from(art.placed(Rect::around(&self.shape)).width().max(1)).unwrap_or(1);
        u32::try_from(u64::from(art.width_px) * 2_540 / width).ok()
    }
}

/// A picture that was made or chosen for a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Which picture.
    pub asset_id: AssetId,
    /// Its pixels.
    pub width_px: u32,
    /// Its pixels.
    pub height_px: u32,
}

/// A panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// Which one of its page; stays when others come and go.
    pub no: u32,
    /// Its corners, clockwise, without a dent.
    pub shape: Polygon,
    /// The line around it.
    pub border: Border,
    /// Higher ones lie over lower ones.
    pub level: i8,
    /// It is meant to lie over others.
    pub over: bool,
    /// What is seen in it.
    pub art: Option<Art>,
    /// What should be seen in it.
    pub prompt: String,
    /// From how near.
    pub camera: Camera,
    /// Who is in it.
    pub cast: Vec<CharacterId>,
    /// What was made for it; the one in `art` is picked.
    pub candidates: Vec<Candidate>,
}

impl Panel {
    /// An empty one.
    #[must_use]
    pub fn new(no: u32, shape: Polygon) -> Self {
        Self {
            no,
            shape,
            border: Border::default(),
            level: 0,
            over: false,
            art: None,
            prompt: String::new(),
            camera: Camera::Any,
            cast: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// Which candidate is seen.
    #[must_use]
    pub fn picked(&self) -> Option<usize> {
        let art = self.art.as_ref()?;
        self.candidates.iter().position(|candidate| candidate.asset_id == art.asset_id)
    }

    /// Shows this candidate, with the alternative text that was there. Nothing where there is none.
    pub fn pick(&mut self, at: usize) -> Option<()> {
        let candidate = self.candidates.get(at)?;
        let alt = self.art.take().map(|art| art.alt).unwrap_or_default();
        self.art =
            Some(Art { alt, ..Art::new(candidate.asset_id, (candidate.width_px, candidate.height_px)) });
        Some(())
    }
}

/// A place and a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// To the right.
    pub x: i32,
    /// Down.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Frame {
    /// The middle.
    #[must_use]
    pub const fn centre(self) -> Point {
        Point { x: self.x.saturating_add(self.width / 2), y: self.y.saturating_add(self.height / 2) }
    }

    /// From corner to corner.
    #[must_use]
    pub const fn rect(self) -> Rect {
        Rect {
            from: Point { x: self.x, y: self.y },
            to: Point { x: self.x.saturating_add(self.width), y: self.y.saturating_add(self.height) },
        }
    }
}

/// What a balloon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BalloonKind {
    /// An ellipse with a curved tail.
    Speech,
    /// A cloud with bubbles.
    Thought,
    /// A burst.
    Shout,
    /// A dashed ellipse.
    Whisper,
    /// A box without a tail.
    Caption,
    /// Letters alone.
    Effect,
}

impl BalloonKind {
    /// Every kind.
    pub const ALL: &[Self] =
        &[Self::Speech, Self::Thought, Self::Shout, Self::Whisper, Self::Caption, Self::Effect];

    /// The name of the text style that it has unless told otherwise.
    #[must_use]
    pub const fn style(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Thought => "thought",
            Self::Shout => "shout",
            Self::Whisper => "whisper",
            Self::Caption => "caption",
            Self::Effect => "effect",
        }
    }
}

/// A balloon, a caption or a sound effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balloon {
    /// Which one of its page.
    pub no: u32,
    /// What it is.
    pub kind: BalloonKind,
    /// Its body, without tails.
    pub frame: Frame,
    /// What its tails point at.
    pub tails: Vec<Point>,
    /// What stands in it.
    pub text: Lettering,
    /// The panel it belongs to and moves with.
    pub panel: Option<u32>,
    /// What it is filled with, `#rrggbb`.
    pub fill: String,
    /// Turned clockwise around its middle, degrees: for effects.
    pub turn: i16,
}

impl Balloon {
    /// One with the usual looks.
    #[must_use]
    pub fn new(no: u32, kind: BalloonKind, frame: Frame, text: &str, language: &str) -> Self {
        let fill = if kind == BalloonKind::Caption { "#fff6d6" } else { "#ffffff" };
        Self {
            no,
            kind,
            frame,
            tails: Vec::new(),
            text: Lettering::new(text, kind.style(), language),
            panel: None,
            fill: fill.to_owned(),
            turn: 0,
        }
    }
}

/// A text of a storybook's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextBlock {
    /// Which one of its page.
    pub no: u32,
    /// Where it stands.
    pub frame: Frame,
    /// What it says.
    pub text: Lettering,
    /// What lies behind it, `#rrggbb`; nothing where it stands on paper.
    pub backing: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn art_covers_its_frame_however_it_is_moved() {
        let frame = Frame { x: 100, y: 200, width: 3_000, height: 1_000 }.rect();
        let mut art = Art::new(AssetId(uuid::Uuid::nil()), (1024, 1536));
        for (zoom, dx, dy) in [
            (1_000, 0, 0),
            (1_000, 9_000, 9_000),
            (2_500, -9_000, 40),
            (1, 0, i32::MIN),
            (8_000, i32::MAX, 0),
        ] {
            (art.zoom, art.dx, art.dy) = (zoom, dx, dy);
            let placed = art.placed(frame);
            assert!(placed.from.x <= frame.from.x && placed.from.y <= frame.from.y, "{placed:?}");
            assert!(placed.to.x >= frame.to.x && placed.to.y >= frame.to.y, "{placed:?}");
            let ratio = f64::from(placed.height()) / f64::from(placed.width());
            assert!((ratio - 1.5).abs() < 0.01, "{ratio}");
        }
    }

    #[test]
    fn art_is_as_fine_as_its_pixels_on_paper() {
        // Four inches wide.
        let place = Frame { x: 0, y: 0, width: 10_160, height: 5_080 };
        let mut panel = Panel::new(1, place.rect().polygon());
        assert_eq!(panel.dpi(), None);
        panel.art = Some(Art::new(AssetId(uuid::Uuid::nil()), (1200, 600)));
        assert_eq!(panel.dpi(), Some(300));
        panel.art.as_mut().expect("art").zoom = 2_000;
        assert_eq!(panel.dpi(), Some(150));
    }

    #[test]
    fn a_candidate_is_picked_by_being_shown() {
        let mut panel = Panel::new(1, Vec::new());
        assert_eq!((panel.picked(), panel.pick(0)), (None, None));
        for id in [1, 2] {
            panel.candidates.push(Candidate {
                asset_id: AssetId(uuid::Uuid::from_u128(id)),
                width_px: 8,
                height_px: 8,
            });
        }
        panel.pick(1).expect("there");
        assert_eq!(panel.picked(), Some(1));
    }
}
