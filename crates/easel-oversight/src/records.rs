//! The studio's books as tables, for an operator's accounts and for whoever moves elsewhere: read page by page, so that
//! their length doesn't matter. What people wrote (prompts, titles, conversations) is theirs and not among them.

use crate::Oversight;
use easel_db::{DbError, FromRow, Row, Value, args, texts, tx};
use easel_store::StoreError;

texts! {
    PEOPLE = "select u.id, u.email, u.name, u.role, u.language, u.created_at, u.verified_at, u.suspended_at, u.suspended_reason,
                w.available_plan, w.available_bonus, w.available_bought, w.held_plan + w.held_bonus + w.held_bought
              from user_account u join wallet w on w.user_id = u.id where u.id > $1 order by u.id limit $2";
    LEDGER = "select id, user_id, entry_no, kind, from_account, to_account, plan, bonus, bought, available_after, held_after, reason,
                hold_id, payment_id, actor_id, at from ledger_entry where id > $1 order by id limit $2";
    PAYMENTS = "select id, owner_id, pack_id, plan_id, gateway, state, amount_minor, currency, credits, reference, utr, reason,
                  created_at, claimed_at, paid_at, changed_at from payment where id > $1 order by id limit $2";
    GENERATIONS = "select id, owner_id, spec_model, spec_style, count, delivered, held, captured, state, failure, created_at, finished_at
                   from generation where id > $1 order by id limit $2";
    AUDIT = "select id, at, actor_id, action, subject, reason, before, after from audit where id > $1 order by id limit $2";
}

/// One of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// Who has an account.
    People,
    /// Every transfer of credits.
    Ledger,
    /// Every payment.
    Payments,
    /// What was asked for, without its words.
    Generations,
    /// Who did what.
    Audit,
}

impl Records {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::People, Self::Ledger, Self::Payments, Self::Generations, Self::Audit];

    /// What it is called, also as a file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Ledger => "ledger",
            Self::Payments => "payments",
            Self::Generations => "generations",
            Self::Audit => "audit",
        }
    }

    /// What its columns are called; those that end in `at` are moments.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::People => &[
                "id",
                "email",
                "name",
                "role",
                "language",
                "created_at",
                "verified_at",
                "suspended_at",
                "suspended_reason",
                "available_plan",
                "available_bonus",
                "available_bought",
                "held",
            ],
            Self::Ledger => &[
                "id",
                "user_id",
                "entry_no",
                "kind",
                "from_account",
                "to_account",
                "plan",
                "bonus",
                "bought",
                "available_after",
                "held_after",
                "reason",
                "hold_id",
                "payment_id",
                "actor_id",
                "at",
            ],
            Self::Payments => &[
                "id",
                "owner_id",
                "pack_id",
                "plan_id",
                "gateway",
                "state",
                "amount_minor",
                "currency",
                "credits",
                "reference",
                "utr",
                "reason",
                "created_at",
                "claimed_at",
                "paid_at",
                "changed_at",
            ],
            Self::Generations => &[
                "id",
                "owner_id",
                "model",
                "style",
                "count",
                "delivered",
                "held",
                "captured",
                "state",
                "failure",
                "created_at",
                "finished_at",
            ],
            Self::Audit => &["id", "at", "actor_id", "action", "subject", "reason", "before", "after"],
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::People => PEOPLE,
            Self::Ledger => LEDGER,
            Self::Payments => PAYMENTS,
            Self::Generations => GENERATIONS,
            Self::Audit => AUDIT,
        }
    }
}

/// A row: one cell for each of [`Records::columns`], the first of them its id.
#[derive(Clone, Debug)]
pub struct Record(pub Vec<Cell>);

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A whole number, or a moment in milliseconds.
    Number(i64),
    /// Text.
    Text(String),
}

impl FromRow for Record {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let cell = |value| match value {
            Value::Null => Ok(Cell::Empty),
            Value::Int(number) => Ok(Cell::Number(number)),
            Value::Text(text) => Ok(Cell::Text(text)),
            Value::Real(_) | Value::Blob(_) => Err(DbError::column("neither a number nor text")),
        };
        (0..row.len()).map(|_| row.next().and_then(cell)).collect::<Result<_, _>>().map(Self)
    }
}

impl Oversight {
    /// Rows of a table after the id `after`, in the order of their ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn records(
        &self,
        which: Records,
        after: String,
        limit: u32,
    ) -> Result<Vec<Record>, StoreError> {
        let text = which.text();
        self.db.read(tx!(|tx, after| { Ok(tx.all(text, args![after, limit]).await?) })).await
    }
}
