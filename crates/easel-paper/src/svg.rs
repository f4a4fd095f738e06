//! A page as SVG: with text that a browser draws with the same typefaces, or with letters as outlines.

use crate::{
    faces,
    letter::{LetterPaint, Run},
    scene::{Area, Drawn, Part, Scene},
    shape::{Line, Outline, Step},
    text::Ink,
};
use easel_domain::AssetId;
use skrifa::{
    FontRef, GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};
use std::{collections::HashMap, fmt::Write};

/// How letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// As `<text>`, for browsers that have the typefaces under the names of [`easel_fonts::faces`].
    Live,
    /// As outlines, for what has no typefaces.
    Outlined,
}

/// How much of a page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What is left after trimming.
    Trim,
    /// With what is trimmed off.
    Bleed,
}

impl Extent {
    /// Where that is.
    #[must_use]
    pub const fn of(self, scene: &Scene) -> Area {
        match self {
            Self::Trim => scene.trim,
            Self::Bleed => scene.bleed,
        }
    }
}

/// Two decimals at most: hundredths of a thousandth of a millimetre are nobody's concern.
struct N(f32);

impl std::fmt::Display for N {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(' '),
            // XML has no way to write these.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => safe.push(c),
        }
    }
    safe
}

fn colour(ink: Ink) -> String {
    format!("#{:02x}{:02x}{:02x}", ink.0, ink.1, ink.2)
}

/// An outline as the `d` of a path.
fn d(outline: &Outline) -> String {
    let mut d = String::new();
    for step in &outline.0 {
        let _ = match step {
            Step::Move([x, y]) => write!(d, "M{} {}", N(*x), N(*y)),
            Step::Line([x, y]) => write!(d, "L{} {}", N(*x), N(*y)),
            Step::Curve(a, b, c) => {
                write!(d, "C{} {} {} {} {} {}", N(a[0]), N(a[1]), N(b[0]), N(b[1]), N(c[0]), N(c[1]))
            }
            Step::Close => write!(d, "Z"),
        };
    }
    d
}

/// Writes a page. `name` is put before ids in it, so that many pages may stand in one document; `href` gives the
/// address of a picture.
#[must_use]
pub fn page_svg(
    scene: &Scene,
    letters: Letters,
    extent: Extent,
    name: &str,
    href: &dyn Fn(AssetId) -> String,
) -> String {
    let area = extent.of(scene);
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{} {} {} {}\" width=\"{}mm\" height=\"{}mm\" xml:lang=\"{}\">",
        N(area.x),
        N(area.y),
        N(area.width),
        N(area.height),
        N(area.width / 100.0),
        N(area.height / 100.0),
        escaped(&scene.language),
    );
    let name = escaped(name);
    let mut parts = scene.parts.iter().peekable();
    let mut open = false;
    let mut writer = Writer { svg, outlines: GlyphOutlines::default(), letters, name: &name, href, clips: 0 };
    for (at, drawn) in scene.drawn.iter().enumerate() {
        while let Some((_, part)) = parts.next_if(|(begin, _)| *begin <= at) {
            writer.begin(*part, open);
            open = true;
        }
        writer.draw(drawn);
    }
    let mut svg = writer.svg;
    if open {
        svg.push_str("</g>");
    }
    svg.push_str("</svg>\n");
    svg
}

/// A page as it is written.
struct Writer<'a> {
    svg: String,
    outlines: GlyphOutlines,
    letters: Letters,
    name: &'a str,
    href: &'a dyn Fn(AssetId) -> String,
    /// How many areas were named so far.
    clips: usize,
}

impl Writer<'_> {
    /// Says what everything from here on belongs to.
    fn begin(&mut self, part: Part, open: bool) {
        if open {
            self.svg.push_str("</g>");
        }
        let (word, no) = match part {
            Part::Panel(no) => ("panel", no),
            Part::Text(no) => ("text", no),
            Part::Balloon(no) => ("balloon", no),
        };
        let _ = write!(self.svg, "<g data-{word}=\"{no}\">");
    }

    /// Begins what lies within an outline.
    fn clip(&mut self, outline: &Outline) {
        let (name, at) = (self.name, self.clips);
        self.clips += 1;
        let _ = write!(
            self.svg,
            "<clipPath id=\"{name}c{at}\"><path d=\"{}\"/></clipPath><g clip-path=\"url(#{name}c{at})\">",
            d(outline)
        );
    }

    fn draw(&mut self, drawn: &Drawn) {
        match drawn {
            Drawn::Shape(outline, fill, line) => self.shape(outline, *fill, line.as_ref()),
            Drawn::Picture(id, clip, place, alt) => {
                self.clip(clip);
                let _ = write!(
                    self.svg,
                    "<image href=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" role=\"img\"><title>{}</title></image></g>",
                    escaped(&(self.href)(*id)),
                    N(place.x),
                    N(place.y),
                    N(place.width),
                    N(place.height),
                    escaped(alt),
                );
            }
            Drawn::Letters(run) if self.letters == Letters::Live => live(&mut self.svg, run),
            Drawn::Letters(run) => outlined(&mut self.svg, &mut self.outlines, run),
            Drawn::Within(area, inner) => {
                self.clip(&Outline::polygon(&area.corners()));
                inner.iter().for_each(|one| self.draw(one));
                self.svg.push_str("</g>");
            }
        }
    }

    fn shape(&mut self, outline: &Outline, fill: Option<(Ink, f32)>, line: Option<&Line>) {
        let fill = fill.map_or("none".to_owned(), |(ink, _)| colour(ink)) + &opacity(fill.map(|f| f.1));
        let _ = write!(self.svg, "<path d=\"{}\" fill=\"{fill}\"", d(outline));
        if let Some(line) = line {
            let _ = write!(
                self.svg,
                " stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"miter\"",
                colour(line.ink),
                N(line.width)
            );
            if let Some([dash, gap]) = line.dash {
                let _ = write!(self.svg, " stroke-dasharray=\"{} {}\"", N(dash), N(gap));
            }
        }
        self.svg.push_str("/>");
    }
}

fn opacity(share: Option<f32>) -> String {
    match share {
        Some(share) if share < 1.0 => format!("\" fill-opacity=\"{}", N(share)),
        _ => String::new(),
    }
}

fn paint(run: &Run) -> String {
    match run.paint {
        LetterPaint::Fill(ink) => format!("fill=\"{}\"", colour(ink)),
        // What is drawn around letters is hidden by them on the inside.
        LetterPaint::Stroke(width, ink) => format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"",
            colour(ink),
            N(width * 2.0)
        ),
    }
}

fn matrix([a, b, c, d, e, f]: [f32; 6]) -> String {
    if [a, b, c, d] == [1.0, 0.0, 0.0, 1.0] {
        return format!("translate({} {})", N(e), N(f));
    }
    // Turns and growth need more than lengths do.
    format!("matrix({a:.5} {b:.5} {c:.5} {d:.5} {} {})", N(e), N(f))
}

fn live(svg: &mut String, run: &Run) {
    let Some(face) = easel_fonts::faces().get(run.face) else { return };
    let _ = write!(
        svg,
        "<text transform=\"{}\" font-family=\"'{}'\" font-weight=\"{}\" font-size=\"{}\" {} xml:space=\"preserve\"",
        matrix(run.at),
        face.family,
        face.weight,
        N(run.size),
        paint(run)
    );
    if run.rtl {
        // With the end as its anchor, a text that is read from right to left begins where its run does.
        svg.push_str(" direction=\"rtl\" text-anchor=\"end\"");
    }
    let vert = if run.upright { "font-feature-settings:'vert';" } else { "" };
    let _ = write!(svg, " style=\"{vert}font-synthesis:none;text-rendering:geometricPrecision\"");
    if matches!(run.paint, LetterPaint::Stroke(..)) {
        svg.push_str(" aria-hidden=\"true\"");
    }
    let _ = write!(svg, ">{}</text>", escaped(&run.text));
}

/// Outlines of glyphs, each looked up once.
#[derive(Default)]
struct GlyphOutlines(HashMap<(usize, u32), Outline>);

/// Units of the outlines that are kept.
const EM: f32 = 1000.0;

impl GlyphOutlines {
    fn get(&mut self, face: usize, glyph: u32) -> &Outline {
        self.0.entry((face, glyph)).or_insert_with(|| {
            let Some(blob) = faces::ttf(face) else { return Outline::default() };
            let Ok(font) = FontRef::new(blob.as_ref()) else { return Outline::default() };
            let mut pen = Pen(Outline::default(), [0.0, 0.0]);
            if let Some(outline) = font.outline_glyphs().get(GlyphId::new(glyph)) {
                let settings = DrawSettings::unhinted(Size::new(EM), LocationRef::default());
                let _ = outline.draw(settings, &mut pen);
            }
            pen.0
        })
    }
}

/// Takes a glyph down, with y going down.
struct Pen(Outline, [f32; 2]);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.1 = [x, -y];
        self.0.0.push(Step::Move(self.1));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.1 = [x, -y];
        self.0.0.push(Step::Line(self.1));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (from, handle, to) = (self.1, [cx, -cy], [x, -y]);
        let third = |end: [f32; 2]| crate::shape::mix(end, handle, 2.0 / 3.0);
        self.0.0.push(Step::Curve(third(from), third(to), to));
        self.1 = to;
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.1 = [x, -y];
        self.0.0.push(Step::Curve([ax, -ay], [bx, -by], self.1));
    }

    fn close(&mut self) {
        self.0.0.push(Step::Close);
    }
}

fn outlined(svg: &mut String, outlines: &mut GlyphOutlines, run: &Run) {
    let grown = run.size / EM;
    let mut all = Outline::default();
    for glyph in &run.glyphs {
        let at = |[x, y]: [f32; 2]| [glyph.x + x * grown, glyph.y + y * grown];
        all.0.extend(outlines.get(run.face, glyph.id).0.iter().map(|step| match *step {
            Step::Move(p) => Step::Move(at(p)),
            Step::Line(p) => Step::Line(at(p)),
            Step::Curve(a, b, c) => Step::Curve(at(a), at(b), at(c)),
            Step::Close => Step::Close,
        }));
    }
    if !all.0.is_empty() {
        let _ = write!(svg, "<path transform=\"{}\" d=\"{}\" {}/>", matrix(run.at), d(&all), paint(run));
    }
}
