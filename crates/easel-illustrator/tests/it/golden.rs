//! Pictures that must stay as they are, within what the eye can see.
//!
//! `EASEL_BLESS=1 cargo test -p easel-illustrator golden` writes them anew.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;

use easel_illustrator::{Request, illustrate};

/// Side of a golden picture in pixels; they are kept at half of it.
const SIDE: u32 = 256;

const GOLDEN: [(&str, &str, &str); 8] = [
    ("fox", "storybook", "a red fox reading a book under a lantern at night, snow falling"),
    ("pandas", "storybook", "three pandas in front of a castle at sunset, mountains"),
    ("girl", "anime", "a girl with a red balloon in the city at dusk"),
    ("sea", "watercolour", "a whale and a sailboat on the sea at dawn"),
    ("room", "ink", "an old wizard wearing glasses with a cup of tea in the library"),
    ("space", "pixel-art", "an astronaut and a robot on mars"),
    ("reef", "paper-cut", "a turtle under the sea with two fish"),
    ("fisherman", "cinema", "a photorealistic portrait of an elderly fisherman"),
];

#[test]
fn golden_pictures_look_as_they_did() {
    let bless = std::env::var_os("EASEL_BLESS").is_some();
    for (name, style, prompt) in GOLDEN {
        let request = Request { style: Some(style), ..Request::new(prompt, SIDE, SIDE, 11) };
        let drawn = halve(&illustrate(&request, &mut |_, _| true).expect("drawn").rgba, SIDE as usize);
        if bless {
            write(name, &drawn);
            continue;
        }
        let apart = difference(&read(name), &drawn);
        assert!(
            apart < 2.5,
            "{name} differs by {apart} of 255; look at it, then bless it with EASEL_BLESS=1"
        );
    }
}

/// The mean difference of two pictures per channel, 0 to 255.
pub(crate) fn difference(one: &[u8], other: &[u8]) -> f64 {
    assert_eq!(one.len(), other.len());
    let sum: u64 = one.iter().zip(other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

/// Averages squares of four pixels and drops alpha: grain and single edges stop mattering.
fn halve(rgba: &[u8], side: usize) -> Vec<u8> {
    let half = side / 2;
    let mut out = Vec::with_capacity(half * half * 3);
    for y in 0..half {
        for x in 0..half {
            for c in 0..3 {
                let at = |dx: usize, dy: usize| u32::from(rgba[((y * 2 + dy) * side + x * 2 + dx) * 4 + c]);
                out.push(((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4) as u8);
            }
        }
    }
    out
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.png"))
}

fn write(name: &str, rgb: &[u8]) {
    let path = path(name);
    fs::create_dir_all(path.parent().expect("a golden picture has a folder"))
        .expect("the folder can be made");
    let mut encoder = png::Encoder::new(File::create(path).expect("a file can be made"), SIDE / 2, SIDE / 2);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.write_header().and_then(|mut w| w.write_image_data(rgb)).expect("a picture can be written");
}

fn read(name: &str) -> Vec<u8> {
    let file = File::open(path(name)).expect("a golden picture is committed");
    let mut reader = png::Decoder::new(BufReader::new(file)).read_info().expect("a golden picture is a PNG");
    let mut rgb = vec![0; reader.output_buffer_size().expect("a size is known")];
    reader.next_frame(&mut rgb).expect("a golden picture is complete");
    rgb
}
