//! Load from wrk.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};

use crate::sys::{self, command, which};

/// Five seconds of one thread asking for the same thing.
pub(super) fn requests_per_second(
    addr: SocketAddr,
    path: &str,
    header: Option<&str>,
    connections: u32,
) -> Result<f64> {
    if which("wrk").is_none() {
        bail!("this bench needs wrk (Debian: apt-get install wrk nginx-light)");
    }
    let mut wrk = command("wrk");
    wrk.args(["-t1", "-d5s"]).arg(format!("-c{connections}"));
    if let Some(header) = header {
        wrk.args(["-H", header]);
    }
    let said = sys::output(wrk.arg(format!("http://{addr}{path}"))).context("wrk failed")?;
    if said.contains("Non-2xx") {
        bail!("http://{addr}{path} refused some requests:\n{said}");
    }
    let rate = said
        .lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"))
        .and_then(|number| number.trim().parse().ok())
        .context("wrk told no figure")?;
    println!("{addr}{path}, {connections} connections: {rate:.0}/s");
    Ok(rate)
}
