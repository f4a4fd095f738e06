//! `cargo xtask run`: from a fresh clone to a running studio.

use std::os::unix::process::CommandExt;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::sys::{self, cargo, command, must, target_dir};

pub(crate) fn run(args: &[String]) -> Result<ExitCode> {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let problems: Vec<String> =
        [sys::compiler_problem(), sys::node_problem()].into_iter().flatten().collect();
    if !problems.is_empty() {
        bail!("something is missing before a studio can be built:\n  - {}", problems.join("\n  - "));
    }
    println!("building the pages and the program; the first time takes some minutes");
    must(cargo().args(["build", "--release", "--package", "easel"]))?;
    // The studio takes this process's place: signals and the exit code are its own.
    let error = command(target_dir().join("release/easel")).arg("serve").args(args).exec();
    bail!("cannot start the studio: {error}");
}
