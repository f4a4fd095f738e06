//! Starting, asking and killing the program.

use std::{path::PathBuf, process::Stdio};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child, Command},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_easel");

/// A studio's place: a data folder, and a database if not SQLite in that folder.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    pub(crate) database_url: Option<String>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self { folder: TempDir::new().expect("a folder"), database_url: None }
    }

    /// `None` when there is no PostgreSQL to be tested on.
    pub(crate) fn postgres() -> Option<Self> {
        let Some(url) = std::env::var("TEST_POSTGRES_URL").ok().filter(|u| !u.is_empty()) else {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "TEST_POSTGRES_URL is not set");
            eprintln!("skipped: TEST_POSTGRES_URL is not set");
            return None;
        };
        let join = if url.contains('?') { '&' } else { '?' };
        let schema = format!("crash_{:016x}", getrandom::u64().expect("chance"));
        let folder = TempDir::new().expect("a folder");
        Some(Self { folder, database_url: Some(format!("{url}{join}schema={schema}")) })
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        // Only what a test says counts, whatever the machine's own environment says.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("EASEL_")) {
            command.env_remove(name);
        }
        command
            .current_dir(self.folder.path())
            .args(args)
            .env("EASEL_DATA_DIR", self.data())
            .env("EASEL_LOG", "warn");
        command.env("EASEL_LISTEN", "127.0.0.1:0").env("EASEL_LEASE_SECONDS", "2").kill_on_drop(true);
        if let Some(url) = &self.database_url {
            command.env("EASEL_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end: whether it went well, and all it said.
    pub(crate) async fn run(&self, args: &[&str]) -> (bool, String) {
        let output = self.command(args).output().await.expect("the program starts");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.success(), said)
    }

    /// Runs a command with words for it to read: its exit code, and all it said.
    pub(crate) async fn run_with(&self, args: &[&str], input: &str) -> (Option<i32>, String) {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("its input");
        // One that wants nothing to read may have ended already.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let output = child.wait_with_output().await.expect("it ends");
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }

    pub(crate) async fn serve(&self) -> Served {
        self.serve_with(&["serve"]).await
    }

    pub(crate) async fn serve_with(&self, args: &[&str]) -> Served {
        Served::start(self.command(args)).await
    }
}

/// A serving studio.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
    pub(crate) admin_link: Option<String>,
}

impl Served {
    async fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (mut address, mut admin_link) = (None, None);
        // The line about mail is the last one before the door opens.
        while let Some(line) = lines.next_line().await.expect("readable output") {
            if let Some((_, url)) = line.split_once("is open at http://") {
                address = Some(url.trim().to_owned());
            } else if let Some((_, link)) = line.split_once("once: ") {
                admin_link = Some(link.trim().to_owned());
            } else {
                break;
            }
        }
        Self { child, address: address.expect("an address"), admin_link }
    }

    /// As a power cut does: no goodbye, nothing flushed.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    /// As an operator does. True when it ended well.
    pub(crate) async fn terminate(mut self) -> bool {
        let id = self.child.id().expect("it runs").to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill is there");
        assert!(told.success());
        let ended = self.child.wait().await.expect("it ends");
        if !ended.success() {
            eprintln!("the studio ended with {ended}");
        }
        ended.success()
    }
}
