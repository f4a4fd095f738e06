//! Two ComfyUI servers out of the developer's own installation, without a graphics card, with models of chance.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::server::Server;
use super::{Wishes, folder, tests, weights};
use crate::sys::{self, command, must};

/// Where ComfyUI is installed.
fn home() -> Option<PathBuf> {
    std::env::var_os("EASEL_COMFYUI_DIR").map(PathBuf::from).filter(|dir| dir.join("main.py").is_file())
}

/// The Python it runs with: the one that is named, or else the one of an environment beside it.
fn python(home: &Path) -> Option<PathBuf> {
    let named = std::env::var_os("EASEL_COMFYUI_PYTHON").map(PathBuf::from);
    let beside = [".venv/bin/python", "venv/bin/python"].map(|python| home.join(python));
    named.into_iter().chain(beside).find(|python| python.is_file())
}

pub(super) fn problem() -> Option<String> {
    let Some(home) = home() else {
        return Some("name a folder with ComfyUI in EASEL_COMFYUI_DIR".to_owned());
    };
    let Some(python) = python(&home) else {
        return Some("name the Python that ComfyUI runs with in EASEL_COMFYUI_PYTHON".to_owned());
    };
    let ready = sys::output(command(python).args(["-c", "import torch, numpy, aiohttp"])).is_some();
    (!ready).then(|| "ComfyUI's Python lacks torch, numpy or aiohttp".to_owned())
}

pub(super) fn run(wishes: &Wishes) -> Result<()> {
    let folder = folder("comfyui")?;
    let home = home().unwrap_or_default();
    let python = python(&home).unwrap_or_default();
    let models = folder.join("base/models");
    let small = models.join("checkpoints/easel-small.safetensors");
    if !small.is_file() {
        must(command(&python).arg(weights()).arg("small").arg(&small))?;
    }
    if wishes.flux && !models.join("vae/ae.safetensors").is_file() {
        must(command(&python).arg(weights()).arg("flux").arg(&models))?;
    }
    let start = |name: &str| {
        Server::start(&folder, name, "/system_stats", |addr| {
            let mut server = command(&python);
            server.current_dir(&home).arg("main.py").args(["--cpu", "--listen", "127.0.0.1", "--port"]);
            server.arg(addr.port().to_string()).args(["--preview-method", "latent2rgb"]);
            server.args(["--disable-all-custom-nodes", "--base-directory"]).arg(folder.join("base"));
            let rows = format!("sqlite:///{}", folder.join(format!("{name}.db")).display());
            server.args(["--database-url", &rows]);
            // Two servers with a thread for each core hinder each other.
            server.env("OMP_NUM_THREADS", "1");
            server
        })
    };
    let (first, second) = (start("first")?, start("second")?);
    let mut env = vec![
        ("EASEL_PARTNER_COMFYUI_URL", first.url()),
        ("EASEL_PARTNER_COMFYUI_SECOND_URL", second.url()),
        ("EASEL_PARTNER_COMFYUI_SECOND_PID", second.pid()?),
    ];
    if wishes.flux {
        env.push(("EASEL_PARTNER_COMFYUI_FLUX", "1".to_owned()));
    }
    tests("partner_comfyui", &env)
}
