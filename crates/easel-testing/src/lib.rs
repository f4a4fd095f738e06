//! The one door for tests that need a studio: opens one, fills it, and checks it when they are done.
//!
//! **Knows** how to open a [`easel_store::Store`] on a fresh SQLite file or in a fresh PostgreSQL schema, a catalogue
//! whose prices tell one mistake from another, stand-ins of Stripe, of a chat model, of a push service and of a sign-in
//! provider, a clock that stands still until it is told to move, and what must be true of every studio at the end of every test.
//!
//! **Never knows** what a single test is about; is never part of the program (other crates name it under
//! `dev-dependencies` only).

mod catalogue;
mod chat;
mod clock;
mod openid;
mod picture;
mod push;
mod race;
mod raw;
mod server;
pub mod smtp;
mod store;
mod stripe;

pub use catalogue::{catalogue, draft};
pub use chat::{ChatDay, ChatStandIn};
pub use clock::Clock;
pub use openid::{OpenIdAccount, OpenIdDay, OpenIdStandIn};
pub use picture::{delivery, failed, new_asset, rejected};
pub use push::{PushKeys, PushStandIn};
pub use race::at_once;
pub use raw::Raw;
pub use store::{On, Person, TestStore};
pub use stripe::{Bad, StripeStandIn};

/// Makes one test of the body for each database: `name::sqlite` and `name::postgres`. The body has a
/// [`TestStore`] under the name it gives and ends with `finish` or `wind_down`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($studio:ident) $body:block)*) => { $(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "each case uses what it needs of its file")]
            use super::*;

            async fn case($studio: ::std::sync::Arc<$crate::TestStore>) $body

            #[tokio::test]
            async fn sqlite() {
                $crate::TestStore::run($crate::On::Sqlite, case).await;
            }

            #[tokio::test]
            async fn postgres() {
                $crate::TestStore::run($crate::On::Postgres, case).await;
            }
        }
    )* };
}
