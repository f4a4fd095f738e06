//! Faces on a photo: Eileen Collins, by NASA, in the public domain.

use std::io::Cursor;

use easel_vision::{Face, face_print, faces, nearness};

struct Photo {
    side: u32,
    rgba: Vec<u8>,
}

impl Photo {
    fn read() -> Self {
        let mut reader = png::Decoder::new(Cursor::new(include_bytes!("collins.png"))).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        Self { side: info.width, rgba: rgb.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect() }
    }

    /// On a larger grey picture, darker.
    fn elsewhere(&self, side: u32, left: u32, top: u32) -> Self {
        let mut rgba = vec![128; (side * side * 4) as usize];
        for y in 0..self.side {
            for x in 0..self.side {
                let from = ((y * self.side + x) * 4) as usize;
                let to = (((y + top) * side + x + left) * 4) as usize;
                for c in 0..3 {
                    rgba[to + c] = (f32::from(self.rgba[from + c]) * 0.7) as u8;
                }
            }
        }
        Self { side, rgba }
    }

    fn faces(&self) -> Vec<Face> {
        faces(&self.rgba, self.side, self.side).unwrap()
    }

    fn print(&self) -> [f32; 256] {
        face_print(&self.rgba, self.side, self.side, &self.faces()[0]).unwrap()
    }
}

#[test]
fn a_face_is_found_where_it_is() {
    let found = Photo::read().faces();
    assert_eq!(found.len(), 1);
    let area = found[0].area;
    let middle = (area.left + area.width / 2.0, area.top + area.height / 2.0);
    assert!((0.4..0.65).contains(&middle.0) && (0.4..0.7).contains(&middle.1), "{area:?}");
    assert!((0.25..0.65).contains(&area.width), "{area:?}");
    assert!(found[0].score > 0.7, "{}", found[0].score);
    let moved = Photo::read().elsewhere(260, 80, 84).faces();
    let there = moved[0].area.left * 260.0 - 80.0;
    assert!((there - area.left * 176.0).abs() < 14.0, "{there} and {}", area.left * 176.0);
}

#[test]
fn the_same_face_has_the_same_print() {
    let (one, other) = (Photo::read(), Photo::read().elsewhere(260, 80, 84));
    let near = nearness(&one.print(), &other.print());
    assert!(near > 0.6, "{near}");
    // The collar is no face.
    let mut collar = one.faces()[0];
    collar.area.top += 0.45;
    let far = nearness(&one.print(), &face_print(&one.rgba, one.side, one.side, &collar).unwrap());
    assert!(far < near - 0.3, "{far} and {near}");
}

#[test]
fn nobody_is_seen_where_nobody_is() {
    for (width, height) in [(300, 200), (1, 1), (2, 900), (4_000, 2)] {
        let slope: Vec<u8> = (0..width * height)
            .flat_map(|i| [(i % width % 256) as u8, 120, (i / width % 256) as u8, 255])
            .collect();
        assert_eq!(faces(&slope, width, height).unwrap(), [], "{width} x {height}");
    }
    assert!(faces(&[0; 5], 2, 2).is_err());
}
