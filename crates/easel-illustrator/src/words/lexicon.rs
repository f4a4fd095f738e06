//! The words the illustrator knows well, read from `lexicon.txt`. Everything else comes from the art's own labels.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Language, plain};
use crate::art::library;
use crate::colour::Rgb;
use crate::figure;
use crate::scene::{
    Age, Camera, Expression, Garment, GarmentKind, Gesture, Hair, Person, Place, Pose, Relation, Season,
    Subject, Time, Tree, Weather,
};
use crate::style;

/// A doing that ties somebody to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Wear,
    Tie(Relation),
}

/// What the thing is to a doing that is named after it: "reading a letter", "watering the flowers".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// It is held instead of what goes without saying.
    Held,
    /// It is what the doing is done to.
    Faced,
}

/// A doing with a thing in the hands that goes without saying.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Doing {
    pub(crate) prop: Option<Subject>,
    pub(crate) pose: Option<Pose>,
    pub(crate) object: Object,
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
    Hair(Hair),
    HairHue(Rgb),
    Skin(Rgb),
    Beard,
    /// The word hair itself.
    Locks,
    /// Says where the next thing is.
    Before(Relation),
    /// Says where the thing just named is.
    After(Relation),
    /// The thing just named is in the background.
    Far,
    Of,
    Act(Act),
    Doing(Doing),
    Pose(Pose),
    Gesture(Gesture),
    Expression(Expression),
    No,
    Entity(Subject, Vec<Garment>),
    Wear(GarmentKind),
    /// Stands for other words.
    As(&'static str),
    /// Says how somebody is, which no drawing of ours shows. It never stands for the thing whose label it may be: a wise
    /// fox is no owl.
    Beyond,
    Skip,
}

impl Meaning {
    /// Whether the account of what was understood names the word.
    pub(crate) fn is_told(&self) -> bool {
        !matches!(
            self,
            Self::Skip
                | Self::Before(_)
                | Self::After(_)
                | Self::Count(_)
                | Self::No
                | Self::Of
                | Self::Act(_)
        )
    }
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

fn parse(kind: &str, value: &'static str) -> Option<Meaning> {
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
        "camera" => Meaning::Camera(match value {
            "wide" => Camera::Wide,
            "close" => Camera::Close,
            "above" => Camera::Above,
            "portrait" => Camera::Portrait,
            _ => return None,
        }),
        "colour" => Meaning::Colour(hex(value)?),
        "hair" => Meaning::Hair(hair(value)?),
        "hair-colour" => Meaning::HairHue(hex(value)?),
        "skin" => Meaning::Skin(hex(value)?),
        "beard" => Meaning::Beard,
        "locks" => Meaning::Locks,
        "as" => Meaning::As(value),
        "far" => Meaning::Far,
        "of" => Meaning::Of,
        "count" => Meaning::Count(value.parse().ok()?),
        "size" => Meaning::Size(value.parse().ok()?),
        "old" => Meaning::Old,
        "rel" => Meaning::Before(relation(value)?),
        "post" => Meaning::After(relation(value)?),
        "act" => Meaning::Act(act(value)?),
        "do" => Meaning::Doing(doing(value)?),
        "pose" => Meaning::Pose(pose(value)?),
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
        "beast" => Meaning::Entity(Subject::Beast(figure::beast_called(value)?), Vec::new()),
        "person" => person(value)?,
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
        "storm" => Weather::Storm,
        "wind" => Weather::Wind,
        "fog" => Weather::Fog,
        "petals" => Weather::Petals,
        "fireflies" => Weather::Fireflies,
        "leaves" => Weather::Leaves,
        "rainbow" => Weather::Rainbow,
        "aurora" => Weather::Aurora,
        "stars" => Weather::Stars,
        "meteors" => Weather::Meteors,
        "bubbles" => Weather::Bubbles,
        "confetti" => Weather::Confetti,
        "clear" => Weather::Clear,
        _ => return None,
    })
}

fn place(value: &str) -> Option<Place> {
    use Place as P;
    Some(match value {
        "meadow" => P::Meadow,
        "garden" => P::Garden,
        "farm" => P::Farm,
        "savanna" => P::Savanna,
        "terraces" => P::Terraces,
        "park" => P::Park,
        "playground" => P::Playground,
        "forest" => P::Forest,
        "jungle" => P::Jungle,
        "bamboo" => P::Bamboo,
        "cherry-avenue" => P::CherryAvenue,
        "mountains" => P::Mountains,
        "volcano" => P::Volcano,
        "canyon" => P::Canyon,
        "desert" => P::Desert,
        "arctic" => P::Arctic,
        "cave" => P::Cave,
        "sea" => P::Sea,
        "beach" => P::Beach,
        "coast" => P::Coast,
        "harbour" => P::Harbour,
        "lake" => P::Lake,
        "river" => P::River,
        "waterfall" => P::Waterfall,
        "swamp" => P::Swamp,
        "underwater" => P::Underwater,
        "city" => P::City,
        "street" => P::Street,
        "market" => P::Market,
        "rooftop" => P::Rooftop,
        "village" => P::Village,
        "courtyard" => P::Courtyard,
        "temple" => P::Temple,
        "ruins" => P::Ruins,
        "graveyard" => P::Graveyard,
        "room" => P::Room,
        "bedroom" => P::Bedroom,
        "kitchen" => P::Kitchen,
        "library" => P::Library,
        "classroom" => P::Classroom,
        "cafe" => P::Cafe,
        "tavern" => P::Tavern,
        "attic" => P::Attic,
        "workshop" => P::Workshop,
        "hall" => P::Hall,
        "museum" => P::Museum,
        "stage" => P::Stage,
        "train" => P::Train,
        "space" => P::Space,
        "moon" => P::Moon,
        "planet" => P::Planet,
        "sky" => P::Sky,
        "cloud-kingdom" => P::CloudKingdom,
        _ => return None,
    })
}

fn hex(value: &str) -> Option<Rgb> {
    u32::from_str_radix(value, 16).ok().map(Rgb::hex)
}

fn hair(value: &str) -> Option<Hair> {
    Some(match value {
        "short" => Hair::Short,
        "long" => Hair::Long,
        "bun" => Hair::Bun,
        "tails" => Hair::Tails,
        "bald" => Hair::Bald,
        "curly" => Hair::Curly,
        "afro" => Hair::Afro,
        "ponytail" => Hair::Ponytail,
        "bob" => Hair::Bob,
        "braids" => Hair::Braids,
        "spiky" => Hair::Spiky,
        _ => return None,
    })
}

fn pose(value: &str) -> Option<Pose> {
    Some(match value {
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
        "around" => Relation::Around,
        "at" => Relation::At,
        _ => return None,
    })
}

fn act(value: &str) -> Option<Act> {
    Some(match value {
        "hold" => Act::Tie(Relation::Hold),
        "with" => Act::Tie(Relation::With),
        "ride" => Act::Tie(Relation::Ride),
        "look" => Act::Tie(Relation::LookAt),
        "face" => Act::Tie(Relation::Face),
        "chase" => Act::Tie(Relation::Chase),
        "wear" => Act::Wear,
        _ => return None,
    })
}

/// `PROP POSE OBJECT`, of which prop and pose may be `-`.
fn doing(value: &str) -> Option<Doing> {
    let mut parts = value.split(' ');
    let prop = parts.next()?;
    let prop = if prop == "-" { None } else { Some(thing(prop)?) };
    let body = parts.next()?;
    let pose = if body == "-" { None } else { Some(pose(body)?) };
    let object = match parts.next()? {
        "held" => Object::Held,
        "faced" => Object::Faced,
        _ => return None,
    };
    Some(Doing { prop, pose, object })
}

/// Something drawn by hand, else something from the library.
fn thing(name: &str) -> Option<Subject> {
    figure::built(name).map(Subject::Built).or_else(|| library().by_slug(name).map(Subject::Thing))
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

/// Who somebody is by age, trade or rank.
struct Role {
    id: &'static str,
    age: Age,
    feminine: bool,
    hair: Option<Hair>,
    beard: bool,
    /// What such a person wears, with its colour.
    clothes: &'static [(GarmentKind, u32)],
}

const fn role(id: &'static str, age: Age, feminine: bool, clothes: &'static [(GarmentKind, u32)]) -> Role {
    Role { id, age, feminine, hair: None, beard: false, clothes }
}

impl Role {
    const fn hair(mut self, hair: Hair) -> Self {
        self.hair = Some(hair);
        self
    }

    const fn bearded(mut self) -> Self {
        self.beard = true;
        self
    }
}

static ROLES: [Role; 35] = {
    use Age::{Adult, Child, Old};
    use GarmentKind as G;
    [
        role("girl", Child, true, &[]),
        role("boy", Child, false, &[]),
        role("child", Child, false, &[]),
        role("woman", Adult, true, &[]),
        role("man", Adult, false, &[]),
        role("old-man", Old, false, &[]).bearded(),
        role("old-woman", Old, true, &[(G::Glasses, 0x5a4a3a)]).hair(Hair::Bun),
        role("fisherman", Adult, false, &[(G::Coat, 0xf0b429), (G::RainHat, 0xf0b429)]).bearded(),
        role("wizard", Old, false, &[(G::Kimono, 0x4b3fa8), (G::WizardHat, 0x4b3fa8)])
            .hair(Hair::Long)
            .bearded(),
        role("witch", Adult, true, &[(G::Dress, 0x3d2f56), (G::WizardHat, 0x3d2f56)]).hair(Hair::Long),
        role("princess", Adult, true, &[(G::Dress, 0xf08cb4), (G::Crown, 0xf2c33c)]).hair(Hair::Long),
        role("queen", Adult, true, &[(G::Dress, 0x8c2f5c), (G::Crown, 0xf2c33c)]).hair(Hair::Bun),
        role("prince", Adult, false, &[(G::Coat, 0x3f63b8), (G::Cape, 0xb8323a), (G::Crown, 0xf2c33c)]),
        role("king", Old, false, &[(G::Coat, 0x8c2338), (G::Cape, 0xb8323a), (G::Crown, 0xf2c33c)]).bearded(),
        role("knight", Adult, false, &[(G::Armour, 0xa9b4c2), (G::Cape, 0xb8323a), (G::Helmet, 0xa9b4c2)]),
        role("pirate", Adult, false, &[(G::Coat, 0x7a2430), (G::PirateHat, 0x2b2b35)]).bearded(),
        role("chef", Adult, false, &[(G::Apron, 0xf4f1ea), (G::ChefHat, 0xfaf8f4)]),
        role("farmer", Adult, false, &[(G::Sweater, 0x5a7fb0), (G::StrawHat, 0xe3b85c)]),
        role("astronaut", Adult, false, &[(G::Armour, 0xeceff4), (G::Helmet, 0xeceff4)]),
        role("cowboy", Adult, false, &[(G::Coat, 0x9a6a3c), (G::CowboyHat, 0x7a5230)]),
        role("detective", Adult, false, &[(G::Coat, 0xa98a5c), (G::TopHat, 0x7d6648)]),
        role("santa", Old, false, &[(G::Coat, 0xc8283a), (G::SantaHat, 0xc8283a)]).bearded(),
        role("artist", Adult, true, &[(G::Sweater, 0x3a4a6a), (G::Cap, 0xb03a48)]),
        role("teacher", Adult, true, &[(G::Sweater, 0x5a7a5f), (G::Glasses, 0x3a3a44)]),
        role("doctor", Adult, true, &[(G::Coat, 0xf4f6f8)]),
        role("dancer", Adult, true, &[(G::Dress, 0xf3b3cb)]).hair(Hair::Bun),
        role("soldier", Adult, false, &[(G::Coat, 0x5f6b45), (G::Cap, 0x5f6b45)]),
        role("police", Adult, false, &[(G::Coat, 0x2f4a7a), (G::Cap, 0x2f4a7a)]),
        role("firefighter", Adult, false, &[(G::Coat, 0xd8622a), (G::Cap, 0xc8342c)]),
        role("clown", Adult, false, &[(G::Coat, 0xf2b824), (G::Bow, 0xd8322a), (G::TopHat, 0x8446c0)])
            .hair(Hair::Afro),
        role("superhero", Adult, false, &[(G::Sweater, 0x2f6fd6), (G::Cape, 0xd8322a)]),
        role("samurai", Adult, false, &[(G::Kimono, 0x2f3a56)]).hair(Hair::Bun),
        role("vampire", Adult, false, &[(G::Coat, 0x2b2b35), (G::Cape, 0x8c2338)]),
        role("viking", Adult, false, &[(G::Armour, 0x8a7a62), (G::Helmet, 0x8d929b)]).bearded(),
        role("hiker", Adult, false, &[(G::Coat, 0xd8622a), (G::Beanie, 0x3f7fae)]),
    ]
};

fn person(id: &str) -> Option<Meaning> {
    let role = ROLES.iter().find(|role| role.id == id)?;
    let person = Person {
        age: role.age,
        feminine: role.feminine,
        hair: role.hair,
        hair_hue: None,
        skin: None,
        beard: role.beard,
    };
    let garment = |(kind, hue): &(GarmentKind, u32)| Garment { kind: *kind, hue: Some(Rgb::hex(*hue)) };
    Some(Meaning::Entity(Subject::Person(person), role.clothes.iter().map(garment).collect()))
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
