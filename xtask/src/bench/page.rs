//! What a browser waits for when it has never been here: the landing page and, signed in, the page that makes pictures,
//! beside a bare static page from nginx in the same browser.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Measured, nginx::Nginx, person::Person};
use crate::studio::Studio;
use crate::sys::{command, root};
use crate::{browser, npm};

const BARE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Bare</title>\
                    <style>body{font:16px sans-serif}</style><main><h1>Bare</h1><button>Go</button></main></html>\n";

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    let chromium = browser::find().context(browser::ADVICE)?;
    npm::install("e2e")?;
    let studio = Studio::start(program)?;
    let ada = Person::sign_up(studio.addr, "ada")?;
    let Some(nginx) = Nginx::start(&[("bare.html", BARE.as_bytes())])? else { return Ok(Vec::new()) };
    let out = command("node")
        .arg("bench.mjs")
        .arg(format!("http://{}", studio.addr))
        .arg(ada.cookie.trim_start_matches("Cookie: "))
        .arg(format!("http://{}/bare.html", nginx.addr))
        .current_dir(root().join("e2e"))
        .env("CHROMIUM", chromium)
        .output()?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let told: Value =
        serde_json::from_str(&said).with_context(|| String::from_utf8_lossy(&out.stderr).into_owned())?;
    let mut table = Vec::new();
    for (what, unit) in [("kb", "HTML, JS and CSS over the wire (KB)"), ("ms", "opened to usable (ms)")] {
        for page in ["landing", "create"] {
            let figures = |page: &str| -> Vec<f64> {
                told[page][what].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
            };
            let bare = figures("bare");
            table.push(Measured::medians(&format!("{page}: {unit}"), &figures(page), ("bare page", &bare)));
        }
    }
    Ok(table)
}
