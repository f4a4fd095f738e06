//! What an area is coloured with, and how a style simplifies it.

use resvg::tiny_skia::{
    GradientStop, LinearGradient, Point as SkPoint, RadialGradient, Rect, Shader, SpreadMode, Transform,
};

use crate::colour::{Rgb, WHITE};
use crate::shape::Point;

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

/// Dark areas wider than this are left white in pictures to colour in, in scene units.
const BARE_BREADTH: f32 = 0.05;

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

    /// Without colour or tone: small dark areas black, all others white. `breadth` is the area's shorter side.
    pub(super) fn bare(self, breadth: f32) -> Self {
        let (from, to) = self.alphas();
        let solid = if from.max(to) > 0.75 { 1.0 } else { 0.0 };
        let colour = if breadth > BARE_BREADTH { WHITE } else { bare(self.main_colour()) };
        Self::Flat { colour, alpha: solid }
    }

    /// With every colour changed.
    pub(super) fn map(self, change: impl Fn(Rgb) -> Rgb) -> Self {
        match self {
            Self::Flat { colour, alpha } => Self::Flat { colour: change(colour), alpha },
            Self::Fade { y0, y1, top, bottom, alpha } => {
                Self::Fade { y0, y1, top: change(top), bottom: change(bottom), alpha }
            }
            Self::Round { x, y, radius, inner, outer, alpha } => {
                Self::Round { x, y, radius, inner: change(inner), outer: change(outer), alpha }
            }
        }
    }

    pub(super) fn main_colour(&self) -> Rgb {
        let (from, to) = self.colours();
        from.mix(to, if matches!(self, Self::Round { .. }) { 0.4 } else { 0.5 })
    }

    /// The colours at both ends; the same twice where nothing changes.
    pub(super) fn colours(&self) -> (Rgb, Rgb) {
        match *self {
            Self::Flat { colour, .. } => (colour, colour),
            Self::Fade { top, bottom, .. } => (top, bottom),
            Self::Round { inner, outer, .. } => (inner, outer),
        }
    }

    /// How much it covers at both ends.
    pub(super) fn alphas(&self) -> (f32, f32) {
        match *self {
            Self::Flat { alpha, .. } => (alpha, alpha),
            Self::Fade { alpha, .. } | Self::Round { alpha, .. } => alpha,
        }
    }

    /// Whether it hides everything below it.
    pub(super) fn covers(&self) -> bool {
        self.alphas() == (1.0, 1.0)
    }

    /// One even colour, or the gradient in a few even steps where it covers unevenly or a `large` area.
    pub(super) fn stepped(&self, large: bool, pixel: f32) -> Option<Shader<'static>> {
        let (from, to) = self.alphas();
        if large || from != to {
            return self.gradient(hard_steps(self, if large { 6 } else { 3 }, pixel / self.span()));
        }
        Tint::veil(self.main_colour(), from).shader()
    }

    pub(super) fn shader(&self) -> Option<Shader<'static>> {
        let ((from, to), (thick, thin)) = (self.colours(), self.alphas());
        self.gradient(vec![GradientStop::new(0.0, from.paint(thick)), GradientStop::new(1.0, to.paint(thin))])
    }

    /// Length of the gradient in scene units.
    fn span(&self) -> f32 {
        match *self {
            Self::Flat { .. } => 1.0,
            Self::Fade { y0, y1, .. } => (y1 - y0).abs().max(1e-4),
            Self::Round { radius, .. } => radius.max(1e-4),
        }
    }

    fn gradient(&self, stops: Vec<GradientStop>) -> Option<Shader<'static>> {
        match *self {
            Self::Flat { colour, alpha } => Some(Shader::SolidColor(colour.paint(alpha))),
            Self::Fade { y0, y1, .. } => LinearGradient::new(
                SkPoint::from_xy(0.0, y0),
                SkPoint::from_xy(0.0, y1),
                stops,
                SpreadMode::Pad,
                Transform::identity(),
            ),
            Self::Round { x, y, radius, .. } => {
                let middle = SkPoint::from_xy(x, y);
                RadialGradient::new(
                    middle,
                    0.0,
                    middle,
                    radius,
                    stops,
                    SpreadMode::Pad,
                    Transform::identity(),
                )
            }
        }
    }
}

/// `count` even steps of a gradient; each border is `blend` wide, as a share of the whole.
fn hard_steps(tint: &Tint, count: usize, blend: f32) -> Vec<GradientStop> {
    let ((from, to), (thick, thin)) = (tint.colours(), tint.alphas());
    let mut stops = Vec::with_capacity(count * 2);
    for k in 0..count {
        let share = k as f32 / (count - 1).max(1) as f32;
        let colour = from.mix(to, share).paint(thick + (thin - thick) * share);
        let edge = |k: usize| k as f32 / count as f32;
        stops.push(GradientStop::new(if k == 0 { 0.0 } else { edge(k) + blend * 0.5 }, colour));
        stops.push(GradientStop::new(if k + 1 == count { 1.0 } else { edge(k + 1) - blend * 0.5 }, colour));
    }
    stops
}

/// Two colours with a curved, hard border between them: `lit` on the side of an area that looks towards the light,
/// `shade` on the other. `pixel` is the size of a pixel in scene units.
pub(super) fn two_toned(
    area: Rect,
    light: Point,
    lit: (Rgb, f32),
    shade: (Rgb, f32),
    pixel: f32,
) -> Option<Shader<'static>> {
    /// Reach of the gradient and of its lit part, in half sides of the area.
    const REACH: f32 = 3.0;
    const LIT: f32 = 1.34;
    let half = (area.width() * 0.5, area.height() * 0.5);
    if half.0 <= 0.0 || half.1 <= 0.0 {
        return None;
    }
    let border = LIT / REACH;
    let blend = (pixel / (half.0.min(half.1) * REACH)).min(0.1);
    let stops = vec![
        GradientStop::new(0.0, lit.0.paint(lit.1)),
        GradientStop::new(border, lit.0.paint(lit.1)),
        GradientStop::new(border + blend, shade.0.paint(shade.1)),
        GradientStop::new(1.0, shade.0.paint(shade.1)),
    ];
    let middle = SkPoint::from_xy(light.0 * 0.6, light.1 * 0.6);
    let place =
        Transform::from_scale(half.0, half.1).post_translate(area.left() + half.0, area.top() + half.1);
    RadialGradient::new(middle, 0.0, middle, REACH, stops, SpreadMode::Pad, place)
}

/// Black for what is dark, else white.
pub(super) fn bare(colour: Rgb) -> Rgb {
    if colour.luminance() < 0.22 { Rgb(0.08, 0.08, 0.1) } else { WHITE }
}
