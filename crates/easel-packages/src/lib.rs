//! Brings art and fonts as npm packages while another crate is built.
//!
//! **Knows** where npm is, and where what it brought can lie so that each lock file is installed once for a target folder.
//!
//! **Never knows** what the packages are for; and nothing of it ships: only build scripts name it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What a build needs of npm.
pub struct Wanted<'a> {
    /// The folder with `package.json` and `package-lock.json`.
    pub folder: &'a Path,
    /// What it is, for people whose build fails: "the illustrator's drawings".
    pub what: &'a str,
    /// Files that have to be there, from `node_modules` on.
    pub files: &'a [String],
}

impl Wanted<'_> {
    /// Where the packages are: beside `package.json`, or installed once per lock file below the target folder of the build
    /// whose `OUT_DIR` is `out`, so that the source tree stays clean.
    ///
    /// # Errors
    /// A sentence that says what to do.
    pub fn installed(&self, out: &Path) -> Result<PathBuf, String> {
        let beside = self.folder.join("node_modules");
        if self.is_complete(&beside) {
            return Ok(beside);
        }
        let named = |file: &str| self.folder.join(file);
        let lock = fs::read(named("package-lock.json"))
            .map_err(|e| format!("{}: {e}", named("package-lock.json").display()))?;
        // OUT_DIR is <target>/<profile>/build/<crate>-<hash>/out: the cache is shared by all profiles.
        let target = out.ancestors().nth(4).unwrap_or(out);
        let cache = target.join("easel-packages").join(format!("{:016x}", fingerprint(&lock)));
        let modules = cache.join("node_modules");
        if self.is_complete(&modules) {
            return Ok(modules);
        }
        // Each build installs into a folder of its own and renames it: whoever comes first wins, nobody sees half.
        let scratch = cache.with_extension(format!("part-{}", std::process::id()));
        let _ = fs::remove_dir_all(&scratch);
        fs::create_dir_all(&scratch).map_err(|e| format!("{}: {e}", scratch.display()))?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(named(file), scratch.join(file))
                .map_err(|e| format!("{}: {e}", named(file).display()))?;
        }
        self.npm_ci(&scratch)?;
        if fs::rename(&scratch, &cache).is_err() {
            let _ = fs::remove_dir_all(&scratch);
        }
        if self.is_complete(&modules) {
            Ok(modules)
        } else {
            Err(format!("npm ci ended well but {} are missing", self.what))
        }
    }

    fn is_complete(&self, modules: &Path) -> bool {
        self.files.iter().all(|file| modules.join(file).is_file())
    }

    fn npm_ci(&self, folder: &Path) -> Result<(), String> {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let done = Command::new(npm)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(folder)
            .output()
            .map_err(|e| {
                format!(
                    "{} come from npm packages, and npm could not be started ({e}). Install Node.js 20 or newer with npm, or run \
                     `npm ci --ignore-scripts` in {} on a machine that has it, then build again.",
                    self.what,
                    self.folder.display()
                )
            })?;
        if done.status.success() {
            return Ok(());
        }
        Err(format!(
            "`npm ci` for {} failed ({}). Check the network and the npm registry settings, then build again. npm said:\n{}",
            self.what,
            done.status,
            String::from_utf8_lossy(&done.stderr)
        ))
    }
}

/// FNV-1a: names the cache folder, nothing else depends on it.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}
