//! A partner's process: started, waited for, started again when it dies, and ended with us.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::sys::{self, command};

/// Runs the program again and again until its own input ends, which happens when we end, even by `kill -9`. A test may
/// kill the program: its number is in a file.
const KEEPER: &str = r#"
(
    while :; do
        "$@" >>"$LOG" 2>&1 </dev/null &
        echo $! >"$PID.new" && mv "$PID.new" "$PID"
        wait $!
        sleep 1
    done
) &
loop=$!
cat >/dev/null
kill "$loop"
server=$(cat "$PID")
kill "$server" 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$server" 2>/dev/null || exit 0
    sleep 0.5
done
kill -9 "$server"
"#;

/// A running server; dropping it ends it.
pub(super) struct Server {
    pub(super) addr: SocketAddr,
    pid: PathBuf,
    log: PathBuf,
    keeper: Child,
}

impl Server {
    /// Starts what `write` makes of an address, and waits until `path` there is answered with 200. Logs are in
    /// `folder`.
    pub(super) fn start(
        folder: &Path,
        name: &str,
        path: &str,
        write: impl FnOnce(SocketAddr) -> Command,
    ) -> Result<Self> {
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, sys::free_port()?));
        let program = write(addr);
        let (pid, log) = (folder.join(format!("{name}.pid")), folder.join(format!("{name}.log")));
        File::create(&log)?;
        let _ = fs::remove_file(&pid);
        println!("starting {name} on {addr}; it writes {}", log.display());
        let mut keeper = command("/bin/sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(program.get_program()).args(program.get_args());
        if let Some(dir) = program.get_current_dir() {
            keeper.current_dir(dir);
        }
        for (variable, value) in program.get_envs() {
            if let Some(value) = value {
                keeper.env(variable, value);
            }
        }
        let keeper = keeper
            .env("LOG", &log)
            .env("PID", &pid)
            .process_group(0)
            .stdin(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let server = Self { addr, pid, log, keeper };
        server.wait(path)?;
        Ok(server)
    }

    fn wait(&self, path: &str) -> Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(300) {
            if sys::http_get(self.addr, path).is_ok_and(|(status, _)| status == 200) {
                println!("ready after {:.0} s", begin.elapsed().as_secs_f64());
                return Ok(());
            }
            thread::sleep(Duration::from_millis(200));
        }
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        let end = said.lines().rev().take(20).collect::<Vec<_>>().into_iter().rev();
        bail!("it did not answer within five minutes:\n{}", end.collect::<Vec<_>>().join("\n"))
    }

    /// Where it is.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The number of its process.
    pub(super) fn pid(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.pid)?.trim().to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
