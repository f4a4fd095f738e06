//! Colours as people see them.

/// A colour in Oklab: lightness 0 to 1, green to red, blue to yellow. Björn Ottosson, A perceptual color space for
/// image processing, 2020 (bottosson.github.io/posts/oklab).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Oklab(pub(crate) [f32; 3]);

impl Oklab {
    /// Of straight sRGB.
    pub(crate) fn of([r, g, b]: [u8; 3]) -> Self {
        let linear = |value: u8| {
            let value = f32::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = [linear(r), linear(g), linear(b)];
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        Self([
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ])
    }

    /// The distance of two colours. About 0.02 can just be noticed (CSS Color Module Level 4, Gamut Mapping).
    pub(crate) fn distance(self, other: Self) -> f32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_colours_have_their_known_places() {
        let near =
            |rgb, expected: [f32; 3]| assert!(Oklab::of(rgb).distance(Oklab(expected)) < 0.001, "{rgb:?}");
        near([255, 255, 255], [1.0, 0.0, 0.0]);
        near([0, 0, 0], [0.0, 0.0, 0.0]);
        near([255, 0, 0], [0.627_96, 0.224_86, 0.125_85]);
        near([0, 0, 255], [0.452_01, -0.032_46, -0.311_53]);
    }
}
