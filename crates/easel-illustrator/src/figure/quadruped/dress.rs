//! What an animal on all fours wears and carries.

use super::super::drawing_of;
use super::super::head::{Visage, glasses, hats};
use super::super::species::Nostrils;
use super::profile::SideFace;
use super::{Beast, Posture};
use crate::canvas::Canvas;
use crate::colour::{Rgb, WHITE};
use crate::scene::GarmentKind;
use crate::shape::Point;

fn worn(beast: &Beast<'_>, wanted: GarmentKind) -> Option<Rgb> {
    let garment = beast.figure.entity.garments.iter().find(|g| g.kind == wanted)?;
    Some(garment.hue.unwrap_or(usual(wanted)))
}

/// The colour of a garment of which none was said.
fn usual(kind: GarmentKind) -> Rgb {
    Rgb::hex(match kind {
        GarmentKind::Scarf => 0xd8433c,
        GarmentKind::Cape => 0xb8323a,
        GarmentKind::Bow => 0xd8485a,
        _ => 0x3a2f2a,
    })
}

/// Capes, scarves and bows lie over the body and below the head.
pub(super) fn middle(canvas: &mut Canvas, beast: &Beast<'_>) {
    if let Some(colour) = worn(beast, GarmentKind::Cape) {
        cape(canvas, beast, colour);
    }
    if let Some(colour) = worn(beast, GarmentKind::Scarf) {
        scarf(canvas, beast, colour);
    }
    if let Some(colour) = worn(beast, GarmentKind::Bow) {
        bow(canvas, beast, colour);
    }
}

fn cape(canvas: &mut Canvas, beast: &Beast<'_>, colour: Rgb) {
    let trunk = &beast.rig.trunk;
    let flow = if matches!(beast.rig.posture, Posture::Run | Posture::Jump) { 0.34 } else { 0.06 };
    let rump = trunk.at(0.0, 0.0);
    let cloth = [
        trunk.at(0.98, 0.5),
        trunk.at(0.95, 1.05),
        trunk.at(0.6, 1.07),
        trunk.at(0.3, 1.07),
        trunk.at(0.06, 1.08),
        (rump.0 - 0.16 - flow, rump.1 + flow * 0.3),
        (rump.0 - 0.20 - flow * 1.3, rump.1 - 0.34 + flow),
        trunk.at(0.14, -0.92),
        trunk.at(0.32, -0.70),
        trunk.at(0.50, -0.86),
        trunk.at(0.68, -0.56),
        trunk.at(0.86, -0.30),
    ];
    beast.plane.patch(canvas, &cloth, colour);
    for t in [0.24, 0.46, 0.68] {
        let fold = [trunk.at(t, 0.7), trunk.at(t - 0.01, 0.2), trunk.at(t - 0.04, -0.5)];
        beast.plane.line(canvas, &fold, colour.times(0.7), 0.014);
    }
    beast.plane.dot(canvas, trunk.at(0.94, 0.55), (0.04, 0.04), Rgb::hex(0xf2c33c));
}

/// Where a collar lies: along the neck between two places.
fn collar(beast: &Beast<'_>) -> (f32, f32) {
    if beast.species.profile.is_some() { (0.30, 0.52) } else { (0.12, 0.52) }
}

fn scarf(canvas: &mut Canvas, beast: &Beast<'_>, colour: Rgb) {
    let neck = &beast.rig.neck;
    let (from, to) = collar(beast);
    let (a, b) = (neck.at(from + 0.1, -0.75), neck.at(from, -0.95));
    let wide = 0.075;
    let drop = beast.species.build.neck.0 * 1.7;
    let end = [
        (a.0 - wide, a.1),
        (a.0 + wide * 0.8, a.1 + 0.02),
        (b.0 + wide * 1.0, b.1 - drop),
        (b.0 - wide * 1.0, b.1 - drop * 0.96),
    ];
    beast.plane.patch(canvas, &end, colour.times(0.9));
    for k in 0..3 {
        let x = b.0 + wide * (k as f32 - 1.0) * 0.75;
        let y = b.1 - drop;
        beast.plane.line(canvas, &[(x, y + 0.01), (x + 0.005, y - 0.05)], colour.times(0.8), 0.022);
    }
    let band = neck.part((from, to), (-1.16, 1.12));
    beast.plane.patch(canvas, &band, colour);
    for v in [-0.55, 0.0, 0.55] {
        beast.plane.line(
            canvas,
            &[neck.at(from + 0.03, v), neck.at(to - 0.03, v - 0.1)],
            colour.mix(WHITE, 0.5),
            0.020,
        );
    }
}

fn bow(canvas: &mut Canvas, beast: &Beast<'_>, colour: Rgb) {
    let neck = &beast.rig.neck;
    let (from, to) = collar(beast);
    let ribbon = neck.part((from + 0.08, (from + to) * 0.5 + 0.06), (-1.05, 1.03));
    beast.plane.patch(canvas, &ribbon, colour.times(0.92));
    let at = neck.at(from + 0.12, -0.85);
    for side in [-1.0, 1.0] {
        let wing = [
            (at.0 + side * 0.01, at.1),
            (at.0 + side * 0.14, at.1 + 0.09),
            (at.0 + side * 0.15, at.1 - 0.08),
        ];
        beast.plane.patch(canvas, &wing, colour);
    }
    beast.plane.dot(canvas, at, (0.035, 0.04), colour.times(0.75));
}

/// Hats and glasses, and what is carried in the mouth.
pub(super) fn above(
    canvas: &mut Canvas,
    beast: &Beast<'_>,
    side: Option<&SideFace<'_>>,
    visage: &Visage<'_>,
) {
    for (kind, lens) in [(GarmentKind::Glasses, None), (GarmentKind::Sunglasses, Some(Rgb::hex(0x1d2030)))] {
        let Some(frame) = worn(beast, kind) else { continue };
        match side {
            Some(face) => side_glasses(canvas, face, frame, lens),
            None => glasses(canvas, visage, frame, lens),
        }
    }
    let (crown, wide) = match side {
        Some(face) => (face.plane.at((0.0, face.shape.forehead * 0.86)), face.plane.unit * 0.34),
        None => visage.crown(),
    };
    hats(canvas, beast.figure, crown, wide);
    held(canvas, beast, side, visage);
}

fn side_glasses(canvas: &mut Canvas, face: &SideFace<'_>, frame: Rgb, lens: Option<Rgb>) {
    let (at, r) = face.eye();
    let ring = super::super::plane::oval(at, (r.0 * 1.9, r.1 * 1.7));
    let (tint, alpha) = lens.map_or((Rgb::hex(0xdff1ff), 0.28), |lens| (lens, 0.93));
    face.plane.mark(canvas, &ring, tint, alpha);
    let closed: Vec<Point> = ring.iter().chain(ring.first()).copied().collect();
    face.plane.line(canvas, &closed, frame, 0.028);
    face.plane.line(canvas, &[(at.0 - r.0 * 1.9, at.1 + 0.01), (0.0, 0.06)], frame, 0.026);
    face.plane.line(
        canvas,
        &[(at.0 + r.0 * 1.9, at.1 + 0.02), (at.0 + r.0 * 3.0, at.1 + 0.07)],
        frame,
        0.026,
    );
}

/// A thing in the mouth, or at the end of the trunk.
fn held(canvas: &mut Canvas, beast: &Beast<'_>, side: Option<&SideFace<'_>>, visage: &Visage<'_>) {
    let Some(drawing) = beast.figure.held.and_then(drawing_of) else { return };
    let size = beast.plane.unit * 0.5;
    let (above, below, _, _) = drawing.reach();
    // What a trunk holds stands on its tip, what a mouth holds hangs between the lips.
    let (at, down) = match side {
        Some(face) => (face.lips(), 0.16),
        None if visage.head.nostrils == Nostrils::Trunk => (visage.plane.at((1.72, -0.62)), 0.04 - below),
        None => {
            let m = visage.head.muzzle;
            let lips = (visage.turn * (0.62 + m.long) + 0.08, m.y - m.high * 0.72);
            (visage.plane.at(lips), (above - 0.22).max(0.04))
        }
    };
    drawing.centre(canvas, (at.0, at.1 + size * down), size, 0.0, beast.figure.mirrored);
}
