//! The second factor: what an app makes its codes of (sealed; the door alone can open it), recovery codes, and
//! challenges, which are sign-ins that have yet to show one of them.

use crate::{
    NewSession, PersonError, Store, StoreError, User, audit, email, from_db, person, session,
    user::{self, lock_in_tx},
};
use easel_db::{DbError, Tx, args, texts, tx};
use easel_domain::{Actor, MailKind, Permission, SessionId, Timestamp, UserId};
use thiserror::Error;

texts! {
    /// One that is asked for isn't replaced.
    BEGIN = "insert into second_factor (user_id, sealed, made_at)
               select id, $3, cast($4 as bigint) from user_account where id = $1 and password_hash = $2 and second_factor_at is null
             on conflict (user_id) do update set sealed = excluded.sealed, made_at = excluded.made_at, last_step = 0";
    SEALED = "select sealed from second_factor where user_id = $1";
    TURN_ON = "update user_account set second_factor_at = $2 where id = $1 and second_factor_at is null";
    /// What was set up again meanwhile is not what the code was made of.
    STEP_OF = "update second_factor set last_step = $3 where user_id = $1 and sealed = $2 and last_step < $3";
    STEP = "update second_factor set last_step = $2 where user_id = $1 and last_step < $2";
    USE_CODE = "update recovery_code set used_at = $3 where code_hash = $2 and user_id = $1 and used_at is null";
    LEFT = "select count(*) from recovery_code where user_id = $1 and used_at is null";
    DROP_CODES = "delete from recovery_code where user_id = $1";
    ADD_CODE = "insert into recovery_code (code_hash, user_id) values ($1, $2)";
    TURN_OFF = "update user_account set second_factor_at = null where id = $1 and second_factor_at is not null";
    DROP = "delete from second_factor where user_id = $1";
    IS_ON = "select count(*) from user_account where id = $1 and second_factor_at is not null";
    KNOWS = "select count(*) from user_account where id = $1 and password_hash = $2";
    ASK = "insert into challenge (token_hash, user_id, expires_at) values ($1, $2, $3)";
    /// Counted before anything is compared, so that tries at once are as many as tries in a row.
    TRY = "update challenge set tries = tries + 1 where token_hash = $1 and tries < $3 and expires_at > $2 returning user_id";
    MEET = "delete from challenge where token_hash = $1 and expires_at > $2 returning user_id";
    DROP_CHALLENGES = "delete from challenge where user_id = $1";
    SWEEP = "delete from challenge where expires_at < $1";
}

/// Most codes tried on one challenge; then the password is asked for again.
const TRIES_MAX: i64 = 5;

/// A challenge about to be made: what the store keeps of it.
#[derive(Clone)]
pub struct NewChallenge {
    /// Lower-case hex SHA-256 of its token.
    pub token_hash: String,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// What a right password came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A session was opened.
    Open,
    /// The second factor is asked for first: a challenge was made.
    Asked,
}

/// A second factor that was shown, as far as the door can tell.
#[derive(Clone)]
pub enum Proof {
    /// An app's code that fits at this step of time.
    Step(i64),
    /// The lower-case hex SHA-256 of a recovery code.
    Recovery(String),
}

/// Why nothing was changed about a second factor.
#[derive(Debug, Error)]
pub enum SecondFactorError {
    /// The password is another by now.
    #[error("the password is another one")]
    Password,
    /// The code doesn't fit, or was used before.
    #[error("the code doesn't fit")]
    Code,
    /// There is one already.
    #[error("there is a second factor already")]
    On,
    /// There is none.
    #[error("there is no second factor")]
    Off,
    /// The house's fault.
    #[error("changing a second factor failed")]
    Store(#[from] StoreError),
}
from_db!(SecondFactorError);

impl Store {
    /// Keeps what an app is set up with, in place of what was kept before; nothing asks for it yet.
    ///
    /// # Errors
    /// [`SecondFactorError::Password`] or `On`.
    pub async fn second_factor_begin(
        &self,
        actor: &Actor,
        verified_hash: String,
        sealed: String,
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, verified_hash, sealed| {
                let row = args![id.as_str(), verified_hash, sealed, now.0];
                if tx.exec(BEGIN, row).await? == 1 {
                    return Ok(());
                }
                Err(if is_on_in_tx(tx, &id).await? {
                    SecondFactorError::On
                } else {
                    SecondFactorError::Password
                })
            }))
            .await
    }

    /// What somebody's app is set up with, sealed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_factor_sealed(&self, user: UserId) -> Result<Option<String>, StoreError> {
        let id = user.to_string();
        self.db
            .read(tx!(|tx, id| {
                let found: Option<(String,)> = tx.optional(SEALED, args![id]).await?;
                Ok(found.map(|(sealed,)| sealed))
            }))
            .await
    }

    /// How many recovery codes the actor has left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recovery_codes_left(&self, actor: &Actor) -> Result<i64, StoreError> {
        let id = actor.user_id.to_string();
        self.db.read(tx!(|tx, id| { Ok(left_in_tx(tx, &id).await?) })).await
    }

    /// Turns the second factor on, after a code of `sealed` fit at `step`: from now on signing in asks for it. Other
    /// sessions, which came in without it, end. `codes` are the recovery codes' hashes.
    ///
    /// # Errors
    /// [`SecondFactorError::On`], or `Code` when it was set up anew meanwhile or the code was used before.
    pub async fn second_factor_confirm(
        &self,
        actor: &Actor,
        (sealed, step): (String, i64),
        codes: Vec<String>,
        keep: SessionId,
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let who = actor.user_id;
        self.db
            .write(tx!(|tx, sealed, codes| {
                let id = who.to_string();
                lock_in_tx(tx, &id).await?;
                if tx.exec(STEP_OF, args![id.as_str(), sealed, step]).await? == 0 {
                    return Err(SecondFactorError::Code);
                }
                if tx.exec(TURN_ON, args![id.as_str(), now.0]).await? == 0 {
                    return Err(SecondFactorError::On);
                }
                codes_set_in_tx(tx, &id, codes).await?;
                session::end_others_in_tx(tx, who, Some(keep)).await?;
                Ok(told_in_tx(tx, &id, (MailKind::SecondFactorOn, vec![]), now).await?)
            }))
            .await
    }

    /// Hands out other recovery codes; the ones before work no more.
    ///
    /// # Errors
    /// [`SecondFactorError::Code`] or `Off`.
    pub async fn recovery_codes_renew(
        &self,
        actor: &Actor,
        proof: Proof,
        codes: Vec<String>,
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, proof, codes| {
                spend_in_tx(tx, &id, &proof, now).await?;
                Ok(codes_set_in_tx(tx, &id, codes).await?)
            }))
            .await
    }

    /// Turns the second factor off. Sessions stay: each of them showed it.
    ///
    /// # Errors
    /// [`SecondFactorError`]; it stays on then.
    pub async fn second_factor_end(
        &self,
        actor: &Actor,
        (verified_hash, proof): (String, Proof),
        now: Timestamp,
    ) -> Result<(), SecondFactorError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, verified_hash, proof| {
                lock_in_tx(tx, &id).await?;
                shown_in_tx(tx, &id, (&verified_hash, Some(&proof)), now).await?;
                end_in_tx(tx, &id).await?;
                Ok(told_in_tx(tx, &id, (MailKind::SecondFactorOff, vec![]), now).await?)
            }))
            .await
    }

    /// Takes somebody's second factor off who lost it; they are told. Again changes nothing. Without an actor it is the
    /// operator at the terminal.
    ///
    /// # Errors
    /// [`PersonError`]; nothing is changed then.
    pub async fn person_second_factor_end(
        &self,
        actor: Option<&Actor>,
        id: UserId,
        reason: String,
        now: Timestamp,
    ) -> Result<(), PersonError> {
        if actor.is_some_and(|actor| !actor.may(Permission::Roles)) {
            return Err(PersonError::Forbidden);
        }
        let by = actor.map(|actor| actor.user_id);
        self.db
            .write(tx!(|tx, reason| {
                let key = id.to_string();
                person::lock_in_tx(tx, &key).await?;
                if !end_in_tx(tx, &key).await? {
                    return Ok(());
                }
                let line = audit::Line {
                    actor: by,
                    action: "user.second_factor",
                    subject: &key,
                    reason: &reason,
                    before: Some("on".to_owned()),
                    after: Some("off".to_owned()),
                };
                audit::record_in_tx(tx, line, now).await?;
                let told = (MailKind::SecondFactorTakenOff, vec![("reason", reason.clone())]);
                Ok(told_in_tx(tx, &key, told, now).await?)
            }))
            .await
    }

    /// Counts a try at a challenge, and says whose it is; `None` when it is unknown, too old, or was tried too often.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn challenge_try(
        &self,
        token_hash: String,
        now: Timestamp,
    ) -> Result<Option<UserId>, StoreError> {
        self.db
            .write(tx!(|tx, token_hash| {
                let found: Option<(String,)> = tx.optional(TRY, args![token_hash, now.0, TRIES_MAX]).await?;
                found.map(|(id,)| id.parse().map_err(StoreError::corrupt)).transpose()
            }))
            .await
    }

    /// Opens a session for whose challenge was met. `None` when the challenge is over.
    ///
    /// # Errors
    /// [`SecondFactorError::Code`]: the challenge stays then.
    pub async fn challenge_meet(
        &self,
        token_hash: String,
        proof: Proof,
        session: NewSession,
        now: Timestamp,
    ) -> Result<Option<User>, SecondFactorError> {
        self.db
            .write(tx!(|tx, token_hash, proof, session| {
                let Some((id,)) = tx.optional::<(String,)>(MEET, args![token_hash, now.0]).await? else {
                    return Ok(None);
                };
                lock_in_tx(tx, &id).await?;
                let user = user::by_id_in_tx(tx, &id).await?;
                if user.suspended.is_some() {
                    return Ok(None);
                }
                spend_in_tx(tx, &id, &proof, now).await?;
                session::open_in_tx(tx, user.id, &session, now).await?;
                Ok(Some(user))
            }))
            .await
    }
}

/// Lets somebody in whose password is right, or asks for their second factor first.
pub(crate) async fn enter_in_tx(
    tx: &mut Tx<'_>,
    (user, asks): (UserId, bool),
    (session, challenge): (&NewSession, &NewChallenge),
    now: Timestamp,
) -> Result<SignIn, StoreError> {
    if asks {
        let row = args![challenge.token_hash.as_str(), user.to_string(), challenge.expires_at.0];
        tx.exec(ASK, row).await?;
        return Ok(SignIn::Asked);
    }
    session::open_in_tx(tx, user, session, now).await?;
    Ok(SignIn::Open)
}

/// Whether it is the person themselves: the password found to fit, and the second factor of whoever has one.
pub(crate) async fn shown_in_tx(
    tx: &mut Tx<'_>,
    id: &str,
    (verified_hash, proof): (&str, Option<&Proof>),
    now: Timestamp,
) -> Result<(), SecondFactorError> {
    let (knows,): (i64,) = tx.one(KNOWS, args![id, verified_hash]).await?;
    if knows == 0 {
        return Err(SecondFactorError::Password);
    }
    match proof {
        Some(proof) => spend_in_tx(tx, id, proof, now).await,
        None if is_on_in_tx(tx, id).await? => Err(SecondFactorError::Code),
        None => Ok(()),
    }
}

/// Uses a code up: each is taken once. Who used a recovery code is told.
pub(crate) async fn spend_in_tx(
    tx: &mut Tx<'_>,
    id: &str,
    proof: &Proof,
    now: Timestamp,
) -> Result<(), SecondFactorError> {
    if !is_on_in_tx(tx, id).await? {
        return Err(SecondFactorError::Off);
    }
    let spent = match proof {
        Proof::Step(step) => tx.exec(STEP, args![id, *step]).await?,
        Proof::Recovery(hash) => tx.exec(USE_CODE, args![id, hash.as_str(), now.0]).await?,
    };
    if spent == 0 {
        return Err(SecondFactorError::Code);
    }
    if let Proof::Recovery(_) = proof {
        let left = left_in_tx(tx, id).await?;
        told_in_tx(tx, id, (MailKind::RecoveryCodeUsed, vec![("left", left.to_string())]), now).await?;
    }
    Ok(())
}

/// No challenge of theirs can be met any more.
pub(crate) async fn challenges_end_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), DbError> {
    tx.exec(DROP_CHALLENGES, args![id]).await.map(|_| ())
}

/// False when there was none.
async fn end_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    let ended = tx.exec(TURN_OFF, args![id]).await?;
    tx.exec(DROP, args![id]).await?;
    tx.exec(DROP_CODES, args![id]).await?;
    challenges_end_in_tx(tx, id).await?;
    Ok(ended == 1)
}

async fn is_on_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    let (on,): (i64,) = tx.one(IS_ON, args![id]).await?;
    Ok(on == 1)
}

async fn left_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<i64, DbError> {
    let (left,): (i64,) = tx.one(LEFT, args![id]).await?;
    Ok(left)
}

async fn codes_set_in_tx(tx: &mut Tx<'_>, id: &str, codes: Vec<String>) -> Result<(), DbError> {
    tx.exec(DROP_CODES, args![id]).await?;
    for code in codes {
        tx.exec(ADD_CODE, args![code, id]).await?;
    }
    Ok(())
}

/// Mails to the address somebody has.
async fn told_in_tx(
    tx: &mut Tx<'_>,
    id: &str,
    (template, mut params): (MailKind, Vec<(&'static str, String)>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let user = user::by_id_in_tx(tx, id).await?;
    params.push(("name", user.name.clone()));
    email::mail_in_tx(tx, &user, (user.email.clone(), template, params), now).await
}
