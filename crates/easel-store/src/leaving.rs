//! The end of an account: asked for, taken back within a week, carried out. What somebody wrote and made is gone then;
//! what the books need stays with a row that names nobody.

use crate::{
    PersonError, Proof, SecondFactorError, Store, StoreError, audit, batch, email, from_db, person,
    second_factor, session, sql, subscription,
    user::{self, welcome_gone_in_tx},
    wallet::{Why, entry_in_tx, wallet_lock_in_tx},
};
use easel_db::{Tx, args, texts, tx};
use easel_domain::{
    Actor, EntryKind, MailKind, Permission, Reason, Role, SessionId, Spec, Timestamp, UserId, plan,
};
use thiserror::Error;

texts! {
    ASK = "update user_account set leaves_at = $2 where id = $1 and leaves_at is null and deleted_at is null";
    KEEP = "update user_account set leaves_at = null where id = $1 and leaves_at > $2";
    DUE = "select id from user_account where leaves_at <= $1 order by leaves_at limit 10";
    IS_DUE = "select count(*) from user_account where id = $1 and leaves_at <= $2";
    /// A mail that is just being sent is none of it: its worker finds nothing to note when it has gone.
    BUSY = "select count(*) from job where owner_id = $1 and kind <> 'mail' and state <> 'done' and (kind = 'picture' or state = 'running')";
    /// The gateway would go on taking money for it from somebody who is gone.
    RENEWS = "select count(*) from subscription where owner_id = $1 and state = 'live' and renews = 1";
    ASSETS = "select id from asset where owner_id = $1 order by no limit 200";
    SPECS = "select id, spec from generation where owner_id = $1 and id > $2 order by id limit 200";
    FORGET_WORDS = "update generation set spec = $2, request_hash = '', account = null, failure = null where id = $1";
    DOOM = "insert into blob_doomed (name, at) select n.name, cast($2 as bigint) from (
          select name from upload where owner_id = $1 and name is not null
          union all select blob from export where owner_id = $1 and blob is not null
          union all select p.name from preview p join job j on j.id = p.job_id where j.owner_id = $1
          union all select p.name from parcel p join job j on j.id = p.job_id where j.owner_id = $1) n
        where true on conflict (name) do nothing";
    DROP_PREVIEWS = "delete from preview where job_id in (select id from job where owner_id = $1)";
    DROP_PARCELS = "delete from parcel where job_id in (select id from job where owner_id = $1)";
    DROP_MAILS = "delete from mail where id in (select id from job where owner_id = $1 and kind = 'mail')";
    DROP_UPLOADS = "delete from upload where owner_id = $1";
    DROP_EXPORTS = "delete from export where owner_id = $1";
    DROP_ATTEMPTS = "delete from attempt where job_id in (select id from job where owner_id = $1 and kind <> 'picture')";
    DROP_JOBS = "delete from job where owner_id = $1 and kind <> 'picture'";
    FORGET_ATTEMPTS = "update attempt set detail = null, provider_ref = null where job_id in (select id from job where owner_id = $1)";
    DROP_DOWNLOADS = "delete from download where owner_id = $1";
    DROP_SHARES = "delete from share where owner_id = $1";
    DROP_STRIPS = "delete from strip where owner_id = $1";
    DROP_BOOKS = "delete from book where owner_id = $1";
    DROP_BOARDS = "delete from board where owner_id = $1";
    /// What was said in it goes along.
    DROP_CONVERSATION = "delete from conversation where owner_id = $1";
    DROP_NOTICES = "delete from notice where owner_id = $1";
    DROP_INSPECTIONS = "delete from inspection where person_id = $1";
    DROP_CHOICES = "delete from notice_choice where owner_id = $1 or owner_id in (select id from conversation where owner_id = $1)";
    DROP_LOOKING = "delete from looking where owner_id = $1";
    DROP_DEVICES = "delete from push_device where owner_id = $1";
    DROP_CHARACTERS = "delete from character_card where owner_id = $1";
    DROP_BRANDS = "delete from brand where owner_id = $1";
    DROP_GALLERY = "delete from gallery where owner_id = $1";
    DROP_CONSENTS = "delete from consent where user_id = $1";
    DROP_AGREEMENTS = "delete from legal_consent where user_id = $1";
    DROP_LINKS = "delete from email_link where user_id = $1";
    DROP_RESETS = "delete from password_reset where user_id = $1";
    DROP_SIGN_INS = "delete from known_sign_in where user_id = $1";
    DROP_IDENTITIES = "delete from openid_identity where user_id = $1";
    DROP_PASSKEYS = "delete from passkey where user_id = $1";
    DROP_FACTOR = "delete from second_factor where user_id = $1";
    DROP_CODES = "delete from recovery_code where user_id = $1";
    FORGET_NOTES = "update payment set note = null, screenshot_id = null where owner_id = $1";
    FORGET_PAGES = "update checkout set email = '', customer = null where payment_id in (select id from payment where owner_id = $1)";
    FORGET_CUSTOMER = "update subscription set gateway_customer = null where owner_id = $1";
    FORGET_REFUNDS = "update refund set reason = null where asked_by = $1";
    FORGET_LIMITS = "update wallet set monthly_cap = null, low_at = null where user_id = $1";
    FORGET = "update user_account set email = '', email_key = 'deleted:' || id, password_hash = '', name = '-', public_name = null, role = 'user',
                verified_at = null, suspended_at = null, suspended_reason = null, second_factor_at = null, sign_in_alerts = 1, leaves_at = null, deleted_at = $2
              where id = $1";
    /// SQLite's indexes keep the words of what was deleted until they are merged. PostgreSQL's never had them apart from their row.
    MERGE_WORDS = "/*pg: select 1 --*/ insert into asset_words (asset_words) values ('optimize')";
    MERGE_SHOWN_WORDS = "/*pg: select 1 --*/ insert into exhibit_words (exhibit_words) values ('optimize')";
}

/// All of one person, in an order in which nothing is left hanging.
const ALL: &[&str] = &[
    DROP_PREVIEWS,
    DROP_PARCELS,
    DROP_MAILS,
    DROP_UPLOADS,
    DROP_EXPORTS,
    DROP_ATTEMPTS,
    DROP_JOBS,
    FORGET_ATTEMPTS,
    DROP_DOWNLOADS,
    DROP_SHARES,
    DROP_STRIPS,
    DROP_BOOKS,
    DROP_BOARDS,
    DROP_NOTICES,
    DROP_INSPECTIONS,
    DROP_CHOICES,
    DROP_LOOKING,
    DROP_DEVICES,
    DROP_CONVERSATION,
    DROP_CHARACTERS,
    DROP_BRANDS,
    DROP_GALLERY,
    DROP_CONSENTS,
    DROP_AGREEMENTS,
    DROP_LINKS,
    DROP_RESETS,
    DROP_SIGN_INS,
    DROP_IDENTITIES,
    DROP_PASSKEYS,
    DROP_FACTOR,
    DROP_CODES,
    FORGET_NOTES,
    FORGET_PAGES,
    FORGET_CUSTOMER,
    FORGET_REFUNDS,
    FORGET_LIMITS,
];

/// How long somebody may change their mind.
const WAITS_MS: i64 = 7 * 24 * 3_600_000;

/// Why an account is not going to be deleted.
#[derive(Debug, Error)]
pub enum LeaveError {
    /// What shows that it is the person: password and code.
    #[error("it isn't shown who asks")]
    Factor(#[from] SecondFactorError),
    /// A studio has an owner, always.
    #[error("the studio would be without an owner")]
    LastOwner,
    /// The house's fault.
    #[error("an account could not be deleted")]
    Store(#[from] StoreError),
}
from_db!(LeaveError);

impl From<PersonError> for LeaveError {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::LastOwner => Self::LastOwner,
            PersonError::Store(error) => Self::Store(error),
            // Nobody decides about themselves but they: there is somebody, and they may.
            PersonError::Missing | PersonError::Forbidden | PersonError::Own => {
                Self::Store(StoreError::corrupt("an account that can't leave"))
            }
        }
    }
}

impl Store {
    /// Begins the week after which the actor's account is deleted: other sessions end, and what they wait for is called
    /// off. `proof` is their second factor, which whoever has one must show. Again changes nothing. `link` is where they
    /// can take it back.
    ///
    /// # Errors
    /// [`LeaveError`]; nothing is changed then.
    pub async fn leave_request(
        &self,
        actor: &Actor,
        (verified_hash, proof): (String, Option<Proof>),
        (keep, link): (SessionId, String),
        now: Timestamp,
    ) -> Result<(), LeaveError> {
        let who = actor.user_id;
        self.db
            .write(tx!(|tx, verified_hash, proof, link| {
                let id = who.to_string();
                let owners = person::owners_in_tx(tx).await?;
                user::lock_in_tx(tx, &id).await?;
                second_factor::shown_in_tx(tx, &id, (&verified_hash, proof.as_ref()), now).await?;
                let told = (MailKind::Leaving, vec![("link", link.clone())]);
                ask_in_tx(tx, (who, &owners), told, now).await?;
                session::end_others_in_tx(tx, who, Some(keep)).await?;
                Ok(())
            }))
            .await
    }

    /// The actor keeps their account after all. False when it wasn't going to be deleted, or it is too late.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave_cancel(&self, actor: &Actor, now: Timestamp) -> Result<bool, StoreError> {
        let id = actor.user_id.to_string();
        self.db.write(tx!(|tx, id| { keep_in_tx(tx, &id, now).await })).await
    }

    /// Begins the same week for somebody else, who reads the reason in a mail and may still keep the account, unless
    /// they are suspended. Again changes nothing.
    ///
    /// # Errors
    /// [`PersonError`]; nothing is changed then.
    pub async fn person_leave(
        &self,
        actor: &Actor,
        id: UserId,
        (reason, link): (String, String),
        now: Timestamp,
    ) -> Result<(), PersonError> {
        let by = *actor;
        // About oneself is decided in the settings, by what shows that it is oneself.
        if by.user_id == id || !by.may(Permission::Roles) {
            return Err(PersonError::Forbidden);
        }
        self.db
            .write(tx!(|tx, reason, link| {
                let key = id.to_string();
                let owners = person::owners_in_tx(tx).await?;
                person::lock_in_tx(tx, &key).await?;
                let told = (MailKind::LeavingByStudio, vec![("reason", reason.clone()), ("link", link)]);
                if !ask_in_tx(tx, (id, &owners), told, now).await? {
                    return Ok(());
                }
                let change = (key.as_str(), "active".to_owned(), "leaving".to_owned());
                Ok(audit::decided_in_tx(tx, by.user_id, ("user.leave", &reason), change, now).await?)
            }))
            .await
    }

    /// An administrator keeps somebody's account. Again changes nothing.
    ///
    /// # Errors
    /// [`PersonError`]; nothing is changed then.
    pub async fn person_keep(
        &self,
        actor: &Actor,
        id: UserId,
        reason: String,
        now: Timestamp,
    ) -> Result<(), PersonError> {
        let by = *actor;
        if !by.may(Permission::Roles) {
            return Err(PersonError::Forbidden);
        }
        self.db
            .write(tx!(|tx, reason| {
                let key = id.to_string();
                person::lock_in_tx(tx, &key).await?;
                if !keep_in_tx(tx, &key, now).await? {
                    return Ok(());
                }
                let change = (key.as_str(), "leaving".to_owned(), "active".to_owned());
                Ok(audit::decided_in_tx(tx, by.user_id, ("user.keep", &reason), change, now).await?)
            }))
            .await
    }

    /// Deletes the accounts whose week is over, and their bytes. One that a worker still has something of in hand, or whose
    /// plan a gateway would go on with, waits for the next time. Returns how many are gone.
    ///
    /// # Errors
    /// When the database or the blobs fail; what is left is gone through again next time.
    pub async fn accounts_delete(&self, now: Timestamp) -> Result<usize, StoreError> {
        let due: Vec<(String,)> =
            self.db.read(tx!(|tx| { Ok::<_, StoreError>(tx.all(DUE, args![now.0]).await?) })).await?;
        let mut gone = 0;
        for (id,) in due {
            let id = id.parse().map_err(StoreError::corrupt)?;
            gone += usize::from(self.account_delete(id, now).await?);
        }
        if gone > 0 {
            self.db
                .write(tx!(|tx| {
                    tx.exec(MERGE_WORDS, &[]).await?;
                    Ok::<_, StoreError>(tx.exec(MERGE_SHOWN_WORDS, &[]).await.map(|_| ())?)
                }))
                .await?;
            while self.blobs_bury().await? > 0 {}
        }
        Ok(gone)
    }

    /// Pictures go some at a time, so that nobody else waits long; the rest goes at once, with the name.
    async fn account_delete(&self, id: UserId, now: Timestamp) -> Result<bool, StoreError> {
        let called_off = self
            .db
            .write(tx!(|tx| {
                session::end_others_in_tx(tx, id, None).await?;
                person::call_off_in_tx(tx, id, now).await?;
                is_free_in_tx(tx, &id.to_string(), now).await
            }))
            .await?;
        if !called_off {
            return Ok(false);
        }
        loop {
            let left = self
                .db
                .write(tx!(|tx| {
                    let page: Vec<(String,)> = tx.all(ASSETS, args![id.to_string()]).await?;
                    let keys = sql::keys(page.iter().map(|(id,)| id))?;
                    batch::delete_in_tx(tx, id, &keys, now).await?;
                    Ok::<_, StoreError>(page.len())
                }))
                .await?;
            if left == 0 {
                break;
            }
        }
        self.db.write(tx!(|tx| { forget_in_tx(tx, id, now).await })).await
    }
}

/// False when it was asked for before.
async fn ask_in_tx(
    tx: &mut Tx<'_>,
    (who, owners): (UserId, &[String]),
    (template, mut params): (MailKind, Vec<(&'static str, String)>),
    now: Timestamp,
) -> Result<bool, PersonError> {
    let (id, until) = (who.to_string(), now.plus_ms(WAITS_MS));
    if owners.iter().all(|owner| *owner == id) && owners.contains(&id) {
        return Err(PersonError::LastOwner);
    }
    if tx.exec(ASK, args![id.as_str(), until.0]).await? == 0 {
        return Ok(false);
    }
    user::spoil_resets_in_tx(tx, &id, now).await?;
    person::call_off_in_tx(tx, who, now).await?;
    let user = user::by_id_in_tx(tx, &id).await?;
    params.extend([("name", user.name.clone()), ("until", plan::day(until))]);
    email::mail_in_tx(tx, &user, (user.email.clone(), template, params), now).await?;
    sql::wake_user(tx, who).await?;
    Ok(true)
}

async fn keep_in_tx(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    if tx.exec(KEEP, args![id, now.0]).await? == 0 {
        return Ok(false);
    }
    let user = user::by_id_in_tx(tx, id).await?;
    let params = vec![("name", user.name.clone())];
    email::mail_in_tx(tx, &user, (user.email.clone(), MailKind::Kept, params), now).await?;
    sql::wake_user(tx, user.id).await?;
    Ok(true)
}

/// Whether its week is over, nobody works for it, and no gateway goes on with its plan.
async fn is_free_in_tx(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<bool, StoreError> {
    let (due,): (i64,) = tx.one(IS_DUE, args![id, now.0]).await?;
    let (busy,): (i64,) = tx.one(BUSY, args![id]).await?;
    let (renews,): (i64,) = tx.one(RENEWS, args![id]).await?;
    if due == 1 && renews > 0 {
        tracing::warn!(
            user = id,
            "an account is not deleted yet: its plan still renews, end it at the gateway"
        );
    }
    Ok(due == 1 && busy == 0 && renews == 0)
}

/// False when somebody works for it by now.
async fn forget_in_tx(tx: &mut Tx<'_>, who: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let id = who.to_string();
    user::lock_in_tx(tx, &id).await?;
    if !is_free_in_tx(tx, &id, now).await? {
        return Ok(false);
    }
    let mut wallet = wallet_lock_in_tx(tx, who).await?;
    if let Some(live) = subscription::live_in_tx(tx, who).await? {
        subscription::end_in_tx(tx, &mut wallet, &live, now).await?;
    }
    let rest = wallet.wallet.available;
    if rest.total() > 0 {
        let why = Why::of(Reason::AccountDeleted);
        entry_in_tx(tx, who, &mut wallet, (EntryKind::Lapse, rest), why, now).await?;
    }
    words_in_tx(tx, &id).await?;
    tx.exec(DOOM, args![id.as_str(), now.0]).await?;
    for text in ALL {
        tx.exec(text, args![id.as_str()]).await?;
    }
    session::end_others_in_tx(tx, who, None).await?;
    let user = user::by_id_in_tx(tx, &id).await?;
    welcome_gone_in_tx(tx, &user).await?;
    tx.exec(FORGET, args![id.as_str(), now.0]).await?;
    let line = audit::Line {
        actor: None,
        action: "user.deleted",
        subject: &id,
        reason: "the week was over",
        before: Some(user.role.as_str().to_owned()),
        after: Some(Role::User.as_str().to_owned()),
    };
    audit::record_in_tx(tx, line, now).await?;
    let params = vec![("name", user.name.clone())];
    email::mail_in_tx(tx, &user, (user.email.clone(), MailKind::Deleted, params), now).await?;
    Ok(true)
}

/// What was asked for stays as far as money hangs on it: model, size, count; every word and picture of it goes.
async fn words_in_tx(tx: &mut Tx<'_>, id: &str) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let page: Vec<(String, String)> = tx.all(SPECS, args![id, after.as_str()]).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after.clone_from(last);
        for (generation, spec) in page {
            let spec: Spec = serde_json::from_str(&spec).map_err(StoreError::corrupt)?;
            let spec = sql::to_json(&spec.without_words())?;
            tx.exec(FORGET_WORDS, args![generation, spec]).await?;
        }
    }
}
