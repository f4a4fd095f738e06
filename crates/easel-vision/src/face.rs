//! Faces: where they are, and what tells one person's from another's. For photos; drawn faces are found now and then,
//! and what tells drawn characters apart is their [`crate::appearance`].

use crate::{
    VisionError,
    net::{FACE_FINDER, FACE_READER, PERSON_FINDER},
    raster::check,
    resample,
};

/// A rectangle on a picture, in parts of its sides: 0 is left and top, 1 is right and bottom. It may reach over the
/// picture's edges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Where it begins.
    pub left: f32,
    /// Where it begins.
    pub top: f32,
    /// How far it goes.
    pub width: f32,
    /// How far it goes.
    pub height: f32,
}

impl Area {
    /// How much two areas share of what they cover together, 0 to 1.
    fn shared(&self, other: &Self) -> f32 {
        let overlap = |a: f32, length: f32, b: f32, other: f32| (a + length).min(b + other) - a.max(b);
        let across = overlap(self.left, self.width, other.left, other.width).max(0.0);
        let down = overlap(self.top, self.height, other.top, other.height).max(0.0);
        let both = across * down;
        both / (self.width * self.height + other.width * other.height - both).max(1e-9)
    }
}

/// A face on a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    /// From the brows to the chin.
    pub area: Area,
    /// How sure it is, 0.5 to 1.
    pub score: f32,
}

/// Side of the picture in which faces are looked for, pixels.
const LOOK_PX: u32 = 256;
/// Less sure than this is no face.
const LEAST: f32 = 0.5;
/// Most faces that are told; the surest.
pub const FACES_MAX: usize = 32;
/// Side of the picture of a face that is read, pixels.
const READ_PX: u32 = 112;
/// How many numbers tell a face.
pub const FACE_NUMBERS: usize = 256;
/// How much larger than the face the square is that is read.
const ROOM: f32 = 1.3;

/// The faces on a picture, the surest first. `rgba` has straight alpha. Faces smaller than a twelfth of the picture are
/// mostly missed: the picture is looked at as a whole. Drawn faces and animals' are found, too, and now and then what only
/// looks like one: a cup with a spoon reached 0.64.
///
/// # Errors
/// [`VisionError::Size`], [`VisionError::Model`].
pub fn faces(rgba: &[u8], width: u32, height: u32) -> Result<Vec<Face>, VisionError> {
    check(rgba, width, height)?;
    // A square with the picture in its middle, so that no face is squeezed.
    let side = width.max(height);
    let fit = |px: u32| (u64::from(px) * u64::from(LOOK_PX)).div_ceil(u64::from(side)).max(1) as u32;
    let (wide, high) = (fit(width), fit(height));
    let small = resample::picture(rgba, (width, height), (wide, high));
    let (left, top) = ((LOOK_PX - wide) / 2, (LOOK_PX - high) / 2);
    let mut input = vec![-0.5; (LOOK_PX * LOOK_PX * 3) as usize];
    for (i, pixel) in small.chunks_exact(4).enumerate() {
        let (x, y) = (i as u32 % wide + left, i as u32 / wide + top);
        let at = ((y * LOOK_PX + x) * 3) as usize;
        for (to, value) in input[at..at + 3].iter_mut().zip(pixel) {
            *to = f32::from(*value) / 127.5 - 0.5;
        }
    }
    let shape = [1, LOOK_PX as usize, LOOK_PX as usize, 3];
    let mut found = Vec::new();
    for (centre, numbers, score) in answers(FACE_FINDER.run(vec![FACE_FINDER.floats(&shape, input)?])?)? {
        let score = 1.0 / (1.0 + (-score).exp());
        if score < LEAST {
            continue;
        }
        let [dx, dy, face_wide, face_high] = numbers;
        let (x, y) = (centre.0 + dx - left as f32, centre.1 + dy - top as f32);
        let area = Area {
            left: (x - face_wide / 2.0) / wide as f32,
            top: (y - face_high / 2.0) / high as f32,
            width: face_wide / wide as f32,
            height: face_high / high as f32,
        };
        found.push(Face { area, score });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Face> = Vec::new();
    for face in found {
        if kept.len() < FACES_MAX && kept.iter().all(|k| k.area.shared(&face.area) < 0.3) {
            kept.push(face);
        }
    }
    Ok(kept)
}

/// Where an anchor lies, the face's place and size from there, and how likely it is.
type Anchor = ((f32, f32), [f32; 4], f32);

/// What the net says for each of its anchors: two at each step of 16 pixels, six at each step of 32.
fn answers(outputs: Vec<rten::Value>) -> Result<Vec<Anchor>, VisionError> {
    /// Numbers for each anchor: the box, and six points of the face.
    const NUMBERS: usize = 16;
    let mut tables = Vec::new();
    for output in outputs {
        tables.push(FACE_FINDER.read::<3>(output)?);
    }
    let mut found = Vec::new();
    for (step, each) in [(16, 2), (32, 6)] {
        let across = LOOK_PX as usize / step;
        let count = across * across * each;
        let table = |numbers: usize| {
            tables.iter().find(|(shape, _)| *shape == [1, count, numbers]).map(|(_, table)| table)
        };
        let (Some(boxes), Some(scores)) = (table(NUMBERS), table(1)) else {
            return Err(FACE_FINDER.strange());
        };
        for (i, (numbers, score)) in boxes.chunks_exact(NUMBERS).zip(scores).enumerate() {
            let cell = i / each;
            let middle = |at: usize| (at as f32 + 0.5) * step as f32;
            let place = (middle(cell % across), middle(cell / across));
            found.push((place, [numbers[0], numbers[1], numbers[2], numbers[3]], *score));
        }
    }
    Ok(found)
}

/// What tells this face from others: numbers of length 1 together, to be compared with [`crate::nearness`]. On the few
/// photos that were tried the same face in other light, mirrored or cut otherwise reached 0.78 and more, and others
/// stayed below 0.11. Drawn faces it tells apart badly: one reached 0.5 to 0.8 against itself, others up to 0.66.
///
/// # Errors
/// [`VisionError::Size`], [`VisionError::Model`].
pub fn face_print(
    rgba: &[u8],
    width: u32,
    height: u32,
    face: &Face,
) -> Result<[f32; FACE_NUMBERS], VisionError> {
    check(rgba, width, height)?;
    let Area { left, top, width: wide, height: high } = face.area;
    let (wide_px, high_px) = (wide * width as f32, high * height as f32);
    let middle = ((left + wide / 2.0) * width as f32, (top + high / 2.0) * height as f32);
    let side = (wide_px.max(high_px) * ROOM).clamp(1.0, 2.0 * width.max(height) as f32);
    let square = square(rgba, (width, height), middle, side);
    let input = square.chunks_exact(4).flat_map(|p| [f32::from(p[0]), f32::from(p[1]), f32::from(p[2])]);
    let shape = [1, READ_PX as usize, READ_PX as usize, 3];
    let answer = FACE_READER.run(vec![FACE_READER.floats(&shape, input.collect())?])?.swap_remove(0);
    let (_, numbers) = FACE_READER.read::<2>(answer)?;
    let mut print: [f32; FACE_NUMBERS] = numbers.try_into().map_err(|_| FACE_READER.strange())?;
    crate::meaning::to_length_one(&mut print);
    Ok(print)
}

/// A square of a picture in the size that is read; what lies over the picture's edge repeats the edge.
fn square(rgba: &[u8], (width, height): (u32, u32), middle: (f32, f32), side: f32) -> Vec<u8> {
    let px = (side.round() as u32).max(1);
    let start = |at: f32| (at - side / 2.0).round() as i64;
    let (left, top) = (start(middle.0), start(middle.1));
    let mut cut = Vec::with_capacity((px * px * 4) as usize);
    for y in 0..i64::from(px) {
        let y = (top + y).clamp(0, i64::from(height) - 1) as usize;
        for x in 0..i64::from(px) {
            let x = (left + x).clamp(0, i64::from(width) - 1) as usize;
            let at = (y * width as usize + x) * 4;
            cut.extend_from_slice(&rgba[at..at + 4]);
        }
    }
    resample::picture(&cut, (px, px), (READ_PX, READ_PX))
}

/// How much of a person each pixel of a square picture of [`PERSON_PX`] pixels is, 0 to 1.
pub(crate) fn person(rgba: &[u8]) -> Result<Vec<f32>, VisionError> {
    let input = rgba.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]].map(|v| f32::from(v) / 255.0));
    let shape = [1, PERSON_PX as usize, PERSON_PX as usize, 3];
    let answer = PERSON_FINDER.run(vec![PERSON_FINDER.floats(&shape, input.collect())?])?.swap_remove(0);
    let (shape, matte) = PERSON_FINDER.read::<4>(answer)?;
    let fits = shape == [1, PERSON_PX as usize, PERSON_PX as usize, 1];
    if fits { Ok(matte) } else { Err(PERSON_FINDER.strange()) }
}

/// Side of the picture that [`person`] takes.
pub(crate) const PERSON_PX: u32 = 256;
