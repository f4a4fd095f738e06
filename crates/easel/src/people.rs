//! People and their credits, on the command line.

use crate::{
    clock,
    config::{AdminCommand, Config, CreditsCommand, UserCommand},
    setup,
};
use anyhow::{Context, bail};
use easel_domain::{Actor, Credits, EmailAddress, Language, Name, Password, Role, UserId};
use easel_door::{clock::rfc3339, secret::Secret};
use easel_store::{NewUser, PeopleFilter, Person, PersonPage, SignUpError, Store, User};
use serde_json::{Value, json};
use std::io::{BufRead as _, IsTerminal as _};

/// People read at once.
const CHUNK: u32 = 500;

pub(crate) async fn admin(config: &Config, command: AdminCommand) -> anyhow::Result<()> {
    let store = setup::open_store(config).await?;
    match command {
        AdminCommand::Link => match setup::admin_link(&store, config).await? {
            Some(link) => println!("{link}"),
            None => bail!("there is an administrator already; use `easel user role`"),
        },
        AdminCommand::Create { email, name, password } => {
            create_owner(&store, config, (email, name), password).await?;
        }
    }
    store.close().await;
    Ok(())
}

async fn create_owner(
    store: &Store,
    config: &Config,
    (email, name): (String, Option<String>),
    asks: bool,
) -> anyhow::Result<()> {
    let email = EmailAddress::parse(&email).context("that is no e-mail address")?;
    let local = email.as_str().split('@').next().unwrap_or_default().to_owned();
    let name = Name::parse(&name.unwrap_or(local)).context("the name is empty or too long")?;
    // An account that waits for its link has a password that nobody knows.
    let (chosen, link) = if asks {
        (read_password()?, None)
    } else {
        (Secret::new(clock::token()?), Some(Secret::new(clock::token()?)))
    };
    let password = Password::choose(chosen.reveal(), Some(&email)).context("that password can't be taken")?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)?;
    let hash = tokio::task::spawn_blocking(move || easel_web::password_hash(&password, &salt)).await?;
    let password_hash = hash.map_err(|error| anyhow::anyhow!("the password can't be hashed: {error}"))?;
    let id = UserId(easel_door::clock::new_id());
    let user =
        NewUser { id, email: email.clone(), password_hash, name, language: Language::En, verify: None };
    let given = (Role::Owner, config.welcome_credits);
    let made = store.user_make(user, given, link.as_ref().map(Secret::fingerprint), clock::now()).await;
    match made {
        Ok(()) => {}
        Err(SignUpError::AddressTaken) => {
            bail!("{} has an account already; use `easel user role`", email.as_str())
        }
        Err(error) => return Err(error.into()),
    }
    match link {
        Some(token) => println!("{}/reset/{}", config.base_url(), token.reveal()),
        None => println!("{} is an owner now.", email.as_str()),
    }
    Ok(())
}

/// Typed twice where somebody types; the first line of what is piped in otherwise.
fn read_password() -> anyhow::Result<Secret> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(Secret::new(line.trim_end_matches(['\r', '\n']).to_owned()));
    }
    let first = rpassword::prompt_password("Password: ")?;
    let second = rpassword::prompt_password("Once more: ")?;
    if first != second {
        bail!("the two passwords differ");
    }
    Ok(Secret::new(first))
}

pub(crate) async fn user(config: &Config, command: UserCommand) -> anyhow::Result<()> {
    let store = setup::open_store(config).await?;
    let (by, now) = (Actor::command_line(), clock::now());
    match command {
        UserCommand::List { find, role, suspended, json } => {
            let role = role.as_deref().map(read_role).transpose()?;
            let filter = PeopleFilter { words: find, role, suspended: suspended.then_some(true) };
            list(&store, filter, json).await?;
        }
        UserCommand::Show { email, json } => {
            let user = found(&store, &email).await?;
            let page = store.person_get(user.id, now).await?.context("nobody has that address")?;
            if json { println!("{}", whole(&page)) } else { show(&page) }
        }
        UserCommand::Suspend { email, reason } => {
            let user = found(&store, &email).await?;
            store.person_suspend(&by, user.id, said(reason)?, now).await?;
            println!("{email} is suspended.");
        }
        UserCommand::Admit { email, reason } => {
            let user = found(&store, &email).await?;
            store.person_admit(&by, user.id, said(reason)?, now).await?;
            println!("{email} may come in again.");
        }
        UserCommand::Role { email, role, reason } => {
            let role = read_role(&role)?;
            if !store.user_role_set(key(&email)?, role, said(reason)?, now).await? {
                bail!("nobody has that address");
            }
            println!("{email} is {} now.", role.as_str());
        }
        UserCommand::NoSecondFactor { email, reason } => {
            let user = found(&store, &email).await?;
            store.person_second_factor_end(Some(&by), user.id, said(reason)?, now).await?;
            println!("{email} signs in by password alone now.");
        }
        UserCommand::ResetPassword { email, reason } => {
            let token = Secret::new(clock::token()?);
            let made =
                store.password_reset_make(key(&email)?, token.fingerprint(), said(reason)?, now).await?;
            let user = made.context("nobody has that address")?;
            if user.suspended.is_some() {
                eprintln!("{email} is suspended, and can't come in with a new password either.");
            }
            println!("{}/reset/{}", config.base_url(), token.reveal());
        }
    }
    store.close().await;
    Ok(())
}

async fn list(store: &Store, filter: PeopleFilter, json: bool) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let people = store.people(filter.clone(), after, CHUNK).await?;
        for person in &people {
            if json {
                println!("{}", brief(person));
            } else {
                let state = if person.suspended_at.is_some() { "suspended" } else { "" };
                println!("{:<40}{:<11}{:>10}  {state}", person.email, person.role.as_str(), person.available);
            }
        }
        let Some(last) = people.last().filter(|_| people.len() == CHUNK as usize) else { return Ok(()) };
        after = Some((last.created_at, last.id));
    }
}

fn brief(person: &Person) -> Value {
    json!({
        "id": person.id.to_string(), "email": person.email, "name": person.name, "role": person.role.as_str(),
        "created_at": rfc3339(person.created_at), "verified_at": person.verified_at.map(rfc3339),
        "suspended_at": person.suspended_at.map(rfc3339), "suspended_reason": person.suspended_reason,
        "available": person.available, "held": person.held,
    })
}

fn whole(page: &PersonPage) -> Value {
    let mut value = brief(&page.person);
    value["language"] = json!(page.language.tag());
    value["sessions"] = json!(page.sessions);
    value["recent"] = page
        .recent
        .iter()
        .map(|work| {
            json!({
                "id": work.id.to_string(), "model": work.model, "state": work.state.as_str(), "count": work.count,
                "delivered": work.delivered, "captured": work.captured, "created_at": rfc3339(work.created_at),
            })
        })
        .collect();
    value
}

fn show(page: &PersonPage) {
    let person = &page.person;
    println!("{:<14}{}", "address", person.email);
    println!("{:<14}{}", "name", person.name);
    println!("{:<14}{}", "id", person.id);
    println!("{:<14}{}", "role", person.role.as_str());
    println!("{:<14}{}", "language", page.language.tag());
    println!("{:<14}{}", "since", rfc3339(person.created_at));
    println!("{:<14}{}", "confirmed", person.verified_at.map_or_else(|| "no".to_owned(), rfc3339));
    if let Some(at) = person.suspended_at {
        println!("{:<14}{}: {}", "suspended", rfc3339(at), person.suspended_reason.as_deref().unwrap_or(""));
    }
    println!("{:<14}{} free, {} held", "credits", person.available, person.held);
    println!("{:<14}{}", "sessions", page.sessions);
    for work in &page.recent {
        let (at, state) = (rfc3339(work.created_at), work.state.as_str());
        println!(
            "  {at}  {}  {state}, {} of {}, {} credits",
            work.id, work.delivered, work.count, work.captured
        );
    }
}

pub(crate) async fn credits(config: &Config, command: CreditsCommand) -> anyhow::Result<()> {
    let CreditsCommand::Grant { email, credits, reason } = command;
    let Some(credits) = Credits::new(credits).filter(|c| *c > Credits::ZERO) else {
        bail!("give at least 1")
    };
    let store = setup::open_store(config).await?;
    let user = found(&store, &email).await?;
    let by = Some(Actor::command_line().user_id);
    store.credits_grant(user.id, credits, (by, said(reason)?), clock::now()).await?;
    println!("{email} was given {credits}.");
    store.close().await;
    Ok(())
}

fn key(email: &str) -> anyhow::Result<String> {
    Ok(EmailAddress::parse(email).context("that is no e-mail address")?.sign_in_key())
}

async fn found(store: &Store, email: &str) -> anyhow::Result<User> {
    Ok(store.user_by_email(key(email)?).await?.context("nobody has that address")?.0)
}

fn read_role(word: &str) -> anyhow::Result<Role> {
    Role::parse(word).context("a role is \"user\", \"owner\", \"finance\", \"support\" or \"moderator\"")
}

/// A reason as the pages take one.
fn said(reason: String) -> anyhow::Result<String> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 500 {
        bail!("say why, in 1 to 500 characters: --reason \"...\"");
    }
    Ok(reason)
}
