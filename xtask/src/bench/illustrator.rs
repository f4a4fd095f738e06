//! The built-in illustrator: time a picture on one core beside packing it as a PNG file, memory, pictures a second on all
//! cores.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Measured;
use crate::sys::{cargo, must, target_dir};

const STYLES: [&str; 12] = [
    "storybook",
    "watercolour",
    "ink",
    "pixel-art",
    "anime",
    "cinema",
    "paper-cut",
    "line-art",
    "flat",
    "crayon",
    "comic",
    "isometric",
];

pub(super) fn run(_: &Path) -> Result<Vec<Measured>> {
    must(cargo().args([
        "build",
        "--release",
        "--package",
        "easel-illustrator",
        "--example",
        "measure_scenes",
    ]))?;
    let mut rows = Vec::new();
    for side in ["512", "1024", "2048", "4096"] {
        rows.push(time(side, "storybook")?);
        rows.push(Measured {
            what: format!("most memory while drawing, {side}x{side}, MB"),
            easel: figures(&["memory", side, "storybook"])?[0],
            reference: None,
        });
    }
    for style in &STYLES[1..] {
        rows.push(time("1024", style)?);
    }
    for side in ["512", "1024"] {
        rows.push(Measured {
            what: format!("pictures/s on all cores, {side}x{side}"),
            easel: figures(&["throughput", side])?[0],
            reference: None,
        });
    }
    Ok(rows)
}

fn time(side: &str, style: &str) -> Result<Measured> {
    let figures = figures(&["time", side, style])?;
    ensure!(figures.len() == 2, "two figures were expected");
    Ok(Measured {
        what: format!("a picture, {side}x{side}, {style}, one core, ms"),
        easel: figures[0],
        reference: Some(("packing it as PNG".to_owned(), figures[1])),
    })
}

/// What the example prints.
fn figures(args: &[&str]) -> Result<Vec<f64>> {
    let program = target_dir().join("release/examples/measure_scenes");
    let output = Command::new(&program).args(args).output().with_context(|| program.display().to_string())?;
    ensure!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let figures: Vec<f64> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    ensure!(!figures.is_empty(), "{args:?} printed no figure");
    Ok(figures)
}
