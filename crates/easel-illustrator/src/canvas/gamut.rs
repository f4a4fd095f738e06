//! The colours a style has to choose from.

use crate::colour::{Rgb, WHITE};
use crate::studio::Brand;

/// A set of colours that those of a scene are drawn towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gamut {
    /// All colours.
    Any,
    /// Few colours that go well together.
    Poster,
    /// A box of wax crayons.
    Crayons,
    /// Bright printing inks and few greys.
    Print,
    /// A brand's own.
    Brand(Brand),
}

/// Colours of mid-century posters: warm, a little dusty, with clear darks.
static POSTER: [u32; 29] = [
    0x3b3538, 0x5a5b63, 0xcdd0d2, 0xfffaf0, 0xf6e7cb, 0xe9b44c, 0xe9893f, 0xe4603f, 0xb5402f, 0xe8a0a0,
    0xc7627a, 0x6d3b5e, 0x1d2b4f, 0x35508a, 0x1f6f78, 0x4fa3a5, 0xa8d8dc, 0x7fb9e0, 0x8bb36a, 0x5f944e,
    0x2f6141, 0xc3cf74, 0xd9b98a, 0x7a4b34, 0x2b2233, 0xf2c9a5, 0xc68a5e, 0x8a5638, 0x8b97a3,
];

/// The sticks of a large box of crayons.
static CRAYONS: [u32; 27] = [
    0xfdfcf5, 0xfbe36a, 0xf9c531, 0xf59a2e, 0xee6c2b, 0xd93a34, 0xa8262f, 0xf3a0b4, 0xe2558c, 0x9b4f9e,
    0x5b3f8c, 0x2d3a85, 0x2f66b8, 0x4f9bd9, 0xa5d4ee, 0x2f9a9a, 0x7fcab0, 0xb9d65a, 0x5cac47, 0x2b7a3d,
    0x1d4f33, 0xf5cda8, 0xc98f5c, 0x8a5630, 0x55351f, 0x2c2a30, 0x9a9ca3,
];

impl Gamut {
    /// The colour this set has for `colour`.
    pub(crate) fn of(self, colour: Rgb) -> Rgb {
        match self {
            Self::Any => colour,
            Self::Poster => colour.mix(nearest(&POSTER, colour), 0.72),
            Self::Crayons => colour.mix(nearest(&CRAYONS, colour), 0.66),
            Self::Print => printed(colour),
            Self::Brand(brand) => brand.of(colour),
        }
    }
}

fn nearest(box_of: &[u32], colour: Rgb) -> Rgb {
    let apart = |other: Rgb| {
        let (r, g, b) = (colour.0 - other.0, colour.1 - other.1, colour.2 - other.2);
        r * r * 3.0 + g * g * 5.0 + b * b * 2.0
    };
    box_of.iter().map(|code| Rgb::hex(*code)).min_by(|a, b| apart(*a).total_cmp(&apart(*b))).unwrap_or(colour)
}

/// Few steps of hue and brightness, and strong colours: what three inks on newsprint can do.
fn printed(colour: Rgb) -> Rgb {
    const HUE_STEP: f32 = 15.0;
    const VALUE_STEP: f32 = 0.125;
    let (hue, saturation, value) = colour.to_hsv();
    let value = ((value * 1.04) / VALUE_STEP).round() * VALUE_STEP;
    if saturation < 0.1 {
        return colour.mix(WHITE.times(value.min(1.0)), 0.7);
    }
    let hue = (hue / HUE_STEP).round() * HUE_STEP;
    Rgb::hsv(hue, (saturation * 1.32 + 0.04).min(0.96), value.clamp(0.1, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_near_what_was_mixed() {
        for gamut in [Gamut::Any, Gamut::Poster, Gamut::Crayons, Gamut::Print] {
            let red = gamut.of(Rgb(0.85, 0.2, 0.15));
            assert!(red.0 > red.1 * 1.8 && red.0 > red.2 * 1.8, "{gamut:?} {red:?}");
            let dark = gamut.of(Rgb(0.1, 0.1, 0.12));
            assert!(dark.luminance() < 0.25, "{gamut:?} {dark:?}");
        }
    }
}
