//! Judging a configuration: what would keep the studio from starting, what doesn't answer, what is dangerous. Changes
//! nothing and prints no secret.

use crate::{clock, config::Config, models::Models, money, running, secret_key, setup};
use easel_domain::{Gateway, SecondFactorPolicy};
use easel_door::{clock::rfc3339, options::VerifyEmail};
use easel_store::{Blobs, Store, StoreOptions, newest_schema};
use serde_json::json;
use std::{net::SocketAddr, path::Path, process::ExitCode};

/// A backup that is older than this is worth a word.
const BACKUP_OLD_MS: i64 = 7 * 24 * 3_600_000;
/// A token that is shorter is guessed sooner or later.
const TOKEN_MIN: usize = 20;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Good,
    Warning,
    Error,
}

impl Level {
    const fn word(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What was found.
#[derive(Default)]
struct Findings(Vec<(Level, &'static str, String)>);

impl Findings {
    fn good(&mut self, about: &'static str, says: impl Into<String>) {
        self.0.push((Level::Good, about, says.into()));
    }

    fn warning(&mut self, about: &'static str, says: impl Into<String>) {
        self.0.push((Level::Warning, about, says.into()));
    }

    fn error(&mut self, about: &'static str, says: impl Into<String>) {
        self.0.push((Level::Error, about, says.into()));
    }

    fn count(&self, level: Level) -> usize {
        self.0.iter().filter(|(found, ..)| *found == level).count()
    }

    fn tell(&self, json: bool, strict: bool) -> ExitCode {
        let (errors, warnings) = (self.count(Level::Error), self.count(Level::Warning));
        let well = errors == 0 && !(strict && warnings > 0);
        if json {
            let findings: Vec<_> = self
                .0
                .iter()
                .map(|(level, about, says)| json!({"level": level.word(), "about": about, "says": says}))
                .collect();
            println!("{}", json!({"ok": well, "errors": errors, "warnings": warnings, "findings": findings}));
        } else {
            for (level, about, says) in &self.0 {
                println!("{:<9}{about:<16}{says}", level.word());
            }
            match (errors, warnings) {
                (0, 0) => println!("Everything answers."),
                (0, _) => println!("Everything answers; {warnings} warning(s)."),
                _ => println!("{errors} error(s), {warnings} warning(s)."),
            }
        }
        if well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// What is said of settings that make no sense at all.
pub(crate) fn unreadable(error: &anyhow::Error, json: bool) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    findings.error("settings", format!("{error:#}"));
    Ok(findings.tell(json, false))
}

pub(crate) async fn check(config: &Config, json: bool, strict: bool) -> anyhow::Result<ExitCode> {
    let mut findings = Findings::default();
    address(config, &mut findings).await;
    data_folder(config, &mut findings);
    if config.studio_url.is_none() {
        database(config, &mut findings).await;
        blobs(config, &mut findings).await;
        mail(config, &mut findings).await;
        sells(config, &mut findings);
    }
    models(config, &mut findings);
    services(config, &mut findings);
    provider(config, &mut findings).await;
    Ok(findings.tell(json, strict))
}

fn is_here(address: &str) -> bool {
    address
        .parse::<SocketAddr>()
        .map_or_else(|_| address.starts_with("localhost:"), |address| address.ip().is_loopback())
}

async fn address(config: &Config, findings: &mut Findings) {
    match tokio::net::TcpListener::bind(&config.listen).await {
        Ok(_) => findings.good("listens on", config.listen.clone()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            findings.good(
                "listens on",
                format!("{}, where somebody listens: the studio, if it runs", config.listen),
            );
        }
        Err(error) => {
            findings.error("listens on", format!("{} can't be listened on: {error}", config.listen))
        }
    }
    let shown = config.base_url();
    match &config.public_url {
        Some(url)
            if url.starts_with("http://")
                && !url.contains("://127.0.0.1")
                && !url.contains("://localhost") =>
        {
            findings.warning(
                "address",
                format!("{shown} is not https: passwords and cookies can be read on the way"),
            );
        }
        Some(_) => findings.good("address", shown),
        None if is_here(&config.listen) => {
            findings.good("address", format!("{shown}, for this machine only"))
        }
        None => findings.warning(
            "address",
            format!("EASEL_PUBLIC_URL is not set: links in mails will begin with {shown}"),
        ),
    }
    if config.trust_proxy && config.public_url.is_none() {
        findings.warning(
            "proxy",
            "X-Forwarded-For is believed, and no public address says that there is a proxy: anybody can claim any address",
        );
    }
}

fn data_folder(config: &Config, findings: &mut Findings) {
    let dir = &config.data_dir;
    let shown = dir.display();
    if !dir.exists() {
        return findings.good("data", format!("{shown}, which the first start makes"));
    }
    let probe = dir.join(format!(".check-{}", std::process::id()));
    match std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => findings.good("data", shown.to_string()),
        Err(error) => findings.error("data", format!("{shown} can't be written to: {error}")),
    }
    #[cfg(unix)]
    if let Ok(meta) = std::fs::metadata(dir)
        && std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o077 != 0
    {
        findings.warning("data", format!("{shown} can be opened by others on this machine: chmod 700"));
    }
}

/// Looks at the database as it is: bringing it up to date is the start's work.
async fn database(config: &Config, findings: &mut Findings) {
    let shown = running::place(&config.database_url);
    if let Some(path) = config.database_url.strip_prefix("sqlite:")
        && !Path::new(path.strip_prefix("//").unwrap_or(path)).exists()
    {
        return findings.good("database", format!("{shown}, which the first start makes"));
    }
    // The blobs are looked at by themselves.
    let aside = std::env::temp_dir().join(format!("easel-check-{}", std::process::id()));
    let options = StoreOptions {
        database_url: config.database_url.clone(),
        blob_url: format!("file:{}", aside.display()),
        relaxed: false,
        retention: config.retention,
    };
    tables(&options, shown, findings).await;
    let _ = std::fs::remove_dir_all(aside);
}

async fn tables(options: &StoreOptions, shown: String, findings: &mut Findings) {
    let store = match Store::open_as_it_is(options).await {
        Ok(store) => store,
        Err(error) => {
            return findings.error("database", format!("{shown}: {:#}", anyhow::Error::from(error)));
        }
    };
    let newest = newest_schema();
    match store.db().schema().await {
        Err(error) => findings.error("database", format!("{shown}: {:#}", anyhow::Error::from(error))),
        Ok(None) => findings.good("database", format!("{shown}, empty; the first start makes the tables")),
        Ok(Some(schema)) if schema > newest => findings.error(
            "database",
            format!("{shown} is at {schema}, newer than this program, which knows up to {newest}"),
        ),
        Ok(Some(schema)) if schema < newest => findings.warning(
            "database",
            format!("{shown} is at {schema}; the next start brings it to {newest}, and there is no way back: `easel backup` first"),
        ),
        Ok(Some(_)) => {
            findings.good("database", shown);
            studio(&store, findings).await;
        }
    }
    store.close().await;
}

async fn studio(store: &Store, findings: &mut Findings) {
    match store.owners().await {
        Ok(0) => findings.warning("owner", "there is none yet: open the link of `easel admin link`"),
        Ok(count) => findings.good("owner", format!("{count}")),
        Err(error) => findings.error("owner", format!("{:#}", anyhow::Error::from(error))),
    }
    match store.backup_last().await {
        Ok(None) => findings.warning("backup", "none was made yet: `easel backup <folder>`"),
        Ok(Some(at)) if clock::now().since_ms(at) > BACKUP_OLD_MS => {
            findings.warning("backup", format!("the last one is of {}", rfc3339(at)));
        }
        Ok(Some(at)) => findings.good("backup", format!("the last one is of {}", rfc3339(at))),
        Err(error) => findings.error("backup", format!("{:#}", anyhow::Error::from(error))),
    }
}

/// Writes a byte, reads it again and takes it away.
async fn blobs(config: &Config, findings: &mut Findings) {
    if let Some(path) = config.blob_url.strip_prefix("file:")
        && !Path::new(path.strip_prefix("//").unwrap_or(path)).exists()
    {
        return findings.good("pictures", format!("{}, which the first start makes", config.blob_url));
    }
    let tried = async {
        let blobs = Blobs::open(&config.blob_url)?;
        let name = format!("incoming/check-{}", std::process::id());
        blobs.put(&name, "x".into()).await?;
        let read = blobs.read_all(&name).await?;
        blobs.remove(&name).await?;
        anyhow::ensure!(read.as_deref() == Some(b"x"), "what was written can't be read again");
        anyhow::Ok(())
    };
    match tried.await {
        Ok(()) => findings.good("pictures", config.blob_url.clone()),
        Err(error) => findings.error("pictures", format!("{}: {error:#}", config.blob_url)),
    }
}

async fn mail(config: &Config, findings: &mut Findings) {
    let (mailer, says) = match setup::mailer(config) {
        Ok(made) => made,
        Err(error) => return findings.error("mail", format!("{error:#}")),
    };
    if config.smtp_url.is_none() {
        let needed = config.public_url.is_some() || config.verify_email == VerifyEmail::Require;
        return match needed {
            true => findings.warning("mail", format!("{says} Nobody gets them")),
            false => findings.good("mail", says),
        };
    }
    match mailer.answers().await {
        Ok(()) => findings.good("mail", "the mail server answers"),
        Err(error) => findings.error("mail", format!("{error}")),
    }
    if config.mail_from.ends_with("@localhost") {
        findings.warning("mail", "EASEL_MAIL_FROM is not set: mails from studio@localhost end as spam");
    }
}

fn models(config: &Config, findings: &mut Findings) {
    let models = Models::find(config);
    let registry = match models.read() {
        Ok(registry) => registry,
        Err(error) => return findings.error("models", format!("{error:#}")),
    };
    findings.good("models", models.describe());
    let all = &registry.catalogue().models;
    for model in all {
        let state = if model.enabled { "offered" } else { "not offered" };
        findings.good("", format!("{}: {state}, {} channel(s)", model.name, model.channels.len()));
    }
    if !all.iter().any(|model| model.enabled) {
        findings.warning("models", "none is offered: nobody can ask for a picture");
    }
    for (provider, variable) in registry.keyless() {
        findings.warning("models", format!("the provider {provider} can't be asked: {variable} is not set"));
    }
}

fn sells(config: &Config, findings: &mut Findings) {
    match money::read(config) {
        Err(error) => findings.error("sells", format!("{error:#}")),
        Ok(None) => findings.good("sells", "nothing"),
        Ok(Some(book)) => {
            let on =
                Gateway::ALL.iter().filter(|gateway| book.has(**gateway)).map(|gateway| gateway.as_str());
            let gateways: Vec<&str> = on.collect();
            let what = format!("{} pack(s) in {}", book.packs.len(), book.currency.code());
            if gateways.is_empty() {
                findings.warning("sells", format!("{what}, and no gateway: nobody can pay"));
            } else {
                findings.good("sells", format!("{what}, by {}", gateways.join(", ")));
            }
        }
    }
    let Some(stripe) = &config.stripe else { return findings.good("stripe", "off") };
    let mode = if stripe.is_live() { "on, with real money" } else { "on, in test mode" };
    if stripe.hears() {
        let webhook = format!("{mode}; webhook at {}/api/v1/webhooks-in/stripe", config.base_url());
        findings.good("stripe", webhook);
    } else {
        let asked = "no webhook: payments are asked about every minute and then ever less often";
        findings.warning("stripe", format!("{mode}; {asked}"));
    }
}

/// Asks the sign-in provider what it is.
async fn provider(config: &Config, findings: &mut Findings) {
    let Some(openid) = &config.openid else { return findings.good("sign-in by", "the studio alone") };
    let whose = match openid.domains() {
        [] => "everybody whom it vouches for".to_owned(),
        domains => format!("addresses of {}", domains.join(", ")),
    };
    let about = format!("{} at {}, {whose}", openid.name(), openid.issuer());
    match openid.answers().await {
        Ok(()) => findings
            .good("sign-in by", format!("{about}; it sends people back to {}/openid", config.base_url())),
        Err(error) => findings.error("sign-in by", format!("{about}: {error}")),
    }
    if config.public_url.is_none() {
        let says = "EASEL_PUBLIC_URL is not set: the provider can send people back to this machine only";
        findings.warning("sign-in by", says);
    }
}

fn services(config: &Config, findings: &mut Findings) {
    let policy = match config.second_factor {
        SecondFactorPolicy::None => "for whoever wants one",
        SecondFactorPolicy::Money => "required of who decides about money",
        SecondFactorPolicy::Administrators => "required of everybody with a role",
    };
    // Asked for only where there is a key: without one, the first start makes it.
    match (config.secret_key.is_some() || config.data_dir.join("secret.key").exists())
        .then(|| secret_key::sealer(config))
    {
        Some(Err(error)) => findings.error("second factor", format!("{error:#}")),
        _ => findings.good("second factor", policy),
    }
    match easel_door::passkey::name_in(&config.base_url()) {
        Some(name) => findings.good("passkeys", format!("for {name}")),
        None => findings.good("passkeys", "off: they need an EASEL_PUBLIC_URL by https with a name in it"),
    }
    let chat = config.chat.as_ref().map(|chat| format!("{} at {}", chat.model(), chat.host()));
    findings.good("plans of books", chat.as_deref().unwrap_or("by rules"));
    match &config.metrics_token {
        None => findings.good("metrics", "off"),
        Some(token) if token.reveal().len() < TOKEN_MIN => {
            findings.warning("metrics", format!("the token is shorter than {TOKEN_MIN} characters"));
        }
        Some(_) => findings.good("metrics", "on, by token"),
    }
    if config.verify_email == VerifyEmail::Require && config.smtp_url.is_none() {
        findings.warning("addresses", "must be confirmed, and without a mail server nobody can");
    }
    if let Some(path) = &config.manifest_signer
        && std::fs::metadata(path).is_err()
    {
        findings.error("signer", format!("{} can't be read", path.display()));
    }
}
