//! Credits an administrator gives or takes by hand.

use crate::Till;
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{
    Actor, Buckets, CreditChangeId, Credits, EmailAddress, EntryKind, NoticeKind, Permission, Reason,
    Timestamp, UserId,
};
use easel_store::{
    StoreError, audit, from_db,
    notice::{NewNotice, notice_put_in_tx},
    sql::{self, parsed},
    wallet::{self, Why},
};
use thiserror::Error;

texts! {
    PERSON = "select id, email from user_account where email_key = $1";
    THERE = "select user_id, credits, reason, made_by from credit_change where id = $1";
    INSERT = "insert into credit_change (id, user_id, credits, reason, made_by, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
}

/// Most credits by hand at once.
const CREDITS_MAX: i64 = 1_000_000_000;

/// Credits to be given, or taken back where they are below zero.
#[derive(Clone, Debug)]
pub struct CreditChange {
    /// The same one again changes nothing more.
    pub id: CreditChangeId,
    /// Whose wallet.
    pub email: EmailAddress,
    /// How many.
    pub credits: i64,
    /// Why, for the log.
    pub reason: String,
}

/// A wallet after credits were given or taken.
#[derive(Clone, Debug)]
pub struct CreditChanged {
    /// As the person's account writes it.
    pub email: String,
    /// Free to spend before and after.
    pub available: (i64, i64),
}

/// Why nothing was given or taken.
#[derive(Debug, Error)]
pub enum CreditChangeError {
    /// None, or too many.
    #[error("no number of credits")]
    Credits,
    /// Nobody has this address.
    #[error("no such person")]
    Missing,
    /// The wallet has fewer than are to be taken.
    #[error("too few credits")]
    TooFew,
    /// The id was used for another change.
    #[error("the id is taken")]
    IdempotencyMismatch,
    /// Only administrators.
    #[error("not an administrator")]
    Forbidden,
    /// The house's fault.
    #[error("changing credits failed")]
    Store(#[from] StoreError),
}
from_db!(CreditChangeError);

struct Person(UserId, String);

impl FromRow for Person {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self(parsed(row)?, row.next()?))
    }
}

/// What is taken back, where it is there: what was given goes first, what was bought last.
fn taken(available: Buckets, credits: i64) -> Option<Buckets> {
    let bonus = available.bonus.min(credits);
    let plan = available.plan.min(credits - bonus);
    let bought = credits - bonus - plan;
    (bought <= available.bought).then_some(Buckets { plan, bonus, bought })
}

impl Till {
    /// Gives bonus credits to somebody, or takes credits back, on an administrator's word; written down in the same
    /// transaction.
    ///
    /// # Errors
    /// [`CreditChangeError`]; nothing is changed then.
    pub async fn credits_change(
        &self,
        actor: &Actor,
        change: CreditChange,
        now: Timestamp,
    ) -> Result<CreditChanged, CreditChangeError> {
        let (admin, role) = (actor.user_id, actor.role);
        if !role.may(Permission::Money) {
            return Err(CreditChangeError::Forbidden);
        }
        if change.credits == 0 || change.credits.unsigned_abs() > CREDITS_MAX.unsigned_abs() {
            return Err(CreditChangeError::Credits);
        }
        self.db
            .write(tx!(|tx, change| {
                let found: Option<Person> =
                    tx.optional(PERSON, args![change.email.sign_in_key().to_owned()]).await?;
                let Person(user, email) = found.ok_or(CreditChangeError::Missing)?;
                let mut wallet = wallet::wallet_lock_in_tx(tx, user).await?;
                let before = wallet.wallet.available.total();
                let (id, key) = (change.id.to_string(), user.to_string());
                let row = args![
                    id.as_str(),
                    key.as_str(),
                    change.credits,
                    change.reason.as_str(),
                    admin.to_string(),
                    now.0
                ];
                if tx.exec(INSERT, row).await? == 0 {
                    let there: (String, i64, String, String) = tx.one(THERE, args![id]).await?;
                    let same = there == (key, change.credits, change.reason.clone(), admin.to_string());
                    let changed = CreditChanged { email, available: (before, before) };
                    return if same { Ok(changed) } else { Err(CreditChangeError::IdempotencyMismatch) };
                }
                let entry = match Credits::new(change.credits) {
                    Some(credits) => (EntryKind::Grant, Buckets::bonus(credits), Reason::Gift),
                    None => {
                        let taken = taken(wallet.wallet.available, -change.credits);
                        let taken = taken.ok_or(CreditChangeError::TooFew)?;
                        (EntryKind::Adjustment, taken, Reason::TakenBack)
                    }
                };
                let (kind, amount, reason) = entry;
                let why = Why { actor: Some(admin), ..Why::of(reason) };
                wallet::entry_in_tx(tx, user, &mut wallet, (kind, amount), why, now).await?;
                let told =
                    if change.credits > 0 { NoticeKind::CreditsGranted } else { NoticeKind::CreditsTaken };
                let about = NewNotice { credits: Some(change.credits.abs()), ..NewNotice::of(user, told) };
                notice_put_in_tx(tx, about, now).await?;
                sql::wake_user(tx, user).await?;
                let after = wallet.wallet.available.total();
                let line = audit::Line {
                    actor: Some(admin),
                    action: "credits.change",
                    subject: &key,
                    reason: &change.reason,
                    before: Some(before.to_string()),
                    after: Some(after.to_string()),
                };
                audit::record_in_tx(tx, line, now).await?;
                Ok(CreditChanged { email, available: (before, after) })
            }))
            .await
    }
}
