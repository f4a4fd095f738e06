//! Animals on all fours.

mod coat;
mod dress;
mod profile;
mod rig;

use super::chain::{self, Chain};
use super::head::{HALF_TURNED, Visage};
use super::plane::{Outline, Plane, fade_over};
use super::species::{Coat, Feet, Mane, Nostrils, Palette, Pattern, Shade, Species, Tail};
use super::{Figure, Stature};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::rng::Rng;
use crate::scene::{Entity, Expression, Pose};
use crate::shape::{self, Point};
use profile::SideFace;
use rig::{Leg, Posture, Rig};

/// An animal about to be painted; measures are heights of its withers.
pub(super) struct Beast<'a> {
    figure: &'a Figure<'a>,
    species: &'a Species,
    palette: Palette,
    rig: Rig,
    plane: Plane,
    expression: Expression,
    /// Looks that are left to chance.
    chance: u64,
}

/// The colours of an animal's coat: those asked for, else one of its kind's.
pub(super) fn palette(species: &Species, entity: &Entity, seed: u64) -> Palette {
    let chance = entity.identity.unwrap_or(seed);
    let mut rng = Rng::new(chance, "coat colour");
    let plain = || species.coats.iter().find(|coat| coat.pattern == Pattern::Plain);
    let coat = match entity.hue {
        // A coat of one colour is what somebody means who names it.
        Some(_) => plain().or(species.coats.first()),
        None if rng.chance(0.4) => species.coats.first(),
        None => Some(rng.pick(species.coats)),
    };
    Palette::of(coat.unwrap_or(&PLAIN_COAT), entity.hue)
}

/// For a species without coats, of which there is none.
const PLAIN_COAT: Coat = Coat { main: 0x9a8a78, light: 0xf0e8dc, dark: 0x5a4a3c, pattern: Pattern::Plain };

/// Who lies and is not said to look at anything sleeps.
fn asleep(entity: &Entity, pose: Pose) -> bool {
    match entity.expression {
        Some(expression) => expression == Expression::Asleep,
        None => pose == Pose::Lie,
    }
}

/// Height of a standing animal's crown or back, whichever is higher.
fn standing_height(species: &Species) -> f32 {
    let b = &species.build;
    let shoulder = 1.0 - rig::chest(b);
    let head = match &species.profile {
        Some(profile) => b.head_at.1 + shoulder + profile.size * profile.forehead,
        None => b.head_at.1 + shoulder + species.head.size * species.head.tall,
    };
    head.max(1.0 + b.hump)
}

/// The room an animal takes on all fours.
pub(super) fn stature(species: &Species, entity: &Entity, pose: Pose) -> Stature {
    let rig = Rig::new(species, Posture::of(species, pose, asleep(entity, pose)));
    let (mut x0, mut x1, y0, mut y1) = rig.bounds();
    let unit = 1.0 / standing_height(species);
    let (middle, radius) = match &species.profile {
        Some(profile) => {
            let (sin, cos) = profile.pitch.to_radians().sin_cos();
            let (dx, dy) = (profile.size * 0.5 * cos, -profile.size * 0.5 * sin);
            ((rig.head.0 + dx, rig.head.1 + dy), profile.size * 0.55)
        }
        None => (rig.head, species.head.size * 1.08),
    };
    x0 = x0.min(middle.0 - radius);
    let trunk = if species.head.nostrils == Nostrils::Trunk { radius * 0.9 } else { 0.0 };
    x1 = x1.max(middle.0 + radius + trunk);
    y1 = y1.max(middle.1 + radius * 0.8);
    let saddle = rig.saddle();
    let sunk = rig.waterline();
    let y0 = if sunk > 0.0 { 0.0 } else { y0 };
    Stature {
        back: -x0 * unit,
        front: x1 * unit,
        top: (y1 - sunk) * unit,
        below: -y0 * unit,
        face: ((middle.0 * unit, (middle.1 - sunk) * unit), radius * unit),
        saddle: (species.tall > 0.6).then_some((saddle.0 * unit, (saddle.1 - sunk) * unit)),
    }
}

/// Paints an animal on all fours.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, species: &'static Species) {
    let sleeps = asleep(figure.entity, figure.pose);
    let mut rig = Rig::new(species, Posture::of(species, figure.pose, sleeps));
    if !sleeps {
        // No two of a herd hold their heads alike.
        rig.bow += Rng::new(figure.seed, "head").range(-5.0, 6.0);
    }
    let plane = Plane::new(figure.foot, figure.height / standing_height(species), figure.mirrored);
    let plane = if rig.posture == Posture::Swim { plane.sunk(rig.waterline()) } else { plane };
    let beast = Beast {
        figure,
        species,
        palette: palette(species, figure.entity, figure.seed),
        rig,
        plane,
        expression: if sleeps { Expression::Asleep } else { figure.expression },
        chance: figure.entity.identity.unwrap_or(figure.seed),
    };
    beast.draw(canvas);
}

impl Beast<'_> {
    fn hooved(&self) -> bool {
        self.species.build.feet == Feet::Hooves
    }

    fn draw(&self, canvas: &mut Canvas) {
        let face = self.species.profile.as_ref().map(|shape| self.side_face(shape));
        let visage = self.visage();
        let over = self.rig.posture == Posture::Curl;
        if !over {
            self.tail(canvas);
        }
        for leg in &self.rig.far {
            self.far_leg(canvas, leg);
        }
        if let Some(face) = &face {
            face.draw_behind(canvas);
        }
        self.body(canvas, face.as_ref());
        if over {
            self.tail(canvas);
        }
        dress::middle(canvas, self);
        match &face {
            Some(face) => {
                self.mane(canvas, face);
                face.draw(canvas);
            }
            None => {
                visage.draw_behind(canvas);
                visage.draw(canvas);
            }
        }
        dress::above(canvas, self, face.as_ref(), &visage);
        if self.rig.posture == Posture::Swim {
            self.water(canvas);
        }
    }

    fn visage(&self) -> Visage<'_> {
        let head = &self.species.head;
        let plane = self.plane.inner(self.rig.head, head.size, -self.rig.bow);
        Visage {
            head,
            species: self.species,
            palette: &self.palette,
            plane,
            expression: self.expression,
            turn: HALF_TURNED,
        }
    }

    fn side_face<'b>(&'b self, shape: &'b super::species::Profile) -> SideFace<'b> {
        SideFace::new(
            self.species,
            shape,
            &self.palette,
            &self.plane,
            self.rig.head,
            self.rig.bow,
            self.expression,
        )
    }

    fn far_leg(&self, canvas: &mut Canvas, leg: &Leg) {
        let mut parts = leg.chain.pieces(0.0, 1.0);
        if !self.hooved() {
            parts.push(leg.foot(&self.species.build));
        } else {
            self.hoof(canvas, leg, 0.7);
        }
        let shape = self.plane.united(&parts);
        let coat = self.palette.main;
        canvas.fill_union(&shape, fade_over(&shape, coat.times(0.74), coat.times(0.78)));
        coat::leg(canvas, self, leg, 0.80);
    }

    fn hoof(&self, canvas: &mut Canvas, leg: &Leg, shade: f32) {
        let hoof = self.plane.blob(&leg.foot(&self.species.build));
        let colour = self.palette.dark.times(0.55).mix(Rgb::hex(0x4a3f3c), 0.4).times(shade);
        canvas.fill(&hoof, Tint::flat(colour));
    }

    /// Trunk, neck, near legs and a long head as one shape, with everything that marks it.
    fn body(&self, canvas: &mut Canvas, face: Option<&SideFace<'_>>) {
        let rig = &self.rig;
        let b = &self.species.build;
        if self.hooved() {
            for leg in &rig.near {
                self.hoof(canvas, leg, 1.0);
            }
        }
        let mut legs: Vec<Outline> = Vec::new();
        for leg in &rig.near {
            legs.extend(leg.chain.pieces(0.0, 1.0));
            if !self.hooved() {
                legs.push(leg.foot(b));
            }
        }
        if let Some((at, size)) = rig.haunch {
            legs.push(super::plane::oval(at, size));
            legs.push(self.hind_foot(at, size));
        }
        let mut parts = vec![rig.trunk.outline(), rig.neck.outline()];
        if b.woolly {
            parts.extend(self.curls());
        }
        if let Some(face) = face {
            parts.push(face.on_body(rig.head, rig.bow));
        }
        let wool = b.woolly && self.species.markings.socks != Shade::Main;
        if !wool {
            parts.extend(legs.iter().cloned());
        }
        let whole = self.plane.united(&parts);
        let coat = self.palette.main;
        let tint = fade_over(&whole, coat.times(1.07), coat.times(0.82));
        let legs = self.plane.united(&legs);
        if wool {
            canvas.fill_union(&legs, fade_over(&legs, coat, coat.times(0.84)));
            for leg in &rig.near {
                coat::leg(canvas, self, leg, 1.0);
            }
        }
        canvas.fill_union(&whole, tint);
        self.form(canvas);
        coat::belly(canvas, self);
        if !wool {
            canvas.wash(&legs, tint);
        }
        coat::pattern(canvas, self);
        if !wool {
            for leg in &rig.near {
                coat::leg(canvas, self, leg, 1.0);
            }
            self.haunch_mark(canvas);
        }
        self.creases(canvas);
        self.toes(canvas);
    }

    /// The hind foot of one who sits or lies.
    fn hind_foot(&self, at: Point, size: Point) -> Outline {
        let b = &self.species.build;
        let long = b.foot * 1.5;
        let high = b.foot * 0.62;
        let x = at.0 + size.0 * 0.86;
        super::plane::oval((x, high), (long, high))
    }

    fn haunch_mark(&self, canvas: &mut Canvas) {
        let Some((at, size)) = self.rig.haunch else { return };
        let marks = self.species.markings;
        if marks.socks != Shade::Main {
            let colour = self.palette.shade(marks.socks);
            let foot = self.hind_foot(at, size);
            let mut parts = vec![foot];
            if marks.sock_high > 90 {
                parts.push(super::plane::oval(at, (size.0 * 0.98, size.1 * 0.98)));
            }
            canvas.wash(&self.plane.united(&parts), Tint::flat(colour));
        }
    }

    /// Bumps of wool along trunk and neck.
    fn curls(&self) -> Vec<Outline> {
        let mut curls = Vec::new();
        for (chain, radius, count) in [(&self.rig.trunk, 0.13, 9), (&self.rig.neck, 0.09, 4)] {
            for k in 0..count {
                let t = 0.02 + 0.96 * k as f32 / (count - 1) as f32;
                for v in [0.92, -0.86] {
                    curls.push(super::plane::oval(chain.at(t, v), (radius, radius * 0.9)));
                }
            }
        }
        curls.push(super::plane::oval(self.rig.trunk.at(0.0, 0.0), (0.16, 0.18)));
        curls
    }

    /// Light on the back, shade below the head.
    fn form(&self, canvas: &mut Canvas) {
        let back = self.rig.trunk.at(0.45, 0.55);
        let light = self.palette.main.mix(WHITE, 0.5);
        self.plane.puff(canvas, back, (0.34, 0.10), light, 0.30);
        if self.species.profile.is_none() {
            let head = self.rig.head;
            let r = self.species.head.size;
            let shade = self.palette.main.times(0.45);
            let at = (head.0 - r * 0.28, head.1 - r * 0.80);
            self.plane.puff(canvas, at, (r * 0.66, r * 0.40), shade, 0.40);
        }
    }

    /// Lines where thigh and shoulder part from the trunk.
    fn creases(&self, canvas: &mut Canvas) {
        let (rig, coat) = (&self.rig, self.palette.main);
        if self.palette.pattern == Pattern::Shell {
            return;
        }
        if let Some((at, size)) = rig.haunch {
            let arc: Vec<Point> = [(100.0f32), 68.0, 36.0, 4.0, -26.0]
                .iter()
                .map(|degrees| {
                    let (sin, cos) = degrees.to_radians().sin_cos();
                    (at.0 + cos * size.0 * 0.98, at.1 + sin * size.1 * 0.98)
                })
                .collect();
            self.plane.crease(canvas, &arc, coat, 0.020);
        }
        for leg in &rig.near {
            let hidden = rig.posture == Posture::Sit && self.species.build.legs < 0.38;
            if hidden || rig.posture == Posture::Curl {
                continue;
            }
            let v = if leg.hind { 0.97 } else { -0.97 };
            let (from, to) = if leg.hind { (0.16, 0.42) } else { (0.20, 0.40) };
            let edge = |t: f32| leg.chain.at(t, v);
            self.plane.crease(canvas, &[edge(from), edge((from + to) * 0.5), edge(to)], coat, 0.016);
        }
    }

    fn toes(&self, canvas: &mut Canvas) {
        let b = &self.species.build;
        match b.feet {
            Feet::Hooves => {}
            Feet::Paws => {
                let dark = self.palette.shade(self.species.markings.socks).luminance() < 0.3;
                let line =
                    if dark { self.palette.dark.mix(WHITE, 0.35) } else { self.palette.main.times(0.5) };
                let hind =
                    self.rig.haunch.map(|(at, size)| (at.0 + size.0 * 0.86 + b.foot * 0.6, b.foot * 0.62));
                let fore = self
                    .rig
                    .near
                    .iter()
                    .filter(|leg| leg.grounded)
                    .map(|leg| (leg.ankle.0 + b.foot * 0.30, leg.ankle.1.min(b.foot * 0.62)));
                for at in fore.chain(hind) {
                    for x in [0.30, 0.62] {
                        let x = at.0 + b.foot * x;
                        let toe = [(x, at.1 + b.foot * 0.05), (x + b.foot * 0.06, at.1 - b.foot * 0.42)];
                        self.plane.line(canvas, &toe, line, b.foot * 0.11);
                    }
                }
            }
            Feet::Pads => {
                let nail = self.palette.main.mix(WHITE, 0.45);
                for leg in self.rig.near.iter().filter(|leg| leg.grounded) {
                    for x in [0.1, 0.5, 0.86] {
                        let at = (leg.ankle.0 + b.foot * x, leg.ankle.1 - b.foot * 0.24);
                        self.plane.dot(canvas, at, (b.foot * 0.15, b.foot * 0.17), nail);
                    }
                }
            }
        }
    }

    fn tail(&self, canvas: &mut Canvas) {
        let Some(tail) = &self.rig.tail else { return };
        let kind = self.species.build.tail;
        let (palette, marks) = (&self.palette, self.species.markings);
        let shape = self.plane.united(&tail.pieces(0.0, 1.0));
        let colour = match kind {
            Tail::Hair => palette.dark,
            Tail::Rope => coat::bare(palette),
            Tail::Flat => palette.dark,
            Tail::Puff => palette.shade(marks.tail).mix(palette.main, 0.2),
            Tail::Stub if marks.tail == Shade::Light => palette.light,
            _ => palette.main,
        };
        self.plane.shaded(canvas, &shape, colour.times(0.94));
        match (kind, marks.tail) {
            (Tail::Tuft, _) => {
                let end = tail.at(1.0, 0.0);
                let before = tail.at(0.9, 0.0);
                let (dx, dy) = chain::direction(before, end);
                let tuft = Chain::round(&[
                    (end.0 - dx * 0.05, end.1 - dy * 0.05, 0.028),
                    (end.0 + dx * 0.03, end.1 + dy * 0.03, 0.062),
                    (end.0 + dx * 0.15, end.1 + dy * 0.15, 0.010),
                ]);
                let shape = self.plane.united(&tuft.pieces(0.0, 1.0));
                self.plane.shaded(canvas, &shape, palette.dark);
            }
            (Tail::Hair, _) => {
                for v in [-0.4, 0.1, 0.5] {
                    let line = [tail.at(0.25, v), tail.at(0.6, v), tail.at(0.9, v * 0.6)];
                    self.plane.line(canvas, &line, palette.dark.times(0.72), 0.012);
                }
            }
            (Tail::Brush | Tail::Whip | Tail::Plume, Shade::Rings) => {
                coat::rings(canvas, &self.plane, tail, palette)
            }
            (Tail::Plume, Shade::Light) => {
                self.plane.mark(canvas, &tail.part((0.1, 1.0), (-0.35, 0.45)), palette.light, 1.0);
            }
            (Tail::Brush | Tail::Whip, shade @ (Shade::Light | Shade::Dark)) => {
                let tip = self.plane.united(&tail.pieces(0.74, 1.0));
                self.plane.area_of(canvas, &tip, palette.shade(shade));
            }
            _ => {}
        }
    }

    fn mane(&self, canvas: &mut Canvas, face: &SideFace<'_>) {
        let neck = &self.rig.neck;
        let dark = self.palette.dark;
        match face.shape.mane {
            Mane::None => {}
            Mane::Upright => {
                let mut crest = neck.part((0.10, 1.0), (0.80, 1.34));
                let outer = crest.len() / 2;
                for (k, p) in crest.iter_mut().enumerate().take(outer) {
                    p.1 += if k % 2 == 0 { 0.02 } else { -0.01 };
                }
                self.plane.patch(canvas, &crest, dark);
            }
            Mane::Long => {
                let flow = matches!(self.rig.posture, Posture::Run | Posture::Jump);
                let mut locks: Outline = vec![neck.at(1.0, 0.4), neck.at(1.0, 1.05)];
                for k in 0..6 {
                    let t = 0.92 - 0.17 * k as f32;
                    let (out, tip) = if flow { (1.35, 2.1) } else { (1.14, 1.36) };
                    locks.push(neck.at(t, out));
                    locks.push(neck.at(t - 0.10, if k < 5 { tip } else { out }));
                }
                for k in 0..5 {
                    let t = 0.02 + 0.20 * k as f32;
                    locks.push(neck.at(t, if k % 2 == 0 { 0.02 } else { 0.34 }));
                }
                self.plane.patch(canvas, &locks, dark);
                for k in 0..4 {
                    let t = 0.22 + 0.2 * k as f32;
                    let line = [neck.at(t + 0.12, 0.95), neck.at(t + 0.04, 0.7), neck.at(t - 0.06, 0.42)];
                    self.plane.line(canvas, &line, dark.times(0.72), 0.012);
                }
            }
            Mane::Beard => {
                let at = face.shape.size;
                let chin = (self.rig.head.0 + at * 0.52, self.rig.head.1 - at * 0.62);
                let beard = [
                    (chin.0 - 0.07, chin.1 + 0.10),
                    (chin.0 + 0.07, chin.1 + 0.04),
                    (chin.0 + 0.02, chin.1 - 0.12),
                    (chin.0 - 0.03, chin.1 - 0.20),
                    (chin.0 - 0.08, chin.1 - 0.06),
                ];
                self.plane.patch(canvas, &beard, dark);
            }
        }
    }

    /// The surface round one who swims.
    fn water(&self, canvas: &mut Canvas) {
        let (x0, x1, _, _) = self.rig.bounds();
        let y = self.rig.waterline();
        let (a, b) = (self.plane.at((x0 - 0.2, y)), self.plane.at((x1 + 0.3, y)));
        let unit = self.plane.unit;
        for k in 0..3 {
            let inset = (b.0 - a.0) * 0.09 * k as f32;
            let down = a.1 + 0.055 * unit * k as f32;
            let wave = shape::curve(
                (a.0 + inset, down - 0.01 * unit),
                ((a.0 + b.0) * 0.5, down + 0.05 * unit),
                (b.0 - inset, down - 0.01 * unit),
            );
            canvas.stroke(&wave, WHITE, 0.75, 0.022 * unit);
        }
    }
}
