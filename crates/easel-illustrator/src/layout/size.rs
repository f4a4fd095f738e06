//! How large things are beside each other, as a picture book has it: a mouse is small but never lost.

use crate::art::library;
use crate::figure;
use crate::scene::{Age, Built, Entity, Pose, Relation, Subject, Tree};
use crate::words::name;

/// Height of a grown-up in scene units.
pub(super) const GROWN_UP: f32 = 0.49;
/// Height of an animal that goes on two legs and is neither large nor small.
const UPRIGHT: f32 = 0.43;

/// Height in scene units of what stands in the middle distance of a square picture.
pub(super) fn natural_height(entity: &Entity) -> f32 {
    natural_height_in(entity, entity.pose.unwrap_or_default())
}

/// The same for one in a certain pose: a fox that sits on a chair goes upright.
pub(super) fn natural_height_in(entity: &Entity, pose: Pose) -> f32 {
    let holds = entity.linked(Relation::Hold).next().is_some();
    let upright = figure::goes_upright(entity, pose, entity.gesture.unwrap_or_default(), holds);
    let base = match entity.subject {
        Subject::Animal(species) if upright => UPRIGHT * species.tall.clamp(0.3, 1.2).powf(0.18),
        Subject::Animal(species) => GROWN_UP * species.tall.powf(0.72),
        Subject::Person(person) if person.age == Age::Child => 0.42,
        Subject::Person(_) => GROWN_UP,
        Subject::Beast(beast) => GROWN_UP * figure::beast_facts(beast).height.powf(0.86),
        Subject::Bird(bird) => GROWN_UP * bird.height.powf(0.86),
        Subject::Tree(_) => 0.6,
        Subject::Built(built) => GROWN_UP * figure::facts(built).height.powf(0.86),
        Subject::Thing(id) => thing_height(library().slug(id), library().subgroup(id)),
        // All take about the same area: what is wide is low.
        Subject::Cutout(cutout) => UPRIGHT / cutout.aspect.max(0.5).sqrt(),
    };
    base * entity.size.powf(0.85)
}

/// Height the main figure is given, before it is fitted into the picture.
pub(super) fn lead_height(entity: &Entity) -> f32 {
    let natural = natural_height(entity);
    match entity.subject {
        Subject::Person(_) => (natural * 1.14).max(0.56),
        Subject::Animal(_) => natural.clamp(0.36, 0.58).max(natural * 1.1),
        Subject::Cutout(_) => natural * 1.2,
        Subject::Thing(_) | Subject::Bird(_) | Subject::Beast(_) => natural.clamp(0.38, 0.56).max(natural),
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
        Subject::Animal(_) | Subject::Person(_) | Subject::Bird(_) | Subject::Beast(_) => {
            figure::stature(entity, pose, holds)
        }
        Subject::Built(built) => {
            figure::Stature { saddle: figure::facts(built).seat, ..figure::Stature::upright(aspect(entity)) }
        }
        Subject::Tree(_) | Subject::Thing(_) | Subject::Cutout(_) => figure::Stature::upright(aspect(entity)),
    }
}

/// Width over height.
pub(crate) fn aspect(entity: &Entity) -> f32 {
    match entity.subject {
        // Head and tail reach over what stands on the ground.
        Subject::Animal(_) => {
            (figure::stature(entity, entity.pose.unwrap_or_default(), false).width() * 0.8).max(0.60)
        }
        Subject::Person(_) => 0.60,
        Subject::Bird(_) | Subject::Beast(_) => {
            figure::stature(entity, entity.pose.unwrap_or_default(), false).width()
        }
        Subject::Cutout(cutout) => cutout.aspect,
        Subject::Tree(Tree::Pine) => 0.55,
        Subject::Tree(_) => 0.75,
        Subject::Built(built) => figure::facts(built).aspect,
        Subject::Thing(_) => figure::drawing_of(entity).map_or(1.0, |d| d.aspect()),
    }
}

/// Buildings, mountains and trees belong behind the figures.
pub(super) fn is_large(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Tree(_) => true,
        Subject::Built(built) => figure::facts(built).large,
        Subject::Thing(id) => {
            let large = (5050..=5053).contains(&library().subgroup(id)) && library().slug(id) != "fountain";
            large
                || ["evergreen-tree", "deciduous-tree", "palm-tree", "christmas-tree"]
                    .contains(&library().slug(id))
        }
        Subject::Animal(_)
        | Subject::Person(_)
        | Subject::Bird(_)
        | Subject::Beast(_)
        | Subject::Cutout(_) => false,
    }
}

/// Whether it is in the air unless something else is said.
pub(super) fn flies(entity: &Entity) -> bool {
    match entity.subject {
        Subject::Built(built) => figure::facts(built).flies,
        Subject::Bird(bird) => entity.pose.is_none() && bird.aloft,
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
    if let Subject::Built(built) = entity.subject {
        return figure::facts(built).floats;
    }
    lives_in_water(entity)
        || [
            "sailboat",
            "canoe",
            "ship",
            "ferry",
            "motor-boat",
            "speedboat",
            "passenger-ship",
            "duck",
            "white-duck",
            "duckling",
            "goose",
            "swan",
        ]
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
    if let Subject::Built(built) = entity.subject {
        return figure::facts(built).hangs;
    }
    ["red-paper-lantern", "light-bulb", "bell", "wind-chime", "mirror-ball", "carp-streamer"]
        .contains(&name(entity))
}

pub(super) fn is_roof(entity: &Entity) -> bool {
    ["umbrella", "umbrella-with-rain-drops"].contains(&name(entity))
}

/// Furniture somebody small can be under.
pub(super) fn is_shelter(entity: &Entity) -> bool {
    matches!(
        entity.subject,
        Subject::Built(Built::Table | Built::Bench | Built::Bed | Built::Chair | Built::Car)
    ) || ["chair", "automobile", "mushroom"].contains(&name(entity))
        || entity.subject.is_living() && natural_height(entity) > 0.36
}

/// How somebody is on or in a drawing of the library: sizes are shares of its height.
pub(super) struct Seating {
    /// The drawing's height over the figure's.
    pub(super) height: f32,
    /// The point the figure rests on, `x` the way the drawing looks.
    pub(super) at: (f32, f32),
    pub(super) posture: Pose,
    /// The drawing is painted after the figure, so that it hides the legs.
    pub(super) inside: bool,
    /// The library's drawing looks to the left.
    pub(super) faces_left: bool,
}

impl Seating {
    pub(super) fn of(seat: &Entity) -> Self {
        if let Subject::Built(built) = seat.subject {
            let facts = figure::facts(built);
            let at = facts.seat.unwrap_or((0.0, 0.97));
            let posture = if facts.seat.is_some() { facts.posture } else { Pose::Sit };
            return Self {
                height: facts.height,
                at,
                posture,
                inside: facts.inside,
                faces_left: facts.faces_left,
            };
        }
        let name = name(seat);
        let (height, lift, posture, inside, faces_left) = SEATINGS
            .iter()
            .find(|(names, _)| names.contains(&name))
            .map_or((1.0, 0.60, Pose::Sit, false, true), |(_, seating)| *seating);
        Self { height, at: (0.0, lift), posture, inside, faces_left }
    }
}

type Drawn = (f32, f32, Pose, bool, bool);

const SEATINGS: [(&[&str], Drawn); 8] = [
    (&["sailboat"], (1.35, 0.13, Pose::Seat, true, false)),
    (
        &["canoe", "motor-boat", "speedboat", "ship", "ferry", "passenger-ship"],
        (0.62, 0.35, Pose::Seat, true, true),
    ),
    (
        &["automobile", "taxi", "bus", "locomotive", "train", "racing-car"],
        (0.78, 0.45, Pose::Seat, true, true),
    ),
    (&["flying-saucer", "small-airplane"], (0.95, 0.60, Pose::Sit, false, false)),
    (
        &["basket", "bucket", "package", "hot-beverage", "bowl-with-spoon"],
        (0.62, 0.32, Pose::Seat, true, false),
    ),
    (&["motorcycle", "motor-scooter"], (0.74, 0.30, Pose::Ride, false, true)),
    (&["crescent-moon"], (1.25, 0.16, Pose::Sit, false, false)),
    (
        &["jack-o-lantern", "rock", "mushroom", "cloud", "wrapped-gift", "books"],
        (0.62, 0.80, Pose::Sit, false, false),
    ),
];

/// What has room for one only.
pub(super) fn seats_one(entity: &Entity) -> bool {
    use Built as B;
    matches!(
        entity.subject,
        Subject::Built(
            B::Slide
                | B::Throne
                | B::SchoolDesk
                | B::Armchair
                | B::Chair
                | B::Bicycle
                | B::Scooter
                | B::Skateboard
                | B::Stump
        )
    )
}

/// What several can share if they sit close.
pub(super) fn is_narrow(entity: &Entity) -> bool {
    matches!(entity.subject, Subject::Built(Built::Swing | Built::Sled | Built::Carriage))
}
