//! A real PostgreSQL for the tests: started for one run in a folder of its own, gone with us however we end.

use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::sys::{self, apt_install, command, which};

/// What to install where we may not do it ourselves.
pub(crate) const ADVICE: &str = "no PostgreSQL: install its server (Debian: apt-get install postgresql) or name a \
                                 database for the tests in TEST_POSTGRES_URL";

/// The keeper runs the server until its input ends, which happens when we end, even by `kill -9`; it stops the server
/// and deletes the folder.
const KEEPER: &str = r#"
"$BIN/postgres" -D "$DIR/data" -c listen_addresses=127.0.0.1 -c port="$PORT" -c unix_socket_directories= \
    -c max_connections=200 -c fsync="$FLUSH" -c full_page_writes="$FLUSH" -c logging_collector=off >"$DIR/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$DIR"
"#;

/// Whether what is committed would survive the machine's end, as it does for operators: benches are about that. Tests make
/// and drop hundreds of schemas, and end programs, never the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flush {
    Real,
    None,
}

/// The database of one run.
pub(crate) struct Postgres {
    /// Where tests connect.
    pub(crate) url: String,
    keeper: Option<Child>,
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper.take() {
            drop(keeper.stdin.take());
            let _ = keeper.wait();
        }
    }
}

/// The database named in TEST_POSTGRES_URL or else one started now; `None` when there is none and none can be
/// installed.
pub(crate) fn start(flush: Flush) -> Result<Option<Postgres>> {
    if let Some(url) = std::env::var("TEST_POSTGRES_URL").ok().filter(|url| !url.is_empty()) {
        return Ok(Some(Postgres { url, keeper: None }));
    }
    let Some(bin) = find().or_else(|| install().then(find).flatten()) else { return Ok(None) };
    start_at(&bin, flush).map(Some)
}

/// The folder with the newest server's programs.
fn find() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    versions.sort();
    if let Some((_, bin)) = versions.pop() {
        return Some(bin);
    }
    // `initdb` in PATH may be a link; the server stands beside what it points at.
    let bin = fs::canonicalize(which("initdb")?).ok()?.parent()?.to_path_buf();
    bin.join("postgres").is_file().then_some(bin)
}

/// Installs the server without the database cluster Debian would create and start beside it.
fn install() -> bool {
    let note = Path::new("/etc/postgresql-common/createcluster.d/easel-test.conf");
    let quiet = sys::is_root()
        && !Path::new("/etc/postgresql-common").exists()
        && note.parent().is_some_and(|dir| fs::create_dir_all(dir).is_ok())
        && fs::write(note, "create_main_cluster = false\n").is_ok();
    let done = apt_install(&["postgresql"]);
    if quiet {
        let _ = fs::remove_file(note);
    }
    done
}

fn start_at(bin: &Path, flush: Flush) -> Result<Postgres> {
    let dir = sys::temp_dir("postgres")?;
    let user = sys::is_root().then(ordinary_user).transpose()?;
    let as_user = |program: &Path| match &user {
        // The server refuses to run as the system's administrator.
        Some(user) => {
            let mut command = command("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
        None => command(program),
    };
    let password = random_hex()?;
    fs::write(dir.join("password"), &password)?;
    if let Some(user) = &user {
        quietly(command("chown").args(["-R", user]).arg(&dir))?;
    }
    println!("starting PostgreSQL ({}) in {}", bin.display(), dir.display());
    quietly(
        as_user(&bin.join("initdb"))
            .current_dir(&dir)
            .args(["--username=easel", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .args(["--auth-host=password", "--auth-local=reject"])
            .arg(format!("--pwfile={}", dir.join("password").display()))
            .arg(format!("--pgdata={}", dir.join("data").display())),
    )?;
    let port = sys::free_port()?;
    let keeper = as_user(Path::new("/bin/sh"))
        .args(["-c", KEEPER])
        .current_dir(&dir)
        .env("BIN", bin)
        .env("DIR", &dir)
        .env("PORT", port.to_string())
        .env("FLUSH", if flush == Flush::Real { "on" } else { "off" })
        .process_group(0)
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot start PostgreSQL")?;
    let server = Postgres {
        url: format!("postgres://easel:{password}@127.0.0.1:{port}/postgres"),
        keeper: Some(keeper),
    };
    wait_until_ready(&dir.join("log"))?;
    Ok(server)
}

fn wait_until_ready(log: &Path) -> Result<()> {
    let begin = Instant::now();
    loop {
        let said = fs::read_to_string(log).unwrap_or_default();
        if said.contains("ready to accept connections") {
            return Ok(());
        }
        if said.contains("database system is shut down") || begin.elapsed() > Duration::from_secs(60) {
            bail!("PostgreSQL did not start:\n{said}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn ordinary_user() -> Result<String> {
    ["postgres", "nobody"]
        .into_iter()
        .find(|user| sys::output(Command::new("id").args(["-u", user])).is_some())
        .map(str::to_owned)
        .context("PostgreSQL won't run as root, and there is no user `postgres` or `nobody` to run it")
}

fn random_hex() -> Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Runs a command and shows what it said only when it fails.
fn quietly(command: &mut Command) -> Result<()> {
    let line = sys::shown(command);
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{line}`"))?;
    if !out.status.success() {
        bail!(
            "`{line}` ended with {}:\n{}{}",
            out.status,
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        );
    }
    Ok(())
}
