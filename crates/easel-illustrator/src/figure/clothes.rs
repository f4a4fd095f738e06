//! What figures wear, drawn in three goes: behind the body, on the torso, on and around the head.

use super::Figure;
use super::body::Frame;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Garment, GarmentKind};
use crate::shape;

/// What covers the torso, and its colour.
pub(crate) fn torso(figure: &Figure<'_>) -> Option<(GarmentKind, Rgb)> {
    use GarmentKind as G;
    let covers =
        |g: &&Garment| matches!(g.kind, G::Coat | G::Sweater | G::Dress | G::Kimono | G::Apron | G::Armour);
    figure.entity.garments.iter().rev().find(covers).map(|g| (g.kind, hue(g)))
}

/// The colour of the sleeves, if the arms are covered.
pub(crate) fn sleeve(figure: &Figure<'_>) -> Option<Rgb> {
    torso(figure).map(|(kind, hue)| if kind == GarmentKind::Apron { Rgb::hex(0x6f8fb5) } else { hue })
}

fn hue(garment: &Garment) -> Rgb {
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

/// Capes, which hang behind.
pub(crate) fn behind(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame) {
    for garment in figure.entity.garments.iter().filter(|g| g.kind == GarmentKind::Cape) {
        let colour = hue(garment);
        let cape = f.blob(&[
            (-0.14, 0.47),
            (0.14, 0.47),
            (0.25, 0.25),
            (0.32, 0.04),
            (0.12, 0.06),
            (-0.06, 0.035),
            (-0.24, 0.065),
            (-0.36, 0.03),
            (-0.26, 0.25),
        ]);
        canvas.fill(&cape, f.fade(0.47, 0.03, colour, colour.times(0.6)));
    }
}

/// Collars, buttons and belts on the torso. `half` is half its width at the hem.
pub(crate) fn front(canvas: &mut Canvas, f: &Frame, kind: GarmentKind, colour: Rgb, half: f32) {
    use GarmentKind as G;
    let dark = colour.times(0.62);
    match kind {
        G::Coat => {
            f.curve(canvas, [(0.0, 0.44), (0.004, 0.25), (0.0, 0.06)], dark, 0.9, 0.008);
            for k in 0..3 {
                f.dot(canvas, (0.03, 0.335 - 0.09 * k as f32), (0.0125, 0.0125), Rgb::hex(0xffe9b0), 1.0);
            }
            for side in [-1.0, 1.0] {
                let pocket = [(side * 0.07, 0.17), (side * 0.1, 0.165), (side * 0.13, 0.17)];
                f.curve(canvas, pocket, dark, 0.8, 0.01);
            }
        }
        G::Sweater => {
            for k in 0..2 {
                let y = 0.30 - 0.085 * k as f32;
                f.curve(
                    canvas,
                    [(-0.17, y), (0.0, y - 0.03), (0.17, y)],
                    colour.mix(WHITE, 0.55),
                    0.75,
                    0.022,
                );
            }
            f.curve(canvas, [(-half * 0.8, 0.075), (0.0, 0.05), (half * 0.8, 0.075)], dark, 0.6, 0.02);
        }
        G::Dress => {
            f.curve(canvas, [(-0.175, 0.27), (0.0, 0.235), (0.175, 0.27)], dark, 0.8, 0.02);
            let hem = [(-half * 0.97, 0.095), (0.0, 0.05), (half * 0.97, 0.095)];
            f.curve(canvas, hem, colour.mix(WHITE, 0.6), 0.85, 0.018);
        }
        G::Kimono => {
            let trim = colour.mix(WHITE, 0.7);
            f.curve(canvas, [(-0.09, 0.46), (-0.03, 0.36), (0.06, 0.27)], trim, 1.0, 0.022);
            f.curve(canvas, [(0.09, 0.46), (0.04, 0.38), (-0.02, 0.33)], trim, 1.0, 0.022);
            f.curve(canvas, [(-0.18, 0.245), (0.0, 0.215), (0.18, 0.245)], Rgb::hex(0xe6b84c), 1.0, 0.042);
        }
        G::Apron => {
            let shirt = Rgb::hex(0x6f8fb5);
            f.curve(canvas, [(-0.165, 0.42), (-0.2, 0.25), (-half * 0.93, 0.09)], shirt, 1.0, 0.06);
            f.curve(canvas, [(0.165, 0.42), (0.2, 0.25), (half * 0.93, 0.09)], shirt, 1.0, 0.06);
            f.curve(canvas, [(-0.06, 0.19), (0.0, 0.17), (0.06, 0.19)], dark, 0.35, 0.008);
        }
        G::Armour => {
            f.egg(canvas, (0.0, 0.32), (0.12, 0.095), colour.mix(WHITE, 0.5), colour.times(0.85));
            f.curve(canvas, [(-0.17, 0.2), (0.0, 0.17), (0.17, 0.2)], dark, 0.8, 0.026);
            f.dot(canvas, (0.0, 0.187), (0.02, 0.02), Rgb::hex(0xf2c33c), 1.0);
        }
        _ => {}
    }
}

/// Hats, glasses, scarves and bows. `crown` is the height a hat sits at, `wide` the width of the head there.
pub(crate) fn above(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, crown: f32, wide: f32) {
    use GarmentKind as G;
    for garment in &figure.entity.garments {
        let colour = hue(garment);
        match garment.kind {
            G::Scarf => scarf(canvas, f, colour),
            G::Bow => bow(canvas, f, colour),
            G::Cape => f.dot(canvas, (0.0, 0.425), (0.026, 0.026), Rgb::hex(0xf2c33c), 1.0),
            G::Glasses => glasses(canvas, f, colour, None),
            G::Sunglasses => glasses(canvas, f, colour, Some(Rgb::hex(0x1d2030))),
            kind if kind.is_hat() => hat(canvas, f, kind, colour, crown, wide),
            _ => {}
        }
    }
}

fn scarf(canvas: &mut Canvas, f: &Frame, colour: Rgb) {
    let end = f.blob(&[(0.06, 0.40), (0.135, 0.395), (0.165, 0.22), (0.075, 0.215)]);
    canvas.fill(&end, f.fade(0.4, 0.2, colour.times(0.95), colour.times(0.66)));
    for k in 0..3 {
        let x = 0.088 + 0.03 * k as f32;
        f.curve(canvas, [(x, 0.222), (x, 0.2), (x + 0.004, 0.185)], colour.times(0.8), 1.0, 0.012);
    }
    let wrap = f.blob(&[
        (-0.175, 0.455),
        (0.0, 0.395),
        (0.175, 0.455),
        (0.185, 0.40),
        (0.10, 0.345),
        (0.0, 0.335),
        (-0.10, 0.345),
        (-0.185, 0.40),
    ]);
    canvas.fill(&wrap, f.fade(0.45, 0.33, colour.times(1.08), colour.times(0.72)));
    for x in [-0.1, -0.02, 0.06] {
        f.curve(
            canvas,
            [(x, 0.395), (x + 0.012, 0.37), (x + 0.008, 0.347)],
            colour.mix(WHITE, 0.5),
            0.55,
            0.014,
        );
    }
}

fn bow(canvas: &mut Canvas, f: &Frame, colour: Rgb) {
    for side in [-1.0, 1.0] {
        let wing = f.blob(&[(side * 0.008, 0.405), (side * 0.085, 0.445), (side * 0.09, 0.365)]);
        canvas.fill(&wing, f.fade(0.445, 0.36, colour.times(1.1), colour.times(0.75)));
    }
    f.egg(canvas, (0.0, 0.405), (0.022, 0.024), colour, colour.times(0.7));
}

fn glasses(canvas: &mut Canvas, f: &Frame, frame: Rgb, lens: Option<Rgb>) {
    let (x, y, r) = (0.083, 0.695, 0.066);
    for side in [-1.0, 1.0] {
        let (cx, cy) = f.at(side * x, y);
        let ring = shape::ellipse(cx, cy, r * f.height, r * f.height);
        let (tint, alpha) = lens.map_or((Rgb::hex(0xdff1ff), 0.28), |lens| (lens, 0.93));
        canvas.wash(&ring, Tint::veil(tint, alpha));
        canvas.stroke(&ring, frame, 1.0, 0.012 * f.height);
        f.curve(
            canvas,
            [(side * x - 0.03, y + 0.03), (side * x - 0.01, y + 0.045), (side * x + 0.015, y + 0.045)],
            WHITE,
            0.6,
            0.009,
        );
    }
    f.curve(canvas, [(-0.018, y + 0.008), (0.0, y + 0.02), (0.018, y + 0.008)], frame, 1.0, 0.012);
}

fn hat(canvas: &mut Canvas, f: &Frame, kind: GarmentKind, colour: Rgb, crown: f32, wide: f32) {
    use GarmentKind as G;
    match kind {
        G::WizardHat => wizard_hat(canvas, f, colour, crown, wide),
        G::TopHat => top_hat(canvas, f, colour, crown, wide),
        G::Crown => coronet(canvas, f, colour, crown, wide),
        G::StrawHat | G::CowboyHat => brimmed_hat(canvas, f, colour, crown, wide, kind == G::CowboyHat),
        G::Cap => cap(canvas, f, colour, crown, wide),
        G::RainHat => rain_hat(canvas, f, colour, crown, wide),
        G::Beanie => beanie(canvas, f, colour, crown, wide),
        G::ChefHat => chef_hat(canvas, f, colour, crown, wide),
        G::PirateHat => pirate_hat(canvas, f, colour, crown, wide),
        G::SantaHat => santa_hat(canvas, f, colour, crown, wide),
        G::Helmet => helmet(canvas, f, colour, crown),
        G::FlowerCrown => flower_crown(canvas, f, colour, crown, wide),
        _ => {}
    }
}

fn wizard_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    f.egg(canvas, (0.0, y - 0.01), (w * 1.05, 0.055), colour.times(1.1), colour.times(0.6));
    let cone = f.blob(&[
        (-w * 0.62, y),
        (-w * 0.34, y + 0.18),
        (w * 0.06, y + 0.36),
        (w * 0.6, y + 0.42),
        (w * 0.38, y + 0.28),
        (w * 0.48, y + 0.12),
        (w * 0.62, y),
        (0.0, y - 0.03),
    ]);
    canvas.fill(&cone, f.fade(y + 0.4, y, colour.times(1.3), colour.times(0.75)));
    let band = f.blob(&[
        (-w * 0.61, y + 0.045),
        (0.0, y + 0.015),
        (w * 0.61, y + 0.045),
        (w * 0.62, y),
        (0.0, y - 0.03),
        (-w * 0.62, y),
    ]);
    canvas.fill(&band, Tint::flat(Rgb::hex(0xf2c34a)));
    for (dx, dy, r) in [(-0.1, 0.12, 0.022), (0.2, 0.1, 0.016), (0.14, 0.24, 0.015)] {
        let (x, y) = f.at(dx * w * 2.0, y + dy);
        let star = shape::star(x, y, r * 1.5 * f.height, r * 0.65 * f.height, 5);
        canvas.wash(&star, Tint::flat(Rgb::hex(0xffe08a)));
    }
}

fn top_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    f.egg(canvas, (0.0, y), (w * 0.95, 0.042), colour.times(1.3), colour.times(0.8));
    let body = f.blob(&[
        (-w * 0.58, y),
        (-w * 0.63, y + 0.22),
        (0.0, y + 0.245),
        (w * 0.63, y + 0.22),
        (w * 0.58, y),
        (0.0, y - 0.02),
    ]);
    canvas.fill(&body, f.fade(y + 0.24, y, colour.times(1.55), colour));
    let band = [(-w * 0.57, y + 0.03), (0.0, y + 0.0), (w * 0.57, y + 0.03)];
    f.curve(canvas, band, Rgb::hex(0xb5303a), 1.0, 0.034);
}

fn coronet(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    let w = w * 0.72;
    let points = f.path(&[
        (-w, y - 0.005),
        (-w * 1.08, y + 0.13),
        (-w * 0.5, y + 0.06),
        (0.0, y + 0.155),
        (w * 0.5, y + 0.06),
        (w * 1.08, y + 0.13),
        (w, y - 0.005),
    ]);
    canvas.fill(&shape::polygon(&points), f.fade(y + 0.15, y, colour.times(1.15), colour.times(0.72)));
    f.curve(canvas, [(-w, y + 0.005), (0.0, y - 0.03), (w, y + 0.005)], colour.times(0.9), 1.0, 0.03);
    for (x, gem) in [(-0.55, 0x3f8fd8), (0.0, 0xd83a4a), (0.55, 0x3fae6a)] {
        f.dot(canvas, (x * w, y + 0.022), (0.017, 0.019), Rgb::hex(gem), 1.0);
    }
    for (x, up) in [(-1.08, 0.135), (0.0, 0.16), (1.08, 0.135)] {
        f.dot(canvas, (x * w, y + up), (0.016, 0.016), colour.mix(WHITE, 0.4), 1.0);
    }
}

fn brimmed_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32, curled: bool) {
    let lift = if curled { 0.06 } else { 0.0 };
    let brim = f.blob(&[
        (-w * 1.3, y + lift),
        (-w * 0.6, y + 0.03),
        (w * 0.6, y + 0.03),
        (w * 1.3, y + lift),
        (w * 0.7, y - 0.035),
        (0.0, y - 0.05),
        (-w * 0.7, y - 0.035),
    ]);
    canvas.fill(&brim, f.fade(y + 0.05, y - 0.05, colour.times(1.1), colour.times(0.76)));
    let dent = if curled { 0.12 } else { 0.155 };
    let bowl = f.blob(&[
        (-w * 0.62, y),
        (-w * 0.5, y + 0.14),
        (0.0, y + dent),
        (w * 0.5, y + 0.14),
        (w * 0.62, y),
        (0.0, y - 0.025),
    ]);
    canvas.fill(&bowl, f.fade(y + 0.16, y, colour.times(1.14), colour.times(0.85)));
    let band = if curled { colour.times(0.5) } else { Rgb::hex(0xc9503f) };
    f.curve(canvas, [(-w * 0.61, y + 0.02), (0.0, y - 0.015), (w * 0.61, y + 0.02)], band, 1.0, 0.026);
}

fn cap(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    let dome = f.blob(&[
        (-w * 0.8, y - 0.03),
        (-w * 0.6, y + 0.085),
        (0.0, y + 0.125),
        (w * 0.6, y + 0.085),
        (w * 0.8, y - 0.03),
        (0.0, y - 0.015),
    ]);
    canvas.fill(&dome, f.fade(y + 0.12, y - 0.03, colour.times(1.2), colour.times(0.85)));
    let peak = f.blob(&[(-w * 0.1, y + 0.0), (w * 0.8, y - 0.02), (w * 1.2, y - 0.05), (w * 0.4, y - 0.05)]);
    canvas.fill(&peak, Tint::flat(colour.times(0.7)));
    f.dot(canvas, (0.0, y + 0.125), (0.014, 0.012), colour.times(0.8), 1.0);
}

fn rain_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    let brim = f.blob(&[
        (-w * 1.05, y - 0.055),
        (-w * 0.7, y + 0.02),
        (0.0, y + 0.04),
        (w * 0.7, y + 0.02),
        (w * 1.05, y - 0.055),
        (w * 0.5, y - 0.04),
        (0.0, y - 0.035),
        (-w * 0.5, y - 0.04),
    ]);
    let dome = f.blob(&[
        (-w * 0.72, y - 0.01),
        (-w * 0.55, y + 0.11),
        (0.0, y + 0.15),
        (w * 0.55, y + 0.11),
        (w * 0.72, y - 0.01),
    ]);
    canvas.fill(&dome, f.fade(y + 0.15, y, colour.times(1.15), colour.times(0.88)));
    canvas.fill(&brim, f.fade(y + 0.03, y - 0.05, colour.times(1.05), colour.times(0.72)));
    f.curve(canvas, [(0.0, y + 0.14), (0.01, y + 0.08), (0.0, y + 0.035)], colour.times(0.75), 0.7, 0.009);
}

fn beanie(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    let dome = f.blob(&[
        (-w * 0.74, y - 0.02),
        (-w * 0.6, y + 0.12),
        (0.0, y + 0.18),
        (w * 0.6, y + 0.12),
        (w * 0.74, y - 0.02),
    ]);
    canvas.fill(&dome, f.fade(y + 0.18, y, colour.times(1.12), colour.times(0.82)));
    let band = [(-w * 0.72, y + 0.0), (0.0, y - 0.05), (w * 0.72, y + 0.0)];
    f.curve(canvas, band, colour.mix(WHITE, 0.6), 1.0, 0.055);
    f.egg(canvas, (0.0, y + 0.195), (0.045, 0.043), WHITE, colour.mix(WHITE, 0.65));
}

fn chef_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    for (x, dy, r) in [(-0.55, 0.15, 0.085), (0.55, 0.15, 0.085), (0.0, 0.19, 0.1)] {
        f.egg(canvas, (x * w, y + dy), (r, r * 0.95), colour, colour.times(0.84));
    }
    let band =
        f.path(&[(-w * 0.62, y - 0.02), (-w * 0.6, y + 0.13), (w * 0.6, y + 0.13), (w * 0.62, y - 0.02)]);
    canvas.fill(&shape::polygon(&band), f.fade(y + 0.13, y, colour, colour.times(0.86)));
}

fn pirate_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    let shape = f.blob(&[
        (-w * 1.15, y + 0.03),
        (-w * 0.7, y + 0.1),
        (0.0, y + 0.2),
        (w * 0.7, y + 0.1),
        (w * 1.15, y + 0.03),
        (w * 0.6, y - 0.025),
        (0.0, y + 0.0),
        (-w * 0.6, y - 0.025),
    ]);
    canvas.fill(&shape, f.fade(y + 0.2, y, colour.times(1.4), colour));
    f.curve(
        canvas,
        [(-w * 1.0, y + 0.025), (0.0, y + 0.03), (w * 1.0, y + 0.025)],
        Rgb::hex(0xe9d9a0),
        0.9,
        0.012,
    );
    f.egg(canvas, (0.0, y + 0.105), (0.035, 0.033), WHITE, Rgb(0.85, 0.85, 0.85));
    for side in [-1.0, 1.0] {
        f.dot(canvas, (side * 0.012, y + 0.107), (0.009, 0.01), colour, 1.0);
    }
}

fn santa_hat(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    let cone = f.blob(&[
        (-w * 0.7, y),
        (-w * 0.4, y + 0.17),
        (w * 0.3, y + 0.24),
        (w * 1.0, y + 0.06),
        (w * 0.72, y + 0.08),
        (w * 0.68, y),
    ]);
    canvas.fill(&cone, f.fade(y + 0.24, y, colour.times(1.12), colour.times(0.8)));
    f.curve(canvas, [(-w * 0.7, y + 0.005), (0.0, y - 0.04), (w * 0.7, y + 0.005)], WHITE, 1.0, 0.062);
    f.egg(canvas, (w * 1.0, y + 0.05), (0.045, 0.045), WHITE, Rgb(0.86, 0.88, 0.92));
}

/// A visor helmet if it is dark, a glass bowl if it is white as a space suit's.
fn helmet(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32) {
    let (x, top) = f.at(0.0, 0.70);
    let h = f.height;
    if colour.luminance() > 0.9 {
        let bowl = shape::ellipse(x, top, 0.32 * h, 0.31 * h);
        canvas.wash(&bowl, Tint::veil(Rgb::hex(0xbfe4ff), 0.20));
        canvas.stroke(&bowl, colour, 1.0, 0.026 * h);
        canvas.stroke(&bowl, colour.times(0.75), 0.8, 0.006 * h);
        f.curve(canvas, [(-0.24, 0.78), (-0.2, 0.92), (-0.06, 0.965)], WHITE, 0.75, 0.02);
        f.curve(canvas, [(-0.2, 0.445), (0.0, 0.35), (0.2, 0.445)], colour.times(0.9), 1.0, 0.05);
        return;
    }
    let dome = f.blob(&[
        (-0.21, y - 0.12),
        (-0.2, y + 0.03),
        (0.0, y + 0.1),
        (0.2, y + 0.03),
        (0.21, y - 0.12),
        (0.16, y - 0.06),
        (0.0, y - 0.045),
        (-0.16, y - 0.06),
    ]);
    canvas.fill(&dome, f.fade(y + 0.1, y - 0.1, colour.mix(WHITE, 0.5), colour.times(0.7)));
    let plume =
        f.blob(&[(0.0, y + 0.09), (-0.05, y + 0.2), (-0.2, y + 0.2), (-0.27, y + 0.06), (-0.15, y + 0.12)]);
    canvas.fill(&plume, Tint::flat(Rgb::hex(0xc8343c)));
}

fn flower_crown(canvas: &mut Canvas, f: &Frame, colour: Rgb, y: f32, w: f32) {
    f.curve(
        canvas,
        [(-w * 0.72, y - 0.03), (0.0, y + 0.0), (w * 0.72, y - 0.03)],
        Rgb::hex(0x5a9a4a),
        1.0,
        0.022,
    );
    for k in 0..5 {
        let t = k as f32 / 2.0 - 1.0;
        let at = (t * w * 0.66, y - 0.015 - 0.02 * t * t);
        let petal = if k % 2 == 0 { colour } else { WHITE };
        for p in 0..5 {
            let a = p as f32 * 1.2566;
            f.dot(canvas, (at.0 + a.cos() * 0.021, at.1 + a.sin() * 0.021), (0.016, 0.016), petal, 1.0);
        }
        f.dot(canvas, at, (0.013, 0.013), Rgb::hex(0xf9c22e), 1.0);
    }
}
