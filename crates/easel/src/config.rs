//! What an operator can say: flags first, then `EASEL_*` variables, then `easel.toml`, then the defaults.

#![allow(
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::bare_urls,
    reason = "the settings' comments are the help texts of the command line, read as they stand"
)]

use crate::running::Said;
use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use easel_domain::{
    Retention, SecondFactorPolicy,
    branding::Contact,
    retention::{DAYS_MAX, SIGN_INS_DAYS_MAX},
};
use easel_door::{options::VerifyEmail, secret::Secret};
use easel_outbound::{Chat, ChatOptions, OpenId, OpenIdOptions, Stripe};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Most pictures at once in one process.
pub(crate) const MOST_WORKER_SLOTS: u32 = 256;
/// Most pictures asked of other machines at once in one process.
const MOST_REMOTE_SLOTS: u32 = 4096;

/// A creative studio of your own, in one program.
#[derive(Parser)]
#[command(name = "easel", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) settings: Settings,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the studio, with a worker inside (the default)
    Serve {
        /// Leave the work to separate `easel worker` processes
        #[arg(long)]
        no_worker: bool,
    },
    /// Work on jobs: beside `easel serve` on the same database and blobs, or with --studio-url for a studio elsewhere
    Worker,
    /// Workers lent to the studio, which ask it for work by HTTPS
    WorkerToken {
        #[command(subcommand)]
        command: WorkerTokenCommand,
    },
    /// Judge the configuration: what would keep the studio from starting, and what is dangerous
    #[command(after_help = "Exit codes: 0 nothing is wrong (there may be warnings), 1 something is wrong.\n\
        Nothing is changed and no secret is printed.")]
    Check {
        /// One JSON object, for scripts
        #[arg(long)]
        json: bool,
        /// Take warnings for errors
        #[arg(long)]
        strict: bool,
    },
    /// Save everything the studio keeps into a new folder, while it runs
    #[command(
        after_help = "The folder is made, or holds an earlier try that was broken off, which is gone on with.\n\
        It is a backup once it has a manifest.json; that is written last.\n\
        Not in it: the settings (easel.toml, EASEL_* variables, models.json, money.json).\n\n\
        Exit codes: 0 whole, 1 failed, 3 whole, but the studio itself had lost files that its rows name."
    )]
    Backup {
        /// A folder that isn't there yet, or is empty
        folder: PathBuf,
        /// One JSON object at the end, for scripts
        #[arg(long)]
        json: bool,
    },
    /// Bring a backup back, into an empty place; the studio must not run
    #[command(after_help = "The backup is checked to its last byte before anything is touched.\n\
        People have to sign in again afterwards, and the ledger is verified.\n\n\
        Exit codes: 0 restored (with --check: whole), 1 refused or failed, 3 restored, but a rule of the ledger or a\n\
        file of a picture was broken in the backup already.")]
    Restore {
        /// The backup's folder
        folder: PathBuf,
        /// Only look whether the backup is whole
        #[arg(long)]
        check: bool,
        /// Replace the studio that is there
        #[arg(long)]
        force: bool,
    },
    /// Write the studio's books (people, ledger, payments, generations, audit log) as tables into a folder
    #[command(
        after_help = "Prompts and other words of people are not among them. That this was done is in the audit log."
    )]
    Export {
        /// A folder; files that are there already are not replaced
        folder: PathBuf,
        /// How: "csv", or "json" with one object a line
        #[arg(long, default_value = "csv")]
        format: String,
        /// Which, separated by commas [default: all]
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
    },
    /// Administrators
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// People
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Credits
    Credits {
        #[command(subcommand)]
        command: CreditsCommand,
    },
    /// The ledger
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Fetch open weights from a hub, in the diffusers layout, for the engine that runs them in this program
    Weights {
        /// The model, as owner/name
        model: String,
        /// The folder that models lie in: `options.folder` of the provider
        #[arg(long)]
        into: PathBuf,
        /// The hub
        #[arg(long, env = "EASEL_HUB_URL", default_value = "https://huggingface.co")]
        hub: String,
        /// A token of yours, for models that want one
        #[arg(long, env = "EASEL_HUB_TOKEN", hide_env_values = true)]
        token: Option<String>,
    },
    /// Print the API's OpenAPI document
    Openapi,
}

#[derive(Subcommand)]
pub(crate) enum AdminCommand {
    /// Make a new one-time link for the first administrator, replacing the one before
    Link,
    /// Make an account that is an owner, and print a one-time link (one hour) to set its password
    Create {
        /// Their e-mail address
        email: String,
        /// What to call them [default: what stands before the @]
        #[arg(long)]
        name: Option<String>,
        /// Ask for a password instead: typed at the terminal, or the first line of what is piped in
        #[arg(long)]
        password: bool,
    },
}

#[derive(Subcommand)]
pub(crate) enum WorkerTokenCommand {
    /// Make a token for a worker and print it, this once
    Create {
        /// What the worker is called
        name: String,
    },
    /// Show the workers, when they asked for work last, and what they offered
    List,
    /// End a worker's token; what it has in its hands goes to others
    Revoke {
        /// What the worker is called
        name: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// List people, newest first
    List {
        /// Part of a name or address, or an id
        #[arg(long, default_value = "")]
        find: String,
        /// Of this role only
        #[arg(long)]
        role: Option<String>,
        /// Only those who are suspended
        #[arg(long)]
        suspended: bool,
        /// One JSON object a line, for scripts
        #[arg(long)]
        json: bool,
    },
    /// Show somebody's account
    Show {
        /// Their e-mail address
        email: String,
        /// One JSON object, for scripts
        #[arg(long)]
        json: bool,
    },
    /// Shut somebody out: their sessions end, what they wait for is called off
    Suspend {
        /// Their e-mail address
        email: String,
        /// Why; they read it when they sign in, and it goes into the audit log
        #[arg(long)]
        reason: String,
    },
    /// Let somebody in again who was suspended
    #[command(visible_alias = "restore")]
    Admit {
        /// Their e-mail address
        email: String,
        /// Why; goes into the audit log
        #[arg(long)]
        reason: String,
    },
    /// Print a one-time link (one hour) to set a new password; no mail goes out, and the old password works until then
    ResetPassword {
        /// Their e-mail address
        email: String,
        /// Why; goes into the audit log
        #[arg(long)]
        reason: String,
    },
    /// Give somebody a role, or none again
    Role {
        /// Their e-mail address
        email: String,
        /// "user", "owner", "finance", "support" or "moderator"
        role: String,
        /// Why; goes into the audit log
        #[arg(long)]
        reason: String,
    },
    /// Take somebody's second factor off who lost it; they get a mail
    NoSecondFactor {
        /// Their e-mail address
        email: String,
        /// Why; they read it, and it goes into the audit log
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum CreditsCommand {
    /// Give bonus credits
    Grant {
        /// Their e-mail address
        email: String,
        /// How many
        credits: i64,
        /// Why; goes into the audit log
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub(crate) enum LedgerCommand {
    /// Check every rule of the ledger; exits with 1 when one is broken
    Verify {
        /// Also look for every picture's files
        #[arg(long)]
        blobs: bool,
    },
}

/// Every setting, from one source. Which source wins is [`Config::resolve`]'s to say.
#[derive(Args, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    /// File with these settings [default: easel.toml where it exists]
    #[arg(long, env = "EASEL_CONFIG", global = true)]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "EASEL_LISTEN", global = true)]
    listen: Option<String>,
    /// Folder for everything the studio keeps [default: ./data]
    #[arg(long, env = "EASEL_DATA_DIR", global = true)]
    data_dir: Option<PathBuf>,
    /// sqlite:<path> or postgres://... [default: SQLite in the data folder]
    #[arg(long, env = "EASEL_DATABASE_URL", global = true, hide_env_values = true)]
    database_url: Option<String>,
    /// file:<folder> for the pictures [default: in the data folder]
    #[arg(long, env = "EASEL_BLOB_URL", global = true, hide_env_values = true)]
    blob_url: Option<String>,
    /// The address people type, such as https://studio.example
    #[arg(long, env = "EASEL_PUBLIC_URL", global = true)]
    public_url: Option<String>,
    /// smtp://user:password@host:587 or smtps://...; without it mails are written to a folder
    #[arg(long, env = "EASEL_SMTP_URL", global = true, hide_env_values = true)]
    smtp_url: Option<String>,
    /// Sender of mails [default: studio@localhost]
    #[arg(long, env = "EASEL_MAIL_FROM", global = true)]
    mail_from: Option<String>,
    /// The models on offer [default: config/models.json where it exists, else the built-in one]
    #[arg(long, env = "EASEL_MODELS", global = true)]
    models: Option<PathBuf>,
    /// What is sold and how it can be paid [default: config/money.json where it exists, else nothing is sold]
    #[arg(long, env = "EASEL_MONEY", global = true)]
    money: Option<PathBuf>,
    /// Stripe's secret key (sk_... or rk_...); without it nothing is paid by Stripe
    #[arg(long, env = "EASEL_STRIPE_SECRET_KEY", global = true, hide_env_values = true)]
    stripe_secret_key: Option<String>,
    /// The signing secret (whsec_...) of Stripe's webhook for <address>/api/v1/webhooks-in/stripe; without it what Stripe
    /// tells is not taken, and payments are asked about instead
    #[arg(long, env = "EASEL_STRIPE_WEBHOOK_SECRET", global = true, hide_env_values = true)]
    stripe_webhook_secret: Option<String>,
    /// Where Stripe's API is; only tests want another [default: https://api.stripe.com]
    #[arg(long, env = "EASEL_STRIPE_API_URL", global = true)]
    stripe_api_url: Option<String>,
    /// Where a chat model is that plans books from texts, in OpenAI's API: https://host/v1. People's texts are sent there
    /// when they ask for it; without it rules plan
    #[arg(long, env = "EASEL_CHAT_URL", global = true)]
    chat_url: Option<String>,
    /// What the chat model is called there
    #[arg(long, env = "EASEL_CHAT_MODEL", global = true)]
    chat_model: Option<String>,
    /// The key for it, if it wants one
    #[arg(long, env = "EASEL_CHAT_KEY", global = true, hide_env_values = true)]
    chat_key: Option<String>,
    /// The address of an OpenID Connect provider that people may sign in by; it sends them back to <address>/openid
    #[arg(long, env = "EASEL_OIDC_ISSUER", global = true)]
    oidc_issuer: Option<String>,
    /// What the provider calls this studio
    #[arg(long, env = "EASEL_OIDC_CLIENT_ID", global = true)]
    oidc_client_id: Option<String>,
    /// How the provider knows this studio
    #[arg(long, env = "EASEL_OIDC_CLIENT_SECRET", global = true, hide_env_values = true)]
    oidc_client_secret: Option<String>,
    /// What people call the provider [default: its host]
    #[arg(long, env = "EASEL_OIDC_NAME", global = true)]
    oidc_name: Option<String>,
    /// The e-mail domains it lets in, separated by commas [default: all]
    #[arg(long, env = "EASEL_OIDC_DOMAINS", global = true)]
    oidc_domains: Option<String>,
    /// The studio's name [default: Easel]
    #[arg(long, env = "EASEL_STUDIO_NAME", global = true)]
    studio_name: Option<String>,
    /// One credit, in the operator's words [default: each language's plain word]
    #[arg(long, env = "EASEL_CREDIT_SINGULAR", global = true)]
    credit_singular: Option<String>,
    /// Many credits
    #[arg(long, env = "EASEL_CREDIT_PLURAL", global = true)]
    credit_plural: Option<String>,
    /// A sign for them, if any
    #[arg(long, env = "EASEL_CREDIT_SYMBOL", global = true)]
    credit_symbol: Option<String>,
    /// Accent colour, #rrggbb
    #[arg(long, env = "EASEL_ACCENT", global = true)]
    accent: Option<String>,
    /// Where people with a question turn to: a mail address, or a page's https:// address
    #[arg(long, env = "EASEL_CONTACT", global = true)]
    contact: Option<String>,
    /// Credits for a new person [default: 20]
    #[arg(long, env = "EASEL_WELCOME_CREDITS", global = true)]
    welcome_credits: Option<i64>,
    /// Whether people are to show that their address is theirs: off, ask, or require before they spend or publish
    /// [default: ask]
    #[arg(long, env = "EASEL_VERIFY_EMAIL", global = true)]
    verify_email: Option<String>,
    /// Whose role counts only with a second factor: none, money (who may decide about money, owners among them) or
    /// administrators (everybody with a role) [default: none]
    #[arg(long, env = "EASEL_REQUIRE_2FA", global = true)]
    #[serde(rename = "require_2fa")]
    second_factor: Option<String>,
    /// What seals second factors in the database: 64 hexadecimal digits, the same on every machine of a studio
    /// [default: a key of the studio's own in the data folder, made at the first start]
    #[arg(long, env = "EASEL_SECRET_KEY", global = true, hide_env_values = true)]
    secret_key: Option<String>,
    /// Lets push services be in one's own network and without TLS: for tests only
    #[arg(long, env = "EASEL_PUSH_ANYWHERE", global = true)]
    push_anywhere: Option<bool>,
    /// Pictures at once in this process [default: number of cores]
    #[arg(long, env = "EASEL_WORKER_SLOTS", global = true)]
    worker_slots: Option<u32>,
    /// Pictures asked of other machines at once in this process [default: 64]
    #[arg(long, env = "EASEL_REMOTE_SLOTS", global = true)]
    remote_slots: Option<u32>,
    /// Pictures drawn by this machine's accelerator at once in this process [default: 1]
    #[arg(long, env = "EASEL_GPU_SLOTS", global = true)]
    gpu_slots: Option<u32>,
    /// Which work this process takes, of cpu, gpu, remote and mail, separated by commas [default: all]
    #[arg(long, env = "EASEL_LANES", global = true)]
    lanes: Option<String>,
    /// Seconds a job waits for a worker that stopped beating [default: 15]
    #[arg(long, env = "EASEL_LEASE_SECONDS", global = true)]
    lease_seconds: Option<u64>,
    /// For `easel worker`: the studio to work for when there is no way to its database, such as https://studio.example
    #[arg(long, env = "EASEL_STUDIO_URL", global = true)]
    studio_url: Option<String>,
    /// For `easel worker` with a studio's address: the token its operator made
    #[arg(long, env = "EASEL_WORKER_TOKEN", global = true, hide_env_values = true)]
    worker_token: Option<String>,
    /// Seconds that running jobs may go on when the process is told to end, before they are handed back [default: 20]
    #[arg(long, env = "EASEL_GRACE_SECONDS", global = true)]
    grace_seconds: Option<u64>,
    /// Bearer token for /metrics; without it there is no /metrics
    #[arg(long, env = "EASEL_METRICS_TOKEN", global = true, hide_env_values = true)]
    metrics_token: Option<String>,
    /// PEM file with the certificates and the key that sign pictures' manifests [default: a key of the studio's own, made
    /// at the first start]
    #[arg(long, env = "EASEL_MANIFEST_SIGNER", global = true)]
    manifest_signer: Option<PathBuf>,
    /// Believe X-Forwarded-For of a proxy in front
    #[arg(long, env = "EASEL_TRUST_PROXY", global = true)]
    trust_proxy: Option<bool>,
    /// Days a deleted picture lies in the trash [default: 30]
    #[arg(long, env = "EASEL_KEEP_TRASH_DAYS", global = true)]
    keep_trash_days: Option<i64>,
    /// Days the words of what was asked for and came to nothing are kept [default: as long as the account]
    #[arg(long, env = "EASEL_KEEP_FAILED_DAYS", global = true)]
    keep_failed_days: Option<i64>,
    /// Days a closed conversation is kept after its last word [default: as long as the account]
    #[arg(long, env = "EASEL_KEEP_CONVERSATIONS_DAYS", global = true)]
    keep_conversations_days: Option<i64>,
    /// Days a line of the notification centre is kept [default: 90]
    #[arg(long, env = "EASEL_KEEP_NOTICES_DAYS", global = true)]
    keep_notices_days: Option<i64>,
    /// Days hashes of what people signed in with and from where are kept, 180 at most [default: 180]
    #[arg(long, env = "EASEL_KEEP_SIGN_INS_DAYS", global = true)]
    keep_sign_ins_days: Option<i64>,
    /// Days reports of visitors are kept after the decision about them [default: 180]
    #[arg(long, env = "EASEL_KEEP_REPORTS_DAYS", global = true)]
    keep_reports_days: Option<i64>,
    /// What to log, as tracing's filter [default: info]
    #[arg(long, env = "EASEL_LOG", global = true)]
    log: Option<String>,
}

/// The settings in force.
pub(crate) struct Config {
    pub(crate) listen: String,
    pub(crate) data_dir: PathBuf,
    pub(crate) database_url: String,
    pub(crate) blob_url: String,
    pub(crate) public_url: Option<String>,
    pub(crate) smtp_url: Option<Secret>,
    pub(crate) mail_from: String,
    pub(crate) models: Option<PathBuf>,
    pub(crate) money: Option<PathBuf>,
    pub(crate) stripe: Option<Stripe>,
    pub(crate) stripe_api_url: Option<String>,
    pub(crate) chat: Option<Chat>,
    pub(crate) openid: Option<OpenId>,
    pub(crate) oidc_client_id: Option<String>,
    pub(crate) chat_has_key: bool,
    pub(crate) studio_name: String,
    pub(crate) credit_singular: Option<String>,
    pub(crate) credit_plural: Option<String>,
    pub(crate) credit_symbol: Option<String>,
    pub(crate) accent: Option<String>,
    pub(crate) contact: Option<Contact>,
    pub(crate) welcome_credits: easel_domain::Credits,
    pub(crate) verify_email: VerifyEmail,
    pub(crate) second_factor: SecondFactorPolicy,
    pub(crate) secret_key: Option<Secret>,
    pub(crate) push_anywhere: bool,
    pub(crate) worker_slots: u32,
    pub(crate) remote_slots: u32,
    pub(crate) gpu_slots: u32,
    pub(crate) lanes: Vec<easel_domain::Lane>,
    pub(crate) lease_seconds: u64,
    pub(crate) grace_seconds: u64,
    pub(crate) studio_url: Option<String>,
    pub(crate) worker_token: Option<Secret>,
    pub(crate) metrics_token: Option<Secret>,
    pub(crate) manifest_signer: Option<PathBuf>,
    pub(crate) trust_proxy: bool,
    pub(crate) retention: Retention,
    pub(crate) log: String,
    /// The file that was read.
    pub(crate) file: Option<PathBuf>,
    /// Who said what.
    pub(crate) said: Said,
}

impl Config {
    /// `given` comes from flags and variables, as `said` knows; what is missing is looked for in the file, then filled
    /// with defaults.
    pub(crate) fn resolve(given: Settings, mut said: Said) -> anyhow::Result<Self> {
        let path = given
            .config
            .clone()
            .or_else(|| Some("easel.toml".into()).filter(|usual: &PathBuf| usual.exists()));
        let file = match &path {
            Some(path) => read_file(path, &mut said)?,
            None => Settings::default(),
        };
        let data_dir = given.data_dir.or(file.data_dir).unwrap_or_else(|| "data".into());
        let in_data = |kind: &str, name: &str| format!("{kind}:{}", data_dir.join(name).display());
        let welcome = given.welcome_credits.or(file.welcome_credits).unwrap_or(20);
        let Some(welcome_credits) = easel_domain::Credits::new(welcome) else {
            bail!("welcome credits can't be negative")
        };
        let accent = given.accent.or(file.accent);
        if accent.as_deref().is_some_and(|a| !is_colour(a)) {
            bail!("the accent must be a colour such as #d9482b");
        }
        let contact = given.contact.or(file.contact).map(|text| contact(&text)).transpose()?;
        let public_url = given.public_url.or(file.public_url).map(|url| url.trim_end_matches('/').to_owned());
        if public_url.as_deref().is_some_and(|u| !u.starts_with("https://") && !u.starts_with("http://")) {
            bail!("the public address must begin with https:// or http://");
        }
        let stripe_api_url = given.stripe_api_url.or(file.stripe_api_url);
        let stripe = stripe(
            secret(given.stripe_secret_key.or(file.stripe_secret_key)),
            secret(given.stripe_webhook_secret.or(file.stripe_webhook_secret)),
            stripe_api_url.clone(),
        )?;
        let oidc_client_id = given.oidc_client_id.or(file.oidc_client_id);
        let openid = openid(
            (given.oidc_issuer.or(file.oidc_issuer), oidc_client_id.clone()),
            secret(given.oidc_client_secret.or(file.oidc_client_secret)),
            (given.oidc_name.or(file.oidc_name), given.oidc_domains.or(file.oidc_domains)),
        )?;
        let chat_key = secret(given.chat_key.or(file.chat_key));
        let chat_has_key = chat_key.is_some();
        let chat = chat(given.chat_url.or(file.chat_url), given.chat_model.or(file.chat_model), chat_key)?;
        let usual = Retention::default();
        let cores = std::thread::available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(1));
        Ok(Self {
            listen: given.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
            database_url: given
                .database_url
                .or(file.database_url)
                .unwrap_or_else(|| in_data("sqlite", "easel.db")),
            blob_url: given.blob_url.or(file.blob_url).unwrap_or_else(|| in_data("file", "blobs")),
            public_url,
            smtp_url: secret(given.smtp_url.or(file.smtp_url)),
            mail_from: given.mail_from.or(file.mail_from).unwrap_or_else(|| "studio@localhost".to_owned()),
            models: given.models.or(file.models),
            money: given.money.or(file.money),
            stripe,
            stripe_api_url,
            chat,
            openid,
            oidc_client_id,
            chat_has_key,
            studio_name: given.studio_name.or(file.studio_name).unwrap_or_else(|| "Easel".to_owned()),
            credit_singular: given.credit_singular.or(file.credit_singular),
            credit_plural: given.credit_plural.or(file.credit_plural),
            credit_symbol: given.credit_symbol.or(file.credit_symbol),
            accent,
            contact,
            welcome_credits,
            verify_email: verify_email(given.verify_email.or(file.verify_email).as_deref())?,
            second_factor: second_factor(given.second_factor.or(file.second_factor).as_deref())?,
            secret_key: secret(given.secret_key.or(file.secret_key)),
            push_anywhere: given.push_anywhere.or(file.push_anywhere).unwrap_or(false),
            worker_slots: given
                .worker_slots
                .or(file.worker_slots)
                .unwrap_or(cores)
                .clamp(1, MOST_WORKER_SLOTS),
            remote_slots: given.remote_slots.or(file.remote_slots).unwrap_or(64).clamp(1, MOST_REMOTE_SLOTS),
            gpu_slots: given.gpu_slots.or(file.gpu_slots).unwrap_or(1).clamp(1, MOST_WORKER_SLOTS),
            lanes: lanes(given.lanes.or(file.lanes).as_deref())?,
            lease_seconds: given.lease_seconds.or(file.lease_seconds).unwrap_or(15).clamp(2, 3600),
            grace_seconds: given.grace_seconds.or(file.grace_seconds).unwrap_or(20).min(3600),
            studio_url: given.studio_url.or(file.studio_url).filter(|url| !url.trim().is_empty()),
            worker_token: secret(given.worker_token.or(file.worker_token)),
            metrics_token: secret(given.metrics_token.or(file.metrics_token)),
            manifest_signer: given.manifest_signer.or(file.manifest_signer),
            trust_proxy: given.trust_proxy.or(file.trust_proxy).unwrap_or(false),
            retention: Retention {
                trash_days: kept("EASEL_KEEP_TRASH_DAYS", given.keep_trash_days.or(file.keep_trash_days))?
                    .unwrap_or(usual.trash_days),
                failed_days: kept(
                    "EASEL_KEEP_FAILED_DAYS",
                    given.keep_failed_days.or(file.keep_failed_days),
                )?,
                conversations_days: kept(
                    "EASEL_KEEP_CONVERSATIONS_DAYS",
                    given.keep_conversations_days.or(file.keep_conversations_days),
                )?,
                notices_days: kept(
                    "EASEL_KEEP_NOTICES_DAYS",
                    given.keep_notices_days.or(file.keep_notices_days),
                )?
                .unwrap_or(usual.notices_days),
                sign_ins_days: kept(
                    "EASEL_KEEP_SIGN_INS_DAYS",
                    given.keep_sign_ins_days.or(file.keep_sign_ins_days),
                )?
                .unwrap_or(usual.sign_ins_days)
                .min(SIGN_INS_DAYS_MAX),
                reports_days: kept(
                    "EASEL_KEEP_REPORTS_DAYS",
                    given.keep_reports_days.or(file.keep_reports_days),
                )?
                .unwrap_or(usual.reports_days),
            },
            log: given.log.or(file.log).unwrap_or_else(|| "info,tokio_postgres=warn,hyper=warn".to_owned()),
            data_dir,
            file: path,
            said,
        })
    }

    /// The address to print and to put into links.
    pub(crate) fn base_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| {
            let reachable = self.listen.replace("0.0.0.0", "127.0.0.1").replace("[::]", "127.0.0.1");
            format!("http://{reachable}")
        })
    }

    /// Starts writing the log to standard error; standard output is for what an operator asked for.
    pub(crate) fn start_log(&self) {
        let filter = tracing_subscriber::EnvFilter::try_new(&self.log)
            .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
        let terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_ansi(terminal)
            .with_writer(std::io::stderr)
            .init();
    }
}

/// A number of days that something is kept. None is no number: what would be deleted at once is told, not done.
fn kept(name: &str, days: Option<i64>) -> anyhow::Result<Option<i64>> {
    match days {
        Some(days) if !(1..=DAYS_MAX).contains(&days) => {
            bail!("{name} must be 1 to {DAYS_MAX} days, not {days}")
        }
        days => Ok(days),
    }
}

fn lanes(words: Option<&str>) -> anyhow::Result<Vec<easel_domain::Lane>> {
    use easel_domain::Lane;
    let Some(words) = words else { return Ok(Lane::ALL.to_vec()) };
    let parse = |word: &str| {
        Lane::parse(word.trim())
            .with_context(|| format!("no lane is called \"{word}\"; there are: cpu, gpu, remote, mail"))
    };
    words.split(',').map(parse).collect()
}

/// The account at Stripe, if the operator has one. A key that is none is told, not passed over.
fn stripe(
    key: Option<Secret>,
    webhook: Option<Secret>,
    url: Option<String>,
) -> anyhow::Result<Option<Stripe>> {
    let Some(key) = key else {
        anyhow::ensure!(
            webhook.is_none(),
            "EASEL_STRIPE_WEBHOOK_SECRET is set, but EASEL_STRIPE_SECRET_KEY is not"
        );
        return Ok(None);
    };
    let url = url.filter(|url| !url.trim().is_empty());
    let stripe = Stripe::new(key.reveal(), webhook.as_ref().map(Secret::reveal), url.as_deref());
    stripe.map(Some).context("Stripe can't be used")
}

/// The chat model, if the operator has one. A setting that is missing is told, not passed over.
fn chat(url: Option<String>, model: Option<String>, key: Option<Secret>) -> anyhow::Result<Option<Chat>> {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (url, model) = match (filled(url), filled(model)) {
        (Some(url), Some(model)) => (url, model),
        (None, None) if key.is_none() => return Ok(None),
        (None, _) => bail!("a chat model needs its address: EASEL_CHAT_URL"),
        (Some(_), None) => bail!("EASEL_CHAT_URL is set, but EASEL_CHAT_MODEL is not"),
    };
    let chat = Chat::new(&ChatOptions::new(&url, &model, key.as_ref().map(Secret::reveal)));
    chat.map(Some).context("the chat model can't be used")
}

/// The provider that people may sign in by, if the operator has one. A setting that is missing is told, not passed over.
fn openid(
    (issuer, client_id): (Option<String>, Option<String>),
    client_secret: Option<Secret>,
    (name, domains): (Option<String>, Option<String>),
) -> anyhow::Result<Option<OpenId>> {
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (issuer, client_id, name, domains) =
        (filled(issuer), filled(client_id), filled(name), filled(domains));
    if issuer.is_none() && client_id.is_none() && client_secret.is_none() {
        anyhow::ensure!(
            name.is_none() && domains.is_none(),
            "a sign-in provider needs its address: EASEL_OIDC_ISSUER"
        );
        return Ok(None);
    }
    let issuer = issuer.context("a sign-in provider needs its address: EASEL_OIDC_ISSUER")?;
    let client_id = client_id.context("EASEL_OIDC_ISSUER is set, but EASEL_OIDC_CLIENT_ID is not")?;
    let secret = client_secret.context("EASEL_OIDC_ISSUER is set, but EASEL_OIDC_CLIENT_SECRET is not")?;
    let made = OpenId::new(&OpenIdOptions {
        issuer: &issuer,
        client_id: &client_id,
        client_secret: secret.reveal(),
        name: name.as_deref(),
        domains: domains.as_deref().unwrap_or_default(),
    });
    made.map(Some).context("the sign-in provider can't be used")
}

/// An empty secret is none: it must switch its use off, not open it.
fn secret(text: Option<String>) -> Option<Secret> {
    text.filter(|t| !t.trim().is_empty()).map(Secret::new)
}

fn second_factor(word: Option<&str>) -> anyhow::Result<SecondFactorPolicy> {
    let word = word.unwrap_or("none");
    SecondFactorPolicy::parse(word).with_context(|| {
        format!("a second factor is required of \"none\", \"money\" or \"administrators\", not \"{word}\"")
    })
}

fn verify_email(word: Option<&str>) -> anyhow::Result<VerifyEmail> {
    match word {
        None | Some("ask") => Ok(VerifyEmail::Ask),
        Some("off") => Ok(VerifyEmail::Off),
        Some("require") => Ok(VerifyEmail::Require),
        Some(other) => bail!("confirming addresses is \"off\", \"ask\" or \"require\", not \"{other}\""),
    }
}

/// An address that a link can lead to.
fn contact(text: &str) -> anyhow::Result<Contact> {
    Contact::read(text)
        .context("the contact must be a mail address, or the address of a page that begins with https://")
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.chars().all(|c| c.is_ascii_hexdigit()))
}

fn read_file(path: &Path, said: &mut Said) -> anyhow::Result<Settings> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} can't be read", path.display()))?;
    let mistake = || format!("{} has a mistake", path.display());
    let table: toml::Table = toml::from_str(&text).with_context(mistake)?;
    said.in_file = table.keys().cloned().collect();
    toml::from_str(&text).with_context(mistake)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_go_at_once_keeps_the_program_from_starting() {
        let of = |days| Settings {
            keep_trash_days: Some(days),
            keep_sign_ins_days: Some(365),
            ..Settings::default()
        };
        for days in [0, -1, DAYS_MAX + 1] {
            assert!(Config::resolve(of(days), Said::default()).is_err(), "{days}");
        }
        let kept = Config::resolve(of(7), Said::default()).expect("a configuration").retention;
        assert_eq!(
            kept,
            Retention { trash_days: 7, ..Retention::default() },
            "sign-ins are kept no longer than half a year"
        );
    }
}
