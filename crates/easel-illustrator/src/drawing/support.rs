//! What carries figures that do not stand: cords, boughs, water.

use std::f32::consts::TAU;

use super::Easel;
use crate::canvas::Tint;
use crate::colour::{Rgb, WHITE};
use crate::layout::{self, Placed};
use crate::rng::Rng;
use crate::scene::{Place, Season, Weather};
use crate::shape;

impl Easel<'_> {
    /// The cord a lantern hangs from, or in the open the bough.
    pub(super) fn cord(&mut self, placed: &Placed<'_>) {
        let (x, top) = (placed.foot.0, placed.foot.1 - placed.height * 0.97);
        let (dark, white) = (self.lit(Rgb::hex(0x3b2a25)), self.lit(WHITE));
        let place = self.scene.place();
        let indoors = place.indoors() || matches!(place, Place::Cave | Place::City | Place::Street);
        if indoors || top < 0.12 || self.manner.diorama {
            self.sheet.stroke(&shape::line(&[(x, -0.05), (x, top)]), dark, 1.0, 0.0045);
            return;
        }
        let right = x > self.frame.width * 0.5;
        let edge = if right { self.frame.width + 0.05 } else { -0.05 };
        let bough = (x + if right { 0.02 } else { -0.02 }, top - 0.085);
        let bend = ((edge + x) / 2.0, bough.1 - 0.05);
        let tip = (x + if right { -0.1 } else { 0.1 }, bough.1 + 0.012);
        self.sheet.stroke(&shape::curve((edge, bough.1 - 0.16), bend, tip), dark, 1.0, 0.013);
        self.sheet.stroke(&shape::curve((edge, bough.1 - 0.16), bend, bough), dark.times(1.25), 1.0, 0.017);
        let twig = shape::curve(
            ((edge + x * 2.0) / 3.0, bough.1 - 0.045),
            (x, bough.1 - 0.09),
            (x - 0.02, bough.1 - 0.12),
        );
        self.sheet.stroke(&twig, dark, 1.0, 0.008);
        if self.scene.snowy() {
            let lift = 0.008;
            let snow =
                shape::curve((edge, bough.1 - 0.16 - lift), (bend.0, bend.1 - lift), (tip.0, tip.1 - lift));
            self.sheet.stroke(&snow, white, 0.95, 0.008);
        } else {
            self.leaves(bough, right);
        }
        self.sheet.stroke(&shape::line(&[(x, bough.1 - 0.012), (x, top)]), dark, 1.0, 0.004);
    }

    fn leaves(&mut self, bough: (f32, f32), right: bool) {
        let mut rng = Rng::new(self.seed, "bough");
        let colour = self.lit(Rgb::hex(match self.scene.season {
            Season::Autumn => 0xd97a2c,
            Season::Spring if self.scene.has(Weather::Petals) => 0xf4a6c4,
            _ => 0x4c9a4c,
        }));
        let away = if right { 1.0 } else { -1.0 };
        for _ in 0..34 {
            let along = rng.range(-0.09, 0.32);
            let root =
                (bough.0 + away * along, bough.1 - 0.03 - along.max(0.0) * 0.25 + rng.range(-0.02, 0.01));
            let (angle, long) = (rng.range(0.0, TAU), rng.range(0.02, 0.034));
            let tip = (root.0 + angle.cos() * long, root.1 + angle.sin() * long);
            let bend = ((root.0 + tip.0) / 2.0 + 0.004, (root.1 + tip.1) / 2.0 - 0.004);
            let leaf = shape::blade(root, bend, tip, 0.0065);
            self.sheet.fill(&leaf, Tint::flat(colour.times(rng.range(0.7, 1.15))));
        }
    }

    /// Hides the lower edge of what floats under water and foam.
    pub(super) fn waterline(&mut self, placed: &Placed<'_>) {
        let wide = placed.height * layout::aspect(placed.entity) * 0.56;
        let (x, y) = (placed.foot.0, placed.foot.1);
        let (sea, white) = (self.lit(Rgb::hex(0x35a7c4)), self.lit(WHITE));
        let dip = placed.height * 0.075;
        self.sheet.puff(x, y + dip * 0.35, (wide * 1.15, dip * 1.0), sea, 1.0);
        self.sheet.puff(x, y + dip * 0.15, (wide * 1.0, dip * 0.8), sea, 0.9);
        for k in 0..3 {
            let (half, down) = (wide * (1.0 - 0.12 * k as f32), dip * (0.4 * k as f32 - 0.25));
            let wave = shape::curve((x - half, y + down), (x, y + down + dip * 0.5), (x + half, y + down));
            self.sheet.stroke(&wave, white, 0.55, 0.003);
        }
    }
}
