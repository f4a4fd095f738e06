//! A sheet one paints on, in scene units: the short side of a picture is 1 whatever its size in pixels.

mod gamut;
mod paste;
mod texture;
mod tint;

use resvg::tiny_skia::{
    BlendMode, FillRule, FilterQuality, GradientStop, LineCap, LineJoin, Paint, Path, Pixmap, PixmapPaint,
    Point as SkPoint, RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

pub(crate) use gamut::Gamut;
pub(crate) use paste::SoftRows;
pub(crate) use tint::Tint;
use tint::bare;

use crate::blur;
use crate::colour::Rgb;
use crate::shape::{self, Point, Shape};
use texture::{Textures, WAX};

/// Lines drawn round every shape, for the styles that have them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    /// In scene units.
    pub(crate) width: f32,
    pub(crate) colour: Rgb,
    /// 0: all lines have `colour`; 1: each has a dark shade of what it surrounds.
    pub(crate) tinted: f32,
    /// 0: lines are equally wide everywhere; 1: as wide as a broad nib makes them, thin from lower left to upper
    /// right and thick across.
    pub(crate) nib: f32,
}

impl Outline {
    pub(crate) fn shade_for(&self, fill: Rgb) -> Rgb {
        self.colour.mix(fill.times(0.42).saturate(1.15), self.tinted)
    }
}

/// What an area of one colour looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Gradients and soft patches as they were mixed.
    Painted,
    /// One even colour; large gradients in a few steps.
    Flat,
    /// Light and shade with a hard border between them.
    Cel,
    /// As `Cel`, with the shade printed in dots.
    Dots,
    /// Strokes of wax between which the paper shows.
    Wax,
}

/// How a style lays paint down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Brush {
    pub(crate) fill: Fill,
    pub(crate) gamut: Gamut,
    /// Edges without half-covered pixels.
    pub(crate) crisp: bool,
}

impl Brush {
    /// Oil on canvas: everything as it was mixed.
    pub(crate) const PAINTED: Self = Self { fill: Fill::Painted, gamut: Gamut::Any, crisp: false };
}

/// Areas wider than this, in scene units, are sky and ground rather than things.
const LARGE: f32 = 0.62;
/// Wax and dots need this much room, in scene units; smaller areas get an even colour.
const ROOM: f32 = 0.018;
/// Paper shapes smaller than this, in scene units, lie close to what is below them.
const SMALL_SHEET: f32 = 0.04;
/// The paper under wax.
const WAX_PAPER: Rgb = Rgb(0.99, 0.98, 0.95);

/// Pixels with a position and a scale.
pub(crate) struct Canvas {
    pub(crate) pixels: Pixmap,
    /// Pixels per scene unit.
    pub(crate) scale: f32,
    /// Scene position of the upper left corner.
    pub(crate) origin: Point,
    pub(crate) outline: Option<Outline>,
    /// Every filled shape throws a small shadow, as cut paper does.
    pub(crate) cut: bool,
    /// Only black and white, and nothing soft: for pictures to colour in.
    pub(crate) mono: bool,
    pub(crate) brush: Brush,
    /// The direction light comes from, of length 1.
    pub(crate) towards_light: Point,
    textures: Textures,
}

impl Canvas {
    /// An empty sheet over `width` x `height` scene units, at least one pixel large.
    pub(crate) fn new(origin: Point, width: f32, height: f32, scale: f32) -> Self {
        let side = |v: f32| ((v * scale).round().max(1.0) as u32).min(8192);
        let pixels = Pixmap::new(side(width), side(height))
            .unwrap_or_else(|| Pixmap::new(1, 1).expect("one pixel can always be had"));
        Self {
            pixels,
            scale,
            origin,
            outline: None,
            cut: false,
            mono: false,
            brush: Brush::PAINTED,
            towards_light: (-0.6, -0.8),
            textures: Textures::default(),
        }
    }

    /// A sheet that bears a picture already.
    pub(crate) fn over(pixels: Pixmap, scale: f32) -> Self {
        Self { pixels, ..Self::new((0.0, 0.0), 0.0, 0.0, scale) }
    }

    /// A sheet like this one with `factor` times its resolution, for what is soft anyway.
    pub(crate) fn coarse(&self, factor: f32) -> Self {
        let (w, h) = (self.pixels.width() as f32 / self.scale, self.pixels.height() as f32 / self.scale);
        let mut sheet = Self::new(self.origin, w, h, self.scale * factor);
        (sheet.mono, sheet.cut) = (self.mono, self.cut);
        (sheet.brush, sheet.towards_light) = (self.brush, self.towards_light);
        sheet
    }

    /// Takes up a brush. `like` is a sheet of the same scale that may have its textures already.
    pub(crate) fn take_up(&mut self, brush: Brush, like: Option<&Self>) {
        self.brush = brush;
        let textures = match (brush.fill, like) {
            (Fill::Wax | Fill::Dots, Some(like)) => like.textures.clone(),
            (Fill::Wax, None) => Textures::wax(self.scale),
            (Fill::Dots, None) => Textures::dots(self.scale),
            _ => return,
        };
        self.textures = textures.fitted(self.pixels.width(), self.pixels.height());
    }

    pub(crate) fn transform(&self) -> Transform {
        Transform::from_row(
            self.scale,
            0.0,
            0.0,
            self.scale,
            -self.origin.0 * self.scale,
            -self.origin.1 * self.scale,
        )
    }

    fn paint<'s>(&self, shader: Shader<'s>) -> Paint<'s> {
        Paint { shader, anti_alias: !self.brush.crisp, ..Paint::default() }
    }

    /// Colours an area without ever drawing a line round it.
    pub(crate) fn wash(&mut self, shape: &Shape, tint: Tint) {
        self.wash_by(shape, tint, FillRule::Winding);
    }

    /// As [`wash`](Self::wash), for outlines that cross themselves.
    pub(crate) fn wash_by(&mut self, shape: &Shape, tint: Tint, rule: FillRule) {
        let Some(path) = shape else { return };
        let area = path.bounds();
        let breadth = area.width().min(area.height());
        if self.mono {
            return self.lay(path, rule, tint.bare(breadth).shader());
        }
        let gamut = self.brush.gamut;
        let tint = tint.map(|colour| gamut.of(colour));
        let (large, pixel) = (area.width() > LARGE, 1.0 / self.scale);
        let plain = breadth < ROOM || !tint.covers() || self.textures.is_empty();
        match self.brush.fill {
            Fill::Painted if self.cut && tint.covers() => self.lay(path, rule, tint.stepped(false, pixel)),
            Fill::Painted => self.lay(path, rule, tint.shader()),
            Fill::Cel if large || !tint.covers() => self.lay(path, rule, tint.shader()),
            Fill::Cel => self.cel(path, rule, tint),
            Fill::Flat => self.lay(path, rule, tint.stepped(large, pixel)),
            Fill::Dots if plain => self.lay(path, rule, tint.stepped(false, pixel)),
            Fill::Dots if large => self.graded_dots(path, rule, tint),
            Fill::Dots => self.shaded_dots(path, rule, tint),
            Fill::Wax if plain => self.lay(path, rule, tint.shader()),
            Fill::Wax => self.wax(path, rule, tint),
        }
    }

    fn lay(&mut self, path: &Path, rule: FillRule, shader: Option<Shader<'_>>) {
        let Some(shader) = shader else { return };
        let (paint, transform) = (self.paint(shader), self.transform());
        self.pixels.fill_path(path, &paint, rule, transform, None);
    }

    /// Lays paint through one of the sheet's textures.
    fn lay_through(&mut self, path: &Path, rule: FillRule, shader: Option<Shader<'_>>, texture: usize) {
        let Some(shader) = shader else { return };
        let (paint, transform) = (self.paint(shader), self.transform());
        self.pixels.fill_path(path, &paint, rule, transform, self.textures.mask(texture));
    }

    fn cel(&mut self, path: &Path, rule: FillRule, tint: Tint) {
        let (top, bottom) = tint.colours();
        let (lit, shade) = (top.mix(bottom, 0.3), bottom.mix(Rgb(0.45, 0.4, 0.75), 0.08));
        let pixel = 1.0 / self.scale;
        let shader = if apart(top, bottom) > 0.06 {
            tint::two_toned(path.bounds(), self.towards_light, (lit, 1.0), (shade, 1.0), pixel)
        } else {
            Tint::flat(lit).shader()
        };
        self.lay(path, rule, shader);
    }

    /// An even colour whose shaded side is printed over with dots.
    fn shaded_dots(&mut self, path: &Path, rule: FillRule, tint: Tint) {
        let (top, bottom) = tint.colours();
        self.lay(path, rule, Tint::flat(top.mix(bottom, 0.25)).shader());
        if apart(top, bottom) > 0.06 {
            let shade = bottom.times(0.86);
            let pixel = 1.0 / self.scale;
            let shader =
                tint::two_toned(path.bounds(), self.towards_light, (shade, 0.0), (shade, 1.0), pixel);
            self.lay_through(path, rule, shader, 0);
        }
    }

    /// A large gradient as dots that shrink from its first colour towards its second.
    fn graded_dots(&mut self, path: &Path, rule: FillRule, tint: Tint) {
        let (from, to) = tint.colours();
        self.lay(path, rule, Tint::flat(to).shader());
        let (Tint::Fade { y0, y1, .. }, true) = (tint, apart(from, to) > 0.03) else { return };
        let Some(shader) = Tint::flat(from).shader() else { return };
        let row = |y: f32| (y - self.origin.1) * self.scale;
        let mask = self.textures.graded(row(y0 + (y1 - y0) * 0.12), row(y1));
        let (paint, transform) = (self.paint(shader), self.transform());
        self.pixels.fill_path(path, &paint, rule, transform, mask.as_ref());
    }

    /// A light rub in one direction, then the full colour, then the shade across it.
    fn wax(&mut self, path: &Path, rule: FillRule, tint: Tint) {
        let (top, bottom) = tint.colours();
        let main = tint.main_colour();
        let area = path.bounds();
        let direction = ((area.left() * 31.0 + area.top() * 17.0 + area.width() * 53.0).abs() * 7.0) as usize;
        self.lay(path, rule, Tint::flat(main.mix(WAX_PAPER, 0.42)).shader());
        self.lay_through(path, rule, Tint::flat(top.mix(main, 0.5)).shader(), direction % WAX);
        if let (Tint::Fade { y0, y1, .. }, true) = (tint, apart(top, bottom) > 0.05) {
            let shade = Tint::fade_alpha(y0, y1, bottom, 0.0, 0.95);
            self.lay_through(path, rule, shade.shader(), (direction + 1) % WAX);
        }
    }

    /// Whether paint comes out as it was mixed, whatever the area: no style has a say in it.
    pub(crate) fn paints_as_mixed(&self) -> bool {
        !self.mono && !self.cut && self.brush.fill == Fill::Painted && matches!(self.brush.gamut, Gamut::Any)
    }

    /// Colours an area, and in styles with lines draws its outline.
    pub(crate) fn fill(&mut self, shape: &Shape, tint: Tint) {
        if self.cut {
            self.cast(shape);
        }
        self.wash(shape, tint);
        let (Some(outline), Some(path)) = (self.outline, shape) else { return };
        let bounds = path.bounds();
        if bounds.width().min(bounds.height()) > outline.width * 2.2 {
            self.contour(path, &outline, tint.main_colour());
        }
    }

    /// The line round an area of the colour `inside`.
    pub(crate) fn contour(&mut self, path: &Path, outline: &Outline, inside: Rgb) {
        let colour = outline.shade_for(inside);
        // Thinner than a pixel a line would break up into dots.
        let width = outline.width.max(1.0 / self.scale);
        if outline.nib == 0.0 {
            return self.draw_line(path, colour, 1.0, width, (0.0, 0.0));
        }
        let (width, apart) = (width * (1.0 - outline.nib * 0.42), width * outline.nib * 0.34);
        for by in [-apart, apart] {
            self.draw_line(path, colour, 1.0, width, (by, by));
        }
    }

    /// Colours an area made of overlapping parts, and in styles with lines draws one line round all of them.
    pub(crate) fn fill_union(&mut self, parts: &Shape, tint: Tint) {
        if self.cut {
            self.cast(parts);
        }
        if let (Some(outline), Some(path)) = (self.outline, parts) {
            // Only its outer half stays to be seen.
            let doubled = Outline { width: outline.width * 2.0, ..outline };
            self.contour(path, &doubled, tint.main_colour());
        }
        self.wash(parts, tint);
    }

    /// The soft shadow of a paper shape, as darker copies of it.
    fn cast(&mut self, shape: &Shape) {
        let Some(path) = shape else { return };
        let area = path.bounds();
        let steps: &[(f32, f32)] = if area.width().min(area.height()) < SMALL_SHEET {
            &[(0.003, 0.2)]
        } else {
            &[(0.009, 0.13), (0.004, 0.17)]
        };
        for &(by, alpha) in steps {
            let transform = self.transform().pre_translate(by * 0.5, by);
            let paint = self.paint(Shader::SolidColor(Rgb::hex(0x101428).paint(alpha)));
            self.pixels.fill_path(path, &paint, FillRule::Winding, transform, None);
        }
    }

    pub(crate) fn stroke(&mut self, shape: &Shape, colour: Rgb, alpha: f32, width: f32) {
        let Some(path) = shape else { return };
        let colour = if self.mono { bare(colour) } else { self.brush.gamut.of(colour) };
        self.draw_line(path, colour, alpha, width, (0.0, 0.0));
    }

    /// A line moved `by` some way, in scene units, as it comes out of the style's pen.
    fn draw_line(&mut self, path: &Path, colour: Rgb, alpha: f32, width: f32, by: Point) {
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        let transform = self.transform().pre_translate(by.0, by.1);
        let waxen = self.brush.fill == Fill::Wax && alpha > 0.7 && !self.textures.is_empty();
        if waxen {
            let under = colour.mix(WAX_PAPER, if width > ROOM { 0.62 } else { 0.3 });
            let paint = self.paint(Shader::SolidColor(under.paint(alpha * 0.9)));
            self.pixels.stroke_path(path, &paint, &stroke, transform, None);
        }
        let paint = self.paint(Shader::SolidColor(colour.paint(alpha)));
        let mask = if waxen { self.textures.mask(1) } else { None };
        self.pixels.stroke_path(path, &paint, &stroke, transform, mask);
    }

    /// An ellipse that fades from `top` to `bottom`.
    pub(crate) fn egg(&mut self, x: f32, y: f32, rx: f32, ry: f32, top: Rgb, bottom: Rgb) {
        self.fill(&shape::ellipse(x, y, rx, ry), Tint::fade(y - ry, y + ry, top, bottom));
    }

    /// A plain ellipse without an outline.
    pub(crate) fn dot(&mut self, x: f32, y: f32, rx: f32, ry: f32, colour: Rgb, alpha: f32) {
        self.wash(&shape::ellipse(x, y, rx, ry), Tint::veil(colour, alpha));
    }

    /// A round light that adds to what is below it.
    pub(crate) fn glow(&mut self, x: f32, y: f32, radius: f32, colour: Rgb, strength: f32) {
        let stops = match self.brush.fill {
            Fill::Flat => rings(&[(0.26, 0.42), (0.46, 0.20), (0.66, 0.09)], colour, strength),
            _ => fading(2.2, colour, strength),
        };
        self.halo((x, y), (radius, radius), stops, BlendMode::Screen);
    }

    /// A soft round patch that covers what is below it.
    pub(crate) fn puff(&mut self, x: f32, y: f32, radius: Point, colour: Rgb, alpha: f32) {
        let colour = self.brush.gamut.of(colour);
        let stops = match self.brush.fill {
            Fill::Flat | Fill::Dots => rings(&[(0.66, 0.5)], colour, alpha),
            _ if self.cut => fading(1.4, colour, alpha * 0.35),
            _ => fading(1.4, colour, alpha),
        };
        self.halo((x, y), radius, stops, BlendMode::SourceOver);
    }

    fn halo(&mut self, at: Point, radius: Point, stops: Vec<GradientStop>, blend_mode: BlendMode) {
        if self.mono {
            return;
        }
        let Some(area) = Rect::from_xywh(-1.0, -1.0, 2.0, 2.0) else { return };
        let middle = SkPoint::from_xy(0.0, 0.0);
        let gradient =
            RadialGradient::new(middle, 0.0, middle, 1.0, stops, SpreadMode::Pad, Transform::identity());
        let Some(shader) = gradient else { return };
        let place = Transform::from_scale(radius.0, radius.1)
            .post_translate(at.0, at.1)
            .post_concat(self.transform());
        let paint = Paint { shader, anti_alias: false, blend_mode, ..Paint::default() };
        let texture = match (self.brush.fill, blend_mode) {
            (Fill::Wax, BlendMode::SourceOver) => Some(2),
            (Fill::Dots, BlendMode::Screen) => Some(0),
            _ => None,
        };
        let mask = texture.and_then(|index| self.textures.mask(index));
        self.pixels.fill_rect(area, &paint, place, mask);
    }

    /// Lays another sheet over this one, at its own place and resolution.
    pub(crate) fn paste(&mut self, other: &Canvas) {
        self.paste_with(other, 1.0, BlendMode::SourceOver);
    }

    pub(crate) fn paste_with(&mut self, other: &Canvas, opacity: f32, blend_mode: BlendMode) {
        let ratio = self.scale / other.scale;
        let (x, y) =
            ((other.origin.0 - self.origin.0) * self.scale, (other.origin.1 - self.origin.1) * self.scale);
        if (ratio - 1.0).abs() > 1e-4 {
            let screen = blend_mode == BlendMode::Screen;
            return paste::stretch(&mut self.pixels, &other.pixels, ratio, (x, y), opacity, screen);
        }
        let paint = PixmapPaint { opacity, blend_mode, quality: FilterQuality::Nearest };
        self.pixels.draw_pixmap(
            x.round() as i32,
            y.round() as i32,
            other.pixels.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }

    /// Softens everything by about `radius` scene units.
    pub(crate) fn blur(&mut self, radius: f32) {
        if matches!(self.brush.fill, Fill::Flat | Fill::Dots) {
            // These styles have nothing soft.
            return;
        }
        let (w, h) = (self.pixels.width() as usize, self.pixels.height() as usize);
        blur::blur(self.pixels.data_mut(), w, h, (radius * self.scale).round() as usize);
    }
}

/// How far two colours lie apart, 0 to 1.
fn apart(one: Rgb, other: Rgb) -> f32 {
    (one.0 - other.0).abs().max((one.1 - other.1).abs()).max((one.2 - other.2).abs())
}

/// Stops from a colour in the middle to nothing at the rim.
fn fading(fall: f32, colour: Rgb, alpha: f32) -> Vec<GradientStop> {
    const STOPS: usize = 6;
    (0..=STOPS)
        .map(|i| {
            let t = i as f32 / STOPS as f32;
            GradientStop::new(t, colour.paint(alpha * (1.0 - t).powf(fall)))
        })
        .collect()
}

/// Even rings, each up to a share of the radius and with a share of `alpha`.
fn rings(steps: &[(f32, f32)], colour: Rgb, alpha: f32) -> Vec<GradientStop> {
    const BLEND: f32 = 0.012;
    let mut stops = Vec::with_capacity(steps.len() * 2 + 2);
    let mut from = 0.0;
    for (to, share) in steps {
        stops.push(GradientStop::new(from, colour.paint(alpha * share)));
        stops.push(GradientStop::new(*to, colour.paint(alpha * share)));
        from = to + BLEND;
    }
    stops.push(GradientStop::new(from, colour.paint(0.0)));
    stops.push(GradientStop::new(1.0, colour.paint(0.0)));
    stops
}
