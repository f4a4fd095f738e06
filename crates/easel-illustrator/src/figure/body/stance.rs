//! How a body holds itself in each pose and gesture, in degrees.

use crate::scene::{Gesture, Pose};

/// An arm or a leg. Angles are from straight down, positive towards the side the figure looks to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bend {
    pub(super) upper: f32,
    pub(super) lower: f32,
    /// Of both parts; below 1 where a part points towards the viewer.
    pub(super) reach: [f32; 2],
}

/// A whole body; of arms, legs and toes the far one comes first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stance {
    /// Of the trunk, forwards.
    pub(super) lean: f32,
    /// Of the trunk, from facing the viewer.
    pub(super) turn: f32,
    /// Of the head, forwards.
    pub(super) tilt: f32,
    /// Between the ground and the lowest part, in shares of the height.
    pub(super) rise: f32,
    pub(super) arms: [Bend; 2],
    pub(super) legs: [Bend; 2],
    pub(super) toes: [f32; 2],
}

const fn bend(upper: f32, lower: f32) -> Bend {
    Bend { upper, lower, reach: [1.0, 1.0] }
}

const fn short(upper: f32, lower: f32, reach: f32) -> Bend {
    Bend { upper, lower, reach: [reach, reach] }
}

/// A leg of somebody who sits cross-legged: the thigh points outwards, the shin back.
const fn crossed(upper: f32, lower: f32) -> Bend {
    Bend { upper, lower, reach: [0.94, 1.0] }
}

const STAND: Stance = Stance {
    lean: -1.0,
    turn: 20.0,
    tilt: 1.0,
    rise: 0.0,
    arms: [bend(13.0, 24.0), bend(-17.0, -5.0)],
    legs: [bend(9.0, 4.0), bend(-5.0, -2.0)],
    toes: [0.0, 0.0],
};

/// Standing with relaxed arms, a hand on the hip, or arms a little spread.
const STANDS: [Stance; 4] = [
    STAND,
    Stance {
        lean: 1.5,
        tilt: 5.0,
        arms: [bend(12.0, 22.0), bend(-46.0, 44.0)],
        legs: [bend(11.0, 7.0), bend(-2.0, -3.0)],
        ..STAND
    },
    Stance { tilt: -4.0, arms: [bend(18.0, 36.0), bend(-22.0, -30.0)], ..STAND },
    Stance {
        lean: -2.0,
        tilt: -3.0,
        arms: [bend(46.0, -42.0), bend(-15.0, -4.0)],
        legs: [bend(6.0, 2.0), bend(-10.0, -6.0)],
        ..STAND
    },
];

const WALK: Stance = Stance {
    lean: 4.0,
    turn: 48.0,
    tilt: 1.0,
    rise: 0.0,
    arms: [bend(-30.0, -8.0), bend(26.0, 52.0)],
    legs: [bend(27.0, 14.0), bend(-16.0, -36.0)],
    toes: [14.0, -26.0],
};

const RUN: Stance = Stance {
    lean: 15.0,
    turn: 52.0,
    tilt: 3.0,
    rise: 0.035,
    arms: [bend(-56.0, 22.0), bend(38.0, 118.0)],
    legs: [bend(66.0, 8.0), bend(-24.0, -84.0)],
    toes: [12.0, -62.0],
};

const JUMPS: [Stance; 2] = [
    Stance {
        lean: 2.0,
        turn: 22.0,
        tilt: -5.0,
        rise: 0.17,
        arms: [bend(128.0, 152.0), bend(-132.0, -156.0)],
        legs: [bend(50.0, -28.0), bend(-24.0, -66.0)],
        toes: [-14.0, -40.0],
    },
    Stance {
        lean: 5.0,
        turn: 26.0,
        tilt: -4.0,
        rise: 0.18,
        arms: [bend(120.0, 160.0), bend(-108.0, -138.0)],
        legs: [bend(42.0, -52.0), bend(18.0, -74.0)],
        toes: [-24.0, -38.0],
    },
];

const DANCES: [Stance; 3] = [
    Stance {
        lean: -5.0,
        turn: 20.0,
        tilt: -8.0,
        rise: 0.0,
        arms: [bend(82.0, 104.0), bend(-128.0, -186.0)],
        legs: [bend(44.0, -22.0), bend(-3.0, -3.0)],
        toes: [-42.0, 0.0],
    },
    Stance {
        lean: 5.0,
        turn: 22.0,
        tilt: 8.0,
        rise: 0.0,
        arms: [bend(132.0, 190.0), bend(-74.0, -98.0)],
        legs: [bend(5.0, 3.0), bend(-36.0, -62.0)],
        toes: [0.0, -34.0],
    },
    Stance {
        lean: -6.0,
        turn: 24.0,
        tilt: 8.0,
        rise: 0.0,
        arms: [bend(74.0, 150.0), bend(-84.0, -20.0)],
        legs: [bend(50.0, -6.0), bend(-8.0, -16.0)],
        toes: [-24.0, 0.0],
    },
];

/// Sitting on the ground: cross-legged, knees drawn up, legs ahead.
const SITS: [Stance; 3] = [
    Stance {
        lean: -2.0,
        turn: 12.0,
        tilt: 3.0,
        rise: 0.0,
        arms: [bend(26.0, -6.0), bend(-26.0, 4.0)],
        legs: [crossed(74.0, -82.0), crossed(-74.0, 82.0)],
        toes: [-14.0, -14.0],
    },
    Stance {
        lean: -8.0,
        turn: 40.0,
        tilt: 0.0,
        rise: 0.0,
        arms: [bend(52.0, 84.0), bend(44.0, 92.0)],
        legs: [bend(146.0, 36.0), bend(140.0, 32.0)],
        toes: [0.0, 0.0],
    },
    Stance {
        lean: -16.0,
        turn: 40.0,
        tilt: -2.0,
        rise: 0.0,
        arms: [bend(24.0, 56.0), bend(-34.0, -18.0)],
        legs: [bend(112.0, 36.0), bend(84.0, 86.0)],
        toes: [0.0, 66.0],
    },
];

/// On a seat, legs hanging.
const SEATS: [Stance; 2] = [
    Stance {
        lean: -3.0,
        turn: 30.0,
        tilt: 2.0,
        rise: 0.0,
        arms: [bend(20.0, 52.0), bend(-12.0, 40.0)],
        legs: [short(72.0, 6.0, 0.86), short(60.0, -6.0, 0.84)],
        toes: [-6.0, -12.0],
    },
    Stance {
        lean: -6.0,
        turn: 28.0,
        tilt: -2.0,
        rise: 0.0,
        arms: [bend(16.0, 48.0), bend(-26.0, -8.0)],
        legs: [short(74.0, 22.0, 0.86), short(62.0, -10.0, 0.84)],
        toes: [8.0, -14.0],
    },
];

const RIDE: Stance = Stance {
    lean: 5.0,
    turn: 46.0,
    tilt: 0.0,
    rise: 0.0,
    arms: [bend(34.0, 76.0), bend(26.0, 72.0)],
    legs: [bend(58.0, -4.0), bend(56.0, -8.0)],
    toes: [8.0, 6.0],
};

/// Asleep on the side with the head on an arm.
const LIE: Stance = Stance {
    lean: -86.0,
    turn: 14.0,
    tilt: -76.0,
    rise: 0.0,
    arms: [bend(58.0, -22.0), bend(-70.0, -112.0)],
    legs: [bend(88.0, 62.0), bend(96.0, 84.0)],
    toes: [8.0, 24.0],
};

const FLY: Stance = Stance {
    lean: 74.0,
    turn: 46.0,
    tilt: 20.0,
    rise: 0.0,
    arms: [short(96.0, 98.0, 1.25), bend(-34.0, -82.0)],
    legs: [bend(-78.0, -86.0), bend(-66.0, -98.0)],
    toes: [-82.0, -88.0],
};

const SWIM: Stance = Stance {
    lean: 66.0,
    turn: 46.0,
    tilt: 8.0,
    rise: -0.17,
    arms: [bend(116.0, 92.0), bend(24.0, -44.0)],
    legs: [bend(-58.0, -86.0), bend(-86.0, -70.0)],
    toes: [-80.0, -70.0],
};

/// Most ways there are to take a pose: a multiple of all of them.
pub(super) const WAYS: u64 = 12;

impl Stance {
    /// Keeps raised arms clear of a head that is wider than they are long.
    pub(super) fn spread(&mut self) {
        for arm in &mut self.arms {
            arm.upper = arm.upper.clamp(-98.0, 98.0);
            arm.lower = arm.lower.clamp(-126.0, 126.0);
        }
    }
}

/// `variant` chooses among the ways to take a pose.
pub(super) fn stance(pose: Pose, gesture: Gesture, variant: u64) -> Stance {
    let pick = |list: &[Stance]| list[(variant % list.len() as u64) as usize];
    let mut stance = match pose {
        Pose::Stand if gesture == Gesture::Rest => pick(&STANDS),
        Pose::Stand => STAND,
        Pose::Walk => WALK,
        Pose::Run => RUN,
        Pose::Jump => pick(&JUMPS),
        Pose::Dance => pick(&DANCES),
        Pose::Sit => pick(&SITS),
        Pose::Seat => pick(&SEATS),
        Pose::Ride => RIDE,
        Pose::Lie => LIE,
        Pose::Fly => FLY,
        Pose::Swim => SWIM,
    };
    // Who lies, flies or swims needs the arms for that.
    if !matches!(pose, Pose::Lie | Pose::Fly | Pose::Swim) {
        gesticulate(&mut stance, gesture);
    }
    stance
}

fn gesticulate(stance: &mut Stance, gesture: Gesture) {
    match gesture {
        Gesture::Rest => {}
        Gesture::Wave => {
            stance.arms[0] = bend(112.0, 164.0);
            stance.tilt -= 5.0;
        }
        Gesture::Cheer => {
            stance.arms = [bend(136.0, 160.0), bend(-140.0, -164.0)];
            stance.tilt -= 6.0;
        }
        Gesture::Point => {
            stance.arms[0] = bend(82.0, 92.0);
            stance.lean += 2.0;
        }
        Gesture::Think => {
            stance.arms[1] = bend(-16.0, 60.0);
            stance.tilt += 5.0;
        }
    }
}
