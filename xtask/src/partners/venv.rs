//! Python environments with exactly the packages a partner is made of.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::sys::{self, command, must};

/// What keeps an environment from being made, in a sentence.
pub(super) fn problem() -> Option<String> {
    let ready = sys::output(command("python3").args(["-c", "import venv, ensurepip"])).is_some();
    (!ready).then(|| "python3 with venv is missing (Debian: apt-get install python3-venv)".to_owned())
}

/// The Python of an environment in `folder` with these packages; made again when they change.
pub(super) fn python(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    let (home, note) = (folder.join("venv"), folder.join("venv.packages"));
    let python = home.join("bin/python");
    let wanted = packages.join("\n");
    if python.is_file() && fs::read_to_string(&note).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    println!("setting up {}; the first time takes some minutes", home.display());
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    must(command("python3").args(["-m", "venv"]).arg(&home))?;
    must(command(&python).args(["-m", "pip", "install", "--quiet"]).args(packages))?;
    fs::write(note, wanted)?;
    Ok(python)
}
