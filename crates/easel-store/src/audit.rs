//! The audit log: every change of money by people and everything an administrator does, with who, when and why.

use crate::{
    Store, StoreError,
    sql::{self, moment, parsed},
};
use easel_db::{DbError, FromRow, Row, Tx, args, texts, tx};
use easel_domain::{Actor, Timestamp, UserId};
use uuid::Uuid;

texts! {
    INSERT = "insert into audit (id, at, actor_id, action, subject, reason, before, after) values ($1, $2, $3, $4, $5, $6, $7, $8)";
    LIST = "select a.id, a.at, a.actor_id, w.name, w.email, a.action, a.subject, s.name, s.email, a.reason, a.before, a.after
            from audit a left join user_account w on w.id = a.actor_id left join user_account s on s.id = a.subject
            where (a.at, a.id) < ($1, $2) and a.at >= $3 and a.at < $4
              and ($5 = '' or a.action = $5 or a.action like $6 escape '!')
              and ($7 = '' or a.actor_id = $8 or lower(w.name) like $7 escape '!' or w.email_key like $7 escape '!')
              and ($9 = '' or a.subject = $10 or lower(s.name) like $9 escape '!' or s.email_key like $9 escape '!'
                or lower(a.reason) like $9 escape '!')
              and ($11 = 0 or a.actor_id is null)
            order by a.at desc, a.id desc limit $12";
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

/// Somebody named in the log, as they are called now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Their id; that of [`Actor::command_line`] for whoever has the machine's command line.
    pub id: String,
    /// What they are called; none for whoever is gone, or nobody with an account.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
}

/// A line as it is read.
#[derive(Clone, Debug)]
pub struct AuditLine {
    /// Which.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who; nobody where the house did it by itself.
    pub actor: Option<Named>,
    /// What was done.
    pub action: String,
    /// To what, or whom.
    pub subject: Named,
    /// Why.
    pub reason: String,
    /// What it was before.
    pub before: Option<String>,
    /// What it is since.
    pub after: Option<String>,
}

impl FromRow for AuditLine {
    fn from_row(row: &mut Row) -> Result<Self, DbError> {
        let (id, at) = (parsed(row)?, moment(row)?);
        let actor: Option<String> = row.next()?;
        let (name, email) = (row.next()?, row.next()?);
        let actor = actor.map(|id| Named { id, name, email });
        let action = row.next()?;
        let subject = Named { id: row.next()?, name: row.next()?, email: row.next()? };
        Ok(Self {
            id,
            at,
            actor,
            action,
            subject,
            reason: row.next()?,
            before: row.next()?,
            after: row.next()?,
        })
    }
}

/// Which lines a list shows.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Part of the name or address of who did it, or their id.
    pub who: String,
    /// Only what the house did by itself.
    pub by_house: bool,
    /// What was done (`user.suspend`), or what it begins with (`user`).
    pub action: String,
    /// Part of the name or address of whom it was done to, the id of what it was done to, or part of the reason.
    pub about: String,
    /// Not before this.
    pub from: Option<Timestamp>,
    /// Before this.
    pub until: Option<Timestamp>,
}

impl Store {
    /// Lines of the log, newest first, after the place `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit(
        &self,
        filter: AuditFilter,
        after: Option<(Timestamp, Uuid)>,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let (who, who_id) = (sql::like(&filter.who), filter.who.trim().to_owned());
        let (about, about_id) = (sql::like(&filter.about), filter.about.trim().to_owned());
        let action = sql::plain(filter.action.trim()).into_owned();
        let begins = format!("{}.%", action.replace('!', "!!").replace('%', "!%").replace('_', "!_"));
        let (from, until) =
            (filter.from.map_or(i64::MIN, |at| at.0), filter.until.map_or(i64::MAX, |at| at.0));
        let (at, id) = after.map_or((i64::MAX, String::new()), |(at, id)| (at.0, id.to_string()));
        let by_house = filter.by_house;
        self.db
            .read(tx!(|tx, who, who_id, about, about_id, action, begins, id| {
                let args = args![
                    at,
                    id,
                    from,
                    until,
                    action,
                    begins,
                    who,
                    who_id,
                    about,
                    about_id,
                    i64::from(by_house),
                    limit
                ];
                Ok(tx.all(LIST, args).await?)
            }))
            .await
    }

    /// Notes that tables were taken along, on the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn records_exported(&self, names: String, now: Timestamp) -> Result<(), StoreError> {
        self.db
            .write(tx!(|tx, names| {
                let line = Line {
                    actor: Some(Actor::command_line().user_id),
                    action: "studio.export",
                    subject: &names,
                    reason: "",
                    before: None,
                    after: None,
                };
                Ok(record_in_tx(tx, line, now).await?)
            }))
            .await
    }

    /// Notes that somebody took a list with them as a file; `action` says which: `people.export`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_exported(
        &self,
        actor: &Actor,
        action: &'static str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (actor, subject) = (Some(actor.user_id), action.trim_end_matches(".export"));
        self.db
            .write(tx!(|tx| {
                let line = Line { actor, action, subject, reason: "", before: None, after: None };
                Ok(record_in_tx(tx, line, now).await?)
            }))
            .await
    }
}
