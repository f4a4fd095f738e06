//! Copying SQLite's file while others write, and putting one in its place.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, backup::Backup};

use super::session::error;
use crate::{
    DbError,
    copy::{BringBackError, Copied, CopiedTable, Lines, SQLITE_FILE, make, quoted},
    migration,
};

const TABLES: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
    AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";

/// Copies all pages as of one instant: SQLite's log keeps what readers need, so nobody waits. Then lists what `list`
/// finds in the copy.
pub(crate) fn out(from: &Path, folder: &Path, list: (&str, &str)) -> Result<Copied, DbError> {
    let path = folder.join(SQLITE_FILE);
    // A copy that was broken off is begun anew; nothing of it must be taken for a log of the new one.
    for end in ["", "-wal", "-shm", "-journal"] {
        remove(&beside(&path, end))?;
    }
    drop(make(&path)?);
    let live = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    live.busy_timeout(std::time::Duration::from_secs(5)).map_err(error)?;
    let mut copy = Connection::open(&path).map_err(error)?;
    {
        let backup = Backup::new(&live, &mut copy).map_err(error)?;
        let step = backup.step(-1).map_err(error)?;
        if step != rusqlite::backup::StepResult::Done {
            return Err(DbError::other(Unfinished));
        }
    }
    drop(live);
    // One file, with no log beside it.
    let mode: String = copy.query_row("PRAGMA journal_mode = DELETE", (), |row| row.get(0)).map_err(error)?;
    if mode != "delete" {
        return Err(DbError::other(Unfinished));
    }
    let sound: String = copy.query_row("PRAGMA quick_check", (), |row| row.get(0)).map_err(error)?;
    if sound != "ok" {
        return Err(DbError::other(Unsound(sound)));
    }
    let tables = tables(&copy)?;
    let schema = schema(&copy)?.unwrap_or(0);
    let mut lines = Lines::make(folder.join(list.1))?;
    let mut listed = copy.prepare(list.0).map_err(error)?;
    let mut rows = listed.query(()).map_err(error)?;
    while let Some(row) = rows.next().map_err(error)? {
        lines.add(&row.get::<_, String>(0).map_err(error)?)?;
    }
    lines.end()?;
    drop(rows);
    drop(listed);
    copy.close().map_err(|(_, closing)| error(closing))?;
    fs::File::open(&path).and_then(|file| file.sync_all()).map_err(DbError::other)?;
    Ok(Copied { schema, tables, sequences: Vec::new() })
}

/// Puts a copy's file in the place of the database: beside it first, then under its name, so that there is the old one or
/// the new one whatever happens. What was there goes only where `replace` says so, and never under somebody's hands.
pub(crate) fn back(to: &Path, folder: &Path, copied: &Copied, replace: bool) -> Result<(), BringBackError> {
    let there = |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.len() > 0);
    if there(to) {
        if !replace && has_tables(to)? {
            return Err(BringBackError::NotEmpty);
        }
        nobody_uses(to)?;
    }
    let aside = beside(to, "-restoring");
    let mut from = fs::File::open(folder.join(SQLITE_FILE)).map_err(DbError::other)?;
    let mut file = make(&aside)?;
    io::copy(&mut from, &mut file).and_then(|_| file.sync_all()).map_err(DbError::other)?;
    drop(file);
    let copy = Connection::open(&aside).map_err(error)?;
    let found = tables(&copy)?;
    copy.close().map_err(|(_, closing)| error(closing))?;
    for table in &copied.tables {
        let rows = found.iter().find(|one| one.name == table.name).map_or(0, |one| one.rows);
        if rows != table.rows {
            return Err(BringBackError::Rows {
                table: table.name.clone(),
                expected: table.rows,
                found: rows,
            });
        }
    }
    for end in ["-wal", "-shm", "-journal"] {
        remove(&beside(to, end))?;
    }
    fs::rename(&aside, to).map_err(DbError::other)?;
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(DbError::other)?;
    }
    Ok(())
}

fn has_tables(path: &Path) -> Result<bool, DbError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    let count: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0)).map_err(error)?;
    Ok(count > 0)
}

/// Leaving the log needs the file for oneself: SQLite refuses it while anybody else has it open.
fn nobody_uses(path: &Path) -> Result<(), BringBackError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    let left: Result<String, rusqlite::Error> =
        connection.query_row("PRAGMA journal_mode = DELETE", (), |row| row.get(0));
    match left {
        Ok(mode) if mode == "delete" => Ok(()),
        Ok(_) => Err(BringBackError::InUse),
        Err(refused) => match error(refused) {
            DbError::Busy { .. } => Err(BringBackError::InUse),
            other => Err(other.into()),
        },
    }
}

/// The newest migration; `None` in an empty file.
pub(crate) fn schema(connection: &Connection) -> Result<Option<i64>, DbError> {
    let there: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'", (), |row| row.get(0))
        .map_err(error)?;
    if there == 0 {
        return Ok(None);
    }
    connection.query_row(migration::NEWEST, (), |row| row.get(0)).map_err(error)
}

fn tables(connection: &Connection) -> Result<Vec<CopiedTable>, DbError> {
    let mut statement = connection.prepare(TABLES).map_err(error)?;
    let names = statement.query_map((), |row| row.get::<_, String>(0)).map_err(error)?;
    let mut tables = Vec::new();
    for name in names {
        let name = name.map_err(error)?;
        let count = format!("SELECT count(*) FROM {}", quoted(&name));
        let rows: i64 = connection.query_row(&count, (), |row| row.get(0)).map_err(error)?;
        let rows = u64::try_from(rows).unwrap_or(0);
        tables.push(CopiedTable { name, rows, file: SQLITE_FILE.to_owned(), columns: Vec::new() });
    }
    Ok(tables)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

fn remove(path: &Path) -> Result<(), DbError> {
    match fs::remove_file(path) {
        Err(gone) if gone.kind() != io::ErrorKind::NotFound => Err(DbError::other(gone)),
        _ => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("SQLite could not copy all pages at once")]
struct Unfinished;

#[derive(Debug, thiserror::Error)]
#[error("SQLite finds fault with the copy: {0}")]
struct Unsound(String);
