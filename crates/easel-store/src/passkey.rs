//! Passkeys: keys of a person's devices that sign them in. What is kept of one can check it and do nothing else; the door
//! alone knows how.

use crate::{
    NewChallenge, NewSession, Store, StoreError, User, email, from_db, session,
    sql::{moment, moment_or_null, parsed},
    user::{self, lock_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, MailKind, Name, PasskeyId, Timestamp, UserId};
use thiserror::Error;

texts! {
    LIST = "select id, name, created_at, last_used_at from passkey where user_id = $1 order by created_at, id";
    CREDENTIALS = "select credential_id from passkey where user_id = $1";
    COUNT = "select count(*) from passkey where user_id = $1";
    KNOWS = "select count(*) from user_account where id = $1 and password_hash = $2";
    ASK = "insert into passkey_challenge (token_hash, user_id, state, expires_at) values ($1, $2, $3, $4)";
    /// One that is answered, rightly or not, is gone.
    TAKE = "delete from passkey_challenge where token_hash = $1 and expires_at > $2 and coalesce(user_id, '') = $3 returning state";
    INSERT = "insert into passkey (id, user_id, credential_id, kept, name, created_at) values ($1, $2, $3, $4, $5, $6)
              on conflict (credential_id) do nothing";
    DROP = "delete from passkey where id = $1 and user_id = $2 returning name";
    FIND = "select id, kept from passkey where user_id = $1 and credential_id = $2";
    /// Its counter is what it was when it was checked, so that no copy of it slips in between.
    USE = "update passkey set kept = $3, last_used_at = $4 where id = $1 and kept = $2 returning user_id";
    DROP_CHALLENGES = "delete from passkey_challenge where user_id = $1";
    SWEEP = "delete from passkey_challenge where expires_at < $1";
}

/// Most passkeys somebody has.
const PASSKEYS_MAX: i64 = 20;

/// One line in the list of somebody's passkeys.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it last signed them in.
    pub last_used_at: Option<Timestamp>,
}

impl FromRow for Passkey {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            name: row.next()?,
            created_at: moment(row)?,
            last_used_at: moment_or_null(row)?,
        })
    }
}

/// A passkey about to be kept.
#[derive(Clone)]
pub struct NewPasskey {
    /// Made by the door.
    pub id: PasskeyId,
    /// What the device calls it; one passkey of all.
    pub credential_id: String,
    /// What checks it.
    pub kept: String,
    /// What its owner calls it.
    pub name: Name,
}

/// A passkey that is to be checked.
#[derive(Clone)]
pub struct FoundPasskey {
    /// Which.
    pub id: PasskeyId,
    /// What checks it.
    pub kept: String,
    /// Whose it is.
    pub user: User,
}

/// Why nothing was changed about a passkey.
#[derive(Debug, Error)]
pub enum PasskeyError {
    /// The password is another by now.
    #[error("the password is another one")]
    Password,
    /// It is somebody's already.
    #[error("the passkey is kept already")]
    Taken,
    /// There are as many as one may have.
    #[error("there are too many passkeys")]
    Full,
    /// There is none of that id.
    #[error("there is no such passkey")]
    Missing,
    /// The house's fault.
    #[error("changing a passkey failed")]
    Store(#[from] StoreError),
}
from_db!(PasskeyError);

impl Store {
    /// The actor's passkeys, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_list(&self, actor: &Actor) -> Result<Vec<Passkey>, StoreError> {
        let id = actor.user_id.to_string();
        self.db.read(tx!(|tx, id| { Ok(tx.all(LIST, args![id]).await?) })).await
    }

    /// What devices call the actor's passkeys, so that none is made twice on one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_credentials(&self, actor: &Actor) -> Result<Vec<String>, StoreError> {
        let id = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, id| {
                let all: Vec<(String,)> = tx.all(CREDENTIALS, args![id]).await?;
                Ok(all.into_iter().map(|(one,)| one).collect())
            }))
            .await
    }

    /// Keeps what a new passkey of the actor is to answer.
    ///
    /// # Errors
    /// [`PasskeyError::Password`] or `Full`.
    pub async fn passkey_begin(
        &self,
        actor: &Actor,
        verified_hash: String,
        (challenge, state): (NewChallenge, String),
    ) -> Result<(), PasskeyError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, verified_hash, challenge, state| {
                known_in_tx(tx, &id, &verified_hash).await?;
                room_in_tx(tx, &id).await?;
                let row = args![challenge.token_hash, id, state, challenge.expires_at.0];
                Ok(tx.exec(ASK, row).await.map(|_| ())?)
            }))
            .await
    }

    /// Keeps what a passkey that is to sign somebody in has to answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_ask(&self, challenge: NewChallenge, state: String) -> Result<(), StoreError> {
        self.db
            .write(tx!(|tx, challenge, state| {
                let nobody: Option<String> = None;
                let row = args![challenge.token_hash, nobody, state, challenge.expires_at.0];
                Ok(tx.exec(ASK, row).await.map(|_| ())?)
            }))
            .await
    }

    /// What was to be answered, once: of somebody who adds a passkey, or of nobody yet who signs in. `None` when it is unknown,
    /// used, too old, or another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_challenge_take(
        &self,
        token_hash: String,
        whose: Option<UserId>,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let whose = whose.map_or_else(String::new, |id| id.to_string());
        self.db
            .write(tx!(|tx, token_hash, whose| {
                let state: Option<(String,)> = tx.optional(TAKE, args![token_hash, now.0, whose]).await?;
                Ok(state.map(|(state,)| state))
            }))
            .await
    }

    /// Keeps a passkey; its owner is told by mail.
    ///
    /// # Errors
    /// [`PasskeyError::Taken`] or `Full`.
    pub async fn passkey_add(
        &self,
        actor: &Actor,
        new: NewPasskey,
        now: Timestamp,
    ) -> Result<Passkey, PasskeyError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, new| {
                lock_in_tx(tx, &id).await?;
                room_in_tx(tx, &id).await?;
                let (key, name) = (new.id.to_string(), new.name.as_str().to_owned());
                let row = args![key, id.as_str(), new.credential_id, new.kept, name.as_str(), now.0];
                if tx.exec(INSERT, row).await? == 0 {
                    return Err(PasskeyError::Taken);
                }
                told_in_tx(tx, &id, (MailKind::PasskeyAdded, &name), now).await?;
                Ok(Passkey { id: new.id, name, created_at: now, last_used_at: None })
            }))
            .await
    }

    /// Takes a passkey of the actor away; they are told by mail.
    ///
    /// # Errors
    /// [`PasskeyError::Password`] or `Missing`.
    pub async fn passkey_remove(
        &self,
        actor: &Actor,
        verified_hash: String,
        id: PasskeyId,
        now: Timestamp,
    ) -> Result<(), PasskeyError> {
        let owner = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, owner, verified_hash| {
                known_in_tx(tx, &owner, &verified_hash).await?;
                let gone: Option<(String,)> =
                    tx.optional(DROP, args![id.to_string(), owner.as_str()]).await?;
                let (name,) = gone.ok_or(PasskeyError::Missing)?;
                Ok(told_in_tx(tx, &owner, (MailKind::PasskeyRemoved, &name), now).await?)
            }))
            .await
    }

    /// The passkey that a device calls by this name, of this person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_find(
        &self,
        user: UserId,
        credential_id: String,
    ) -> Result<Option<FoundPasskey>, StoreError> {
        let user = user.to_string();
        self.db
            .read(tx!(|tx, user, credential_id| {
                let found: Option<(String, String)> =
                    tx.optional(FIND, args![user.as_str(), credential_id]).await?;
                let Some((id, kept)) = found else { return Ok(None) };
                let id = id.parse().map_err(StoreError::corrupt)?;
                Ok(Some(FoundPasskey { id, kept, user: user::by_id_in_tx(tx, &user).await? }))
            }))
            .await
    }

    /// Signs somebody in whose passkey fitted `kept.0`, which is `kept.1` from now on. `None` when it was used or taken away
    /// meanwhile, or its owner is suspended; nothing is opened then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passkey_enter(
        &self,
        id: PasskeyId,
        kept: (String, String),
        session: NewSession,
        now: Timestamp,
    ) -> Result<Option<User>, StoreError> {
        self.db
            .write(tx!(|tx, kept, session| {
                let row = args![id.to_string(), kept.0, kept.1, now.0];
                let used: Option<(String,)> = tx.optional(USE, row).await?;
                let Some((owner,)) = used else { return Ok(None) };
                lock_in_tx(tx, &owner).await?;
                let user = user::by_id_in_tx(tx, &owner).await?;
                if user.suspended.is_some() {
                    return Ok(None);
                }
                session::open_in_tx(tx, user.id, &session, now).await?;
                Ok(Some(user))
            }))
            .await
    }
}

/// Nothing that is asked of a new passkey of theirs can be answered any more.
pub(crate) async fn challenges_end_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), DbError> {
    tx.exec(DROP_CHALLENGES, args![id]).await.map(|_| ())
}

async fn known_in_tx(tx: &mut Tx<'_>, id: &str, verified_hash: &str) -> Result<(), PasskeyError> {
    let (knows,): (i64,) = tx.one(KNOWS, args![id, verified_hash]).await?;
    if knows == 1 { Ok(()) } else { Err(PasskeyError::Password) }
}

async fn room_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), PasskeyError> {
    let (count,): (i64,) = tx.one(COUNT, args![id]).await?;
    if count < PASSKEYS_MAX { Ok(()) } else { Err(PasskeyError::Full) }
}

async fn told_in_tx(
    tx: &mut Tx<'_>,
    id: &str,
    (template, passkey): (MailKind, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let user = user::by_id_in_tx(tx, id).await?;
    let params = vec![("name", user.name.clone()), ("passkey", passkey.to_owned())];
    email::mail_in_tx(tx, &user, (user.email.clone(), template, params), now).await
}
