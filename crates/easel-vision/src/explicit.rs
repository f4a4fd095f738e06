//! How likely a picture shows what not everybody wants to see: nakedness and sex. For people who look at pictures, to know
//! where to begin; it has seen safe photos and safe drawings, and nobody knows how much it misses.

use crate::{VisionError, net::CLASSIFIER, raster::check, resample};

/// Side of the picture that is looked at, pixels.
const LOOK_PX: u32 = 224;
/// What it tells apart: drawings, sexual drawings, harmless photos, sexual photos, lightly dressed people. How much each
/// says.
const SAYS: [f32; 5] = [0.0, 1.0, 0.0, 1.0, 0.5];

/// From 0, harmless, to 1. `rgba` has straight alpha; what is behind it counts as white.
///
/// # Errors
/// [`VisionError::Size`], [`VisionError::Model`].
pub fn explicitness(rgba: &[u8], width: u32, height: u32) -> Result<f32, VisionError> {
    check(rgba, width, height)?;
    let small = resample::picture(rgba, (width, height), (LOOK_PX, LOOK_PX));
    let side = LOOK_PX as usize;
    let mut input = Vec::with_capacity(side * side * 3);
    for pixel in small.chunks_exact(4) {
        let alpha = f32::from(pixel[3]) / 255.0;
        input.extend(pixel[..3].iter().map(|value| f32::from(*value) / 255.0 * alpha + 1.0 - alpha));
    }
    let answer = CLASSIFIER.run(vec![CLASSIFIER.floats(&[1, side, side, 3], input)?])?.swap_remove(0);
    let (shape, parts) = CLASSIFIER.read::<2>(answer)?;
    if shape != [1, SAYS.len()] {
        return Err(CLASSIFIER.strange());
    }
    let said: f32 = parts.iter().zip(SAYS).map(|(part, says)| part * says).sum();
    Ok(said.clamp(0.0, 1.0))
}
