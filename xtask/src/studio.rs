//! A studio of our own for a moment: the built program on a free port with a fresh data directory.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::sys;

/// A running studio; dropping it kills it and deletes its data.
pub(crate) struct Studio {
    pub(crate) addr: SocketAddr,
    /// From the start of the process to the first good answer of `/healthz`.
    pub(crate) ready_after: Duration,
    child: Child,
    /// Empty once another one has taken the data over.
    dir: PathBuf,
}

impl Studio {
    /// Starts the program and waits until it is healthy.
    pub(crate) fn start(program: &Path) -> Result<Self> {
        Self::start_with(program, &[])
    }

    /// As [`Studio::start`], with more variables.
    pub(crate) fn start_with(program: &Path, env: &[(&str, &str)]) -> Result<Self> {
        Self::start_in(program, sys::temp_dir("studio")?, env)
    }

    /// Stops it in order and starts it again with the same data on another port.
    pub(crate) fn again(self, program: &Path) -> Result<Self> {
        self.again_after(program, |_| Ok(()))
    }

    /// The same, with something done to its data in between.
    pub(crate) fn again_after(
        mut self,
        program: &Path,
        between: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let (data, dir) = (self.data(), std::mem::take(&mut self.dir));
        self.stop()?;
        if let Err(error) = between(&data) {
            let _ = fs::remove_dir_all(&dir);
            return Err(error);
        }
        Self::start_in(program, dir, &[])
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where its rows and pictures are.
    pub(crate) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    fn start_in(program: &Path, dir: PathBuf, env: &[(&str, &str)]) -> Result<Self> {
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, sys::free_port()?));
        let log = File::create(dir.join("log"))?;
        let begin = Instant::now();
        let child = sys::command(program)
            .arg("serve")
            .env("EASEL_LISTEN", addr.to_string())
            .env("EASEL_DATA_DIR", dir.join("data"))
            .env("EASEL_PUBLIC_URL", format!("http://{addr}"))
            .env_remove("EASEL_DATABASE_URL")
            .env_remove("EASEL_BLOB_URL")
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))?;
        let mut studio = Self { addr, ready_after: Duration::ZERO, child, dir };
        loop {
            if sys::http_get(addr, "/healthz").is_ok_and(|(status, _)| status == 200) {
                studio.ready_after = begin.elapsed();
                return Ok(studio);
            }
            if let Some(status) = studio.child.try_wait()? {
                bail!("the studio ended with {status} before it was healthy:\n{}", studio.log());
            }
            if begin.elapsed() > Duration::from_secs(60) {
                bail!("the studio was not healthy within a minute:\n{}", studio.log());
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// What the program printed so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.dir.join("log")).unwrap_or_default()
    }

    /// Asks the program to stop, as an operator's service manager does, and says how long it took.
    pub(crate) fn stop(mut self) -> Result<Duration> {
        let begin = Instant::now();
        let _ = sys::output(Command::new("kill").arg("-TERM").arg(self.child.id().to_string()));
        while begin.elapsed() < Duration::from_secs(30) {
            if let Some(status) = self.child.try_wait()? {
                if !status.success() {
                    bail!("the studio ended with {status} when asked to stop:\n{}", self.log());
                }
                return Ok(begin.elapsed());
            }
            thread::sleep(Duration::from_millis(5));
        }
        bail!("the studio did not stop within 30 seconds of SIGTERM:\n{}", self.log());
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if self.dir != Path::new("") {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}
