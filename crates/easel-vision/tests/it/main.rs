//! The models in the program, on real pictures.

#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

mod explicit;
mod face;
mod models;
