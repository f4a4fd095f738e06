//! A gallery of 100,000 pictures over HTTP: its first and its last page, searches, what is counted beside it, thumbnails.
//! InvokeAI 6 was measured apart, with as many pictures on a like machine; its figures stand here.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::{Measured, load, person::Person};
use crate::studio::Studio;
use crate::sys::{self, cargo, command, must, target_dir};

const PICTURES: u32 = 100_000;
/// What is asked for, and what InvokeAI 6 took for it: milliseconds at the median, and requests a second of 16 clients.
const ASKED: [(&str, &str, Option<(f64, f64)>); 7] = [
    ("first page of 100", "limit=100", Some((42.0, 18.0))),
    ("last page of 100", "limit=100&cursor={last}", Some((98.0, 6.0))),
    ("last page of 100 of one model", "limit=100&model=brush&cursor={last}", None),
    ("search, a word of many (20,000)", "limit=100&q=fox", None),
    ("search, two words", "limit=100&q=fox+lantern", None),
    ("search, a word of few (10)", "limit=100&q=rare7", None),
    ("search in Chinese", "limit=100&q=%E7%81%AF%E5%A1%94", None),
];

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    must(cargo().args(["build", "--release", "--package", "easel-testing", "--example", "gallery"]))?;
    let studio = Studio::start(program)?;
    let ada = Person::sign_up(studio.addr, "ada")?;
    ada.generate("a red fox in the snow under a full moon, storybook", (1024, 1024))?;
    if !ada.settled(Instant::now() + Duration::from_secs(30))? {
        bail!("the picture was not made within 30 seconds");
    }
    let drawn = ada.read("/api/v1/assets")?["items"][0]["id"].as_str().context("no picture")?.to_owned();
    let mut told = String::new();
    let studio = studio.again_after(program, |data| {
        let fill = target_dir().join("release/examples/gallery");
        let database = data.join("easel.db");
        let mut fill = command(&fill);
        fill.arg(&database).arg("ada@example.com").arg(PICTURES.to_string());
        told = sys::output(&mut fill).context("the gallery could not be filled")?;
        Ok(())
    })?;
    let ada = ada.at(studio.addr);
    let last = told.trim().lines().last().context("no cursor came")?;
    let total = ada.read("/api/v1/assets/facets")?["total"].as_u64();
    ensure!(total == Some(u64::from(PICTURES) + 1), "{total:?} pictures are there");
    let mut table = Vec::new();
    for (what, query, reference) in ASKED {
        let path = format!("/api/v1/assets?{}", query.replace("{last}", last));
        let page = ada.read(&path)?;
        ensure!(page["items"].as_array().is_some_and(|items| !items.is_empty()), "{what}: nothing was found");
        table.extend(measured(studio.addr, &path, &ada.cookie, what, reference)?);
    }
    table.extend(measured(studio.addr, "/api/v1/assets/facets", &ada.cookie, "everything counted", None)?);
    for variant in ["thumb", "small"] {
        let path = format!("/api/v1/assets/{drawn}/content?variant={variant}");
        let what = format!("its pictures, variant {variant}");
        table.extend(measured(studio.addr, &path, &ada.cookie, &what, None)?);
    }
    Ok(table)
}

/// The median of one client, and how much 16 get.
fn measured(
    addr: std::net::SocketAddr,
    path: &str,
    cookie: &str,
    what: &str,
    reference: Option<(f64, f64)>,
) -> Result<[Measured; 2]> {
    let (mut medians, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        medians.push(load::asked(addr, path, Some(cookie), 1)?.1);
        rates.push(load::asked(addr, path, Some(cookie), 16)?.0);
    }
    let other = |figure: Option<f64>| figure.into_iter().collect::<Vec<_>>();
    let (slow, few) = (other(reference.map(|r| r.0)), other(reference.map(|r| r.1)));
    Ok([
        Measured::medians(&format!("{what}, 1 client, median (ms)"), &medians, ("InvokeAI 6", &slow)),
        Measured::medians(&format!("{what}, 16 clients (requests/s)"), &rates, ("InvokeAI 6", &few)),
    ])
}
