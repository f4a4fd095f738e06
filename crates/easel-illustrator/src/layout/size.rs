//! How large things are beside each other, as a picture book has it: a mouse is small but never lost.

use crate::art::library;
use crate::figure;
use crate::scene::{Age, Built, Entity, Place, Pose, Subject, Tree};
use crate::words::name;

/// Height in scene units of what stands in the middle distance of a square picture.
pub(super) fn natural_height(entity: &Entity) -> f32 {
    let base = match entity.subject {
        Subject::Animal(species) => match species.id {
            "mouse" | "hamster" | "frog" => 0.32,
            "bear" | "polar-bear" | "panda" | "lion" | "unicorn" | "moose" => 0.44,
            _ => 0.41,
        },
        Subject::Person(person) if person.age == Age::Child => 0.42,
        Subject::Person(_) => 0.49,
        Subject::Tree(_) => 0.6,
        Subject::Built(built) => match built {
            Built::Lighthouse | Built::Windmill => 0.56,
            Built::AirBalloon | Built::LampPost => 0.5,
            Built::Campfire => 0.17,
            Built::Table | Built::Bench | Built::Bed => 0.2,
            Built::Log => 0.14,
        },
        Subject::Thing(id) => thing_height(library().slug(id), library().subgroup(id)),
    };
    base * entity.size.powf(0.85)
}

/// Height the main figure is given, before it is fitted into the picture.
pub(super) fn lead_height(entity: &Entity) -> f32 {
    let natural = natural_height(entity);
    match entity.subject {
        Subject::Person(_) => natural * 1.14,
        Subject::Animal(_) => natural.clamp(0.36, 0.58).max(natural * 1.1),
        Subject::Thing(_) => natural.clamp(0.38, 0.56).max(natural),
        Subject::Tree(_) | Subject::Built(_) => natural.clamp(0.46, 0.64).max(natural),
    }
}

fn thing_height(name: &str, subgroup: u32) -> f32 {
    let special = SPECIAL_HEIGHTS.iter().find(|(_, names)| names.contains(&name));
    if let Some((height, _)) = special {
        return *height;
    }
    match subgroup {
        3034 => 0.3,
        3035 => 0.18,
        3037 | 3038 => 0.24,
        3039 => 0.11,
        3041 => 0.3,
        5050..=5053 => 0.46,
        5054..=5056 => 0.3,
        4000..=4999 => 0.13,
        _ => 0.17,
    }
}

const SPECIAL_HEIGHTS: [(f32, &[&str]); 14] = [
    (0.62, &["castle", "japanese-castle"]),
    (0.6, &["giraffe", "ferris-wheel", "tokyo-tower", "statue-of-liberty"]),
    (0.52, &["dragon"]),
    (0.48, &["elephant", "mammoth", "t-rex", "sauropod"]),
    (0.42, &["tent", "shinto-shrine", "hut", "house", "house-with-garden"]),
    (0.4, &["snowman", "christmas-tree"]),
    (0.38, &["horse", "camel", "two-hump-camel", "deer", "bison", "ox", "zebra"]),
    (
        0.36,
        &[
            "rhinoceros",
            "hippopotamus",
            "gorilla",
            "rocket",
            "sailboat",
            "ghost",
            "alien",
            "fairy",
            "mermaid",
            "genie",
        ],
    ),
    (0.34, &["spouting-whale", "whale", "orca"]),
    (0.32, &["locomotive", "train", "bus"]),
    (0.3, &["owl", "penguin", "flamingo", "peacock"]),
    (0.28, &["chair", "couch-and-lamp"]),
    (0.22, &["jack-o-lantern", "teddy-bear", "sunflower", "tulip", "rose", "chipmunk", "hedgehog", "bat"]),
    (0.17, &["mushroom", "red-paper-lantern"]),
];

/// The room a figure takes in shares of its height, and what a mere drawing takes.
pub(super) fn stature(entity: &Entity, pose: Pose, holds: bool) -> figure::Stature {
    match entity.subject {
        Subject::Animal(_) | Subject::Person(_) => figure::stature(entity, pose, holds),
        _ => figure::Stature::upright(aspect(entity)),
    }
}

/// Width over height.
pub(crate) fn aspect(entity: &Entity) -> f32 {
    match entity.subject {
        Subject::Animal(_) | Subject::Person(_) => 0.60,
        Subject::Tree(Tree::Pine) => 0.55,
        Subject::Tree(_) => 0.75,
        Subject::Built(Built::Table | Built::Bench | Built::Bed) => 2.0,
        Subject::Built(Built::Log | Built::Campfire) => 1.2,
        Subject::Built(Built::LampPost) => 0.25,
        Subject::Built(_) => 0.75,
        Subject::Thing(_) => figure::drawing_of(entity).map_or(1.0, |d| d.aspect()),
    }
}

/// Buildings, mountains and trees belong behind the figures.
pub(super) fn is_large(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Tree(_) => true,
        Subject::Built(built) => matches!(built, Built::Lighthouse | Built::Windmill | Built::LampPost),
        Subject::Thing(id) => {
            let large = (5050..=5053).contains(&library().subgroup(id)) && library().slug(id) != "fountain";
            large
                || ["evergreen-tree", "deciduous-tree", "palm-tree", "christmas-tree"]
                    .contains(&library().slug(id))
        }
        Subject::Animal(_) | Subject::Person(_) => false,
    }
}

/// Whether it is in the air unless something else is said.
pub(super) fn flies(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Built(built) => built == Built::AirBalloon,
        Subject::Thing(id) => {
            let (name, subgroup) = (library().slug(id), library().subgroup(id));
            let bird = subgroup == 3035 && !GROUNDED.contains(&name) && !name.contains("peacock");
            let insect = subgroup == 3039 && !CRAWLING.contains(&name);
            let craft = subgroup == 5056 && name != "seat";
            bird || insect || craft || ALOFT.contains(&name)
        }
        _ => false,
    }
}

const GROUNDED: [&str; 13] = [
    "locomotive",
    "penguin",
    "turkey",
    "chicken",
    "rooster",
    "duck",
    "swan",
    "dodo",
    "flamingo",
    "owl",
    "parrot",
    "hatching-chick",
    "baby-chick",
];
const CRAWLING: [&str; 9] =
    ["snail", "ant", "beetle", "cricket", "spider", "scorpion", "worm", "bug", "spider-web"];
const ALOFT: [&str; 16] = [
    "balloon",
    "kite",
    "dragon",
    "bat",
    "fairy",
    "ghost",
    "star",
    "glowing-star",
    "cloud",
    "crescent-moon",
    "shooting-star",
    "comet",
    "ringed-planet",
    "sun",
    "full-moon",
    "rainbow",
];

/// What lies or swims in water rather than standing at it.
pub(super) fn swims(entity: &Entity) -> bool {
    lives_in_water(entity)
        || ["sailboat", "canoe", "ship", "ferry", "motor-boat", "speedboat", "passenger-ship", "duck", "swan"]
            .contains(&name(entity))
}

pub(super) fn lives_in_water(entity: &Entity) -> bool {
    [
        "spouting-whale",
        "whale",
        "dolphin",
        "orca",
        "shark",
        "fish",
        "tropical-fish",
        "blowfish",
        "octopus",
        "squid",
        "jellyfish",
        "mermaid",
        "seal",
    ]
    .contains(&name(entity))
}

pub(super) fn hangs(entity: &Entity) -> bool {
    ["red-paper-lantern", "light-bulb", "bell", "wind-chime", "mirror-ball", "carp-streamer"]
        .contains(&name(entity))
}

pub(super) fn is_roof(entity: &Entity) -> bool {
    ["umbrella", "umbrella-with-rain-drops"].contains(&name(entity))
}

/// Furniture somebody small can be under.
pub(super) fn is_shelter(entity: &Entity) -> bool {
    matches!(entity.subject, Subject::Built(Built::Table | Built::Bench | Built::Bed))
        || ["chair", "automobile", "mushroom"].contains(&name(entity))
        || entity.subject.is_living() && natural_height(entity) > 0.36
}

/// Where nothing has weight.
pub(super) fn is_weightless(place: Place) -> bool {
    place == Place::Underwater
}

/// How a figure sits on or in something: sizes are shares of the seat's or the figure's height.
pub(super) struct Seating {
    /// The seat's height over the figure's.
    pub(super) height: f32,
    /// Where the figure rests, as a share of the seat's height.
    pub(super) lift: f32,
    /// The seat is painted after the figure, so that it hides the legs.
    pub(super) inside: bool,
    /// The library's drawing looks to the left.
    pub(super) faces_left: bool,
}

impl Seating {
    pub(super) fn of(seat: &Entity) -> Self {
        let seating = |height, lift, inside, faces_left| Self { height, lift, inside, faces_left };
        match seat.subject {
            Subject::Built(Built::Table) => return seating(0.52, 0.94, false, false),
            Subject::Built(Built::Bench) => return seating(0.56, 0.40, false, false),
            Subject::Built(Built::Log) => return seating(0.30, 0.78, false, false),
            Subject::Built(Built::Bed) => return seating(0.60, 0.52, false, false),
            Subject::Built(Built::AirBalloon) => return seating(2.1, 0.015, true, false),
            _ => {}
        }
        let name = name(seat);
        let among = |names: &[&str]| names.contains(&name);
        if among(&["sailboat"]) {
            seating(1.35, 0.13, true, false)
        } else if among(&["canoe", "motor-boat", "speedboat", "ship", "ferry", "passenger-ship"]) {
            seating(0.62, 0.35, true, true)
        } else if among(&[
            "automobile",
            "taxi",
            "bus",
            "locomotive",
            "train",
            "racing-car",
            "tractor",
            "bathtub",
        ]) {
            seating(0.78, 0.45, true, true)
        } else if among(&["rocket", "flying-saucer", "airplane", "small-airplane", "helicopter"]) {
            seating(0.95, 0.60, false, false)
        } else if among(&[
            "basket",
            "bucket",
            "package",
            "hot-beverage",
            "teacup-without-handle",
            "bowl-with-spoon",
        ]) {
            seating(0.62, 0.32, true, false)
        } else if among(&["bicycle", "motorcycle", "motor-scooter", "kick-scooter", "skateboard"]) {
            seating(0.74, 0.30, false, true)
        } else if among(&["chair", "couch-and-lamp", "seat"]) {
            seating(0.9, 0.34, false, false)
        } else if among(&["dragon"]) {
            seating(1.1, 0.44, false, true)
        } else if among(&["crescent-moon"]) {
            seating(1.25, 0.16, false, false)
        } else if among(&["jack-o-lantern", "rock", "mushroom", "cloud", "wrapped-gift", "books"]) {
            seating(0.62, 0.80, false, false)
        } else {
            seating(1.0, 0.60, false, true)
        }
    }
}
