//! The browser that walks the journeys.

use std::path::PathBuf;

use crate::sys::{apt_install, which};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const ELSEWHERE: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// What to install where we may not do it ourselves.
pub(crate) const ADVICE: &str =
    "no Chromium: install it (Debian: apt-get install chromium) or name one in CHROMIUM=/path/to/it";

/// A Chromium: the one named in CHROMIUM, one in PATH, or one installed now.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file()) {
        return Some(named);
    }
    let look = || {
        NAMES
            .iter()
            .find_map(|name| which(name))
            .or_else(|| ELSEWHERE.iter().map(PathBuf::from).find(|path| path.is_file()))
    };
    // The fonts let the Chinese and Japanese pages be looked at.
    look().or_else(|| apt_install(&["chromium", "fonts-noto-cjk"]).then(look).flatten())
}
