//! The body under every head: joints, limbs, trunk and tail, and the order in which they and the clothes are painted.

mod frame;
mod limb;
mod skeleton;
mod stance;

pub(crate) use frame::{Frame, contour};
pub(crate) use limb::{Hand, Shoe, hull, spot, unit};
pub(crate) use skeleton::{Build, FAR, Head, NEAR, Skeleton, along, mix, towards};

use super::clothes::{self, Bottom, Cut, Outfit};
use super::prop::Hold;
use super::{Figure, Stature, Tail};
use crate::canvas::{Canvas, Tint};
use crate::colour::{Rgb, WHITE};
use crate::scene::{Entity, Expression, GarmentKind, Gesture, Pose};
use crate::shape::Point;

/// Colours of a body without clothes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coat {
    pub(crate) fur: Rgb,
    pub(crate) belly: Option<Rgb>,
    pub(crate) limbs: Rgb,
    pub(crate) paws: Rgb,
    pub(crate) legs: Rgb,
    pub(crate) shoes: Rgb,
}

/// Somebody with joints, colours, clothes and something in the hands, ready to be painted.
pub(crate) struct Body<'a> {
    figure: &'a Figure<'a>,
    pub(crate) frame: Frame,
    pub(crate) bones: Skeleton,
    coat: Coat,
    outfit: Outfit,
    hold: Option<Hold<'a>>,
}

impl<'a> Body<'a> {
    /// `looks` is where chance comes from.
    pub(crate) fn new(figure: &'a Figure<'a>, build: Build, coat: Coat, outfit: Outfit, looks: u64) -> Self {
        let way = variant(figure, &outfit, looks);
        let mut bones = Skeleton::new(build, figure.pose, figure.gesture, way);
        let hold = Hold::of(figure);
        match &hold {
            Some(hold) => {
                hold.grasp(&mut bones);
                if figure.gesture == Gesture::Wave && !hold.uses(NEAR) {
                    let head = bones.head;
                    let (x, y) = head.middle;
                    bones.reach(NEAR, (x - head.radius * 1.5, y + head.radius * 0.35));
                }
            }
            None => touch(&mut bones, figure, way),
        }
        Self { figure, frame: Frame::of(figure), bones, coat, outfit, hold }
    }

    /// An animal that goes upright.
    pub(crate) fn plush(figure: &'a Figure<'a>, coat: Coat) -> Self {
        let looks = figure.entity.identity.unwrap_or(figure.seed);
        Self::new(figure, Build::plush(), coat, Outfit::plush(figure), looks)
    }

    /// Everything below the head: what hangs behind, the trunk, the legs and the far arm.
    pub(crate) fn under(&self, canvas: &mut Canvas) {
        let (f, bones) = (&self.frame, &self.bones);
        if let Some(colour) = clothes::worn(self.figure, GarmentKind::Cape) {
            clothes::cape(canvas, f, bones, colour);
        }
        if let Some(hold) = &self.hold {
            hold.behind(canvas, f, bones);
        }
        if !self.far_in_front() {
            self.arm(canvas, FAR);
        }
        let legs_first =
            matches!(self.figure.pose, Pose::Stand | Pose::Walk | Pose::Run | Pose::Jump | Pose::Dance);
        if legs_first {
            self.legs(canvas);
            self.seat(canvas, false);
            self.skirt(canvas);
            self.trunk(canvas);
        } else {
            self.trunk(canvas);
            self.seat(canvas, true);
            self.legs(canvas);
            self.skirt(canvas);
        }
        if let Some(top) = self.outfit.top.filter(|top| top.skirt > 0.0) {
            clothes::coat_tails(canvas, f, bones, &top);
        }
        if let Some(colour) = self.outfit.apron {
            clothes::apron(canvas, f, bones, colour);
        }
        self.throat(canvas);
    }

    /// The near arm and what is in the hands.
    pub(crate) fn over(&self, canvas: &mut Canvas) {
        if self.far_in_front() {
            self.arm(canvas, FAR);
        }
        self.arm(canvas, NEAR);
        if let Some(hold) = &self.hold {
            hold.draw(canvas, &self.frame, &self.bones);
            for side in [FAR, NEAR] {
                if hold.uses(side) {
                    self.hand(canvas, side, Hand::Fist);
                }
            }
        }
    }

    /// Whether the eyes are on what is held.
    pub(crate) fn looks_down(&self) -> bool {
        self.hold.as_ref().is_some_and(Hold::looked_at)
    }

    /// The tail of an animal, at the lower end of the back.
    pub(crate) fn tail(&self, canvas: &mut Canvas, kind: Tail, fur: Rgb, light: Rgb) {
        let bones = &self.bones;
        // Drawn for hips at this height.
        let at = bones.build.ankle + bones.build.leg * 0.7;
        tail(canvas, &self.frame.part(bones.pelvis, 1.0, (0.0, at), bones.lean), kind, fur, light);
    }

    /// The frame in which heads and hats are drawn: the middle of the head is at (0, 0.69), its radius 0.235.
    pub(crate) fn head_frame(&self) -> Frame {
        clothes::head_frame(&self.frame, &self.bones.head)
    }

    fn far_in_front(&self) -> bool {
        self.hold.as_ref().is_some_and(|hold| hold.uses(FAR))
            || self.hold.is_none()
                && matches!(self.figure.pose, Pose::Sit | Pose::Seat | Pose::Ride)
                && self.figure.gesture == Gesture::Rest
            || self.figure.pose == Pose::Lie
            || !self.person() && matches!(self.figure.gesture, Gesture::Wave | Gesture::Cheer)
    }

    fn arm(&self, canvas: &mut Canvas, side: usize) {
        let (f, bones) = (&self.frame, &self.bones);
        let thick = bones.build.thick.0;
        let shade = if side == FAR { 0.93 } else { 1.0 };
        let joints = [bones.shoulders[side], bones.elbows[side], bones.hands[side]];
        let bare = [thick, thick * 0.86, thick * 0.68];
        let top = self.outfit.top.filter(|top| top.sleeve > 0.0);
        if top.is_none_or(|top| top.sleeve < 0.9) {
            limb::limb(canvas, f, joints, bare, (0.0, 1.0), self.coat.limbs.times(shade));
        }
        self.hand(canvas, side, self.hand_shape(side));
        let Some(top) = top else { return };
        let long = top.sleeve.min(0.97);
        let wide = thick * 0.9 * top.flare;
        let puffed = if top.sleeve < 0.5 { 1.24 } else { 1.08 };
        let halves = [thick * puffed, thick * 1.06 + (wide - thick) * 0.4, wide.max(thick * 0.84)];
        limb::tube(canvas, f, joints, halves, (0.0, long), top.colour.times(shade));
        self.cuff(canvas, joints, &top, shade);
    }

    /// What marks the end of a sleeve, and plates on the shoulder.
    fn cuff(&self, canvas: &mut Canvas, joints: [Point; 3], top: &clothes::Top, shade: f32) {
        let (f, thick) = (&self.frame, self.bones.build.thick.0);
        let long = top.sleeve.min(0.97);
        match top.cut {
            Cut::Stripes => {
                for t in [0.16, 0.42, 0.68].into_iter().filter(|t| t + 0.16 < long) {
                    band(canvas, f, joints, (t, t + 0.12), thick * 0.96, top.trim.times(shade));
                }
            }
            Cut::Armour | Cut::Suit => {
                let plate = top.colour.mix(WHITE, 0.35).times(shade);
                f.egg(canvas, joints[0], (thick * 1.5, thick * 1.3), plate, plate.times(0.75));
                band(canvas, f, joints, (0.86, 0.95), thick * 0.9, top.colour.times(0.7));
            }
            Cut::Dress | Cut::Sweater | Cut::Kimono if long > 0.6 => {
                let wide = thick * 0.84 * top.flare.max(1.0);
                band(canvas, f, joints, (long - 0.05, long + 0.02), wide, top.trim.times(shade));
            }
            _ => {}
        }
    }

    fn hand_shape(&self, side: usize) -> Hand {
        if self.hold.as_ref().is_some_and(|hold| hold.uses(side)) {
            return Hand::Fist;
        }
        match (self.figure.gesture, self.figure.pose) {
            // A hand that is full leaves waving to the other one.
            (Gesture::Wave, _) if (side == FAR) == self.hold.is_none() => Hand::Open,
            (Gesture::Cheer, _) => Hand::Open,
            (Gesture::Point, _) if side == FAR => Hand::Pointing,
            (Gesture::Think, _) if side == NEAR => Hand::Fist,
            (Gesture::Rest, Pose::Stand | Pose::Walk) if self.figure.expression == Expression::Angry => {
                Hand::Fist
            }
            (Gesture::Rest, Pose::Stand | Pose::Sit | Pose::Seat)
                if self.figure.expression == Expression::Surprised =>
            {
                Hand::Open
            }
            (_, Pose::Jump) => Hand::Open,
            (_, Pose::Run | Pose::Ride) => Hand::Fist,
            _ => Hand::Relaxed,
        }
    }

    fn hand(&self, canvas: &mut Canvas, side: usize, hand: Hand) {
        let bones = &self.bones;
        let colour = self.outfit.gloves.unwrap_or(self.coat.paws);
        let size = bones.build.thick.0 * 0.86;
        // The thumb is on the side that is turned to the front.
        let down = bones.hands[side].1 < bones.elbows[side].1;
        let thumb = if (side == FAR) == down { -1.0 } else { 1.0 };
        limb::hand(canvas, &self.frame, (bones.elbows[side], bones.hands[side]), hand, size, colour, thumb);
    }

    fn legs(&self, canvas: &mut Canvas) {
        for side in [FAR, NEAR] {
            // Astride, the other leg is behind what is ridden.
            if side == FAR && self.figure.pose == Pose::Ride {
                continue;
            }
            self.leg(canvas, side);
        }
    }

    fn leg(&self, canvas: &mut Canvas, side: usize) {
        let (f, bones) = (&self.frame, &self.bones);
        let thick = bones.build.thick.1;
        let shade = if side == FAR { 0.9 } else { 1.0 };
        let joints = [bones.hips[side], bones.knees[side], bones.ankles[side]];
        let covered = matches!(self.outfit.bottom, Bottom::Trousers(_, long) if long > 0.8);
        if !(covered && self.person()) {
            let halves = [thick, thick * 0.84, thick * 0.62];
            limb::limb(canvas, f, joints, halves, (0.0, 1.0), self.coat.legs.times(shade));
        }
        match self.outfit.shoe {
            Some(shoe) => self.shoe(canvas, side, joints, &shoe, !covered, shade),
            None => {
                let colour = self.coat.shoes.times(shade);
                limb::paw(canvas, f, bones.ankles[side], bones.toes[side], bones.build.ankle, colour);
            }
        }
        if let Bottom::Trousers(colour, long) = self.outfit.bottom {
            let halves = [thick * 1.04, thick * 0.96, thick * 0.86];
            let tucked = self.outfit.shoe.map_or(long, |shoe| long.min(1.0 - shoe.shaft * 0.42));
            limb::tube(canvas, f, joints, halves, (0.0, tucked), colour.times(shade));
        }
    }

    /// A sock where the leg is bare, the shoe, and the shaft of a boot.
    fn shoe(
        &self,
        canvas: &mut Canvas,
        side: usize,
        joints: [Point; 3],
        shoe: &Shoe,
        bare: bool,
        shade: f32,
    ) {
        let (f, bones) = (&self.frame, &self.bones);
        let thick = bones.build.thick.1;
        if bare && shoe.shaft == 0.0 {
            let sock = shoe.sole.mix(WHITE, 0.5).times(shade);
            band(canvas, f, joints, (0.84, 1.0), thick * 0.68, sock);
        }
        let shoe = Shoe { colour: shoe.colour.times(shade), sole: shoe.sole.times(shade), ..*shoe };
        let long = if bones.turn < 35.0 { 0.86 } else { 1.0 };
        limb::shoe(canvas, f, bones.ankles[side], bones.toes[side], bones.build.ankle, long, &shoe);
        if shoe.shaft > 0.0 {
            let halves = [thick, thick * 0.92, thick * 0.8];
            limb::tube(canvas, f, joints, halves, (1.0 - shoe.shaft * 0.5, 0.98), shoe.colour);
        }
    }

    fn seat(&self, canvas: &mut Canvas, lined: bool) {
        if let Bottom::Trousers(colour, _) = self.outfit.bottom {
            clothes::seat(canvas, &self.frame, &self.bones, colour, lined);
        }
    }

    fn skirt(&self, canvas: &mut Canvas) {
        if let Bottom::Skirt(colour, long, flare) = self.outfit.bottom {
            clothes::skirt(canvas, &self.frame, &self.bones, colour, long, flare);
        }
    }

    fn trunk(&self, canvas: &mut Canvas) {
        self.neck(canvas);
        let (f, bones) = (&self.frame, &self.bones);
        match &self.outfit.top {
            Some(top) => clothes::trunk(canvas, f, bones, top, &self.outfit.bottom),
            None => clothes::bare(canvas, f, bones, self.coat.fur, self.coat.belly),
        }
    }

    /// The neck of a person; animals have none to be seen.
    fn neck(&self, canvas: &mut Canvas) {
        if !self.person() {
            return;
        }
        let bones = &self.bones;
        let half = bones.build.head * if bones.build.head > 0.15 { 0.29 } else { 0.34 };
        let (low, high) = (mix(bones.pelvis, bones.chest, 0.92), bones.head.middle);
        let joints = [high, mix(low, high, 0.5), low];
        limb::limb(canvas, &self.frame, joints, [half; 3], (0.0, 1.0), self.coat.fur.times(0.86));
    }

    fn person(&self) -> bool {
        self.outfit.shoe.is_some()
    }

    /// The head's shadow, and what is worn round the neck.
    fn throat(&self, canvas: &mut Canvas) {
        let (f, bones) = (&self.frame, &self.bones);
        let share = if self.person() { 0.12 } else { 0.02 };
        if !self.person() {
            let colour = self.outfit.top.map_or(self.coat.fur, |top| top.colour);
            let at = mix(bones.chest, bones.head.middle, 0.2);
            let (x, y) = f.at(at.0, at.1);
            let r = (bones.build.head * 0.8 * f.height, bones.build.head * 0.3 * f.height);
            canvas.puff(x, y, r, colour.times(0.32), 0.6);
        }
        let at = mix(bones.chest, bones.head.middle, share);
        let half = (bones.half(1.0) * 0.92).max(bones.build.head * 0.6);
        clothes::throat(canvas, self.figure, f, at, half, bones.lean);
    }
}

/// A ring round a limb.
fn band(canvas: &mut Canvas, f: &Frame, joints: [Point; 3], span: (f32, f32), half: f32, colour: Rgb) {
    let (a, b) = (spot(joints, span.0), spot(joints, span.1));
    let way = unit((b.0 - a.0, b.1 - a.1));
    // Leaves the lines at the limb's edges.
    let half = half - canvas.outline.map_or(0.0, |line| line.width * 0.45 / f.height);
    let side = |p: Point, s: f32| (p.0 - way.1 * half * s, p.1 + way.0 * half * s);
    let points = f.path(&[side(a, 1.0), side(b, 1.0), side(b, -1.0), side(a, -1.0)]);
    mark(canvas, &crate::shape::polygon(&points), colour);
}

/// A patch of another colour on cloth: where there are no colours, its outline.
pub(crate) fn mark(canvas: &mut Canvas, shape: &crate::shape::Shape, colour: Rgb) {
    match canvas.outline.filter(|_| canvas.mono) {
        Some(line) => canvas.stroke(shape, line.colour, 1.0, line.width * 0.6),
        None => canvas.wash(shape, Tint::flat(colour)),
    }
}

/// The way to take a pose that chance gives a figure.
fn variant(figure: &Figure<'_>, outfit: &Outfit, looks: u64) -> u64 {
    let chance = crate::rng::Rng::new(looks.wrapping_mul(31).wrapping_add(figure.seed), "stance").next() >> 8;
    let skirted = matches!(outfit.bottom, Bottom::Skirt(..));
    let busy = figure.held.is_some() || figure.gesture != Gesture::Rest;
    match figure.pose {
        // In skirts one sits with the legs ahead, with full hands cross-legged, which makes a lap.
        Pose::Sit if skirted => 1 + if busy { 0 } else { chance % 2 },
        Pose::Sit if busy => 0,
        Pose::Stand if busy || figure.expression == Expression::Sad => 0,
        _ => chance,
    }
}

/// The room a body takes in a pose, whatever way it takes that pose.
pub(crate) fn stature(build: &Build, entity: &Entity, pose: Pose, holds: bool) -> Stature {
    let gesture = entity.gesture.unwrap_or_default();
    let ways = stance::WAYS;
    let first = Skeleton::new(*build, pose, gesture, 0);
    let mut room = Stature {
        back: 0.0,
        front: 0.0,
        top: 0.0,
        below: 0.0,
        face: (first.head.middle, first.head.radius * 1.1),
        saddle: None,
    };
    for way in 0..ways {
        let bones = Skeleton::new(*build, pose, gesture, way);
        let (back, front) = bones.span();
        // Hair makes a head larger.
        let crown = bones.head.middle.1 + bones.head.radius * 1.16;
        room.back = room.back.max(-back);
        room.front = room.front.max(front + if holds { build.arm * 0.35 } else { 0.0 });
        room.top = room.top.max(bones.highest()).max(crown);
        room.below = room.below.max(-bones.lowest());
    }
    room
}

/// Hands that touch the own body: at the chin, at the cheeks, on the hips, on the knees.
fn touch(bones: &mut Skeleton, figure: &Figure<'_>, way: u64) {
    let head = bones.head;
    let (x, y, r) = (head.middle.0, head.middle.1, head.radius);
    let calm = figure.gesture == Gesture::Rest && matches!(figure.pose, Pose::Stand | Pose::Sit | Pose::Seat);
    match figure.expression {
        _ if figure.gesture == Gesture::Think => {
            let chin = along(head.middle, towards(-head.tilt), r * 0.98);
            bones.reach(NEAR, (chin.0 + r * 0.18, chin.1 - r * 0.22));
        }
        Expression::Surprised if calm => {
            bones.reach(FAR, (x + r * 1.12, y - r * 0.95));
            bones.reach(NEAR, (x - r * 0.92, y - r * 0.95));
        }
        Expression::Angry if calm && figure.pose == Pose::Stand => {
            for (side, out) in [(FAR, 1.0), (NEAR, -1.0)] {
                let hip = bones.hips[side];
                bones.reach(side, (hip.0 + out * bones.build.thick.1, hip.1 + bones.build.torso * 0.14));
            }
        }
        _ if figure.gesture == Gesture::Rest => rest(bones, way),
        _ => {}
    }
}

/// Hands that lie on the legs of somebody who sits.
fn rest(bones: &mut Skeleton, way: u64) {
    let (free, share): (&[usize], f32) = match (bones.pose, way % 2, way % 3) {
        (Pose::Seat, 0, _) => (&[FAR, NEAR], 0.62),
        (Pose::Seat, ..) => (&[FAR], 0.62),
        (Pose::Sit, _, 0) => (&[FAR, NEAR], 0.9),
        _ => return,
    };
    for side in free {
        let thigh = mix(bones.hips[*side], bones.knees[*side], share);
        bones.reach(*side, (thigh.0, thigh.1 + bones.build.thick.1 * 1.25));
    }
}

fn tail(canvas: &mut Canvas, f: &Frame, tail: Tail, fur: Rgb, light: Rgb) {
    match tail {
        Tail::Bushy => {
            let brush = f.blob(&[
                (-0.10, 0.10),
                (-0.31, 0.07),
                (-0.455, 0.20),
                (-0.45, 0.40),
                (-0.37, 0.52),
                (-0.335, 0.36),
                (-0.28, 0.22),
                (-0.12, 0.19),
            ]);
            f.form(canvas, &brush, fur.times(0.96));
            let tip = f.blob(&[
                (-0.462, 0.36),
                (-0.44, 0.44),
                (-0.37, 0.525),
                (-0.342, 0.41),
                (-0.37, 0.375),
                (-0.395, 0.41),
                (-0.43, 0.35),
            ]);
            canvas.wash(&tip, Tint::flat(light.mix(WHITE, 0.4)));
        }
        Tail::Puff => f.egg(canvas, (-0.19, 0.18), (0.055, 0.052), light.mix(WHITE, 0.3), light.times(0.85)),
        Tail::Long => {
            f.limb(canvas, [(-0.12, 0.12), (-0.42, 0.05), (-0.36, 0.37)], 0.05, fur);
            f.dot(canvas, (-0.36, 0.375), (0.03, 0.032), fur.times(0.72), 1.0);
        }
        Tail::Curl => {
            f.curve(canvas, [(-0.16, 0.16), (-0.30, 0.14), (-0.23, 0.26)], fur.times(0.85), 1.0, 0.022)
        }
        Tail::None => {}
    }
}
