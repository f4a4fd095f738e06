//! Draws with everything a studio may ask: `studio OUT.png KEY=VALUE...`, where the keys are `prompt`, `size` (WxH),
//! `seed`, `style`, `clear` (yes), `palette` (hex,hex), `strength`, and the PNG files `ref`, `source` and `mask`;
//! `who` is `NAME:DESCRIPTION`, and `rig` prints the character's text. `ref` and `who` may be repeated.

#![expect(clippy::disallowed_methods, reason = "an example measures where the work is started")]

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::time::Instant;

use easel_illustrator::{Mask, Raster, Request, Rig, illustrate};

type Failure = Box<dyn std::error::Error>;

/// A decoded PNG file.
struct Image {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Image {
    fn read(path: &str) -> Result<Self, Failure> {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().ok_or("the file is too large")?];
        let info = reader.next_frame(&mut bytes)?;
        let deep = info.color_type.samples();
        let rgba = bytes[..info.buffer_size()]
            .chunks_exact(deep)
            .flat_map(|p| match *p {
                [v] => [v, v, v, 255],
                [v, a] => [v, v, v, a],
                [r, g, b] => [r, g, b, 255],
                _ => [p[0], p[1], p[2], p[3]],
            })
            .collect();
        Ok(Self { width: info.width, height: info.height, rgba })
    }

    fn raster(&self) -> Raster<'_> {
        Raster { width: self.width, height: self.height, rgba: &self.rgba }
    }
}

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().collect();
    let [_, out, rest @ ..] = args.as_slice() else {
        return Err("usage: studio OUT.png KEY=VALUE...".into());
    };
    let pairs: Vec<(&str, &str)> = rest.iter().filter_map(|arg| arg.split_once('=')).collect();
    let all = |key: &str| pairs.iter().filter(move |(k, _)| *k == key).map(|(_, v)| *v).collect::<Vec<_>>();
    let one = |key: &str| all(key).first().copied();
    let images = |key: &str| all(key).into_iter().map(Image::read).collect::<Result<Vec<_>, _>>();
    let (references, sources, masks) = (images("ref")?, images("source")?, images("mask")?);
    let usual = sources.first().map_or("1024x1024".to_owned(), |s| format!("{}x{}", s.width, s.height));
    let size = one("size").unwrap_or(&usual);
    let (width, height) = size.split_once('x').ok_or("a size is WxH")?;
    let number = |text: Option<&str>, usual: u64| text.map_or(Ok(usual), str::parse::<u64>);
    let palette = one("palette")
        .into_iter()
        .flat_map(|p| p.split(','))
        .map(|hex| u32::from_str_radix(hex, 16).map(|v| [(v >> 16) as u8, (v >> 8) as u8, v as u8]));
    let palette = palette.collect::<Result<Vec<_>, _>>()?;
    let characters: Vec<(String, Rig)> = all("who")
        .iter()
        .filter_map(|who| who.split_once(':'))
        .map(|(name, text)| (name.to_owned(), Rig::read(text, 7)))
        .collect();
    for (name, rig) in &characters {
        println!("{name}: {rig}");
    }
    let rasters: Vec<Raster<'_>> = references.iter().map(Image::raster).collect();
    let coverage: Vec<Vec<u8>> = masks.iter().map(|m| m.rgba.iter().step_by(4).copied().collect()).collect();
    let mask = masks.first().zip(coverage.first());
    let request = Request {
        style: one("style"),
        transparent: one("clear").is_some(),
        palette: &palette,
        characters: &characters,
        references: &rasters,
        source: sources.first().map(Image::raster),
        mask: mask.map(|(m, coverage)| Mask { width: m.width, height: m.height, coverage }),
        strength: one("strength").map(str::parse).transpose()?,
        ..Request::new(
            one("prompt").unwrap_or_default(),
            width.parse()?,
            height.parse()?,
            number(one("seed"), 1)?,
        )
    };
    let start = Instant::now();
    let picture = illustrate(&request, &mut |_, _| true)?;
    println!("{out}: {:.0?} {:?}", start.elapsed(), picture.account);
    let mut encoder = png::Encoder::new(BufWriter::new(File::create(out)?), picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&picture.rgba)?;
    Ok(())
}
