//! The floor under every request: the smallest answer, beside nginx answering as many bytes.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Measured;
use crate::studio::Studio;
use crate::sys::{self, command, which};

pub(super) fn run(program: &Path) -> Result<Vec<Measured>> {
    if which("wrk").is_none() {
        bail!("this bench needs wrk (Debian: apt-get install wrk nginx-light)");
    }
    let studio = Studio::start(program)?;
    let easel = requests_per_second(studio.addr)?;
    drop(studio);
    let reference = match nginx()? {
        Some(nginx) => Some(("nginx".to_owned(), requests_per_second(nginx.addr)?)),
        None => None,
    };
    Ok(vec![Measured { what: "GET /healthz, 64 connections (requests/s)".into(), easel, reference }])
}

fn requests_per_second(addr: SocketAddr) -> Result<f64> {
    let said =
        sys::output(command("wrk").args(["-t2", "-c64", "-d5s"]).arg(format!("http://{addr}/healthz")))
            .context("wrk failed")?;
    println!("{said}");
    said.lines()
        .find_map(|line| line.strip_prefix("Requests/sec:"))
        .and_then(|number| number.trim().parse().ok())
        .context("wrk told no figure")
}

struct Nginx {
    addr: SocketAddr,
    child: Child,
    dir: std::path::PathBuf,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

fn nginx() -> Result<Option<Nginx>> {
    let Some(program) = which("nginx")
        .or_else(|| Some("/usr/sbin/nginx".into()).filter(|path: &std::path::PathBuf| path.is_file()))
    else {
        println!("no nginx to compare with");
        return Ok(None);
    };
    let dir = sys::temp_dir("nginx")?;
    let addr = SocketAddr::from(([127, 0, 0, 1], sys::free_port()?));
    let config = format!(
        "daemon off; master_process off; pid {dir}/pid; error_log {dir}/error.log; events {{ worker_connections 512; }}
         http {{ access_log off; server {{ listen {addr}; location / {{ return 200 'ok'; }} }} }}",
        dir = dir.display()
    );
    fs::write(dir.join("nginx.conf"), config)?;
    let child = command(program)
        .arg("-c")
        .arg(dir.join("nginx.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let nginx = Nginx { addr, child, dir };
    for _ in 0..200 {
        if sys::http_get(addr, "/").is_ok() {
            return Ok(Some(nginx));
        }
        thread::sleep(Duration::from_millis(10));
    }
    bail!("nginx did not answer: {}", fs::read_to_string(nginx.dir.join("error.log")).unwrap_or_default())
}
