//! A sheet one paints on, in scene units: the short side of a picture is 1 whatever its size in pixels.

use resvg::tiny_skia::{
    BlendMode, FillRule, FilterQuality, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Pixmap,
    PixmapPaint, Point as SkPoint, RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

use crate::blur;
use crate::colour::Rgb;
use crate::shape::{self, Point, Shape};

/// How an area is coloured.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tint {
    Flat {
        colour: Rgb,
        alpha: f32,
    },
    /// From `top` at height `y0` to `bottom` at `y1`.
    Fade {
        y0: f32,
        y1: f32,
        top: Rgb,
        bottom: Rgb,
        alpha: (f32, f32),
    },
    /// From `inner` in the middle to `outer` at `radius`.
    Round {
        x: f32,
        y: f32,
        radius: f32,
        inner: Rgb,
        outer: Rgb,
        alpha: (f32, f32),
    },
}

impl Tint {
    pub(crate) fn flat(colour: Rgb) -> Self {
        Self::Flat { colour, alpha: 1.0 }
    }

    pub(crate) fn veil(colour: Rgb, alpha: f32) -> Self {
        Self::Flat { colour, alpha }
    }

    pub(crate) fn fade(y0: f32, y1: f32, top: Rgb, bottom: Rgb) -> Self {
        Self::Fade { y0, y1, top, bottom, alpha: (1.0, 1.0) }
    }

    pub(crate) fn fade_alpha(y0: f32, y1: f32, colour: Rgb, top: f32, bottom: f32) -> Self {
        Self::Fade { y0, y1, top: colour, bottom: colour, alpha: (top, bottom) }
    }

    /// A ball lit from the upper left.
    pub(crate) fn ball(x: f32, y: f32, radius: f32, colour: Rgb) -> Self {
        let (inner, outer) = (colour.times(1.12), colour.times(0.76));
        Self::Round {
            x: x - radius * 0.3,
            y: y - radius * 0.35,
            radius: radius * 1.45,
            inner,
            outer,
            alpha: (1.0, 1.0),
        }
    }

    /// Without colour or tone: dark areas black, all others white.
    fn bare(self) -> Self {
        let alpha = match self {
            Self::Flat { alpha, .. } => alpha,
            Self::Fade { alpha, .. } | Self::Round { alpha, .. } => alpha.0.max(alpha.1),
        };
        let solid = if alpha > 0.75 { 1.0 } else { 0.0 };
        Self::Flat { colour: bare(self.main_colour()), alpha: solid }
    }

    fn main_colour(&self) -> Rgb {
        match *self {
            Self::Flat { colour, .. } => colour,
            Self::Fade { top, bottom, .. } => top.mix(bottom, 0.5),
            Self::Round { inner, outer, .. } => inner.mix(outer, 0.4),
        }
    }

    fn shader(&self) -> Option<Shader<'static>> {
        match *self {
            Self::Flat { colour, alpha } => Some(Shader::SolidColor(colour.paint(alpha))),
            Self::Fade { y0, y1, top, bottom, alpha } => LinearGradient::new(
                SkPoint::from_xy(0.0, y0),
                SkPoint::from_xy(0.0, y1),
                vec![
                    GradientStop::new(0.0, top.paint(alpha.0)),
                    GradientStop::new(1.0, bottom.paint(alpha.1)),
                ],
                SpreadMode::Pad,
                Transform::identity(),
            ),
            Self::Round { x, y, radius, inner, outer, alpha } => RadialGradient::new(
                SkPoint::from_xy(x, y),
                0.0,
                SkPoint::from_xy(x, y),
                radius,
                vec![
                    GradientStop::new(0.0, inner.paint(alpha.0)),
                    GradientStop::new(1.0, outer.paint(alpha.1)),
                ],
                SpreadMode::Pad,
                Transform::identity(),
            ),
        }
    }
}

pub(crate) fn bare(colour: Rgb) -> Rgb {
    if colour.luminance() < 0.22 { Rgb(0.08, 0.08, 0.1) } else { crate::colour::WHITE }
}

/// Lines drawn round every shape, for the styles that have them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outline {
    /// In scene units.
    pub(crate) width: f32,
    pub(crate) colour: Rgb,
    /// 0: all lines have `colour`; 1: each has a dark shade of what it surrounds.
    pub(crate) tinted: f32,
}

impl Outline {
    pub(crate) fn shade_for(&self, fill: Rgb) -> Rgb {
        self.colour.mix(fill.times(0.42).saturate(1.15), self.tinted)
    }
}

/// Lays `from`, enlarged by `ratio`, over `to` with its corner at `corner` (in pixels of `to`). Bilinear, in whole
/// numbers: much cheaper than a general transform, and soft layers are pasted in every picture.
fn stretch(to: &mut Pixmap, from: &Pixmap, ratio: f32, corner: Point, opacity: f32, screen: bool) {
    let (width, height) = (from.width() as usize, from.height() as usize);
    let across: Vec<(usize, usize, u32)> =
        (0..to.width()).map(|x| sample((x as f32 + 0.5 - corner.0) / ratio - 0.5, width)).collect();
    let opacity = (opacity.clamp(0.0, 1.0) * 256.0) as u32;
    let source = from.data();
    let line = to.width() as usize * 4;
    // Most soft layers leave large parts of the picture alone: rows without anything in them are skipped.
    let empty: Vec<bool> =
        source.chunks_exact(width * 4).map(|row| row.iter().all(|value| *value == 0)).collect();
    for (y, row) in to.data_mut().chunks_exact_mut(line).enumerate() {
        let (y0, y1, v) = sample((y as f32 + 0.5 - corner.1) / ratio - 0.5, height);
        if empty[y0] && empty[y1] {
            continue;
        }
        let (upper, lower) = (&source[y0 * width * 4..][..width * 4], &source[y1 * width * 4..][..width * 4]);
        for (pixel, &(x0, x1, u)) in row.chunks_exact_mut(4).zip(&across) {
            if upper[x0 * 4 + 3] | upper[x1 * 4 + 3] | lower[x0 * 4 + 3] | lower[x1 * 4 + 3] == 0 {
                continue;
            }
            let mut over = [0u32; 4];
            for (c, value) in over.iter_mut().enumerate() {
                let top = u32::from(upper[x0 * 4 + c]) * (256 - u) + u32::from(upper[x1 * 4 + c]) * u;
                let bottom = u32::from(lower[x0 * 4 + c]) * (256 - u) + u32::from(lower[x1 * 4 + c]) * u;
                *value = (((top * (256 - v) + bottom * v) >> 16) * opacity + 128) >> 8;
            }
            if over[3] == 0 {
                continue;
            }
            for (c, value) in pixel.iter_mut().enumerate() {
                let keep = 255 - if screen { over[c] } else { over[3] };
                *value = (over[c] + (u32::from(*value) * keep + 127) / 255).min(255) as u8;
            }
        }
    }
}

/// The two neighbours of a place between pixels and the weight of the second, of 256.
fn sample(at: f32, count: usize) -> (usize, usize, u32) {
    let at = at.clamp(0.0, (count - 1) as f32);
    let first = at as usize;
    (first, (first + 1).min(count - 1), ((at - first as f32) * 256.0) as u32)
}

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
}

impl Canvas {
    /// An empty sheet over `width` x `height` scene units, at least one pixel large.
    pub(crate) fn new(origin: Point, width: f32, height: f32, scale: f32) -> Self {
        let side = |v: f32| ((v * scale).round().max(1.0) as u32).min(8192);
        let pixels = Pixmap::new(side(width), side(height))
            .unwrap_or_else(|| Pixmap::new(1, 1).expect("one pixel can always be had"));
        Self { pixels, scale, origin, outline: None, cut: false, mono: false }
    }

    /// A sheet like this one with `factor` times its resolution, for what is soft anyway.
    pub(crate) fn coarse(&self, factor: f32) -> Self {
        let (w, h) = (self.pixels.width() as f32 / self.scale, self.pixels.height() as f32 / self.scale);
        let mut sheet = Self::new(self.origin, w, h, self.scale * factor);
        (sheet.mono, sheet.cut) = (self.mono, self.cut);
        sheet
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

    fn paint(shader: Shader<'_>) -> Paint<'_> {
        Paint { shader, anti_alias: true, ..Paint::default() }
    }

    /// Colours an area without ever drawing a line round it.
    pub(crate) fn wash(&mut self, shape: &Shape, tint: Tint) {
        let tint = match tint {
            _ if self.mono => tint.bare(),
            Tint::Fade { alpha: (1.0, 1.0), .. } | Tint::Round { .. } if self.cut => {
                Tint::flat(tint.main_colour())
            }
            _ => tint,
        };
        let (Some(path), Some(shader)) = (shape, tint.shader()) else { return };
        let transform = self.transform();
        self.pixels.fill_path(path, &Self::paint(shader), FillRule::Winding, transform, None);
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
            let colour = outline.shade_for(tint.main_colour());
            self.stroke(shape, colour, 1.0, outline.width);
        }
    }

    /// The soft shadow of a paper shape, as two darker copies of it.
    fn cast(&mut self, shape: &Shape) {
        let Some(path) = shape else { return };
        for (by, alpha) in [(0.011, 0.08), (0.007, 0.10), (0.003, 0.14)] {
            let transform = self.transform().pre_translate(by * 0.5, by);
            let paint = Self::paint(Shader::SolidColor(Rgb::hex(0x101428).paint(alpha)));
            self.pixels.fill_path(path, &paint, FillRule::Winding, transform, None);
        }
    }

    pub(crate) fn stroke(&mut self, shape: &Shape, colour: Rgb, alpha: f32, width: f32) {
        let Some(path) = shape else { return };
        let colour = if self.mono { bare(colour) } else { colour };
        let stroke =
            Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        let transform = self.transform();
        let paint = Self::paint(Shader::SolidColor(colour.paint(alpha)));
        self.pixels.stroke_path(path, &paint, &stroke, transform, None);
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
        self.halo(x, y, (radius, radius), colour, strength, 2.2, BlendMode::Screen);
    }

    /// A soft round patch that covers what is below it.
    pub(crate) fn puff(&mut self, x: f32, y: f32, radius: Point, colour: Rgb, alpha: f32) {
        self.halo(x, y, radius, colour, alpha, 1.4, BlendMode::SourceOver);
    }

    #[allow(clippy::too_many_arguments, reason = "the one place where a gradient of every kind is set up")]
    fn halo(
        &mut self,
        x: f32,
        y: f32,
        radius: Point,
        colour: Rgb,
        alpha: f32,
        fall: f32,
        blend_mode: BlendMode,
    ) {
        if self.mono {
            return;
        }
        let alpha = if self.cut && blend_mode == BlendMode::SourceOver { alpha * 0.35 } else { alpha };
        let Some(area) = Rect::from_xywh(-1.0, -1.0, 2.0, 2.0) else { return };
        let stops = (0..=8)
            .map(|i| {
                let t = i as f32 / 8.0;
                GradientStop::new(t, colour.paint(alpha * (1.0 - t).powf(fall)))
            })
            .collect();
        let middle = SkPoint::from_xy(0.0, 0.0);
        let gradient =
            RadialGradient::new(middle, 0.0, middle, 1.0, stops, SpreadMode::Pad, Transform::identity());
        let Some(shader) = gradient else { return };
        let place =
            Transform::from_scale(radius.0, radius.1).post_translate(x, y).post_concat(self.transform());
        let paint = Paint { shader, anti_alias: false, blend_mode, ..Paint::default() };
        self.pixels.fill_rect(area, &paint, place, None);
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
            return stretch(&mut self.pixels, &other.pixels, ratio, (x, y), opacity, screen);
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
        let (w, h) = (self.pixels.width() as usize, self.pixels.height() as usize);
        blur::blur(self.pixels.data_mut(), w, h, (radius * self.scale).round() as usize);
    }
}
