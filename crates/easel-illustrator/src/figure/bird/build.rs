//! How birds are built: spines from the tail's root to the head, standing and in flight.

use crate::figure::skin::Knot;
use crate::shape::Point;

/// A kind of body, in shares of the standing height.
#[derive(Debug, PartialEq)]
pub(crate) struct Build {
    /// Tail's root, rump, belly, chest, the neck's knots, head.
    pub(crate) stand: &'static [Knot],
    pub(crate) fly: &'static [Knot],
    /// Where the legs leave the body.
    pub(crate) hip: Point,
    /// Thickness of a leg.
    pub(crate) leg: f32,
    /// From shoulder to tip of a spread wing.
    pub(crate) wing: f32,
    /// Direction of the tail of one that stands, in degrees from ahead.
    pub(crate) tail: f32,
}

/// Round, with a large head: a robin.
pub(crate) static SONG: Build = Build {
    stand: &[
        (-0.33, 0.36, 0.07),
        (-0.20, 0.40, 0.18),
        (-0.02, 0.45, 0.28),
        (0.09, 0.56, 0.285),
        (0.13, 0.68, 0.255),
        (0.16, 0.745, 0.25),
    ],
    fly: &[
        (-0.40, 0.52, 0.06),
        (-0.26, 0.53, 0.14),
        (-0.06, 0.54, 0.21),
        (0.10, 0.57, 0.22),
        (0.22, 0.62, 0.20),
        (0.31, 0.65, 0.205),
    ],
    hip: (0.0, 0.20),
    leg: 0.026,
    wing: 0.78,
    tail: 196.0,
};

/// Sleek: a crow, a gull, a dove.
pub(crate) static FIELD: Build = Build {
    stand: &[
        (-0.42, 0.34, 0.06),
        (-0.26, 0.38, 0.15),
        (-0.06, 0.44, 0.235),
        (0.10, 0.55, 0.24),
        (0.17, 0.70, 0.19),
        (0.21, 0.80, 0.19),
    ],
    fly: &[
        (-0.44, 0.52, 0.05),
        (-0.28, 0.53, 0.12),
        (-0.06, 0.54, 0.185),
        (0.12, 0.56, 0.18),
        (0.26, 0.60, 0.155),
        (0.36, 0.63, 0.16),
    ],
    hip: (0.0, 0.24),
    leg: 0.03,
    wing: 0.95,
    tail: 190.0,
};

/// Upright with a strong chest: an eagle.
pub(crate) static RAPTOR: Build = Build {
    stand: &[
        (-0.29, 0.20, 0.07),
        (-0.20, 0.31, 0.15),
        (-0.05, 0.46, 0.23),
        (0.05, 0.61, 0.235),
        (0.10, 0.74, 0.185),
        (0.13, 0.82, 0.18),
    ],
    fly: &[
        (-0.42, 0.50, 0.06),
        (-0.28, 0.51, 0.12),
        (-0.06, 0.53, 0.18),
        (0.12, 0.55, 0.18),
        (0.25, 0.58, 0.15),
        (0.34, 0.60, 0.15),
    ],
    hip: (0.02, 0.26),
    leg: 0.05,
    wing: 1.05,
    tail: 214.0,
};

/// Upright, with a large head: a parrot.
pub(crate) static PARROT: Build = Build {
    stand: &[
        (-0.30, 0.26, 0.06),
        (-0.19, 0.34, 0.14),
        (-0.05, 0.46, 0.22),
        (0.03, 0.60, 0.23),
        (0.06, 0.72, 0.215),
        (0.09, 0.78, 0.215),
    ],
    fly: &[
        (-0.40, 0.50, 0.06),
        (-0.26, 0.52, 0.13),
        (-0.05, 0.54, 0.19),
        (0.12, 0.57, 0.19),
        (0.24, 0.61, 0.185),
        (0.31, 0.63, 0.19),
    ],
    hip: (0.0, 0.24),
    leg: 0.036,
    wing: 0.85,
    tail: 204.0,
};

/// A boat with a round head: a duck.
pub(crate) static DUCK: Build = Build {
    stand: &[
        (-0.46, 0.46, 0.05),
        (-0.32, 0.41, 0.15),
        (-0.09, 0.37, 0.24),
        (0.13, 0.40, 0.225),
        (0.22, 0.58, 0.145),
        (0.26, 0.78, 0.20),
    ],
    fly: &[
        (-0.42, 0.50, 0.05),
        (-0.28, 0.50, 0.12),
        (-0.06, 0.51, 0.19),
        (0.14, 0.54, 0.16),
        (0.30, 0.60, 0.11),
        (0.42, 0.65, 0.15),
    ],
    hip: (-0.02, 0.18),
    leg: 0.036,
    wing: 0.85,
    tail: 158.0,
};

/// With a long straight neck: a goose.
pub(crate) static GOOSE: Build = Build {
    stand: &[
        (-0.42, 0.42, 0.04),
        (-0.30, 0.38, 0.13),
        (-0.08, 0.35, 0.21),
        (0.11, 0.38, 0.19),
        (0.19, 0.56, 0.095),
        (0.20, 0.76, 0.085),
        (0.24, 0.865, 0.125),
    ],
    fly: &[
        (-0.40, 0.52, 0.04),
        (-0.28, 0.52, 0.11),
        (-0.06, 0.52, 0.17),
        (0.12, 0.54, 0.14),
        (0.28, 0.58, 0.07),
        (0.44, 0.62, 0.06),
        (0.56, 0.65, 0.095),
    ],
    hip: (-0.02, 0.18),
    leg: 0.034,
    wing: 0.95,
    tail: 165.0,
};

/// With a curved neck: a swan.
pub(crate) static SWAN: Build = Build {
    stand: &[
        (-0.46, 0.40, 0.04),
        (-0.32, 0.34, 0.15),
        (-0.08, 0.30, 0.215),
        (0.14, 0.31, 0.18),
        (0.27, 0.44, 0.09),
        (0.22, 0.60, 0.068),
        (0.18, 0.74, 0.066),
        (0.24, 0.87, 0.075),
        (0.33, 0.87, 0.10),
    ],
    fly: GOOSE.fly,
    hip: (-0.02, 0.14),
    leg: 0.034,
    wing: 1.0,
    tail: 160.0,
};

/// On long thin legs: a crane, a flamingo.
pub(crate) static WADER: Build = Build {
    stand: &[
        (-0.25, 0.50, 0.03),
        (-0.16, 0.52, 0.075),
        (-0.02, 0.545, 0.12),
        (0.09, 0.58, 0.095),
        (0.16, 0.68, 0.045),
        (0.11, 0.79, 0.036),
        (0.11, 0.90, 0.042),
        (0.18, 0.935, 0.063),
    ],
    fly: &[
        (-0.26, 0.54, 0.03),
        (-0.17, 0.54, 0.07),
        (-0.02, 0.55, 0.105),
        (0.11, 0.57, 0.08),
        (0.22, 0.60, 0.04),
        (0.34, 0.63, 0.035),
        (0.43, 0.66, 0.058),
    ],
    hip: (-0.01, 0.45),
    leg: 0.018,
    wing: 0.62,
    tail: 200.0,
};

/// A heavy body on strong long legs: an ostrich.
pub(crate) static OSTRICH: Build = Build {
    stand: &[
        (-0.28, 0.56, 0.06),
        (-0.18, 0.56, 0.14),
        (0.0, 0.56, 0.185),
        (0.12, 0.60, 0.12),
        (0.18, 0.70, 0.05),
        (0.17, 0.81, 0.042),
        (0.20, 0.905, 0.055),
        (0.245, 0.92, 0.075),
    ],
    fly: WADER.fly,
    hip: (0.0, 0.42),
    leg: 0.038,
    wing: 0.42,
    tail: 165.0,
};

/// A hen.
pub(crate) static FOWL: Build = Build {
    stand: &[
        (-0.36, 0.60, 0.07),
        (-0.25, 0.53, 0.155),
        (-0.05, 0.43, 0.255),
        (0.13, 0.48, 0.22),
        (0.20, 0.63, 0.165),
        (0.24, 0.76, 0.165),
    ],
    fly: FIELD.fly,
    hip: (-0.01, 0.2),
    leg: 0.034,
    wing: 0.6,
    tail: 130.0,
};

/// A ball of down: a chick.
pub(crate) static CHICK: Build = Build {
    stand: &[
        (-0.27, 0.34, 0.06),
        (-0.19, 0.33, 0.15),
        (-0.07, 0.37, 0.235),
        (0.02, 0.47, 0.265),
        (0.07, 0.60, 0.265),
        (0.10, 0.71, 0.275),
    ],
    fly: SONG.fly,
    hip: (0.0, 0.16),
    leg: 0.028,
    wing: 0.38,
    tail: 160.0,
};

/// A hen's body with a slender neck: a peacock.
pub(crate) static PEAFOWL: Build = Build {
    stand: &[
        (-0.30, 0.36, 0.06),
        (-0.20, 0.37, 0.13),
        (-0.02, 0.39, 0.19),
        (0.13, 0.47, 0.165),
        (0.19, 0.63, 0.095),
        (0.19, 0.77, 0.085),
        (0.23, 0.85, 0.115),
    ],
    fly: &[
        (-0.36, 0.52, 0.05),
        (-0.25, 0.52, 0.12),
        (-0.04, 0.53, 0.175),
        (0.14, 0.57, 0.145),
        (0.27, 0.65, 0.085),
        (0.36, 0.73, 0.085),
        (0.44, 0.77, 0.115),
    ],
    hip: (0.0, 0.23),
    leg: 0.03,
    wing: 0.7,
    tail: 185.0,
};

/// A penguin on its belly.
pub(crate) static PENGUIN: Build = Build {
    stand: &[
        (-0.46, 0.24, 0.04),
        (-0.32, 0.24, 0.12),
        (-0.06, 0.25, 0.20),
        (0.16, 0.27, 0.19),
        (0.34, 0.31, 0.155),
        (0.44, 0.34, 0.155),
    ],
    fly: &[
        (-0.46, 0.46, 0.04),
        (-0.32, 0.46, 0.12),
        (-0.06, 0.48, 0.20),
        (0.16, 0.51, 0.19),
        (0.34, 0.56, 0.155),
        (0.44, 0.59, 0.155),
    ],
    hip: (-0.34, 0.2),
    leg: 0.036,
    wing: 0.42,
    tail: 180.0,
};
