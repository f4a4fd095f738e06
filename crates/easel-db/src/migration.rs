//! Migrations: numbered texts, each applied once, all or none.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::{Backend, DbError};

/// One numbered step of the schema. Once applied its text never changes again; a mistake is a new migration.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Counts up; gaps are allowed.
    pub number: u32,
    /// What it does, for people.
    pub name: &'static str,
    /// The statements for SQLite.
    pub sqlite: &'static str,
    /// The statements for PostgreSQL. They run inside a transaction.
    pub postgres: &'static str,
}

/// The same table on both databases.
pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_migration(
    number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

pub(crate) const APPLIED: &str = "SELECT number, name, checksum FROM schema_migration ORDER BY number";

/// The number of the last one.
pub(crate) const NEWEST: &str = "SELECT max(number) FROM schema_migration";

/// A row of [`TABLE`].
pub(crate) struct Applied {
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) checksum: String,
}

impl Migration {
    pub(crate) fn text(&self, backend: Backend) -> &'static str {
        match backend {
            Backend::Sqlite => self.sqlite,
            Backend::Postgres => self.postgres,
        }
    }

    /// The same whether the file was checked out with carriage returns or without.
    pub(crate) fn checksum(&self, backend: Backend) -> String {
        let digest = Sha256::digest(self.text(backend).replace("\r\n", "\n"));
        digest.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    pub(crate) fn failed(&self, error: DbError) -> DbError {
        DbError::Migration { number: self.number, name: self.name, source: std::sync::Arc::new(error) }
    }
}

/// What is still to be applied, once it is certain that the list continues what was applied.
pub(crate) fn pending<'m>(
    migrations: &'m [Migration],
    applied: &[Applied],
    backend: Backend,
) -> Result<&'m [Migration], DbError> {
    if let Some(pair) = migrations.windows(2).find(|pair| pair[0].number >= pair[1].number) {
        let why = format!("{} does not come before {} in the program's list", pair[0].number, pair[1].number);
        return Err(DbError::MigrationOrder { why });
    }
    let known = migrations.last().map_or(0, |last| last.number);
    if let Some(last) = applied.last().filter(|last| last.number > i64::from(known)) {
        return Err(DbError::NewerDatabase { found: last.number, known });
    }
    for (row, migration) in applied.iter().zip(migrations) {
        if row.number != i64::from(migration.number) {
            let why = format!("the database has {} where the program has {}", row.number, migration.number);
            return Err(DbError::MigrationOrder { why });
        }
        if row.checksum != migration.checksum(backend) {
            return Err(DbError::MigrationChanged { number: migration.number, name: row.name.clone() });
        }
    }
    Ok(&migrations[applied.len().min(migrations.len())..])
}
