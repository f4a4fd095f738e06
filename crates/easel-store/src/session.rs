//! Sessions: one row a signed-in browser, found by the hash of its token. Ending one is deleting it.

use crate::{
    NewChallenge, SignIn, Store, StoreError, User, openid, passkey,
    second_factor::{challenges_end_in_tx, enter_in_tx},
    sign_in,
    sql::{self, moment, parsed},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, SessionId, Timestamp, UserId};
use std::net::IpAddr;

texts! {
    INSERT = "insert into session (id, token_hash, user_id, user_agent, created_at, last_seen_at, expires_at, by_passkey)
              values ($1, $2, $3, $4, $5, $5, $6, $7)";
    /// Locks the account, so that a password set at the same instant comes before or after the whole sign-in.
    VERIFIED = "select case when second_factor_at is null then 0 else 1 end from user_account where id = $1 and password_hash = $2 and suspended_at is null /*pg: for update*/";
    FIND = "select s.id, s.last_seen_at, s.by_passkey, u.id, u.email, u.name, u.language, u.role, u.created_at, u.verified_at,
              u.suspended_reason, u.second_factor_at, u.leaves_at, u.sign_in_alerts
            from session s join user_account u on u.id = s.user_id
            where s.token_hash = $1 and s.expires_at > $2 and u.suspended_at is null";
    SEEN = "update session set last_seen_at = $2 where id = $1";
    LIST = "select id, created_at, last_seen_at, user_agent from session
            where user_id = $1 and expires_at > $2 order by last_seen_at desc, id desc limit 200";
    END = "delete from session where id = $1 and user_id = $2";
    END_OTHERS = "delete from session where user_id = $1 and id <> $2";
    SWEEP = "delete from session where expires_at < $1";
}

/// How old `last_seen_at` may be: a write a minute is enough for the list of devices.
const SEEN_EVERY_MS: i64 = 60_000;

/// A session about to be opened.
#[derive(Clone)]
pub struct NewSession {
    /// Made by the door.
    pub id: SessionId,
    /// Lower-case hex SHA-256 of the token in the cookie.
    pub token_hash: String,
    /// What the browser says it is; shown in the list of devices.
    pub user_agent: String,
    /// Where it comes from; compared with where the person came from before, and not kept.
    pub address: IpAddr,
    /// Whether a passkey opens it.
    pub by_passkey: bool,
    /// Where they find the list of devices, for a mail.
    pub sessions_link: String,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// One line in the list of devices.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Signed in.
    pub created_at: Timestamp,
    /// Last used, to the minute.
    pub last_seen_at: Timestamp,
    /// What the browser said it is.
    pub user_agent: String,
}

impl FromRow for Session {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            id: parsed(row)?,
            created_at: moment(row)?,
            last_seen_at: moment(row)?,
            user_agent: row.next()?,
        })
    }
}

/// Whose session a token is.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Which session.
    pub session_id: SessionId,
    /// Whether a passkey opened it.
    pub by_passkey: bool,
    /// Who.
    pub user: User,
}

struct Found(SessionId, Timestamp, bool, User);

impl FromRow for Found {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, moment(row)?, row.next::<i64>()? == 1, User::from_row(row)?))
    }
}

impl Store {
    /// Signs somebody in whose password was found to fit `verified_hash`, or asks for their second factor first; `None`
    /// when they have another password by now or are suspended, and then nothing is opened.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_open_if(
        &self,
        user: UserId,
        verified_hash: String,
        (session, challenge): (NewSession, NewChallenge),
        now: Timestamp,
    ) -> Result<Option<SignIn>, StoreError> {
        self.db
            .write(tx!(|tx, verified_hash, session, challenge| {
                let still: Option<(i64,)> =
                    tx.optional(VERIFIED, args![user.to_string(), verified_hash]).await?;
                let Some((asks,)) = still else { return Ok(None) };
                Ok(Some(enter_in_tx(tx, (user, asks == 1), (&session, &challenge), now).await?))
            }))
            .await
    }

    /// Whose token this is, if anybody's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_find(
        &self,
        token_hash: String,
        now: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        let found: Option<Found> = self
            .db
            .read(tx!(|tx, token_hash| {
                Ok::<_, StoreError>(tx.optional(FIND, args![token_hash, now.0]).await?)
            }))
            .await?;
        let Some(Found(session_id, seen, by_passkey, user)) = found else { return Ok(None) };
        if now.since_ms(seen) > SEEN_EVERY_MS {
            let id = session_id.to_string();
            self.db
                .write(tx!(|tx, id| { Ok::<_, StoreError>(tx.exec(SEEN, args![id, now.0]).await?) }))
                .await?;
        }
        Ok(Some(SignedIn { session_id, by_passkey, user }))
    }

    /// The actor's devices, last used first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_list(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let user = actor.user_id.to_string();
        self.db.read(tx!(|tx, user| { Ok(tx.all(LIST, args![user, now.0]).await?) })).await
    }

    /// Signs one device out; false when it isn't the actor's, or isn't there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_end(
        &self,
        actor: &Actor,
        id: SessionId,
        _now: Timestamp,
    ) -> Result<bool, StoreError> {
        let user = actor.user_id;
        self.db
            .write(tx!(|tx| {
                let ended = tx.exec(END, args![id.to_string(), user.to_string()]).await?;
                sql::wake_user(tx, user).await?;
                Ok(ended == 1)
            }))
            .await
    }

    /// Signs every device out but one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_end_others(
        &self,
        actor: &Actor,
        keep: SessionId,
        _now: Timestamp,
    ) -> Result<(), StoreError> {
        let user = actor.user_id;
        self.db.write(tx!(|tx| { Ok(end_others_in_tx(tx, user, Some(keep)).await?) })).await
    }
}

pub(crate) async fn open_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    session: &NewSession,
    now: Timestamp,
) -> Result<(), StoreError> {
    sign_in::noted_in_tx(tx, user, session, now).await?;
    let agent: String = session.user_agent.chars().take(300).collect();
    let (id, hash) = (session.id.to_string(), session.token_hash.as_str());
    let until = session.expires_at.0;
    let by_passkey = i64::from(session.by_passkey);
    tx.exec(INSERT, args![id, hash, user.to_string(), agent, now.0, until, by_passkey]).await?;
    Ok(())
}

/// Ends sign-ins that wait for their second factor as well, and wakes the person's streams, so that those of ended
/// sessions notice at once.
pub(crate) async fn end_others_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<(), DbError> {
    let keep = keep.map_or_else(String::new, |k| k.to_string());
    let id = user.to_string();
    tx.exec(END_OTHERS, args![id.as_str(), keep]).await?;
    challenges_end_in_tx(tx, &id).await?;
    passkey::challenges_end_in_tx(tx, &id).await?;
    openid::pending_end_in_tx(tx, &id).await?;
    sql::wake_user(tx, user).await
}
