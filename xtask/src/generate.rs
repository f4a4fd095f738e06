//! `cargo xtask gen`: what is generated from the program and kept in the repository.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::npm;
use crate::sys::{self, cargo, command, must, root, target_dir};

pub(crate) fn generate(args: &[String]) -> Result<ExitCode> {
    if let Some(arg) = args.first() {
        bail!("`gen` takes no argument, not `{arg}`");
    }
    must(cargo().args(["build", "--package", "easel"]))?;
    let text = sys::output(command(target_dir().join("debug/easel")).arg("openapi"))
        .context("`easel openapi` failed; run it to see why")?;
    serde_json::from_str::<serde_json::Value>(&text)
        .context("`easel openapi` printed something else than JSON")?;
    fs::write(root().join("docs/openapi.json"), text + "\n")?;
    println!("wrote docs/openapi.json");
    if root().join("ui/package.json").is_file() && npm::has_script("ui", "gen") {
        npm::install("ui")?;
        must(command("npm").args(["run", "--silent", "gen"]).current_dir(root().join("ui")))?;
    }
    Ok(ExitCode::SUCCESS)
}
