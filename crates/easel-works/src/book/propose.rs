//! Where balloons may lie: on nobody's face, and not on each other.

use super::{Balloon, BalloonKind, BookFormat, Frame, Page, Panel, Point, Reading, Rect};
use easel_domain::AssetId;
use std::collections::HashMap;

/// Places that are tried along each side.
const STEPS: i32 = 10;
/// What stays free between a balloon and the panel's edge.
const INSET: i32 = 150;
/// How much worse it is to lie on a face than on another balloon.
const FACE: i64 = 6;
/// How much of a tail's way to what it points at is left free of it, shares of a hundred.
const TAIL: i64 = 60;

/// Where a face is in a picture, thousandths of its width and height: left, top, width, height.
pub type FaceArea = [u16; 4];

fn shared(one: Rect, two: Rect) -> i64 {
    let wide = i64::from(one.to.x.min(two.to.x)) - i64::from(one.from.x.max(two.from.x));
    let high = i64::from(one.to.y.min(two.to.y)) - i64::from(one.from.y.max(two.from.y));
    if wide > 0 && high > 0 { wide * high } else { 0 }
}

/// Faces as they lie on the page, as far as they are seen in the panel.
fn faces_of(panel: &Panel, known: &HashMap<AssetId, Vec<FaceArea>>) -> Vec<Rect> {
    let Some(art) = &panel.art else { return Vec::new() };
    let around = Rect::around(&panel.shape);
    let placed = art.placed(around);
    let at = |from: i32, side: i32, share: u16| {
        let along = i64::from(side) * i64::from(share.min(1_000)) / 1_000;
        from.saturating_add(i32::try_from(along).unwrap_or(i32::MAX))
    };
    let on_page = |[left, top, width, height]: &FaceArea| Rect {
        from: Point {
            x: at(placed.from.x, placed.width(), *left).max(around.from.x),
            y: at(placed.from.y, placed.height(), *top).max(around.from.y),
        },
        to: Point {
            x: at(placed.from.x, placed.width(), left.saturating_add(*width)).min(around.to.x),
            y: at(placed.from.y, placed.height(), top.saturating_add(*height)).min(around.to.y),
        },
    };
    let faces = known.get(&art.asset_id).into_iter().flatten().map(on_page);
    faces.filter(|face| face.width() > 0 && face.height() > 0).collect()
}

/// The page with its balloons where they cover no face and no other balloon, as far as there is room. Those that lie well
/// stay where they are; those without a tail get one towards the nearest face.
#[must_use]
pub fn propose_balloons(
    page: &Page,
    format: &BookFormat,
    reading: Reading,
    known: &HashMap<AssetId, Vec<FaceArea>>,
) -> Page {
    let mut next = page.clone();
    let mut lying: Vec<Rect> = Vec::new();
    for balloon in &mut next.balloons {
        let panel = balloon.panel.and_then(|no| page.panel(no));
        let margin = format.margin.min(format.width / 4);
        let whole = Rect {
            from: Point { x: margin, y: margin },
            to: Point { x: format.width - margin, y: format.height - margin },
        };
        let room = panel.map_or(whole, |panel| Rect::around(&panel.shape));
        let faces = match panel {
            Some(panel) => faces_of(panel, known),
            None => page.panels.iter().flat_map(|panel| faces_of(panel, known)).collect(),
        };
        let before = lying.iter().rfind(|other| shared(**other, room) > 0).copied();
        balloon.frame = best(balloon, room, (&faces, &lying), before, reading);
        lying.push(balloon.frame.rect());
        let speaks = !matches!(balloon.kind, BalloonKind::Caption | BalloonKind::Effect);
        if speaks && balloon.tails.is_empty() {
            balloon.tails.extend(nearest(balloon.frame, &faces).map(|face| towards(balloon.frame, face)));
        }
    }
    next
}

/// The frame in its best place in a room.
fn best(
    balloon: &Balloon,
    room: Rect,
    (faces, lying): (&[Rect], &[Rect]),
    before: Option<Rect>,
    reading: Reading,
) -> Frame {
    let frame = balloon.frame;
    let covered = |frame: Frame| {
        let rect = frame.rect();
        let on = |all: &[Rect]| all.iter().map(|one| shared(rect, *one)).sum::<i64>();
        on(faces) * FACE + on(lying)
    };
    let within = |frame: Frame| room.holds(frame.rect().from) && room.holds(frame.rect().to);
    if covered(frame) == 0 && within(frame) {
        return frame;
    }
    let (wide, high) =
        ((room.width() - 2 * INSET - frame.width).max(0), (room.height() - 2 * INSET - frame.height).max(0));
    let size = i64::from(frame.width) * i64::from(frame.height);
    let mut found: Option<(i64, Frame)> = None;
    for row in 0..=STEPS {
        for step in 0..=STEPS {
            let column = if reading == Reading::RightToLeft { STEPS - step } else { step };
            let x = room.from.x + INSET + wide * column / STEPS;
            let y = room.from.y + INSET + high * row / STEPS;
            let place = Frame { x, y, ..frame };
            // What is said later is read later: not above what was said before.
            let early = before.is_some_and(|before| place.centre().y < before.from.y);
            let low = size * i64::from(row) / i64::from(STEPS) / 8;
            let far = size * i64::from(step) / i64::from(STEPS) / 16;
            let cost = covered(place) * 4 + low + far + if early { size } else { 0 };
            if found.as_ref().is_none_or(|(least, _)| cost < *least) {
                found = Some((cost, place));
            }
        }
    }
    found.map_or(frame, |(_, place)| place)
}

fn nearest(frame: Frame, faces: &[Rect]) -> Option<Rect> {
    let centre = frame.centre();
    let away = |face: &&Rect| {
        let (x, y) = ((face.from.x + face.to.x) / 2, (face.from.y + face.to.y) / 2);
        i64::from(x - centre.x).pow(2) + i64::from(y - centre.y).pow(2)
    };
    faces.iter().min_by_key(away).copied()
}

/// A place before a face's mouth.
fn towards(frame: Frame, face: Rect) -> Point {
    let (from, mouth) =
        (frame.centre(), Point { x: (face.from.x + face.to.x) / 2, y: face.from.y + face.height() * 4 / 5 });
    let part = |a: i32, b: i32| a + ((i64::from(b) - i64::from(a)) * (TAIL + 20) / 100) as i32;
    Point { x: part(from.x, mouth.x), y: part(from.y, mouth.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Art, FORMATS, templates};

    fn page(frames: &[Frame]) -> (Page, BookFormat, AssetId) {
        let format = FORMATS[0].format;
        let mut page = templates()[0].page(&format, Reading::LeftToRight);
        let id = AssetId(uuid::Uuid::from_u128(7));
        page.panels[0].art = Some(Art::new(id, (1_000, 1_600)));
        for (no, frame) in (1..).zip(frames) {
            let mut balloon = Balloon::new(no, BalloonKind::Speech, *frame, "Hello there", "en");
            balloon.panel = Some(1);
            page.balloons.push(balloon);
        }
        (page, format, id)
    }

    #[test]
    fn balloons_leave_faces_and_each_other_alone() {
        let frame = Frame { x: 6_000, y: 9_000, width: 4_000, height: 2_400 };
        let (page, format, id) = page(&[frame, frame, frame]);
        let known = HashMap::from([(id, vec![[300, 300, 400, 300], [50, 0, 200, 150]])]);
        for reading in [Reading::LeftToRight, Reading::RightToLeft] {
            let next = propose_balloons(&page, &format, reading, &known);
            let faces = faces_of(&page.panels[0], &known);
            let rects: Vec<Rect> = next.balloons.iter().map(|balloon| balloon.frame.rect()).collect();
            for (at, rect) in rects.iter().enumerate() {
                assert!(
                    faces.iter().all(|face| shared(*face, *rect) == 0),
                    "{reading:?} {rects:?} on {faces:?}"
                );
                assert!(rects[..at].iter().all(|other| shared(*other, *rect) == 0), "{rects:?}");
                assert_eq!(next.balloons[at].tails.len(), 1);
            }
            assert!(rects[2].from.y >= rects[0].from.y, "read in their order");
            assert_eq!(propose_balloons(&next, &format, reading, &known), next, "what lies well stays");
        }
    }

    #[test]
    fn what_has_no_room_is_kept_all_the_same() {
        let huge = Frame { x: 0, y: 0, width: 16_000, height: 26_000 };
        let (page, format, id) = page(&[huge, huge]);
        let known = HashMap::from([(id, vec![[0, 0, 1_000, 1_000], [900, 2_000, 65_535, 9]])]);
        let next = propose_balloons(&page, &format, Reading::LeftToRight, &known);
        assert_eq!(next.balloons.len(), 2);
        assert_eq!(next.balloons[0].frame.width, huge.width);
    }
}
