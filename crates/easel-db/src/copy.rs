//! A copy of a whole database as files, taken while others write, and brought back into an empty one.
//!
//! SQLite copies its pages: the file is the database. PostgreSQL writes each table by `COPY` inside one transaction, so
//! that it needs no program of the server's version beside this one, and no rights but its owner's.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::DbError;

/// What a copy consists of. Everything that is needed to bring it back, besides its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The newest migration that was applied.
    pub schema: i64,
    /// Each table, in the order of their names.
    pub tables: Vec<CopiedTable>,
    /// PostgreSQL's sequences: name, last value, and whether that was given out already.
    pub sequences: Vec<(String, i64, bool)>,
}

/// A table of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: u64,
    /// Where they are, in the copy's folder: the same file for all tables of SQLite.
    pub file: String,
    /// Its columns in the order in which the file has them; none for SQLite, whose file knows.
    pub columns: Vec<String>,
}

/// Where SQLite's copy lies.
pub(crate) const SQLITE_FILE: &str = "studio.db";

/// Why a copy is not brought back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BringBackError {
    /// There is something in the database already.
    #[error("there is a database in that place already")]
    NotEmpty,
    /// Somebody has the database open.
    #[error("the database is in use")]
    InUse,
    /// Its rows came out other than they went in.
    #[error("the table {table} has {found} rows where the copy had {expected}")]
    Rows {
        /// Which one.
        table: String,
        /// In the copy.
        expected: u64,
        /// Now.
        found: u64,
    },
    /// The database failed.
    #[error("the database failed")]
    Db(#[from] DbError),
}

/// A name as both databases take it, whatever is in it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A file of its owner's alone, which must not be there yet, or from a copy that was broken off.
pub(crate) fn make(path: &Path) -> Result<fs::File, DbError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(DbError::other)
}

/// Writes the lines of a list, each as it stands; what is listed holds no line ends.
pub(crate) struct Lines(std::io::BufWriter<fs::File>);

impl Lines {
    pub(crate) fn make(path: PathBuf) -> Result<Self, DbError> {
        Ok(Self(std::io::BufWriter::new(make(&path)?)))
    }

    pub(crate) fn add(&mut self, line: &str) -> Result<(), DbError> {
        writeln!(self.0, "{line}").map_err(DbError::other)
    }

    pub(crate) fn end(self) -> Result<(), DbError> {
        let file =
            self.0.into_inner().map_err(std::io::IntoInnerError::into_error).map_err(DbError::other)?;
        file.sync_all().map_err(DbError::other)
    }
}

/// What the texts of migrations make: tables, sequences and functions by name. Whatever else lies in the same schema is
/// somebody else's.
pub(crate) fn made_by(texts: &str, kind: &str) -> Vec<String> {
    let lower = texts.to_lowercase();
    let mut names: Vec<String> = Vec::new();
    for words in [format!("create {kind} "), format!("create or replace {kind} ")] {
        for (at, _) in lower.match_indices(&words) {
            let rest = lower[at + words.len()..].trim_start();
            let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{made_by, quoted};

    #[test]
    fn what_migrations_make_is_read_off_their_texts() {
        let texts = "create table a (x int);\nCREATE TABLE IF NOT EXISTS b_2(x int); create function f() returns trigger";
        assert_eq!(made_by(texts, "table"), ["a", "b_2"]);
        assert_eq!(made_by(texts, "function"), ["f"]);
        assert!(made_by(texts, "sequence").is_empty());
    }

    #[test]
    fn a_name_can_hold_anything() {
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
