//! What an operator does without the web: the ledger, lent workers, open weights.

use crate::{
    clock,
    config::{Config, LedgerCommand, WorkerTokenCommand},
    setup,
};
use anyhow::bail;
use easel_domain::{Actor, lent::TOKEN_PREFIX};
use easel_door::secret::Secret;
use easel_oversight::Oversight;
use easel_store::NewWorkerToken;

pub(crate) async fn ledger(config: &Config, command: LedgerCommand) -> anyhow::Result<()> {
    let LedgerCommand::Verify { blobs } = command;
    let store = setup::open_store(config).await?;
    let report = Oversight::of(&store).ledger_verify().await?;
    println!(
        "{} rules over {} wallets, {} entries, {} holds, {} pictures",
        report.rules, report.wallets, report.entries, report.holds, report.assets
    );
    for finding in &report.findings {
        println!("BROKEN {}: {}: {}", finding.invariant, finding.says, finding.at.join(", "));
    }
    let missing = if blobs { store.blobs_missing().await? } else { Vec::new() };
    for name in &missing {
        println!("BROKEN I16: bytes are missing or cut short: {name}");
    }
    store.close().await;
    if !report.findings.is_empty() || !missing.is_empty() {
        bail!("{} rule(s) broken", report.findings.len() + usize::from(!missing.is_empty()));
    }
    println!("All is well.");
    Ok(())
}

pub(crate) async fn worker_token(config: &Config, command: WorkerTokenCommand) -> anyhow::Result<()> {
    let by = Some(&Actor::command_line());
    let store = setup::open_store(config).await?;
    match command {
        WorkerTokenCommand::Create { name } => {
            let token = Secret::new(format!("{TOKEN_PREFIX}{}", clock::token()?));
            let new = NewWorkerToken { name, hash: token.fingerprint() };
            if store.worker_token_create(by, new, clock::now()).await?.is_none() {
                bail!("there is a worker of that name; end its token first, or choose another name");
            }
            println!("{}", token.reveal());
        }
        WorkerTokenCommand::List => {
            for seen in store.worker_tokens().await? {
                let ago = seen.seen_at.map_or_else(
                    || "never seen".to_owned(),
                    |at| format!("seen {} s ago", clock::now().since_ms(at) / 1000),
                );
                println!("{:<20}{ago}, {} job(s), {}", seen.token.name, seen.running, seen.offers.join(" "));
            }
        }
        WorkerTokenCommand::Revoke { name } => {
            let all = store.worker_tokens().await?;
            let Some(seen) = all.iter().find(|seen| seen.token.name == name) else {
                bail!("no worker has that name")
            };
            store.worker_token_revoke(by, seen.token.id, clock::now()).await?;
            println!("{name} gets no more work.");
        }
    }
    store.close().await;
    Ok(())
}

/// Fetches a model and says how far it is, a line for each tenth of a file.
pub(crate) async fn weights(
    hub: (&str, Option<&str>),
    model: &str,
    into: &std::path::Path,
) -> anyhow::Result<()> {
    let mut told = (String::new(), u64::MAX);
    let place = easel_engine::fetch_weights(hub, model, into, |step| {
        let tenth = (step.bytes * 10).checked_div(step.of).unwrap_or(10);
        if told != (step.file.clone(), tenth) {
            println!("{:>4} %  {}", tenth * 10, step.file);
            told = (step.file, tenth);
        }
    });
    let place = place.await?;
    println!("{model} is in {}", place.display());
    Ok(())
}
