//! Beasts of tales and of the sea: how large they are and who draws them.

use super::{Figure, Stature, dinosaur, dragon, sea};
use crate::canvas::Canvas;
use crate::scene::{Beast, Entity, Pose};

/// What the layout has to know of a beast.
pub(crate) struct Facts {
    beast: Beast,
    /// Its name in the lexicon.
    pub(crate) id: &'static str,
    /// Over the height of a grown-up, as a picture book has it.
    pub(crate) height: f32,
}

const fn kind(beast: Beast, id: &'static str, height: f32) -> Facts {
    Facts { beast, id, height }
}

/// In the order of [`Beast`].
static FACTS: [Facts; 8] = [
    kind(Beast::Dragon, "dragon", 1.25),
    kind(Beast::Rex, "t-rex", 1.15),
    kind(Beast::Sauropod, "sauropod", 1.4),
    kind(Beast::Whale, "spouting-whale", 0.75),
    kind(Beast::Orca, "orca", 0.6),
    kind(Beast::Dolphin, "dolphin", 0.5),
    kind(Beast::Shark, "shark", 0.5),
    kind(Beast::Fish, "tropical-fish", 0.3),
];

/// What is known of a beast.
pub(crate) fn beast_facts(beast: Beast) -> &'static Facts {
    &FACTS[beast as usize]
}

/// The beast with this name in the lexicon.
pub(crate) fn beast_called(id: &str) -> Option<Beast> {
    FACTS.iter().find(|f| f.id == id).map(|f| f.beast)
}

/// The room a beast takes.
pub(super) fn stature(entity: &Entity, beast: Beast, pose: Pose) -> Stature {
    match beast {
        Beast::Dragon => dragon::stature(entity.size, pose),
        Beast::Rex => dinosaur::stature(&dinosaur::REX, pose),
        Beast::Sauropod => dinosaur::stature(&dinosaur::SAUROPOD, pose),
        Beast::Whale | Beast::Orca | Beast::Dolphin | Beast::Shark | Beast::Fish => sea::stature(beast, pose),
    }
}

/// Draws a beast.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, beast: Beast) {
    match beast {
        Beast::Dragon => dragon::draw(canvas, figure),
        Beast::Rex => dinosaur::draw(canvas, figure, &dinosaur::REX),
        Beast::Sauropod => dinosaur::draw(canvas, figure, &dinosaur::SAUROPOD),
        Beast::Whale | Beast::Orca | Beast::Dolphin | Beast::Shark | Beast::Fish => {
            sea::draw(canvas, figure, beast);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_beast_finds_its_own_line() {
        for (at, line) in FACTS.iter().enumerate() {
            assert_eq!(line.beast as usize, at, "{}", line.id);
        }
    }
}
