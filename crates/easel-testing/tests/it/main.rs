//! The whole house at once: random days, each answer predicted.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

mod chat;
mod sim;
