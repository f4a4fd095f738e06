//! PostgreSQL's words, sorted, and rid of what people wrote.

use std::sync::Arc;

use tokio_postgres::{
    Error,
    error::{DbError as Answer, SqlState},
};

use super::session::Trouble;
use crate::{DbError, error::Source};

/// What the server said, without its detail and hint: those quote the row that was refused.
#[derive(Debug, thiserror::Error)]
#[error("PostgreSQL {code}: {message}")]
struct Said {
    code: String,
    message: String,
}

fn said(answer: &Answer) -> Said {
    let code = answer.code().code();
    // The messages of this class quote the value that could not be read.
    let message = if code.starts_with("22") { "a value that does not fit" } else { answer.message() };
    Said { code: code.to_owned(), message: message.to_owned() }
}

/// The error as a source that may be shown.
pub(super) fn clean(error: Error) -> Source {
    match error.as_db_error() {
        Some(answer) => Arc::new(said(answer)),
        None => Arc::new(error),
    }
}

pub(super) fn already_there(error: &Error) -> bool {
    matches!(error.code(), Some(code) if [&SqlState::UNIQUE_VIOLATION, &SqlState::DUPLICATE_SCHEMA].contains(&code))
}

/// Whether the connection is of no more use: the driver's own errors, and the server's when it goes away.
fn is_lost(error: &Error) -> bool {
    match error.code() {
        Some(code) => code.code().starts_with("08") || code.code().starts_with("57P"),
        None => {
            error.is_closed()
                || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
        }
    }
}

/// What is to be done about a transaction in which this happened.
pub(super) fn trouble(error: &Error) -> Trouble {
    match error.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => Trouble::Again,
        Some(&SqlState::INVALID_SQL_STATEMENT_NAME) => Trouble::Stale,
        // "cached plan must not change result type" has no code of its own.
        Some(&SqlState::FEATURE_NOT_SUPPORTED)
            if error
                .as_db_error()
                .is_some_and(|answer| answer.routine() == Some("RevalidateCachedQuery")) =>
        {
            Trouble::Stale
        }
        _ if is_lost(error) => Trouble::Lost,
        _ => Trouble::None,
    }
}

pub(super) fn classify(error: Error) -> DbError {
    let lost = is_lost(&error);
    let Some(answer) = error.as_db_error() else {
        let source = clean(error);
        return if lost { DbError::Unavailable { source: Some(source) } } else { DbError::Other { source } };
    };
    let source: Source = Arc::new(said(answer));
    let constraint = answer.constraint().map(str::to_owned);
    match *answer.code() {
        SqlState::UNIQUE_VIOLATION => DbError::Unique { constraint, source },
        SqlState::CHECK_VIOLATION => DbError::Check { constraint, source },
        SqlState::NOT_NULL_VIOLATION => {
            let column = answer.table().zip(answer.column());
            DbError::NotNull { column: column.map(|(table, column)| format!("{table}.{column}")), source }
        }
        SqlState::FOREIGN_KEY_VIOLATION => DbError::ForeignKey { source },
        SqlState::RAISE_EXCEPTION => DbError::Raised { message: answer.message().to_owned(), source },
        SqlState::READ_ONLY_SQL_TRANSACTION => DbError::ReadOnly { source: Some(source) },
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            DbError::Serialization { source }
        }
        SqlState::TOO_MANY_CONNECTIONS => DbError::Unavailable { source: Some(source) },
        _ if lost => DbError::Unavailable { source: Some(source) },
        _ => DbError::Other { source },
    }
}
