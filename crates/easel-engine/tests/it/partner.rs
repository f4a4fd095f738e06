//! What the tests with real servers have in common. They are ignored unless somebody asks for them, because they need
//! programs that are no part of this one: `cargo xtask partners` sets these up, starts them and runs the tests.

use crate::studio::{Seen, Way, request};
use bytes::Bytes;
use easel_domain::Outcome;
use easel_engine::{Answer, InputPicture, Mask, Pixels, Request};
use std::{io::Cursor, time::Duration};

/// How long a partner without a graphics card may take for a picture.
const PATIENCE: Duration = Duration::from_secs(540);

/// What a variable says of a partner.
pub(crate) fn told(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run `cargo xtask partners`"))
}

/// A request with enough time for a partner.
pub(crate) fn patient(way: &Way, count: u32) -> Request {
    Request { time_left: PATIENCE, ..request(way, count) }
}

/// The files of the pictures, or a panic that says how it ended instead.
#[track_caller]
pub(crate) fn files(answer: &Answer) -> Vec<Bytes> {
    let Outcome::Succeeded(made) = &answer.outcome else { panic!("no pictures: {}", words(answer)) };
    let file = |pixels: &Pixels| match pixels {
        Pixels::Encoded(file) => file.clone(),
        Pixels::Rgba { .. } => panic!("a file was to come"),
    };
    made.pictures.iter().map(|picture| file(&picture.pixels)).collect()
}

/// How it ended, in words.
pub(crate) fn words(answer: &Answer) -> String {
    let end = match &answer.outcome {
        Outcome::Succeeded(made) => format!("{} pictures", made.pictures.len()),
        Outcome::Rejected(why) => format!("rejected {:?}: {}", why.code, why.detail),
        Outcome::Failed { failure, retry } => format!("failed, again {retry}: {}", failure.detail),
        Outcome::Unknown { provider_ref } => format!("unknown: {provider_ref:?}"),
        Outcome::Cancelled => "cancelled".to_owned(),
    };
    format!("{end} ({:?})", answer.health)
}

/// Says on the test's output what was seen, so that a person who runs it learns more than that it passed.
pub(crate) fn tell(what: &str, answer: &Answer, seen: &Seen) {
    let previews = seen.previews.lock().expect("seen").len();
    let furthest = *seen.furthest.lock().expect("seen");
    println!("{what}: {}, {previews} unfinished pictures, progress {furthest:.2}", words(answer));
}

/// A decoded PNG: width, height, and red, green and blue of each pixel.
pub(crate) fn pixels(file: &Bytes) -> (u32, u32, Vec<[u8; 3]>) {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut bytes).expect("pixels");
    let bytes = &bytes[..frame.buffer_size()];
    let pixels = match frame.color_type {
        png::ColorType::Rgb => bytes.as_chunks::<3>().0.to_vec(),
        png::ColorType::Rgba => bytes.as_chunks::<4>().0.iter().map(|&[r, g, b, _]| [r, g, b]).collect(),
        other => panic!("a picture in {other:?}"),
    };
    (frame.width, frame.height, pixels)
}

/// A picture of one colour.
pub(crate) fn plain(side: u32, colour: [u8; 3]) -> InputPicture {
    let pixels = colour.repeat((side * side) as usize);
    InputPicture { png: encoded(side, png::ColorType::Rgb, &pixels), width: side, height: side }
}

/// The left half is painted anew.
pub(crate) fn left_half(side: u32) -> Mask {
    let luma = (0..side * side).map(|i| if i % side < side / 2 { 255 } else { 0 }).collect::<Vec<u8>>();
    Mask { width: side, height: side, luma: luma.into() }
}

/// The largest difference of a picture's right half from a colour.
pub(crate) fn off_right(file: &Bytes, colour: [u8; 3]) -> u8 {
    let (width, _, pixels) = pixels(file);
    let right = pixels.iter().enumerate().filter(|(i, _)| *i as u32 % width >= width / 2);
    right.flat_map(|(_, pixel)| (0..3).map(|i| pixel[i].abs_diff(colour[i]))).max().expect("pixels")
}

fn encoded(side: u32, colour: png::ColorType, pixels: &[u8]) -> Bytes {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(colour);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(pixels).expect("pixels");
    writer.finish().expect("a file");
    file.into()
}
