//! `cargo xtask partners`: the engines against real servers of other people, which no other check needs.
//!
//! A partner is a module that sets its server up in `target/partners`, starts it on a free port, and names the tests of
//! `easel-engine` that drive it. What was started ends with us; what was set up stays for the next time.

mod comfyui;
mod litellm;
mod sdapi;
mod server;
mod venv;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::sys::{cargo, must, root, target_dir};

struct Partner {
    name: &'static str,
    about: &'static str,
    run: fn(&Wishes) -> Result<()>,
    /// Why it can't be done here, in a sentence.
    problem: fn() -> Option<String>,
}

const PARTNERS: [Partner; 3] = [
    Partner {
        name: "litellm",
        about: "the engine for OpenAI's interface with a LiteLLM proxy",
        run: litellm::run,
        problem: venv::problem,
    },
    Partner {
        name: "comfyui",
        about: "the engine for ComfyUI with two servers",
        run: comfyui::run,
        problem: comfyui::problem,
    },
    Partner {
        name: "sdapi",
        about: "the engine for /sdapi/v1 with a stable-diffusion.cpp server",
        run: sdapi::run,
        problem: sdapi::problem,
    },
];

/// What somebody asked for beside the names.
#[derive(Default)]
struct Wishes {
    /// Files in the shape of Flux, too: a gigabyte more on disk, and minutes more.
    flux: bool,
}

pub(crate) fn partners(args: &[String]) -> Result<ExitCode> {
    let mut wishes = Wishes::default();
    let mut names = Vec::new();
    for arg in args {
        match arg.as_str() {
            "--flux" => wishes.flux = true,
            name if PARTNERS.iter().any(|partner| partner.name == name) => names.push(name),
            other => {
                let known: Vec<_> = PARTNERS.iter().map(|p| format!("  {}  {}", p.name, p.about)).collect();
                bail!("there is no partner `{other}`; the partners are\n{}", known.join("\n"));
            }
        }
    }
    for partner in &PARTNERS {
        let asked = names.contains(&partner.name);
        if !asked && !names.is_empty() {
            continue;
        }
        match (partner.problem)() {
            Some(problem) if asked => bail!("{}: {problem}", partner.name),
            Some(problem) => println!("{} is left out: {problem}", partner.name),
            None => {
                println!("{}: {}", partner.name, partner.about);
                (partner.run)(&wishes).with_context(|| partner.name)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder of a partner, made when it isn't there.
fn folder(name: &str) -> Result<PathBuf> {
    let folder = target_dir().join("partners").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// The script that makes model files.
fn weights() -> PathBuf {
    root().join("crates/easel-engine/tests/partners/weights.py")
}

/// Runs the tests of a partner one after another, because they share its servers.
fn tests(module: &str, env: &[(&str, String)]) -> Result<()> {
    let mut tests = cargo();
    tests.args(["test", "--package", "easel-engine", "--test", "it", "--locked", "--"]);
    tests.args(["--ignored", "--nocapture", "--test-threads=1", &format!("{module}::")]);
    must(tests.envs(env.iter().map(|(name, value)| (name, value))))
}
