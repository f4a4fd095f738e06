//! The audit log: every change of money by people and everything an administrator does, with who, when and why.

use crate::sql;
use easel_db::{DbError, Tx, args, texts};
use easel_domain::{Timestamp, UserId};

texts! {
    INSERT = "insert into audit (id, at, actor_id, action, subject, reason, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// What one line of the log says.
pub struct Line<'a> {
    /// Who; nobody where the house did it by itself.
    pub actor: Option<UserId>,
    /// What was done.
    pub action: &'static str,
    /// To what.
    pub subject: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What it was before.
    pub before: Option<String>,
    /// What it is now.
    pub after: Option<String>,
}

/// Writes a line.
///
/// # Errors
/// When the database fails.
pub async fn record_in_tx(tx: &mut Tx<'_>, line: Line<'_>, now: Timestamp) -> Result<(), DbError> {
    let Line { actor, action, subject, reason, before, after } = line;
    let (id, actor) = (sql::new_id(now).to_string(), actor.map(|a| a.to_string()));
    tx.exec(INSERT, args![id, now.0, actor, action, subject, reason, before, after]).await.map(|_| ())
}

/// Writes what an administrator did and said, to what, and what it was before and is now.
///
/// # Errors
/// When the database fails.
pub async fn decided_in_tx(
    tx: &mut Tx<'_>,
    admin: UserId,
    (action, reason): (&'static str, &str),
    (subject, before, after): (&str, String, String),
    now: Timestamp,
) -> Result<(), DbError> {
    let (before, after) = (Some(before), Some(after));
    record_in_tx(tx, Line { actor: Some(admin), action, subject, reason, before, after }, now).await
}
