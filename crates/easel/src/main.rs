//! The program: configuration, roles, commands.
//!
//! **Knows** how the parts are put together, what an operator may configure and say on the command line.
//!
//! **Never knows** a rule: it only wires. The one place where errors are `anyhow`.

mod clock;
mod command;
mod config;
mod models;
mod money;
mod secret_key;
mod serve;
mod setup;
mod signing;

use clap::Parser;
use config::{Cli, Command, Config};

/// For pictures being drawn, files and passwords. More than the most slots a worker can have, so that drawing never
/// keeps a sign-in waiting; threads that aren't needed aren't there.
const BLOCKING_THREADS: usize = config::MOST_WORKER_SLOTS as usize + 64;

/// The C library's allocator (glibc up to 2.36 at least) doesn't take up again the aligned 19 MiB of a password's hash
/// once they are freed: thirteen sign-ups cost 150 MB for good. This one gives them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("easel: the runtime could not be started: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("easel: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<()> {
    if let Some(Command::Openapi) = cli.command {
        println!("{}", serde_json::to_string_pretty(&easel_web::openapi())?);
        return Ok(());
    }
    if let Some(Command::Weights { model, into, hub, token }) = &cli.command {
        return command::weights((hub, token.as_deref()), model, into).await;
    }
    let config = Config::resolve(cli.settings)?;
    config.start_log();
    match cli.command.unwrap_or(Command::Serve { no_worker: false }) {
        Command::Serve { no_worker } => serve::serve(config, !no_worker).await,
        Command::Worker => serve::worker(config).await,
        Command::Check => command::check(&config).await,
        Command::Admin { command } => command::admin(&config, command).await,
        Command::User { command } => command::user(&config, command).await,
        Command::Credits { command } => command::credits(&config, command).await,
        Command::WorkerToken { command } => command::worker_token(&config, command).await,
        Command::Ledger { command } => command::ledger(&config, command).await,
        Command::Openapi | Command::Weights { .. } => Ok(()),
    }
}
