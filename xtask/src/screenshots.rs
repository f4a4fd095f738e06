//! `cargo xtask screenshots`: the pictures in the documents, made from the program as it is.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::sys::{cargo, command, must, root, target_dir};
use crate::{browser, npm};

pub(crate) fn screenshots(args: &[String]) -> Result<ExitCode> {
    let chromium = browser::find().context(browser::ADVICE)?;
    npm::install("e2e")?;
    must(cargo().args(["build", "--release", "--package", "easel"]))?;
    must(
        command("node")
            .arg("screenshots.mjs")
            .args(args)
            .current_dir(root().join("e2e"))
            .env("CHROMIUM", chromium)
            .env("EASEL_BIN", target_dir().join("release/easel")),
    )?;
    Ok(ExitCode::SUCCESS)
}
