//! What is done with pixels after a model, or instead of one: files, strips, formats, enlarging, cutting out.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Measured;
use crate::sys::{cargo, must, target_dir};

pub(super) fn run(_: &Path) -> Result<Vec<Measured>> {
    let mut rows = Vec::new();
    for (package, example) in [("easel-compose", "measure_pixels"), ("easel-vision", "measure_models")] {
        must(cargo().args(["build", "--release", "--package", package, "--example", example]))?;
        let program = target_dir().join("release/examples").join(example);
        let output = Command::new(&program).output().with_context(|| program.display().to_string())?;
        ensure!(output.status.success(), "{package}: {}", String::from_utf8_lossy(&output.stderr));
        for line in String::from_utf8(output.stdout)?.lines() {
            let (what, figure) = line.split_once('\t').with_context(|| line.to_owned())?;
            let easel = figure.trim().parse().with_context(|| line.to_owned())?;
            rows.push(Measured { what: what.to_owned(), easel, reference: None });
        }
    }
    Ok(rows)
}
