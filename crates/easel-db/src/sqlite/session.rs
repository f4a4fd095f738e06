//! A connection to SQLite, and what is done with it.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use rusqlite::{
    CachedStatement, Connection, OpenFlags,
    config::DbConfig,
    ffi::{self, ErrorCode},
    params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    Backend, DbError, Migration, Row, SqliteSync, Value,
    migration::{self, Applied},
    sql,
    tx::{self, Call, Take, Tx},
};

/// More statements than this are prepared again when their turn comes.
const STATEMENTS_MAX: usize = 512;

/// How long SQLite waits for the locks of another process.
const BUSY_MS: u32 = 5000;

pub(crate) struct Session {
    connection: Connection,
    /// SQLite's dialect of each text, by the place and length that a static text keeps for good.
    texts: HashMap<(usize, usize), Box<str>>,
}

impl Session {
    pub(super) fn writing(path: &str, sync: SqliteSync) -> Result<Self, DbError> {
        keep_private(Path::new(path))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let sync = match sync {
            SqliteSync::Full => "FULL",
            SqliteSync::Normal => "NORMAL",
        };
        // The limit is for the log that a long read made grow: it shrinks again afterwards. What a savepoint may have to
        // undo is kept in memory: half of all pages written went to a temporary file of it.
        // What is deleted is overwritten: a file that somebody copies holds nothing of people who left.
        let pragmas = format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = {sync}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
             PRAGMA cache_size = -4096; PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY;"
        );
        Self::open(path, flags, &pragmas)
    }

    pub(super) fn reading(path: &str) -> Result<Self, DbError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        Self::open(path, flags, "PRAGMA query_only = ON; PRAGMA cache_size = -1024;")
    }

    fn open(path: &str, flags: OpenFlags, pragmas: &str) -> Result<Self, DbError> {
        // Each connection stays with one thread, so SQLite needs no locks of its own.
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(error)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        // A plan that looks at the values bound to it is made anew with every change of values, which took a sixth of
        // the writer's time; what the planner must know of a text (`state = 'available'`) stands in it literally.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error)?;
        let all = format!("PRAGMA busy_timeout = {BUSY_MS}; PRAGMA mmap_size = 0; {pragmas}");
        connection.execute_batch(&all).map_err(error)?;
        Ok(Self { connection, texts: HashMap::new() })
    }

    fn statement(&mut self, sql: &'static str) -> Result<CachedStatement<'_>, DbError> {
        let Self { connection, texts } = self;
        let key = (sql.as_ptr().addr(), sql.len());
        connection.prepare_cached(texts.entry(key).or_insert_with(|| sql::sqlite(sql).into())).map_err(error)
    }

    /// A text of this crate, which is the same on both databases.
    pub(super) fn command(&mut self, sql: &'static str) -> Result<(), DbError> {
        self.connection.prepare_cached(sql).and_then(|mut it| it.execute(())).map_err(error).map(drop)
    }

    pub(super) fn prepare(&mut self, sql: &'static str) -> Result<(), DbError> {
        self.statement(sql).map(drop)
    }

    /// Whether SQLite ended the transaction by itself, as it does when the disk is full.
    pub(super) fn is_idle(&self) -> bool {
        self.connection.is_autocommit()
    }

    pub(crate) fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64, DbError> {
        let mut statement = self.statement(sql)?;
        let counts = !statement.readonly();
        let mut rows = statement.query(params_from_iter(args.iter().map(Param))).map_err(error)?;
        while rows.next().map_err(error)?.is_some() {}
        drop(rows);
        drop(statement);
        Ok(if counts { self.connection.changes() } else { 0 })
    }

    pub(crate) fn each(
        &mut self,
        sql: &'static str,
        args: &[Value],
        take: &mut Take<'_>,
    ) -> Result<(), DbError> {
        let mut statement = self.statement(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(params_from_iter(args.iter().map(Param))).map_err(error)?;
        let mut row = Row::with_capacity(columns);
        while let Some(found) = rows.next().map_err(error)? {
            row.clear();
            for index in 0..columns {
                row.push(match found.get_ref(index).map_err(error)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(int) => Value::Int(int),
                    ValueRef::Real(real) => Value::Real(real),
                    ValueRef::Text(text) => {
                        Value::Text(str::from_utf8(text).map_err(DbError::decode)?.to_owned())
                    }
                    ValueRef::Blob(blob) => Value::Blob(blob.to_vec()),
                });
            }
            if !take(&mut row)? {
                break;
            }
        }
        Ok(())
    }

    /// Runs a closure inside the transaction that is open, and says whether it wants to commit and what it wakes.
    pub(super) fn call(&mut self, call: &mut dyn Call, read_only: bool) -> (bool, Vec<Arc<str>>) {
        let mut tx = Tx::new(tx::Session::Sqlite(self), read_only);
        let polled = catch_unwind(AssertUnwindSafe(|| {
            call.run(&mut tx).as_mut().poll(&mut Context::from_waker(Waker::noop()))
        }));
        let commit = match polled {
            Ok(Poll::Ready(commit)) => commit,
            Ok(Poll::Pending) => {
                call.fail(DbError::ForeignAwait);
                false
            }
            Err(_) => {
                call.fail(DbError::Panicked);
                false
            }
        };
        (commit, tx.topics)
    }

    /// One read, in a transaction of its own.
    pub(super) fn read(&mut self, mut call: Box<dyn Call>) {
        let outcome = self.command("BEGIN").and_then(|()| {
            self.call(&mut *call, true);
            // There is nothing to undo; this only lets go of the snapshot.
            if self.is_idle() { Ok(()) } else { self.command("ROLLBACK") }
        });
        if let Err(error) = outcome {
            call.fail(error);
        }
        // A value that panics when it is dropped must not take the thread along.
        let _ = catch_unwind(AssertUnwindSafe(|| call.finish()));
    }

    /// All migrations in one transaction. Foreign keys are checked at its end instead of on the way, because a table
    /// that is built anew is missing for a moment.
    pub(super) fn migrate(&mut self, migrations: &[Migration]) -> Result<(), DbError> {
        self.connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE").map_err(error)?;
        let outcome = self.migrate_inside(migrations).and_then(|()| self.command("COMMIT"));
        if !self.is_idle() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        self.connection.execute_batch("PRAGMA foreign_keys = ON").map_err(error)?;
        outcome
    }

    fn migrate_inside(&mut self, migrations: &[Migration]) -> Result<(), DbError> {
        const BROKEN: &str = "SELECT count(*) FROM pragma_foreign_key_check";
        const RECORD: &str = "INSERT INTO schema_migration(number, name, checksum, applied_at)
            VALUES($1, $2, $3, CAST(unixepoch('subsec') * 1000 AS INTEGER))";
        self.command(migration::TABLE)?;
        let mut applied = Vec::new();
        self.each(migration::APPLIED, &[], &mut |row| {
            applied.push(Applied { number: row.next()?, name: row.next()?, checksum: row.next()? });
            Ok(true)
        })?;
        for migration in migration::pending(migrations, &applied, Backend::Sqlite)? {
            tracing::info!(number = migration.number, name = migration.name, "applying a migration");
            self.connection
                .execute_batch(migration.sqlite)
                .map_err(error)
                .map_err(|error| migration.failed(error))?;
            let mut broken = 0;
            self.each(BROKEN, &[], &mut |row| {
                broken = row.next::<i64>()?;
                Ok(true)
            })?;
            if broken > 0 {
                return Err(migration.failed(DbError::other(BrokenKeys(broken))));
            }
            let checksum = migration.checksum(Backend::Sqlite);
            self.exec(RECORD, crate::args![migration.number, migration.name, checksum])?;
        }
        Ok(())
    }

    pub(super) fn schema(&self) -> Result<Option<i64>, DbError> {
        super::copy::schema(&self.connection)
    }

    /// Folds the log into the file.
    pub(super) fn fold(&mut self) {
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::warn!(%error, "the write-ahead log could not be folded into the database");
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it leaves {0} rows whose foreign key points nowhere")]
struct BrokenKeys(i64);

/// The database holds what is private: a file that is made here belongs to its owner alone, and SQLite gives the
/// files beside it the same rights.
fn keep_private(path: &Path) -> Result<(), DbError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(DbError::other)
}

struct Param<'a>(&'a Value);

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(int) => ValueRef::Integer(*int),
            Value::Real(real) => ValueRef::Real(*real),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(blob) => ValueRef::Blob(blob),
        }))
    }
}

/// SQLite's words, sorted.
pub(super) fn error(error: rusqlite::Error) -> DbError {
    let (code, words) = match &error {
        rusqlite::Error::SqliteFailure(code, words) => (*code, words.clone().unwrap_or_default()),
        rusqlite::Error::SqlInputError { error: code, .. } => (*code, String::new()),
        _ => return DbError::other(error),
    };
    let source: crate::error::Source = Arc::new(error);
    let named = |prefix: &str| words.strip_prefix(prefix).map(str::to_owned);
    match (code.code, code.extended_code) {
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => DbError::Busy { source },
        (ErrorCode::ReadOnly, _) => DbError::ReadOnly { source: Some(source) },
        (_, ffi::SQLITE_CONSTRAINT_UNIQUE) => {
            DbError::Unique { constraint: named("UNIQUE constraint failed: ").map(unique_name), source }
        }
        (_, ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID) => {
            let table = named("UNIQUE constraint failed: ")
                .and_then(|columns| columns.split_once('.').map(|(table, _)| format!("{table}_pkey")));
            DbError::Unique { constraint: table, source }
        }
        (_, ffi::SQLITE_CONSTRAINT_CHECK) => {
            DbError::Check { constraint: named("CHECK constraint failed: "), source }
        }
        (_, ffi::SQLITE_CONSTRAINT_NOTNULL) => {
            DbError::NotNull { column: named("NOT NULL constraint failed: "), source }
        }
        (_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => DbError::ForeignKey { source },
        (_, ffi::SQLITE_CONSTRAINT_TRIGGER) => DbError::Raised { message: words, source },
        _ => DbError::Other { source },
    }
}

/// SQLite names the columns, `t.a, t.b`, where PostgreSQL names the constraint, by default `t_a_b_key`.
fn unique_name(columns: String) -> String {
    if let Some(index) = columns.strip_prefix("index '") {
        return index.trim_end_matches('\'').to_owned();
    }
    let mut name = String::new();
    for column in columns.split(", ") {
        let (table, column) = column.split_once('.').unwrap_or(("", column));
        if name.is_empty() {
            name.push_str(table);
        }
        name.push('_');
        name.push_str(column);
    }
    name + "_key"
}
