//! Whose an address is: links that show it, and another address in place of the one somebody has.

use crate::{
    Store, StoreError, User, from_db,
    mail::{NewMail, mail_queue_in_tx},
    notice::{NewNotice, notice_put_in_tx},
    sql,
    user::{self, spoil_resets_in_tx},
};
use easel_db::{Tx, args, texts, tx};
use easel_domain::{Actor, EmailAddress, MailId, MailKind, Timestamp};
use thiserror::Error;

texts! {
    INSERT = "insert into email_link (token_hash, user_id, email, email_key, expires_at) values ($1, $2, $3, $4, $5)";
    /// Of links to one address the newest counts, and only one other address is wanted at a time.
    SPOIL = "update email_link set used_at = $3 where user_id = $1 and used_at is null and (email_key = $2 or ($2 <> $4 and email_key <> $4))";
    USE = "update email_link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
           returning user_id, email, email_key";
    VERIFIED = "select id from user_account where id = $1 and password_hash = $2 /*pg: for no key update*/";
    TAKEN = "select count(*) from user_account where email_key = $1 and id <> $2";
    CONFIRM = "update user_account set verified_at = coalesce(verified_at, $2) where id = $1";
    CHANGE = "update user_account set email = $2, email_key = $3, verified_at = $4 where id = $1";
    SWEEP = "delete from email_link where expires_at < $1";
}

/// How long a link that shows whose an address is works.
const LASTS_MS: i64 = 24 * 3_600_000;

/// A link to be mailed: what the store keeps of it, and what goes into the mail.
#[derive(Clone)]
pub struct EmailLink {
    /// Lower-case hex SHA-256 of its token.
    pub token_hash: String,
    /// The address of the page that uses it up.
    pub link: String,
}

/// Why an address was not changed.
#[derive(Debug, Error)]
pub enum EmailError {
    /// The password is another by now.
    #[error("the password is another one")]
    Password,
    /// It is the address they have.
    #[error("it is the same address")]
    Same,
    /// Somebody has an account with this address.
    #[error("the address has an account already")]
    Taken,
    /// The link is unknown, used, replaced or too old.
    #[error("the link doesn't work any more")]
    Token,
    /// The house's fault.
    #[error("changing an address failed")]
    Store(#[from] StoreError),
}
from_db!(EmailError);

impl Store {
    /// Mails a link that shows that the actor's address is theirs. Silent when they have shown it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn email_link_request(
        &self,
        actor: &Actor,
        link: EmailLink,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, link| {
                let user = user::by_id_in_tx(tx, &id).await?;
                if user.verified_at.is_some() {
                    return Ok(());
                }
                verify_in_tx(tx, &user, &link, now).await
            }))
            .await
    }

    /// Mails a link to the address somebody wants, and a notice to the one they have, when their password still is the
    /// one found to fit `verified_hash`. Nothing changes before the link is opened.
    ///
    /// # Errors
    /// [`EmailError`]; nothing is mailed then.
    pub async fn email_change_request(
        &self,
        actor: &Actor,
        (verified_hash, email): (String, EmailAddress),
        link: EmailLink,
        now: Timestamp,
    ) -> Result<(), EmailError> {
        let id = actor.user_id.to_string();
        self.db
            .write(tx!(|tx, id, verified_hash, email, link| {
                let still: Option<(String,)> =
                    tx.optional(VERIFIED, args![id.as_str(), verified_hash]).await?;
                if still.is_none() {
                    return Err(EmailError::Password);
                }
                let user = user::by_id_in_tx(tx, &id).await?;
                let key = email.sign_in_key();
                if key == user::key_of(&user) {
                    return Err(EmailError::Same);
                }
                refuse_taken_in_tx(tx, &key, &id).await?;
                link_in_tx(tx, &user, (email.as_str(), &key), &link, now).await?;
                let params =
                    vec![("name", user.name.clone()), ("link", link.link), ("address", email.to_string())];
                mail_in_tx(tx, &user, (email.to_string(), MailKind::EmailNew, params), now).await?;
                let params = vec![("name", user.name.clone()), ("address", email.to_string())];
                mail_in_tx(tx, &user, (user.email.clone(), MailKind::EmailChangeAsked, params), now).await?;
                Ok(())
            }))
            .await
    }

    /// Uses a link up: the address it was mailed to is somebody's from now on. Answers that address. Where it is another
    /// than they had, the one they had is told, and no link to a new password that went there works.
    ///
    /// # Errors
    /// [`EmailError`]; a link to an address that somebody else has by now stays unused.
    pub async fn email_confirm(&self, token_hash: String, now: Timestamp) -> Result<String, EmailError> {
        self.db
            .write(tx!(|tx, token_hash| {
                let used: Option<(String, String, String)> =
                    tx.optional(USE, args![token_hash, now.0]).await?;
                let (id, email, key) = used.ok_or(EmailError::Token)?;
                let user = user::by_id_in_tx(tx, &id).await?;
                if user.suspended.is_some() {
                    return Err(EmailError::Token);
                }
                if key == user::key_of(&user) {
                    tx.exec(CONFIRM, args![id, now.0]).await?;
                } else {
                    refuse_taken_in_tx(tx, &key, &id).await?;
                    tx.exec(CHANGE, args![id.as_str(), email.as_str(), key, now.0]).await?;
                    spoil_resets_in_tx(tx, &id, now).await?;
                    let params = vec![("name", user.name.clone()), ("address", email.clone())];
                    mail_in_tx(tx, &user, (user.email.clone(), MailKind::EmailChanged, params), now).await?;
                }
                Ok(email)
            }))
            .await
    }
}

/// Makes a link to the address somebody has and queues its mail.
pub(crate) async fn verify_in_tx(
    tx: &mut Tx<'_>,
    user: &User,
    link: &EmailLink,
    now: Timestamp,
) -> Result<(), StoreError> {
    link_in_tx(tx, user, (&user.email, &user::key_of(user)), link, now).await?;
    let params = vec![("name", user.name.clone()), ("link", link.link.clone())];
    mail_in_tx(tx, user, (user.email.clone(), MailKind::Verify, params), now).await
}

async fn link_in_tx(
    tx: &mut Tx<'_>,
    user: &User,
    (email, key): (&str, &str),
    link: &EmailLink,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = user.id.to_string();
    tx.exec(SPOIL, args![id.as_str(), key, now.0, user::key_of(user)]).await?;
    let row = args![link.token_hash.as_str(), id, email, key, now.plus_ms(LASTS_MS).0];
    tx.exec(INSERT, row).await?;
    Ok(())
}

/// Queues a mail to somebody, in their language; what the notification centre tells of the same goes there.
pub(crate) async fn mail_in_tx(
    tx: &mut Tx<'_>,
    user: &User,
    (to, template, params): (String, MailKind, Vec<(&'static str, String)>),
    now: Timestamp,
) -> Result<(), StoreError> {
    if let Some(kind) = template.notice() {
        notice_put_in_tx(tx, NewNotice::of(user.id, kind), now).await?;
    }
    let id = MailId(sql::new_id(now));
    let mail = NewMail { id, owner: user.id, to, language: user.language, template, params };
    mail_queue_in_tx(tx, mail, now).await
}

async fn refuse_taken_in_tx(tx: &mut Tx<'_>, key: &str, id: &str) -> Result<(), EmailError> {
    let (taken,): (i64,) = tx.one(TAKEN, args![key, id]).await?;
    if taken > 0 { Err(EmailError::Taken) } else { Ok(()) }
}
