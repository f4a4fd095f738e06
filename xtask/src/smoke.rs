//! The built program, once, as a stranger starts it: empty data directory, start, answer, stop.

use std::path::Path;

use anyhow::{Result, bail};

use crate::studio::Studio;
use crate::sys;

pub(crate) fn smoke(program: &Path) -> Result<()> {
    let studio = Studio::start(program)?;
    println!("healthy after {} ms", studio.ready_after.as_millis());
    for path in ["/readyz", "/", "/api/v1/studio", "/api/v1/openapi.json"] {
        let (status, body) = sys::http_get(studio.addr, path)?;
        println!("GET {path}: {status}, {} bytes", body.len());
        if status != 200 {
            bail!("GET {path} answered {status}: {}", body.chars().take(400).collect::<String>());
        }
    }
    println!("stopped after {} ms", studio.stop()?.as_millis());
    Ok(())
}
