//! A payer's word that they paid: the bank's number of it, a note, a picture of the receipt. Nothing is given for it;
//! administrators who see the money decide, and hear that somebody waits.

use crate::{
    Payment, PaymentError, Till,
    payment::{changed_in_tx, lock_in_tx, mail_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, AssetId, Language, MailId, MailKind, PaymentId, PaymentState, PaymentStep, Timestamp, UserId, Utr,
};
use easel_store::{
    StoreError, audit,
    mail::{NewMail, mail_queue_in_tx},
    sql::{self, parsed, word},
};

texts! {
    TAKE_UTR = "insert into payment_utr (utr, payment_id) values ($1, $2) on conflict (utr) do nothing";
    DROP_UTR = "delete from payment_utr where payment_id = $1 and not exists (select 1 from payment_approval a where a.payment_id = $1)";
    CLAIM = "update payment set state = $2, utr = $3, note = $4, screenshot_id = $5, claimed_at = $6, changed_at = $6
             where id = $1 and state = 'created'";
    /// How long it has waited stays as it is.
    CORRECT = "update payment set utr = $2, note = $3, screenshot_id = $4 where id = $1 and state = 'pending'";
    OWN_PICTURE = "select id from asset where id = $1 and owner_id = $2 and trashed_at is null";
    /// Who has just begun to wait, and whether anybody else does.
    OTHERS = "select count(*) from payment where state = 'pending' and approvals_needed > 0 and id <> $1";
    ADMINS = "select id, email, name, language from user_account where role in ('owner', 'finance') and suspended_at is null order by created_at, id limit 20";
}

/// What a payer says of their payment.
#[derive(Clone, Debug, Default)]
pub struct PaymentClaim {
    /// The bank's number of it, as it was typed.
    pub utr: String,
    /// Anything that helps to find it.
    pub note: Option<String>,
    /// A picture of theirs that shows it.
    pub screenshot: Option<AssetId>,
    /// Where administrators decide, for their mail.
    pub link: String,
}

struct Admin {
    id: UserId,
    email: String,
    name: String,
    language: Language,
}

impl FromRow for Admin {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, email, name) = (parsed(row)?, row.next()?, row.next()?);
        Ok(Self { id, email, name, language: word(row, |w| Language::parse(w).ok())? })
    }
}

impl Till {
    /// Says by which number the bank knows the payment. The same number again changes nothing; another one corrects it
    /// as long as nobody has confirmed it. No number is ever taken twice, whoever says it.
    ///
    /// # Errors
    /// [`PaymentError`]; nothing is changed then.
    pub async fn payment_claim(
        &self,
        actor: &Actor,
        id: PaymentId,
        claim: PaymentClaim,
        now: Timestamp,
    ) -> Result<Payment, PaymentError> {
        let owner = actor.user_id;
        self.db
            .write(tx!(|tx, claim| {
                let payment = lock_in_tx(tx, id, Some(owner)).await?;
                // What a gateway knows by itself nobody says.
                if !payment.gateway.is_by_hand() {
                    return Err(PaymentError::MovedOn);
                }
                let utr = Utr::parse(payment.gateway, &claim.utr)?;
                let key = id.to_string();
                let screenshot = claim.screenshot.map(|id| id.to_string());
                if let Some(screenshot) = &screenshot {
                    let row = args![screenshot.as_str(), owner.to_string()];
                    let found: Option<(String,)> = tx.optional(OWN_PICTURE, row).await?;
                    found.ok_or(PaymentError::Screenshot)?;
                }
                let said = (utr.as_str(), claim.note.as_deref(), screenshot.as_deref());
                match payment.state.after(PaymentStep::Claim) {
                    Some(next) => {
                        take_in_tx(tx, &utr, &key).await?;
                        let row = args![key.as_str(), next.as_str(), said.0, said.1, said.2, now.0];
                        tx.exec(CLAIM, row).await?;
                        tell_in_tx(tx, &payment, &claim.link, now).await?;
                        let params = vec![("link", format!("/payments/{key}"))];
                        mail_in_tx(tx, &payment, (MailKind::PaymentReceived, params), now).await?;
                    }
                    None if payment.state == PaymentState::Pending => {
                        if !correct_in_tx(tx, &payment, &utr, now).await? {
                            return Err(PaymentError::MovedOn);
                        }
                        tx.exec(CORRECT, args![key.as_str(), said.0, said.1, said.2]).await?;
                    }
                    None if payment.utr.as_deref() == Some(utr.as_str()) => return Ok(payment),
                    None => return Err(PaymentError::MovedOn),
                }
                changed_in_tx(tx, id).await
            }))
            .await
    }
}

async fn take_in_tx(tx: &mut Tx<'_>, utr: &Utr, payment: &str) -> Result<(), PaymentError> {
    let taken = tx.exec(TAKE_UTR, args![utr.as_str(), payment]).await?;
    if taken == 0 { Err(PaymentError::UtrTaken) } else { Ok(()) }
}

/// Puts another number in the place of the one that was said. False when somebody confirmed that one.
async fn correct_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    utr: &Utr,
    now: Timestamp,
) -> Result<bool, PaymentError> {
    if payment.utr.as_deref() == Some(utr.as_str()) {
        return Ok(true);
    }
    let key = payment.id.to_string();
    if tx.exec(DROP_UTR, args![key.as_str()]).await? == 0 {
        return Ok(false);
    }
    take_in_tx(tx, utr, &key).await?;
    let line = audit::Line {
        actor: Some(payment.owner),
        action: "payment.correct",
        subject: &key,
        reason: "",
        before: payment.utr.clone(),
        after: Some(utr.as_str().to_owned()),
    };
    audit::record_in_tx(tx, line, now).await?;
    Ok(true)
}

/// Administrators hear of the first that waits: who looks finds the others.
async fn tell_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    link: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (others,): (i64,) = tx.one(OTHERS, args![payment.id.to_string()]).await?;
    if others > 0 {
        return Ok(());
    }
    let admins: Vec<Admin> = tx.all(ADMINS, &[]).await?;
    for admin in admins {
        let mail = NewMail {
            id: MailId(sql::new_id(now)),
            owner: admin.id,
            to: admin.email,
            language: admin.language,
            template: MailKind::PaymentWaiting,
            params: vec![
                ("name", admin.name),
                ("amount", payment.amount.to_string()),
                ("reference", payment.reference.clone()),
                ("link", link.to_owned()),
            ],
        };
        mail_queue_in_tx(tx, mail, now).await?;
    }
    Ok(())
}
