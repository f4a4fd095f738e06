//! Packages of the browser side and of the journeys. The pages themselves are built by `easel-web`'s build script.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Context, Result};

use crate::sys::{command, must, root};

/// `npm ci` in this folder, unless its lock file is the one that was installed last. The stamp is the one that
/// `easel-web`'s build script reads and writes, so that packages are installed once.
pub(crate) fn install(folder: &str) -> Result<()> {
    let dir = root().join(folder);
    let lock = fs::read(dir.join("package-lock.json"))
        .with_context(|| format!("{folder} has no package-lock.json"))?;
    let stamp = dir.join("node_modules/.easel-stamp");
    let mut hash = DefaultHasher::new();
    (String::new(), lock).hash(&mut hash);
    let now = format!("{:016x}", hash.finish());
    if fs::read_to_string(&stamp).is_ok_and(|then| then == now) {
        println!("{folder}: packages are as the lock file says");
        return Ok(());
    }
    must(command("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&dir))?;
    // A project without dependencies gets no folder from npm.
    fs::create_dir_all(dir.join("node_modules"))?;
    fs::write(stamp, now)?;
    Ok(())
}

/// Whether this npm project has a script of this name.
pub(crate) fn has_script(folder: &str, name: &str) -> bool {
    fs::read_to_string(root().join(folder).join("package.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .is_some_and(|package| package["scripts"].get(name).is_some())
}
