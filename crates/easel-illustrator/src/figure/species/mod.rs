//! What tells one animal from another: proportions, head, coat.

mod farm;
mod hoofed;
mod hunters;
mod small;
mod stock;

use crate::colour::Rgb;
use crate::shape::Point;

/// An animal as the illustrator draws it, on four legs or upright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Species {
    pub(crate) id: &'static str,
    /// The drawings of the library that this species stands for.
    pub(crate) art: &'static [&'static str],
    /// Height from the ground to the crown on all fours; an adult person's is 1.
    pub(crate) tall: f32,
    pub(crate) habit: Habit,
    pub(crate) build: Build,
    pub(crate) head: Head,
    /// A long head that is seen from the side while on all fours.
    pub(crate) profile: Option<Profile>,
    /// Which of them an animal has is left to chance; the first is the common one.
    pub(crate) coats: &'static [Coat],
    pub(crate) markings: Markings,
}

/// How an animal carries itself when nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    Fours,
    /// On the haunches rather than on four feet.
    Sitter,
    /// On two legs, always.
    Upright,
}

/// Proportions of trunk and legs; 1 is the height of the withers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Build {
    /// From hip to shoulder.
    pub(crate) length: f32,
    /// From the ground to the chest.
    pub(crate) legs: f32,
    /// Half the thickness of the trunk at the hips.
    pub(crate) loin: f32,
    /// Height of the rump.
    pub(crate) croup: f32,
    /// How far the back rises above the withers.
    pub(crate) hump: f32,
    /// Half the thickness of a leg above and below.
    pub(crate) thigh: f32,
    pub(crate) shin: f32,
    /// Half the length of a paw or width of a hoof.
    pub(crate) foot: f32,
    pub(crate) feet: Feet,
    /// Where the middle of a round head, or the poll of a long one, is, seen from the shoulder joint.
    pub(crate) head_at: Point,
    /// Half the thickness of the neck at its root and at the head.
    pub(crate) neck: Point,
    pub(crate) tail: Tail,
    /// Length of the tail.
    pub(crate) tail_long: f32,
    /// The outline is curly.
    pub(crate) woolly: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feet {
    Paws,
    Hooves,
    /// Broad and round with nails.
    Pads,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Thick and bushy, carried low.
    Brush,
    /// Bushy and carried over the back.
    Plume,
    /// Carried high.
    Whip,
    /// Hanging, with a tuft.
    Tuft,
    /// Of long hair.
    Hair,
    /// Thin and bare.
    Rope,
    /// Thick at the root.
    Thick,
    /// Broad and flat.
    Flat,
    Puff,
    Stub,
    Curl,
    None,
}

/// A head that shows its face; 1 is half its width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Head {
    /// Half its width in heights of the withers.
    pub(crate) size: f32,
    /// Half its height.
    pub(crate) tall: f32,
    /// Where the cheek reaches farthest.
    pub(crate) cheek: Point,
    /// Cheeks end in tufts of fur.
    pub(crate) ruff: bool,
    pub(crate) muzzle: Muzzle,
    /// Half the width of the nose.
    pub(crate) nose: f32,
    pub(crate) nostrils: Nostrils,
    /// Distance from the middle, height, and half the width of an eye.
    pub(crate) eye: (f32, f32, f32),
    pub(crate) ears: Ears,
    pub(crate) ear: f32,
    pub(crate) face: Face,
    pub(crate) crest: Crest,
    pub(crate) whiskers: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Muzzle {
    pub(crate) y: f32,
    pub(crate) wide: f32,
    pub(crate) high: f32,
    /// How far it stands out.
    pub(crate) long: f32,
    /// Width of its end, of the width of its root.
    pub(crate) tip: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nostrils {
    /// A dark nose.
    Nose,
    /// The disc of a pig.
    Disc,
    /// Two holes in a broad muzzle.
    Wide,
    /// A large upright nose.
    Upright,
    /// A trunk.
    Trunk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ears {
    Pointed,
    Round,
    /// Upright and long.
    Long,
    Floppy,
    /// Standing off to the side.
    Leaf,
    Fan,
    Tiny,
    Tufted,
    None,
}

/// Marks of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Plain,
    /// A light muzzle.
    Muzzle,
    /// Light cheeks and muzzle.
    Cheeks,
    Panda,
    /// A dark band over the eyes.
    Bandit,
    /// Two dark bands from nose to ears.
    Badger,
    Stripes,
    /// A light stripe down the forehead.
    Blaze,
    /// Light round the eyes and the muzzle, in the shape of a heart.
    Heart,
    /// A dark face in light wool.
    Dark,
    Spots,
}

/// What grows on or round a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crest {
    None,
    Mane,
    /// Short and to the side.
    Horns,
    /// Long and wide.
    Bull,
    /// Curled.
    Ram,
    /// Upright.
    Goat,
    Antlers,
    Palms,
    Knobs,
    Spike,
    Rhino,
    Tusks,
    Forelock,
    Wool,
    Quills,
    /// Eyes stand out above the skull.
    Goggles,
}

/// A long head seen from the side; 1 is its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Profile {
    /// In heights of the withers.
    pub(crate) size: f32,
    /// How far it points down, in degrees.
    pub(crate) pitch: f32,
    pub(crate) forehead: f32,
    pub(crate) bridge: f32,
    pub(crate) muzzle: f32,
    pub(crate) cheek: f32,
    pub(crate) mane: Mane,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mane {
    None,
    Long,
    Upright,
    Beard,
}

/// The colours of a coat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Coat {
    pub(crate) main: u32,
    /// Of belly, muzzle and light marks.
    pub(crate) light: u32,
    /// Of dark marks, mane and tail.
    pub(crate) dark: u32,
    pub(crate) pattern: Pattern,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    Plain,
    Stripes,
    Bars,
    Spots,
    Rosettes,
    Patches,
    Net,
    Fawn,
    /// A dark back.
    Mantle,
    /// A light stripe along the back.
    Streak,
    /// Dark from the shoulders down.
    Band,
    Folds,
    /// Spines all over the back.
    Quills,
    Shell,
}

/// Where a coat changes its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Markings {
    pub(crate) belly: bool,
    pub(crate) socks: Shade,
    /// How far up a leg a sock reaches, in hundredths of it.
    pub(crate) sock_high: u8,
    pub(crate) tail: Shade,
    pub(crate) ears: Shade,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shade {
    Main,
    Light,
    Dark,
    /// Light and dark in turn.
    Rings,
}

/// All species, in families.
static FAMILIES: [&[Species]; 4] = [hunters::SPECIES, small::SPECIES, farm::SPECIES, hoofed::SPECIES];

fn all() -> impl Iterator<Item = &'static Species> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The species with this name.
pub(crate) fn species(id: &str) -> Option<&'static Species> {
    all().find(|s| s.id == id)
}

/// The species a drawing of the library shows.
pub(crate) fn species_of(art: &str) -> Option<&'static Species> {
    all().find(|s| s.art.contains(&art))
}

/// Species that are a variety of another, mostly its young.
const KINDS: [(&str, &str); 18] = [
    ("fox-cub", "fox"),
    ("wolf-cub", "wolf"),
    ("bear-cub", "bear"),
    ("panda-cub", "panda"),
    ("lion-cub", "lion"),
    ("tiger-cub", "tiger"),
    ("kitten", "cat"),
    ("black-cat", "cat"),
    ("puppy", "dog"),
    ("piglet", "pig"),
    ("calf", "cow"),
    ("lamb", "sheep"),
    ("ram", "sheep"),
    ("kid", "goat"),
    ("elephant-calf", "elephant"),
    ("foal", "horse"),
    ("giraffe-calf", "giraffe"),
    ("zebra-foal", "zebra"),
];

impl Species {
    /// The kind of animal it is, whatever its age.
    pub(crate) fn kind(&self) -> &'static str {
        KINDS.iter().find(|(id, _)| *id == self.id).map_or(self.id, |(_, kind)| kind)
    }
}

/// A coat's colours as they are painted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    pub(crate) main: Rgb,
    pub(crate) light: Rgb,
    pub(crate) dark: Rgb,
    pub(crate) pattern: Pattern,
}

impl Palette {
    /// The coat's own colours, or `hue` with marks that suit it.
    pub(crate) fn of(coat: &Coat, hue: Option<Rgb>) -> Self {
        let (main, light, dark) = (Rgb::hex(coat.main), Rgb::hex(coat.light), Rgb::hex(coat.dark));
        let pattern = coat.pattern;
        let Some(hue) = hue else { return Self { main, light, dark, pattern } };
        // Pure white and pure black show no form.
        let lively = hue.saturate(0.92);
        let painted = match hue.luminance() {
            l if l < 0.2 => lively.mix(Rgb(0.36, 0.35, 0.40), 0.35),
            l if l > 0.9 => lively.mix(Rgb(0.80, 0.78, 0.76), 0.25),
            _ => lively,
        };
        let keep = |mark: Rgb, share: f32| {
            let step = (mark.luminance() - main.luminance()).clamp(-0.7, 0.7);
            let wanted = if step > 0.05 {
                painted.mix(Rgb(1.0, 0.98, 0.94), (0.3 + step).min(0.82))
            } else if step < -0.05 {
                painted.times((0.85 + step * 1.1).max(0.3))
            } else {
                painted
            };
            wanted.mix(mark, share)
        };
        Self { main: painted, light: keep(light, 0.1), dark: keep(dark, 0.1), pattern }
    }

    pub(crate) fn shade(&self, shade: Shade) -> Rgb {
        match shade {
            Shade::Main => self.main,
            Shade::Light => self.light,
            Shade::Dark | Shade::Rings => self.dark,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_species_has_a_name_of_its_own_and_a_coat() {
        for (i, one) in all().enumerate() {
            assert!(!one.coats.is_empty(), "{}", one.id);
            assert!(all().skip(i + 1).all(|other| other.id != one.id), "{}", one.id);
            assert!(species(one.kind()).is_some(), "{}", one.id);
            assert!(one.tall > 0.0 && one.build.legs < 1.0, "{}", one.id);
        }
    }
}
