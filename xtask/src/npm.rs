//! The browser side: packages and the built pages, made again only when what they are made of changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::sys::{self, command, must, root, target_dir};

/// `npm ci` in this folder, unless its lock file is the one that was installed last.
pub(crate) fn install(folder: &str) -> Result<()> {
    let dir = root().join(folder);
    let lock = fs::read(dir.join("package-lock.json"))
        .with_context(|| format!("{folder} has no package-lock.json"))?;
    let stamp = dir.join("node_modules/.installed");
    let mut hash = DefaultHasher::new();
    lock.hash(&mut hash);
    sys::output(command("node").arg("--version")).hash(&mut hash);
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

/// Builds `ui/dist`, unless it was built from the very same sources.
pub(crate) fn build_ui() -> Result<()> {
    let stamp = target_dir().join("xtask/ui.stamp");
    let now = format!("{:016x}", sources_hash()?);
    if root().join("ui/dist/index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|then| then == now)
    {
        println!("ui: built already from these sources");
        return Ok(());
    }
    must(command("npm").args(["run", "--silent", "build"]).current_dir(root().join("ui")))?;
    fs::create_dir_all(target_dir().join("xtask"))?;
    // Hashed again: the build may write generated sources (the typed message keys).
    fs::write(stamp, format!("{:016x}", sources_hash()?))?;
    Ok(())
}

/// A hash of every file the built pages come from: names and contents, no times.
fn sources_hash() -> Result<u64> {
    let mut files = Vec::new();
    for folder in ["ui", "locales"] {
        list(&root().join(folder), &mut files)?;
    }
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        file.strip_prefix(root()).unwrap_or(&file).hash(&mut hash);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?.hash(&mut hash);
    }
    Ok(hash.finish())
}

fn list(dir: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(entries) = fs::read_dir(dir) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "node_modules" | "dist" | "coverage") && !name.starts_with('.') {
                list(&path, files)?;
            }
        } else {
            files.push(path);
        }
    }
    Ok(())
}
