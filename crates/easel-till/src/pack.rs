//! The price book's rows: what is on sale, and what was. A pack is archived, never edited.

use crate::{Till, receipt::receipt_terms_apply_in_tx};
use easel_db::{DbError, FromRow, Row, args, texts, tx};
use easel_domain::{Credits, Currency, Money, PackId, PackOffer, PriceBook, Timestamp, model::Words};
use easel_store::{
    StoreError, plan,
    sql::{self, json, money, parsed, to_json},
};

texts! {
    LIVE = "select id, name, label, credits, amount_minor, currency from pack where archived_at is null order by position, id";
    /// Whoever else reads a price book at the same time waits: both must see what the other made.
    LOCK = "select name from pack where archived_at is null order by name /*pg: for update*/";
    INSERT = "insert into pack (id, name, label, credits, amount_minor, currency, position, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
              on conflict (name) where archived_at is null do nothing";
    ARCHIVE = "update pack set archived_at = $2 where id = $1 and archived_at is null";
    MOVE = "update pack set position = $2 where id = $1 and position <> $2";
}

/// Credits for sale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its id; another price is another pack.
    pub id: PackId,
    /// The operator's word for it.
    pub name: String,
    /// What people read.
    pub label: Words,
    /// How many credits.
    pub credits: i64,
    /// What it costs.
    pub amount: Money,
}

impl FromRow for Pack {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, name, label, credits) = (parsed(row)?, row.next()?, json(row)?, row.next()?);
        Ok(Self { id, name, label, credits, amount: money(row)? })
    }
}

impl Pack {
    fn is(&self, offer: &PackOffer, currency: Currency) -> bool {
        self.name == offer.id
            && self.label == offer.label
            && Credits::new(self.credits) == Some(offer.credits)
            && (self.amount.minor(), self.amount.currency()) == (offer.amount_minor, currency)
    }
}

impl Till {
    /// Makes this what is sold: what is no longer in the book, or is there otherwise, is archived; what is new follows
    /// it. Plans likewise. Without a book nothing is sold, and everybody may do everything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn price_book_apply(&self, book: Option<&PriceBook>, now: Timestamp) -> Result<(), StoreError> {
        let offers: Vec<(PackOffer, Currency)> = book
            .iter()
            .flat_map(|book| book.packs.iter().map(|offer| (offer.clone(), book.currency)))
            .collect();
        let plans = plan::Offered::of(book);
        let receipts = book.and_then(|book| book.receipts.clone());
        self.db
            .write(tx!(|tx, offers, plans, receipts| {
                tx.all::<(String,)>(LOCK, &[]).await?;
                let live: Vec<Pack> = tx.all(LIVE, &[]).await?;
                for pack in &live {
                    if !offers.iter().any(|(offer, currency)| pack.is(offer, *currency)) {
                        tx.exec(ARCHIVE, args![pack.id.to_string(), now.0]).await?;
                    }
                }
                for (position, (offer, currency)) in (0_i64..).zip(&offers) {
                    if let Some(pack) = live.iter().find(|pack| pack.is(offer, *currency)) {
                        tx.exec(MOVE, args![pack.id.to_string(), position]).await?;
                        continue;
                    }
                    let (id, label) = (sql::new_id(now).to_string(), to_json(&offer.label)?);
                    let (name, credits) = (offer.id.as_str(), offer.credits.get());
                    let row =
                        args![id, name, label, credits, offer.amount_minor, currency.code(), position, now.0];
                    tx.exec(INSERT, row).await?;
                }
                receipt_terms_apply_in_tx(tx, receipts.as_ref()).await?;
                plan::apply_in_tx(tx, &plans, now).await
            }))
            .await
    }

    /// What is sold, in the operator's order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pack_list(&self) -> Result<Vec<Pack>, StoreError> {
        self.db.read(tx!(|tx| { Ok(tx.all(LIVE, &[]).await?) })).await
    }
}
