//! What a studio adds to a provider that answers at once: every request holds credits, is made, kept, captured and
//! answered when it is over. Beside it LiteLLM's proxy, which passes the same requests on and keeps no books, and the
//! provider itself.

mod proxy;
mod sides;

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};

use super::{Measured, median, start::memory};
use crate::postgres;
use crate::sys::{self, cargo, must, target_dir};
use proxy::LiteLlm;
use sides::{Gate, Loaded, Provider, Side};

const ROUNDS: usize = 3;
const CLIENTS: [usize; 3] = [1, 16, 64];
const SECONDS: f64 = 3.0;
/// Pictures in 4K are asked for by so many at once for so long.
const LARGE_CLIENTS: usize = 16;
const LARGE_SECONDS: f64 = 15.0;

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    must(cargo().args(["build", "--release", "--package", "easel-testing", "--example", "gateway"]))?;
    let tool = target_dir().join("release/examples/gateway");
    let mut table = Vec::new();
    let dir = sys::temp_dir("gateway")?;
    let done = small(program, &tool, &dir).and_then(|lines| {
        table.extend(lines);
        table.extend(large(program, &tool, &dir)?);
        Ok(())
    });
    let _ = std::fs::remove_dir_all(&dir);
    done.map(|()| table)
}

/// The studios there can be, each with what its database is called.
fn gates(program: &Path, tool: &Path, dir: &Path, provider: &Provider) -> Result<Vec<Gate>> {
    let mut gates = vec![Gate::open(program, tool, dir, ("SQLite", None), provider)?];
    match postgres::start(postgres::Flush::Real)? {
        Some(server) => {
            gates.push(Gate::open(program, tool, dir, ("PostgreSQL", Some(server)), provider)?);
        }
        None => println!("PostgreSQL is left out: {}", postgres::ADVICE),
    }
    Ok(gates)
}

fn small(program: &Path, tool: &Path, dir: &Path) -> Result<Vec<Measured>> {
    let provider = Provider::start(tool)?;
    let gates = gates(program, tool, dir, &provider)?;
    let rest: Vec<f64> =
        gates.iter().map(|gate| memory(gate.studio.pid(), "VmRSS")).collect::<Result<_>>()?;
    let proxy = LiteLlm::start(dir, &provider)?;
    let proxy_rest = proxy.as_ref().map(|proxy| memory(proxy.pid(), "VmRSS")).transpose()?;
    let mut sides = vec![provider.side(dir, "64x64")?];
    if let Some(proxy) = &proxy {
        sides.push(proxy.side(dir, "64x64")?);
    }
    for gate in &gates {
        sides.push(gate.side(dir, (64, 64))?);
    }
    let before = provider.count()?;
    let loaded = in_turn(tool, &mut sides)?;
    let mut table = Vec::new();
    for (index, gate) in gates.iter().enumerate() {
        let at = sides.len() - gates.len() + index;
        let asked: usize = sides[at].asked;
        gate.verify(program, asked)?;
        table.extend(lines(gate.database, &loaded, (at, proxy.is_some())));
        let most = memory(gate.studio.pid(), "VmHWM")?;
        let proxy_most = proxy.as_ref().map(|proxy| memory(proxy.pid(), "VmHWM")).transpose()?;
        let what = |what: &str| format!("{}: resident memory {what} (MB)", gate.database);
        table.push(beside(what("at rest"), rest[index], proxy_rest));
        table.push(beside(what("at most"), most, proxy_most));
    }
    let all: usize = sides.iter().map(|side| side.asked).sum();
    let made = provider.count()? - before;
    if made != all as u64 {
        bail!("{all} requests were answered, and the provider made {made} pictures");
    }
    println!("{all} requests, and as many pictures asked of the provider: each once");
    Ok(table)
}

fn beside(what: String, easel: f64, proxy: Option<f64>) -> Measured {
    Measured { what, easel, reference: proxy.map(|figure| ("LiteLLM".to_owned(), figure)) }
}

/// For each number of clients and each side what the rounds gave.
fn in_turn(tool: &Path, sides: &mut [Side]) -> Result<Vec<Vec<Vec<Loaded>>>> {
    let mut all: Vec<Vec<Vec<Loaded>>> = CLIENTS.iter().map(|_| vec![Vec::new(); sides.len()]).collect();
    for _ in 0..ROUNDS {
        for (at, clients) in CLIENTS.iter().enumerate() {
            let mut line = format!("{clients:>3} clients:");
            for (index, side) in sides.iter_mut().enumerate() {
                let loaded = side.load(tool, *clients, SECONDS)?;
                let _ = write!(
                    line,
                    "  {} {:.0}/s {:.2} ms (99%: {:.2}, busy {:.2})",
                    side.name, loaded.rate, loaded.median_ms, loaded.p99_ms, loaded.busy_ms
                );
                all[at][index].push(loaded);
            }
            println!("{line}");
        }
    }
    Ok(all)
}

fn figure(loaded: &[Loaded], of: impl Fn(&Loaded) -> f64) -> f64 {
    median(&loaded.iter().map(of).collect::<Vec<_>>())
}

/// The lines of one studio: throughput beside LiteLLM and the bare provider, and what it adds to the provider's time.
fn lines(database: &str, loaded: &[Vec<Vec<Loaded>>], (at, has_proxy): (usize, bool)) -> Vec<Measured> {
    let mut lines = Vec::new();
    for (clients, sides) in CLIENTS.iter().zip(loaded) {
        let with = |what: &str| {
            format!("{database}: {what}, {clients} client{}", if *clients == 1 { "" } else { "s" })
        };
        let rate = |side: usize| figure(&sides[side], |l| l.rate);
        let mut push = |what: String, easel: f64, reference: Option<(&str, f64)>| {
            let reference = reference.map(|(name, figure)| (name.to_owned(), figure));
            lines.push(Measured { what, easel, reference });
        };
        if has_proxy {
            push(with("pictures/s"), rate(at), Some(("LiteLLM", rate(1))));
        }
        push(with("pictures/s"), rate(at), Some(("the bare provider", rate(0))));
        for (what, of) in [
            ("added at the median (ms)", (|l: &Loaded| l.median_ms) as fn(&Loaded) -> f64),
            ("added at the 99th percentile (ms)", |l: &Loaded| l.p99_ms),
        ] {
            let added = |side: usize| figure(&sides[side], of) - figure(&sides[0], of);
            push(with(what), added(at), has_proxy.then(|| ("LiteLLM", added(1))));
        }
        let busy = |side: usize| figure(&sides[side], |l| l.busy_ms);
        push(with("processor time a picture (ms)"), busy(at), has_proxy.then(|| ("LiteLLM", busy(1))));
    }
    lines
}

/// Pictures in 4K: what is in flight must not make the memory grow.
fn large(program: &Path, tool: &Path, dir: &Path) -> Result<Vec<Measured>> {
    let provider = Provider::start(tool)?;
    let gate = Gate::open(program, tool, dir, ("SQLite", None), &provider)?;
    let mut side = gate.side(dir, (3840, 2160))?;
    let first = side.load(tool, LARGE_CLIENTS, LARGE_SECONDS)?;
    let early = memory(gate.studio.pid(), "VmHWM")?;
    side.load(tool, LARGE_CLIENTS, LARGE_SECONDS)?;
    let most = memory(gate.studio.pid(), "VmHWM")?;
    gate.verify(program, side.asked)?;
    let mut proxy_figures = None;
    if let Some(proxy) = LiteLlm::start(dir, &provider)? {
        let loaded = proxy.side(dir, "3840x2160")?.load(tool, LARGE_CLIENTS, LARGE_SECONDS)?;
        proxy_figures = Some((loaded.rate, memory(proxy.pid(), "VmHWM")?));
    }
    let what = format!("4K pictures/s, {LARGE_CLIENTS} clients, decoded, packed and kept in three sizes");
    Ok(vec![
        beside(what, first.rate, proxy_figures.map(|(rate, _)| rate)),
        beside("resident memory at most meanwhile (MB)".to_owned(), most, proxy_figures.map(|(_, mb)| mb)),
        Measured {
            what: "the same, beside the first half of that time (MB)".to_owned(),
            easel: most,
            reference: Some(("after the first half".to_owned(), early)),
        },
    ])
}
