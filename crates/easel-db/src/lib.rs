//! How a transaction runs on SQLite and on PostgreSQL: one SQL text, one transaction type, two engines.
//!
//! It knows connections, transactions, rows, migrations and the wake. It knows no table, no rule and no word of
//! the house above it, and it is the only crate that may name `rusqlite` or `tokio-postgres`.
//!
//! A transaction is a closure. On SQLite the closures of all who wait run one after the other on one writing
//! thread, each in a savepoint of a common transaction that is made durable once for all. On PostgreSQL a closure
//! has a pooled connection and is run again when the server asks for it. Hence its two laws: it may run more than
//! once, and it awaits nothing but the statements of its own transaction (SQLite enforces this by polling once).
//!
//! A text is written with `$1`, and with `/*pg: FOR UPDATE */` where PostgreSQL needs words that SQLite must not
//! see. A statement that failed dooms its transaction on both databases, as it always has on PostgreSQL.
#![forbid(unsafe_code)]

mod copy;
mod db;
mod error;
mod migration;
mod options;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod text;
mod tx;
mod value;
mod wake;

pub use copy::{BringBackError, Copied, CopiedTable};
pub use db::{Backend, Db, DbMetrics};
pub use error::DbError;
pub use migration::Migration;
pub use options::{Options, SqliteSync};
pub use row::{FromColumn, FromRow, Row};
pub use tx::{Tx, TxFuture};
pub use value::Value;
pub use wake::{Wake, WakeReceiver};
