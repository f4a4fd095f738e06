//! Draws many prompts, one a line, onto one contact sheet: `sheet PROMPTS.txt OUT.png [SIDE] [COLUMNS]`.
//!
//! A line may end in `| STYLE`, `| WIDTHxHEIGHT` and `| clear` (figures on nothing, shown on the sheet's grey);
//! pictures are fitted into squares.

use std::fs::File;
use std::io::BufWriter;

use easel_illustrator::{Request, illustrate};

/// Of the sheet where nothing lies on it.
const GREY: u8 = 140;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, prompts, out, rest @ ..] = args.as_slice() else {
        return Err("usage: sheet PROMPTS.txt OUT.png [SIDE] [COLUMNS]".into());
    };
    let side: u32 = rest.first().map_or(Ok(384), |s| s.parse())?;
    let columns: u32 = rest.get(1).map_or(Ok(4), |s| s.parse())?;
    let text = std::fs::read_to_string(prompts)?;
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    let rows = (lines.len() as u32).div_ceil(columns);
    let (width, height) = (columns * side, rows * side);
    let mut sheet = [GREY, GREY, GREY, 255].repeat((width * height) as usize);
    for (at, line) in lines.iter().enumerate() {
        let mut parts = line.split('|').map(str::trim);
        let prompt = parts.next().unwrap_or_default();
        let (mut style, mut size, mut transparent) = (None, (side, side), false);
        for part in parts {
            match part.split_once('x').map(|(w, h)| (w.parse::<u32>(), h.parse::<u32>())) {
                Some((Ok(w), Ok(h))) => {
                    let most = w.max(h);
                    size = (side * w / most, side * h / most);
                }
                _ if part == "clear" => transparent = true,
                _ => style = Some(part),
            }
        }
        let request = Request { style, transparent, ..Request::new(prompt, size.0, size.1, at as u64 + 1) };
        let picture = illustrate(&request, &mut |_, _| true)?;
        println!("{prompt}: ignored {:?} {:?}", picture.account.ignored, picture.account.note);
        let (left, top) = ((at as u32 % columns) * side, (at as u32 / columns) * side);
        for y in 0..picture.height {
            let from = (y * picture.width * 4) as usize;
            let to = (((top + y) * width + left) * 4) as usize;
            let long = (picture.width * 4) as usize;
            let places = sheet[to..to + long].chunks_exact_mut(4);
            for (place, pixel) in places.zip(picture.rgba[from..from + long].chunks_exact(4)) {
                lay(place, pixel);
            }
        }
    }
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(out)?), width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&sheet)?;
    Ok(())
}

/// Lays a pixel with straight alpha over an opaque one.
fn lay(place: &mut [u8], pixel: &[u8]) {
    let alpha = u32::from(pixel[3]);
    for (below, above) in place.iter_mut().zip(pixel).take(3) {
        *below = ((u32::from(*above) * alpha + u32::from(*below) * (255 - alpha)) / 255) as u8;
    }
}
