//! Who is asked: the provider itself, and studios before it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::bench::person::Person;
use crate::postgres::Postgres;
use crate::studio::Studio;
use crate::sys::{self, command};

/// So many ask that no limit on one person is reached: 300 requests at once and 4 more a second.
const PEOPLE: usize = 240;

/// What clients send to one address, and how often they did.
pub(super) struct Side {
    pub(super) name: &'static str,
    addr: SocketAddr,
    requests: PathBuf,
    word: &'static str,
    /// Whose processor time is looked at.
    pid: u32,
    /// Requests that were answered as they should be.
    pub(super) asked: usize,
}

/// The figures of one run.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) rate: f64,
    pub(super) median_ms: f64,
    pub(super) p99_ms: f64,
    /// Of its process's processor time for each request: what else the machine does hardly changes that.
    pub(super) busy_ms: f64,
}

impl Side {
    pub(super) fn new(
        name: &'static str,
        addr: SocketAddr,
        dir: &Path,
        requests: &[Value],
        (word, pid): (&'static str, u32),
    ) -> Result<Self> {
        let path = dir.join(format!("requests-{}", addr.port()));
        fs::write(&path, requests.iter().map(|request| format!("{request}\n")).collect::<String>())?;
        Ok(Self { name, addr, requests: path, word, pid, asked: 0 })
    }

    pub(super) fn load(&mut self, tool: &Path, clients: usize, seconds: f64) -> Result<Loaded> {
        let before = busy_ms(self.pid)?;
        let mut load = command(tool);
        load.args(["load", &self.addr.to_string(), &clients.to_string(), &seconds.to_string()]);
        let out = load.arg(&self.requests).arg(self.word).stdin(Stdio::null()).output()?;
        if !out.status.success() {
            bail!("{}: {}", self.name, String::from_utf8_lossy(&out.stderr));
        }
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        let figure = |name: &str| -> Result<f64> {
            let line = said.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
            line.with_context(|| format!("no figure `{name}`"))
        };
        let requests = figure("requests")?;
        self.asked += requests as usize;
        Ok(Loaded {
            rate: figure("rate")?,
            median_ms: figure("median_ms")?,
            p99_ms: figure("p99_ms")?,
            busy_ms: (busy_ms(self.pid)? - before) / requests,
        })
    }
}

/// Milliseconds of processor time that a process had so far, its own and the system's for it.
fn busy_ms(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields = stat.rsplit_once(')').context("only Linux tells a process's time")?.1;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    // A tick is a hundredth of a second on every Linux there is.
    Ok(ticks.sum::<Result<f64, _>>()? * 10.0)
}

/// A request for a picture as OpenAI's API takes it.
pub(super) fn openai_request(addr: SocketAddr, size: &str) -> Value {
    let head = format!(
        "POST /v1/images/generations HTTP/1.1\r\nHost: {addr}\r\nContent-Type: application/json\r\n\
         Authorization: Bearer none\r\n"
    );
    let body =
        json!({ "model": "bench", "prompt": "a red fox in the snow", "n": 1, "size": size }).to_string();
    json!({ "head": head, "body": body })
}

/// The provider without latency; it ends with its input.
pub(super) struct Provider {
    pub(super) addr: SocketAddr,
    child: Child,
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

impl Provider {
    pub(super) fn start(tool: &Path) -> Result<Self> {
        let mut child = command(tool).arg("provider").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
        let port = line.trim().strip_prefix("port ").and_then(|port| port.parse().ok());
        let addr = SocketAddr::from(([127, 0, 0, 1], port.context("the provider did not start")?));
        Ok(Self { addr, child })
    }

    /// Pictures it made so far.
    pub(super) fn count(&self) -> Result<u64> {
        let (_, body) = sys::http_get(self.addr, "/count")?;
        Ok(body.trim().parse()?)
    }

    pub(super) fn side(&self, dir: &Path, size: &str) -> Result<Side> {
        Side::new("bare", self.addr, dir, &[openai_request(self.addr, size)], ("b64_json", self.child.id()))
    }
}

/// A studio before the provider, with people who have credits.
pub(super) struct Gate {
    pub(super) database: &'static str,
    pub(super) studio: Studio,
    people: Vec<Person>,
    env: Vec<(&'static str, String)>,
    /// The schema on a server, to be dropped in the end.
    schema: Option<(PathBuf, String)>,
    _server: Option<Postgres>,
}

impl Drop for Gate {
    fn drop(&mut self) {
        if let Some((tool, url)) = &self.schema
            && sys::output(command(tool).args(["drop", url])).is_none()
        {
            println!("the schema of {} is left behind", self.database);
        }
    }
}

impl Gate {
    pub(super) fn open(
        program: &Path,
        tool: &Path,
        dir: &Path,
        (database, server): (&'static str, Option<Postgres>),
        provider: &Provider,
    ) -> Result<Self> {
        let models = dir.join(format!("models-{}.json", provider.addr.port()));
        fs::write(&models, catalogue(provider.addr).to_string())?;
        let mut env = vec![
            ("EASEL_MODELS", models.display().to_string()),
            ("EASEL_WELCOME_CREDITS", "1000000".to_owned()),
            // Each person comes from somewhere else, as behind a proxy.
            ("EASEL_TRUST_PROXY", "true".to_owned()),
        ];
        let mut schema = None;
        if let Some(server) = &server {
            let glue = if server.url.contains('?') { '&' } else { '?' };
            let url = format!("{}{glue}schema=gateway_{}", server.url, std::process::id());
            schema = Some((tool.to_owned(), url.clone()));
            env.push(("EASEL_DATABASE_URL", url));
        }
        let borrowed: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let studio = Studio::start_with(program, &borrowed)?;
        let sign_up = |number: usize| {
            let from = format!("10.0.{}.{}", number / 250, number % 250 + 1);
            Person::sign_up_from(studio.addr, &format!("person-{number}"), &from)
        };
        let people = (0..PEOPLE).map(sign_up).collect::<Result<_>>()?;
        Ok(Self { database, studio, people, env, schema, _server: server })
    }

    pub(super) fn side(&self, dir: &Path, (width, height): (u32, u32)) -> Result<Side> {
        let addr = self.studio.addr;
        let request = |person: &Person| {
            let head = format!(
                "POST /api/v1/generations HTTP/1.1\r\nHost: {addr}\r\nOrigin: http://{addr}\r\n{}\r\n\
                 Content-Type: application/json\r\nPrefer: wait=60\r\n",
                person.cookie
            );
            let body = json!({
                "id": "{id}", "model": "bench", "prompt": "a red fox in the snow", "width": width, "height": height,
                "accepted_credits": 1,
            });
            json!({ "head": head, "body": body.to_string() })
        };
        let requests: Vec<Value> = self.people.iter().map(request).collect();
        Side::new(self.database, addr, dir, &requests, ("\"state\":\"succeeded\"", self.studio.pid()))
    }

    /// Every rule holds, and as many holds were captured for as many pictures as there were answers.
    pub(super) fn verify(&self, program: &Path, asked: usize) -> Result<()> {
        let mut verify = command(program);
        verify.args(["ledger", "verify", "--blobs"]).env("EASEL_DATA_DIR", self.studio.data());
        verify.envs(self.env.iter().map(|(name, value)| (*name, value.as_str())));
        let said = sys::output(&mut verify).with_context(|| {
            format!("{}: the ledger's rules don't hold:\n{}", self.database, self.studio.log())
        })?;
        let first = said.lines().next().unwrap_or_default();
        println!("{}: {first}; {}", self.database, said.lines().last().unwrap_or_default());
        let figures: Vec<usize> =
            first.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
        let [_, wallets, entries, holds, pictures] = figures[..] else { bail!("unknown words: {said}") };
        // Each wallet begins with its welcome; a picture is a hold and a capture and nothing else.
        if (holds, pictures, entries) != (asked, asked, wallets + 2 * asked) {
            bail!(
                "{asked} answers, but {holds} holds, {pictures} pictures and {entries} entries of {wallets} wallets"
            );
        }
        Ok(())
    }
}

fn catalogue(provider: SocketAddr) -> Value {
    json!({
        "providers": {
            "bench": {
                "engine": "openai", "url": format!("http://{provider}/v1"), "concurrency": 64,
                "options": { "auth": "none" },
            },
        },
        "models": [{
            "name": "bench",
            "label": { "en": "Bench" },
            "capabilities": {
                "sizes": [{ "id": "square", "width": 64, "height": 64 }],
                "min_px": 64, "max_px": 3840, "step_px": 16, "max_count": 1, "tiers": ["1K"], "qualities": ["standard"],
            },
            "prices": [{ "tier": "1K", "quality": "standard", "credits": 1 }],
            "channels": [{ "provider": "bench", "provider_model": "gpt-image-1" }],
        }],
    })
}
