//! A page as a list of what is drawn, from back to front: the one source of screen, picture and print.

use crate::{
    balloon::{balloon_shape, room},
    fit::Room,
    letter::{Fit, Letterer, Run},
    shape::{Line, Outline},
    text::Ink,
};
use easel_domain::AssetId;
use easel_works::{
    book::{
        Balloon, BalloonKind, Book, Lettering, Page, PageRole, Panel, Reading, Rect, SetText, TextBlock,
        TextStyle,
    },
    strip::colour_of,
};

/// A place and a size, hundredths of a millimetre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Area {
    fn of(rect: Rect) -> Self {
        Self {
            x: rect.from.x as f32,
            y: rect.from.y as f32,
            width: rect.width() as f32,
            height: rect.height() as f32,
        }
    }

    pub(crate) fn corners(self) -> [[f32; 2]; 4] {
        let (right, foot) = (self.x + self.width, self.y + self.height);
        [[self.x, self.y], [right, self.y], [right, foot], [self.x, foot]]
    }
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawn {
    /// An outline: filled, with how much of what lies under it is hidden, and a line along it.
    Shape(Outline, Option<(Ink, f32)>, Option<Line>),
    /// A picture: which, within what, where all of it lies, what it shows.
    Picture(AssetId, Outline, Area, String),
    /// Letters.
    Letters(Run),
    /// What of these lies within an area.
    Within(Area, Vec<Drawn>),
}

impl Drawn {
    /// The same, elsewhere.
    fn moved(self, x: f32, y: f32) -> Self {
        let by = [1.0, 0.0, 0.0, 1.0, x, y];
        let area = |area: Area| Area { x: area.x + x, y: area.y + y, ..area };
        match self {
            Self::Shape(outline, fill, line) => Self::Shape(outline.moved(x, y), fill, line),
            Self::Picture(id, clip, place, alt) => Self::Picture(id, clip.moved(x, y), area(place), alt),
            Self::Letters(run) => Self::Letters(Run { at: after(by, run.at), ..run }),
            Self::Within(within, drawn) => {
                let drawn = drawn.into_iter().map(|one| one.moved(x, y)).collect();
                Self::Within(area(within), drawn)
            }
        }
    }
}

/// What something drawn belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A panel, by its number.
    Panel(u32),
    /// A text, by its number.
    Text(u32),
    /// A balloon, by its number.
    Balloon(u32),
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// What is left after trimming.
    pub trim: Area,
    /// With what is trimmed off.
    pub bleed: Area,
    /// The tag of its language.
    pub language: String,
    /// From back to front.
    pub drawn: Vec<Drawn>,
    /// Where in `drawn` each part begins; it ends where the next one begins.
    pub parts: Vec<(usize, Part)>,
    /// Balloons and texts that their text does not fit.
    pub crowded: Vec<Part>,
}

impl Scene {
    /// Every picture that is needed, once.
    #[must_use]
    pub fn pictures(&self) -> Vec<AssetId> {
        let mut ids: Vec<AssetId> = Vec::new();
        for drawn in self.flat() {
            if let Drawn::Picture(id, ..) = drawn
                && !ids.contains(id)
            {
                ids.push(*id);
            }
        }
        ids
    }

    fn begin(&mut self, part: Part) {
        self.parts.push((self.drawn.len(), part));
    }

    /// Everything that is drawn, whatever it lies within.
    pub(crate) fn flat(&self) -> Vec<&Drawn> {
        fn gather<'a>(drawn: &'a [Drawn], all: &mut Vec<&'a Drawn>) {
            for one in drawn {
                match one {
                    Drawn::Within(_, inner) => gather(inner, all),
                    one => all.push(one),
                }
            }
        }
        let mut all = Vec::with_capacity(self.drawn.len());
        gather(&self.drawn, &mut all);
        all
    }
}

pub(crate) fn ink(colour: &str) -> Ink {
    colour_of(colour).map_or(Ink(255, 255, 255), |[r, g, b]| Ink(r, g, b))
}

const BLACK: Ink = Ink(17, 17, 17);
/// How wide a balloon's line is.
const LINE: f32 = 45.0;

/// Breaks every text of a page that isn't in lines yet into those that the recipe keeps. Gives all balloons and texts
/// that their text doesn't fit.
pub fn set_page(letterer: &mut Letterer, book: &Book, page: &mut Page) -> Vec<Part> {
    let mut crowded = Vec::new();
    for balloon in &mut page.balloons {
        let Some(style) = book.text_style(&balloon.text.style) else { continue };
        let Fit { set, fits } = letterer.fit(&balloon.text, style, room(balloon));
        balloon.text.set.get_or_insert(set);
        if !fits {
            crowded.push(Part::Balloon(balloon.no));
        }
    }
    for text in &mut page.texts {
        let Some(style) = book.text_style(&text.text.style) else { continue };
        let Fit { set, fits } = letterer.fit(&text.text, style, block_room(text));
        text.text.set.get_or_insert(set);
        if !fits {
            crowded.push(Part::Text(text.no));
        }
    }
    crowded
}

/// The balloons and texts of a book that their text doesn't fit, each with the number of its page.
pub fn crowded_texts(letterer: &mut Letterer, book: &Book) -> Vec<(u32, Part)> {
    let of = |page: &Page| {
        let no = page.no;
        set_page(letterer, book, &mut page.clone())
            .into_iter()
            .map(move |text| (no, text))
            .collect::<Vec<_>>()
    };
    book.pages.iter().flat_map(of).collect()
}

fn block_room(text: &TextBlock) -> Room {
    let inset = if text.backing.is_some() { text.frame.width.min(text.frame.height) / 10 } else { 0 };
    let inset = inset.min(500);
    Room {
        width: (text.frame.width - 2 * inset).max(1) as f32,
        height: (text.frame.height - 2 * inset).max(1) as f32,
        power: None,
    }
}

/// Draws a page of a book. Texts that are not in lines yet are broken on the way.
pub fn scene(letterer: &mut Letterer, book: &Book, page: &Page) -> Scene {
    let format = &book.format;
    let bleed = Area::of(format.printed());
    let trim = Area { x: 0.0, y: 0.0, width: format.width as f32, height: format.height as f32 };
    let mut scene = Scene {
        trim,
        bleed,
        language: book.language.clone(),
        drawn: Vec::new(),
        parts: Vec::new(),
        crowded: Vec::new(),
    };
    let paper = Outline::polygon(&bleed.corners());
    scene.drawn.push(Drawn::Shape(paper, Some((ink(&page.background), 1.0)), None));
    let mut panels: Vec<&Panel> = page.panels.iter().collect();
    panels.sort_by_key(|panel| panel.level);
    for panel in panels {
        scene.begin(Part::Panel(panel.no));
        draw_panel(&mut scene, panel);
    }
    for text in &page.texts {
        scene.begin(Part::Text(text.no));
        draw_block(&mut scene, letterer, book, text);
    }
    for balloon in &page.balloons {
        scene.begin(Part::Balloon(balloon.no));
        draw_balloon(&mut scene, letterer, book, balloon);
    }
    scene
}

fn draw_panel(scene: &mut Scene, panel: &Panel) {
    let corners: Vec<[f32; 2]> = panel.shape.iter().map(|p| [p.x as f32, p.y as f32]).collect();
    let outline = Outline::rounded(&corners, panel.border.radius as f32);
    match &panel.art {
        Some(art) => {
            let placed = Area::of(art.placed(Rect::around(&panel.shape)));
            let picture = Drawn::Picture(art.asset_id, outline.clone(), placed, art.alt.clone());
            scene.drawn.push(picture);
        }
        None => scene.drawn.push(Drawn::Shape(outline.clone(), Some((Ink(255, 255, 255), 1.0)), None)),
    }
    if panel.border.width > 0 {
        let line = Line { width: panel.border.width as f32, ink: ink(&panel.border.colour), dash: None };
        scene.drawn.push(Drawn::Shape(outline, None, Some(line)));
    }
}

fn draw_block(scene: &mut Scene, letterer: &mut Letterer, book: &Book, text: &TextBlock) {
    let Some(style) = book.text_style(&text.text.style) else { return };
    if text.text.text.trim().is_empty() {
        return;
    }
    let area = Area::of(text.frame.rect());
    if let Some(backing) = &text.backing {
        let outline = Outline::rounded(&area.corners(), 400.0);
        scene.drawn.push(Drawn::Shape(outline, Some((ink(backing), 0.82)), None));
    }
    let room = block_room(text);
    let set = lines_of(scene, letterer, (Part::Text(text.no), &text.text), style, room);
    let middle = [area.x + area.width / 2.0, area.y + area.height / 2.0];
    let runs = letterer.draw(&text.text, style, &set, (middle, room));
    scene.drawn.extend(runs.into_iter().map(Drawn::Letters));
}

/// The lines that the recipe keeps, or new ones.
fn lines_of(
    scene: &mut Scene,
    letterer: &mut Letterer,
    (part, text): (Part, &Lettering),
    style: &TextStyle,
    room: Room,
) -> SetText {
    text.set.clone().unwrap_or_else(|| {
        let Fit { set, fits } = letterer.fit(text, style, room);
        if !fits {
            scene.crowded.push(part);
        }
        set
    })
}

fn draw_balloon(scene: &mut Scene, letterer: &mut Letterer, book: &Book, balloon: &Balloon) {
    let Some(style) = book.text_style(&balloon.text.style) else { return };
    let shape = balloon_shape(balloon);
    let dash = shape.dashed.then_some([150.0, 110.0]);
    let line =
        Line { width: if balloon.kind == BalloonKind::Shout { LINE * 1.4 } else { LINE }, ink: BLACK, dash };
    for outline in shape.outlines {
        scene.drawn.push(Drawn::Shape(outline, Some((ink(&balloon.fill), 1.0)), Some(line.clone())));
    }
    if balloon.text.text.trim().is_empty() {
        return;
    }
    let room = room(balloon);
    let set = lines_of(scene, letterer, (Part::Balloon(balloon.no), &balloon.text), style, room);
    let area = Area::of(balloon.frame.rect());
    let middle = [area.x + area.width / 2.0, area.y + area.height / 2.0];
    let mut runs = letterer.draw(&balloon.text, style, &set, (middle, room));
    if balloon.turn != 0 {
        let angle = f32::from(balloon.turn).to_radians();
        let (c, s) = (angle.cos(), angle.sin());
        let [x, y] = middle;
        let turn = [c, s, -s, c, x - c * x + s * y, y - s * x - c * y];
        for run in &mut runs {
            run.at = after(turn, run.at);
        }
    }
    scene.drawn.extend(runs.into_iter().map(Drawn::Letters));
}

/// Two ways of placing, one after the other.
pub(crate) fn after(outer: [f32; 6], inner: [f32; 6]) -> [f32; 6] {
    let [a, b, c, d, e, f] = outer;
    let [g, h, i, j, k, l] = inner;
    [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/// The outer side of a book's cover as one sheet: back, spine and front, in the order in which they lie side by side.
/// Nothing where the book has no cover.
pub fn cover_sheet(letterer: &mut Letterer, book: &Book) -> Option<Scene> {
    let front = book.pages.iter().find(|page| page.role == PageRole::Cover)?;
    let back = book.pages.iter().find(|page| page.role == PageRole::Back);
    let format = &book.format;
    let (width, height, bleed) = (format.width as f32, format.height as f32, format.bleed as f32);
    let spine = book.spine() as f32;
    let trim = Area { x: 0.0, y: 0.0, width: 2.0 * width + spine, height };
    let sheet = Area { x: -bleed, y: -bleed, width: trim.width + 2.0 * bleed, height: height + 2.0 * bleed };
    let mut drawn = Vec::new();
    let whole = Outline::polygon(&sheet.corners());
    drawn.push(Drawn::Shape(whole, Some((ink(&front.background), 1.0)), None));
    // What is bound on the right has its front on the left.
    let front_first = book.reading == Reading::RightToLeft;
    let half = |first: bool| {
        let x = if first { sheet.x } else { width + spine };
        Area { x, y: sheet.y, width: width + bleed, height: sheet.height }
    };
    for (page, first) in [(back, !front_first), (Some(front), front_first)] {
        let Some(page) = page else { continue };
        let x = if first { 0.0 } else { width + spine };
        let inner = scene(letterer, book, page).drawn.into_iter().map(|one| one.moved(x, 0.0));
        drawn.push(Drawn::Within(half(first), inner.collect()));
    }
    drawn.extend(spine_title(letterer, book, (width, spine, height)));
    Some(Scene {
        trim,
        bleed: sheet,
        language: book.language.clone(),
        drawn,
        parts: Vec::new(),
        crowded: Vec::new(),
    })
}

/// Narrowest spine that a title stands on.
const SPINE_TITLED_MIN: f32 = 500.0;

/// The title along the spine, read from top to bottom.
fn spine_title(letterer: &mut Letterer, book: &Book, (x, spine, height): (f32, f32, f32)) -> Vec<Drawn> {
    let Some(style) = book.text_style("title").filter(|_| spine >= SPINE_TITLED_MIN) else {
        return Vec::new();
    };
    let tall = (spine * 0.6) as i32;
    let style = TextStyle { size_min: tall / 4, size_max: tall, stroke: None, warp: None, ..style.clone() };
    let text = Lettering::new(&book.title, &style.name, &book.language);
    let room = Room { width: height * 0.8, height: spine * 0.9, power: None };
    let Fit { set, fits: true } = letterer.fit(&text, &style, room) else { return Vec::new() };
    let runs = letterer.draw(&text, &style, &set, ([0.0, 0.0], room));
    // A quarter turn clockwise around its middle.
    let turn = [0.0, 1.0, -1.0, 0.0, x + spine / 2.0, height / 2.0];
    runs.into_iter().map(|run| Drawn::Letters(Run { at: after(turn, run.at), ..run })).collect()
}
