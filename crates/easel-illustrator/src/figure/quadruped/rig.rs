//! Where trunk, neck, legs and tail of an animal on all fours are; 1 is the height of the withers.

use super::super::chain::{Chain, Knot, knot};
use super::super::plane::{Outline, oval};
use super::super::species::{Build, Crest, Feet, Habit, Nostrils, Species, Tail};
use crate::scene::Pose;
use crate::shape::Point;

/// How an animal holds itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Posture {
    Stand,
    Walk,
    Run,
    Jump,
    /// On the haunches, front legs straight.
    Sit,
    /// On the belly, head up.
    Rest,
    /// On the belly, head bowed.
    Doze,
    /// Curled up.
    Curl,
    /// In water: only what is above it shows.
    Swim,
}

impl Posture {
    pub(crate) fn of(species: &Species, pose: Pose, asleep: bool) -> Self {
        let hooved = species.build.feet == Feet::Hooves;
        // A trunk needs room above the ground.
        let trunked = species.head.nostrils == Nostrils::Trunk;
        match pose {
            Pose::Stand if species.habit == Habit::Sitter => Self::Sit,
            Pose::Stand | Pose::Dance | Pose::Ride => Self::Stand,
            Pose::Walk => Self::Walk,
            Pose::Run => Self::Run,
            Pose::Jump | Pose::Fly => Self::Jump,
            Pose::Sit | Pose::Seat if hooved => Self::Rest,
            Pose::Sit | Pose::Seat => Self::Sit,
            Pose::Lie if asleep && (species.profile.is_some() || trunked) => Self::Doze,
            Pose::Lie if asleep => Self::Curl,
            Pose::Lie => Self::Rest,
            Pose::Swim => Self::Swim,
        }
    }
}

/// A leg from the body to the foot.
#[derive(Clone, Debug)]
pub(crate) struct Leg {
    pub(crate) chain: Chain,
    /// Where the foot begins and the way its toes point.
    pub(crate) ankle: Point,
    pub(crate) toes: Point,
    pub(crate) grounded: bool,
    pub(crate) hind: bool,
}

/// All parts of an animal in a posture.
#[derive(Clone, Debug)]
pub(crate) struct Rig {
    pub(crate) posture: Posture,
    pub(crate) trunk: Chain,
    pub(crate) neck: Chain,
    pub(crate) tail: Option<Chain>,
    /// Hind and fore leg on the side away from us.
    pub(crate) far: Vec<Leg>,
    pub(crate) near: Vec<Leg>,
    /// The bent thigh of one who sits or lies: its middle and its size.
    pub(crate) haunch: Option<(Point, Point)>,
    /// Middle of a round head or poll of a long one.
    pub(crate) head: Point,
    /// How far the head is bowed, in degrees.
    pub(crate) bow: f32,
}

/// Angles of a leg's three bones from straight down, in degrees, forwards positive; and how high the foot is above the
/// ground if it shall be just there.
#[derive(Clone, Copy)]
struct Step([f32; 3], Option<f32>);

/// Far hind, far fore, near hind and near fore leg.
const STANDING: [Step; 4] = [
    Step([28.0, -20.0, 8.0], Some(0.0)),
    Step([13.0, 5.0, 4.0], Some(0.0)),
    Step([11.0, -30.0, 0.0], Some(0.0)),
    Step([1.0, -3.0, 1.0], Some(0.0)),
];
const WALKING: [Step; 4] = [
    Step([42.0, -6.0, 8.0], Some(0.0)),
    Step([6.0, -26.0, -48.0], Some(0.05)),
    Step([-4.0, -40.0, -14.0], Some(0.0)),
    Step([26.0, 14.0, 8.0], Some(0.0)),
];
const RUNNING: [Step; 4] = [
    Step([-22.0, -66.0, -44.0], None),
    Step([42.0, 66.0, 50.0], None),
    Step([-40.0, -74.0, -54.0], None),
    Step([66.0, 58.0, 30.0], None),
];
/// How the heavy run.
const TROTTING: [Step; 4] = [
    Step([50.0, 2.0, 10.0], Some(0.0)),
    Step([-20.0, -44.0, -66.0], None),
    Step([-20.0, -50.0, -30.0], Some(0.0)),
    Step([60.0, 26.0, -14.0], None),
];
const JUMPING: [Step; 4] = [
    Step([-30.0, -74.0, -52.0], None),
    Step([50.0, 30.0, -60.0], None),
    Step([-46.0, -80.0, -62.0], None),
    Step([74.0, 44.0, -52.0], None),
];

struct Stance {
    steps: [Step; 4],
    /// How far the front is raised, in degrees.
    pitch: f32,
    lift: f32,
}

impl Rig {
    pub(crate) fn new(species: &Species, posture: Posture) -> Self {
        let b = &species.build;
        let stance = |steps, pitch, lift| Self::moving(species, posture, &Stance { steps, pitch, lift });
        match posture {
            Posture::Stand | Posture::Swim => stance(STANDING, 0.0, 0.0),
            Posture::Walk => stance(WALKING, 0.0, -0.01),
            Posture::Run if b.feet == Feet::Pads => stance(TROTTING, 3.0, 0.0),
            Posture::Run => stance(RUNNING, 3.0, -0.03 * b.legs),
            Posture::Jump => stance(JUMPING, 17.0, 0.16),
            Posture::Sit => Self::sitting(species),
            Posture::Rest => Self::resting(species, false),
            Posture::Doze => Self::resting(species, true),
            Posture::Curl => Self::curled(species),
        }
    }

    fn moving(species: &Species, posture: Posture, stance: &Stance) -> Self {
        let b = &species.build;
        let (sin, cos) = stance.pitch.to_radians().sin_cos();
        let middle = (0.0, (b.croup - b.loin + 1.0 - chest(b)) * 0.5 + stance.lift);
        let slope = (1.0 - chest(b) - b.croup + b.loin) * 0.5;
        let turn = |p: Point| (middle.0 + p.0 * cos - p.1 * sin, middle.1 + p.0 * sin + p.1 * cos);
        let (hip, shoulder) = (turn((-b.length / 2.0, -slope)), turn((b.length / 2.0, slope)));
        let trunk = trunk(b, hip, shoulder);
        // The thigh ends where the rump does.
        let behind = 0.8 * (0.13 * b.length + 0.6 * b.loin - b.thigh).max(0.0);
        let root = |hind: bool, far: bool| {
            let ahead = if far { 0.07 } else { 0.0 };
            if hind {
                (hip.0 - behind + ahead, hip.1 - 0.16 * b.loin)
            } else {
                (shoulder.0 - 0.04 + ahead, shoulder.1 - 0.20 * chest(b))
            }
        };
        let [far_hind, far_fore, near_hind, near_fore] = stance.steps;
        let far = vec![leg(b, root(true, true), far_hind, true), leg(b, root(false, true), far_fore, false)];
        let near =
            vec![leg(b, root(true, false), near_hind, true), leg(b, root(false, false), near_fore, false)];
        let (reach, bow) = match posture {
            Posture::Run => ((b.head_at.0 * 1.16, b.head_at.1 * 0.84), -6.0),
            Posture::Jump => ((b.head_at.0 * 1.06, b.head_at.1 * 0.92), -8.0),
            Posture::Walk => ((b.head_at.0 * 1.03, b.head_at.1 * 0.97), 0.0),
            _ => (b.head_at, 0.0),
        };
        let head =
            (shoulder.0 + reach.0 * cos - reach.1 * sin * 0.4, shoulder.1 + reach.1 + reach.0 * sin * 0.6);
        let neck = neck(b, shoulder, head);
        let tail = tail(b, &trunk, posture);
        let (far, near) = if posture == Posture::Swim { (Vec::new(), Vec::new()) } else { (far, near) };
        Self { posture, trunk, neck, tail, far, near, haunch: None, head, bow }
    }

    fn sitting(species: &Species) -> Self {
        let b = &species.build;
        let plump = b.legs < 0.38;
        let (sin, cos) = if plump { (0.66, 0.75) } else { (0.86, 0.51) };
        let seat = b.loin * if plump { 1.06 } else { 1.22 };
        let hip = (-0.30 * b.length, seat * 0.96);
        let long = b.length * if plump { 0.72 } else { 0.80 };
        let shoulder = (hip.0 + long * cos, (hip.1 + long * sin).max(chest(b) + b.legs * 0.7));
        let trunk = Chain::new(&[
            knot(hip.0 - 0.10, hip.1 - 0.30 * seat, seat * 0.62, seat * 0.62),
            knot(hip.0, hip.1, seat, seat),
            knot((hip.0 + shoulder.0) / 2.0, (hip.1 + shoulder.1) / 2.0, chest(b) * 0.98, chest(b) * 0.98),
            knot(shoulder.0, shoulder.1, chest(b) * 0.86, chest(b) * 0.92),
        ]);
        let straight = Step([3.0, -1.0, 2.0], Some(0.0));
        let root = (shoulder.0 + 0.05, shoulder.1 - 0.3 * chest(b));
        let far = vec![leg(b, (root.0 + 0.10, root.1), Step([6.0, 3.0, 2.0], Some(0.0)), false)];
        let near = vec![leg(b, root, straight, false)];
        let head = (shoulder.0 + b.head_at.0 * 0.55, shoulder.1 + b.head_at.1.max(0.30));
        let thigh = seat * if plump { 0.72 } else { 0.96 };
        let haunch = Some(((hip.0 + 0.09, thigh * 0.90), (thigh, thigh * 0.92)));
        let neck = neck(b, shoulder, head);
        let tail = tail(b, &trunk, Posture::Sit);
        Self { posture: Posture::Sit, trunk, neck, tail, far, near, haunch, head, bow: 0.0 }
    }

    fn resting(species: &Species, asleep: bool) -> Self {
        let b = &species.build;
        let hip = (-b.length / 2.0, b.loin.max(chest(b) * 0.8) * 0.98);
        let shoulder = (b.length / 2.0, chest(b) * 1.02);
        let trunk = trunk(b, hip, shoulder);
        let hooved = b.feet == Feet::Hooves;
        let fold = |x: f32| {
            let (root, shin) = ((shoulder.0 + x, shoulder.1 - 0.25 * chest(b)), b.shin);
            let points = if hooved {
                [root, (root.0 + 0.20, 0.13), (root.0 + 0.26, 0.07), (root.0 - 0.02, shin * 1.1)]
            } else {
                [root, (root.0 - 0.02, 0.16), (root.0 + 0.14, shin * 1.15), (root.0 + 0.34, shin * 1.1)]
            };
            let toes = if hooved { (-1.0, -0.12) } else { (1.0, 0.0) };
            bent(b, points, toes, false)
        };
        let (head, bow) = match &species.profile {
            Some(_) if asleep => ((shoulder.0 + b.head_at.0 * 1.10, shoulder.1 + b.head_at.1 * 0.66), 12.0),
            Some(_) => ((shoulder.0 + b.head_at.0, shoulder.1 + b.head_at.1 * 0.92), 0.0),
            None => ((shoulder.0 + b.head_at.0 * 0.9, shoulder.1 + b.head_at.1.max(0.28)), 0.0),
        };
        let neck = neck(b, shoulder, head);
        let posture = if asleep { Posture::Doze } else { Posture::Rest };
        let tail = tail(b, &trunk, posture);
        let round = chest(b).max(b.loin);
        let haunch = Some(((hip.0 + 0.13, round * 0.86), (round * 1.05, round * 0.86)));
        let (far, near) = (vec![fold(0.12)], vec![fold(0.0)]);
        Self { posture, trunk, neck, tail, far, near, haunch, head, bow }
    }

    fn curled(species: &Species) -> Self {
        let b = &species.build;
        let round = chest(b).max(b.loin) * 1.08;
        let long = b.length * 0.46;
        let trunk = Chain::new(&[
            knot(-long * 1.18, round * 0.66, round * 0.66, round * 0.66),
            knot(-long * 0.72, round * 0.98, round * 0.98, round * 0.98),
            knot(0.0, round * 1.02, round * 1.02, round * 1.02),
            knot(long * 0.62, round * 0.90, round * 0.90, round * 0.90),
            knot(long * 1.05, round * 0.70, round * 0.60, round * 0.70),
        ]);
        let low = if species.head.crest == Crest::Mane { 1.40 } else { species.head.tall * 0.84 };
        let head = (long * 1.12 + species.head.size * 0.30, species.head.size * low);
        let neck = neck(b, (long * 0.55, round * 0.9), (head.0 - 0.08, head.1 + 0.02));
        let paw = [
            (long * 0.62, round * 0.5),
            (long * 0.70, 0.14),
            (long * 0.90, b.shin * 1.1),
            (head.0 + species.head.size * 0.18, b.shin),
        ];
        let near = vec![bent(b, paw, (1.0, 0.0), false)];
        let haunch = Some(((-long * 0.56, round * 0.84), (round * 0.98, round * 0.84)));
        let tail = tail(b, &trunk, Posture::Curl);
        Self { posture: Posture::Curl, trunk, neck, tail, far: Vec::new(), near, haunch, head, bow: 8.0 }
    }

    /// How high the water reaches on one who swims.
    pub(crate) fn waterline(&self) -> f32 {
        if self.posture == Posture::Swim { self.trunk.at(0.55, 0.05).1 } else { 0.0 }
    }

    /// Where a rider sits.
    pub(crate) fn saddle(&self) -> Point {
        self.trunk.at(0.56, 0.96)
    }

    /// Least and greatest x, least and greatest y of everything but the head.
    pub(crate) fn bounds(&self) -> (f32, f32, f32, f32) {
        let legs = self.far.iter().chain(&self.near).flat_map(|leg| {
            let reach = (leg.ankle.0 + leg.toes.0 * 0.12, leg.ankle.1 + leg.toes.1 * 0.12);
            [leg.ankle, reach]
        });
        let tail = self.tail.iter().flat_map(Chain::outline);
        let all = self.trunk.outline().into_iter().chain(self.neck.outline()).chain(tail).chain(legs);
        all.fold((0.0f32, 0.0f32, 0.0f32, 0.0f32), |(x0, x1, y0, y1), p| {
            (x0.min(p.0), x1.max(p.0), y0.min(p.1), y1.max(p.1))
        })
    }
}

/// Half the thickness of the trunk at the shoulders.
pub(crate) fn chest(b: &Build) -> f32 {
    (1.0 - b.legs) * 0.5
}

fn trunk(b: &Build, hip: Point, shoulder: Point) -> Chain {
    let (dx, dy) = (shoulder.0 - hip.0, shoulder.1 - hip.1);
    let along = |t: f32, up: f32, down: f32| knot(hip.0 + dx * t, hip.1 + dy * t, up, down);
    let chest = chest(b);
    let middle = (b.loin + chest) * 0.5;
    // One high hump sits in the middle of the back, a low one over the shoulders.
    let camel = b.hump > 0.2;
    let (back, withers) = if camel { (b.hump, 0.0) } else { (b.hump * 0.25, b.hump) };
    let mut knots = vec![
        along(-0.13, b.loin * 0.62, b.loin * 0.56),
        along(-0.07, b.loin * 0.86, b.loin * 0.84),
        along(0.06, b.loin, b.loin),
    ];
    if camel {
        knots.push(along(0.26, middle * 0.92, middle));
        knots.push(along(0.44, middle + back * 0.95, middle * 1.04));
        knots.push(along(0.60, middle + back * 0.95, middle * 1.06));
        knots.push(along(0.76, middle * 1.0, chest));
    } else {
        let (flank, belly) = if b.loin < chest * 0.85 { (0.88, 1.0) } else { (1.04, 1.10) };
        knots.push(along(0.27, b.loin * 0.6 + middle * 0.38 + back, b.loin * flank));
        knots.push(along(0.50, middle * 0.92 + back, middle * belly));
        knots.push(along(0.74, chest * 0.95 + (back + withers) * 0.5, chest * 1.03));
    }
    knots.extend([
        along(0.94, chest + withers, chest),
        along(1.04, chest * 0.86 + withers * 0.6, chest * 0.90),
        along(1.09, chest * 0.62, chest * 0.66),
    ]);
    Chain::new(&knots)
}

fn neck(b: &Build, shoulder: Point, head: Point) -> Chain {
    let root = (shoulder.0 + 0.03, shoulder.1 + 0.02);
    let (dx, dy) = (head.0 - root.0, head.1 - root.1);
    let (wide, thin) = b.neck;
    let arch = 0.05 * (dx * dx + dy * dy).sqrt();
    let place = |t: f32, out: f32, thick: f32| -> Knot {
        knot(root.0 + dx * t - dy * 0.3 * out, root.1 + dy * t + dx * 0.3 * out, thick, thick)
    };
    Chain::new(&[
        place(0.0, 0.0, wide),
        place(0.40, -arch, wide * 0.55 + thin * 0.45),
        place(0.78, arch, thin * 1.03),
        place(1.0, 0.0, thin),
    ])
}

fn leg(b: &Build, root: Point, step: Step, hind: bool) -> Leg {
    let Step(angles, ground) = step;
    let sole = sole(b);
    let long = (root.1.min(1.0 - chest(b)) - sole) * 1.02;
    let shares = if hind { [0.37, 0.37, 0.28] } else { [0.36, 0.36, 0.28] };
    let mut points = [root; 4];
    for k in 0..3 {
        let (sin, cos) = angles[k].to_radians().sin_cos();
        let bone = long * shares[k];
        points[k + 1] = (points[k].0 + sin * bone, points[k].1 - cos * bone);
    }
    if let Some(high) = ground {
        let scale = (root.1 - sole - high) / (root.1 - points[3].1).max(1e-3);
        for point in &mut points {
            point.1 = root.1 - (root.1 - point.1) * scale;
        }
    }
    let last = (points[3].0 - points[2].0, points[3].1 - points[2].1);
    let length = (last.0 * last.0 + last.1 * last.1).sqrt().max(1e-4);
    let along = (last.0 / length, last.1 / length);
    let toes = if ground == Some(0.0) && b.feet != Feet::Hooves { (1.0, 0.0) } else { along };
    let mut leg = bent(b, points, toes, hind);
    leg.grounded = ground == Some(0.0);
    leg
}

/// A leg through given joints.
fn bent(b: &Build, joints: [Point; 4], toes: Point, hind: bool) -> Leg {
    let thick = if hind {
        [b.thigh, b.thigh * 0.66, b.shin * 1.24, b.shin]
    } else {
        [b.thigh * 0.74, b.thigh * 0.46, b.shin * 1.18, b.shin]
    };
    let knots: Vec<(f32, f32, f32)> =
        joints.iter().zip(thick).map(|(p, r)| (p.0, p.1, r.max(b.shin))).collect();
    Leg { chain: Chain::round(&knots), ankle: joints[3], toes, grounded: true, hind }
}

/// Height of an ankle above the ground.
fn sole(b: &Build) -> f32 {
    match b.feet {
        Feet::Paws => b.foot * 0.62,
        Feet::Hooves => b.foot * 1.25,
        Feet::Pads => b.foot * 0.5,
    }
}

impl Leg {
    /// The foot at the leg's end; a hoof is an outline of its own, a paw belongs to the leg.
    pub(crate) fn foot(&self, b: &Build) -> Outline {
        let (dx, dy) = self.toes;
        let place = |along: f32, across: f32| {
            (self.ankle.0 + dx * along - dy * across, self.ankle.1 + dy * along + dx * across)
        };
        match b.feet {
            Feet::Hooves => {
                let (w, h) = (b.foot, sole(b));
                [
                    (-0.25, 0.78),
                    (0.3, 0.88),
                    (0.96, 1.16),
                    (1.0, 0.0),
                    (0.96, -1.0),
                    (0.3, -0.86),
                    (-0.25, -0.78),
                ]
                .map(|(along, across)| place(along * h, across * w * 0.86))
                .to_vec()
            }
            Feet::Paws => {
                let high = b.foot * 0.62;
                let turned = oval((b.foot * 0.30, -(sole(b) - high)), (b.foot, high));
                turned.iter().map(|p| place(p.0, p.1)).collect()
            }
            Feet::Pads => {
                let turned = oval((b.foot * 0.12, 0.0), (b.foot, b.foot * 0.5));
                turned.iter().map(|p| place(p.0, p.1)).collect()
            }
        }
    }
}

/// The tail's middle line, seen from its root, in lengths of the tail. One that would reach the ground is carried.
fn tail_line(tail: Tail, posture: Posture, long: bool) -> &'static [Point] {
    use Posture as On;
    match (tail, posture) {
        (Tail::Puff | Tail::Stub, _) => &[(0.0, 0.0), (-0.30, 0.10), (-0.60, -0.10)],
        (Tail::Curl, _) => {
            &[(0.0, 0.0), (-0.5, 0.1), (-0.8, 0.6), (-0.4, 0.9), (-0.1, 0.55), (-0.5, 0.35), (-0.9, 0.75)]
        }
        (Tail::Plume, On::Run | On::Jump) => &[(0.0, 0.0), (-0.30, 0.10), (-0.62, 0.30), (-0.95, 0.30)],
        (Tail::Plume, On::Curl) => &[(0.0, 0.0), (-0.18, 0.10), (-0.05, 0.30), (0.30, 0.32)],
        (Tail::Plume, _) => &[(0.0, 0.0), (-0.26, 0.14), (-0.34, 0.46), (-0.22, 0.72), (-0.36, 0.90)],
        (_, On::Curl) => &[(0.0, 0.0), (0.10, -0.12), (0.45, -0.14), (0.85, -0.10)],
        (Tail::Brush, On::Run | On::Jump) => &[(0.0, 0.0), (-0.30, 0.08), (-0.65, 0.06), (-1.0, 0.14)],
        (Tail::Brush, On::Sit | On::Rest | On::Doze) => {
            &[(0.0, 0.0), (-0.30, -0.02), (-0.62, 0.06), (-0.84, 0.32)]
        }
        (Tail::Brush, _) => &[(0.0, 0.0), (-0.28, -0.06), (-0.58, -0.30), (-0.92, -0.34)],
        (Tail::Whip, On::Run | On::Jump) => &[(0.0, 0.0), (-0.34, 0.14), (-0.66, 0.12), (-1.0, 0.30)],
        (Tail::Whip, On::Sit | On::Rest | On::Doze) => {
            &[(0.0, 0.0), (-0.30, -0.02), (-0.52, 0.10), (-0.50, 0.40)]
        }
        (Tail::Whip, _) => &[(0.0, 0.0), (-0.32, 0.06), (-0.50, 0.34), (-0.40, 0.66), (-0.52, 0.86)],
        (Tail::Hair | Tail::Tuft, On::Run | On::Jump) => {
            &[(0.0, 0.0), (-0.30, 0.16), (-0.64, 0.14), (-1.0, -0.04)]
        }
        (Tail::Hair | Tail::Tuft, On::Sit | On::Rest | On::Doze) => {
            &[(0.0, 0.0), (-0.20, -0.06), (-0.44, -0.20), (-0.76, -0.22)]
        }
        (Tail::Tuft, On::Stand | On::Walk) if long => {
            &[(0.0, 0.0), (-0.26, -0.10), (-0.36, -0.46), (-0.56, -0.62), (-0.76, -0.46)]
        }
        (Tail::Hair | Tail::Tuft, _) => &[(0.0, 0.0), (-0.20, 0.0), (-0.30, -0.40), (-0.26, -1.0)],
        (Tail::Rope, _) => &[(0.0, 0.0), (-0.34, -0.14), (-0.62, -0.10), (-0.80, 0.16), (-1.0, 0.18)],
        (Tail::Thick | Tail::Flat, On::Run | On::Jump) => {
            &[(0.0, 0.0), (-0.34, 0.02), (-0.7, 0.0), (-1.0, 0.10)]
        }
        (Tail::Thick | Tail::Flat, _) => &[(0.0, 0.0), (-0.30, -0.14), (-0.65, -0.22), (-1.0, -0.18)],
        (Tail::None, _) => &[],
    }
}

/// Half the thickness of a tail from root to tip, in lengths of the tail.
fn tail_thick(tail: Tail) -> &'static [f32] {
    match tail {
        Tail::Brush => &[0.06, 0.135, 0.15, 0.02],
        Tail::Plume => &[0.06, 0.13, 0.15, 0.13, 0.05],
        Tail::Whip => &[0.06, 0.055, 0.052, 0.045],
        Tail::Tuft => &[0.05, 0.034, 0.03, 0.026],
        Tail::Hair => &[0.07, 0.12, 0.13, 0.03],
        Tail::Rope => &[0.045, 0.035, 0.026, 0.012],
        Tail::Thick => &[0.16, 0.12, 0.085, 0.04],
        Tail::Flat => &[0.12, 0.2, 0.22, 0.16],
        Tail::Puff => &[0.45, 0.5, 0.4],
        Tail::Stub => &[0.36, 0.34, 0.2],
        Tail::Curl => &[0.12, 0.11, 0.1, 0.09],
        Tail::None => &[],
    }
}

fn tail(b: &Build, trunk: &Chain, posture: Posture) -> Option<Chain> {
    let (line, thick) = (tail_line(b.tail, posture, b.tail_long > 0.8), tail_thick(b.tail));
    let (&first, rest) = thick.split_first()?;
    let root = match posture {
        Posture::Sit => trunk.at(0.02, 0.1),
        Posture::Curl if b.tail == Tail::Plume => trunk.at(0.05, 0.6),
        Posture::Curl => (trunk.at(0.0, 0.0).0 - 0.05, 0.16 * b.tail_long),
        Posture::Rest | Posture::Doze => trunk.at(0.02, -0.1),
        _ => trunk.at(0.05, 0.62),
    };
    // A short whip is no thinner than a long one.
    let thickness = if b.tail == Tail::Whip { b.tail_long.max(0.95) } else { b.tail_long };
    let steps = (line.len() - 1).max(1) as f32;
    let knots: Vec<(f32, f32, f32)> = line
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let place = i as f32 / steps * rest.len() as f32;
            let at = (place as usize).min(rest.len() - 1);
            let from = if at == 0 { first } else { rest[at - 1] };
            let radius = (from + (rest[at] - from) * (place - at as f32)) * thickness;
            // Nothing sinks into the ground.
            let y = (root.1 + p.1 * b.tail_long).max(radius * 0.9);
            (
                root.0 + p.0 * b.tail_long,
                if posture == Posture::Jump { root.1 + p.1 * b.tail_long } else { y },
                radius,
            )
        })
        .collect();
    Some(Chain::round(&knots))
}
