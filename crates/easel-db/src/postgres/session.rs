//! A transaction on a connection of the pool.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Waker},
};

use deadpool_postgres::Client;
use futures_util::{
    TryStreamExt,
    future::{try_join, try_join_all},
};
use tokio_postgres::{Row as PgRow, Statement};

use super::{fault, listen::Announcer, types};
use crate::{DbError, Row, Value, sql, tx::Take};

/// The most statements that are left for later; so few are polled, and so sent, in their order.
const QUEUED_MAX: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

/// How a transaction ended.
pub(super) enum End {
    /// As the closure wanted it.
    Done,
    /// It could not be committed.
    Failed(DbError),
    /// It is to be run again; if not, the error is the commit's, or there is none and the closure's stands.
    Again(Option<DbError>),
    /// The connection was gone before there was anything to commit.
    Lost,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing that another run could mend.
    None,
    /// The server asks to run the transaction again.
    Again,
    /// Another process changed a table after a statement was prepared.
    Stale,
    /// The connection is gone.
    Lost,
}

pub(crate) struct Session<'c> {
    client: &'c Client,
    mode: Mode,
    open: bool,
    trouble: Trouble,
    /// Sent with the next statement, or with the commit.
    queued: Vec<(Statement, Vec<Value>)>,
}

impl<'c> Session<'c> {
    pub(super) fn new(client: &'c Client, mode: Mode) -> Self {
        Self { client, mode, open: false, trouble: Trouble::None, queued: Vec::new() }
    }

    pub(crate) async fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64, DbError> {
        let client = self.client;
        self.step(sql, args, |statement| async move {
            client.execute_raw(&statement, args.iter().map(types::Param)).await
        })
        .await
    }

    pub(crate) async fn fetch(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<PgRow>, DbError> {
        let client = self.client;
        self.step(sql, args, |statement| async move {
            client.query_raw(&statement, args.iter().map(types::Param)).await?.try_collect().await
        })
        .await
    }

    /// Leaves a statement to be sent with the next one.
    pub(crate) async fn later(&mut self, sql: &'static str, args: &[Value]) -> Result<(), DbError> {
        if !self.open || self.queued.len() >= QUEUED_MAX {
            return self.exec(sql, args).await.map(drop);
        }
        let prepared = self.client.prepare_cached(&sql::postgres(sql)).await.map_err(|error| {
            self.trouble = fault::trouble(&error);
            fault::classify(error)
        })?;
        types::check(&prepared, args)?;
        self.queued.push((prepared, args.to_vec()));
        Ok(())
    }

    /// Prepares and runs a statement, after those that were left for later, in one go: a connection answers in the
    /// order in which it was asked, and after one that fails the server refuses the rest of the transaction. The first one takes the transaction's beginning along instead of waiting for
    /// it: a connection answers in the order in which it was asked.
    async fn step<T, F>(
        &mut self,
        sql: &'static str,
        args: &[Value],
        run: impl FnOnce(Statement) -> F,
    ) -> Result<T, DbError>
    where
        F: Future<Output = Result<T, tokio_postgres::Error>>,
    {
        let client = self.client;
        let queued = std::mem::take(&mut self.queued);
        let work = async {
            let statement = client
                .prepare_cached(&sql::postgres(sql))
                .await
                .map_err(|error| (fault::trouble(&error), error));
            let statement = match statement {
                Ok(statement) => statement,
                Err((trouble, error)) => return Err((trouble, fault::classify(error))),
            };
            types::check(&statement, args).map_err(|error| (Trouble::None, error))?;
            try_join(send(client, &queued), run(statement))
                .await
                .map(|((), answer)| answer)
                .map_err(|error| (fault::trouble(&error), fault::classify(error)))
        };
        let outcome = if self.open {
            work.await
        } else {
            self.open = true;
            let begin = match self.mode {
                Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                Mode::Write => "BEGIN ISOLATION LEVEL READ COMMITTED",
            };
            let begin = async {
                let begun = client.batch_execute(begin).await;
                begun.map_err(|error| (fault::trouble(&error), fault::classify(error)))
            };
            try_join(begin, work).await.map(|((), answer)| answer)
        };
        outcome.map_err(|(trouble, error)| {
            self.trouble = trouble;
            error
        })
    }

    /// Commits or rolls back.
    pub(super) async fn end(mut self, commit: bool, announcer: &Announcer, topics: Vec<Arc<str>>) -> End {
        if !commit {
            return match self.trouble {
                Trouble::None => End::Done,
                Trouble::Again => End::Again(None),
                Trouble::Stale => {
                    self.client.statement_cache.clear();
                    End::Again(None)
                }
                Trouble::Lost => End::Lost,
            };
        }
        if self.mode == Mode::Read {
            // Nothing was changed: the snapshot is let go without waiting for the answer.
            return End::Done;
        }
        let mut wakes = Wakes { announcer, topics };
        if !self.open {
            return End::Done;
        }
        // When one of those left for later fails, COMMIT rolls back.
        let queued = std::mem::take(&mut self.queued);
        let committed = try_join(send(self.client, &queued), self.client.batch_execute("COMMIT")).await;
        self.open = false;
        match committed {
            Ok(((), ())) => End::Done,
            Err(error) => match fault::trouble(&error) {
                // It may have happened, so whoever waits had better look.
                Trouble::Lost => End::Failed(DbError::CommitUnknown { source: fault::clean(error) }),
                trouble => {
                    wakes.topics.clear();
                    if trouble == Trouble::Stale {
                        self.client.statement_cache.clear();
                    }
                    match trouble {
                        Trouble::Again | Trouble::Stale => End::Again(Some(fault::classify(error))),
                        _ => End::Failed(fault::classify(error)),
                    }
                }
            },
        }
    }
}

/// Sends statements one after the other without waiting in between.
async fn send(client: &Client, statements: &[(Statement, Vec<Value>)]) -> Result<(), tokio_postgres::Error> {
    let sent = statements
        .iter()
        .map(|(statement, args)| client.execute_raw(statement, args.iter().map(types::Param)));
    try_join_all(sent).await.map(drop)
}

/// Announces when it is dropped: also when whoever waited for the commit no longer does.
struct Wakes<'a> {
    announcer: &'a Announcer,
    topics: Vec<Arc<str>>,
}

impl Drop for Wakes<'_> {
    fn drop(&mut self) {
        self.announcer.announce(std::mem::take(&mut self.topics));
    }
}

impl Drop for Session<'_> {
    /// Rolls back what was not committed. Polling once is enough to send it, and whoever has the connection next is
    /// served after it; so a caller may vanish at any moment.
    fn drop(&mut self) {
        if self.open {
            let rollback = pin!(self.client.batch_execute("ROLLBACK"));
            let _ = rollback.poll(&mut Context::from_waker(Waker::noop()));
        }
    }
}

/// Reads an answer, row by row, until no more are wanted.
pub(crate) fn each(rows: &[PgRow], take: &mut Take<'_>) -> Result<(), DbError> {
    let Some(first) = rows.first() else { return Ok(()) };
    let mut row = Row::with_capacity(first.len());
    for found in rows {
        row.clear();
        for index in 0..found.len() {
            let column = found.try_get::<_, types::Column>(index);
            row.push(column.map_err(|error| DbError::decode(error).at_column(index + 1))?.0);
        }
        if !take(&mut row)? {
            break;
        }
    }
    Ok(())
}
