//! How a database is opened.

/// How durable a commit on SQLite is. PostgreSQL has its own settings for this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SqliteSync {
    /// A commit survives the loss of power.
    #[default]
    Full,
    /// A commit survives the death of the process; the loss of power may cost the last ones, but never breaks the file.
    Normal,
}

/// Which database, and how much of it. Has no `Debug`, because the URL holds a password.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// `sqlite:<path>` or `postgres://user:password@host/database`.
    ///
    /// PostgreSQL's `sslmode` is honoured: `disable`; `prefer` (the default) and `require` encrypt without asking
    /// who answers, as `libpq` does; `verify-ca` and `verify-full` check the certificate and the host against the
    /// public authorities, or against those in the file `sslrootcert=<path>` (PEM).
    /// `schema=<name>` makes that schema if it is missing and works in it alone.
    pub url: String,
    /// SQLite's durability.
    pub sqlite_sync: SqliteSync,
    /// SQLite's reading connections, each with a thread of its own.
    pub readers: usize,
    /// The most connections to PostgreSQL; one more listens for wakes and announces them.
    pub pool: usize,
}

impl Options {
    /// The defaults: full durability, 4 readers, 16 connections.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), sqlite_sync: SqliteSync::Full, readers: 4, pool: 16 }
    }
}
