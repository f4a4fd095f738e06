//! Draws a prompt to a PNG file: `draw PROMPT OUT.png [SEED] [WIDTH] [HEIGHT] [STYLE]`. With `-` for the file it only
//! measures.

#![expect(clippy::disallowed_methods, reason = "an example measures where the work is started")]

use std::fs::File;
use std::io::BufWriter;
use std::time::Instant;

use easel_illustrator::{Request, illustrate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, prompt, out, rest @ ..] = args.as_slice() else {
        return Err("usage: draw PROMPT OUT.png [SEED] [WIDTH] [HEIGHT] [STYLE]".into());
    };
    let number = |at: usize, otherwise: u32| rest.get(at).map_or(Ok(otherwise), |s| s.parse::<u32>());
    let request = Request {
        style: rest.get(3).map(String::as_str),
        ..Request::new(prompt, number(1, 1024)?, number(2, 1024)?, u64::from(number(0, 1)?))
    };
    let start = Instant::now();
    let mut stages = String::new();
    let picture = illustrate(&request, &mut |stage, _| {
        stages += &format!("{stage:?} {} ms ", start.elapsed().as_millis());
        true
    })?;
    eprintln!("{stages}");
    eprintln!(
        "understood {:?}, ignored {:?}, note {:?}",
        picture.account.understood, picture.account.ignored, picture.account.note
    );
    if out == "-" {
        return Ok(());
    }
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(out)?), picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&picture.rgba)?;
    Ok(())
}
