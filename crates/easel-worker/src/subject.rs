//! Whom or what a picture shows, for formats that have no room for all of it.

use easel_compose::{Decoded, Focus};

/// Longest side of the picture in which it is looked for, pixels.
const LOOK_PX: u32 = 512;
/// From here on something is taken for a face; drawn ones score lower than photographed ones.
const FACE: f32 = 0.6;
/// A cut-out less sure than this may have missed the subject.
const SURE: f32 = 0.5;

/// Where to look: at the faces, or else at what stands out. `None` where neither is found. Takes its time: for blocking
/// threads.
pub(crate) fn subject(picture: &Decoded) -> Option<Focus> {
    let longest = picture.width.max(picture.height);
    let side = |px: u32| (u64::from(px) * u64::from(LOOK_PX)).div_ceil(u64::from(longest)).max(1) as u32;
    let small;
    let picture = if longest > LOOK_PX {
        small = easel_compose::scale(picture, side(picture.width), side(picture.height)).ok()?;
        &small
    } else {
        picture
    };
    faces(picture).or_else(|| thing(picture))
}

/// Most faces of a picture that are told.
const TOLD: usize = 8;

/// Where faces are, thousandths of width and height: left, top, width, height. Takes its time: for blocking threads.
pub(crate) fn face_areas(rgba: &[u8], (width, height): (u32, u32)) -> Vec<[u16; 4]> {
    let found = easel_vision::faces(rgba, width, height).unwrap_or_default();
    let share = |share: f32| (share.clamp(0.0, 1.0) * 1_000.0).round() as u16;
    let sure = found.iter().filter(|face| face.score >= FACE).take(TOLD);
    sure.map(|face| [face.area.left, face.area.top, face.area.width, face.area.height].map(share)).collect()
}

/// All faces together, with the hair above them and what is below them as far as a bust goes.
fn faces(picture: &Decoded) -> Option<Focus> {
    let found = easel_vision::faces(&picture.rgba, picture.width, picture.height).ok()?;
    let busts = found.iter().filter(|face| face.score >= FACE).map(|face| {
        let area = face.area;
        let (left, right) = (area.left - area.width / 2.0, area.left + area.width * 1.5);
        [left, area.top - area.height * 0.6, right, area.top + area.height * 2.0]
    });
    busts.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]).map(within)
}

fn thing(picture: &Decoded) -> Option<Focus> {
    let (width, height) = (picture.width as usize, picture.height);
    let cut = easel_vision::cut_out(&picture.rgba, picture.width, height).ok()?;
    if cut.sure < SURE {
        return None;
    }
    let (mut left, mut top, mut right, mut bottom) = (usize::MAX, usize::MAX, 0, 0);
    for (at, _) in cut.picture.rgba.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[3] > 127) {
        let (x, y) = (at % width, at / width);
        (left, top) = (left.min(x), top.min(y));
        (right, bottom) = (right.max(x + 1), bottom.max(y + 1));
    }
    let across = |x: usize| x as f32 / width as f32;
    let down = |y: usize| y as f32 / height as f32;
    (right > 0).then(|| within([across(left), down(top), across(right), down(bottom)]))
}

fn within([left, top, right, bottom]: [f32; 4]) -> Focus {
    let (left, top) = (left.clamp(0.0, 1.0), top.clamp(0.0, 1.0));
    Focus { left, top, width: right.clamp(left, 1.0) - left, height: bottom.clamp(top, 1.0) - top }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_out_is_found() {
        let is_thing = |x: u32, y: u32| (700..900).contains(&x) && (100..400).contains(&y);
        let sky = |y: u32| [120, (150 + y / 8) as u8, 210, 255];
        let rgba = (0..500_u32 * 1000)
            .flat_map(|at| if is_thing(at % 1000, at / 1000) { [200, 40, 30, 255] } else { sky(at / 1000) })
            .collect();
        let found = subject(&Decoded { width: 1000, height: 500, rgba }).expect("a red thing");
        let near = |a: f32, b: f32| (a - b).abs() < 0.03;
        assert!(near(found.left, 0.7) && near(found.width, 0.2), "{found:?}");
        assert!(near(found.top, 0.2) && near(found.height, 0.6), "{found:?}");
        let flat = Decoded { width: 64, height: 32, rgba: vec![90; 64 * 32 * 4] };
        assert_eq!(subject(&flat), None);
    }
}
