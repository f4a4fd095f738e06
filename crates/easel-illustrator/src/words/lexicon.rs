//! The words the illustrator knows well, read from `lexicon.txt`. Everything else comes from the art's own labels.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Language, plain};
use crate::art::{GlyphId, library};
use crate::colour::Rgb;
use crate::figure;
use crate::scene::{
    Age, Beast, Camera, Expression, Garment, GarmentKind, Gesture, Hair, Person, Place, Pose, Relation,
    Season, Subject, Time, Tree, Weather,
};
use crate::style;

/// A doing that ties a thing to a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Hold,
    Ride,
    Wear,
    /// Holding something that goes without saying; `sit` if it is done sitting.
    Implied {
        prop: GlyphId,
        sit: bool,
    },
}

/// What a word does in a prompt.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Meaning {
    Time(Time),
    Season(Season),
    Weather(Weather),
    Moon,
    Place(Place),
    Style(&'static str),
    Photo,
    Camera(Camera),
    Colour(Rgb),
    Count(usize),
    Size(f32),
    Old,
    /// Says where the next thing is.
    Before(Relation),
    /// Says where the thing just named is.
    After(Relation),
    Act(Act),
    Pose(Pose),
    Gesture(Gesture),
    Expression(Expression),
    No,
    Entity(Subject, Vec<Garment>),
    Wear(GarmentKind),
    /// Says how somebody is, which no drawing of ours shows. It never stands for the thing whose label it may be: a wise
    /// fox is no owl.
    Beyond,
    Skip,
}

static LEXICON: OnceLock<[BTreeMap<String, Meaning>; 4]> = OnceLock::new();

/// The meaning of a word or phrase in [`plain`] form.
pub(crate) fn meaning(language: Language, phrase: &str) -> Option<&'static Meaning> {
    LEXICON.get_or_init(load)[language as usize].get(phrase)
}

fn load() -> [BTreeMap<String, Meaning>; 4] {
    let mut maps: [BTreeMap<String, Meaning>; 4] = Default::default();
    for line in include_str!("lexicon.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let Some((head, words)) = line.split_once('=') else { continue };
        let Some((kind, value)) = head.trim().split_once(' ') else { continue };
        let Some(meaning) = parse(kind, value) else { continue };
        for (map, column) in maps.iter_mut().zip(words.split('|')) {
            for word in column.split(',').map(str::trim).filter(|w| !w.is_empty()) {
                map.entry(plain(word)).or_insert_with(|| meaning.clone());
            }
        }
    }
    maps
}

fn parse(kind: &str, value: &str) -> Option<Meaning> {
    Some(match kind {
        "time" => Meaning::Time(match value {
            "night" => Time::Night,
            "sunset" => Time::Sunset,
            "dawn" => Time::Dawn,
            _ => Time::Day,
        }),
        "season" => Meaning::Season(match value {
            "spring" => Season::Spring,
            "autumn" => Season::Autumn,
            "winter" => Season::Winter,
            _ => Season::Summer,
        }),
        "weather" => Meaning::Weather(weather(value)?),
        "moon" => Meaning::Moon,
        "place" => Meaning::Place(place(value)?),
        "style" => Meaning::Style(style::by_id(value)?.id),
        "photo" => Meaning::Photo,
        "camera" => Meaning::Camera(if value == "wide" { Camera::Wide } else { Camera::Portrait }),
        "colour" => Meaning::Colour(Rgb::hex(u32::from_str_radix(value, 16).ok()?)),
        "count" => Meaning::Count(value.parse().ok()?),
        "size" => Meaning::Size(value.parse().ok()?),
        "old" => Meaning::Old,
        "rel" => Meaning::Before(relation(value)?),
        "post" => Meaning::After(relation(value)?),
        "act" => Meaning::Act(act(value)?),
        "pose" => Meaning::Pose(match value {
            "stand" => Pose::Stand,
            "walk" => Pose::Walk,
            "run" => Pose::Run,
            "jump" => Pose::Jump,
            "dance" => Pose::Dance,
            "sit" => Pose::Sit,
            "lie" => Pose::Lie,
            "fly" => Pose::Fly,
            "swim" => Pose::Swim,
            _ => return None,
        }),
        "gesture" => Meaning::Gesture(match value {
            "wave" => Gesture::Wave,
            "cheer" => Gesture::Cheer,
            "point" => Gesture::Point,
            "think" => Gesture::Think,
            _ => return None,
        }),
        "face" => Meaning::Expression(match value {
            "calm" => Expression::Calm,
            "glad" => Expression::Glad,
            "sad" => Expression::Sad,
            "angry" => Expression::Angry,
            "surprised" => Expression::Surprised,
            "asleep" => Expression::Asleep,
            _ => return None,
        }),
        "no" => Meaning::No,
        "animal" => Meaning::Entity(Subject::Animal(figure::species(value)?), Vec::new()),
        "bird" => Meaning::Entity(Subject::Bird(figure::bird_called(value)?), Vec::new()),
        "beast" => Meaning::Entity(Subject::Beast(beast(value)?), Vec::new()),
        "person" => person(value),
        "tree" => Meaning::Entity(
            Subject::Tree(match value {
                "pine" => Tree::Pine,
                "blossom" => Tree::Blossom,
                _ => Tree::Leafy,
            }),
            Vec::new(),
        ),
        "built" => Meaning::Entity(Subject::Built(figure::built(value)?), Vec::new()),
        "thing" => Meaning::Entity(Subject::Thing(library().by_slug(value)?), Vec::new()),
        "wear" => Meaning::Wear(garment(value)?),
        "beyond" => Meaning::Beyond,
        "skip" => Meaning::Skip,
        _ => return None,
    })
}

fn weather(value: &str) -> Option<Weather> {
    Some(match value {
        "snow" => Weather::Snow,
        "rain" => Weather::Rain,
        "fog" => Weather::Fog,
        "petals" => Weather::Petals,
        "fireflies" => Weather::Fireflies,
        "leaves" => Weather::Leaves,
        "rainbow" => Weather::Rainbow,
        "aurora" => Weather::Aurora,
        "stars" => Weather::Stars,
        "clear" => Weather::Clear,
        _ => return None,
    })
}

fn place(value: &str) -> Option<Place> {
    Some(match value {
        "meadow" => Place::Meadow,
        "garden" => Place::Garden,
        "forest" => Place::Forest,
        "jungle" => Place::Jungle,
        "mountains" => Place::Mountains,
        "sea" => Place::Sea,
        "lake" => Place::Lake,
        "desert" => Place::Desert,
        "city" => Place::City,
        "village" => Place::Village,
        "room" => Place::Room,
        "space" => Place::Space,
        "underwater" => Place::Underwater,
        "sky" => Place::Sky,
        "cave" => Place::Cave,
        _ => return None,
    })
}

fn relation(value: &str) -> Option<Relation> {
    Some(match value {
        "under" => Relation::Under,
        "on" => Relation::On,
        "in" => Relation::In,
        "beside" => Relation::Beside,
        "behind" => Relation::Behind,
        "front" => Relation::Front,
        "above" => Relation::Above,
        "far" => Relation::Far,
        _ => return None,
    })
}

fn act(value: &str) -> Option<Act> {
    let implied = |slug: &str, sit| library().by_slug(slug).map(|prop| Act::Implied { prop, sit });
    match value {
        "hold" => Some(Act::Hold),
        "ride" => Some(Act::Ride),
        "wear" => Some(Act::Wear),
        "read" => implied("open-book", true),
        "drink" => implied("hot-beverage", true),
        "fish" => implied("fishing-pole", false),
        "paint" => implied("paintbrush", false),
        "sing" => implied("microphone", false),
        _ => None,
    }
}

fn beast(value: &str) -> Option<Beast> {
    Some(match value {
        "dragon" => Beast::Dragon,
        _ => return None,
    })
}

fn garment(value: &str) -> Option<GarmentKind> {
    use GarmentKind as G;
    Some(match value {
        "scarf" => G::Scarf,
        "coat" => G::Coat,
        "sweater" => G::Sweater,
        "dress" => G::Dress,
        "kimono" => G::Kimono,
        "cape" => G::Cape,
        "apron" => G::Apron,
        "armour" => G::Armour,
        "wizard-hat" => G::WizardHat,
        "top-hat" => G::TopHat,
        "crown" => G::Crown,
        "straw-hat" => G::StrawHat,
        "cap" => G::Cap,
        "rain-hat" => G::RainHat,
        "beanie" => G::Beanie,
        "cowboy-hat" => G::CowboyHat,
        "chef-hat" => G::ChefHat,
        "pirate-hat" => G::PirateHat,
        "santa-hat" => G::SantaHat,
        "helmet" => G::Helmet,
        "glasses" => G::Glasses,
        "sunglasses" => G::Sunglasses,
        "bow" => G::Bow,
        "flower-crown" => G::FlowerCrown,
        _ => return None,
    })
}

/// Who somebody is by trade or rank, and what such a person wears.
fn person(role: &str) -> Meaning {
    use GarmentKind as G;
    let clothes = |list: &[(G, u32)]| -> Vec<Garment> {
        list.iter().map(|(kind, hue)| Garment { kind: *kind, hue: Some(Rgb::hex(*hue)) }).collect()
    };
    let looks = |age, hair, beard| Person {
        age,
        feminine: matches!(hair, Hair::Long | Hair::Tails | Hair::Bun),
        hair: Some(hair),
        hair_hue: None,
        skin: None,
        beard,
    };
    let (who, worn) = match role {
        "girl" => (looks(Age::Child, Hair::Tails, false), clothes(&[(G::Dress, 0xd9506a)])),
        "boy" | "child" => (looks(Age::Child, Hair::Short, false), clothes(&[(G::Sweater, 0x3f86c9)])),
        "woman" => (looks(Age::Adult, Hair::Long, false), clothes(&[(G::Dress, 0x3f8f86)])),
        "old-man" => (looks(Age::Old, Hair::Bald, true), clothes(&[(G::Sweater, 0x7c6a4d)])),
        "old-woman" => {
            (looks(Age::Old, Hair::Bun, false), clothes(&[(G::Dress, 0x7d5a94), (G::Glasses, 0x5a4a3a)]))
        }
        "fisherman" => {
            (looks(Age::Adult, Hair::Short, true), clothes(&[(G::Coat, 0xf0b429), (G::RainHat, 0xf0b429)]))
        }
        "wizard" => {
            (looks(Age::Old, Hair::Long, true), clothes(&[(G::Kimono, 0x4b3fa8), (G::WizardHat, 0x4b3fa8)]))
        }
        "witch" => {
            (looks(Age::Adult, Hair::Long, false), clothes(&[(G::Dress, 0x3d2f56), (G::WizardHat, 0x3d2f56)]))
        }
        "princess" => {
            (looks(Age::Adult, Hair::Long, false), clothes(&[(G::Dress, 0xf08cb4), (G::Crown, 0xf2c33c)]))
        }
        "queen" => {
            (looks(Age::Adult, Hair::Bun, false), clothes(&[(G::Dress, 0x8c2f5c), (G::Crown, 0xf2c33c)]))
        }
        "prince" => (
            looks(Age::Adult, Hair::Short, false),
            clothes(&[(G::Coat, 0x3f63b8), (G::Cape, 0xb8323a), (G::Crown, 0xf2c33c)]),
        ),
        "king" => (
            looks(Age::Old, Hair::Short, true),
            clothes(&[(G::Coat, 0x8c2338), (G::Cape, 0xb8323a), (G::Crown, 0xf2c33c)]),
        ),
        "knight" => (
            looks(Age::Adult, Hair::Short, false),
            clothes(&[(G::Armour, 0xa9b4c2), (G::Cape, 0xb8323a), (G::Helmet, 0xa9b4c2)]),
        ),
        "pirate" => {
            (looks(Age::Adult, Hair::Short, true), clothes(&[(G::Coat, 0x7a2430), (G::PirateHat, 0x2b2b35)]))
        }
        "chef" => {
            (looks(Age::Adult, Hair::Short, false), clothes(&[(G::Apron, 0xf4f1ea), (G::ChefHat, 0xfaf8f4)]))
        }
        "farmer" => (
            looks(Age::Adult, Hair::Short, false),
            clothes(&[(G::Sweater, 0x5a7fb0), (G::StrawHat, 0xe3b85c)]),
        ),
        "astronaut" => {
            (looks(Age::Adult, Hair::Short, false), clothes(&[(G::Armour, 0xeceff4), (G::Helmet, 0xeceff4)]))
        }
        "cowboy" => {
            (looks(Age::Adult, Hair::Short, false), clothes(&[(G::Coat, 0x9a6a3c), (G::CowboyHat, 0x7a5230)]))
        }
        "detective" => {
            (looks(Age::Adult, Hair::Short, false), clothes(&[(G::Coat, 0xa98a5c), (G::TopHat, 0x7d6648)]))
        }
        "santa" => {
            (looks(Age::Old, Hair::Short, true), clothes(&[(G::Coat, 0xc8283a), (G::SantaHat, 0xc8283a)]))
        }
        "artist" => {
            (looks(Age::Adult, Hair::Bun, false), clothes(&[(G::Sweater, 0x3a4a6a), (G::Cap, 0xb03a48)]))
        }
        _ => (looks(Age::Adult, Hair::Short, false), clothes(&[(G::Sweater, 0x4a6f9c)])),
    };
    Meaning::Entity(Subject::Person(who), worn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lexicon_means_something() {
        for line in include_str!("lexicon.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let (head, words) = line.split_once('=').expect("a line has a head");
            let (kind, value) = head.trim().split_once(' ').expect("a head has a kind and a value");
            assert!(parse(kind, value).is_some(), "{line}");
            assert_eq!(words.split('|').count(), 4, "{line}");
        }
    }
}
