//! The database as the rest of the house sees it.

use std::{path::PathBuf, sync::Arc};

use crate::{
    BringBackError, Copied, DbError, Migration, Options, Tx, TxFuture, WakeReceiver, postgres, sqlite,
    tx::{Call, call},
    wake::Bell,
};

/// Which of the two databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file beside the program.
    Sqlite,
    /// A server.
    Postgres,
}

/// How busy the database is; counters run from the opening.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DbMetrics {
    /// SQLite: write transactions that wait for the writer.
    pub writer_queue: usize,
    /// SQLite: reads that wait for a reader.
    pub reader_queue: usize,
    /// SQLite: common transactions committed.
    pub groups: u64,
    /// SQLite: transactions that were in them; divided by `groups`, how many shared one write to the disk.
    pub grouped: u64,
    /// SQLite: the most that ever were in one.
    pub group_max: u64,
    /// PostgreSQL: connections in use.
    pub pool_in_use: usize,
    /// PostgreSQL: connections open.
    pub pool_size: usize,
    /// PostgreSQL: transactions that wait for a connection.
    pub pool_waiting: usize,
    /// PostgreSQL: transactions that were run again.
    pub retries: u64,
}

enum Engine {
    Sqlite(sqlite::Engine),
    Postgres(postgres::Engine),
}

/// A database. Cheap to clone; when the last clone is gone its threads and connections end.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    bell: Bell,
}

impl Db {
    /// Opens the database and makes sure that it answers. An SQLite file that is missing is made.
    ///
    /// # Errors
    /// [`DbError::Config`] when the options make no sense, [`DbError::Unavailable`] when nothing answers.
    pub async fn open(options: &Options) -> Result<Self, DbError> {
        let bell = Bell::new();
        let engine = if let Some(path) = options.url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            Engine::Sqlite(sqlite::Engine::open(path, options, bell.clone()).await?)
        } else if options.url.starts_with("postgres:") || options.url.starts_with("postgresql:") {
            Engine::Postgres(Box::pin(postgres::Engine::open(options, bell.clone())).await?)
        } else {
            return Err(DbError::config("the URL must begin with sqlite: or postgres:"));
        };
        Ok(Self { engine: Arc::new(engine), bell })
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        match *self.engine {
            Engine::Sqlite(_) => Backend::Sqlite,
            Engine::Postgres(_) => Backend::Postgres,
        }
    }

    /// Runs one write transaction: it commits when the closure returns `Ok` and leaves no trace when it returns
    /// `Err` or panics. When this returns `Ok`, the change is durable and every later read sees it.
    ///
    /// The closure may be run again (PostgreSQL's serialisation failures and deadlocks), so it must have no effect
    /// but its statements. It awaits nothing else: SQLite refuses it with [`DbError::ForeignAwait`].
    ///
    /// If the returned future is dropped, a transaction that was queued on SQLite still happens; on PostgreSQL it is
    /// rolled back, unless it was committing already.
    ///
    /// # Errors
    /// The closure's own, or a [`DbError`] turned into it.
    pub async fn write<T, E>(
        &self,
        f: impl for<'a> Fn(&'a mut Tx<'_>) -> TxFuture<'a, T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_with((), move |tx, ()| f(tx)).await
    }

    /// As [`Db::write`], with values that the closure borrows instead of cloning them for every run.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_with<A, T, E>(
        &self,
        with: A,
        f: impl for<'a> Fn(&'a mut Tx<'_>, &'a A) -> TxFuture<'a, T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (call, result) = call(with, f);
        self.run(call, false).await?;
        result.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    /// Runs a transaction that sees one snapshot of what was committed and cannot write.
    ///
    /// On PostgreSQL the beginning travels with the first statement and the end is not waited for: a read with one
    /// statement costs one round trip.
    ///
    /// # Errors
    /// The closure's own, or a [`DbError`] turned into it; [`DbError::ReadOnly`] when it writes.
    pub async fn read<T, E>(
        &self,
        f: impl for<'a> Fn(&'a mut Tx<'_>) -> TxFuture<'a, T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.read_with((), move |tx, ()| f(tx)).await
    }

    /// As [`Db::read`], with values that the closure borrows.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_with<A, T, E>(
        &self,
        with: A,
        f: impl for<'a> Fn(&'a mut Tx<'_>, &'a A) -> TxFuture<'a, T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        A: Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let (call, result) = call(with, f);
        self.run(call, true).await?;
        result.await.unwrap_or_else(|_| Err(DbError::Closed.into()))
    }

    async fn run(&self, call: Box<dyn Call>, read_only: bool) -> Result<(), DbError> {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.run(call, read_only).await,
            Engine::Postgres(engine) => {
                Box::pin(engine.run(call, read_only)).await;
                Ok(())
            }
        }
    }

    /// Brings the schema up to date, all migrations or none. On PostgreSQL processes that start together take turns.
    ///
    /// # Errors
    /// [`DbError::NewerDatabase`], [`DbError::MigrationChanged`] and [`DbError::MigrationOrder`] when the list does
    /// not continue what was applied, [`DbError::Migration`] when a text fails.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<(), DbError> {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.migrate(migrations.to_vec()).await,
            Engine::Postgres(engine) => Box::pin(engine.migrate(migrations)).await,
        }
    }

    /// The number of the newest migration that was applied; `None` when there was none yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schema(&self) -> Result<Option<i64>, DbError> {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.schema().await,
            Engine::Postgres(engine) => Box::pin(engine.schema()).await,
        }
    }

    /// Copies everything into files in `folder`, as of one instant, while others go on. `list` is a query with one column
    /// of plain text and the name of a file: what it finds in that same instant is written there, a line each.
    ///
    /// # Errors
    /// When the database or the folder fails; what was written so far is of no use then.
    pub async fn copy_out(
        &self,
        folder: PathBuf,
        list: (&'static str, &'static str),
    ) -> Result<Copied, DbError> {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.copy_out(folder, list).await,
            Engine::Postgres(engine) => Box::pin(engine.copy_out(folder, list)).await,
        }
    }

    /// Brings a copy back, all of it or nothing, into the place that the options name; a copy fits the kind of database it
    /// was made of. What was there is taken away only where `replace` says so, and then only what `migrations` made.
    ///
    /// # Errors
    /// [`BringBackError`]; what was there is as it was then.
    pub async fn copy_back(
        options: &Options,
        folder: PathBuf,
        copied: &Copied,
        migrations: &[Migration],
        replace: bool,
    ) -> Result<(), BringBackError> {
        if let Some(path) = options.url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path).into();
            return sqlite::copy_back(path, folder, copied.clone(), replace).await;
        }
        let db = Self::open(options).await?;
        let outcome = match &*db.engine {
            Engine::Postgres(engine) => Box::pin(engine.copy_back(folder, copied, migrations, replace)).await,
            Engine::Sqlite(_) => Err(DbError::config("this is another kind of database").into()),
        };
        db.close().await;
        outcome
    }

    /// Subscribes to the wakes of all processes from now on (on SQLite, of this one).
    pub fn wakes(&self) -> WakeReceiver {
        self.bell.receiver()
    }

    /// As [`Db::wakes`], only of topics that begin with `kind` and a colon, or are called so.
    pub fn wakes_of(&self, kind: &'static str) -> WakeReceiver {
        self.bell.receiver_of(kind)
    }

    /// Prepares every text on this database, without running any.
    ///
    /// # Errors
    /// Each text that the database does not understand, and why.
    pub async fn prepare_all(&self, texts: &[&'static str]) -> Result<(), Vec<(&'static str, DbError)>> {
        let failed = match &*self.engine {
            Engine::Sqlite(engine) => engine.prepare_all(texts.to_vec()).await,
            Engine::Postgres(engine) => Box::pin(engine.prepare_all(texts)).await,
        };
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }

    /// Closes the database for all clones: what was queued is done, what comes later gets [`DbError::Closed`], and
    /// SQLite's log is folded into its file.
    pub async fn close(self) {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.close().await,
            Engine::Postgres(engine) => engine.close().await,
        }
    }

    /// How busy the database is.
    pub fn metrics(&self) -> DbMetrics {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.metrics(),
            Engine::Postgres(engine) => engine.metrics(),
        }
    }
}
