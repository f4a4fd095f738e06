//! Furniture, vehicles and buildings no library has whole, drawn by hand.

mod builder;
mod craft;
mod facts;
mod furniture;
mod garden;
mod house;
mod play;
mod road;
mod yard;

use super::Figure;
use crate::canvas::Canvas;
use crate::scene::Built;
use builder::Builder;

pub(crate) use facts::{Facts, built, facts};

/// The parts of a built thing behind and before somebody who is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Both, with nobody between them.
    Whole,
    Back,
    Front,
}

/// Draws a built thing with the middle of its foot at the figure's.
pub(crate) fn build(canvas: &mut Canvas, what: Built, figure: &Figure<'_>, layer: Layer) {
    let facts = facts(what);
    if layer == Layer::Front && !facts.inside {
        return;
    }
    (facts.paint)(canvas, &Builder::of(figure, facts, layer));
}
