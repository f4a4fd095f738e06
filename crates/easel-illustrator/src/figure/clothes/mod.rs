//! What figures wear: what is chosen, what covers the body, and what goes on and around the head.

mod cover;
mod hat;
mod outfit;
mod wrap;

pub(crate) use cover::{apron, bare, coat_tails, seat, skirt, trunk};
pub(crate) use outfit::{Bottom, Cut, Outfit, Top};
pub(crate) use wrap::cape;

use super::Figure;
use super::body::{Frame, Head};
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::scene::{Garment, GarmentKind};
use crate::shape::Point;

/// What covers the trunk, and its colour.
pub(crate) fn torso(figure: &Figure<'_>) -> Option<(GarmentKind, Rgb)> {
    use GarmentKind as G;
    let covers = |g: &&Garment| matches!(g.kind, G::Coat | G::Sweater | G::Dress | G::Kimono | G::Armour);
    figure.entity.garments.iter().rev().find(covers).map(|g| (g.kind, hue(g)))
}

/// The garment of a kind that is worn, in its colour.
pub(crate) fn worn(figure: &Figure<'_>, kind: GarmentKind) -> Option<Rgb> {
    figure.entity.garments.iter().rev().find(|g| g.kind == kind).map(hue)
}

/// The colour that was asked for, or the usual one.
pub(crate) fn hue(garment: &Garment) -> Rgb {
    use GarmentKind as G;
    garment.hue.unwrap_or_else(|| {
        Rgb::hex(match garment.kind {
            G::Scarf | G::Coat | G::SantaHat | G::Cape => 0xd23a32,
            G::Sweater => 0x3f7fae,
            G::Dress => 0xe07a9a,
            G::Apron | G::ChefHat => 0xf6f2ea,
            G::Armour | G::Helmet => 0xa9b4c2,
            G::Kimono => 0x5a6fb0,
            G::WizardHat => 0x4b3fa8,
            G::TopHat | G::PirateHat => 0x2c2c38,
            G::Crown => 0xf2c33c,
            G::StrawHat => 0xe6be68,
            G::Cap => 0x3569a8,
            G::RainHat => 0xf0b429,
            G::Beanie => 0xc9503f,
            G::CowboyHat => 0x8a5a33,
            G::Glasses | G::Sunglasses => 0x2c2c38,
            G::Bow => 0xd8322a,
            G::FlowerCrown => 0xf48fb1,
        })
    })
}

/// The frame hats and glasses are drawn in: a head of `radius` (in shares of the figure's height) whose middle is at
/// (0, 0.69), as wide as 0.235 to each side.
pub(crate) fn head_frame(f: &Frame, head: &Head) -> Frame {
    f.part(head.middle, head.radius / 0.235, (0.0, 0.69), head.tilt)
}

/// Hats, glasses, scarves and bows of a figure that has the shape of its standing self. `crown` is the height a hat sits
/// at, `wide` the width of the head there.
pub(crate) fn above(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, crown: f32, wide: f32) {
    throat(canvas, figure, f, (0.0, 0.415), 0.18, 0.0);
    on_head(canvas, figure, f, crown, wide, 0.0);
}

/// Hats and glasses. `turn` is how far the face is moved towards the side it looks to, in the frame's shares.
pub(crate) fn on_head(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, crown: f32, wide: f32, turn: f32) {
    use GarmentKind as G;
    for garment in &figure.entity.garments {
        let colour = hue(garment);
        match garment.kind {
            G::Glasses => wrap::glasses(canvas, f, colour, None, turn),
            G::Sunglasses => wrap::glasses(canvas, f, colour, Some(Rgb::hex(0x1d2030)), turn),
            kind if kind.is_hat() => hat::hat(canvas, f, kind, colour, crown, wide),
            _ => {}
        }
    }
}

/// Scarves, bows and the clasps of capes. `at` is the middle of the throat and `half` half its width with what is worn
/// on it; `lean` are the degrees by which the trunk leans forwards.
pub(crate) fn throat(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, at: Point, half: f32, lean: f32) {
    use GarmentKind as G;
    // Drawn for a throat at (0, 0.4) that is 0.18 wide to each side.
    let f = f.part(at, half / 0.18, (0.0, 0.4), lean);
    for garment in &figure.entity.garments {
        let colour = hue(garment);
        match garment.kind {
            G::Scarf => wrap::scarf(canvas, &f, colour, lean),
            G::Bow => wrap::bow(canvas, &f, colour),
            G::Cape if worn(figure, G::Crown).is_some() => wrap::ermine(canvas, &f),
            G::Cape => f.egg(canvas, (0.0, 0.4), (0.03, 0.03), Rgb::hex(0xffdf7a), Rgb::hex(0xd9a52c)),
            _ => {}
        }
    }
}
