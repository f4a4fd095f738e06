//! How much the characters of a finished picture look like their cards.

use bytes::Bytes;
use easel_compose::Decoded;
use easel_domain::{CharacterId, Likeness, Spec};
use easel_engine::Inputs;

/// Most faces of one picture that are compared.
const FACES: usize = 8;
/// A face is compared from here on; below it may be a drawing's, of which prints tell nothing.
const SURE: f32 = 0.8;
/// Prints of different faces are no nearer than this.
const ANOTHER: f32 = 0.3;
/// Prints of one face are so near in good light.
const SAME: f32 = 0.7;

/// The cards of a picture's characters, as far as they have pictures.
#[derive(Clone, Default)]
pub(crate) struct Cards(Vec<Card>);

#[derive(Clone)]
struct Card {
    character: CharacterId,
    name: String,
    pictures: Vec<Bytes>,
}

/// What a picture can be compared by.
struct Looks {
    faces: Vec<[f32; easel_vision::FACE_NUMBERS]>,
    appearance: Vec<f32>,
}

impl Cards {
    /// Those of the spec, whose pictures come last among what guides it.
    pub(crate) fn of(spec: &Spec, inputs: &Inputs) -> Self {
        let mut rest = inputs.references.iter().skip(spec.references.len());
        let card = |cast: &easel_domain::Cast| Card {
            character: cast.character,
            name: cast.name.clone(),
            pictures: rest.by_ref().take(cast.pictures.len()).map(|picture| picture.png.clone()).collect(),
        };
        Self(spec.cast.iter().map(card).filter(|card| !card.pictures.is_empty()).collect())
    }

    /// How much each looks like its card; somebody of whom nothing can be told is left out. Takes its time: for blocking
    /// threads.
    pub(crate) fn measure(&self, picture: &Decoded) -> Vec<Likeness> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let Some(looks) = Looks::of(picture) else { return Vec::new() };
        let likeness = |card: &Card| {
            let percents = card.pictures.iter().filter_map(|file| {
                let own = easel_compose::decode(file).ok()?;
                Some(Looks::of(&own)?.percent(&looks))
            });
            let percent = percents.max()?;
            Some(Likeness { character: card.character, name: card.name.clone(), percent })
        };
        self.0.iter().filter_map(likeness).collect()
    }
}

impl Looks {
    fn of(picture: &Decoded) -> Option<Self> {
        let Decoded { width, height, rgba } = picture;
        let faces = easel_vision::faces(rgba, *width, *height).ok()?;
        let print = |face| easel_vision::face_print(rgba, *width, *height, face).ok();
        let faces = faces.iter().filter(|face| face.score >= SURE).take(FACES).filter_map(print).collect();
        Some(Self { faces, appearance: easel_vision::appearance(rgba, *width, *height).ok()? })
    }

    /// By faces where both have some: clothes may change. Else by the whole of them.
    fn percent(&self, other: &Self) -> u8 {
        let pairs = self.faces.iter().flat_map(|a| other.faces.iter().map(|b| easel_vision::nearness(a, b)));
        match pairs.reduce(f32::max) {
            Some(near) => (((near - ANOTHER) / (SAME - ANOTHER)).clamp(0.0, 1.0) * 100.0).round() as u8,
            None => easel_vision::likeness(&self.appearance, &other.appearance).round() as u8,
        }
    }
}
