//! How long what is done with pixels takes, and how much memory: `cargo run --release -p easel-compose --example measure_pixels`.
//! A number names only the rows of the strip: `-- 20000`. A line is a figure: its name, a tab, and how much it is.

use easel_compose::{Decoded, Region, Strip};
use easel_domain::{
    AssetId, Extend,
    brand::{Corner, LogoPlace},
    format::format_of,
};
use easel_tells::{Settings, Source, Story, Tells, tell};
use easel_works::strip::{HEIGHT_MAX_PX, Seam, SeamKind, StripDocument, StripItem};
use std::{convert::Infallible, hint::black_box, time::Instant};

/// Something like a photo: waves with a little noise, so that encoders have work to do.
fn picture(width: u32, height: u32, seed: u32) -> Decoded {
    let mut noise = seed | 1;
    let mut rgba = Vec::with_capacity((width * height * 4) as usize);
    for y in 0..height {
        for x in 0..width {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let wave = (f64::from(x + seed) / 37.0).sin() * 60.0 + (f64::from(y) / 53.0).cos() * 60.0 + 128.0;
            let grain = (noise >> 28) as f64;
            rgba.extend([(wave + grain) as u8, (wave * 0.8) as u8, (255.0 - wave) as u8, 255]);
        }
    }
    Decoded { width, height, rgba }
}

/// The most memory this process has had, in mebibytes.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

#[expect(clippy::disallowed_methods, reason = "measuring needs a clock")]
fn timed<T>(what: &str, times: u32, mut work: impl FnMut() -> T) {
    let begun = Instant::now();
    for _ in 0..times {
        black_box(work());
    }
    let each = begun.elapsed().as_secs_f64() * 1000.0 / f64::from(times);
    println!("{what}, ms\t{each:.1}");
}

/// First of all, because the peak of memory is that of the whole process.
fn strip(rows: u32) {
    let (width_px, each, px) = (800, 1240, 12);
    let count = ((rows + px) / (each + px)).max(1);
    let item = StripItem { asset_id: AssetId(uuid::Uuid::nil()), seam: None };
    let document = StripDocument {
        name: "measured".into(),
        width_px,
        background: "#ffffff".into(),
        seam: Seam { kind: SeamKind::Gutter, px },
        items: vec![item; count as usize],
    };
    // Sources are wider than the strip, as pictures mostly are.
    let layout = document.layout(width_px, &vec![Some((1000, 1550)); count as usize]).expect("a layout");
    let before = peak_mib();
    for kind in ["PNG", "slices"] {
        let mut read = |at: usize| Ok::<_, Infallible>(picture(1000, 1550, at as u32));
        let strip = Strip {
            layout: &layout,
            background: [255; 3],
            story: None,
            read: &mut read,
            progress: &mut |_| true,
        };
        let mut most = 0;
        let what = format!("strip of {width_px} x {} from {count} pictures, {kind}", layout.height_px);
        let mut strip = Some(strip);
        timed(&what, 1, || {
            let strip = strip.take().expect("once");
            most = match kind {
                "PNG" => easel_compose::strip_png(strip, std::io::sink()).expect("a strip"),
                _ => easel_compose::strip_slices(strip, 1280, std::io::Cursor::new(Vec::new()))
                    .expect("slices"),
            };
        });
        println!("most pixels of it in memory, MiB\t{:.1}", most as f64 / 1_048_576.0);
        if kind == "PNG"
            && let (Some(before), Some(after)) = (before, peak_mib())
        {
            println!("memory of the process before the strip, MiB\t{before:.1}\nat most, MiB\t{after:.1}");
        }
    }
    timed("of which making the sources", 1, || {
        (0..count).map(|at| picture(1000, 1550, at).rgba.len()).sum::<usize>()
    });
}

fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(HEIGHT_MAX_PX);
    strip(rows.min(HEIGHT_MAX_PX));
    let one = picture(1024, 1024, 1);
    let story = Story {
        studio: "Measure".into(),
        source: Source::TrainedAlgorithmic,
        generation: None,
        settings: Some(Settings { prompt: "a fox".into(), model: "m".into(), ..Settings::default() }),
    };
    timed("1024 x 1024 as a PNG and in three sizes as WebP", 20, || {
        easel_compose::finish(1024, 1024, &one.rgba, &story).expect("files")
    });
    let logo = picture(600, 300, 2);
    timed("logo on 1024 x 1024", 20, || {
        let under = Decoded { width: 1024, height: 1024, rgba: one.rgba.clone() };
        easel_compose::place_logo(under, &logo, LogoPlace { corner: Corner::BottomRight, percent: 20 })
            .expect("placed")
    });
    timed("palette of 1024 x 1024", 50, || {
        easel_compose::palette_percent(&one, &[[200, 40, 60], [20, 30, 90]]).expect("a percent")
    });
    let story_format = format_of("instagram_story").expect("a format");
    timed("1024 x 1024 to a story of 1080 x 1920", 10, || {
        easel_compose::fit_format(&one, story_format, None).expect("cut")
    });
    timed("256 more pixels on the right of 1024 x 1024", 10, || {
        let sides = Extend { right: 256, ..Extend::default() };
        easel_compose::extend(&one, sides, 64).expect("room")
    });
    let side = 4096_u32;
    let large = picture(side, side, 3);
    let luma = (0..side * side).map(|i| if (i % side).abs_diff(side / 2) < 1500 { 255 } else { 0 }).collect();
    let region = Region { width: side, height: side, luma };
    for feather in [4, 256] {
        timed(&format!("masked edit of 4096 x 4096, feather {feather}"), 2, || {
            let made = Decoded { width: side, height: side, rgba: large.rgba.clone() };
            easel_compose::composite(&large, made, &region, feather).expect("put together")
        });
    }
    let file = easel_compose::png_telling(&large, &story).expect("a PNG");
    timed("what it tells, chosen anew", 1000, || tell(&file[..32 * 1024], None, Tells::NONE).expect("told"));
}
