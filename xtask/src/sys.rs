//! Paths, tools and processes.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// The repository.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A command that runs in the repository, without the variables cargo set for this program itself: they would make
/// the inner cargo think that something changed.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO_BIN_NAME" {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that started us.
pub(crate) fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    command.get_args().fold(program, |line, arg| line + " " + &arg.to_string_lossy())
}

/// Runs a command with our own input and output; an unsuccessful end is an error.
pub(crate) fn must(command: &mut Command) -> Result<()> {
    let line = shown(command);
    println!("$ {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` ended with {status}");
    }
    Ok(())
}

/// Runs a command, passes its output on line by line, and lets `each` see every line without colours. Says whether it
/// succeeded.
pub(crate) fn watch(command: &mut Command, each: impl FnMut(&str) + Send) -> Result<bool> {
    let line = shown(command);
    println!("$ {line}");
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    let each = Mutex::new(each);
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        if let Some(out) = out {
            scope.spawn(|| pump(out, &each));
        }
        if let Some(err) = err {
            scope.spawn(|| pump(err, &each));
        }
    });
    Ok(child.wait()?.success())
}

fn pump<F: FnMut(&str)>(from: impl Read, each: &Mutex<F>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while matches!(from.read_until(b'\n', &mut line), Ok(n) if n > 0) {
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        // Somebody may have closed our output (`| head`): the work goes on all the same.
        let _ = writeln!(std::io::stdout(), "{text}");
        if let Ok(mut each) = each.lock() {
            each(&without_colours(text));
        }
        line.clear();
    }
}

/// Takes terminal sequences (`ESC [ .. letter`) out of a line.
pub(crate) fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.peek() == Some(&'[') {
            chars.next();
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

/// What a command prints on its standard output, or nothing when it can't be run or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let out = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// The program of this name in PATH.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Whether we are the system's administrator.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_some_and(|id| id == "0")
}

/// Installs Debian packages when we may (administrator, apt); says whether it did.
pub(crate) fn apt_install(packages: &[&str]) -> bool {
    static UPDATED: AtomicBool = AtomicBool::new(false);
    if !is_root() || which("apt-get").is_none() {
        return false;
    }
    let apt = |args: &[&str]| {
        let mut command = command("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        must(&mut command).is_ok()
    };
    if !UPDATED.swap(true, Ordering::Relaxed) && !apt(&["update", "-qq"]) {
        return false;
    }
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())
}

/// What keeps a person from going on, in a sentence, or nothing.
pub(crate) fn node_problem() -> Option<String> {
    const NEEDED: (u32, u32) = (20, 19);
    let Some(version) = output(command("node").arg("--version")) else {
        return Some(
            "Node.js is not installed; the browser side needs Node.js 20.19 or newer with npm.".into(),
        );
    };
    let mut numbers = version.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < NEEDED {
        return Some(format!("Node.js is {version}; the browser side needs 20.19 or newer."));
    }
    if output(command("npm").arg("--version")).is_none() {
        return Some(
            "npm is not installed; it usually comes with Node.js, on Debian as the package `npm`.".into(),
        );
    }
    None
}

/// What keeps the Rust side from being built, in a sentence, or nothing.
pub(crate) fn compiler_problem() -> Option<String> {
    if output(cargo().arg("--version")).is_none() {
        return Some("cargo can't be run; install Rust with rustup.".into());
    }
    if ["cc", "gcc", "clang"].iter().all(|name| which(name).is_none()) {
        return Some(
            "no C compiler; SQLite is built with one. On Debian: apt-get install build-essential".into(),
        );
    }
    None
}

/// A port nobody listens on at the moment.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// What came back over HTTP.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The status line and the headers.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// The status of a plain GET, and the answer's text after its head.
pub(crate) fn http_get(addr: SocketAddr, path: &str) -> Result<(u16, String)> {
    let answer = http(addr, "GET", path, &[], b"")?;
    Ok((answer.status, String::from_utf8_lossy(&answer.body).into_owned()))
}

/// One request on a connection of its own; `headers` are whole lines.
pub(crate) fn http(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[String],
    body: &[u8],
) -> Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&addr, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n");
    for header in headers {
        head += header;
        head += "\r\n";
    }
    if !body.is_empty() {
        head += &format!("Content-Length: {}\r\n", body.len());
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").context("no HTTP answer")?;
    let body = answer.split_off(end + 4);
    let head = String::from_utf8_lossy(&answer).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no HTTP status")?;
    Ok(Answer { status, head, body })
}

/// A fresh folder for this run, readable by us alone.
pub(crate) fn temp_dir(what: &str) -> Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let dir = std::env::temp_dir().join(format!("easel-{what}-{}-{number}", std::process::id()));
    if dir.exists() {
        std::fs::remove_dir_all(&dir)?;
    }
    std::fs::DirBuilder::new()
        .mode(0o700)
        .create(&dir)
        .with_context(|| format!("cannot make {}", dir.display()))?;
    Ok(dir)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours("\u{1b}[32;1m  Summary\u{1b}[0m [ 1s] x"), "  Summary [ 1s] x");
        assert_eq!(without_colours("plain"), "plain");
    }

    #[test]
    fn the_repository_is_where_the_workspace_is() {
        assert!(root().join("Cargo.toml").is_file());
        assert!(root().join("xtask").is_dir());
    }
}
