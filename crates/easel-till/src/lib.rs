//! Payments: what is on sale is ordered, paid, given for and, where it must be, taken back.
//!
//! **Knows** packs and the price book, payments and how administrators decide them, a gateway's pages, bills, events,
//! refunds and disputes, redeem codes, receipts and the figures of it all. Each state change is one function here and one
//! transaction; what it moves in a wallet it moves by the ledger's own steps, which `easel-store` keeps.
//!
//! **Never knows** HTTP, how a gateway is asked, or anything of pictures. `now` is always an argument.

mod approval;
mod billing;
mod checkout;
mod claim;
mod credit;
mod dispute;
mod figures;
mod gateway_event;
mod pack;
mod payment;
mod receipt;
mod redeem;
mod refund;

use easel_db::{Db, DbError};
use easel_domain::Timestamp;
use easel_store::{Store, StoreError};

pub use approval::{Approval, Decided};
pub use billing::{BillingLook, Billings};
pub use checkout::{CheckoutLook, Looked, MailWords, NewPage};
pub use claim::PaymentClaim;
pub use credit::{CreditChange, CreditChangeError, CreditChanged};
pub use figures::{DayFigure, Figures, ModelFigure};
pub use pack::Pack;
pub use payment::{NewPayment, Payment, PaymentError, PaymentMail};
pub use receipt::IssuedReceipt;
pub use redeem::{NewRedeemBatch, RedeemBatch, RedeemError};
pub use refund::{NewRefund, QueuedRefund, Refund, RefundError, RefundToSend};

/// Where a studio takes money. Cheap to clone; every clone is the same till.
#[derive(Clone)]
pub struct Till {
    db: Db,
}

impl Till {
    /// The till of a studio.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self { db: store.db().clone() }
    }

    /// Forgets what gateways told long ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep(&self, now: Timestamp) -> Result<(), StoreError> {
        self.db.write(easel_db::tx!(|tx| { Ok(gateway_event::sweep_in_tx(tx, now).await?) })).await
    }

    /// Prepares every SQL text there is here on this database.
    ///
    /// # Errors
    /// The texts that can't be prepared, each with its reason.
    pub async fn prepare_all(&self) -> Result<usize, Vec<(&'static str, DbError)>> {
        let texts = [
            approval::TEXTS,
            billing::TEXTS,
            checkout::TEXTS,
            claim::TEXTS,
            credit::TEXTS,
            dispute::TEXTS,
            figures::TEXTS,
            gateway_event::TEXTS,
            pack::TEXTS,
            payment::TEXTS,
            receipt::TEXTS,
            redeem::TEXTS,
            refund::TEXTS,
        ]
        .concat();
        self.db.prepare_all(&texts).await.map(|()| texts.len())
    }
}
