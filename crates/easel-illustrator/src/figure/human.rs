//! People, with a picture book's faces: two eyes, a nose, a smile, and hair that says who it is.

use super::body::{self, Frame};
use super::{Figure, clothes};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Age, GarmentKind, Hair, Person};

const SKINS: [u32; 5] = [0xf6d3b8, 0xeab98f, 0xd49a6e, 0xa8714b, 0x7d5138];
const HAIRS: [u32; 6] = [0x3a2a22, 0x5b3a24, 0x8a5528, 0xb9772f, 0xd8a441, 0x2a2730];

/// Colours of a face.
struct Looks {
    skin: Rgb,
    hair: Rgb,
    hair_cut: Hair,
    person: Person,
    hatted: bool,
}

pub(crate) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, person: Person) {
    let f = Frame::of(figure);
    let looks = looks(figure, person);
    let trousers = Rgb::hex(if person.age == Age::Child { 0x4a6a9a } else { 0x4a4f63 });
    let legs = match clothes::torso(figure) {
        Some((GarmentKind::Armour, hue)) => hue.times(0.8),
        Some((GarmentKind::Dress, _)) => looks.skin,
        _ => trousers,
    };
    let coat = body::Coat {
        fur: Rgb::hex(0x6f8fb5),
        belly: None,
        limbs: Rgb::hex(0x6f8fb5),
        paws: looks.skin,
        legs,
        shoes: Rgb::hex(0x553a2c),
    };
    hair_behind(canvas, &f, &looks);
    body::draw(canvas, figure, &f, &coat);
    body::neck_shadow(canvas, &f, clothes::torso(figure).map_or(coat.fur, |(_, hue)| hue));
    face(canvas, &f, &looks);
    if person.beard {
        beard(canvas, &f, &looks);
    }
    hair(canvas, &f, &looks);
    clothes::above(canvas, figure, &f, 0.87, 0.27);
}

fn looks(figure: &Figure<'_>, person: Person) -> Looks {
    let mut rng = Rng::new(figure.seed, "looks");
    let skin = Rgb::hex(*rng.pick(&SKINS[..4]));
    let chosen = Rgb::hex(*rng.pick(&HAIRS));
    let hair = if person.age == Age::Old { Rgb::hex(0xe4e2de) } else { figure.entity.hue.unwrap_or(chosen) };
    let hatted = figure.entity.garments.iter().any(|g| g.kind.is_hat());
    let hair_cut = person.hair.unwrap_or(if person.feminine { Hair::Long } else { Hair::Short });
    Looks { skin, hair, hair_cut, person, hatted }
}

fn hair_behind(canvas: &mut Canvas, f: &Frame, looks: &Looks) {
    let (top, low) = (looks.hair.times(0.92), looks.hair.times(0.66));
    match looks.hair_cut {
        Hair::Long => {
            let back = f.blob(&[
                (-0.2, 0.86),
                (0.0, 0.93),
                (0.2, 0.86),
                (0.265, 0.62),
                (0.25, 0.38),
                (0.12, 0.34),
                (-0.12, 0.34),
                (-0.25, 0.38),
                (-0.265, 0.62),
            ]);
            canvas.fill(&back, f.fade(0.93, 0.34, top, low));
        }
        Hair::Tails => {
            for side in [-1.0, 1.0] {
                let tail = f.blob(&[
                    (side * 0.19, 0.66),
                    (side * 0.29, 0.65),
                    (side * 0.345, 0.5),
                    (side * 0.30, 0.385),
                    (side * 0.245, 0.46),
                    (side * 0.2, 0.56),
                ]);
                canvas.fill(&tail, f.fade(0.66, 0.38, top.times(1.1), low));
                f.dot(canvas, (side * 0.222, 0.625), (0.03, 0.03), Rgb::hex(0xd8485a), 1.0);
            }
        }
        Hair::Bun if !looks.hatted => f.egg(canvas, (0.0, 0.955), (0.09, 0.08), top.times(1.1), low),
        _ => {}
    }
}

fn face(canvas: &mut Canvas, f: &Frame, looks: &Looks) {
    let skin = looks.skin;
    for side in [-1.0, 1.0] {
        f.egg(canvas, (side * 0.222, 0.665), (0.042, 0.052), skin.times(0.98), skin.times(0.82));
        f.dot(canvas, (side * 0.224, 0.662), (0.02, 0.028), skin.times(0.76), 0.7);
    }
    let head = f.blob(&[
        (0.0, 0.905),
        (0.15, 0.865),
        (0.225, 0.73),
        (0.215, 0.58),
        (0.13, 0.47),
        (0.0, 0.44),
        (-0.13, 0.47),
        (-0.215, 0.58),
        (-0.225, 0.73),
        (-0.15, 0.865),
    ]);
    canvas.fill(&head, f.fade(0.9, 0.44, skin.times(1.05), skin.times(0.9)));
    let blush = skin.mix(Rgb::hex(0xe8605a), 0.6);
    for side in [-1.0, 1.0] {
        let (x, y) = f.at(side * 0.135, 0.585);
        canvas.puff(x, y, (0.062 * f.height, 0.045 * f.height), blush, 0.55);
        eye(canvas, f, looks, side);
    }
    f.egg(canvas, (0.004, 0.605), (0.026, 0.021), skin.times(0.96), skin.times(0.74));
    f.dot(canvas, (-0.004, 0.612), (0.009, 0.006), WHITE, 0.35);
    if !looks.person.beard {
        let lip = skin.times(0.45).mix(Rgb::hex(0x8a2f2f), 0.5);
        f.curve(canvas, [(-0.058, 0.548), (0.0, 0.497), (0.058, 0.548)], lip, 1.0, 0.015);
    }
    if looks.person.age == Age::Old {
        wrinkles(canvas, f, skin.times(0.72));
    }
}

fn eye(canvas: &mut Canvas, f: &Frame, looks: &Looks, side: f32) {
    let (x, y) = (side * 0.083, 0.672);
    let child = looks.person.age == Age::Child;
    let r = if child { (0.027, 0.034) } else { (0.023, 0.029) };
    f.dot(canvas, (x, y), r, Rgb::hex(0x2b211f), 1.0);
    f.dot(canvas, (x - 0.008, y + 0.011), (0.0085, 0.0095), WHITE, 0.95);
    f.dot(canvas, (x + 0.008, y - 0.01), (0.005, 0.005), WHITE, 0.55);
    let brow = looks.hair.times(0.72);
    let soft = looks.person.feminine;
    let thick = match looks.person.age {
        Age::Old => 0.019,
        _ if soft => 0.0095,
        _ => 0.014,
    };
    // Brows that fall outwards look kind.
    let arch = [(x - side * 0.036, y + 0.066), (x + side * 0.004, y + 0.084), (x + side * 0.044, y + 0.056)];
    f.curve(canvas, arch, brow, 1.0, thick);
    if soft && !looks.person.beard {
        let lash = Rgb::hex(0x2b211f);
        for (dx, dy) in [(0.036, 0.024), (0.041, 0.010)] {
            let root = (x + side * 0.018, y + dy * 0.7);
            f.curve(
                canvas,
                [root, (x + side * 0.03, y + dy * 0.8), (x + side * dx, y + dy)],
                lash,
                1.0,
                0.008,
            );
        }
    }
}

fn wrinkles(canvas: &mut Canvas, f: &Frame, line: Rgb) {
    for side in [-1.0, 1.0] {
        let corner = side * 0.145;
        f.curve(
            canvas,
            [(corner, 0.685), (corner + side * 0.02, 0.69), (corner + side * 0.034, 0.70)],
            line,
            0.6,
            0.007,
        );
        f.curve(
            canvas,
            [(corner, 0.668), (corner + side * 0.02, 0.665), (corner + side * 0.034, 0.66)],
            line,
            0.6,
            0.007,
        );
        f.curve(
            canvas,
            [(side * 0.055, 0.628), (side * 0.085, 0.617), (side * 0.115, 0.63)],
            line,
            0.5,
            0.007,
        );
        f.curve(canvas, [(side * 0.05, 0.60), (side * 0.085, 0.575), (side * 0.09, 0.545)], line, 0.5, 0.008);
    }
    f.curve(canvas, [(-0.07, 0.80), (0.0, 0.812), (0.07, 0.80)], line, 0.45, 0.007);
    f.curve(canvas, [(-0.05, 0.825), (0.0, 0.835), (0.05, 0.825)], line, 0.4, 0.007);
}

fn beard(canvas: &mut Canvas, f: &Frame, looks: &Looks) {
    let colour = looks.hair;
    let long = if looks.person.age == Age::Old { 0.30 } else { 0.395 };
    let whiskers = f.blob(&[
        (-0.222, 0.66),
        (-0.165, 0.60),
        (-0.10, 0.565),
        (0.0, 0.575),
        (0.10, 0.565),
        (0.165, 0.60),
        (0.222, 0.66),
        (0.215, 0.52),
        (0.13, (long + 0.44) * 0.5),
        (0.0, long),
        (-0.13, (long + 0.44) * 0.5),
        (-0.215, 0.52),
    ]);
    canvas.fill(&whiskers, f.fade(0.66, long, colour, colour.times(0.78)));
    for k in -2i32..=2 {
        let x = k as f32 * 0.05;
        let low = long + 0.05 + 0.02 * k.unsigned_abs() as f32;
        f.curve(canvas, [(x * 1.3, 0.49), (x * 1.1, 0.44), (x * 0.9, low)], colour.times(0.72), 0.55, 0.008);
    }
    let lip = looks.skin.times(0.45).mix(Rgb::hex(0x8a2f2f), 0.5);
    f.curve(canvas, [(-0.045, 0.53), (0.0, 0.497), (0.045, 0.53)], lip, 1.0, 0.02);
    for side in [-1.0, 1.0] {
        let half = f.blob(&[
            (0.0, 0.59),
            (side * 0.075, 0.585),
            (side * 0.145, 0.535),
            (side * 0.09, 0.532),
            (side * 0.03, 0.538),
            (0.0, 0.555),
        ]);
        canvas.fill(&half, f.fade(0.59, 0.53, colour.times(1.08), colour.times(0.86)));
    }
}

fn hair(canvas: &mut Canvas, f: &Frame, looks: &Looks) {
    let colour = looks.hair;
    let tint = f.fade(0.95, 0.70, colour.times(1.16), colour.times(0.84));
    match looks.hair_cut {
        Hair::Bald => {
            for side in [-1.0, 1.0] {
                let tuft = f.blob(&[
                    (side * 0.2, 0.80),
                    (side * 0.255, 0.76),
                    (side * 0.25, 0.66),
                    (side * 0.205, 0.68),
                ]);
                canvas.fill(&tuft, tint);
            }
        }
        Hair::Short => {
            let cut = f.blob(&[
                (-0.235, 0.69),
                (-0.245, 0.84),
                (-0.13, 0.95),
                (0.03, 0.965),
                (0.17, 0.93),
                (0.25, 0.82),
                (0.235, 0.69),
                (0.2, 0.775),
                (0.1, 0.815),
                (-0.03, 0.795),
                (-0.14, 0.825),
                (-0.2, 0.775),
            ]);
            canvas.fill(&cut, tint);
        }
        _ => {
            let low = if looks.hair_cut == Hair::Long { 0.56 } else { 0.68 };
            let fringe = f.blob(&[
                (-0.235, low),
                (-0.255, 0.80),
                (-0.15, 0.935),
                (0.0, 0.965),
                (0.15, 0.935),
                (0.255, 0.80),
                (0.235, low),
                (0.205, 0.72),
                (0.12, 0.805),
                (0.03, 0.845),
                (-0.06, 0.80),
                (-0.19, 0.745),
            ]);
            canvas.fill(&fringe, tint);
            let shine = [(-0.14, 0.885), (-0.02, 0.93), (0.1, 0.9)];
            f.curve(canvas, shine, colour.mix(WHITE, 0.4), 0.5, 0.016);
        }
    }
    // The hat's shadow on the brow.
    if looks.hatted {
        let brow =
            f.blob(&[(-0.21, 0.84), (0.0, 0.86), (0.21, 0.84), (0.2, 0.79), (0.0, 0.80), (-0.2, 0.79)]);
        canvas.wash(&brow, Tint::veil(Rgb::hex(0x2a1a20), 0.12));
    }
}
