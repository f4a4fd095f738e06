//! Measures every tool of the crate on this machine: `measure [PICTURE.png ...]`. Without pictures it draws one. With
//! pictures named `NAME-ANYTHING.png` it also says how alike they look, of one name and of different ones. A line is a
//! figure: its name, a tab, and how much it is.

#![expect(clippy::disallowed_methods, reason = "an example measures where the work is started")]

use easel_vision::{appearance, cut_out, faces, likeness, meaning, upscale};
use std::{error::Error, fs, fs::File, io::BufReader, path::Path, time::Instant};

struct Image {
    name: String,
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Image {
    fn read(path: &str) -> Result<Self, Box<dyn Error>> {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
        decoder
            .set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
        let mut reader = decoder.read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().ok_or("the file is too large")?];
        let info = reader.next_frame(&mut bytes)?;
        let deep = info.color_type.samples();
        let rgba = bytes[..info.buffer_size()].chunks_exact(deep);
        let rgba =
            rgba.flat_map(|p| if deep == 2 { [p[0], p[0], p[0], p[1]] } else { [p[0], p[1], p[2], p[3]] });
        let name = Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, width: info.width, height: info.height, rgba: rgba.collect() })
    }

    fn drawn(side: u32) -> Self {
        let mut rgba = Vec::new();
        for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
            let (u, v) = (x as f32 / side as f32 - 0.5, y as f32 / side as f32 - 0.5);
            let disc = u.hypot(v) < 0.3;
            let wave = ((u * 40.0).sin() * 40.0 + 128.0) as u8;
            rgba.extend(if disc { [230, wave, 40, 255] } else { [90, 160, 200 - wave / 4, 255] });
        }
        Self { name: "drawn".to_owned(), width: side, height: side, rgba }
    }
}

/// The most memory the process has held, where the system tells.
fn tell_peak(when: &str) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").trim().parse::<u64>().ok());
    if let Some(kib) = kib {
        println!("most memory {when}, MiB\t{}", kib / 1024);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let mut images = paths.iter().map(|path| Image::read(path)).collect::<Result<Vec<_>, _>>()?;
    if images.is_empty() {
        images.push(Image::drawn(512));
    }
    tell_peak("at the start");
    for text in ["a fox", "a fox in a snowy forest at dusk, with a red scarf, in watercolour"] {
        meaning(text)?;
        let start = Instant::now();
        for _ in 0..20 {
            meaning(text)?;
        }
        println!("meaning of {} characters, ms\t{:.1}", text.len(), start.elapsed().as_secs_f64() * 50.0);
    }
    let mut looks = Vec::new();
    for image in &images {
        let Image { name, width, height, rgba } = image;
        let start = Instant::now();
        let cut = cut_out(rgba, *width, *height)?;
        println!("{name}: cut out, ms\t{}", start.elapsed().as_millis());
        println!("{name}: how sure, %\t{:.0}", cut.sure * 100.0);
        let start = Instant::now();
        let found = faces(rgba, *width, *height)?;
        println!("{name}: {} faces found, ms\t{}", found.len(), start.elapsed().as_millis());
        looks.push((name, appearance(rgba, *width, *height)?));
    }
    let Image { name, width, height, rgba } = &images[0];
    for factor in [2, 4] {
        let start = Instant::now();
        let large = upscale(rgba, *width, *height, factor, &mut |_| true)?;
        let pixels = f64::from(large.width) * f64::from(large.height) / 1e6;
        let each = start.elapsed().as_millis() as f64 / pixels;
        println!("{name}: enlarged {factor} times, ms for a million pixels of what came out\t{each:.0}");
    }
    tell_peak("with every tool used");
    let (mut same, mut different) = (Vec::new(), Vec::new());
    for (i, (one, look)) in looks.iter().enumerate() {
        for (other, other_look) in &looks[..i] {
            let who = |name: &str| name.split('-').next().map(str::to_owned);
            let of_one = who(one) == who(other);
            (if of_one { &mut same } else { &mut different }).push(likeness(look, other_look));
        }
    }
    for (name, mut found) in [("one name", same), ("different names", different)] {
        found.sort_by(f32::total_cmp);
        if let (Some(least), Some(most)) = (found.first(), found.last()) {
            let at = |percent: usize| found[(found.len() - 1) * percent / 100];
            println!("{} pairs of {name}: likeness at least\t{least:.0}", found.len());
            for (share, percent) in [("a quarter below", 25), ("half below", 50), ("a quarter above", 75)] {
                println!("{share}\t{:.0}", at(percent));
            }
            println!("at most\t{most:.0}");
        }
    }
    Ok(())
}
