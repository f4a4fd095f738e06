//! Money at a gateway, on both databases: whatever it tells, twice, late, out of order or not at all, each payment gives
//! its credits once, and what goes back takes them along.
#![allow(clippy::unwrap_used, reason = "a test that can't go on says where")]
#![allow(unreachable_pub, reason = "a test binary has no public face")]

mod billing;
mod desk;
mod dispute;
#[allow(dead_code, reason = "the tests of the door use the rest")]
#[path = "../web/house.rs"]
mod house;
mod model;
mod refund;
mod stripe;
