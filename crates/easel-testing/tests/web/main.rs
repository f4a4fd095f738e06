//! The door as a whole, over a real store: SQLite always, PostgreSQL too when `TEST_POSTGRES_URL` is set.

mod accounts;
mod auth;
mod billing;
mod book;
mod channel_test;
mod content;
mod contract;
mod document;
mod email;
mod event;
mod export;
mod gallery;
mod house;
mod lent;
mod limit;
mod payment;
mod people;
mod plan;
mod serve;
mod share;
mod stripe;
mod sweep;
mod tools;
mod upload;
mod wait;
mod wallet;
