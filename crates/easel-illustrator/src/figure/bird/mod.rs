//! Birds: most from the side, owls and penguins from the front.

mod build;
mod front;
mod head;
mod side;
mod species;
mod wing;
mod worn;

use super::eye::Look;
use super::{Figure, Stature};
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::scene::{Entity, Pose};
use species::Body;

pub(crate) use species::{Bird, bird_called};

/// The colours of one bird's parts.
#[derive(Clone, Copy)]
struct Plumage {
    back: Rgb,
    belly: Rgb,
    wing: Rgb,
    tips: Rgb,
    rear: Rgb,
    bill: Rgb,
    legs: Rgb,
    iris: Option<Rgb>,
    crest: Rgb,
    /// What the eyes lie on.
    face: Rgb,
}

impl Plumage {
    fn look(&self) -> Look {
        Look { face: self.face, iris: self.iris }
    }

    fn of(bird: &Bird, hue: Option<Rgb>) -> Self {
        let wild = Rgb::hex(bird.back);
        // Another colour keeps the light and dark of the wild one's parts.
        let turn = |colour: u32| {
            let colour = Rgb::hex(colour);
            hue.map_or(colour, |hue| {
                let ratio = (colour.luminance() + 0.25) / (wild.luminance() + 0.25);
                hue.times(ratio.clamp(0.62, 1.25))
            })
        };
        let belly = Rgb::hex(bird.belly);
        let belly = match hue {
            Some(hue) if belly.luminance() < 0.8 || bird.marks.is_empty() => {
                hue.mix(crate::colour::WHITE, 0.18)
            }
            _ => belly,
        };
        let back = turn(bird.back);
        Self {
            back,
            belly,
            wing: turn(bird.wing),
            tips: turn(bird.tips),
            rear: turn(bird.rear),
            bill: Rgb::hex(bird.bill),
            legs: Rgb::hex(bird.legs),
            iris: bird.iris.map(Rgb::hex),
            crest: side::cap(bird).map_or(back.times(0.92), Rgb::hex),
            face: side::face(bird).map_or(back, Rgb::hex),
        }
    }
}

/// Draws a bird.
pub(super) fn draw(canvas: &mut Canvas, figure: &Figure<'_>, bird: &Bird) {
    let paint = Plumage::of(bird, figure.entity.hue);
    match bird.body {
        Body::Side(build) => side::draw(canvas, figure, bird, build, &paint),
        Body::Penguin if prone(figure.pose) => side::draw(canvas, figure, bird, &build::PENGUIN, &paint),
        Body::Owl => front::owl(canvas, figure, &paint),
        Body::Penguin => front::penguin(canvas, figure, &paint),
    }
}

/// Whether a penguin lies on its belly.
fn prone(pose: Pose) -> bool {
    matches!(pose, Pose::Swim | Pose::Fly)
}

/// The room a bird takes.
pub(super) fn stature(entity: &Entity, bird: &Bird, pose: Pose) -> Stature {
    let _ = entity;
    match bird.body {
        Body::Side(build) => side::stature(bird, build, pose),
        Body::Penguin if prone(pose) => side::stature(bird, &build::PENGUIN, pose),
        Body::Owl | Body::Penguin => front::stature(bird, pose),
    }
}
