//! People: signing up, the first administrator, what they change about themselves, forgotten passwords.

use crate::{
    EmailLink, NewChallenge, SignIn, Store, StoreError, email,
    mail::{NewMail, mail_queue_in_tx},
    person::{self, PersonError},
    second_factor::enter_in_tx,
    session::{self, NewSession},
    sql::{self, moment, moment_or_null, parsed, word},
    wallet::{Why, grant_in_tx, wallet_open_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Buckets, Credits, EmailAddress, EntryKind, Language, MailId, MailKind, Name, Reason, Role,
    SessionId, Timestamp, UserId,
};
use sha2::{Digest, Sha256};
use thiserror::Error;

texts! {
    /// What refers to the account may be added meanwhile.
    LOCK = "select id from user_account where id = $1 /*pg: for no key update*/";
    INSERT = "insert into user_account (id, email, email_key, password_hash, name, language, role, created_at)
              values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (email_key) do nothing";
    BY_ID = "select id, email, name, language, role, created_at, verified_at, suspended_reason, second_factor_at, leaves_at, sign_in_alerts
             from user_account where id = $1";
    BY_EMAIL = "select id, email, name, language, role, created_at, verified_at, suspended_reason, second_factor_at, leaves_at, sign_in_alerts, password_hash
                from user_account
                where email_key = $1";
    PASSWORD = "select password_hash from user_account where id = $1";
    SET_PASSWORD = "update user_account set password_hash = $2 where id = $1";
    CHANGE_PASSWORD = "update user_account set password_hash = $3 where id = $1 and password_hash = $2";
    UPDATE = "update user_account set name = coalesce($2, name), language = coalesce($3, language),
                sign_in_alerts = coalesce($4, sign_in_alerts) where id = $1";
    CLAIM_WELCOME = "insert into welcome_grant (address_key, granted_at) select $1, cast($2 as bigint)
                     where not exists (select 1 from welcome_grant g where g.address_key = $3) on conflict (address_key) do nothing";
    FORGET_WELCOME = "delete from welcome_grant where address_key = $1";
    KEEP_WELCOME = "insert into welcome_grant (address_key, granted_at) values ($1, $2) on conflict (address_key) do nothing";
    OWNERS = "select count(*) from user_account where role = 'owner'";
    DROP_LINKS = "delete from setup_link";
    MAKE_LINK = "insert into setup_link (token_hash, made_at) values ($1, $2)";
    USE_LINK = "delete from setup_link where token_hash = $1
                and not exists (select 1 from user_account where role = 'owner')";
    INSERT_RESET = "insert into password_reset (token_hash, user_id, expires_at) values ($1, $2, $3)";
    USE_RESET = "update password_reset set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning user_id";
    /// Whoever has a newer link, or just set a password, must not be overruled by an older link.
    SPOIL_RESETS = "update password_reset set used_at = $2 where user_id = $1 and used_at is null";
    SWEEP_RESETS = "delete from password_reset where expires_at < $1";
}

/// How long a link to set a new password works.
const RESET_LASTS_MS: i64 = 3_600_000;

/// A person as the house knows them.
#[derive(Clone, Debug)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// As typed at sign-up.
    pub email: String,
    /// What to call them.
    pub name: String,
    /// Which catalogue they read.
    pub language: Language,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
    /// When they showed that the address is theirs.
    pub verified_at: Option<Timestamp>,
    /// Why they may not come in, if so.
    pub suspended: Option<String>,
    /// Since when they sign in with a second factor, if so.
    pub second_factor_at: Option<Timestamp>,
    /// When their account is deleted, if it is to be.
    pub leaves_at: Option<Timestamp>,
    /// Whether they want a mail when they are signed in to from elsewhere; who has a role gets it anyway.
    pub sign_in_alerts: bool,
}

/// What somebody changes about themselves; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct UserChange {
    /// What to call them.
    pub name: Option<Name>,
    /// Which catalogue they read.
    pub language: Option<Language>,
    /// Whether they want a mail when they are signed in to from elsewhere.
    pub sign_in_alerts: Option<bool>,
}

impl User {
    /// This person as the one who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { user_id: self.id, role: self.role }
    }
}

impl FromRow for User {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            email: row.next()?,
            name: row.next()?,
            language: word(row, |w| Language::parse(w).ok())?,
            role: word(row, Role::parse)?,
            created_at: moment(row)?,
            verified_at: moment_or_null(row)?,
            suspended: row.next()?,
            second_factor_at: moment_or_null(row)?,
            leaves_at: moment_or_null(row)?,
            sign_in_alerts: row.next::<i64>()? == 1,
        })
    }
}

struct UserWithPassword(User, String);

impl FromRow for UserWithPassword {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(User::from_row(row)?, row.next()?))
    }
}

/// What a new account is made of.
#[derive(Clone)]
pub struct NewUser {
    /// Made by the door.
    pub id: UserId,
    /// Where they get mail; also what they sign in with.
    pub email: EmailAddress,
    /// Argon2id, in the PHC string format.
    pub password_hash: String,
    /// What to call them.
    pub name: Name,
    /// Which catalogue they read.
    pub language: Language,
    /// Shows that the address is theirs; without one they aren't asked to.
    pub verify: Option<EmailLink>,
}

/// Why a sign-up was refused.
#[derive(Debug, Error)]
pub enum SignUpError {
    /// Somebody has an account with this address.
    #[error("the address has an account already")]
    AddressTaken,
    /// The house's fault.
    #[error("signing up failed")]
    Store(#[from] StoreError),
}

/// Why the first administrator could not be made.
#[derive(Debug, Error)]
pub enum FirstAdminError {
    /// The link was used, or replaced by a newer one, or there is an administrator by other means.
    #[error("the link doesn't work any more")]
    Token,
    /// Somebody has an account with this address.
    #[error("the address has an account already")]
    AddressTaken,
    /// The house's fault.
    #[error("making the administrator failed")]
    Store(#[from] StoreError),
}

/// What the database says becomes the house's fault in an error with a variant `Store`.
#[macro_export]
macro_rules! from_db {
    ($($error:ty),*) => { $(impl From<::easel_db::DbError> for $error {
        fn from(error: ::easel_db::DbError) -> Self { Self::Store(error.into()) }
    })* };
}
from_db!(SignUpError, FirstAdminError);

/// Whoever else counts what this person has waits until the transaction ends.
///
/// # Errors
/// When the database fails.
pub async fn lock_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), DbError> {
    tx.all::<(String,)>(LOCK, args![id]).await?;
    Ok(())
}

impl Store {
    /// Makes an account with its wallet and welcome credits, and signs it in.
    ///
    /// # Errors
    /// [`SignUpError::AddressTaken`]; nothing is left behind then.
    pub async fn user_sign_up(
        &self,
        user: NewUser,
        welcome: Credits,
        session: NewSession,
        now: Timestamp,
    ) -> Result<User, SignUpError> {
        self.db
            .write(tx!(|tx, user, session| {
                if !user_make_in_tx(tx, &user, welcome, Role::User, now).await? {
                    return Err(SignUpError::AddressTaken);
                }
                session::open_in_tx(tx, user.id, &session, now).await?;
                Ok(tx.one(BY_ID, args![user.id.to_string()]).await?)
            }))
            .await
    }

    /// Uses the one-time link up and makes its user an administrator.
    ///
    /// # Errors
    /// [`FirstAdminError`]; nothing is left behind then, and the link still works after `AddressTaken`.
    pub async fn user_first_admin(
        &self,
        setup_token_hash: String,
        user: NewUser,
        welcome: Credits,
        session: NewSession,
        now: Timestamp,
    ) -> Result<User, FirstAdminError> {
        self.db
            .write(tx!(|tx, setup_token_hash, user, session| {
                if tx.exec(USE_LINK, args![setup_token_hash]).await? == 0 {
                    return Err(FirstAdminError::Token);
                }
                if !user_make_in_tx(tx, &user, welcome, Role::Owner, now).await? {
                    return Err(FirstAdminError::AddressTaken);
                }
                let subject = user.id.to_string();
                let line = crate::audit::Line {
                    actor: Some(user.id),
                    action: "admin.first",
                    subject: &subject,
                    reason: "one-time link",
                    before: None,
                    after: Some(Role::Owner.as_str().to_owned()),
                };
                crate::audit::record_in_tx(tx, line, now).await?;
                session::open_in_tx(tx, user.id, &session, now).await?;
                Ok(tx.one(BY_ID, args![subject]).await?)
            }))
            .await
    }

    /// Replaces the one-time link that makes the first administrator. False when there is an administrator already:
    /// then no link works.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setup_link_make(&self, token_hash: String, now: Timestamp) -> Result<bool, StoreError> {
        self.db
            .write(tx!(|tx, token_hash| {
                tx.exec(DROP_LINKS, &[]).await?;
                let (owners,): (i64,) = tx.one(OWNERS, &[]).await?;
                if owners == 0 {
                    tx.exec(MAKE_LINK, args![token_hash, now.0]).await?;
                }
                Ok(owners == 0)
            }))
            .await
    }

    /// Gives the person with this address a role, on the command line; `false` when nobody has it.
    ///
    /// # Errors
    /// [`PersonError::LastOwner`], or when the database fails.
    pub async fn user_role_set(
        &self,
        sign_in_key: String,
        role: Role,
        reason: String,
        now: Timestamp,
    ) -> Result<bool, PersonError> {
        self.db
            .write(tx!(|tx, sign_in_key, reason| {
                let Some(UserWithPassword(user, _)) = tx.optional(BY_EMAIL, args![sign_in_key]).await? else {
                    return Ok(false);
                };
                let by = Actor::command_line().user_id;
                person::role_set_in_tx(tx, (Some(by), &reason), user.id, role, now).await?;
                Ok(true)
            }))
            .await
    }

    /// How many owners there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn owners(&self) -> Result<i64, StoreError> {
        let (owners,): (i64,) =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.one(OWNERS, &[]).await?) })).await?;
        Ok(owners)
    }

    /// Makes an account on the command line, with its line in the log. With `reset_hash` a link sets its first password.
    ///
    /// # Errors
    /// [`SignUpError::AddressTaken`]; nothing is left behind then.
    pub async fn user_make(
        &self,
        user: NewUser,
        (role, welcome): (Role, Credits),
        reset_hash: Option<String>,
        now: Timestamp,
    ) -> Result<(), SignUpError> {
        self.db
            .write(tx!(|tx, user, reset_hash| {
                if !user_make_in_tx(tx, &user, welcome, role, now).await? {
                    return Err(SignUpError::AddressTaken);
                }
                let id = user.id.to_string();
                if let Some(hash) = &reset_hash {
                    let until = now.plus_ms(RESET_LASTS_MS).0;
                    tx.exec(INSERT_RESET, args![hash.as_str(), id.as_str(), until]).await?;
                }
                let by = Actor::command_line().user_id;
                let change = (id.as_str(), String::new(), role.as_str().to_owned());
                Ok(crate::audit::decided_in_tx(tx, by, ("user.make", ""), change, now).await?)
            }))
            .await
    }

    /// Makes a link to set a new password for an operator to hand over, with its line in the log. No mail goes out; an
    /// earlier link stops working. `None` when nobody has the address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_reset_make(
        &self,
        sign_in_key: String,
        token_hash: String,
        reason: String,
        now: Timestamp,
    ) -> Result<Option<User>, StoreError> {
        self.db
            .write(tx!(|tx, sign_in_key, token_hash, reason| {
                let Some(UserWithPassword(user, _)) = tx.optional(BY_EMAIL, args![sign_in_key]).await? else {
                    return Ok(None);
                };
                let id = user.id.to_string();
                tx.exec(SPOIL_RESETS, args![id.as_str(), now.0]).await?;
                tx.exec(INSERT_RESET, args![token_hash, id.as_str(), now.plus_ms(RESET_LASTS_MS).0]).await?;
                let line = crate::audit::Line {
                    actor: Some(Actor::command_line().user_id),
                    action: "user.reset_link",
                    subject: &id,
                    reason: &reason,
                    before: None,
                    after: None,
                };
                crate::audit::record_in_tx(tx, line, now).await?;
                Ok(Some(user))
            }))
            .await
    }

    /// The person with this address, with their password's hash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_email(&self, sign_in_key: String) -> Result<Option<(User, String)>, StoreError> {
        self.db
            .read(tx!(|tx, sign_in_key| {
                let found: Option<UserWithPassword> = tx.optional(BY_EMAIL, args![sign_in_key]).await?;
                Ok(found.map(|UserWithPassword(user, hash)| (user, hash)))
            }))
            .await
    }

    /// The hash of the actor's password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_password_hash(&self, actor: &Actor) -> Result<String, StoreError> {
        let id = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, id| {
                let (hash,): (String,) = tx.one(PASSWORD, args![id]).await?;
                Ok(hash)
            }))
            .await
    }

    /// Changes what is given; answers the person as they are then. Who wants no mails about sign-ins any more gets this last one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_update(
        &self,
        actor: &Actor,
        change: UserChange,
        now: Timestamp,
    ) -> Result<User, StoreError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, change| {
                lock_in_tx(tx, &id).await?;
                let before = by_id_in_tx(tx, &id).await?;
                let (name, language) =
                    (change.name.as_ref().map(Name::as_str), change.language.map(Language::tag));
                let alerts = change.sign_in_alerts.map(i64::from);
                tx.exec(UPDATE, args![id.as_str(), name, language, alerts]).await?;
                let after = by_id_in_tx(tx, &id).await?;
                if before.is_alerted() && !after.is_alerted() {
                    told_in_tx(tx, &after, MailKind::SignInAlertsOff, now).await?;
                }
                Ok(after)
            }))
            .await
    }

    /// Sets a new password in place of the one found to fit `verified_hash`, and ends every other session: whoever knew
    /// the old one is out. False when the password is another by now, and then it stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_password_change(
        &self,
        actor: &Actor,
        verified_hash: String,
        new_hash: String,
        keep: SessionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let user = actor.user_id;
        self.db
            .write(tx!(|tx, verified_hash, new_hash| {
                let id = user.to_string();
                if tx.exec(CHANGE_PASSWORD, args![id.as_str(), verified_hash, new_hash]).await? == 0 {
                    return Ok(false);
                }
                tx.exec(SPOIL_RESETS, args![id.as_str(), now.0]).await?;
                session::end_others_in_tx(tx, user, Some(keep)).await?;
                let user = by_id_in_tx(tx, &id).await?;
                told_in_tx(tx, &user, MailKind::PasswordChanged, now).await?;
                Ok(true)
            }))
            .await
    }

    /// Makes a link to set a new password and queues its mail, both or neither. Silent when nobody has the address, or
    /// whoever has it is suspended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_reset_request(
        &self,
        sign_in_key: String,
        token_hash: String,
        link: String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.db
            .write(tx!(|tx, sign_in_key, token_hash, link| {
                let Some(UserWithPassword(user, _)) = tx.optional(BY_EMAIL, args![sign_in_key]).await? else {
                    return Ok(());
                };
                if user.suspended.is_some() {
                    return Ok(());
                }
                tx.exec(SPOIL_RESETS, args![user.id.to_string(), now.0]).await?;
                tx.exec(INSERT_RESET, args![token_hash, user.id.to_string(), now.plus_ms(RESET_LASTS_MS).0])
                    .await?;
                let mail = NewMail {
                    id: MailId(sql::new_id(now)),
                    owner: user.id,
                    to: user.email,
                    language: user.language,
                    template: MailKind::Reset,
                    params: vec![("name", user.name), ("link", link)],
                };
                mail_queue_in_tx(tx, mail, now).await
            }))
            .await
    }

    /// Uses a link up: sets the password, ends every session, and lets the person in, or asks for their second factor
    /// first. `None` when the link is unknown, used, replaced or too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn password_reset_use(
        &self,
        token_hash: String,
        new_hash: String,
        (session, challenge): (NewSession, NewChallenge),
        now: Timestamp,
    ) -> Result<Option<(User, SignIn)>, StoreError> {
        self.db
            .write(tx!(|tx, token_hash, new_hash, session, challenge| {
                let Some((id,)) = tx.optional::<(String,)>(USE_RESET, args![token_hash, now.0]).await? else {
                    return Ok(None);
                };
                let user: User = tx.one(BY_ID, args![id]).await?;
                password_set_in_tx(tx, user.id, &new_hash, now).await?;
                session::end_others_in_tx(tx, user.id, None).await?;
                told_in_tx(tx, &user, MailKind::PasswordChanged, now).await?;
                let who = (user.id, user.second_factor_at.is_some());
                let entered = enter_in_tx(tx, who, (&session, &challenge), now).await?;
                Ok(Some((user, entered)))
            }))
            .await
    }
}

/// False when the address is taken; then nothing was written.
pub(crate) async fn user_make_in_tx(
    tx: &mut Tx<'_>,
    user: &NewUser,
    welcome: Credits,
    role: Role,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let id = user.id.to_string();
    let made = tx
        .exec(
            INSERT,
            args![
                id.as_str(),
                user.email.as_str(),
                user.email.sign_in_key(),
                user.password_hash.as_str(),
                user.name.as_str(),
                user.language.tag(),
                role.as_str(),
                now.0
            ],
        )
        .await?;
    if made == 0 {
        return Ok(false);
    }
    wallet_open_in_tx(tx, user.id).await?;
    let key = user.email.welcome_key();
    let gone = gone_key(&key);
    if welcome > Credits::ZERO && tx.exec(CLAIM_WELCOME, args![key, now.0, gone]).await? == 1 {
        let why = Why::of(Reason::Welcome);
        grant_in_tx(tx, user.id, (EntryKind::Grant, Buckets::bonus(welcome)), why, now).await?;
    }
    if let Some(link) = &user.verify {
        let made = by_id_in_tx(tx, &id).await?;
        email::verify_in_tx(tx, &made, link, now).await?;
    }
    Ok(true)
}

/// Of whoever had welcome credits and is gone, only a hash tells that they had them.
fn gone_key(key: &str) -> String {
    format!("gone:{}", sql::hex(&Sha256::digest(key.as_bytes())))
}

/// The address of whoever had welcome credits gives way to its hash.
pub(crate) async fn welcome_gone_in_tx(tx: &mut Tx<'_>, user: &User) -> Result<(), DbError> {
    let Ok(address) = EmailAddress::parse(&user.email) else { return Ok(()) };
    let key = address.welcome_key();
    if tx.exec(FORGET_WELCOME, args![key.as_str()]).await? == 1 {
        tx.exec(KEEP_WELCOME, args![gone_key(&key), user.created_at.0]).await?;
    }
    Ok(())
}

/// The person with this id.
pub(crate) async fn by_id_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<User, DbError> {
    tx.one(BY_ID, args![id]).await
}

/// What makes two addresses the same account.
pub(crate) fn key_of(user: &User) -> String {
    user.email.to_lowercase()
}

/// No link to set a new password works any more.
pub(crate) async fn spoil_resets_in_tx(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<(), DbError> {
    tx.exec(SPOIL_RESETS, args![id, now.0]).await.map(|_| ())
}

/// Mails somebody that something about their account has changed.
async fn told_in_tx(
    tx: &mut Tx<'_>,
    user: &User,
    template: MailKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    let params = vec![("name", user.name.clone())];
    email::mail_in_tx(tx, user, (user.email.clone(), template, params), now).await
}

async fn password_set_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    hash: &str,
    now: Timestamp,
) -> Result<(), DbError> {
    let id = user.to_string();
    tx.exec(SET_PASSWORD, args![id.as_str(), hash]).await?;
    tx.exec(SPOIL_RESETS, args![id, now.0]).await.map(|_| ())
}
