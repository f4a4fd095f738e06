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
    asked(addr, path, header, connections).map(|(rate, _)| rate)
}

/// The same: requests a second, and the median of how long one took, in milliseconds.
pub(super) fn asked(
    addr: SocketAddr,
    path: &str,
    header: Option<&str>,
    connections: u32,
) -> Result<(f64, f64)> {
    if which("wrk").is_none() {
        bail!("this bench needs wrk (Debian: apt-get install wrk nginx-light)");
    }
    let mut wrk = command("wrk");
    wrk.args(["-t1", "-d5s", "--latency"]).arg(format!("-c{connections}"));
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
    let median = said
        .lines()
        .find_map(|line| line.trim().strip_prefix("50%"))
        .and_then(|time| milliseconds(time.trim()))
        .context("wrk told no median")?;
    println!("{addr}{path}, {connections} connections: {rate:.0}/s, {median:.2} ms");
    Ok((rate, median))
}

/// A time as wrk writes it.
fn milliseconds(time: &str) -> Option<f64> {
    let (number, unit) = time.split_at(time.find(|c: char| c.is_ascii_alphabetic())?);
    let number: f64 = number.parse().ok()?;
    match unit {
        "us" => Some(number / 1000.0),
        "ms" => Some(number),
        "s" => Some(number * 1000.0),
        _ => None,
    }
}
