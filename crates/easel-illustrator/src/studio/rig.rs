//! Somebody who looks the same in every picture.

use crate::colour::Rgb;
use crate::figure;
use crate::rng::Rng;
use crate::scene::{Age, Entity, Garment, Person, Subject};
use crate::words;

/// A stored character: who it is, its colours, its clothes, and where the rest of its looks comes from.
///
/// [`Display`](std::fmt::Display) and [`FromStr`](std::str::FromStr) keep it in one line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Rig {
    pub(super) subject: Subject,
    pub(super) hue: Option<Rgb>,
    pub(super) size: f32,
    pub(super) garments: Vec<Garment>,
    /// All looks that nobody named come from here.
    pub(super) identity: u64,
}

/// Garments of one character.
pub(super) const MOST_GARMENTS: usize = 8;

impl Rig {
    /// Settles somebody's looks once and for all from a description in English, Chinese, Japanese or Spanish, such as
    /// "a small red fox with a blue scarf and glasses". What the description leaves open comes from `seed`; one that
    /// names nobody gives a child.
    pub fn read(description: &str, seed: u64) -> Self {
        let identity = Rng::new(seed, description).next();
        let reading = words::read(description, "");
        let main = reading.scene.entities.get(reading.scene.main).cloned();
        let mut entity = main.unwrap_or_else(|| Entity::new(Subject::Person(somebody(identity))));
        entity.identity = Some(identity);
        if let Subject::Person(person) = entity.subject {
            entity.subject = Subject::Person(figure::settled(&entity, person));
        }
        let mut garments = entity.garments;
        garments.truncate(MOST_GARMENTS);
        for garment in &mut garments {
            garment.hue = garment.hue.map(stored);
        }
        Self {
            subject: tidy(entity.subject),
            hue: entity.hue.map(stored),
            size: (entity.size * 100.0).round() / 100.0,
            garments,
            identity,
        }
    }

    /// The character as a noun of a scene.
    pub(crate) fn entity(&self) -> Entity {
        Entity {
            hue: self.hue,
            size: self.size,
            garments: self.garments.clone(),
            identity: Some(self.identity),
            ..Entity::new(self.subject)
        }
    }
}

/// A child, for want of a description.
fn somebody(identity: u64) -> Person {
    let feminine = Rng::new(identity, "somebody").chance(0.5);
    Person { age: Age::Child, feminine, hair: None, hair_hue: None, skin: None, beard: false }
}

/// A colour as the text form keeps it.
fn stored(colour: Rgb) -> Rgb {
    let [r, g, b] = [colour.0, colour.1, colour.2].map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u32);
    Rgb::hex(r << 16 | g << 8 | b)
}

fn tidy(subject: Subject) -> Subject {
    match subject {
        Subject::Person(person) => Subject::Person(Person {
            hair_hue: person.hair_hue.map(stored),
            skin: person.skin.map(stored),
            ..person
        }),
        other => other,
    }
}
