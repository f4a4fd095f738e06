//! The files of the repository, as git would hand them to somebody else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One text file.
pub(crate) struct File {
    /// Path from the repository's root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn has_ending(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// Whether it lies under `crates/<name>/`, for one of these names.
    pub(crate) fn of_crate(&self, names: &[&str]) -> bool {
        self.path
            .strip_prefix("crates/")
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(name, _)| names.contains(&name))
    }

    /// Numbered lines that are not comments only.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| {
            let line = line.trim_start();
            !(line.starts_with("//")
                || line.starts_with("--")
                || line.starts_with('*')
                || line.starts_with("/*"))
        })
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_path_buf()
}

/// Every text file that is, or could be, committed.
pub(crate) fn files() -> Vec<File> {
    let out = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(out.status.success(), "git ls-files: {}", String::from_utf8_lossy(&out.stderr));
    let files: Vec<File> = String::from_utf8(out.stdout)
        .expect("paths are UTF-8")
        .split('\0')
        .filter(|path| !path.is_empty())
        // A deleted file that isn't committed yet, and pictures and fonts, have no text.
        .filter_map(|path| {
            Some(File { path: path.to_owned(), text: fs::read_to_string(root().join(path)).ok()? })
        })
        .collect();
    assert!(files.len() > 20, "only {} files found", files.len());
    files
}
