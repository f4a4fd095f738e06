//! Signing in by a provider (OpenID Connect): sign-ins that wait for its word, whom it knows as whom, and newcomers.

use crate::{
    NewChallenge, NewSession, NewUser, SignIn, SignUpError, Store, StoreError, User, email, from_db,
    second_factor::enter_in_tx,
    session,
    sql::{moment, moment_or_null},
    user::{self, lock_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Credits, EmailAddress, Language, MailKind, Name, Role, Timestamp, UserId,
    openid::{Arrival, Holder, arrival},
};
use thiserror::Error;

texts! {
    BEGIN = "insert into openid_pending (state_hash, browser_hash, nonce, verifier, next, user_id, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7)";
    /// One that was answered, rightly or not, is gone. In another browser than began it nothing happens to it.
    TAKE = "delete from openid_pending where state_hash = $1 and browser_hash = $2
            returning nonce, verifier, next, user_id, expires_at";
    DROP_PENDING = "delete from openid_pending where user_id = $1";
    SWEEP_PENDING = "delete from openid_pending where expires_at < $1";
    SWEEP_NEWCOMERS = "delete from openid_newcomer where expires_at < $1";
    WHOSE = "select user_id from openid_identity where issuer = $1 and subject = $2";
    USED = "update openid_identity set last_used_at = $3, email = coalesce($4, email) where issuer = $1 and subject = $2";
    LINK = "insert into openid_identity (issuer, subject, user_id, email, created_at, last_used_at) values ($1, $2, $3, $4, $5, $6)
            on conflict do nothing";
    UNLINK = "delete from openid_identity where user_id = $1";
    LIST = "select issuer, email, created_at, last_used_at from openid_identity where user_id = $1 order by created_at, issuer";
    PASSWORD = "select case when password_hash = '' then 0 else 1 end from user_account where id = $1";
    KNOWS = "select count(*) from user_account where id = $1 and password_hash = $2 and password_hash <> ''";
    HOLDER = "select id from user_account where email_key = $1";
    ARRIVES = "insert into openid_newcomer (token_hash, issuer, subject, email, expires_at) values ($1, $2, $3, $4, $5)";
    COMES_IN = "delete from openid_newcomer where token_hash = $1 and expires_at > $2 returning issuer, subject, email";
    SHOWN = "update user_account set verified_at = $2 where id = $1";
}

/// What is over stays a while, so that whoever comes late is told so.
const LATE_MS: i64 = 3_600_000;

/// A sign-in about to wait for a provider's word.
#[derive(Clone)]
pub struct NewPending {
    /// Lower-case hex SHA-256 of what the provider sends back with its answer.
    pub state_hash: String,
    /// Lower-case hex SHA-256 of the cookie of the browser that began it.
    pub browser_hash: String,
    /// Stands in what the provider signs.
    pub nonce: String,
    /// Shows the provider that who asks for its answer began.
    pub verifier: String,
    /// Which page follows.
    pub next: String,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// A sign-in whose answer came.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Stands in what the provider signs.
    pub nonce: String,
    /// Shows the provider that who asks for its answer began.
    pub verifier: String,
    /// Which page follows.
    pub next: String,
    /// Who links it with their account, if somebody does.
    pub whose: Option<UserId>,
    /// When it is over.
    pub expires_at: Timestamp,
}

impl FromRow for Pending {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (nonce, verifier, next) = (row.next()?, row.next()?, row.next()?);
        let whose: Option<String> = row.next()?;
        let whose = whose.and_then(|id| id.parse().ok());
        Ok(Self { nonce, verifier, next, whose, expires_at: moment(row)? })
    }
}

/// Whom a provider knows somebody as.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its own word for them.
    pub subject: String,
    /// Their address, where the provider has seen that it is theirs.
    pub email: Option<EmailAddress>,
}

/// A provider that somebody signs in with.
#[derive(Clone, Debug)]
pub struct LinkedSignIn {
    /// The provider.
    pub issuer: String,
    /// The address they have there, for them to know it by.
    pub email: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last signed them in.
    pub last_used_at: Option<Timestamp>,
}

impl FromRow for LinkedSignIn {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            issuer: row.next()?,
            email: row.next()?,
            created_at: moment(row)?,
            last_used_at: moment_or_null(row)?,
        })
    }
}

/// What a provider's word came to.
#[derive(Clone, Debug)]
pub enum OpenIdEntry {
    /// They are in, or their second factor is asked for first.
    Known(User, SignIn),
    /// They may not come in, and why.
    Suspended(String),
    /// They have yet to agree to the legal texts: a newcomer was kept.
    New,
    /// Somebody has an account with the address, and has to link it themselves.
    SignsInFirst,
    /// They are unknown, and the provider has not seen that the address is theirs.
    Unverified,
}

/// What a new account by a provider is made of.
#[derive(Clone)]
pub struct NewByProvider {
    /// Made by the door.
    pub id: UserId,
    /// What to call them.
    pub name: Name,
    /// Which catalogue they read.
    pub language: Language,
}

/// Why nothing was changed about a provider's link.
#[derive(Debug, Error)]
pub enum OpenIdError {
    /// The password is another by now.
    #[error("the password is another one")]
    Password,
    /// It is linked with somebody else's account.
    #[error("it is somebody else's")]
    Taken,
    /// They have one of this provider already.
    #[error("there is one already")]
    Linked,
    /// They have none.
    #[error("there is none")]
    Missing,
    /// They would have no way to sign in any more.
    #[error("it is the last way to sign in")]
    Last,
    /// The house's fault.
    #[error("changing a provider's link failed")]
    Store(#[from] StoreError),
}
from_db!(OpenIdError);

impl Store {
    /// Keeps a sign-in that waits for a provider's word; with an actor, whose password was found to fit, it links.
    ///
    /// # Errors
    /// [`OpenIdError::Password`] or `Linked`.
    pub async fn openid_begin(
        &self,
        linking: Option<(&Actor, String, String)>,
        pending: NewPending,
    ) -> Result<(), OpenIdError> {
        let linking = linking.map(|(actor, hash, issuer)| (actor.user_id.to_string(), hash, issuer));
        self.db
            .write(tx!(|tx, linking, pending| {
                if let Some((id, hash, issuer)) = &linking {
                    known_in_tx(tx, id, hash).await?;
                    let all: Vec<LinkedSignIn> = tx.all(LIST, args![id.as_str()]).await?;
                    if all.iter().any(|one| one.issuer == *issuer) {
                        return Err(OpenIdError::Linked);
                    }
                }
                let NewPending { state_hash, browser_hash, nonce, verifier, next, expires_at } = pending;
                let whose = linking.map(|(id, ..)| id);
                let row = args![state_hash, browser_hash, nonce, verifier, next, whose, expires_at.0];
                Ok(tx.exec(BEGIN, row).await.map(|_| ())?)
            }))
            .await
    }

    /// The sign-in that an answer belongs to, once; `None` when it is unknown, used, or of another browser.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn openid_take(
        &self,
        state_hash: String,
        browser_hash: String,
    ) -> Result<Option<Pending>, StoreError> {
        self.db
            .write(tx!(|tx, state_hash, browser_hash| {
                Ok(tx.optional(TAKE, args![state_hash, browser_hash]).await?)
            }))
            .await
    }

    /// Lets somebody in whom a provider vouches for. Who is new is kept as a newcomer until they agree to the legal texts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn openid_enter(
        &self,
        identity: Identity,
        (session, challenge): (NewSession, NewChallenge),
        newcomer: NewChallenge,
        now: Timestamp,
    ) -> Result<OpenIdEntry, StoreError> {
        self.db
            .write(tx!(|tx, identity, session, challenge, newcomer| {
                let Identity { issuer, subject, email } = &identity;
                let whose: Option<(String,)> =
                    tx.optional(WHOSE, args![issuer.as_str(), subject.as_str()]).await?;
                let user = match whose {
                    Some((id,)) => {
                        lock_in_tx(tx, &id).await?;
                        user::by_id_in_tx(tx, &id).await?
                    }
                    None => match arrives_in_tx(tx, &identity, &newcomer, now).await? {
                        Ok(user) => user,
                        Err(entry) => return Ok(entry),
                    },
                };
                if let Some(reason) = user.suspended {
                    return Ok(OpenIdEntry::Suspended(reason));
                }
                let shown = email.as_ref().map(|email| email.as_str().to_owned());
                tx.exec(USED, args![issuer.as_str(), subject.as_str(), now.0, shown]).await?;
                let who = (user.id, user.second_factor_at.is_some());
                let entered = enter_in_tx(tx, who, (&session, &challenge), now).await?;
                Ok(OpenIdEntry::Known(user, entered))
            }))
            .await
    }

    /// Makes a newcomer's account, with its wallet and welcome credits, and signs it in. Their address counts as shown: the
    /// provider has seen it. `None` when they took too long, or it was done before.
    ///
    /// # Errors
    /// [`SignUpError::AddressTaken`]; nothing is left behind then.
    pub async fn openid_sign_up(
        &self,
        token_hash: String,
        new: NewByProvider,
        (welcome, session): (Credits, NewSession),
        now: Timestamp,
    ) -> Result<Option<User>, SignUpError> {
        self.db
            .write(tx!(|tx, token_hash, new, session| {
                let kept: Option<(String, String, String)> =
                    tx.optional(COMES_IN, args![token_hash, now.0]).await?;
                let Some((issuer, subject, email)) = kept else { return Ok(None) };
                let email = EmailAddress::parse(&email)
                    .map_err(|_| StoreError::corrupt("a newcomer without an address"))?;
                let (id, shown) = (new.id.to_string(), email.as_str().to_owned());
                let NewByProvider { id: user, name, language } = new;
                // No password fits an empty hash.
                let made =
                    NewUser { id: user, email, password_hash: String::new(), name, language, verify: None };
                if !user::user_make_in_tx(tx, &made, welcome, Role::User, now).await? {
                    return Err(SignUpError::AddressTaken);
                }
                tx.exec(SHOWN, args![id.as_str(), now.0]).await?;
                let row = args![issuer, subject, id.as_str(), shown, now.0, Some(now.0)];
                if tx.exec(LINK, row).await? == 0 {
                    return Err(SignUpError::AddressTaken);
                }
                session::open_in_tx(tx, user, &session, now).await?;
                Ok(Some(user::by_id_in_tx(tx, &id).await?))
            }))
            .await
    }

    /// Links a provider with the actor's account; they are told by mail.
    ///
    /// # Errors
    /// [`OpenIdError::Taken`] or `Linked`.
    pub async fn openid_link(
        &self,
        actor: &Actor,
        identity: Identity,
        (provider, now): (String, Timestamp),
    ) -> Result<(), OpenIdError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, identity, provider| {
                lock_in_tx(tx, &id).await?;
                if link_in_tx(tx, &id, &identity, now).await? == 0 {
                    let row = args![identity.issuer.as_str(), identity.subject.as_str()];
                    let whose: Option<(String,)> = tx.optional(WHOSE, row).await?;
                    let others = whose.is_some_and(|(whose,)| whose != id);
                    return Err(if others { OpenIdError::Taken } else { OpenIdError::Linked });
                }
                Ok(told_in_tx(tx, &id, (MailKind::SignInLinked, provider), now).await?)
            }))
            .await
    }

    /// The providers that the actor signs in with, and whether they have a password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn openid_list(&self, actor: &Actor) -> Result<(Vec<LinkedSignIn>, bool), StoreError> {
        let id = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, id| {
                let (password,): (i64,) = tx.one(PASSWORD, args![id.as_str()]).await?;
                Ok((tx.all(LIST, args![id]).await?, password == 1))
            }))
            .await
    }

    /// No provider signs the actor in any more; they are told by mail. `verified_hash` is of the password that they showed, and
    /// that they sign in with from now on.
    ///
    /// # Errors
    /// [`OpenIdError::Last`] where there is no password, `Password` or `Missing`.
    pub async fn openid_unlink(
        &self,
        actor: &Actor,
        verified_hash: String,
        (provider, now): (String, Timestamp),
    ) -> Result<(), OpenIdError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, verified_hash, provider| {
                lock_in_tx(tx, &id).await?;
                let (password,): (i64,) = tx.one(PASSWORD, args![id.as_str()]).await?;
                if password == 0 {
                    return Err(OpenIdError::Last);
                }
                known_in_tx(tx, &id, &verified_hash).await?;
                if tx.exec(UNLINK, args![id.as_str()]).await? == 0 {
                    return Err(OpenIdError::Missing);
                }
                Ok(told_in_tx(tx, &id, (MailKind::SignInUnlinked, provider), now).await?)
            }))
            .await
    }
}

/// Who it is whom the studio doesn't know by the provider yet: the account that is joined, or what else becomes of them.
async fn arrives_in_tx(
    tx: &mut Tx<'_>,
    identity: &Identity,
    newcomer: &NewChallenge,
    now: Timestamp,
) -> Result<Result<User, OpenIdEntry>, StoreError> {
    let Some(email) = &identity.email else { return Ok(Err(OpenIdEntry::Unverified)) };
    let held: Option<(String,)> = tx.optional(HOLDER, args![email.sign_in_key()]).await?;
    let user = match held {
        Some((id,)) => {
            lock_in_tx(tx, &id).await?;
            Some(user::by_id_in_tx(tx, &id).await?)
        }
        None => None,
    };
    let holder = user.as_ref().map(|user| Holder {
        verified: user.verified_at.is_some(),
        second_factor: user.second_factor_at.is_some(),
    });
    match (arrival(holder), user) {
        (Arrival::Joins, Some(user)) => {
            // A suspended account is left as it is; of a second identity of one provider the first stays.
            if user.suspended.is_none() {
                if link_in_tx(tx, &user.id.to_string(), identity, now).await? == 0 {
                    return Ok(Err(OpenIdEntry::SignsInFirst));
                }
                let provider = provider_host(&identity.issuer);
                told_in_tx(tx, &user.id.to_string(), (MailKind::SignInLinked, provider), now).await?;
            }
            Ok(Ok(user))
        }
        (Arrival::New, _) => {
            let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
            let until = newcomer.expires_at.0;
            let row = args![newcomer.token_hash.as_str(), issuer, subject, email.as_str(), until];
            tx.exec(ARRIVES, row).await?;
            Ok(Err(OpenIdEntry::New))
        }
        _ => Ok(Err(OpenIdEntry::SignsInFirst)),
    }
}

async fn link_in_tx(tx: &mut Tx<'_>, id: &str, identity: &Identity, now: Timestamp) -> Result<u64, DbError> {
    let email = identity.email.as_ref().map_or_else(String::new, |email| email.as_str().to_owned());
    let never: Option<i64> = None;
    let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
    tx.exec(LINK, args![issuer, subject, id, email, now.0, never]).await
}

/// What people know a provider by where nobody says what it is called.
fn provider_host(issuer: &str) -> String {
    let bare = issuer.split_once("://").map_or(issuer, |(_, rest)| rest);
    bare.split(['/', ':']).next().unwrap_or(bare).to_owned()
}

/// No answer of a provider links anything with their account any more.
pub(crate) async fn pending_end_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), DbError> {
    tx.exec(DROP_PENDING, args![id]).await.map(|_| ())
}

pub(crate) async fn sweep_in_tx(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DbError> {
    tx.exec(SWEEP_PENDING, args![now.plus_ms(-LATE_MS).0]).await?;
    tx.exec(SWEEP_NEWCOMERS, args![now.0]).await.map(|_| ())
}

async fn known_in_tx(tx: &mut Tx<'_>, id: &str, verified_hash: &str) -> Result<(), OpenIdError> {
    let (knows,): (i64,) = tx.one(KNOWS, args![id, verified_hash]).await?;
    if knows == 1 { Ok(()) } else { Err(OpenIdError::Password) }
}

async fn told_in_tx(
    tx: &mut Tx<'_>,
    id: &str,
    (template, provider): (MailKind, String),
    now: Timestamp,
) -> Result<(), StoreError> {
    let user = user::by_id_in_tx(tx, id).await?;
    let params = vec![("name", user.name.clone()), ("provider", provider)];
    email::mail_in_tx(tx, &user, (user.email.clone(), template, params), now).await
}
