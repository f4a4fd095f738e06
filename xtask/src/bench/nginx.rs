//! The reference for what goes over HTTP: nginx in a folder of its own, as the same user.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::sys::{self, command, which};

/// A running nginx; dropping it kills it and deletes its folder.
pub(super) struct Nginx {
    pub(super) addr: SocketAddr,
    /// From the start of the process to its first answer.
    pub(super) ready_after: Duration,
    child: Child,
    dir: PathBuf,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Its workers end with the master only when it is asked to end.
        let asked = sys::output(command("kill").arg("-TERM").arg(self.child.id().to_string()));
        if asked.is_none() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.dir);
    }
}

impl Nginx {
    /// Serves these files, each by its name, with `sendfile`; anything else is answered with `ok`. `None` when there
    /// is no nginx.
    pub(super) fn start(files: &[(&str, &[u8])]) -> Result<Option<Self>> {
        let usual = PathBuf::from("/usr/sbin/nginx");
        let Some(program) = which("nginx").or_else(|| usual.is_file().then_some(usual)) else {
            println!("no nginx to compare with (Debian: apt-get install nginx-light)");
            return Ok(None);
        };
        let dir = sys::temp_dir("nginx")?;
        fs::create_dir(dir.join("root"))?;
        for (name, bytes) in files {
            fs::write(dir.join("root").join(name), bytes)?;
        }
        let addr = SocketAddr::from(([127, 0, 0, 1], sys::free_port()?));
        let config = format!(
            "daemon off; pid {dir}/pid; error_log {dir}/error.log; worker_processes auto;
             {user}
             events {{ worker_connections 512; }}
             http {{
               access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
               types {{ text/html html; image/png png; image/webp webp; }}
               server {{
                 listen {addr}; root {dir}/root;
                 location / {{ try_files $uri @ok; }}
                 location @ok {{ return 200 'ok'; }}
               }}
             }}",
            user = if sys::is_root() { "user root;" } else { "" },
            dir = dir.display()
        );
        fs::write(dir.join("nginx.conf"), config)?;
        let begun = Instant::now();
        let child = command(program)
            .arg("-c")
            .arg(dir.join("nginx.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mut nginx = Self { addr, ready_after: Duration::ZERO, child, dir };
        while begun.elapsed() < Duration::from_secs(5) {
            if sys::http_get(addr, "/").is_ok() {
                nginx.ready_after = begun.elapsed();
                return Ok(Some(nginx));
            }
            thread::sleep(Duration::from_millis(2));
        }
        bail!("nginx did not answer: {}", fs::read_to_string(nginx.dir.join("error.log")).unwrap_or_default())
    }
}
