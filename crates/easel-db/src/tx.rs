//! A transaction as its closure sees it, and the closure as the two databases see it.

use std::{future::Future, panic::AssertUnwindSafe, pin::Pin, sync::Arc};

use futures_util::FutureExt;
use tokio::sync::oneshot;

use crate::{Backend, DbError, FromRow, Row, Value, postgres, sqlite, value, wake::TOPIC_BYTES_MAX};

/// What a transaction's closure returns: `Box::pin(async move { .. })`.
pub type TxFuture<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

pub(crate) enum Session<'c> {
    Sqlite(&'c mut sqlite::Session),
    Postgres(postgres::Session<'c>),
}

/// One transaction, given to the closure of [`crate::Db::write`] or [`crate::Db::read`].
///
/// A statement that fails dooms the transaction: every further one fails with [`DbError::Doomed`], and the
/// transaction is rolled back even if the closure returns `Ok`. To go on after a refusal, ask so in SQL
/// (`ON CONFLICT DO NOTHING`).
pub struct Tx<'c> {
    pub(crate) session: Session<'c>,
    pub(crate) topics: Vec<Arc<str>>,
    pub(crate) doomed: bool,
    read_only: bool,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(session: Session<'c>, read_only: bool) -> Self {
        Self { session, topics: Vec::new(), doomed: false, read_only }
    }
}

impl Tx<'_> {
    /// Runs a statement and returns how many rows it inserted, updated or deleted.
    ///
    /// # Errors
    /// What the database says about the statement.
    pub async fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64, DbError> {
        self.check(args)?;
        let outcome = match &mut self.session {
            Session::Sqlite(session) => session.exec(sql, args),
            Session::Postgres(session) => session.exec(sql, args).await,
        };
        self.note(outcome)
    }

    /// Runs a statement before the next one, at the latest before the commit, when nobody asks what came of it: it
    /// does what it says or dooms the transaction. On PostgreSQL it costs no round trip of its own.
    ///
    /// # Errors
    /// As [`Tx::exec`]; what the database says about the statement may come with a later one, or with the commit.
    pub async fn later(&mut self, sql: &'static str, args: &[Value]) -> Result<(), DbError> {
        self.check(args)?;
        let outcome = match &mut self.session {
            Session::Sqlite(session) => session.exec(sql, args).map(drop),
            Session::Postgres(session) => session.later(sql, args).await,
        };
        self.note(outcome)
    }

    /// Runs a query and returns all of its rows.
    ///
    /// # Errors
    /// What the database says about the statement, or [`DbError::Column`] when a row does not fit `R`.
    pub async fn all<R: FromRow>(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<R>, DbError> {
        self.check(args)?;
        let outcome = match &mut self.session {
            Session::Sqlite(session) => gather(|take| session.each(sql, args, take), usize::MAX),
            Session::Postgres(session) => match session.fetch(sql, args).await {
                Ok(rows) => gather(|take| postgres::each(&rows, take), usize::MAX),
                Err(error) => Err(error),
            },
        };
        self.note(outcome)
    }

    /// Runs a query and returns its first row, if there is one.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub async fn optional<R: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Value],
    ) -> Result<Option<R>, DbError> {
        self.check(args)?;
        let outcome = match &mut self.session {
            Session::Sqlite(session) => gather(|take| session.each(sql, args, take), 1),
            Session::Postgres(session) => match session.fetch(sql, args).await {
                Ok(rows) => gather(|take| postgres::each(&rows, take), 1),
                Err(error) => Err(error),
            },
        };
        Ok(self.note(outcome)?.pop())
    }

    /// Runs a query and returns its first row.
    ///
    /// # Errors
    /// As [`Tx::all`], and [`DbError::NoRow`] when there is none, which does not doom the transaction.
    pub async fn one<R: FromRow>(&mut self, sql: &'static str, args: &[Value]) -> Result<R, DbError> {
        self.optional(sql, args).await?.ok_or(DbError::NoRow)
    }

    /// Wakes those who wait for `topic`, in every process, soon after this transaction committed; never if it was
    /// rolled back. The same topic twice is one wake. At most 1,000 bytes; it carries no secret and no data.
    ///
    /// It is a hint: a process that dies right after its commit on PostgreSQL takes the wake along, so whoever waits
    /// looks now and then without one.
    ///
    /// # Errors
    /// [`DbError::ReadOnly`] in a read, [`DbError::Argument`] when the topic is too long or holds a NUL.
    #[allow(
        clippy::unused_async,
        reason = "awaited like every other step, so that it may talk to the server"
    )]
    pub async fn wake(&mut self, topic: &str) -> Result<(), DbError> {
        if self.read_only {
            return Err(DbError::ReadOnly { source: None });
        }
        if topic.len() > TOPIC_BYTES_MAX || topic.contains('\0') {
            return Err(DbError::Argument {
                number: 1,
                why: "a topic that is too long or has a NUL character",
            });
        }
        if !self.topics.iter().any(|known| &**known == topic) {
            self.topics.push(topic.into());
        }
        Ok(())
    }

    /// Which database this runs on, for the few statements that must differ.
    pub fn backend(&self) -> Backend {
        match self.session {
            Session::Sqlite(_) => Backend::Sqlite,
            Session::Postgres(_) => Backend::Postgres,
        }
    }

    fn check(&mut self, args: &[Value]) -> Result<(), DbError> {
        if self.doomed {
            return Err(DbError::Doomed);
        }
        let checked = value::check(args);
        self.note(checked)
    }

    fn note<T>(&mut self, outcome: Result<T, DbError>) -> Result<T, DbError> {
        self.doomed |= outcome.is_err();
        outcome
    }
}

/// What a database does with each row of an answer; `false` means that no more are wanted.
pub(crate) type Take<'a> = dyn FnMut(&mut Row) -> Result<bool, DbError> + 'a;

fn gather<R: FromRow>(
    each: impl FnOnce(&mut Take<'_>) -> Result<(), DbError>,
    most: usize,
) -> Result<Vec<R>, DbError> {
    let mut rows = Vec::new();
    each(&mut |row| {
        rows.push(R::from_row(row)?);
        Ok(rows.len() < most)
    })?;
    Ok(rows)
}

/// A closure with its types erased, so that the databases' loops are compiled once and not for every caller.
pub(crate) trait Call: Send {
    /// Runs the closure, keeps what it returned and says whether it wants to commit.
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

    /// Replaces whatever the closure returned by an error of the database.
    fn fail(&mut self, error: DbError);

    /// Hands the result to the caller, if it is still there.
    fn finish(self: Box<Self>);
}

struct Closure<A, F, T, E> {
    closure: F,
    with: A,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

pub(crate) fn call<A, F, T, E>(with: A, closure: F) -> (Box<dyn Call>, oneshot::Receiver<Result<T, E>>)
where
    A: Send + Sync + 'static,
    F: for<'a> Fn(&'a mut Tx<'_>, &'a A) -> TxFuture<'a, T, E> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let (reply, receiver) = oneshot::channel();
    (Box::new(Closure { closure, with, result: None, reply }), receiver)
}

impl<A, F, T, E> Call for Closure<A, F, T, E>
where
    A: Send + Sync + 'static,
    F: for<'a> Fn(&'a mut Tx<'_>, &'a A) -> TxFuture<'a, T, E> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx<'_>) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
        Box::pin(async move {
            let (closure, with) = (&self.closure, &self.with);
            let caught = AssertUnwindSafe(async { closure(&mut *tx, with).await }).catch_unwind().await;
            let result = match caught {
                Ok(Ok(_)) if tx.doomed => Err(DbError::Doomed.into()),
                Ok(result) => result,
                Err(_) => Err(DbError::Panicked.into()),
            };
            let commit = result.is_ok();
            self.result = Some(result);
            commit
        })
    }

    fn fail(&mut self, error: DbError) {
        self.result = Some(Err(error.into()));
    }

    fn finish(self: Box<Self>) {
        let Self { result, reply, .. } = *self;
        let _ = reply.send(result.unwrap_or_else(|| Err(DbError::Closed.into())));
    }
}
