//! Colours as the illustrator mixes them.

use resvg::tiny_skia::Color;

/// Red, green and blue, each nominally 0 to 1; values outside are clamped when painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rgb(pub(crate) f32, pub(crate) f32, pub(crate) f32);

pub(crate) const WHITE: Rgb = Rgb(1.0, 1.0, 1.0);

impl Rgb {
    pub(crate) const fn hex(value: u32) -> Self {
        Self(
            ((value >> 16) & 255) as f32 / 255.0,
            ((value >> 8) & 255) as f32 / 255.0,
            (value & 255) as f32 / 255.0,
        )
    }

    /// Hue in degrees, saturation and value 0 to 1.
    pub(crate) fn hsv(hue: f32, saturation: f32, value: f32) -> Self {
        let hue = hue.rem_euclid(360.0);
        let chroma = value * saturation;
        let x = chroma * (1.0 - ((hue / 60.0) % 2.0 - 1.0).abs());
        let m = value - chroma;
        let (r, g, b) = match (hue / 60.0) as i32 {
            0 => (chroma, x, 0.0),
            1 => (x, chroma, 0.0),
            2 => (0.0, chroma, x),
            3 => (0.0, x, chroma),
            4 => (x, 0.0, chroma),
            _ => (chroma, 0.0, x),
        };
        Self(r + m, g + m, b + m)
    }

    pub(crate) fn to_hsv(self) -> (f32, f32, f32) {
        let max = self.0.max(self.1).max(self.2);
        let delta = max - self.0.min(self.1).min(self.2);
        let hue = if delta <= 0.0 {
            0.0
        } else if max == self.0 {
            ((self.1 - self.2) / delta).rem_euclid(6.0)
        } else if max == self.1 {
            (self.2 - self.0) / delta + 2.0
        } else {
            (self.0 - self.1) / delta + 4.0
        };
        (hue * 60.0, if max <= 0.0 { 0.0 } else { delta / max }, max)
    }

    /// `self` at 0, `other` at 1.
    pub(crate) fn mix(self, other: Self, share: f32) -> Self {
        Self(
            self.0 + (other.0 - self.0) * share,
            self.1 + (other.1 - self.1) * share,
            self.2 + (other.2 - self.2) * share,
        )
    }

    /// Brighter above 1, darker below.
    pub(crate) fn times(self, factor: f32) -> Self {
        Self((self.0 * factor).min(1.0), (self.1 * factor).min(1.0), (self.2 * factor).min(1.0))
    }

    /// Seen under a coloured light.
    pub(crate) fn under(self, light: Self) -> Self {
        Self(self.0 * light.0, self.1 * light.1, self.2 * light.2)
    }

    pub(crate) fn luminance(self) -> f32 {
        self.0 * 0.3 + self.1 * 0.59 + self.2 * 0.11
    }

    /// More (above 1) or less colourful at the same brightness.
    pub(crate) fn saturate(self, factor: f32) -> Self {
        let grey = self.luminance();
        Self(grey, grey, grey).mix(self, factor)
    }

    pub(crate) fn paint(self, alpha: f32) -> Color {
        let part = |v: f32| if v.is_finite() { v.clamp(0.0, 1.0) } else { 0.0 };
        Color::from_rgba(part(self.0), part(self.1), part(self.2), part(alpha)).unwrap_or(Color::TRANSPARENT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hue_survives_the_way_there_and_back() {
        for hue in [0.0, 30.0, 75.0, 140.0, 200.0, 290.0, 350.0] {
            let (back, s, v) = Rgb::hsv(hue, 0.6, 0.8).to_hsv();
            assert!((back - hue).abs() < 0.5 && (s - 0.6).abs() < 0.01 && (v - 0.8).abs() < 0.01);
        }
    }
}
