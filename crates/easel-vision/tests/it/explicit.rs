//! What is harmless is found harmless. What is not is in no test of ours.

use easel_vision::{VisionError, explicitness};
use std::io::Cursor;

#[test]
fn a_portrait_and_a_drawing_are_harmless() {
    let mut reader = png::Decoder::new(Cursor::new(include_bytes!("collins.png"))).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let side = reader.next_frame(&mut rgb).unwrap().width;
    let rgba: Vec<u8> = rgb.chunks_exact(3).flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    let portrait = explicitness(&rgba, side, side).unwrap();
    assert!(portrait < 0.2, "{portrait}");
    let (wide, high) = (300_u32, 200_u32);
    let disc: Vec<u8> = (0..high)
        .flat_map(|y| (0..wide).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let inside = (i64::from(x) - 150).pow(2) + (i64::from(y) - 100).pow(2) < 4_900;
            if inside { [230, 90, 40, 255] } else { [0, 0, 0, 0] }
        })
        .collect();
    let drawing = explicitness(&disc, wide, high).unwrap();
    assert!(drawing < 0.5, "{drawing}");
    assert_eq!(
        explicitness(&disc, wide, high).unwrap().to_bits(),
        drawing.to_bits(),
        "the same says the same"
    );
    assert!(matches!(explicitness(&disc, wide, 1), Err(VisionError::Size { .. })));
}
