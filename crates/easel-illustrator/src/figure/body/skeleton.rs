//! Where the joints of an upright body are.

use super::stance::{Bend, Stance, stance};
use crate::scene::{Age, Gesture, Pose};
use crate::shape::Point;

/// The side of a body that is away from the viewer: the one it looks to.
pub(crate) const FAR: usize = 0;
/// The side of a body that is towards the viewer.
pub(crate) const NEAR: usize = 1;

/// Lengths of a body, in shares of its standing height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Build {
    /// Radius of the head.
    pub(crate) head: f32,
    /// From the line of the shoulders up to the middle of the head.
    pub(crate) gap: f32,
    /// From the hips up to the line of the shoulders.
    pub(crate) torso: f32,
    /// Half the distance of the shoulders.
    pub(crate) shoulder: f32,
    /// Half the distance of the hips.
    pub(crate) hip: f32,
    /// Half the width of the trunk at the waist.
    pub(crate) girth: f32,
    /// From shoulder to wrist.
    pub(crate) arm: f32,
    /// From hip to ankle.
    pub(crate) leg: f32,
    /// From ankle to sole.
    pub(crate) ankle: f32,
    /// Half the thickness of arms at the shoulder and of legs at the hip.
    pub(crate) thick: (f32, f32),
    /// Degrees by which age has bent the back.
    pub(crate) stoop: f32,
}

const CHILD: Build = Build {
    head: 0.162,
    gap: 0.176,
    torso: 0.222,
    shoulder: 0.078,
    hip: 0.042,
    girth: 0.083,
    arm: 0.232,
    leg: 0.335,
    ankle: 0.043,
    thick: (0.034, 0.045),
    stoop: 0.0,
};
const ADULT: Build = Build {
    head: 0.122,
    gap: 0.150,
    torso: 0.270,
    shoulder: 0.096,
    hip: 0.046,
    girth: 0.086,
    arm: 0.305,
    leg: 0.385,
    ankle: 0.040,
    thick: (0.034, 0.047),
    stoop: 0.0,
};
const OLD: Build = Build { head: 0.128, gap: 0.150, leg: 0.365, girth: 0.096, stoop: 9.0, ..ADULT };
const PLUSH: Build = Build {
    head: 0.245,
    gap: 0.262,
    torso: 0.215,
    shoulder: 0.108,
    hip: 0.078,
    girth: 0.150,
    arm: 0.225,
    leg: 0.160,
    ankle: 0.050,
    thick: (0.044, 0.062),
    stoop: 0.0,
};

impl Build {
    /// A person's; women are narrower at the shoulders.
    pub(crate) fn person(age: Age, feminine: bool) -> Self {
        let build = match age {
            Age::Child => CHILD,
            Age::Adult => ADULT,
            Age::Old => OLD,
        };
        if feminine && age != Age::Child {
            return Self {
                shoulder: build.shoulder * 0.86,
                girth: build.girth * 0.88,
                thick: (build.thick.0 * 0.88, build.thick.1 * 0.95),
                ..build
            };
        }
        build
    }

    /// That of an animal that goes upright: short limbs, a round belly and a large head.
    pub(crate) fn plush() -> Self {
        PLUSH
    }
}

/// Where the head is and how it is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// In shares of the figure's height.
    pub(crate) middle: Point,
    pub(crate) radius: f32,
    /// Degrees by which it leans forwards.
    pub(crate) tilt: f32,
    /// Degrees by which it is turned from the viewer to the side the figure looks to.
    pub(crate) turn: f32,
}

/// All joints of a body in a pose, in shares of its standing height, seen from the point it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Skeleton {
    pub(crate) build: Build,
    pub(crate) pose: Pose,
    pub(crate) pelvis: Point,
    /// Between the shoulders.
    pub(crate) chest: Point,
    pub(crate) head: Head,
    pub(crate) shoulders: [Point; 2],
    pub(crate) elbows: [Point; 2],
    pub(crate) hands: [Point; 2],
    pub(crate) hips: [Point; 2],
    pub(crate) knees: [Point; 2],
    pub(crate) ankles: [Point; 2],
    /// Degrees by which the toes point up.
    pub(crate) toes: [f32; 2],
    /// Degrees by which the trunk leans forwards.
    pub(crate) lean: f32,
    /// Degrees by which the trunk is turned from the viewer.
    pub(crate) turn: f32,
}

/// Head turns beyond this would need a profile.
const MOST_TURN: f32 = 40.0;

impl Skeleton {
    /// `variant` chooses among the ways to take a pose.
    pub(crate) fn new(build: Build, pose: Pose, gesture: Gesture, variant: u64) -> Self {
        let mut stance = stance(pose, gesture, variant);
        if matches!(pose, Pose::Stand | Pose::Walk | Pose::Sit | Pose::Seat | Pose::Dance) {
            stance.lean += build.stoop;
            stance.tilt += build.stoop * 0.4;
        }
        if build.head > build.arm {
            stance.spread();
        }
        Self::from_stance(build, pose, &stance)
    }

    fn from_stance(build: Build, pose: Pose, stance: &Stance) -> Self {
        let (lean, turn) = (stance.lean, stance.turn);
        let (up, right) = (towards(180.0 - lean), towards(90.0 - lean));
        let wide = turn.to_radians().cos();
        let pelvis = (0.0, 0.0);
        let chest = along(pelvis, up, build.torso);
        let shoulder = build.shoulder * wide.max(0.3);
        let hip = build.hip * wide.max(0.35);
        let shoulders = [along(chest, right, shoulder), along(chest, right, -shoulder)];
        let hips = [along(pelvis, right, hip), along(pelvis, right, -hip)];
        let neck = towards(180.0 - (lean * 0.45 + stance.tilt * 0.55));
        let middle = along(along(chest, up, build.gap * 0.3), neck, build.gap * 0.7);
        let forward = build.head * 0.1 * turn.to_radians().sin();
        let head = Head {
            middle: (middle.0 + forward, middle.1),
            radius: build.head,
            tilt: stance.tilt,
            turn: turn.min(MOST_TURN),
        };
        let mut skeleton = Self {
            build,
            pose,
            pelvis,
            chest,
            head,
            shoulders,
            elbows: shoulders,
            hands: shoulders,
            hips,
            knees: hips,
            ankles: hips,
            toes: stance.toes,
            lean,
            turn,
        };
        for side in [FAR, NEAR] {
            (skeleton.elbows[side], skeleton.hands[side]) =
                bent(shoulders[side], stance.arms[side], build.arm);
            (skeleton.knees[side], skeleton.ankles[side]) = bent(hips[side], stance.legs[side], build.leg);
        }
        skeleton.settle(stance.rise);
        skeleton
    }

    /// Puts the lowest part on the ground, or the hips where the seat is.
    fn settle(&mut self, rise: f32) {
        let seat = self.build.thick.1 * 0.95;
        let across = match self.pose {
            Pose::Stand | Pose::Walk => (self.ankles[FAR].0 + self.ankles[NEAR].0) * 0.5,
            Pose::Lie | Pose::Fly | Pose::Swim => {
                let (left, right) = self.span();
                (left + right) * 0.5
            }
            _ => self.pelvis.0,
        };
        let down = match self.pose {
            Pose::Seat | Pose::Ride => self.pelvis.1 - seat,
            _ => self.lowest() - rise,
        };
        self.shift((-across, -down));
    }

    fn shift(&mut self, by: Point) {
        let moved = |p: &mut Point| *p = (p.0 + by.0, p.1 + by.1);
        moved(&mut self.pelvis);
        moved(&mut self.chest);
        moved(&mut self.head.middle);
        for joints in [
            &mut self.shoulders,
            &mut self.elbows,
            &mut self.hands,
            &mut self.hips,
            &mut self.knees,
            &mut self.ankles,
        ] {
            joints.iter_mut().for_each(moved);
        }
    }

    /// Every part with the room it takes round its joint.
    fn parts(&self) -> impl Iterator<Item = (Point, f32)> + '_ {
        let (arm, leg) = self.build.thick;
        let limbs = [FAR, NEAR].into_iter().flat_map(move |side| {
            [
                (self.shoulders[side], arm),
                (self.elbows[side], arm),
                (self.hands[side], arm * 1.5),
                (self.hips[side], leg),
                (self.knees[side], leg * 0.9),
                (self.ankles[side], self.build.ankle),
            ]
        });
        limbs.chain([(self.head.middle, self.head.radius)])
    }

    /// The height of the lowest part.
    pub(crate) fn lowest(&self) -> f32 {
        self.parts().fold(f32::MAX, |low, (p, r)| low.min(p.1 - r))
    }

    /// The height of the highest part.
    pub(crate) fn highest(&self) -> f32 {
        self.parts().fold(f32::MIN, |high, (p, r)| high.max(p.1 + r))
    }

    /// How far it reaches backwards and forwards.
    pub(crate) fn span(&self) -> (f32, f32) {
        let span = self.parts().fold((f32::MAX, f32::MIN), |s, (p, r)| (s.0.min(p.0 - r), s.1.max(p.0 + r)));
        (span.0, span.1 + self.build.ankle * 0.5)
    }

    /// Half the width of the trunk at a height, as it is seen.
    pub(crate) fn half(&self, up: f32) -> f32 {
        const WAIST: f32 = 0.38;
        let wide = self.turn.to_radians().cos();
        let build = &self.build;
        let shoulder = build.shoulder + build.thick.0 * 0.55;
        let hips = (build.hip + build.thick.1 * 0.92).max(build.girth);
        let at = if up < WAIST {
            hips + (build.girth - hips) * up.max(0.0) / WAIST
        } else {
            build.girth + (shoulder - build.girth) * (up.min(1.0) - WAIST) / (1.0 - WAIST)
        };
        // From the side one sees how deep a trunk is.
        (at * wide).max(self.build.girth * 0.78)
    }

    /// Bends an arm so that its wrist is at `target`, or as near as it reaches; the elbow goes down or outwards.
    pub(crate) fn reach(&mut self, side: usize, target: Point) {
        let shoulder = self.shoulders[side];
        let half = self.build.arm * 0.5;
        let (dx, dy) = (target.0 - shoulder.0, target.1 - shoulder.1);
        let distance = (dx * dx + dy * dy).sqrt().max(1e-4);
        let reached = distance.min(self.build.arm * 0.985);
        let (ux, uy) = (dx / distance, dy / distance);
        let hand = (shoulder.0 + ux * reached, shoulder.1 + uy * reached);
        // An elbow that points at the viewer seems less far out.
        let out = (half * half - reached * reached * 0.25).max(0.0).sqrt() * 0.8;
        let middle = ((shoulder.0 + hand.0) * 0.5, (shoulder.1 + hand.1) * 0.5);
        let away = if side == FAR { 1.0 } else { -1.0 };
        let (left, other) =
            ((middle.0 - uy * out, middle.1 + ux * out), (middle.0 + uy * out, middle.1 - ux * out));
        let score = |p: Point| (p.0 - shoulder.0) * away * 0.8 - p.1;
        self.elbows[side] = if score(left) > score(other) { left } else { other };
        self.hands[side] = hand;
    }
}

/// A unit vector, in degrees from straight down, positive forwards.
pub(crate) fn towards(degrees: f32) -> Point {
    let (sin, cos) = degrees.to_radians().sin_cos();
    (sin, -cos)
}

pub(crate) fn along(from: Point, way: Point, far: f32) -> Point {
    (from.0 + way.0 * far, from.1 + way.1 * far)
}

/// `a` at 0, `b` at 1.
pub(crate) fn mix(a: Point, b: Point, share: f32) -> Point {
    (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share)
}

/// The middle joint and the end of a limb.
fn bent(root: Point, bend: Bend, long: f32) -> (Point, Point) {
    let joint = along(root, towards(bend.upper), long * 0.5 * bend.reach[0]);
    (joint, along(joint, towards(bend.lower), long * 0.5 * bend.reach[1]))
}
