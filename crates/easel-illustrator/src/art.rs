//! The packed drawings and the words that lead to them. Unpacked on first use, one drawing at a time.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use resvg::tiny_skia::{FillRule, PathSegment, Pixmap, Transform};
use resvg::usvg::{self, Node, Paint};

use crate::canvas::{Canvas, Fill, Gamut, Outline, Tint};
use crate::colour::Rgb;
use crate::shape::Point;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/art.bin"));
static LIBRARY: OnceLock<Library> = OnceLock::new();

/// Which drawing of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GlyphId(u16);

struct Entry {
    slug: String,
    subgroup: u32,
    start: usize,
    length: usize,
}

/// What is in the pack: names of drawings, and words for them in all languages.
pub(crate) struct Library {
    entries: Vec<Entry>,
    slugs: BTreeMap<String, GlyphId>,
    terms: BTreeMap<String, GlyphId>,
    drawings: &'static [u8],
}

/// The library, read on first use (some ten milliseconds) and then kept.
pub(crate) fn library() -> &'static Library {
    LIBRARY.get_or_init(|| Library::read().expect("the build packs an art blob that can be read"))
}

impl Library {
    fn read() -> Option<Self> {
        let (index, rest) = part(PACKED)?;
        let (_, drawings) = part(rest)?;
        let index = unpacked(index)?;
        let (mut entries, mut terms) = (Vec::new(), BTreeMap::new());
        for line in index.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            match fields.as_slice() {
                ["g", slug, subgroup, start, length] => entries.push(Entry {
                    slug: (*slug).to_owned(),
                    subgroup: subgroup.parse().ok()?,
                    start: start.parse().ok()?,
                    length: length.parse().ok()?,
                }),
                ["t", term, at] => {
                    let first = at.split(',').next()?.parse().ok()?;
                    terms.insert(crate::words::plain(term), GlyphId(first));
                }
                _ => return None,
            }
        }
        let slugs = entries.iter().enumerate().map(|(i, e)| (e.slug.clone(), GlyphId(i as u16))).collect();
        Some(Self { entries, slugs, terms, drawings })
    }

    /// A drawing by its own name, such as `red-paper-lantern`.
    pub(crate) fn by_slug(&self, slug: &str) -> Option<GlyphId> {
        self.slugs.get(slug).copied()
    }

    /// A drawing by a word of any language, already in [`crate::words::plain`] form.
    pub(crate) fn by_term(&self, term: &str) -> Option<GlyphId> {
        self.terms.get(term).copied()
    }

    pub(crate) fn slug(&self, id: GlyphId) -> &str {
        &self.entries[usize::from(id.0)].slug
    }

    /// Group * 1000 + subgroup of the emoji standard: what sort of thing it is.
    pub(crate) fn subgroup(&self, id: GlyphId) -> u32 {
        self.entries[usize::from(id.0)].subgroup
    }

    /// Unpacks and parses one drawing, its colours turned by `recolour`.
    pub(crate) fn drawing(&self, id: GlyphId, recolour: Option<Recolour>) -> Option<Drawing> {
        let entry = &self.entries[usize::from(id.0)];
        let packed = self.drawings.get(entry.start..entry.start + entry.length)?;
        let mut body = String::from_utf8(miniz_oxide::inflate::decompress_to_vec(packed).ok()?).ok()?;
        if let Some(recolour) = recolour {
            body = recolour.apply(&body);
        }
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' \
             viewBox='0 0 128 128' width='128' height='128'>{body}</svg>"
        );
        let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).ok()?;
        Drawing::new(tree)
    }
}

/// A part of the pack and what follows it.
fn part(bytes: &'static [u8]) -> Option<(&'static [u8], &'static [u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

fn unpacked(bytes: &[u8]) -> Option<String> {
    String::from_utf8(miniz_oxide::inflate::decompress_to_vec(bytes).ok()?).ok()
}

/// The illustrator's word nearest in meaning to an English one it doesn't know: `dog` for `labrador`. Unpacked when it
/// is asked for the first time.
pub(crate) fn near(word: &str) -> Option<&'static str> {
    static NEAR: OnceLock<String> = OnceLock::new();
    let lines = NEAR.get_or_init(|| {
        part(PACKED).and_then(|(_, rest)| part(rest)).and_then(|(near, _)| unpacked(near)).unwrap_or_default()
    });
    // Sorted: halves are thrown away until the line is found.
    let (mut low, mut high) = (0, lines.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = lines[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = lines[start..].find('\n').map_or(lines.len(), |at| start + at);
        let (known, meaning) = lines[start..end].split_once('\t')?;
        match known.cmp(word) {
            std::cmp::Ordering::Equal => return Some(meaning),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// How a drawing's colours are changed to the one that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recolour {
    /// Hue the drawing mostly has, in degrees; `None` turns every colourful part.
    from: Option<f32>,
    hue: f32,
    saturation: f32,
    value: f32,
}

impl Recolour {
    /// Turns a drawing whose main colour is `main` to `wanted`; `None` if it already looks like that.
    pub(crate) fn between(main: Rgb, wanted: Rgb) -> Option<Self> {
        let (from, from_saturation, from_value) = main.to_hsv();
        let (hue, saturation, value) = wanted.to_hsv();
        let apart = (hue - from).abs().min(360.0 - (hue - from).abs());
        if saturation < 0.25 {
            let lift = if value > 0.7 {
                1.35
            } else if value < 0.3 {
                0.34
            } else {
                0.8
            };
            return Some(Self { from: None, hue, saturation: 0.14, value: lift });
        }
        if from_saturation < 0.2 {
            return Some(Self { from: None, hue, saturation: 0.0, value: 1.0 });
        }
        let brown = value < 0.6 && (value - from_value).abs() > 0.2;
        let value = if brown { 0.7 } else { 1.0 };
        (apart > 26.0 || brown).then_some(Self { from: Some(from), hue, saturation: 1.0, value })
    }

    fn apply(self, svg: &str) -> String {
        let mut out = String::with_capacity(svg.len() + 64);
        let mut rest = svg;
        while let Some(at) = rest.find('#') {
            let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_hexdigit).count();
            let reference = rest[..at].ends_with("url(") || rest[..at].ends_with("href=\"");
            out.push_str(&rest[..=at]);
            let code = &rest[at + 1..at + 1 + digits];
            match (reference, parse_hex(code)) {
                (false, Some(colour)) => out.push_str(&to_hex(self.turn(colour))),
                _ => out.push_str(code),
            }
            rest = &rest[at + 1 + digits..];
        }
        out.push_str(rest);
        out
    }

    fn turn(self, colour: Rgb) -> Rgb {
        let (hue, saturation, value) = colour.to_hsv();
        if self.saturation == 0.0 {
            // A grey drawing takes the colour on: its brightness stays.
            return if value > 0.25 { Rgb::hsv(self.hue, 0.7, value.min(0.95)) } else { colour };
        }
        if saturation < 0.2 || value < 0.18 {
            return colour;
        }
        if let Some(from) = self.from {
            let apart = (hue - from).abs().min(360.0 - (hue - from).abs());
            if apart > 50.0 {
                return colour;
            }
        }
        Rgb::hsv(self.hue, (saturation * self.saturation).min(1.0), (value * self.value).min(1.0))
    }
}

fn parse_hex(code: &str) -> Option<Rgb> {
    match code.len() {
        6 => u32::from_str_radix(code, 16).ok().map(Rgb::hex),
        3 => {
            u32::from_str_radix(&code.chars().flat_map(|c| [c, c]).collect::<String>(), 16).ok().map(Rgb::hex)
        }
        _ => None,
    }
}

fn to_hex(colour: Rgb) -> String {
    let part = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
    format!("{:02x}{:02x}{:02x}", part(colour.0), part(colour.1), part(colour.2))
}

/// A parsed drawing with its true extent.
pub(crate) struct Drawing {
    tree: usvg::Tree,
    /// Left, top, width, height of what is really painted, in the drawing's own 128 units.
    bounds: (f32, f32, f32, f32),
    /// The colour most of it has.
    pub(crate) main: Rgb,
}

const PROBE: u32 = 64;

impl Drawing {
    fn new(tree: usvg::Tree) -> Option<Self> {
        let mut probe = Pixmap::new(PROBE, PROBE)?;
        let shrink = PROBE as f32 / 128.0;
        resvg::render(&tree, Transform::from_scale(shrink, shrink), &mut probe.as_mut());
        let bounds = painted(&probe)?;
        let main = main_colour(&probe);
        Some(Self { tree, bounds, main })
    }

    /// Width over height of what is painted.
    pub(crate) fn aspect(&self) -> f32 {
        self.bounds.2 / self.bounds.3
    }

    /// Paints it so that what is visible stands with its middle on `foot` and is `height` scene units high.
    pub(crate) fn stand(&self, canvas: &mut Canvas, foot: Point, height: f32, mirrored: bool) {
        let (left, top, wide, high) = self.bounds;
        let size = height / high;
        let flip = if mirrored { -1.0 } else { 1.0 };
        let place = Transform::from_translate(-left - wide / 2.0, -top - high)
            .post_scale(size * flip, size)
            .post_translate(foot.0, foot.1);
        self.render(canvas, place);
    }

    /// Paints the whole 128-unit square round `middle`, `side` scene units wide.
    pub(crate) fn centre(&self, canvas: &mut Canvas, middle: Point, side: f32, degrees: f32, mirrored: bool) {
        let size = side / 128.0;
        let flip = if mirrored { -1.0 } else { 1.0 };
        let place = Transform::from_translate(-64.0, -64.0)
            .post_scale(size * flip, size)
            .post_rotate(degrees)
            .post_translate(middle.0, middle.1);
        self.render(canvas, place);
    }

    /// How far the painted part reaches above, below, left and right of the square's middle, as shares of its side.
    pub(crate) fn reach(&self) -> (f32, f32, f32, f32) {
        let (left, top, wide, high) = self.bounds;
        (
            (64.0 - top) / 128.0,
            (top + high - 64.0) / 128.0,
            (64.0 - left) / 128.0,
            (left + wide - 64.0) / 128.0,
        )
    }

    fn render(&self, canvas: &mut Canvas, place: Transform) {
        let as_drawn = canvas.outline.is_none() && canvas.brush.fill == Fill::Painted;
        if as_drawn && canvas.brush.gamut == Gamut::Any && !canvas.cut {
            resvg::render(&self.tree, place.post_concat(canvas.transform()), &mut canvas.pixels.as_mut());
        } else {
            draw_parts(self.tree.root(), canvas, place);
        }
    }
}

/// Paints a drawing part by part in the canvas's own manner, so that later parts cover earlier lines. `place` leads
/// from the drawing to scene units.
fn draw_parts(group: &usvg::Group, canvas: &mut Canvas, place: Transform) {
    for node in group.children() {
        match node {
            Node::Group(inner) if inner.clip_path().is_none() && inner.mask().is_none() => {
                // What is nearly transparent is a shade, and shades are not for simplified drawings.
                let solid = inner.opacity().get() > 0.6;
                solid.then(|| draw_parts(inner, canvas, place));
            }
            Node::Group(_) => {
                let to_pixels = place.pre_concat(group.abs_transform()).post_concat(canvas.transform());
                if let Some(layer) = node.abs_layer_bounding_box() {
                    let origin = Transform::from_translate(layer.x(), layer.y());
                    resvg::render_node(node, to_pixels.pre_concat(origin), &mut canvas.pixels.as_mut());
                }
            }
            Node::Path(path) if path.is_visible() => draw_part(path, canvas, place),
            _ => {}
        }
    }
}

fn draw_part(path: &usvg::Path, canvas: &mut Canvas, place: Transform) {
    let place = place.pre_concat(path.abs_transform());
    let outline = path.data().clone().transform(place);
    let size = (place.sx * place.sy - place.kx * place.ky).abs().sqrt();
    if let Some(stroke) = path.stroke() {
        let (colour, alpha) = (paint_colour(stroke.paint()), stroke.opacity().get());
        canvas.stroke(&outline, colour, alpha, stroke.width().get() * size);
    }
    let (Some(fill), Some(shape)) = (path.fill(), &outline) else { return };
    let (colour, alpha) = (paint_colour(fill.paint()), fill.opacity().get());
    if let Some(line) = canvas.outline.filter(|_| alpha > 0.8) {
        let bounds = shape.bounds();
        // Lettering and fine marks in one path would drown in their outlines.
        let parts = shape.segments().filter(|s| matches!(s, PathSegment::MoveTo(_))).count();
        if parts <= 4 && bounds.width().min(bounds.height()) > line.width * 4.0 {
            canvas.contour(shape, &Outline { width: line.width * 1.6, ..line }, colour);
        }
    }
    let even_odd = fill.rule() == usvg::FillRule::EvenOdd;
    let rule = if even_odd { FillRule::EvenOdd } else { FillRule::Winding };
    canvas.wash_by(&outline, Tint::veil(colour, alpha), rule);
}

fn paint_colour(paint: &Paint) -> Rgb {
    let mean = |stops: &[usvg::Stop]| {
        let share = 1.0 / stops.len().max(1) as f32;
        stops.iter().fold(Rgb(0.0, 0.0, 0.0), |sum, stop| {
            let c = byte_colour(stop.color());
            Rgb(sum.0 + c.0 * share, sum.1 + c.1 * share, sum.2 + c.2 * share)
        })
    };
    match paint {
        Paint::Color(c) => byte_colour(*c),
        Paint::LinearGradient(g) => mean(g.stops()),
        Paint::RadialGradient(g) => mean(g.stops()),
        Paint::Pattern(_) => Rgb(0.6, 0.6, 0.6),
    }
}

fn byte_colour(c: usvg::Color) -> Rgb {
    Rgb(f32::from(c.red) / 255.0, f32::from(c.green) / 255.0, f32::from(c.blue) / 255.0)
}

/// The smallest rectangle round all visible pixels, in 128 units.
fn painted(probe: &Pixmap) -> Option<(f32, f32, f32, f32)> {
    let (mut x0, mut y0, mut x1, mut y1) = (PROBE, PROBE, 0, 0);
    for (i, pixel) in probe.pixels().iter().enumerate() {
        if pixel.alpha() > 40 {
            let (x, y) = (i as u32 % PROBE, i as u32 / PROBE);
            (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1));
        }
    }
    let unit = 128.0 / PROBE as f32;
    (x1 > x0 && y1 > y0)
        .then(|| (x0 as f32 * unit, y0 as f32 * unit, (x1 - x0) as f32 * unit, (y1 - y0) as f32 * unit))
}

fn main_colour(probe: &Pixmap) -> Rgb {
    let mut counts: BTreeMap<(u8, u8, u8), usize> = BTreeMap::new();
    for pixel in probe.pixels().iter().filter(|p| p.alpha() > 250) {
        *counts.entry((pixel.red() >> 4, pixel.green() >> 4, pixel.blue() >> 4)).or_default() += 1;
    }
    let mut common: Vec<((u8, u8, u8), usize)> = counts.into_iter().collect();
    common.sort_by_key(|(colour, count)| (std::cmp::Reverse(*count), *colour));
    let colour = |k: (u8, u8, u8)| {
        let part = |v: u8| (f32::from(v) * 16.0 + 8.0) / 255.0;
        Rgb(part(k.0), part(k.1), part(k.2))
    };
    common
        .into_iter()
        .take(14)
        .map(|(k, _)| colour(k))
        .find(|c| c.to_hsv().2 > 0.3)
        .unwrap_or(Rgb(0.6, 0.5, 0.4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pack_opens_and_knows_things_in_four_languages() {
        let library = library();
        for word in ["fox", "狐狸", "zorro", "open book", "libro abierto"] {
            assert!(library.by_term(word).is_some(), "{word}");
        }
        let fox = library.by_slug("fox").expect("a fox is packed");
        let drawing = library.drawing(fox, None).expect("a fox can be parsed");
        assert!(drawing.main.0 > drawing.main.2, "a fox is orange");
    }

    #[test]
    fn every_drawing_parses() {
        let library = library();
        for at in 0..library.entries.len() {
            let id = GlyphId(at as u16);
            assert!(library.drawing(id, None).is_some(), "{}", library.slug(id));
        }
    }

    #[test]
    fn recolouring_leaves_references_alone() {
        let turn = Recolour::between(Rgb(1.0, 0.4, 0.0), Rgb(0.1, 0.3, 0.9)).expect("far apart");
        let out = turn.apply("<a fill=\"url(#abc)\" stop-color=\"#ff6600\"/><b xlink:href=\"#fff\"/>");
        assert!(out.contains("url(#abc)") && out.contains("href=\"#fff\"") && !out.contains("#ff6600"));
    }
}
