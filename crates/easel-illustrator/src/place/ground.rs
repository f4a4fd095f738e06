//! Where figures may stand in a place.

use crate::frame::Frame;
use crate::scene::{Place, Scene};

/// Heights in the picture, in scene units from its top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ground {
    /// The line where the ground ends and the backdrop begins. Where a place has open water, boats float just above it.
    pub(crate) horizon: f32,
    /// The farthest line where feet may be: behind it there is water, a wall, or furniture.
    pub(crate) far: f32,
    /// The nearest line where feet may be; below it lies only what frames the picture.
    pub(crate) near: f32,
}

/// Where figures may stand in the scene's place. The main figure's feet belong about four fifths of the way from `far`
/// to `near`.
pub(crate) fn ground(scene: &Scene, frame: &Frame) -> Ground {
    let (far, near) = shares(scene.place());
    let depth = frame.ground_depth();
    Ground { horizon: frame.horizon, far: frame.horizon + depth * far, near: frame.horizon + depth * near }
}

/// Shares of the ground's depth, 0 on the horizon and 1 at the lower edge: the farthest and the nearest line.
fn shares(place: Place) -> (f32, f32) {
    use Place as P;
    match place {
        // Sand, rock or a quay begins only after the water's edge.
        P::Sea | P::Beach | P::Coast | P::Harbour | P::Arctic => (0.26, 0.9),
        P::Lake | P::River | P::Waterfall | P::Swamp => (0.2, 0.9),
        P::Street | P::City | P::Market | P::Courtyard | P::Rooftop => (0.3, 0.9),
        // The footlights stand along the front edge.
        P::Stage => (0.2, 0.74),
        place if place.indoors() => (0.24, 0.9),
        P::Sky | P::CloudKingdom => (0.16, 0.86),
        _ => (0.1, 0.9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_figure_always_finds_room() {
        for (width, height) in [(1024, 1024), (640, 1280), (1680, 720)] {
            let frame = Frame::new(width, height);
            for place in [Place::Meadow, Place::Beach, Place::Stage, Place::Room, Place::Street] {
                let scene = Scene { place: Some(place), ..Scene::default() };
                let ground = ground(&scene, &frame);
                assert!(ground.horizon < ground.far && ground.far < frame.stand());
                assert!(frame.stand() <= ground.near && ground.near < frame.height);
            }
        }
    }
}
