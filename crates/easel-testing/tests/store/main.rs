//! The store on both databases: what each function answers and leaves behind.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

mod asset;
mod book;
mod channel_test;
mod character;
mod export;
mod gallery;
mod generation;
mod job;
mod mail;
mod race;
mod retention;
mod schema;
mod shelf;
mod strangers;
mod upload;
mod user;
mod wallet;
