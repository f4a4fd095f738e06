//! The floor under every request: the smallest answer, beside nginx answering as many bytes.

use std::path::Path;

use anyhow::Result;

use super::{Measured, load, nginx::Nginx};
use crate::studio::Studio;

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    let studio = Studio::start(program)?;
    let nginx = Nginx::start(&[])?;
    let (mut easel, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        easel.push(load::requests_per_second(studio.addr, "/healthz", None, 64)?);
        if let Some(nginx) = &nginx {
            reference.push(load::requests_per_second(nginx.addr, "/healthz", None, 64)?);
        }
    }
    Ok(vec![Measured::medians("GET /healthz, 64 connections (requests/s)", &easel, ("nginx", &reference))])
}
