//! How far a picture is continued beyond its edges.

use serde::{Deserialize, Serialize};

/// Longest side of what comes out, pixels.
pub const SIDE_MAX: u32 = 8_192;
/// Most pixels of what comes out.
pub const PIXELS_MAX: u64 = 1 << 25;

/// Pixels that are added to a picture on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// To the left.
    #[serde(default)]
    pub left: u32,
    /// Above.
    #[serde(default)]
    pub top: u32,
    /// To the right.
    #[serde(default)]
    pub right: u32,
    /// Below.
    #[serde(default)]
    pub bottom: u32,
    /// Only what was added becomes the picture; then it is added on one side.
    #[serde(default)]
    pub only_new: bool,
}

impl Extend {
    /// Width and height of what comes of a picture of this size, the old part included. `None` when nothing is added, when
    /// it would be larger than [`SIDE_MAX`] or [`PIXELS_MAX`], or when the new part alone is asked for and isn't one.
    #[must_use]
    pub fn size(self, (width, height): (u32, u32)) -> Option<(u32, u32)> {
        let sides = [self.left, self.top, self.right, self.bottom];
        let grown = sides.iter().filter(|px| **px > 0).count();
        let width = width.checked_add(self.left)?.checked_add(self.right)?;
        let height = height.checked_add(self.top)?.checked_add(self.bottom)?;
        let fits = width.max(height) <= SIDE_MAX && u64::from(width) * u64::from(height) <= PIXELS_MAX;
        (fits && grown > 0 && (grown == 1 || !self.only_new)).then_some((width, height))
    }
}
