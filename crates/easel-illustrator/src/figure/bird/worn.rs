//! Hats, scarves, bows, glasses and jerseys on birds.

use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::figure::body::Frame;
use crate::figure::skin::Skin;
use crate::figure::{Figure, clothes};
use crate::scene::{Entity, Garment, GarmentKind};
use crate::shape::{self, Point};

/// Middle and radius of the head that the shared hats are cut for, in shares of their wearer's height.
const HEAD: (f32, f32) = (0.69, 0.28);

fn find<'a>(figure: &'a Figure<'_>, kinds: &[GarmentKind]) -> Option<&'a Garment> {
    figure.entity.garments.iter().find(|g| kinds.contains(&g.kind))
}

fn hue(garment: &Garment, plain: u32) -> Rgb {
    garment.hue.unwrap_or(Rgb::hex(plain))
}

/// The colour of what is worn on the body.
pub(super) fn torso(figure: &Figure<'_>) -> Option<Rgb> {
    use GarmentKind as G;
    find(figure, &[G::Sweater, G::Coat, G::Dress, G::Kimono, G::Armour, G::Apron]).map(|g| hue(g, 0x3f7fae))
}

/// Scarf or bow round the neck.
pub(super) fn round_neck(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, skin: &Skin) {
    let along = if skin.end() > 5.5 { 4.3 } else { 3.7 };
    if let Some(scarf) = find(figure, &[GarmentKind::Scarf, GarmentKind::Cape]) {
        let colour = hue(scarf, 0xd23a32);
        let girth = skin.girth(along).min(0.2);
        let knot = skin.at(along, -0.55);
        let end = f.blob(&[
            (knot.0 - 0.02, knot.1),
            (knot.0 + girth * 0.5, knot.1 - girth * 0.1),
            (knot.0 + girth * 0.42, knot.1 - girth * 1.25),
            (knot.0 - girth * 0.16, knot.1 - girth * 1.2),
        ]);
        canvas.fill(&end, f.fade(knot.1, knot.1 - girth * 1.2, colour.times(0.95), colour.times(0.68)));
        let half = 0.24 + 0.05 / girth.max(0.06);
        let wrap = f.blob(&skin.patch(along - half * 0.5, along + half * 0.5, -1.1, 1.1));
        canvas.fill(&wrap, f.fade(knot.1 + girth, knot.1 - girth, colour.times(1.08), colour.times(0.78)));
        for across in [-0.5, 0.0, 0.5] {
            let rib = [
                skin.at(along - half * 0.4, across),
                skin.at(along, across - 0.05),
                skin.at(along + half * 0.4, across),
            ];
            f.curve(canvas, rib, colour.mix(WHITE, 0.5), 0.55, 0.014);
        }
    }
    if let Some(bow) = find(figure, &[GarmentKind::Bow]) {
        let colour = hue(bow, 0xd8322a);
        let at = skin.at(along, -0.85);
        let r = skin.girth(along).clamp(0.09, 0.2) * 0.62;
        for side in [-1.0, 1.0] {
            let loop_ = f.blob(&[
                at,
                (at.0 + side * r * 1.2, at.1 + r * 0.6),
                (at.0 + side * r * 1.2, at.1 - r * 0.6),
            ]);
            canvas.fill(&loop_, f.fade(at.1 + r, at.1 - r, colour.times(1.1), colour.times(0.76)));
        }
        f.egg(canvas, at, (r * 0.32, r * 0.36), colour, colour.times(0.7));
    }
}

/// Glasses before the eye, and a hat.
pub(super) fn on_head(
    canvas: &mut Canvas,
    figure: &Figure<'_>,
    f: &Frame,
    (head, r): (Point, f32),
    eye: Point,
    size: f32,
) {
    use GarmentKind as G;
    if let Some(glasses) = find(figure, &[G::Glasses, G::Sunglasses]) {
        let frame = hue(glasses, 0x2c2c38);
        let (x, y) = f.at(eye.0, eye.1);
        let ring = shape::ellipse(x, y, size * 1.5 * f.height, size * 1.5 * f.height);
        let lens = lens(glasses.kind);
        canvas.wash(&ring, Tint::veil(lens.0, lens.1));
        canvas.stroke(&ring, frame, 1.0, r * 0.1 * f.height);
        let bridge = [
            (eye.0 + size * 1.5, eye.1),
            (head.0 + r * 0.85, eye.1 + r * 0.05),
            (head.0 + r * 0.98, eye.1 - r * 0.05),
        ];
        f.curve(canvas, bridge, frame, 1.0, r * 0.1);
        f.curve(
            canvas,
            [(eye.0 - size * 1.5, eye.1), (head.0 - r * 0.4, eye.1), (head.0 - r * 0.75, eye.1 + r * 0.08)],
            frame,
            1.0,
            r * 0.09,
        );
    }
    hats(canvas, figure, f, (head.0 - r * 0.06, head.1), r);
}

/// The shared hats, cut to this head.
pub(super) fn hats(canvas: &mut Canvas, figure: &Figure<'_>, f: &Frame, head: Point, r: f32) {
    with_head(
        figure,
        f,
        head,
        r,
        |g| g.kind.is_hat(),
        |wearer, frame| clothes::above(canvas, wearer, frame, 0.9, 0.27),
    );
}

/// Glasses before two eyes at `out` from the middle, `size` large.
pub(super) fn spectacles(
    canvas: &mut Canvas,
    figure: &Figure<'_>,
    f: &Frame,
    middle: Point,
    out: f32,
    size: f32,
) {
    use GarmentKind as G;
    let Some(glasses) = find(figure, &[G::Glasses, G::Sunglasses]) else { return };
    let frame = hue(glasses, 0x2c2c38);
    let lens = lens(glasses.kind);
    let bridge = out - size;
    for side in [-1.0, 1.0] {
        let (x, y) = f.at(middle.0 + side * out, middle.1);
        let ring = shape::ellipse(x, y, size * f.height, size * f.height);
        canvas.wash(&ring, Tint::veil(lens.0, lens.1));
        canvas.stroke(&ring, frame, 1.0, size * 0.16 * f.height);
    }
    let nose =
        [(middle.0 - bridge, middle.1), (middle.0, middle.1 + size * 0.2), (middle.0 + bridge, middle.1)];
    f.curve(canvas, nose, frame, 1.0, size * 0.16);
}

/// Colour and strength of a lens.
fn lens(kind: GarmentKind) -> (Rgb, f32) {
    if kind == GarmentKind::Sunglasses { (Rgb::hex(0x1d2030), 0.93) } else { (Rgb::hex(0xdff1ff), 0.25) }
}

fn with_head(
    figure: &Figure<'_>,
    f: &Frame,
    head: Point,
    r: f32,
    fits: impl Fn(&Garment) -> bool,
    dress: impl FnOnce(&Figure<'_>, &Frame),
) {
    let garments: Vec<Garment> = figure.entity.garments.iter().copied().filter(|g| fits(g)).collect();
    if garments.is_empty() {
        return;
    }
    let entity = Entity { garments, ..figure.entity.clone() };
    let height = r * f.height / HEAD.1;
    let (x, y) = f.at(head.0, head.1);
    let wearer =
        Figure { entity: &entity, foot: (x, y + HEAD.0 * height), height, held: None, ..figure.clone() };
    let frame = Frame::of(&wearer);
    dress(&wearer, &frame);
}
