//! How a transaction runs on SQLite and on PostgreSQL; knows no table.
