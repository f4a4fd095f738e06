//! How somebody looks: what was said, and for the rest chance.

use super::super::Figure;
use crate::colour::Rgb;
use crate::rng::Rng;
use crate::scene::{Age, GarmentKind, Hair, Person};

const SKINS: [u32; 9] =
    [0xfadcc4, 0xf6d0ae, 0xf0c29a, 0xe8b486, 0xdba373, 0xc68a5c, 0xa76d45, 0x8a5738, 0x6e452f];
/// Natural colours, the dark ones more often.
const HAIRS: [u32; 10] =
    [0x2b211f, 0x3b2a22, 0x4a3024, 0x5e3b25, 0x7a4a28, 0x96602f, 0xb5562a, 0xc98a3c, 0xe2b45a, 0x241f26];
/// For dark skin.
const DARK_HAIRS: [u32; 4] = [0x1f1a1c, 0x2b211f, 0x38271f, 0x4a3024];
const GREYS: [u32; 4] = [0xe9e7e2, 0xd3d1ce, 0xc0bdb8, 0xdcd6ca];
const EYES: [u32; 5] = [0x8a5a34, 0x6a4a2c, 0x4f86b0, 0x5f9a62, 0x6f8a98];

/// How the hair lies on the forehead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fringe {
    Swept,
    Straight,
    Parted,
    Back,
}

/// Everything a portrait painter would note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    pub(super) person: Person,
    pub(super) skin: Rgb,
    pub(super) hair: Rgb,
    pub(super) cut: Hair,
    pub(super) fringe: Fringe,
    pub(super) iris: Rgb,
    pub(super) freckles: bool,
    pub(super) hatted: bool,
    /// Of ribbons and hair ties.
    pub(super) ribbon: Rgb,
}

/// Where a figure's chance comes from: its own self, or the picture.
pub(super) fn root(figure: &Figure<'_>) -> u64 {
    // Stirred, since figures of one picture have seeds that are close to each other.
    Rng::new(figure.entity.identity.unwrap_or(figure.seed), "somebody").next()
}

impl Looks {
    pub(super) fn of(figure: &Figure<'_>, person: Person) -> Self {
        let mut rng = Rng::new(root(figure), "looks");
        let wanted = person.hair_hue.map(natural_red);
        // Red and fair hair that was asked for goes with fair skin.
        let fair = wanted.is_some_and(|hair| {
            let (hue, saturation, value) = hair.to_hsv();
            (5.0..60.0).contains(&hue) && saturation > 0.3 && value > 0.5
        });
        let skins = match person.hair {
            _ if fair => &SKINS[..5],
            Some(Hair::Afro) => &SKINS[4..],
            _ => &SKINS,
        };
        let skin = person.skin.unwrap_or(Rgb::hex(*rng.pick(skins)));
        let dark = skin.luminance() < 0.5;
        // Fair hair goes with fair skin.
        let naturals = if skin.luminance() < 0.68 { &HAIRS[..6] } else { &HAIRS };
        let (natural, dark_hair, grey) = (*rng.pick(naturals), *rng.pick(&DARK_HAIRS), *rng.pick(&GREYS));
        let chosen = if person.age == Age::Old {
            grey
        } else if dark {
            dark_hair
        } else {
            natural
        };
        let cut = rng.next();
        // Whatever hair there is, it is tucked away under a helmet.
        let helmeted = figure.entity.garments.iter().any(|g| g.kind == GarmentKind::Helmet);
        let fringe =
            *rng.pick(&[Fringe::Swept, Fringe::Straight, Fringe::Parted, Fringe::Swept, Fringe::Back]);
        let iris = Rgb::hex(if dark { EYES[0] } else { *rng.pick(&EYES) });
        let freckles = person.age == Age::Child && !dark && rng.chance(0.3);
        let ribbon = Rgb::hex(*rng.pick(&[0xe2574c, 0xf2b84b, 0x4f86c6, 0xe88fb0, 0x5fa88a, 0xfaf3e6]));
        Self {
            person,
            skin,
            hair: wanted.unwrap_or(Rgb::hex(chosen)),
            cut: if helmeted {
                Hair::Short
            } else {
                person.hair.unwrap_or_else(|| usual_cut(&person, dark, cut))
            },
            fringe,
            iris,
            freckles,
            hatted: figure.entity.garments.iter().any(|g| g.kind.is_hat()),
            ribbon,
        }
    }
}

/// Hair that is called red is the colour of copper.
fn natural_red(hair: Rgb) -> Rgb {
    let (hue, saturation, _) = hair.to_hsv();
    let red = saturation > 0.55 && !(14.0..345.0).contains(&hue);
    if red { Rgb::hex(0xb9522b) } else { hair }
}

/// The cut chance gives to somebody.
fn usual_cut(person: &Person, dark: bool, chance: u64) -> Hair {
    use Hair as H;
    let cuts: &[Hair] = match (person.age, person.feminine, dark) {
        (Age::Child, true, true) => &[H::Afro, H::Braids, H::Tails, H::Curly, H::Ponytail, H::Bob],
        (Age::Child, true, false) => &[H::Tails, H::Bob, H::Ponytail, H::Long, H::Braids, H::Curly],
        (Age::Child, false, true) => &[H::Short, H::Afro, H::Curly, H::Short],
        (Age::Child, false, false) => &[H::Short, H::Spiky, H::Curly, H::Short, H::Short],
        (Age::Adult, true, true) => &[H::Curly, H::Afro, H::Braids, H::Bun, H::Long],
        (Age::Adult, true, false) => &[H::Long, H::Bob, H::Bun, H::Ponytail, H::Curly, H::Long],
        (Age::Adult, false, true) => &[H::Short, H::Short, H::Curly, H::Bald, H::Afro],
        (Age::Adult, false, false) => &[H::Short, H::Short, H::Curly, H::Spiky, H::Short],
        (Age::Old, true, _) => &[H::Bun, H::Bob, H::Curly, H::Bun],
        (Age::Old, false, _) => &[H::Bald, H::Short, H::Bald],
    };
    cuts[(chance % cuts.len() as u64) as usize]
}
