//! How long a person waits for a new studio, and for one that is started again.

use std::path::Path;

use anyhow::Result;

use super::Measured;
use crate::studio::Studio;

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    let mut waits = Vec::new();
    for _ in 0..5 {
        let studio = Studio::start(program)?;
        waits.push(studio.ready_after.as_secs_f64() * 1000.0);
        studio.stop()?;
    }
    waits.sort_by(f64::total_cmp);
    Ok(vec![Measured {
        what: "new studio, start to first healthy answer, median of 5 (ms)".into(),
        easel: waits[waits.len() / 2],
        reference: None,
    }])
}
