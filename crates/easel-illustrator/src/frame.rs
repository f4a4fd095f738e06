//! The picture's measures. Everything is drawn in scene units, of which the short side has one.

/// Size and main heights of a picture in scene units.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Pixels per scene unit.
    pub(crate) scale: f32,
    /// Where land and sky meet.
    pub(crate) horizon: f32,
}

impl Frame {
    pub(crate) fn new(width_px: u32, height_px: u32) -> Self {
        let scale = width_px.min(height_px) as f32;
        let (width, height) = (width_px as f32 / scale, height_px as f32 / scale);
        // Tall pictures get more ground, but never so much that the figures drown in it.
        let horizon = (height * 0.73).max(height - 0.62);
        Self { width, height, scale, horizon }
    }

    /// As seen from high up: the ground fills most of the picture.
    pub(crate) fn seen_from_above(self) -> Self {
        Self { horizon: self.height * 0.34, ..self }
    }

    pub(crate) fn ground_depth(&self) -> f32 {
        self.height - self.horizon
    }

    /// Where the main figure's feet are.
    pub(crate) fn stand(&self) -> f32 {
        self.horizon + self.ground_depth() * 0.66
    }

    /// How many things to strew where `n` suit a square picture; bounded for very long pictures.
    pub(crate) fn strewn(&self, n: usize) -> usize {
        ((n as f32 * self.width.min(6.0)) as usize).max(1)
    }
}
