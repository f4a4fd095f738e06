//! Those with paws and teeth: dogs, cats, bears and their like.

use super::stock::{
    BEAR_HEAD, BELLY, CANINE, CAT_HEAD, DOG_HEAD, FELINE, FOX_HEAD, PLAIN, URSINE, coat, marks, young,
};
use super::{Build, Coat, Crest, Ears, Face, Habit, Head, Muzzle, Pattern as P, Shade, Species, Tail};

const BLACK: Coat = coat(0x45424c, 0xbdb8bd, 0x2c2931, P::Plain);

const CAT: Species = Species {
    id: "cat",
    art: &["cat-face", "cat"],
    tall: 0.40,
    habit: Habit::Fours,
    build: FELINE,
    head: CAT_HEAD,
    profile: None,
    coats: &[
        coat(0xeda04c, 0xfff2dc, 0xc06a24, P::Stripes),
        coat(0x9a9da3, 0xf2f2f0, 0x5e626b, P::Stripes),
        coat(0xf3ece0, 0xffffff, 0xc98a4a, P::Patches),
        BLACK,
        coat(0xe6cfa8, 0xfff7e8, 0x8a6a4c, P::Plain),
    ],
    markings: marks(true, Shade::Main, 0, Shade::Main, Shade::Main),
};

const FOX: Species = Species {
    id: "fox",
    art: &["fox"],
    tall: 0.52,
    habit: Habit::Fours,
    build: CANINE,
    head: FOX_HEAD,
    profile: None,
    coats: &[coat(0xe8742c, 0xfff3e4, 0x4a2c22, P::Plain)],
    markings: marks(true, Shade::Dark, 44, Shade::Light, Shade::Dark),
};

const WOLF: Species = Species {
    id: "wolf",
    art: &["wolf"],
    tall: 0.62,
    habit: Habit::Fours,
    build: Build { length: 0.94, head_at: (0.36, 0.40), tail_long: 0.8, shin: 0.066, ..CANINE },
    head: Head { size: 0.35, eye: (0.40, 0.05, 0.10), ear: 0.62, ..FOX_HEAD },
    profile: None,
    coats: &[coat(0x8a919c, 0xeceff2, 0x4d535e, P::Mantle), coat(0x77716c, 0xe6e0d8, 0x46403d, P::Mantle)],
    markings: marks(true, Shade::Main, 0, Shade::Dark, Shade::Dark),
};

const DOG: Species = Species {
    id: "dog",
    art: &["dog-face", "dog", "guide-dog", "service-dog", "poodle"],
    tall: 0.48,
    habit: Habit::Fours,
    build: Build { tail: Tail::Whip, tail_long: 0.55, loin: 0.19, shin: 0.06, foot: 0.108, ..CANINE },
    head: DOG_HEAD,
    profile: None,
    coats: &[
        coat(0xd9984c, 0xfff1da, 0x8a5426, P::Plain),
        coat(0x8c5a38, 0xf3dcc0, 0x4d2f1f, P::Plain),
        coat(0xf4efe6, 0xffffff, 0x7d5136, P::Patches),
        coat(0x45403f, 0xe3a767, 0x2a2627, P::Plain),
        coat(0xf1ece2, 0xffffff, 0x3b3634, P::Spots),
    ],
    markings: marks(true, Shade::Main, 0, Shade::Main, Shade::Dark),
};

const LIONESS: Species = Species {
    id: "lioness",
    art: &[],
    tall: 0.74,
    habit: Habit::Fours,
    build: Build {
        head_at: (0.36, 0.36),
        tail: Tail::Tuft,
        tail_long: 0.9,
        shin: 0.08,
        foot: 0.13,
        ..FELINE
    },
    head: Head {
        size: 0.32,
        tall: 0.90,
        cheek: (0.96, -0.25),
        muzzle: Muzzle { y: -0.36, wide: 0.46, high: 0.36, long: 0.26, tip: 0.8 },
        nose: 0.15,
        eye: (0.38, 0.08, 0.11),
        ears: Ears::Round,
        ear: 0.38,
        ..CAT_HEAD
    },
    profile: None,
    coats: &[coat(0xdfae62, 0xfff0d4, 0x7d5230, P::Plain)],
    markings: marks(true, Shade::Main, 0, Shade::Dark, Shade::Main),
};

const TIGER: Species = Species {
    id: "tiger",
    art: &["tiger-face", "tiger"],
    tall: 0.76,
    habit: Habit::Fours,
    build: Build { head_at: (0.36, 0.34), shin: 0.085, foot: 0.135, tail_long: 0.95, ..FELINE },
    head: Head {
        size: 0.35,
        tall: 0.86,
        cheek: (1.08, -0.28),
        ruff: true,
        muzzle: Muzzle { y: -0.36, wide: 0.46, high: 0.35, long: 0.24, tip: 0.8 },
        nose: 0.14,
        eye: (0.40, 0.08, 0.11),
        ears: Ears::Round,
        ear: 0.34,
        face: Face::Stripes,
        ..CAT_HEAD
    },
    profile: None,
    coats: &[coat(0xf09434, 0xfff6e8, 0x33261f, P::Stripes)],
    markings: marks(true, Shade::Main, 0, Shade::Rings, Shade::Dark),
};

const BEAR: Species = Species {
    id: "bear",
    art: &["bear"],
    tall: 0.86,
    habit: Habit::Fours,
    build: Build { hump: 0.04, ..URSINE },
    head: BEAR_HEAD,
    profile: None,
    coats: &[coat(0x94603a, 0xe2bd8c, 0x5c3722, P::Plain), coat(0x7a4c30, 0xd8ae7c, 0x4a2d1e, P::Plain)],
    markings: marks(false, Shade::Main, 0, Shade::Main, Shade::Main),
};

const PANDA: Species = Species {
    id: "panda",
    art: &["panda"],
    tall: 0.80,
    habit: Habit::Sitter,
    build: Build { head_at: (0.42, 0.24), ..URSINE },
    head: Head { size: 0.42, tall: 0.84, cheek: (1.02, -0.22), face: Face::Panda, ..BEAR_HEAD },
    profile: None,
    coats: &[coat(0xf6f3ec, 0xffffff, 0x35312f, P::Band)],
    markings: marks(false, Shade::Dark, 100, Shade::Main, Shade::Dark),
};

pub(super) static SPECIES: &[Species] = &[
    FOX,
    young("fox-cub", &FOX),
    WOLF,
    young("wolf-cub", &WOLF),
    DOG,
    young("puppy", &DOG),
    CAT,
    young("kitten", &CAT),
    Species { id: "black-cat", art: &["black-cat"], coats: &[BLACK], ..CAT },
    Species {
        id: "lion",
        art: &["lion"],
        tall: 0.80,
        habit: Habit::Fours,
        build: Build {
            head_at: (0.36, 0.40),
            tail: Tail::Tuft,
            tail_long: 0.9,
            shin: 0.078,
            foot: 0.125,
            ..FELINE
        },
        head: Head {
            size: 0.32,
            tall: 0.90,
            cheek: (0.92, -0.25),
            muzzle: Muzzle { y: -0.36, wide: 0.46, high: 0.36, long: 0.26, tip: 0.8 },
            nose: 0.15,
            eye: (0.38, 0.08, 0.105),
            ears: Ears::Round,
            ear: 0.34,
            crest: Crest::Mane,
            ..CAT_HEAD
        },
        profile: None,
        coats: &[coat(0xe9b55c, 0xfff0d0, 0x9a5422, P::Plain)],
        markings: marks(true, Shade::Main, 0, Shade::Dark, Shade::Main),
    },
    LIONESS,
    young("lion-cub", &LIONESS),
    TIGER,
    young("tiger-cub", &TIGER),
    Species {
        id: "leopard",
        art: &["leopard"],
        tall: 0.66,
        habit: Habit::Fours,
        build: Build { head_at: (0.34, 0.34), shin: 0.075, tail_long: 1.05, ..FELINE },
        head: Head {
            size: 0.32,
            tall: 0.86,
            cheek: (0.96, -0.25),
            muzzle: Muzzle { y: -0.36, wide: 0.44, high: 0.34, long: 0.24, tip: 0.8 },
            nose: 0.13,
            eye: (0.40, 0.08, 0.115),
            ears: Ears::Round,
            ear: 0.34,
            face: Face::Spots,
            ..CAT_HEAD
        },
        profile: None,
        coats: &[coat(0xe9b04c, 0xfff2d6, 0x4a3020, P::Rosettes)],
        markings: marks(true, Shade::Main, 0, Shade::Rings, Shade::Dark),
    },
    BEAR,
    young("bear-cub", &BEAR),
    Species {
        id: "polar-bear",
        art: &["polar-bear"],
        tall: 0.90,
        habit: Habit::Fours,
        build: Build { head_at: (0.56, 0.20), neck: (0.30, 0.22), ..URSINE },
        head: Head { size: 0.34, tall: 0.84, ear: 0.28, ..BEAR_HEAD },
        profile: None,
        coats: &[coat(0xf1efe8, 0xffffff, 0xc9ccd0, P::Plain)],
        markings: PLAIN,
    },
    PANDA,
    young("panda-cub", &PANDA),
    Species {
        id: "raccoon",
        art: &["raccoon"],
        tall: 0.42,
        habit: Habit::Fours,
        build: Build {
            length: 0.86,
            legs: 0.38,
            loin: 0.28,
            tail_long: 0.85,
            head_at: (0.36, 0.34),
            ..CANINE
        },
        head: Head {
            size: 0.38,
            cheek: (1.12, -0.24),
            muzzle: Muzzle { y: -0.34, wide: 0.36, high: 0.30, long: 0.40, tip: 0.55 },
            ears: Ears::Round,
            ear: 0.40,
            face: Face::Bandit,
            ..FOX_HEAD
        },
        profile: None,
        coats: &[coat(0x8f8d8c, 0xf0eeea, 0x3d3a3b, P::Plain)],
        markings: marks(true, Shade::Dark, 26, Shade::Rings, Shade::Main),
    },
    Species {
        id: "badger",
        art: &["badger"],
        tall: 0.38,
        habit: Habit::Fours,
        build: Build {
            length: 0.92,
            legs: 0.30,
            loin: 0.32,
            tail_long: 0.4,
            head_at: (0.48, 0.14),
            ..CANINE
        },
        head: Head {
            size: 0.34,
            cheek: (1.0, -0.24),
            ears: Ears::Round,
            ear: 0.28,
            face: Face::Badger,
            ..FOX_HEAD
        },
        profile: None,
        coats: &[coat(0x8d8f94, 0xf6f4f0, 0x2f2d30, P::Plain)],
        markings: marks(false, Shade::Dark, 70, Shade::Main, Shade::Main),
    },
    Species {
        id: "otter",
        art: &["otter"],
        tall: 0.34,
        habit: Habit::Fours,
        build: Build {
            length: 1.30,
            legs: 0.28,
            loin: 0.34,
            tail: Tail::Thick,
            tail_long: 0.9,
            head_at: (0.40, 0.30),
            ..CANINE
        },
        head: Head {
            size: 0.38,
            tall: 0.78,
            cheek: (1.02, -0.25),
            muzzle: Muzzle { y: -0.34, wide: 0.46, high: 0.33, long: 0.22, tip: 0.85 },
            ear: 0.2,
            face: Face::Cheeks,
            whiskers: true,
            ..BEAR_HEAD
        },
        profile: None,
        coats: &[coat(0x8a6144, 0xf0ddc2, 0x573a28, P::Plain)],
        markings: BELLY,
    },
    Species {
        id: "skunk",
        art: &["skunk"],
        tall: 0.34,
        habit: Habit::Fours,
        build: Build {
            length: 0.80,
            legs: 0.32,
            loin: 0.30,
            tail: Tail::Plume,
            tail_long: 1.3,
            head_at: (0.42, 0.16),
            ..CANINE
        },
        head: Head {
            size: 0.34,
            cheek: (1.0, -0.24),
            ears: Ears::Round,
            ear: 0.28,
            face: Face::Blaze,
            ..FOX_HEAD
        },
        profile: None,
        coats: &[coat(0x3b383f, 0xf6f3f0, 0x26242a, P::Streak)],
        markings: marks(false, Shade::Main, 0, Shade::Light, Shade::Main),
    },
];
