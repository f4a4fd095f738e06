//! The door by which people and programs come in: routes, sessions, views, live updates and the built browser side.
//!
//! **Knows** HTTP: which operation a request asks for, who asks (by which carrier), how often they may, how an answer
//! and an error look, what the OpenAPI document says.
//!
//! **Never knows** engines, pixels or SQL text; decides no rule: what may happen is said by the domain and done by one
//! function of the store in one transaction.

mod admin;
mod answer;
mod asset;
mod auth;
mod batch;
mod billing;
mod board;
mod book;
mod book_draw;
mod book_page;
mod book_plan;
mod brand;
mod carrier;
mod channel;
mod channel_test;
mod character;
mod checkout;
mod clock;
mod content;
mod credit;
mod csv;
mod download;
mod error;
mod event;
mod export;
mod figures;
mod font;
mod generation;
mod health;
mod input;
mod lent;
mod limit;
mod me;
mod metrics;
mod model;
mod options;
mod page;
mod password;
mod payment;
mod plan;
mod preview;
mod range;
mod read;
mod receipt;
mod redeem;
mod refund;
mod router;
mod secret;
mod serve;
mod share;
mod statement;
mod strip;
mod studio;
mod style;
mod subscription;
mod telling;
mod till;
mod ui;
mod upload;
mod view;
mod wait;
mod wallet;

pub use error::ERROR_KEYS;
pub use limit::{Limits, Rate};
pub use options::{CreditName, StudioOptions, WebOptions};
pub use router::{Web, openapi, router};
pub use secret::Secret;
pub use serve::{ServeOptions, serve};
