//! Disputes: a payer's bank takes the money back, and the credits go with it: what is there at once, what was spent as a
//! debt. While one is not decided, or something is owed, nothing can be spent. What is won is given back.

use crate::{
    Payment,
    checkout::MailWords,
    payment::{bought_in_tx, mail_in_tx},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts};
use easel_domain::{
    EntryKind, MailKind, PaymentId, Reason, Timestamp,
    checkout::{DisputeState, SeenDispute, from_gateway},
    payment::Ordered,
};
use easel_store::{
    StoreError,
    sql::word,
    wallet::{WalletRow, Why, disputes_set_in_tx, entry_in_tx},
};

texts! {
    OF = "select id, state, taken from dispute where payment_id = $1";
    INSERT = "insert into dispute (id, payment_id, state, taken, opened_at, changed_at) values ($1, $2, $3, $4, $5, $5)";
    CHANGE = "update dispute set state = $2, taken = $3, changed_at = $4 where id = $1";
    LASTS = "select count(*) from dispute where payment_id = $1 and state in ('open', 'lost')";
}

struct Known {
    id: String,
    state: DisputeState,
    taken: i64,
}

impl FromRow for Known {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        Ok(Self { id: row.next()?, state: word(row, DisputeState::parse)?, taken: row.next()? })
    }
}

/// Credits that disputes of this payment hold back.
pub(crate) async fn taken_in_tx(tx: &mut Tx<'_>, payment: PaymentId) -> Result<i64, DbError> {
    let known: Vec<Known> = tx.all(OF, args![payment.to_string()]).await?;
    Ok(known.iter().filter(|known| known.state.takes()).map(|known| known.taken).sum())
}

/// Whether one is not decided, or was lost.
pub(crate) async fn lasts_in_tx(tx: &mut Tx<'_>, payment: PaymentId) -> Result<bool, DbError> {
    let (count,): (i64,) = tx.one(LASTS, args![payment.to_string()]).await?;
    Ok(count > 0)
}

/// Brings the disputes of a paid payment to what the gateway says. Payment and wallet are under lock.
pub(crate) async fn seen_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    wallet: &mut WalletRow,
    (seen, words): (&[SeenDispute], &MailWords),
    now: Timestamp,
) -> Result<(), StoreError> {
    for seen in seen {
        let known: Vec<Known> = tx.all(OF, args![payment.id.to_string()]).await?;
        let before = known.iter().find(|known| known.id == seen.id);
        let state = before.map(|before| before.state);
        if state == Some(seen.state) {
            continue;
        }
        let held_back: i64 = known.iter().filter(|known| known.state.takes()).map(|known| known.taken).sum();
        let took = before.filter(|before| before.state.takes()).map_or(0, |before| before.taken);
        let taken = if !seen.state.takes() {
            let back = (EntryKind::Restore, Reason::DisputeWon, took);
            bought_in_tx(tx, payment, wallet, back, None, now).await?;
            0
        } else if state.is_some_and(DisputeState::takes) {
            took
        } else {
            let taken = due(payment, seen, held_back);
            take_in_tx(tx, payment, wallet, taken, now).await?;
            taken
        };
        let row = args![seen.id.as_str(), seen.state.as_str(), taken, now.0];
        match before {
            Some(_) => tx.exec(CHANGE, row).await?,
            None => {
                let (id, payment) = (seen.id.as_str(), payment.id.to_string());
                tx.exec(INSERT, args![id, payment, seen.state.as_str(), taken, now.0]).await?
            }
        };
        let is_open = |state| i64::from(state == DisputeState::Open);
        let open = wallet.wallet.disputes + is_open(seen.state) - state.map_or(0, is_open);
        disputes_set_in_tx(tx, payment.owner, wallet, open).await?;
        if seen.state == DisputeState::Open {
            let params = vec![("link", format!("{}/wallet", words.base_url))];
            mail_in_tx(tx, payment, (MailKind::PaymentDisputed, params), now).await?;
        }
        tracing::warn!(payment = %payment.id, state = seen.state.as_str(), "a payment is disputed");
    }
    Ok(())
}

/// What a dispute takes back: the share of what it is about, and no more than is left of what the payment gave.
fn due(payment: &Payment, seen: &SeenDispute, held_back: i64) -> i64 {
    if matches!(payment.what, Ordered::Plan(_)) {
        // A plan's credits lapse by themselves; meanwhile nothing can be spent.
        return 0;
    }
    let (balance, currency) = (payment.balance(), payment.amount.currency());
    let left = balance.credits - balance.taken - held_back;
    let share = seen.amount.map_or(left, |units| balance.credits_for(from_gateway(units, currency)));
    share.min(left).max(0)
}

async fn take_in_tx(
    tx: &mut Tx<'_>,
    payment: &Payment,
    wallet: &mut WalletRow,
    credits: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let key = payment.id.to_string();
    let (there, owed) = wallet.wallet.dispute(credits);
    for (kind, reason, amount) in
        [(EntryKind::Dispute, Reason::Dispute, there), (EntryKind::Owe, Reason::Owed, owed)]
    {
        if amount.total() > 0 {
            let why = Why { payment: Some(&key), ..Why::of(reason) };
            entry_in_tx(tx, payment.owner, wallet, (kind, amount), why, now).await?;
        }
    }
    Ok(())
}
