//! The audit log: every change of money by people and everything an administrator does, with who, when and why.

use crate::sql::{self, texts};
use easel_db::{DbError, Tx, args};
use easel_domain::{Timestamp, UserId};

texts! {
    INSERT = "insert into audit (id, at, actor_id, action, subject, reason, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8)";
}

/// What one line of the log says.
pub(crate) struct Line<'a> {
    pub(crate) actor: Option<UserId>,
    pub(crate) action: &'static str,
    pub(crate) subject: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

pub(crate) async fn record_in_tx(tx: &mut Tx<'_>, line: Line<'_>, now: Timestamp) -> Result<(), DbError> {
    let Line { actor, action, subject, reason, before, after } = line;
    let (id, actor) = (sql::new_id(now).to_string(), actor.map(|a| a.to_string()));
    tx.exec(INSERT, args![id, now.0, actor, action, subject, reason, before, after]).await.map(|_| ())
}
