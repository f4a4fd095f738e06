//! A brand's colours, and how everything painted is led to them.

use super::MOST_COLOURS;
use crate::colour::{Rgb, WHITE};
use crate::light::Mood;

/// Colours with less chroma than this are greys.
const GREY: f32 = 0.055;

/// The colours of a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Brand {
    colours: [[u8; 3]; MOST_COLOURS],
    count: usize,
    /// What looks like skin stays as it is.
    spares_skin: bool,
}

/// A colour as brightness and two axes of chroma.
#[derive(Clone, Copy)]
struct Split {
    luma: f32,
    blue: f32,
    red: f32,
}

impl Split {
    fn of(colour: Rgb) -> Self {
        let luma = colour.luminance();
        Self { luma, blue: colour.2 - luma, red: colour.0 - luma }
    }

    fn chroma(self) -> f32 {
        (self.blue * self.blue + self.red * self.red).sqrt()
    }

    /// Back to red, green and blue, with as much chroma as its brightness allows.
    fn colour(self) -> Rgb {
        let green = -(self.red * 0.3 + self.blue * 0.11) / 0.59;
        let luma = self.luma.clamp(0.0, 1.0);
        let room = [self.red, green, self.blue].into_iter().fold(1.0_f32, |room, part| {
            if part > 0.0 {
                room.min((1.0 - luma) / part)
            } else if part < 0.0 {
                room.min(luma / -part)
            } else {
                room
            }
        });
        Rgb(luma + self.red * room, luma + green * room, luma + self.blue * room)
    }
}

impl Brand {
    /// `None` without colours.
    pub(crate) fn new(palette: &[[u8; 3]]) -> Option<Self> {
        let mut colours = [[0; 3]; MOST_COLOURS];
        let count = palette.len().min(MOST_COLOURS);
        colours[..count].copy_from_slice(&palette[..count]);
        (count > 0).then_some(Self { colours, count, spares_skin: false })
    }

    /// The same for people.
    pub(crate) fn sparing_skin(self) -> Self {
        Self { spares_skin: true, ..self }
    }

    fn splits(&self) -> impl Iterator<Item = Split> + '_ {
        self.colours[..self.count]
            .iter()
            .map(|[r, g, b]| Split::of(Rgb(f32::from(*r), f32::from(*g), f32::from(*b)).scaled()))
    }

    /// The brand's colour for `colour`: hue and chroma of the nearest, about as bright as before.
    pub(crate) fn of(&self, colour: Rgb) -> Rgb {
        if self.spares_skin && is_skin(colour) {
            return colour;
        }
        let own = Split::of(colour);
        let chroma = own.chroma();
        let nearest = self.splits().min_by(|a, b| apart(own, *a).total_cmp(&apart(own, *b)));
        let Some(to) = nearest else { return colour };
        let goal = to.chroma();
        let grey_brand = goal < GREY;
        // White paper, black pupils and stones keep nearly no colour.
        let strength = if chroma < GREY { 0.30 * (chroma / GREY) + 0.08 } else { 0.86 };
        let length = if grey_brand {
            chroma * 0.15
        } else {
            chroma.min(goal * 1.4) * (1.0 - strength) + goal * strength
        };
        let direction = if grey_brand { (0.0, 0.0) } else { (to.blue / goal, to.red / goal) };
        let pull = if chroma < GREY { 0.06 } else { 0.30 };
        Split {
            luma: own.luma + (to.luma - own.luma) * pull,
            blue: direction.0 * length,
            red: direction.1 * length,
        }
        .colour()
    }

    /// Takes the hour's own colours half out of the light, so that what it falls on keeps the brand's.
    pub(crate) fn tune(&self, mood: &mut Mood) {
        let grey = |colour: Rgb| WHITE.times(colour.luminance());
        mood.ambient = mood.ambient.mix(grey(mood.ambient), 0.6);
        mood.key = mood.key.mix(grey(mood.key), 0.5);
    }
}

impl Rgb {
    /// From bytes to shares.
    fn scaled(self) -> Self {
        Self(self.0 / 255.0, self.1 / 255.0, self.2 / 255.0)
    }
}

/// How unlike two colours are: first by hue, then by chroma and brightness.
fn apart(own: Split, other: Split) -> f32 {
    let (a, b) = (own.chroma(), other.chroma());
    let hue = if a < 1e-3 || b < 1e-3 {
        0.5
    } else {
        1.0 - (own.blue * other.blue + own.red * other.red) / (a * b)
    };
    let sure = (a.min(b) / 0.22).min(1.0);
    hue * sure * 0.9 + (a - b).abs() * 0.8 + (own.luma - other.luma).abs() * 0.45
}

/// The hues, from orange-pink to brown, that people's skin has.
fn is_skin(colour: Rgb) -> bool {
    let (hue, saturation, value) = colour.to_hsv();
    (6.0..=42.0).contains(&hue) && (0.12..=0.68).contains(&saturation) && value > 0.28
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_get_a_brands_hue_and_keep_their_light() {
        let brand = Brand::new(&[[20, 60, 160], [240, 120, 30]]).expect("two colours");
        for colour in [Rgb(0.3, 0.7, 0.3), Rgb(0.5, 0.8, 0.95), Rgb(0.8, 0.2, 0.2)] {
            let led = brand.of(colour);
            let (hue, ..) = led.to_hsv();
            assert!((15.0..40.0).contains(&hue) || (200.0..240.0).contains(&hue), "{colour:?} {led:?}");
            assert!((led.luminance() - colour.luminance()).abs() < 0.2, "{colour:?} {led:?}");
        }
        assert!(brand.of(WHITE).luminance() > 0.93);
        let skin = Rgb::hex(0xeab98c);
        assert_eq!(brand.sparing_skin().of(skin), skin);
    }
}
