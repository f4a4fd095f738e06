//! Submits and settled jobs, through the store with an engine that takes no time, beside the smallest transaction that
//! guards a balance, on the same disk and database in the same run.

use std::path::Path;

use anyhow::{Context, Result};

use super::Measured;
use crate::postgres;
use crate::sys::{self, cargo, command, must, target_dir};

const ROUNDS: usize = 3;
/// Seconds of each figure of each round.
const SECONDS: &str = "2";

pub(super) fn run(_: &Path) -> Result<Vec<Measured>> {
    must(cargo().args(["build", "--release", "--package", "easel-db", "--example", "bare"]))?;
    must(cargo().args(["build", "--release", "--package", "easel-testing", "--example", "throughput"]))?;
    let mut table = Vec::new();
    let dir = sys::temp_dir("store")?;
    let outcome =
        on("SQLite", |round, what| format!("sqlite:{}", dir.join(format!("{what}{round}.db")).display()));
    let _ = std::fs::remove_dir_all(&dir);
    table.extend(outcome?);
    match postgres::start(postgres::Flush::Real)? {
        Some(server) => table.extend(on("PostgreSQL", |_, _| server.url.clone())?),
        None => println!("PostgreSQL is left out: {}", postgres::ADVICE),
    }
    Ok(table)
}

/// The figures on one database; `url` names a fresh place for each run.
fn on(database: &str, url: impl Fn(usize, &str) -> String) -> Result<Vec<Measured>> {
    let (mut driver, mut layer, mut submits, mut settled) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let said = example("bare", &url(round, "bare"))?;
        driver.push(figure(&said, "driver")?);
        layer.push(figure(&said, "layer")?);
        let said = example("throughput", &url(round, "throughput"))?;
        submits.push(figure(&said, "submits")?);
        settled.push(figure(&said, "settled")?);
    }
    let bare = match database {
        "SQLite" => "bare updates, one after another, a flush each",
        _ => "bare updates, 16 connections",
    };
    let ours = "the same update through easel-db, 16 clients";
    Ok(vec![
        Measured::medians(&format!("{database}: submits/s"), &submits, (bare, &driver)),
        Measured::medians(&format!("{database}: submits/s"), &submits, (ours, &layer)),
        Measured::medians(
            &format!("{database}: settled jobs/s (submit + claim + settle)"),
            &settled,
            (bare, &driver),
        ),
        Measured::medians(
            &format!("{database}: settled jobs/s (submit + claim + settle)"),
            &settled,
            (ours, &layer),
        ),
    ])
}

fn example(name: &str, url: &str) -> Result<String> {
    let program = target_dir().join("release/examples").join(name);
    let said =
        sys::output(command(&program).args([url, SECONDS])).with_context(|| format!("{name} failed"))?;
    println!("{name}: {}", said.replace('\n', ", "));
    Ok(said)
}

fn figure(said: &str, name: &str) -> Result<f64> {
    said.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        .with_context(|| format!("no figure `{name}`"))
}
