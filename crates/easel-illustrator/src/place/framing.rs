//! What is close to the eye, out of focus, at the edges only: grass, boughs, ferns, blossoms. It never hides the middle.

use super::grass::{Strew, petals};
use super::{Setting, trees};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Place, Season};
use crate::shape;

/// What may frame a picture.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Grass,
    Blossoms,
    Bough,
    Fronds,
    Ferns,
    BambooLeaves,
}

/// The pieces that suit a place; some places are not framed.
fn pieces(place: Place) -> &'static [Piece] {
    use Piece as F;
    use Place as P;
    match place {
        P::Meadow | P::Garden | P::Park | P::Lake | P::River => &[F::Grass, F::Blossoms, F::Bough],
        P::Village | P::Farm | P::Terraces | P::Ruins => &[F::Grass, F::Bough, F::Grass],
        P::Mountains | P::Graveyard | P::Savanna => &[F::Grass],
        P::Forest | P::Waterfall | P::Swamp => &[F::Ferns, F::Bough, F::Grass],
        P::Jungle => &[F::Fronds],
        P::Beach => &[F::Fronds, F::Grass],
        P::CherryAvenue | P::Temple => &[F::Bough],
        P::Bamboo => &[F::BambooLeaves],
        _ => &[],
    }
}

/// Paints what frames the scene's place, after everything else on the ground.
pub(super) fn paint(s: &mut Setting<'_>) {
    let pieces = pieces(s.scene.place());
    if pieces.is_empty() {
        return;
    }
    let mut rng = s.rng("framing");
    let piece = *rng.pick(pieces);
    let mut sheet = s.stage.coarse(0.5);
    match piece {
        Piece::Bough => bough(s, &mut sheet, &mut rng),
        _ if s.scene.snowy() => return,
        Piece::Grass => grass(s, &mut sheet, &mut rng, false),
        Piece::Blossoms => grass(s, &mut sheet, &mut rng, true),
        Piece::Fronds => fronds(s, &mut sheet, &mut rng),
        Piece::Ferns => ferns(s, &mut sheet, &mut rng),
        Piece::BambooLeaves => bamboo_leaves(s, &mut sheet, &mut rng),
    }
    sheet.blur(0.003);
    s.stage.paste(&sheet);
}

/// Blades at both lower corners, perhaps with large blurred flowers among them.
fn grass(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng, flowers: bool) {
    let (w, h) = (s.frame.width, s.frame.height);
    let colour = s.ground().times(0.42).mix(Rgb::hex(0x123326), 0.4);
    let tall = rng.range(0.8, 1.2);
    for side in [-1.0f32, 1.0] {
        let corner = if side < 0.0 { 0.0 } else { w };
        for _ in 0..34 {
            let root = (corner - side * rng.unit().powi(2) * 0.22, h + 0.02);
            let long = tall * rng.range(0.05, 0.17) * (1.0 - (root.0 - corner).abs() * 2.2).max(0.3);
            let lean = -side * long * rng.range(-0.25, 0.55) + s.wind() * long * 0.6;
            let tip = (root.0 + lean, root.1 - long);
            let tone = colour.times(rng.range(0.75, 1.35));
            let bend = (root.0 + lean * 0.1, root.1 - long * 0.7);
            sheet.wash(&shape::blade(root, bend, tip, rng.range(0.004, 0.009)), Tint::flat(tone));
        }
        if !flowers {
            continue;
        }
        let colours = petals(s);
        for _ in 0..5 {
            let at = (corner - side * rng.range(0.0, 0.15), h - rng.range(0.02, 0.15));
            let (q, tone) = (rng.range(0.012, 0.02), *rng.pick(&colours));
            let stalk = shape::curve((at.0 + side * 0.01, h + 0.02), (at.0 + side * 0.008, at.1 + 0.04), at);
            sheet.stroke(&stalk, colour, 1.0, 0.004);
            let mut ring = Strew::default();
            for k in 0..6 {
                let a = k as f32 * std::f32::consts::TAU / 6.0;
                ring.oval((at.0 + a.cos() * q * 0.8, at.1 + a.sin() * q * 0.7), q * 0.55, q * 0.5);
            }
            sheet.wash(&ring.finish(), Tint::flat(tone.times(0.9)));
            sheet.dot(at.0, at.1, q * 0.45, q * 0.4, Rgb::hex(0xe0a92a), 1.0);
        }
    }
}

/// A leafy branch that hangs into the picture from one upper corner.
fn bough(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng) {
    let (edge, inward) = if rng.chance(0.5) { (-0.04, 1.0) } else { (s.frame.width + 0.04, -1.0) };
    let reach = rng.range(0.34, 0.46).min(s.frame.width * 0.44);
    let bark = Rgb::hex(0x3f2d26);
    let leaf = s.leaf();
    let blossom = s.scene.season == Season::Spring || s.scene.place() == Place::CherryAvenue;
    let (dim, bright) =
        if blossom { (Rgb::hex(0xe58fb4), Rgb::hex(0xffd3e2)) } else { (leaf.times(0.58), leaf.times(0.9)) };
    let (mut dark, mut light) = (Strew::default(), Strew::default());
    for (from, to, long) in [(-0.02, 0.12, 1.0), (-0.05, 0.03, 0.8), (0.05, 0.2, 0.62)] {
        let tip = (edge + inward * reach * long, to);
        let bend = (edge + inward * reach * long * 0.55, from);
        let twig = shape::curve((edge, from), bend, tip);
        sheet.stroke(&twig, bark, 1.0, 0.009);
        if s.scene.snowy() {
            sheet.stroke(
                &shape::curve((edge, from - 0.006), (bend.0, bend.1 - 0.006), tip),
                WHITE,
                0.95,
                0.007,
            );
            continue;
        }
        for k in 0..22 {
            let t = (k as f32 + rng.unit()) / 22.0;
            let q = 1.0 - t;
            let on = (
                edge * q * q + bend.0 * 2.0 * t * q + tip.0 * t * t,
                from * q * q + bend.1 * 2.0 * t * q + tip.1 * t * t,
            );
            let leaves = if rng.chance(0.5) { &mut dark } else { &mut light };
            if blossom {
                let r = rng.range(0.009, 0.016);
                leaves.oval((on.0 + rng.range(-0.02, 0.02), on.1 + rng.range(-0.02, 0.025)), r, r * 0.9);
                continue;
            }
            let angle = if inward > 0.0 { rng.range(0.1, 1.7) } else { rng.range(1.45, 3.0) };
            let (size, turn) = (rng.range(0.035, 0.055), if k % 3 == 0 { -0.8 } else { 1.0 });
            let end = (on.0 + angle.cos() * size, on.1 + turn * angle.sin() * size);
            let middle = ((on.0 + end.0) / 2.0, (on.1 + end.1) / 2.0);
            let side = ((on.1 - end.1) * 0.26, (end.0 - on.0) * 0.26);
            let (upper, lower) =
                ((middle.0 + side.0, middle.1 + side.1), (middle.0 - side.0, middle.1 - side.1));
            leaves.polygon(&[on, upper, end, lower]);
        }
    }
    sheet.wash(&dark.finish(), Tint::flat(dim));
    sheet.wash(&light.finish(), Tint::flat(bright));
}

/// Large tropical leaves at the upper corners and one lower corner.
fn fronds(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (s.frame.width, s.frame.height);
    for side in [-1.0f32, 1.0] {
        let x = if side < 0.0 { -0.03 } else { w + 0.03 };
        for k in 0..5 {
            let root = (x, -0.03 + 0.035 * k as f32);
            let long = rng.range(0.2, 0.32).min(w * 0.32);
            let angle = 0.05 + 0.3 * k as f32;
            let tip = (root.0 - side * long * angle.cos(), root.1 + long * angle.sin() + 0.03);
            let bend = ((root.0 + tip.0) / 2.0, (root.1 + tip.1) / 2.0 - 0.06);
            let tone = Rgb::hex(0x1f6238).times(rng.range(0.6, 1.15));
            sheet.wash(&trees::frond(root, bend, tip, 0.05), Tint::flat(tone));
        }
    }
    let (x, side) = if rng.chance(0.5) { (-0.02, 1.0) } else { (w + 0.02, -1.0) };
    for k in 0..4 {
        let tip = (x + side * (0.04 + 0.045 * k as f32), h - 0.2 + 0.045 * k as f32);
        let bend = (x + side * 0.01, h - 0.12);
        let tone = Rgb::hex(0x1d5a36).times(rng.range(0.6, 1.1));
        sheet.wash(&shape::blade((x, h + 0.02), bend, tip, 0.026), Tint::flat(tone));
    }
}

fn ferns(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng) {
    for side in [0.0f32, 1.0] {
        let foot = (s.frame.width * side + rng.range(-0.02, 0.02), s.frame.height + 0.02);
        let tone = s.leaf().mix(Rgb::hex(0x1d4a32), 0.65).times(0.8);
        let r = rng.range(0.14, 0.2);
        super::plants::fern(sheet, rng, foot, r, tone);
    }
}

fn bamboo_leaves(s: &Setting<'_>, sheet: &mut Canvas, rng: &mut Rng) {
    for side in [-1.0f32, 1.0] {
        let x = if side < 0.0 { -0.02 } else { s.frame.width + 0.02 };
        let mut leaves = Strew::default();
        for _ in 0..12 {
            let root = (x - side * rng.range(0.0, 0.1), rng.range(-0.02, 0.1));
            let long = rng.range(0.07, 0.13);
            let tip = (root.0 - side * long * rng.range(0.3, 0.9), root.1 + long * rng.range(0.4, 0.9));
            leaves.blade(root, ((root.0 + tip.0) / 2.0, root.1 + 0.01), tip, 0.007);
        }
        sheet.wash(&leaves.finish(), Tint::flat(Rgb::hex(0x2f6b36)));
    }
}
