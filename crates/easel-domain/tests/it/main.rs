//! What must hold for every input, not only for the ones somebody thought of.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]

mod account;
mod character;
mod credits;
mod job;
mod languages;
mod payment;
mod plan;
mod refund;
mod spec;
