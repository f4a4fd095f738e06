//! Stock of bodies, heads and markings that species are told from by how they differ.

use super::{
    Build, Coat, Crest, Ears, Face, Feet, Head, Mane, Markings, Muzzle, Nostrils, Pattern, Profile, Shade,
    Species, Tail,
};

pub(super) const CANINE: Build = Build {
    length: 0.92,
    legs: 0.50,
    loin: 0.175,
    croup: 0.97,
    hump: 0.0,
    thigh: 0.185,
    shin: 0.06,
    foot: 0.105,
    feet: Feet::Paws,
    head_at: (0.34, 0.50),
    neck: (0.22, 0.18),
    tail: Tail::Brush,
    tail_long: 0.95,
    woolly: false,
};

pub(super) const FELINE: Build = Build {
    length: 0.98,
    legs: 0.46,
    loin: 0.20,
    croup: 0.97,
    thigh: 0.195,
    shin: 0.062,
    foot: 0.108,
    head_at: (0.30, 0.46),
    tail: Tail::Whip,
    tail_long: 1.0,
    ..CANINE
};

pub(super) const URSINE: Build = Build {
    length: 0.98,
    legs: 0.36,
    loin: 0.285,
    croup: 0.95,
    thigh: 0.25,
    shin: 0.125,
    foot: 0.16,
    head_at: (0.46, 0.22),
    neck: (0.31, 0.25),
    tail: Tail::Stub,
    tail_long: 0.14,
    ..CANINE
};

pub(super) const RODENT: Build = Build {
    length: 0.70,
    legs: 0.24,
    loin: 0.40,
    croup: 1.02,
    thigh: 0.28,
    shin: 0.085,
    foot: 0.14,
    head_at: (0.44, 0.20),
    neck: (0.30, 0.28),
    tail: Tail::Rope,
    tail_long: 0.9,
    ..CANINE
};

pub(super) const HOOFED: Build = Build {
    length: 0.94,
    legs: 0.56,
    loin: 0.195,
    croup: 0.99,
    thigh: 0.195,
    shin: 0.048,
    foot: 0.072,
    feet: Feet::Hooves,
    head_at: (0.40, 0.62),
    neck: (0.25, 0.125),
    tail: Tail::Hair,
    tail_long: 0.72,
    ..CANINE
};

pub(super) const CATTLE: Build = Build {
    length: 1.05,
    legs: 0.42,
    loin: 0.25,
    croup: 0.98,
    thigh: 0.22,
    shin: 0.075,
    foot: 0.095,
    head_at: (0.46, 0.34),
    neck: (0.27, 0.20),
    tail: Tail::Tuft,
    tail_long: 0.7,
    ..HOOFED
};

pub(super) const PORCINE: Build = Build {
    length: 0.92,
    legs: 0.28,
    loin: 0.32,
    croup: 0.97,
    thigh: 0.22,
    shin: 0.085,
    foot: 0.095,
    head_at: (0.46, 0.14),
    neck: (0.33, 0.30),
    tail: Tail::Curl,
    tail_long: 0.22,
    ..HOOFED
};

pub(super) const HEAVY: Build = Build {
    length: 0.98,
    legs: 0.40,
    loin: 0.27,
    croup: 0.93,
    thigh: 0.22,
    shin: 0.135,
    foot: 0.15,
    feet: Feet::Pads,
    head_at: (0.42, 0.22),
    neck: (0.28, 0.22),
    tail: Tail::Tuft,
    tail_long: 0.5,
    ..CANINE
};

pub(super) const SNOUT: Muzzle = Muzzle { y: -0.34, wide: 0.42, high: 0.34, long: 0.50, tip: 0.46 };
pub(super) const FLAT: Muzzle = Muzzle { y: -0.38, wide: 0.36, high: 0.27, long: 0.14, tip: 0.9 };
pub(super) const BLUNT: Muzzle = Muzzle { y: -0.34, wide: 0.44, high: 0.36, long: 0.34, tip: 0.72 };
pub(super) const BROAD: Muzzle = Muzzle { y: -0.66, wide: 0.60, high: 0.42, long: 0.42, tip: 0.95 };

pub(super) const FOX_HEAD: Head = Head {
    size: 0.37,
    tall: 0.80,
    cheek: (1.14, -0.22),
    ruff: true,
    muzzle: SNOUT,
    nose: 0.13,
    nostrils: Nostrils::Nose,
    eye: (0.42, 0.05, 0.128),
    ears: Ears::Pointed,
    ear: 0.74,
    face: Face::Cheeks,
    crest: Crest::None,
    whiskers: false,
};

pub(super) const CAT_HEAD: Head = Head {
    size: 0.38,
    tall: 0.80,
    cheek: (1.02, -0.22),
    ruff: false,
    muzzle: FLAT,
    nose: 0.085,
    eye: (0.43, 0.02, 0.145),
    ear: 0.60,
    face: Face::Muzzle,
    whiskers: true,
    ..FOX_HEAD
};

pub(super) const DOG_HEAD: Head = Head {
    size: 0.37,
    tall: 0.86,
    cheek: (0.92, -0.25),
    ruff: false,
    muzzle: BLUNT,
    nose: 0.15,
    eye: (0.38, 0.08, 0.115),
    ears: Ears::Floppy,
    ear: 0.84,
    face: Face::Muzzle,
    ..FOX_HEAD
};

pub(super) const BEAR_HEAD: Head = Head {
    size: 0.38,
    tall: 0.86,
    cheek: (0.98, -0.25),
    nose: 0.15,
    eye: (0.36, 0.08, 0.095),
    ears: Ears::Round,
    ear: 0.36,
    ..DOG_HEAD
};

pub(super) const MOUSE_HEAD: Head = Head {
    size: 0.46,
    tall: 0.82,
    cheek: (0.94, -0.22),
    muzzle: Muzzle { y: -0.30, wide: 0.34, high: 0.28, long: 0.34, tip: 0.5 },
    nose: 0.085,
    eye: (0.42, 0.06, 0.125),
    ears: Ears::Round,
    ear: 0.58,
    whiskers: true,
    ..DOG_HEAD
};

pub(super) const COW_HEAD: Head = Head {
    size: 0.27,
    tall: 1.10,
    cheek: (0.80, -0.42),
    muzzle: BROAD,
    nose: 0.12,
    nostrils: Nostrils::Wide,
    eye: (0.48, 0.22, 0.13),
    ears: Ears::Leaf,
    ear: 0.62,
    crest: Crest::Horns,
    ..DOG_HEAD
};

/// For animals with a long head, seen from the front.
pub(super) const LONG_HEAD: Head = Head {
    size: 0.24,
    tall: 1.16,
    cheek: (0.76, -0.46),
    muzzle: Muzzle { y: -0.74, wide: 0.52, high: 0.46, long: 0.40, tip: 0.9 },
    nose: 0.09,
    ears: Ears::Leaf,
    ear: 0.58,
    face: Face::Muzzle,
    crest: Crest::None,
    ..COW_HEAD
};

pub(super) const HORSE_FACE: Profile = Profile {
    size: 0.50,
    pitch: 50.0,
    forehead: 0.17,
    bridge: 0.125,
    muzzle: 0.135,
    cheek: 0.24,
    mane: Mane::Long,
};

pub(super) const fn coat(main: u32, light: u32, dark: u32, pattern: Pattern) -> Coat {
    Coat { main, light, dark, pattern }
}

pub(super) const fn marks(belly: bool, socks: Shade, sock_high: u8, tail: Shade, ears: Shade) -> Markings {
    Markings { belly, socks, sock_high, tail, ears }
}

pub(super) const BELLY: Markings = marks(true, Shade::Main, 0, Shade::Main, Shade::Main);
pub(super) const PLAIN: Markings = marks(false, Shade::Main, 0, Shade::Dark, Shade::Main);

/// The young of a species: a large head on a short body, with soft markings.
pub(super) const fn young(id: &'static str, adult: &Species) -> Species {
    let b = adult.build;
    let legs = if b.legs > 0.52 { b.legs * 1.04 } else { b.legs * 0.94 };
    let build = Build {
        length: b.length * 0.78,
        legs,
        foot: b.foot * 1.06,
        shin: b.shin * 1.08,
        head_at: (b.head_at.0 * 0.84, b.head_at.1 * 0.92),
        neck: (b.neck.0 * 0.92, b.neck.1 * 1.05),
        tail_long: b.tail_long * 0.78,
        ..b
    };
    let (x, y, r) = adult.head.eye;
    let crest = match adult.head.crest {
        Crest::Horns | Crest::Goat | Crest::Tusks => Crest::None,
        crest => crest,
    };
    let head = Head { size: adult.head.size * 1.22, eye: (x, y, r * 1.12), crest, ..adult.head };
    let profile = match adult.profile {
        Some(face) => Some(Profile {
            size: face.size * 1.04,
            forehead: face.forehead * 1.22,
            cheek: face.cheek * 1.08,
            ..face
        }),
        None => None,
    };
    Species { id, art: &[], tall: adult.tall * 0.62, build, head, profile, ..*adult }
}
