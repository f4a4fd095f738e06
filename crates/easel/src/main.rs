//! The program: configuration, roles, commands.
//!
//! **Knows** how the parts are put together, what an operator may configure and say on the command line.
//!
//! **Never knows** a rule: it only wires. The one place where errors are `anyhow`.

mod backup;
mod check;
mod clock;
mod command;
mod config;
mod export;
mod models;
mod money;
mod people;
mod push;
mod running;
mod secret_key;
mod serve;
mod setup;
mod signing;

use clap::{CommandFactory, FromArgMatches};
use config::{Cli, Command, Config};
use std::process::ExitCode;

/// For pictures being drawn, files and passwords. More than the most slots a worker can have, so that drawing never
/// keeps a sign-in waiting; threads that aren't needed aren't there.
const BLOCKING_THREADS: usize = config::MOST_WORKER_SLOTS as usize + 64;

/// The C library's allocator (glibc up to 2.36 at least) doesn't take up again the aligned 19 MiB of a password's hash
/// once they are freed: thirteen sign-ups cost 150 MB for good. This one gives them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let said = running::Said::of(&matches);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("easel: the runtime could not be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli, said)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("easel: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// It went well, but something is to be looked at.
const LOOK: u8 = 3;

async fn run(cli: Cli, said: running::Said) -> anyhow::Result<ExitCode> {
    if let Some(Command::Openapi) = cli.command {
        println!("{}", serde_json::to_string_pretty(&easel_web::openapi())?);
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(Command::Weights { model, into, hub, token }) = &cli.command {
        command::weights((hub, token.as_deref()), model, into).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = match (Config::resolve(cli.settings, said), &cli.command) {
        (Err(error), Some(Command::Check { json, .. })) => return check::unreadable(&error, *json),
        (config, _) => config?,
    };
    config.start_log();
    match cli.command.unwrap_or(Command::Serve { no_worker: false }) {
        Command::Serve { no_worker } => serve::serve(config, !no_worker).await?,
        Command::Worker => serve::worker(config).await?,
        Command::Check { json, strict } => return check::check(&config, json, strict).await,
        Command::Backup { folder, json } => return backup::backup(&config, &folder, json).await,
        Command::Restore { folder, check, force } => {
            return backup::restore(&config, &folder, check, force).await;
        }
        Command::Export { folder, format, only } => {
            export::export(&config, &folder, (&format, &only)).await?;
        }
        Command::Admin { command } => people::admin(&config, command).await?,
        Command::User { command } => people::user(&config, command).await?,
        Command::Credits { command } => people::credits(&config, command).await?,
        Command::WorkerToken { command } => command::worker_token(&config, command).await?,
        Command::Ledger { command } => command::ledger(&config, command).await?,
        Command::Openapi | Command::Weights { .. } => {}
    }
    Ok(ExitCode::SUCCESS)
}
