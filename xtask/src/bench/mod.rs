//! `cargo xtask bench`: what the documents claim, measured beside a reference in the same run.
//!
//! A bench is a module with one `run`; a number alone says little, so each says what it is compared with.

mod book;
mod gallery;
mod gateway;
mod health;
mod illustrator;
mod load;
mod nginx;
mod page;
mod person;
mod picture;
mod pixels;
mod start;
mod store;

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::sys::{self, cargo, must, target_dir};

/// One line of the table in BENCHMARKS.md.
pub(crate) struct Measured {
    /// What was measured, with its unit.
    pub(crate) what: String,
    pub(crate) easel: f64,
    /// The name and the figure of what it is compared with, taken in the same run on the same machine.
    pub(crate) reference: Option<(String, f64)>,
}

impl Measured {
    /// The medians of figures taken in turn; a reference without figures is none.
    fn medians(what: &str, easel: &[f64], reference: (&str, &[f64])) -> Self {
        let reference = (!reference.1.is_empty()).then(|| (reference.0.to_owned(), median(reference.1)));
        Self { what: what.to_owned(), easel: median(easel), reference }
    }
}

fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

struct Bench {
    name: &'static str,
    about: &'static str,
    run: fn(&std::path::Path) -> Result<Vec<Measured>>,
}

const BENCHES: [Bench; 11] = [
    Bench { name: "store", about: "submits and settled jobs, beside bare updates", run: store::run },
    Bench {
        name: "gateway",
        about: "what a studio adds to a provider's time, beside LiteLLM's proxy",
        run: gateway::run,
    },
    Bench {
        name: "gallery",
        about: "a gallery of 100,000 pictures: pages, search, thumbnails, beside InvokeAI's figures",
        run: gallery::run,
    },
    Bench { name: "picture", about: "pictures with their access check, beside nginx", run: picture::run },
    Bench { name: "page", about: "the first page, beside a bare one from nginx", run: page::run },
    Bench { name: "start", about: "from starting the program to its first answer", run: start::run },
    Bench { name: "memory", about: "memory after a thousand pictures", run: start::memory_after_work },
    Bench { name: "illustrator", about: "time and memory a drawn picture takes", run: illustrator::run },
    Bench { name: "pixels", about: "files, strips, formats, enlarging and cutting out", run: pixels::run },
    Bench {
        name: "book",
        about: "a comic of 24 pages as files, and what is dragged in its editor",
        run: book::run,
    },
    Bench {
        name: "health",
        about: "requests per second for the smallest answer, beside nginx",
        run: health::run,
    },
];

pub(crate) fn bench(args: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = args.iter().find(|arg| BENCHES.iter().all(|bench| bench.name != arg.as_str())) {
        let mut list = String::new();
        for bench in &BENCHES {
            let _ = write!(list, "\n  {:<11} {}", bench.name, bench.about);
        }
        bail!("there is no bench `{unknown}`; there are:{list}");
    }
    must(cargo().args(["build", "--release", "--package", "easel"]))?;
    let program = target_dir().join("release/easel");
    let machine = machine();
    println!("load before: {}", load_average());
    let mut table = String::from(
        "| what | Easel | reference in the same run | ratio | machine, date |\n|---|---|---|---|---|\n",
    );
    for bench in BENCHES.iter().filter(|bench| args.is_empty() || args.iter().any(|arg| arg == bench.name)) {
        println!("\n== {}: {}", bench.name, bench.about);
        for line in (bench.run)(&program)? {
            let (reference, ratio) = match &line.reference {
                Some((name, figure)) => {
                    (format!("{name}: {figure:.1}"), format!("{:.2}", line.easel / figure))
                }
                None => ("-".into(), "-".into()),
            };
            let _ =
                writeln!(table, "| {} | {:.1} | {reference} | {ratio} | {machine} |", line.what, line.easel);
        }
    }
    println!("\n{table}\nload after: {}", load_average());
    Ok(ExitCode::SUCCESS)
}

/// How much else the machine does: the first figure is the last minute's.
fn load_average() -> String {
    std::fs::read_to_string("/proc/loadavg")
        .map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}

/// The processor, how many of them, and the day.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        })
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let day = sys::output(sys::command("date").arg("+%Y-%m-%d")).unwrap_or_default();
    format!("{cores} x {model}, {day}")
}
