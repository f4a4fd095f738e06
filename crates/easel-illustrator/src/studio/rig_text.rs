//! A character as one line of text, such as
//! `easel-rig/1 kind=animal:fox size=60 wears=scarf:2f66b8,glasses identity=9f3c02d1a7b45e60`.
//!
//! Fields stand in any order; those a reader doesn't know are passed over, so that later versions may add some.

use std::fmt;
use std::str::FromStr;

use super::rig::{MOST_GARMENTS, Rig};
use crate::art::library;
use crate::colour::Rgb;
use crate::figure;
use crate::scene::{Age, Beast, Garment, GarmentKind, Hair, Person, Subject, Tree};

/// Bytes of a stored character; longer texts are refused.
pub const MOST_RIG_TEXT: usize = 1024;

/// How every stored character begins, but for the number of its version.
const HEAD: &str = "easel-rig/";
const VERSION: u32 = 1;
/// Sizes a character may have, per cent.
const SIZES: std::ops::RangeInclusive<u32> = 5..=1000;

/// Why a text is no character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RigError {
    /// It doesn't begin as characters do.
    #[error("this is not a stored character")]
    Foreign,
    /// It is longer than [`MOST_RIG_TEXT`].
    #[error("a stored character has at most {MOST_RIG_TEXT} bytes")]
    TooLong,
    /// It names nobody that can be drawn.
    #[error("the stored character names nobody that can be drawn")]
    Nobody,
    /// A field this version knows has a value it doesn't.
    #[error("the stored character has a value that can't be read")]
    Value,
}

static GARMENTS: [(GarmentKind, &str); 24] = [
    (GarmentKind::Scarf, "scarf"),
    (GarmentKind::Coat, "coat"),
    (GarmentKind::Sweater, "sweater"),
    (GarmentKind::Dress, "dress"),
    (GarmentKind::Cape, "cape"),
    (GarmentKind::Apron, "apron"),
    (GarmentKind::Armour, "armour"),
    (GarmentKind::Kimono, "kimono"),
    (GarmentKind::WizardHat, "wizard-hat"),
    (GarmentKind::TopHat, "top-hat"),
    (GarmentKind::Crown, "crown"),
    (GarmentKind::StrawHat, "straw-hat"),
    (GarmentKind::Cap, "cap"),
    (GarmentKind::RainHat, "rain-hat"),
    (GarmentKind::Beanie, "beanie"),
    (GarmentKind::CowboyHat, "cowboy-hat"),
    (GarmentKind::ChefHat, "chef-hat"),
    (GarmentKind::PirateHat, "pirate-hat"),
    (GarmentKind::SantaHat, "santa-hat"),
    (GarmentKind::Helmet, "helmet"),
    (GarmentKind::Glasses, "glasses"),
    (GarmentKind::Sunglasses, "sunglasses"),
    (GarmentKind::Bow, "bow"),
    (GarmentKind::FlowerCrown, "flower-crown"),
];

static HAIRS: [(Hair, &str); 11] = [
    (Hair::Short, "short"),
    (Hair::Long, "long"),
    (Hair::Bun, "bun"),
    (Hair::Tails, "tails"),
    (Hair::Bald, "bald"),
    (Hair::Curly, "curly"),
    (Hair::Afro, "afro"),
    (Hair::Ponytail, "ponytail"),
    (Hair::Bob, "bob"),
    (Hair::Braids, "braids"),
    (Hair::Spiky, "spiky"),
];

static AGES: [(Age, &str); 3] = [(Age::Child, "child"), (Age::Adult, "adult"), (Age::Old, "old")];
static TREES: [(Tree, &str); 3] = [(Tree::Leafy, "leafy"), (Tree::Pine, "pine"), (Tree::Blossom, "blossom")];
static BEASTS: [(Beast, &str); 1] = [(Beast::Dragon, "dragon")];

/// The text for a value; a table has all of them.
fn text<T: PartialEq>(table: &[(T, &'static str)], value: T) -> &'static str {
    table.iter().find(|(one, _)| *one == value).map_or("", |(_, text)| text)
}

fn value<T: Copy>(table: &[(T, &str)], text: &str) -> Option<T> {
    table.iter().find(|(_, one)| *one == text).map(|(value, _)| *value)
}

fn code(colour: Rgb) -> String {
    let [r, g, b] = [colour.0, colour.1, colour.2].map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8);
    format!("{r:02x}{g:02x}{b:02x}")
}

fn colour(text: &str) -> Result<Rgb, RigError> {
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(RigError::Value);
    }
    u32::from_str_radix(text, 16).map(Rgb::hex).map_err(|_| RigError::Value)
}

fn kind(subject: Subject) -> (&'static str, &'static str) {
    match subject {
        Subject::Animal(species) => ("animal", species.id),
        Subject::Person(person) => {
            (text(&AGES, person.age), if person.feminine { "feminine" } else { "masculine" })
        }
        Subject::Bird(bird) => ("bird", bird.id),
        Subject::Beast(beast) => ("beast", text(&BEASTS, beast)),
        Subject::Tree(tree) => ("tree", text(&TREES, tree)),
        Subject::Built(built) => ("built", figure::facts(built).id),
        Subject::Thing(id) => ("thing", library().slug(id)),
        // Descriptions are words, and no word stands for one.
        Subject::Cutout(_) => ("thing", ""),
    }
}

impl fmt::Display for Rig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sort, name) = kind(self.subject);
        write!(f, "{HEAD}{VERSION} kind={sort}:{name} size={:.0}", self.size * 100.0)?;
        if let Some(hue) = self.hue {
            write!(f, " hue={}", code(hue))?;
        }
        if let Subject::Person(person) = self.subject {
            for (field, tone) in [("skin", person.skin), ("hair-hue", person.hair_hue)] {
                if let Some(tone) = tone {
                    write!(f, " {field}={}", code(tone))?;
                }
            }
            if let Some(hair) = person.hair {
                write!(f, " hair={}", text(&HAIRS, hair))?;
            }
            if person.beard {
                f.write_str(" beard=yes")?;
            }
        }
        for (at, garment) in self.garments.iter().enumerate() {
            f.write_str(if at == 0 { " wears=" } else { "," })?;
            f.write_str(text(&GARMENTS, garment.kind))?;
            if let Some(hue) = garment.hue {
                write!(f, ":{}", code(hue))?;
            }
        }
        write!(f, " identity={:016x}", self.identity)
    }
}

/// Who a `kind` field stands for.
fn subject(field: &str) -> Option<Subject> {
    let (sort, name) = field.split_once(':')?;
    Some(match sort {
        "animal" => Subject::Animal(figure::species(name)?),
        "bird" => Subject::Bird(figure::bird_called(name)?),
        "beast" => Subject::Beast(value(&BEASTS, name)?),
        "tree" => Subject::Tree(value(&TREES, name)?),
        "built" => Subject::Built(figure::built(name)?),
        "thing" => Subject::Thing(library().by_slug(name)?),
        age => Subject::Person(Person {
            age: value(&AGES, age)?,
            feminine: name == "feminine",
            hair: None,
            hair_hue: None,
            skin: None,
            beard: false,
        }),
    })
}

/// One garment of a `wears` field; one that is not known is left in the wardrobe.
fn garment(field: &str) -> Result<Option<Garment>, RigError> {
    let (name, hue) = match field.split_once(':') {
        Some((name, hue)) => (name, Some(colour(hue)?)),
        None => (field, None),
    };
    Ok(value(&GARMENTS, name).map(|kind| Garment { kind, hue }))
}

impl FromStr for Rig {
    type Err = RigError;

    fn from_str(text: &str) -> Result<Self, RigError> {
        if text.len() > MOST_RIG_TEXT {
            return Err(RigError::TooLong);
        }
        let mut words = text.split_ascii_whitespace();
        let version =
            words.next().and_then(|word| word.strip_prefix(HEAD)).and_then(|v| v.parse::<u32>().ok());
        if version.is_none_or(|version| version == 0) {
            return Err(RigError::Foreign);
        }
        let fields: Vec<(&str, &str)> = words.filter_map(|word| word.split_once('=')).collect();
        let field = |name: &str| fields.iter().find(|(one, _)| *one == name).map(|(_, value)| *value);
        let mut rig = Self {
            subject: field("kind").and_then(subject).ok_or(RigError::Nobody)?,
            hue: field("hue").map(colour).transpose()?,
            size: 1.0,
            garments: Vec::new(),
            identity: 0,
        };
        if let Some(size) = field("size") {
            let size = size.parse::<u32>().ok().filter(|size| SIZES.contains(size)).ok_or(RigError::Value)?;
            rig.size = size as f32 / 100.0;
        }
        if let Some(identity) = field("identity") {
            rig.identity = u64::from_str_radix(identity, 16).map_err(|_| RigError::Value)?;
        }
        if let Subject::Person(person) = &mut rig.subject {
            person.skin = field("skin").map(colour).transpose()?;
            person.hair_hue = field("hair-hue").map(colour).transpose()?;
            person.hair = field("hair").and_then(|hair| value(&HAIRS, hair));
            person.beard = field("beard") == Some("yes");
        }
        for worn in field("wears").iter().flat_map(|worn| worn.split(',')).take(MOST_GARMENTS) {
            rig.garments.extend(garment(worn)?);
        }
        Ok(rig)
    }
}
