//! Puts the hats made for upright figures on any head.

use super::super::{Figure, body, clothes};
use crate::canvas::Canvas;
use crate::scene::{Entity, Garment};
use crate::shape::Point;

/// Hats on a head whose crown is at `crown`; `wide` is half the head's width there, both in scene units.
pub(crate) fn hats(canvas: &mut Canvas, figure: &Figure<'_>, crown: Point, wide: f32) {
    let hats: Vec<Garment> = figure.entity.garments.iter().copied().filter(|g| g.kind.is_hat()).collect();
    if hats.is_empty() {
        return;
    }
    // Hats are made for a head of this width and height in a body of height 1.
    const WIDE: f32 = 0.27;
    const HIGH: f32 = 0.87;
    let height = wide / WIDE * 1.08;
    let hatted = Entity { garments: hats, ..figure.entity.clone() };
    let head = Figure {
        entity: &hatted,
        foot: (crown.0, crown.1 + HIGH * height),
        height,
        held: None,
        ..figure.clone()
    };
    clothes::above(canvas, &head, &body::Frame::of(&head), HIGH, WIDE);
}
