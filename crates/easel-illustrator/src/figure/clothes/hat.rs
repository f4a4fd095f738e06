//! Hats. Each sits on a head whose middle is at (0, 0.69) of the frame; `y` is the height of the crown there and `w`
//! the width of the head.

use super::super::body::Frame;
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::GarmentKind;
use crate::shape;

pub(super) fn hat(canvas: &mut Canvas, f: &Frame, kind: GarmentKind, colour: Rgb, crown: f32, wide: f32) {
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
    let w = w * 0.64;
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
    // An open helmet: a dome with cheek pieces, the raised visor and a plume.
    let plume = f.blob(&[
        (0.02, y + 0.10),
        (-0.02, y + 0.22),
        (-0.14, y + 0.27),
        (-0.28, y + 0.20),
        (-0.36, y + 0.02),
        (-0.30, y - 0.02),
        (-0.22, y + 0.10),
    ]);
    f.form(canvas, &plume, Rgb::hex(0xc8343c));
    let shell = f.blob(&[
        (-0.14, y - 0.37),
        (-0.25, y - 0.27),
        (-0.275, y - 0.08),
        (-0.21, y + 0.07),
        (0.0, y + 0.135),
        (0.21, y + 0.07),
        (0.275, y - 0.08),
        (0.25, y - 0.27),
        (0.16, y - 0.36),
        (0.185, y - 0.20),
        (0.185, y - 0.07),
        (0.0, y - 0.045),
        (-0.165, y - 0.07),
        (-0.175, y - 0.20),
    ]);
    f.form(canvas, &shell, colour.mix(WHITE, 0.15));
    let visor = f.blob(&[
        (-0.265, y - 0.03),
        (-0.12, y + 0.035),
        (0.12, y + 0.035),
        (0.265, y - 0.03),
        (0.20, y - 0.075),
        (0.0, y - 0.05),
        (-0.20, y - 0.075),
    ]);
    f.form(canvas, &visor, colour.times(0.82));
    f.curve(canvas, [(0.0, y + 0.13), (0.012, y + 0.08), (0.0, y + 0.035)], colour.times(0.6), 0.9, 0.012);
    for side in [-1.0, 1.0] {
        f.egg(canvas, (side * 0.235, y - 0.055), (0.026, 0.026), Rgb::hex(0xf2d27a), Rgb::hex(0xb8862c));
    }
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
