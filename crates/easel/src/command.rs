//! What an operator does without the web.

use crate::{
    clock,
    config::{AdminCommand, Config, CreditsCommand, LedgerCommand, UserCommand, WorkerTokenCommand},
    models::Models,
    money, secret_key, setup,
};
use anyhow::{Context, bail};
use easel_domain::{Credits, EmailAddress, Gateway, Role, SecondFactorPolicy, lent::TOKEN_PREFIX};
use easel_door::secret::Secret;
use easel_oversight::Oversight;
use easel_store::{NewWorkerToken, User};

/// Says what the configuration comes to, and whether it works.
pub(crate) async fn check(config: &Config) -> anyhow::Result<()> {
    println!("listens on      {}", config.listen);
    println!("address         {}", config.base_url());
    println!("data            {}", config.data_dir.display());
    println!("database        {}", without_password(&config.database_url));
    println!("pictures        {}", config.blob_url);
    println!("mail            {}", setup::mailer(config)?.1);
    println!("metrics         {}", if config.metrics_token.is_some() { "on, by token" } else { "off" });
    let models = Models::find(config);
    let registry = models.read()?;
    println!("models          {}", models.describe());
    for model in &registry.catalogue().models {
        let state = if model.enabled { "offered" } else { "not offered" };
        println!("  {:<14}{state}, {} channel(s)", model.name, model.channels.len());
    }
    match money::read(config)? {
        None => println!("sells           nothing"),
        Some(book) => {
            let on =
                Gateway::ALL.iter().filter(|gateway| book.has(**gateway)).map(|gateway| gateway.as_str());
            let gateways: Vec<&str> = on.collect();
            let gateways = if gateways.is_empty() { "no gateway".to_owned() } else { gateways.join(", ") };
            println!(
                "sells           {} pack(s) in {}, by {gateways}",
                book.packs.len(),
                book.currency.code()
            );
        }
    }
    println!("stripe          {}", about_stripe(config));
    println!("second factor   {}", about_second_factor(config));
    secret_key::sealer(config)?;
    let chat = config.chat.as_ref().map(|chat| format!("{} at {}", chat.model(), chat.host()));
    println!("plans of books  {}", chat.as_deref().unwrap_or("by rules"));
    setup::open_store(config).await?.ping().await?;
    println!("Everything answers.");
    Ok(())
}

fn about_second_factor(config: &Config) -> &'static str {
    match config.second_factor {
        SecondFactorPolicy::None => "for whoever wants one",
        SecondFactorPolicy::Money => "required of who decides about money",
        SecondFactorPolicy::Administrators => "required of everybody with a role",
    }
}

/// Whether it is on and whose money it takes; never a key.
fn about_stripe(config: &Config) -> String {
    let Some(stripe) = &config.stripe else { return "off".to_owned() };
    let mode = if stripe.is_live() { "on, with real money" } else { "on, in test mode" };
    let webhook = if stripe.hears() {
        format!("webhook at {}/api/v1/webhooks-in/stripe", config.base_url())
    } else {
        "no webhook: payments are asked about every minute and then ever less often".to_owned()
    };
    format!("{mode}; {webhook}")
}

fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, place))) => format!("{scheme}://...@{place}"),
        _ => url.to_owned(),
    }
}

pub(crate) async fn admin(config: &Config, command: AdminCommand) -> anyhow::Result<()> {
    let AdminCommand::Link = command;
    let store = setup::open_store(config).await?;
    match setup::admin_link(&store, config).await? {
        Some(link) => println!("{link}"),
        None => bail!("there is an administrator already; use `easel user role`"),
    }
    store.close().await;
    Ok(())
}

pub(crate) async fn user(config: &Config, command: UserCommand) -> anyhow::Result<()> {
    let store = setup::open_store(config).await?;
    match command {
        UserCommand::Role { email, role, reason } => {
            let Some(role) = Role::parse(&role) else {
                bail!("a role is \"user\", \"owner\", \"finance\", \"support\" or \"moderator\"")
            };
            if !store.user_role_set(key_of(&email)?, role, reason, clock::now()).await? {
                bail!("nobody has that address");
            }
            println!("{email} is {} now.", role.as_str());
        }
        UserCommand::NoSecondFactor { email, reason } => {
            let Some((user, _)) = store.user_by_email(key_of(&email)?).await? else {
                bail!("nobody has that address")
            };
            let reason = easel_domain::payment::reason(&reason).context("say why, in 1 to 500 characters")?;
            store.person_second_factor_end(None, user.id, reason, clock::now()).await?;
            println!("{email} signs in by password alone now.");
        }
    }
    store.close().await;
    Ok(())
}

fn key_of(email: &str) -> anyhow::Result<String> {
    Ok(EmailAddress::parse(email).context("that is no e-mail address")?.sign_in_key())
}

pub(crate) async fn credits(config: &Config, command: CreditsCommand) -> anyhow::Result<()> {
    let CreditsCommand::Grant { email, credits, reason } = command;
    let Some(credits) = Credits::new(credits).filter(|c| *c > Credits::ZERO) else {
        bail!("give at least 1")
    };
    let store = setup::open_store(config).await?;
    let Some((User { id, .. }, _)) = store.user_by_email(key_of(&email)?).await? else {
        bail!("nobody has that address")
    };
    store.credits_grant(id, credits, (None, reason), clock::now()).await?;
    println!("{email} was given {credits}.");
    store.close().await;
    Ok(())
}

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
    let store = setup::open_store(config).await?;
    match command {
        WorkerTokenCommand::Create { name } => {
            let token = Secret::new(format!("{TOKEN_PREFIX}{}", clock::token()?));
            let new = NewWorkerToken { name, hash: token.fingerprint() };
            if store.worker_token_create(None, new, clock::now()).await?.is_none() {
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
            store.worker_token_revoke(None, seen.token.id, clock::now()).await?;
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
