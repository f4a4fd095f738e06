//! Receipts and credit notes: written in the transaction that moves the money, numbered without gaps, never changed.

use crate::Till;
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Gateway, Money, PaymentId, Timestamp, UserId,
    model::Words,
    receipt::{self, Buyer, Receipt, ReceiptKind, ReceiptTerms, taxes_in},
};
use easel_store::{
    StoreError,
    sql::{json, moment, parsed, parsed_or_null, to_json},
};

macro_rules! select_receipt {
    ($rest:literal) => {
        concat!("select r.no, r.owner_id, r.payment_id, r.issued_at, r.document from receipt r ", $rest)
    };
}

texts! {
    TERMS = "select terms from receipt_terms where id = 1";
    DROP_TERMS = "delete from receipt_terms";
    KEEP_TERMS = "insert into receipt_terms (id, terms) values (1, $1)";
    WRITTEN = "select number from receipt where source = $1";
    NEXT_NO = "update receipt_counter set last_no = last_no + 1 where id = 1 returning last_no";
    INSERT = "insert into receipt (no, number, kind, owner_id, gateway, currency, gross_minor, net_minor, credits, document, issued_at,
                payment_id, source)
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    OWN = select_receipt!("where r.no = $1 and r.owner_id = $2");
    ANY = select_receipt!("where r.no = $1");
    LIST = select_receipt!("where r.owner_id = $1 and r.no < $2 order by r.no desc limit $3");
    OF_PAYMENT = select_receipt!("where r.owner_id = $1 and r.payment_id = $2 and r.no < $3 order by r.no desc limit $4");
    BOOK = select_receipt!("where r.no > $1 and r.issued_at >= $2 and r.issued_at < $3 order by r.no limit $4");
}

/// A receipt with its place among all of the studio's.
#[derive(Clone, Debug)]
pub struct IssuedReceipt {
    /// Its number in the studio, from 1 without gaps.
    pub no: i64,
    /// Whose.
    pub owner: UserId,
    /// The payment it is of, where it is of one.
    pub payment: Option<PaymentId>,
    /// When it was written.
    pub issued_at: Timestamp,
    /// What it says.
    pub receipt: Receipt,
}

impl FromRow for IssuedReceipt {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self {
            no: row.next()?,
            owner: parsed(row)?,
            payment: parsed_or_null(row)?,
            issued_at: moment(row)?,
            receipt: json(row)?,
        })
    }
}

/// What a receipt is written of.
pub(crate) struct NewReceipt<'a> {
    pub(crate) kind: ReceiptKind,
    pub(crate) owner: UserId,
    pub(crate) buyer: Buyer,
    pub(crate) label: &'a Words,
    pub(crate) credits: i64,
    pub(crate) amount: Money,
    pub(crate) reference: &'a str,
    pub(crate) gateway: Gateway,
    pub(crate) paid_by: Option<&'a str>,
    pub(crate) payment: Option<PaymentId>,
    /// What it is of, for ever: the payment's, the refund's or the gateway's invoice's id.
    pub(crate) source: &'a str,
    /// For a credit note: what it takes back.
    pub(crate) corrects: Option<&'a str>,
}

/// Writes a receipt down. The same source a second time is the database's to refuse.
pub(crate) async fn receipt_issue_in_tx(
    tx: &mut Tx<'_>,
    new: NewReceipt<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let terms: Option<(String,)> = tx.optional(TERMS, &[]).await?;
    let terms: Option<ReceiptTerms> =
        terms.map(|(text,)| serde_json::from_str(&text).map_err(StoreError::corrupt)).transpose()?;
    let corrects: Option<(String,)> = match new.corrects {
        Some(source) => tx.optional(WRITTEN, args![source]).await?,
        None => None,
    };
    let (no,): (i64,) = tx.one(NEXT_NO, &[]).await?;
    let prefix = terms.as_ref().map_or("", |terms| terms.prefix.as_str());
    let rates = terms.as_ref().map_or(&[][..], |terms| &terms.taxes);
    let (net_minor, taxes) = taxes_in(new.amount, rates);
    let receipt = Receipt {
        number: receipt::number(prefix, no),
        kind: new.kind,
        issued_at: now,
        buyer: new.buyer,
        label: new.label.clone(),
        credits: new.credits,
        gross_minor: new.amount.minor(),
        net_minor,
        taxes,
        currency: new.amount.currency(),
        reference: new.reference.to_owned(),
        gateway: new.gateway,
        paid_by: new.paid_by.map(str::to_owned),
        corrects: corrects.map(|(number,)| number),
        note: terms.as_ref().map(|terms| terms.note.clone()).unwrap_or_default(),
        seller: terms.map(|terms| terms.seller),
    };
    let row = args![
        no,
        receipt.number.as_str(),
        receipt.kind.as_str(),
        new.owner.to_string(),
        new.gateway.as_str(),
        receipt.currency.code(),
        receipt.gross_minor,
        net_minor,
        receipt.credits,
        to_json(&receipt)?,
        now.0,
        new.payment.map(|id| id.to_string()),
        new.source
    ];
    tx.exec(INSERT, row).await?;
    Ok(())
}

/// What is printed from now on.
pub(crate) async fn receipt_terms_apply_in_tx(
    tx: &mut Tx<'_>,
    terms: Option<&ReceiptTerms>,
) -> Result<(), StoreError> {
    tx.exec(DROP_TERMS, &[]).await?;
    if let Some(terms) = terms {
        tx.exec(KEEP_TERMS, args![to_json(terms)?]).await?;
    }
    Ok(())
}

impl Till {
    /// One of the actor's receipts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipt_get(&self, actor: &Actor, no: i64) -> Result<Option<IssuedReceipt>, StoreError> {
        let owner = actor.user_id.to_string();
        self.db.read(tx!(|tx, owner| { Ok(tx.optional(OWN, args![no, owner]).await?) })).await
    }

    /// Anybody's receipt, for administrators.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipt_find(&self, no: i64) -> Result<Option<IssuedReceipt>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.optional(ANY, args![no]).await?) })).await
    }

    /// The actor's receipts and credit notes, the last first, below number `before`; of one payment where it is named.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipt_list(
        &self,
        actor: &Actor,
        payment: Option<PaymentId>,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<IssuedReceipt>, StoreError> {
        let (owner, before) = (actor.user_id.to_string(), before.unwrap_or(i64::MAX));
        self.db
            .read(tx!(|tx, owner| {
                Ok(match payment {
                    Some(payment) => {
                        tx.all(OF_PAYMENT, args![owner, payment.to_string(), before, limit]).await?
                    }
                    None => tx.all(LIST, args![owner, before, limit]).await?,
                })
            }))
            .await
    }

    /// The studio's receipts of a span of time in their order, above number `after`: for its accounts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn receipt_book(
        &self,
        (from, until): (Timestamp, Timestamp),
        after: i64,
        limit: u32,
    ) -> Result<Vec<IssuedReceipt>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(BOOK, args![after, from.0, until.0, limit]).await?) })).await
    }
}
