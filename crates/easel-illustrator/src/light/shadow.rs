//! Shadows on the ground and between sheets of paper.

use resvg::tiny_skia::BlendMode;

use super::Mood;
use super::cover::Cover;
use crate::canvas::Canvas;
use crate::colour::Rgb;
use crate::shape::Point;

/// The colour of all shadows: dark and cool.
const SHADE: Rgb = Rgb::hex(0x141a3a);
/// A shadow is never longer than this share of what throws it.
const LONGEST: f32 = 0.62;

/// The dark line where something meets the ground.
pub(crate) fn contact_shadow(canvas: &mut Canvas, foot: Point, radius: f32, mood: &Mood) {
    let away = if mood.sun.0 > foot.0 { -1.0 } else { 1.0 };
    canvas.puff(
        foot.0 + away * radius * 0.2,
        foot.1 + radius * 0.02,
        (radius * 1.2, radius * 0.2),
        SHADE,
        0.30,
    );
    canvas.puff(foot.0, foot.1, (radius * 0.9, radius * 0.15), SHADE, 0.55);
}

/// How a figure's shadow falls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fall {
    /// Between the feet.
    pub(crate) foot: Point,
    /// The figure's height in scene units.
    pub(crate) height: f32,
    /// Towards the light that throws it, of length 1.
    pub(crate) towards: Point,
    /// 0 to 1.
    pub(crate) strength: f32,
    pub(crate) soft: bool,
}

/// Lays the figure's own outline on the ground, away from the light and towards the eye.
pub(crate) fn cast_shadow(canvas: &mut Canvas, sheet: &Canvas, fall: &Fall) {
    let cover = Cover::of(sheet, Cover::shrink_for(sheet, 150.0));
    let fine = sheet.scale / cover.shrink as f32;
    // A light that stands low throws long shadows; one behind the figure throws them forwards.
    let long = (0.30 + 0.4 * (1.0 - fall.towards.1.abs())).min(LONGEST);
    let (lean, deep) = (-fall.towards.0 * long * 1.1, long * 0.42);
    let reach = fall.height * 1.1;
    let wide = reach * lean.abs() + cover.width as f32 / fine;
    let left = sheet.origin.0 + (reach * lean).min(0.0);
    let mut shadow = Canvas::new((left, fall.foot.1 - reach * 0.06), wide, reach * (deep + 0.12), fine);
    let width = shadow.pixels.width() as usize;
    let origin = shadow.origin;
    for (y, line) in shadow.pixels.data_mut().chunks_exact_mut(width * 4).enumerate() {
        let down = origin.1 + (y as f32 + 0.5) / fine - fall.foot.1;
        let up = down / deep;
        let row = ((fall.foot.1 - up - sheet.origin.1) * fine) as i32;
        if row < 0 || row >= cover.height as i32 || up < -0.05 * fall.height {
            continue;
        }
        let values = &cover.values[row as usize * cover.width..][..cover.width];
        // The shadow fades out before the figure's own top.
        let far = (up / reach).clamp(0.0, 1.0);
        let thin = (1.0 - far * far).min(1.25 - far * 1.25) * fall.strength;
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let from = (origin.0 + (x as f32 + 0.5) / fine - up * lean - sheet.origin.0) * fine;
            let covered = if from >= 0.0 { values.get(from as usize).copied().unwrap_or(0) } else { 0 };
            let alpha = f32::from(covered) * thin;
            for (value, shade) in pixel.iter_mut().zip([SHADE.0, SHADE.1, SHADE.2, 1.0]) {
                *value = (alpha * shade) as u8;
            }
        }
    }
    shadow.blur(if fall.soft { 0.011 } else { 0.0035 });
    canvas.paste(&shadow);
}

/// The shadow a sheet of paper throws on the one below.
pub(crate) fn paper_shadow(canvas: &mut Canvas, sheet: &Canvas) {
    let mut shadow = sheet.coarse(0.5);
    shadow.paste(sheet);
    for pixel in shadow.pixels.data_mut().chunks_exact_mut(4) {
        (pixel[0], pixel[1], pixel[2]) = (0, 0, 0);
    }
    shadow.blur(0.007);
    shadow.origin.0 += 0.007;
    shadow.origin.1 += 0.012;
    canvas.paste_with(&shadow, 0.55, BlendMode::SourceOver);
}
