//! What can go wrong in a database, in words that are the same for both.

use std::{error::Error, sync::Arc};

use crate::Value;

/// The error below, shared because one failed commit is the error of everyone who was in it.
pub(crate) type Source = Arc<dyn Error + Send + Sync>;

/// Why a statement or a transaction failed.
///
/// Its `Display` never repeats its source and never contains an argument's value; nor does any source.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DbError {
    /// A row was asked for and there was none.
    #[error("no row where one was expected")]
    NoRow,
    /// A unique constraint or a primary key refused the row. Both databases name it as PostgreSQL does by default,
    /// `<table>_<column>_<column>_key` or `<table>_pkey`: give a unique index of your own such a name.
    #[error("the unique constraint {} refused the row", constraint.as_deref().unwrap_or("(unnamed)"))]
    Unique {
        /// The constraint's name.
        constraint: Option<String>,
        /// What the database said.
        source: Source,
    },
    /// A check constraint refused the row.
    #[error("the check {} refused the row", constraint.as_deref().unwrap_or("(unnamed)"))]
    Check {
        /// The constraint's name, if the schema gives it one.
        constraint: Option<String>,
        /// What the database said.
        source: Source,
    },
    /// A column that must not be null was.
    #[error("the column {} must not be null", column.as_deref().unwrap_or("(unnamed)"))]
    NotNull {
        /// `<table>.<column>`.
        column: Option<String>,
        /// What the database said.
        source: Source,
    },
    /// A foreign key refused the change.
    #[error("a foreign key refused the change")]
    ForeignKey {
        /// What the database said.
        source: Source,
    },
    /// A trigger refused the change (`RAISE`).
    #[error("a trigger refused the change: {message}")]
    Raised {
        /// The trigger's own words.
        message: String,
        /// What the database said.
        source: Source,
    },
    /// Something was written in a read.
    #[error("a read cannot write")]
    ReadOnly {
        /// What the database said; none where this crate refused by itself.
        source: Option<Source>,
    },
    /// The database could not put this transaction in an order with others, again and again.
    #[error("the transaction kept colliding with others")]
    Serialization {
        /// What the database said.
        source: Source,
    },
    /// Another process held SQLite's write lock for too long.
    #[error("the database is busy")]
    Busy {
        /// What the database said.
        source: Source,
    },
    /// The database cannot be reached, or no connection came free in time. Nothing was changed.
    #[error("the database is unavailable")]
    Unavailable {
        /// What is known about it.
        source: Option<Source>,
    },
    /// The connection was lost while committing: the transaction may have happened or not.
    #[error("the connection was lost while committing; the outcome is unknown")]
    CommitUnknown {
        /// What is known about it.
        source: Source,
    },
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// A statement of this transaction failed before; nothing more can happen in it.
    #[error("an earlier statement of this transaction failed")]
    Doomed,
    /// A transaction awaited something else than its own statements.
    #[error("a transaction must await nothing but its own statements")]
    ForeignAwait,
    /// The transaction's closure panicked; nothing was changed.
    #[error("the transaction panicked")]
    Panicked,
    /// An argument cannot be stored.
    #[error("argument ${number} cannot be stored: {why}")]
    Argument {
        /// Which one, counted from 1 as in the text.
        number: usize,
        /// Why not.
        why: &'static str,
    },
    /// A column was not what the reader expected.
    #[error("column {}: {what}", column.map_or_else(|| "?".to_owned(), |column| column.to_string()))]
    Column {
        /// Which one, counted from 1.
        column: Option<usize>,
        /// What was found.
        what: String,
        /// The parser's own error.
        source: Option<Source>,
    },
    /// The options make no sense.
    #[error("the database's configuration: {why}")]
    Config {
        /// What is wrong; never with the URL in it, which holds a password.
        why: String,
        /// The parser's own error.
        source: Option<Source>,
    },
    /// A migration's text is not the one that was applied.
    #[error("migration {number} ({name}) was changed after it had been applied to this database")]
    MigrationChanged {
        /// Its number.
        number: u32,
        /// Its name.
        name: String,
    },
    /// The database has migrations that this program does not know.
    #[error("the database is at migration {found}, newer than this program, which knows up to {known}")]
    NewerDatabase {
        /// The last migration of the database.
        found: i64,
        /// The last one of the program.
        known: u32,
    },
    /// The list of migrations does not continue what was applied.
    #[error("the migrations do not fit the database: {why}")]
    MigrationOrder {
        /// What is wrong.
        why: String,
    },
    /// A migration failed; the database is as it was.
    #[error("migration {number} ({name}) failed; the database was left as it was")]
    Migration {
        /// Its number.
        number: u32,
        /// Its name.
        name: &'static str,
        /// Why.
        source: Source,
    },
    /// Everything else: a text that does not parse, a full disk, a broken file.
    #[error("the database failed")]
    Other {
        /// What the database said.
        source: Source,
    },
}

impl DbError {
    /// Whether a unique constraint refused the row.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Unique { .. })
    }

    /// Whether the same call may well succeed a little later, unchanged.
    pub fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. }
                | Self::Busy { .. }
                | Self::Serialization { .. }
                | Self::CommitUnknown { .. }
                | Self::Closed
        )
    }

    /// The name of the unique or check constraint that refused the row.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Unique { constraint, .. } | Self::Check { constraint, .. } => constraint.as_deref(),
            _ => None,
        }
    }

    /// A column that cannot be read, for [`crate::FromColumn`]: keeps the parser's error as its source.
    pub fn decode(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = Arc::from(source.into());
        Self::Column { column: None, what: "a value that cannot be read".to_owned(), source: Some(source) }
    }

    /// A column that cannot be read, in words; they must not contain the value.
    pub fn column(what: impl Into<String>) -> Self {
        Self::Column { column: None, what: what.into(), source: None }
    }

    pub(crate) fn mismatch(expected: &str, found: &Value) -> Self {
        Self::column(format!("{} where {expected} was expected", found.kind()))
    }

    pub(crate) fn at_column(self, number: usize) -> Self {
        match self {
            Self::Column { column: None, what, source } => {
                Self::Column { column: Some(number), what, source }
            }
            other => other,
        }
    }

    pub(crate) fn config(why: impl Into<String>) -> Self {
        Self::Config { why: why.into(), source: None }
    }

    pub(crate) fn other(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Other { source: Arc::new(source) }
    }

    pub(crate) fn unavailable(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable { source: Some(Arc::new(source)) }
    }
}
