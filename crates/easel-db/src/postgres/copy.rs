//! Copying PostgreSQL's tables inside one snapshot, and filling a schema from such a copy inside one transaction.

use std::path::{Path, PathBuf};

use deadpool_postgres::Client;
use futures_util::{SinkExt, TryStreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufWriter};

use super::{
    Engine, client, fault, migrate,
    session::{End, Mode, Session},
};
use crate::{
    DbError, Migration,
    copy::{BringBackError, Copied, CopiedTable, made_by, make, quoted},
    migration,
};

/// Bytes that are sent to the server in one piece.
const PIECE: usize = 256 * 1024;

const TABLES: &str = "SELECT CAST(c.relname AS text) FROM pg_class c
    WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r' ORDER BY 1";
/// What is reckoned from other columns is reckoned anew.
const COLUMNS: &str = "SELECT CAST(a.attname AS text) FROM pg_attribute a
    WHERE a.attrelid = CAST($1 AS text)::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attnum";
const SEQUENCES: &str = "SELECT CAST(c.relname AS text) FROM pg_class c
    WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'S' ORDER BY 1";
const KEYS: &str = "SELECT CAST(CAST(conrelid AS regclass) AS text), CAST(conname AS text), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(current_schema() AS regnamespace) ORDER BY 1, 2";
const THERE: &str =
    "SELECT count(*) FROM pg_class c WHERE c.relnamespace = CAST(current_schema() AS regnamespace)
    AND c.relname = 'schema_migration'";

fn failed(error: tokio_postgres::Error) -> DbError {
    fault::classify(error)
}

/// The newest migration; `None` in an empty schema.
async fn schema(client: &Client) -> Result<Option<i64>, DbError> {
    let there: i64 = client.query_one(THERE, &[]).await.map_err(failed)?.get(0);
    if there == 0 {
        return Ok(None);
    }
    Ok(client.query_one(migration::NEWEST, &[]).await.map_err(failed)?.get(0))
}

async fn names(client: &Client, text: &str) -> Result<Vec<String>, DbError> {
    let rows = client.query(text, &[]).await.map_err(failed)?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

impl Engine {
    pub(crate) async fn schema(&self) -> Result<Option<i64>, DbError> {
        schema(&client(&self.pool).await?).await
    }

    pub(crate) async fn copy_out(&self, folder: PathBuf, list: (&str, &str)) -> Result<Copied, DbError> {
        let client = client(&self.pool).await?;
        client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(failed)?;
        let copied = copy_all(&client, &folder, list).await;
        // A connection whose copying was broken off is not one to go on with.
        if copied.is_err() || client.batch_execute("ROLLBACK").await.is_err() {
            drop(deadpool_postgres::Client::take(client));
        }
        copied
    }

    pub(crate) async fn copy_back(
        &self,
        folder: PathBuf,
        copied: &Copied,
        migrations: &[Migration],
        replace: bool,
    ) -> Result<(), BringBackError> {
        let client = client(&self.pool).await?;
        let mut session = Session::new(&client, Mode::Write);
        session.fetch("SELECT 1", &[]).await?;
        if schema(&client).await?.is_some() {
            if !replace {
                return Err(BringBackError::NotEmpty);
            }
            clear(&client, migrations).await?;
        }
        let old: Vec<Migration> = migrations
            .iter()
            .copied()
            .filter(|migration| i64::from(migration.number) <= copied.schema)
            .collect();
        migrate(&mut session, &client, &old).await?;
        fill(&client, &folder, copied).await?;
        match session.end(true, &self.announcer, Vec::new()).await {
            End::Done => Ok(()),
            End::Failed(error) | End::Again(Some(error)) => Err(error.into()),
            End::Again(None) | End::Lost => Err(DbError::Unavailable { source: None }.into()),
        }
    }
}

async fn copy_all(client: &Client, folder: &Path, list: (&str, &str)) -> Result<Copied, DbError> {
    let schema = schema(client).await?.unwrap_or(0);
    let mut tables = Vec::new();
    for name in names(client, TABLES).await? {
        let columns: Vec<String> = client
            .query(COLUMNS, &[&quoted(&name)])
            .await
            .map_err(failed)?
            .iter()
            .map(|row| row.get(0))
            .collect();
        let file = format!("{name}.copy");
        let text = format!("COPY {} TO STDOUT", with_columns(&name, &columns));
        let rows = copy_to(client, &text, &folder.join(&file)).await?;
        tables.push(CopiedTable { name, rows, file, columns });
    }
    let mut sequences = Vec::new();
    for name in names(client, SEQUENCES).await? {
        let text = format!("SELECT last_value, is_called FROM {}", quoted(&name));
        let row = client.query_one(&text, &[]).await.map_err(failed)?;
        sequences.push((name, row.get(0), row.get(1)));
    }
    copy_to(client, &format!("COPY ({}) TO STDOUT", list.0), &folder.join(list.1)).await?;
    Ok(Copied { schema, tables, sequences })
}

fn with_columns(name: &str, columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
    format!("{} ({})", quoted(name), columns.join(", "))
}

/// Writes what the server sends, and counts the rows: each is one line, since line ends inside of it are written `\n`.
async fn copy_to(client: &Client, text: &str, path: &Path) -> Result<u64, DbError> {
    let mut file = BufWriter::new(tokio::fs::File::from_std(make(path)?));
    let mut pieces = Box::pin(client.copy_out(text).await.map_err(failed)?);
    let mut rows = 0;
    while let Some(piece) = pieces.try_next().await.map_err(failed)? {
        rows += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        file.write_all(&piece).await.map_err(DbError::other)?;
    }
    file.flush().await.map_err(DbError::other)?;
    file.into_inner().sync_all().await.map_err(DbError::other)?;
    Ok(rows)
}

/// Takes away what the studio's own migrations made, and nothing else that may lie in the same schema.
async fn clear(client: &Client, migrations: &[Migration]) -> Result<(), DbError> {
    let texts: String = migrations.iter().map(|migration| migration.postgres).collect();
    let mut all = String::from("DROP TABLE IF EXISTS schema_migration CASCADE;");
    for kind in ["table", "sequence", "function"] {
        for name in made_by(&texts, kind) {
            all.push_str(&format!("DROP {kind} IF EXISTS {} CASCADE;", quoted(&name)));
        }
    }
    client.batch_execute(&all).await.map_err(failed)
}

/// Fills the tables with neither triggers nor foreign keys in the way; the keys are made again at the end, and checked.
async fn fill(client: &Client, folder: &Path, copied: &Copied) -> Result<(), BringBackError> {
    let keys: Vec<(String, String, String)> = client
        .query(KEYS, &[])
        .await
        .map_err(failed)?
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    for (table, key, _) in &keys {
        let text = format!("ALTER TABLE {table} DROP CONSTRAINT {}", quoted(key));
        client.batch_execute(&text).await.map_err(failed)?;
    }
    let own = names(client, TABLES).await?;
    for table in &copied.tables {
        // A table of somebody else's, which the copy took along with the schema, has no place here.
        if !own.contains(&table.name) {
            continue;
        }
        let name = quoted(&table.name);
        let text = format!("ALTER TABLE {name} DISABLE TRIGGER USER; DELETE FROM {name}");
        client.batch_execute(&text).await.map_err(failed)?;
        let found = copy_from(client, table, &folder.join(&table.file)).await?;
        if found != table.rows {
            return Err(BringBackError::Rows { table: table.name.clone(), expected: table.rows, found });
        }
        client.batch_execute(&format!("ALTER TABLE {name} ENABLE TRIGGER USER")).await.map_err(failed)?;
    }
    for (table, key, rule) in &keys {
        let text = format!("ALTER TABLE {table} ADD CONSTRAINT {} {rule}", quoted(key));
        client.batch_execute(&text).await.map_err(failed)?;
    }
    let there = names(client, SEQUENCES).await?;
    for (name, value, called) in copied.sequences.iter().filter(|(name, ..)| there.contains(name)) {
        client
            .execute("SELECT setval(CAST($1 AS text)::regclass, $2, $3)", &[&quoted(name), value, called])
            .await
            .map_err(failed)?;
    }
    Ok(())
}

async fn copy_from(client: &Client, table: &CopiedTable, path: &Path) -> Result<u64, DbError> {
    let text = format!("COPY {} FROM STDIN", with_columns(&table.name, &table.columns));
    let mut file = tokio::fs::File::open(path).await.map_err(DbError::other)?;
    let mut sink = Box::pin(client.copy_in(&text).await.map_err(failed)?);
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        if file.read_buf(&mut piece).await.map_err(DbError::other)? == 0 {
            break;
        }
        sink.send(bytes::Bytes::from(piece)).await.map_err(failed)?;
    }
    sink.as_mut().finish().await.map_err(failed)
}
