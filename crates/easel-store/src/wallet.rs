//! Wallets, the ledger and holds. Nothing else writes `wallet`, `ledger_entry`, `hold` or `hold_resolution`.

use crate::{
    Store, StoreError,
    spending::{Spending, spending_in_tx},
    sql::{self, moment, parsed, parsed_or_null, word},
    subscription,
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{
    Actor, Buckets, Credits, EntryId, EntryKind, GenerationId, HoldId, Reason, Timestamp, UserId,
    ledger::{InsufficientCredits, Wallet, settle_hold},
};

/// What a [`WalletRow`] is read from, of a wallet called `w`.
macro_rules! wallet_columns {
    () => {
        "w.entry_no, w.plan_epoch, w.available_plan, w.available_bonus, w.available_bought, w.held_plan, w.held_bonus, w.held_bought, w.owed, w.disputes"
    };
}
pub(crate) use wallet_columns;

texts! {
    OPEN = "insert into wallet (user_id) values ($1)";
    READ = concat!("select ", wallet_columns!(), " from wallet w where w.user_id = $1");
    LOCK = concat!("select ", wallet_columns!(), " from wallet w where w.user_id = $1 /*pg: for update*/");
    /// Guarded by the entry number read before, so that a wallet never moves on from a state nobody saw.
    MOVE = "update wallet set entry_no = entry_no + 1, available_plan = $3, available_bonus = $4, available_bought = $5,
              held_plan = $6, held_bonus = $7, held_bought = $8, owed = $9
            where user_id = $1 and entry_no = $2";
    DISPUTES = "update wallet set disputes = $2 where user_id = $1";
    /// From now on the plan credits that are held belong to a cycle that is over.
    TURN = "update wallet set plan_epoch = plan_epoch + 1 where user_id = $1 and entry_no = $2 and plan_epoch = $3";
    INSERT_ENTRY = "insert into ledger_entry (id, user_id, entry_no, kind, from_account, to_account, plan, bonus, bought,
                      available_after, held_after, reason, hold_id, payment_id, actor_id, at, plan_epoch)
                    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    INSERT_HOLD = "insert into hold (id, user_id, plan, bonus, bought, placed_at, until, plan_epoch) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_RESOLUTION = "insert into hold_resolution (hold_id, outcome, captured, at) values ($1, $2, $3, $4)";
    ENTRIES = "select id, entry_no, at, kind, plan + bonus + bought, available_after, held_after, reason, hold_id, payment_id
               from ledger_entry where user_id = $1 and entry_no < $2 order by entry_no desc limit $3";
    ENTRIES_OF = "select id, entry_no, at, kind, plan + bonus + bought, available_after, held_after, reason, hold_id, payment_id
               from ledger_entry where user_id = $1 and entry_no < $2
                 and kind in (select e.key from json_each(cast($3 as text)/*pg:::json*/) e) order by entry_no desc limit $4";
}

/// One line of a person's wallet page.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its place in this wallet, from 1 without gaps.
    pub entry_no: i64,
    /// When.
    pub at: Timestamp,
    /// What it did.
    pub kind: EntryKind,
    /// Signed as the page shows it; see [`EntryKind::sign`].
    pub credits: i64,
    /// Free to spend after it.
    pub available_after: i64,
    /// Held after it.
    pub held_after: i64,
    /// Key of its sentence in the catalogues, under `entry.`.
    pub reason: String,
    /// What it was for.
    pub generation_id: Option<GenerationId>,
    /// What it was paid with.
    pub payment_id: Option<String>,
}

impl FromRow for Entry {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, entry_no, at) = (parsed(row)?, row.next()?, moment(row)?);
        let kind = word(row, EntryKind::parse)?;
        let amount: i64 = row.next()?;
        Ok(Self {
            id,
            entry_no,
            at,
            kind,
            credits: kind.sign() * amount,
            available_after: row.next()?,
            held_after: row.next()?,
            reason: row.next()?,
            generation_id: parsed_or_null(row)?,
            payment_id: row.next()?,
        })
    }
}

/// A wallet, and what else a person should know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalletNow {
    /// What is free and what is held.
    pub wallet: Wallet,
    /// When what is left of a plan's credits lapses; without a plan there are none.
    pub plan_lapses_at: Option<Timestamp>,
    /// What the person set for themselves.
    pub spending: Spending,
}

/// A wallet as it was read, with the entry number that guards its next move.
#[derive(Clone, Copy, Debug)]
pub struct WalletRow {
    /// How many entries it has had.
    pub entry_no: i64,
    /// How often its plan credits have lapsed.
    pub plan_epoch: i64,
    /// What it holds.
    pub wallet: Wallet,
}

impl FromRow for WalletRow {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (entry_no, plan_epoch) = (row.next()?, row.next()?);
        let (available, held) = (buckets(row)?, buckets(row)?);
        let wallet = Wallet { available, held, owed: row.next()?, disputes: row.next()? };
        Ok(Self { entry_no, plan_epoch, wallet })
    }
}

pub(crate) fn buckets(row: &mut Row) -> Result<Buckets, DbError> {
    Ok(Buckets { plan: row.next()?, bonus: row.next()?, bought: row.next()? })
}

/// Why an entry is made and what it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Why<'a> {
    /// The key of its sentence in the catalogues.
    pub reason: Reason,
    /// Which hold it belongs to.
    pub hold: Option<HoldId>,
    /// Which payment it belongs to.
    pub payment: Option<&'a str>,
    /// Who did it.
    pub actor: Option<UserId>,
}

impl Why<'_> {
    /// This reason and nothing it belongs to.
    #[must_use]
    pub fn of(reason: Reason) -> Self {
        Self { reason, hold: None, payment: None, actor: None }
    }
}

/// Writes one ledger entry and moves the wallet with it. `at` must be the wallet as read in this transaction under
/// its lock; it is brought forward, so that another entry can follow. Whatever comes to the bought credits of who owes
/// something pays it off at once. Answers the entry's id.
///
/// # Errors
/// When the database fails or a rule of the ledger would be broken.
pub async fn entry_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    at: &mut WalletRow,
    moved: (EntryKind, Buckets),
    why: Why<'_>,
    now: Timestamp,
) -> Result<EntryId, StoreError> {
    let id = one_entry_in_tx(tx, user, at, moved, why, now).await?;
    let due = at.wallet.repayable();
    if due.total() > 0 {
        one_entry_in_tx(tx, user, at, (EntryKind::Repay, due), Why::of(Reason::Repaid), now).await?;
    }
    Ok(id)
}

async fn one_entry_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    at: &mut WalletRow,
    (kind, amount): (EntryKind, Buckets),
    why: Why<'_>,
    now: Timestamp,
) -> Result<EntryId, StoreError> {
    let next = at.wallet.after(kind, amount);
    if !amount.is_whole() || !next.available.is_whole() || !next.held.is_whole() || next.owed < 0 {
        return Err(StoreError::Ledger("a bucket would go below zero"));
    }
    let (a, h, user) = (next.available, next.held, user.to_string());
    let moved = tx
        .exec(
            MOVE,
            args![
                user.as_str(),
                at.entry_no,
                a.plan,
                a.bonus,
                a.bought,
                h.plan,
                h.bonus,
                h.bought,
                next.owed
            ],
        )
        .await?;
    if moved != 1 {
        return Err(StoreError::Ledger("the wallet moved under the transaction"));
    }
    *at = WalletRow { entry_no: at.entry_no + 1, wallet: next, ..*at };
    let ((from, to), id) = (kind.accounts(), EntryId(sql::new_id(now)));
    tx.later(
        INSERT_ENTRY,
        args![
            id.to_string(),
            user,
            at.entry_no,
            kind.as_str(),
            from.as_str(),
            to.as_str(),
            amount.plan,
            amount.bonus,
            amount.bought,
            a.total(),
            h.total(),
            why.reason.as_str(),
            why.hold.map(|h| h.to_string()),
            why.payment,
            why.actor.map(|a| a.to_string()),
            now.0,
            at.plan_epoch
        ],
    )
    .await?;
    Ok(id)
}

/// The wallet under lock. Whatever is decided by what a person has, or by the plan they have, takes turns on it.
///
/// # Errors
/// When the database fails.
pub async fn wallet_lock_in_tx(tx: &mut Tx<'_>, user: UserId) -> Result<WalletRow, DbError> {
    tx.one(LOCK, args![user.to_string()]).await
}

/// A plan's cycle is over: what is left of its credits lapses for `reason` now, and what is held of them if it is
/// ever released.
pub(crate) async fn plan_turn_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    wallet: &mut WalletRow,
    reason: Reason,
    now: Timestamp,
) -> Result<(), StoreError> {
    if tx.exec(TURN, args![user.to_string(), wallet.entry_no, wallet.plan_epoch]).await? != 1 {
        return Err(StoreError::Ledger("the wallet moved under the transaction"));
    }
    wallet.plan_epoch += 1;
    let rest = Buckets { plan: wallet.wallet.available.plan, ..Buckets::ZERO };
    if rest.plan > 0 {
        entry_in_tx(tx, user, wallet, (EntryKind::Lapse, rest), Why::of(reason), now).await?;
    }
    Ok(())
}

/// Opens a wallet; each person gets one with their account.
pub(crate) async fn wallet_open_in_tx(tx: &mut Tx<'_>, user: UserId) -> Result<(), DbError> {
    tx.exec(OPEN, args![user.to_string()]).await.map(|_| ())
}

/// Notes how many disputes of a person are not decided; `at` must be under its lock.
///
/// # Errors
/// When the database fails.
pub async fn disputes_set_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    at: &mut WalletRow,
    disputes: i64,
) -> Result<(), DbError> {
    at.wallet.disputes = disputes;
    tx.exec(DISPUTES, args![user.to_string(), disputes]).await.map(|_| ())
}

/// Gives credits to a wallet; answers what was free before and after.
///
/// # Errors
/// When the database fails or a rule of the ledger would be broken.
pub async fn grant_in_tx(
    tx: &mut Tx<'_>,
    user: UserId,
    (kind, amount): (EntryKind, Buckets),
    why: Why<'_>,
    now: Timestamp,
) -> Result<(i64, i64), StoreError> {
    let mut wallet = wallet_lock_in_tx(tx, user).await?;
    let before = wallet.wallet.available.total();
    entry_in_tx(tx, user, &mut wallet, (kind, amount), why, now).await?;
    sql::wake_user(tx, user).await?;
    Ok((before, wallet.wallet.available.total()))
}

/// What a hold is placed for.
pub(crate) struct NewHold {
    pub(crate) id: HoldId,
    pub(crate) user: UserId,
    pub(crate) credits: Credits,
    pub(crate) until: Timestamp,
}

/// Why nothing was held.
#[derive(Clone, Copy, Debug)]
pub(crate) enum NotHeld {
    /// Too few credits.
    Short(InsufficientCredits),
    /// A dispute is not decided, or something is owed.
    Frozen,
}

/// Sets credits aside. The inner error is the person's.
pub(crate) async fn hold_place_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    hold: NewHold,
    now: Timestamp,
) -> Result<Result<(), NotHeld>, StoreError> {
    if wallet.wallet.is_frozen() && hold.credits > Credits::ZERO {
        return Ok(Err(NotHeld::Frozen));
    }
    let split = match wallet.wallet.hold(hold.credits) {
        Ok(split) => split,
        Err(insufficient) => return Ok(Err(NotHeld::Short(insufficient))),
    };
    let why = Why { hold: Some(hold.id), actor: Some(hold.user), ..Why::of(Reason::Generation) };
    entry_in_tx(tx, hold.user, wallet, (EntryKind::Hold, split), why, now).await?;
    let (id, user) = (hold.id.to_string(), hold.user.to_string());
    let (plan, bonus, bought) = (split.plan, split.bonus, split.bought);
    let row = args![id, user, plan, bonus, bought, now.0, hold.until.0, wallet.plan_epoch];
    tx.later(INSERT_HOLD, row).await?;
    Ok(Ok(()))
}

/// A hold about to end.
pub(crate) struct OpenHold {
    pub(crate) id: HoldId,
    pub(crate) user: UserId,
    pub(crate) held: Buckets,
    /// How often plan credits had lapsed when it was placed.
    pub(crate) plan_epoch: i64,
}

/// Ends a hold: captures `delivered` of it and releases the rest for `reason`; `None` when nothing was delivered at all, which is
/// not the same as a delivery that costs nothing. Plan credits of a cycle that is over lapse as soon as they are released.
/// Returns what was captured. That a hold ends once is the database's to enforce, by the key of `hold_resolution`.
pub(crate) async fn hold_end_in_tx(
    tx: &mut Tx<'_>,
    wallet: &mut WalletRow,
    hold: OpenHold,
    (delivered, otherwise, reason): (Option<Credits>, EntryKind, Reason),
    now: Timestamp,
) -> Result<i64, StoreError> {
    let (captured, released) = settle_hold(hold.held, delivered.unwrap_or(Credits::ZERO));
    let why = Why { hold: Some(hold.id), ..Why::of(reason) };
    if delivered.is_some() {
        let why = Why { reason: Reason::GenerationDone, ..why };
        entry_in_tx(tx, hold.user, wallet, (EntryKind::Capture, captured), why, now).await?;
    }
    if released.total() > 0 || delivered.is_none() {
        entry_in_tx(tx, hold.user, wallet, (otherwise, released), why, now).await?;
    }
    if released.plan > 0 && hold.plan_epoch < wallet.plan_epoch {
        let late = Buckets { plan: released.plan, ..Buckets::ZERO };
        let why = Why { reason: Reason::PlanLate, ..why };
        entry_in_tx(tx, hold.user, wallet, (EntryKind::Lapse, late), why, now).await?;
    }
    let outcome = match (delivered.is_some(), otherwise) {
        (true, _) => "captured",
        (false, EntryKind::Expire) => "expired",
        (false, _) => "released",
    };
    tx.later(INSERT_RESOLUTION, args![hold.id.to_string(), outcome, captured.total(), now.0]).await?;
    Ok(captured.total())
}

impl Store {
    /// The person's wallet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wallet(&self, actor: &Actor) -> Result<Wallet, StoreError> {
        let user = actor.user_id.to_string();
        self.db
            .read(tx!(|tx, user| {
                let row: WalletRow = tx.one(READ, args![user]).await?;
                Ok(row.wallet)
            }))
            .await
    }

    /// The person's wallet with what else is to be known of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wallet_now(&self, actor: &Actor, now: Timestamp) -> Result<WalletNow, StoreError> {
        let owner = actor.user_id;
        self.db
            .read(tx!(|tx| {
                let row: WalletRow = tx.one(READ, args![owner.to_string()]).await?;
                let live = subscription::live_in_tx(tx, owner).await?;
                let spending = spending_in_tx(tx, &owner.to_string(), now).await?;
                let plan_lapses_at = live.map(|live| live.course.lapses_at());
                Ok(WalletNow { wallet: row.wallet, plan_lapses_at, spending })
            }))
            .await
    }

    /// The person's ledger, newest first, before the entry numbered `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wallet_entries(
        &self,
        actor: &Actor,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let (user, before) = (actor.user_id.to_string(), before.unwrap_or(i64::MAX));
        self.db.read(tx!(|tx, user| { Ok(tx.all(ENTRIES, args![user, before, limit]).await?) })).await
    }

    /// As [`Store::wallet_entries`], of these kinds only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wallet_entries_of(
        &self,
        actor: &Actor,
        kinds: &[EntryKind],
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let (user, before) = (actor.user_id.to_string(), before.unwrap_or(i64::MAX));
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let kinds = sql::keys(&kinds)?;
        self.db
            .read(tx!(|tx, user, kinds| { Ok(tx.all(ENTRIES_OF, args![user, before, kinds, limit]).await?) }))
            .await
    }

    /// Gives bonus credits to a person, on the operator's behalf.
    ///
    /// # Errors
    /// When the database fails or the person has no wallet.
    pub async fn credits_grant(
        &self,
        user: UserId,
        credits: Credits,
        (actor, reason): (Option<UserId>, String),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.db
            .write(tx!(|tx, reason| {
                let why = Why { actor, ..Why::of(Reason::Gift) };
                let entry = (EntryKind::Grant, Buckets::bonus(credits));
                let (before, after) = grant_in_tx(tx, user, entry, why, now).await?;
                let subject = user.to_string();
                let line = crate::audit::Line {
                    actor,
                    action: "credits.grant",
                    subject: &subject,
                    reason: &reason,
                    before: Some(before.to_string()),
                    after: Some(after.to_string()),
                };
                Ok(crate::audit::record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
