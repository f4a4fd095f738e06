//! The door as a whole, over a real store: SQLite always, PostgreSQL too when `TEST_POSTGRES_URL` is set.

mod auth;
mod channel_test;
mod content;
mod contract;
mod document;
mod event;
mod house;
mod lent;
mod limit;
mod serve;
mod sweep;
mod tools;
mod upload;
mod wait;
mod wallet;
