//! A picture and its thumbnail, each request with its access check, beside nginx serving the same bytes to anybody.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Measured, load, nginx::Nginx, person::Person};
use crate::studio::Studio;

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    let studio = Studio::start(program)?;
    let ada = Person::sign_up(studio.addr, "ada")?;
    ada.generate("a red fox in the snow under a full moon, storybook", (1024, 1024))?;
    if !ada.settled(Instant::now() + Duration::from_secs(30))? {
        bail!("the picture was not made within 30 seconds");
    }
    let assets = ada.read("/api/v1/assets")?;
    let id = assets["items"][0]["id"].as_str().context("there is no picture")?.to_owned();
    let (original, thumb) = (stored(&studio.data(), "-original-")?, stored(&studio.data(), "-thumb-")?);
    let nginx = Nginx::start(&[("original.png", &original), ("thumb.webp", &thumb)])?;
    let mut table = Vec::new();
    for (variant, file, bytes) in
        [("original", "/original.png", original.len()), ("thumb", "/thumb.webp", thumb.len())]
    {
        let path = format!("/api/v1/assets/{id}/content?variant={variant}");
        let (mut easel, mut reference) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            easel.push(load::requests_per_second(studio.addr, &path, Some(&ada.cookie), 8)?);
            if let Some(nginx) = &nginx {
                reference.push(load::requests_per_second(nginx.addr, file, None, 8)?);
            }
        }
        let what = format!("{variant}, {} KB, 8 connections (requests/s)", bytes / 1000);
        table.push(Measured::medians(&what, &easel, ("nginx", &reference)));
    }
    Ok(table)
}

/// The bytes of the one blob whose name says this.
fn stored(data: &Path, variant: &str) -> Result<Vec<u8>> {
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in fs::read_dir(data.join("blobs"))? {
        for file in fs::read_dir(folder?.path())? {
            found.push(file?.path());
        }
    }
    let path = found.iter().find(|path| path.to_string_lossy().contains(variant)).context("no such blob")?;
    Ok(fs::read(path)?)
}
