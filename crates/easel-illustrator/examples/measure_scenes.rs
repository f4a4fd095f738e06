//! Measures the illustrator on one core, and on all: `measure time SIDE STYLE`, `measure memory SIDE STYLE`,
//! `measure throughput SIDE`. Prints one figure a line: milliseconds a picture (the median), and beside it the
//! milliseconds that packing the same picture as a PNG file takes; the most memory ever held, in MB; pictures a second.

#![expect(clippy::disallowed_methods, reason = "an example measures where the work is started")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use easel_illustrator::{Picture, Request, illustrate};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Twenty prompts of many kinds.
const PROMPTS: &str = include_str!("prompts.txt");
/// How long pictures are drawn on all cores.
const WHILE: Duration = Duration::from_secs(5);

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["time", side, style] => time(side.parse()?, style),
        ["memory", side, style] => memory(side.parse()?, style),
        ["throughput", side] => throughput(side.parse()?),
        _ => Err("usage: measure time SIDE STYLE | memory SIDE STYLE | throughput SIDE".into()),
    }
}

fn prompts() -> impl Iterator<Item = &'static str> {
    let words = |line: &'static str| line.split('|').next().unwrap_or_default().trim();
    PROMPTS.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(words)
}

fn draw(prompt: &str, side: u32, style: Option<&str>, seed: u64) -> Outcome<Picture> {
    let request = Request { style, ..Request::new(prompt, side, side, seed) };
    Ok(illustrate(&request, &mut |_, _| true)?)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

fn time(side: u32, style: &str) -> Outcome<()> {
    let (mut drawing, mut packing) = (Vec::new(), Vec::new());
    // The first picture also unpacks the art.
    draw("a fox", 64, None, 1)?;
    let few = if side > 2048 { 5 } else { 20 };
    for (seed, prompt) in prompts().take(few).enumerate() {
        let begun = Instant::now();
        let picture = draw(prompt, side, Some(style), seed as u64)?;
        drawing.push(begun.elapsed().as_secs_f64() * 1000.0);
        let begun = Instant::now();
        let mut encoder = png::Encoder::new(Vec::new(), picture.width, picture.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header()?.write_image_data(&picture.rgba)?;
        packing.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    println!("{:.1}\n{:.1}", median(drawing), median(packing));
    Ok(())
}

/// The most this process held while it drew, less what it held before.
fn memory(side: u32, style: &str) -> Outcome<()> {
    let before = held("VmRSS")?;
    for (seed, prompt) in prompts().take(3).enumerate() {
        draw(prompt, side, Some(style), seed as u64)?;
    }
    println!("{:.1}", held("VmHWM")? - before);
    Ok(())
}

/// A line of what Linux says of this process, in MB.
fn held(name: &str) -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line =
        status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

fn throughput(side: u32) -> Outcome<()> {
    draw("a fox", 64, None, 1)?;
    let prompts: Vec<&str> = prompts().collect();
    let (drawn, begun) = (AtomicU64::new(0), Instant::now());
    let cores = std::thread::available_parallelism()?.get() as u64;
    std::thread::scope(|scope| {
        for core in 0..cores {
            let (drawn, prompts) = (&drawn, &prompts);
            scope.spawn(move || {
                for seed in core * 1000.. {
                    let prompt = prompts[seed as usize % prompts.len()];
                    if begun.elapsed() > WHILE || draw(prompt, side, None, seed).is_err() {
                        return;
                    }
                    drawn.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    println!("{:.2}", drawn.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64());
    Ok(())
}
