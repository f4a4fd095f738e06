//! The configuration as it runs, for the page that owners read: one entry for each setting, and where its value comes from.

use crate::{
    config::{Cli, Config},
    models::Models,
    money,
};
use clap::{ArgMatches, CommandFactory, parser::ValueSource};
use easel_door::configured::{Configured, Group, Source, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A setting as the command line names it, what it is about, and what is in force.
type Entry = (&'static str, Group, fn(&Config) -> Value);

/// In the order of the page. A setting without a line here fails a test.
const ENTRIES: &[Entry] = &[
    ("listen", Group::Server, |config| shown(&config.listen)),
    ("public_url", Group::Server, |config| Value::Text(config.public_url.as_deref().map(place))),
    ("trust_proxy", Group::Server, |config| Value::Switch(config.trust_proxy)),
    ("grace_seconds", Group::Server, |config| whole(config.grace_seconds)),
    ("metrics_token", Group::Server, |config| Value::Secret(config.metrics_token.is_some())),
    ("log", Group::Server, |config| shown(&config.log)),
    ("config", Group::Server, |config| path(config.file.as_ref())),
    ("data_dir", Group::Storage, |config| path(Some(&config.data_dir))),
    ("database_url", Group::Storage, |config| shown(&place(&config.database_url))),
    ("blob_url", Group::Storage, |config| shown(&place(&config.blob_url))),
    ("keep_trash_days", Group::Storage, |config| Value::Number(config.retention.trash_days)),
    ("keep_failed_days", Group::Storage, |config| days(config.retention.failed_days)),
    ("keep_conversations_days", Group::Storage, |config| days(config.retention.conversations_days)),
    ("keep_notices_days", Group::Storage, |config| Value::Number(config.retention.notices_days)),
    ("keep_sign_ins_days", Group::Storage, |config| Value::Number(config.retention.sign_ins_days)),
    ("keep_reports_days", Group::Storage, |config| Value::Number(config.retention.reports_days)),
    ("smtp_url", Group::Mail, |config| Value::Text(config.smtp_url.as_ref().map(|url| place(url.reveal())))),
    ("mail_from", Group::Mail, |config| shown(&config.mail_from)),
    ("verify_email", Group::SignIn, |config| shown(config.verify_email.as_str())),
    ("second_factor", Group::SignIn, |config| shown(config.second_factor.as_str())),
    ("secret_key", Group::SignIn, |config| Value::Secret(config.secret_key.is_some())),
    ("oidc_issuer", Group::SignIn, |config| {
        Value::Text(config.openid.as_ref().map(|service| place(service.issuer())))
    }),
    ("oidc_client_id", Group::SignIn, |config| Value::Text(config.oidc_client_id.clone())),
    ("oidc_client_secret", Group::SignIn, |config| Value::Secret(config.openid.is_some())),
    ("oidc_name", Group::SignIn, |config| {
        Value::Text(config.openid.as_ref().map(|service| service.name().to_owned()))
    }),
    ("oidc_domains", Group::SignIn, |config| {
        let domains = config.openid.as_ref().map(|service| service.domains().join(", "));
        Value::Text(domains.filter(|domains| !domains.is_empty()))
    }),
    ("welcome_credits", Group::Money, |config| Value::Number(config.welcome_credits.get())),
    ("money", Group::Money, |config| path(money::find(config).as_ref())),
    ("stripe_secret_key", Group::Money, |config| Value::Secret(config.stripe.is_some())),
    ("stripe_webhook_secret", Group::Money, |config| {
        Value::Secret(config.stripe.as_ref().is_some_and(easel_outbound::Stripe::hears))
    }),
    ("stripe_api_url", Group::Money, |config| Value::Text(config.stripe_api_url.as_deref().map(place))),
    ("models", Group::Drawing, |config| match Models::find(config) {
        Models::File(found) => path(Some(&found)),
        Models::BuiltIn => Value::Text(None),
    }),
    ("worker_slots", Group::Drawing, |config| whole(config.worker_slots)),
    ("remote_slots", Group::Drawing, |config| whole(config.remote_slots)),
    ("gpu_slots", Group::Drawing, |config| whole(config.gpu_slots)),
    ("lanes", Group::Drawing, |config| {
        let lanes: Vec<&str> = config.lanes.iter().map(|lane| lane.as_str()).collect();
        shown(&lanes.join(", "))
    }),
    ("lease_seconds", Group::Drawing, |config| whole(config.lease_seconds)),
    ("manifest_signer", Group::Drawing, |config| path(config.manifest_signer.as_ref())),
    ("studio_url", Group::Drawing, |config| Value::Text(config.studio_url.as_deref().map(place))),
    ("worker_token", Group::Drawing, |config| Value::Secret(config.worker_token.is_some())),
    ("chat_url", Group::Books, |config| Value::Text(config.chat.as_ref().map(|chat| chat.host().to_owned()))),
    ("chat_model", Group::Books, |config| {
        Value::Text(config.chat.as_ref().map(|chat| chat.model().to_owned()))
    }),
    ("chat_key", Group::Books, |config| Value::Secret(config.chat_has_key)),
    ("studio_name", Group::Branding, |config| shown(&config.studio_name)),
    ("accent", Group::Branding, |config| Value::Text(config.accent.clone())),
    ("credit_singular", Group::Branding, |config| Value::Text(config.credit_singular.clone())),
    ("credit_plural", Group::Branding, |config| Value::Text(config.credit_plural.clone())),
    ("credit_symbol", Group::Branding, |config| Value::Text(config.credit_symbol.clone())),
    ("contact", Group::Branding, |config| {
        Value::Text(config.contact.as_ref().map(|contact| contact.value.clone()))
    }),
    ("push_anywhere", Group::Notifications, |config| Value::Switch(config.push_anywhere)),
];

fn shown(text: &str) -> Value {
    Value::Text(Some(text.to_owned()))
}

fn whole(number: impl Into<u64>) -> Value {
    Value::Number(i64::try_from(number.into()).unwrap_or(i64::MAX))
}

/// So many days; without a number as long as the account.
fn days(kept: Option<i64>) -> Value {
    kept.map_or(Value::Text(None), Value::Number)
}

fn path(path: Option<&std::path::PathBuf>) -> Value {
    Value::Text(path.map(|path| path.display().to_string()))
}

/// An address without who goes there: no name, no password, nothing that is asked for. What can't be told apart from them is left out.
pub(crate) fn place(url: &str) -> String {
    if url.starts_with("sqlite:") || url.starts_with("file:") {
        return url.split('?').next().unwrap_or_default().to_owned();
    }
    let Some((scheme, rest)) = url.split_once("://") else { return "…".to_owned() };
    let (authority, behind) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if behind.contains('@') {
        return format!("{scheme}://…");
    }
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{}", behind.split(['?', '#']).next().unwrap_or_default())
}

/// Which settings were said by a flag, by a variable or in the file.
#[derive(Default)]
pub(crate) struct Said {
    given: BTreeMap<String, Source>,
    /// By their names in the file.
    pub(crate) in_file: BTreeSet<String>,
}

impl Said {
    /// What the command line and the environment say.
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        let source = |id: &str| match matches.value_source(id)? {
            ValueSource::CommandLine => Some((id.to_owned(), Source::Flag)),
            ValueSource::EnvVariable => Some((id.to_owned(), Source::Environment)),
            _ => None,
        };
        Self { given: ENTRIES.iter().filter_map(|(id, ..)| source(id)).collect(), in_file: BTreeSet::new() }
    }

    fn source(&self, id: &str, key: &str) -> Source {
        let in_file = || if self.in_file.contains(key) { Source::File } else { Source::Default };
        self.given.get(id).copied().unwrap_or_else(in_file)
    }
}

/// Every setting as it is in force.
pub(crate) fn configured(config: &Config) -> Vec<Configured> {
    let command = Cli::command();
    let entry = |(id, group, value): &Entry| {
        let arg = command.get_arguments().find(|arg| arg.get_id() == id)?;
        let variable = arg.get_env()?.to_str()?.to_owned();
        let key = variable.strip_prefix("EASEL_")?.to_ascii_lowercase();
        Some(Configured {
            group: *group,
            value: value(config),
            source: config.said.source(id, &key),
            variable,
        })
    };
    ENTRIES.iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// Names and variables of all settings.
    fn settings() -> BTreeMap<String, String> {
        let command = Cli::command();
        let settings = command.get_arguments().filter(|arg| arg.is_global_set());
        let named = |arg: &clap::Arg| Some((arg.get_id().to_string(), arg.get_env()?.to_str()?.to_owned()));
        settings.filter_map(named).collect()
    }

    #[test]
    fn the_page_shows_every_setting_once() {
        let shown: Vec<String> = ENTRIES.iter().map(|(id, ..)| (*id).to_owned()).collect();
        let once: BTreeSet<String> = shown.iter().cloned().collect();
        assert_eq!((shown.len(), once), (ENTRIES.len(), settings().into_keys().collect()));
    }

    #[test]
    fn every_setting_has_a_name_in_the_catalogues_and_stands_in_the_documents() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file");
        let told = read("README.md") + &read("docs/OPERATING.md");
        let names: serde_json::Value = serde_json::from_str(&read("locales/en.json")).expect("JSON");
        for variable in settings().into_values() {
            let key =
                variable.strip_prefix("EASEL_").expect("our variables begin alike").to_ascii_lowercase();
            let name = names.pointer(&format!("/configuration/names/{key}"));
            assert!(name.is_some_and(serde_json::Value::is_string), "locales: configuration.names.{key}");
            let is_told = ["`", "="].iter().any(|end| told.contains(&format!("`{variable}{end}")));
            assert!(is_told, "neither README nor OPERATING tells of {variable}");
        }
    }

    #[test]
    fn an_address_is_shown_without_who_goes_there() {
        for (url, expected) in [
            (
                "postgres://easel:secret@db.example:5432/studio?sslmode=require",
                "postgres://db.example:5432/studio",
            ),
            ("smtps://user%40host:p%40ss@mail.example", "smtps://mail.example"),
            ("smtp://user:p@ss@mail.example:587", "smtp://mail.example:587"),
            ("smtp://user:p/ss@mail.example", "smtp://…"),
            ("smtp://user:p?ss@mail.example", "smtp://…"),
            ("postgres://db.example/studio?password=p@ss", "postgres://…"),
            ("https://studio.example", "https://studio.example"),
            ("sqlite:/srv/easel/easel.db", "sqlite:/srv/easel/easel.db"),
            ("file:///srv/blobs", "file:///srv/blobs"),
            ("host=db password=secret", "…"),
        ] {
            assert_eq!(place(url), expected);
        }
    }
}
