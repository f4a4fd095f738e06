//! A comic of 24 pages and 96 pictures as a file: time, memory and size, beside unpacking and packing the same pictures
//! once; and how soon the editor shows what a hand drags, beside a bare page in the same browser.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::{Measured, nginx::Nginx, person::Person, person::uuid_v7, start::memory};
use crate::studio::Studio;
use crate::sys::{self, cargo, command, must, root, target_dir};
use crate::{browser, npm};

const PAGES: usize = 24;
const PICTURES: usize = 96;
const SIDE: u32 = 1024;
const BALLOONS: usize = 20;
/// So many times each file is made.
const ROUNDS: usize = 3;
/// A page on which something is dragged, and nothing else is.
const BARE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Bare</title><style>\
    #it{position:absolute;left:300px;top:300px;width:120px;height:80px;background:#d9482b;border-radius:50%}</style>\
    <div id=\"it\" data-thing=\"it\"></div><script>let on=false;const it=document.getElementById('it');\
    onpointerdown=()=>on=true;onpointerup=()=>on=false;onpointermove=(e)=>{if(on){it.style.left=e.clientX-60+'px';\
    it.style.top=e.clientY-40+'px'}}</script>\n";

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    must(cargo().args(["build", "--release", "--package", "easel-compose", "--example", "measure_repack"]))?;
    let studio = Studio::start_with(program, &[("EASEL_WELCOME_CREDITS", "1000")])?;
    let ada = Person::sign_up(studio.addr, "ada")?;
    let pictures = drawn(&ada)?;
    let repacked = repacked(&ada, &pictures)?;
    let book = comic(&ada, &pictures)?;
    let busy = many_balloons(&ada, &pictures)?;
    let mut table = Vec::new();
    let mut studio = studio;
    let mut ada = ada;
    for (format, name) in
        [("pdf", "PDF for a screen"), ("pdf_print", "PDF for print"), ("zip", "PNG, 1600 wide")]
    {
        // A process of its own for each: what it had at most is not told otherwise.
        studio = studio.again(program)?;
        ada = ada.at(studio.addr);
        ada.read("/api/v1/books")?;
        thread::sleep(Duration::from_secs(1));
        let idle = memory(studio.pid(), "VmRSS")?;
        let (mut times, mut bytes) = (Vec::new(), 0.0);
        for _ in 0..ROUNDS {
            let (ms, size) = exported(&ada, &book, format)?;
            times.push(ms / PAGES as f64);
            bytes = size;
        }
        let most = memory(studio.pid(), "VmHWM")?;
        let each = [repacked / PAGES as f64];
        let beside = ("its pictures unpacked and packed once", &each[..]);
        table.push(Measured::medians(&format!("24 pages as {name}, a page, ms"), &times, beside));
        table.push(Measured::medians(&format!("{name}: the most memory, MB"), &[most], ("idle", &[idle])));
        table.push(Measured::medians(&format!("{name}: the file, MB"), &[bytes / 1e6], ("", &[])));
    }
    table.extend(dragged(&studio, &ada, &busy)?);
    Ok(table)
}

/// Pictures of four subjects: their ids.
fn drawn(ada: &Person) -> Result<Vec<String>> {
    for at in 0..PICTURES {
        let what =
            ["a red fox in the snow", "a lighthouse in a storm", "an owl under the moon", "a market street"]
                [at % 4];
        ada.generate(&format!("{what}, number {at}, storybook"), (SIDE, SIDE))?;
    }
    ensure!(ada.settled(Instant::now() + Duration::from_secs(120))?, "the pictures were not made in time");
    let page = ada.read("/api/v1/assets?limit=100")?;
    let ids = page["items"].as_array().into_iter().flatten().filter_map(|one| one["id"].as_str());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    ensure!(ids.len() == PICTURES, "{} pictures are there", ids.len());
    Ok(ids)
}

/// Milliseconds for unpacking and packing all of them once, on one core.
fn repacked(ada: &Person, pictures: &[String]) -> Result<f64> {
    let folder = sys::temp_dir("repack")?;
    let mut measure = command(target_dir().join("release/examples/measure_repack"));
    for id in pictures {
        let at = folder.join(id);
        fs::write(&at, ada.ask("GET", &format!("/api/v1/assets/{id}/content"), None)?.body)?;
        measure.arg(at);
    }
    let said = sys::output(&mut measure).context("the pictures could not be measured");
    fs::remove_dir_all(&folder)?;
    Ok(said?.trim().parse()?)
}

fn balloon(no: usize, panel: usize, (x, y): (usize, usize)) -> Value {
    json!({
        "no": no, "kind": "speech", "frame": { "x": x, "y": y, "width": 3_600, "height": 1_900 },
        "tails": [{ "x": x + 1_800, "y": y + 3_000 }], "panel": panel, "fill": "#ffffff", "turn": 0,
        "text": { "text": "Did you hear that? It came from the top.", "style": "speech", "language": "en",
            "vertical": false, "set": null },
    })
}

/// A book whose panels show these pictures, with what `balloons` gives each page; its id.
fn made(
    ada: &Person,
    (pages, template): (usize, &str),
    pictures: &[String],
    balloons: &dyn Fn() -> Vec<Value>,
) -> Result<String> {
    let draft = json!({ "id": uuid_v7()?, "kind": "comic", "title": "The fox and the moon", "language": "en",
        "format": "comic", "template": template, "pages": pages });
    let mut book: Value = serde_json::from_slice(&ada.ask("POST", "/api/v1/books", Some(&draft))?.body)?;
    let mut art = pictures.iter().cycle();
    for page in book["document"]["pages"].as_array_mut().context("no pages")? {
        for panel in page["panels"].as_array_mut().context("no panels")? {
            panel["art"] = json!({ "asset_id": art.next(), "width_px": SIDE, "height_px": SIDE, "zoom": 1_000,
                "dx": 0, "dy": 0, "alt": "What is seen here." });
        }
        page["balloons"] = Value::Array(balloons());
    }
    let id = book["id"].as_str().context("no id")?.to_owned();
    let put = json!({ "version": book["version"], "document": book["document"] });
    ada.ask("PUT", &format!("/api/v1/books/{id}"), Some(&put))?;
    Ok(id)
}

fn comic(ada: &Person, pictures: &[String]) -> Result<String> {
    let balloons = || {
        (0..4).map(|at| balloon(at + 1, at + 1, (1_500 + at % 2 * 7_500, 2_000 + at / 2 * 12_000))).collect()
    };
    made(ada, (PAGES, "four_grid"), pictures, &balloons)
}

/// One page of nine panels with twenty balloons.
fn many_balloons(ada: &Person, pictures: &[String]) -> Result<String> {
    let place = |at: usize| (1_200 + at % 4 * 3_700, 1_500 + at / 4 * 4_600);
    let balloons = || (0..BALLOONS).map(|at| balloon(at + 1, at % 9 + 1, place(at))).collect();
    made(ada, (1, "nine_grid"), pictures, &balloons)
}

/// Milliseconds until the file is ready, and its bytes.
fn exported(ada: &Person, book: &str, format: &str) -> Result<(f64, f64)> {
    let begun = Instant::now();
    let draft = json!({ "id": uuid_v7()?, "kind": "book", "book_id": book, "format": format });
    let asked: Value = serde_json::from_slice(&ada.ask("POST", "/api/v1/exports", Some(&draft))?.body)?;
    let path = format!("/api/v1/exports/{}", asked["id"].as_str().context("no id")?);
    loop {
        let now = ada.read(&path)?;
        match now["state"].as_str() {
            Some("ready") => {
                return Ok((begun.elapsed().as_secs_f64() * 1000.0, now["bytes"].as_f64().unwrap_or(0.0)));
            }
            Some("failed") => bail!("the file was not made: {}", now["error"]),
            _ if begun.elapsed() > Duration::from_secs(300) => {
                bail!("the file was not made within 300 seconds")
            }
            _ => thread::sleep(Duration::from_millis(20)),
        }
    }
}

fn dragged(studio: &Studio, ada: &Person, book: &str) -> Result<Vec<Measured>> {
    let chromium = browser::find().context(browser::ADVICE)?;
    npm::install("e2e")?;
    let Some(nginx) = Nginx::start(&[("bare.html", BARE.as_bytes())])? else { return Ok(Vec::new()) };
    let out = command("node")
        .arg("bench-book.mjs")
        .arg(format!("http://{}", studio.addr))
        .arg(ada.cookie.trim_start_matches("Cookie: "))
        .arg(book)
        .arg(format!("http://{}/bare.html", nginx.addr))
        .current_dir(root().join("e2e"))
        .env("CHROMIUM", chromium)
        .output()?;
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let told: Value =
        serde_json::from_str(&said).with_context(|| String::from_utf8_lossy(&out.stderr).into_owned())?;
    let figures = |page: &str, which: &str| -> Vec<f64> {
        told[page][which].as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    let row = |which: &str, word: &str| {
        let what = format!("9 panels, {BALLOONS} balloons: one dragged, pointer to paint, {word} (ms)");
        Measured::medians(&what, &figures("book", which), ("bare page", &figures("bare", which)))
    };
    Ok(vec![row("p50", "median"), row("p95", "95th percentile")])
}
